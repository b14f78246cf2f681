"""The SQL of seeing gradings through another version's weights: shared by the act and by what shows it beforehand.

Weights are whole percent and scores integers, so that all is exact until the one division; round() takes halves away from zero
as scoring.totals.rounded does. What is scored throughout, as nearly all are, is summed place by place; only the others look up
which weight belongs to which score.
"""

from __future__ import annotations

from collections.abc import Sequence

from jobspecs.models import Version
from scoring.points import PLACE
from scoring.totals import RANKED_FROM, TOTAL_FROM


def weights_of(version: Version) -> list[int]:
    """The weights of a version in whole percent, in the order of places (scoring.points). One query."""
    return [int(value * 100) for value in version.weights.order_by("competency_id").values_list("value", flat=True)]


def covered_sql(weights: Sequence[int]) -> str:
    """SQL for how many percent of the weights the points of a current evaluation cover."""
    return f"CASE WHEN is_whole THEN {sum(weights)} ELSE {_summed(weights, '')} END"


def earned_sql(weights: Sequence[int]) -> str:
    """SQL for Σ wᵢsᵢ of a current evaluation, the weights in percent."""
    throughout = " + ".join(f"{weight} * (points[{place}] %% {PLACE})" for place, weight in enumerate(weights, start=1))
    return f"CASE WHEN is_whole THEN {throughout} ELSE {_summed(weights, f' * (p %% {PLACE})')} END"


def _summed(weights: Sequence[int], times: str) -> str:
    by_place = f"('{{{','.join(map(str, weights))}}}'::int[])[p / {PLACE} + 1]"
    return f"(SELECT coalesce(sum({by_place}{times}), 0) FROM unnest(points) p)"  # noqa: S608 - made of numbers


def total_sql(covered: str, earned: str) -> str:
    """SQL for the total to two places, as it is stored; NULL where too little is scored. Of the whole nothing is divided."""
    some = f"WHEN {covered} >= {int(TOTAL_FROM * 100)} THEN round({earned}::numeric / {covered}, 2)"
    return f"CASE WHEN {covered} = 100 THEN {earned} * 0.01 {some} END"


def ranked_sql(covered: str) -> str:
    """SQL for whether enough is scored for a ranked list."""
    return f"{covered} >= {int(RANKED_FROM * 100)}"


# Whose interview is not handed in (any more), by key: few, and hashed.
GONE = "SELECT id FROM interviews_interview WHERE job_spec_id = %(spec)s AND state IN ('in_progress', 'withdrawn')"
ERASED = """
    SELECT i.id FROM interviews_erasure e JOIN interviews_interview i ON i.candidate_id = e.candidate_id
    WHERE i.job_spec_id = %(spec)s
"""


def reweighed_sql(weights: Sequence[int]) -> str:
    """SQL of common table expressions: `reweighed` are the current evaluations of handed-in interviews under another version than
    %(version)s of %(spec)s, where the rubric's root is the same; `weights` are that version's.
    """
    return f"""
    alike AS MATERIALIZED (
        SELECT o.number FROM jobspecs_version v JOIN jobspecs_rubric mine ON mine.id = v.rubric_id
        JOIN jobspecs_rubric r ON r.root_id = mine.root_id JOIN jobspecs_version o ON o.rubric_id = r.id AND o.id <> v.id
        WHERE v.id = %(version)s AND v.job_spec_id = %(spec)s
    ), gone AS MATERIALIZED ({GONE}
    ), reweighed AS MATERIALIZED (
        SELECT interview_id, number, engine, evaluation_id, grading, {covered_sql(weights)} AS covered,
               {earned_sql(weights)} AS earned
        FROM scoring_currentevaluation
        WHERE spec = %(spec)s AND number = ANY(ARRAY(SELECT number FROM alike)) AND interview_id NOT IN (SELECT id FROM gone)
    )
    """  # noqa: S608  # made of numbers and constants


TOTAL_SQL = total_sql("covered", "earned")
COVERAGE_SQL = "covered * 0.01"
BOUNDS_SQL = "earned * 0.01, earned * 0.01 + (100 - covered)"
