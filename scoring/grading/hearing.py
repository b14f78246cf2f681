"""What a grade might have been, had words that were hard to hear been others. Pure; knows no engine and no table.

Nobody knows what was said in place of a word that was heard wrongly. Two things are tried instead: the text without the
words in doubt, and without as many other words again, taken from all over it. Where no score moves, it does not hang on so
few words, whichever they were.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from scoring.grading.base import GivenAnswer, Grade

Span = tuple[int, int]  # code points of an answer's text
MOST_POINTS = 3  # a score may move by so much and count as the same

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def readings(answers: Sequence[GivenAnswer], doubted: Mapping[str, Sequence[Span]], more: int) -> Iterator[list[GivenAnswer]]:
    """The answers without the words in doubt (by the answer's ref), then `more` times without as many others as well.

    What has no word in doubt stays as it is. The same input gives the same readings.
    """
    for turn in range(more + 1):
        yield [_left_out(answer, doubted.get(answer.ref, ()), turn, more) for answer in answers]


def _left_out(answer: GivenAnswer, doubted: Sequence[Span], turn: int, turns: int) -> GivenAnswer:
    if not answer.text or not doubted:
        return answer
    spans = sorted([*doubted, *(_others(answer.text, doubted, turn - 1, turns) if turn else ())], reverse=True)
    text = answer.text
    for start, end in spans:
        text = text[:start] + text[end:]
    return replace(answer, text=text)


def _others(text: str, doubted: Sequence[Span], turn: int, turns: int) -> list[Span]:
    """As many words that nobody doubts, evenly over the text: each turn begins a little later."""
    words = [m.span() for m in _WORD.finditer(text) if not any(m.start() < end and start < m.end() for start, end in doubted)]
    count = min(len(doubted), len(words))
    stride = len(words) / count if count else 1.0
    return [words[int((at + turn / turns) * stride)] for at in range(count)]


def moved(graded: Sequence[Grade], again: Sequence[Grade]) -> set[str]:
    """The competencies whose score is another one by more than it may be; no score is another than any."""
    scores = {grade.competency: grade.score for grade in again}
    return {grade.competency for grade in graded if _differs(grade.score, scores.get(grade.competency))}


def _differs(one: int | None, other: int | None) -> bool:
    if one is None or other is None:
        return one is not other
    return abs(one - other) > MOST_POINTS
