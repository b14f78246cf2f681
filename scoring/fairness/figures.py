"""Rates, impact ratios, four fifths, and whether a difference could be chance. Counts in, numbers out.

Of a group `x` of `n` people had the good outcome (were selected, scored above the median, were scored at all).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

EXACT_BELOW = 30  # people in either group: below it the normal distribution is too rough, and Fisher's test is taken
AS_LIKELY = 10**7  # a table counts as "no more likely" up to this relative tolerance, 1 in 10⁷


@dataclass(frozen=True)
class Group:
    """`x` of `n` people had the good outcome. Raises ValueError unless 0 ≤ x ≤ n."""

    x: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.x <= self.n:
            raise ValueError(f"{self.x} of {self.n} is no count of people in a group")

    @property
    def rate(self) -> float | None:
        """x / n, a share of 1; None of nobody."""
        return self.x / self.n if self.n else None


@dataclass(frozen=True)
class Chance:
    """A two-sided p value, and the test it comes from."""

    p: float
    is_exact: bool  # Fisher's exact test; else the pooled z test


def impact_ratio(group: Group, best: Group) -> float | None:
    """The rate of a group divided by that of the most favoured one; None where that is 0 or a group is empty.

    Selection rate or scoring rate, as New York City's rule has it (6 RCNY § 5-300).
    """
    if not group.n or not best.x:
        return None
    return group.x * best.n / (group.n * best.x)


def is_below_four_fifths(group: Group, best: Group) -> bool:
    """Whether the rate is less than four fifths of the best (29 CFR 1607.4 D), in whole numbers: exactly 4/5 is not."""
    return 5 * group.x * best.n < 4 * best.x * group.n


def more_to_four_fifths(group: Group, best: Group) -> int:
    """How many more of the group would have needed the good outcome to come to four fifths of the best rate."""
    if not best.n:
        return 0
    wanted = -(-4 * best.x * group.n // (5 * best.n))  # rounded up
    return max(0, wanted - group.x)


def z_pooled(group: Group, other: Group) -> float | None:
    """(p₁ − p₂) / √(p(1 − p)(1/n₁ + 1/n₂)) with the pooled rate p; None where there is no spread or nobody."""
    if not group.n or not other.n:
        return None
    pooled = (group.x + other.x) / (group.n + other.n)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / group.n + 1 / other.n))
    return (group.x / group.n - other.x / other.n) / spread if spread else None


def p_of_z(z: float) -> float:
    """The share of the normal distribution that lies as far out as z, on both sides."""
    return math.erfc(abs(z) / math.sqrt(2))


def fisher_two_sided(group: Group, other: Group) -> float:
    """Fisher's exact test: the summed probability of all tables with these margins that are no more likely than this one.

    In whole numbers to the last step, so that it holds for any number of people; "no more likely" has a tolerance of 1 in
    10⁷, as other implementations have it for their rounding.
    """
    chosen = group.x + other.x
    low, high = max(0, chosen - other.n), min(group.n, chosen)
    ways = math.comb(group.n, low) * math.comb(other.n, chosen - low)
    tables = []
    for x in range(low, high + 1):
        tables.append(ways)
        # C(n₁, x+1)·C(n₂, k−x−1) from C(n₁, x)·C(n₂, k−x): no large binomial is computed twice
        ways = ways * (group.n - x) * (chosen - x) // ((x + 1) * (other.n - chosen + x + 1))
    limit = tables[group.x - low] * (AS_LIKELY + 1)
    return sum(table for table in tables if table * AS_LIKELY <= limit) / sum(tables)


def chance_of(group: Group, other: Group) -> Chance | None:
    """How often chance alone gives a difference as large: Fisher's test when either group has under 30, else pooled z."""
    if not group.n or not other.n:
        return None
    if min(group.n, other.n) < EXACT_BELOW:
        return Chance(fisher_two_sided(group, other), is_exact=True)
    z = z_pooled(group, other)
    return Chance(p_of_z(z), is_exact=False) if z is not None else Chance(1.0, is_exact=False)


def is_set_apart(people: int, of: int) -> bool:
    """Whether a group is under 2 % of all people: New York City's rule lets it be left out of impact ratios (§ 5-301)."""
    return people * 50 < of
