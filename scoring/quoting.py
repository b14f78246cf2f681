"""Splitting an answer at its quotes, so that a page can mark them. Pure; positions are code points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Piece:
    """A run of an answer's text. `anchor` names the quote that begins here; a quoted piece is marked."""

    text: str
    quoted: bool = False
    anchor: str = ""


def anchors_of(answer: int, spans: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """A name for each distinct span of an answer (by its position), to jump to: "a3-q1" is the first of answer 3.

    Spans that begin at one place share a name: only one piece can begin there.
    """
    names: dict[int, str] = {}
    found = {}
    for start, end in sorted(set(spans)):
        names.setdefault(start, f"a{answer}-q{len(names) + 1}")
        found[start, end] = names[start]
    return found


def pieces_of(text: str, anchors: Mapping[tuple[int, int], str]) -> list[Piece]:
    """The text in pieces; joined, they are the text. Spans may overlap; what lies outside of the text is cut."""
    cuts = sorted({0, len(text), *(min(cut, len(text)) for span in anchors for cut in span)})
    begins = {start: name for (start, _), name in anchors.items()}
    return [
        Piece(
            text[start:end],
            quoted=any(low <= start and end <= high for low, high in anchors),
            anchor=begins.get(start, ""),
        )
        for start, end in pairwise(cuts)
    ]
