"""`manage.py grade --engine llm`: rows of a file, graded by a provider that speaks the real protocol."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from config import llm_provider
from tests.llm_server import KEY, Answer, Asked, LlmServer, Play, Raw, Status, own_model
from tests.scoring.model_judgements import competency_of, judged, scoring
from tests.scoring.test_command_grade import SHORT, STRONG, interview

KEYS = list(interview()["rubric"])
FIRST = KEYS[0].replace("_", " ").capitalize()


@pytest.fixture(autouse=True)
def set_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.GRADING_ENGINES = settings.GRADING_ENGINES | {"llm": "scoring.grading.llm.LlmGrading"}
    settings.GRADING_RUNS, settings.LLM_BUDGET_TOKENS = 3, 100_000
    settings.LLM_TIMEOUT_SECONDS, settings.LLM_TRIES, settings.LLM_WORK_SECONDS = 10.0, 1, 60.0
    settings.LLM_PRICE_INPUT = settings.LLM_PRICE_OUTPUT = None
    monkeypatch.setattr(llm_provider, "FIRST_PAUSE", 0.01)
    monkeypatch.setenv("LLM_API_KEY", KEY)


def graded(
    settings: Settings, tmp_path: Path, by: Callable[[Asked], Play], *rows: dict[str, Any]
) -> tuple[list[dict[str, Any]], str, str, LlmServer]:
    """The rows that came out, what was told on the error output, how it ended, and who was asked."""
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    out, err, end = io.StringIO(), io.StringIO(), ""
    with own_model(settings, by=by) as server:
        try:
            call_command("grade", jsonl=file, engine="llm", stdout=out, stderr=err)
        except CommandError as error:
            end = str(error)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), end, server


def test_median_level_runs_spread_and_quotes_come_out(settings: Settings, tmp_path: Path) -> None:
    row = interview()
    (found,), told, end, server = graded(settings, tmp_path, scoring({FIRST: [65, 80, 70]}), row)
    assert (found["interview_id"], list(found["scores"]), end) == ("i1", KEYS, "")
    score = found["scores"][KEYS[0]]
    assert (score["score"], score["level"], score["runs"], score["spread"]) == (70, "high", [65, 80, 70], 15)
    assert score["confidence"] == 0.7 and score["reason"] and score["missing"] == ""
    for quote in score["evidence"]:
        assert row["turns"][quote["turn"]]["role"] == "applicant"
        assert quote["quote"] in row["turns"][quote["turn"]]["message"]
    assert len(server.asked) == 3 * len(KEYS)
    assert told.startswith(f"{3 * len(KEYS)} questions, ") and "at an unknown cost" in told


def test_runs_are_as_many_as_the_settings_say(settings: Settings, tmp_path: Path) -> None:
    settings.GRADING_RUNS = 1
    (found,), _, _, server = graded(settings, tmp_path, scoring(50), interview())
    assert len(server.asked) == len(KEYS)
    assert [(s["runs"], s["spread"], s["confidence"]) for s in found["scores"].values()] == [([50], 0, None)] * len(KEYS)


def test_what_it_cost_is_told_where_a_price_is_known(settings: Settings, tmp_path: Path) -> None:
    settings.LLM_PRICE_INPUT = settings.LLM_PRICE_OUTPUT = Decimal(10)
    _, told, _, _ = graded(settings, tmp_path, scoring(50), interview())
    assert told.rstrip().endswith(" US dollars.")


@pytest.mark.parametrize(
    ("play", "why"),
    [
        (Answer({"readable": True}), "The language model answered in a form that could not be used (asked twice)."),
        (Raw(b"{"), "The grading service does not answer: the language model "),
        (Status(503), "The grading service does not answer: the language model answered with an error (HTTP 503) (1 try)."),
    ],
)
def test_a_row_that_fails_says_why_and_the_others_go_on(settings: Settings, tmp_path: Path, play: Play, why: str) -> None:
    def script(asked: Asked) -> Play:
        return play if "brambleworth" in asked.text else Answer(judged(asked, 50))

    bad = interview("bad", answers=STRONG | {KEYS[0]: "I mended the brambleworth gearbox twice."})
    found, told, end, _ = graded(settings, tmp_path, script, interview("before"), bad, interview("after"))
    assert [row["interview_id"] for row in found] == ["before", "after"]
    assert told.startswith(f"Line 2: {why}") and "brambleworth" not in told
    assert ".." not in told and end == "1 of 3 rows could not be graded."


def test_each_row_has_a_budget_of_its_own(settings: Settings, tmp_path: Path) -> None:
    settings.LLM_BUDGET_TOKENS = 3000
    found, told, end, _ = graded(settings, tmp_path, scoring(50), interview("a"), interview("b"))
    assert (found, end) == ([], "2 of 2 rows could not be graded.")
    assert [line.partition(":")[0] for line in told.splitlines()[:2]] == ["Line 1", "Line 2"]
    assert told.count("has used up the tokens that this interview may take.") == 2


def test_short_answers_are_left_to_the_offline_engine(settings: Settings, tmp_path: Path) -> None:
    found, told, _, server = graded(settings, tmp_path, scoring(50), SHORT)
    assert (found, server.asked) == ([], [])
    assert told == "Line 1: short answers are scored by the offline engine alone.\n"


def test_an_answer_that_serves_two_competencies_is_shown_once(settings: Settings, tmp_path: Path) -> None:
    one = interview(answers=STRONG)
    one["turns"] = one["turns"][:2]
    _, _, _, server = graded(settings, tmp_path, scoring(50), one)
    assert {competency_of(asked) for asked in server.asked} == {key.replace("_", " ").capitalize() for key in KEYS}
    for asked in server.asked:
        assert asked.text.count(one["turns"][1]["message"]) == 1


def test_without_a_model_it_says_what_to_set(settings: Settings, tmp_path: Path) -> None:
    settings.GRADING_ENGINES = {"offline": settings.GRADING_ENGINES["offline"]}
    with pytest.raises(CommandError, match="set LLM_MODEL"):
        call_command("grade", jsonl=tmp_path / "rows.jsonl", engine="llm")


def test_the_offline_engine_asks_no_model(settings: Settings, tmp_path: Path) -> None:
    file, out = tmp_path / "rows.jsonl", io.StringIO()
    file.write_text(json.dumps(interview()), encoding="utf-8")
    with own_model(settings, by=scoring(50)) as server:
        call_command("grade", jsonl=file, stdout=out)
    [found] = [json.loads(line) for line in out.getvalue().splitlines()]
    assert server.asked == [] and {tuple(score["runs"]) for score in found["scores"].values()} == {()}
