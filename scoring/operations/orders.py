"""Ordering gradings: one by one, or as a run over many. An interview has at most one open order."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from config import work
from config.work import OPEN
from interviews.choices import InterviewState
from interviews.models import Interview
from jobspecs.models import JobSpec, User
from scoring import tasks
from scoring.engines import engine_named
from scoring.models import CurrentEvaluation, GradingOrder, Run

log = structlog.get_logger(__name__)


class NotGradable(Exception):
    """Only a completed interview whose words are still there can be graded."""


@transaction.atomic
def order_grading(*, interview: Interview, by: User | None, engine: str = "") -> GradingOrder:
    """Have one interview graded. Where an order is open already it is that one: nothing is graded twice.

    Without `engine` the spec's own grades, as it is set when the work is done. Raises NotGradable, UnknownEngine.
    """
    if engine:
        engine_named(engine)
    locked = Interview.objects.select_for_update(no_key=True, of=["self"]).select_related("candidate").get(pk=interview.pk)
    if locked.state != InterviewState.SUBMITTED or locked.candidate.erased_at:
        raise NotGradable("Only a completed interview can be graded, and only while its words are kept.")
    order = GradingOrder.objects.filter(OPEN, interview=locked).first()
    if order is None:
        order = GradingOrder.objects.create(interview=locked, engine=engine)
    log.info("grading_ordered", interview=str(interview.pk), by=str(by.pk) if by else None)
    tasks.grade.send(order_id=str(order.pk))
    return order


@transaction.atomic
def cancel_orders(*, interview_ids: list[UUID]) -> int:
    """Take back what is ordered for these interviews, also what is being worked on. Returns how many."""
    return work.cancel(GradingOrder.objects.filter(interview_id__in=interview_ids), "Taken back: the interview is not graded.")


@transaction.atomic
def order_run(*, job_spec: JobSpec | None, by: User | None, again: bool = False, engine: str = "") -> Run:
    """Order what is not graded, of one spec or of all; with `again` also what is graded, of one spec.

    A run of the same kind that is still open is gone on with, not doubled. Raises UnknownEngine.
    """
    if engine:
        engine_named(engine)
    run = open_runs().filter(job_spec=job_spec, again=again, engine=engine).first()
    if run is None:
        run = Run.objects.create(job_spec=job_spec, again=again, engine=engine, requested_by=by)
        _order_all(run)
    return run


@transaction.atomic
def score_batch(*, job_spec: JobSpec | None, by: User | None, again: bool = False, engine: str = "") -> Run:
    """Order a run and hand it to the workers."""
    run = order_run(job_spec=job_spec, by=by, again=again, engine=engine)
    tasks.grade_chunk.send(run_id=str(run.pk))
    return run


@transaction.atomic
def cancel_run(*, run: Run, by: User | None) -> int:
    """Stop a run: what is graded stays, what waits is taken back. Returns how many orders were taken back."""
    if not open_runs().filter(pk=run.pk).update(cancelled_at=Now()):
        return 0
    return work.cancel(GradingOrder.objects.filter(run=run), "Taken back: the run was stopped.")


@transaction.atomic
def close_run(*, run: Run) -> bool:
    """Note the end of a run once none of its orders is open."""
    still_open = GradingOrder.objects.filter(OPEN, run=OuterRef("pk"))
    return bool(open_runs().filter(~Exists(still_open), pk=run.pk).update(finished_at=Now()))


def open_runs() -> QuerySet[Run]:
    return Run.objects.filter(finished_at__isnull=True, cancelled_at__isnull=True)


def _order_all(run: Run) -> None:
    wanted = Interview.objects.filter(state=InterviewState.SUBMITTED, candidate__erased_at__isnull=True)
    if run.job_spec_id:
        wanted = wanted.filter(job_spec_id=run.job_spec_id)
    if not run.again:
        wanted = wanted.filter(~Exists(CurrentEvaluation.objects.filter(interview=OuterRef("pk"))))
    # Whoever has an open order already keeps it; it is drawn into the run, so that its progress is whole.
    opened = GradingOrder.objects.filter(OPEN, interview__in=wanted, run__isnull=True)
    opened.update(run=run, **({"engine": run.engine} if run.engine else {}))
    fresh = wanted.filter(~Exists(GradingOrder.objects.filter(OPEN, interview=OuterRef("pk"))))
    GradingOrder.objects.bulk_create(
        (GradingOrder(interview_id=pk, run=run, engine=run.engine) for pk in fresh.values_list("pk", flat=True).iterator()),
        batch_size=1000,
        ignore_conflicts=True,
    )
