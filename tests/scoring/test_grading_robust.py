"""What must not cost anybody points: how they spell, how plainly they speak, who they are. Over all answers of our own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import pytest

from tests.scoring.answers_given import ANSWERS, WRITTEN, Answer
from tests.scoring.disguises import (
    AGES,
    DISGUISES,
    HONEST,
    NAMES,
    SCHOOLS,
    misspelt,
    other_gender,
    plain,
    with_past,
    with_somebody,
)

MOVE = 3  # points of 100 that a disguise may move a score
MOST_SLIPS = 0.10


def moves(change: Callable[[str], str]) -> dict[str, int]:
    """By how many points each answer's score moves."""
    return {answer.name: answer.score(change(answer.text)) - answer.score() for answer in ANSWERS}


@dataclass(frozen=True)
class Bound:
    """How many answers move by more than MOVE today, and the furthest that one moves. The aim is none: only ever lower these."""

    beyond: int = 0
    furthest: int = MOVE


# What holds today: see Bound.
MOVED = {
    "plain words": Bound(2, 15),
    "slips in 5 %": Bound(5, 18),
    "other slips in 5 %": Bound(5, 14),
    "slips in 10 %": Bound(8, 22),
}


def spreads(change: Callable[[str, str], str], words: Sequence[str]) -> dict[str, int]:
    """By how many points four disguises of each answer differ, where they do; every word has its turn."""
    found = {}
    for at, answer in enumerate(ANSWERS):
        scores = {answer.score(change(answer.text, words[(at + step) % len(words)])) for step in range(4)}
        if len(scores) > 1:
            found[answer.name] = max(scores) - min(scores)
    return found


def test_there_are_enough_answers_of_all_qualities_to_say_something() -> None:
    assert len(ANSWERS) >= 60
    assert len({answer.name for answer in ANSWERS}) == len(ANSWERS)
    assert len({answer.competency for answer in ANSWERS}) >= 30
    for quality in ("strong", "middling", "weak"):
        assert sum(answer.quality == quality for answer in ANSWERS) >= 15


def test_written_answers_are_as_long_as_people_answer() -> None:
    assert all(60 <= len(answer.text.split()) <= 180 for answer in WRITTEN)


def test_disguises_do_change_something() -> None:
    """Without this, a disguise that does nothing would prove that nothing matters."""
    for answer in ANSWERS:
        slips = misspelt(answer.text, MOST_SLIPS, "a")
        words, before = slips.split(), answer.text.split()
        assert sum(one != other for one, other in zip(words, before, strict=True)) >= 0.05 * len(before)
        assert plain(answer.text) != answer.text
        assert len({with_somebody(answer.text, name) for name in NAMES}) == len(NAMES)
    assert sum(other_gender(answer.text) != answer.text for answer in ANSWERS) >= 20


@pytest.mark.parametrize("name", DISGUISES)
def test_spelling_and_plain_words_move_no_score(name: str) -> None:
    found, bound = moves(DISGUISES[name]), MOVED.get(name, Bound())
    far = {who: by for who, by in found.items() if abs(by) > MOVE}
    assert len(far) <= bound.beyond, far
    assert max(map(abs, found.values())) <= bound.furthest, far


def test_he_and_she_get_the_same_score() -> None:
    assert {who: by for who, by in moves(other_gender).items() if by} == {}


def test_who_is_named_does_not_matter() -> None:
    assert spreads(with_somebody, NAMES) == {}


def test_how_old_somebody_is_does_not_matter() -> None:
    assert spreads(lambda text, age: with_past(text, age, SCHOOLS[0]), AGES) == {}


def test_where_somebody_went_to_school_does_not_matter() -> None:
    assert spreads(lambda text, school: with_past(text, AGES[0], school), SCHOOLS) == {}


def test_honest_sentences_are_not_taken_for_words_to_the_grader() -> None:
    assert {flag for answer in ANSWERS for flag in answer.grade().flags} <= {"untied"}
    for sentence in HONEST:
        assert "instructions" not in WRITTEN[0].grade(f"{WRITTEN[0].text} {sentence}").flags, sentence


def middle_of(quality: str, answers: Sequence[Answer]) -> float:
    return median(answer.score() for answer in answers if answer.quality == quality)


def test_qualities_of_written_answers_come_out_in_their_order() -> None:
    """By the middle one: a single weak answer that speaks in the words of the rubric gets 53 today."""
    weak, middling, strong = (middle_of(quality, WRITTEN) for quality in ("weak", "middling", "strong"))
    assert weak + 5 < middling < strong - 15
