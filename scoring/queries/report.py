"""The report of one interview: findings with their evidence, what to ask in person, answers, what people said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from config.work import OPEN, WorkState
from interviews.choices import InterviewState
from interviews.models import Asked, Declaration, Interview, Transcription
from interviews.queries.declarations import declared_of
from interviews.queries.interviews import KEPT_TAKE
from interviews.queries.recordings import NEEDS_LISTENER, STOPPED, WAITING, HeardAnswer, recordings_of
from interviews.queries.requests import Requests, requests_of
from interviews.queries.retakes import what_went_wrong
from jobspecs.models import MustHave
from scoring.models import Decision, Evaluation, GradingOrder
from scoring.queries.answers import AnswerShown, answers_of
from scoring.queries.findings import Finding, ask_in_person, evidence_of, findings_of, quotes_of
from scoring.queries.gradings import EarlierGrading, Told, earlier_gradings, total_from
from scoring.queries.ratings import ratings_of, to_rate
from scoring.queries.sight import sees_scores
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


def report_of(interview: Interview, *, reader: UUID) -> Report:
    """Read a report; `interview` comes from access.report_to_see, `reader` is the member who looks."""
    order = GradingOrder.objects.filter(interview=interview).order_by("-queued_at", "-pk").first()
    is_blind = not sees_scores(reader, interview)
    given = _evaluation(interview)
    evaluation = None if is_blind else given
    version_id = given.version_id if given else interview.job_spec.current_version_id
    asked, rows = _asked(interview), list(interview.rubric.rows.select_related("competency").order_by("position"))
    evidence = evidence_of(evaluation)
    heard = recordings_of(interview) if any(one.is_spoken for one in asked) else {}  # type: ignore[attr-defined]  # see _asked
    # What is still being written is its writer's alone; what was withdrawn is nobody's to judge by any more.
    answers = answers_of(asked, rows, evidence, heard) if interview.state == InterviewState.SUBMITTED else []
    state = _state(interview, given, order, answers)
    if state == "unheard":  # no score while somebody has to listen first, not even one from before
        given, evaluation, evidence = None, None, []
    ratings = ratings_of(interview, reader)
    if is_blind:  # what others think would guide who is still to rate
        ratings = replace(ratings, others={})
    findings = findings_of(rows, evaluation, version_id, quotes_of(evidence, answers), ratings)
    return Report(
        interview=interview,
        state=state,
        evaluation=evaluation,
        total=total_from(evaluation) if evaluation else None,
        findings=findings,
        ask_in_person=ask_in_person(findings, asked) if evaluation and not interview.candidate.erased_at else (),
        answers=answers,
        decisions=list(interview.decisions.select_related("decided_by", "evaluation__version").order_by("-decided_at", "-pk")),
        must_haves=list(MustHave.objects.filter(version=version_id)),
        declared=declared_of(interview),
        order=order,
        has_recordings=any(map(_can_be_deleted, heard.values())),
        raters=ratings.raters,
        earlier=earlier_gradings(interview, evaluation) if evaluation else (),
        is_blind=is_blind,
        has_score=given is not None,
        requests=requests_of(interview),
    )


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


def _asked(interview: Interview) -> list[Asked]:
    joined = ("revision", "competency", "answer__current_revision__created_by")
    asked = interview.asked.select_related(*joined).prefetch_related(*what_went_wrong())
    return list(asked.annotate(is_spoken=KEPT_TAKE).order_by("position"))


def is_under_way(interview: Interview) -> bool:
    """Whether something is being written down or graded: the report will say something else before long."""
    return (
        Transcription.objects.filter(OPEN, take__answer__asked__interview=interview).exists()
        or GradingOrder.objects.filter(OPEN, interview=interview).exists()
    )
