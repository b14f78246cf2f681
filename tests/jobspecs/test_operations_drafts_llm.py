"""A draft by a language model as the worker runs it: what is stored of it, and what never is."""

from __future__ import annotations

import logging

import pytest
from django.apps import apps
from django.core import serializers
from pytest_django import Settings

from config import llm_provider
from jobspecs.models import Draft, JobSpec, ModelCall
from jobspecs.operations.drafts import run_draft, start_draft
from tests.factories import UserFactory
from tests.jobspecs.model_answers import BAKER, only, well
from tests.llm_server import KEY, Status, own_model

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def set_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DRAFTING_ENGINE = "jobspecs.drafting.llm.LlmDrafting"
    settings.QUESTION_ENGINE = "jobspecs.questions.llm.LlmQuestions"
    settings.LLM_TIMEOUT_SECONDS, settings.LLM_TRIES, settings.LLM_BUDGET_TOKENS = 20.0, 2, 100_000
    monkeypatch.setattr(llm_provider, "FIRST_PAUSE", 0.01)
    monkeypatch.setenv("LLM_API_KEY", KEY)


def drafted() -> JobSpec:
    draft = start_draft(description=BAKER, by=UserFactory.create())
    run_draft(draft.pk)
    spec = Draft.objects.get(pk=draft.pk).job_spec
    assert spec is not None
    return spec


def test_each_call_is_kept_with_what_it_took(settings: Settings) -> None:
    with own_model(settings, by=well):
        spec = drafted()
    assert (spec.drafted_with, spec.drafting_notes) == ("openai:small", [])
    calls = list(ModelCall.objects.order_by("created_at", "id"))
    assert [call.purpose for call in calls] == ["competencies", "must_haves", "questions_written", "questions_voice"]
    for call in calls:
        assert (call.model, call.outcome, call.tries, call.problem, call.cost) == ("openai:small", "ok", 1, "", None)
        assert call.parameters["temperature"] == 0
        assert call.input_tokens > 50 and call.output_tokens > 50 and call.seconds > 0
    assert len({call.prompt_hash for call in calls}) == 4


def test_a_provider_that_leaves_is_told_on_the_spec(settings: Settings) -> None:
    with own_model(settings, by=only("questions", Status(503))):
        spec = drafted()
    assert spec.drafted_with == "openai:small, offline"
    [note] = spec.drafting_notes
    assert note.startswith("The language model answered with an error (HTTP 503) (2 tries): the questions were written by")
    assert list(ModelCall.objects.order_by("created_at", "id").values_list("outcome", flat=True)) == ["ok", "ok", "away"]


def test_the_key_is_in_no_row_and_no_log(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    refusing = only("questions", Status(401, f"Incorrect API key provided: {KEY}"))
    with own_model(settings, by=refusing) as server, caplog.at_level(logging.DEBUG):
        drafted()
    assert f"Bearer {KEY}" in server.asked[-1].headers["authorization"]
    rows = [row for model in apps.get_app_config("jobspecs").get_models() for row in model._default_manager.all()]
    stored = serializers.serialize("json", rows)
    assert "did not take the key it was given (HTTP 401)" in stored
    assert KEY not in stored
    assert KEY not in caplog.text
