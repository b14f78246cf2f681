"""Answering one question again, because something went wrong: offered by a person, taken by the candidate. Both texts stay.

In writing, also where the first answer was spoken. By voice it would be another recording of an answer that has one: an answer
keeps one take (`take_one_kept_per_answer`), pieces are taken while an interview runs, and what is read, graded, deleted and shown
hangs on that one recording. Who cannot or would rather not type has the alternative route, or asks the human contact.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from config import work
from interviews.choices import InterviewState, RevisionKind
from interviews.models import Answer, AnswerRevision, Asked, Candidate, Interview, Mail, Retake, Transcript
from interviews.operations.answering import TooLong, TooManyWords, Unanswered
from interviews.operations.correcting import add_text, lock_interview, make_current, tell
from interviews.operations.excluding import NotExcludable, handed_in, lift
from interviews.operations.invitations import good_for
from interviews.operations.mails import order_retake
from interviews.queries import rounds_of
from interviews.queries.retakes import OPEN
from interviews.texts import MOST_LETTERS, Length, count_words, kept
from jobspecs.models import User


class NotOffered(Exception):
    """Nobody can be invited to answer this again now; the message says why."""


class RetakeOver(Exception):
    """The invitation to answer again is cancelled, has expired, or is used."""


@transaction.atomic
def offer_retake(*, asked: Asked, reason: str, by: User) -> Retake:
    """Invite a candidate to answer one question again. The reason is told to them. Raises NotOffered.

    Open for as long as an invitation is. A mail is ordered only where e-mail is set up.
    """
    try:
        handed_in(asked.answer)
    except NotExcludable as refused:
        raise NotOffered(str(refused)) from refused
    words = " ".join(reason.split())[:200]
    if not words:
        raise NotOffered("Say what went wrong: the candidate reads it.")
    if Retake.objects.filter(OPEN, asked=asked).exists():
        raise NotOffered("The candidate is already invited to answer this again.")
    _close(asked)  # what has expired
    retake = Retake.objects.create(asked=asked, reason=words, offered_by=by, expires_at=Now() + good_for())
    retake.refresh_from_db()
    order_retake(retake)
    return retake


@transaction.atomic
def cancel_retake(*, retake: Retake, by: User) -> bool:
    """Take the invitation to answer again back; False where it was used or closed before."""
    lock_interview(retake.asked.answer.pk)
    return bool(_close(retake.asked))


@transaction.atomic
def answer_again(*, retake: Retake, text: str, by: Candidate) -> AnswerRevision:
    """Take the new answer: it counts from now on, the earlier one is kept, and the interview is graded anew.

    An exclusion of the earlier answer ends with it. Raises RetakeOver, Unanswered, TooLong, TooManyWords.
    """
    interview = lock_interview(retake.asked.answer.pk)
    if interview.state != InterviewState.SUBMITTED or not Retake.objects.filter(OPEN, pk=retake.pk).exists():
        raise RetakeOver("This question can no longer be answered again.")
    wanted = _checked(kept(text), retake.asked, interview)
    answer = Answer.objects.select_related("asked").get(pk=retake.asked.answer.pk)
    revision = add_text(answer, RevisionKind.TYPED, wanted, by=None)
    make_current(answer, revision)
    lift(answer=answer, by=retake.offered_by)
    Answer.objects.filter(pk=answer.pk).exclude(technical="").update(technical="")
    # Nobody has to listen any more: what was said is not what counts.
    Transcript.objects.filter(recording__answer=answer).exclude(doubt="").update(doubt="")
    Retake.objects.filter(pk=retake.pk).update(answered_at=Now())
    _call_back_mails(retake.asked)
    tell(interview)
    return revision


def _checked(text: str, asked: Asked, interview: Interview) -> str:
    if not text.strip():
        raise Unanswered([asked.position])
    if len(text) > MOST_LETTERS:
        raise TooLong(len(text))
    length = Length(count_words(text), rounds_of(interview.job_spec_id)[asked.round_position].most_words)
    if length.over:
        raise TooManyWords({asked.position: length})
    return text


def _close(asked: Asked) -> int:
    _call_back_mails(asked)
    return Retake.objects.filter(asked=asked, answered_at__isnull=True, cancelled_at__isnull=True).update(cancelled_at=Now())


def _call_back_mails(asked: Asked) -> None:
    work.cancel(Mail.objects.filter(retake__asked=asked))
