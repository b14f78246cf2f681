"""The question seam: a spec and a round go in, worded questions come out.

Chosen by dotted path (``settings.QUESTION_ENGINE``); knows neither the ORM nor a request.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from jobspecs.drafting.base import Span


class QuestionsFailed(Exception):
    """The engine cannot write the questions; the message says to a person what to do."""


@dataclass(frozen=True)
class BriefCompetency:
    key: str
    name: str
    definition: str
    for_this_role: str
    weight: Decimal


@dataclass(frozen=True)
class Brief:
    """What a question writer is told about the role."""

    title: str
    level: str
    competencies: Sequence[BriefCompetency]
    description: str = ""
    language: str = "en"
    asked: Collection[str] | None = None  # keys of the competencies that the other round asks; None where that is not known


@dataclass(frozen=True)
class Guide:
    """What a strong, an adequate and a weak answer shows; for people who read the answers."""

    strong: str = ""
    adequate: str = ""
    weak: str = ""


@dataclass(frozen=True)
class WrittenQuestion:
    competency: str  # key
    text: str  # at most 60 words
    probes: tuple[str, ...] = ()
    guide: Guide = Guide()
    sources: tuple[Span, ...] = ()  # the lines of the description it was made from


class QuestionEngine(Protocol):
    """Made anew for each piece of work, like a DraftingEngine. Raises QuestionsFailed or EngineAway (jobspecs.drafting.base)."""

    name: str

    def write(
        self, brief: Brief, *, kind: str, count: int, only: Collection[str] = (), avoid: Collection[str] = ()
    ) -> list[WrittenQuestion]:
        """Exactly `count` questions of a round of this kind ("written" or "voice"), heavy competencies first.

        Over both rounds every competency of weight 0.20 or more is asked at least once. `only` limits the
        competencies (keys); `avoid` holds texts that must not come again (for "regenerate").
        """
        ...
