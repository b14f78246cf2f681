"""Grading: claim (transaction) → fetch → engine (no transaction open) → store (one transaction), a chunk of orders at a time.

What cannot be stored with the others of its chunk is stored by itself, so that none spoils its neighbours. Where words were hard
to hear, the engine reads again as if they had been others: a score that hangs on them is not stored, and somebody is asked to
listen.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from uuid import UUID

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Q

from config import work
from config.work import CLAIMABLE, LeaseLost
from interviews.choices import Doubt
from interviews.models import Answer, Interview
from interviews.operations.transcribing import cast_doubt
from scoring import tasks
from scoring.checked import ResultUnusable
from scoring.engines import UnknownEngine, engine_asks_model, engine_name_of, engine_named
from scoring.grading.base import GradingFailed, NotGradable, ReplyUnusable
from scoring.models import GradingOrder, Run
from scoring.operations.calls import EngineAtWork, engine_for, keep_calls
from scoring.operations.orders import PUT_OFF_SECONDS, close_run, held, hold_back, open_runs, put_off
from scoring.operations.reading import AtHand, Graded, at_hand, read_by_engine
from scoring.operations.storing import WordsChanged, store, store_free

log = structlog.get_logger(__name__)

DECISIVE = "Not scored: the score depends on words that were hard to hear. Somebody has to listen first."
CHUNK = 200  # orders that one task takes at a time; 1 where a model is asked
FEW, LEAST = 3, 25  # with fewer chunks than FEW left they get smaller, down to LEAST
LANES = 8  # tasks of one run that are sent at a time: more processes than these do not make it faster
LOOK_SECONDS = 1.0  # after which a chunk looks whether its run goes on
AWAY = "The grading service does not answer."


def grade(*, order_id: UUID) -> bool:
    """Grade what one order is about, unless it is done, not due, or somebody else's. Returns whether it was graded."""
    order = work.claim(GradingOrder, order_id)
    if order is None:
        return False
    with work.holding(order):
        _, graded = _grade_claimed([order], lambda: True)
    return graded == 1


def grade_some(*, run: Run, limit: int | None = None) -> int:
    """Take up to `limit` due orders of a run (else as many as make a chunk) and grade them. Returns how many were begun.

    Closes the run when nothing of it is open any more; takes nothing of one that is paused. What is interrupted, also by a
    pause, goes back into the queue, uncounted.
    """
    if not _goes_on(run):
        return 0
    orders = work.claim_some(GradingOrder, Q(run=run), limit or _share_of(run))
    begun = 0
    try:
        with work.holding(*orders):
            begun, _ = _grade_claimed(orders, _turn(run))
    finally:
        if begun < len(orders):
            work.wait_all(orders)
    close_run(run=run)
    return begun


def chunk_of(run: Run) -> int:
    """How many orders of a run one task takes. Those that wait for a model are left to whoever is free."""
    name = run.engine or (engine_name_of(run.job_spec) if run.job_spec else "")
    return 1 if name and _is_slow(name) else CHUNK


def lanes_for(run: Run) -> int:
    """How many tasks may share what is due of a run: one for each of its least chunks, LANES at most; 1 where nothing is due."""
    least = min(chunk_of(run), LEAST)
    return max(1, -(-_due_of(run, LANES * least) // least))


def _share_of(run: Run) -> int:
    """How many to take now: towards the end of a run fewer, so that no process is left alone with a whole chunk."""
    chunk = chunk_of(run)
    return chunk if chunk == 1 else min(chunk, max(LEAST, _due_of(run, FEW * chunk) // FEW))


def _due_of(run: Run, most: int) -> int:
    return GradingOrder.objects.filter(CLAIMABLE, run=run)[:most].count()


def _is_slow(engine: str) -> bool:
    try:
        return engine_asks_model(engine_named(engine))
    except UnknownEngine:  # each order will say so
        return False


def _goes_on(run: Run) -> bool:
    return open_runs().filter(pk=run.pk, paused_at__isnull=True).exists()


def _turn(run: Run) -> Callable[[], bool]:
    """Says, before each further order of a chunk, whether there is time for it, and the run goes on."""
    began = time.monotonic()
    looked = began

    def goes_on() -> bool:
        nonlocal looked
        now = time.monotonic()
        if now >= began + tasks.CHUNK_SECONDS:
            return False
        if now < looked + LOOK_SECONDS:
            return True
        looked = now
        return _goes_on(run)

    return goes_on


def _grade_claimed(orders: Sequence[GradingOrder], goes_on: Callable[[], bool]) -> tuple[int, int]:
    """Grade these, for as long as it goes on. Returns how many were begun, of which none is held any more, and how many graded;
    the others are as they were.
    """
    if not orders:
        return 0, 0
    try:
        ready, refused = at_hand(orders)
    except Exception as error:
        if len(orders) == 1:
            _end(orders[0], None, error)
            return 1, 0
        log.warning("chunk_not_fetched", orders=len(orders), error=type(error).__name__)
        return _one_by_one(orders, goes_on)
    for order, why in refused.items():
        _take_back(order, why)
    begun, graded = _read_and_store(ready, goes_on)
    return len(refused) + begun, graded


def _one_by_one(orders: Sequence[GradingOrder], goes_on: Callable[[], bool]) -> tuple[int, int]:
    begun = graded = 0
    for order in orders:
        if begun and not goes_on():
            break
        more = _grade_claimed([order], goes_on)
        begun, graded = begun + more[0], graded + more[1]
    return begun, graded


def _read_and_store(ready: Sequence[AtHand], goes_on: Callable[[], bool]) -> tuple[int, int]:
    """Returns how many were begun, and of how many there is a grading now.

    What was read is stored also where the reading of the next one is interrupted.
    """
    read: list[Graded] = []
    failed: list[tuple[AtHand, EngineAtWork | None, Exception]] = []
    try:
        for at in ready:
            if (read or failed) and not goes_on():
                break
            by = None
            try:
                by = engine_for(at.order, at.interview)
                if by.asked and (read or failed):
                    break  # a model takes its time: nothing that was read waits for it
                read.append(read_by_engine(by, at))
            except Exception as error:
                failed.append((at, by, error))
                if isinstance(error, GradingFailed):
                    break  # others may fare no better: see put_off
            except BaseException:
                _keep(at.order, by)
                raise
    finally:
        graded = _store_each(read)
        for at, by, why in failed:
            _keep(at.order, by)
            _end(at.order, at.interview, why)
    return len(read) + len(failed), graded


def _store_each(read: Sequence[Graded]) -> int:
    """Store these together, and by itself what cannot be. Returns how many were stored."""
    done: set[UUID] = set()
    sure = [one for one in read if not one.in_doubt]
    if len(sure) > 1:
        try:
            done = store_free(graded=sure)
        except Exception as error:
            log.warning("chunk_not_stored", orders=len(sure), error=type(error).__name__)
    alone = [one for one in read if one.at.order.pk not in done]
    return len(done) + sum(_store_alone(one) for one in alone)


def _store_alone(graded: Graded) -> bool:
    at = graded.at
    try:
        if not graded.in_doubt:
            store(graded=graded)
            return True
        _keep(at.order, graded.by)
        leave_to_a_listener(order=at.order, interview=at.interview, refs=graded.in_doubt)
    except Exception as error:
        if not graded.in_doubt:
            _keep(at.order, graded.by)
        _end(at.order, at.interview, error)
    return False


def _keep(order: GradingOrder, by: EngineAtWork | None) -> None:
    """What was asked of a model is kept also where no grading came of it."""
    if by is not None:
        keep_calls(order=order, by=by)


def _end(order: GradingOrder, interview: Interview | None, error: Exception) -> None:
    """Note why there is no grading."""
    if isinstance(error, LeaseLost):
        log.warning("lease_lost", order=str(order.pk))
    elif isinstance(error, WordsChanged):
        work.wait(order, 0, "")
        tasks.grade.send(order_id=str(order.pk))
    elif isinstance(error, GradingFailed):
        said = str(error) or AWAY
        if error.for_all and interview is not None:
            put_off(order=order, spec_id=interview.job_spec_id, why=said)
        work.wait(order, PUT_OFF_SECONDS, said)
    elif isinstance(error, UnknownEngine | NotGradable | ReplyUnusable | ResultUnusable):
        work.fail(order, str(error), again=isinstance(error, ResultUnusable | ReplyUnusable))
    else:
        # Its message could hold a candidate's words: neither the row nor the log takes it.
        log.warning("grading_failed", order=str(order.pk), error=type(error).__name__)
        what = "The result could not be stored" if isinstance(error, DatabaseError) else "The grading engine failed"
        work.fail(order, f"{what} ({type(error).__name__}).")


@transaction.atomic
def leave_to_a_listener(*, order: GradingOrder, interview: Interview, refs: Collection[str]) -> None:
    """No score before somebody has listened to these answers. Raises LeaseLost when the order has gone to somebody else."""
    locked = held(interview)
    if not work.cancel(GradingOrder.objects.filter(pk=order.pk, lease=order.lease), DECISIVE):
        raise LeaseLost(str(order.pk))
    positions = [int(ref) for ref in refs]
    answers = Answer.objects.filter(asked__interview=locked, asked__position__in=positions).values_list("pk", flat=True)
    cast_doubt(interview=locked, answers=list(answers), doubt=Doubt.DECISIVE)
    hold_back(interview=locked)
    log.info("left_to_a_listener", interview=str(interview.pk), answers=len(positions))


@transaction.atomic
def _take_back(order: GradingOrder, why: str) -> None:
    work.cancel(GradingOrder.objects.filter(pk=order.pk, lease=order.lease), why)
