"""What is measured: competencies, and rubrics that say what each level of an answer shows."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from config.ids import uuid7
from config.triggers import child_of_open, immutable, refuse, sealable, sealed_at_commit
from jobspecs.models.sources import SOURCES_HELP


class Competency(models.Model):
    """A stable row per spec, so that questions and scores survive new versions. Its wording is in the rubrics."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job_spec = models.ForeignKey("jobspecs.JobSpec", on_delete=models.PROTECT, related_name="competencies")
    key = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "competencies"
        constraints = [
            models.UniqueConstraint(fields=["job_spec", "key"], name="competency_key_unique_in_spec"),
            models.CheckConstraint(condition=Q(key__regex=r"^[a-z][a-z0-9_]*$"), name="competency_key_is_snake_case"),
        ]
        triggers = [immutable("competency_never_changes")]

    def __str__(self) -> str:
        return self.key


class Rubric(models.Model):
    """An immutable set of competencies with their wording. Several versions can share one.

    A correction of the wording alone makes a new rubric with the same `root`: what it measures is the same, so scores
    under either go together. A change of meaning begins a root of its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job_spec = models.ForeignKey("jobspecs.JobSpec", on_delete=models.PROTECT, related_name="rubrics")
    number = models.PositiveIntegerField()
    root = models.ForeignKey("self", on_delete=models.PROTECT, related_name="wordings")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    sealed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job_spec", "number"], name="rubric_number_unique_in_spec")]
        triggers = [
            sealable(
                "rubric_sealed",
                check=f"""
                    IF NOT EXISTS (SELECT FROM jobspecs_rubricrow WHERE rubric_id = NEW.id) THEN
                        {refuse("rubric_has_competencies", "a rubric needs a competency")}
                    END IF;
                    IF EXISTS (SELECT FROM jobspecs_rubricrow r JOIN jobspecs_competency c ON c.id = r.competency_id
                               WHERE r.rubric_id = NEW.id AND c.job_spec_id <> NEW.job_spec_id) THEN
                        {refuse("rubric_of_one_spec", "a competency of another spec")}
                    END IF;
                """,
            ),
            sealed_at_commit("rubric_sealed_at_commit", "jobspecs_rubric"),
        ]

    def __str__(self) -> str:
        return f"rubric {self.number}"


class RubricRow(models.Model):
    """One competency of a rubric: name, definition, what it means in this role, five anchored levels (BARS)."""

    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="rows")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    definition = models.TextField()
    for_this_role = models.TextField(blank=True, default="")
    sources = models.JSONField(default=list, blank=True, help_text=SOURCES_HELP)
    anchors = ArrayField(models.TextField(), size=5, help_text="What an answer of level 1 … 5 shows.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "competency"], name="rubricrow_one_per_competency"),
            models.UniqueConstraint(fields=["rubric", "position"], name="rubricrow_one_per_position"),
            models.CheckConstraint(condition=Q(anchors__len=5), name="rubricrow_five_anchors"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(definition=""), name="rubricrow_has_name_and_definition"),
        ]
        triggers = [
            child_of_open("rubricrow_of_open_rubric", "jobspecs_rubric", "rubric_id"),
            immutable("rubricrow_never_changes"),
        ]

    def __str__(self) -> str:
        return self.name


class RubricConfirmation(models.Model):
    """Somebody has read the anchors of a rubric and says that they fit."""

    rubric = models.OneToOneField(Rubric, on_delete=models.PROTECT, related_name="confirmation")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rubric", "confirmed_by"], name="rubricconfirmation_once")]
        triggers = [pgtrigger.Protect(name="rubricconfirmation_never_changes", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.rubric_id} confirmed"
