"""The job spec: the structured form of one job description."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from config.ids import uuid7
from config.triggers import only_if
from jobspecs.choices import Level, SpecStatus


@pghistory.track(exclude=["description", "drafted_with", "drafting_notes"])
class JobSpec(models.Model):
    """Title, level, description; what is scored stands in its versions, what is asked in its rounds."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(max_length=200)
    level = models.CharField(max_length=10, choices=Level)
    language = models.CharField(max_length=8, default="en")
    status = models.CharField(max_length=10, choices=SpecStatus, default=SpecStatus.ACTIVE)
    description = models.TextField(blank=True, default="")
    current_version = models.OneToOneField("jobspecs.Version", on_delete=models.PROTECT, null=True, related_name="+")
    grading_engine = models.CharField(
        max_length=40, blank=True, default="", help_text="A name in GRADING_ENGINES; empty means the installation's default."
    )
    retention_days = models.PositiveIntegerField(null=True, blank=True, help_text="Empty means the organisation's default.")
    recording_days = models.PositiveIntegerField(null=True, blank=True, help_text="Empty means the organisation's default.")
    pass_mark = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="A total (0 to 100) that the team looks at; nobody is decided by it. Empty: none."
    )
    asks_self_identification = models.BooleanField(
        default=False, help_text="Candidates may give sex and race/ethnicity after handing in, for the fairness figures alone."
    )
    drafted_with = models.CharField(
        max_length=200, blank=True, default="", help_text="The engine that drafted it, with the model where there is one."
    )
    drafting_notes = models.JSONField(
        default=list, blank=True, help_text="What was mended in the draft, or done otherwise than asked: lines for people."
    )
    questions_confirmed_at = models.DateTimeField(null=True, blank=True)
    questions_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="jobspecs.Membership", related_name="job_specs")

    class Meta:
        indexes = [models.Index(fields=["status", "-created_at"], name="jobspec_by_status")]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="jobspec_has_title"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="jobspec_known_level"),
            models.CheckConstraint(condition=Q(status__in=SpecStatus.values), name="jobspec_known_status"),
            models.CheckConstraint(
                condition=Q(pass_mark__isnull=True) | Q(pass_mark__lte=100), name="jobspec_pass_mark_in_range"
            ),
            models.CheckConstraint(
                condition=Q(questions_confirmed_at__isnull=True) | Q(questions_confirmed_by__isnull=False),
                name="jobspec_questions_confirmed_by_somebody",
            ),
        ]
        triggers = [
            only_if(
                "jobspec_current_version_of_it",
                """NEW.current_version_id IS NULL OR EXISTS (SELECT FROM jobspecs_version v
                   WHERE v.id = NEW.current_version_id AND v.job_spec_id = NEW.id AND v.sealed_at IS NOT NULL)""",
                "the current version is of another spec, or not sealed",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_archived(self) -> bool:
        return self.status == SpecStatus.ARCHIVED
