"""What a grade might have been, had words that were hard to hear been others. Pure; knows no engine and no table.

Nobody knows what was said in place of a word that was heard wrongly. So an engine reads again: without the words in doubt,
and, where these are more than a machine doubts in clear speech, without as many others as well. A score that stays where
it is does not hang on so few words, whichever they were.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from scoring.grading.base import GivenAnswer, Grade

Span = tuple[int, int]  # code points of an answer's text
Doubted = Mapping[str, Sequence[Span]]  # by the ref of each answer that was heard, also of one in which nothing is in doubt

MOST_POINTS = 3  # a score may move by so much and count as the same
DOUBTED_ANYWAY = 0.03  # of the words of clear speech; docs/grading.md has the measurements

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def hanging_on_doubt(
    grades: Sequence[Grade],
    answers: Sequence[GivenAnswer],
    doubted: Doubted,
    more: int,
    grade: Callable[[Sequence[GivenAnswer]], Sequence[Grade]],
) -> frozenset[str]:
    """The answers (by ref) whose words in doubt decide a score: those of the competencies that move, or all where these have
    none. Nothing is asked where nothing is in doubt. `more`: how often to read without other words, too.
    """
    in_doubt = {ref for ref, spans in doubted.items() if spans}
    swayed: set[str] = set()
    for reading in readings(answers, doubted, more):
        swayed |= moved(grades, grade(reading))
    own = {answer.ref for answer in answers if answer.ref in in_doubt and answer.competency in swayed}
    return frozenset(own or in_doubt) if swayed else frozenset()


def readings(answers: Sequence[GivenAnswer], doubted: Doubted, more: int) -> Iterator[list[GivenAnswer]]:
    """The answers without the words in doubt, then up to `more` times without others as well, evenly over each text.

    What has no word in doubt stays as it is. The same input gives the same readings.
    """
    count = sum(map(len, doubted.values()))
    if not count:
        return
    heard = sum(len(_WORD.findall(answer.text or "")) for answer in answers if answer.ref in doubted)
    beyond = max(0.0, 1 - DOUBTED_ANYWAY * heard / count)  # the share of the doubts that clear speech does not explain
    for turn in range(1 + (more if beyond else 0)):
        yield [
            _left_out(answer, doubted.get(answer.ref, ()), beyond if turn else 0, (turn - 1) / max(1, more)) for answer in answers
        ]


def _left_out(answer: GivenAnswer, doubted: Sequence[Span], beyond: float, begin: float) -> GivenAnswer:
    if not answer.text or not doubted:
        return answer
    text = answer.text
    for start, end in sorted([*doubted, *_others(text, doubted, math.ceil(beyond * len(doubted)), begin)], reverse=True):
        text = text[:start] + text[end:]
    return replace(answer, text=text)


def _others(text: str, doubted: Sequence[Span], wanted: int, begin: float) -> list[Span]:
    """So many words that nobody doubts, evenly over the text; `begin` (0 … 1) says where in each stretch."""
    words = [m.span() for m in _WORD.finditer(text) if not any(m.start() < end and start < m.end() for start, end in doubted)]
    count = min(wanted, len(words))
    return [words[int((at + begin) * len(words) / count)] for at in range(count)]


def moved(graded: Sequence[Grade], again: Sequence[Grade]) -> set[str]:
    """The competencies whose score is another one by more than it may be; no score is another than any."""
    scores = {grade.competency: grade.score for grade in again}
    return {grade.competency for grade in graded if _differs(grade.score, scores.get(grade.competency))}


def _differs(one: int | None, other: int | None) -> bool:
    if one is None or other is None:
        return one is not other
    return abs(one - other) > MOST_POINTS
