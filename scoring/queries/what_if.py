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
from scoring.points import PLACE
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


def _sums(weights: str) -> str:
    """SQL for how many percent of the weights are covered by points `p`, and what they earn."""
    weight = f"(%({weights})s::int[])[p / {PLACE} + 1]"
    return f"sum({weight}) AS covered_{weights}, sum({weight} * (p %% {PLACE})) AS earned_{weights}"


# Weights come in whole percent: all sums stay integers until the one division.
_SEEN = f"""
    WITH alike AS MATERIALIZED (
        SELECT v.number FROM jobspecs_rubric mine JOIN jobspecs_rubric r ON r.root_id = mine.root_id
        JOIN jobspecs_version v ON v.rubric_id = r.id WHERE mine.id = %(rubric)s
    ), gone AS MATERIALIZED (
        SELECT id FROM interviews_interview WHERE job_spec_id = %(spec)s AND state IN ('in_progress', 'withdrawn')
    ), earned AS (
        SELECT c.interview_id AS id, coalesce(covered_before, 0) AS covered_before, coalesce(covered_after, 0) AS covered_after,
               earned_before, earned_after
        FROM scoring_currentevaluation c
        CROSS JOIN LATERAL (SELECT {_sums("before")}, {_sums("after")} FROM unnest(c.points) p) s
        WHERE c.spec = %(spec)s AND c.number IN (SELECT number FROM alike)
          AND c.interview_id NOT IN (SELECT id FROM gone)
    ), total AS (
        SELECT id, {_total("before")}, {_total("after")} FROM earned
    ), moved AS (
        SELECT id, before, after, {_rank("before")}, {_rank("after")},
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
    FROM moved m JOIN interviews_interview i ON i.id = m.id JOIN interviews_candidate p ON p.id = i.candidate_id
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
    by_place = version.weights.select_related("competency").order_by("competency_id")  # as in scoring.points
    in_place = [(weight.competency.key, weight.value) for weight in by_place]
    return {
        "spec": job_spec.pk,
        "rubric": version.rubric_id,
        "mark": job_spec.pass_mark,
        "before": [int(value * 100) for _, value in in_place],
        "after": [int(weights[key] * 100) for key, _ in in_place],
    }


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"))
