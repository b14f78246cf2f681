"""Who gets in where: strangers nowhere, reviewers to read and rate, editors and owners to change."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jobspecs.choices import Role
from scoring.models import Decision, HumanRating, Run
from scoring.operations.orders import order_run
from tests.factories import UserFactory, make_member, make_spec
from tests.factories.scoring import completed, make_evaluation

pytestmark = pytest.mark.django_db

READ = ["candidates", "row", "live", "report"]
CHANGE = ["evaluate_under_current", "decide", "grade_again", "runs", "stop_run"]


@pytest.fixture
def world() -> dict[str, Any]:
    spec = make_spec()
    interview = completed(spec)
    evaluation = make_evaluation(interview)
    run = order_run(job_spec=spec, by=None)
    keys = {"spec": spec.pk, "interview": interview.pk, "invitation": interview.invitation_id, "run": run.pk}
    kinds = {"row": "invitation", "report": "interview", "decide": "interview", "rate": "interview"}
    kinds |= {"grade_again": "interview", "stop_run": "run"}
    urls = {name: reverse(f"scoring:{name}", args=[keys[kinds.get(name, "spec")]]) for name in [*READ, *CHANGE, "rate"]}
    return {"spec": spec, "interview": interview, "evaluation": evaluation, "urls": urls}


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_whoever_is_not_signed_in_is_sent_to_the_login(world: dict[str, Any]) -> None:
    for name, url in world["urls"].items():
        answer = Client().post(url) if name in CHANGE else Client().get(url)
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/accounts/login/"), name


def test_a_stranger_gets_404_everywhere(world: dict[str, Any]) -> None:
    client = signed_in(UserFactory.create())
    for name, url in world["urls"].items():
        answer = client.get(url) if name in READ else client.post(url)
        assert answer.status_code == 404, name
    assert Decision.objects.count() == HumanRating.objects.count() == 0


def test_a_member_of_another_spec_is_a_stranger(world: dict[str, Any]) -> None:
    client = signed_in(make_member(make_spec(), Role.OWNER))
    assert client.get(world["urls"]["report"]).status_code == 404


def test_a_reviewer_reads_and_rates_and_changes_nothing_else(world: dict[str, Any]) -> None:
    client = signed_in(make_member(world["spec"], Role.REVIEWER))
    for name in READ:
        assert client.get(world["urls"][name]).status_code == 200, name
    for name in CHANGE:
        assert client.post(world["urls"][name]).status_code == 403, name
    assert client.post(world["urls"]["rate"], {"level-planning": "4"}).status_code == 302
    assert HumanRating.objects.get().level == 4
    assert Run.objects.filter(cancelled_at__isnull=False).count() == 0


def test_a_reviewer_is_offered_nothing_that_is_refused(world: dict[str, Any]) -> None:
    client = signed_in(make_member(world["spec"], Role.REVIEWER))
    for name in ("candidates", "live", "report"):
        page = client.get(world["urls"][name]).content.decode()
        for refused in CHANGE:
            assert f'action="{world["urls"][refused]}"' not in page, (name, refused)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.OWNER])
def test_editors_and_owners_do_everything(world: dict[str, Any], role: Role) -> None:
    client = signed_in(make_member(world["spec"], role))
    for name in [*READ, "runs"]:
        assert client.get(world["urls"][name]).status_code == 200, name
    for name in ("evaluate_under_current", "grade_again", "runs", "stop_run"):
        assert client.post(world["urls"][name]).status_code == 302, name
    decision = {"outcome": "hold", "reason": "Wait.", "seen": str(world["evaluation"].pk)}
    assert client.post(world["urls"]["decide"], decision).status_code == 302
    assert Decision.objects.get().outcome == "hold"


def test_what_changes_something_is_not_done_by_a_link(world: dict[str, Any]) -> None:
    client = signed_in(make_member(world["spec"], Role.OWNER))
    for name in ("decide", "rate", "grade_again", "stop_run"):
        assert client.get(world["urls"][name]).status_code == 405, name
