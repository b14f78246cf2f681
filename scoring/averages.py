"""Means and their intervals from sums, as the rollup tables keep them. Pure: knows no table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from scoring.statistics import INTERVAL_FROM, Interval, t_quantile
from scoring.totals import whole


@dataclass(frozen=True)
class Average:
    """The mean of `n` scores of 0 to 100, exact, and its 95 % interval where there are enough of them."""

    n: int
    mean: Decimal | None
    interval: Interval | None

    @property
    def shown(self) -> str:
        """A whole number, or a dash where there is nothing."""
        return "—" if self.mean is None else str(whole(self.mean))


def average_of(n: int, total: Decimal | int, squares: Decimal | int, confidence: float = 0.95) -> Average:
    """From n, Σx and Σx². The interval is mean ± t·s/√n with s² = (Σx² − (Σx)²/n)/(n − 1), cut to 0 … 100.

    Σx and Σx² are exact, so that the difference does not cancel: it is taken in Decimal.
    """
    if n == 0:
        return Average(0, None, None)
    mean = Decimal(total) / n
    if n < INTERVAL_FROM:
        return Average(n, mean, None)
    spread = max(Decimal(0), Decimal(squares) - Decimal(total) * Decimal(total) / n) / (n - 1)
    half = t_quantile((1 + confidence) / 2, n - 1) * math.sqrt(float(spread) / n)
    centre = float(mean)
    return Average(n, mean, Interval(centre, centre - half, centre + half, n).within(0, 100))
