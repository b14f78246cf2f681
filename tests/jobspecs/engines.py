"""Engines for tests: quick ones that always find the same, and ones that fail at a step.

Chosen by dotted path in settings, like real ones.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from itertools import cycle
from threading import Semaphore
from typing import Any

from config.llm import Call, Meter
from jobspecs.drafting.base import DraftedCompetency, DraftedMustHave, DraftedWeight, DraftingFailed, EngineAway, Reading, Span
from jobspecs.questions.base import Brief, Guide, QuestionsFailed, WrittenQuestion

HERE = "tests.jobspecs.engines"
DRAFTING, QUESTIONS = f"{HERE}.QuickDrafting", f"{HERE}.QuickQuestions"


class QuickDrafting:
    name = "quick"

    def __init__(self, meter: Meter | None = None) -> None: ...

    def read(self, text: str) -> Reading:
        return Reading(text=text, title="Ferry Captain", level="senior")

    def competencies(self, reading: Reading) -> list[DraftedCompetency]:
        """Three, each with other words of the text, so that they pass as drawn from it."""
        words = reading.text.split()
        return [
            DraftedCompetency(key, key.title(), f"Does {key} well.", " ".join(words[at : at + 9]), ("a", "b", "c", "d", "e"))
            for at, key in enumerate(("steering", "weather", "seamanship"))
        ]

    def weights(self, reading: Reading, competencies: Sequence[DraftedCompetency]) -> dict[str, DraftedWeight]:
        return {
            "steering": DraftedWeight(Decimal("0.50"), "named first"),
            "weather": DraftedWeight(Decimal("0.30")),
            "seamanship": DraftedWeight(Decimal("0.20")),
        }

    def must_haves(self, reading: Reading) -> list[DraftedMustHave]:
        return [DraftedMustHave("required", " ".join(reading.text.split()[:5]), Span(0, 5))]


class QuickQuestions:
    name = "quick"

    def __init__(self, meter: Meter | None = None) -> None: ...

    def write(
        self, brief: Brief, *, kind: str, count: int, only: Collection[str] = (), avoid: Collection[str] = ()
    ) -> list[WrittenQuestion]:
        chosen = [c for c in brief.competencies if not only or c.key in only]
        numbered = zip(range(len(avoid) + 1, len(avoid) + count + 1), cycle(chosen), strict=False)
        return [
            WrittenQuestion(
                c.key, f"{kind} {number}: how do you {c.for_this_role.rstrip('.')}, {c.name}?", ("And then?",), Guide("s")
            )
            for number, c in numbered
        ]


GATE = Semaphore(0)
PATIENCE = 30  # seconds


def at_the_gate() -> None:
    """Wait until a test lets one step pass; a test that has gone away leaves nothing behind."""
    if not GATE.acquire(timeout=PATIENCE):
        raise RuntimeError("nobody opened the gate")


class WaitingDrafting(QuickDrafting):
    """As slow as a language model, and each step for just as long as a test wants: `GATE.release()` lets one pass."""

    def read(self, text: str) -> Reading:
        at_the_gate()
        return super().read(text)

    def competencies(self, reading: Reading) -> list[DraftedCompetency]:
        at_the_gate()
        return super().competencies(reading)

    def weights(self, reading: Reading, competencies: Sequence[DraftedCompetency]) -> dict[str, DraftedWeight]:
        at_the_gate()
        return super().weights(reading, competencies)

    def must_haves(self, reading: Reading) -> list[DraftedMustHave]:
        at_the_gate()
        return super().must_haves(reading)


class WaitingQuestions(QuickQuestions):
    def write(
        self, brief: Brief, *, kind: str, count: int, only: Collection[str] = (), avoid: Collection[str] = ()
    ) -> list[WrittenQuestion]:
        at_the_gate()
        return super().write(brief, kind=kind, count=count, only=only, avoid=avoid)


class RefusesToRead(QuickDrafting):
    def read(self, text: str) -> Reading:
        raise DraftingFailed("This text names no work. Paste the whole description.")


class RefusesWeights(QuickDrafting):
    def weights(self, reading: Reading, competencies: Sequence[DraftedCompetency]) -> dict[str, DraftedWeight]:
        raise DraftingFailed("No weights can be drawn from this text.")


class UnbalancedWeights(QuickDrafting):
    def weights(self, reading: Reading, competencies: Sequence[DraftedCompetency]) -> dict[str, DraftedWeight]:
        return {"steering": DraftedWeight(Decimal("0.60")), "weather": DraftedWeight(Decimal("0.75"))}


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


class Away(QuickDrafting):
    """A provider that stays away from the start."""

    def read(self, text: str) -> Reading:
        raise EngineAway("did not answer in 60 seconds (3 tries)")


class AwayAfterReading(QuickDrafting):
    def competencies(self, reading: Reading) -> list[DraftedCompetency]:
        raise EngineAway("answered that it is overloaded (3 tries)")


class AwayAtQuestions(QuickQuestions):
    def write(
        self, brief: Brief, *, kind: str, count: int, only: Collection[str] = (), avoid: Collection[str] = ()
    ) -> list[WrittenQuestion]:
        raise EngineAway("has spent what this spec may cost")


class Costs(QuickDrafting):
    """Says with each reading that a call of 1,000 tokens was made, and stays away when none are left."""

    name = "openai:careful"

    def __init__(self, meter: Meter | None = None) -> None:
        self._meter = meter or Meter()

    def read(self, text: str) -> Reading:
        if self._meter.left == 0:
            raise EngineAway("has spent what this spec may cost")
        self._meter.calls.append(call())
        return super().read(text)

    def must_haves(self, reading: Reading) -> list[DraftedMustHave]:
        self._meter.calls.append(call(purpose="must_haves"))
        return super().must_haves(reading)


class CostsAndBreaks(Costs):
    def weights(self, reading: Reading, competencies: Sequence[DraftedCompetency]) -> dict[str, DraftedWeight]:
        self._meter.calls.append(call(purpose="weights", outcome="away", problem="status 500, three times"))
        raise RuntimeError("a fault of our own")


def call(**fields: Any) -> Call:
    """A call of 900 tokens in and 100 out."""
    usual: dict[str, Any] = {
        "purpose": "reading",
        "model": "openai:careful",
        "parameters": {"temperature": 0},
        "prompt_hash": "0" * 64,
        "input_tokens": 900,
        "output_tokens": 100,
        "tries": 1,
        "seconds": 1.5,
        "cost": Decimal("0.0025"),
        "outcome": "ok",
    }
    return Call(**(usual | fields))
