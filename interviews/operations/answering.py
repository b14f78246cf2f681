"""What a candidate does: begin, write, go on, hand in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Now

from config.compiled import Compiled
from config.locks import share
from interviews.choices import InterviewState, RevisionKind
from interviews.course import VOICE_ROUND
from interviews.models import Answer, AnswerRevision, Asked, Candidate, Interview, Invitation, Take
from interviews.operations.invitations import locked
from interviews.operations.mails import order_completed
from interviews.operations.recordings import drop_takes
from interviews.queries import questions_of, rounds_of
from interviews.signals import begun, submitted
from interviews.texts import MOST_LETTERS, Length, count_words, kept
from jobspecs.models import JobSpec, Question, Round

# Who begins on the last evening still has a day to finish.
TIME_TO_FINISH = timedelta(days=1)


class NotOpen(Exception):
    """The invitation is cancelled or has expired, so that nothing can begin."""


class NotRunning(Exception):
    """The interview is over: handed in or withdrawn, perhaps in another tab."""


class NothingToAsk(Exception):
    """The spec has no questions any more; its team must add some."""


class AlreadyGiven(Exception):
    """In Part 2 what has been passed is given: go on with the next prompt."""


class SavedElsewhere(Exception):
    """Another tab or device has saved a newer text; `text` is that one."""

    def __init__(self, text: str) -> None:
        super().__init__("This answer was changed in another tab or on another device.")
        self.text = text


class TooLong(Exception):
    """More letters than are stored at all."""

    def __init__(self, letters: int) -> None:
        super().__init__(f"This text has {letters} letters; at most {MOST_LETTERS} can be saved. Shorten it.")
        self.letters = letters


class TooManyWords(Exception):
    """Saved, but longer than an answer of this round may be. `lengths` are by position."""

    def __init__(self, lengths: dict[int, Length]) -> None:
        super().__init__(f"Too long: {', '.join(str(position) for position in lengths)}.")
        self.lengths = lengths


class Unanswered(Exception):
    """Questions without an answer; to be confirmed first: unanswered counts as no evidence."""

    def __init__(self, positions: list[int]) -> None:
        super().__init__(f"Left unanswered: {', '.join(map(str, positions))}.")
        self.positions = positions


@dataclass(frozen=True)
class Save:
    """A text as one page (a browser tab) sends it.

    `base` is the number of the save that the page began with, `turn` counts the page's own saves on from there, so
    that what arrives late or from a page that knows less never overwrites something newer. `insist` overwrites.
    """

    text: str
    page: str = ""
    base: int = 0
    turn: int = 0
    insist: bool = False


@transaction.atomic
def begin(*, invitation: Invitation, consent_hash: str, by: Candidate) -> Interview:
    """Begin the interview: consent is given. A second click, or another tab, gets the same interview.

    Freezes the rubric of the current version and the wordings of all questions. Raises NotOpen, NothingToAsk.
    """
    share(JobSpec, invitation.job_spec_id)  # rubric and questions are of one moment; before the invitation, as inviting does
    held = locked(invitation)
    for existing in _BEGUN(invitation=held.pk):
        return existing
    (spec,) = _SPEC(spec=held.job_spec_id)
    now: datetime = spec.read_at  # type: ignore[attr-defined]  # by the clock of the database, once the invitation is held
    if held.cancelled_at or held.expires_at <= now:
        raise NotOpen("This invitation is no longer open.")
    questions = _QUESTIONS(spec=held.job_spec_id)
    if spec.current_version is None or not questions:
        raise NothingToAsk("There are no questions yet.")
    interview = Interview.objects.create(
        invitation=held,
        job_spec=spec,
        candidate_id=held.candidate_id,
        rubric=spec.current_version.rubric,
        consent_hash=consent_hash,
    )
    Answer.objects.bulk_create(Answer(asked=asked) for asked in _ask(interview, questions))
    if held.expires_at < now + TIME_TO_FINISH:
        Invitation.objects.filter(pk=held.pk).update(expires_at=now + TIME_TO_FINISH)
    begun.send(Interview, interview=interview)
    return interview


_BEGUN: Compiled[Interview] = Compiled(
    lambda invitation: Interview.objects.filter(invitation=invitation), "invitation", prepared=True
)
_SPEC: Compiled[JobSpec] = Compiled(
    lambda spec: JobSpec.objects.select_related("current_version__rubric").filter(pk=spec).annotate(read_at=Now()),
    "spec",
    prepared=True,
)
_QUESTIONS: Compiled[Question] = Compiled(questions_of, "spec", prepared=True)


def _ask(interview: Interview, questions: list[Question]) -> list[Asked]:
    return Asked.objects.bulk_create(
        Asked(
            interview=interview,
            revision=question.current_revision,
            question=question,
            competency_id=question.competency_id,
            round_position=question.round.position,
            position=position,
        )
        for position, question in enumerate(questions, start=1)
    )


@transaction.atomic
def save_draft(*, interview: Interview, position: int, save: Save, by: Candidate) -> Answer:
    """Keep what is being typed. Raises NotRunning, AlreadyGiven, SavedElsewhere, TooLong."""
    return _save(interview, position, save)


def _save(interview: Interview, position: int, save: Save) -> Answer:
    """The answer with what was sent, saved unless it is older than what is there; the interview is locked from here on."""
    hold(interview)
    answer = _answer(interview, position)
    _refuse_given(answer)
    text = kept(save.text)
    if len(text) > MOST_LETTERS:
        raise TooLong(len(text))
    before = text_of(answer)
    if not _follows(save, answer):
        if text != before and save.page != answer.saved_from:
            raise SavedElsewhere(before)
        return answer  # the same text once more, or one of this page's own that was overtaken on the way
    if text != before:
        answer.draft, answer.current_revision = text, None
    answer.save_number, answer.saved_from = max(save.turn, answer.save_number + 1), save.page
    answer.saved_at = answer.read_at  # type: ignore[attr-defined]  # by _answer
    answer.save(update_fields=["draft", "current_revision", "save_number", "saved_from", "saved_at"])
    return answer


def _follows(save: Save, answer: Answer) -> bool:
    """Does the sender know the newest text, or has it written it itself?"""
    if save.insist or save.base == answer.save_number:
        return True
    return save.page == answer.saved_from and save.turn > answer.save_number


def pass_question(*, interview: Interview, position: int, save: Save, by: Candidate, without_answer: bool = False) -> Answer:
    """Go on to the next question; the text becomes a revision. The text is kept even where going on is refused.

    Whoever types an answer of Part 2 has chosen to: what was recorded for it is deleted.

    Raises Unanswered for an empty text, unless `without_answer`; TooManyWords; and what `save_draft` raises.
    """
    with transaction.atomic():
        answer = _save(interview, position, save)
        refused = _why_not_to_pass(answer, interview, without_answer)
        if refused is None:
            _pass(answer)
    if refused is not None:
        raise refused
    return answer


def _why_not_to_pass(answer: Answer, interview: Interview, without_answer: bool) -> Unanswered | TooManyWords | None:
    if not text_of(answer).strip() and not without_answer:
        return Unanswered([answer.asked.position])
    over = _too_long([answer], interview)
    return TooManyWords(over) if over else None


def _pass(answer: Answer) -> None:
    changed = _seal(answer)
    if answer.asked.round_position == VOICE_ROUND:
        drop_takes(answer.takes.all())
    if answer.passed_at is None:
        answer.passed_at = answer.read_at  # type: ignore[attr-defined]  # by _answer
        changed.append("passed_at")
    if changed:
        answer.save(update_fields=changed)


@transaction.atomic
def submit(*, interview: Interview, left_unanswered: Collection[int], by: Candidate) -> Interview:
    """Hand in: every text becomes a revision and the interview is completed. Twice is the same as once.

    A recording that is kept is an answer, whether it is written down yet or not; takes that are not kept are deleted.
    `left_unanswered` are the positions that the candidate was told about. Raises Unanswered for others,
    TooManyWords, NotRunning.
    """
    held = _held(interview.pk)
    if held.state == InterviewState.SUBMITTED:
        return held
    _refuse_over(held)
    answers = _ALL_ANSWERS(interview=held.pk)
    over = _too_long(answers, held)
    if over:
        raise TooManyWords(over)
    takes = _TAKES(interview=held.pk)
    spoken = {answer for answer, kept_at in takes if kept_at}
    empty = [answer.asked.position for answer in answers if not text_of(answer).strip() and answer.pk not in spoken]
    if not set(empty) <= set(left_unanswered):
        raise Unanswered(empty)
    for answer in answers:
        if changed := _seal(answer):
            answer.save(update_fields=changed)
    if any(kept_at is None for _, kept_at in takes):
        drop_takes(Take.objects.filter(answer__asked__interview=held))
    if any(answer.passed_at is None for answer in answers):
        Answer.objects.filter(asked__interview=held, passed_at__isnull=True).update(passed_at=Now())
    Interview.objects.filter(pk=held.pk).update(state=InterviewState.SUBMITTED, submitted_at=Now())
    held = _held(held.pk)
    submitted.send(Interview, interview=held)
    order_completed(held)
    return held


def text_of(answer: Answer) -> str:
    """The newest text of an answer, finished or not."""
    return answer.current_revision.text if answer.current_revision else answer.draft


def _answers(interview: Interview | UUID) -> QuerySet[Answer]:
    return Answer.objects.filter(asked__interview=interview).select_related("asked", "current_revision")


def _as_now(interview: UUID, position: int) -> QuerySet[Answer]:
    its_round = Round.objects.filter(job_spec=OuterRef("asked__interview__job_spec"), position=OuterRef("asked__round_position"))
    found = _answers(interview).filter(asked__position=position)
    return found.annotate(read_at=Now(), most_words=Subquery(its_round.values("most_words")))


_ALL_ANSWERS: Compiled[Answer] = Compiled(
    lambda interview: _answers(interview).order_by("asked__position"), "interview", prepared=True
)
_TAKES: Compiled[tuple[UUID, datetime | None]] = Compiled(
    lambda interview: Take.objects.filter(answer__asked__interview=interview).values_list("answer", "kept_at"),
    "interview",
    prepared=True,
)
_ANSWER: Compiled[Answer] = Compiled(_as_now, "interview", numbers=["position"], prepared=True)


def _answer(interview: Interview, position: int) -> Answer:
    """One answer as it is now; `read_at`, the moment by the clock of the database; `most_words` that it may have by now.

    Raises Answer.DoesNotExist.
    """
    for answer in _ANSWER(interview=interview.pk, position=position):
        return answer
    raise Answer.DoesNotExist


def hold(interview: Interview) -> Interview:
    """Lock the interview for this transaction; as it is now. Raises NotRunning."""
    held = _held(interview.pk)
    _refuse_over(held)
    return held


def _held(interview: UUID) -> Interview:
    for held in _HELD(interview=interview):
        return held
    raise NotRunning("This interview is over.")


def _refuse_over(held: Interview) -> None:
    if held.state != InterviewState.IN_PROGRESS:
        raise NotRunning("This interview is over.")


_HELD: Compiled[Interview] = Compiled(
    lambda interview: Interview.objects.select_for_update(no_key=True).filter(pk=interview), "interview", prepared=True
)


def _refuse_given(answer: Answer) -> None:
    if answer.passed_at and answer.asked.round_position == VOICE_ROUND:
        raise AlreadyGiven("This answer is given.")


def _too_long(answers: list[Answer], interview: Interview) -> dict[int, Length]:
    rounds = rounds_of(interview.job_spec_id)
    lengths = {a.asked.position: Length(count_words(text_of(a)), rounds[a.asked.round_position].most_words) for a in answers}
    return {position: length for position, length in lengths.items() if length.over}


_LAST: Compiled[AnswerRevision] = Compiled(
    lambda answer: AnswerRevision.objects.filter(answer=answer).order_by("-number")[:1], "answer", prepared=True
)


def _seal(answer: Answer) -> list[str]:
    """Make what was typed a revision; the same text again is the same revision, white space alone is none.

    Returns the fields that are to be saved.
    """
    if answer.current_revision is not None or not answer.draft:
        return []
    if answer.draft.strip():
        last = next(iter(_LAST(answer=answer.pk)), None)
        if last is None or last.text != answer.draft:
            number = last.number + 1 if last else 1
            last = AnswerRevision.objects.create(answer=answer, number=number, kind=RevisionKind.TYPED, text=answer.draft)
        answer.current_revision = last
    answer.draft = ""
    return ["draft", "current_revision"]
