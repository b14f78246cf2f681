"""The client of language models, against a provider of our own over real HTTP.

Packages of providers are imported where they are used: they take seconds to load, in each of pytest's workers.
"""

from __future__ import annotations

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from pytest_django import Settings

from config.llm import Client, Meter, prompt_hash
from jobspecs.drafting.answers import MustHaves
from tests import llm_protocols as protocols
from tests.config.llm_asking import BAKER, Trade, ask, refused, set_up_client
from tests.llm_server import KEY, Answer, Asked, Cut, Play, Raw, Stall, Status, own_model


@pytest.fixture(autouse=True)
def set_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up_client(settings, monkeypatch)


# --- what is asked, and what is noted -----------------------------------------------------------------------------
def test_asks_by_json_schema_with_the_key_and_the_parameters(settings: Settings) -> None:
    meter = Meter()
    with own_model(settings, Answer(BAKER)) as server:
        found = ask(meter)
    assert found == Trade(name="baker", tools=["oven", "scales"])
    [asked] = server.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.body["model"] == "small"
    assert (asked.body["temperature"], asked.body["seed"], asked.body["max_completion_tokens"]) == (0, 7, 8000)
    assert [message["role"] for message in asked.body["messages"]] == ["system", "user"]
    assert asked.body["messages"][0]["content"] == "Name a trade."
    assert asked.body["messages"][1]["content"] == "Who bakes?"
    assert asked.schema["required"] == ["name", "tools"]
    assert "stream" not in asked.body or asked.body["stream"] is False


def test_notes_what_a_call_took(settings: Settings) -> None:
    meter = Meter()
    with own_model(settings, Answer(BAKER, model="small-2026-01")) as server:
        ask(meter)
    [call] = meter.calls
    assert call.purpose == "trade"
    assert call.model == "openai:small"
    assert call.parameters == {
        "temperature": 0,
        "max_tokens": 8000,
        "seed": 7,
        "answers": "native",
        "server": server.url.removeprefix("http://").removesuffix("/v1"),
        "answered_by": "small-2026-01",
    }
    assert call.prompt_hash == prompt_hash("Name a trade.", "Who bakes?", Trade.model_json_schema())
    assert re.fullmatch("[0-9a-f]{64}", call.prompt_hash)
    assert call.input_tokens == len("\nName a trade.\nWho bakes?") // 4
    assert call.output_tokens == len(json.dumps(BAKER)) // 4
    assert (call.tries, call.outcome, call.problem) == (1, "ok", "")
    assert 0 < call.seconds < 5


def test_the_hash_tells_apart_what_is_asked() -> None:
    schema = Trade.model_json_schema()
    hashes = {prompt_hash(a, b, c) for a, b, c in [("x", "y", schema), ("xy", "", schema), ("x", "z", schema), ("x", "y", {})]}
    assert len(hashes) == 4
    assert prompt_hash("x", "\ud800", schema), "half a character, as a broken paste may hold"


@pytest.mark.parametrize(
    ("form", "has", "has_not"), [("tool", "tools", "response_format"), ("native", "response_format", "tools")]
)
def test_the_form_of_answers_can_be_chosen(settings: Settings, form: str, has: str, has_not: str) -> None:
    settings.LLM_ANSWERS = form
    meter = Meter()
    with own_model(settings, Answer(BAKER)) as server:
        assert ask(meter).name == "baker"
    assert has in server.asked[0].body and has_not not in server.asked[0].body
    assert meter.calls[0].parameters["answers"] == form


def test_another_provider_is_asked_by_its_own_protocol(settings: Settings) -> None:
    meter = Meter()
    with own_model(settings, Answer(BAKER)) as server:
        settings.LLM_MODEL, settings.LLM_BASE_URL = "anthropic:claude-haiku-4-5", server.url.removesuffix("/v1")
        assert ask(meter).tools == ["oven", "scales"]
    assert server.asked[0].path == "/v1/messages"
    assert server.asked[0].body["model"] == "claude-haiku-4-5"
    assert meter.calls[0].tokens > 0


def test_ollama_is_asked_at_its_address(settings: Settings) -> None:
    meter = Meter()
    with own_model(settings, Answer(BAKER)) as server:
        settings.LLM_MODEL = "ollama:qwen3"
        assert ask(meter).name == "baker"
    assert server.asked[0].body["model"] == "qwen3"


def test_openai_itself_is_asked_by_responses_and_told_to_keep_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own key comes from its own variable, and what it answers to is held to the form."""
    monkeypatch.delenv("LLM_API_KEY")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    meter = Meter()
    with own_model(settings, Answer(BAKER), Answer({"must_haves": []})) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        settings.LLM_MODEL, settings.LLM_BASE_URL = "openai:gpt-4o", ""
        assert ask(meter).name == "baker"
        Client(meter).ask(purpose="x", instructions="Read.", prompt="A text.", answer=MustHaves)
    assert [asked.path for asked in server.asked] == ["/v1/responses"] * 2
    assert all(asked.form["strict"] and asked.body["store"] is False for asked in server.asked)
    assert meter.calls[0].cost is not None and meter.calls[0].cost > 0


def test_the_server_of_the_tests_answers_in_the_real_shapes() -> None:
    from anthropic.types import Message
    from openai.types.chat import ChatCompletion
    from openai.types.responses import Response

    body = {"model": "small", "messages": [], "input": []}
    tool = {"tools": [{"function": {"name": "trade"}}]}
    for more in (body, body | tool):
        asked = Asked("/", {}, more)
        ChatCompletion.model_validate(protocols.chat(Answer(BAKER), asked), strict=True)
        Message.model_validate(protocols.message(Answer(BAKER), asked))
    Response.model_validate(protocols.response(Answer(BAKER), Asked("/", {}, body)))


# --- prices -------------------------------------------------------------------------------------------------------
def test_the_price_of_a_model_that_nobody_knows_is_unknown(settings: Settings) -> None:
    meter = Meter()
    with own_model(settings, Answer(BAKER)):
        ask(meter)
    assert meter.calls[0].cost is None


def test_a_known_model_has_its_price(settings: Settings) -> None:
    meter = Meter()
    with own_model(settings, Answer(BAKER)) as server:
        settings.LLM_MODEL, settings.LLM_BASE_URL = "anthropic:claude-haiku-4-5", server.url.removesuffix("/v1")
        ask(meter)
    assert meter.calls[0].cost is not None and 0 < meter.calls[0].cost < Decimal("0.01")


def test_prices_of_the_settings_are_for_a_million_tokens(settings: Settings) -> None:
    settings.LLM_PRICE_INPUT, settings.LLM_PRICE_OUTPUT = Decimal("2.50"), Decimal("10")
    meter = Meter()
    with own_model(settings, Answer(BAKER)):
        ask(meter)
    [call] = meter.calls
    dollars = call.input_tokens * Decimal("0.0000025") + call.output_tokens * Decimal("0.00001")
    assert call.cost == dollars.quantize(Decimal("0.000001"))


# --- tries --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("trouble", [Status(429), Status(500), Status(503), Status(529), Cut(), Raw(b"not json", "text/plain")])
def test_what_passes_is_tried_again(settings: Settings, trouble: Play) -> None:
    meter = Meter()
    with own_model(settings, trouble, trouble, Answer(BAKER)) as server:
        assert ask(meter).name == "baker"
    assert len(server.asked) == 3
    [call] = meter.calls
    assert (call.tries, call.outcome) == (3, "ok")


def test_waits_for_as_long_as_the_provider_asks(settings: Settings) -> None:
    meter = Meter()
    with own_model(settings, Status(429, headers={"Retry-After": "1"}), Answer(BAKER)):
        ask(meter)
    assert meter.calls[0].tries == 2
    assert 1.0 <= meter.calls[0].seconds < 3


def test_does_not_wait_beyond_its_time(settings: Settings) -> None:
    with own_model(settings, Status(429, headers={"Retry-After": "3600"})) as server:
        message, call = refused(Meter())
    assert message == "had too many questions to answer (HTTP 429), and the time for this job spec was over"
    assert call.seconds < 3
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("trouble", "message"),
    [
        (Status(500), "answered with an error (HTTP 500) (3 tries)"),
        (Status(503), "answered with an error (HTTP 503) (3 tries)"),
        (Status(429), "had too many questions to answer (HTTP 429) (3 tries)"),
        (Cut(), "broke off its answer (3 tries)"),
        (Raw(b"<html>busy</html>", "text/html"), "gave an answer that could not be read (3 tries)"),
    ],
)
def test_gives_up_after_its_tries(settings: Settings, trouble: Play, message: str) -> None:
    with own_model(settings, trouble) as server:
        said, call = refused(Meter())
    assert said == message
    assert (call.tries, call.outcome, call.tokens) == (3, "away", 0)
    assert len(server.asked) == 3


def test_a_request_that_stalls_ends_with_its_time(settings: Settings) -> None:
    settings.LLM_TIMEOUT_SECONDS, settings.LLM_TRIES = 0.3, 2
    with own_model(settings, Stall()):
        said, call = refused(Meter())
    assert said == "did not answer within 0.3 seconds (2 tries)"
    assert 0.6 <= call.seconds < 3


def test_all_tries_end_with_the_time_for_the_work(settings: Settings) -> None:
    settings.LLM_TIMEOUT_SECONDS, settings.LLM_TRIES, settings.LLM_WORK_SECONDS = 5.0, 9, 1.0
    with own_model(settings, Stall()):
        _, call = refused(Meter())
    assert call.seconds < 2.5


def test_nobody_at_the_address(settings: Settings) -> None:
    with own_model(settings) as server:
        address = server.url
    settings.LLM_BASE_URL = address  # closed by now
    said, call = refused(Meter())
    assert said == "could not be reached (3 tries)"
    assert call.outcome == "away"


@pytest.mark.parametrize(
    ("trouble", "message"),
    [
        (Status(401), "did not take the key it was given (HTTP 401)"),
        (Status(404), "is not known at its address as small (HTTP 404)"),
        (Status(400), "refused the question (HTTP 400)"),
        (Status(400, error_code="context_length_exceeded"), "cannot take in a text of this length (HTTP 400)"),
        (Status(429, error_code="insufficient_quota"), "has no quota left (HTTP 429)"),
    ],
)
def test_what_will_not_pass_is_not_tried_again(settings: Settings, trouble: Play, message: str) -> None:
    with own_model(settings, trouble) as server:
        said, call = refused(Meter())
    assert said == message
    assert call.tries == len(server.asked) == 1


def test_pauses_grow_and_differ() -> None:
    from config.llm_provider import pause

    assert [pause(tries, None, chance=lambda: 0) for tries in (1, 2, 3, 9)] == [0.01, 0.02, 0.04, pytest.approx(2.56)]
    assert pause(20, None, chance=lambda: 1) == pytest.approx(30 * 1.25)
    assert pause(1, 17.0) == 17.0
    assert pause(1, -5.0) == 0.0


def test_only_what_may_pass_is_worth_another_try() -> None:
    from pydantic_ai import exceptions

    from config.llm_provider import may_pass

    errors = {code: exceptions.ModelHTTPError(code, "small") for code in (408, 409, 418, 429, 500, 529)}
    assert [code for code, error in errors.items() if may_pass(error)] == [408, 429, 500, 529]
    assert may_pass(TimeoutError())


def test_can_be_asked_where_an_event_loop_runs_already(settings: Settings) -> None:
    async def asking() -> Trade:
        return ask(Meter())

    # In a thread of its own: a browser test leaves its loop running in this one.
    with own_model(settings, Answer(BAKER)), ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, asking()).result().name == "baker"
