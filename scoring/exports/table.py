"""The results of a job spec as a table: one row an interview, a pair of columns a competency.

What is missing is an empty cell, never 0. What the reader has not been shown is empty, too, and the note says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

RATE_FIRST = "rate first"
Cell = str | int | Decimal | datetime | None
ABOUT_SCORES = (
    "A score is a program's reading of words only, 0 to 100, with a level of 1 to 5. A person decides.",
    "An empty cell means that there is no score, never 0. The column “No score for” says why.",
    "The total is the weighted mean over the competencies that have a score; coverage is their share of the weights. "
    "Below a coverage of 0.50 there is no total.",
    "Lowest and highest say where the total would be if what has no score were 0, or 100.",
    "Each total is by the weights of the version in its row. Totals of different versions must not be compared.",
    f"“{RATE_FIRST}”: members rate before they see a score; whoever made this file had not rated that candidate.",
    "Times are in UTC.",
)


@dataclass(frozen=True)
class Column:
    """A competency: of this rubric or of an older one that somebody was interviewed under."""

    competency: UUID
    name: str


@dataclass(frozen=True)
class Scored:
    """What a competency got: a score (0 … 100) with its level, or none and why, in words."""

    score: int | None
    level: int | None
    missing: str = ""


@dataclass(frozen=True)
class Evaluated:
    """An evaluation as it counts now."""

    version: str
    engine: str
    total: Decimal | None
    coverage: Decimal
    lower: Decimal
    upper: Decimal
    scores: Mapping[UUID, Scored]


@dataclass(frozen=True)
class Result:
    """One interview; `evaluated` is None where nothing is scored or where it is hidden, and `note` says which."""

    interview: UUID
    candidate: str
    email: str
    state: str
    submitted_at: datetime | None
    decision: str
    decided_by: str
    decided_at: datetime | None
    evaluated: Evaluated | None = None
    note: str = ""


@dataclass(frozen=True)
class RubricLine:
    """One competency of the current rubric, with its weight and what an answer of level 1 … 5 shows."""

    name: str
    weight: Decimal | None
    anchors: Sequence[str]


@dataclass(frozen=True)
class About:
    """What a table of results is of."""

    title: str
    level: str
    version: str
    rubric: int | None  # number of the current one
    exported_at: datetime
    lines: Sequence[RubricLine] = field(default=())


def header_of(columns: Sequence[Column]) -> list[str]:
    """The names of the columns, in the order of `cells_of`."""
    before = ["Candidate", "E-mail", "Interview", "Status", "Submitted", "Version", "Graded by"]
    competencies = [name for column in columns for name in (column.name, f"{column.name}, level")]
    after = ["Total", "Coverage", "Lowest", "Highest", "No score for", "Decision", "Decided by", "Decided", "Note"]
    return [*before, *competencies, *after]


def cells_of(result: Result, columns: Sequence[Column]) -> list[Cell]:
    """One row; None is an empty cell."""
    found = result.evaluated
    return [
        *(result.candidate, result.email, str(result.interview), result.state, result.submitted_at),
        *((found.version, found.engine) if found else (None, None)),
        *_scores(found, columns),
        *((found.total, found.coverage, found.lower, found.upper) if found else (None,) * 4),
        "; ".join(_missing(found, columns)) or None,
        *(result.decision or None, result.decided_by or None, result.decided_at, result.note or None),
    ]


def _scores(found: Evaluated | None, columns: Sequence[Column]) -> Iterator[Cell]:
    for column in columns:
        scored = found.scores.get(column.competency) if found else None
        yield scored.score if scored else None
        yield scored.level if scored else None


def _missing(found: Evaluated | None, columns: Sequence[Column]) -> Iterator[str]:
    for column in columns if found else ():
        scored = found.scores.get(column.competency) if found else None
        if scored and scored.score is None:
            yield f"{column.name}: {scored.missing.lower()}"
