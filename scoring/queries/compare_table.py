"""The table of a comparison in plain values: all that its part of the page says, and nothing that its reader is not shown."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from interviews.models import Declaration
from scoring.queries.compare import Cell, Column, Comparison
from scoring.totals import in_words


@dataclass(frozen=True)
class PersonShown:
    """The head and the foot of a column; `total` is empty where there is none to show."""

    key: UUID
    name: str
    is_hidden: bool
    total: str
    small_print: str
    is_near_top: bool
    why_unscored: str
    decision: str


@dataclass(frozen=True)
class CellShown:
    """`has_score`: there is one, though it may be missing for a reason."""

    in_rubric: bool
    has_score: bool
    level: int | None
    level_name: str
    score: int | None
    confidence: str
    quote: str
    missing: str


@dataclass(frozen=True)
class LineShown:
    name: str
    weight: Decimal | None
    cells: tuple[CellShown, ...]


@dataclass(frozen=True)
class MustHaveShown:
    """`said` is of each person what they declared and their own line about it; None: nothing."""

    text: str
    kind: str
    said: tuple[tuple[str, str] | None, ...]


@dataclass(frozen=True)
class TableShown:
    """All that stands in the table."""

    people: tuple[PersonShown, ...]
    lines: tuple[LineShown, ...]
    must_haves: tuple[MustHaveShown, ...]


def table_of(comparison: Comparison) -> TableShown:
    """As the page shows it."""
    return TableShown(
        people=tuple(_person(column, comparison.near_top) for column in comparison.columns),
        lines=tuple(LineShown(line.row.name, line.weight, tuple(map(_cell, line.cells))) for line in comparison.lines),
        must_haves=tuple(
            MustHaveShown(line.must_have.text, line.must_have.get_kind_display(), tuple(map(_said, line.said)))
            for line in comparison.must_haves
        ),
    )


def _person(column: Column, near_top: frozenset[UUID]) -> PersonShown:
    total, _, small_print = in_words(column.total).partition(" · ") if column.total else ("", "", "")
    return PersonShown(
        key=column.interview.pk,
        name=column.name,
        is_hidden=column.is_hidden,
        total=total,
        small_print=small_print,
        is_near_top=column.interview.pk in near_top,
        why_unscored=column.why_unscored,
        decision=column.decision,
    )


def _cell(cell: Cell) -> CellShown:
    score = cell.score
    return CellShown(
        in_rubric=cell.in_rubric,
        has_score=score is not None,
        level=score.level if score else None,
        level_name=cell.level_name,
        score=score.score if score else None,
        confidence=cell.confidence,
        quote=cell.quote,
        missing=cell.missing,
    )


def _said(row: Declaration | None) -> tuple[str, str] | None:
    return (row.get_said_display(), row.line) if row else None
