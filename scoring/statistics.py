"""Means with intervals, and when two people cannot be told apart. Plain functions over numbers, no table, no package.

The t quantile is computed, not looked up: the distribution is a regularised incomplete beta function (Abramowitz and
Stegun, Handbook of Mathematical Functions, 26.5.2 and 26.7.1), evaluated by its continued fraction (26.5.8) from the
inside out, and inverted by bisection.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from statistics import NormalDist
from typing import TypeVar

INTERVAL_FROM = 3  # below this many values an interval says more about the formula than about people

Number = Decimal | int | float
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Interval:
    """A mean of `n` values and its two-sided confidence interval, in the units of the values."""

    mean: float
    low: float
    high: float
    n: int

    def within(self, floor: float, ceiling: float) -> Interval:
        """The same interval, cut to a scale that has ends: 0 to 100 for scores."""
        return Interval(self.mean, max(floor, self.low), min(ceiling, self.high), self.n)


def mean(values: Sequence[Number]) -> float | None:
    """The arithmetic mean, None of nothing."""
    return math.fsum(float(value) for value in values) / len(values) if values else None


def sample_sd(values: Sequence[Number]) -> float | None:
    """The standard deviation with n − 1 in the denominator; None below two values."""
    centre = mean(values)
    if centre is None or len(values) < 2:
        return None
    return math.sqrt(math.fsum((float(value) - centre) ** 2 for value in values) / (len(values) - 1))


def mean_interval(values: Sequence[Number], confidence: float = 0.95) -> Interval | None:
    """mean ± t · s/√n with n − 1 degrees of freedom (Student, 1908); None below three values."""
    centre, spread = mean(values), sample_sd(values)
    if centre is None or spread is None or len(values) < INTERVAL_FROM:
        return None
    half = t_quantile((1 + confidence) / 2, len(values) - 1) * spread / math.sqrt(len(values))
    return Interval(centre, centre - half, centre + half, len(values))


@lru_cache(maxsize=4096)
def t_quantile(p: float, df: float) -> float:
    """The value below which a share `p` of Student's t with `df` degrees of freedom lies.

    Raises ValueError unless 0 < p < 1 and df > 0.
    """
    if not 0 < p < 1 or df <= 0:
        raise ValueError(f"a t quantile needs 0 < p < 1 and df > 0, not p = {p}, df = {df}")
    if p == 0.5:
        return 0.0
    if p < 0.5:
        return -t_quantile(1 - p, df)
    low, high = 0.0, 1.0
    while t_cdf(high, df) < p:
        low, high = high, high * 2
    while high - low > 1e-13 * high:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if t_cdf(middle, df) < p else (low, middle)
    return (low + high) / 2


def t_cdf(t: float, df: float) -> float:
    """The share of Student's t with `df` degrees of freedom that lies below `t`."""
    tail = _incomplete_beta(df / 2, 0.5, df / (df + t * t)) / 2
    return 1 - tail if t > 0 else tail


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function Iₓ(a, b)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on the other side
        return 1 - _incomplete_beta(b, a, 1 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    return front * _beta_fraction(a, b, x) / a


def _beta_fraction(a: float, b: float, x: float) -> float:
    depth = 50 + int(5 * math.sqrt(max(a, b)))  # terms needed grow with the square root
    value = 1.0
    for m in range(depth, 0, -1):  # from the innermost term outwards
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        value = 1 + even / (1 + odd / value)
    return 1 / (1 - (a + b) * x / (a + 1) / value)


def standard_error_of_difference(error: float, other: float) -> float:
    """The standard error of the difference of two independent measurements, from the standard error of each."""
    return math.hypot(error, other)


def not_distinguishable_from_the_top(
    totals: Mapping[Key, Number], standard_error: float, confidence: float = 0.95
) -> frozenset[Key]:
    """Who cannot be told from the highest total, the highest included, when each total has this standard error.

    A difference counts from z · SE·√2 on (z of the normal distribution, two-sided). Raises ValueError for a negative
    error; where the grader's error has not been measured there is nothing to say, so do not call this.
    """
    if standard_error < 0:
        raise ValueError(f"a standard error is 0 or more, not {standard_error}")
    if not totals:
        return frozenset()
    top = max(float(total) for total in totals.values())
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    reach = z * standard_error_of_difference(standard_error, standard_error)
    return frozenset(key for key, total in totals.items() if top - float(total) <= reach)


def weighted_kappa(first: Sequence[int], second: Sequence[int]) -> float | None:
    """Quadratic weighted kappa of two raters over the same things (Cohen, Psychological Bulletin 70, 1968).

    1 is full agreement, 0 what chance gives. None where chance alone already agrees fully: there is nothing, or both
    gave one and the same rating throughout. Raises ValueError when the lengths differ.
    """
    if len(first) != len(second):
        raise ValueError(f"kappa needs pairs of ratings: {len(first)} and {len(second)} were given")
    return _kappa(_sums(list(zip(first, second, strict=True))))


def _sums(pairs: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """n, Σa, Σb, Σ(a² + b²) and Σ(a − b)² of pairs: all that kappa depends on."""
    return (
        len(pairs),
        sum(a for a, _ in pairs),
        sum(b for _, b in pairs),
        sum(a * a + b * b for a, b in pairs),
        sum((a - b) ** 2 for a, b in pairs),
    )


def _kappa(sums: Sequence[int]) -> float | None:
    n, first, second, squares, seen = sums
    # Σ over all pairs of (a − b)², from the sums alone: what independent raters with these margins would give
    by_chance = n * squares - 2 * first * second
    return 1 - n * seen / by_chance if by_chance else None


def kappa_interval(groups: Sequence[Sequence[tuple[int, int]]], confidence: float = 0.95) -> Interval | None:
    """Quadratic weighted kappa over all pairs of all groups, and its interval; `n` counts the pairs.

    Pairs of one group lean on each other (the competencies of one interview), so whole groups are left out in turn: the
    delete-one jackknife (Miller, The jackknife: a review, Biometrika 61, 1974), with Student's t on groups − 1 degrees of
    freedom, on Fisher's z = artanh κ, since this kappa is an intraclass correlation (Fleiss and Cohen, Educational and
    Psychological Measurement 33, 1973); on κ itself, cut to −1 … 1, where all but one group agree fully. With one pair a
    group it nears the large-sample interval of Fleiss, Cohen and Everitt (Psychological Bulletin 72, 1969). None below three
    groups, where kappa is not defined with or without one of them, and where nothing varies: full agreement has no interval.
    """
    parts = [_sums(group) for group in groups if group]
    whole = [sum(column) for column in zip(*parts, strict=True)]
    kappa = _kappa(whole) if parts else None
    if kappa is None or len(parts) < INTERVAL_FROM:
        return None
    without = [_kappa([total - own for total, own in zip(whole, part, strict=True)]) for part in parts]
    known = [value for value in without if value is not None]
    bent = all(abs(value) < 1 for value in [kappa, *known])
    spread = sample_sd([math.atanh(value) for value in known] if bent else known)
    if len(known) < len(without) or not spread:
        return None
    error = spread * (len(parts) - 1) / math.sqrt(len(parts))
    half = t_quantile((1 + confidence) / 2, len(parts) - 1) * error
    if bent:
        return Interval(kappa, math.tanh(math.atanh(kappa) - half), math.tanh(math.atanh(kappa) + half), whole[0])
    return Interval(kappa, kappa - half, kappa + half, whole[0]).within(-1, 1)
