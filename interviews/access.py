"""The only way for a view to get an object: by a candidate's link, or by a member's role."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from config.compiled import Compiled
from config.ratelimits import address_of, is_over_limit
from interviews.choices import InterviewState, LinkState
from interviews.links import LinkForged, read_token
from interviews.models import Answer, Candidate, Interview, Invitation, Mail, Recording, Take, Transcription
from interviews.operations.correcting import is_typed
from jobspecs.access import member_of, role_in, spec_to_edit, spec_to_own, spec_to_see
from jobspecs.choices import Role
from jobspecs.models import JobSpec


class TooManyAttempts(Exception):
    """Somebody at this address tries links, or writes faster than a person can."""


@dataclass(frozen=True)
class Visit:
    """What a link led to. Only a forged one has no invitation."""

    state: LinkState
    link: str = ""
    found: Invitation | None = None
    interview: Interview | None = None

    @property
    def invitation(self) -> Invitation:
        assert self.found is not None, "a forged link leads to no invitation"  # noqa: S101
        return self.found

    @property
    def candidate(self) -> Candidate:
        return self.invitation.candidate

    @property
    def is_over(self) -> bool:
        """Nothing is taken any more, by no link: what a browser still holds of it can go."""
        return self.state in (LinkState.FINISHED, LinkState.WITHDRAWN, LinkState.ERASED)


_INVITED: Compiled[Invitation] = Compiled(
    lambda invitation: Invitation.objects.select_related("candidate", "job_spec", "interview").filter(pk=invitation),
    "invitation",
    prepared=True,
)


def invitation_from_link(request: HttpRequest, link: str, *, limit: str = "candidate_write") -> Visit:
    """Where a candidate's link leads. `limit` is the one that a POST counts towards. Raises TooManyAttempts."""
    try:
        invitation_id, number = read_token(link)
        invitation = next(iter(_INVITED(invitation=invitation_id)), None)
    except LinkForged:
        invitation, number = None, 0
    if invitation is None:
        if is_over_limit("candidate_link", address_of(request)):
            raise TooManyAttempts
        return Visit(LinkState.FORGED)
    # By invitation and not by address: a whole school can sit behind one address.
    if request.method == "POST" and is_over_limit(limit, str(invitation.pk)):
        raise TooManyAttempts
    interview = getattr(invitation, "interview", None)
    return Visit(_state(invitation, interview, number), link, invitation, interview)


def _state(invitation: Invitation, interview: Interview | None, number: int) -> LinkState:
    if invitation.candidate.erased_at:
        return LinkState.ERASED
    if number != invitation.link_number:
        return LinkState.RENEWED
    if interview is not None and interview.state == InterviewState.WITHDRAWN:
        return LinkState.WITHDRAWN
    if interview is not None and interview.state == InterviewState.SUBMITTED:
        return LinkState.FINISHED
    if invitation.cancelled_at:
        return LinkState.CANCELLED
    return LinkState.EXPIRED if invitation.expires_at <= timezone.now() else LinkState.LIVE


def take_by_link(visit: Visit, position: int, number: int) -> Take:
    """What was said to one prompt and is not kept yet; 404 for anything else."""
    not_kept = Take.objects.filter(kept_at__isnull=True, answer__passed_at__isnull=True)
    return get_object_or_404(not_kept, answer__asked__interview=visit.interview, answer__asked__position=position, number=number)


def recording_by_link(visit: Visit, position: int) -> Recording:
    """A candidate's own recording, once it is handed in; 404 for anything else, and for what is deleted."""
    there = Recording.objects.filter(deleted_at__isnull=True, delete_wanted_at__isnull=True).exclude(playable="")
    interview = visit.interview if visit.is_over else None
    return get_object_or_404(there, answer__asked__interview=interview, answer__asked__position=position)


def invitation_to_edit(request: HttpRequest, invitation_id: UUID) -> Invitation:
    """404 for a stranger to the spec, 403 for a reviewer: links and endings are for owners and editors."""
    invitation = get_object_or_404(Invitation.objects.select_related("candidate"), pk=invitation_id)
    invitation.job_spec = spec_to_edit(request, invitation.job_spec_id)
    return invitation


def invitation_to_erase(request: HttpRequest, invitation_id: UUID) -> Invitation:
    """404 for a stranger; 403 unless administrator, or owner of every spec that this candidate was invited to."""
    invitation = get_object_or_404(Invitation.objects.select_related("candidate"), pk=invitation_id)
    invitation.job_spec = spec_to_see(request, invitation.job_spec_id)
    member = member_of(request)
    specs = JobSpec.objects.filter(invitations__candidate=invitation.candidate).distinct()
    if any(role_in(spec, member) != Role.OWNER for spec in specs):
        raise PermissionDenied("Erasing takes an owner of every spec that this person was invited to, or an administrator.")
    return invitation


def mail_to_retry(request: HttpRequest, mail_id: UUID) -> Mail:
    mail = get_object_or_404(Mail.objects.select_related("invitation"), pk=mail_id)
    mail.invitation = invitation_to_edit(request, mail.invitation_id)
    return mail


def recording_to_hear(request: HttpRequest, recording_id: UUID) -> Recording:
    """Every member of the spec may listen to what is handed in. 404 for a stranger, and for what nobody judges by."""
    found = Recording.objects.select_related("answer__asked__interview__candidate")
    recording = get_object_or_404(found, pk=recording_id)
    spec_to_see(request, _handed_in(recording.answer).job_spec_id)
    return recording


def answer_to_correct(request: HttpRequest, answer_id: UUID) -> Answer:
    """A spoken answer. 404 for a stranger and for one that was typed, 403 for a reviewer."""
    answers = Answer.objects.select_related("asked__interview__candidate", "asked__revision", "current_revision")
    answer = get_object_or_404(answers, pk=answer_id)
    interview = _handed_in(answer)
    interview.job_spec = spec_to_edit(request, interview.job_spec_id)
    is_spoken = Take.objects.filter(answer=answer, kept_at__isnull=False).exists() and not is_typed(answer)
    if interview.candidate.erased_at or not is_spoken:
        raise Http404
    return answer


def transcription_to_retry(request: HttpRequest, transcription_id: UUID) -> Transcription:
    """404 for a stranger, 403 for a reviewer."""
    found = Transcription.objects.select_related("take__answer__asked__interview")
    transcription = get_object_or_404(found, pk=transcription_id)
    spec_to_edit(request, _handed_in(transcription.take.answer).job_spec_id)
    return transcription


def interview_to_unrecord(request: HttpRequest, interview_id: UUID) -> Interview:
    """An interview whose recordings may be deleted. 404 for a stranger, 403 for who does not own the spec."""
    interview = get_object_or_404(Interview.objects.select_related("candidate"), pk=interview_id)
    interview.job_spec = spec_to_own(request, interview.job_spec_id)
    if interview.state == InterviewState.IN_PROGRESS:
        raise Http404
    return interview


def _handed_in(answer: Answer) -> Interview:
    """The interview of an answer. What is still being said is the candidate's alone, what was withdrawn is nobody's to hear."""
    interview = answer.asked.interview
    if interview.state != InterviewState.SUBMITTED:
        raise Http404
    return interview
