"""The drafting seam: a job description goes in, what a job spec is made of comes out.

An engine is chosen by dotted path (``settings.DRAFTING_ENGINE``) and knows neither the ORM nor a request.
The methods are called in the order below, and each result is shown to the user as soon as it is there.
The description is data: nothing in it is an instruction to an engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


class DraftingFailed(Exception):
    """No engine can make a draft of this text; the message says to a person what to do."""


class EngineAway(Exception):
    """This engine cannot do it now, another may: its provider stays away, the budget is spent, its answers are not usable.

    The message goes on after "The language model …" in a note to people, without a full stop: "did not answer in 60 seconds".
    """


@dataclass(frozen=True)
class Span:
    """A place in the description, in code points: ``text[start:end]``."""

    start: int
    end: int


def spans_of(places: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    """Spans from their stored form, [start, end] each."""
    return tuple(Span(start, end) for start, end in places)


def places_of(spans: Iterable[Span]) -> list[list[int]]:
    """The stored form of spans."""
    return [[span.start, span.end] for span in spans]


@dataclass(frozen=True)
class Reading:
    """What the first look at a description shows."""

    text: str
    title: str
    level: str  # one of jobspecs.choices.Level
    language: str = "en"


@dataclass(frozen=True)
class DraftedCompetency:
    """One competency, not yet weighted."""

    key: str  # snake_case, unique in the spec
    name: str
    definition: str  # general, one sentence
    for_this_role: str  # a clause that goes on after "For this role: ", ends in a full stop
    anchors: tuple[str, str, str, str, str]  # what an answer of level 1 … 5 shows (BARS)
    sources: tuple[Span, ...] = ()


@dataclass(frozen=True)
class DraftedWeight:
    value: Decimal  # two places; all of a spec sum to exactly 1.00
    reason: str = ""  # "named in 4 of 9 duties, required twice"


@dataclass(frozen=True)
class DraftedMustHave:
    kind: str  # "required" or "preferred"
    text: str
    source: Span | None = None


class DraftingEngine(Protocol):
    """Made anew for each piece of work with a Meter (config.llm), which a remote engine fills. The same input gives the same
    output for a deterministic engine. Every method may raise DraftingFailed or EngineAway.
    """

    name: str  # "offline", or the model: "openai:gpt-4o"

    def read(self, text: str) -> Reading: ...

    def competencies(self, reading: Reading) -> list[DraftedCompetency]:
        """Three to six, the most important first."""
        ...

    def weights(self, reading: Reading, competencies: Sequence[DraftedCompetency]) -> dict[str, DraftedWeight]:
        """A weight of at least 0.05 for each key, summing to exactly 1.00."""
        ...

    def must_haves(self, reading: Reading) -> list[DraftedMustHave]: ...
