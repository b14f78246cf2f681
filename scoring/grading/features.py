"""What one answer shows for one competency, as a few numbers between 0 and 1.

Each number grows with every word or part that adds to it, less and less: none decides alone, the tenth adds almost
nothing, and a word said twice counts once. Nothing counts words, sentences or characters, so that length alone cannot pay.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields

from scoring.grading.readings import Clause, Reading
from scoring.grading.rubrics import Target

BEARS_FROM = 2  # words of the competency's own that a clause needs to speak of it; one alone is chance
COUNTS_UP_TO = 3  # words of it that one clause can bear out: a list of keywords is not an account
CONCERNS = 1.0  # words of the question or the competency in a sentence, to be half about it
CLAIM = 1.0  # so many more are needed where a sentence claims always and everything
ANYWAY = 0.03  # what a sentence counts that is bound to nothing
BOUND = 0.5  # what a word that comes back in another sentence adds to that
SOON, SLOW = 1.5, 6.0  # how many of something it takes to reach 63 %


@dataclass(frozen=True)
class Features:
    """An answer seen through one competency; each 0 … 1."""

    present: float = 0.0  # says anything that could be held against the competency
    borne_out: float = 0.0  # of the competency's own wording
    strong: float = 0.0  # of what only its levels 4 and 5 say
    shown: float = 0.0  # parts that show something and leave nothing open
    exact: float = 0.0  # says how exactly
    vague: float = 0.0  # leaves open how, or how much
    others: float = 0.0  # left to others, or to what was there

    acted: float = 0.0  # says what the speakers did; these weigh nothing by themselves
    concrete: float = 0.0  # checks, records, rules, results, reasons and figures
    open_share: float = 0.0  # of the parts that could show something, those that leave it open
    families: frozenset[str] = frozenset()  # which of the concrete ones there are

    @property
    def is_concrete(self) -> bool:
        """Whether there is a check, a record, a rule, a result, a reason or a figure in it."""
        return self.concrete > 0

    def values(self) -> tuple[float, ...]:
        """All that weigh something, in the order above."""
        return tuple(getattr(self, name) for name in NAMES)


NAMES = tuple(field.name for field in fields(Features))[:7]
FAMILIES = ("checked", "recorded", "ruled", "resulted", "reasoned", "counted")


def features_of(reading: Reading, target: Target) -> Features:
    """Measure an answer that has been read against one competency."""
    heard = [(clause, concern(clause, reading, target)) for clause in reading.clauses]
    good = [(clause, counts) for clause, counts in heard if shows(clause, target)]
    firm = [(clause, counts) for clause, counts in good if not clause.open]
    opened = math.fsum(counts for clause, counts in heard if clause.open)
    shown = math.fsum(counts for _, counts in firm)
    said = _most((target.met_by(clause.said)[:COUNTS_UP_TO], counts) for clause, counts in good)
    return Features(
        present=_saturated(math.fsum(counts for _, counts in good), SOON),
        borne_out=target.borne_out(said),
        strong=target.borne_out({stem: counts for stem, counts in said.items() if stem in target.strong}),
        shown=_saturated(shown, SLOW / 2),
        exact=_saturated(_sum((clause.exact, counts) for clause, counts in heard), SLOW / 2),
        vague=_saturated(_sum((clause.vague, counts) for clause, counts in heard), SLOW),
        others=_saturated(_sum((clause.others, counts) for clause, counts in heard), SLOW / 2),
        acted=_saturated(_sum((clause.acts, counts) for clause, counts in heard if clause.told and not clause.open), SOON),
        concrete=_saturated(_sum((clause.words, counts) for clause, counts in good), SOON),
        open_share=opened / (1 + opened + shown),
        families=frozenset().union(*(clause.good for clause, _ in good)),
    )


def concern(clause: Clause, reading: Reading, target: Target) -> float:
    """How far a clause's sentence is part of the answer, 0 … 1: about what was asked, about the competency, or about what other
    sentences speak of too. Talk around an answer counts for little.
    """
    met = math.fsum(target.weights.get(stem, 1.0 if stem in reading.asked else 0.0) for stem in sorted(clause.around))
    tied = max(0.0, met + BOUND * clause.bound - (CLAIM if clause.claim else 0.0))
    return ANYWAY + (1 - ANYWAY) * tied**2 / (tied**2 + CONCERNS**2)


def shows(clause: Clause, target: Target) -> bool:
    """Whether a clause shows something at all: something done, or what the competency speaks of."""
    return clause.told and (bool(clause.good) or bears(clause, target))


def bears(clause: Clause, target: Target) -> bool:
    """Whether a clause speaks of the competency."""
    return len(target.met_by(clause.said)) >= BEARS_FROM


def _most(found: Iterable[tuple[Iterable[str], float]]) -> dict[str, float]:
    """Each word once, as much as it counts where it counts most."""
    most: dict[str, float] = {}
    for stems, counts in found:
        for stem in stems:
            most[stem] = max(counts, most.get(stem, 0.0))
    return most


def _sum(found: Iterable[tuple[Iterable[str], float]]) -> float:
    return math.fsum(_most(found).values())


def _saturated(amount: float, slowly: float) -> float:
    return 1 - math.exp(-amount / slowly)
