"""What a change of weights would do, before it is saved: from the stored scores, in one statement.

Everything scored under the current rubric (any wording of it) is seen twice, with the weights of the current version and with
those that are typed, so that only the weights differ. Totals and ranks follow rules 4 and 5 of the design: ranks are by totals
as they are shown, within one engine, as in the list of candidates; who was erased is in none of the figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from jobspecs.models import JobSpec, Version
from scoring.reweighing import ERASED, GONE, covered_sql, earned_sql, ranked_sql, total_sql

NAMED = 50  # people are listed up to here, those who would move furthest first


def _seen(when: str, weights: Sequence[int]) -> str:
    return f"{covered_sql(weights)} AS covered_{when}, {earned_sql(weights)} AS earned_{when}"


def _total(when: str) -> str:
    covered = f"covered_{when}"
    return f"{total_sql(covered, f'earned_{when}')} AS {when}, {ranked_sql(covered)} AS ranked_{when}"


def _rank(when: str) -> str:
    """SQL for the place among those of the same engine, by totals as they are shown: in whole numbers."""
    return f"""CASE WHEN ranked_{when} THEN
                   rank() OVER (PARTITION BY engine, ranked_{when} ORDER BY round({when}) DESC) END AS rank_{when}"""


def _moved(before: Sequence[int], after: Sequence[int]) -> str:
    return f"""
    WITH alike AS MATERIALIZED (
        SELECT v.number FROM jobspecs_rubric mine JOIN jobspecs_rubric r ON r.root_id = mine.root_id
        JOIN jobspecs_version v ON v.rubric_id = r.id WHERE mine.id = %(rubric)s
    ), gone AS MATERIALIZED ({GONE} UNION ALL {ERASED}
    ), earned AS (
        SELECT interview_id AS id, engine, {_seen("before", before)}, {_seen("after", after)}
        FROM scoring_currentevaluation
        WHERE spec = %(spec)s AND number = ANY(ARRAY(SELECT number FROM alike)) AND interview_id NOT IN (SELECT id FROM gone)
    ), total AS MATERIALIZED (
        SELECT id, engine, {_total("before")}, {_total("after")} FROM earned
    ), moved AS (
        SELECT id, before, after, {_rank("before")}, {_rank("after")},
               before < %(mark)s::int AND after >= %(mark)s::int AS rises,
               before >= %(mark)s::int AND after < %(mark)s::int AS falls
        FROM total
    )
    """  # noqa: S608  # made of numbers and constants


_COUNTED = """
    SELECT count(*), count(before), avg(before), avg(after),
           count(*) FILTER (WHERE rank_before IS NOT NULL OR rank_after IS NOT NULL),
           count(*) FILTER (WHERE rank_before IS DISTINCT FROM rank_after),
           coalesce(max(abs(rank_before - rank_after)), 0),
           count(*) FILTER (WHERE rises), count(*) FILTER (WHERE falls)
    FROM moved
"""

_NAMED = f"""
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
    return WhatIf(*_asked(_COUNTED, job_spec, version, weights)[0])


def movers(job_spec: JobSpec, version: Version, weights: Mapping[str, Decimal]) -> list[Mover]:
    """Who they are, NAMED at most. Only for who asked for it, and it is noted (scoring.operations.disclosing)."""
    return [Mover(*row) for row in _asked(_NAMED, job_spec, version, weights)]


def _asked(what: str, job_spec: JobSpec, version: Version, weights: Mapping[str, Decimal]) -> list[tuple[Any, ...]]:
    by_place = version.weights.select_related("competency").order_by("competency_id")  # as in scoring.points
    in_place = [(weight.competency.key, weight.value) for weight in by_place]
    before, after = [int(value * 100) for _, value in in_place], [int(weights[key] * 100) for key, _ in in_place]
    given = {"spec": job_spec.pk, "rubric": version.rubric_id, "mark": job_spec.pass_mark}
    with connection.cursor() as cursor:
        cursor.execute(_moved(before, after) + what, given)
        return list(cursor.fetchall())


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"))
