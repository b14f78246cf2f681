"""Reads of interviews. Nothing here writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Least, Lower, Now

from config.compiled import Compiled
from interviews.choices import InterviewState, InvitationStatus, MailKind
from interviews.course import Course, Step
from interviews.models import Asked, Candidate, Interview, Invitation, Mail, Piece, Recording, Take
from jobspecs.choices import Origin
from jobspecs.models import JobSpec, Question, Round
from jobspecs.queries import the_organisation


def questions_of(spec: JobSpec | UUID) -> QuerySet[Question]:
    """What a candidate who begins now is asked, in order over both rounds."""
    return (
        Question.objects.filter(round__job_spec=spec, retired_at__isnull=True, current_revision__isnull=False)
        .select_related("round", "current_revision")
        .order_by("round__position", "position")
    )


def unread_questions(job_spec: JobSpec) -> int:
    """How many questions came from an engine and have not been read by a person since; all of a spec's, if any is."""
    questions = questions_of(job_spec)
    if job_spec.questions_confirmed_at is None:
        return questions.count()
    return questions.filter(
        current_revision__origin=Origin.ENGINE, current_revision__created_at__gt=job_spec.questions_confirmed_at
    ).count()


def rounds_of(spec_id: UUID) -> dict[int, Round]:
    """The rounds of a spec with their limits, by position."""
    return {round_.position: round_ for round_ in _ROUNDS(spec=spec_id)}


_ROUNDS: Compiled[Round] = Compiled(lambda spec: Round.objects.filter(job_spec=spec), "spec", prepared=True)


@dataclass(frozen=True)
class Part:
    """One round as candidates know it ("Part 1"), as it would be asked now."""

    position: int
    questions: int
    minutes_each: int

    @property
    def minutes(self) -> int:
        return self.questions * self.minutes_each


def parts_of(job_spec: JobSpec) -> list[Part]:
    """The parts of an interview that begins now, without empty ones."""
    counts = Counter(position for (position,) in _PARTS(spec=job_spec.pk))
    return [Part(r.position, counts[r.position], r.minutes_each) for r in _ROUNDS(spec=job_spec.pk) if counts[r.position]]


_PARTS: Compiled[tuple[int]] = Compiled(lambda spec: questions_of(spec).values_list("round__position"), "spec", prepared=True)


STATUS = Case(
    When(interview__state=InterviewState.SUBMITTED, then=Value(InvitationStatus.COMPLETED)),
    When(interview__state=InterviewState.WITHDRAWN, then=Value(InvitationStatus.WITHDRAWN)),
    When(cancelled_at__isnull=False, then=Value(InvitationStatus.CANCELLED)),
    When(expires_at__lte=Now(), then=Value(InvitationStatus.EXPIRED)),
    When(interview__state=InterviewState.IN_PROGRESS, then=Value(InvitationStatus.IN_PROGRESS)),
    When(opened_at__isnull=False, then=Value(InvitationStatus.OPENED)),
    default=Value(InvitationStatus.INVITED),
    output_field=CharField(),
)


KEPT_TAKE = Exists(Take.objects.filter(answer=OuterRef("answer"), kept_at__isnull=False))
ANSWERED = Q(answer__passed_at__isnull=False) & (Q(answer__current_revision__isnull=False) | Q(KEPT_TAKE))


def _asked_count(*which: Q) -> Coalesce:
    asked = Asked.objects.filter(*which, interview__invitation=OuterRef("pk")).order_by().values("interview")
    return Coalesce(Subquery(asked.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def newest_invitation_mails() -> QuerySet[Mail]:
    """Mails that invite, newest first: to prefetch with invitations."""
    return Mail.objects.filter(kind=MailKind.INVITATION).order_by("-link_number")


def invitations_of(job_spec: JobSpec | UUID) -> QuerySet[Invitation]:
    """The invitations of a spec, newest first: `status` (InvitationStatus), `asked_count`, `answered_count` (passed
    with an answer, written or spoken, for "In progress 3 of 7"), candidate and interview joined, `invitation_mails`
    (newest first) prefetched.
    """
    mails = newest_invitation_mails()
    return (
        Invitation.objects.filter(job_spec=job_spec)
        .select_related("candidate", "interview")
        .annotate(
            status=STATUS,
            asked_count=_asked_count(),
            answered_count=_asked_count(ANSWERED),
        )
        .prefetch_related(Prefetch("mails", queryset=mails, to_attr="invitation_mails"))
        .order_by("-created_at", "-pk")
    )


def invited_emails(job_spec: JobSpec, emails: Collection[str]) -> dict[str, str]:
    """Which of these addresses (in small letters) have an open invitation to the spec, and where each stands."""
    found = Invitation.objects.filter(job_spec=job_spec, cancelled_at__isnull=True)
    rows = found.annotate(email=Lower("candidate__email"), status=STATUS).filter(email__in=emails)
    return {email: str(InvitationStatus(status).label).lower() for email, status in rows.values_list("email", "status")}


def asked_of(interview: Interview) -> list[Asked]:
    """The questions of an interview in order, each with its wording and answer.

    `is_spoken`: a recording is kept as the answer, whether it is written down yet or not. `is_recorded`: there is one.
    """
    return _ASKED(interview=interview.pk)


def _asked(interview: UUID) -> QuerySet[Asked]:
    return (
        Asked.objects.filter(interview=interview)
        .select_related("revision", "answer__current_revision")
        .annotate(is_spoken=KEPT_TAKE, is_recorded=Exists(Take.objects.filter(answer=OuterRef("answer"))))
        .defer("revision__strong", "revision__adequate", "revision__weak")
    )


_ASKED: Compiled[Asked] = Compiled(_asked, "interview", prepared=True)


def course_of(asked: list[Asked]) -> Course:
    """The way through an interview, from its questions (see asked_of)."""
    return Course([_step(one) for one in asked])


def _step(asked: Asked) -> Step:
    answer = asked.answer
    text = answer.current_revision.text if answer.current_revision else answer.draft
    return Step(
        position=asked.position,
        round_position=asked.round_position,
        is_passed=answer.passed_at is not None,
        is_begun=answer.save_number > 0 or asked.is_recorded,  # type: ignore[attr-defined]  # by asked_of, both
        is_answered=bool(text.strip()) or asked.is_spoken,  # type: ignore[attr-defined]  # likewise
    )


def seen_counts(question: Question) -> tuple[int, int]:
    """How many candidates saw the current wording of a question, and how many an older one."""
    asked = Asked.objects.filter(question=question)
    counts = asked.aggregate(
        current=Count("pk", filter=Q(revision=question.current_revision_id)),
        older=Count("pk", filter=~Q(revision=question.current_revision_id)),
    )
    return counts["current"], counts["older"]


ENDED = Case(
    When(interview__state=InterviewState.SUBMITTED, then=F("interview__submitted_at")),
    When(interview__state=InterviewState.WITHDRAWN, then=F("interview__withdrawn_at")),
    When(cancelled_at__isnull=False, then=F("cancelled_at")),
    default=F("expires_at"),
    output_field=DateTimeField(),
)


def _answer_days() -> Coalesce:
    """Of an invitation: how many days its spec, or else the organisation, keeps answers."""
    organisation = the_organisation()
    return Coalesce(F("job_spec__retention_days"), Value(organisation.retention_days if organisation else 180))


def _kept_until(days: Func) -> ExpressionWrapper[CombinedExpression]:
    """Of an invitation: so many days after its end."""
    kept = ExpressionWrapper(days * Value(timedelta(days=1)), output_field=DurationField())
    return ExpressionWrapper(ENDED + kept, output_field=DateTimeField())


def candidates_past_retention() -> QuerySet[Candidate]:
    """Candidates all of whose interviews ended longer ago than their specs (or the organisation) keep them.

    An invitation that came to nothing ends when it is cancelled or expires. A legal hold stops it.
    """
    until = _kept_until(_answer_days())
    still_kept = Invitation.objects.filter(candidate=OuterRef("pk")).annotate(kept_until=until).filter(kept_until__gt=Now())
    return Candidate.objects.filter(
        Exists(Invitation.objects.filter(candidate=OuterRef("pk"))), ~Exists(still_kept), erased_at__isnull=True, legal_hold=""
    ).order_by("pk")


def interviews_past_recording() -> QuerySet[Interview]:
    """Interviews that ended longer ago than recordings are kept, and still hold some. A legal hold stops it.

    Never longer than answers are, as candidates are told; also of somebody whom a later interview keeps here.
    """
    organisation = the_organisation()
    days = Coalesce(F("job_spec__recording_days"), Value(organisation.recording_days if organisation else 90))
    until = _kept_until(Least(days, _answer_days()))
    past = Invitation.objects.annotate(kept_until=until).filter(kept_until__lte=Now())
    recorded = Recording.objects.filter(
        answer__asked__interview=OuterRef("pk"), deleted_at__isnull=True, delete_wanted_at__isnull=True
    )
    return Interview.objects.filter(
        Exists(recorded) | Exists(Piece.objects.filter(take__answer__asked__interview=OuterRef("pk"))),
        invitation__in=past,
        candidate__legal_hold="",
    ).order_by("pk")
