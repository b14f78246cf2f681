"""Stuttering, searching for words and saying things twice cost nothing, and quotes stay letter for letter."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from scoring.grading.base import GivenAnswer, Grade
from scoring.grading.offline import OfflineGrading
from scoring.grading.spoken import cleared
from tests.scoring.grading_cases import CASES, RUBRIC
from tests.scoring.mishearing import stuttered
from tests.scoring.spoken_cases import INTERVIEWS, answers_of, rubric_of

COSTS = 3  # points of 100, at most


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("I I went to the the shop", "I went to the shop"),
        ("We did we did we did the plan", "we did the plan"),
        ("So, um, I uh stopped it. Er, then we left.", "So, I stopped it. then we left."),
        ("W- w- went, and w-w-wrote a pro- programme", "went, and wrote a programme"),
        ("I had to … stop… it", "I had to stop it"),
        ("We did the, we did the the list", "we did the list"),
    ],
)
def test_what_slips_in_is_not_read(said: str, read: str) -> None:
    assert cleared(said).text == read


@pytest.mark.parametrize(
    "text",
    [
        "A hose of 5 mm and 40 Ah went to the ER.",
        "Pre- and post-sale calls, twenty a day, and 2 2 is a score.",
        "We did it. We did it again the next day.",
        "I waited... Then I left.",
        "um",
        "",
        "🚲 I mended it — twice.",
    ],
)
def test_all_else_stays_as_it_is(text: str) -> None:
    assert cleared(text).text == text


@pytest.mark.parametrize(
    "said", ["Um, I I w- went … 🚲 uh to the the shop, you know", "we we did the the", "… … so, er, e\u0301 e\u0301"]
)
def test_each_letter_knows_where_it_stood(said: str) -> None:
    found = cleared(said)
    assert [said[place] for place in found.places] == list(found.text)
    assert list(found.places) == sorted(set(found.places))


def grades(interview: str, share: float, seed: int) -> tuple[list[Grade], list[GivenAnswer]]:
    said = [
        replace(answer, text=stuttered(answer.text or "", share, random.Random(f"{seed}{answer.ref}{interview}")))
        for answer in answers_of(interview)
    ]
    return list(OfflineGrading().grade(rubric_of(interview), said).grades), said


@pytest.mark.parametrize("share", [0.1, 0.2, 0.3])
@pytest.mark.parametrize("interview", INTERVIEWS)
def test_repetitions_and_blocks_cost_nothing(interview: str, share: float) -> None:
    plain = {g.competency: g.score for g in OfflineGrading().grade(rubric_of(interview), answers_of(interview)).grades}
    for seed in range(3):
        for grade in grades(interview, share, seed)[0]:
            assert abs((grade.score or 0) - (plain[grade.competency] or 0)) <= COSTS, grade


@pytest.mark.parametrize("interview", INTERVIEWS)
def test_quotes_of_stuttered_speech_are_letter_for_letter(interview: str) -> None:
    found, said = grades(interview, 0.3, 1)
    texts = {answer.ref: answer.text or "" for answer in said}
    quotes = [quote for grade in found for quote in grade.evidence]
    assert len(quotes) >= len(found)
    for quote in quotes:
        assert texts[quote.ref][quote.start : quote.end] == quote.text
        assert len(cleared(quote.text).text.split()) >= 4
    assert any("- " in quote.text or "um" in quote.text or "uh" in quote.text for quote in quotes)


def test_an_answer_of_more_blocks_than_words_is_read() -> None:
    text = "I w- w- w- w- went b- b- b- b- back and ch- ch- ch- checked the l- l- l- log"
    given = CASES[0].given(text=text)
    plain = CASES[0].given(text="I went back and checked the log")
    scores = [OfflineGrading().grade(RUBRIC, [answer]).grades[0].score for answer in (given, plain)]
    assert scores[0] == scores[1] is not None


def test_typed_answers_are_read_as_they_stand() -> None:
    for case in CASES:
        assert cleared(case.text).text == case.text
        assert OfflineGrading().grade(RUBRIC, [case.given()]) == OfflineGrading().grade(RUBRIC, [case.given()])
