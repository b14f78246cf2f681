"""The SQL of seeing gradings through another version's weights: shared by the act and by its preview."""

# total_of in SQL, for many: numeric throughout, round() takes halves away from zero as `rounded` does. `others` are the
# current evaluations of handed-in interviews under another version than `target`, where the rubric's root is the same.
OTHERS_SUMMED = """
    target AS (
        SELECT v.id, r.root_id FROM jobspecs_version v JOIN jobspecs_rubric r ON r.id = v.rubric_id
        WHERE v.id = %(version)s AND v.job_spec_id = %(spec)s
    ), others AS (
        SELECT c.interview_id, c.evaluation_id AS before, e.grading_id, t.id AS version_id
        FROM target t
        JOIN interviews_interview i ON i.job_spec_id = %(spec)s AND i.state = 'submitted'
        JOIN scoring_currentevaluation c ON c.interview_id = i.id
        JOIN scoring_evaluation e ON e.id = c.evaluation_id AND e.version_id <> t.id
        JOIN scoring_grading g ON g.id = e.grading_id
        JOIN jobspecs_rubric r ON r.id = g.rubric_id AND r.root_id = t.root_id
    ), summed AS (
        SELECT o.grading_id, o.version_id,
               coalesce(sum(w.value) FILTER (WHERE s.score IS NOT NULL), 0) AS coverage,
               coalesce(sum(w.value * s.score), 0) AS earned
        FROM others o
        JOIN jobspecs_weight w ON w.version_id = o.version_id
        JOIN scoring_competencyscore s ON s.grading_id = o.grading_id AND s.competency_id = w.competency_id
        GROUP BY o.grading_id, o.version_id
    )
"""
TOTAL_SQL = "CASE WHEN coverage >= 0.50 THEN round(earned / coverage, 2) END"
