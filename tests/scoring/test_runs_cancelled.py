"""A run is cancelled for good, on its page or from the command line, running or paused: what is graded stays."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from config.work import WorkState
from jobspecs.models import JobSpec, User
from scoring.models import Grading, Run
from scoring.operations import grading, orders
from tests.factories import UserFactory, make_spec
from tests.factories.scoring import completed, scripted
from tests.jobspecs.pages import signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory.create()


@pytest.fixture
def spec(owner: User) -> JobSpec:
    spec = make_spec(by=owner)
    for _ in range(3):
        completed(spec)
    return spec


def score_batch(**options: object) -> str:
    out = io.StringIO()
    call_command("score_batch", stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


@pytest.mark.parametrize("paused", [False, True])
def test_on_its_page(spec: JobSpec, owner: User, paused: bool) -> None:
    run = orders.order_run(job_spec=spec, by=owner)
    with scripted({}):
        assert grading.grade_some(run=run, limit=1) == 1
    if paused:
        orders.pause_run(run=run, by=owner)
    client = signed_in(owner)
    page = client.get(reverse("scoring:runs", args=[spec.pk]))
    for words in ("Cancel", "Continue" if paused else "Pause"):
        assert f">{words}</button>" in page.text
    told = text_of(client.post(reverse("scoring:stop_run", args=[run.pk]), follow=True))
    assert "Cancelled. What is graded stays; 2 were not graded." in told
    assert "1 of 3 graded" in told and "cancelled by a person, 2 not graded" in told
    assert "Continue" not in told
    assert Grading.objects.count() == 1
    assert run.orders.filter(state=WorkState.CANCELLED).count() == 2


def test_a_cancelled_run_is_not_gone_on_with(spec: JobSpec, owner: User) -> None:
    run = orders.order_run(job_spec=spec, by=owner)
    orders.cancel_run(run=run, by=owner)
    assert not orders.continue_run(run=run, by=owner)
    with scripted({}) as engine:
        assert grading.grade_some(run=run) == 0
        assert engine.calls == 0
    assert orders.order_run(job_spec=spec, by=owner).pk != run.pk


def test_from_the_command_line_also_one_over_all_specs(spec: JobSpec) -> None:
    of_all, of_one = orders.order_run(job_spec=None, by=None), orders.order_run(job_spec=spec, by=None)
    assert "Cancelled: 3 were not graded." in score_batch(cancel=True)
    of_all.refresh_from_db()
    of_one.refresh_from_db()
    assert of_all.cancelled_at is not None and of_one.cancelled_at is None


def test_the_command_says_when_there_is_none(spec: JobSpec) -> None:
    with pytest.raises(CommandError, match="No run of this kind is open"):
        score_batch(cancel=True, spec=spec.pk)
    assert not Run.objects.exists()
