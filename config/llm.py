"""Language models: one client for all providers, what each call took, and how much a piece of work may take.

Knows no app. The key comes from the environment and is neither stored nor logged. What speaks to providers is in
config/llm_provider.py and is loaded with the first question, so that processes that never ask one stay small.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from django.conf import settings

if TYPE_CHECKING:
    from pydantic import BaseModel

    from config.llm_provider import Exchange

AnswerT = TypeVar("AnswerT", bound="BaseModel")

OK, UNUSABLE, AWAY = "ok", "unusable", "away"
CHARACTERS_A_TOKEN = 4  # of English prose; to see beforehand whether a prompt can fit a budget, never to account for one

log = structlog.get_logger(__name__)


class ModelAway(Exception):
    """No usable answer: the provider stays away or refuses, the budget or the time is spent, or its answers do not fit.

    The message goes on after "The language model …", without a full stop.
    """


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
    """Counts the calls of one piece of work. `budget` is how many tokens are left for it; None is no limit.

    `whose` says in words for people what the budget and the time are of.
    """

    budget: int | None = None
    whose: str = "this job spec"
    calls: list[Call] = field(default_factory=list)
    _handed_over: int = 0

    @contextmanager
    def handing_over(self) -> Iterator[list[Call]]:
        """The calls since the last time, for who stores them; they count as handed over once the block has ended well."""
        new = self.calls[self._handed_over :]
        yield new
        self._handed_over += len(new)

    @property
    def left(self) -> int | None:
        """Tokens that may still be spent; 0 when the budget is used up."""
        return None if self.budget is None else max(0, self.budget - sum(call.tokens for call in self.calls))

    @property
    def seconds(self) -> float:
        """How long the calls have taken together."""
        return sum(call.seconds for call in self.calls)

    @property
    def away(self) -> Call | None:
        """The call after which there is no point in another: the provider had stayed away through all its tries."""
        return next((call for call in self.calls if call.outcome == AWAY), None)


class Client:
    """Asks the model that the settings name, for one piece of work, and notes each call in its meter."""

    def __init__(self, meter: Meter) -> None:
        self.meter = meter
        self.reply = ""  # what the model said last, as it came, for who may keep it

    @property
    def name(self) -> str:
        """The model as the settings name it: "openai:gpt-4o"."""
        return str(settings.LLM_MODEL)

    def ask(self, *, purpose: str, instructions: str, prompt: str, answer: type[AnswerT], seed: int | None = None) -> AnswerT:
        """An answer in the form of `answer`. `prompt` may hold data that others wrote, `instructions` never. `seed` takes the
        place of the settings' own, where a model is asked the same more than once.

        Tries again, with growing pauses, what may pass (rate limits, errors of the server, time-outs, cut connections), and
        asks once more where the answer does not fit. Raises ModelAway; what was spent is in the meter then too.
        """
        digest, self.reply = prompt_hash(instructions, prompt, answer.model_json_schema()), ""
        self._refuse_what_cannot_be_paid(instructions, prompt)
        # Brings the clients of the providers, some 80 MB: only for who asks.
        from config import llm_provider

        began = time.monotonic()
        exchange = llm_provider.Exchange(self._seconds_left(), self.meter.left, whose=self.meter.whose, seed=seed)
        found: AnswerT | None = None
        outcome, problem = OK, ""
        try:
            found = llm_provider.run(exchange, instructions, prompt, answer)
        except llm_provider.Unusable as failure:
            outcome, problem = UNUSABLE, str(failure)
        except llm_provider.Away as failure:
            outcome, problem = AWAY, str(failure)
        finally:
            self.reply = exchange.reply
            self._note(exchange, purpose, digest, time.monotonic() - began, outcome, problem)
        if found is None:
            log.warning("model_away", purpose=purpose, model=self.name, outcome=outcome, problem=problem)
            raise ModelAway(problem)
        return found

    def _refuse_what_cannot_be_paid(self, instructions: str, prompt: str) -> None:
        """Begin no call that cannot end well. Raises ModelAway."""
        if self.meter.away is not None:
            raise ModelAway(self.meter.away.problem)
        left = self.meter.left
        if left is not None and left <= (len(instructions) + len(prompt)) // CHARACTERS_A_TOKEN:
            raise ModelAway(f"has used up the tokens that {self.meter.whose} may take")
        if self._seconds_left() <= 0:
            raise ModelAway(f"took longer than the {settings.LLM_WORK_SECONDS:g} seconds that it has")

    def _seconds_left(self) -> float:
        return float(settings.LLM_WORK_SECONDS) - self.meter.seconds

    def _note(self, exchange: Exchange, purpose: str, digest: str, seconds: float, outcome: str, problem: str) -> None:
        call = Call(
            purpose=purpose,
            model=self.name,
            parameters=exchange.parameters,
            prompt_hash=digest,
            input_tokens=exchange.input_tokens,
            output_tokens=exchange.output_tokens,
            tries=exchange.tries,
            seconds=round(seconds, 3),
            cost=exchange.cost,
            outcome=outcome,
            problem=problem,
        )
        self.meter.calls.append(call)


def prompt_hash(instructions: str, prompt: str, schema: Mapping[str, Any]) -> str:
    """SHA-256 in hex over all that decides an answer beside model and parameters."""
    asked = json.dumps([instructions, prompt, schema], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()
