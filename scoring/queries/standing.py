"""Where people stand in a spec's list, found in indexes alone: of a hundred thousand, only those of a page are looked at.

A total stands in the current evaluation as `cents`, and what it covers follows from the `points` beside it (scoring.reweighing).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from jobspecs.models import JobSpec
from jobspecs.queries.sealed import content_of
from scoring.choices import Shown
from scoring.engines import engine_name_of
from scoring.queries.candidates import ranked_in_order
from scoring.reweighing import ERASED, GONE, covered_sql, ranked_sql

Standings = Counter[tuple[str, int]]  # engine, cents


def _ranked(weights: Sequence[int]) -> str:
    """SQL of what scoring.queries.candidates.ranked_for means: the current evaluations that the reader sees ranked.

    Who was shown a whole spec is found by that one row.
    """
    return f"""
    WITH gone AS MATERIALIZED ({GONE} UNION ALL {ERASED}
    ), seen AS MATERIALIZED (
        SELECT interview_id AS id FROM scoring_disclosure
        WHERE user_id = %(reader)s AND job_spec_id = %(spec)s AND what = ANY(%(shown)s)
    ), ranked AS (
        SELECT c.interview_id, c.engine, c.cents FROM scoring_currentevaluation c
        WHERE c.spec = %(spec)s AND c.number = %(number)s AND c.cents IS NOT NULL AND {ranked_sql(covered_sql(weights))}
          AND NOT EXISTS (SELECT FROM gone WHERE gone.id = c.interview_id)
          AND (EXISTS (SELECT FROM seen WHERE seen.id IS NULL) OR c.interview_id IN (SELECT id FROM seen WHERE id IS NOT NULL))
    )"""  # noqa: S608  # made of numbers and constants


_STANDINGS = "SELECT engine, cents, count(*) FROM ranked GROUP BY 1, 2"
# As scoring.queries.candidates orders them; cents first, since that is soon compared.
_IN_ORDER = """
    SELECT v.id FROM interviews_invitation v
    LEFT JOIN interviews_interview i ON i.invitation_id = v.id AND i.job_spec_id = %(spec)s
    LEFT JOIN ranked r ON r.interview_id = i.id
    WHERE v.job_spec_id = %(spec)s AND {which}
    ORDER BY CASE WHEN r.engine = %(engine)s THEN -r.cents END, r.engine, r.cents DESC,
             i.submitted_at DESC NULLS LAST, i.begun_at DESC NULLS LAST, v.created_at DESC, v.id DESC
    OFFSET %(start)s LIMIT %(size)s
"""
_UNRANKED = _IN_ORDER.format(which="r.interview_id IS NULL")
_AMONG = _IN_ORDER.format(which="v.id = ANY(%(among)s)")


def standings_of(job_spec: JobSpec, *, reader: UUID) -> Standings:
    """How often each total stands among all that the reader sees ranked. One query."""
    return Counter({(engine, cents): n for engine, cents, n in _asked(job_spec, _STANDINGS, reader=reader)})


def keys_by_rank(job_spec: JobSpec, start: int, stop: int, *, reader: UUID, standings: Standings) -> list[UUID]:
    """The invitations from one place in the list up to another: by rank, then who was last to hand in. A query or two.

    `standings` say whose totals are on the page, so that nobody else is looked at.
    """
    keys: list[UUID] = []
    number = job_spec.current_version.number if job_spec.current_version else 0
    for engine, most, least, skipped in _totals_between(start, stop, standings, engine_name_of(job_spec)):
        ranked = ranked_in_order(job_spec.pk, reader, number, engine).filter(cents__lte=most, cents__gte=least)
        keys += ranked.values_list("interview__invitation", flat=True)[skipped : skipped + stop - start - len(keys)]
    if len(keys) < stop - start:
        after = max(0, start - standings.total())
        keys += _keys(job_spec, _UNRANKED, reader=reader, start=after, size=stop - start - len(keys))
    return keys


def keys_among(job_spec: JobSpec, start: int, stop: int, *, reader: UUID, among: Sequence[UUID]) -> list[UUID]:
    """Likewise of these invitations alone. One query."""
    return _keys(job_spec, _AMONG, reader=reader, start=start, size=stop - start, among=among)


def _totals_between(start: int, stop: int, standings: Standings, own: str) -> list[tuple[str, int, int, int]]:
    """Which totals stand from one place up to another: engine, the most and the least cents, and how many of them to skip."""
    found: dict[str, tuple[int, int, int]] = {}
    before = 0
    for engine, cents in sorted(standings, key=lambda one: (one[0] != own, one[0], -one[1])):
        after = before + standings[engine, cents]
        if before < stop and after > start:
            most, _, skipped = found.get(engine, (cents, cents, max(0, start - before)))
            found[engine] = (most, cents, skipped)
        before = after
    return [(engine, *totals) for engine, totals in found.items()]


def _keys(job_spec: JobSpec, query: str, *, reader: UUID, **given: Any) -> list[UUID]:
    return [key for (key,) in _asked(job_spec, query, reader=reader, engine=engine_name_of(job_spec), **given)]


def _asked(job_spec: JobSpec, query: str, *, reader: UUID, **given: Any) -> list[tuple[Any, ...]]:
    version = job_spec.current_version
    weights = content_of(version).weights
    in_order = [int(weights[key] * 100) for key in sorted(weights)]  # of places
    given |= {"spec": job_spec.pk, "number": version.number if version else 0, "reader": reader}
    with connection.cursor() as cursor:
        cursor.execute(f"{_ranked(in_order)} {query}", {**given, "shown": [Shown.RATED, Shown.SCORES]})
        return list(cursor.fetchall())
