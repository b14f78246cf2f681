"""Speaks to the providers of language models through pydantic-ai. Loaded by config.llm with the first question, never before.

One exchange is one question with all its tries: each request has its own time limit, what may pass is tried again after
a pause, and all of it together has an end. An answer that does not fit its form is sent back once, with what is wrong.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import random
import time
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from django.conf import settings
from pydantic import BaseModel
from pydantic_ai import Agent, NativeOutput, PromptedOutput, ToolOutput, UsageLimits, exceptions
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models import Model, ModelRequestParameters, infer_model
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.providers import Provider, infer_provider, infer_provider_class
from pydantic_ai.settings import ModelSettings

AnswerT = TypeVar("AnswerT", bound=BaseModel)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds; each pause is twice the one before
REPAIRS = 1  # how often an answer that does not fit is sent back
LEAST_ANSWER = 200  # tokens; with fewer left an answer could only be cut off
MOST_TOKENS, MOST_DOLLARS = 100_000_000, Decimal(9999)  # of one question; what a provider counts beyond that is no count
SPEAKS_CHAT = {"openai", "openai-chat"}  # with an address of one's own: the protocol that every such server speaks
FAILED = (
    *(exceptions.ModelAPIError, exceptions.UnexpectedModelBehavior, TimeoutError),
    # Status 200 with something else than an answer (no choices, the year 10000, endless brackets) breaks clients anywhere.
    *(ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError),
)
PASSING_STATUS = {408, 425, 429}  # and all from 500 on


class Away(Exception):
    """The provider has not answered, or not yet in time; another question now would fare no better."""


class Unusable(Exception):
    """There was an answer, and it was of no use; another question may fare better."""


@dataclass
class Exchange:
    """What one question may take, and what it took."""

    seconds: float  # in which all tries must be over
    tokens: int | None  # that may be spent; None is no limit
    whose: str = "this job spec"  # these limits are
    seed: int | None = None  # in place of the settings' own
    tries: int = 0
    responses: list[ModelResponse] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)
    ends: float = field(init=False)

    def __post_init__(self) -> None:
        self.ends = time.monotonic() + self.seconds

    @property
    def input_tokens(self) -> int:
        return _counted(response.usage.input_tokens for response in self.responses)

    @property
    def output_tokens(self) -> int:
        return _counted(response.usage.output_tokens for response in self.responses)

    @property
    def reply(self) -> str:
        """The last answer as it came: a text, or the arguments of a tool in JSON; "" for none. No row can hold a NUL."""
        parts = self.responses[-1].parts if self.responses else []
        said = [
            part.args_as_json_str() if isinstance(part, ToolCallPart) else part.content
            for part in parts
            if isinstance(part, ToolCallPart | TextPart)
        ]
        return "".join(said).replace("\x00", "")

    @property
    def cost(self) -> Decimal | None:
        """US dollars, by the prices in the settings, else by those that pydantic-ai knows; None where neither is there."""
        if settings.LLM_PRICE_INPUT is not None and settings.LLM_PRICE_OUTPUT is not None:
            dollars = self.input_tokens * settings.LLM_PRICE_INPUT + self.output_tokens * settings.LLM_PRICE_OUTPUT
            return _dollars(dollars / 1_000_000)
        known = [_known_cost(response) for response in self.responses]
        if not known or None in known:
            return None
        return _dollars(sum((cost for cost in known if cost is not None), Decimal(0)))


def _counted(tokens: Iterable[int]) -> int:
    return max(0, min(sum(tokens), MOST_TOKENS))


def _dollars(cost: Decimal) -> Decimal | None:
    return max(Decimal(0), min(cost, MOST_DOLLARS)).quantize(Decimal("0.000001")) if cost.is_finite() else None


def _known_cost(response: ModelResponse) -> Decimal | None:
    if response.usage.cost is not None:
        return response.usage.cost
    try:
        return response.cost().total_price
    except (LookupError, ValueError, AssertionError):  # a model, provider or count that nobody has a price for
        return None


def run(exchange: Exchange, instructions: str, prompt: str, answer: type[AnswerT]) -> AnswerT:
    """Ask, and wait for the answer. Fills `exchange` whatever happens. Raises Away or Unusable, in words for people."""
    if exchange.tokens is not None and exchange.tokens < LEAST_ANSWER:
        raise Away(f"has used up the tokens that {exchange.whose} may take")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parameters that a model does not take: they are left out, which is meant
        try:
            # In a thread of its own: the caller's may have an event loop already, and none can run inside another.
            with ThreadPoolExecutor(max_workers=1) as apart:
                return apart.submit(lambda: asyncio.run(_run(exchange, instructions, prompt, answer))).result()
        except exceptions.UsageLimitExceeded as error:
            raise Away(f"has used up the tokens that {exchange.whose} may take") from error
        except exceptions.ContentFilterError as error:
            raise Unusable("declined to answer") from error
        except exceptions.UnexpectedModelBehavior as error:
            raise Unusable(_unusable(exchange)) from error
        except (exceptions.UserError, ImportError) as error:
            raise Away(f"is not set up: {_without_keys(str(error))}") from error


async def _run(exchange: Exchange, instructions: str, prompt: str, answer: type[AnswerT]) -> AnswerT:
    model = _Patient(_model(), exchange)
    form, output = _output(model, answer)
    parameters = _parameters(exchange, len(instructions) + len(prompt))
    exchange.parameters = _kept(parameters, form)
    agent: Agent[object, AnswerT] = Agent(
        model, output_type=output, instructions=instructions, retries={"output": REPAIRS, "tools": REPAIRS}, name="evenhand"
    )
    limits = UsageLimits(request_limit=1 + REPAIRS, total_tokens_limit=exchange.tokens)
    async with agent:
        result = await agent.run(prompt, model_settings=parameters, usage_limits=limits)
    return result.output


def _model() -> Model:
    """The model that the settings name. Raises UserError or ImportError with what to set or to install."""
    provider, _, name = settings.LLM_MODEL.partition(":")
    if settings.LLM_BASE_URL and provider in SPEAKS_CHAT:
        from pydantic_ai.models.openai import OpenAIChatModel  # only now: needs the package of this provider
        from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

        # Never sends OPENAI_API_KEY: a key for OpenAI is no business of another server.
        own = OpenAICompatibleProvider("own", base_url=settings.LLM_BASE_URL, api_key=_key() or None)
        return OpenAIChatModel(name, provider=own)
    return infer_model(settings.LLM_MODEL, provider_factory=_provider)


def _key() -> str:
    """The key of the environment, "" for none. Raises UserError, without the key, for what no request can carry."""
    key = os.environ.get("LLM_API_KEY", "").strip()  # a file that a key is read from ends in a line break
    if not (key.isascii() and key.isprintable()):
        raise exceptions.UserError("LLM_API_KEY holds a character that no key has")
    return key


def _provider(name: str) -> Provider[Any]:
    """A provider with the address and the key that the environment gives; its own variables where it gives none."""
    given = {"base_url": settings.LLM_BASE_URL, "api_key": _key()}
    given = {option: value for option, value in given.items() if value}
    if not given or name.startswith("gateway/"):
        return infer_provider(name)
    try:
        provider = infer_provider_class(name)
    except ValueError as error:
        raise exceptions.UserError(f"there is no provider {name!r}") from error
    taken = inspect.signature(provider.__init__).parameters
    for option in given.keys() - taken.keys():
        variable = "LLM_BASE_URL" if option == "base_url" else "LLM_API_KEY"
        raise exceptions.UserError(f"{variable} does not go with the provider {name!r}")
    return provider(**given)


def _output(model: Model, answer: type[AnswerT]) -> tuple[str, Any]:
    """How the form of the answer is asked for: by JSON schema where the model knows that, else as a tool, else in words."""
    form = settings.LLM_ANSWERS
    if form == "auto":
        form = "native" if model.profile.get("supports_json_schema_output") else "tool"
    wrapped = {"native": NativeOutput, "tool": ToolOutput, "prompted": PromptedOutput}[form]
    return form, wrapped(answer)


def _parameters(exchange: Exchange, characters: int) -> ModelSettings:
    """Those of LLM_PARAMETERS; the answer may be no longer than what is left of the tokens."""
    parameters: dict[str, Any] = dict(settings.LLM_PARAMETERS)
    if exchange.seed is not None:
        parameters["seed"] = exchange.seed
    if exchange.tokens is not None:
        left = exchange.tokens - characters // 4
        parameters["max_tokens"] = max(LEAST_ANSWER, min(parameters.get("max_tokens", left), left))
    if settings.LLM_MODEL.startswith(("openai:", "openai-responses:")) and not settings.LLM_BASE_URL:
        parameters.setdefault("openai_store", False)  # else OpenAI keeps each question and answer for a month
    parameters["max_retries"] = 0  # pauses and tries are counted here, not in the provider's client
    return cast("ModelSettings", parameters)


def _kept(parameters: ModelSettings, form: str) -> dict[str, Any]:
    """What is stored with a call, so that it could be made again: all but what is secret."""
    kept = {key: value for key, value in parameters.items() if key != "max_retries"} | {"answers": form}
    if settings.LLM_BASE_URL:
        address = urlsplit(settings.LLM_BASE_URL)  # without a name and password that may stand in it
        kept["server"] = address.netloc.rpartition("@")[2]
    return kept


class _Patient(WrapperModel):
    """A model whose requests each have a time limit, and are tried again where that may help."""

    def __init__(self, wrapped: Model, exchange: Exchange) -> None:
        super().__init__(wrapped)
        self.exchange = exchange

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        tries = 0
        while True:
            tries += 1
            self.exchange.tries += 1
            try:
                response = await self._once(messages, model_settings, model_request_parameters)
            except FAILED as error:
                await self._pause(error, tries)
                continue
            self.exchange.responses.append(response)
            if response.model_name and response.model_name != self.model_name:
                self.exchange.parameters["answered_by"] = "".join(filter(str.isprintable, response.model_name))[:200]
            return response

    async def _once(self, *asked: Any) -> ModelResponse:
        limit = min(float(settings.LLM_TIMEOUT_SECONDS), self.exchange.ends - time.monotonic())
        async with asyncio.timeout(limit):
            return await self.wrapped.request(*asked)

    async def _pause(self, error: Exception, tries: int) -> None:
        """Wait for the next try. Raises Away where there is none."""
        words = words_for(error)
        if not may_pass(error):
            raise Away(words) from error
        if tries >= settings.LLM_TRIES:
            raise Away(f"{words} ({tries} {'tries' if tries > 1 else 'try'})") from error
        wait = pause(tries, getattr(error, "retry_after", None))
        if time.monotonic() + wait >= self.exchange.ends:
            raise Away(f"{words}, and the time for {self.exchange.whose} was over") from error
        await asyncio.sleep(wait)


def pause(tries: int, asked_for: float | None, *, chance: Callable[[], float] = random.random) -> float:
    """Seconds before the next try: what the provider asks for, else 1, 2, 4 … up to 30, and up to a quarter more, so that
    those who were turned away together do not come back together.
    """
    if asked_for is not None:
        return max(0.0, asked_for)
    return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tries - 1)) * (1 + chance() / 4))


def may_pass(error: Exception) -> bool:
    """Whether the same request may be answered a little later."""
    if isinstance(error, (exceptions.ModelRequestRejectedError, exceptions.ModelQuotaExceededError)):
        return False
    if isinstance(error, exceptions.ModelHTTPError):
        return error.status_code in PASSING_STATUS or error.status_code >= 500
    return True  # time-outs, cut connections, answers of a gateway that are no JSON


def words_for(error: Exception) -> str:
    """What went wrong, after "The language model …". Nothing of what the provider wrote: it may repeat what it was sent."""
    code = f" (HTTP {error.status_code})" if isinstance(error, exceptions.ModelHTTPError) else ""
    return f"{_words_for(error)}{code}"


def _words_for(error: Exception) -> str:
    match error:
        case TimeoutError() | exceptions.ModelTimeoutError() | exceptions.ModelRequestTimeout():
            return f"did not answer within {settings.LLM_TIMEOUT_SECONDS:g} seconds"
        case exceptions.ModelConnectionError(phase="connect" | "pool"):
            return "could not be reached"
        case exceptions.ModelConnectionError():
            return "broke off its answer"
        case exceptions.ModelRateLimitError():
            return "had too many questions to answer"
        case exceptions.ModelQuotaExceededError():
            return "has no quota left"
        case exceptions.ModelAuthenticationError():
            return "did not take the key it was given"
        case exceptions.ModelNotFoundError():
            return f"is not known at its address as {settings.LLM_MODEL.partition(':')[2]}"
        case exceptions.ModelContextWindowExceededError():
            return "cannot take in a text of this length"
        case exceptions.ModelRequestRejectedError():
            return "refused the question"
        case exceptions.ModelHTTPError():
            return "answered with an error"
    return "gave an answer that could not be read"


def _unusable(exchange: Exchange) -> str:
    cut = exchange.responses and exchange.responses[-1].finish_reason == "length"
    if cut:
        return "was cut off before its answer was complete"
    return "answered in a form that could not be used" + (" (asked twice)" if len(exchange.responses) > 1 else "")


def _without_keys(text: str) -> str:
    """A text without the keys of this process: libraries are careful, and this is for when one is not."""
    for name, value in os.environ.items():
        if name.endswith(("_KEY", "_TOKEN", "_SECRET")) and len(value) >= 8:
            text = text.replace(value, "…")
    return " ".join(text.split())[:300]
