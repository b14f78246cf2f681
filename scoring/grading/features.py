"""What one answer shows for one competency, as a few numbers between 0 and 1.

Each number saturates: the first check, rule or result that an answer names counts most, the tenth almost nothing, and a
word said twice counts once. Nothing counts words, sentences or characters, so that length alone cannot pay.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields

from scoring.grading.readings import Clause, Reading
from scoring.grading.rubrics import Target

BEARS_FROM = 2  # words of the competency's own that a clause needs to speak of it; one alone is chance
COUNTS_UP_TO = 3  # words of it that one clause can bear out: a list of keywords is not an account


@dataclass(frozen=True)
class Features:
    """An answer seen through one competency; each 0 … 1."""

    borne_out: float = 0.0  # of the competency's own wording
    strong: float = 0.0  # of what only its levels 4 and 5 say
    checked: float = 0.0
    recorded: float = 0.0
    ruled: float = 0.0
    resulted: float = 0.0
    reasoned: float = 0.0
    conditioned: float = 0.0
    counted: float = 0.0
    shown: float = 0.0  # clauses that show something and leave nothing open
    own: float = 0.0  # the speaker's part in what is shown
    left_open: float = 0.0  # share of what could show something and leaves it open instead

    acted: bool = False  # says what the speakers did; weighs nothing by itself

    @property
    def is_concrete(self) -> bool:
        """Whether there is a check, a record, a rule, a result, a reason, a condition or a figure in it."""
        return any(getattr(self, name) for name in FAMILIES)

    def values(self) -> tuple[float, ...]:
        """All that weigh something, in the order above."""
        return tuple(getattr(self, name) for name in NAMES)


NAMES = tuple(field.name for field in fields(Features) if field.name != "acted")
FAMILIES = ("checked", "recorded", "ruled", "resulted", "reasoned", "conditioned", "counted")


def features_of(reading: Reading, target: Target) -> Features:
    """Measure an answer that has been read against one competency."""
    good = [clause for clause in reading.clauses if shows(clause, target)]
    said = frozenset(stem for clause in good for stem in target.met_by(clause.said)[:COUNTS_UP_TO])
    firm = [clause for clause in good if not clause.open]
    opened = sum(clause.open for clause in reading.clauses)
    counts = {name: _distinct(clause for clause in good if name in clause.good) for name in FAMILIES}
    return Features(
        borne_out=target.borne_out(said),
        strong=target.borne_out(said & target.strong),
        shown=_saturated(len(firm)),
        own=_saturated(sum(clause.own for clause in firm)),
        left_open=opened / (1 + opened + len(firm)),
        acted=any(clause.acts for clause in firm),
        **{name: _saturated(count) for name, count in counts.items()},
    )


def shows(clause: Clause, target: Target) -> bool:
    """Whether a clause shows something at all: something done, or what the competency speaks of."""
    return bool(clause.good) or bears(clause, target)


def bears(clause: Clause, target: Target) -> bool:
    """Whether a clause speaks of the competency."""
    return len(target.met_by(clause.said)) >= BEARS_FROM


def _distinct(clauses: Iterable[Clause]) -> int:
    return len(frozenset().union(*(clause.words for clause in clauses)))


def _saturated(count: int) -> float:
    return 1 - math.exp(-count / 2)
