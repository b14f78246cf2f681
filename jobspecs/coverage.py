"""How well the questions bear the weights: what is asked of nobody, and what rests on one answer alone.

Two thresholds. A competency of HEAVY or more without a question is a fault, since a heavy part of every score would be
missing; below that it is worth a word. A competency of THIN or more (a quarter of the score) wants a second question: one
answer on one day is a small sample. It is said only where other competencies are asked more often than their weight would
have it: with four questions on four competencies of 0.25 each, every one of them bears its share and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

HEAVY = Decimal("0.20")
THIN = Decimal("0.25")
OVER_ITS_SHARE = Decimal("1.5")  # times the weight that one of all questions would bear if all bore the same


@dataclass(frozen=True)
class Gap:
    """A competency that is asked too little: `asked` is 0 or 1, of `questions` that bear a weight."""

    key: str
    name: str
    weight: Decimal
    asked: int
    questions: int

    @property
    def is_heavy(self) -> bool:
        """A heavy part of every score would be missing."""
        return not self.asked and self.weight >= HEAVY

    def __str__(self) -> str:
        if not self.asked:
            return f"Nothing asks about {self.name} ({self.weight:.2f})."
        return f"{self.name}: {self.weight:.2f} rests on one of {self.questions} questions."


def gaps(weights: Iterable[tuple[str, str, Decimal]], asked: Mapping[str, int]) -> list[Gap]:
    """What the questions leave open, what is not asked first and the heaviest of it first; empty when all is well.

    `weights` are key, name and weight of each competency, `asked` counts the questions that are asked now, in both rounds, by
    the key of what they measure. A question about what is no longer scored bears nothing and does not count.
    """
    weights = list(weights)
    questions = sum(asked.get(key, 0) for key, _, _ in weights)
    found = [Gap(key, name, weight, asked.get(key, 0), questions) for key, name, weight in weights]
    return sorted((gap for gap in found if _is_open(gap)), key=lambda gap: (gap.asked, -gap.weight))


def _is_open(gap: Gap) -> bool:
    if gap.asked == 1:
        return gap.weight >= THIN and gap.questions > 1 and gap.weight * gap.questions >= OVER_ITS_SHARE
    return not gap.asked
