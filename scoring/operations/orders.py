"""Ordering gradings: one by one, or as a run over many. An interview has at most one open order.

Nothing is ordered before all that was said is written down, and somebody has listened where that is in doubt.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Now

from config import work
from config.compiled import Compiled
from config.ids import uuid7_sql
from config.locks import one_after_the_other, share
from config.work import OPEN, WorkState
from interviews.choices import InterviewState
from interviews.models import Interview
from interviews.operations.correcting import with_candidate_as_now
from interviews.queries.recordings import NEEDS_LISTENER, STOPPED, WAITING, has_doubts, has_unwritten
from jobspecs.models import JobSpec, User
from scoring import tasks
from scoring.engines import engine_named
from scoring.models import CurrentEvaluation, GradingOrder, Run
from scoring.operations.rollups import want_rollup
from scoring.queries.unheard import completed_of, why_unheard

log = structlog.get_logger(__name__)

PUT_OFF_SECONDS = 60


class NotGradable(Exception):
    """Only a completed interview whose words are still there can be graded; the message says what is missing."""


UNHEARD = {
    WAITING: "Some answers are still being written down. The interview is graded by itself once they are.",
    STOPPED: "An answer could not be written down. Try that again in the report; then the interview is graded by itself.",
    NEEDS_LISTENER: "Somebody has to listen first: confirm or correct the words in the report. Then it is graded by itself.",
}


@transaction.atomic
def order_grading(*, interview: Interview, by: User | None, engine: str = "", anew: bool = False) -> GradingOrder:
    """Have one interview graded. Where an order is open already it is that one: nothing is graded twice.

    With `anew` the open one begins again from its beginning: the words have changed, and nobody's reading of the earlier
    ones is stored any more. It leaves its run, since it must be done also where that is cancelled. Without `engine` the
    spec's own grades, as it is set when the work is done. Raises NotGradable, UnknownEngine.
    """
    if engine:
        engine_named(engine)
    locked = held(interview)
    if locked.state != InterviewState.SUBMITTED or locked.candidate.erased_at:
        raise NotGradable("Only a completed interview can be graded, and only while its words are kept.")
    why = why_unheard(locked)
    if why:
        raise NotGradable(UNHEARD[why])
    return _ordered(locked, by, engine, anew)


def _ordered(locked: Interview, by: User | None, engine: str = "", anew: bool = False) -> GradingOrder:
    """The open order of an interview that is held and ready; made where there is none."""
    opened = GradingOrder.objects.filter(OPEN, interview=locked)
    order = opened.first()
    if order is not None and anew:
        opened.filter(run__isnull=False).update(run=None, engine=engine)
        work.begin_anew(opened)
        order = opened.first()  # somebody may have taken it back with its run
    if order is None:
        order = GradingOrder.objects.create(interview=locked, engine=engine)
    log.info("grading_ordered", interview=str(locked.pk), by=str(by.pk) if by else None)
    tasks.grade.send(order_id=str(order.pk))
    return order


@transaction.atomic
def regrade(*, interview: Interview) -> GradingOrder | None:
    """The words of a completed interview are there, or others than before: have them graded, if nothing is in doubt.

    Else what was graded before stops counting (it stays readable): no score and no rank until somebody has listened.
    Returns the order, if there is one now.
    """
    locked = held(interview)
    if locked.state != InterviewState.SUBMITTED or locked.candidate.erased_at:
        return None
    if not why_unheard(locked):
        return _ordered(locked, None, anew=True)
    hold_back(interview=locked)
    return None


@transaction.atomic
def hold_back(*, interview: Interview) -> None:
    """Let no score of this interview count for now: nothing is being graded, no evaluation is the current one."""
    cancel_orders(interview_ids=[interview.pk], why="Taken back: somebody has to listen first.")
    CurrentEvaluation.objects.filter(interview=interview).delete()
    want_rollup(spec_id=interview.job_spec_id)


def held(interview: Interview) -> Interview:
    """The interview as it is now, locked for this transaction, before anything else of it is."""
    for locked in _HELD(interview=interview.pk):
        return with_candidate_as_now(locked)
    raise Interview.DoesNotExist


_HELD: Compiled[Interview] = Compiled(
    lambda interview: (
        Interview.objects.select_for_update(no_key=True, of=["self"]).select_related("job_spec", "rubric").filter(pk=interview)
    ),
    "interview",
    prepared=True,
)


@transaction.atomic
def cancel_orders(*, interview_ids: list[UUID], why: str = "Taken back: the interview is not graded.") -> int:
    """Take back what is ordered for these interviews, also what is being worked on. Returns how many."""
    return work.cancel(GradingOrder.objects.filter(interview_id__in=interview_ids), why)


@transaction.atomic
def order_run(
    *, job_spec: JobSpec | None, by: User | None, again: bool = False, engine: str = "", chosen: Collection[UUID] | None = None
) -> Run:
    """Order what is not graded, of one spec or of all; with `again` also what is graded, of one spec; with `chosen` these
    interviews of one spec, graded or not.

    Interviews that wait for a transcript or a listener are left out: they are ordered by themselves once that is done.
    A run of the same kind that is still open is returned as it is, paused or not, and not doubled; what a person has chosen is
    a run of its own. Raises UnknownEngine.
    """
    if engine:
        engine_named(engine)
    if job_spec:  # so that no engine is switched meanwhile, and so that two people who order at once get one run
        share(JobSpec, job_spec.pk)
        one_after_the_other(job_spec.pk)
    run = None
    if chosen is None:
        run = open_run_of(job_spec=job_spec, again=again, engine=engine)
    if run is None:
        is_chosen = chosen is not None
        run = Run.objects.create(job_spec=job_spec, again=again or is_chosen, chosen=is_chosen, engine=engine, requested_by=by)
        _order_all(run, chosen)
    return run


@transaction.atomic
def score_batch(
    *, job_spec: JobSpec | None, by: User | None, again: bool = False, engine: str = "", chosen: Collection[UUID] | None = None
) -> Run:
    """Order a run and hand it to the workers; one of the same kind is gone on with, also where it was paused."""
    run = order_run(job_spec=job_spec, by=by, again=again, engine=engine, chosen=chosen)
    if run.paused_at:
        continue_run(run=run, by=by)
        run.paused_at = None
    else:
        tasks.grade_chunk.send(run_id=str(run.pk))
    return run


@transaction.atomic
def pause_run(*, run: Run, by: User | None) -> bool:
    """Take nothing more of a run for now; the interview that is being graded is graded to its end. Returns whether it ran."""
    paused = bool(open_runs().filter(pk=run.pk, paused_at__isnull=True).update(paused_at=Now()))
    log.info("run_paused", run=str(run.pk), by=str(by.pk) if by else None)
    return paused


@transaction.atomic
def continue_run(*, run: Run, by: User | None) -> bool:
    """Go on with a run that was paused. Returns whether it was."""
    went_on = bool(open_runs().filter(pk=run.pk, paused_at__isnull=False).update(paused_at=None))
    log.info("run_continued", run=str(run.pk), by=str(by.pk) if by else None)
    tasks.grade_chunk.send(run_id=str(run.pk))
    return went_on


@transaction.atomic
def cancel_run(*, run: Run, by: User | None) -> int:
    """Cancel a run: what is graded stays, what waits is taken back. Returns how many orders were taken back."""
    if not open_runs().filter(pk=run.pk).update(cancelled_at=Now()):
        return 0
    return work.cancel(GradingOrder.objects.filter(run=run), "Taken back: the run was cancelled.")


@transaction.atomic
def close_run(*, run: Run) -> bool:
    """Note the end of a run once none of its orders is open."""
    still_open = GradingOrder.objects.filter(OPEN, run=OuterRef("pk"))
    return bool(open_runs().filter(~Exists(still_open), pk=run.pk).update(finished_at=Now()))


def open_run_of(*, job_spec: JobSpec | None, again: bool = False, engine: str = "") -> Run | None:
    """The run of this kind that is open, if there is one. What a person has chosen is of no kind."""
    return open_runs().filter(job_spec=job_spec, again=again, engine=engine, chosen=False).first()


def open_runs() -> QuerySet[Run]:
    return Run.objects.filter(finished_at__isnull=True, cancelled_at__isnull=True)


@transaction.atomic
def put_off(*, order: GradingOrder, spec_id: UUID, why: str) -> int:
    """Let all that waits for the same engine of a spec wait for as long as `order` does: its provider is away.

    Without this each of them would find that out for itself, and keep a worker busy meanwhile. Returns how many.
    """
    alike = GradingOrder.objects.filter(interview__job_spec=spec_id, engine=order.engine).exclude(pk=order.pk)
    later = {"due_at": Now() + timedelta(seconds=PUT_OFF_SECONDS), "error": why}
    waiting = work.update_in_order(alike.filter(state=WorkState.QUEUED, due_at__lte=Now()), **later)
    fresh = {"state": WorkState.QUEUED, "lease": None, "lease_until": None, "attempts": F("attempts") - 1}
    return waiting + work.update_in_order(alike.filter(state=WorkState.RUNNING, lease=order.lease), **later, **fresh)


def _order_all(run: Run, chosen: Collection[UUID] | None = None) -> None:
    wanted = completed_of(run.job_spec_id).filter(~has_unwritten(), ~has_doubts())
    ungraded = wanted.filter(~Exists(CurrentEvaluation.objects.filter(interview=OuterRef("pk"))))
    if chosen is not None:
        wanted, ungraded = wanted.filter(pk__in=chosen), ungraded.filter(pk__in=chosen)
    elif not run.again:
        wanted = ungraded
    # Whoever has an open order already keeps it. That of an interview without a score is drawn into the run, so that its progress
    # is whole. One that is to mend a score (its words have changed) is not: were the run cancelled, the score would stay wrong.
    opened = GradingOrder.objects.filter(OPEN, interview__in=ungraded, run__isnull=True)
    if run.engine:
        work.begin_anew(opened.exclude(engine=run.engine))  # what another engine is reading meanwhile is not stored
        work.update_in_order(opened, engine=run.engine)
    work.update_in_order(opened, run=run)
    fresh = wanted.filter(~Exists(GradingOrder.objects.filter(OPEN, interview=OuterRef("pk"))))
    keys, given = fresh.order_by("pk").values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        key = uuid7_sql(connection.connection.info.server_version)
        cursor.execute(_ORDER.format(key=key, interviews=keys), [run.pk, run.engine, WorkState.QUEUED, *given])


_ORDER = """
    INSERT INTO scoring_gradingorder (id, interview_id, run_id, engine, state, attempts, error)
    SELECT {key}, interview, %s, %s, %s, 0, '' FROM ({interviews}) fresh (interview)
    ON CONFLICT DO NOTHING
"""
