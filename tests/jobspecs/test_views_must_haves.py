"""Must-haves over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jobspecs.models import JobSpec, User
from jobspecs.operations.versions import MustHaveLine, must_haves_of, replace_must_haves
from jobspecs.queries.page import must_have_id
from tests.factories import UserFactory, make_spec
from tests.jobspecs.pages import HTMX, current, html_of, signed_in, text_of

pytestmark = pytest.mark.django_db
FIRST = [("required", "Two years in a workshop"), ("preferred", "Can weld")]


@pytest.fixture
def ana() -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def spec(ana: User) -> JobSpec:
    return make_spec(by=ana)


@pytest.fixture
def client(ana: User) -> Client:
    return signed_in(ana)


def post(client: Client, spec: JobSpec, name: str, *more: int, htmx: bool = True, **data: Any) -> Any:
    address = reverse(f"jobspecs:must_haves_{name}", args=[spec.pk, *more])
    return client.post(address, {"base": "1"} | data, headers=HTMX if htmx else {})


def lines(spec: JobSpec) -> list[tuple[str, str]]:
    return [(line.kind, line.text) for line in must_haves_of(current(spec))]


def test_a_must_have_is_added_at_the_end(client: Client, spec: JobSpec) -> None:
    post(client, spec, "add", text="Rides to work", kind="preferred")
    assert lines(spec) == [*FIRST, ("preferred", "Rides to work")]
    assert current(spec).reason == "Added must-have “Rides to work”"


def test_a_must_have_is_edited_in_its_place(client: Client, spec: JobSpec) -> None:
    page = html_of(client.get(reverse("jobspecs:must_haves_edit", args=[spec.pk, 2]), headers=HTMX))
    assert "Can weld</textarea>" in page
    assert 'value="preferred" checked' in page or "checked" in page.split('value="preferred"')[1].split(">")[0]
    post(client, spec, "edit", 2, text="Can weld steel", kind="required", reason="Frames are steel")
    assert lines(spec) == [FIRST[0], ("required", "Can weld steel")]
    assert current(spec).reason == "Frames are steel"


def test_must_haves_are_moved_turned_and_removed(client: Client, spec: JobSpec) -> None:
    post(client, spec, "move", 2, direction="up")
    assert lines(spec) == FIRST[::-1]
    post(client, spec, "turn", 1, base="2")
    assert lines(spec) == [("required", "Can weld"), FIRST[0]]
    post(client, spec, "retire", 1, base="3")
    assert lines(spec) == [FIRST[0]]
    assert [version.reason for version in spec.versions.order_by("number")][1:] == [
        "Moved must-have “Can weld” up",
        "Must-have “Can weld” is now required",
        "Removed must-have “Can weld”",
    ]


def test_the_first_stays_first(client: Client, spec: JobSpec) -> None:
    post(client, spec, "move", 1, direction="up")
    assert current(spec).number == 1


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
def test_an_empty_line_is_refused(client: Client, spec: JobSpec, htmx: bool) -> None:
    response = post(client, spec, "edit", 1, text="  ", kind="required", htmx=htmx)
    assert response.status_code == 200
    assert "Write the must-have, or press Cancel." in text_of(response)
    assert ("<html" in html_of(response)) is not htmx
    assert current(spec).number == 1


def change(spec: JobSpec, *after: MustHaveLine) -> None:
    replace_must_haves(job_spec=spec, base=1, must_haves=after, reason="", by=UserFactory.create(name="Ben"))


def test_an_edit_follows_its_line_when_somebody_moved_it(client: Client, spec: JobSpec) -> None:
    change(spec, MustHaveLine("required", "First aid"), *(MustHaveLine(*line) for line in FIRST))
    response = post(client, spec, "edit", 2, text="Can weld steel", kind="preferred")
    assert "Ben saved" in text_of(response)
    assert "Can weld steel" in html_of(response)
    assert f'action="{reverse("jobspecs:must_haves_edit", args=[spec.pk, 3])}"' in html_of(response)
    assert current(spec).number == 2
    post(client, spec, "edit", 3, text="Can weld steel", kind="preferred", base="2")
    assert lines(spec) == [("required", "First aid"), FIRST[0], ("preferred", "Can weld steel")]


def test_an_edit_becomes_an_addition_when_somebody_removed_the_line(client: Client, spec: JobSpec) -> None:
    change(spec, MustHaveLine(*FIRST[0]))
    response = post(client, spec, "edit", 2, text="Can weld steel", kind="preferred")
    assert "Can weld steel" in html_of(response)
    assert f'action="{reverse("jobspecs:must_haves_add", args=[spec.pk])}"' in html_of(response)


@pytest.mark.parametrize("name", ["move", "turn", "retire"])
def test_a_click_on_a_stale_page_changes_nothing_and_says_so(client: Client, spec: JobSpec, name: str) -> None:
    change(spec, MustHaveLine("required", "First aid"), *(MustHaveLine(*line) for line in FIRST))
    response = post(client, spec, name, 2, direction="down")
    assert "Ben saved" in text_of(response)
    assert current(spec).number == 2


def test_a_post_without_its_version_is_out_of_date(client: Client, spec: JobSpec) -> None:
    assert "This page is out of date." in text_of(post(client, spec, "retire", 1, base=""))


def test_a_line_that_is_not_there_is_404(client: Client, spec: JobSpec) -> None:
    assert post(client, spec, "retire", 3).status_code == 404


def test_the_focus_returns_to_the_row_that_was_saved(client: Client, spec: JobSpec) -> None:
    def focused(response: Any) -> str:
        return str(json.loads(response["HX-Trigger"])["focus-next"]["id"])

    assert focused(post(client, spec, "edit", 1, text="Can solder", kind="required")) == f"{must_have_id('Can solder')}-edit"
    assert f'id="{must_have_id("Can solder")}"' in html_of(client.get(reverse("jobspecs:spec", args=[spec.pk])))
    assert focused(post(client, spec, "add", base="2", text="Sings", kind="preferred")) == f"{must_have_id('Sings')}-edit"
    assert focused(post(client, spec, "retire", 3, base="3")) == f"{must_have_id('Can weld')}-edit"
    assert focused(post(client, spec, "retire", 1, base="4")) == f"{must_have_id('Can weld')}-edit"
    assert focused(post(client, spec, "retire", 1, base="5")) == "must-haves-add"
    page = html_of(client.get(reverse("jobspecs:spec", args=[spec.pk])))
    assert 'id="must-haves-add"' in page
