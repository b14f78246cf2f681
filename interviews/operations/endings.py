"""How an interview ends other than by being handed in, and answers that something went wrong with."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from interviews.choices import InterviewState
from interviews.models import Answer, Candidate, Interview
from interviews.signals import withdrawn
from jobspecs.models import User


@transaction.atomic
def withdraw(*, interview: Interview, by: User | Candidate) -> Interview:
    """Take an interview out, running or completed, by the team or by its candidate. Twice is the same as once.

    The answers stay until they are erased; they are no longer scored.
    """
    held = Interview.objects.select_for_update(no_key=True).get(pk=interview.pk)
    if held.state == InterviewState.WITHDRAWN:
        return held
    Interview.objects.filter(pk=held.pk).update(state=InterviewState.WITHDRAWN, withdrawn_at=Now())
    held.refresh_from_db()
    withdrawn.send(Interview, interview=held)
    return held


@transaction.atomic
def mark_technical(*, answer: Answer, reason: str, by: User) -> None:
    """Exclude an answer because something failed on our side, or (with an empty reason) take it back in."""
    Answer.objects.filter(pk=answer.pk).update(technical=reason[:200])
