"""Weights: pure arithmetic in cents, so that the weights of a version sum to exactly 1.00."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

CENT, WHOLE = Decimal("0.01"), Decimal("1.00")


class NoRoom(ValueError):
    """The locked weights leave too little to share; the message says what to unlock or lower."""


class NotAWeight(ValueError):
    """A text that is no weight; the message says how a weight is written."""


@dataclass(frozen=True)
class Balance:
    """How far a set of weights is from 1.00."""

    total: Decimal

    @property
    def is_balanced(self) -> bool:
        return self.total == WHOLE

    @property
    def missing(self) -> Decimal:
        """What is left to give; negative when too much is given."""
        return WHOLE - self.total


def balance_of(weights: Iterable[Decimal]) -> Balance:
    """The balance of these weights, exact."""
    return Balance(total=sum(weights, start=Decimal("0.00")))


def parse_weight(text: str) -> Decimal:
    """A weight as a person writes it, with two places: "0.35", "0,35", ".35", "35 %" and "35" are all 0.35.

    A number over 1 is read as percent. Raises NotAWeight for anything else, for more than two places, and outside 0.01 … 1.00.
    """
    cleaned = text.strip().replace(",", ".")
    percent = cleaned.endswith("%")
    try:
        value = Decimal(cleaned.removesuffix("%").strip())
    except InvalidOperation:
        raise NotAWeight("Write a weight as a number such as 0.35 or 35 %.") from None
    if not value.is_finite():
        raise NotAWeight("Write a weight as a number such as 0.35 or 35 %.")
    if value > 100:  # 1e9999999 is a number too, but none to be divided
        raise NotAWeight("A weight lies between 0.01 (1 %) and 1.00 (100 %).")
    if percent or value > 1:
        value /= 100
    if not CENT <= value <= WHOLE:
        raise NotAWeight("A weight lies between 0.01 (1 %) and 1.00 (100 %).")
    if value != value.quantize(CENT):
        raise NotAWeight("A weight has two decimal places at most: 0.35, or 35 %.")
    return value.quantize(CENT)


def share_the_rest(weights: Mapping[str, Decimal], locked: frozenset[str] = frozenset()) -> dict[str, Decimal]:
    """Scale the unlocked weights so that all sum to exactly 1.00, none below 0.01.

    Largest remainder (Hamilton): whole cents first, then one cent each to the largest fractions. Unlocked weights that
    are all 0 share alike. Raises NoRoom when the locked weights leave nothing to share.
    """
    free = [key for key in weights if key not in locked]
    kept = sum((weights[key] for key in weights if key in locked), start=Decimal("0.00"))
    room = WHOLE - kept
    if room < CENT * len(free) or (not free and room != 0):
        raise NoRoom(f"The locked weights already give {kept:.2f}. Unlock or lower one to share what is left.")
    if not free:
        return dict(weights)
    cents = apportion([Fraction(max(weights[key], Decimal(0))) for key in free], units=int(room / CENT), least=1)
    shared = {key: CENT * n for key, n in zip(free, cents, strict=True)}
    return {key: shared.get(key, weights[key]) for key in weights}


def apportion(shares: Sequence[Fraction], *, units: int, least: int = 0) -> list[int]:
    """Whole units in proportion to the shares, at least `least` each, summing to exactly `units`.

    Hamilton's method of largest remainders; equal remainders are served in order. Shares that are all 0 count as equal.
    Raises ValueError when `units` does not reach for `least` each.
    """
    if units < least * len(shares):
        raise ValueError(f"{units} units cannot give {least} each to {len(shares)}")
    shares = list(shares) if any(shares) else [Fraction(1)] * len(shares)
    raised = _below_the_least(shares, units, least)
    rest = units - least * len(raised)
    total = sum((share for i, share in enumerate(shares) if i not in raised), start=Fraction(0))
    quotas = {i: share * rest / total for i, share in enumerate(shares) if i not in raised}
    given = {i: int(quota) for i, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda i: (given[i] - quotas[i], i))
    for i in by_remainder[: rest - sum(given.values())]:
        given[i] += 1
    return [given.get(i, least) for i in range(len(shares))]


def _below_the_least(shares: Sequence[Fraction], units: int, least: int) -> set[int]:
    """The places whose proportional part would be under `least`. Raising one lowers the others, hence the loop."""
    raised: set[int] = set()
    while True:
        rest = units - least * len(raised)
        total = sum((share for i, share in enumerate(shares) if i not in raised), start=Fraction(0))
        more = {i for i, share in enumerate(shares) if i not in raised and share * rest < least * total}
        if not more:
            return raised
        raised |= more
