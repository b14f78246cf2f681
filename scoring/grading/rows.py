"""Rows of a JSONL file as what the engines read, and their grades as rows again. Knows no table.

Two kinds of rows: an interview (`interview_id`, `rubric`, `turns`) and a short answer with the answer that was hoped for
(`id`, `question`, `desired_answer`, `student_answer`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.grading.anchors import five_anchors_from_three, three_levels_from_five
from scoring.grading.base import AsksModel, GivenAnswer, Grade, GradingEngine, RubricCompetency
from scoring.grading.belonging import Exchange, given_answers
from scoring.grading.short_answers import score_short

THREE = ("low", "medium", "high")
FIVE = ("1", "2", "3", "4", "5")
ASKING, ANSWERING = "interviewer", "applicant"


class BadRow(ValueError):
    """A row that cannot be graded; the message says why, in words for who wrote the file. It holds no answer's words."""


@dataclass(frozen=True)
class InterviewRow:
    """One interview of a file: its competencies in the order of the file, and its answers, whose `ref` begins with the turn."""

    id: str
    rubric: tuple[RubricCompetency, ...]
    answers: tuple[GivenAnswer, ...]
    three_levels: frozenset[str]  # keys of competencies that came with a low, a medium and a high anchor


def graded_row(line: str, engine: GradingEngine) -> dict[str, Any]:
    """The row that answers a line of the file. Raises BadRow; NotGradable and GradingFailed come from the engine."""
    row = _object(line)
    if "turns" in row:
        return _graded_interview(interview_of(row), engine)
    if "student_answer" in row:
        if isinstance(engine, AsksModel):
            raise BadRow("short answers are scored by the offline engine alone")
        return _graded_short(row)
    raise BadRow("neither an interview (turns) nor a short answer (student_answer)")


def interview_of(row: Mapping[str, Any]) -> InterviewRow:
    """An interview as the engines take it. Raises BadRow."""
    rubric, turns = row.get("rubric"), row.get("turns")
    if not isinstance(rubric, dict) or not rubric:
        raise BadRow("rubric must map competencies to their anchors")
    competencies = tuple(_competency(key, anchors) for key, anchors in rubric.items())
    exchanges = _exchanges(turns)
    return InterviewRow(
        id=_identity(row, "interview_id"),
        rubric=competencies,
        answers=given_answers(exchanges, competencies),
        three_levels=frozenset(key for key, anchors in rubric.items() if len(anchors) == len(THREE)),
    )


def _object(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadRow("this is not JSON") from error
    if not isinstance(row, dict):
        raise BadRow("a row must be a JSON object")
    return row


def _identity(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise BadRow(f"{name} must be a text or a whole number")
    return str(value)


def _competency(key: str, anchors: object) -> RubricCompetency:
    """Three anchors (low, medium, high) or five, each as an object by level or as a list from the lowest on."""
    texts = _texts(anchors)
    if texts is None:
        raise BadRow(f"{key}: give three anchors (low, medium, high) or five (1 to 5), each a text")
    five = five_anchors_from_three(*texts) if len(texts) == len(THREE) else texts
    return RubricCompetency(
        key=key, name=key.replace("_", " ").strip().capitalize(), definition="", for_this_role="", anchors=five
    )


def _texts(anchors: object) -> tuple[str, ...] | None:
    if isinstance(anchors, dict):
        names = THREE if anchors.keys() == set(THREE) else FIVE if anchors.keys() == set(FIVE) else ()
        found = tuple(anchors[name] for name in names)
    elif isinstance(anchors, list) and len(anchors) in (len(THREE), len(FIVE)):
        found = tuple(anchors)
    else:
        return None
    return found if found and all(isinstance(text, str) for text in found) else None


def _exchanges(turns: object) -> list[Exchange]:
    """Each turn of the applicant with the question before it."""
    if not isinstance(turns, list):
        raise BadRow("turns must be a list")
    found: list[Exchange] = []
    question = ""
    for place, turn in enumerate(turns):
        role, message = (turn.get("role"), turn.get("message")) if isinstance(turn, dict) else (None, None)
        if role not in (ASKING, ANSWERING) or not isinstance(message, str):
            raise BadRow(f"turn {place} needs a role ({ASKING} or {ANSWERING}) and a message")
        if role == ASKING:
            question = message
        else:
            found.append(Exchange(place, question, message))
    return found


def _graded_interview(interview: InterviewRow, engine: GradingEngine) -> dict[str, Any]:
    grades = engine.grade(interview.rubric, interview.answers).grades
    return {"interview_id": interview.id, "scores": {grade.competency: _score(grade, interview) for grade in grades}}


def _score(grade: Grade, interview: InterviewRow) -> dict[str, Any]:
    level: int | str | None = grade.level
    if grade.level is not None and grade.competency in interview.three_levels:
        level = three_levels_from_five(grade.level)
    return {
        "score": grade.score,
        "level": level,
        "evidence": [{"turn": turn_of(quote.ref), "quote": quote.text} for quote in grade.evidence],
        "reason": grade.reason,
        "confidence": grade.confidence,
        "missing": grade.missing,
        "flags": list(grade.flags),
        "runs": list(grade.runs),
        "spread": max(grade.runs) - min(grade.runs) if grade.runs else None,
    }


def turn_of(ref: str) -> int:
    """The place in `turns` of the answer that an engine calls so."""
    return int(ref.partition(":")[0])


def _graded_short(row: Mapping[str, Any]) -> dict[str, Any]:
    texts: Sequence[object] = [row.get(name) for name in ("question", "desired_answer", "student_answer")]
    question, desired, given = texts
    if not (isinstance(question, str) and isinstance(desired, str) and isinstance(given, str)):
        raise BadRow("question, desired_answer and student_answer must be texts")
    return {"id": _identity(row, "id"), "score": score_short(question, desired, given)}
