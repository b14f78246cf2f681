"""The total of one evaluation: scores seen through weights, with what it rests on and where it could lie.

Rule 4 of the design. Exact: everything is Decimal, rounded half up, once, to the two places that are stored; whole
numbers for the screen come from the stored value, so that a page and an export never disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT, UNIT, WHOLE, FULL = Decimal("0.01"), Decimal("1"), Decimal("1.00"), Decimal("100")
TOTAL_FROM = Decimal("0.50")  # coverage below which a total would rest on too little
RANKED_FROM = Decimal("0.75")  # coverage below which two totals are not comparable


class NotTotallable(ValueError):
    """Weights and scores do not belong together, or the weights are not balanced."""


@dataclass(frozen=True)
class Total:
    """A total with its coverage and bounds; `value` is None where too little was scored.

    `value`, `lower` and `upper` are on the scale of 0 to 100 with two places, `coverage` is a share of 1.
    """

    value: Decimal | None
    coverage: Decimal
    lower: Decimal  # the total if every missing score were 0
    upper: Decimal  # the total if every missing score were 100

    @property
    def is_rankable(self) -> bool:
        """Whether this total may stand in a ranked list."""
        return self.coverage >= RANKED_FROM

    @property
    def is_complete(self) -> bool:
        """Whether every competency has a score."""
        return self.coverage == WHOLE


def rounded(value: Decimal) -> Decimal:
    """Two places, halves away from zero: what is stored."""
    return value.quantize(CENT, ROUND_HALF_UP)


def whole(value: Decimal) -> int:
    """A whole number, halves away from zero: what is shown."""
    return int(value.quantize(UNIT, ROUND_HALF_UP))


def total_of(weights: Mapping[str, Decimal], scores: Mapping[str, int | None]) -> Total:
    """Σ wᵢsᵢ / Σ wᵢ over the scored competencies, with coverage Σ wᵢ and the bounds for the rest.

    Both mappings have the same keys; a score of None is missing and counts nowhere. Raises NotTotallable.
    """
    _check(weights, scores)
    known = {key: score for key, score in scores.items() if score is not None}
    coverage = sum((weights[key] for key in known), Decimal(0))
    earned = sum((weights[key] * score for key, score in known.items()), Decimal(0))
    return Total(
        value=rounded(earned / coverage) if coverage >= TOTAL_FROM else None,
        coverage=rounded(coverage),
        lower=rounded(earned),
        upper=rounded(earned + (WHOLE - coverage) * FULL),
    )


def _check(weights: Mapping[str, Decimal], scores: Mapping[str, int | None]) -> None:
    if weights.keys() != scores.keys():
        odd = ", ".join(sorted(weights.keys() ^ scores.keys()))
        raise NotTotallable(f"weights and scores must name the same competencies; these are in one only: {odd}")
    if any(weight <= 0 for weight in weights.values()):
        raise NotTotallable("a weight is more than 0; give each competency at least 0.01")
    if (given := sum(weights.values(), Decimal(0))) != WHOLE:
        raise NotTotallable(f"weights sum to {given}, not 1.00; balance them first")
    for key, score in scores.items():
        if score is not None and not 0 <= score <= 100:
            raise NotTotallable(f"the score of {key} is {score}; a score is 0 … 100, or None where it is missing")


def in_words(total: Total) -> str:
    """What a person reads: "80 · based on 85 % of the weights · 68–83 if the rest were scored"."""
    if not total.coverage:
        return "No total · nothing could be scored"
    parts = [f"{whole(total.value)}" if total.value is not None else "No total"]
    if not total.is_complete:
        parts.append(f"based on {whole(total.coverage * 100)} % of the weights")
        parts.append(f"{whole(total.lower)}–{whole(total.upper)} if the rest were scored")
    return " · ".join(parts)
