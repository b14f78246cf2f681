"""The client of language models, against a provider of our own over real HTTP."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from anthropic.types import Message
from openai.types.chat import ChatCompletion
from openai.types.responses import Response
from pydantic import BaseModel
from pydantic_ai import exceptions
from pytest_django import Settings

from config import llm_provider, logs
from config import settings as product
from config.llm import Call, Client, Meter, ModelAway, prompt_hash
from config.llm_provider import may_pass, pause
from jobspecs import tasks
from jobspecs.drafting.answers import MustHaves
from tests import llm_protocols as protocols
from tests.llm_server import KEY, Answer, Asked, Cut, Play, Raw, Stall, Status, own_model

ROOT = Path(__file__).resolve().parents[2]


class Trade(BaseModel):
    """A form of the tests."""

    name: str
    tools: list[str]


BAKER = {"name": "baker", "tools": ["oven", "scales"]}


@pytest.fixture(autouse=True)
def set_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that is asked with short pauses between tries."""
    settings.LLM_TIMEOUT_SECONDS, settings.LLM_TRIES, settings.LLM_WORK_SECONDS = 5.0, 3, 60.0
    settings.LLM_PARAMETERS = {"temperature": 0, "max_tokens": 8000, "seed": 7}
    settings.LLM_ANSWERS, settings.LLM_PRICE_INPUT, settings.LLM_PRICE_OUTPUT = "auto", None, None
    monkeypatch.setattr(llm_provider, "FIRST_PAUSE", 0.01)
    monkeypatch.setenv("LLM_API_KEY", KEY)


def ask(meter: Meter, prompt: str = "Who bakes?") -> Trade:
    return Client(meter).ask(purpose="trade", instructions="Name a trade.", prompt=prompt, answer=Trade)


def refused(meter: Meter) -> tuple[str, Call]:
    """What is said to people, and the one call that was noted."""
    with pytest.raises(ModelAway) as away:
        ask(meter)
    [call] = meter.calls
    assert call.problem == str(away.value)
    return str(away.value), call


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
    assert [pause(tries, None, chance=lambda: 0) for tries in (1, 2, 3, 9)] == [0.01, 0.02, 0.04, pytest.approx(2.56)]
    assert pause(20, None, chance=lambda: 1) == pytest.approx(30 * 1.25)
    assert pause(1, 17.0) == 17.0
    assert pause(1, -5.0) == 0.0


def test_only_what_may_pass_is_worth_another_try() -> None:
    errors = {code: exceptions.ModelHTTPError(code, "small") for code in (408, 409, 418, 429, 500, 529)}
    assert [code for code, error in errors.items() if may_pass(error)] == [408, 429, 500, 529]
    assert may_pass(TimeoutError())


# --- answers that do not fit --------------------------------------------------------------------------------------
@pytest.mark.parametrize("misfit", ["{", "nothing of the kind", '{"name": "baker"}', '{"name": 3, "tools": "oven"}'])
@pytest.mark.parametrize("form", ["native", "tool"])
def test_an_answer_that_does_not_fit_is_sent_back_once(settings: Settings, misfit: str, form: str) -> None:
    settings.LLM_ANSWERS = form
    meter = Meter()
    with own_model(settings, Answer(misfit), Answer(BAKER)) as server:
        assert ask(meter).name == "baker"
    assert len(server.asked) == 2
    assert len(server.asked[1].body["messages"]) > len(server.asked[0].body["messages"])
    [call] = meter.calls
    assert (call.tries, call.outcome) == (2, "ok")
    assert call.output_tokens == (len(misfit) // 4) + len(json.dumps(BAKER)) // 4


def test_an_answer_that_never_fits_is_of_no_use(settings: Settings) -> None:
    with own_model(settings, Answer({"name": "baker"})) as server:
        said, call = refused(Meter())
    assert said == "answered in a form that could not be used (asked twice)"
    assert (call.outcome, call.tries) == ("unusable", 2)
    assert len(server.asked) == 2
    assert call.tokens > 0


def test_an_answer_that_is_cut_off_is_of_no_use(settings: Settings) -> None:
    with own_model(settings, Answer('{"name": "baker", "tools": ["ov', finish="length")):
        said, call = refused(Meter())
    assert said == "was cut off before its answer was complete"
    assert call.outcome == "unusable"


def test_an_answer_of_200_kb_is_taken(settings: Settings) -> None:
    long = {"name": "b" * 100_000, "tools": ["o" * 1000] * 100}
    with own_model(settings, Answer(long)):
        assert len(ask(Meter()).name) == 100_000


def test_after_an_unusable_answer_another_question_may_be_asked(settings: Settings) -> None:
    meter = Meter()
    with own_model(settings, Answer("{"), Answer("{"), Answer(BAKER)):
        refused(meter)
        assert ask(meter).name == "baker"
    assert [call.outcome for call in meter.calls] == ["unusable", "ok"]


def test_a_provider_that_stayed_away_is_not_asked_again_for_the_same_work(settings: Settings) -> None:
    meter = Meter()
    with own_model(settings, Status(500)) as server:
        said, _ = refused(meter)
        with pytest.raises(ModelAway, match=re.escape(said)):
            ask(meter)
    assert len(server.asked) == 3
    assert len(meter.calls) == 1


# --- budget -------------------------------------------------------------------------------------------------------
def test_no_call_is_begun_with_an_empty_budget(settings: Settings) -> None:
    meter = Meter(budget=0)
    with own_model(settings, Answer(BAKER)) as server, pytest.raises(ModelAway, match="has used up the tokens"):
        ask(meter)
    assert server.asked == []
    assert meter.calls == []


def test_no_call_is_begun_that_the_rest_of_the_budget_cannot_hold(settings: Settings) -> None:
    with own_model(settings, Answer(BAKER)) as server, pytest.raises(ModelAway, match="has used up the tokens"):
        ask(Meter(budget=1000), prompt="word " * 1000)
    assert server.asked == []


def test_an_answer_may_be_as_long_as_the_budget_allows(settings: Settings) -> None:
    meter = Meter(budget=600)
    with own_model(settings, Answer(BAKER)) as server:
        ask(meter)
        ask(meter)
    first, second = (asked.body["max_completion_tokens"] for asked in server.asked)
    assert first == 600 - len("Name a trade.Who bakes?") // 4
    assert first - second == meter.calls[0].tokens


def test_a_repair_is_not_begun_when_the_answer_has_used_up_the_budget(settings: Settings) -> None:
    meter = Meter(budget=400)
    with own_model(settings, Answer("x" * 4000), Answer(BAKER)) as server:
        said, call = refused(meter)
    assert said == "has used up the tokens that this job spec may take"
    assert len(server.asked) == 1
    assert call.tokens > 400
    assert meter.left == 0


def test_no_call_is_begun_when_the_time_is_used_up(settings: Settings) -> None:
    settings.LLM_WORK_SECONDS = 10.0
    earlier = Call("reading", "openai:small", {}, "0" * 64, 1, 1, 1, 10.5, None, "ok")
    with own_model(settings, Answer(BAKER)) as server, pytest.raises(ModelAway, match="took longer than the 10 seconds"):
        ask(Meter(calls=[earlier]))
    assert server.asked == []


# --- set up wrongly -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("model", "address", "says"),
    [
        ("groq:llama", "", 'pydantic-ai-slim[groq]"'),
        ("nobody:model", "", "nobody"),
        ("bedrock:nova", "http://127.0.0.1:9", "bedrock"),
        ("huggingface:small", "http://127.0.0.1:9", "huggingface"),
    ],
)
def test_says_what_is_missing(settings: Settings, model: str, address: str, says: str) -> None:
    settings.LLM_MODEL, settings.LLM_BASE_URL = model, address
    said, call = refused(Meter())
    assert said.startswith("is not set up: ") and says in said
    assert (call.outcome, call.tries) == ("away", 0)


def test_says_that_a_key_is_missing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LLM_API_KEY")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    settings.LLM_MODEL, settings.LLM_BASE_URL = "openai:gpt-4o", ""
    said, _ = refused(Meter())
    assert "OPENAI_API_KEY" in said


def test_a_key_for_openai_goes_nowhere_else(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LLM_API_KEY")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-real-and-dear")
    with own_model(settings, Answer(BAKER)) as server:
        refused(Meter())
        server.complaints.clear()  # the server asks for a key, and is right to
    assert "sk-real-and-dear" not in json.dumps(dict(server.asked[0].headers) if server.asked else {})


# --- the key ------------------------------------------------------------------------------------------------------
def test_the_key_is_nowhere_but_in_the_request(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.LLM_TRIES = 1
    said: list[str] = []
    plays: list[Play] = [Answer(BAKER), Answer("{"), Answer("{"), Status(401, f"Incorrect API key provided: {KEY}")]
    with own_model(settings, *plays) as server, caplog.at_level(logging.DEBUG):
        for _ in range(3):
            meter = Meter()
            client = Client(meter)
            try:
                ask(meter)
            except ModelAway as away:
                said += [str(away), repr(away), repr(away.__cause__), str(away.__context__)]
            said += [repr(meter), repr(client), repr(vars(client))]
    assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"
    everything = "\n".join([*said, *(record.getMessage() for record in caplog.records), caplog.text])
    assert len(everything) > 500
    assert KEY not in everything


# --- what is loaded -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", ["", "openai:gpt-4o"])
def test_no_process_loads_the_providers_before_it_asks(model: str) -> None:
    program = (
        "import django, sys; django.setup(); import config.urls, config.celery, jobspecs.tasks, jobspecs.operations.drafts;"
        "print([name for name in ('pydantic_ai', 'openai', 'anthropic', 'pydantic') if name in sys.modules])"
    )
    environment = os.environ | {"LLM_MODEL": model, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"LLM_MODEL": "gpt-4o"}, "LLM_MODEL should be provider:model"),
        ({"LLM_PARAMETERS": "temperature=0"}, "LLM_PARAMETERS should be a JSON object"),
        ({"LLM_PARAMETERS": '{"extra_headers": {"x": "y"}}'}, "LLM_PARAMETERS should be a JSON object without"),
        ({"LLM_WORK_SECONDS": "3600"}, "LLM_WORK_SECONDS should be more than 0 and at most 3000"),
        ({"LLM_ANSWERS": "xml"}, "LLM_ANSWERS should be one of auto, native"),
    ],
)
def test_settings_that_make_no_sense_are_named(variables: dict[str, str], says: str) -> None:
    environment = os.environ | variables | {"PYTHONPATH": str(ROOT)}
    program = "import config.settings"
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert says in run.stderr


def test_naming_a_model_chooses_its_engines() -> None:
    program = "from config import settings as s; print(s.DRAFTING_ENGINE, s.QUESTION_ENGINE, s.LLM_BUDGET_TOKENS)"
    environment = os.environ | {"LLM_MODEL": "openai:gpt-4o", "LLM_BUDGET_TOKENS": "0", "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["jobspecs.drafting.llm.LlmDrafting", "jobspecs.questions.llm.LlmQuestions", "None"]


def test_requests_to_providers_are_in_no_log(settings: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    logs.configure({"level": "DEBUG"})
    try:
        with own_model(settings, Answer(BAKER)):
            ask(Meter())
    finally:
        logs.configure(settings.LOGGING)
    assert "Who bakes?" not in capfd.readouterr().err
    assert not logging.getLogger("httpx2").isEnabledFor(logging.INFO)
    assert not logging.getLogger("openai._base_client").isEnabledFor(logging.DEBUG)


def test_the_time_for_questions_ends_before_the_tasks_and_they_before_their_messages() -> None:
    for task in (tasks.draft_spec, tasks.redraft_spec, tasks.write_question):
        limits = task.registered
        assert product.LLM_WORK_SECONDS + 30 < limits.soft_time_limit < limits.time_limit
        assert limits.time_limit < product.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
