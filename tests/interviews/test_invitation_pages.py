"""Members' pages of invitations: who may, what is said, what happens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from config.ratelimits import is_over_limit
from interviews.links import link_url
from interviews.models import Candidate, Interview, Invitation, Mail
from interviews.operations.purging import erase_candidate, hold_candidate
from jobspecs.choices import Origin, Role
from jobspecs.models import JobSpec, Organisation, Question, User
from jobspecs.operations.questions import order_rewording, run_question_order
from jobspecs.operations.specs import archive_spec, confirm_questions, revise
from jobspecs.questions.base import Guide, WrittenQuestion
from tests.factories import OrganisationFactory, UserFactory, make_member, make_spec
from tests.factories.interviews import CandidateFactory, make_interview, make_invitation
from tests.interviews.visitor import Browser
from tests.jobspecs import engines

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    cache.clear()
    OrganisationFactory.create()
    return UserFactory.create()


@pytest.fixture
def spec(owner: User) -> JobSpec:
    return make_spec(by=owner)


@pytest.fixture
def page(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


def url(name: str, row: Any) -> str:
    return reverse(f"interviews:{name}", args=[row.pk])


class TestWhoMay:
    NAMES = ["link", "renew", "cancel", "withdraw", "erase"]

    @pytest.mark.parametrize("name", NAMES)
    def test_stranger_gets_404(self, client: Client, name: str) -> None:
        invitation = make_interview().invitation
        client.force_login(UserFactory.create())
        assert client.get(url(name, invitation)).status_code == 404
        assert client.post(url(name, invitation)).status_code in (404, 405)

    @pytest.mark.parametrize("name", NAMES)
    def test_reviewer_gets_403(self, client: Client, name: str) -> None:
        invitation = make_interview().invitation
        client.force_login(make_member(invitation.job_spec, Role.REVIEWER))
        assert client.get(url(name, invitation)).status_code == 403

    def test_editor_invites_but_does_not_erase(self, client: Client) -> None:
        invitation = make_interview().invitation
        client.force_login(make_member(invitation.job_spec, Role.EDITOR))
        assert client.get(url("link", invitation)).status_code == 200
        assert client.get(url("erase", invitation)).status_code == 403

    def test_owner_of_one_spec_does_not_erase_somebody_from_another(self, client: Client) -> None:
        interview = make_interview()
        make_interview(make_spec(), candidate=interview.candidate)
        client.force_login(interview.invitation.invited_by)
        assert client.get(url("erase", interview.invitation)).status_code == 403
        client.force_login(UserFactory.create(is_superuser=True))
        assert client.get(url("erase", interview.invitation)).status_code == 200

    def test_invite_page_is_for_editors(self, client: Client, spec: JobSpec) -> None:
        for user, status in (
            (UserFactory.create(), 404),
            (make_member(spec, Role.REVIEWER), 403),
            (make_member(spec, Role.EDITOR), 200),
        ):
            client.force_login(user)
            assert client.get(url("invite", spec)).status_code == status

    def test_mail_of_a_strangers_invitation_is_not_retried(self, client: Client, owner: User) -> None:
        mail = Mail.objects.create(kind="invitation", invitation=make_invitation(), link_number=1, state="failed")
        client.force_login(owner)
        assert client.post(url("retry_mail", mail)).status_code == 404


class TestInvite:
    def test_shows_the_links_and_never_says_sent(self, page: Client, spec: JobSpec) -> None:
        response = page.post(url("invite", spec), {"people": "Ana Novak <ana@example.com>\nBo <bo@example.com>"})
        for invitation in Invitation.objects.all():
            assert link_url(invitation) in response.text
        assert "Email is not set up. Copy the link" in response.text
        assert "sent" not in response.text.lower().replace("presented", "")

    def test_with_a_wrong_line_invites_nobody_and_keeps_every_word(self, page: Client, spec: JobSpec) -> None:
        typed = "Ana <ana@example.com>\nBo without address"
        response = page.post(url("invite", spec), {"people": typed})
        assert "Line 2, “Bo without address”: no e-mail address in it" in response.text
        assert "Invite the other one" in response.text
        assert "Ana &lt;ana@example.com&gt;\nBo without address</textarea>" in response.text
        assert not Invitation.objects.exists()

    def test_the_good_ones_go_on_and_the_wrong_line_stays(self, page: Client, spec: JobSpec) -> None:
        typed = "Ana <ana@example.com>\nBo without address"
        response = page.post(url("invite", spec), {"people": typed, "go_on": "1"})
        assert Invitation.objects.get().candidate.name == "Ana"
        assert "Bo without address</textarea>" in response.text

    def test_htmx_gets_the_panel_alone(self, page: Client, spec: JobSpec) -> None:
        response = page.post(url("invite", spec), {"people": "nobody"}, headers={"hx-request": "true"})
        assert response.status_code == 200
        assert response.text.lstrip().startswith('<div id="invite"')

    def test_says_that_nobody_has_read_the_questions_until_somebody_invites(self, page: Client, spec: JobSpec) -> None:
        assert "Nobody has read these 7 questions." in page.get(url("invite", spec)).text
        assert "Nobody has read" not in page.post(url("invite", spec), {"people": "ana@example.com"}).text
        assert "Nobody has read" not in page.get(url("invite", spec)).text

    def test_says_what_is_new_since_somebody_read_them(
        self, page: Client, spec: JobSpec, owner: User, settings: Settings
    ) -> None:
        settings.QUESTION_ENGINE = engines.QUESTIONS
        confirm_questions(job_spec=spec, by=owner)
        question = Question.objects.filter(round__job_spec=spec).earliest("position")
        run_question_order(order_rewording(question=question, by=owner).pk)
        assert "1 of 7 questions is new since you read them." in page.get(url("invite", spec)).text

    def test_says_what_is_missing_and_keeps_what_was_typed(self, page: Client, spec: JobSpec) -> None:
        Organisation.objects.update(contact_email="")
        response = page.post(url("invite", spec), {"people": "ana@example.com"})
        assert "Set the organisation" in response.text
        assert "ana@example.com</textarea>" in response.text
        assert not Candidate.objects.exists()

    def test_archived_spec_says_so(self, page: Client, spec: JobSpec, owner: User) -> None:
        archive_spec(job_spec=spec, by=owner)
        assert "Bring it back before you invite somebody" in page.get(url("invite", spec)).text

    def test_who_holds_a_link_to_an_archived_spec_may_still_begin(self, spec: JobSpec, owner: User) -> None:
        visitor = Browser(make_invitation(spec))
        archive_spec(job_spec=spec, by=owner)
        visitor.begin()
        assert Interview.objects.get().state == "in_progress"

    @override_settings(RATE_LIMITS={"invite": (3, 3600)})
    def test_too_many_people_in_an_hour_are_refused_without_losing_the_lines(self, page: Client, spec: JobSpec) -> None:
        page.post(url("invite", spec), {"people": "ana@example.com\nbo@example.com"})
        response = page.post(url("invite", spec), {"people": "cem@example.com\ndee@example.com"}, headers={"HX-Request": "true"})
        assert response.status_code == 200
        assert "Nobody was invited: one person can invite 3 people an hour" in response.text
        assert "cem@example.com\ndee@example.com</textarea>" in response.text
        assert Invitation.objects.count() == 2
        page.post(url("invite", spec), {"people": "cem@example.com"})  # what was refused did not count
        assert Invitation.objects.count() == 3

    def test_five_hundred_people_an_hour_go_through(self, owner: User) -> None:
        people = [200, 200, 100]
        assert not any(is_over_limit("invite", str(owner.pk), count=count) for count in people)
        assert is_over_limit("invite", str(owner.pk))

    @override_settings(EMAIL_IS_SET_UP=True)
    def test_by_mail_where_it_is_set_up(self, page: Client, spec: JobSpec) -> None:
        response = page.post(url("invite", spec), {"people": "ana@example.com"})
        assert "Each gets a mail" in response.text
        assert Mail.objects.get().state == "queued"


class TestLink:
    def test_without_email_says_copy(self, page: Client, owner: User) -> None:
        invitation = make_invitation(make_spec(by=owner))
        text = page.get(url("link", invitation)).text
        assert link_url(invitation) in text
        assert "Email is not set up. Copy the link." in text

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            ({"state": "queued"}, "Mail waiting"),
            ({"state": "done", "finished_at": timezone.now()}, "Mail sent"),
            ({"state": "failed", "error": "The mail server refused it (answer 550)."}, "answer 550"),
            ({"state": "cancelled"}, "Mail called back"),
        ],
    )
    def test_with_email_says_how_the_mail_is_doing(
        self, page: Client, owner: User, settings: Any, state: dict[str, Any], words: str
    ) -> None:
        settings.EMAIL_IS_SET_UP = True
        invitation = make_invitation(make_spec(by=owner))
        Mail.objects.update(**state)
        text = page.get(url("link", invitation)).text
        assert words in text
        assert ("Try again" in text) == (state["state"] == "failed")

    @override_settings(EMAIL_IS_SET_UP=True)
    def test_a_failed_mail_can_be_tried_again(self, page: Client, owner: User) -> None:
        make_invitation(make_spec(by=owner))
        Mail.objects.update(state="failed", attempts=3, error="The mail server could not be reached.")
        page.post(url("retry_mail", Mail.objects.get()))
        assert Mail.objects.get().state == "queued"

    def test_renewing_shows_the_new_one(self, page: Client, owner: User) -> None:
        invitation = make_invitation(make_spec(by=owner))
        assert "Make a new link" in page.get(url("renew", invitation)).text
        text = page.post(url("renew", invitation), follow=True).text
        assert link_url(invitation) not in text
        invitation.refresh_from_db()
        assert link_url(invitation) in text

    @override_settings(RATE_LIMITS={"invite": (1, 3600)}, EMAIL_IS_SET_UP=True)
    def test_renewing_and_sending_again_count_as_inviting(self, page: Client, owner: User) -> None:
        invitation = make_invitation(make_spec(by=owner))
        page.post(url("renew", invitation))
        assert "The link was not renewed: one person can" in page.post(url("renew", invitation), follow=True).text
        assert Invitation.objects.get().link_number == 2
        Mail.objects.update(state="failed", attempts=3, error="The mail server could not be reached.")
        mail = Mail.objects.latest("link_number")
        assert "No mail was sent: one person can" in page.post(url("retry_mail", mail), follow=True).text
        assert set(Mail.objects.values_list("state", flat=True)) == {"failed"}

    def test_of_a_finished_interview_is_not_shown(self, page: Client, owner: User) -> None:
        invitation = make_interview(make_spec(by=owner), submitted=True).invitation
        text = page.get(url("link", invitation)).text
        assert link_url(invitation) not in text
        assert "Completed" in text


class TestEndings:
    def test_cancel_asks_first(self, page: Client, owner: User) -> None:
        invitation = make_invitation(make_spec(by=owner))
        assert "Cancel the invitation of" in page.get(url("cancel", invitation)).text
        invitation.refresh_from_db()
        assert invitation.cancelled_at is None
        response = page.post(url("cancel", invitation))
        assert response["Location"] == reverse("scoring:candidates", args=[invitation.job_spec_id])
        invitation.refresh_from_db()
        assert invitation.cancelled_at is not None

    def test_withdraw_asks_first(self, page: Client, owner: User) -> None:
        interview = make_interview(make_spec(by=owner))
        page.get(url("withdraw", interview.invitation))
        assert Interview.objects.get().state == "in_progress"
        page.post(url("withdraw", interview.invitation))
        assert Interview.objects.get().state == "withdrawn"

    def test_who_withdrew_can_be_invited_again(self, page: Client, owner: User) -> None:
        interview = make_interview(make_spec(by=owner), candidate=CandidateFactory.create(name="Ana", email="ana@example.com"))
        page.post(url("withdraw", interview.invitation))
        listed = reverse("scoring:candidates", args=[interview.job_spec_id])
        way = url("invite_again", interview.invitation)
        assert way in page.get(listed).text
        assert way in page.get(url("link", interview.invitation)).text
        assert "use “Invite again”" in page.post(url("invite", interview.job_spec), {"people": "ana@example.com"}).text
        assert "Invite Ana again?" in page.get(way).text
        assert Invitation.objects.count() == 1
        text = page.post(way, follow=True).text
        newer = Invitation.objects.get(cancelled_at__isnull=True)
        assert link_url(newer) in text
        assert newer.candidate == interview.candidate
        interview.refresh_from_db()
        assert (interview.state, interview.invitation_id) == ("withdrawn", interview.invitation.pk)
        assert way not in page.get(listed).text
        page.post(way)  # pressed twice
        assert Invitation.objects.count() == 2

    def test_inviting_again_is_refused_where_it_makes_no_sense(self, page: Client, owner: User) -> None:
        running = make_interview(make_spec(by=owner))
        assert "Only who withdrew" in page.post(url("invite_again", running.invitation), follow=True).text
        page.post(url("withdraw", running.invitation))
        archive_spec(job_spec=running.job_spec, by=owner)
        assert "is archived" in page.post(url("invite_again", running.invitation), follow=True).text
        assert Invitation.objects.filter(cancelled_at__isnull=True).count() == 1
        erase_candidate(candidate=running.candidate, by=owner)
        assert "was erased" in page.post(url("invite_again", running.invitation), follow=True).text
        assert Invitation.objects.count() == 1

    def test_erase_wants_the_name_typed(self, page: Client, owner: User) -> None:
        interview = make_interview(make_spec(by=owner), candidate=CandidateFactory.create(name="Ana Novak"))
        wrong = page.post(url("erase", interview.invitation), {"typed": "Anna"})
        assert "This is not the name above" in wrong.text
        assert Candidate.objects.get().erased_at is None
        page.post(url("erase", interview.invitation), {"typed": " ana  novak "})
        assert Candidate.objects.get().erased_at is not None
        assert Candidate.objects.get().erasures.get().erased_by == owner

    def test_erase_says_that_a_legal_hold_stops_it(self, page: Client, owner: User) -> None:
        interview = make_interview(make_spec(by=owner), candidate=CandidateFactory.create(name="Ana"))
        hold_candidate(candidate=interview.candidate, reason="a claim is pending", by=owner)
        assert "a claim is pending" in page.post(url("erase", interview.invitation), {"typed": "Ana"}).text

    def test_messages_hold_no_name(self, page: Client, owner: User) -> None:
        """They may end up in a session row, where an erasure would have to look for them."""
        interview = make_interview(make_spec(by=owner), candidate=CandidateFactory.create(name="Zerlina"))
        response = page.post(url("erase", interview.invitation), {"typed": "Zerlina"})
        assert "Zerlina" not in str(response.cookies)


class TestSeen:
    def test_counts_who_saw_the_old_wording(self, page: Client, owner: User) -> None:
        spec = make_spec(by=owner)
        question = Question.objects.get(round__job_spec=spec, round__position=1, position=1)
        where = reverse("interviews:seen", args=[question.pk])
        assert page.get(where).text.strip() == ""
        for _time in range(2):
            make_interview(spec)
        assert "2 candidates saw this wording" in page.get(where).text
        words = WrittenQuestion(question.competency.key, "New words?", probes=(), guide=Guide("s", "a", "w"))
        revise(question=question, written=words, origin=Origin.PERSON, by=owner)
        make_interview(spec)
        assert "2 candidates saw the old wording" in page.get(where).text

    def test_stranger_gets_404(self, client: Client) -> None:
        question = Question.objects.filter(round__job_spec=make_spec()).earliest("created_at")
        client.force_login(UserFactory.create())
        assert client.get(reverse("interviews:seen", args=[question.pk])).status_code == 404


def test_expired_invitation_offers_a_new_link(page: Client, owner: User) -> None:
    invitation = make_invitation(make_spec(by=owner))
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    text = page.get(url("link", invitation)).text
    assert "Expired" in text
    assert "Renew the link" in text
    assert link_url(invitation) not in text
