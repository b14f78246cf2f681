"""Runs over many interviews, with their progress counted from their orders."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from config.work import OPEN, WorkState
from jobspecs.models import JobSpec
from scoring.models import Run

_OPEN_ORDERS = Q(orders__state__in=[WorkState.QUEUED, WorkState.RUNNING])


def run_by_id(run_id: UUID) -> Run | None:
    return Run.objects.filter(pk=run_id).first()


def runs_with_progress() -> QuerySet[Run]:
    """Runs with `ordered`, `graded`, `stopped` and `left`, the newest first."""
    return Run.objects.annotate(
        ordered=Count("orders"),
        graded=Count("orders", filter=Q(orders__state=WorkState.DONE)),
        stopped=Count("orders", filter=Q(orders__state=WorkState.FAILED)),
        left=Count("orders", filter=_OPEN_ORDERS),
    ).order_by("-created_at")


def runs_of(job_spec: JobSpec) -> QuerySet[Run]:
    return runs_with_progress().filter(job_spec=job_spec).select_related("requested_by")


def reasons_of_stops(run: Run) -> list[str]:
    """Why orders of a run stopped, each reason once."""
    return sorted(set(run.orders.filter(state=WorkState.FAILED).values_list("error", flat=True)))


def has_open_orders(run: Run) -> bool:
    """Whether something of the run is not over: due, waiting for its time, or with somebody."""
    return run.orders.filter(OPEN).exists()


@dataclass(frozen=True)
class Progress:
    """How many orders of a run there are, and how many are graded, stopped, and still open."""

    ordered: int
    graded: int
    stopped: int
    left: int


def progress_of(run: Run) -> Progress:
    counts = run.orders.aggregate(
        ordered=Count("pk"),
        graded=Count("pk", filter=Q(state=WorkState.DONE)),
        stopped=Count("pk", filter=Q(state=WorkState.FAILED)),
        left=Count("pk", filter=OPEN),
    )
    return Progress(**counts)
