"""Answers split at their quotes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from interviews.alignment import TimedWord
from scoring.quoting import Piece, Run, anchors_of, pieces_of

TEXT = "I mended the 🚲 twice."


def test_a_quote_is_marked_where_it_stands_counted_in_code_points() -> None:
    anchors = anchors_of(3, [(2, 14)])
    assert anchors == {(2, 14): "a3-q1"}
    assert pieces_of(TEXT, anchors) == [
        Piece("I "),
        Piece("mended the 🚲", quoted=True, anchor="a3-q1"),
        Piece(" twice."),
    ]


def test_overlapping_quotes_each_have_a_place_to_jump_to() -> None:
    anchors = anchors_of(1, [(0, 8), (2, 14), (2, 4)])
    pieces = pieces_of(TEXT, anchors)
    assert [piece.anchor for piece in pieces if piece.anchor] == ["a1-q1", "a1-q2"]
    assert anchors[2, 14] == anchors[2, 4] == "a1-q2"
    assert "".join(piece.text for piece in pieces if piece.quoted) == TEXT[:14]


def test_no_text_has_no_pieces() -> None:
    assert pieces_of("", {}) == []


@given(text=st.text(max_size=40), spans=st.lists(st.tuples(st.integers(0, 45), st.integers(1, 20)), max_size=6))
def test_pieces_joined_are_the_text_and_marks_are_the_spans(text: str, spans: list[tuple[int, int]]) -> None:
    found = [(start, start + length) for start, length in spans]
    pieces = pieces_of(text, anchors_of(1, found))
    assert "".join(piece.text for piece in pieces) == text
    marked = [piece.quoted for piece in pieces for _ in piece.text]
    assert marked == [any(start <= at < end for start, end in found) for at in range(len(text))]


class TestSpokenAnswers:
    WORDS = [TimedWord(0, 1, 0.1, 0.2, 0.9), TimedWord(2, 8, 0.4, 0.9, 0.3), TimedWord(15, 20, 1.4, 1.9, 0.8)]

    def test_words_have_their_times_within_the_quotes(self) -> None:
        pieces = pieces_of(TEXT, anchors_of(3, [(2, 14)]), self.WORDS, unsure_below=0.5)
        assert pieces == [
            Piece("I ", runs=(Run("I", 0.1), Run(" "))),
            Piece("mended the 🚲", True, "a3-q1", (Run("mended", 0.4, is_unsure=True), Run(" the 🚲"))),
            Piece(" twice.", runs=(Run(" "), Run("twice", 1.4), Run("."))),
        ]

    def test_a_word_that_a_quote_cuts_plays_from_both_halves(self) -> None:
        first, second = pieces_of("mended", anchors_of(1, [(3, 6)]), [TimedWord(0, 6, 2.0, 2.5, 0.9)])
        assert first.runs == (Run("men", 2.0),)
        assert second.runs == (Run("ded", 2.0),)

    @given(
        text=st.text(max_size=30),
        spans=st.lists(st.tuples(st.integers(0, 35), st.integers(1, 9)), max_size=4),
        words=st.lists(st.tuples(st.integers(0, 35), st.integers(0, 9)), max_size=6),
    )
    def test_runs_joined_are_the_text_whatever_the_words(
        self, text: str, spans: list[tuple[int, int]], words: list[tuple[int, int]]
    ) -> None:
        timed = [TimedWord(start, start + length, start, start + 1, 0.5) for start, length in words]
        pieces = pieces_of(text, anchors_of(1, [(start, start + length) for start, length in spans]), timed)
        if timed:
            assert "".join(run.text for piece in pieces for run in piece.runs) == text
