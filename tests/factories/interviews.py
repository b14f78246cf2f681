"""Candidates, invitations and interviews, made by the operations that make the real ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from factory.declarations import Sequence
from factory.django import DjangoModelFactory

from interviews.models import Candidate, Interview, Invitation
from interviews.operations.answering import begin, submit
from interviews.operations.declaring import declare
from interviews.operations.invitations import Person, invite
from jobspecs.models import JobSpec, Membership, User
from tests.factories.answers import give_answers
from tests.factories.jobspecs import OrganisationFactory, make_spec
from tests.factories.names import in_letters

CONSENT = "c0" * 32


class CandidateFactory(DjangoModelFactory[Candidate]):
    class Meta:
        model = Candidate

    name = Sequence(lambda n: f"Candidate {in_letters(n)}")
    email = Sequence(lambda n: f"candidate{in_letters(n)}@example.com")


def make_invitation(spec: JobSpec | None = None, *, candidate: Candidate | None = None, by: User | None = None) -> Invitation:
    """An open invitation to `spec` (a new one where none is given), in an organisation that is complete."""
    OrganisationFactory.create()
    spec = spec or make_spec()
    person = candidate or CandidateFactory.create()
    by = by or Membership.objects.filter(job_spec=spec).earliest("created_at").user
    done = invite(job_spec=spec, people=[Person(person.name, person.email)], by=by)
    invitation = done.new[0]
    return Invitation.objects.select_related("candidate", "job_spec").get(pk=invitation.pk)


def make_interview(
    spec: JobSpec | None = None,
    *,
    invitation: Invitation | None = None,
    answers: Mapping[int, str] | None = None,
    submitted: bool = False,
    **given: Any,
) -> Interview:
    """An interview that has begun, with nothing declared.

    `answers` are by position (from 1, over both rounds) and are passed.
    With `submitted` what has no answer is left unanswered.
    """
    invitation = invitation or make_invitation(spec, **given)
    candidate = invitation.candidate
    interview = begin(invitation=invitation, consent_hash=CONSENT, by=candidate)
    if interview.declared_at is None:
        declare(interview=interview, said={}, go_on=True, by=candidate)
    if answers:
        give_answers(interview, answers)
    if submitted:
        everything = range(1, interview.asked.count() + 1)
        interview = submit(interview=interview, left_unanswered=everything, by=candidate)
    return interview
