"""What must hold of rows that were copied in while triggers and foreign keys slept: each rule as one query over everything.

`RULES` are by the name of the trigger that guards them; a query gives rows where the rule is broken.
"""

from __future__ import annotations

from collections.abc import Sequence

from scoring.points import PLACE

RULES = {
    "interview_of_its_invitation": """
        SELECT FROM interviews_interview i LEFT JOIN interviews_invitation v
        ON v.id = i.invitation_id AND v.job_spec_id = i.job_spec_id AND v.candidate_id = i.candidate_id WHERE v.id IS NULL""",
    "interview_rubric_of_its_spec": """
        SELECT FROM interviews_interview i LEFT JOIN jobspecs_rubric r ON r.id = i.rubric_id AND r.job_spec_id = i.job_spec_id
        WHERE r.id IS NULL""",
    "asked_wording_of_its_question": """
        SELECT FROM interviews_asked a LEFT JOIN jobspecs_questionrevision r
        ON r.id = a.revision_id AND r.question_id = a.question_id WHERE r.id IS NULL""",
    "answer_current_revision_of_it": """
        SELECT FROM interviews_answer a LEFT JOIN interviews_answerrevision r
        ON r.id = a.current_revision_id AND r.answer_id = a.id WHERE a.current_revision_id IS NOT NULL AND r.id IS NULL""",
    "grading_sealed_at_commit": "SELECT FROM scoring_grading WHERE sealed_at IS NULL",
    "grading_sealed": f"""
        SELECT FROM scoring_grading g LEFT JOIN interviews_interview i ON i.id = g.interview_id
        LEFT JOIN (
            SELECT grading_id, array_agg(competency_id ORDER BY competency_id) AS competencies,
                   array_agg((place * {PLACE} + score)::smallint ORDER BY competency_id)
                       FILTER (WHERE score IS NOT NULL) AS points
            FROM (SELECT *, row_number() OVER (PARTITION BY grading_id ORDER BY competency_id) - 1 AS place
                  FROM scoring_competencyscore) placed GROUP BY grading_id
        ) s ON s.grading_id = g.id
        LEFT JOIN (
            SELECT rubric_id, array_agg(competency_id ORDER BY competency_id) AS competencies
            FROM jobspecs_rubricrow GROUP BY rubric_id
        ) r ON r.rubric_id = g.rubric_id
        WHERE g.rubric_id IS DISTINCT FROM i.rubric_id OR r.competencies IS NULL
           OR s.competencies IS DISTINCT FROM r.competencies OR g.points <> coalesce(s.points, '{{}}')""",  # noqa: S608 - made of constants
    "evidence_within_the_answer": """
        SELECT FROM scoring_evidence e
        LEFT JOIN (scoring_competencyscore s JOIN scoring_grading g ON g.id = s.grading_id) ON s.id = e.score_id
        LEFT JOIN (interviews_answerrevision r JOIN interviews_answer a ON a.id = r.answer_id
                   JOIN interviews_asked q ON q.id = a.asked_id) ON r.id = e.revision_id
        WHERE g.interview_id IS DISTINCT FROM q.interview_id OR g.id IS NULL OR e."end" > char_length(r.text)""",
    "evaluation_of_one_rubric": """
        SELECT FROM scoring_evaluation e
        LEFT JOIN (scoring_grading g JOIN jobspecs_rubric gr ON gr.id = g.rubric_id) ON g.id = e.grading_id
        LEFT JOIN (jobspecs_version v JOIN jobspecs_rubric vr ON vr.id = v.rubric_id) ON v.id = e.version_id
        WHERE gr.root_id IS DISTINCT FROM vr.root_id OR gr.root_id IS NULL""",
    "currentevaluation_of_its_interview": """
        SELECT FROM scoring_currentevaluation c
        LEFT JOIN (scoring_evaluation e JOIN scoring_grading g ON g.id = e.grading_id
                   JOIN jobspecs_version v ON v.id = e.version_id) ON e.id = c.evaluation_id
        WHERE (c.interview_id, c.spec, c.number, c.grading, c.engine, c.cents, c.is_whole, c.points) IS DISTINCT FROM
              (g.interview_id, v.job_spec_id, v.number, g.id, g.engine, (e.total * 100)::smallint, e.coverage = 1, g.points)""",
    "currentevaluation_is_counted": """
        SELECT FROM (SELECT spec, count(*) AS n FROM scoring_currentevaluation GROUP BY spec) c
        LEFT JOIN (SELECT spec, sum(n) AS n FROM scoring_tally WHERE point < 0 GROUP BY spec) t USING (spec)
        LEFT JOIN (SELECT spec, sum(sign) AS n, bool_or(sign = 0) AS anew FROM scoring_tallychange GROUP BY spec) h USING (spec)
        WHERE c.n <> coalesce(t.n, 0) + coalesce(h.n, 0) AND h.anew IS NOT TRUE""",
}

# Foreign keys that these rules have looked at, by table: what refers to nothing breaks one of them.
LOOKED_AT = {
    "interviews_interview": {"invitation_id", "job_spec_id", "candidate_id", "rubric_id"},
    "interviews_asked": {"revision_id", "question_id"},
    "interviews_answer": {"current_revision_id"},
    "scoring_grading": {"interview_id", "rubric_id"},
    "scoring_competencyscore": {"competency_id"},
    "scoring_evidence": {"score_id", "revision_id"},
    "scoring_evaluation": {"grading_id", "version_id"},
    "scoring_currentevaluation": {"interview_id", "evaluation_id"},
}


def refers(table: str, keys: Sequence[tuple[str, str, str]]) -> str:
    """A query that gives rows which refer to nothing; `keys` are columns, the tables they point to, and these tables' keys."""
    joins = "".join(f" LEFT JOIN {to} o{n} ON o{n}.{key} = t.{column}" for n, (column, to, key) in enumerate(keys))
    lost = " OR ".join(f"(t.{column} IS NOT NULL AND o{n}.{key} IS NULL)" for n, (column, _, key) in enumerate(keys))
    return f"SELECT FROM {table} t{joins} WHERE {lost}"
