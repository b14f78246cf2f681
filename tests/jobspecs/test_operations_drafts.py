"""Drafting in the background: one spec a draft, a reason for each failure, the text always kept."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from config import work
from config.work import WorkState
from jobspecs.choices import DraftStep, Origin, Role
from jobspecs.drafting.base import Reading
from jobspecs.models import Draft, JobSpec, Membership, Question
from jobspecs.operations.drafts import discard_draft, restore_draft, retry_draft, run_draft, start_draft
from jobspecs.queries.drafts import progress_of
from tests.factories import UserFactory
from tests.jobspecs import engines

TEXT = "We look for a captain who steers the ferry and reads the weather."


@pytest.fixture(autouse=True)
def _quick_engines(settings: Settings) -> None:
    settings.DRAFTING_ENGINE, settings.QUESTION_ENGINE = engines.DRAFTING, engines.QUESTIONS


def make_draft() -> Draft:
    draft = start_draft(description=TEXT, by=UserFactory.create())
    draft.refresh_from_db()
    return draft


def run(draft: Draft) -> Draft:
    run_draft(draft.pk)
    draft.refresh_from_db()
    return draft


def make_due(draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(due_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db
class TestADraft:
    def test_becomes_a_published_spec_of_who_asked(self) -> None:
        draft = run(make_draft())
        assert (draft.state, draft.step) == (WorkState.DONE, DraftStep.PUBLISHED)
        spec = draft.job_spec
        assert spec is not None
        assert spec.current_version is not None
        assert (spec.title, spec.level, spec.description) == ("Ferry Captain", "senior", TEXT)
        assert spec.current_version.sealed_at
        assert spec.current_version.number == 1
        assert Membership.objects.get(job_spec=spec).role == Role.OWNER
        assert Question.objects.filter(round__job_spec=spec, round__position=1).count() == 3
        assert Question.objects.filter(round__job_spec=spec, round__position=2).count() == 4

    def test_shows_what_each_step_found(self) -> None:
        steps = {step.name: step for step in progress_of(run(make_draft())).steps}
        assert {step.state for step in steps.values()} == {"done"}
        assert steps["Reading the description"].note == "Ferry Captain · senior"
        assert steps["Competencies"].lines == ("Steering", "Weather", "Seamanship")
        assert steps["Weights"].lines == ("0.50 Steering", "0.30 Weather", "0.20 Seamanship")
        assert steps["Must-haves"].lines == ("required: We look for a captain",)
        assert (steps["Round 01"].note, steps["Round 02"].note) == ("3 questions", "4 prompts")

    def test_run_twice_makes_one_spec(self) -> None:
        draft = run(make_draft())
        run(draft)
        assert JobSpec.objects.count() == 1

    def test_taken_over_by_another_worker_stores_nothing(self) -> None:
        draft = make_draft()
        first = work.claim(Draft, draft.pk)
        assert first
        Draft.objects.filter(pk=draft.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        run(draft)
        with pytest.raises(work.LeaseLost):
            work.finish(first)
        assert JobSpec.objects.count() == 1


@pytest.mark.django_db
class TestAFailure:
    @pytest.mark.parametrize(
        ("setting", "engine", "step", "reason"),
        [
            ("DRAFTING_ENGINE", "RefusesToRead", DraftStep.READING, "This text names no work. Paste the whole description."),
            ("DRAFTING_ENGINE", "RefusesWeights", DraftStep.WEIGHTS, "No weights can be drawn from this text."),
            ("QUESTION_ENGINE", "RefusesQuestions", DraftStep.ROUND_01, "The writer has no more ideas. Word it yourself."),
        ],
    )
    def test_of_the_text_stops_at_once_and_says_why(
        self, settings: Settings, setting: str, engine: str, step: DraftStep, reason: str
    ) -> None:
        setattr(settings, setting, f"{engines.HERE}.{engine}")
        draft = run(make_draft())
        assert (draft.state, draft.attempts, draft.error) == (WorkState.FAILED, 1, reason)
        assert (draft.step, draft.description) == (step, TEXT)
        states = [line.state for line in progress_of(draft).steps]
        assert states.index("failed") == list(DraftStep).index(step)

    def test_of_our_own_is_tried_three_times_and_then_stops(self, settings: Settings) -> None:
        settings.DRAFTING_ENGINE = f"{engines.HERE}.Breaks"
        draft = make_draft()
        for attempt in (1, 2, 3):
            assert run(draft).attempts == attempt
            make_due(draft)
        assert draft.state == WorkState.FAILED
        assert "The text is kept" in draft.error
        assert draft.description == TEXT
        run(draft)
        assert draft.attempts == 3
        assert work.standing_still(Draft) == []
        assert not JobSpec.objects.exists()

    def test_is_over_after_another_try_with_a_better_text(self, settings: Settings) -> None:
        settings.DRAFTING_ENGINE = f"{engines.HERE}.RefusesWeights"
        draft = run(make_draft())
        settings.DRAFTING_ENGINE = engines.DRAFTING
        assert retry_draft(draft=draft, description="A better text.", by=draft.requested_by)
        draft.refresh_from_db()
        assert (draft.state, draft.step, draft.found, draft.error) == (WorkState.QUEUED, DraftStep.READING, {}, "")
        spec = run(draft).job_spec
        assert spec
        assert spec.description == "A better text."

    def test_of_what_is_running_is_not_started_over(self) -> None:
        draft = make_draft()
        assert not retry_draft(draft=draft, description="Other words.", by=draft.requested_by)
        draft.refresh_from_db()
        assert draft.description == TEXT


@pytest.mark.django_db
class TestDiscarding:
    def test_stops_what_is_under_way(self) -> None:
        draft = make_draft()
        running = work.claim(Draft, draft.pk)
        assert running
        discard_draft(draft=draft, by=draft.requested_by)
        with pytest.raises(work.LeaseLost):
            work.heartbeat(running)
        draft.refresh_from_db()
        assert draft.discarded_at
        assert draft.state == WorkState.CANCELLED
        assert work.standing_still(Draft) == []

    def test_is_undone_and_the_draft_begins_anew(self) -> None:
        draft = make_draft()
        discard_draft(draft=draft, by=draft.requested_by)
        restore_draft(draft=draft, by=draft.requested_by)
        assert run(draft).job_spec is not None

    def test_leaves_a_finished_draft_alone(self) -> None:
        draft = run(make_draft())
        discard_draft(draft=draft, by=draft.requested_by)
        draft.refresh_from_db()
        assert (draft.state, draft.discarded_at) == (WorkState.DONE, None)


@pytest.mark.django_db
def test_a_draft_that_nobody_takes_asks_for_a_worker_after_a_while() -> None:
    draft = make_draft()
    assert not progress_of(draft).waits_for_a_worker
    Draft.objects.filter(pk=draft.pk).update(due_at=timezone.now() - timedelta(seconds=21))
    draft.refresh_from_db()
    assert progress_of(draft).waits_for_a_worker


@pytest.mark.django_db(transaction=True)
def test_four_workers_make_one_spec_of_one_draft() -> None:
    draft = make_draft()

    def attempt(_number: int) -> None:
        try:
            run_draft(draft.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(attempt, range(4)))
    draft.refresh_from_db()
    assert (draft.state, draft.attempts) == (WorkState.DONE, 1)
    assert JobSpec.objects.count() == 1
    assert set(Question.objects.values_list("current_revision__origin", flat=True)) == {Origin.ENGINE}


@pytest.mark.django_db(transaction=True)
def test_a_step_that_takes_longer_than_a_lease_is_not_given_to_another_worker(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WORK_LEASE_SECONDS = 1
    draft = make_draft()
    read, taken = engines.QuickDrafting.read, []

    def slow(self: engines.QuickDrafting, text: str) -> Reading:
        time.sleep(1.5)
        taken.append(work.claim(Draft, draft.pk))
        return read(self, text)

    monkeypatch.setattr(engines.QuickDrafting, "read", slow)
    assert run(draft).state == WorkState.DONE
    assert taken == [None]
