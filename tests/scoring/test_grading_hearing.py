"""Words heard wrongly cost at most three points, or somebody has to listen."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from interviews.speech.base import Transcript, Word
from interviews.speech.doubts import LOW_CONFIDENCE, doubt_of
from scoring.grading.base import GivenAnswer, Grade
from scoring.grading.hearing import MOST_POINTS, hanging_on_doubt, moved, readings
from scoring.grading.offline import OfflineGrading
from tests.scoring.mishearing import Heard, misheard
from tests.scoring.spoken_cases import INTERVIEWS, LEXICON, answers_of, rubric_of

TWENTY = " ".join(f"w{number}" for number in range(20))


def given(text: str | None, ref: str = "1") -> GivenAnswer:
    return GivenAnswer(ref, "planning", "Why?", text)


def grade_of(interview: str, answers: Sequence[GivenAnswer]) -> Sequence[Grade]:
    return OfflineGrading().grade(rubric_of(interview), answers).grades


def as_transcript(heard: Heard) -> Transcript:
    """With a word a third of a second; those in doubt just under the bound."""
    words = heard.text.split()
    doubted = len(heard.doubted)
    sure = [LOW_CONFIDENCE - 0.01] * doubted + [0.9] * (len(words) - doubted)
    said = [Word(word, at / 3, (at + 1) / 3, confidence) for at, (word, confidence) in enumerate(zip(words, sure, strict=True))]
    return Transcript(heard.text, said, "en", len(words) / 3, len(words) / 3, "test", "")


def hear(interview: str, share: float, seed: int) -> dict[str, Heard]:
    return {
        answer.ref: misheard(answer.text or "", share, random.Random(f"{seed} {share} {interview} {answer.ref}"), LEXICON)
        for answer in answers_of(interview)
    }


def in_doubt(
    interview: str, grades: Sequence[Grade], answers: Sequence[GivenAnswer], heard: Mapping[str, Heard]
) -> frozenset[str]:
    doubted = {ref: one.doubted for ref, one in heard.items()}
    return hanging_on_doubt(grades, answers, doubted, OfflineGrading.rereadings, lambda others: grade_of(interview, others))


@pytest.mark.parametrize("share", [0.1, 0.2, 0.3])
@pytest.mark.parametrize("interview", INTERVIEWS)
def test_wrong_words_cost_three_points_at_most_or_need_a_listener(interview: str, share: float) -> None:
    said = answers_of(interview)
    plain = {grade.competency: grade.score or 0 for grade in grade_of(interview, said)}
    for seed in range(4):
        heard = hear(interview, share, seed)
        answers = [replace(answer, text=heard[answer.ref].text) for answer in said]
        grades = grade_of(interview, answers)
        if max(abs((grade.score or 0) - plain[grade.competency]) for grade in grades) <= MOST_POINTS:
            continue
        is_unsure = any(doubt_of(as_transcript(one)) for one in heard.values())
        assert is_unsure or in_doubt(interview, grades, answers, heard)


def test_the_noise_is_what_it_says() -> None:
    """Else the test above would show nothing."""
    words = wrong = told = 0
    for interview in INTERVIEWS:
        heard = hear(interview, 0.2, 1)
        for answer in answers_of(interview):
            before, after = (answer.text or "").split(), heard[answer.ref].text.split()
            words += len(before)
            wrong += len(before) - sum(1 for word in before if word in after)
            told += len(heard[answer.ref].doubted)
            for start, end in heard[answer.ref].doubted:
                assert heard[answer.ref].text[start:end].strip() == heard[answer.ref].text[start:end] != ""
    assert 0.1 < wrong / words < 0.25
    assert 0.12 < told / words < 0.22


def test_clear_speech_is_seldom_left_to_a_listener() -> None:
    """One word in a hundred is doubted though it is right. "Seldom" is what is wanted: 10 of 24 are held back today."""
    held_back = 0
    for interview in INTERVIEWS:
        said = answers_of(interview)
        for seed in range(4):
            heard = {a.ref: misheard(a.text or "", 0, random.Random(f"{seed}{a.ref}"), LEXICON, needlessly=0.01) for a in said}
            held_back += bool(in_doubt(interview, grade_of(interview, said), said, heard))
    assert held_back <= 0.45 * 4 * len(INTERVIEWS)


class TestReadings:
    def test_first_the_words_in_doubt_are_left_out(self) -> None:
        first = next(readings([given("I went home"), given(None, "2")], {"1": [(2, 6)], "2": []}, 3))
        assert [answer.text for answer in first] == ["I  home", None]

    def test_then_as_many_others_each_time_elsewhere(self) -> None:
        texts = [one.text or "" for [one] in readings([given(TWENTY)], {"1": [(0, 2), (3, 5)]}, 4)]
        assert texts[0].split() == TWENTY.split()[2:]
        left_out = [set(TWENTY.split()[2:]) - set(text.split()) for text in texts[1:]]
        assert [len(words) for words in left_out] == [2, 2, 2, 2]
        assert all(one != other for one, other in pairwise(left_out))

    def test_what_clear_speech_explains_asks_for_no_others(self) -> None:
        long = " ".join(f"w{number}" for number in range(100))
        assert len(list(readings([given(long)], {"1": [(0, 2), (3, 5)]}, 4))) == 1
        assert len(list(readings([given(TWENTY), given(long, "2")], {"1": [(0, 2)], "2": []}, 4))) == 1

    def test_nothing_in_doubt_asks_nothing(self) -> None:
        assert list(readings([given(TWENTY)], {"1": []}, 4)) == []
        assert list(readings([given(TWENTY)], {}, 4)) == []

    def test_all_in_doubt_leaves_nothing(self) -> None:
        assert [one.text for [one] in readings([given("Home")], {"1": [(0, 4)]}, 2)] == ["", "", ""]

    def test_letters_of_several_code_points_are_left_whole(self) -> None:
        [[one], *_] = readings([given("🚲 e\u0301tait là")], {"1": [(2, 8)]}, 0)
        assert one.text == "🚲  là"


class TestMoved:
    @pytest.mark.parametrize(
        ("before", "after", "is_moved"), [(50, 53, False), (50, 47, False), (50, 54, True), (None, None, False)]
    )
    def test_more_than_three_points(self, before: int | None, after: int | None, *, is_moved: bool) -> None:
        assert bool(moved([Grade("a", before, None)], [Grade("a", after, None)])) is is_moved

    @pytest.mark.parametrize(("before", "after"), [(None, 0), (0, None)])
    def test_no_score_is_another_than_any(self, before: int | None, after: int | None) -> None:
        assert moved([Grade("a", before, None)], [Grade("a", after, None)]) == {"a"}


def test_the_answers_that_decide_are_those_of_the_competency_that_moves() -> None:
    answers = [given("One two"), replace(given("Three four", "2"), competency="listening"), given("Five", "3")]
    before = [Grade("planning", 50, 3), Grade("listening", 50, 3)]
    after = [Grade("planning", 50, 3), Grade("listening", 60, 3)]
    doubted = {"1": [(0, 3)], "2": [(0, 5)], "3": []}
    assert hanging_on_doubt(before, answers, doubted, 0, lambda _: after) == {"2"}
    assert hanging_on_doubt(before, answers, {"1": [(0, 3)], "2": []}, 0, lambda _: after) == {"1"}  # helps with the other
    assert hanging_on_doubt(before, answers, doubted, 0, lambda _: before) == frozenset()
