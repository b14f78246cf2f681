"""Weights from emphasis: room given, order, "must", repetition. In steps of 0.05, each with its reason.

All that makes a weight is counted, and the reason says the counts: whoever reads the description can count them too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from jobspecs.drafting.base import DraftedCompetency, DraftedWeight
from jobspecs.drafting.headings import Part
from jobspecs.drafting.matching import content_stems, hits_in
from jobspecs.drafting.pieces import QUOTED
from jobspecs.drafting.sections import Placed, Posting
from jobspecs.drafting.working import working_lines
from jobspecs.library.loader import library
from jobspecs.weights import apportion

STEP = Decimal("0.05")
STEPS, LEAST_STEPS = 20, 2  # none under 0.10
MOST_STEPS, MOST_STEPS_OF_FEW, FEW = 8, 10, 3  # none over 0.40, or over 0.50 where there are no more than three
NAMED = 0.5  # what the terms in a line are worth together, before the line is said to name the competency
LEAST_SHARED = 2  # words of a clause that a line shares which names its competency
EVERYWHERE, FEW_LINES = 0.3, 3  # of all duties, and at least as many: a word that more of them say names no competency
EVENED = 0.75  # an exponent: twice the lines is not twice the weight
COUNTS: Mapping[Part, float] = {Part.DUTIES: 1.0, Part.REQUIRED: 0.7, Part.PREFERRED: 0.35, Part.ABOUT: 0.5}
MUST = 1.3  # what a duty with "must" or "essential" counts more
SHARED = 0.6  # what a line counts that names other competencies too and is the source of one of these
TITLE = 0.7  # what it counts to be named in the title
_ORDER = (1.25, 0.85)  # what the first and the last duty count
_OF_EVERY_TITLE = content_stems(
    "manager lead senior technical specialist operations business support service development program product office"
)
_MUST_WORDS = re.compile(r"\b(?:must|essential|mandatory|vital|crucial|imperative)\b", re.I)
_TIMES = {1: "once", 2: "twice"}


@dataclass(frozen=True)
class Evidence:
    """The lines of a description that name one competency."""

    lines: tuple[Placed, ...]
    in_title: bool = False
    is_first: bool = False  # the first of the duties is among them

    def count(self, part: Part) -> int:
        return sum(placed.part is part for placed in self.lines)

    @property
    def musts(self) -> int:
        """How many of its duties are said as a must."""
        return sum(_is_must(placed) for placed in self.lines)


def weights_of(posting: Posting, title: str, competencies: Sequence[DraftedCompetency]) -> dict[str, DraftedWeight]:
    """A weight for each key, summing to exactly 1.00, between 0.10 and 0.40 (of three: 0.50) where their number allows it."""
    evidence = {competency.key: evidence_for(competency, posting, title) for competency in competencies}
    shares = [
        Fraction(_emphasis(competency, competencies, evidence, posting)).limit_denominator(10_000) for competency in competencies
    ]
    least = LEAST_STEPS if len(shares) * LEAST_STEPS <= STEPS else 1
    steps = capped(shares, least=least, most=MOST_STEPS if len(shares) > FEW else MOST_STEPS_OF_FEW)
    return {
        competency.key: DraftedWeight(STEP * count, reason_of(evidence[competency.key], posting))
        for competency, count in zip(competencies, steps, strict=True)
    }


def evidence_for(competency: DraftedCompetency, posting: Posting, title: str) -> Evidence:
    """Every line of duties and requirements that its clause is made of, or that speaks in its terms."""
    lines = working_lines(posting)
    everywhere = _everywhere(lines)
    found = tuple(p for p in lines if p.part in COUNTS and (_is_source(p, competency) or _names(p.text, competency, everywhere)))
    first = next((placed for placed in lines if placed.part is Part.DUTIES), None)
    return Evidence(found, in_title=_is_in_title(competency, title), is_first=first in found)


def _is_source(placed: Placed, competency: DraftedCompetency) -> bool:
    return any(placed.line.start <= span.start < placed.line.end for span in competency.sources)


def _names(text: str, competency: DraftedCompetency, everywhere: frozenset[str]) -> bool:
    """Whether a line speaks in the terms of the library's competency, or of the thing that one it lacks is named by."""
    if library().find(competency.key) is not None:
        return hits_in(text).get(competency.key, 0.0) >= NAMED
    if QUOTED in competency.for_this_role:
        return False  # which words of another language are of substance is not known
    said = content_stems(text) - everywhere
    return bool(said & content_stems(competency.name)) and len(said & content_stems(competency.for_this_role)) >= LEAST_SHARED


@lru_cache(maxsize=32)
def _everywhere(lines: tuple[Placed, ...]) -> frozenset[str]:
    """The words that so many duties say that they tell none from another: all that a gamekeeper does is about game."""
    duties = [placed for placed in lines if placed.part is Part.DUTIES]
    counts = Counter(stem for placed in duties for stem in content_stems(placed.text))
    return frozenset(stem for stem, count in counts.items() if count > max(FEW_LINES, len(duties) * EVERYWHERE))


def _is_in_title(competency: DraftedCompetency, title: str) -> bool:
    shared = (content_stems(competency.name) & content_stems(title)) - _OF_EVERY_TITLE
    return hits_in(title).get(competency.key, 0.0) >= NAMED or bool(shared)


def _emphasis(
    competency: DraftedCompetency, others: Sequence[DraftedCompetency], evidence: Mapping[str, Evidence], posting: Posting
) -> float:
    """What the lines count together, the earlier duties more; a line that carries another competency's clause counts less."""
    duties = [placed for placed in working_lines(posting) if placed.part is Part.DUTIES]
    order = {placed: place / max(1, len(duties) - 1) for place, placed in enumerate(duties)}
    own = evidence[competency.key]
    total = TITLE if own.in_title else 0.0
    for placed in own.lines:
        first, last = _ORDER
        worth = COUNTS[placed.part] * (first + (last - first) * order.get(placed, 0.5)) * (MUST if _is_must(placed) else 1.0)
        carried = any(_is_source(placed, other) for other in others if other is not competency)
        total += worth * (SHARED if carried and not _is_source(placed, competency) else 1.0)
    return float(max(total, 0.1) ** EVENED)


def _is_must(placed: Placed) -> bool:
    return placed.part is Part.DUTIES and _MUST_WORDS.search(placed.text) is not None


def capped(shares: Sequence[Fraction], *, least: int, most: int) -> list[int]:
    """STEPS in proportion, none under `least`, none over `most` while there are enough competencies to take the rest."""
    steps = apportion(shares, units=STEPS, least=least)
    if len(shares) * most < STEPS:
        return steps
    while (over := max(steps)) > most:
        steps[steps.index(over)] -= 1
        below = [place for place, count in enumerate(steps) if count < most]
        steps[max(below, key=lambda place: (shares[place] / (steps[place] + 1), -place))] += 1
    return steps


def reason_of(found: Evidence, posting: Posting) -> str:
    """ "named in 4 of 9 duties, required twice, first of the duties"."""
    duties = sum(placed.part is Part.DUTIES for placed in working_lines(posting))
    kind = "duty" if duties == 1 else "duties"
    parts = []
    if named := found.count(Part.DUTIES):
        parts.append(f"named in {named} of {duties} {kind}")
    elif told := found.count(Part.ABOUT):
        parts.append(f"named {_times(told)} in what is said about the role")
    required, all_required = found.count(Part.REQUIRED), len(posting.of(Part.REQUIRED))
    if required:
        parts.append(f"required {_TIMES.get(required) or f'in {required} of {all_required} lines'}")
    if preferred := found.count(Part.PREFERRED):
        parts.append(f"preferred {_times(preferred)}")
    if found.musts:
        parts.append(f"a must {_times(found.musts)}")
    if found.in_title:
        parts.append("named in the title")
    if found.is_first and duties > 1:
        parts.append("first of the duties")
    return ", ".join(parts) or "named in passing"


def _times(count: int) -> str:
    return _TIMES.get(count, f"{count} times")
