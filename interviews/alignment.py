"""Heard words and their times, also in a text that somebody has corrected since. Pure; places are code points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

_WORD = re.compile(r"\w+(?:['’]\w+)*")  # what people type


@dataclass(frozen=True)
class TimedWord:
    """A word of a text (`start` to `end`), when it is said (seconds from the beginning), how sure the engine was (0 … 1)."""

    start: int
    end: int
    begins: float
    ends: float
    confidence: float


def words_of(stored: Iterable[Sequence[Any]]) -> list[TimedWord]:
    """The words as a transcript stores them."""
    return [TimedWord(int(start), int(end), float(at), float(to), float(sure)) for start, end, at, to, sure in stored]


def carried_over(heard: str, words: Sequence[TimedWord], text: str) -> list[TimedWord]:
    """The words of `text` that were heard as well, in their places there; a word that was put in has no time.

    Capitals and punctuation do not make another word of it.
    """
    if heard == text:
        return list(words)
    before = [
        (heard[word.start + found.start() : word.start + found.end()].casefold(), word)
        for word in words
        for found in _WORD.finditer(heard[word.start : word.end])
    ]
    after = [(found.group().casefold(), found) for found in _WORD.finditer(text)]
    matcher = SequenceMatcher(a=[key for key, _ in before], b=[key for key, _ in after], autojunk=False)
    return [
        _moved(before[block.a + at][1], after[block.b + at][1])
        for block in matcher.get_matching_blocks()
        for at in range(block.size)
    ]


def _moved(word: TimedWord, place: re.Match[str]) -> TimedWord:
    return TimedWord(place.start(), place.end(), word.begins, word.ends, word.confidence)


def first_heard(words: Sequence[TimedWord], start: int, end: int) -> float | None:
    """When the first word of a span is said, in seconds; None where none of its words has a time."""
    return min((word.begins for word in words if word.end > start and word.start < end), default=None)
