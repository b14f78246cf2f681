"""From the judgements of a language model's runs to one grade: quotes letter for letter, the median, its spread. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from scoring.grading.base import Grade, Quote
from scoring.levels import level_of_score

SHORTEST, MOST = 4, 4  # words in a quote, and quotes
FURTHEST = 50  # points between two runs at which nothing can be relied on
QUOTATION_MARKS = "\"'“”‘’«»„ \n\t"
UNREADABLE = "The answers could not be understood."
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

    Blanks and quotation marks around them are not of them. Fewer than four words are a quote only as a whole answer.
    """
    for wanted in dict.fromkeys((words.strip(), words.strip(QUOTATION_MARKS))):
        for name in [ref, *(other for other in texts if other != ref)]:
            text = texts.get(name, "")
            start = text.find(wanted) if wanted else -1
            if start >= 0 and (len(wanted.split()) >= SHORTEST or wanted == text.strip()):
                return Quote(name, start, start + len(wanted), wanted)
    return None


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
    reason = told.reason
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
