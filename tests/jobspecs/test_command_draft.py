"""`manage.py draft`: one description in, JSON out; many in, one line each."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from tests.jobspecs import engines

CAPTAIN = "We look for a captain who steers the ferry and reads the weather."


@pytest.fixture(autouse=True)
def _quick_engines(settings: Settings) -> None:
    settings.DRAFTING_ENGINE, settings.QUESTION_ENGINE = engines.DRAFTING, engines.QUESTIONS


def drafted(text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    out = io.StringIO()
    call_command("draft", stdout=out)
    return out.getvalue()


def rows_file(folder: Path, *lines: str) -> Path:
    file = folder / "descriptions.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = json.loads(drafted(CAPTAIN, monkeypatch))
    assert (spec["title"], spec["level"]) == ("Ferry Captain", "senior")
    assert sum(Decimal(str(competency["weight"])) for competency in spec["competencies"]) == Decimal("1.00")
    assert [line["kind"] for line in spec["must_haves"]] == ["required"]
    assert len(spec["questions"]) == 7


def test_a_text_that_cannot_be_drafted_is_told(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.DRAFTING_ENGINE = f"{engines.HERE}.RefusesToRead"
    with pytest.raises(CommandError, match="This text names no work"):
        drafted(CAPTAIN, monkeypatch)


def test_many_one_a_line_and_empty_lines_are_passed_over(tmp_path: Path) -> None:
    out = io.StringIO()
    rows = [json.dumps({"id": number, "text": CAPTAIN}) for number in ("a", "b")]
    call_command("draft", jsonl=rows_file(tmp_path, rows[0], "", rows[1]), stdout=out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["id"] for line in lines] == ["a", "b"]
    wanted = {"id", "title", "level", "competencies", "must_haves", "questions", "seconds"}
    assert all(wanted <= line.keys() and line["seconds"] >= 0 for line in lines)


def test_one_that_fails_is_named_and_the_others_go_on(tmp_path: Path, settings: Settings) -> None:
    settings.DRAFTING_ENGINE = "jobspecs.drafting.offline.OfflineDrafting"
    long = (
        "Ferry Captain\n\nWhat you will do\n- Steer the ferry across the sound in every weather.\n"
        "- Plan the crossings with the harbour.\n- Train new deck hands.\n\n"
        "Requirements\n- 5 years at sea.\n- A licence for ships of 500 tons.\n"
    )
    out, err = io.StringIO(), io.StringIO()
    rows = [json.dumps({"id": "short", "text": "Hi."}), json.dumps({"id": "long", "text": long})]
    call_command("draft", jsonl=rows_file(tmp_path, *rows), stdout=out, stderr=err)
    assert [json.loads(line)["id"] for line in out.getvalue().splitlines()] == ["long"]
    assert err.getvalue().startswith("short: ")
    assert "1 drafted; 1 could not be." in err.getvalue()
    with pytest.raises(CommandError, match="None of these"):
        call_command("draft", jsonl=rows_file(tmp_path, rows[0]), stdout=out, stderr=err)


@pytest.mark.parametrize("line", ["not JSON", '{"id": "a"}', '["a", "b"]'])
def test_a_line_that_is_no_row_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    with pytest.raises(CommandError, match="Line 2 is no row"):
        call_command("draft", jsonl=rows_file(tmp_path, "", line), stdout=io.StringIO())


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"Cannot read .*nowhere\.jsonl"):
        call_command("draft", jsonl=tmp_path / "nowhere.jsonl")


def test_a_row_may_hold_other_line_separators(tmp_path: Path) -> None:
    out = io.StringIO()
    row = json.dumps({"id": "a", "text": f"{CAPTAIN}\u2028{CAPTAIN}\x85"}, ensure_ascii=False)
    call_command("draft", jsonl=rows_file(tmp_path, row), stdout=out)
    assert json.loads(out.getvalue())["id"] == "a"
