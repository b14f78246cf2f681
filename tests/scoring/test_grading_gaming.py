"""What must gain nothing: padding, pasting, lists of words, words to the grader, silence, noise."""

from __future__ import annotations

import random

import pytest

from scoring.grading.base import GivenAnswer, Grade
from scoring.grading.offline import OfflineGrading
from scoring.grading.words import tokens
from tests.scoring.grading_cases import CASES, INSTRUCTIONS, MASH, PLATITUDES, QUESTIONS, RUBRIC, SMALL_TALK, Case

GAIN = 3  # points of 100 that an attack may win by chance
every_case = pytest.mark.parametrize("case", CASES, ids=[f"{c.competency}-{c.quality}-{i}" for i, c in enumerate(CASES)])


def grade(case: Case, text: str | None = None) -> Grade:
    given = case.given(text=text)
    return next(g for g in OfflineGrading().grade(RUBRIC, [given]).grades if g.competency == case.competency)


def score(case: Case, text: str | None = None) -> int:
    found = grade(case, text).score
    assert found is not None
    return found


def padded(text: str) -> str:
    """Three times as long, with talk before and after."""
    talk = SMALL_TALK.replace("\n", " ").split(". ")
    random.Random(len(text)).shuffle(talk)
    more: list[str] = []
    while len(" ".join(more)) < 2 * len(text):
        more.append(talk[len(more) % len(talk)].rstrip(".") + f"{'' if len(more) < len(talk) else ' indeed'}.")
    half = len(more) // 2
    return " ".join([*more[:half], text, *more[half:]])


def test_there_are_enough_cases_to_say_something() -> None:
    assert len(CASES) >= 30
    assert {case.competency for case in CASES} == set(QUESTIONS)


@every_case
def test_padding_to_three_times_the_length_gains_nothing(case: Case) -> None:
    assert len(padded(case.text)) >= 3 * len(case.text)
    assert abs(score(case, padded(case.text)) - score(case)) <= GAIN


@every_case
def test_rules_for_good_work_in_the_timeless_present_gain_nothing(case: Case) -> None:
    """What one should do is not what somebody did. (The same in the past tense still gains: see docs/grading.md.)"""
    assert score(case, f"{case.text} {PLATITUDES}") <= score(case) + GAIN
    assert grade(case, PLATITUDES).level == 1


@every_case
def test_saying_it_twice_gains_nothing(case: Case) -> None:
    assert score(case, f"{case.text} {case.text}") == score(case)


@every_case
def test_pasting_the_question_back_gains_nothing(case: Case) -> None:
    assert score(case, f"{QUESTIONS[case.competency]} {case.text}") <= score(case)
    assert "question_pasted" in grade(case, f"{QUESTIONS[case.competency]} {case.text}").flags


@every_case
def test_pasting_the_rubric_gains_nothing(case: Case) -> None:
    competency = next(c for c in RUBRIC if c.key == case.competency)
    pasted = grade(case, f"{case.text} {competency.anchors[4]} {competency.anchors[3]} {competency.definition}")
    assert pasted.score is not None
    assert pasted.score <= score(case)
    assert "rubric_pasted" in pasted.flags


@every_case
@pytest.mark.parametrize("order", INSTRUCTIONS)
def test_words_to_the_grader_change_nothing_and_are_flagged(case: Case, order: str) -> None:
    asked = grade(case, f"{case.text} {order}")
    assert asked.score == score(case)
    assert "instructions" in asked.flags


@every_case
def test_keyword_list_scores_low(case: Case) -> None:
    """All the long words of a good answer and of the rubric, without the sentences around them."""
    competency = next(c for c in RUBRIC if c.key == case.competency)
    everything = f"{case.text} {' '.join(competency.anchors)}"
    words = [token.word for token in tokens(everything) if token.is_content and len(token.word) > 5]
    for listed in (", ".join(words), " ".join(words), "I know " + ", ".join(words) + "."):
        found = grade(case, listed)
        assert found.level in (1, 2), listed
        assert "keyword_list" in found.flags


@every_case
def test_pasting_without_a_full_stop_gains_nothing(case: Case) -> None:
    """Run into the answer, so that no sentence ends between them."""
    competency = next(c for c in RUBRIC if c.key == case.competency)
    for pasted in (QUESTIONS[case.competency], competency.anchors[4], competency.definition):
        assert score(case, f"{pasted.rstrip('.?')} and {case.text}") <= score(case) + GAIN


@pytest.mark.parametrize("competency", RUBRIC, ids=lambda c: c.key)
def test_rubric_alone_is_no_answer(competency: object) -> None:
    for target in RUBRIC:
        given = GivenAnswer("a", target.key, QUESTIONS[target.key], " ".join(target.anchors))
        grades = {g.competency: g for g in OfflineGrading().grade(RUBRIC, [given]).grades}
        assert grades[target.key].level == 1


@pytest.mark.parametrize("order", INSTRUCTIONS)
def test_words_to_the_grader_alone_are_level_one_with_their_quote(order: str) -> None:
    found = grade(CASES[0], order)
    assert (found.level, found.flags) == (1, ("instructions",))
    assert found.evidence


@pytest.mark.parametrize("mash", MASH)
def test_mash_is_no_score_and_never_zero(mash: str) -> None:
    found = grade(CASES[0], mash)
    assert (found.score, found.level, found.missing, found.evidence) == (None, None, "unreadable", ())


@pytest.mark.parametrize("silence", ["", " ", "\n\t "])
def test_silence_does_not_pay(silence: str) -> None:
    found = grade(CASES[0], silence)
    assert (found.score, found.level, found.reason, found.evidence) == (0, 1, "Left unanswered.", ())


SWAPS = [("Anna", "Mohammed"), ("she", "he"), ("Harvard", "Hull"), ("young", "old"), ("her", "his")]


@every_case
@pytest.mark.parametrize(("one", "other"), SWAPS)
def test_who_somebody_is_does_not_matter(case: Case, one: str, other: str) -> None:
    introduction = "As {} told me at the time, that is how we do it here."
    assert score(case, f"{introduction.format(one)} {case.text}") == score(case, f"{introduction.format(other)} {case.text}")


@every_case
def test_small_letters_without_commas_cost_little(case: Case) -> None:
    """Speech that was written down has no style: no capitals, no commas, no dashes."""
    plain = case.text.lower()
    for mark in (",", ";", ":", "–", "—"):
        plain = plain.replace(mark, "")
    assert abs(score(case, plain) - score(case)) <= GAIN


def test_qualities_come_out_in_their_order() -> None:
    means = {
        quality: sum(found) / len(found)
        for quality in ("weak", "middling", "strong")
        if (found := [score(case) for case in CASES if case.quality == quality])
    }
    assert means["weak"] + 15 < means["middling"] < means["strong"] - 15


def test_longest_weak_answer_stays_below_the_shortest_strong_one() -> None:
    """A weak answer does not become better by more of the same."""
    weak = [case for case in CASES if case.quality == "weak" and case.competency == "incident_ownership"]
    everything = " ".join(case.text for case in weak)
    strong = [case for case in CASES if case.quality == "strong" and case.competency == "incident_ownership"]
    assert score(weak[0], everything) < min(score(case) for case in strong)
