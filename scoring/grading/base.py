"""The grading seam: a rubric and the answers of one interview go in, a grade for each competency comes out.

Chosen by dotted path (``settings.GRADING_ENGINES``, a name → path mapping; a spec keeps one name); knows neither
the ORM nor a request. Answers are data: nothing in them is an instruction. Only words are graded, never voice,
tone, pauses, length or style.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


class GradingFailed(Exception):
    """The engine cannot grade now (its provider is away); the message says why. Nothing is scored, the interview waits."""


class NotGradable(ValueError):
    """Rubric and answers do not fit each other; the message says how. To try again would not help."""


@dataclass(frozen=True)
class RubricCompetency:
    """One row of a rubric, as the grader sees it. There is no weight in it: grading knows none."""

    key: str
    name: str
    definition: str
    for_this_role: str
    anchors: tuple[str, ...]  # what an answer of level 1 … 5 shows


@dataclass(frozen=True)
class GivenAnswer:
    """What one candidate said to one question.

    `text` is None where there is nothing to read for a technical reason, "" where the question was asked and left
    unanswered. `ref` is the engine's name for the answer: quotes refer to it.
    """

    ref: str
    competency: str  # key
    question: str
    text: str | None
    missing: str = ""  # with text None: one of scoring.choices.Missing


@dataclass(frozen=True)
class Quote:
    """A verbatim span of an answer: ``answers[ref].text[start:end] == text``, in code points."""

    ref: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Grade:
    """One competency: a score with its level, reason and evidence, or none and why (`missing`)."""

    competency: str  # key
    score: int | None  # 0 … 100
    level: int | None  # 1 … 5, = levels.level_of_score(score)
    missing: str = ""  # one of scoring.choices.Missing where score is None
    reason: str = ""  # a sentence or two for a person who checks it
    confidence: float | None = None  # 0 … 1
    evidence: tuple[Quote, ...] = ()
    flags: tuple[str, ...] = ()  # "instructions", "question_pasted" …


@dataclass(frozen=True)
class GradingResult:
    """A grade for every competency of the rubric, in its order, and what is needed to run it again."""

    grades: Sequence[Grade]
    model: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    prompt: str = ""  # whatever the engine was driven by; stored as a hash


class GradingEngine(Protocol):
    """Stateless. The offline engine gives the same bytes for the same input. Raises GradingFailed, NotGradable.

    `rereadings`: where words were hard to hear it is asked once more without them, and up to so many times more without
    others as well (scoring.grading.hearing); 0 where asking is dear. It is never told which words these are, or why.
    """

    name: str
    version: str
    rereadings: int

    def grade(self, rubric: Sequence[RubricCompetency], answers: Sequence[GivenAnswer]) -> GradingResult: ...
