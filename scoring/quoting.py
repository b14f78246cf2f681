"""Splitting an answer at its quotes and heard words, so that a page can mark and play them. Pure; positions are code points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from interviews.alignment import TimedWord


@dataclass(frozen=True)
class Run:
    """A heard word, or what stands between two. `at` is when it is said, in seconds; None for what has no time."""

    text: str
    at: float | None = None
    is_unsure: bool = False


@dataclass(frozen=True)
class Piece:
    """A run of an answer's text. `anchor` names the quote that begins here; a quoted piece is marked.

    `runs`, joined, are the text; a typed answer has none.
    """

    text: str
    quoted: bool = False
    anchor: str = ""
    runs: tuple[Run, ...] = ()


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


def pieces_of(
    text: str,
    anchors: Mapping[tuple[int, int], str],
    words: Sequence[TimedWord] = (),
    *,
    unsure_below: float = 0.0,
) -> list[Piece]:
    """The text in pieces; joined, they are the text. Spans may overlap; what lies outside of the text is cut.

    Each piece of a spoken answer is split at its `words`; those under a confidence of `unsure_below` are marked so.
    """
    cuts = sorted({0, len(text), *(min(cut, len(text)) for span in anchors for cut in span)})
    begins = {start: name for (start, _), name in anchors.items()}
    return [
        Piece(
            text[start:end],
            quoted=any(low <= start and end <= high for low, high in anchors),
            anchor=begins.get(start, ""),
            runs=tuple(_runs(text, start, end, words, unsure_below)) if words else (),
        )
        for start, end in pairwise(cuts)
    ]


def _runs(text: str, start: int, end: int, words: Sequence[TimedWord], unsure_below: float) -> Iterator[Run]:
    """The runs from `start` to `end`; a word that a quote cuts in two is in both pieces, each half with its time."""
    at = start
    for word in words:
        low, high = max(word.start, at), min(word.end, end)
        if low >= high:
            continue
        if low > at:
            yield Run(text[at:low])
        yield Run(text[low:high], word.begins, word.confidence < unsure_below)
        at = high
    if at < end:
        yield Run(text[at:end])
