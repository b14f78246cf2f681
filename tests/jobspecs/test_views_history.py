"""History: versions, what they changed, and changes of settings and members."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jobspecs.choices import Role
from jobspecs.models import JobSpec, User
from jobspecs.operations.competencies import reword_competency
from jobspecs.operations.people import remove_member
from jobspecs.operations.versions import CompetencyWording, MustHaveLine, replace_must_haves, replace_weights
from tests.factories import UserFactory, make_member, make_spec
from tests.jobspecs.pages import current, html_of, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def spec(ana: User) -> JobSpec:
    return make_spec(by=ana)


@pytest.fixture
def client(ana: User) -> Client:
    return signed_in(ana)


def save_weights(spec: JobSpec, base: int, planning: str, listening: str, by: User, reason: str = "") -> None:
    weights = {"planning": Decimal(planning), "listening": Decimal(listening), "repairing": Decimal("0.20")}
    replace_weights(job_spec=spec, base=base, weights=weights, reason=reason, by=by)


def history(client: Client, spec: JobSpec) -> str:
    return text_of(client.get(reverse("jobspecs:history", args=[spec.pk])))


def version(client: Client, spec: JobSpec, number: int) -> Any:
    return client.get(reverse("jobspecs:version", args=[spec.pk, number]))


def test_versions_stand_newest_first_with_who_why_and_what(client: Client, spec: JobSpec, ana: User) -> None:
    save_weights(spec, 1, "0.40", "0.40", ana, reason="Riders want to be heard")
    page = history(client, spec)
    assert page.index(f"{current(spec).tag} current") < page.index(spec.versions.get(number=1).tag)
    assert "Riders want to be heard Planning 0.50 → 0.40 Listening 0.30 → 0.40" in page
    assert "Drafted from the description The first version." in page


def test_the_page_of_a_version_sets_before_and_after_side_by_side(client: Client, spec: JobSpec, ana: User) -> None:
    save_weights(spec, 1, "0.40", "0.40", ana)
    page = html_of(version(client, spec, 2))
    assert '<td class="num"><del>0.50</del></td><td class="num"><ins>0.40</ins></td>' in page
    assert '<td class="num">0.20</td><td class="num">0.20</td>' in page
    assert current(spec).content_hash in page


def test_a_version_shows_all_that_its_hash_is_taken_over(client: Client, spec: JobSpec) -> None:
    page = text_of(version(client, spec, 1))
    content = page[page.index("Full content and hash") :]
    said = (
        "For this role: carry out planning",
        "planning at level 5",
        "0.50",
        "required Two years in a workshop",
        "preferred Can weld",
    )
    assert not [words for words in said if words not in content]


def test_changed_words_and_must_haves_are_marked(client: Client, spec: JobSpec, ana: User) -> None:
    wording = CompetencyWording(
        "planning", "Planning", "Does planning with great care.", "carry out planning in the workshop.", ["a", "b", "c", "d", "e"]
    )
    reword_competency(job_spec=spec, base=1, wording=wording, meaning_changed=False, reason="", by=ana)
    lines = [MustHaveLine("preferred", "Two years in a workshop"), MustHaveLine("required", "<Rides>")]
    replace_must_haves(job_spec=spec, base=2, must_haves=lines, reason="", by=ana)
    assert "Does planning with <ins>great </ins>care." in html_of(version(client, spec, 2))
    page = version(client, spec, 3).content.decode()
    assert "<del>Can weld</del>" in page
    assert "<ins>&lt;Rides&gt;</ins>" in page
    assert "<del>required</del> <ins>preferred</ins>" in page


def test_the_first_version_has_nothing_before_it(client: Client, spec: JobSpec) -> None:
    assert "there is nothing to compare it with" in text_of(version(client, spec, 1))


def test_a_version_that_is_not_there_is_404(client: Client, spec: JobSpec) -> None:
    assert version(client, spec, 9).status_code == 404


def test_settings_and_members_are_told_with_who_did_it(client: Client, spec: JobSpec, ana: User) -> None:
    ben = make_member(spec, Role.REVIEWER, name="Ben")
    remove_member(membership=ben.memberships.get(), by=ana)
    client.post(reverse("jobspecs:rename", args=[spec.pk]), {"title": "Fitter", "level": "senior"})
    client.post(reverse("jobspecs:archive", args=[spec.pk]))
    page = history(client, spec)
    assert "Renamed from “Bicycle Mechanic” to “Fitter” Ana" in page
    assert "Level Mid → Senior Ana" in page
    assert "Archived Ana" in page
    assert "Ben became reviewer" in page
    assert "Ben is no longer reviewer" in page
    assert page.index("Archived Ana") < page.index("Renamed from")
    assert page.index("Ben became reviewer") < page.index("Ana became owner")


def test_how_long_recordings_are_kept_is_told(client: Client, spec: JobSpec) -> None:
    JobSpec.objects.filter(pk=spec.pk).update(recording_days=14)
    JobSpec.objects.filter(pk=spec.pk).update(recording_days=None)
    page = history(client, spec)
    assert "Recordings kept for the organisation's default → 14 days" in page
    assert "Recordings kept for 14 days → the organisation's default" in page


def test_a_saved_version_is_no_change_of_settings(client: Client, spec: JobSpec, ana: User) -> None:
    save_weights(spec, 1, "0.40", "0.40", ana)
    page = history(client, spec)
    settings = page[page.index("Settings and members") :]
    assert "became owner" in settings
    assert settings.count("Ana became") == 1
    assert "Renamed" not in settings


@pytest.mark.parametrize("versions", [1, 4])
def test_the_history_takes_the_same_queries_at_any_length(
    spec: JobSpec, ana: User, client: Client, versions: int, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for base in range(1, versions):
        save_weights(spec, base, *(("0.40", "0.40") if base % 2 else ("0.50", "0.30")), by=ana)
    with django_assert_max_num_queries(15):
        assert history(client, spec).count(" UTC") == versions


def test_a_long_history_has_pages(client: Client, spec: JobSpec, ana: User) -> None:
    for base in range(1, 22):
        save_weights(spec, base, *(("0.40", "0.40") if base % 2 else ("0.50", "0.30")), by=ana)
    first = history(client, spec)
    second = text_of(client.get(reverse("jobspecs:history", args=[spec.pk]), {"page": 2}))
    assert "1–20 of 22" in first
    assert "The first version." not in first
    assert "21–22 of 22" in second
    assert "Planning 0.50 → 0.40" in second
    assert "The first version." in second
