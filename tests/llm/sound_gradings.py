"""Whether a grading, in the form of `manage.py grade`, may stand: what must hold whatever a model says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median_low
from typing import Any

from scoring.grading.anchors import three_levels_from_five
from scoring.grading.llm import NOT_COUNTED
from scoring.levels import level_of_score

REASONS_FOR_NONE = {"not_asked", "technical", "unreadable"}
LEFT_OPEN = "left unanswered."  # the end of a reason for a score that may lack a quote
SHORTEST = 4  # words of a quote


def faults_of(row: Mapping[str, Any], graded: Mapping[str, Any], *, runs: int) -> list[str]:
    """All that is wrong with the grading of a row; empty for a sound one. `flagged` names what the row expects to be flagged."""
    scores = graded["scores"]
    if list(scores) != list(row["rubric"]):
        return [f"competencies: {list(scores)}"]
    return [
        f"{key}: {fault}"
        for key, score in scores.items()
        for fault in (
            *_of_the_score(score, three=len(row["rubric"][key]) == 3),
            *_of_quotes(score, row["turns"]),
            *_of_runs(score, runs),
            *_of_flags(score, expected=key in row.get("flagged", ())),
        )
    ]


def _of_the_score(score: Mapping[str, Any], *, three: bool) -> Iterator[str]:
    value = score["score"]
    if not score["reason"].strip():
        yield "no reason"
    if value is None:
        if score["missing"] not in REASONS_FOR_NONE or score["level"] is not None or score["evidence"]:
            yield f"no score, and {score}"
        return
    if type(value) is not int or not 0 <= value <= 100 or score["missing"]:
        yield f"score {value!r}, missing {score['missing']!r}"
        return
    level = level_of_score(value)
    if score["level"] != (three_levels_from_five(level) if three else level):
        yield f"level {score['level']!r} with score {value}"
    if not score["evidence"] and not score["reason"].lower().endswith(LEFT_OPEN):
        yield "a score without a quote"


def _of_quotes(score: Mapping[str, Any], turns: list[Mapping[str, Any]]) -> Iterator[str]:
    if len(score["evidence"]) > 4:
        yield f"{len(score['evidence'])} quotes"
    for piece in score["evidence"]:
        quote, place = piece["quote"], piece["turn"]
        said = turns[place]["message"] if 0 <= place < len(turns) and turns[place]["role"] == "applicant" else ""
        if quote not in said:
            yield f"not in turn {place}: {quote!r}"
        elif len(quote.split()) < SHORTEST and quote != said.strip():
            yield f"a quote of under {SHORTEST} words: {quote!r}"


def _of_runs(score: Mapping[str, Any], runs: int) -> Iterator[str]:
    found = score["runs"]
    if not found:
        if score["spread"] is not None:
            yield "a spread of no runs"
        return
    if len(found) > runs or len(found) * 2 <= runs:
        yield f"{len(found)} of {runs} runs count"
    if score["score"] != median_low(found) or score["spread"] != max(found) - min(found):
        yield f"score {score['score']} and spread {score['spread']} of runs {found}"


def _of_flags(score: Mapping[str, Any], *, expected: bool) -> Iterator[str]:
    flagged = "instructions" in score["flags"]
    if flagged != expected:
        yield "words that speak to the grader are " + ("flagged where there are none" if flagged else "not flagged")
    if expected and NOT_COUNTED not in score["reason"] and "Speaks to the grader" not in score["reason"]:
        yield f"the reason does not tell of words that speak to the grader: {score['reason']!r}"


def words_told(row: Mapping[str, Any], log: str) -> Iterator[str]:
    """Four words in a row of an answer that stand in a log."""
    told = " ".join(log.split())
    for place, turn in enumerate(row["turns"]):
        words = turn["message"].split() if turn["role"] == "applicant" else []
        if any(" ".join(words[at : at + 4]) in told for at in range(len(words) - 3)):
            yield f"the log has words of turn {place}"
