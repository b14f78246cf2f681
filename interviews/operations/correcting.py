"""What people make of a transcript: they correct it, or confirm that it is right. Both texts are kept."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Now

from config.compiled import Compiled
from interviews.choices import Doubt, InterviewState, RevisionKind
from interviews.models import Answer, AnswerRevision, Candidate, Interview, Take, Transcript
from interviews.operations.answering import NotRunning, SavedElsewhere, TooLong, TooManyWords, Unanswered
from interviews.signals import words_changed
from interviews.texts import MOST_LETTERS, Length, count_words, kept, share_changed
from jobspecs.models import User

MOST_REWRITTEN = 0.25  # of the words that were heard; more is another answer than the one that was given
MOST_GROWN = 2  # a correction has at most so many times the words that were heard,
AND_WORDS = 100  # and as many as these


class NotSpoken(Exception):
    """This answer was typed, or it has not been written down yet: there is nothing to correct."""


class TooLate(Exception):
    """The time in which a candidate may fix wrong words is over."""


class TooDifferent(Exception):
    """Many words changed in what a person, and no engine, wrote down: there is no transcript to have listened to anew."""


@transaction.atomic
def correct(*, answer: Answer, text: str, by: User, base: int | None = None) -> AnswerRevision:
    """Write what a person heard, who thereby has listened. Also where nothing could be written down by an engine.

    `base` is the number of the text that they were shown (0: there was none). The same text again only notes that they have
    listened. Raises NotSpoken, NotRunning (withdrawn or erased), SavedElsewhere, Unanswered for an empty text, TooLong.
    """
    interview, held = _spoken(answer.pk)
    wanted = _checked(kept(text), held.asked.position)
    current = held.current_revision
    _refuse_unseen(current, base)
    if current is None or current.text != wanted:
        current = add_text(held, RevisionKind.CORRECTED_BY_RECRUITER, wanted, by=by)
        make_current(held, current)
    _note_listened(held, by)
    tell(interview)
    return current


@transaction.atomic
def confirm(*, answer: Answer, by: User, base: int | None = None) -> bool:
    """Note that a person has listened and the words are right. False where nobody had to.

    `base` is the number of the text that they were shown. Raises NotSpoken, NotRunning, SavedElsewhere.
    """
    interview, held = _spoken(answer.pk)
    if held.current_revision is None:
        raise NotSpoken("There are no words yet: type what you hear.")
    _refuse_unseen(held.current_revision, base)
    was_open = bool(_note_listened(held, by))
    if was_open:
        tell(interview)
    return was_open


@transaction.atomic
def correct_own(*, interview: Interview, position: int, text: str, base: int, by: Candidate) -> AnswerRevision:
    """Let a candidate fix wrong words of a spoken answer, within CORRECTION_HOURS of handing in.

    `base` is the number of the text that they were shown. More than a quarter of the words changed (against what was heard,
    or what a person last wrote down) means that somebody has to listen. Raises NotSpoken, NotRunning, TooLate,
    SavedElsewhere, Unanswered, TooLong, TooManyWords, TooDifferent.
    """
    key = Answer.objects.filter(asked__interview=interview, asked__position=position).values_list("pk", flat=True).first()
    if key is None:
        raise NotSpoken("There is no such answer.")
    held_interview, held = _spoken(key)
    if not is_correctable(held_interview):
        raise TooLate("The time in which you can fix words is over.")
    current = held.current_revision
    if current is None:
        raise NotSpoken("This answer has not been written down yet.")
    wanted = _checked(kept(text), position)
    if current.text == wanted:
        return current
    if current.number != base:
        raise SavedElsewhere(current.text)
    reference = _reference(held)
    _refuse_grown(wanted, reference, position)
    if share_changed(reference, wanted) > MOST_REWRITTEN:
        doubted = _transcripts(held).update(doubt=Doubt.REWRITTEN, checked_at=None, checked_by=None)
        if not doubted:  # nothing could say that somebody has to listen
            raise TooDifferent("Many words are others than those that a person wrote down.")
    revision = add_text(held, RevisionKind.CORRECTED_BY_CANDIDATE, wanted, by=None)
    make_current(held, revision)
    tell(held_interview)
    return revision


def is_correctable(interview: Interview) -> bool:
    """Handed in, and not too long ago."""
    since = Now() - timedelta(hours=settings.CORRECTION_HOURS)
    return Interview.objects.filter(pk=interview.pk, state=InterviewState.SUBMITTED, submitted_at__gt=since).exists()


def _spoken(answer_id: UUID) -> tuple[Interview, Answer]:
    """Lock the interview of a spoken answer, then read both. Raises NotRunning, NotSpoken."""
    interview = lock_interview(answer_id)
    if interview.state == InterviewState.WITHDRAWN or interview.candidate.erased_at:
        raise NotRunning("This interview was withdrawn.")
    if not Take.objects.filter(answer=answer_id, kept_at__isnull=False).exists():
        raise NotSpoken("This answer was not spoken.")
    answer = Answer.objects.select_related("asked", "current_revision").get(pk=answer_id)
    if is_typed(answer):
        raise NotSpoken("This answer was given again in writing.")
    return interview, answer


def _refuse_unseen(current: AnswerRevision | None, base: int | None) -> None:
    """Raises SavedElsewhere where the text that counts is another than the one that was shown."""
    if base is not None and base != (current.number if current else 0):
        raise SavedElsewhere(current.text if current else "")


def _checked(text: str, position: int) -> str:
    if not text.strip():
        raise Unanswered([position])
    if len(text) > MOST_LETTERS:
        raise TooLong(len(text))
    return text


def _reference(answer: Answer) -> str:
    """What a candidate's correction is compared with: what a person has written down last, else what was heard."""
    written = answer.revisions.filter(kind=RevisionKind.CORRECTED_BY_RECRUITER).order_by("-number").first()
    heard = written or answer.revisions.filter(kind=RevisionKind.TRANSCRIBED).first()
    return heard.text if heard else ""


def _refuse_grown(wanted: str, reference: str, position: int) -> None:
    length = Length(count_words(wanted), MOST_GROWN * count_words(reference) + AND_WORDS)
    if length.over:
        raise TooManyWords({position: length})


def _transcripts(answer: Answer) -> QuerySet[Transcript]:
    return Transcript.objects.filter(recording__answer=answer)


def _note_listened(answer: Answer, by: User) -> int:
    return _transcripts(answer).filter(checked_at__isnull=True).update(checked_at=Now(), checked_by=by)


# --- shared with transcribing -------------------------------------------------------------------------------------
def lock_interview(answer_id: UUID) -> Interview:
    """The interview of an answer, with its candidate, locked for this transaction."""
    return with_candidate_as_now(Interview.objects.select_for_update(no_key=True, of=("self",)).get(asked__answer=answer_id))


def with_candidate_as_now(locked: Interview) -> Interview:
    """A locked interview with its candidate, who is read only once the lock is held.

    Were they joined, Postgres would give the candidate as they were before the wait: who was erased meanwhile would not be.
    """
    (locked.candidate,) = _CANDIDATE(candidate=locked.candidate_id)
    return locked


_CANDIDATE: Compiled[Candidate] = Compiled(lambda candidate: Candidate.objects.filter(pk=candidate), "candidate", prepared=True)


def is_typed(answer: Answer) -> bool:
    """What counts was typed, also where something was said before."""
    return answer.current_revision is not None and answer.current_revision.kind == RevisionKind.TYPED


def add_text(answer: Answer, kind: RevisionKind, text: str, *, by: User | None) -> AnswerRevision:
    """Another text of an answer; to be called inside a transaction that holds its interview."""
    number = (answer.revisions.aggregate(last=Max("number"))["last"] or 0) + 1
    return AnswerRevision.objects.create(answer=answer, number=number, kind=kind, text=text, created_by=by)


def make_current(answer: Answer, revision: AnswerRevision) -> None:
    """Let this text be the one that counts."""
    answer.current_revision, answer.draft = revision, ""
    answer.save(update_fields=["current_revision", "draft"])


def tell(interview: Interview) -> None:
    """Tell those above that words have come or changed, once the interview is handed in."""
    if interview.state == InterviewState.SUBMITTED:
        words_changed.send(Interview, interview=interview)
