"""What each weight decides: its competency's share of the spread of totals. Pure.

Total = Σ wᵢsᵢ, so var(total) = Σ cov(wᵢsᵢ, total): each term over the sum is the share of one competency, and shares sum to 1.
A weight of 0.35 on scores that hardly differ decides little; one that runs against the others decides less than nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from scoring.totals import whole

SHOWN_FROM = 10  # interviews that have every score
HEAVY = Decimal("0.30")  # a weight from which one question is too little to rest on
LITTLE = Decimal("0.5")  # a share below this part of its weight is worth a word

Key = TypeVar("Key")


def shares_of(covariances: Mapping[Key, Decimal], n: int) -> dict[Key, int]:
    """Whole percent of the spread by competency; nothing below SHOWN_FROM interviews, or where all totals are alike."""
    spread = sum(covariances.values(), Decimal(0))
    if n < SHOWN_FROM or spread <= 0:
        return {}
    return {key: whole(100 * covariance / spread) for key, covariance in covariances.items()}


def decides_little(weight: Decimal, share: int) -> bool:
    """Whether a competency decides less than half of what its weight says."""
    return share < LITTLE * weight * 100


def rests_on_one(weight: Decimal, asked: int) -> bool:
    """Whether a heavy weight rests on the answer to one question or prompt."""
    return weight >= HEAVY and asked == 1
