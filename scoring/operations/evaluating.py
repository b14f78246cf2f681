"""Evaluations: gradings seen through weights. An earlier evaluation never changes; another becomes the current one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

import structlog
from django.db import connection, transaction

from config.copying import copy_in
from config.ids import uuid7, uuid7_sql
from jobspecs.models import JobSpec, User, Version
from scoring import rollups
from scoring.models import CurrentEvaluation, Evaluation, Grading
from scoring.models.tallies import COUNTED_ANEW
from scoring.operations.rollups import want_rollup
from scoring.reweighing import BOUNDS_SQL, COVERAGE_SQL, TOTAL_SQL, reweighed_sql, weights_of
from scoring.totals import total_of

log = structlog.get_logger(__name__)


def evaluate(*, gradings: Sequence[Grading], scores: Mapping[UUID, Mapping[UUID, int | None]]) -> None:
    """Evaluate new gradings under the newest version that shares their rubric's root, and make those the current ones.

    `scores` are theirs, by grading and competency. To be called inside a transaction that holds their interviews. Rule 1 of the
    design: new weights count for every evaluation made after them.
    """
    newest = _newest_of({grading.rubric.root_id for grading in gradings})
    evaluations = []
    for grading in gradings:
        version, weights = newest[grading.rubric.root_id]
        total = total_of(weights, {str(key): score for key, score in scores[grading.pk].items()})
        evaluations.append((uuid7(), grading.pk, version.pk, total.value, total.coverage, total.lower, total.upper))
    copy_in(Evaluation, _EVALUATION, evaluations)
    with connection.cursor() as cursor:
        cursor.execute(_MAKE_CURRENT, [[key for key, *_ in evaluations]])


_EVALUATION = ("id", "grading_id", "version_id", "total", "coverage", "lower", "upper")
_MAKE_CURRENT = """
    INSERT INTO scoring_currentevaluation
        (interview_id, evaluation_id, spec, number, grading, engine, cents, is_whole, points)
    SELECT g.interview_id, e.id, v.job_spec_id, v.number, g.id, g.engine, e.total * 100, e.coverage = 1, g.points
    FROM scoring_evaluation e JOIN scoring_grading g ON g.id = e.grading_id JOIN jobspecs_version v ON v.id = e.version_id
    WHERE e.id = ANY(%s) ORDER BY g.interview_id
    ON CONFLICT (interview_id) DO UPDATE SET evaluation_id = EXCLUDED.evaluation_id, since = EXCLUDED.since,
        spec = EXCLUDED.spec, number = EXCLUDED.number, grading = EXCLUDED.grading, engine = EXCLUDED.engine,
        cents = EXCLUDED.cents, is_whole = EXCLUDED.is_whole, points = EXCLUDED.points
"""


def _newest_of(roots: Collection[UUID]) -> dict[UUID, tuple[Version, dict[str, Decimal]]]:
    """The newest version under each root, with its weights by competency; two queries."""
    rows = Version.objects.filter(rubric__root__in=roots).order_by("rubric__root", "-number").distinct("rubric__root")
    return {
        version.rubric.root_id: (version, {str(weight.competency_id): weight.value for weight in version.weights.all()})
        for version in rows.select_related("rubric").prefetch_related("weights")
    }


def _evaluate_all(weights: Sequence[int], key: str) -> str:
    """SQL that makes what is not there yet under the target, and moves the current evaluations to it.

    What is there already is few or all, and found by the version alone: nobody else adds to it meanwhile (the spec is locked).
    One that is graded again meanwhile keeps its new grading. `key` is SQL for a new key.
    """
    return f"""
    WITH {reweighed_sql(weights)}, there AS MATERIALIZED (
        SELECT id, grading_id, total, coverage FROM scoring_evaluation WHERE version_id = %(version)s
    ), made AS (
        INSERT INTO scoring_evaluation (id, grading_id, version_id, total, coverage, lower, upper)
        SELECT {key}, grading, %(version)s, {TOTAL_SQL}, {COVERAGE_SQL}, {BOUNDS_SQL}
        FROM reweighed WHERE grading NOT IN (SELECT grading_id FROM there)
        RETURNING id, grading_id, total, coverage
    ), found AS (
        SELECT * FROM made UNION ALL SELECT * FROM there
    )
    UPDATE scoring_currentevaluation c SET evaluation_id = found.id, since = now(), cents = found.total * 100,
        is_whole = found.coverage = 1, number = (SELECT number FROM jobspecs_version WHERE id = %(version)s)
    FROM found
    WHERE c.spec = %(spec)s AND c.grading = found.grading_id AND c.number = ANY(ARRAY(SELECT number FROM alike))
      AND c.interview_id NOT IN (SELECT id FROM gone)
    """  # noqa: S608  # made of numbers and constants


# Room for the rows of a large spec, which are held once; and its values are counted anew instead of one by one.
_AT_ONCE = f"SELECT set_config('work_mem', '32MB', true), set_config('{COUNTED_ANEW}', 'on', true)"
_ONE_BY_ONE = f"SELECT set_config('{COUNTED_ANEW}', 'off', true)"


@transaction.atomic
def evaluate_all_under(*, job_spec: JobSpec, version: Version, by: User | None) -> int:
    """See every grading of the spec through a version's weights, where the rubric's root is the same.

    Nothing is graded again, and the earlier evaluations stay as they are; going back is the same act with the other version.
    What is graded later is evaluated under the newest version all the same (rule 1). A version of another spec moves nothing.
    Returns how many interviews moved.
    """
    JobSpec.objects.select_for_update(no_key=True).only("pk").get(pk=job_spec.pk)  # one after the other
    statement = _evaluate_all(weights_of(version), uuid7_sql(connection.connection.info.server_version))
    with connection.cursor() as cursor:
        cursor.execute(_AT_ONCE)
        cursor.execute(statement, {"spec": job_spec.pk, "version": version.pk})
        moved = int(cursor.rowcount)
        cursor.execute(_ONE_BY_ONE)
    connection.check_constraints()
    log.info("evaluated_under", job_spec=str(job_spec.pk), version=version.number, moved=moved, by=str(by.pk) if by else None)
    if moved:
        rollups.count_anew(job_spec.pk)
        want_rollup(spec_id=job_spec.pk)
    return moved


def evaluate_all_under_current(*, job_spec: JobSpec, by: User | None) -> int:
    """As evaluate_all_under, with the spec's current version; nothing where there is none yet."""
    version = Version.objects.filter(pk__in=JobSpec.objects.filter(pk=job_spec.pk).values("current_version")).first()
    return evaluate_all_under(job_spec=job_spec, version=version, by=by) if version else 0


def evaluation_of(interview_id: UUID) -> UUID | None:
    """The key of an interview's current evaluation."""
    return CurrentEvaluation.objects.filter(pk=interview_id).values_list("evaluation_id", flat=True).first()
