"""What must gain nothing: padding, pasting, lists of words, words to the grader, silence, noise. Over all answers of our own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from scoring.grading.offline import OfflineGrading
from scoring.grading.words import tokens
from tests.scoring.answers_given import ANSWERS, Answer
from tests.scoring.disguises import ALL_TALK, ORDERS, in_small_letters, interleaved, padded, parts
from tests.scoring.grading_cases import MASH, PLATITUDES, QUESTIONS, RUBRIC
from tests.scoring.spoken_cases import INTERVIEWS, answers_of, rubric_of

GAIN = 3  # points of 100 that an attack may win by chance
Change = Callable[[Answer], str]


@dataclass(frozen=True)
class Bound:
    """How many answers gain more than GAIN today, and the most that one gains. The aim is none: only ever lower these."""

    beyond: int = 0
    most: int = GAIN


def gains(change: Change, answers: Sequence[Answer] = ANSWERS) -> dict[str, int]:
    """By how many points each answer's score rises (or falls, below 0)."""
    return {answer.name: answer.score(change(answer)) - answer.score() for answer in answers}


def assert_within(found: dict[str, int], bound: Bound) -> None:
    far = {name: by for name, by in found.items() if by > GAIN}
    assert len(far) <= bound.beyond, far
    assert max(found.values()) <= bound.most, far


def assert_gains_nothing(found: dict[str, int]) -> None:
    assert {name: by for name, by in found.items() if by > 0} == {}


def unflagged(change: Change, flag: str) -> list[str]:
    return [answer.name for answer in ANSWERS if flag not in answer.grade(change(answer)).flags]


def topic(answer: Answer) -> str:
    return answer.target.name.lower()


def three_times(answer: Answer, kind: str) -> str:
    """Around every other answer; for those between them, between their sentences."""
    way = padded if ANSWERS.index(answer) % 2 else interleaved
    return way(answer.text, kind, topic(answer))


# What holds today: see Bound. What is not named gains nothing.
HELD = {
    "small talk": Bound(7, 19),
    "self-praise": Bound(3, 24),
    "other small talk": Bound(27, 47),
    "other praise": Bound(9, 19),
    "other maxims": Bound(4, 15),
    "other self-praise": Bound(27, 39),
    "unseen small talk": Bound(39, 64),
    "unseen praise": Bound(14, 13),
    "unseen maxims": Bound(4, 21),
    "unseen self-praise": Bound(3, 13),
    "unseen filler": Bound(23, 29),
    "unseen chatbot": Bound(21, 45),
    "question": Bound(1, 4),
    "rubric": Bound(1, 4),
}
ALONE = {  # answers in whose place the talk alone gets level 3 or more
    "other small talk": 2,
    "other self-praise": 22,
    "unseen small talk": 79,
    "unseen filler": 5,
    "unseen chatbot": 79,
}
LISTED = {"lines": 3, "points": 3, "and": 72}  # lists of keywords that get level 3 or more
UNFLAGGED = 5  # answers to a short question in which it stands again and is not flagged, though it gains nothing


def bound(name: str) -> Bound:
    return HELD.get(name, Bound())


@pytest.mark.parametrize("kind", [*ALL_TALK, "question again"])
def test_padding_to_three_times_the_length_gains_nothing(kind: str) -> None:
    """Small talk, praise for the company or for oneself, maxims about work, the question in other words."""
    assert all(len(three_times(answer, kind)) >= 3 * len(answer.text) for answer in ANSWERS)
    assert_within(gains(lambda answer: three_times(answer, kind)), bound(kind))


@pytest.mark.parametrize("kind", ALL_TALK)
def test_talk_alone_is_no_answer(kind: str) -> None:
    alone = " ".join(ALL_TALK[kind].split())
    high = {answer.name: level for answer in ANSWERS if (level := answer.grade(alone).level) not in (1, 2)}
    assert len(high) <= ALONE.get(kind, 0), high


def test_rules_for_good_work_in_the_timeless_present_gain_nothing() -> None:
    """What one should do is not what somebody did."""
    assert_within(gains(lambda answer: f"{answer.text} {PLATITUDES}"), bound("platitudes"))
    assert {answer.grade(PLATITUDES).level for answer in ANSWERS} <= {1, 2}


def test_saying_it_twice_gains_nothing() -> None:
    assert {answer.name for answer in ANSWERS if answer.score(f"{answer.text} {answer.text}") != answer.score()} == set()


def test_pasting_the_question_back_gains_nothing() -> None:
    def pasted(answer: Answer) -> str:
        return f"{answer.question} {answer.text} {answer.question}"

    assert_gains_nothing(gains(pasted))
    assert len(unflagged(pasted, "question_pasted")) <= UNFLAGGED
    assert_within(gains(lambda answer: f"{answer.question.rstrip('.?')} and {answer.text}"), bound("question"))


@pytest.mark.parametrize("level", [1, 3, 5])
def test_pasting_an_anchor_gains_nothing(level: int) -> None:
    """As a sentence, run into the first sentence of the answer, in small letters, or as the last words."""

    def anchor(answer: Answer) -> str:
        return answer.target.anchors[level - 1]

    assert_gains_nothing(gains(lambda answer: f"{answer.text} {anchor(answer)}"))
    run_in: tuple[Change, ...] = (
        lambda answer: f"{anchor(answer).rstrip('.')} and {answer.text}",
        lambda answer: f"{in_small_letters(anchor(answer))} {answer.text}",
        lambda answer: f"{answer.text} I would say that I am like this: {anchor(answer)}",
    )
    for change in run_in:
        assert_within(gains(change), bound("anchor"))


def test_pasting_the_whole_rubric_gains_nothing_and_is_flagged() -> None:
    def pasted(answer: Answer) -> str:
        return f"{answer.text} {' '.join(answer.target.anchors)} {answer.target.definition}"

    assert_gains_nothing(gains(pasted))
    assert unflagged(pasted, "rubric_pasted") == []


def test_rubric_alone_is_no_answer() -> None:
    assert {answer.grade(" ".join(answer.target.anchors)).level for answer in ANSWERS} == {1}


@pytest.mark.parametrize("name", INTERVIEWS)
def test_pasting_the_rubric_into_one_answer_raises_no_other_competency(name: str) -> None:
    rubric, given = rubric_of(name), list(answers_of(name))
    everything = " ".join(anchor for competency in rubric for anchor in competency.anchors)
    before = OfflineGrading().grade(rubric, given).grades
    given[0] = given[0].__class__(given[0].ref, given[0].competency, given[0].question, f"{given[0].text} {everything}")
    for grade, pasted in zip(before, OfflineGrading().grade(rubric, given).grades, strict=True):
        assert (pasted.score or 0) <= (grade.score or 0) + bound("rubric").most, grade.competency


@pytest.mark.parametrize("order", ORDERS)
def test_words_to_the_grader_change_nothing_and_are_flagged(order: str) -> None:
    """Before the answer, after it, or between its first and second sentence, each in a third of the answers."""

    def ordered(answer: Answer) -> str:
        own = parts(answer.text)
        at = (0, len(own), 1)[ANSWERS.index(answer) % 3]
        return " ".join([*own[:at], order, *own[at:]])

    assert {name: by for name, by in gains(ordered).items() if by} == {}
    assert unflagged(ordered, "instructions") == []


@pytest.mark.parametrize("order", ORDERS)
def test_words_to_the_grader_alone_are_level_one_with_their_quote(order: str) -> None:
    found = ANSWERS[0].grade(order)
    assert (found.level, found.flags) == (1, ("instructions",))
    assert found.evidence


LISTS: dict[str, Callable[[list[str]], str]] = {
    "commas": ", ".join,
    "blanks": " ".join,
    "I know": lambda words: f"I know {', '.join(words)}.",
    "lines": "\n".join,
    "points": lambda words: "\n".join(f"- {word}" for word in words),
    "and": " and ".join,
    "semicolons": lambda words: "My skills are " + "; ".join(words) + ".",
}


@pytest.mark.parametrize("form", LISTS)
def test_keyword_list_scores_low(form: str) -> None:
    """All the long words of the answer and of the rubric, without the sentences around them."""
    found = {}
    for answer in ANSWERS:
        everything = f"{answer.text} {' '.join(answer.target.anchors)}"
        words = [token.word for token in tokens(everything) if token.is_content and len(token.word) > 5]
        found[answer.name] = answer.grade(LISTS[form](words)).level
    high = {name: level for name, level in found.items() if level not in (None, 1, 2)}
    assert len(high) <= LISTED.get(form, 0), high


def test_keyword_list_is_flagged() -> None:
    def listed(answer: Answer) -> str:
        words = [token.word for token in tokens(" ".join(answer.target.anchors)) if token.is_content]
        return f"{answer.text} {', '.join(dict.fromkeys(words))}."

    assert unflagged(listed, "keyword_list") == []
    assert_gains_nothing(gains(listed))


@pytest.mark.parametrize("mash", MASH)
def test_mash_is_no_score_and_never_zero(mash: str) -> None:
    found = ANSWERS[0].grade(mash)
    assert (found.score, found.level, found.missing, found.evidence) == (None, None, "unreadable", ())


@pytest.mark.parametrize("silence", ["", " ", "\n\t "])
def test_silence_does_not_pay(silence: str) -> None:
    found = ANSWERS[0].grade(silence)
    assert (found.score, found.level, found.reason, found.evidence) == (0, 1, "Left unanswered.", ())


def of_incidents(quality: str) -> list[Answer]:
    return [answer for answer in ANSWERS if answer.quality == quality and answer.competency == RUBRIC[0].key]


def test_all_weak_answers_in_one_stay_below_the_least_of_the_strong_ones() -> None:
    """A weak answer does not become better by more of the same."""
    weak = of_incidents("weak")
    everything = " ".join(answer.text for answer in weak)
    assert weak[0].score(everything) < min(answer.score() for answer in of_incidents("strong"))
    assert set(QUESTIONS) == {competency.key for competency in RUBRIC}


def test_qualities_come_out_in_their_order() -> None:
    means = {}
    for quality in ("weak", "middling", "strong"):
        scores = [answer.score() for answer in ANSWERS if answer.quality == quality]
        means[quality] = sum(scores) / len(scores)
    assert means["weak"] + 15 < means["middling"] < means["strong"] - 15
