"""The offline grader keeps its contract: rules 2 and 3 of the design, quotes, reasons, and the same bytes each time."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.grading.base import GivenAnswer, Grade, GradingEngine, NotGradable
from scoring.grading.offline import OfflineGrading
from scoring.levels import level_of_score
from tests.scoring.grading_cases import CASES, QUESTIONS, RUBRIC, Case

STRONG = next(case for case in CASES if case.quality == "strong")
WEAK = next(case for case in CASES if case.quality == "weak")
KEYS = [competency.key for competency in RUBRIC]


def grades(*answers: GivenAnswer) -> dict[str, Grade]:
    return {grade.competency: grade for grade in OfflineGrading().grade(RUBRIC, answers).grades}


def answer(text: str | None, ref: str = "a1", competency: str = KEYS[0], missing: str = "") -> GivenAnswer:
    return GivenAnswer(ref, competency, QUESTIONS[competency], text, missing)


def test_keeps_the_protocol() -> None:
    engine: GradingEngine = OfflineGrading()
    assert (engine.name, engine.version) == ("offline", "4")


def test_every_competency_gets_a_grade_in_the_order_of_the_rubric() -> None:
    result = OfflineGrading().grade(RUBRIC, [STRONG.given()])
    assert [grade.competency for grade in result.grades] == KEYS
    assert result.model == "offline-4"
    assert result.parameters["base"] == 8.0


def test_what_was_not_asked_has_no_score() -> None:
    for key in KEYS[1:]:
        found = grades(STRONG.given())[key]
        assert (found.score, found.level, found.missing, found.confidence) == (None, None, "not_asked", None)


@pytest.mark.parametrize("missing", ["technical", "withdrawn", ""])
def test_nothing_to_read_for_a_reason_has_no_score(missing: str) -> None:
    found = grades(answer(None, missing=missing))[KEYS[0]]
    assert (found.score, found.level, found.missing) == (None, None, missing or "technical")
    assert found.reason


def test_intelligible_answer_that_shows_nothing_is_level_one_with_its_quote() -> None:
    found = grades(answer("I have always liked the colour of this office."))[KEYS[0]]
    assert found.level == 1
    assert found.reason.startswith("Bears out nothing")
    assert [quote.text for quote in found.evidence] == ["I have always liked the colour of this office."]


@pytest.mark.parametrize("text", ["No.", "fine", "Not really", "I don't know."])
def test_shortest_answers_are_level_one_and_quoted_whole(text: str) -> None:
    found = grades(answer(text))[KEYS[0]]
    assert found.level == 1
    assert [quote.text for quote in found.evidence] == [text.rstrip() if len(text.split()) < 4 else text]


def test_one_question_unanswered_and_one_answered_both_count() -> None:
    alone = grades(STRONG.given())[STRONG.competency]
    both = grades(STRONG.given(), answer("", "a2", STRONG.competency))[STRONG.competency]
    assert alone.score is not None and both.score is not None
    assert abs(both.score - alone.score / 2) <= 1, "half, but for rounding"
    assert "1 of 2 questions left unanswered." in both.reason


@pytest.mark.parametrize(("text", "missing"), [(None, "technical"), ("asdf jkl; asdf qwer zxcv", "")])
def test_what_could_not_be_read_does_not_lower_what_could(text: str | None, missing: str) -> None:
    alone = grades(STRONG.given())[STRONG.competency]
    both = grades(STRONG.given(), answer(text, "a2", STRONG.competency, missing))[STRONG.competency]
    assert both.score == alone.score


def test_unanswered_beside_unreadable_is_unanswered() -> None:
    found = grades(answer(""), answer("sdfkjh sdkfjh wlekrj xcvmn", "a2"))[KEYS[0]]
    assert (found.score, found.reason) == (0, "Left unanswered.")


def test_other_answers_help_with_less_weight() -> None:
    """A strong account of an incident, given to another question, lifts a weak answer, but not to its own height."""
    alone = grades(WEAK.given())[WEAK.competency]
    elsewhere = grades(WEAK.given(), answer(STRONG.text, "a2", KEYS[2]))[WEAK.competency]
    own = grades(answer(STRONG.text, "a2", WEAK.competency))[WEAK.competency]
    assert alone.score is not None
    assert elsewhere.score is not None
    assert own.score is not None
    assert alone.score < elsewhere.score < own.score
    assert "a2" in {quote.ref for quote in elsewhere.evidence}


def test_other_answers_never_stand_in_for_a_question_left_unanswered() -> None:
    found = grades(answer("", "a1", STRONG.competency), answer(STRONG.text, "a2", KEYS[2]))[STRONG.competency]
    assert (found.score, found.level) == (0, 1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.competency}-{case.quality}")
def test_quotes_are_verbatim_and_four_words_at_least(case: Case) -> None:
    found = grades(case.given())[case.competency]
    assert 1 <= len(found.evidence) <= 4
    for quote in found.evidence:
        assert case.text[quote.start : quote.end] == quote.text
        assert len(quote.text.split()) >= 4
    places = [(quote.start, quote.end) for quote in found.evidence]
    assert all(end <= start for (_, end), (start, _) in pairwise(places))


@pytest.mark.parametrize("case", [case for case in CASES if case.quality == "strong"], ids=lambda case: case.text[:20])
def test_strong_answers_have_two_quotes_or_more_and_a_reason(case: Case) -> None:
    found = grades(case.given())[case.competency]
    assert len(found.evidence) >= 2
    assert found.level in (4, 5)
    assert found.reason.startswith("Says ")
    assert found.confidence is not None
    assert found.confidence > 0.5


words = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200)


@settings(max_examples=200, deadline=None)
@given(st.lists(words | st.sampled_from([case.text for case in CASES]) | st.none(), max_size=4))
def test_contract_holds_for_any_text(texts: list[str | None]) -> None:
    given_answers = [answer(text, f"a{i}", KEYS[i % 3]) for i, text in enumerate(texts)]
    by_ref = {given.ref: given.text or "" for given in given_answers}
    for found in OfflineGrading().grade(RUBRIC, given_answers).grades:
        assert (found.score is None) == bool(found.missing)
        assert found.reason
        if found.score is None:
            assert (found.level, found.evidence, found.confidence) == (None, (), None)
        else:
            assert found.level == level_of_score(found.score)
            assert found.confidence is not None
            assert 0 <= found.confidence <= 1
            assert found.evidence or found.reason == "Left unanswered."
        for quote in found.evidence:
            assert by_ref[quote.ref][quote.start : quote.end] == quote.text != ""


def test_places_are_code_points() -> None:
    text = "😀 é " + STRONG.text
    for quote in grades(answer(text))[KEYS[0]].evidence:
        assert text[quote.start : quote.end] == quote.text


def test_order_of_the_answers_changes_no_score() -> None:
    several = [case.given(f"a{i}") for i, case in enumerate(CASES)]
    forward, backward = grades(*several), grades(*reversed(several))
    assert {key: grade.score for key, grade in forward.items()} == {key: grade.score for key, grade in backward.items()}


def test_same_bytes_in_another_process() -> None:
    """Whatever the hash seed: nothing depends on the order of a set."""
    program = (
        "from tests.scoring.grading_cases import CASES, RUBRIC\n"
        "from scoring.grading.offline import OfflineGrading\n"
        "print(OfflineGrading().grade(RUBRIC, [c.given(f'a{i}') for i, c in enumerate(CASES)]))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "77")
    }
    assert len(outputs) == 1
    assert len(outputs.pop()) > 1000


@pytest.mark.parametrize(
    ("rubric", "answers", "says"),
    [
        ((RUBRIC[0], RUBRIC[0]), [], "same key"),
        ((replace(RUBRIC[0], anchors=("one",)),), [], "1 anchors"),
        (RUBRIC, [STRONG.given(), STRONG.given()], "same ref"),
        (RUBRIC[1:], [STRONG.given()], "does not have"),
    ],
)
def test_what_does_not_fit_is_refused(rubric: tuple[object, ...], answers: list[GivenAnswer], says: str) -> None:
    with pytest.raises(NotGradable, match=says):
        OfflineGrading().grade(rubric, answers)  # type: ignore[arg-type]
