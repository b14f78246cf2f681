"""The aggregates of one spec, recomputed whole in one SQL statement, exact: from how often each value stands in it.

Those counts (scoring.models.tallies) are kept from one time to the next and brought up to date by what has changed, or counted
anew where more has. Doing it twice is the same as once. Rows of versions and competencies that have nothing (any more) are set
to zero.
A rollup is stale while there is a RollupWish of its spec. Whoever changes something adds one in the same transaction and takes no
lock; whoever computes holds the SpecRollup row, takes the wishes away that have been committed, and only then looks.
"""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.db.models import Exists, Min, OuterRef, Q

from jobspecs.models import RollupWish, SpecRollup
from jobspecs.models.rollups import BINS
from scoring.points import PLACE

STALE = Q(computed_at__isnull=True) | Exists(RollupWish.objects.filter(spec=OuterRef("pk")))


def _histogram(bins: str) -> str:
    """SQL for how many of 0 … 100 are in each bin, from the counts of rows that each hold one bin; 100 is in the last."""
    counts = (f"coalesce(sum({bins}.n) FILTER (WHERE {bins}.bin = {at}), 0)" for at in range(BINS))
    return f"ARRAY[{', '.join(counts)}]"


_WIDTH = 100 // BINS
_VALUES = "number, point, n, whole, cents, squares"  # the columns of scoring.models.Tally, but for the spec


def _by_value(rows: str) -> str:
    """SQL that counts evaluations by value: each of their scores, and the bin of their total as −1, −2 …; −21 is for none.

    Every score is an integer and every total a whole number of cents, so that the sums are exact.
    """
    return f"""
        SELECT number, point, sum(sign) AS n, coalesce(sum(sign) FILTER (WHERE is_whole), 0) AS whole,
               coalesce(sum(sign * cents) FILTER (WHERE is_whole), 0) AS cents, 0 AS squares
        FROM (SELECT number, is_whole, cents, sign, unnest(points) AS point FROM {rows}) each GROUP BY number, point
        UNION ALL
        SELECT number, -1 - CASE WHEN cents IS NULL THEN {BINS} ELSE least(cents / {_WIDTH * 100}, {BINS - 1}) END AS bin,
               sum(sign), 0, coalesce(sum(sign * cents), 0), coalesce(sum(sign * cents * cents), 0)
        FROM {rows} GROUP BY number, bin
    """  # noqa: S608 - made of constants


# What has changed since the last time is added to what was counted then. Rows are taken with what this statement sees of the
# evaluations themselves; one that comes in meanwhile stays for the next time.
_CHANGED = f"""
    changed AS (
        DELETE FROM scoring_tallychange WHERE spec = %(spec)s AND sign <> 0
        RETURNING number, cents::int, is_whole, points, sign
    ), fresh AS MATERIALIZED ({_by_value("changed")}
    ), kept AS (
        INSERT INTO scoring_tally AS t (spec, {_VALUES}) SELECT %(spec)s, {_VALUES} FROM fresh
        ON CONFLICT (spec, number, point) DO UPDATE SET n = t.n + EXCLUDED.n, whole = t.whole + EXCLUDED.whole,
            cents = t.cents + EXCLUDED.cents, squares = t.squares + EXCLUDED.squares
    ), counted AS (
        SELECT {_VALUES} FROM fresh UNION ALL SELECT {_VALUES} FROM scoring_tally WHERE spec = %(spec)s
    )
"""  # noqa: S608  # made of constants
# All of the spec, in two passes over one narrow index; what was counted before and is not there any more becomes 0.
_ANEW = f"""
    changed AS (
        DELETE FROM scoring_tallychange WHERE spec = %(spec)s
    ), standing AS NOT MATERIALIZED (
        SELECT number, cents::int, is_whole, points, 1 AS sign FROM scoring_currentevaluation WHERE spec = %(spec)s
    ), counted AS MATERIALIZED ({_by_value("standing")}
    ), kept AS (
        INSERT INTO scoring_tally AS t (spec, {_VALUES})
        SELECT %(spec)s, number, point, sum(n), sum(whole), sum(cents), sum(squares)
        FROM (SELECT * FROM counted UNION ALL SELECT number, point, 0, 0, 0, 0 FROM scoring_tally WHERE spec = %(spec)s) both_
        GROUP BY number, point
        ON CONFLICT (spec, number, point) DO UPDATE SET
            n = EXCLUDED.n, whole = EXCLUDED.whole, cents = EXCLUDED.cents, squares = EXCLUDED.squares
        WHERE (t.n, t.whole, t.cents, t.squares) <> (EXCLUDED.n, EXCLUDED.whole, EXCLUDED.cents, EXCLUDED.squares)
    )
"""  # noqa: S608  # made of constants


def _recompute(counted: str) -> str:
    """SQL for all rollups of a spec: interviews = begun; averages are of submitted ones through their current evaluation.

    Missing scores are left out. Whose interview was withdrawn, or is open again, is taken out by their keys, which are few.
    """
    return f"""
    WITH begun AS (
        SELECT count(*) AS interviews,
               count(*) FILTER (WHERE state = 'in_progress') AS in_progress,
               count(*) FILTER (WHERE state = 'submitted') AS completed
        FROM interviews_interview WHERE job_spec_id = %(spec)s
    ), {counted}, gone AS (
        SELECT c.number, c.cents::int, c.is_whole, c.points, -1 AS sign
        FROM interviews_interview i JOIN scoring_currentevaluation c ON c.interview_id = i.id AND c.spec = i.job_spec_id
        WHERE i.job_spec_id = %(spec)s AND i.state IN ('in_progress', 'withdrawn')
    ), found AS MATERIALIZED (
        SELECT number, point, sum(n) AS n, sum(whole) AS whole, sum(cents) AS cents, sum(squares) AS squares
        FROM (SELECT * FROM counted UNION ALL {_by_value("gone")}) both_ GROUP BY number, point
    ), versions AS (
        SELECT v.id, v.number, r.root_id FROM jobspecs_version v JOIN jobspecs_rubric r ON r.id = v.rubric_id
        WHERE v.job_spec_id = %(spec)s
    ), measured AS (
        SELECT r.id AS root_id, rr.competency_id,
               row_number() OVER (PARTITION BY r.id ORDER BY rr.competency_id) - 1 AS place
        FROM jobspecs_rubric r JOIN jobspecs_rubricrow rr ON rr.rubric_id = r.id
        WHERE r.job_spec_id = %(spec)s AND r.root_id = r.id
    ), totals AS (
        SELECT number, -1 - point AS bin, n, cents, squares FROM found WHERE point < 0
    ), scores AS (
        SELECT v.id AS version_id, m.root_id, m.competency_id, c.n, c.whole, c.cents,
               c.point %% {PLACE} AS score, least(c.point %% {PLACE} / {_WIDTH}, {BINS - 1}) AS bin
        FROM found c JOIN versions v USING (number)
        JOIN measured m ON m.root_id = v.root_id AND m.place = c.point / {PLACE}
        WHERE c.point >= 0
    ), by_version AS (
        INSERT INTO jobspecs_versionrollup (version_id, evaluated, n, total_sum, total_squares, histogram)
        SELECT v.id, coalesce(sum(t.n), 0), coalesce(sum(t.n) FILTER (WHERE t.bin < {BINS}), 0),
               coalesce(sum(t.cents), 0) / 100.0, coalesce(sum(t.squares), 0) / 10000.0, {_histogram("t")}
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
        computed_at = greatest(clock_timestamp(), r.computed_at + interval '1 microsecond')
    FROM begun b WHERE r.job_spec_id = %(spec)s
"""  # noqa: S608  # made of constants


_RECOMPUTE, _RECOMPUTE_ANEW = _recompute(_CHANGED), _recompute(_ANEW)
_COUNT_ANEW = "INSERT INTO scoring_tallychange (spec, number, is_whole, points, sign) VALUES (%s, 0, false, '{}', 0)"
_IS_TO_BE_COUNTED_ANEW = "SELECT EXISTS (SELECT FROM scoring_tallychange WHERE spec = %s AND sign = 0)"


def mark(spec_id: UUID) -> None:
    """Say that the rollups of a spec are out of date."""
    RollupWish.objects.create(spec=spec_id)


def lock_if_stale(spec_id: UUID) -> bool:
    """Take the lock of a spec's rollup and the wishes for it, inside a transaction; False where there is nothing to compute."""
    rollup = SpecRollup.objects.select_for_update(no_key=True).filter(pk=spec_id).first()
    if rollup is None:
        return False
    wishes, _ = RollupWish.objects.filter(spec=spec_id).delete()
    return bool(wishes) or rollup.computed_at is None


def stale() -> list[UUID]:
    """The specs whose rollups are out of date, those that were marked first at the front."""
    wishes = RollupWish.objects.values("spec").annotate(first=Min("wanted_at")).order_by("first")
    never = SpecRollup.objects.filter(computed_at__isnull=True).values_list("pk", flat=True)
    return list(dict.fromkeys([*wishes.values_list("spec", flat=True), *never]))


def count_anew(spec_id: UUID) -> None:
    """Have the next rollup count all current evaluations of a spec, not only what has changed: after many were moved at once."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ANEW, [spec_id])


def write(spec_id: UUID) -> None:
    """Compute and write the rollups of one spec; the lock is held, so that this statement sees what came before it."""
    with connection.cursor() as cursor:
        cursor.execute(_IS_TO_BE_COUNTED_ANEW, [spec_id])
        (is_anew,) = cursor.fetchone()
        cursor.execute(_RECOMPUTE_ANEW if is_anew else _RECOMPUTE, {"spec": spec_id})
