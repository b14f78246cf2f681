"""How scores are spread: the bins of a rollup as the path of a small picture, and the same in words. Pure.

The picture lies on the axis of the bars beside it: 0 to 100 from left to right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 16
SHOWN_FROM = 5  # scores: fewer are points, and no distribution
_PARTS = 5  # in words: of 20 points each


@dataclass(frozen=True)
class Distribution:
    """Counts of 0 … 100 in bins of equal width, the last of which holds 100, too."""

    bins: Sequence[int]

    @property
    def path(self) -> str:
        """One rectangle a bin that holds anything, in a box of 100 by HEIGHT; the fullest is HEIGHT high, none is flat."""
        width, most = 100 // len(self.bins), max(self.bins)
        high = {at: max(1, round(HEIGHT * count / most)) for at, count in enumerate(self.bins) if count}
        return "".join(f"M{at * width} {HEIGHT}v-{up}h{width}v{up}z" for at, up in high.items())

    @property
    def words(self) -> str:
        """What the picture shows, for who cannot see it: "0–19: 0, 20–39: 1, 40–59: 4, 60–79: 2, 80–100: 0"."""
        each, wide = len(self.bins) // _PARTS, 100 // _PARTS
        told = []
        for at in range(_PARTS):
            count = sum(self.bins[at * each : (at + 1) * each])
            last = 100 if at == _PARTS - 1 else (at + 1) * wide - 1
            told.append(f"{at * wide}–{last}: {count}")
        return ", ".join(told)


def distribution_of(bins: Sequence[int]) -> Distribution | None:
    """None below SHOWN_FROM scores."""
    return Distribution(tuple(bins)) if sum(bins) >= SHOWN_FROM else None
