"""The list of job specs: who sees what, search and filter, figures, a fixed number of queries."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from config import work
from interviews.models import Interview, Mail, Transcription
from interviews.operations.invitations import renew_link
from interviews.operations.purging import erase_candidate
from jobspecs.choices import Role
from jobspecs.models import Draft, JobSpec, SpecRollup, User, VersionRollup
from jobspecs.operations.drafts import start_draft
from jobspecs.operations.specs import archive_spec
from scoring.operations.orders import cancel_orders
from scoring.operations.rollups import recompute_rollup
from tests.factories import UserFactory, make_member, make_spec, show_scores
from tests.factories.interviews import make_interview, make_invitation
from tests.factories.scoring import SPOKEN_TEXT, change_weights, completed, make_evaluation, spoken, write_down
from tests.jobspecs.pages import HTMX, current, signed_in, text_of

pytestmark = pytest.mark.django_db
LIST = "/"


@pytest.fixture
def ana() -> User:
    return UserFactory.create(name="Ana")


def titles(response: Any) -> list[str]:
    return re.findall(r'class="table-link"[^>]*>([^<]+)<', response.content.decode())


def test_a_member_sees_their_own_specs_and_no_others(ana: User) -> None:
    make_spec(by=ana, title="Baker")
    make_spec(title="Somebody else's")
    shared = make_spec(title="Shared")
    client = signed_in(ana)
    assert titles(client.get(LIST)) == ["Baker"]
    reviewer = make_member(shared, Role.REVIEWER)
    assert titles(signed_in(reviewer).get(LIST)) == ["Shared"]


def test_an_administrator_sees_all(ana: User) -> None:
    make_spec(by=ana, title="Baker")
    admin = UserFactory.create(is_superuser=True, is_staff=True)
    assert titles(signed_in(admin).get(LIST)) == ["Baker"]


def test_a_stranger_is_sent_to_sign_in() -> None:
    response = Client().get(LIST)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Nurse", "Head Baker", "Baker"]),
        ("q=baker", ["Head Baker", "Baker"]),
        ("q=BAKER+head", ["Head Baker"]),
        ("q=smith", []),
        ("level=lead", ["Head Baker"]),
        ("status=archived", ["Miller"]),
        ("status=all", ["Miller", "Nurse", "Head Baker", "Baker"]),
        ("status=nonsense&level=nonsense", ["Nurse", "Head Baker", "Baker"]),
        ("page=99", ["Nurse", "Head Baker", "Baker"]),
    ],
)
def test_search_and_filter(ana: User, query: str, found: list[str]) -> None:
    for title, level in [("Baker", "mid"), ("Head Baker", "lead"), ("Nurse", "senior"), ("Miller", "mid")]:
        make_spec(by=ana, title=title, level=level)
    archive_spec(job_spec=JobSpec.objects.get(title="Miller"), by=ana)
    client = signed_in(ana)
    assert titles(client.get(f"{LIST}?{query}")) == found
    assert titles(client.get(f"{LIST}?{query}", headers=HTMX)) == found


def test_htmx_gets_the_rows_and_not_the_search_field(ana: User) -> None:
    make_spec(by=ana)
    html = signed_in(ana).get(LIST, headers=HTMX).content.decode()
    assert "Bicycle Mechanic" in html
    assert "<html" not in html
    assert 'type="search"' not in html


def test_figures_are_those_of_the_current_version(ana: User) -> None:
    spec = make_spec(by=ana)
    SpecRollup.objects.filter(job_spec=spec).update(interviews=8, in_progress=1, completed=5)
    VersionRollup.objects.create(version=current(spec), evaluated=5, n=5, total_sum=Decimal("363.00"))
    words = text_of(signed_in(ana).get(LIST))
    assert f"Bicycle Mechanic mid {current(spec).tag} 8 5 73 n=5 63%" in words


def test_an_average_of_few_gives_no_score_away(ana: User) -> None:
    spec = make_spec(by=ana)
    VersionRollup.objects.create(version=current(spec), evaluated=4, n=4, total_sum=Decimal("290.00"))
    assert f"{current(spec).tag} 0 0 — —" in text_of(signed_in(ana).get(LIST))


def scored(spec: JobSpec, *totals: int) -> list[Interview]:
    """Completed interviews with these totals."""
    made = [completed(spec) for _ in totals]
    for interview, total in zip(made, totals, strict=True):
        make_evaluation(interview, dict.fromkeys(("planning", "listening", "repairing"), total))
    recompute_rollup(spec_id=spec.pk)
    return made


def test_who_is_to_rate_first_is_told_no_more_than_by_the_live_panel(ana: User) -> None:
    """A mean in whole numbers, before and after one more score, would tell that score."""
    spec = make_spec(by=ana)
    first, *_ = scored(spec, 13, 37, 59, 61, 83)
    blind = make_member(spec, Role.REVIEWER, blind=True)
    assert "51 n=5" in text_of(signed_in(ana).get(LIST))
    told = text_of(signed_in(blind).get(LIST))
    assert "5 5 about 50 n=5" in told
    show_scores(spec, blind, interview=first)
    assert "5 5 — 100%" in text_of(signed_in(blind).get(LIST)), "four are left, and the fifth is known"
    show_scores(spec, blind)
    assert "5 5 51 n=5" in text_of(signed_in(blind).get(LIST))


def test_what_is_hidden_under_another_version_or_in_another_spec_is_no_reason(ana: User) -> None:
    spec, other = make_spec(by=ana), make_spec()
    reader = make_member(spec, Role.REVIEWER, blind=True)
    scored(spec, 90)
    change_weights(spec, {"planning": "0.10", "listening": "0.10", "repairing": "0.80"})
    for interview in scored(spec, 13, 37, 59, 61, 83):
        show_scores(spec, reader, interview=interview)
    scored(other, 20)
    assert "6 6 51 n=5" in text_of(signed_in(reader).get(LIST))


def test_nothing_is_a_dash_and_not_a_zero(ana: User) -> None:
    spec = make_spec(by=ana)
    assert f"{current(spec).tag} 0 0 — —" in text_of(signed_in(ana).get(LIST))


def test_the_first_visit_teaches(ana: User) -> None:
    words = text_of(signed_in(ana).get(LIST))
    assert "Your first job spec" in words
    assert "Nothing fits" not in words
    make_spec(by=ana)
    words = text_of(signed_in(ana).get(f"{LIST}?q=xyz"))
    assert "Nothing fits" in words
    assert "Your first job spec" not in words


def test_fifty_on_a_page(ana: User) -> None:
    for number in range(51):
        make_spec(by=ana, title=f"Spec {number}")
    client = signed_in(ana)
    assert len(titles(client.get(LIST))) == 50
    assert titles(client.get(f"{LIST}?page=2")) == titles(client.get(f"{LIST}?page=99")) == ["Spec 0"]
    second = client.get(f"{LIST}?q=spec&page=2")
    assert titles(second) == ["Spec 0"]
    assert "?q=spec&amp;page=1" in second.content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("n", [1, 5])
def test_queries_do_not_grow_with_the_list(
    ana: User, count: int, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        spec = make_spec(by=ana, title=f"Spec {number}")
        VersionRollup.objects.create(version=current(spec), evaluated=n, n=n, total_sum=Decimal("70"))
        start_draft(description="We look for a baker.", by=ana)
    client = signed_in(ana)
    with django_assert_num_queries(4):  # session, member, specs with their number and what is hidden of them, drafts
        assert len(titles(client.get(LIST))) == count


def test_drafts_stand_on_top_with_their_state(ana: User) -> None:
    start_draft(description="We look for a baker.", by=ana, source_name="baker.pdf")
    stopped = start_draft(description="Nothing.", by=ana)
    claimed = work.claim(Draft, stopped.pk)
    assert claimed
    work.fail(claimed, "Too short.", again=False)
    start_draft(description="Somebody else's.", by=UserFactory.create())
    words = text_of(signed_in(ana).get(LIST))
    assert "Being drafted" in words
    assert words.count("New job spec begun") + words.count("New job spec baker.pdf · begun") == 2
    assert "stopped: needs you" in words
    assert "waiting" in words


class TestWaiting:
    """The panel of scoring that the list loads by name."""

    def words(self, user: User) -> str:
        return text_of(signed_in(user).get(reverse("scoring:waiting"), headers=HTMX))

    def test_says_so_when_there_is_nothing(self, ana: User) -> None:
        assert self.words(ana) == "Nothing waits for you."

    def test_counts_what_is_to_review_and_what_is_stuck(self, ana: User) -> None:
        spec = make_spec(by=ana, title="Baker")
        make_evaluation(interview=make_interview(spec, submitted=True))
        draft = start_draft(description="Nothing.", by=ana)
        claimed = work.claim(Draft, draft.pk)
        assert claimed
        work.fail(claimed, "Too short.", again=False)
        assert self.words(ana).startswith("1 to review · 1 stuck Baker : 1 to review")
        assert self.words(UserFactory.create()) == "Nothing waits for you."

    def test_an_invitation_that_was_not_mailed_is_stuck_until_somebody_passes_it_on(self, ana: User, settings: Any) -> None:
        settings.EMAIL_IS_SET_UP = True
        spec = make_spec(by=ana, title="Baker")
        invitation = make_invitation(spec)
        Mail.objects.update(state="failed", error="The mail server refused it (answer 550).")
        assert self.words(ana) == "1 stuck Baker : 1 stuck"
        page = signed_in(ana).get(reverse("scoring:candidates", args=[spec.pk]))
        assert "Mail failed The mail server refused it (answer 550). Copy the link." in text_of(page)
        settings.EMAIL_IS_SET_UP = False
        renew_link(invitation=invitation, by=ana)
        assert self.words(ana) == "Nothing waits for you."

    def test_what_nobody_grades_is_stuck_and_who_was_erased_waits_for_nobody(self, ana: User) -> None:
        spec = make_spec(by=ana, title="Baker")
        interview = make_interview(spec, submitted=True)
        cancel_orders(interview_ids=[interview.pk])
        assert self.words(ana) == "1 stuck Baker : 1 stuck"
        make_evaluation(interview=interview)
        assert self.words(ana) == "1 to review Baker : 1 to review"
        erase_candidate(candidate=interview.candidate, by=ana)
        assert self.words(ana) == "Nothing waits for you."

    def test_what_is_written_down_waits_for_nobody_and_what_is_in_doubt_for_a_listener(self, ana: User) -> None:
        interview = spoken(make_spec(by=ana, title="Baker"))
        assert self.words(ana) == "Nothing waits for you."
        write_down(interview, unsure=SPOKEN_TEXT.split()[::4])
        assert self.words(ana) == "1 to listen to Baker : 1 to listen to"
        assert "?status=to_hear" in signed_in(ana).get(reverse("scoring:waiting"), headers=HTMX).content.decode()

    def test_what_could_not_be_written_down_is_stuck(self, ana: User) -> None:
        spoken(make_spec(by=ana, title="Baker"))
        Transcription.objects.update(state="failed", error="Not sound.")
        assert self.words(ana) == "1 stuck Baker : 1 stuck"

    def test_without_htmx_it_is_a_page(self, ana: User) -> None:
        assert "What waits for you" in text_of(signed_in(ana).get(reverse("scoring:waiting")))
