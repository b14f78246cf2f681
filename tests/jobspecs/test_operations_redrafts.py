"""Drafting a spec again: nothing changes until somebody takes it, what they take is one version, nothing comes twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django.fixtures import Settings

from config import work
from config.work import WorkState
from jobspecs import tasks
from jobspecs.choices import DraftStep
from jobspecs.drafting.base import Reading
from jobspecs.models import JobSpec, ModelCall, Question, Redraft, User, Version
from jobspecs.operations import questions as question_operations
from jobspecs.operations import redrafts as operations
from jobspecs.operations import taking
from jobspecs.operations.redrafts import put_aside, retry_redraft, run_redraft, start_redraft
from jobspecs.operations.specs import archive_spec
from jobspecs.operations.versions import (
    SpecArchived,
)
from jobspecs.queries.drafts import progress_of
from jobspecs.queries.redrafts import open_redraft_of
from tests.factories import UserFactory, make_spec
from tests.factories.redrafts import make_redraft
from tests.jobspecs import engines
from tests.jobspecs.redrafting import (
    TEXT,
    compared,
    content_now,
    ferry,
    run,
    started,
    take,
    with_welding,
    worded_anew,
)
from tests.refusals import refused


@pytest.fixture(autouse=True)
def _quick_engines(settings: Settings) -> None:
    settings.DRAFTING_ENGINE, settings.QUESTION_ENGINE = engines.DRAFTING, engines.QUESTIONS


@pytest.fixture
def ana(db: None) -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def spec(ana: User) -> JobSpec:
    return make_spec(by=ana, drafted_with="offline")


class TestDraftingAgain:
    def test_keeps_the_whole_draft_and_changes_nothing(self, ana: User) -> None:
        spec = ferry(ana)
        before = content_now(spec)
        redraft = run(started(spec, ana))
        assert (redraft.state, redraft.step, redraft.closed_at) == (WorkState.DONE, DraftStep.PUBLISHED, None)
        assert redraft.proposal
        assert redraft.proposal["title"] == "Ferry Captain"
        assert content_now(spec) == before

    def test_of_the_same_description_by_the_same_engine_finds_nothing_to_change(self, ana: User) -> None:
        redraft = run(started(ferry(ana), ana))
        assert list(compared(redraft).pieces) == []

    def test_shows_what_each_step_found(self, ana: User) -> None:
        redraft = run(started(ferry(ana), ana))
        steps = progress_of(redraft).steps
        assert {step.state for step in steps} == {"done"}
        assert [step.name for step in steps][-1] == "What would change"
        assert steps[1].lines == ("Steering", "Weather", "Seamanship")

    def test_asked_for_twice_is_one_piece_of_work(self, spec: JobSpec, ana: User) -> None:
        first = started(spec, ana)
        assert started(spec, UserFactory.create()) == first
        assert open_redraft_of(spec) == first

    def test_run_twice_drafts_once(self, ana: User) -> None:
        redraft = run(started(ferry(ana), ana))
        assert run(redraft).attempts == 1

    def test_is_refused_without_a_description_and_in_the_archive(self, ana: User) -> None:
        with pytest.raises(operations.NoDescription):
            start_redraft(job_spec=make_spec(by=ana, description=" "), by=ana)
        spec = make_spec(by=ana)
        archive_spec(job_spec=spec, by=ana)
        with pytest.raises(SpecArchived):
            start_redraft(job_spec=spec, by=ana)
        assert not Redraft.objects.exists()

    def test_whose_worker_was_lost_is_sent_again(self, spec: JobSpec, ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
        redraft = started(spec, ana)
        assert work.claim(Redraft, redraft.pk)
        sent: list[str] = []
        monkeypatch.setattr(tasks.redraft_spec, "send", lambda **ids: sent.append(ids["redraft_id"]))
        tasks.sweep()
        assert sent == []
        Redraft.objects.filter(pk=redraft.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        tasks.sweep()
        assert sent == [str(redraft.pk)]

    def test_that_was_taken_over_stores_nothing(self, ana: User) -> None:
        redraft = started(ferry(ana), ana)
        first = work.claim(Redraft, redraft.pk)
        assert first
        Redraft.objects.filter(pk=redraft.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        assert run(redraft).state == WorkState.DONE
        with pytest.raises(work.LeaseLost):
            work.finish(first, proposal={})
        redraft.refresh_from_db()
        assert redraft.proposal

    def test_by_a_provider_that_is_away_says_so_and_counts_no_call(self, settings: Settings, ana: User) -> None:
        spec = ferry(ana)
        settings.DRAFTING_ENGINE = f"{engines.HERE}.Away"
        spec.description = "Plan the tours of the day.\nListen to what riders tell us.\nRepair brakes and gears.\n" * 4
        spec.save(update_fields=["description"])
        redraft = run(started(spec, ana))
        assert redraft.proposal
        assert "did not answer in 60 seconds" in redraft.proposal["notes"][0]
        assert not ModelCall.objects.exists()


class TestAFailure:
    def test_of_the_text_stops_at_once_and_says_why(self, settings: Settings, spec: JobSpec, ana: User) -> None:
        settings.DRAFTING_ENGINE = f"{engines.HERE}.RefusesWeights"
        before = content_now(spec)
        redraft = run(started(ferry_text(spec), ana))
        assert (redraft.state, redraft.attempts) == (WorkState.FAILED, 1)
        assert redraft.error
        assert progress_of(redraft).is_failed
        assert content_now(spec) == before

    def test_of_our_own_is_tried_three_times_and_can_be_tried_again(self, settings: Settings, spec: JobSpec, ana: User) -> None:
        settings.DRAFTING_ENGINE = f"{engines.HERE}.Breaks"
        redraft = started(ferry_text(spec), ana)
        for attempt in (1, 2, 3):
            assert run(redraft).attempts == attempt
            Redraft.objects.filter(pk=redraft.pk).update(due_at=timezone.now() - timedelta(seconds=1))
        assert redraft.state == WorkState.FAILED
        assert "The spec is as it was; try again." in redraft.error
        assert started(spec, ana) == redraft  # it is still the open one
        settings.DRAFTING_ENGINE = engines.DRAFTING
        assert retry_redraft(redraft=redraft, by=ana)
        assert not retry_redraft(redraft=redraft, by=ana)
        assert run(redraft).state == WorkState.DONE


def ferry_text(spec: JobSpec) -> JobSpec:
    """The spec with a description of which the test's engines can draft."""
    JobSpec.objects.filter(pk=spec.pk).update(description=TEXT)
    return spec


class TestPuttingAside:
    def test_closes_it_and_leaves_the_spec_alone(self, spec: JobSpec, ana: User) -> None:
        before = content_now(spec)
        redraft = make_redraft(spec, title="Bicycle Technician")
        put_aside(redraft=redraft, by=ana)
        redraft.refresh_from_db()
        assert (redraft.state, redraft.closed_by, redraft.was_taken) == (WorkState.DONE, ana, False)
        assert open_redraft_of(spec) is None
        assert content_now(spec) == before
        assert started(spec, ana) != redraft

    def test_stops_what_is_under_way_for_good(self, spec: JobSpec, ana: User) -> None:
        redraft = started(spec, ana)
        running = work.claim(Redraft, redraft.pk)
        assert running
        put_aside(redraft=redraft, by=ana)
        with pytest.raises(work.LeaseLost):
            work.finish(running, proposal={})
        redraft.refresh_from_db()
        assert redraft.state == WorkState.CANCELLED
        assert not retry_redraft(redraft=redraft, by=ana)
        assert work.standing_still(Redraft) == []

    def test_twice_keeps_who_did_it_first(self, spec: JobSpec, ana: User) -> None:
        redraft = make_redraft(spec)
        put_aside(redraft=redraft, by=ana)
        put_aside(redraft=redraft, by=UserFactory.create())
        redraft.refresh_from_db()
        assert redraft.closed_by == ana


def at_once(count: int, do: Callable[[int], object]) -> list[object]:
    """What several threads got, an exception being what one got too."""

    def attempt(number: int) -> object:
        try:
            return do(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as workers:
        return list(workers.map(attempt, range(count)))


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_four_clicks_make_one_new_draft(self) -> None:
        ana = UserFactory.create()
        spec = make_spec(by=ana)
        found = at_once(4, lambda _: start_redraft(job_spec=spec, by=ana).pk)
        assert found == [Redraft.objects.get().pk] * 4

    def test_four_workers_draft_once(self) -> None:
        ana = UserFactory.create()
        redraft = started(ferry(ana), ana)
        assert at_once(4, lambda _: run_redraft(redraft.pk)) == [None] * 4
        redraft.refresh_from_db()
        assert (redraft.state, redraft.attempts) == (WorkState.DONE, 1)

    def test_four_takings_make_one_version(self) -> None:
        ana = UserFactory.create()
        spec = make_spec(by=ana, drafted_with="offline")
        weights = {"planning": "0.40", "listening": "0.25", "repairing": "0.20", "welding": "0.15"}
        redraft = make_redraft(spec, weights=weights, questions=with_welding())
        comparison = compared(redraft)
        found = at_once(4, lambda _: take(redraft, ana, base=1, shown=comparison.ids, chosen=comparison.ticked))
        assert sorted(type(one).__name__ for one in found) == ["Outcome", *["RedraftClosed"] * 3]
        assert Version.objects.filter(job_spec=spec).count() == 2
        assert Question.objects.filter(competency__key="welding").count() == 1

    def test_taking_and_an_edit_by_somebody_lose_nothing(self) -> None:
        ana = UserFactory.create()
        spec = make_spec(by=ana, drafted_with="offline")
        redraft = make_redraft(spec, questions=worded_anew())
        comparison = compared(redraft)
        question = Question.objects.get(round__job_spec=spec, round__position=1, position=1)

        def do(number: int) -> object:
            if number:
                return take(redraft, ana, base=1, shown=comparison.ids, chosen=comparison.ticked)
            return question_operations.reword_question(
                question=question, base=1, text="Mine?", probes=[], competency=None, by=ana
            )

        edit, took = at_once(2, do)
        said = [revision.text for revision in question.revisions.order_by("number")][1:]
        if isinstance(took, taking.ComparisonChanged):
            assert said == ["Mine?"]
        else:  # the edit came second: it was told
            assert (type(edit).__name__, said) == ("QuestionChanged", ["Anew: how do you plan a day?"])

    def test_a_step_that_takes_longer_than_a_lease_is_not_given_to_another(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.WORK_LEASE_SECONDS = 1
        ana = UserFactory.create()
        redraft = started(ferry(ana), ana)
        read, taken_by_others = engines.QuickDrafting.read, []

        def slow(self: engines.QuickDrafting, text: str) -> Reading:
            time.sleep(1.5)
            taken_by_others.append(work.claim(Redraft, redraft.pk))
            return read(self, text)

        monkeypatch.setattr(engines.QuickDrafting, "read", slow)
        assert run(redraft).state == WorkState.DONE
        assert taken_by_others == [None]


def test_the_database_refuses_a_second_open_draft(spec: JobSpec) -> None:
    make_redraft(spec)
    refused("redraft_one_open", lambda: make_redraft(spec))
    Redraft.objects.update(closed_at=Now(), closed_by=spec.created_by)
    make_redraft(spec)


@pytest.mark.django_db
def test_of_the_drafts_put_aside_the_last_keep_what_was_in_them() -> None:
    spec = make_spec()
    ana = spec.created_by
    assert ana
    taken = make_redraft(spec)
    Redraft.objects.filter(pk=taken.pk).update(closed_at=Now(), closed_by=ana, was_taken=True)
    aside = []
    for _ in range(operations.MOST_KEPT + 2):
        aside.append(make_redraft(spec))
        assert put_aside(redraft=aside[-1], by=ana)
    emptied = Redraft.objects.filter(job_spec=spec, proposal={})
    assert set(emptied.values_list("pk", flat=True)) == {redraft.pk for redraft in aside[:2]}
    assert Redraft.objects.filter(job_spec=spec).count() == operations.MOST_KEPT + 3
