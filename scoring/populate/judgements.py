"""What people said about made-up interviews: statements that run with every trigger awake, drawn by the key."""

# 0 … 99, drawn by the interview's key: the same for the same seed.
_DRAWN = "abs(hashtextextended(i.id::text, %(seed)s) %% 100)"

_DECISIONS = f"""
    INSERT INTO scoring_decision (id, interview_id, outcome, reason, decided_by_id, decided_at, evaluation_id)
    SELECT overlay(i.id::text PLACING '008' FROM 16)::uuid, i.id,
           (ARRAY['advance', 'hold', 'decline'])[1 + abs(hashtextextended(i.id::text, %(seed)s + 1) %% 3)],
           'After reading the answers.', s.created_by_id, c.since + interval '1 day', c.evaluation_id
    FROM interviews_interview i JOIN jobspecs_jobspec s ON s.id = i.job_spec_id
    JOIN scoring_currentevaluation c ON c.interview_id = i.id
    WHERE i.job_spec_id = ANY(%(specs)s) AND {_DRAWN} < 4
    ORDER BY i.id
"""  # noqa: S608 - made of constants

_RATERS = """
    FROM interviews_interview i
    JOIN scoring_currentevaluation c ON c.interview_id = i.id
    JOIN scoring_evaluation e ON e.id = c.evaluation_id
    JOIN jobspecs_membership m ON m.job_spec_id = i.job_spec_id AND m.role = 'reviewer'
"""
_RATED = f"WHERE i.job_spec_id = ANY(%(specs)s) AND {_DRAWN} = 50"

_RATINGS = f"""
    INSERT INTO scoring_humanrating (interview_id, competency_id, rater_id, level, note, saw_the_score, created_at)
    SELECT i.id, s.competency_id, m.user_id,
           least(5, greatest(1, s.level + abs(hashtextextended(s.id::text, %(seed)s) %% 3) - 1)), '', false, c.since
    {_RATERS} JOIN scoring_competencyscore s ON s.grading_id = e.grading_id AND s.score IS NOT NULL
    {_RATED}
    ORDER BY i.id
"""

_SHOWN = f"""
    INSERT INTO scoring_disclosure (user_id, job_spec_id, interview_id, what, created_at)
    SELECT m.user_id, i.job_spec_id, i.id, 'rated', c.since {_RATERS} {_RATED}
    ORDER BY i.id
"""

JUDGED = (_DECISIONS, _RATINGS, _SHOWN)
