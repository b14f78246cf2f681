"""What a change of weights would do, before it is saved: from the stored scores, in one statement.

Everything scored under the current rubric (any wording of it) is seen twice, with the weights of the current version and with
those that are typed, so that only the weights differ. Totals and ranks follow rules 4 and 5 of the design.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from jobspecs.models import JobSpec, Version
from scoring.totals import RANKED_FROM, TOTAL_FROM

NAMED = 50  # people are listed up to here, those who would move furthest first


def _total(when: str) -> str:
    """SQL for the total, and whether it may be ranked, under the weights `before` or `after`. round() takes halves away from
    zero, as scoring.totals.rounded does."""
    from_, ranked_from = int(TOTAL_FROM * 100), int(RANKED_FROM * 100)
    return f"""CASE WHEN covered_{when} >= {from_} THEN round(earned_{when}::numeric / covered_{when}, 2) END AS {when},
               covered_{when} >= {ranked_from} AS ranked_{when}"""


def _rank(when: str) -> str:
    return f"CASE WHEN ranked_{when} THEN rank() OVER (PARTITION BY ranked_{when} ORDER BY {when} DESC) END AS rank_{when}"


# Weights come in whole percent: all sums stay integers until the one division.
_SEEN = f"""
    WITH weight AS (
        SELECT * FROM unnest(%(competencies)s::uuid[], %(before)s::int[], %(after)s::int[]) AS w (competency_id, before, after)
    ), rubric AS (
        SELECT r.id FROM jobspecs_rubric mine JOIN jobspecs_rubric r ON r.root_id = mine.root_id WHERE mine.id = %(rubric)s
    ), earned AS (
        SELECT i.id, i.candidate_id,
               coalesce(sum(w.before) FILTER (WHERE s.score IS NOT NULL), 0) AS covered_before,
               coalesce(sum(w.after) FILTER (WHERE s.score IS NOT NULL), 0) AS covered_after,
               sum(w.before * s.score) AS earned_before, sum(w.after * s.score) AS earned_after
        FROM interviews_interview i
        JOIN scoring_currentevaluation c ON c.interview_id = i.id
        JOIN scoring_evaluation e ON e.id = c.evaluation_id
        JOIN scoring_competencyscore s ON s.grading_id = e.grading_id
        JOIN weight w ON w.competency_id = s.competency_id
        WHERE i.job_spec_id = %(spec)s AND i.state = 'submitted' AND i.rubric_id IN (SELECT id FROM rubric)
        GROUP BY i.id
    ), total AS (
        SELECT id, candidate_id, {_total("before")}, {_total("after")} FROM earned
    ), moved AS (
        SELECT id, candidate_id, before, after, {_rank("before")}, {_rank("after")},
               before < %(mark)s::int AND after >= %(mark)s::int AS rises,
               before >= %(mark)s::int AND after < %(mark)s::int AS falls
        FROM total
    )
"""  # noqa: S608  # made of constants

_COUNTED = f"""
    {_SEEN}
    SELECT count(*), count(before), avg(before), avg(after),
           count(*) FILTER (WHERE rank_before IS NOT NULL OR rank_after IS NOT NULL),
           count(*) FILTER (WHERE rank_before IS DISTINCT FROM rank_after),
           coalesce(max(abs(rank_before - rank_after)), 0),
           count(*) FILTER (WHERE rises), count(*) FILTER (WHERE falls)
    FROM moved
"""  # noqa: S608  # made of constants

_NAMED = f"""
    {_SEEN}
    SELECT m.id, p.name, m.before, m.after, m.rank_before, m.rank_after, coalesce(m.rises, false), coalesce(m.falls, false)
    FROM moved m JOIN interviews_candidate p ON p.id = m.candidate_id
    WHERE m.rank_before IS DISTINCT FROM m.rank_after OR m.rises OR m.falls
    ORDER BY coalesce(m.rises OR m.falls, false) DESC, abs(m.rank_before - m.rank_after) DESC NULLS LAST, m.id
    LIMIT {NAMED}
"""  # noqa: S608  # made of constants


@dataclass(frozen=True)
class WhatIf:
    """How the totals of `interviews` would move. Means are None where nobody has a total; `furthest` is in places."""

    interviews: int
    n: int
    before: Decimal | None
    after: Decimal | None
    ranked: int
    change_rank: int
    furthest: int
    rise: int
    fall: int

    @property
    def shift(self) -> str:
        """How far the mean moves, to one place, with its sign: "+1.5", "−0.9"."""
        if self.before is None or self.after is None:
            return ""
        return f"{_tenth(self.after) - _tenth(self.before):+}".replace("-", "−").replace("+0.0", "0.0")


@dataclass(frozen=True)
class Mover:
    """One interview that would change rank or cross the pass mark; no rank: too little of it is scored."""

    interview: Any
    name: str
    before: Decimal | None
    after: Decimal | None
    rank_before: int | None
    rank_after: int | None
    rises: bool
    falls: bool


def what_if(job_spec: JobSpec, version: Version, weights: Mapping[str, Decimal]) -> WhatIf:
    """The counts alone: nobody can be told from them. `weights` are by key, balanced, of the competencies of `version`."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, _given(job_spec, version, weights))
        return WhatIf(*cursor.fetchone())


def movers(job_spec: JobSpec, version: Version, weights: Mapping[str, Decimal]) -> list[Mover]:
    """Who they are, NAMED at most. Only for who asked for it, and it is noted (scoring.operations.disclosing)."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, _given(job_spec, version, weights))
        return [Mover(*row) for row in cursor.fetchall()]


def _given(job_spec: JobSpec, version: Version, weights: Mapping[str, Decimal]) -> dict[str, Any]:
    now = {w.competency_id: (w.competency.key, w.value) for w in version.weights.select_related("competency")}
    return {
        "spec": job_spec.pk,
        "rubric": version.rubric_id,
        "mark": job_spec.pass_mark,
        "competencies": list(now),
        "before": [int(value * 100) for _, value in now.values()],
        "after": [int(weights[key] * 100) for key, _ in now.values()],
    }


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"))
