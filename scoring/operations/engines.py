"""Switching the engine that grades a spec: an owner's decision, since candidates of one spec are graded alike."""

from __future__ import annotations

import structlog
from django.db import transaction

from config import work
from config.work import OPEN
from jobspecs.models import JobSpec, User
from jobspecs.operations.specs import change_spec
from scoring import tasks
from scoring.engines import engine_name_of, engine_named
from scoring.models import GradingOrder, Run
from scoring.operations.orders import cancel_run, open_runs, score_batch

log = structlog.get_logger(__name__)

SENT_AT_ONCE = 500  # the sweeper sends the others


@transaction.atomic
def switch_engine(*, job_spec: JobSpec, engine: str, grade_again: bool, by: User) -> Run | None:
    """Have a spec graded by another engine from now on; what waits for the earlier one is graded by this one at once.

    With `grade_again` all that is graded is graded again, so that all are graded alike: the run is returned. What is ordered in
    other runs is taken back for it: what they have graded so far was read by the earlier engine, or by one that somebody tried.
    The database writes the history of the change. Raises UnknownEngine.
    """
    engine_named(engine)
    locked = JobSpec.objects.select_for_update(no_key=True).get(pk=job_spec.pk)
    before = engine_name_of(locked)
    if before != engine:
        change_spec(locked, by, grading_engine=engine)
        log.info("engine_switched", spec=str(job_spec.pk), before=before, after=engine, by=str(by.pk))
        if grade_again:
            _take_back(locked, by)
        _begin_anew(locked)
    return score_batch(job_spec=locked, by=by, again=True) if grade_again else None


def _take_back(job_spec: JobSpec, by: User) -> None:
    """Cancel the runs of a spec, and what runs over all specs have ordered of it; single orders follow the spec."""
    for run in open_runs().filter(job_spec=job_spec):
        cancel_run(run=run, by=by)
    opened = GradingOrder.objects.filter(OPEN, interview__job_spec=job_spec)
    work.cancel(opened.filter(run__isnull=False), "Taken back: all are graded again by another engine.")
    work.update_in_order(opened.exclude(engine=""), engine="")


def _begin_anew(job_spec: JobSpec) -> None:
    """Orders that follow the spec; also one that the earlier engine is reading finds its lease lost."""
    waiting = GradingOrder.objects.filter(OPEN, interview__job_spec=job_spec, engine="")
    work.begin_anew(waiting)
    for pk in waiting.filter(run__isnull=True).order_by("queued_at").values_list("pk", flat=True)[:SENT_AT_ONCE]:
        tasks.grade.send(order_id=str(pk))
    for run_id in waiting.filter(run__isnull=False).values_list("run", flat=True).distinct():
        tasks.grade_chunk.send(run_id=str(run_id))
