"""Competencies over HTTP: each change is a version, each refusal keeps what was typed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from jobspecs.models import JobSpec, Question, RubricConfirmation, User, VersionRollup
from jobspecs.operations.competencies import move_competency, retire_competency
from jobspecs.operations.versions import confirm_rubric, weights_of, wordings_of
from tests.factories import UserFactory, make_spec
from tests.jobspecs.pages import HTMX, current, html_of, signed_in, text_of

pytestmark = pytest.mark.django_db

TYPED = {
    "base": "1",
    "name": "Care",
    "definition": "Looks after people.",
    "for_this_role": "look after riders.",
    "reason": "",
} | {f"level_{level}": f"shows {level}" for level in range(1, 6)}
NEW = TYPED | {"weight": "0.20"}


@pytest.fixture
def ana() -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def spec(ana: User) -> JobSpec:
    return make_spec(by=ana)


@pytest.fixture
def client(ana: User) -> Client:
    return signed_in(ana)


def url(spec: JobSpec, name: str, *more: str) -> str:
    return reverse(f"jobspecs:competencies_{name}", args=[spec.pk, *more])


def post(client: Client, address: str, data: dict[str, Any], htmx: bool = True) -> Any:
    return client.post(address, data, headers=HTMX if htmx else {})


def names(spec: JobSpec) -> list[str]:
    return [wording.name for wording in wordings_of(current(spec).rubric)]


def weights(spec: JobSpec) -> dict[str, str]:
    return {key: str(given.value) for key, given in weights_of(current(spec)).items()}


def test_the_form_shows_what_a_new_weight_does_to_the_others(client: Client, spec: JobSpec) -> None:
    page = text_of(client.get(url(spec, "add"), headers=HTMX))
    assert "Planning 0.50 → 0.45 Listening 0.30 → 0.27 Repairing 0.20 → 0.18" in page
    live = text_of(client.get(url(spec, "effect"), {"weight": "20 %"}, headers=HTMX))
    assert "Planning 0.50 → 0.40 Listening 0.30 → 0.24 Repairing 0.20 → 0.16" in live
    assert "Write a weight" in text_of(client.get(url(spec, "effect"), {"weight": "lots"}, headers=HTMX))


def test_a_competency_is_added(client: Client, spec: JobSpec) -> None:
    response = post(client, url(spec, "add"), NEW)
    assert reverse("jobspecs:spec", args=[spec.pk]) in response["HX-Location"]
    assert names(spec) == ["Planning", "Listening", "Repairing", "Care"]
    assert weights(spec) == {"planning": "0.40", "listening": "0.24", "repairing": "0.16", "care": "0.20"}
    assert current(spec).reason == "Added Care"


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
def test_a_refused_addition_keeps_what_was_typed(client: Client, spec: JobSpec, htmx: bool) -> None:
    response = post(client, url(spec, "add"), NEW | {"level_3": "", "definition": "Keeps words."}, htmx)
    page = html_of(response)
    assert response.status_code == 200
    assert "Say what a level 3 answer shows." in page
    assert "Keeps words." in page
    assert ("<html" in page) is not htmx
    assert current(spec).number == 1


def test_a_weight_that_leaves_no_room_is_refused(client: Client, spec: JobSpec) -> None:
    response = post(client, url(spec, "add"), NEW | {"weight": "1.00"})
    assert "The locked weights already give 1.00." in text_of(response)
    assert current(spec).number == 1


def test_an_edit_asks_what_changed(client: Client, spec: JobSpec) -> None:
    page = html_of(client.get(url(spec, "edit", "listening"), headers=HTMX))
    assert 'value="Listening"' in page
    assert "listening at level 4" in page
    response = post(client, url(spec, "edit", "listening"), TYPED)
    assert "Say whether only the wording changed or also the meaning." in text_of(response)
    assert current(spec).number == 1


@pytest.mark.parametrize(("meant", "is_confirmed"), [("wording", True), ("meaning", False)])
def test_a_change_of_meaning_has_to_be_confirmed_again(
    client: Client, spec: JobSpec, ana: User, meant: str, is_confirmed: bool
) -> None:
    confirm_rubric(rubric=current(spec).rubric, by=ana)
    post(client, url(spec, "edit", "listening"), TYPED | {"meant": meant, "reason": "Clearer"})
    assert names(spec) == ["Planning", "Care", "Repairing"]
    assert current(spec).reason == "Clearer"
    page = text_of(client.get(reverse("jobspecs:spec", args=[spec.pk])))
    assert ("Levels confirmed by Ana" in page) is is_confirmed
    assert ("Nobody has confirmed these levels yet. Read and confirm" in page) is not is_confirmed


def test_levels_are_confirmed_by_somebody_who_was_shown_them(client: Client, spec: JobSpec, ana: User) -> None:
    page = html_of(client.get(url(spec, "confirm"), headers=HTMX))
    assert page.count('<details class="fold" open>') == 3
    assert "planning at level 5" in page
    post(client, url(spec, "confirm"), {"rubric": str(current(spec).rubric_id)})
    assert RubricConfirmation.objects.get(rubric=current(spec).rubric).confirmed_by == ana


def test_levels_that_changed_while_they_were_read_are_not_confirmed(client: Client, spec: JobSpec, ana: User) -> None:
    shown = str(current(spec).rubric_id)
    move_competency(job_spec=spec, base=1, key="planning", up=False, by=UserFactory.create(name="Ben"))
    response = post(client, url(spec, "confirm"), {"rubric": shown})
    assert "Ben saved" in text_of(response)
    assert not RubricConfirmation.objects.exists()


def test_removing_says_what_happens_and_names_the_questions_in_the_way(client: Client, spec: JobSpec) -> None:
    page = text_of(client.get(url(spec, "retire", "repairing"), headers=HTMX))
    assert "2 questions still measure it: Round 01, number 3 , Round 02, number 3" in page
    response = post(client, url(spec, "retire", "repairing"), {"base": "1"})
    assert "Questions still measure this competency." in text_of(response)
    assert current(spec).number == 1


def test_a_removed_competency_gives_its_weight_to_the_others(client: Client, spec: JobSpec) -> None:
    Question.objects.filter(competency__key="repairing").update(competency=spec.competencies.get(key="planning"))
    page = text_of(client.get(url(spec, "retire", "repairing"), headers=HTMX))
    assert "Past candidates keep it" in page
    assert "Planning 0.50 → 0.63 Listening 0.30 → 0.37" in page
    post(client, url(spec, "retire", "repairing"), {"base": "1"})
    assert weights(spec) == {"planning": "0.63", "listening": "0.37"}
    assert current(spec).reason == "Removed Repairing"


def test_the_last_competency_is_not_offered_for_removal(client: Client, ana: User) -> None:
    spec = make_spec(by=ana, weights={"planning": "1.00"}, questions={})
    page = text_of(client.get(url(spec, "retire", "planning"), headers=HTMX))
    assert "A job spec needs at least one competency." in page
    assert "Remove Keep it" not in page


def test_competencies_are_moved(client: Client, spec: JobSpec) -> None:
    post(client, url(spec, "move", "repairing"), {"base": "1", "direction": "up"})
    assert names(spec) == ["Planning", "Repairing", "Listening"]
    assert current(spec).reason == "Moved Repairing up"


def test_a_reason_is_required_once_anything_is_scored(client: Client, spec: JobSpec) -> None:
    VersionRollup.objects.create(version=current(spec), evaluated=1)
    response = post(client, url(spec, "edit", "listening"), TYPED | {"meant": "wording"})
    assert "Say why: interviews have been scored" in text_of(response)
    assert current(spec).number == 1


def test_somebody_elses_save_is_told_and_the_edit_is_kept(client: Client, spec: JobSpec) -> None:
    move_competency(job_spec=spec, base=1, key="planning", up=False, by=UserFactory.create(name="Ben"))
    data = TYPED | {"meant": "wording", "definition": "My own words."}
    response = post(client, url(spec, "edit", "listening"), data)
    page = html_of(response)
    assert "Ben saved" in text_of(response)
    assert "My own words." in page
    assert 'name="base" value="2"' in page
    post(client, url(spec, "edit", "listening"), data | {"base": "2"})
    assert names(spec) == ["Care", "Planning", "Repairing"]


def test_the_edit_of_a_competency_that_somebody_removed_goes_on_as_an_addition(client: Client, spec: JobSpec) -> None:
    Question.objects.filter(competency__key="repairing").update(competency=spec.competencies.get(key="planning"))
    retire_competency(job_spec=spec, base=1, key="repairing", reason="", by=UserFactory.create(name="Ben"))
    response = post(client, url(spec, "edit", "repairing"), TYPED | {"meant": "wording", "definition": "My own words."})
    assert response.status_code == 200
    assert "Ben saved" in text_of(response)
    assert "My own words." in html_of(response)
    assert f'action="{url(spec, "add")}"' in html_of(response)


def test_a_competency_that_is_not_there_is_404(client: Client, spec: JobSpec) -> None:
    assert client.get(url(spec, "edit", "nothing")).status_code == 404


def focused(response: Any) -> str:
    """What the server says that the focus goes to once the page is there."""
    return str(json.loads(response["HX-Trigger"])["focus-next"]["id"])


def test_the_focus_returns_to_the_row_that_was_saved(client: Client, spec: JobSpec) -> None:
    assert focused(post(client, url(spec, "edit", "planning"), TYPED | {"meant": "wording"})) == "competency-planning-edit"
    assert focused(post(client, url(spec, "add"), NEW | {"base": "2", "key": "care"})) == "competency-care-edit"
    page = html_of(client.get(reverse("jobspecs:spec", args=[spec.pk])))
    assert page.count('id="competency-care"') == page.count('id="competency-planning"') == 1, "their buttons are named after them"


def test_the_focus_goes_to_the_neighbour_of_what_is_removed(client: Client, spec: JobSpec) -> None:
    Question.objects.filter(round__job_spec=spec).update(retired_at=Now(), position=None)
    assert focused(post(client, url(spec, "retire", "planning"), {"base": "1"})) == "competency-listening-edit"
    assert focused(post(client, url(spec, "retire", "repairing"), {"base": "2"})) == "competency-listening-edit"


def test_without_htmx_a_save_leads_back_to_the_row(client: Client, spec: JobSpec) -> None:
    response = post(client, url(spec, "edit", "planning"), TYPED | {"meant": "wording"}, htmx=False)
    assert response["Location"] == f"{reverse('jobspecs:spec', args=[spec.pk])}#competency-planning"
