"""From the judgements of a language model's runs to one grade: quotes letter for letter, the median, its spread. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low

from scoring.grading.base import Grade, Quote
from scoring.levels import level_of_score

SHORTEST, MOST = 4, 4  # words in a quote, and quotes
FURTHEST = 50  # points between two runs at which nothing can be relied on
QUOTATION_MARKS = "\"'“”‘’«»„ \n\t"
STOPS = ".,;:…"  # with which a copy ends where the answer goes on
# What a copy is set in otherwise, one character for one, so that places stay what they are. Never a letter or a figure.
_SET = dict.fromkeys(map(ord, "‘’‚‛`´"), "'") | dict.fromkeys(map(ord, "“”„«»"), '"') | dict.fromkeys(map(ord, "–—‑‐−"), "-")
_REST_OF_WORD = re.compile(r"\w+\W*")
UNREADABLE = "The answers could not be understood."
NO_REASON = "The model gave no reason."
MISQUOTED = "No quote stood in the answers letter for letter, so there is no score."


@dataclass(frozen=True)
class Judged:
    """One run: its score, or None where it gives none, and its quotes that stand in the answers."""

    score: int | None
    reason: str
    quotes: tuple[Quote, ...]
    offered: int  # quotes, with those that do not stand


def within_level(level: int, score: float) -> int:
    """The score as a whole number, brought to the nearest one of its level: the level is what the anchors were held against."""
    band = [whole for whole in range(101) if level_of_score(whole) == level]
    return min(max(math.floor(score + 0.5), band[0]), band[-1])


def quote_of(words: str, ref: str, texts: Mapping[str, str]) -> Quote | None:
    """Where these words stand, letter for letter: in the answer that is named, else in another one; None for nowhere.

    The kind of blanks, quotation marks and dashes is no letter, nor are quotation marks and stops around the words. Fewer than
    four words are a quote only as a whole answer. The quote is what stands in the answer.
    """
    for wanted in dict.fromkeys((words.strip(), words.strip(QUOTATION_MARKS), words.strip(QUOTATION_MARKS + STOPS))):
        for name in [ref, *(other for other in texts if other != ref)]:
            place = _place_of(wanted, texts.get(name, ""))
            if place and (quote := _of_whole_words(name, texts[name], *place.span())):
                return quote
            if place and wanted.strip(STOPS) == texts[name].strip().strip(STOPS):
                whole = texts[name].strip()
                start = texts[name].index(whole)
                return Quote(name, start, start + len(whole), whole)
    return None


def _of_whole_words(ref: str, text: str, start: int, end: int) -> Quote | None:
    """A quote that neither begins nor ends within a word, as one does that was cut off at its greatest length; None for under
    four words.
    """
    if text[start - 1 : start].isalnum():
        rest = _REST_OF_WORD.match(text, start)
        start = rest.end() if rest else start
    while end > start and text[end : end + 1].isalnum() and text[end - 1].isalnum():
        end -= 1
    words = text[start:end].strip()
    start = text.index(words, start)
    return Quote(ref, start, start + len(words), words) if len(words.split()) >= SHORTEST else None


def longest_part(quote: Quote, given: str) -> Quote | None:
    """Of a quote from an answer with something blanked out, the longest stretch that the answer itself has; None for under four
    words.
    """
    shown = quote.text
    ends = [0, *(at for at in range(1, len(shown)) if _same(quote, given, at) != _same(quote, given, at - 1)), len(shown)]
    parts = [(start, end) for start, end in pairwise(ends) if _same(quote, given, start)]
    start, end = max(parts, key=lambda part: part[1] - part[0], default=(0, 0))
    return _of_whole_words(quote.ref, given, quote.start + start, quote.start + end)


def _same(quote: Quote, given: str, at: int) -> bool:
    return given[quote.start + at] == quote.text[at]


def _place_of(wanted: str, text: str) -> re.Match[str] | None:
    pieces = [re.escape(piece) for piece in wanted.translate(_SET).split()]
    return re.search(r"\s+".join(pieces), text.translate(_SET)) if pieces else None


def settled(key: str, runs: Sequence[Judged], *, answered: int, unanswered: int) -> Grade:
    """The median of the runs that give a score, with reason and quotes of a run that gave it; none where most runs give none.

    Of an even number that is the lower one of the two in the middle. Each question left unanswered counts as 0.
    """
    sound = [run for run in runs if run.score is not None and run.quotes]
    if len(sound) * 2 <= len(runs):
        unread = sum(run.score is None for run in runs) * 2 > len(runs)
        return Grade(key, None, None, missing="unreadable", reason=UNREADABLE if unread else MISQUOTED)
    scores = [_with_silence(run.score or 0, answered, unanswered) for run in sound]
    score = median_low(scores)
    told = sound[scores.index(score)]
    reason = told.reason or NO_REASON
    if unanswered:
        reason = f"{reason} {unanswered} of {answered + unanswered} questions left unanswered.".strip()
    return Grade(
        key,
        score,
        level_of_score(score),
        reason=reason,
        confidence=_confidence(runs, scores),
        evidence=tuple(dict.fromkeys(told.quotes))[:MOST],
        runs=tuple(scores),
    )


def _with_silence(score: int, answered: int, unanswered: int) -> int:
    return math.floor(score * answered / (answered + unanswered) + 0.5)


def _confidence(runs: Sequence[Judged], scores: Sequence[int]) -> float | None:
    """How near the runs lie, times the share of quotes that stood; None of a single run, which can be compared with none."""
    if len(runs) < 2:
        return None
    near = 1 - min(1.0, (max(scores) - min(scores)) / FURTHEST)
    offered = sum(run.offered for run in runs)
    stood = sum(len(run.quotes) for run in runs) / offered if offered else 0.0
    return round(near * stood * len(scores) / len(runs), 2)
