"""Hostile and stale requests to a new draft: nobody takes, stops or reads what is not theirs, and nothing breaks."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from jobspecs.choices import Role
from jobspecs.models import JobSpec, Membership, Redraft, User, Version
from jobspecs.operations.redrafts import put_aside
from jobspecs.operations.specs import archive_spec
from tests.factories import UserFactory, make_member, make_spec
from tests.factories.redrafts import make_redraft
from tests.jobspecs import engines
from tests.jobspecs.pages import signed_in, text_of
from tests.jobspecs.redraft_pages import as_shown, url

pytestmark = pytest.mark.django_db
ALL = ("", "progress", "retry", "aside", "weights", "take")
POSTED = ("", "retry", "aside", "weights", "take")


@pytest.fixture(autouse=True)
def _quick_engines(settings: Settings) -> None:
    settings.DRAFTING_ENGINE, settings.QUESTION_ENGINE = engines.DRAFTING, engines.QUESTIONS


@pytest.fixture
def ana() -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def spec(ana: User) -> JobSpec:
    return make_spec(by=ana, drafted_with="offline")


@pytest.fixture
def redraft(spec: JobSpec) -> Redraft:
    return make_redraft(spec, title="Technician", must_haves=[])


@pytest.fixture
def client(ana: User) -> Client:
    return signed_in(ana)


def is_untouched(redraft: Redraft) -> bool:
    redraft.refresh_from_db()
    return redraft.closed_at is None and Version.objects.filter(job_spec=redraft.job_spec).count() == 1


def status_of(client: Client, spec: JobSpec, name: str, **data: Any) -> int:
    return int((client.get if name == "progress" else client.post)(url(spec, name), data).status_code)


class TestWhoMayNot:
    @pytest.mark.parametrize("name", ALL)
    def test_a_stranger_a_neighbour_and_staff_find_nothing(self, spec: JobSpec, redraft: Redraft, name: str) -> None:
        neighbour = make_spec().memberships.select_related("user").get().user
        for user in (UserFactory.create(), neighbour, UserFactory.create(is_staff=True)):
            assert status_of(signed_in(user), spec, name) == 404
        assert is_untouched(redraft)

    @pytest.mark.parametrize("name", ALL)
    def test_a_reviewer_is_refused(self, spec: JobSpec, redraft: Redraft, name: str) -> None:
        assert status_of(signed_in(make_member(spec, Role.REVIEWER)), spec, name) == 403
        assert is_untouched(redraft)

    @pytest.mark.parametrize("name", ALL)
    def test_who_was_removed_finds_nothing_in_a_session_that_is_open(self, spec: JobSpec, redraft: Redraft, name: str) -> None:
        editor = make_member(spec, Role.EDITOR)
        client = signed_in(editor)
        page = client.get(url(spec))
        assert page.status_code == 200
        Membership.objects.filter(user=editor, job_spec=spec).delete()
        assert status_of(client, spec, name, **as_shown(page)) == 404
        assert is_untouched(redraft)

    def test_nothing_goes_into_the_archive(self, client: Client, spec: JobSpec, redraft: Redraft, ana: User) -> None:
        page = client.get(url(spec))
        archive_spec(job_spec=spec, by=ana)
        answer = client.post(url(spec, "take"), as_shown(page))
        assert answer.status_code == 200
        assert "archived" in text_of(answer)
        assert is_untouched(redraft)


class TestForms:
    @pytest.mark.parametrize("name", ["weights", "take"])
    @pytest.mark.parametrize(
        "data",
        [
            {},
            {"base": "x"},
            {"base": "-1"},
            {"base": "99999999999999999999"},
            {"base": "1\x00"},
            {"base": ["1", "2"]},
            {"shown": ["\x00", "title-" + "0" * 10_000]},
            {"take": ["\x00", "title-000000000000", "' or 1=1"]},
            {"reason": "\x00"},
            {"reason": "why " * 100_000},
        ],
    )
    def test_of_nonsense_take_nothing(
        self, client: Client, spec: JobSpec, redraft: Redraft, name: str, data: dict[str, Any]
    ) -> None:
        sent = as_shown(client.get(url(spec))) | data if data else {}
        assert client.post(url(spec, name), sent).status_code == 200
        assert is_untouched(redraft)

    def test_of_another_spec_take_nothing(self, client: Client, spec: JobSpec, redraft: Redraft, ana: User) -> None:
        other = make_spec(by=ana, drafted_with="offline")
        make_redraft(other, title="Spy", level="lead")
        stolen = as_shown(client.get(url(other)))
        client.post(url(spec, "take"), stolen)
        assert is_untouched(redraft)

    @pytest.mark.parametrize(
        "query",
        [
            "piece=must-have-0",
            "piece=must-have-9999",
            "piece=role-%00",
            "piece=<script>",
            "piece=question-00000000-0000-0000-0000-000000000000-1",
            "piece=role-planning&version=0",
            "piece=role-planning&version=%D9%A1",
            "piece=role-planning&version=-1",
            "piece=role-planning&version=99999999999",
        ],
    )
    def test_addresses_of_no_piece_are_not_found(self, client: Client, spec: JobSpec, query: str) -> None:
        answer = client.get(f"{reverse('jobspecs:description', args=[spec.pk])}?{query}")
        assert answer.status_code == 404


class TestAStalePage:
    """Somebody has put the draft of the page aside and had another one made."""

    @pytest.fixture
    def newer(self, redraft: Redraft, spec: JobSpec) -> Redraft:
        put_aside(redraft=redraft, by=make_member(spec, Role.EDITOR))
        return make_redraft(spec, level="lead")

    def test_puts_nothing_aside_but_what_it_shows(self, client: Client, spec: JobSpec, redraft: Redraft, newer: Redraft) -> None:
        answer = client.post(url(spec, "aside"), {"redraft": str(redraft.pk)}, follow=True)
        assert "taken or put aside already" in text_of(answer)
        assert is_untouched(newer)
        client.post(url(spec, "aside"), {"redraft": str(newer.pk)})
        assert not is_untouched(newer)

    @pytest.mark.parametrize("state", ["done", "queued", "failed"])
    def test_says_which_draft_it_shows(self, client: Client, spec: JobSpec, redraft: Redraft, state: str) -> None:
        Redraft.objects.update(state=state)
        assert f'<input type="hidden" name="redraft" value="{redraft.pk}">' in client.get(url(spec)).content.decode()

    def test_does_not_say_that_it_put_aside_what_was_taken(self, redraft: Redraft, spec: JobSpec, ana: User) -> None:
        assert put_aside(redraft=redraft, by=ana) is True
        assert put_aside(redraft=redraft, by=ana) is False
