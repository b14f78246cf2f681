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
from scoring.points import PLACE

STALE = Q(computed_at__isnull=True) | Q(wanted_at__gt=F("computed_at"))

# An expression of the row is evaluated again after a wait for its lock; the time at which the statement began is not.
_MARK = """
    WITH before AS (
        SELECT job_spec_id, coalesce(wanted_at <= computed_at, true) AS was_fresh
        FROM jobspecs_specrollup WHERE job_spec_id = ANY(%s) ORDER BY job_spec_id FOR NO KEY UPDATE
    )
    UPDATE jobspecs_specrollup r
    SET wanted_at = greatest(clock_timestamp(), r.computed_at + interval '1 microsecond')
    FROM before b WHERE r.job_spec_id = b.job_spec_id
    RETURNING CASE WHEN b.was_fresh THEN r.job_spec_id END
"""


def _histogram(bins: str) -> str:
    """SQL for how many of 0 … 100 are in each bin, from the counts of rows that each hold one bin; 100 is in the last."""
    counts = (f"coalesce(sum({bins}.n) FILTER (WHERE {bins}.bin = {at}), 0)" for at in range(BINS))
    return f"ARRAY[{', '.join(counts)}]"


_WIDTH = 100 // BINS

# Interviews = begun. Averages: submitted interviews through their current evaluation; missing scores are left out.
# All of a spec's current evaluations stand side by side in one index, and every score is an integer (totals in cents): they are
# counted once, by value, into at most 101 rows a version and competency, and all else is made of those. Who has withdrawn since
# is taken out by their keys, which are few.
_RECOMPUTE = f"""
    WITH begun AS (
        SELECT count(*) AS interviews,
               count(*) FILTER (WHERE state = 'in_progress') AS in_progress,
               count(*) FILTER (WHERE state = 'submitted') AS completed
        FROM interviews_interview WHERE job_spec_id = %(spec)s
    ), gone AS MATERIALIZED (
        SELECT id FROM interviews_interview WHERE job_spec_id = %(spec)s AND state IN ('in_progress', 'withdrawn')
    ), standing AS NOT MATERIALIZED (
        SELECT number, cents, is_whole, points FROM scoring_currentevaluation c
        WHERE spec = %(spec)s AND c.interview_id NOT IN (SELECT id FROM gone)
    ), totals AS (
        SELECT number, least(cents / {_WIDTH * 100}, {BINS - 1}) AS bin, count(*) AS evaluated, count(cents) AS n,
               sum(cents) AS cents, sum(cents::int * cents) AS squares
        FROM standing GROUP BY 1, 2
    ), counted AS (
        SELECT number, point, count(*) AS n, count(*) FILTER (WHERE is_whole) AS whole,
               sum(cents) FILTER (WHERE is_whole) AS cents
        FROM (SELECT number, is_whole, cents, unnest(points) AS point FROM standing) each GROUP BY 1, 2
    ), versions AS (
        SELECT v.id, v.number, r.root_id FROM jobspecs_version v JOIN jobspecs_rubric r ON r.id = v.rubric_id
        WHERE v.job_spec_id = %(spec)s
    ), measured AS (
        SELECT r.id AS root_id, rr.competency_id,
               row_number() OVER (PARTITION BY r.id ORDER BY rr.competency_id) - 1 AS place
        FROM jobspecs_rubric r JOIN jobspecs_rubricrow rr ON rr.rubric_id = r.id
        WHERE r.job_spec_id = %(spec)s AND r.root_id = r.id
    ), scores AS (
        SELECT v.id AS version_id, m.root_id, m.competency_id, c.n, c.whole, c.cents,
               c.point %% {PLACE} AS score, least(c.point %% {PLACE} / {_WIDTH}, {BINS - 1}) AS bin
        FROM counted c JOIN versions v USING (number)
        JOIN measured m ON m.root_id = v.root_id AND m.place = c.point / {PLACE}
    ), by_version AS (
        INSERT INTO jobspecs_versionrollup (version_id, evaluated, n, total_sum, total_squares, histogram)
        SELECT v.id, coalesce(sum(t.evaluated), 0), coalesce(sum(t.n), 0), coalesce(sum(t.cents), 0) / 100.0,
               coalesce(sum(t.squares), 0) / 10000.0, {_histogram("t")}
        FROM versions v LEFT JOIN totals t USING (number) GROUP BY v.id
        ON CONFLICT (version_id) DO UPDATE SET evaluated = EXCLUDED.evaluated, n = EXCLUDED.n,
            total_sum = EXCLUDED.total_sum, total_squares = EXCLUDED.total_squares, histogram = EXCLUDED.histogram
    ), by_competency AS (
        INSERT INTO jobspecs_competencyrollup (rubric_id, competency_id, n, score_sum, score_squares, histogram)
        SELECT m.root_id, m.competency_id, coalesce(sum(s.n), 0), coalesce(sum(s.n * s.score), 0),
               coalesce(sum(s.n * s.score * s.score), 0), {_histogram("s")}
        FROM measured m LEFT JOIN scores s USING (root_id, competency_id) GROUP BY m.root_id, m.competency_id
        ON CONFLICT (rubric_id, competency_id) DO UPDATE SET n = EXCLUDED.n,
            score_sum = EXCLUDED.score_sum, score_squares = EXCLUDED.score_squares, histogram = EXCLUDED.histogram
    ), deciding AS (
        SELECT w.version_id, w.competency_id, w.value AS weight, coalesce(sum(s.whole), 0) AS n,
               sum(s.whole * s.score) AS score, sum(s.cents) AS cents, sum(s.score * s.cents) AS products
        FROM versions v JOIN jobspecs_weight w ON w.version_id = v.id
        LEFT JOIN scores s ON s.version_id = w.version_id AND s.competency_id = w.competency_id
        GROUP BY w.version_id, w.competency_id, w.value
    ), by_weight AS (
        INSERT INTO jobspecs_weightrollup (version_id, competency_id, n, covariance)
        SELECT version_id, competency_id, n,
               coalesce(round(weight * (n * products - score * cents) / (100 * nullif(n, 0)), 6), 0)
        FROM deciding
        ON CONFLICT (version_id, competency_id) DO UPDATE SET n = EXCLUDED.n, covariance = EXCLUDED.covariance
        WHERE (jobspecs_weightrollup.n, jobspecs_weightrollup.covariance) <> (EXCLUDED.n, EXCLUDED.covariance)
    )
    UPDATE jobspecs_specrollup r
    SET interviews = b.interviews, in_progress = b.in_progress, completed = b.completed,
        computed_at = greatest(clock_timestamp(), r.wanted_at)
    FROM begun b WHERE r.job_spec_id = %(spec)s
"""  # noqa: S608  # made of constants


def mark(spec_ids: Iterable[UUID]) -> set[UUID]:
    """Say that the rollups of these specs are out of date. One row a call where other locks are held.

    Returns those that were up to date before, or never computed: nobody has ordered these yet.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [list(spec_ids)])
        return {spec_id for (spec_id,) in cursor.fetchall() if spec_id}


def lock_if_stale(spec_id: UUID) -> bool:
    """Take the lock of a spec's rollup, inside a transaction; False where it is up to date or there is none."""
    rows = SpecRollup.objects.select_for_update(no_key=True).filter(STALE, pk=spec_id)
    return bool(rows.values_list("pk", flat=True))


def write(spec_id: UUID) -> None:
    """Compute and write the rollups of one spec; the lock is held, so that this statement sees what came before it."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOMPUTE, {"spec": spec_id})
