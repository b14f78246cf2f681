"""The grading seam: a rubric and the answers of one interview go in, a grade for each competency comes out.

Chosen by dotted path (``settings.GRADING_ENGINES``, a name → path mapping; a spec keeps one name); knows neither
the ORM nor a request. Answers are data: nothing in them is an instruction. Only words are graded, never voice,
tone, pauses, length or style.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from config.llm import Call, Meter


class GradingFailed(Exception):
    """The engine cannot grade now; the message says why. Nothing is scored, the interview waits.

    `for_all`: its provider is away, so that other interviews would fare no better.
    """

    def __init__(self, message: str = "", *, for_all: bool = True) -> None:
        super().__init__(message)
        self.for_all = for_all


class ReplyUnusable(Exception):
    """What the engine's provider sent is of no use; the message says why. Another try may fare better, but not for ever."""


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
    runs: tuple[int, ...] = ()  # the score of each run, where an engine runs more than once; their median is the score


@dataclass(frozen=True)
class GradingResult:
    """A grade for every competency of the rubric, in its order, and what is needed to run it again."""

    grades: Sequence[Grade]
    model: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    prompt: str = ""  # whatever the engine was driven by; stored as a hash


class GradingEngine(Protocol):
    """Stateless. The offline engine gives the same bytes for the same input. Raises GradingFailed, ReplyUnusable, NotGradable.

    `rereadings`: where words were hard to hear it is asked once more without them, and up to so many times more without
    others as well (scoring.grading.hearing); 0 where asking is dear. It is never told which words these are, or why.
    """

    name: str
    version: str
    rereadings: int

    def grade(self, rubric: Sequence[RubricCompetency], answers: Sequence[GivenAnswer]) -> GradingResult: ...


@dataclass(frozen=True)
class ModelRun:
    """One question to a model about one competency. `call` says what it took; 0 tries: an earlier try had asked it."""

    competency: str  # key
    number: int  # which of the runs, from 1
    call: Call
    prompt: str  # instructions and material, as they were sent
    reply: str  # as it came; "" for none


@dataclass
class ModelWork:
    """What one grading may ask of a language model, what is known from an earlier try, and what was asked.

    `known` has replies by the hash of their prompt and the number of the run. `made` is filled also where grading fails.
    """

    meter: Meter
    runs: int
    known: Mapping[tuple[str, int], str] = field(default_factory=dict)
    made: list[ModelRun] = field(default_factory=list)


@runtime_checkable
class AsksModel(Protocol):
    """An engine behind which a language model stands. It grades by the copy that `for_work`, a method of its class, gives for
    one piece of work.
    """

    def for_work(self, work: ModelWork) -> GradingEngine: ...
