"""Words and the text that they make: a place in one is a place in the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from interviews.speech.base import Word

MOST_WORDS = 20_000  # an hour of quick speech has 12,000
# How far the text of a segment packs. Beyond it Whisper says one thing over and over, and is sure of each: it is not to be
# believed. The limit is Whisper's own, after which it would try again by chance.
MOST_REPETITION = 2.4


def joined(heard: Iterable[Word]) -> tuple[str, list[Word]]:
    """The text, and the words in it without blanks around them.

    A word that begins with a blank stands apart from the one before; one that does not is joined to it, as in languages that
    write no blanks. Times only go up, and confidences lie in 0 … 1.
    """
    text, earliest = "", 0.0
    words: list[Word] = []
    for word in heard:
        shown = _shown(word.text)
        if not shown or len(words) >= MOST_WORDS:
            continue
        text += " " + shown if text and word.text[:1].isspace() else shown
        start = max(earliest, _number(word.start))
        end = max(start, _number(word.end))
        words.append(Word(text=shown, start=round(start, 3), end=round(end, 3), confidence=_share(word.confidence)))
        earliest = start
    return text, words


def placed(text: str, words: Sequence[Word]) -> list[Word] | None:
    """The words as `text` writes them, with its signs: for `joined`. None where the text has other words than these.

    Services give words without punctuation ("yes", "and") beside a text that has it ("Yes – and …").
    """
    letters = [(at, sign) for at, sign in enumerate(text) if sign.isalnum()]
    starts, at = [], 0
    for word in words:
        own = [sign for sign in word.text if sign.isalnum()]
        if not own or [sign.casefold() for sign in own] != [sign.casefold() for _, sign in letters[at : at + len(own)]]:
            return None
        starts.append(_lead(text, letters[at][0]))
        at += len(own)
    if at != len(letters) or not words:
        return None
    ends = [*starts[1:], len(text)]
    starts[0] = 0
    written = [replace(word, text=text[start:end].strip()) for word, start, end in zip(words, starts, ends, strict=True)]
    blank_before = [start > 0 and text[start - 1].isspace() for start in starts]
    return [
        replace(word, text=f" {word.text}" if blank else word.text) for word, blank in zip(written, blank_before, strict=True)
    ]


def spans_of(text: str, words: Sequence[Word]) -> list[tuple[int, int]]:
    """First and one past the last code point of each word of a transcript in its text."""
    spans, at = [], 0
    for word in words:
        start = text.index(word.text, at)
        at = start + len(word.text)
        spans.append((start, at))
    return spans


def _lead(text: str, at: int) -> int:
    """Where a word begins with the signs before it: an opening quotation mark after a blank, but not the dash in "co-worker"."""
    start = at
    while start > 0 and not text[start - 1].isspace() and not text[start - 1].isalnum():
        start -= 1
    return start if start == 0 or text[start - 1].isspace() else at


def _shown(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _number(value: float) -> float:
    return value if 0 <= value < 1e6 else 0.0


def _share(value: float) -> float:
    return round(value, 4) if 0 <= value <= 1 else 0.0
