"""Texts as tokens, stems, sentences and clauses, each with its place. Nothing here judges.

A place is a pair of code-point offsets, so that ``text[start:end]`` is always the very words that were given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|\](?=\s|$)|\n+")
_JOINING_WORDS = "and|but|so|then|which|because|while|where|until|after|before|when|if"
_CLAUSE_END = re.compile(rf";|:(?=\s)|\s[–—-]\s|—|,(?=\s+(?:{_JOINING_WORDS})\b)", re.IGNORECASE)
_STEP_END = re.compile(rf"\s(?=(?:{_JOINING_WORDS})\b)", re.IGNORECASE)
_JOINTS = ",;:–—-"  # between clauses, part of none
_STEMMER = snowballstemmer.stemmer("english")

_FUNCTION_WORDS = """
    a about above across after again against ain all also although am among an and another any anyone anything are as
    at away be became because become been before being below between both but by can cannot could did do does doing done
    down during each either else enough etc even ever every everyone everything few for from further get gets getting got
    had has have having he hence her here hers herself him himself his how however i if in into is it its itself just
    kind let like likely lot made make makes making many may me might mine more most much must my myself near nearly
    neither never next no nobody none nor not nothing now of off often on once one only onto or other others our ours
    ourselves out over own per perhaps quite rather really same say says shall she should since so some somebody someone
    something sometimes somewhat soon still such than that the their theirs them themselves then there these they thing
    things this those though through throughout thus to together too toward towards under until up upon us use used uses
    using very via was way we well went were what whatever when whenever where wherever whether which while who whoever
    whole whom whose why will with within without would yes yet you your yours yourself don doesn didn isn wasn aren
    weren couldn wouldn shouldn hasn haven hadn won s t d ll m re ve
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())


class Token(NamedTuple):
    """One word: its place, its lower-case form with straight apostrophes, its stem, and whether it says something by itself."""

    start: int
    end: int
    word: str
    stem: str
    is_content: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, in code points."""

    start: int
    end: int


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The Snowball stem of a lower-case English word ("reconciles" and "reconciled" share one)."""
    return str(_STEMMER.stemWord(word))


@lru_cache(maxsize=65_536)
def _known(written: str) -> tuple[str, str, bool]:
    """What a token holds of a word, from how it was written."""
    word = written.casefold().replace("’", "'")
    return word, stem(word.removesuffix("'s")), is_content(word)


def is_content(word: str) -> bool:
    """Whether a word, in lower case, says something by itself."""
    return len(word) > 1 and word.partition("'")[0] not in FUNCTION_WORDS


def tokens(text: str) -> list[Token]:
    """The words and numbers of a text, in order."""
    found = []
    for match in _WORD.finditer(text):
        word, its_stem, counts = _known(match.group())
        found.append(Token(match.start(), match.end(), word, its_stem, counts))
    return found


def stems(text: str) -> frozenset[str]:
    """The stems of the words that say something by themselves."""
    return frozenset(token.stem for token in tokens(text) if token.is_content)


def sentences(text: str) -> list[Span]:
    """The sentences of a text, without the blanks and joints around them."""
    return list(_pieces(text, _SENTENCE_END, 0, len(text)))


def clauses(text: str, sentence: Span) -> list[Span]:
    """The parts of a sentence between semicolons, dashes and commas before joining words: for showing to people."""
    return list(_pieces(text, _CLAUSE_END, sentence.start, sentence.end))


def steps(text: str, sentence: Span) -> list[Span]:
    """The parts of a sentence between joining words, whatever its punctuation: for measuring.

    Speech that was written down has few commas or none, and nobody's score may hang on them.
    """
    return list(_pieces(text, _STEP_END, sentence.start, sentence.end))


def _pieces(text: str, boundary: re.Pattern[str], start: int, end: int) -> Iterator[Span]:
    begin = start
    for stop in [*(match.end() for match in boundary.finditer(text, start, end)), end]:
        piece = _trimmed(text, begin, stop)
        if piece is not None:
            yield piece
        begin = stop


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and (text[start].isspace() or text[start] in _JOINTS):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _JOINTS):
        end -= 1
    return Span(start, end) if start < end else None
