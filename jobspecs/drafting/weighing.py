"""Weights from emphasis: room given, order, "must", repetition. In steps of 0.05, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jobspecs.drafting import cues
from jobspecs.drafting.base import DraftedCompetency, DraftedWeight
from jobspecs.drafting.headings import Part
from jobspecs.drafting.matching import PART_WEIGHTS, content_stems, hits_in
from jobspecs.drafting.sections import Placed, Posting
from jobspecs.library.loader import library
from jobspecs.weights import apportion

STEP = Decimal("0.05")
STEPS, LEAST_STEPS, MOST_STEPS = 20, 2, 8  # 0.10 to 0.40 for one competency
EVENED = 0.75  # an exponent: twice the lines is not twice the weight
STRESSED = 1.3  # what a line with "must" or "essential" counts more
SHARED = 0.4  # what a line counts that another competency rests on
_ORDER = (1.2, 0.9)  # what the first and the last duty count


@dataclass(frozen=True)
class Emphasis:
    """How much of a description speaks for one competency."""

    strength: float
    duties: int
    required: int


def weights_of(posting: Posting, competencies: Sequence[DraftedCompetency]) -> dict[str, DraftedWeight]:
    """A weight for each key, summing to exactly 1.00, between 0.10 and 0.40 where the number of competencies allows it."""
    emphasis = [_emphasis(competency, competencies, posting) for competency in competencies]
    shares = [Fraction(max(found.strength, 0.05) ** EVENED).limit_denominator(10_000) for found in emphasis]
    steps = _capped(shares, least=LEAST_STEPS if len(shares) * LEAST_STEPS <= STEPS else 1)
    duties, required = len(posting.of(Part.DUTIES)), len(posting.of(Part.REQUIRED))
    return {
        competency.key: DraftedWeight(STEP * count, _reason(found, duties, required))
        for competency, count, found in zip(competencies, steps, emphasis, strict=True)
    }


def _capped(shares: list[Fraction], *, least: int) -> list[int]:
    """Steps in proportion, none over MOST_STEPS while there are enough competencies to take the rest."""
    steps = apportion(shares, units=STEPS, least=least)
    if len(shares) * MOST_STEPS < STEPS:
        return steps
    while (over := max(steps)) > MOST_STEPS:
        steps[steps.index(over)] -= 1
        below = [place for place, count in enumerate(steps) if count < MOST_STEPS]
        steps[max(below, key=lambda place: (shares[place] / (steps[place] + 1), -place))] += 1
    return steps


def _emphasis(competency: DraftedCompetency, all_of_them: Sequence[DraftedCompetency], posting: Posting) -> Emphasis:
    strength, duties, required = 0.0, 0, 0
    all_duties = posting.of(Part.DUTIES)
    order = {placed: place / max(1, len(all_duties) - 1) for place, placed in enumerate(all_duties)}
    sources = {span.start for span in competency.sources}
    elsewhere = {span.start for other in all_of_them for span in other.sources} - sources
    known = library().find(competency.key) is not None
    about = content_stems(f"{competency.name} {competency.for_this_role}")
    for placed in posting.placed:
        worth = hits_in(placed.text).get(competency.key, 0.0) if known else _resemblance(placed, about)
        if placed.line.start in sources:
            worth = max(worth, 1.0)
        elif placed.line.start in elsewhere:
            worth *= SHARED
        if not worth or not PART_WEIGHTS[placed.part]:
            continue
        first, last = _ORDER
        ordered = first + (last - first) * order.get(placed, 0.5)
        stressed = STRESSED if cues.REQUIRED.search(placed.text) else 1.0
        strength += PART_WEIGHTS[placed.part] * worth * ordered * stressed
        duties += placed.part is Part.DUTIES
        required += placed.part is Part.REQUIRED
    return Emphasis(strength, duties, required)


def _resemblance(placed: Placed, about: frozenset[str]) -> float:
    """For a competency that the library does not know: whether the line shares its words."""
    words = content_stems(placed.text)
    shared = len(words & about)
    return 1.0 if shared >= 2 and shared * 4 >= len(words) else 0.0


def _reason(found: Emphasis, duties: int, required: int) -> str:
    """ "named in 4 of 9 duties, required twice"."""
    parts = []
    if found.duties:
        parts.append(f"named in {found.duties} of {duties} {'duty' if duties == 1 else 'duties'}")
    if found.required:
        times = {1: "once", 2: "twice"}.get(found.required, f"in {found.required} of {required} lines")
        parts.append(f"required {times}")
    return ", ".join(parts) or "named in passing"
