"""Background work of scoring: orders to grade one interview, and runs over many."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from config.ids import uuid7
from config.work import OPEN, Work


class Run(models.Model):
    """A batch: what is not graded, or everything of one spec again. Its progress is counted from its orders."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job_spec = models.ForeignKey("jobspecs.JobSpec", on_delete=models.PROTECT, null=True, related_name="runs")
    again = models.BooleanField(default=False, help_text="Also what is graded already.")
    chosen = models.BooleanField(default=False, help_text="Only interviews that a person picked.")
    engine = models.CharField(max_length=40)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    paused_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(again=False) | Q(job_spec__isnull=False), name="run_again_is_of_one_spec"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(cancelled_at__isnull=True), name="run_finished_or_cancelled"
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.id}"


class GradingOrder(Work):
    """Grade one interview by one engine. Done, it points at the grading that came of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    interview = models.ForeignKey("interviews.Interview", on_delete=models.PROTECT, related_name="grading_orders")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="orders", db_index=False)
    engine = models.CharField(max_length=40)
    grading = models.OneToOneField("scoring.Grading", on_delete=models.PROTECT, null=True, related_name="order")

    class Meta(Work.Meta):
        indexes = [models.Index(fields=["run", "state", "queued_at"], name="gradingorder_oldest_of_run")]
        constraints = [
            *Work.Meta.constraints,
            models.UniqueConstraint(fields=["interview"], condition=OPEN, name="gradingorder_one_open"),
            models.CheckConstraint(condition=~Q(state="done") | Q(grading__isnull=False), name="gradingorder_done_has_grading"),
        ]

    def __str__(self) -> str:
        return f"grade {self.interview_id}"
