"""All scores of a grading in one field: `place × PLACE + score` for each competency that has one.

The place counts the competencies of the rubric from 0, in the order of their keys (ids). Rubrics of one root have the same
competencies, and a grading has a row for each, so that a place means the same throughout a root. What is missing is left out.
"""

PLACE = 128  # more than the highest score


def points_of(grading: str) -> str:
    """SQL for the points of a grading: an array of smallint, empty where nothing is scored."""
    return f"""coalesce((
        SELECT array_agg((place * {PLACE} + score)::smallint ORDER BY place) FROM (
            SELECT score, row_number() OVER (ORDER BY competency_id) - 1 AS place
            FROM scoring_competencyscore WHERE grading_id = {grading}
        ) placed WHERE score IS NOT NULL
    ), '{{}}')"""  # noqa: S608 - a column of ours
