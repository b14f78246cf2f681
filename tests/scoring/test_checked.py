"""What an engine returns is checked before it is stored."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.checked import KNOWN_MISSING, ResultUnusable, checked
from scoring.choices import Missing
from scoring.grading.base import GivenAnswer, Grade, GradingResult, Quote, RubricCompetency

RUBRIC = [RubricCompetency("care", "Care", "Cares.", "", ("a", "b", "c", "d", "e"))]
TEXT = "I mended the 🚲 twice."
SAID = [GivenAnswer("1", "care", "What did you do?", TEXT)]
QUOTE = Quote("1", 2, 14, "mended the 🚲")
UNANSWERED = [GivenAnswer("1", "care", "What did you do?", "")]
LOST = [GivenAnswer("1", "care", "What did you do?", None, "technical")]


def grade(answers: list[GivenAnswer] = SAID, **fields: Any) -> Grade:
    given: dict[str, Any] = {"score": 75, "level": 4, "reason": "Because.", "confidence": 0.9, "evidence": (QUOTE,)}
    return checked(RUBRIC, answers, GradingResult([Grade("care", **(given | fields))]))[0]


def test_a_sound_grade_goes_through_as_it_is() -> None:
    assert grade() == Grade("care", 75, 4, reason="Because.", confidence=0.9, evidence=(QUOTE,))


def test_reasons_for_no_score_are_those_of_the_table() -> None:
    assert set(Missing.values) == KNOWN_MISSING


@pytest.mark.parametrize(
    "quote",
    [
        Quote("1", 2, 14, "mended the bike"),
        Quote("1", 3, 14, "mended the 🚲"),
        Quote("1", 2, 500, TEXT[2:]),
        Quote("1", -5, 3, TEXT[-5:3]),
        Quote("2", 2, 14, "mended the 🚲"),
        Quote("1", 1, 2, " "),
        Quote("1", 5, 5, ""),
    ],
)
def test_a_quote_that_is_not_in_the_answer_letter_for_letter_is_dropped(quote: Quote) -> None:
    assert grade(evidence=(quote, QUOTE)).evidence == (QUOTE,)
    without = grade(evidence=(quote,))
    assert (without.score, without.level, without.missing) == (None, None, "unreadable")


def test_a_quote_given_twice_is_kept_once() -> None:
    assert grade(evidence=(QUOTE, QUOTE)).evidence == (QUOTE,)


def test_even_a_score_of_zero_needs_a_quote_where_something_was_said() -> None:
    assert grade(score=0, level=1, evidence=()).score is None
    assert grade(score=0, level=1).score == 0


def test_silence_is_level_one_whatever_the_engine_says() -> None:
    for given in ({"score": 80, "level": 4}, {"score": None, "level": None, "missing": "not_asked"}):
        found = grade(UNANSWERED, **given)
        assert (found.score, found.level, found.missing, found.reason) == (0, 1, "", "Left unanswered.")


def test_silence_beside_a_technical_fault_may_be_level_one_without_a_quote_and_nothing_higher() -> None:
    answers = [UNANSWERED[0], GivenAnswer("2", "care", "And then?", None, "technical")]
    assert grade(answers, score=0, level=1, evidence=()).score == 0
    assert grade(answers, score=50, level=3, evidence=()).missing == "unreadable"
    assert grade(answers, score=None, level=None, missing="technical").missing == "technical"


def test_noise_beside_silence_is_no_way_out_of_level_one() -> None:
    answers = [UNANSWERED[0], GivenAnswer("2", "care", "And then?", "asdf jkl", "")]
    assert grade(answers, score=0, level=1, evidence=()).score == 0


def test_what_was_lost_on_our_side_has_no_score() -> None:
    found = grade(LOST, evidence=())
    assert (found.score, found.missing, found.evidence) == (None, "technical", ())


def test_nobody_is_scored_on_what_was_never_asked() -> None:
    assert grade([GivenAnswer("1", "other", "Else?", TEXT)]).missing == "not_asked"


@pytest.mark.parametrize(
    "fields",
    [
        {"score": 101, "level": 5},
        {"score": -1, "level": 1},
        {"score": 74.5, "level": 4},
        {"score": True, "level": 1},
        {"level": 5},
        {"level": None},
        {"confidence": 1.5},
        {"confidence": float("nan")},
        {"score": None, "level": None, "missing": ""},
        {"score": None, "level": None, "missing": "not_asked"},
        {"score": None, "level": None, "missing": "bored"},
    ],
)
def test_a_broken_grade_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ResultUnusable):
        grade(**fields)


@pytest.mark.parametrize("keys", [[], ["other"], ["care", "care"], ["care", "other"]])
def test_every_competency_is_graded_exactly_once(keys: list[str]) -> None:
    grades = [Grade(key, 75, 4, evidence=(QUOTE,)) for key in keys]
    with pytest.raises(ResultUnusable):
        checked(RUBRIC, SAID, GradingResult(grades))


def test_a_refusal_holds_nothing_that_a_candidate_said() -> None:
    with pytest.raises(ResultUnusable) as refused:
        grade(score=None, level=None, missing=TEXT, reason=TEXT)
    assert "mended" not in str(refused.value)
