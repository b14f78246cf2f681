"""What an engine returns is checked before it is stored. Pure: knows no table.

A quote that does not stand in its answer letter for letter is dropped. A score that is left without a quote is no
score, but for silence: what was asked and left unanswered is level 1. Nobody is scored on what was never asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from scoring.grading.base import GivenAnswer, Grade, GradingResult, Quote, RubricCompetency
from scoring.levels import level_of_score

NOT_ASKED, TECHNICAL, UNREADABLE = "not_asked", "technical", "unreadable"
KNOWN_MISSING = frozenset({NOT_ASKED, TECHNICAL, UNREADABLE, "withdrawn"})


class ResultUnusable(ValueError):
    """The engine broke its protocol; the message says how, in words that hold nothing of a candidate's."""


def checked(rubric: Sequence[RubricCompetency], answers: Sequence[GivenAnswer], result: GradingResult) -> list[Grade]:
    """A sound grade for every competency of the rubric, in its order. Raises ResultUnusable."""
    given = {grade.competency: grade for grade in result.grades}
    keys = [row.key for row in rubric]
    if len(given) != len(result.grades) or given.keys() != set(keys):
        raise ResultUnusable("The engine did not grade every competency exactly once.")
    by_ref = {answer.ref: answer for answer in answers}
    return [_sound(given[key], [a for a in answers if a.competency == key], by_ref) for key in keys]


def _sound(grade: Grade, asked: Sequence[GivenAnswer], by_ref: Mapping[str, GivenAnswer]) -> Grade:
    readable = [answer.text for answer in asked if answer.text is not None]
    if not asked:
        return _without_score(grade, NOT_ASKED, "Nothing was asked about this.")
    if not readable:
        return _without_score(grade, asked[0].missing or TECHNICAL, grade.reason or "What was said could not be kept.")
    silent = [not text.strip() for text in readable]
    if all(silent) and len(readable) == len(asked):
        return Grade(grade.competency, 0, 1, reason="Left unanswered.", confidence=_confidence(grade), flags=grade.flags)
    if grade.score is None:
        if grade.missing not in KNOWN_MISSING - {NOT_ASKED}:
            raise ResultUnusable(f"The engine gave {grade.competency} neither a score nor a known reason for none.")
        return replace(grade, level=None, confidence=_confidence(grade), evidence=())
    return _with_score(grade, by_ref, left_open=any(silent))


def _with_score(grade: Grade, by_ref: Mapping[str, GivenAnswer], *, left_open: bool) -> Grade:
    score = grade.score
    if isinstance(score, bool) or not isinstance(score, int) or not 0 <= score <= 100:
        raise ResultUnusable(f"The engine gave {grade.competency} a score that is no whole number of 0 … 100.")
    if grade.level != level_of_score(score):
        raise ResultUnusable(f"The engine gave {grade.competency} a level that does not fit its score.")
    quotes = tuple(dict.fromkeys(quote for quote in grade.evidence if stands_in(quote, by_ref)))
    if not quotes and not (left_open and grade.level == 1):
        return _without_score(grade, UNREADABLE, "No quote stood in the answers letter for letter, so there is no score.")
    return replace(grade, missing="", confidence=_confidence(grade), evidence=quotes)


def stands_in(quote: Quote, by_ref: Mapping[str, GivenAnswer]) -> bool:
    """Whether the quote is in its answer, letter for letter, at its place, in code points."""
    answer = by_ref.get(quote.ref)
    if answer is None or answer.text is None or not 0 <= quote.start < quote.end <= len(answer.text):
        return False
    return answer.text[quote.start : quote.end] == quote.text and bool(quote.text.strip())


def _without_score(grade: Grade, missing: str, reason: str) -> Grade:
    return Grade(grade.competency, None, None, missing=missing, reason=reason, flags=grade.flags)


def _confidence(grade: Grade) -> float | None:
    if grade.confidence is not None and not 0 <= grade.confidence <= 1:
        raise ResultUnusable(f"The engine gave {grade.competency} a confidence outside 0 … 1.")
    return grade.confidence
