"""What is asked: rounds, questions, and their immutable wordings."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from config.ids import uuid7
from config.triggers import immutable, only_if
from jobspecs.choices import Origin, RoundKind, RoundPosition
from jobspecs.models.sources import SOURCES_HELP


@pghistory.track()
class Round(models.Model):
    """01 written questions, 02 behavioural voice prompts."""

    job_spec = models.ForeignKey("jobspecs.JobSpec", on_delete=models.PROTECT, related_name="rounds")
    position = models.PositiveSmallIntegerField(choices=RoundPosition)
    kind = models.CharField(max_length=10, choices=RoundKind)
    minutes_each = models.PositiveSmallIntegerField(default=6, help_text="How long one answer takes, as told to candidates.")
    most_words = models.PositiveSmallIntegerField(default=600, help_text="The longest answer that is taken, in words.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["job_spec", "position"], name="round_position_unique_in_spec"),
            models.CheckConstraint(condition=Q(kind__in=RoundKind.values), name="round_known_kind"),
            models.CheckConstraint(condition=Q(position__in=RoundPosition.values), name="round_known_position"),
            models.CheckConstraint(condition=Q(minutes_each__gte=1, most_words__gte=50), name="round_sensible_limits"),
        ]

    def __str__(self) -> str:
        return f"Round {self.position:02}"


class Question(models.Model):
    """One question or prompt of a round, tied to a competency. Retired ones stay, for those who were asked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="questions")
    competency = models.ForeignKey("jobspecs.Competency", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(null=True, help_text="NULL once retired.")
    current_revision = models.OneToOneField("jobspecs.QuestionRevision", on_delete=models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["position"]
        constraints = [
            # Deferred, so that two questions can change places in one transaction.
            models.UniqueConstraint(
                fields=["round", "position"], name="question_one_per_position", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(position__isnull=True, retired_at__isnull=False) | Q(position__isnull=False, retired_at__isnull=True),
                name="question_has_position_until_retired",
            ),
        ]
        triggers = [
            only_if(
                "question_current_revision_of_it",
                """NEW.current_revision_id IS NULL OR EXISTS (SELECT FROM jobspecs_questionrevision r
                   WHERE r.id = NEW.current_revision_id AND r.question_id = NEW.id)""",
                "the current wording is of another question",
            ),
            only_if(
                "question_competency_of_its_spec",
                """EXISTS (SELECT FROM jobspecs_round r JOIN jobspecs_competency c USING (job_spec_id)
                   WHERE r.id = NEW.round_id AND c.id = NEW.competency_id)""",
                "the competency is of another spec",
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.position}"


class QuestionRevision(models.Model):
    """One wording of a question. An interview refers to the revisions that its candidate saw."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    probes = ArrayField(models.TextField(), default=list, blank=True, help_text="What Cal may ask further.")
    strong = models.TextField(blank=True, default="", help_text="What a strong answer shows.")
    adequate = models.TextField(blank=True, default="")
    weak = models.TextField(blank=True, default="")
    sources = models.JSONField(default=list, blank=True, help_text=SOURCES_HELP)
    origin = models.CharField(max_length=10, choices=Origin)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="questionrevision_number_unique"),
            models.CheckConstraint(condition=~Q(text=""), name="questionrevision_has_text"),
            models.CheckConstraint(
                condition=Q(origin=Origin.ENGINE) | Q(origin=Origin.PERSON, created_by__isnull=False),
                name="questionrevision_of_somebody",
            ),
        ]
        triggers = [immutable("questionrevision_never_changes")]

    def __str__(self) -> str:
        return self.text[:60]
