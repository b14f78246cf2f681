"""Running a grading again from its report."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from interviews.operations.purging import erase_candidate, purge
from jobspecs.choices import Role
from jobspecs.models import User
from scoring import tasks
from scoring.choices import Shown
from scoring.models import CompetencyScore, Disclosure, Grading, GradingOrder, Replay
from scoring.operations import grading
from tests.factories import UserFactory, make_member, make_spec
from tests.factories.scoring import completed
from tests.llm_server import KEY, own_model
from tests.scoring.model_judgements import scoring
from tests.scoring.test_views_runs import text_of

pytestmark = pytest.mark.django_db
PANEL = {"HX-Request": "true"}


@pytest.fixture
def owner() -> User:
    return UserFactory.create()


def graded(owner: User) -> Grading:
    interview = completed(make_spec(by=owner))
    order = GradingOrder.objects.get(interview=interview)
    assert grading.grade(order_id=order.pk), order.error
    Disclosure.objects.create(user=owner, job_spec=interview.job_spec, what=Shown.SCORES)
    return interview.gradings.get()


def pressed(client: Client, by: User, found: Grading) -> Any:
    client.force_login(by)
    return client.post(reverse("scoring:replay", args=[found.pk]), headers=PANEL)


def test_the_panel_says_identical(client: Client, owner: User) -> None:
    found = graded(owner)
    assert "identical , every score, reason and quote" in text_of(pressed(client, owner, found))
    assert Replay.objects.get().replayed_by == owner


def test_the_panel_names_what_differs_without_words(client: Client, owner: User) -> None:
    found = graded(owner)
    with transaction.atomic(), purge():
        CompetencyScore.objects.filter(grading=found, competency__key="planning").update(score=99, level=5, reason="Secret words")
    told = text_of(pressed(client, owner, found))
    assert "not identical" in told and "planning: score 99, then" in told and "planning: another reason" in told
    assert "Secret words" not in told


def test_without_a_panel_it_leads_back_to_the_report(client: Client, owner: User) -> None:
    found = graded(owner)
    client.force_login(owner)
    answer = client.post(reverse("scoring:replay", args=[found.pk]))
    assert answer.headers["Location"] == f"{reverse('scoring:report', args=[found.interview_id])}#replay"
    assert Replay.objects.get().is_same


def test_who_rates_blind_is_shown_nothing(client: Client, owner: User) -> None:
    found = graded(owner)
    editor = make_member(found.interview.job_spec, Role.EDITOR)
    with transaction.atomic(), purge():
        Disclosure.objects.filter(user=editor).delete()
    answer = pressed(client, editor, found)
    assert answer.headers["HX-Redirect"].endswith("#replay") and answer.content == b""
    assert not Replay.objects.exists()


def test_an_erased_one_says_so(client: Client, owner: User) -> None:
    found = graded(owner)
    erase_candidate(candidate=found.interview.candidate, by=owner)
    assert "Erased: the words that were graded are no longer there." in text_of(pressed(client, owner, found))


def test_one_from_an_engine_that_is_gone_says_so(client: Client, owner: User, settings: Settings) -> None:
    found = graded(owner)
    settings.GRADING_ENGINES = {}
    assert "There is no grading engine “offline”" in text_of(pressed(client, owner, found))


def test_a_model_is_asked_in_the_background(
    client: Client, owner: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.GRADING_ENGINES, settings.GRADING_ENGINE = {"llm": "scoring.grading.llm.LlmGrading"}, "llm"
    monkeypatch.setenv("LLM_API_KEY", KEY)
    sent: list[dict[str, str]] = []
    monkeypatch.setattr("scoring.tasks.replay.send", lambda **ids: sent.append(ids))
    with own_model(settings, by=scoring(60)):
        found = graded(owner)
        assert "The language model is being asked again." in text_of(pressed(client, owner, found))
        assert not Replay.objects.exists()
        tasks.replay(**sent[0])
    assert Replay.objects.get(grading=found, replayed_by=owner).is_same
