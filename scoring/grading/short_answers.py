"""A short answer beside the answer that was wanted: how much of it was said, in whatever words.

Pure and deterministic. What counts is how many of the wanted answer's words the answer has, or words near them;
words that the question itself gives away count little. The few coefficients were fitted on questions that are
not in the measurement (``tests/scoring/fit_short_answers.py`` holds each question out in turn); no word is fitted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from scoring.grading.legible import is_legible
from scoring.grading.same_meaning import nearest
from scoring.grading.words import Token, tokens

GIVEN_AWAY = 0.15  # what a word of the wanted answer counts that the question has already
FROM_QUESTION = 0.8  # nearness from which a word of the answer is only the question's
LENGTH_TO = 20  # words of content; more of them show no more
_NO_ANSWER = re.compile(
    r"(?:i |we )?(?:really |honestly )?(?:do not|don'?t|did not|didn'?t|cannot|can'?t|could not|couldn'?t)"
    r" (?:know|remember|recall|answer|say|tell)(?: (?:it|this|that|this one|the answer|how|why))?"
    r"|(?:i )?(?:have )?no (?:idea|answer|clue)|(?:i am |i'?m )?not (?:answered|sure|certain|attempted)"
    r"|unanswered|unknown|unsure|idk|dunno|skip(?:ped)?|pass|blank|n ?a|none|nothing|no|yes"
)
_NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {word: str(number) for number, word in enumerate(_NUMBER_WORDS)}


@dataclass(frozen=True)
class Likeness:
    """What is measured of one answer; each grows with a better answer but `wanted`."""

    said: float  # root of the share of the wanted words that were said
    to_the_point: float  # root of the share of the answer's own words that were wanted
    length: float  # log of the answer's words of content, to LENGTH_TO
    wanted: float  # log of the wanted words: more is harder to say in full


@dataclass(frozen=True)
class Coefficients:
    """Points of 100 for one unit of each part of a Likeness, and for none."""

    none: float
    said: float
    to_the_point: float
    length: float
    wanted: float


FITTED = Coefficients(none=58.4, said=29.2, to_the_point=21.5, length=4.7, wanted=-7.2)


def score_short(question: str, desired_answer: str, student_answer: str) -> int | None:
    """0 … 100: how much of the desired answer was said; 0 where nothing was, None where it cannot be read."""
    if not student_answer.strip():
        return 0
    if not _is_readable(student_answer):
        return None
    likeness = likeness_of(question, desired_answer, student_answer)
    if likeness is None:
        return 0
    points: float = FITTED.none + sum(getattr(FITTED, part) * value for part, value in asdict(likeness).items())
    return max(0, min(100, round(points)))


def likeness_of(question: str, desired_answer: str, student_answer: str) -> Likeness | None:
    """What an answer has of the wanted one; None where it is no answer."""
    if _is_no_answer(desired_answer, student_answer) or _is_the_question(question, desired_answer, student_answer):
        return None
    asked, wanted, said = (_says(text) for text in (question, desired_answer, student_answer))
    own = [stem for stem in said if nearest(stem, asked) < FROM_QUESTION]
    weights = {stem: 1 - (1 - GIVEN_AWAY) * nearest(stem, asked) for stem in wanted}
    covered = sum(weight * nearest(stem, said) for stem, weight in weights.items())
    total = sum(weights.values())
    if not said or not total:
        return None
    return Likeness(
        said=math.sqrt(covered / total),
        to_the_point=math.sqrt(sum(nearest(stem, wanted) for stem in own) / len(own)) if own else 0.0,
        length=math.log1p(min(LENGTH_TO, len(own))),
        wanted=math.log1p(len(wanted)),
    )


def _says(text: str) -> Sequence[str]:
    """The stems of a text's words of content, once each; of all its words where none is."""
    words = tokens(text)
    return list(dict.fromkeys(token.stem for token in words if _counts(token)) or dict.fromkeys(token.stem for token in words))


def _counts(token: Token) -> bool:
    return token.is_content or token.word[0].isdigit()


def _is_no_answer(desired_answer: str, student_answer: str) -> bool:
    """Whether it only says that there is no answer, or only gives numbers, of which none was wanted."""
    said, wanted = ([token.word for token in tokens(text)] for text in (student_answer, desired_answer))
    if _NO_ANSWER.fullmatch(" ".join(said)):
        return not set(said) & set(wanted)
    numbers = {_NUMBERS.get(word, word) for word in said}
    return all(number[0].isdigit() for number in numbers) and not numbers & {_NUMBERS.get(word, word) for word in wanted}


def _is_the_question(question: str, desired_answer: str, student_answer: str) -> bool:
    """Whether it only says again what was asked, where more than that was wanted."""
    asked, said = ({token.stem for token in tokens(text)} for text in (question, student_answer))
    return said <= asked and not set(_says(desired_answer)) <= asked


def _is_readable(text: str) -> bool:
    """Whether there is a word in it: a sign or a letter may be a short answer, noise is none."""
    words = tokens(text)
    return len(words) < 4 or is_legible(text, words)
