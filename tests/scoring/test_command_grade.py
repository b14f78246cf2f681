"""`manage.py grade`: rows of a file, graded without the database."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.scoring.grading_cases import CASES, QUESTIONS, RUBRIC

FIVE = {competency.key: list(competency.anchors) for competency in RUBRIC}
THREE = {c.key: {"low": c.anchors[0], "medium": c.anchors[2], "high": c.anchors[4]} for c in RUBRIC}
STRONG = {case.competency: case.text for case in reversed(CASES) if case.quality == "strong"}
WEAK = {case.competency: case.text for case in CASES if case.quality == "weak"}
SHORT = {
    "id": "7-2",
    "question": "What is a queue?",
    "desired_answer": "A list in which what came first leaves first.",
    "student_answer": "A list where the first thing that came in is the first that leaves.",
}


def turns(answers: dict[str, str]) -> list[dict[str, str]]:
    found = []
    for key, question in QUESTIONS.items():
        found.append({"role": "interviewer", "message": question})
        found.append({"role": "applicant", "message": answers[key]})
    return found


def interview(identity: str = "i1", rubric: Any = None, answers: dict[str, str] | None = None) -> dict[str, Any]:
    return {"interview_id": identity, "rubric": rubric or THREE, "turns": turns(STRONG if answers is None else answers)}


def graded(tmp_path: Path, *lines: str) -> tuple[list[dict[str, Any]], str, str]:
    """The rows that came out, what was told on the error output, and how it ended."""
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    out, err, end = io.StringIO(), io.StringIO(), ""
    try:
        call_command("grade", jsonl=file, stdout=out, stderr=err)
    except CommandError as error:
        end = str(error)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), end


def test_interview_gets_scores_levels_and_quotes_by_turn(tmp_path: Path) -> None:
    row = interview()
    (found,), told, end = graded(tmp_path, json.dumps(row))
    assert (found["interview_id"], list(found["scores"]), told, end) == ("i1", list(THREE), "", "")
    for score in found["scores"].values():
        assert score["level"] in ("medium", "high")
        assert 0 <= score["score"] <= 100
        assert 0 <= score["confidence"] <= 1
        assert score["reason"]
        for quote in score["evidence"]:
            assert row["turns"][quote["turn"]]["role"] == "applicant"
            assert quote["quote"] in row["turns"][quote["turn"]]["message"]
            assert len(quote["quote"].split()) >= 4


def test_each_question_serves_its_own_competency(tmp_path: Path) -> None:
    mixed = {**STRONG, "ledger_design": WEAK["ledger_design"]}
    (found,), _, _ = graded(tmp_path, json.dumps(interview(answers=mixed)))
    scores = {key: score["score"] for key, score in found["scores"].items()}
    assert scores["ledger_design"] + 25 < min(scores["incident_ownership"], scores["customer_care"])


@pytest.mark.parametrize(
    "rubric", [FIVE, {k: dict(zip("12345", v, strict=True)) for k, v in FIVE.items()}], ids=["list", "object"]
)
def test_five_anchors_give_levels_of_five(tmp_path: Path, rubric: dict[str, Any]) -> None:
    (found,), _, _ = graded(tmp_path, json.dumps(interview(rubric=rubric)))
    assert all(score["level"] in (1, 2, 3, 4, 5) for score in found["scores"].values())


def test_nobody_who_was_asked_nothing_is_scored(tmp_path: Path) -> None:
    (found,), _, _ = graded(tmp_path, json.dumps({**interview(), "turns": []}))
    assert {(s["score"], s["level"], s["missing"]) for s in found["scores"].values()} == {(None, None, "not_asked")}


def test_question_left_empty_is_level_one(tmp_path: Path) -> None:
    (found,), _, _ = graded(tmp_path, json.dumps(interview(answers={**STRONG, "ledger_design": " "})))
    assert (found["scores"]["ledger_design"]["score"], found["scores"]["ledger_design"]["level"]) == (0, "low")


def test_short_answers_come_out_with_their_id(tmp_path: Path) -> None:
    (found, empty), _, _ = graded(
        tmp_path, json.dumps(SHORT), json.dumps({**SHORT, "id": 8, "student_answer": "Bananas are yellow."})
    )
    assert (found["id"], empty["id"]) == ("7-2", "8")
    assert found["score"] > empty["score"]


BAD = {
    "no JSON": ("{", "this is not JSON"),
    "no object": ("[1]", "a row must be a JSON object"),
    "another thing": ('{"a": 1}', "neither an interview (turns) nor a short answer (student_answer)"),
    "no id": (json.dumps({**interview(), "interview_id": None}), "interview_id must be a text or a whole number"),
    "no rubric": (json.dumps({**interview(), "rubric": {}}), "rubric must map competencies to their anchors"),
    "two anchors": (
        json.dumps(interview(rubric={"x": ["a", "b"]})),
        "x: give three anchors (low, medium, high) or five (1 to 5), each a text",
    ),
    "anchors are numbers": (json.dumps(interview(rubric={"x": [1, 2, 3]})), "x: give three anchors"),
    "turn of nobody": (
        json.dumps({**interview(), "turns": [{"role": "dog", "message": "a"}]}),
        "turn 0 needs a role (interviewer or applicant)",
    ),
    "no turns": (json.dumps({**interview(), "turns": {}}), "turns must be a list"),
    "no text": (json.dumps({**SHORT, "question": None}), "question, desired_answer and student_answer must be texts"),
}


@pytest.mark.parametrize(("line", "reason"), BAD.values(), ids=BAD)
def test_bad_row_is_told_with_its_line_and_loses_no_other(tmp_path: Path, line: str, reason: str) -> None:
    found, told, end = graded(tmp_path, json.dumps(interview("before")), "", line, json.dumps(interview("after")))
    assert [row["interview_id"] for row in found] == ["before", "after"]
    assert told.startswith(f"Line 3: {reason}")
    assert end == "1 of 3 rows could not be graded."


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_bytes(b'{"id": "\xff"}\n' + json.dumps(SHORT).encode())
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="1 of 2 rows"):
        call_command("grade", jsonl=file, stdout=out, stderr=err)
    assert (err.getvalue(), len(out.getvalue().splitlines())) == ("Line 1: this is not UTF-8.\n", 1)


def test_grades_go_into_a_file_when_asked(tmp_path: Path) -> None:
    file, grades = tmp_path / "rows.jsonl", tmp_path / "grades.jsonl"
    file.write_text(json.dumps(interview()) + "\n", encoding="utf-8")
    out = io.StringIO()
    call_command("grade", jsonl=file, out=grades, stdout=out)
    first = grades.read_bytes()
    call_command("grade", jsonl=file, out=grades, stdout=out)
    assert (grades.read_bytes(), out.getvalue()) == (first, "")
    assert json.loads(first)["interview_id"] == "i1"


def test_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("grade", jsonl=tmp_path / "nothing.jsonl")
    file = tmp_path / "rows.jsonl"
    file.write_text("", encoding="utf-8")
    with pytest.raises(CommandError, match="Cannot write"):
        call_command("grade", jsonl=file, out=tmp_path / "no" / "where.jsonl")
