"""The page of a job spec: what stands on it, for whom, in how many queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jobspecs.choices import Role, SpecStatus
from jobspecs.models import JobSpec, RubricConfirmation, SpecRollup, User
from jobspecs.operations.specs import archive_spec, rename_spec
from jobspecs.operations.versions import replace_competencies, weights_of, wordings_of
from tests.factories import UserFactory, make_member, make_spec
from tests.jobspecs.pages import HTMX, current, html_of, signed_in, text_of

pytestmark = pytest.mark.django_db

# Each change of a spec that a person can post: (name, what the address needs beside the spec, what is posted).
CHANGES: list[tuple[str, list[Any], dict[str, str]]] = [
    ("weights_check", [], {}),
    ("weights_share", [], {}),
    ("weights_save", [], {}),
    ("competencies_add", [], {}),
    ("competencies_edit", ["planning"], {}),
    ("competencies_retire", ["planning"], {}),
    ("competencies_move", ["planning"], {"direction": "down"}),
    ("competencies_confirm", [], {}),
    ("must_haves_add", [], {}),
    ("must_haves_edit", [1], {}),
    ("must_haves_retire", [1], {}),
    ("must_haves_move", [1], {"direction": "down"}),
    ("must_haves_turn", [1], {}),
    ("rename", [], {"title": "X", "level": "mid"}),
    ("archive", [], {}),
    ("restore", [], {}),
]
PAGES = [("spec", []), ("history", []), ("version", [1])]
every_change = pytest.mark.parametrize(("name", "more", "data"), CHANGES, ids=[name for name, *_ in CHANGES])
every_page = pytest.mark.parametrize(("name", "more"), PAGES, ids=[name for name, _ in PAGES])


@pytest.fixture
def ana() -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def spec(ana: User) -> JobSpec:
    return make_spec(by=ana)


def url(name: str, spec: JobSpec, *more: Any) -> str:
    return reverse(f"jobspecs:{name}", args=[spec.pk, *more])


@every_change
def test_a_stranger_gets_404_on_every_change(spec: JobSpec, name: str, more: list[Any], data: dict[str, str]) -> None:
    assert signed_in(UserFactory.create()).post(url(name, spec, *more), data).status_code == 404


@every_change
def test_a_reviewer_gets_403_on_every_change(spec: JobSpec, name: str, more: list[Any], data: dict[str, str]) -> None:
    reviewer = signed_in(make_member(spec, Role.REVIEWER))
    assert reviewer.post(url(name, spec, *more), data | {"base": "1"}).status_code == 403
    assert current(spec).number == 1
    assert spec.status == SpecStatus.ACTIVE


@every_change
def test_nobody_changes_anything_without_signing_in(spec: JobSpec, name: str, more: list[Any], data: dict[str, str]) -> None:
    response = Client().post(url(name, spec, *more), data)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@every_page
def test_a_stranger_gets_404_on_every_page(spec: JobSpec, name: str, more: list[Any]) -> None:
    assert signed_in(UserFactory.create()).get(url(name, spec, *more)).status_code == 404


@every_page
def test_nobody_reads_anything_without_signing_in(spec: JobSpec, name: str, more: list[Any]) -> None:
    assert Client().get(url(name, spec, *more))["Location"].startswith("/accounts/login/")


@every_page
def test_a_reviewer_reads_every_page_without_a_button_that_would_be_refused(spec: JobSpec, name: str, more: list[Any]) -> None:
    response = signed_in(make_member(spec, Role.REVIEWER)).get(url(name, spec, *more))
    page = html_of(response)
    assert response.status_code == 200
    assert spec.title in page
    offered = [change for change, args, _ in CHANGES if f'"{url(change, spec, *args)}"' in page]
    assert offered == []
    assert reverse("interviews:invite", args=[spec.pk]) not in page


def test_an_editor_is_not_offered_the_archive(spec: JobSpec) -> None:
    page = html_of(signed_in(make_member(spec, Role.EDITOR)).get(url("spec", spec)))
    assert url("weights_save", spec) in page
    assert url("archive", spec) not in page


def test_the_page_has_every_panel_in_its_order_with_its_labels(spec: JobSpec, ana: User) -> None:
    words = text_of(signed_in(ana).get(url("spec", spec)))
    labels = [
        "Bicycle Mechanic",
        f"mid · version {current(spec).tag}",
        str(spec.pk),
        "Competencies",
        "weights sum to 1.00",
        "Name ID Weight Definition",
        "For this role: carry out planning in the workshop.",
        "Scoring Weights",
        "Adjust how much each competency contributes to the final score. "
        "Changes apply to all future evaluations for this job spec.",
        "Total weight: 1.00 ✓ balanced",
        "Interview questions",
        "Behavioral round (Round 02)",
        "Live performance",
        "Aggregated from candidates who took this job spec.",
        "Interviews",
        "Avg score",
        "out of 100",
        "Completion",
        "Avg score per competency",
        "Must-haves",
        "required",
        "Two years in a workshop",
        "preferred",
        "Can weld",
    ]
    places = []
    start = words.index("Overview") - 400
    for label in labels:
        start = words.find(label, max(start, 0))
        places.append(start)
        assert start >= 0, label
    assert places == sorted(places)


def test_the_note_on_drafted_weights_goes_with_the_first_version(spec: JobSpec, ana: User) -> None:
    note = "Starting point from the description. Confirm with somebody who does this job."
    client = signed_in(ana)
    assert note in text_of(client.get(url("spec", spec)))
    weights = {"weight-planning": "0.50", "weight-listening": "0.30", "weight-repairing": "0.20"}
    client.post(url("weights_save", spec), weights | {"base": "1", "reason": "Asked Jo, who does it"})
    assert note not in text_of(client.get(url("spec", spec)))


def test_the_note_on_drafted_weights_stays_while_nobody_looked_at_the_weights(spec: JobSpec, ana: User) -> None:
    client = signed_in(ana)
    client.post(url("must_haves_turn", spec, 1), {"base": "1"})
    assert current(spec).number == 2
    assert "Starting point from the description." in text_of(client.get(url("spec", spec)))
    weights = {"weight-planning": "0.40", "weight-listening": "0.40", "weight-repairing": "0.20"}
    client.post(url("weights_save", spec), weights | {"base": "2"})
    assert current(spec).number == 3
    assert "Starting point from the description." not in text_of(client.get(url("spec", spec)))


@pytest.mark.parametrize("weights", [{"planning": "1.00"}, {"planning": "0.50", "listening": "0.30", "repairing": "0.20"}])
def test_the_page_takes_five_queries_at_any_length(
    ana: User, weights: dict[str, str], django_assert_num_queries: Callable[..., Any]
) -> None:
    spec = make_spec(by=ana, weights=weights)
    client = signed_in(ana)
    client.get(url("spec", spec))
    # session, user, spec with role, what stands around its version, questions; what is sealed was read before
    with django_assert_num_queries(5):
        client.get(url("spec", spec))


def test_a_weight_check_takes_three_queries(spec: JobSpec, ana: User, django_assert_num_queries: Callable[..., Any]) -> None:
    client = signed_in(ana)
    client.get(url("spec", spec))  # reads what is sealed
    with django_assert_num_queries(3):  # session, user, spec with role and how much is asked
        client.post(url("weights_check", spec), {"weight-planning": "0.50"}, headers=HTMX)


def test_live_performance_is_fetched_and_can_be_followed_without_script(spec: JobSpec, ana: User) -> None:
    page = html_of(signed_in(ana).get(url("spec", spec)))
    live = reverse("scoring:live", args=[spec.pk])
    assert f'hx-get="{live}"' in page
    assert f'<noscript><p><a href="{live}">' in page


def test_running_interviews_are_counted_on_the_button(spec: JobSpec, ana: User) -> None:
    SpecRollup.objects.filter(job_spec=spec).update(interviews=4, in_progress=3)
    assert "Save weights 3 running: scored with the new weights Share the rest" in text_of(signed_in(ana).get(url("spec", spec)))


def test_the_button_says_so_where_some_began_under_an_earlier_rubric(spec: JobSpec, ana: User) -> None:
    SpecRollup.objects.filter(job_spec=spec).update(interviews=4, in_progress=3)
    client = signed_in(ana)
    wordings = wordings_of(current(spec).rubric)
    weights = {key: given.value for key, given in weights_of(current(spec)).items()}
    change: dict[str, Any] = {"job_spec": spec, "wordings": wordings, "weights": weights, "reason": "", "by": ana}
    replace_competencies(base=1, meaning_changed=False, **change)
    assert "3 running: scored with the new weights Share" in text_of(client.get(url("spec", spec)))
    replace_competencies(base=2, meaning_changed=True, **change)
    words = "3 running: scored with the newest weights of the rubric they began under Share"
    assert words in text_of(client.get(url("spec", spec)))


@pytest.mark.parametrize(
    ("drafted_with", "said"),
    [
        ("offline", "Drafted by the rules on this machine."),
        ("openai:gpt-4o", "Drafted by openai:gpt-4o."),
        ("openai:gpt-4o, offline", "Drafted by openai:gpt-4o and the rules on this machine."),
    ],
)
def test_who_drafted_it_stands_near_the_head(ana: User, drafted_with: str, said: str) -> None:
    spec = make_spec(by=ana, drafted_with=drafted_with)
    client = signed_in(ana)
    assert f"Copy {said} " in text_of(client.get(url("spec", spec))).replace(str(spec.pk), "Copy")
    assert said not in text_of(client.get(url("history", spec)))


def test_an_imported_spec_says_nothing_of_drafting(spec: JobSpec, ana: User) -> None:
    assert "Drafted by" not in text_of(signed_in(ana).get(url("spec", spec)))


def test_what_was_done_otherwise_is_read_at_once_where_it_is_little(ana: User) -> None:
    note = "The language model did not answer in 60 seconds (3 tries): drafted by the rules on this machine instead."
    spec = make_spec(by=ana, drafted_with="offline", drafting_notes=[note])
    page = signed_in(ana).get(url("spec", spec))
    assert f"Drafted by the rules on this machine. {note}" in text_of(page)
    assert "notes</summary>" not in html_of(page)


def test_more_notes_on_the_draft_are_folded_but_for_who_took_over(ana: User) -> None:
    mended = ["Weights summed to 1.35: brought to 1.00.", "Left out: “<b>Pay</b>”", "Two competencies were one."]
    away = (
        "The language model did not answer in 60 seconds (3 tries): must-haves were drafted by the rules on this machine instead."
    )
    spec = make_spec(by=ana, drafted_with="openai:gpt-4o, offline", drafting_notes=[mended[0], away, *mended[1:]])
    page = signed_in(ana).get(url("spec", spec))
    who = "Drafted by openai:gpt-4o and the rules on this machine."
    assert f"{who} {away} Description 3 notes on the draft {mended[0]} " in text_of(page)
    assert "&lt;b&gt;Pay" in page.content.decode()


def test_title_and_level_are_changed(spec: JobSpec, ana: User) -> None:
    client = signed_in(ana)
    assert 'value="Bicycle Mechanic"' in html_of(client.get(url("rename", spec)))
    response = client.post(url("rename", spec), {"title": "Bicycle Fitter", "level": "senior"}, follow=True)
    assert "senior · version v1-" in text_of(response)
    spec.refresh_from_db()
    assert (spec.title, spec.level) == ("Bicycle Fitter", "senior")


def test_an_empty_title_is_refused_and_nothing_is_lost(spec: JobSpec, ana: User) -> None:
    response = signed_in(ana).post(url("rename", spec), {"title": " ", "level": "senior"})
    assert "A job spec needs a title." in text_of(response)
    assert '<option value="senior" selected>' in html_of(response)
    spec.refresh_from_db()
    assert spec.title == "Bicycle Mechanic"


def test_archiving_asks_first_and_can_be_undone(spec: JobSpec, ana: User) -> None:
    client = signed_in(ana)
    asked = text_of(client.get(url("archive", spec)))
    assert "Archive this job spec?" in asked
    assert "Who holds a private link may still begin until it expires" in asked
    spec.refresh_from_db()
    assert spec.status == SpecStatus.ACTIVE
    page = client.post(url("archive", spec), follow=True)
    assert "Nobody is invited any more" in text_of(page)
    assert f'action="{url("restore", spec)}"' in html_of(page)
    assert url("weights_save", spec) not in html_of(page)
    client.post(url("restore", spec))
    spec.refresh_from_db()
    assert spec.status == SpecStatus.ACTIVE


def test_what_reaches_an_archived_spec_is_refused_in_words(spec: JobSpec, ana: User) -> None:
    archive_spec(job_spec=spec, by=ana)
    client = signed_in(ana)
    data = {"weight-planning": "0.40", "weight-listening": "0.40", "weight-repairing": "0.20", "base": "1"}
    changes: list[tuple[str, list[Any], dict[str, str]]] = [
        ("weights_save", [], data),
        ("competencies_move", ["planning"], {"base": "1", "direction": "down"}),
        ("must_haves_turn", [1], {"base": "1"}),
        ("competencies_confirm", [], {"rubric": str(current(spec).rubric_id)}),
        ("rename", [], {"title": "Bicycle Fitter", "level": "senior"}),
    ]
    for name, more, sent in changes:
        response = client.post(url(name, spec, *more), sent, headers=HTMX)
        assert response.status_code == 200
        assert "This job spec is archived. Bring it back before you change it." in text_of(response), name
    assert current(spec).number == 1
    assert spec.title == "Bicycle Mechanic"
    assert not RubricConfirmation.objects.exists()


def test_a_title_is_shown_as_text(spec: JobSpec, ana: User) -> None:
    rename_spec(job_spec=spec, title="<b>Mechanic</b>", level="mid", by=ana)
    page = signed_in(ana).get(url("spec", spec)).content.decode()
    assert "&lt;b&gt;Mechanic&lt;/b&gt;" in page
    assert "<b>Mechanic" not in page
