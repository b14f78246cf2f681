"""An administrator who rates blind: nothing in Django admin tells them a score, a reason or a secret, not even by asking for it
in an address."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from interviews.models import Interview, Letter
from interviews.operations.letters import send_outcome
from jobspecs.models import CompetencyRollup, JobSpec, User, VersionRollup, WeightRollup
from scoring.choices import Outcome, WebhookEvent
from scoring.models import CurrentEvaluation, Decision, Endpoint, Evaluation, Grading
from scoring.operations import judging
from scoring.operations.endpoints import make_endpoint
from scoring.operations.rollups import recompute_rollup
from tests.factories import UserFactory, make_spec, show_scores
from tests.factories.scoring import completed, make_evaluation

pytestmark = pytest.mark.django_db
WHY, SAYS = "Because of the chain", "We liked how the 83 came about."


def address(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def admin() -> User:
    return UserFactory.create(is_staff=True, is_superuser=True, name="Ada")


@pytest.fixture
def looking(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


@pytest.fixture
def spec() -> JobSpec:
    return make_spec(by=UserFactory.create(), blind=True)


@pytest.fixture
def interview(spec: JobSpec) -> Interview:
    """Graded, decided on, told about; the administrator has been shown nothing of it."""
    done = completed(spec)
    evaluation = make_evaluation(done, {"planning": 83})
    other = UserFactory.create(name="Cy")
    show_scores(spec, other)
    judging.decide(interview=done, outcome=Outcome.HOLD, reason=WHY, seen=evaluation.pk, by=other)
    send_outcome(interview=done, text=SAYS, explains=False, seen=None, by=other)
    recompute_rollup(spec_id=spec.pk)
    return done


def found(client: Client, model: type[Model], query: str) -> bool:
    """Whether the list answers a question about its rows; refused is no answer, as is a list that the question left whole."""
    url = address(model, "changelist")
    whole, asked = client.get(url), client.get(f"{url}?{query}")
    if asked.status_code != 200:
        return False
    return bool(whole.context["cl"].result_count != asked.context["cl"].result_count)


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (VersionRollup, "total_sum__lt=1"),
        (VersionRollup, "total_squares__lt=1"),
        (CompetencyRollup, "score_sum__lt=1"),
        (CompetencyRollup, "score_squares__lt=1"),
        (WeightRollup, "covariance__gt=1000000"),
    ],
)
def test_a_sum_is_not_found_by_asking_for_it_in_the_address(
    looking: Client, interview: Interview, model: type[Model], query: str
) -> None:
    """A sum over one is that one's score: twenty addresses would find it."""
    assert model._default_manager.exists()
    assert not found(looking, model, query)


def test_the_secret_of_an_endpoint_is_not_found_letter_by_letter(looking: Client, admin: User) -> None:
    make_endpoint(url="https://hooks.example.com/", events=list(WebhookEvent), by=admin)
    assert not found(looking, Endpoint, "secret__startswith=x")


def test_what_is_shown_can_be_filtered_by_as_before(looking: Client, admin: User) -> None:
    make_endpoint(url="https://hooks.example.com/", events=list(WebhookEvent), by=admin)
    assert found(looking, Endpoint, "is_active__exact=0")


def test_a_score_of_a_row_that_is_left_out_is_not_found_through_another(looking: Client, interview: Interview) -> None:
    for model, query in (
        (CurrentEvaluation, "evaluation__total__lt=1"),
        (CurrentEvaluation, "cents__lt=1"),
        (CurrentEvaluation, "is_whole__exact=0"),
        (CurrentEvaluation, "points__len=0"),
        (Grading, "scores__score__lt=1"),
        (Grading, "points__len=0"),
    ):
        assert model._default_manager.exists()
        assert not found(looking, model, query), query
    assert looking.get(address(Evaluation, "changelist")).context["cl"].result_count == 0


def test_why_somebody_decided_shows_with_the_score(looking: Client, admin: User, interview: Interview) -> None:
    event_model = apps.get_model("scoring", "DecisionEvent")
    pages = [
        address(Decision, "change", interview.decisions.get().pk),
        address(event_model, "change", event_model._default_manager.get().pk),
        address(Letter, "change", Letter.objects.get().pk),
    ]

    def told() -> str:
        return " ".join(looking.get(url, follow=True).content.decode() for url in pages)

    read = told()
    assert WHY not in read
    assert SAYS not in read
    assert not found(looking, Decision, "reason__startswith=x")
    assert not found(looking, Letter, "text__startswith=x")
    show_scores(interview.job_spec, admin)
    read = told()
    assert WHY in read
    assert SAYS in read
