"""Grading: claim (transaction) → read → engine (no transaction open) → store (one transaction).

Where words were hard to hear, the engine reads again as if they had been others: a score that hangs on them is not stored,
and somebody is asked to listen.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from config import work
from config.ids import uuid7
from config.work import CLAIMABLE, LeaseLost, WorkState
from interviews.choices import Doubt, InterviewState
from interviews.models import Answer, Interview
from interviews.operations.transcribing import cast_doubt
from scoring import signals, tasks
from scoring.checked import ResultUnusable, checked
from scoring.engines import UnknownEngine
from scoring.grading.base import Grade, GradingFailed, GradingResult, NotGradable, ReplyUnusable
from scoring.grading.hearing import hanging_on_doubt
from scoring.models import CompetencyScore, Evidence, Grading, GradingOrder, Run
from scoring.operations.calls import EngineAtWork, engine_for, keep_calls
from scoring.operations.evaluating import evaluate
from scoring.operations.orders import PUT_OFF_SECONDS, UNHEARD, close_run, held, hold_back, open_runs, put_off
from scoring.operations.rollups import want_rollup
from scoring.queries.material import Material, material_of, words_in_doubt
from scoring.queries.unheard import why_unheard

log = structlog.get_logger(__name__)

DECISIVE = "Not scored: the score depends on words that were hard to hear. Somebody has to listen first."
CHUNK = 20  # orders that one task takes at a time
LANES = 8  # tasks of one run that are sent at a time: more processes than these do not make it faster
AWAY = "The grading service does not answer."


class WordsChanged(Exception):
    """What was graded is no longer what the candidate's answers say."""


@dataclass(frozen=True)
class Graded:
    """What an engine made of one interview, checked, ready to be stored.

    `in_doubt` names the answers (by ref) on whose doubtful words a score depends: then it is not to be stored.
    """

    material: Material
    by: EngineAtWork
    result: GradingResult
    grades: list[Grade]
    seconds: float
    in_doubt: frozenset[str] = frozenset()


def grade(*, order_id: UUID) -> bool:
    """Grade what one order is about, unless it is done, not due, or somebody else's. Returns whether it was graded."""
    order = work.claim(GradingOrder, order_id)
    if order is None:
        return False
    with work.holding(order):
        return _grade_claimed(order)


def grade_some(*, run: Run, limit: int = CHUNK) -> int:
    """Take up to `limit` due orders of a run and grade them one by one. Returns how many were taken.

    Closes the run when nothing of it is open any more; takes nothing of one that is paused. What is interrupted, also by a
    pause, goes back into the queue, uncounted.
    """
    if not _goes_on(run):
        return 0
    left = list(work.claim_some(GradingOrder, Q(run=run), limit))
    taken, ends = 0, time.monotonic() + tasks.CHUNK_SECONDS
    try:
        with work.holding(*left):
            while left and (not taken or (time.monotonic() < ends and _goes_on(run))):
                _grade_claimed(left[0])
                taken += 1
                left = _still_held(left[1:])
    finally:
        for order in left:
            work.wait(order, 0, "")
    close_run(run=run)
    return taken


def lanes_for(run: Run) -> int:
    """How many tasks may share what is due of a run: one for each chunk, LANES at most; 1 where nothing is due."""
    due = GradingOrder.objects.filter(CLAIMABLE, run=run)[: LANES * CHUNK].count()
    return max(1, -(-due // CHUNK))


def _still_held(orders: Sequence[GradingOrder]) -> list[GradingOrder]:
    """Those that nobody has taken back meanwhile, or put off since their provider is away."""
    held_ones = GradingOrder.objects.filter(pk__in=[order.pk for order in orders], state=WorkState.RUNNING)
    leases = dict(held_ones.values_list("pk", "lease"))
    return [order for order in orders if leases.get(order.pk) == order.lease]


def _goes_on(run: Run) -> bool:
    return open_runs().filter(pk=run.pk, paused_at__isnull=True).exists()


def _grade_claimed(order: GradingOrder) -> bool:
    interview = Interview.objects.select_related("job_spec", "candidate", "rubric").get(pk=order.interview_id)
    if interview.state != InterviewState.SUBMITTED or interview.candidate.erased_at:
        _take_back(order, "Taken back: the interview is not graded.")
        return False
    if why := why_unheard(interview):
        _take_back(order, UNHEARD[why])
        return False
    try:
        return _read_and_store(order, interview)
    except LeaseLost:
        log.warning("lease_lost", order=str(order.pk))
    except WordsChanged:
        work.wait(order, 0, "")
        tasks.grade.send(order_id=str(order.pk))
    except GradingFailed as away:
        said = str(away) or AWAY
        if away.for_all:
            put_off(order=order, spec_id=interview.job_spec_id, why=said)
        work.wait(order, PUT_OFF_SECONDS, said)
    except (UnknownEngine, NotGradable, ReplyUnusable, ResultUnusable) as wrong:
        work.fail(order, str(wrong), again=isinstance(wrong, ResultUnusable | ReplyUnusable))
    except Exception as error:
        # Its message could hold a candidate's words: neither the row nor the log takes it.
        log.warning("grading_failed", order=str(order.pk), error=type(error).__name__)
        what = "The result could not be stored" if isinstance(error, DatabaseError) else "The grading engine failed"
        work.fail(order, f"{what} ({type(error).__name__}).")
    return False


def _read_and_store(order: GradingOrder, interview: Interview) -> bool:
    """Returns whether there is a grading now. What was asked of a model is kept in any case."""
    by = engine_for(order, interview)
    try:
        graded = read_by_engine(by, interview)
        if not graded.in_doubt:
            store(order=order, interview=interview, graded=graded)
            return True
    except BaseException:
        keep_calls(order=order, by=by)
        raise
    keep_calls(order=order, by=by)
    leave_to_a_listener(order=order, interview=interview, refs=graded.in_doubt)
    return False


def read_by_engine(by: EngineAtWork, interview: Interview) -> Graded:
    """Have the engine read the interview, and check what it returns. No transaction is open while it does.

    Raises GradingFailed, ReplyUnusable, NotGradable, ResultUnusable, and whatever else an engine may fail with.
    """
    engine = by.engine
    material = material_of(interview)
    doubted = words_in_doubt(interview, material)
    began = time.perf_counter()
    result = engine.grade(material.rubric, material.answers)
    grades = checked(material.rubric, material.answers, result)
    in_doubt = hanging_on_doubt(
        grades,
        material.answers,
        doubted,
        engine.rereadings,
        lambda answers: checked(material.rubric, answers, engine.grade(material.rubric, answers)),
    )
    return Graded(material, by, result, grades, time.perf_counter() - began, in_doubt)


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
def store(*, order: GradingOrder, interview: Interview, graded: Graded) -> Grading:
    """Write the grading whole, seal it, evaluate it.

    Raises LeaseLost when the order has gone to somebody else, WordsChanged when the answers say something else by now.
    """
    locked = held(interview)  # before the order's row, as whoever changes words does
    key = uuid7()
    # A copy: were this transaction to fail, the caller's order would still know its lease, to give it back.
    work.finish(copy(order), grading_id=key, engine=graded.by.name)
    if material_of(locked).input_hash != graded.material.input_hash or why_unheard(locked):
        raise WordsChanged
    grading = Grading.objects.create(
        id=key,
        interview=interview,
        rubric=interview.rubric,
        engine=graded.by.name,
        engine_version=graded.by.engine.version,
        model=graded.result.model[:120],
        parameters=dict(graded.result.parameters),
        prompt_hash=hashlib.sha256(graded.result.prompt.encode()).hexdigest() if graded.result.prompt else "",
        input_hash=graded.material.input_hash,
        input=graded.material.as_read,
        seconds=graded.seconds,
    )
    _write_scores(grading, graded)
    keep_calls(order=order, by=graded.by, grading=grading)
    Grading.objects.filter(pk=key).update(sealed_at=Now())
    evaluate(grading=grading)
    signals.graded.send(sender=Grading, grading=grading)
    connection.check_constraints()  # so that what is deferred fails here and not at COMMIT
    want_rollup(spec_id=interview.job_spec_id)
    return grading


def _write_scores(grading: Grading, graded: Graded) -> None:
    scores = CompetencyScore.objects.bulk_create(
        CompetencyScore(
            grading=grading,
            competency_id=graded.material.competencies[grade.competency],
            score=grade.score,
            level=grade.level,
            missing=grade.missing,
            reason=grade.reason,
            confidence=grade.confidence,
            flags=list(grade.flags),
            runs=list(grade.runs),
        )
        for grade in graded.grades
    )
    Evidence.objects.bulk_create(
        Evidence(score=score, revision_id=graded.material.revisions[quote.ref], start=quote.start, end=quote.end)
        for score, grade in zip(scores, graded.grades, strict=True)
        for quote in grade.evidence
    )


@transaction.atomic
def _take_back(order: GradingOrder, why: str) -> None:
    work.cancel(GradingOrder.objects.filter(pk=order.pk, lease=order.lease), why)
