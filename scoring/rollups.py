"""The aggregates of one spec, recomputed whole from the source rows in one SQL statement, exact.

Doing it twice is the same as once. Rows of versions and competencies that have nothing (any more) are set to zero.
A rollup is stale where `wanted_at` is later than `computed_at`. Both are set under the lock of the SpecRollup row, each
to a moment after the other, so that a clock that is off on one machine loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from jobspecs.models import SpecRollup
from jobspecs.models.rollups import BINS

STALE = Q(computed_at__isnull=True) | Q(wanted_at__gt=F("computed_at"))

# An expression of the row is evaluated again after a wait for its lock; the time at which the statement began is not.
_MARK = """
    UPDATE jobspecs_specrollup
    SET wanted_at = greatest(clock_timestamp(), computed_at + interval '1 microsecond')
    WHERE job_spec_id = ANY(%s)
"""


def _histogram(column: str) -> str:
    """SQL for how many of 0 … 100 are in each bin; 100 is in the last."""
    width = 100 // BINS
    bin_of = f"least(floor({column} / {width}.0), {BINS - 1})"
    return f"ARRAY[{', '.join(f'count(*) FILTER (WHERE {bin_of} = {at})' for at in range(BINS))}]"


# Interviews = begun. Averages: submitted interviews through their current evaluation; missing scores are left out.
_RECOMPUTE = f"""
    WITH begun AS (
        SELECT count(*) AS interviews,
               count(*) FILTER (WHERE state = 'in_progress') AS in_progress,
               count(*) FILTER (WHERE state = 'submitted') AS completed
        FROM interviews_interview WHERE job_spec_id = %(spec)s
    ), graded AS (
        SELECT e.version_id, e.total, e.grading_id
        FROM interviews_interview i
        JOIN scoring_currentevaluation c ON c.interview_id = i.id
        JOIN scoring_evaluation e ON e.id = c.evaluation_id
        WHERE i.job_spec_id = %(spec)s AND i.state = 'submitted'
    ), by_version AS (
        INSERT INTO jobspecs_versionrollup (version_id, evaluated, n, total_sum, total_squares, histogram)
        SELECT v.id, count(g.grading_id), count(g.total), coalesce(sum(g.total), 0), coalesce(sum(g.total * g.total), 0),
               {_histogram("g.total")}
        FROM jobspecs_version v LEFT JOIN graded g ON g.version_id = v.id
        WHERE v.job_spec_id = %(spec)s GROUP BY v.id
        ON CONFLICT (version_id) DO UPDATE SET evaluated = EXCLUDED.evaluated, n = EXCLUDED.n,
            total_sum = EXCLUDED.total_sum, total_squares = EXCLUDED.total_squares, histogram = EXCLUDED.histogram
    ), scored AS (
        SELECT r.root_id, s.competency_id, s.score
        FROM graded g
        JOIN scoring_grading gr ON gr.id = g.grading_id
        JOIN jobspecs_rubric r ON r.id = gr.rubric_id
        JOIN scoring_competencyscore s ON s.grading_id = gr.id
        WHERE s.score IS NOT NULL
    ), measured AS (
        SELECT DISTINCT r.root_id, rr.competency_id
        FROM jobspecs_rubric r JOIN jobspecs_rubricrow rr ON rr.rubric_id = r.id WHERE r.job_spec_id = %(spec)s
    ), by_competency AS (
        INSERT INTO jobspecs_competencyrollup (rubric_id, competency_id, n, score_sum, score_squares, histogram)
        SELECT m.root_id, m.competency_id, count(s.score), coalesce(sum(s.score), 0),
               coalesce(sum(s.score::bigint * s.score), 0), {_histogram("s.score")}
        FROM measured m LEFT JOIN scored s USING (root_id, competency_id) GROUP BY m.root_id, m.competency_id
        ON CONFLICT (rubric_id, competency_id) DO UPDATE SET n = EXCLUDED.n,
            score_sum = EXCLUDED.score_sum, score_squares = EXCLUDED.score_squares, histogram = EXCLUDED.histogram
    )
    UPDATE jobspecs_specrollup r
    SET interviews = b.interviews, in_progress = b.in_progress, completed = b.completed,
        computed_at = greatest(clock_timestamp(), r.wanted_at)
    FROM begun b WHERE r.job_spec_id = %(spec)s
"""  # noqa: S608  # made of constants


def mark(spec_ids: Iterable[UUID]) -> None:
    """Say that the rollups of these specs are out of date. One row a call where other locks are held."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [list(spec_ids)])


def lock_if_stale(spec_id: UUID) -> bool:
    """Take the lock of a spec's rollup, inside a transaction; False where it is up to date or there is none."""
    rows = SpecRollup.objects.select_for_update(no_key=True).filter(STALE, pk=spec_id)
    return bool(rows.values_list("pk", flat=True))


def write(spec_id: UUID) -> None:
    """Compute and write the rollups of one spec; the lock is held, so that this statement sees what came before it."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOMPUTE, {"spec": spec_id})
