"""Versions: immutable snapshots of one rubric, its weights and its must-haves."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from config.ids import uuid7
from config.triggers import child_of_open, immutable, refuse, sealable, sealed_at_commit
from jobspecs.choices import MustHaveKind
from jobspecs.models.sources import SOURCES_HELP

_WEIGHTS_ARE_WHOLE = f"""
    SELECT sum(value) INTO found_total FROM jobspecs_weight WHERE version_id = NEW.id;
    IF EXISTS (
        SELECT FROM (SELECT competency_id FROM jobspecs_rubricrow WHERE rubric_id = NEW.rubric_id) r
        FULL JOIN (SELECT competency_id FROM jobspecs_weight WHERE version_id = NEW.id) w USING (competency_id)
        WHERE r IS NULL OR w IS NULL
    ) THEN
        {refuse("weights_name_every_competency", "a weight is missing, or one is of no competency of the rubric")}
    END IF;
    IF found_total IS DISTINCT FROM 1.00 THEN
        {refuse("weights_sum_to_one", "the weights of a version do not sum to 1.00")}
    END IF;
    IF NOT EXISTS (SELECT FROM jobspecs_rubric r WHERE r.id = NEW.rubric_id AND r.job_spec_id = NEW.job_spec_id
                   AND r.sealed_at IS NOT NULL) THEN
        {refuse("version_of_one_spec", "the rubric is of another spec, or not sealed")}
    END IF;
"""


@pghistory.track(pghistory.InsertEvent())
class Version(models.Model):
    """What a spec scores by. Rows go in unsealed; sealing checks that the weights are whole; from then on it is fixed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job_spec = models.ForeignKey("jobspecs.JobSpec", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    rubric = models.ForeignKey("jobspecs.Rubric", on_delete=models.PROTECT, related_name="versions")
    tag = models.CharField(max_length=20)
    content_hash = models.CharField(max_length=64, help_text="SHA-256 over the canonical JSON of the content, in hex.")
    reason = models.TextField(blank=True, default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    sealed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job_spec", "number"], name="version_number_unique_in_spec"),
            models.CheckConstraint(condition=Q(tag__regex=r"^v[1-9][0-9]*-[A-Za-z0-9_-]{6}$"), name="version_tag_well_formed"),
            models.CheckConstraint(condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"), name="version_hash_is_sha256"),
        ]
        triggers = [
            sealable("version_sealed", check=_WEIGHTS_ARE_WHOLE),
            sealed_at_commit("version_sealed_at_commit", "jobspecs_version"),
        ]

    def __str__(self) -> str:
        return self.tag


class Weight(models.Model):
    """What one competency counts for in one version."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="weights")
    competency = models.ForeignKey("jobspecs.Competency", on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=3, decimal_places=2)
    reason = models.TextField(blank=True, default="", help_text="Why the description led to this weight.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "competency"], name="weight_one_per_competency"),
            models.CheckConstraint(condition=Q(value__gt=0, value__lte=1), name="weight_in_range"),
        ]
        triggers = [
            child_of_open("weight_of_open_version", "jobspecs_version", "version_id"),
            immutable("weights_never_change"),
        ]

    def __str__(self) -> str:
        return f"{self.competency_id} {self.value}"


class MustHave(models.Model):
    """A line of the description that is required or preferred. Shown, never scored."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="must_haves")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=MustHaveKind)
    text = models.TextField()
    sources = models.JSONField(default=list, blank=True, help_text=SOURCES_HELP)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="musthave_one_per_position"),
            models.CheckConstraint(condition=Q(kind__in=MustHaveKind.values), name="musthave_known_kind"),
            models.CheckConstraint(condition=~Q(text=""), name="musthave_has_text"),
        ]
        triggers = [
            child_of_open("musthave_of_open_version", "jobspecs_version", "version_id"),
            immutable("musthaves_never_change"),
        ]

    def __str__(self) -> str:
        return self.text
