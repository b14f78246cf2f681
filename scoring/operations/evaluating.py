"""Evaluations: gradings seen through weights. An earlier evaluation never changes; another becomes the current one."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.db import connection, transaction

from config.ids import UUID7_SQL
from jobspecs.models import JobSpec, User, Version
from scoring.models import CurrentEvaluation, Evaluation, Grading
from scoring.operations.rollups import want_rollup
from scoring.totals import total_of

log = structlog.get_logger(__name__)


def evaluate(*, grading: Grading) -> Evaluation:
    """Evaluate a grading under the newest version that shares its rubric's root, and make that the current one.

    To be called inside a transaction. Rule 1 of the design: new weights count for every evaluation made after them.
    """
    version = Version.objects.filter(rubric__root_id=grading.rubric.root_id).latest("number")
    weights = {w.competency_id: w.value for w in version.weights.all()}
    scores = {s.competency_id: s.score for s in grading.scores.all()}
    total = total_of({str(key): value for key, value in weights.items()}, {str(key): value for key, value in scores.items()})
    evaluation, _ = Evaluation.objects.get_or_create(
        grading=grading,
        version=version,
        defaults={"total": total.value, "coverage": total.coverage, "lower": total.lower, "upper": total.upper},
    )
    CurrentEvaluation.objects.update_or_create(interview_id=grading.interview_id, defaults={"evaluation": evaluation})
    return evaluation


# total_of in SQL, for many: numeric throughout, round() takes halves away from zero as `rounded` does.
_EVALUATE_ALL = f"""
    WITH newest AS (
        SELECT v.id, r.root_id FROM jobspecs_jobspec s
        JOIN jobspecs_version v ON v.id = s.current_version_id JOIN jobspecs_rubric r ON r.id = v.rubric_id
        WHERE s.id = %(spec)s
    ), others AS (
        SELECT c.interview_id, c.evaluation_id AS before, e.grading_id, n.id AS version_id
        FROM newest n
        JOIN interviews_interview i ON i.job_spec_id = %(spec)s
        JOIN scoring_currentevaluation c ON c.interview_id = i.id
        JOIN scoring_evaluation e ON e.id = c.evaluation_id AND e.version_id <> n.id
        JOIN scoring_grading g ON g.id = e.grading_id
        JOIN jobspecs_rubric r ON r.id = g.rubric_id AND r.root_id = n.root_id
    ), summed AS (
        SELECT o.grading_id, o.version_id,
               coalesce(sum(w.value) FILTER (WHERE s.score IS NOT NULL), 0) AS coverage,
               coalesce(sum(w.value * s.score), 0) AS earned
        FROM others o
        JOIN jobspecs_weight w ON w.version_id = o.version_id
        JOIN scoring_competencyscore s ON s.grading_id = o.grading_id AND s.competency_id = w.competency_id
        GROUP BY o.grading_id, o.version_id
    ), made AS (
        INSERT INTO scoring_evaluation (id, grading_id, version_id, total, coverage, lower, upper)
        SELECT {UUID7_SQL}, grading_id, version_id,
               CASE WHEN coverage >= 0.50 THEN round(earned / coverage, 2) END,
               round(coverage, 2), round(earned, 2), round(earned + (1.00 - coverage) * 100, 2)
        FROM summed
        ON CONFLICT (grading_id, version_id) DO NOTHING
        RETURNING id, grading_id, version_id
    ), found AS (
        SELECT id, grading_id, version_id FROM made
        UNION ALL
        SELECT e.id, e.grading_id, e.version_id FROM scoring_evaluation e JOIN others USING (grading_id, version_id)
    )
    UPDATE scoring_currentevaluation c SET evaluation_id = f.id, since = now()
    FROM others o JOIN found f USING (grading_id, version_id)
    WHERE c.interview_id = o.interview_id AND c.evaluation_id = o.before
"""  # noqa: S608  # made of constants


@transaction.atomic
def evaluate_all_under_current(*, job_spec: JobSpec, by: User | None) -> int:
    """See every grading of the spec through the current version's weights, where the rubric's root is the same.

    Nothing is graded again, and the earlier evaluations stay as they are. Returns how many interviews moved.
    """
    with connection.cursor() as cursor:
        cursor.execute(_EVALUATE_ALL, {"spec": job_spec.pk})
        moved = int(cursor.rowcount)
    connection.check_constraints()
    log.info("evaluated_under_current", job_spec=str(job_spec.pk), moved=moved, by=str(by.pk) if by else None)
    if moved:
        want_rollup(spec_id=job_spec.pk)
    return moved


def evaluation_of(interview_id: UUID) -> UUID | None:
    """The key of an interview's current evaluation."""
    return CurrentEvaluation.objects.filter(pk=interview_id).values_list("evaluation_id", flat=True).first()
