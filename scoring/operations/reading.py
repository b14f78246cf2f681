"""Reading for a grading: what is needed for several orders is fetched at once, then an engine reads one after the other."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interviews.choices import InterviewState
from interviews.models import Interview
from scoring.checked import checked
from scoring.grading.base import Grade, GradingResult
from scoring.grading.hearing import hanging_on_doubt
from scoring.models import GradingOrder
from scoring.operations.calls import EngineAtWork
from scoring.operations.orders import UNHEARD
from scoring.queries.material import Doubts, Material, doubts_of, materials_of
from scoring.queries.unheard import unheard_among

NOT_GRADED = "Taken back: the interview is not graded."
_NEEDED = ("state", "job_spec__grading_engine", "candidate__erased_at", "rubric__root")


@dataclass(frozen=True)
class AtHand:
    """An order with what is needed to do it. `doubted`: where words were hard to hear, by the ref of the answer."""

    order: GradingOrder
    interview: Interview
    material: Material
    doubted: Doubts


@dataclass(frozen=True)
class Graded:
    """What an engine made of one interview, checked, ready to be stored.

    `in_doubt` names the answers (by ref) on whose doubtful words a score depends: then it is not to be stored.
    """

    at: AtHand
    by: EngineAtWork
    result: GradingResult
    grades: list[Grade]
    seconds: float
    in_doubt: frozenset[str] = frozenset()


def at_hand(orders: Sequence[GradingOrder]) -> tuple[list[AtHand], Mapping[GradingOrder, str]]:
    """Fetch what is needed for these, in five queries; and, with the reason, those that are not to be graded (now)."""
    found = Interview.objects.select_related("job_spec", "candidate", "rubric").only("job_spec", "candidate", "rubric", *_NEEDED)
    interviews = found.in_bulk([order.interview_id for order in orders])
    unheard = unheard_among(interviews)
    refused = {}
    for order in orders:
        interview = interviews[order.interview_id]
        if interview.state != InterviewState.SUBMITTED or interview.candidate.erased_at:
            refused[order] = NOT_GRADED
        elif why := unheard.get(interview.pk):
            refused[order] = UNHEARD[why]
    left = [order for order in orders if order not in refused]
    materials = materials_of([interviews[order.interview_id] for order in left])
    doubts = doubts_of(materials)
    keys = [(order, order.interview_id) for order in left]
    return [AtHand(order, interviews[key], materials[key], doubts[key]) for order, key in keys], refused


def read_by_engine(by: EngineAtWork, at: AtHand) -> Graded:
    """Have the engine read an interview, and check what it returns. No transaction is open while it does.

    Raises GradingFailed, ReplyUnusable, NotGradable, ResultUnusable, and whatever else an engine may fail with.
    """
    engine, material = by.engine, at.material
    began = time.perf_counter()
    result = engine.grade(material.rubric, material.answers)
    grades = checked(material.rubric, material.answers, result)
    in_doubt = hanging_on_doubt(
        grades,
        material.answers,
        at.doubted,
        engine.rereadings,
        lambda answers: checked(material.rubric, answers, engine.grade(material.rubric, answers)),
    )
    return Graded(at, by, result, grades, time.perf_counter() - began, in_doubt)
