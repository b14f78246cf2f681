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
from scoring.grading.ties import counts_of

BEARS_FROM = 2  # words of the competency's own that a clause needs to speak of it; one alone is chance
COUNTS_UP_TO = 3  # words of it that one clause can bear out: a list of keywords is not an account
UNTIED_FROM, UNTIED_BELOW = 3, 0.3  # so many parts, of which hardly any is tied to what was asked
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
    parts: int = 0  # parts that show something, whatever ties them to what was asked
    amount: float = 0.0  # the same, each as far as it is tied

    @property
    def is_concrete(self) -> bool:
        """Whether there is a check, a record, a rule, a result, a reason or a figure in it."""
        return self.concrete > 0

    @property
    def is_untied(self) -> bool:
        """Whether something is told that shares hardly a word with what was asked: an account in other words, or none."""
        return self.parts >= UNTIED_FROM and self.amount < UNTIED_BELOW * self.parts

    def values(self) -> tuple[float, ...]:
        """All that weigh something, in the order above."""
        return tuple(getattr(self, name) for name in NAMES)


NAMES = tuple(field.name for field in fields(Features))[:7]
FAMILIES = ("checked", "recorded", "ruled", "resulted", "reasoned", "counted")


def features_of(reading: Reading, target: Target) -> Features:
    """Measure an answer that has been read against one competency."""
    counts_of_sentence = counts_of(reading, target)
    heard = [(clause, counts_of_sentence[clause.sentence]) for clause in reading.clauses]
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
        acted=_saturated(_sum((clause.acts, counts) for clause, counts in heard if clause.within.told and not clause.open), SOON),
        concrete=_saturated(_sum((clause.words, counts) for clause, counts in good), SOON),
        open_share=opened / (1 + opened + shown),
        families=frozenset().union(*(clause.good for clause, _ in good)),
        parts=len(good),
        amount=math.fsum(counts for _, counts in good),
    )


def shows(clause: Clause, target: Target) -> bool:
    """Whether a clause shows something at all: something done, or what the competency speaks of."""
    return clause.within.told and (bool(clause.good) or bears(clause, target))


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
