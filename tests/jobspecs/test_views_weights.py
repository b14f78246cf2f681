"""Scoring Weights over HTTP: checked, shared, saved, and saved by somebody else in between."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jobspecs.models import JobSpec, Question, User, VersionRollup
from jobspecs.operations.competencies import add_competency
from jobspecs.operations.questions import retire_question
from jobspecs.operations.versions import CompetencyWording, replace_weights, weights_of
from tests.factories import UserFactory, make_spec
from tests.jobspecs.pages import HTMX, current, html_of, signed_in, text_of

pytestmark = pytest.mark.django_db
EVEN = {"weight-planning": "0.40", "weight-listening": "0.40", "weight-repairing": "0.20", "base": "1"}


@pytest.fixture
def ana() -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def spec(ana: User) -> JobSpec:
    return make_spec(by=ana)


@pytest.fixture
def client(ana: User) -> Client:
    return signed_in(ana)


def post(client: Client, spec: JobSpec, name: str, htmx: bool = True, **typed: Any) -> Any:
    data = EVEN | {field.replace("_", "-", 1) if field.startswith("weight_") else field: value for field, value in typed.items()}
    headers = HTMX if htmx else {}
    return client.post(reverse(f"jobspecs:weights_{name}", args=[spec.pk]), data, headers=headers)


def stored(spec: JobSpec) -> list[str]:
    return [str(given.value) for given in weights_of(current(spec)).values()]


@pytest.mark.parametrize(
    ("planning", "said"),
    [
        ("0.40", "Total weight: 1.00 ✓ balanced"),
        ("0.35", "Total weight: 0.95 · 0.05 left to give"),
        ("0.50", "Total weight: 1.10 · 0.10 too much"),
        ("", "Total weight: 0.60 · 0.40 left to give Planning: Give Planning a weight."),
    ],
)
def test_a_check_says_whether_the_weights_balance(client: Client, spec: JobSpec, planning: str, said: str) -> None:
    response = post(client, spec, "check", weight_planning=planning)
    assert text_of(response) == said
    assert ("is-balanced" in html_of(response)) is ("✓" in said)
    assert current(spec).number == 1


def test_an_unreadable_weight_never_balances(client: Client, spec: JobSpec) -> None:
    response = post(client, spec, "check", weight_planning="x", weight_listening="0.80")
    assert "Total weight: 1.00" in text_of(response)
    assert "is-balanced" not in html_of(response)


def test_a_check_never_answers_with_an_input(client: Client, spec: JobSpec) -> None:
    assert "<input" not in html_of(post(client, spec, "check"))


def test_saving_makes_a_version_with_its_reason(client: Client, spec: JobSpec, ana: User) -> None:
    response = post(client, spec, "save", reason="We agreed", htmx=False)
    assert response["Location"] == reverse("jobspecs:spec", args=[spec.pk])
    version = current(spec)
    assert (version.number, version.reason, version.created_by) == (2, "We agreed", ana)
    assert stored(spec) == ["0.40", "0.40", "0.20"]
    page = text_of(client.get(response["Location"]))
    assert f"Saved as {version.tag}. Past evaluations keep their weights." in page


def test_saving_over_htmx_fetches_the_page_anew(client: Client, spec: JobSpec) -> None:
    response = post(client, spec, "save")
    assert response.status_code == 200
    assert reverse("jobspecs:spec", args=[spec.pk]) in response["HX-Location"]


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
def test_an_unbalanced_save_is_refused_and_what_was_typed_is_kept(client: Client, spec: JobSpec, htmx: bool) -> None:
    response = post(client, spec, "save", weight_planning="0.35", reason="half a thought", htmx=htmx)
    page = html_of(response)
    assert response.status_code == 200
    assert "Give the 0.05 that is left to one of them, or press “Share the rest”." in page
    assert 'name="weight-planning" value="0.35"' in page
    assert "half a thought" in page
    assert ("<html" in page) is not htmx
    assert current(spec).number == 1


def test_the_rest_is_shared_over_unlocked_weights_exactly(client: Client, spec: JobSpec) -> None:
    response = post(client, spec, "share", weight_planning="0.33", locked=["planning"])
    page = html_of(response)
    values = [page.split(f'name="weight-{key}" value="')[1][:4] for key in ("planning", "listening", "repairing")]
    assert values == ["0.33", "0.45", "0.22"]
    assert sum(map(Decimal, values)) == 1
    assert 'name="locked" value="planning" checked' in page
    assert "Nothing is saved yet" in page
    assert current(spec).number == 1


def test_no_room_to_share_is_said_in_words(client: Client, spec: JobSpec) -> None:
    response = post(client, spec, "share", weight_planning="0.60", locked=["planning", "listening"])
    assert "The locked weights already give 1.00. Unlock or lower one" in text_of(response)
    assert 'name="weight-repairing" value="0.20"' in html_of(response)


def test_sharing_what_is_no_weight_says_which(client: Client, spec: JobSpec) -> None:
    response = post(client, spec, "share", weight_planning="plenty")
    assert "Planning: Write a weight as a number" in text_of(response)


def test_a_reason_is_required_once_anything_is_scored(client: Client, spec: JobSpec) -> None:
    VersionRollup.objects.create(version=current(spec), evaluated=5)
    response = post(client, spec, "save")
    assert "Say why: interviews have been scored" in text_of(response)
    assert "Save weights 5 scored: keep v1 Share the rest" in text_of(response)
    assert current(spec).number == 1
    post(client, spec, "save", reason="Repairs are half the day")
    assert current(spec).number == 2


def test_a_first_score_that_comes_while_the_form_is_read_asks_for_the_reason(
    client: Client, spec: JobSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scored_in_between(**given: Any) -> Any:
        VersionRollup.objects.create(version=current(spec), evaluated=1)
        return replace_weights(**given)

    monkeypatch.setattr("jobspecs.views.weights.operations.replace_weights", scored_in_between)
    response = post(client, spec, "save")
    assert "Say why: interviews have been scored" in text_of(response)
    assert 'name="weight-planning" value="0.40"' in html_of(response)
    assert current(spec).number == 1


def test_somebody_elses_save_is_shown_and_nothing_typed_is_lost(client: Client, spec: JobSpec, ana: User) -> None:
    theirs = {"planning": Decimal("0.60"), "listening": Decimal("0.20"), "repairing": Decimal("0.20")}
    newer = replace_weights(
        job_spec=spec, base=1, weights=theirs, reason="Planning is the job", by=UserFactory.create(name="Ben")
    )
    response = post(client, spec, "save", reason="mine")
    words, page = text_of(response), html_of(response)
    assert response.status_code == 200
    assert f"Ben saved {newer.tag} in the meantime. “Planning is the job”" in words
    assert "Planning 0.50 0.60 0.40 Listening 0.30 0.20 0.40 Repairing 0.20 0.20 0.20" in words
    assert 'name="weight-planning" value="0.40"' in page
    assert 'name="base" value="2"' in page
    assert current(spec) == newer
    post(client, spec, "save", reason="mine", base="2")
    assert current(spec).number == 3
    assert stored(spec) == ["0.40", "0.40", "0.20"]


def test_a_competency_that_came_in_between_is_in_the_fields(client: Client, spec: JobSpec, ana: User) -> None:
    wording = CompetencyWording("care", "Care", "Cares.", "", ["1", "2", "3", "4", "5"])
    add_competency(job_spec=spec, base=1, wording=wording, weight=Decimal("0.10"), reason="", by=UserFactory.create(name="Ben"))
    page = html_of(post(client, spec, "save"))
    assert 'name="weight-care" value="0.10"' in page
    assert 'name="weight-planning" value="0.40"' in page
    assert "Care — 0.10 —" in text_of(post(client, spec, "save"))


def test_a_stale_page_is_told_before_anything_else(client: Client, spec: JobSpec) -> None:
    theirs = {"planning": Decimal("0.60"), "listening": Decimal("0.20"), "repairing": Decimal("0.20")}
    replace_weights(job_spec=spec, base=1, weights=theirs, reason="", by=UserFactory.create())
    response = post(client, spec, "save", weight_planning="0.35")
    assert "in the meantime" in text_of(response)
    assert "Total weight: 0.95 · 0.05 left to give" in text_of(response)
    assert 'name="weight-planning" value="0.35"' in html_of(response)


def test_the_reason_of_a_drafted_weight_can_be_reached(client: Client, spec: JobSpec) -> None:
    page = html_of(client.get(reverse("jobspecs:spec", args=[spec.pk])))
    assert 'aria-describedby="why-planning"' in page
    assert 'role="tooltip" id="why-planning">stressed in planning<' in page


def test_a_check_says_what_would_rest_on_one_question_and_did_not(client: Client, spec: JobSpec) -> None:
    asked = Question.objects.filter(round__job_spec=spec, competency__key="repairing", retired_at=None)
    for question in asked[1:]:
        retire_question(question=question, by=UserFactory.create())
    told = "Repairing: 0.30 rests on one of 6 questions."
    assert "rests" not in text_of(post(client, spec, "check"))
    assert told in text_of(post(client, spec, "check", weight_listening="0.30", weight_repairing="0.30"))
    post(client, spec, "save", weight_listening="0.30", weight_repairing="0.30")
    page = text_of(client.get(reverse("jobspecs:spec", args=[spec.pk])))
    assert page.count("rests on") == 1  # once saved it stands with the questions, where it can be mended
    assert "rests" not in text_of(post(client, spec, "check", weight_listening="0.30", weight_repairing="0.30", base="2"))
