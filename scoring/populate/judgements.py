"""What people said about made-up interviews: statements that run with every trigger awake, drawn by the key."""

# Who is decided on, and who is rated: a few of all, found once. 0 … 99, drawn by the interview's key: the same for the same seed.
_DRAWN = """
    CREATE TEMPORARY TABLE drawn ON COMMIT DROP AS
    SELECT * FROM (
        SELECT i.id, i.job_spec_id, c.since, c.evaluation_id, c.grading,
               abs(hashtextextended(i.id::text, %(seed)s) %% 100) AS number
        FROM scoring_currentevaluation c JOIN interviews_interview i ON i.id = c.interview_id
        WHERE c.spec = ANY(%(specs)s)
    ) each WHERE number < 4 OR number = 50
"""
_LOOKED_AT = "ANALYZE drawn"

_DECISIONS = """
    INSERT INTO scoring_decision (id, interview_id, outcome, reason, decided_by_id, decided_at, evaluation_id)
    SELECT overlay(d.id::text PLACING '008' FROM 16)::uuid, d.id,
           (ARRAY['advance', 'hold', 'decline'])[1 + abs(hashtextextended(d.id::text, %(seed)s + 1) %% 3)],
           'After reading the answers.', s.created_by_id, d.since + interval '1 day', d.evaluation_id
    FROM drawn d JOIN jobspecs_jobspec s ON s.id = d.job_spec_id
    WHERE d.number < 4 ORDER BY d.id
"""

_RATERS = """
    FROM drawn d JOIN jobspecs_membership m ON m.job_spec_id = d.job_spec_id AND m.role = 'reviewer' AND d.number = 50
"""

_RATINGS = f"""
    INSERT INTO scoring_humanrating (interview_id, competency_id, rater_id, level, note, saw_the_score, created_at)
    SELECT d.id, s.competency_id, m.user_id,
           least(5, greatest(1, s.level + abs(hashtextextended(s.id::text, %(seed)s) %% 3) - 1)), '', false, d.since
    {_RATERS} JOIN scoring_competencyscore s ON s.grading_id = d.grading AND s.score IS NOT NULL
    ORDER BY d.id
"""

_SHOWN = f"""
    INSERT INTO scoring_disclosure (user_id, job_spec_id, interview_id, what, created_at)
    SELECT m.user_id, d.job_spec_id, d.id, 'rated', d.since {_RATERS}
    ORDER BY d.id
"""

JUDGED = (_DRAWN, _LOOKED_AT, _DECISIONS, _RATINGS, _SHOWN, "DROP TABLE drawn")
