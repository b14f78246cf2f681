"""Language models: one client for all providers, what each call took, and how much a piece of work may take.

Knows no app. The key comes from the environment and is neither stored nor logged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Call:
    """One answer asked for, retries included. Texts are not kept: the hash says whether two calls asked the same."""

    purpose: str
    model: str
    parameters: dict[str, Any]
    prompt_hash: str  # SHA-256 over instructions, prompt and schema of the answer, in hex
    input_tokens: int
    output_tokens: int
    tries: int
    seconds: float
    cost: Decimal | None  # US dollars; None where no price is known
    outcome: str  # "ok", "unusable" or "away"
    problem: str = ""

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens


@dataclass
class Meter:
    """Counts the calls of one piece of work. `budget` is how many tokens are left for it; None is no limit."""

    budget: int | None = None
    calls: list[Call] = field(default_factory=list)

    @property
    def left(self) -> int | None:
        """Tokens that may still be spent; 0 when the budget is used up."""
        return None if self.budget is None else max(0, self.budget - sum(call.tokens for call in self.calls))
