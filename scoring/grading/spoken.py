"""Spoken text without what slips in while somebody speaks: fillers, blocks, part-words, words said twice in a row.

Stuttering and searching for words cost nothing: an answer is read without them, and quoted with them. Nothing else is
touched, so that typed text passes through as it is, save for a word typed twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_RUN = 5  # words said again in one go ("we did the, we did the")

_FILLER = re.compile(
    r"(?<![\w'’-])(?:u+h+m*|u+m+|e+r+m*|e+h+m*|h+m+|m{2,}|a+h+|uh-huh|mm-hmm)(?![\w'’-])[,.…]*(?=\s|$)[ \t]*", re.IGNORECASE
)
_MEASURE = re.compile(r"\d\s*$")  # "5 mm", "40 Ah"
_PAUSE = re.compile(r"(?:…|\.{3,})+[ \t]*(?=[a-z]|I\b)|(?:^|(?<=\s))(?:…|\.{3,})+\s*")
_GLUED = re.compile(r"(?<!\w)([^\W\d_]{1,3})-(?:\1-)+(?=\1)", re.IGNORECASE)  # "w-w-went"
_PART = re.compile(r"(?<![\w'’-])([^\W\d_]{1,8})[-–—]+[,.…]*\s+(?:\1[-–—]+[,.…]*\s+)*(?=(\w*))", re.IGNORECASE)  # "w- w- went"
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_BETWEEN = re.compile(r"[\s,…–—-]*")


@dataclass(frozen=True)
class Cleared:
    """A text as it is read. `places` holds, for each of its code points, where that stood in the text as it was given."""

    text: str
    places: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the given text that a span of this one stands for; what was taken out inside it is in it again."""
        return self.places[start], self.places[end - 1] + 1


def cleared(text: str) -> Cleared:
    """Take out what says nothing. A text that would be left without a word stays as it is."""
    now = Cleared(text, tuple(range(len(text))))
    for spans in (_fillers, _pauses, _part_words, _said_again):
        now = _without(now, spans(now.text))
    return now if _WORD.search(now.text) else Cleared(text, tuple(range(len(text))))


def _without(now: Cleared, spans: Iterator[tuple[int, int]]) -> Cleared:
    letters: list[str] = []
    places: list[int] = []
    kept_to = 0
    for start, end in spans:
        if start > kept_to:
            letters.append(now.text[kept_to:start])
            places.extend(now.places[kept_to:start])
        kept_to = max(kept_to, end)
    letters.append(now.text[kept_to:])
    places.extend(now.places[kept_to:])
    return Cleared("".join(letters), tuple(places))


def _fillers(text: str) -> Iterator[tuple[int, int]]:
    for match in _FILLER.finditer(text):
        written = match.group().strip()
        if not written.rstrip(",.…").isupper() and not _MEASURE.search(text, 0, match.start()):  # "ER" is a place
            yield match.start(), match.end()


def _pauses(text: str) -> Iterator[tuple[int, int]]:
    for match in _PAUSE.finditer(text):
        # The blank before or after it stays, so that no two words are joined.
        before = match.start() == 0 or text[match.start() - 1].isspace()
        after = match.end() - len(match.group()) + len(match.group().rstrip())
        yield match.start(), match.end() if before else after


def _part_words(text: str) -> Iterator[tuple[int, int]]:
    """Beginnings of the word that follows, or single letters; "pre- and post-sale" is none of these."""
    found = [match.span() for match in _GLUED.finditer(text)]
    for match in _PART.finditer(text):
        part, word = match.group(1).casefold(), match.group(2).casefold()
        if word.startswith(part) or len(part) == 1:
            found.append(match.span())
    yield from sorted(found)


def _said_again(text: str) -> Iterator[tuple[int, int]]:
    """What is said again at once, all but the last time: the longest run first. Figures are left alone."""
    words = [(match.start(), match.end(), match.group().casefold()) for match in _WORD.finditer(text)]
    joined = [bool(_BETWEEN.fullmatch(text, words[i][1], words[i + 1][0])) for i in range(len(words) - 1)]
    at = 0
    while at < len(words):
        length = next((n for n in range(LONGEST_RUN, 0, -1) if _again(words, joined, at, n)), 0)
        if length:
            yield words[at][0], words[at + length][0]
        at += length or 1


def _again(words: list[tuple[int, int, str]], joined: list[bool], at: int, length: int) -> bool:
    if at + 2 * length > len(words) or not all(joined[at : at + 2 * length - 1]):
        return False
    first = [word for _, _, word in words[at : at + length]]
    return first == [word for _, _, word in words[at + length : at + 2 * length]] and not any(w[0].isdigit() for w in first)
