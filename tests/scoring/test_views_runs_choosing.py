"""Choosing interviews for a run where there are more than a page lists: by a search, ticked one by one, or all that match."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from interviews.models import Interview
from interviews.operations import endings
from jobspecs.models import JobSpec, User
from scoring.models import GradingOrder, Run
from scoring.queries import runs as queries
from scoring.queries.runs import choosable_interviews
from tests.factories import UserFactory, make_spec
from tests.factories.interviews import CandidateFactory
from tests.factories.scoring import completed
from tests.jobspecs.pages import signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory.create()


@pytest.fixture
def client(owner: User) -> Client:
    return signed_in(owner)


@pytest.fixture
def spec(owner: User, settings: Settings) -> JobSpec:
    settings.GRADING_ENGINES = {"offline": "scoring.grading.offline.OfflineGrading"}
    return make_spec(by=owner)


@pytest.fixture
def three(spec: JobSpec, monkeypatch: pytest.MonkeyPatch) -> dict[str, Interview]:
    """Three completed interviews, of which a page lists one."""
    monkeypatch.setattr(queries, "MOST_CHOICES", 1)
    people = {"Ana": "Ana Novak", "Ben": "Ben Novak", "Cy": "Cy Lund"}
    made = {key: completed(spec, candidate=CandidateFactory.create(name=name)) for key, name in people.items()}
    GradingOrder.objects.all().delete()
    return made


def listed(response: Any) -> dict[str, bool]:
    """Whether each listed interview is ticked, by its key."""
    boxes = re.findall(r'<input type="checkbox" name="interviews" value="([^"]+)"([^>]*)>', response.text)
    return {key: "checked" in rest for key, rest in boxes}


def post(client: Client, spec: JobSpec, **data: Any) -> Any:
    return client.post(reverse("scoring:runs", args=[spec.pk]), data)


def test_the_newest_are_listed_and_the_rest_is_told_of(client: Client, spec: JobSpec, three: dict[str, Interview]) -> None:
    page = client.get(reverse("scoring:runs", args=[spec.pk]))
    assert listed(page) == {str(three["Cy"].pk): False}
    assert "Choose some of 3" in text_of(page)
    assert "The newest of these are listed." in text_of(page)


def test_a_search_finds_one_that_is_not_listed_and_orders_nothing(
    client: Client, spec: JobSpec, three: dict[str, Interview]
) -> None:
    page = post(client, spec, do="find", find=" ana ", interviews=[str(three["Cy"].pk)], again="1")
    assert listed(page) == {str(three["Cy"].pk): True, str(three["Ana"].pk): False}
    assert "1 matches “ana”" in text_of(page)
    assert not Run.objects.exists()


def test_what_was_found_by_two_searches_is_graded_together(client: Client, spec: JobSpec, three: dict[str, Interview]) -> None:
    chosen = [str(three["Ana"].pk), str(three["Cy"].pk)]
    assert post(client, spec, find="ana", again="some", interviews=chosen).status_code == 302
    assert set(Run.objects.get().orders.values_list("interview", flat=True)) == {three["Ana"].pk, three["Cy"].pk}


@pytest.mark.parametrize("typed_since", ["novak", "lund", ""])
def test_all_that_were_shown_to_match_are_graded_listed_or_not(
    client: Client, spec: JobSpec, three: dict[str, Interview], typed_since: str
) -> None:
    page = post(client, spec, do="find", find="novak")
    assert "All 2 that match “novak”" in text_of(page)
    assert len(listed(page)) == 1
    assert post(client, spec, find=typed_since, again="matching", **shown_by(page)).status_code == 302
    run = Run.objects.get()
    assert run.chosen
    assert set(run.orders.values_list("interview", flat=True)) == {three["Ana"].pk, three["Ben"].pk}


@pytest.mark.parametrize("names", [("Dee Novak",), ("Dee Novak", "Eli Novak")])
def test_where_others_match_meanwhile_the_person_is_asked_again(
    client: Client, spec: JobSpec, three: dict[str, Interview], names: tuple[str, ...]
) -> None:
    page = post(client, spec, do="find", find="novak")
    for name in names:
        completed(spec, candidate=CandidateFactory.create(name=name))
    if len(names) == 1:  # one goes, one comes: as many as before
        endings.withdraw(interview=three["Ana"], by=three["Ana"].candidate)
    again = post(client, spec, find="novak", again="matching", **shown_by(page))
    now = 1 + len(names) + (len(names) > 1)
    assert f"Other interviews match by now than were shown: {now}." in text_of(again)
    assert f"All {now} that match “novak”" in text_of(again) and not Run.objects.exists()
    assert post(client, spec, find="novak", again="matching", **shown_by(again)).status_code == 302
    assert Run.objects.get().orders.count() == now


def shown_by(page: Any) -> dict[str, str]:
    """What a page sends along of its search."""
    return dict(re.findall(r'<input type="hidden" name="(searched|mark)" value="([^"]*)">', page.text))


def test_a_search_without_a_find_says_so_and_stays_open(client: Client, spec: JobSpec, three: dict[str, Interview]) -> None:
    page = post(client, spec, do="find", find="nobody")
    assert "0 match “nobody”" in text_of(page)
    assert re.search(r'<input type="search"[^>]*value="nobody"', page.text)
    assert listed(page) == {}


def test_all_that_match_needs_a_search(client: Client, spec: JobSpec, three: dict[str, Interview]) -> None:
    page = post(client, spec, find="", again="matching")
    assert page.status_code == 200
    assert not Run.objects.exists()


def test_a_key_of_another_spec_is_not_listed(spec: JobSpec, three: dict[str, Interview]) -> None:
    other = completed(make_spec())
    found = choosable_interviews(spec, ticked=[other.pk])
    assert str(other.pk) not in dict(found.interviews)
    assert found.matching == 3
