"""What the page says of weights while they are moved: how far from 1.00, and what the questions would bear too little of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from jobspecs import coverage
from jobspecs.weights import Balance, balance_of


class Line(Protocol):
    """A competency with its saved weight and how many questions ask about it."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def weight(self) -> Decimal: ...
    @property
    def asked(self) -> int: ...


@dataclass(frozen=True)
class Part:
    """One weight in the bar of all, in percent: where it begins, how long it is."""

    key: str
    start: int
    width: int


@dataclass(frozen=True)
class Shown:
    """`most`: how many percent the bar is long, 100 or more. `bubble`: where that of the spirit level stands, of 72."""

    total: str
    is_balanced: bool
    word: str
    most: int
    bubble: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    errors: tuple[str, ...]


def shown(lines: Sequence[Line], typed: Mapping[str, Decimal], errors: Mapping[str, str]) -> Shown:
    """`typed` are the weights that can be understood, `errors` says of the others why not; both by key."""
    balance = balance_of(typed.values())
    is_balanced = len(typed) == len(lines) and balance.is_balanced
    return Shown(
        total=f"{balance.total:.2f}",
        is_balanced=is_balanced,
        word="✓ balanced" if is_balanced else _off(balance),
        most=max(100, int(balance.total * 100)),
        bubble=bubble(balance),
        parts=_parts(lines, typed),
        notes=tuple(map(str, _new_gaps(lines, typed))),
        errors=tuple(f"{line.name}: {errors[line.key]}" for line in lines if errors.get(line.key)),
    )


def bubble(balance: Balance) -> str:
    """In the middle at 1.00, always inside the glass."""
    return f"{float(min(Decimal(62), max(Decimal(10), 36 + 60 * (balance.total - 1))))}"


def _off(balance: Balance) -> str:
    if balance.missing > 0:
        return f"· {balance.missing} left to give"
    return f"· {-balance.missing} too much" if balance.missing < 0 else ""


def _parts(lines: Sequence[Line], typed: Mapping[str, Decimal]) -> tuple[Part, ...]:
    parts: list[Part] = []
    start = 0
    for line in lines:
        width = int(typed.get(line.key, Decimal(0)) * 100)
        parts.append(Part(line.key, start, width))
        start += width
    return tuple(parts)


def _new_gaps(lines: Sequence[Line], typed: Mapping[str, Decimal]) -> list[coverage.Gap]:
    """What the questions would bear too little of with the weights as typed, and do not with the saved ones."""
    asked = {line.key: line.asked for line in lines}
    saved = coverage.gaps([(line.key, line.name, line.weight) for line in lines], asked)
    known = {gap.key for gap in saved}
    moved = coverage.gaps([(line.key, line.name, typed.get(line.key, line.weight)) for line in lines], asked)
    return [gap for gap in moved if gap.key not in known]
