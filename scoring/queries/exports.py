"""What goes into the files: results of a spec, a report of an interview. Scores only of whom the reader has been shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from interviews.choices import InterviewState
from interviews.models import Interview
from interviews.queries.recordings import has_doubts, has_stopped, has_unwritten
from jobspecs.models import JobSpec, RubricRow, Weight
from scoring.choices import Missing, Outcome
from scoring.exports.table import RATE_FIRST, About, Column, Evaluated, Result, RubricLine, Scored
from scoring.models import CompetencyScore, Decision, Evaluation
from scoring.queries.sight import was_shown

AT_ONCE = 500  # interviews read at a time
WITHDRAWN, NOT_HANDED_IN, UNHEARD, UNGRADED = "withdrawn", "not handed in", "somebody has to listen first", "not graded yet"


def columns_of(job_spec: JobSpec) -> list[Column]:
    """The competencies of the current rubric, then those of older ones that somebody was interviewed under: one query."""
    used = Q(rubric__in=Interview.objects.filter(job_spec=job_spec).order_by().values("rubric"))
    current = Q(rubric__versions=job_spec.current_version_id) if job_spec.current_version_id else used
    rows = RubricRow.objects.filter(used | current, rubric__job_spec=job_spec).order_by("-rubric__number", "position", "pk")
    found: dict[UUID, Column] = {}
    for competency, name in rows.values_list("competency_id", "name"):
        found.setdefault(competency, Column(competency, name))
    return list(found.values())


def about(job_spec: JobSpec) -> About:
    """Version, weights and anchors that hold now."""
    version = job_spec.current_version
    rows = version.rubric.rows.order_by("position") if version else ()
    weights = dict(Weight.objects.filter(version=version).values_list("competency_id", "value"))
    return About(
        title=job_spec.title,
        level=job_spec.level,
        version=version.tag if version else "",
        rubric=version.rubric.number if version else None,
        exported_at=timezone.now(),
        lines=[RubricLine(row.name, weights.get(row.competency_id), row.anchors) for row in rows],
    )


def results_of(job_spec: JobSpec, *, reader: UUID) -> Iterator[Result]:
    """One result an interview, in the order in which they were handed in; nobody who was erased. One query."""
    for interview in _interviews(job_spec, reader).iterator(chunk_size=AT_ONCE):
        yield _result(interview)


def _interviews(job_spec: JobSpec, reader: UUID) -> QuerySet[Interview]:
    newest = Decision.objects.filter(interview=OuterRef("pk")).order_by("-decided_at", "-pk")
    of_it = CompetencyScore.objects.filter(grading=OuterRef("current_evaluation__evaluation__grading")).order_by()
    score = JSONObject(competency=F("competency"), score=F("score"), level=F("level"), missing=F("missing"))
    decision = JSONObject(outcome=F("outcome"), name=F("decided_by__name"), email=F("decided_by__email"))
    return (
        Interview.objects.filter(job_spec=job_spec, candidate__erased_at__isnull=True)
        .select_related("candidate", "current_evaluation__evaluation__version", "current_evaluation__evaluation__grading")
        .annotate(
            is_shown=was_shown(reader),
            is_unwritten=has_unwritten(),
            has_stopped=has_stopped(),
            has_doubts=has_doubts(),
            decision=Subquery(newest.values(json=decision)[:1]),
            decided_at=Subquery(newest.values("decided_at")[:1]),
            scores=ArraySubquery(of_it.values(json=score)),
        )
        .order_by(F("submitted_at").asc(nulls_last=True), "begun_at", "pk")
    )


def _result(interview: Any) -> Result:
    """`interview` comes from _interviews, which annotates what Interview itself does not have."""
    current = getattr(interview, "current_evaluation", None)
    note = _why_unscored(interview, current is not None)
    if not note and not interview.is_shown:
        note = RATE_FIRST
    decision = interview.decision or {}
    return Result(
        interview=interview.pk,
        candidate=interview.candidate.name,
        email=interview.candidate.email,
        state=InterviewState(interview.state).label,
        submitted_at=interview.submitted_at,
        decision=Outcome(decision["outcome"]).label if decision else "",
        decided_by=(decision.get("name") or decision.get("email") or "") if decision else "",
        decided_at=interview.decided_at,
        evaluated=_evaluated(current.evaluation, interview.scores) if current and not note else None,
        note=note,
    )


def _why_unscored(interview: Any, is_graded: bool) -> str:
    """As the report has it: who withdrew is not scored, nor is what somebody has to listen to first."""
    if interview.state != InterviewState.SUBMITTED:
        return WITHDRAWN if interview.state == InterviewState.WITHDRAWN else NOT_HANDED_IN
    if interview.is_unwritten or interview.has_stopped or interview.has_doubts:
        return UNHEARD
    return "" if is_graded else UNGRADED


def _evaluated(evaluation: Evaluation, scores: list[dict[str, Any]]) -> Evaluated:
    return Evaluated(
        version=evaluation.version.tag,
        engine=f"{evaluation.grading.engine} {evaluation.grading.engine_version}",
        total=evaluation.total,
        coverage=evaluation.coverage,
        lower=evaluation.lower,
        upper=evaluation.upper,
        scores={UUID(one["competency"]): _scored(one) for one in scores},
    )


def _scored(one: dict[str, Any]) -> Scored:
    return Scored(one["score"], one["level"], str(Missing(one["missing"]).label) if one["missing"] else "")
