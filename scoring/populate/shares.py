"""How many interviews each spec gets, and in which order they come."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from random import Random


class SharesWrong(ValueError):
    """The wished numbers do not go together."""


@dataclass(frozen=True)
class Size:
    """How much to make: the first spec takes `large` of the interviews, the second `small`, the others share the rest."""

    specs: int
    interviews: int
    large: int = 0
    small: int = 0


def shares_of(size: Size, chance: Random) -> list[int]:
    """Interviews a spec; they sum to all. A few specs have most of the rest. Raises SharesWrong."""
    named = [size.large, size.small]
    rest, others = size.interviews - sum(named), size.specs - len(named)
    if others < 0 or rest < 0 or (others == 0 and rest):
        raise SharesWrong(f"{size.interviews} interviews of {size.specs} specs leave no room for {size.large} and {size.small}.")
    weights = [chance.lognormvariate(0, 1) for _ in range(others)]
    ends, at = [], 0.0
    for weight in weights:
        at += weight
        ends.append(round(rest * at / sum(weights)))
    return named + [end - start for start, end in zip([0, *ends], ends, strict=False)]


def in_turn(shares: list[int], chance: Random) -> array[int]:
    """Which spec each interview is of, mixed, as they come in over time: the rows of one spec lie scattered on disk."""
    order = array("I")
    for spec, share in enumerate(shares):
        order.extend([spec] * share)
    chance.shuffle(order)
    return order
