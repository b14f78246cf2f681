"""The page of runs and engines: what is ordered, paused, gone on with, switched."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from config.work import WorkState
from interviews.operations import endings
from interviews.operations.purging import erase_candidate
from jobspecs.choices import Role
from jobspecs.models import JobSpec, User
from scoring.models import GradingOrder, Run
from scoring.operations import grading, orders
from scoring.operations.reading import read_by_engine
from scoring.operations.sweeping import sweep
from scoring.queries.engines import engine_of
from tests.factories import UserFactory, make_member, make_spec
from tests.factories.scoring import SCRIPTED, completed, make_evaluation, scripted

pytestmark = pytest.mark.django_db
BOTH = {"offline": "scoring.grading.offline.OfflineGrading", "second": SCRIPTED}


@pytest.fixture
def owner() -> User:
    return UserFactory.create()


@pytest.fixture
def spec(owner: User, settings: Settings) -> JobSpec:
    settings.GRADING_ENGINES, settings.GRADING_ENGINE = BOTH, "offline"
    return make_spec(by=owner)


def member(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def runs_page(spec: JobSpec) -> str:
    return reverse("scoring:runs", args=[spec.pk])


def text_of(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


class TestOrdering:
    def test_some_are_graded_again_and_no_other(self, client: Client, spec: JobSpec, owner: User) -> None:
        first, second, _ = (completed(spec) for _ in range(3))
        GradingOrder.objects.all().delete()
        make_evaluation(first)
        chosen = {"again": "some", "interviews": [str(first.pk), str(second.pk)]}
        assert member(client, owner).post(runs_page(spec), chosen).status_code == 302
        run = Run.objects.get()
        assert (run.chosen, run.again, run.engine, run.requested_by) == (True, True, "", owner)
        assert set(run.orders.values_list("interview", flat=True)) == {first.pk, second.pk}
        with scripted({}):
            assert grading.grade_some(run=run) == 2
        run.refresh_from_db()
        assert run.finished_at is not None and first.gradings.count() == 2

    def test_some_without_any_is_refused_and_what_was_chosen_stays(self, client: Client, spec: JobSpec, owner: User) -> None:
        completed(spec)
        page = member(client, owner).post(runs_page(spec), {"again": "some", "engine": "second"})
        assert "Tick at least one interview." in text_of(page)
        content = page.content.decode()
        assert re.search(r'value="some"[^>]*checked', content) and re.search(r'value="second"[^>]*selected', content)
        assert not Run.objects.exists()

    def test_who_orders_nothing_is_told_so(self, client: Client, spec: JobSpec, owner: User) -> None:
        make_evaluation(completed(spec))
        answer = member(client, owner).post(runs_page(spec), {"again": ""}, follow=True)
        assert "There was nothing to grade" in text_of(answer)

    def test_what_is_ordered_otherwise_is_told_of(self, client: Client, spec: JobSpec, owner: User) -> None:
        first, second = completed(spec), completed(spec)
        for interview in (first, second):
            make_evaluation(interview)
        orders.order_grading(interview=first, by=owner)
        chosen = {"again": "some", "interviews": [str(first.pk), str(second.pk)]}
        told = text_of(member(client, owner).post(runs_page(spec), chosen, follow=True))
        assert "1 interview is left out: ordered before, and graded by that." in told
        told = text_of(client.post(runs_page(spec), chosen, follow=True))
        assert "Nothing more was ordered: 2 interviews are ordered already." in told

    def test_a_run_that_is_open_goes_on_and_the_page_says_so(self, client: Client, spec: JobSpec, owner: User) -> None:
        make_evaluation(completed(spec))
        member(client, owner).post(runs_page(spec), {"again": "1"})
        told = text_of(client.post(runs_page(spec), {"again": "1"}, follow=True))
        assert "A run of this kind is open already, and goes on" in told
        orders.pause_run(run=Run.objects.get(), by=owner)
        told = text_of(client.post(runs_page(spec), {"again": "1"}, follow=True))
        assert "A run of this kind was paused, and goes on" in told and "running, 1 left" in told

    def test_an_interview_of_another_spec_cannot_be_chosen(self, client: Client, spec: JobSpec, owner: User) -> None:
        completed(spec)
        other = completed(make_spec())
        page = member(client, owner).post(runs_page(spec), {"again": "some", "interviews": [str(other.pk)]})
        assert "not a completed one of this job spec" in text_of(page) and not Run.objects.exists()

    def test_an_owner_chooses_an_engine_for_a_run_and_an_editor_does_not(
        self, client: Client, spec: JobSpec, owner: User
    ) -> None:
        completed(spec)
        editor = make_member(spec, Role.EDITOR)
        page = member(client, editor).post(runs_page(spec), {"again": "1", "engine": "second"})
        assert page.status_code == 200 and not Run.objects.exists()
        member(client, owner).post(runs_page(spec), {"again": "1", "engine": "second"})
        assert Run.objects.get().engine == "second"
        assert "All again, by the second engine: 0 of 1 graded" in text_of(client.get(runs_page(spec)))

    def test_the_names_stand_there_without_scores(self, client: Client, spec: JobSpec, owner: User) -> None:
        interview = completed(spec)
        make_evaluation(interview, {"planning": 91, "listening": 91, "repairing": 91})
        page = text_of(member(client, owner).get(runs_page(spec)))
        assert interview.candidate.shown_name in page and "91" not in page

    def test_its_cost_does_not_grow_with_the_interviews(
        self, client: Client, spec: JobSpec, owner: User, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        make_evaluation(completed(spec))
        orders.order_run(job_spec=spec, by=owner, again=True)
        member(client, owner).get(runs_page(spec))
        with django_assert_num_queries(8):
            client.get(runs_page(spec))
        for _ in range(3):
            completed(spec)
        with django_assert_num_queries(8):
            client.get(runs_page(spec))


class TestPause:
    def test_a_paused_run_takes_nothing_and_goes_on_when_told(self, client: Client, spec: JobSpec, owner: User) -> None:
        for _ in range(3):
            completed(spec)
        run = orders.order_run(job_spec=spec, by=owner)
        member(client, owner).post(reverse("scoring:pause_run", args=[run.pk]))
        assert "paused on" in text_of(client.get(runs_page(spec)))
        with scripted({}) as engine:
            assert grading.grade_some(run=run) == 0
            assert engine.calls == 0
            client.post(reverse("scoring:continue_run", args=[run.pk]))
            assert grading.grade_some(run=run) == 3
        run.refresh_from_db()
        assert (run.paused_at, run.finished_at is not None) == (None, True)

    def test_a_run_that_is_paused_while_it_works_stops_after_the_interview(self, spec: JobSpec, owner: User) -> None:
        for _ in range(3):
            completed(spec)
        run = orders.order_run(job_spec=spec, by=owner)
        with scripted({}) as engine, pytest.MonkeyPatch.context() as patch:
            real = read_by_engine

            def pausing(*given: Any) -> Any:
                orders.pause_run(run=run, by=owner)
                return real(*given)

            patch.setattr(grading, "LOOK_SECONDS", 0)
            patch.setattr(grading, "read_by_engine", pausing)
            assert grading.grade_some(run=run) == 1
            assert engine.calls == run.orders.filter(state=WorkState.DONE).count() == 1
        waiting = run.orders.filter(state=WorkState.QUEUED)
        assert list(waiting.values_list("attempts", "error")) == [(0, ""), (0, "")]

    def test_a_run_that_is_stopped_while_it_works_asks_for_no_more(self, spec: JobSpec, owner: User) -> None:
        for _ in range(3):
            completed(spec)
        run = orders.order_run(job_spec=spec, by=owner)
        with scripted({}) as engine, pytest.MonkeyPatch.context() as patch:
            real = read_by_engine

            def stopping(*given: Any) -> Any:
                orders.cancel_run(run=run, by=owner)
                return real(*given)

            patch.setattr(grading, "LOOK_SECONDS", 0)
            patch.setattr(grading, "read_by_engine", stopping)
            assert grading.grade_some(run=run) == 1
            assert run.orders.filter(state=WorkState.CANCELLED).count() == 3
            assert engine.calls == 1

    def test_the_sweeper_leaves_it_alone(self, spec: JobSpec, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
        completed(spec)
        run = orders.order_run(job_spec=spec, by=owner)
        GradingOrder.objects.update(error="put back", due_at=Now())
        sent: list[str] = []
        monkeypatch.setattr("scoring.tasks.grade_chunk.send", lambda run_id: sent.append(run_id))
        monkeypatch.setattr("scoring.tasks.grade_chunk.waiting", lambda: 0)  # the queue is that of all tests
        orders.pause_run(run=run, by=owner)
        sweep()
        assert sent == []
        orders.continue_run(run=run, by=owner)
        sweep()
        assert sent == [str(run.pk)] * 2

    def test_the_list_of_runs_asks_for_news_only_while_one_works(self, client: Client, spec: JobSpec, owner: User) -> None:
        completed(spec)
        run = orders.order_run(job_spec=spec, by=owner)
        fragment = {"HX-Request": "true"}
        news = member(client, owner).get(runs_page(spec), headers=fragment).content.decode()
        assert news.lstrip().startswith('<div id="runs"') and "every 3s" in news and "<html" not in news
        orders.pause_run(run=run, by=owner)
        assert "every 3s" not in client.get(runs_page(spec), headers=fragment).content.decode()


class TestEngine:
    def test_what_waits_is_told_with_the_next_try_and_a_way_out(self, client: Client, spec: JobSpec, owner: User) -> None:
        completed(spec)
        GradingOrder.objects.update(error="The grading service does not answer: the language model could not be reached.")
        page = member(client, owner).get(runs_page(spec))
        told = text_of(page)
        assert "The offline engine grades this job spec." in told
        assert "1 interview waits since" in told and "could not be reached. Next try at" in told
        assert f"{reverse('scoring:engine', args=[spec.pk])}?engine=second" in page.content.decode()

    def test_an_editor_sees_it_and_cannot_switch(self, client: Client, spec: JobSpec) -> None:
        page = member(client, make_member(spec, Role.EDITOR)).get(runs_page(spec))
        assert "An owner of this job spec can have it graded by another engine." in text_of(page)
        assert reverse("scoring:engine", args=[spec.pk]) not in page.content.decode()

    def test_the_confirmation_says_what_it_means_and_grades_all_again(self, client: Client, spec: JobSpec, owner: User) -> None:
        make_evaluation(completed(spec))
        address = reverse("scoring:engine", args=[spec.pk])
        told = text_of(member(client, owner).get(f"{address}?engine=second"))
        assert "Already graded: 1 by the scripted engine." in told and "cannot be compared with each other" in told
        client.post(address, {"engine": "second", "grade_again": "1"})
        spec.refresh_from_db()
        assert spec.grading_engine == "second" and Run.objects.get().again
        assert "The second engine grades this job spec." in text_of(client.get(runs_page(spec)))

    def test_who_is_erased_or_has_withdrawn_is_not_told_of_as_graded(self, spec: JobSpec, owner: User) -> None:
        stays, withdrawn, erased = (completed(spec) for _ in range(3))
        for interview in (stays, withdrawn, erased):
            make_evaluation(interview)
        assert [by.count for by in engine_of(spec).graded_by] == [3]
        endings.withdraw(interview=withdrawn, by=withdrawn.candidate)
        erase_candidate(candidate=erased.candidate, by=owner)
        assert [by.count for by in engine_of(spec).graded_by] == [1]

    @pytest.mark.parametrize("wrong", ["oracle", "offline", ""])
    def test_an_engine_that_is_no_other_is_refused(self, client: Client, spec: JobSpec, owner: User, wrong: str) -> None:
        page = member(client, owner).post(reverse("scoring:engine", args=[spec.pk]), {"engine": wrong})
        assert page.status_code == 200
        spec.refresh_from_db()
        assert spec.grading_engine == ""
