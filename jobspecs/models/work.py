"""Background work of this app: drafting a spec, writing one question anew."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from config.ids import uuid7
from config.work import OPEN, Work
from jobspecs.choices import DraftStep


class Draft(Work):
    """A job description on its way to a job spec. The text is kept whatever happens to the drafting."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    description = models.TextField()
    source_name = models.CharField(max_length=200, blank=True, default="", help_text="The name of an uploaded file.")
    step = models.CharField(max_length=20, choices=DraftStep, default=DraftStep.READING)
    found = models.JSONField(default=dict, blank=True, help_text="What each finished step found, for the page.")
    job_spec = models.OneToOneField("jobspecs.JobSpec", on_delete=models.PROTECT, null=True, related_name="draft")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts")
    created_at = models.DateTimeField(db_default=Now())
    discarded_at = models.DateTimeField(null=True)

    class Meta(Work.Meta):
        constraints = [
            *Work.Meta.constraints,
            models.CheckConstraint(condition=~Q(description=""), name="draft_has_description"),
            models.CheckConstraint(condition=~Q(state="done") | Q(job_spec__isnull=False), name="draft_done_has_spec"),
            models.CheckConstraint(condition=Q(step__in=DraftStep.values), name="draft_known_step"),
        ]

    def __str__(self) -> str:
        return f"draft {self.id}"


class Redraft(Work):
    """A wish to draft a published spec again. What the engines find is kept here until a person has chosen what to take."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job_spec = models.ForeignKey("jobspecs.JobSpec", on_delete=models.PROTECT, related_name="redrafts")
    step = models.CharField(max_length=20, choices=DraftStep, default=DraftStep.READING)
    found = models.JSONField(default=dict, blank=True, help_text="What each finished step found, for the page.")
    proposal = models.JSONField(null=True, blank=True, help_text="The whole draft, once it is there.")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True, help_text="When somebody took from it, or put it aside.")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    was_taken = models.BooleanField(default=False, help_text="Something of it went into the spec.")

    class Meta(Work.Meta):
        constraints = [
            *Work.Meta.constraints,
            models.CheckConstraint(condition=~Q(state="done") | Q(proposal__isnull=False), name="redraft_done_has_proposal"),
            models.CheckConstraint(condition=Q(step__in=DraftStep.values), name="redraft_known_step"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, was_taken=False) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="redraft_closed_by_somebody",
            ),
            models.UniqueConstraint(fields=["job_spec"], condition=Q(closed_at__isnull=True), name="redraft_one_open"),
        ]

    def __str__(self) -> str:
        return f"another draft of {self.job_spec_id}"


class QuestionOrder(Work):
    """A wish for another wording of one question; nothing changes until it is written."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    question = models.ForeignKey("jobspecs.Question", on_delete=models.PROTECT, related_name="orders")
    note = models.TextField(blank=True, default="", help_text="What was done otherwise than asked, for people.")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta(Work.Meta):
        constraints = [
            *Work.Meta.constraints,
            models.UniqueConstraint(fields=["question"], condition=OPEN, name="questionorder_one_open"),
        ]

    def __str__(self) -> str:
        return f"another wording of {self.question_id}"
