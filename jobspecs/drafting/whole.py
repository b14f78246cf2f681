"""A whole draft in one go, as data: for the command line and for measuring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jobspecs.drafting.base import DraftedCompetency, DraftedWeight, DraftingEngine, Reading
from jobspecs.questions.base import Brief, BriefCompetency, QuestionEngine, WrittenQuestion

ROUNDS = (("01", "written", 3), ("02", "voice", 4))


def draft_spec(text: str, *, drafting: DraftingEngine, questions: QuestionEngine) -> dict[str, Any]:
    """The drafted spec as JSON-ready data: title, level, competencies, must_haves, questions.

    Raises DraftingFailed or QuestionsFailed.
    """
    reading = drafting.read(text)
    competencies = drafting.competencies(reading)
    weights = drafting.weights(reading, competencies)
    must_haves = drafting.must_haves(reading)
    brief = brief_of(reading, competencies, weights)
    written: list[tuple[str, WrittenQuestion]] = []
    for number, kind, count in ROUNDS:
        avoid = [question.text for _, question in written]
        written += [(number, question) for question in questions.write(brief, kind=kind, count=count, avoid=avoid)]
    return {
        "title": reading.title,
        "level": reading.level,
        "competencies": [_competency_row(competency, weights[competency.key]) for competency in competencies],
        "must_haves": [{"kind": must_have.kind, "text": must_have.text} for must_have in must_haves],
        "questions": [_question_row(number, question) for number, question in written],
    }


def brief_of(reading: Reading, competencies: Sequence[DraftedCompetency], weights: Mapping[str, DraftedWeight]) -> Brief:
    """What the question writer is told about a role that is being drafted."""
    return Brief(
        title=reading.title,
        level=reading.level,
        competencies=[BriefCompetency(c.key, c.name, c.definition, c.for_this_role, weights[c.key].value) for c in competencies],
        description=reading.text,
        language=reading.language,
    )


def _competency_row(competency: DraftedCompetency, weight: DraftedWeight) -> dict[str, str]:
    return {
        "key": competency.key,
        "name": competency.name,
        "weight": f"{weight.value:.2f}",
        "reason": weight.reason,
        "definition": competency.definition,
        "for_this_role": competency.for_this_role,
    }


def _question_row(number: str, question: WrittenQuestion) -> dict[str, Any]:
    return {"round": number, "text": question.text, "competency": question.competency, "probes": list(question.probes)}
