"""Words, their places in the text, and when they are not to be trusted."""

from __future__ import annotations

import math

import pytest

from interviews.speech.base import Transcript, Word
from interviews.speech.doubts import doubt_of
from interviews.speech.words import joined, placed, spans_of


def words(*texts: str, confidence: float = 0.9) -> list[Word]:
    return [Word(text, index / 2, index / 2 + 0.4, confidence) for index, text in enumerate(texts)]


def heard(count: int, *, doubtful: int = 0, speech: float = 10.0) -> Transcript:
    said = words(*["word"] * doubtful, confidence=0.2) + words(*["word"] * (count - doubtful))
    return Transcript(" ".join(word.text for word in said), said, "en", 60.0, speech, "test", "")


# --- places -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "text"),
    [
        ([" I", " left.", " Then"], "I left. Then"),
        ([" co", "-worker", " said"], "co-worker said"),
        (["私", "は", "行く。"], "私は行く。"),
        ([" one", "  ", "\n", " two\x00three"], "one two three"),
        ([" 👍🏽", " ok"], "👍🏽 ok"),
        ([], ""),
    ],
)
def test_words_make_the_text_and_lie_in_it(given: list[str], text: str) -> None:
    made, kept = joined(words(*given))
    assert made == text
    assert [made[start:end] for start, end in spans_of(made, kept)] == [word.text for word in kept]
    assert "".join(word.text for word in kept).replace(" ", "") == text.replace(" ", "")


def test_times_only_go_up_and_numbers_that_are_none_are_nothing() -> None:
    odd = [Word(" a", -1, 0.5, 2), Word(" b", 3, 2, math.nan), Word(" c", 1, math.inf, -1), Word(" d", math.nan, 4, 0.123456)]
    _, kept = joined(odd)
    assert [(word.start, word.end, word.confidence) for word in kept] == [(0, 0.5, 0), (3, 3, 0), (3, 3, 0), (3, 4, 0.1235)]


@pytest.mark.parametrize(
    ("text", "given", "written"),
    [
        ("Yes, and no.", ["yes", "and", "no"], ["Yes,", "and", "no."]),
        ("“Twenty-two” – he said!", ["twenty", "two", "he", "said"], ["“Twenty-", "two” –", "he", "said!"]),
        ("It's 5 o'clock…", ["It's", "5", "o'clock"], ["It's", "5", "o'clock…"]),
        ("¿Qué? (Nada.)", ["qué", "nada"], ["¿Qué?", "(Nada.)"]),
        ("行く", ["行", "く"], ["行", "く"]),
    ],
)
def test_words_without_signs_find_their_place_in_a_text_with_signs(text: str, given: list[str], written: list[str]) -> None:
    found = placed(text, words(*given))
    assert found is not None
    made, kept = joined(found)
    assert made == text
    assert [word.text for word in kept] == written


@pytest.mark.parametrize(
    ("text", "given"), [("one two", ["one"]), ("one", ["one", "two"]), ("one", ["two"]), ("", []), ("one", ["–"])]
)
def test_words_of_another_text_find_none(text: str, given: list[str]) -> None:
    assert placed(text, words(*given)) is None


# --- doubts -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("transcript", "doubt"),
    [
        (heard(100, speech=40), ""),
        (heard(100, doubtful=15, speech=40), ""),
        (heard(100, doubtful=16, speech=40), "unsure"),
        (heard(3, doubtful=1, speech=1), "unsure"),
        (heard(0, speech=30), "too_few"),
        (heard(0, speech=0), "too_few"),
        (heard(20, speech=40), "too_few"),
        (heard(28, speech=40), ""),
        (heard(1, speech=1), ""),
        (heard(1, doubtful=1, speech=3), "unsure"),
    ],
)
def test_a_listener_is_needed_where_words_are_in_doubt_or_missing(transcript: Transcript, doubt: str) -> None:
    assert doubt_of(transcript) == doubt


def test_pauses_alone_raise_no_doubt() -> None:
    """Of a minute, fifty seconds are silence: the words are counted against speech."""
    assert doubt_of(heard(25, speech=10)) == ""
