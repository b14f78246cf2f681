"""Sides to compare: what a spec says, and what a new draft says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from jobspecs.drafting.base import DraftedWeight
from jobspecs.questions.base import Guide, WrittenQuestion
from jobspecs.redraft.content import Asked, Comparison, Content, Line, Wording
from jobspecs.redraft.showing import Choice, sections_of
from jobspecs.redraft.taking import Taken, taken

LEVELS = ("nothing", "a little", "some", "much", "all")


def wording(key: str, name: str = "", definition: str = "") -> Wording:
    return Wording(key, name or key.title(), definition or f"Does {key}.", f"{key} on board.", LEVELS)


def asked(competency: str, text: str = "", row: str = "", **more: Any) -> Asked:
    """A question; `row` is what asks it, "" for one that is in a draft alone."""
    return Asked(WrittenQuestion(competency, text or f"Tell of {competency}.", ("And then?",), Guide("s")), row, **more)


def content(weights: Mapping[str, str], questions: Mapping[int, Sequence[Asked]] | None = None, **fields: Any) -> Content:
    found: dict[str, Any] = {
        "title": "Ferry Captain",
        "level": "senior",
        "competencies": [wording(key) for key in weights],
        "weights": {key: DraftedWeight(Decimal(value), f"why {key}") for key, value in weights.items()},
        "must_haves": [Line("required", "A licence for 500 tons"), Line("preferred", "Speaks a second language")],
        "questions": questions or {1: [asked("steering", row="q1")], 2: [asked("weather", row="q2")]},
    }
    return Content(**(found | fields))


HALVES = {"steering": "0.50", "weather": "0.50"}
BASE = content(HALVES)


def changed(side: Content, **fields: Any) -> Content:
    return replace(side, **fields)


def labels(comparison: Comparison) -> tuple[list[str], list[str]]:
    """What is ticked beforehand, and what is kept, in the words of the page."""
    choices = [c for section in sections_of(comparison, comparison.ticked) for c in (*section.choices, *section.rest)]
    return [c.label for c in choices if c.is_ticked], [c.label for c in choices if c.is_kept]


def choice(comparison: Comparison, label: str) -> Choice:
    sections = sections_of(comparison, comparison.ticked)
    return next(c for section in sections for c in (*section.choices, *section.rest) if c.label.startswith(label))


def after(comparison: Comparison, *wanted: str, without: Sequence[str] = ()) -> Taken:
    """The spec with what is ticked beforehand, and with these; labels may be given by their beginning."""
    ids = {choice(comparison, label).id for label in wanted}
    dropped = {choice(comparison, label).id for label in without}
    return taken(comparison, (comparison.ticked | ids) - dropped)


def _three(prefix: str) -> list[Asked]:
    return [asked(key, row=f"{prefix}-{key}") for key in ("steering", "weather", "mooring")]
