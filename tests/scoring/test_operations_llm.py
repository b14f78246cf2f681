"""Grading by a language model as the worker runs it: what is kept of it, how it waits, how an owner goes on without it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django import Settings

from config import llm_provider
from config.work import WorkState
from interviews.models import Interview
from interviews.operations.purging import erase_candidate
from jobspecs.models import JobSpec
from scoring.engines import UnknownEngine, engine_named
from scoring.models import Grading, GradingCall, GradingOrder, Run
from scoring.operations import grading, orders
from scoring.operations.engines import switch_engine
from scoring.operations.reading import AtHand, read_by_engine
from scoring.queries.engines import engine_of
from tests.factories import UserFactory, make_spec
from tests.factories.scoring import completed, make_evaluation
from tests.interviews.whole_database import find_everywhere
from tests.llm_server import KEY, Answer, Asked, Play, Stall, Status, own_model
from tests.scoring.model_judgements import competency_of, judged, scoring

pytestmark = pytest.mark.django_db
LLM = {"llm": "scoring.grading.llm.LlmGrading", "offline": "scoring.grading.offline.OfflineGrading"}


@pytest.fixture(autouse=True)
def set_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.GRADING_ENGINES, settings.GRADING_ENGINE, settings.GRADING_RUNS = LLM, "llm", 3
    settings.LLM_TIMEOUT_SECONDS, settings.LLM_TRIES, settings.LLM_WORK_SECONDS = 10.0, 1, 60.0
    settings.LLM_BUDGET_TOKENS, settings.LLM_PRICE_INPUT, settings.LLM_PRICE_OUTPUT = 100_000, None, None
    settings.WORK_RETRY_SECONDS = 0
    monkeypatch.setattr(llm_provider, "FIRST_PAUSE", 0.01)
    monkeypatch.setenv("LLM_API_KEY", KEY)


@pytest.fixture
def spec() -> JobSpec:
    return make_spec()


def order_of(interview: Interview) -> GradingOrder:
    return GradingOrder.objects.filter(interview=interview).latest("queued_at")


def grade(interview: Interview) -> GradingOrder:
    GradingOrder.objects.update(due_at=Now())
    grading.grade(order_id=order_of(interview).pk)
    return order_of(interview)


def away_for(name: str) -> Callable[[Asked], Play]:
    """A provider that goes away once it is asked about this competency."""
    return lambda asked: Status(503) if competency_of(asked) == name else Answer(judged(asked, 70))


class TestStored:
    def test_runs_calls_and_parameters_are_kept_with_the_grading(self, settings: Settings, spec: JobSpec) -> None:
        interview = completed(spec)
        with own_model(settings, by=scoring({"Planning": [65, 75, 70]})):
            assert grade(interview).state == WorkState.DONE
        found = Grading.objects.get()
        assert (found.engine, found.engine_version, found.model) == ("llm", "2", "openai:small")
        assert found.parameters["temperature"] == 0 and found.parameters["runs"] == 3
        assert len(found.prompt_hash) == 64
        score = found.scores.get(competency__key="planning")
        assert (score.score, score.runs) == (70, [65, 75, 70])
        calls = GradingCall.objects.filter(grading=found, competency__key="planning").order_by("number")
        assert [call.number for call in calls] == [1, 2, 3]
        for call in calls:
            assert (call.outcome, call.tries, call.order_id) == ("ok", 1, order_of(interview).pk)
            assert call.input_tokens > 100 and call.output_tokens > 10 and call.seconds > 0
            assert "I looked first, then mended it." in call.prompt and '"level": 4' in call.reply

    def test_failed_calls_are_kept_without_a_grading(self, settings: Settings, spec: JobSpec) -> None:
        interview = completed(spec)
        with own_model(settings, by=away_for("Listening")):
            order = grade(interview)
        assert (order.state, order.attempts) == (WorkState.QUEUED, 0)
        assert list(GradingCall.objects.order_by("created_at", "pk").values_list("outcome", "number")) == [
            *[("ok", number) for number in (1, 2, 3)],
            ("away", 1),
        ]
        assert not GradingCall.objects.filter(grading__isnull=False).exists()

    def test_the_key_is_in_no_row_and_no_log(self, settings: Settings, spec: JobSpec, caplog: pytest.LogCaptureFixture) -> None:
        refusing = Status(401, f"Incorrect API key provided: {KEY}")
        with own_model(settings, refusing) as server, caplog.at_level(logging.DEBUG):
            grade(completed(spec))
        assert f"Bearer {KEY}" in server.asked[-1].headers["authorization"]
        rows = [row for model in apps.get_app_config("scoring").get_models() for row in model._default_manager.all()]
        stored = serializers.serialize("json", rows)
        assert "did not take the key it was given (HTTP 401)" in stored
        assert KEY not in stored and KEY not in caplog.text and "mended it" not in caplog.text

    def test_an_answer_of_no_use_stops_after_three_with_its_reason(self, settings: Settings, spec: JobSpec) -> None:
        interview = completed(spec)
        with own_model(settings, Answer({"readable": True})):
            for _ in range(4):
                order = grade(interview)
        assert (order.state, order.attempts) == (WorkState.FAILED, 3)
        assert order.error == "The language model answered in a form that could not be used (asked twice)."
        assert list(GradingCall.objects.values_list("outcome", flat=True)) == ["unusable"] * 6

    def test_a_run_of_no_use_is_kept_beside_those_that_count(self, settings: Settings, spec: JobSpec) -> None:
        interview = completed(spec)
        with own_model(settings, by=lambda asked: Answer({} if asked.body["seed"] == 2 else judged(asked, 70))):
            assert grade(interview).state == WorkState.DONE
        found = Grading.objects.get()
        assert {tuple(score.runs) for score in found.scores.all()} == {(70, 70)}
        assert list(found.calls.filter(outcome="unusable").values_list("number", flat=True)) == [2, 2, 2]

    def test_erasing_empties_prompts_and_replies(self, settings: Settings, spec: JobSpec) -> None:
        interview = completed(spec, {1: "The brambleworth gearbox slipped, so I mended it."})
        with own_model(settings, by=scoring(60)):
            grade(interview)
        assert {"scoring_gradingcall.prompt", "scoring_gradingcall.reply"} <= set(find_everywhere("brambleworth"))
        tokens = GradingCall.objects.values_list("input_tokens", flat=True).first()
        erase_candidate(candidate=interview.candidate, by=UserFactory.create())
        assert find_everywhere("brambleworth") == []
        assert GradingCall.objects.values_list("input_tokens", flat=True).first() == tokens

    def test_nothing_is_kept_of_who_was_erased_meanwhile(self, settings: Settings, spec: JobSpec) -> None:
        interview = completed(spec, {1: "The brambleworth gearbox slipped, so I mended it."})

        with own_model(settings, by=scoring(60)), pytest.MonkeyPatch.context() as patch:
            real = read_by_engine

            def erased_while_read(by: Any, of: AtHand) -> Any:
                read = real(by, of)
                erase_candidate(candidate=interview.candidate, by=UserFactory.create())
                return read

            patch.setattr(grading, "read_by_engine", erased_while_read)
            order = grade(interview)
        assert order.state == WorkState.CANCELLED
        assert GradingCall.objects.count() == 9 and not GradingCall.objects.exclude(prompt="", reply="").exists()
        assert find_everywhere("brambleworth") == []


class TestAway:
    def test_it_waits_visibly_and_is_graded_by_no_other_engine(self, settings: Settings, spec: JobSpec) -> None:
        interview, other = completed(spec), completed(spec)
        with own_model(settings, Status(503)) as server:
            for _ in range(4):
                order = grade(interview)
            assert len(server.asked) == 4
        said = "The grading service does not answer: the language model answered with an error (HTTP 503) (1 try)."
        assert (order.state, order.attempts, order.error) == (WorkState.QUEUED, 0, said)
        assert timezone.now() < order.due_at < timezone.now() + timedelta(seconds=90)
        assert Grading.objects.count() == 0
        state = engine_of(spec)
        assert (state.waiting, state.why, state.is_known) == (2, said, True)
        assert order_of(other).error == said, "what waits for the same engine need not find out for itself"

    def test_a_provider_that_hangs_is_left_in_time(self, settings: Settings, spec: JobSpec) -> None:
        settings.LLM_TIMEOUT_SECONDS = 0.2
        with own_model(settings, Stall(5)):
            order = grade(completed(spec))
        assert "did not answer within 0.2 seconds" in order.error and order.state == WorkState.QUEUED

    def test_once_it_is_back_only_what_is_lacking_is_asked(self, settings: Settings, spec: JobSpec) -> None:
        interview = completed(spec)
        with own_model(settings, by=away_for("Listening")):
            grade(interview)
        with own_model(settings, by=scoring(40)) as server:
            assert grade(interview).state == WorkState.DONE
        assert {competency_of(asked) for asked in server.asked} == {"Listening", "Repairing"}
        found = Grading.objects.get()
        scores = dict(found.scores.values_list("competency__key", "score"))
        assert scores == {"planning": 70, "listening": 40, "repairing": 40}
        assert found.calls.count() == 9
        assert list(found.calls.filter(competency__key="planning").values_list("tries", "input_tokens")) == [(0, 0)] * 3

    def test_without_a_model_the_order_stops_and_says_what_to_do(self, settings: Settings, spec: JobSpec) -> None:
        settings.GRADING_ENGINES = {"offline": LLM["offline"]}
        order = grade(completed(spec))
        assert order.state == WorkState.FAILED and "set LLM_MODEL" in order.error
        with pytest.raises(UnknownEngine, match="set LLM_MODEL"):
            engine_named("llm")

    def test_a_run_whose_provider_is_away_asks_once(self, settings: Settings, spec: JobSpec) -> None:
        for _ in range(3):
            completed(spec)
        run = orders.order_run(job_spec=spec, by=None)
        GradingOrder.objects.update(due_at=Now())
        with own_model(settings, Status(503)) as server:
            assert grading.grade_some(run=run) == 1
            assert grading.grade_some(run=run) == 0
            assert len(server.asked) == 1
        assert set(GradingOrder.objects.values_list("state", "attempts")) == {(WorkState.QUEUED, 0)}


class TestBudget:
    def test_an_interview_takes_no_more_than_it_may(self, settings: Settings, spec: JobSpec) -> None:
        settings.LLM_BUDGET_TOKENS = 2500
        first, second = completed(spec), completed(spec)
        with own_model(settings, by=scoring(50)) as server:
            order = grade(first)
            assert 0 < len(server.asked) < 9
            grade(first)
            asked = len(server.asked)
            grade(second)
            assert len(server.asked) > asked, "each interview has its own"
        assert order.state == WorkState.QUEUED and "tokens that this interview may take" in order.error
        spent = GradingCall.objects.filter(order__interview=first)
        assert sum(call.input_tokens + call.output_tokens for call in spent) <= 2500


class TestSwitching:
    def test_an_owner_goes_on_with_another_engine_and_the_database_notes_it(self, settings: Settings, spec: JobSpec) -> None:
        owner, interview = UserFactory.create(), completed(spec)
        with own_model(settings, Status(503)):
            grade(interview)
        assert switch_engine(job_spec=spec, engine="offline", grade_again=False, by=owner) is None
        order = order_of(interview)
        assert (order.error, order.due_at <= timezone.now()) == ("", True)
        assert grading.grade(order_id=order.pk)
        assert Grading.objects.get().engine == "offline"
        spec.refresh_from_db()
        assert spec.grading_engine == "offline"
        event = apps.get_model("jobspecs", "JobSpecEvent").objects.filter(pgh_obj=spec).latest("pgh_id")
        assert event.grading_engine == "offline" and event.pgh_context.metadata["user"] == str(owner.pk)

    def test_all_can_be_graded_again_by_it(self, settings: Settings, spec: JobSpec) -> None:
        interview = completed(spec)
        with own_model(settings, by=scoring(90)):
            grade(interview)
        assert [(row.label, row.count) for row in engine_of(spec).graded_by] == [("language model (openai:small)", 1)]
        run = switch_engine(job_spec=spec, engine="offline", grade_again=True, by=UserFactory.create())
        assert run is not None and grading.grade_some(run=run) == 1
        assert list(interview.gradings.order_by("created_at").values_list("engine", flat=True)) == ["llm", "offline"]
        state = engine_of(spec)
        assert [(row.label, row.count) for row in state.graded_by] == [("offline engine", 1)] and not state.is_mixed

    def test_what_the_earlier_engine_is_reading_is_not_stored(self, settings: Settings, spec: JobSpec) -> None:
        interview = completed(spec)

        with own_model(settings, by=scoring(90)), pytest.MonkeyPatch.context() as patch:
            real = read_by_engine

            def switched_while_read(by: Any, of: AtHand) -> Any:
                read = real(by, of)
                switch_engine(job_spec=spec, engine="offline", grade_again=False, by=UserFactory.create())
                return read

            patch.setattr(grading, "read_by_engine", switched_while_read)
            assert grade(interview).state == WorkState.QUEUED
        assert Grading.objects.count() == 0 and GradingCall.objects.filter(grading=None).count() == 9

    def test_an_engine_that_is_not_there_is_refused(self, spec: JobSpec) -> None:
        with pytest.raises(UnknownEngine):
            switch_engine(job_spec=spec, engine="oracle", grade_again=True, by=UserFactory.create())
        assert Run.objects.count() == 0

    def test_neighbours_of_another_engine_are_told(self, settings: Settings, spec: JobSpec) -> None:
        make_evaluation(completed(spec))
        interview = completed(spec)
        with own_model(settings, by=scoring(90)):
            grade(interview)
        assert engine_of(spec).is_mixed
