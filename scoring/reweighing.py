"""The SQL of seeing gradings through another version's weights: shared by the act and by its preview."""

from scoring.points import PLACE

# total_of in SQL, for many. Weights are whole percent and scores integers, so that all is exact until the one division; round()
# takes halves away from zero as `rounded` does. `reweighed` are the current evaluations of handed-in interviews under another
# version than `target`, where the rubric's root is the same: `covered` is in percent, `earned` in percent of points.
REWEIGHED = f"""
    target AS (
        SELECT v.id, r.root_id FROM jobspecs_version v JOIN jobspecs_rubric r ON r.id = v.rubric_id
        WHERE v.id = %(version)s AND v.job_spec_id = %(spec)s
    ), given AS MATERIALIZED (
        SELECT array_agg((w.value * 100)::int ORDER BY w.competency_id) AS weights
        FROM jobspecs_weight w JOIN target t ON t.id = w.version_id
    ), alike AS MATERIALIZED (
        SELECT v.number FROM target t JOIN jobspecs_rubric r ON r.root_id = t.root_id
        JOIN jobspecs_version v ON v.rubric_id = r.id AND v.id <> t.id
    ), gone AS MATERIALIZED (
        SELECT id FROM interviews_interview WHERE job_spec_id = %(spec)s AND state IN ('in_progress', 'withdrawn')
    ), reweighed AS MATERIALIZED (
        SELECT c.interview_id, c.number, c.evaluation_id AS before, e.grading_id, s.covered, s.earned
        FROM scoring_currentevaluation c
        JOIN scoring_evaluation e ON e.id = c.evaluation_id
        CROSS JOIN given
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(given.weights[p / {PLACE} + 1]), 0) AS covered,
                   coalesce(sum(given.weights[p / {PLACE} + 1] * (p %% {PLACE})), 0) AS earned
            FROM unnest(c.points) p
        ) s
        WHERE c.spec = %(spec)s AND c.number IN (SELECT number FROM alike)
          AND NOT EXISTS (SELECT FROM gone WHERE gone.id = c.interview_id)
    )
"""  # noqa: S608  # made of constants
TOTAL_SQL = "CASE WHEN covered >= 50 THEN round(earned::numeric / covered, 2) END"
COVERAGE_SQL = "round(covered / 100.0, 2)"
BOUNDS_SQL = "round(earned / 100.0, 2), round(earned / 100.0, 2) + 100 - covered"
