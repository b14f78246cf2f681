"""Letters: what a person writes to a candidate. Each is sent by somebody, one at a time, never by the program."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from interviews.choices import InterviewState, LetterKind
from interviews.models import CandidateRequest, Interview, Letter
from interviews.operations.correcting import with_candidate_as_now
from interviews.operations.mails import order_letter
from jobspecs.models import User


class CannotWrite(Exception):
    """Nobody can be written to about this interview; the message says why."""


class AlreadyAnswered(CannotWrite):
    """Somebody has answered this request already."""

    def __init__(self) -> None:
        super().__init__("Somebody has answered this meanwhile. Look at what they wrote.")


class LetterMeanwhile(CannotWrite):
    """Another letter was sent since the page was opened: this one may be the second of its kind."""

    def __init__(self) -> None:
        super().__init__("Another letter was sent meanwhile. Look at it first; if yours is still needed, send it again.")


@transaction.atomic
def reply(*, request: CandidateRequest, text: str, explains: bool, by: User) -> Letter:
    """Answer what a candidate asked for. Raises CannotWrite, AlreadyAnswered."""
    _held(request.interview_id)
    held = CandidateRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    if held.answered_at:
        raise AlreadyAnswered
    letter = Letter.objects.create(
        interview_id=held.interview_id, kind=LetterKind.REPLY, request=held, text=text, explains=explains, sent_by=by
    )
    CandidateRequest.objects.filter(pk=held.pk).update(answered_at=Now(), answered_by=by)
    order_letter(letter)
    return letter


@transaction.atomic
def send_outcome(*, interview: Interview, text: str, explains: bool, seen: UUID | None, by: User) -> Letter:
    """Tell a candidate the outcome. `seen` is the newest letter that was on the page. Raises CannotWrite, LetterMeanwhile.

    Whether there is an outcome to tell is for those above to say: nothing here knows of decisions.
    """
    held = _held(interview.pk)
    if seen != Letter.objects.filter(interview=held).order_by("-sent_at", "-pk").values_list("pk", flat=True).first():
        raise LetterMeanwhile
    letter = Letter.objects.create(interview=held, kind=LetterKind.OUTCOME, text=text, explains=explains, sent_by=by)
    order_letter(letter)
    return letter


def _held(interview_id: UUID) -> Interview:
    """The lock makes a withdrawal or an erasure wait, or be seen."""
    held = with_candidate_as_now(Interview.objects.select_for_update(no_key=True).get(pk=interview_id))
    if held.candidate.erased_at:
        raise CannotWrite("This candidate was erased: nobody can be written to any more.")
    if held.state != InterviewState.SUBMITTED:
        raise CannotWrite("This interview is not completed, or was withdrawn: there is nothing to write about.")
    return held
