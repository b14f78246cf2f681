"""Short answers beside the answer that was wanted: more of it said is never worth less, however it is worded or spelled."""

from __future__ import annotations

import pytest

from scoring.grading.same_meaning import SAME_MEANING, nearest, nearness
from scoring.grading.short_answers import score_short
from scoring.grading.words import stem

QUESTION = "Why do bakers let dough rest before they shape it?"
WANTED = "The gluten relaxes, so that the dough stretches without tearing, and the flour takes up the remaining water."
FULL = "The gluten can relax and the flour soaks up the rest of the water, so it stretches and does not tear."
HALF = "So that the gluten relaxes."
WRONG = "To keep the kitchen tidy for the next shift."


def score(answer: str, question: str = QUESTION, wanted: str = WANTED) -> int:
    points = score_short(question, wanted, answer)
    assert points is not None
    return points


def test_more_of_the_wanted_answer_scores_higher() -> None:
    assert score(FULL) > score(HALF) > score(WRONG) > 0
    assert score(FULL) - score(WRONG) >= 25


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "  \n",
        "not answered",
        "I don't know.",
        "Don’t know",
        "no idea",
        "N/A",
        "?",
        "-",
        "Skipped",
        "I am not sure",
        QUESTION,
        "let dough rest",
    ],
)
def test_no_answer_scores_nothing(answer: str) -> None:
    assert score_short(QUESTION, WANTED, answer) == 0


@pytest.mark.parametrize("answer", ["asdf qwer zxcv hjkl asdf", "xxxxx yyyy zzzz qqqqq wwww", "$$ %% x §§ && y ## z !! w"])
def test_noise_is_not_scored(answer: str) -> None:
    assert score_short(QUESTION, WANTED, answer) is None


def test_one_short_word_is_an_answer_where_it_was_wanted() -> None:
    assert score("No", "Is rye richer in gluten than wheat?", "No, wheat has more.") > 0
    assert score("none", "How much yeast does sourdough need?", "None: the starter does it.") > 0
    assert score("wheat", "Is it rye or wheat that has more gluten?", "wheat") > 0


def test_a_number_that_was_not_wanted_is_no_answer() -> None:
    question, wanted = "How many hours does the dough rest?", "Three hours"
    assert score("3", question, wanted) > 0
    assert score("three", question, wanted) > 0
    assert score("7", question, wanted) == score("seven", question, wanted) == 0


def test_spelling_and_other_words_cost_little() -> None:
    slips = "The glutten can relax and the flour soaks up the rest of the watter, so it streches and does not tear."
    assert score(FULL) - score(slips) <= 3
    every_other_word = "The glutten can relaxe and the flower soaks up the rest of the watter, so it streches and does not taer."
    assert score(FULL) - score(every_other_word) <= 10
    assert score(FULL) == score(FULL.lower().replace(",", "").replace(".", ""))
    assert score("The gluten relaxes, and the flour absorbs the leftover water.") > score(HALF) - 3


def test_the_question_in_front_of_an_answer_gains_little() -> None:
    assert score(f"{QUESTION} {HALF}") <= score(HALF) + 3


def test_nearness_is_the_same_both_ways_and_1_only_for_the_same_stem() -> None:
    words = [stem(word) for word in ("last", "final", "remain", "constant", "constants", "height", "heigth", "3", "13", "a")]
    for one in words:
        assert nearness(one, one) == 1.0
        for other in words:
            assert nearness(one, other) == nearness(other, one)
            assert (nearness(one, other) == 1.0) == (one == other)
    assert nearness(stem("last"), stem("final")) == SAME_MEANING
    assert nearness(stem("final"), stem("remain")) < SAME_MEANING
    assert nearness("height", "heigth") > 0.5 > nearness("3", "13") == 0.0
    assert nearest("height", []) == 0.0
