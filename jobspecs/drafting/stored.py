"""A whole draft as JSON, so that it can wait in a row until a person has looked at it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from jobspecs.drafting.base import DraftedCompetency, DraftedMustHave, DraftedWeight, Reading, places_of, spans_of
from jobspecs.drafting.whole import WholeDraft
from jobspecs.questions.base import Guide, WrittenQuestion


def to_json(draft: WholeDraft) -> dict[str, Any]:
    """Everything but the description, which stays where it is. Weights are strings: JSON has no decimals."""
    return {
        "title": draft.reading.title,
        "level": draft.reading.level,
        "language": draft.reading.language,
        "competencies": [
            {
                "key": c.key,
                "name": c.name,
                "definition": c.definition,
                "for_this_role": c.for_this_role,
                "anchors": list(c.anchors),
                "sources": places_of(c.sources),
                "weight": str(draft.weights[c.key].value),
                "reason": draft.weights[c.key].reason,
            }
            for c in draft.competencies
        ],
        "must_haves": [
            {"kind": line.kind, "text": line.text, "sources": places_of([line.source] if line.source else [])}
            for line in draft.must_haves
        ],
        "questions": {str(at): [_question(question) for question in asked] for at, asked in draft.questions.items()},
        "notes": list(draft.notes),
        "drafted_with": draft.drafted_with,
    }


def _question(question: WrittenQuestion) -> dict[str, Any]:
    guide = question.guide
    return {
        "competency": question.competency,
        "text": question.text,
        "probes": list(question.probes),
        "guide": [guide.strong, guide.adequate, guide.weak],
        "sources": places_of(question.sources),
    }


def from_json(stored: dict[str, Any], *, text: str) -> WholeDraft:
    """The draft again; `text` is the description that it was made from. Raises KeyError for what `to_json` did not write."""
    rows = stored["competencies"]
    must_haves = [
        DraftedMustHave(row["kind"], row["text"], next(iter(spans_of(row["sources"])), None)) for row in stored["must_haves"]
    ]
    return WholeDraft(
        reading=Reading(text, stored["title"], stored["level"], stored["language"]),
        competencies=[_competency(row) for row in rows],
        weights={row["key"]: DraftedWeight(Decimal(row["weight"]), row["reason"]) for row in rows},
        must_haves=must_haves,
        questions={int(at): [_written(row) for row in asked] for at, asked in stored["questions"].items()},
        notes=tuple(stored["notes"]),
        drafted_with=stored["drafted_with"],
    )


def _competency(row: dict[str, Any]) -> DraftedCompetency:
    one, two, three, four, five = row["anchors"]
    return DraftedCompetency(
        row["key"], row["name"], row["definition"], row["for_this_role"], (one, two, three, four, five), spans_of(row["sources"])
    )


def _written(row: dict[str, Any]) -> WrittenQuestion:
    return WrittenQuestion(row["competency"], row["text"], tuple(row["probes"]), Guide(*row["guide"]), spans_of(row["sources"]))
