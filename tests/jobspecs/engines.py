"""Engines for tests: quick ones that always find the same, and ones that fail at a step.

Chosen by dotted path in settings, like real ones.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from config.llm import Meter
from jobspecs.drafting.base import DraftedCompetency, DraftedMustHave, DraftedWeight, DraftingFailed, Reading
from jobspecs.questions.base import Brief, Guide, QuestionsFailed, WrittenQuestion

HERE = "tests.jobspecs.engines"
DRAFTING, QUESTIONS = f"{HERE}.QuickDrafting", f"{HERE}.QuickQuestions"


class QuickDrafting:
    name = "quick"

    def __init__(self, meter: Meter | None = None) -> None: ...

    def read(self, text: str) -> Reading:
        return Reading(text=text, title="Ferry Captain", level="senior")

    def competencies(self, reading: Reading) -> list[DraftedCompetency]:
        return [
            DraftedCompetency(key, key.title(), f"Does {key}.", f"{key} at sea.", ("a", "b", "c", "d", "e"))
            for key in ("steering", "weather")
        ]

    def weights(self, reading: Reading, competencies: Sequence[DraftedCompetency]) -> dict[str, DraftedWeight]:
        return {"steering": DraftedWeight(Decimal("0.70"), "named first"), "weather": DraftedWeight(Decimal("0.30"))}

    def must_haves(self, reading: Reading) -> list[DraftedMustHave]:
        return [DraftedMustHave("required", "A licence for 500 tons")]


class QuickQuestions:
    name = "quick"

    def __init__(self, meter: Meter | None = None) -> None: ...

    def write(
        self, brief: Brief, *, kind: str, count: int, only: Collection[str] = (), avoid: Collection[str] = ()
    ) -> list[WrittenQuestion]:
        keys = [c.key for c in brief.competencies if not only or c.key in only]
        first = len(avoid)
        return [
            WrittenQuestion(
                keys[i % len(keys)], f"{kind} {first + i + 1}: tell of {keys[i % len(keys)]}.", ("And then?",), Guide("s")
            )
            for i in range(count)
        ]


class RefusesToRead(QuickDrafting):
    def read(self, text: str) -> Reading:
        raise DraftingFailed("This text names no work. Paste the whole description.")


class RefusesWeights(QuickDrafting):
    def weights(self, reading: Reading, competencies: Sequence[DraftedCompetency]) -> dict[str, DraftedWeight]:
        raise DraftingFailed("No weights can be drawn from this text.")


class UnbalancedWeights(QuickDrafting):
    def weights(self, reading: Reading, competencies: Sequence[DraftedCompetency]) -> dict[str, DraftedWeight]:
        return {"steering": DraftedWeight(Decimal("0.60")), "weather": DraftedWeight(Decimal("0.30"))}


class Breaks(QuickDrafting):
    def must_haves(self, reading: Reading) -> list[DraftedMustHave]:
        raise RuntimeError("a fault of our own")


class RefusesQuestions(QuickQuestions):
    def write(
        self, brief: Brief, *, kind: str, count: int, only: Collection[str] = (), avoid: Collection[str] = ()
    ) -> list[WrittenQuestion]:
        raise QuestionsFailed("The writer has no more ideas. Word it yourself.")


class BreaksAtQuestions(QuickQuestions):
    def write(
        self, brief: Brief, *, kind: str, count: int, only: Collection[str] = (), avoid: Collection[str] = ()
    ) -> list[WrittenQuestion]:
        raise RuntimeError("a fault of our own")
