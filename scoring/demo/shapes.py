"""What the demo content is made of. Pure: knows neither the ORM nor files.

Times are ``days_ago``: days before the demo is loaded, so that it looks alive whenever that is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from jobspecs.drafting.base import DraftedCompetency, DraftedMustHave
from jobspecs.questions.base import WrittenQuestion

CandidateState = Literal["invited", "expired", "in_progress", "submitted", "withdrawn"]
AnswerState = Literal["answered", "unanswered", "technical", "not_reached"]
Intent = Literal["low", "medium", "high"]


@dataclass(frozen=True)
class DemoQuestion:
    """A question with the name by which answers refer to it; `kind` is the round's ("written" or "voice")."""

    key: str
    kind: str
    question: WrittenQuestion


@dataclass(frozen=True)
class DemoVersion:
    """The weights of one version; all versions of a demo spec share its rubric. An empty tag is to be computed."""

    number: int
    days_ago: float
    reason: str
    weights: Mapping[str, Decimal]
    tag: str = ""


@dataclass(frozen=True)
class DemoAnswer:
    """What a candidate did with one question.

    `text` is what was typed, "" where the question was asked and left unanswered, and None where there is nothing to
    read: lost for a technical reason (`note` says which), or not reached yet.
    """

    question: str  # key
    state: AnswerState
    text: str | None
    note: str = ""


@dataclass(frozen=True)
class DemoDecision:
    """What a person decided and why; `differs` where the score alone suggests otherwise."""

    outcome: Literal["advance", "hold", "decline"]
    reason: str
    days_ago: float
    differs: bool = False


@dataclass(frozen=True)
class DemoCandidate:
    """A person who was invited, how far they came, and what they wrote.

    `answers` are in the order of the questions, one each for everybody who began, else none. `version` is the number
    of the version that was current when the interview was submitted. `intended` is the quality the writer aimed at;
    only tests read it.
    """

    name: str
    email: str
    state: CandidateState
    days_ago: Mapping[str, float]  # "invited", "begun", "submitted", "withdrawn"
    answers: tuple[DemoAnswer, ...] = ()
    intended: Mapping[str, Intent] = field(default_factory=dict)
    version: int | None = None
    decision: DemoDecision | None = None
    about_you: Mapping[str, str] = field(default_factory=dict)  # "sex", "race_ethnicity": as invented as the person


@dataclass(frozen=True)
class DemoSpec:
    """A job spec, its versions and questions in order, and everybody who was invited. An empty id is to be made."""

    name: str  # of the file
    id: str
    title: str
    level: str
    description: str
    competencies: tuple[DraftedCompetency, ...]
    must_haves: tuple[DraftedMustHave, ...]
    versions: tuple[DemoVersion, ...]
    questions: tuple[DemoQuestion, ...]
    candidates: tuple[DemoCandidate, ...]
    asks_self_identification: bool = False
