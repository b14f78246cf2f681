"""The figures as rows of a file, in the form in which New York City's rule has a summary published (6 RCNY § 5-301)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scoring.fairness.tables import Table
from scoring.fairness.words import HIDDEN, said

LABEL = "Not an independent audit"
NAMES = {"sex": "Sex", "race": "Race/ethnicity", "both": "Intersectional"}
HEAD = [
    "Table",
    "Race/ethnicity categories",
    "Sex categories",
    "# of applicants",
    "# selected",
    "Selection rate",
    "Impact ratio (selection)",
    "Scoring rate",
    "Impact ratio (scoring)",
    "# without a score",
    "No-score rate",
    "Note",
]
APART = "under 2 % of all: set apart, no impact ratio"


def rows_of(tables: Sequence[Table], labels: Mapping[str, str], facts: Sequence[tuple[str, str]]) -> Iterator[list[str]]:
    """The label and what the figures are of, then a row a category, then who is in none."""
    yield [f"Evenhand fairness figures. {LABEL}."]
    for name, value in facts:
        yield [name, harmless(value)]
    yield []
    yield HEAD
    for table in tables:
        for row in table.rows:
            selection, scoring, scored = (said(row.figures[measure], measure) for measure in ("selection", "scoring", "scored"))
            yield [
                NAMES[table.by],
                labels.get(row.race, ""),
                labels.get(row.sex, ""),
                HIDDEN if row.people is None else str(row.people),
                *(selection.count, selection.rate, selection.ratio),
                *(scoring.rate, scoring.ratio),
                *(scored.count, scored.rate),
                APART if row.is_set_apart else "",
            ]
        unknown = HIDDEN if table.unknown is None else str(table.unknown)
        yield [NAMES[table.by], "Unknown or other, in no category", "", unknown]


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
