"""Answers taken out of the score because something went wrong, and back in. What was said stays, and so does every grading."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from interviews.choices import InterviewState
from interviews.models import Answer, Exclusion, Interview, Recording
from interviews.operations.correcting import lock_interview
from interviews.operations.endings import mark_technical
from interviews.operations.recordings import DELETED_UNHEARD
from jobspecs.models import User


class NotExcludable(Exception):
    """This answer cannot be taken out of the score, or back in; the message says why."""


@transaction.atomic
def exclude(*, answer: Answer, reason: str, by: User) -> Exclusion:
    """Take an answer out of the score; the interview is graded anew. The reason is kept with it. Raises NotExcludable."""
    handed_in(answer)
    words = " ".join(reason.split())[:200]
    if not words:
        raise NotExcludable("Say what went wrong: the reason is kept with the interview.")
    if Answer.objects.filter(pk=answer.pk).exclude(technical="").exists():
        raise NotExcludable("This answer is not counted already.")
    exclusion = Exclusion.objects.create(answer=answer, reason=words, excluded_by=by)
    mark_technical(answer=answer, reason=words, by=by)
    return exclusion


@transaction.atomic
def include_again(*, answer: Answer, by: User) -> None:
    """Let an answer that was excluded count again; the interview is graded anew. Raises NotExcludable."""
    handed_in(answer)
    if not lift(answer=answer, by=by):
        raise NotExcludable("This answer is not excluded.")
    mark_technical(answer=answer, reason=still_lost(answer), by=by)


def lift(*, answer: Answer, by: User) -> bool:
    """Note that an exclusion is no longer in force; whether there was one. To be called inside a transaction."""
    in_force = Exclusion.objects.filter(answer=answer, lifted_at__isnull=True)
    return bool(in_force.update(lifted_at=Now(), lifted_by=by))


def still_lost(answer: Answer) -> str:
    """Why there is nothing to read although nobody excludes it: its recording was deleted before it was written down."""
    deleted = Recording.objects.filter(answer=answer, delete_wanted_at__isnull=False)
    unwritten = Answer.objects.filter(pk=answer.pk, current_revision__isnull=True)
    return DELETED_UNHEARD if unwritten.exists() and deleted.exists() else ""


def handed_in(answer: Answer) -> Interview:
    """Lock the interview of an answer that is handed in and kept. Raises NotExcludable."""
    interview = lock_interview(answer.pk)
    if interview.state != InterviewState.SUBMITTED or interview.candidate.erased_at:
        raise NotExcludable("Only an answer that is handed in, and still kept, can be excluded or asked for again.")
    return interview
