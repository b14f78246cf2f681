"""Inviting, renewing, cancelling; and the form that reads pasted lines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from interviews.forms import InviteForm
from interviews.models import Candidate, Invitation, Mail
from interviews.operations.answering import submit
from interviews.operations.endings import withdraw
from interviews.operations.invitations import (
    CannotInvite,
    InvitationOver,
    Person,
    cancel_invitation,
    invite,
    renew_link,
)
from interviews.queries import unread_questions
from jobspecs.models import Organisation, Question, User
from jobspecs.operations.specs import archive_spec
from tests.factories import OrganisationFactory, UserFactory, make_spec
from tests.factories.interviews import make_interview, make_invitation
from tests.interviews.test_answering import at_once

pytestmark = pytest.mark.django_db
ANA = Person("Ana Novak", "Ana.Novak@example.com")


@pytest.fixture
def owner() -> User:
    OrganisationFactory.create()
    return UserFactory.create()


class TestInvite:
    def test_makes_a_candidate_and_a_link_for_fourteen_days(self, owner: User) -> None:
        done = invite(job_spec=make_spec(by=owner), people=[ANA], by=owner)
        invitation = Invitation.objects.get(pk=done.new[0].pk)
        assert invitation.candidate.name == "Ana Novak"
        assert timedelta(days=13, hours=23) < invitation.expires_at - timezone.now() <= timedelta(days=14)

    def test_same_person_for_two_specs_is_one_candidate(self, owner: User) -> None:
        invite(job_spec=make_spec(by=owner), people=[ANA], by=owner)
        invite(job_spec=make_spec(by=owner), people=[Person("A. Novak", "ana.novak@EXAMPLE.com")], by=owner)
        assert Candidate.objects.get().name == "Ana Novak"
        assert Invitation.objects.count() == 2

    def test_a_name_is_added_where_there_was_none(self, owner: User) -> None:
        invite(job_spec=make_spec(by=owner), people=[Person("", ANA.email)], by=owner)
        invite(job_spec=make_spec(by=owner), people=[ANA], by=owner)
        assert Candidate.objects.get().name == "Ana Novak"

    def test_twice_for_one_spec_is_one_invitation(self, owner: User) -> None:
        spec = make_spec(by=owner)
        first = invite(job_spec=spec, people=[ANA], by=owner)
        second = invite(job_spec=spec, people=[ANA, Person("Bo", "bo@example.com")], by=owner)
        assert second.already == first.new
        assert [invitation.candidate.name for invitation in second.new] == ["Bo"]

    def test_again_after_cancelling_is_a_new_invitation(self, owner: User) -> None:
        spec = make_spec(by=owner)
        first = invite(job_spec=spec, people=[ANA], by=owner).new[0]
        cancel_invitation(invitation=first, by=owner)
        assert invite(job_spec=spec, people=[ANA], by=owner).new[0].pk != first.pk

    def test_says_that_somebody_has_read_the_questions(self, owner: User) -> None:
        spec = make_spec(by=owner)
        assert unread_questions(spec) == 7
        invite(job_spec=spec, people=[ANA], by=owner)
        spec.refresh_from_db()
        assert spec.questions_confirmed_by == owner
        assert unread_questions(spec) == 0

    def test_orders_no_mail_where_email_is_not_set_up(self, owner: User) -> None:
        invite(job_spec=make_spec(by=owner), people=[ANA], by=owner)
        assert not Mail.objects.exists()

    @pytest.mark.parametrize("missing", ["contact_name", "contact_email", "alternative_route"])
    def test_is_refused_while_the_organisation_is_not_complete(self, owner: User, missing: str) -> None:
        Organisation.objects.update(**{missing: ""})
        with pytest.raises(CannotInvite, match="organisation"):
            invite(job_spec=make_spec(by=owner), people=[ANA], by=owner)
        assert not Candidate.objects.exists()

    def test_is_refused_without_an_organisation(self, owner: User) -> None:
        Organisation.objects.all().delete()
        with pytest.raises(CannotInvite, match="organisation"):
            invite(job_spec=make_spec(by=owner), people=[ANA], by=owner)

    def test_is_refused_for_an_archived_spec(self, owner: User) -> None:
        spec = make_spec(by=owner)
        archive_spec(job_spec=spec, by=owner)
        with pytest.raises(CannotInvite, match="archived"):
            invite(job_spec=spec, people=[ANA], by=owner)

    def test_is_refused_without_questions(self, owner: User) -> None:
        spec = make_spec(by=owner)
        Question.objects.update(position=None, retired_at=timezone.now())
        with pytest.raises(CannotInvite, match="no questions"):
            invite(job_spec=spec, people=[ANA], by=owner)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_invite_the_same_person_make_one_invitation() -> None:
    OrganisationFactory.create()
    owner = UserFactory.create()
    spec = make_spec(by=owner)
    results = at_once(2, lambda: invite(job_spec=spec, people=[ANA], by=owner))
    assert sorted((len(done.new), len(done.already)) for done in results) == [(0, 1), (1, 0)]


@pytest.mark.django_db(transaction=True)
def test_two_specs_that_invite_the_same_new_person_share_one_candidate() -> None:
    OrganisationFactory.create()
    owner = UserFactory.create()
    specs = [make_spec(by=owner), make_spec(by=owner)]
    left = list(specs)
    results = at_once(2, lambda: invite(job_spec=left.pop(), people=[ANA], by=owner))
    assert [len(done.new) for done in results] == [1, 1]
    assert Candidate.objects.count() == 1


class TestRenew:
    def test_is_good_for_the_usual_time_again(self) -> None:
        invitation = make_invitation()
        Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
        renewed = renew_link(invitation=invitation, by=invitation.invited_by)
        assert renewed.link_number == 2
        assert renewed.expires_at > timezone.now() + timedelta(days=13)

    def test_is_refused_after_handing_in_and_after_cancelling(self) -> None:
        finished = make_interview(submitted=True).invitation
        cancelled = make_invitation()
        cancel_invitation(invitation=cancelled, by=cancelled.invited_by)
        for invitation in (finished, cancelled):
            with pytest.raises(InvitationOver):
                renew_link(invitation=invitation, by=invitation.invited_by)


class TestCancel:
    def test_is_refused_once_the_interview_has_begun(self) -> None:
        invitation = make_interview().invitation
        with pytest.raises(InvitationOver, match="begun"):
            cancel_invitation(invitation=invitation, by=invitation.invited_by)

    def test_frees_somebody_who_withdrew_for_another_invitation(self) -> None:
        interview = make_interview()
        withdraw(interview=interview, by=interview.candidate)
        cancel_invitation(invitation=interview.invitation, by=interview.invitation.invited_by)
        person = Person(interview.candidate.name, interview.candidate.email)
        assert invite(job_spec=interview.job_spec, people=[person], by=interview.invitation.invited_by).new


class TestWithdraw:
    def test_twice_is_once_and_after_handing_in_too(self) -> None:
        interview = make_interview(answers={1: "one"}, submitted=True)
        first = withdraw(interview=interview, by=interview.candidate)
        again = withdraw(interview=interview, by=interview.invitation.invited_by)
        assert again.withdrawn_at == first.withdrawn_at
        assert again.submitted_at is not None

    def test_a_withdrawn_interview_cannot_be_handed_in(self) -> None:
        interview = make_interview(submitted=True)
        withdrawn = withdraw(interview=interview, by=interview.candidate)
        with pytest.raises(Exception, match="over"):
            submit(interview=withdrawn, left_unanswered=range(1, 8), by=interview.candidate)


def read(text: str, **given: Any) -> InviteForm:
    form = InviteForm({"people": text}, job_spec=given.get("spec") or make_spec())
    form.is_valid()
    return form


class TestPastedLines:
    @pytest.mark.parametrize(
        ("line", "name", "email"),
        [
            ("ana@example.com", "", "ana@example.com"),
            ("Ana Novak <ana@example.com>", "Ana Novak", "ana@example.com"),
            ("Ana Novak, ana@example.com", "Ana Novak", "ana@example.com"),
            ("ana@example.com; Ana Novak", "Ana Novak", "ana@example.com"),
            ("Ana\tNovak\tana@example.com", "Ana Novak", "ana@example.com"),
            ('"Novak, Ana" <ana@example.com>,', "Novak Ana", "ana@example.com"),
            ("Ana O'Neill ana@example.com", "Ana O'Neill", "ana@example.com"),
            ("Żaneta Ćwik <z.cwik@example.pl>", "Żaneta Ćwik", "z.cwik@example.pl"),
        ],
    )
    def test_are_read_in_any_usual_way(self, line: str, name: str, email: str) -> None:
        assert read(line).good == [Person(name, email)]

    def test_tell_each_problem_by_its_line_and_keep_the_good_ones(self) -> None:
        invitation = make_invitation()
        text = "\n".join(
            [
                "Bo Lind <bo@example.com>",
                "",
                "nobody at all",
                "Bo again <BO@example.com>",
                f"{invitation.candidate.name} {invitation.candidate.email}",
                "two@example.com three@example.com",
                "broken@nowhere",
            ]
        )
        form = read(text, spec=invitation.job_spec)
        assert form.good == [Person("Bo Lind", "bo@example.com")]
        assert [(problem.line, problem.reason) for problem in form.problems] == [
            (3, "no e-mail address in it"),
            (4, "the same address as in line 1"),
            (5, "already invited (invited)"),
            (6, "more than one address; put each on a line of its own"),
            (7, "this is not an e-mail address"),
        ]

    def test_more_than_two_hundred_are_refused(self) -> None:
        form = read("\n".join(f"p{n}@example.com" for n in range(201)))
        assert "201 lines" in form.errors["people"][0]

    def test_nothing_is_refused(self) -> None:
        assert "people" in read("  \n ").errors
