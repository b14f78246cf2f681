"""What a candidate asks for once they have handed in: one open request of each kind."""

from __future__ import annotations

from django.db import transaction

from interviews.choices import InterviewState, RequestKind
from interviews.models import Candidate, CandidateRequest, Interview
from interviews.operations.correcting import with_candidate_as_now
from interviews.operations.mails import order_request


class CannotAsk(Exception):
    """There is nothing to ask about: not handed in, withdrawn, or erased."""


class AlreadyAsked(Exception):
    """The same was asked before and is not answered yet."""


@transaction.atomic
def ask(*, interview: Interview, kind: RequestKind, text: str, by: Candidate) -> CandidateRequest:
    """Keep what a candidate asks for, and have the team told. Raises CannotAsk, AlreadyAsked.

    The interview is locked, so that two tabs ask once, and nothing is kept of somebody who is being erased.
    """
    held = with_candidate_as_now(Interview.objects.select_for_update(no_key=True).get(pk=interview.pk))
    if held.state != InterviewState.SUBMITTED or held.candidate.erased_at or held.candidate_id != by.pk:
        raise CannotAsk
    if CandidateRequest.objects.filter(interview=held, kind=kind, answered_at__isnull=True).exists():
        raise AlreadyAsked
    made = CandidateRequest.objects.create(interview=held, kind=kind, text=text)
    order_request(made)
    return made
