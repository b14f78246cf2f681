"""Language models that are set up wrongly, the key, and what a process loads before it asks."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from config import logs
from config import settings as product
from config.llm import Client, Meter, ModelAway
from jobspecs import tasks
from scoring import tasks as scoring_tasks
from tests.config.llm_asking import BAKER, ask, refused, set_up_client
from tests.llm_server import KEY, Answer, Play, Status, own_model

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def set_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up_client(settings, monkeypatch)


# --- set up wrongly -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("model", "address", "says"),
    [
        ("groq:llama", "", 'pydantic-ai-slim[groq]"'),
        ("nobody:model", "", "nobody"),
        ("bedrock:nova", "http://127.0.0.1:9", "bedrock"),
        ("mistral:small", "http://127.0.0.1:9", "mistral"),
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
        "import scoring.operations.grading;"
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
        ({"GRADING_RUNS": "4"}, "GRADING_RUNS should be an odd number"),
        ({"GRADING_RUNS": "0"}, "GRADING_RUNS should be an odd number"),
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


@pytest.mark.parametrize(("model", "engines"), [("", "offline"), ("openai:gpt-4o", "llm,offline")])
def test_naming_a_model_offers_it_for_grading_and_chooses_it_for_nobody(model: str, engines: str) -> None:
    program = "from config import settings as s; print(','.join(sorted(s.GRADING_ENGINES)), s.GRADING_ENGINE, s.GRADING_RUNS)"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GRADING_")}
    environment |= {"LLM_MODEL": model, "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.split() == [engines, "offline", "3"]


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
    for task in (tasks.draft_spec, tasks.redraft_spec, tasks.write_question, scoring_tasks.grade, scoring_tasks.grade_chunk):
        limits = task.registered
        assert product.LLM_WORK_SECONDS + 30 < limits.soft_time_limit < limits.time_limit
        assert limits.time_limit < product.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
