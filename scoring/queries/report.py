"""The report of one interview: findings with their evidence, what to ask in person, answers, what people said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When, prefetch_related_objects
from django.db.models.functions import Coalesce

from config.compiled import Compiled
from config.work import OPEN, WorkState
from interviews.choices import InterviewState
from interviews.models import Asked, CandidateRequest, Declaration, Exclusion, Interview, Letter, Retake, Transcription
from interviews.queries.declarations import declared_of
from interviews.queries.interviews import KEPT_TAKE
from interviews.queries.recordings import NEEDS_LISTENER, STOPPED, WAITING, HeardAnswer, recordings_of
from interviews.queries.requests import Requests, requests_of
from interviews.queries.retakes import what_went_wrong
from jobspecs.models import MustHave
from jobspecs.queries.sealed import content_of, rows_of_rubric
from scoring.models import Decision, Evaluation, Grading, GradingOrder, HumanRating, Replay
from scoring.queries.answers import AnswerShown, WrittenShown, answers_of
from scoring.queries.findings import Finding, FindingShown, ask_in_person, evidence_of, findings_of, quotes_of
from scoring.queries.gradings import EarlierGrading, Told, earlier_gradings, total_from
from scoring.queries.ratings import Ratings, ratings_of, to_rate
from scoring.queries.replays import newest_replay
from scoring.queries.sight import was_shown
from scoring.totals import Total


@dataclass(frozen=True)
class Report(Told):
    """What one reader sees of one interview. To who has not been shown the scores nothing in it tells of them."""

    interview: Interview
    state: str  # in_progress, withdrawn, erased, unheard, waiting, stopped, graded
    evaluation: Evaluation | None
    total: Total | None
    findings: Sequence[Finding]
    ask_in_person: Sequence[str]
    answers: Sequence[AnswerShown]
    decisions: Sequence[Decision]
    must_haves: Sequence[MustHave]
    declared: Mapping[str, Declaration]  # by the text of a must-have
    order: GradingOrder | None
    has_recordings: bool  # there is sound that could be deleted
    raters: Sequence[str]
    earlier: Sequence[EarlierGrading]
    is_blind: bool  # the reader is not shown the scores, whether or not there are any
    has_score: bool  # there is one, shown or not
    requests: Requests
    has_mishaps: bool  # something went wrong with an answer, or was said to have
    replay: Replay | None  # the newest of the grading that counts

    @property
    def has_stopped(self) -> bool:
        """There is no grading and none is coming, or one that was asked for has failed."""
        failed = self.order is not None and self.order.state == WorkState.FAILED
        return self.state == "stopped" or (self.state == "graded" and failed)

    @property
    def left_to_rate(self) -> list[str]:
        """The competencies that the reader has not rated yet and can rate, by name."""
        can_be = to_rate(answer.asked for answer in self.answers)
        return [one.row.name for one in self.findings if one.mine is None and one.row.competency_id in can_be]

    @property
    def is_rated(self) -> bool:
        """Whether the reader has rated anything."""
        return any(finding.mine is not None for finding in self.findings)

    @property
    def is_open_to_judgement(self) -> bool:
        return self.interview.state == InterviewState.SUBMITTED and self.state != "erased"

    @property
    def is_being_graded(self) -> bool:
        """An order is open: also beside a grading that stands, when somebody asked for another."""
        return self.order is not None and self.order.is_open and self.state not in ("erased", "unheard")

    @property
    def has_sound(self) -> bool:
        """Whether there is something to play."""
        return any(answer.spoken is not None and answer.spoken.sound == "ready" for answer in self.answers)

    @property
    def findings_shown(self) -> list[FindingShown]:
        """The findings as the page shows them."""
        return [finding.shown for finding in self.findings]

    @property
    def written(self) -> list[WrittenShown]:
        """The answers, where all are in writing and nothing went wrong with any; else nothing."""
        if self.has_mishaps or any(answer.spoken for answer in self.answers):
            return []
        return [answer.written for answer in self.answers]

    @property
    def unwritten(self) -> Sequence[AnswerShown]:
        """Answers that are being written down."""
        return self._whose_words_wait_for(WAITING)

    @property
    def stopped(self) -> Sequence[AnswerShown]:
        """Answers that could not be written down."""
        return self._whose_words_wait_for(STOPPED)

    @property
    def to_hear(self) -> Sequence[AnswerShown]:
        """Answers that somebody has to listen to before anything is scored."""
        return self._whose_words_wait_for(NEEDS_LISTENER)

    def _whose_words_wait_for(self, what: str) -> list[AnswerShown]:
        return [answer for answer in self.answers if answer.spoken is not None and answer.spoken.words == what]


class _There(NamedTuple):
    """What there is beside an interview, so that what is seldom there is not asked for."""

    is_shown: bool
    order: str  # the state of the newest, empty where none is
    declarations: bool
    ratings: bool
    decisions: bool
    mishaps: bool
    requests: bool
    letters: bool
    gradings: bool  # other than the one that counts
    replays: bool


def report_of(interview: Interview, *, reader: UUID) -> Report:
    """Read a report; `interview` comes from access.report_to_see, `reader` is the member who looks."""
    there = _There(*_THERE(interview=interview.pk, reader=reader)[0])
    # One that has done its work says nothing that its grading does not.
    order = _newest_order(interview) if there.order not in ("", WorkState.DONE) else None
    is_blind = not there.is_shown
    given = _evaluation(interview)
    evaluation = None if is_blind else given
    content = content_of(given.version if given else interview.job_spec.current_version)
    asked, rows = _asked(interview, there), rows_of_rubric(interview.rubric)
    evidence = evidence_of(evaluation)
    heard = recordings_of(interview) if any(one.is_spoken for one in asked) else {}  # type: ignore[attr-defined]  # see _asked
    # What is still being written is its writer's alone; what was withdrawn is nobody's to judge by any more.
    answers = answers_of(asked, rows, evidence, heard) if interview.state == InterviewState.SUBMITTED else []
    state = _state(interview, given, order, answers)
    if state == "unheard":  # no score while somebody has to listen first, not even one from before
        given, evaluation, evidence = None, None, []
    ratings = ratings_of(interview, reader) if there.ratings else Ratings()
    if is_blind:  # what others think would guide who is still to rate
        ratings = replace(ratings, others={})
    findings = findings_of(rows, evaluation, content.weights, quotes_of(evidence, answers), ratings)
    return Report(
        interview=interview,
        state=state,
        evaluation=evaluation,
        total=total_from(evaluation) if evaluation else None,
        findings=findings,
        ask_in_person=ask_in_person(findings, asked) if evaluation and not interview.candidate.erased_at else (),
        answers=answers,
        decisions=_DECISIONS(interview=interview.pk) if there.decisions else (),
        must_haves=content.must_haves,
        declared=declared_of(interview) if there.declarations else {},
        order=order,
        has_recordings=any(map(_can_be_deleted, heard.values())),
        raters=ratings.raters,
        earlier=earlier_gradings(interview, evaluation) if evaluation and there.gradings else (),
        is_blind=is_blind,
        has_score=given is not None,
        requests=requests_of(interview) if there.requests or there.letters else Requests((), ()),
        has_mishaps=there.mishaps,
        replay=newest_replay(evaluation.grading_id) if evaluation and there.replays else None,
    )


def _there(interview: UUID, reader: UUID) -> QuerySet[Interview, Any]:
    def has(rows: QuerySet[Any], path: str = "interview") -> Exists:
        return Exists(rows.filter(**{path: OuterRef("pk")}))

    counts = "current_evaluation__evaluation__grading"
    orders = GradingOrder.objects.filter(interview=OuterRef("pk")).order_by("-queued_at", "-pk")
    return (
        Interview.objects.filter(pk=interview)
        .annotate(
            is_shown=was_shown(reader),
            order_state=Coalesce(Subquery(orders.values("state")[:1]), Value("")),
            has_declarations=has(Declaration.objects.all()),
            has_ratings=has(HumanRating.objects.all()),
            has_decisions=has(Decision.objects.all()),
            has_retakes=has(Retake.objects.all(), "asked__interview"),
            has_exclusions=has(Exclusion.objects.all(), "answer__asked__interview"),
            has_requests=has(CandidateRequest.objects.all()),
            has_letters=has(Letter.objects.all()),
            has_others=has(Grading.objects.exclude(pk=OuterRef(counts))),
            has_replays=has(Replay.objects.filter(grading=OuterRef(counts)), "grading__interview"),
        )
        .annotate(has_mishaps=Case(When(Q(has_retakes=True) | Q(has_exclusions=True), then=True), default=False))
        .values_list(
            "is_shown",
            "order_state",
            "has_declarations",
            "has_ratings",
            "has_decisions",
            "has_mishaps",
            "has_requests",
            "has_letters",
            "has_others",
            "has_replays",
        )
    )


def _decisions(interview: UUID) -> QuerySet[Decision]:
    made = Decision.objects.filter(interview=interview).select_related("decided_by", "evaluation__version")
    return made.order_by("-decided_at", "-pk")


_UNREAD = (
    *(f"revision__{name}" for name in ("strong", "adequate", "weak", "sources", "origin", "created_at")),
    *(f"answer__{name}" for name in ("saved_at", "saved_from", "save_number", "passed_at")),
)


def _questions(interview: UUID) -> QuerySet[Asked]:
    joined = ("revision", "competency", "answer__current_revision__created_by")
    asked = Asked.objects.filter(interview=interview).select_related(*joined).annotate(is_spoken=KEPT_TAKE)
    return asked.defer(*_UNREAD).order_by("position")


_THERE: Compiled[tuple[Any, ...]] = Compiled(_there, "interview", "reader", prepared=True)
_DECISIONS: Compiled[Decision] = Compiled(_decisions, "interview", prepared=True)
_ASKED: Compiled[Asked] = Compiled(_questions, "interview", prepared=True)


def _newest_order(interview: Interview) -> GradingOrder | None:
    return GradingOrder.objects.filter(interview=interview).order_by("-queued_at", "-pk").first()


def _can_be_deleted(heard: HeardAnswer) -> bool:
    """Also what is not a file yet, or could not be made one."""
    if heard.recording is not None:
        return heard.recording.delete_wanted_at is None
    return bool(heard.why_unheard) and heard.transcription.state != WorkState.CANCELLED


def _evaluation(interview: Interview) -> Evaluation | None:
    current = getattr(interview, "current_evaluation", None)
    return current.evaluation if current and interview.state != InterviewState.WITHDRAWN else None


def _state(
    interview: Interview, evaluation: Evaluation | None, order: GradingOrder | None, answers: Sequence[AnswerShown]
) -> str:
    if interview.candidate.erased_at:
        return "erased"
    if interview.state != InterviewState.SUBMITTED:
        return interview.state
    if any(answer.spoken is not None and answer.spoken.words for answer in answers):
        return "unheard"
    if evaluation is not None:
        return "graded"
    return "waiting" if order is not None and order.is_open else "stopped"


def _asked(interview: Interview, there: _There) -> list[Asked]:
    asked = _ASKED(interview=interview.pk)
    if there.mishaps:
        prefetch_related_objects(asked, *what_went_wrong())
    return asked


def is_under_way(interview: Interview) -> bool:
    """Whether something is being written down or graded: the report will say something else before long."""
    return (
        Transcription.objects.filter(OPEN, take__answer__asked__interview=interview).exists()
        or GradingOrder.objects.filter(OPEN, interview=interview).exists()
    )
