"""How an interview ends other than by being handed in, and answers that something went wrong with."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from interviews.choices import InterviewState
from interviews.models import Answer, Candidate, Interview
from interviews.operations.recordings import forget_voices
from interviews.signals import withdrawn, words_changed
from jobspecs.models import User


@transaction.atomic
def withdraw(*, interview: Interview, by: User | Candidate) -> Interview:
    """Take an interview out, running or completed, by the team or by its candidate. Twice is the same as once.

    The words of the answers stay until they are erased; they are no longer scored. What was recorded is deleted at once,
    unless a legal hold is on the candidate.
    """
    held = Interview.objects.select_for_update(no_key=True).get(pk=interview.pk)
    if held.state == InterviewState.WITHDRAWN:
        return held
    Interview.objects.filter(pk=held.pk).update(state=InterviewState.WITHDRAWN, withdrawn_at=Now())
    held.refresh_from_db()
    if not Candidate.objects.get(pk=held.candidate_id).legal_hold:
        forget_voices([held.pk])
    withdrawn.send(Interview, interview=held)
    return held


@transaction.atomic
def mark_technical(*, answer: Answer, reason: str, by: User) -> None:
    """Exclude an answer because something failed on our side, or (with an empty reason) take it back in."""
    held = Interview.objects.select_for_update(no_key=True).get(asked__answer=answer.pk)
    Answer.objects.filter(pk=answer.pk).update(technical=reason[:200])
    if held.state == InterviewState.SUBMITTED:
        words_changed.send(Interview, interview=held)
