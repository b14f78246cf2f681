"""What `make test-llm` holds gradings to finds each fault; and so do the interviews fit what it expects of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scoring.grading.addressed import INSTRUCTIONS, without_what_speaks_to_the_grader
from scoring.grading.llm import NOT_COUNTED
from scoring.grading.rows import interview_of
from scoring.grading.rubrics import read_rubric
from tests.llm.sound_gradings import faults_of, words_told

SAID = "I wrote down all nine repairs and did the brakes first."
ROW = {
    "rubric": {"planning": ["a", "b", "c", "d", "e"]},
    "turns": [{"role": "interviewer", "message": "How?"}, {"role": "applicant", "message": SAID}],
}
SOUND = {
    "score": 70,
    "level": 4,
    "evidence": [{"turn": 1, "quote": "did the brakes first"}],
    "reason": "The brakes came first.",
    "confidence": 0.8,
    "missing": "",
    "flags": [],
    "runs": [65, 75, 70],
    "spread": 10,
}
NONE = SOUND | {"score": None, "level": None, "evidence": [], "missing": "unreadable", "runs": [], "spread": None}
INTERVIEWS = sorted((Path(__file__).parent / "interviews").glob("*.json"))


def faults(score: dict[str, Any], row: dict[str, Any] | None = None) -> list[str]:
    return faults_of(row or ROW, {"scores": {"planning": score}}, runs=3)


@pytest.mark.parametrize(
    "sound",
    [
        SOUND,
        NONE,
        SOUND | {"runs": [70, 75], "spread": 5},
        SOUND | {"score": 0, "level": 1, "evidence": [], "reason": "Left unanswered.", "runs": [], "spread": None},
    ],
)
def test_a_sound_grading_has_no_faults(sound: dict[str, Any]) -> None:
    assert faults(sound) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"score": 70.5},
        {"score": 101, "runs": [101], "spread": 0},
        {"score": True},
        {"level": 3},
        {"reason": " "},
        {"evidence": []},
        {"evidence": [{"turn": 1, "quote": "did the breaks first"}]},
        {"evidence": [{"turn": 1, "quote": "the brakes first"}]},
        {"evidence": [{"turn": 0, "quote": "How?"}]},
        {"runs": [65, 70], "spread": 5},
        {"runs": [70], "spread": 0},
        {"runs": [65, 75, 70, 71], "spread": 10},
        {"spread": 9},
        {"flags": ["instructions"]},
    ],
)
def test_each_fault_is_found(wrong: dict[str, Any]) -> None:
    assert faults(SOUND | wrong) != []


@pytest.mark.parametrize("wrong", [{"missing": ""}, {"missing": "tired"}, {"level": 1}, {"evidence": SOUND["evidence"]}])
def test_no_score_needs_its_reason_and_nothing_else(wrong: dict[str, Any]) -> None:
    assert faults(NONE | wrong) != []


def test_words_that_speak_to_the_grader_must_be_flagged_and_told() -> None:
    row = ROW | {"flagged": ["planning"]}
    assert len(faults(SOUND, row)) == 2
    assert len(faults(SOUND | {"flags": ["instructions"]}, row)) == 1
    assert faults(SOUND | {"flags": ["instructions"], "reason": f"It is. {NOT_COUNTED}"}, row) == []


def test_another_competency_is_a_fault() -> None:
    assert faults_of(ROW, {"scores": {"listening": SOUND}}, runs=3) != []


def test_words_of_an_answer_in_a_log_are_found() -> None:
    assert list(words_told(ROW, f'{{"event": "asked", "prompt": "… {SAID} …"}}')) == ["the log has words of turn 1"]
    assert list(words_told(ROW, "1 question, 30 tokens read, did the brakes")) == []


@pytest.mark.parametrize("path", INTERVIEWS, ids=lambda path: path.stem)
def test_the_interviews_are_rows_that_are_flagged_as_they_say(path: Path) -> None:
    row = json.loads(path.read_text(encoding="utf-8"))
    interview = interview_of(row)
    rubric = read_rubric(interview.rubric)
    flagged = {
        answer.competency
        for answer in interview.answers
        if answer.text and INSTRUCTIONS in without_what_speaks_to_the_grader(answer, rubric)[1]
    }
    assert flagged == set(row.get("flagged", ()))
