"""Answers split at their quotes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scoring.quoting import Piece, anchors_of, pieces_of

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
