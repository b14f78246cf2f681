"""Words keep their times where a correction has left them alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from interviews.alignment import TimedWord, carried_over, first_heard, words_of

HEARD = "We pulled the leader and the bearings."
SPANS = [(0, 2), (3, 9), (10, 13), (14, 20), (21, 24), (25, 28), (29, 38)]
WORDS = words_of([start, end, at, at + 0.5, 0.9] for at, (start, end) in enumerate(SPANS))


def times(text: str) -> dict[str, float]:
    return {text[word.start : word.end]: word.begins for word in carried_over(HEARD, WORDS, text)}


def test_a_text_as_it_was_heard_keeps_all_words() -> None:
    assert carried_over(HEARD, WORDS, HEARD) == WORDS


def test_a_replaced_word_has_no_time_and_the_others_keep_theirs() -> None:
    assert times("We pulled the ledger and the bearings.") == {"We": 0, "pulled": 1, "the": 5, "and": 4, "bearings": 6}


def test_words_put_in_and_left_out_shift_the_places_alone() -> None:
    found = carried_over(HEARD, WORDS, "Then we pulled out the bearings.")
    assert [(word.start, word.begins) for word in found] == [(5, 0), (8, 1), (19, 5), (23, 6)]


def test_capitals_commas_and_apostrophes_make_no_other_word() -> None:
    heard = words_of([(0, 4, 1.0, 1.4, 0.3), (5, 11, 2.0, 2.5, 0.8)])
    found = carried_over("It's broken", heard, "it's, BROKEN!")
    assert found == [TimedWord(0, 4, 1.0, 1.4, 0.3), TimedWord(6, 12, 2.0, 2.5, 0.8)]


def test_a_word_with_a_hyphen_may_be_heard_as_two() -> None:
    heard = words_of([(0, 4, 0.0, 0.4, 0.9), (4, 10, 0.4, 0.9, 0.9), (11, 16, 1.0, 1.5, 0.9)])
    assert [word.begins for word in carried_over("well-known parts", heard, "Well known part")] == [0.0, 0.4]


def test_nothing_heard_or_nothing_left_gives_nothing() -> None:
    assert carried_over("", [], "Said something.") == []
    assert carried_over(HEARD, WORDS, "") == []


def test_a_quote_plays_from_its_first_word_with_a_time() -> None:
    assert first_heard(WORDS, 10, 20) == 2
    assert first_heard(WORDS, 12, 20) == 2  # from the middle of a word: that word
    assert first_heard(WORDS, 13, 14) is None
    assert first_heard([], 0, 10) is None


@given(st.lists(st.sampled_from(["so", "the", "wheel", "wheels", "naïve", "🚲"]), max_size=25), st.data())
def test_what_is_carried_over_is_the_same_word_and_in_order(said: list[str], data: st.DataObject) -> None:
    heard = " ".join(said)
    places, at = [], 0
    for number, word in enumerate(said):
        places.append((at, at + len(word), float(number), number + 0.5, 0.5))
        at += len(word) + 1
    text = " ".join(data.draw(st.permutations(said)))
    found = carried_over(heard, words_of(places), text)
    assert [word.begins for word in found] == sorted(word.begins for word in found)
    assert all(text[word.start : word.end] == said[int(word.begins)] for word in found)
