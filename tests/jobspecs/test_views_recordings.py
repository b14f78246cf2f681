"""How long recordings are kept, set by an owner for one job spec, with what it means and who did it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from jobspecs.models import JobSpec, User
from tests.factories import OrganisationFactory, UserFactory, make_spec
from tests.jobspecs.pages import signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def spec(ana: User) -> JobSpec:
    OrganisationFactory.create(recording_days=90, retention_days=180)
    return make_spec(by=ana)


@pytest.fixture
def client(ana: User) -> Client:
    return signed_in(ana)


def address(spec: JobSpec, name: str = "recordings") -> str:
    return reverse(f"jobspecs:{name}", args=[spec.pk])


def test_it_is_offered_where_an_owner_sets_what_candidates_are_asked(client: Client, spec: JobSpec) -> None:
    page = client.get(address(spec, "members"))
    assert address(spec) in page.text
    assert "kept as the organisation says" in text_of(page)


def test_the_page_says_what_it_does(client: Client, spec: JobSpec) -> None:
    told = text_of(client.get(address(spec)))
    assert "It holds for recordings that are there already" in told
    assert "keeps recordings for 90 days and answers for 180." in told


def test_it_is_saved_told_and_in_the_history(client: Client, spec: JobSpec) -> None:
    told = text_of(client.post(address(spec), {"recording_days": "14"}, follow=True))
    assert "Recordings are kept for 14 days." in told
    assert "Recordings kept for 14 days" in told
    spec.refresh_from_db()
    assert spec.recording_days == 14
    client.post(address(spec), {"recording_days": ""})
    spec.refresh_from_db()
    assert spec.recording_days is None
    history = text_of(client.get(address(spec, "history")))
    assert "Recordings kept for the organisation's default → 14 days Ana" in history
    assert "Recordings kept for 14 days → the organisation's default Ana" in history


@pytest.mark.parametrize("wrong", ["0", "-3", "4000", "soon"])
def test_what_is_no_number_of_days_stays_in_the_form(client: Client, spec: JobSpec, wrong: str) -> None:
    page = client.post(address(spec), {"recording_days": wrong})
    assert page.status_code == 200
    assert f'value="{wrong}"' in page.text and "field-error" in page.text
    spec.refresh_from_db()
    assert spec.recording_days is None
