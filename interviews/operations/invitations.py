"""Inviting people, and what can happen to an invitation before it has become an interview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Greatest, Lower, Now

from config import work
from config.compiled import Compiled
from interviews.choices import InterviewState, MailKind
from interviews.models import Candidate, Interview, Invitation, Mail
from interviews.operations.mails import order_invitations
from interviews.queries import questions_of, unread_questions
from jobspecs.models import JobSpec, User
from jobspecs.operations.specs import confirm_questions
from jobspecs.queries import the_organisation


class CannotInvite(Exception):
    """Nobody can be invited to this spec now; the message says what to do first."""


class InvitationOver(Exception):
    """The invitation has come to its end, so this cannot be done to it; the message says what can."""


@dataclass(frozen=True)
class Person:
    """Somebody to be invited."""

    name: str
    email: str


@dataclass(frozen=True)
class Invited:
    """Who was invited, and who had been before (their open invitation stays as it is)."""

    new: list[Invitation]
    already: list[Invitation]


def reason_not_to_invite(job_spec: JobSpec) -> str:
    """What stands in the way of inviting anybody; empty when nothing does."""
    organisation = the_organisation()
    if organisation is None or not organisation.is_complete:
        return "Set the organisation's name, human contact and other way to take part first: candidates are told these."
    if job_spec.is_archived:
        return "This job spec is archived. Bring it back before you invite somebody."
    if not questions_of(job_spec).exists():
        return "This job spec has no questions yet. Add one before you invite somebody."
    return ""


@transaction.atomic
def invite(*, job_spec: JobSpec, people: Sequence[Person], by: User) -> Invited:
    """Invite people to a spec, each once. Inviting also says that `by` has read the questions as they stand.

    Mails are ordered only where e-mail is set up. Raises CannotInvite.
    """
    spec = JobSpec.objects.select_for_update(no_key=True).get(pk=job_spec.pk)
    reason = reason_not_to_invite(spec)
    if reason:
        raise CannotInvite(reason)
    if unread_questions(spec):
        confirm_questions(job_spec=spec, by=by)
    candidates = _candidates(people)
    already = list(
        Invitation.objects.filter(job_spec=spec, candidate__in=candidates, cancelled_at__isnull=True).select_related("candidate")
    )
    known = {invitation.candidate_id for invitation in already}
    new = Invitation.objects.bulk_create(
        Invitation(job_spec=spec, candidate=candidate, invited_by=by, expires_at=Now() + good_for())
        for candidate in candidates
        if candidate.pk not in known
    )
    order_invitations(new)
    return Invited(new, already)


def _candidates(people: Sequence[Person]) -> list[Candidate]:
    """One row a mail address, whichever spec it was first invited to; locked, so that an erasure waits or was before."""
    by_email = {person.email.lower(): person for person in people}
    rows = Candidate.objects.annotate(key=Lower("email")).filter(key__in=by_email)
    known = set(rows.values_list("key", flat=True))
    Candidate.objects.bulk_create(
        [Candidate(name=person.name, email=person.email) for key, person in by_email.items() if key not in known],
        ignore_conflicts=True,
    )
    found: list[Candidate] = list(rows.select_for_update(no_key=True).order_by("pk"))
    for candidate in found:
        name = by_email[candidate.email.lower()].name
        if name and not candidate.name:
            candidate.name = name
            candidate.save(update_fields=["name"])
    return found


def good_for() -> timedelta:
    """For how long an invitation is open."""
    organisation = the_organisation()
    return timedelta(days=organisation.invitation_days if organisation else 14)


@transaction.atomic
def note_opened(*, invitation: Invitation) -> None:
    """Remember when the link was first opened."""
    Invitation.objects.filter(pk=invitation.pk, opened_at__isnull=True).update(opened_at=Now())


@transaction.atomic
def renew_link(*, invitation: Invitation, by: User) -> Invitation:
    """Make a new link, good for the usual time; older ones stop working. Raises InvitationOver."""
    held = locked(invitation)
    if held.cancelled_at:
        raise InvitationOver("This invitation was cancelled. Invite the person again instead.")
    if not Interview.objects.filter(invitation=held).exclude(state=InterviewState.IN_PROGRESS).exists():
        Invitation.objects.filter(pk=held.pk).update(
            link_number=held.link_number + 1, expires_at=Greatest("expires_at", Now() + good_for())
        )
        held.refresh_from_db()
        _call_back_mails(held)
        order_invitations([held])
        return held
    raise InvitationOver("This interview is over: its link needs no renewing.")


@transaction.atomic
def cancel_invitation(*, invitation: Invitation, by: User | Candidate) -> None:
    """Close an invitation, by the team or by its candidate. Raises InvitationOver once the interview has begun."""
    held = locked(invitation)
    interview = Interview.objects.filter(invitation=held).first()
    if interview is not None and interview.state != InterviewState.WITHDRAWN:
        raise InvitationOver("The interview has begun. Withdraw it instead.")
    Invitation.objects.filter(pk=held.pk, cancelled_at__isnull=True).update(cancelled_at=Now())
    _call_back_mails(held)


@transaction.atomic
def invite_again(*, invitation: Invitation, by: User) -> Invitation:
    """Invite somebody who withdrew once more: a new invitation, beside the old one with its interview, which is closed.

    Raises InvitationOver where nobody withdrew, CannotInvite.
    """
    spec = JobSpec.objects.select_for_update(no_key=True).get(pk=invitation.job_spec_id)  # before the invitation, as invite does
    held = locked(invitation)
    candidate = Candidate.objects.get(pk=held.candidate_id)
    if candidate.erased_at:
        raise InvitationOver("This person was erased. Invite them by their e-mail address, as somebody new.")
    if not Interview.objects.filter(invitation=held, state=InterviewState.WITHDRAWN).exists():
        raise InvitationOver("Only who withdrew is invited again. Renew the link instead.")
    cancel_invitation(invitation=held, by=by)
    done = invite(job_spec=spec, people=[Person(candidate.name, candidate.email)], by=by)
    return [*done.new, *done.already][0]


@transaction.atomic
def expire_link(*, invitation: Invitation, by: User) -> bool:
    """Let a link end now; renewing it lets its candidate go on. False when it had ended. Raises InvitationOver."""
    held = locked(invitation)
    if held.cancelled_at:
        raise InvitationOver("The invitation was cancelled, and its link ended with it.")
    ended = Invitation.objects.filter(pk=held.pk, expires_at__gt=Now()).update(expires_at=Now())
    _call_back_mails(held)
    return bool(ended)


def locked(invitation: Invitation) -> Invitation:
    """The invitation as it stands now, held until the transaction ends."""
    for held in _LOCKED(invitation=invitation.pk):
        return held
    raise Invitation.DoesNotExist


_LOCKED: Compiled[Invitation] = Compiled(
    lambda invitation: Invitation.objects.select_for_update(no_key=True).filter(pk=invitation),
    "invitation",
    prepared=True,
)


def _call_back_mails(invitation: Invitation) -> None:
    work.cancel(Mail.objects.filter(invitation=invitation, kind=MailKind.INVITATION))
