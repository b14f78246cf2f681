"""Fairness figures of a spec: two queries at any number of interviews. No candidate is read, only how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from interviews.choices import RaceEthnicity, Sex
from jobspecs.models import JobSpec, Membership, User, Version
from jobspecs.models.rollups import SHOWN_FROM
from scoring.fairness.tables import Counted, Table, tables_of

SEXES = [Sex.FEMALE.value, Sex.MALE.value]  # whom the rule counts; others are told apart, with who did not say
RACES = [race.value for race in RaceEthnicity]
LABELS = dict(RaceEthnicity.choices) | {Sex.FEMALE.value: str(Sex.FEMALE.label), Sex.MALE.value: str(Sex.MALE.label)}

# The newest decision counts. A total counts under one version alone: a median never mixes versions.
_COUNTED = """
    WITH done AS (
        SELECT coalesce(s.sex, '') AS sex, coalesce(s.race_ethnicity, '') AS race,
               e.total, e.version_id = %(version)s AS is_of_it,
               (SELECT d.outcome FROM scoring_decision d WHERE d.interview_id = i.id
                ORDER BY d.decided_at DESC, d.id DESC LIMIT 1) AS outcome
        FROM interviews_interview i
        LEFT JOIN interviews_selfidentification s ON s.interview_id = i.id
        LEFT JOIN scoring_currentevaluation c ON c.interview_id = i.id
        LEFT JOIN scoring_evaluation e ON e.id = c.evaluation_id
        WHERE i.job_spec_id = %(spec)s AND i.state = 'submitted'
    ), middle AS (
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY total) AS median FROM done WHERE is_of_it AND total IS NOT NULL
    )
    SELECT sex, race, count(*), count(*) FILTER (WHERE outcome = 'advance'),
           count(*) FILTER (WHERE is_of_it AND total IS NOT NULL),
           count(*) FILTER (WHERE is_of_it AND total > median),
           count(*) FILTER (WHERE total IS NULL),
           count(*) FILTER (WHERE outcome IS NULL),
           count(*) FILTER (WHERE NOT is_of_it AND total IS NOT NULL),
           max(median)
    FROM done CROSS JOIN middle GROUP BY sex, race ORDER BY sex, race
"""


@dataclass(frozen=True)
class Fairness:
    """What the page shows. `median` is of all totals (0 to 100) under the version, None of so few that it would tell
    of one; `elsewhere` have a total under others."""

    tables: Sequence[Table]
    completed: int
    undecided: int
    elsewhere: int
    median: float | None
    version: Version | None
    versions: Sequence[Version]


def fairness_of(job_spec: JobSpec, number: int | None = None) -> Fairness:
    """The figures, scores under version `number`: where there is none of it, the one under which most were evaluated."""
    versions = list(
        Version.objects.filter(job_spec=job_spec, rollup__evaluated__gt=0).select_related("rollup").order_by("-number")
    )
    asked = next((each for each in versions if each.number == number), None)
    version = asked or max(versions, key=lambda each: (each.rollup.evaluated, each.number), default=None)
    rows = _counted(job_spec.pk, version.pk if version else None)
    counted = [Counted(*row[:7]) for row in rows]
    return Fairness(
        tables=tables_of(counted, SEXES, RACES),
        completed=sum(each.people for each in counted),
        undecided=sum(row[7] for row in rows),
        elsewhere=sum(row[8] for row in rows),
        median=rows[0][9] if sum(each.scored for each in counted) >= SHOWN_FROM else None,
        version=version,
        versions=versions,
    )


Facts = tuple[str, str, int, int, int, int, int, int, int, float | None]  # as _COUNTED selects them


def _counted(spec_id: UUID, version_id: UUID | None) -> list[Facts]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"spec": spec_id, "version": version_id})
        rows: list[Facts] = cursor.fetchall()
    return rows


def specs_to_audit() -> QuerySet[JobSpec]:
    """Every spec, newest first, with its number of interviews."""
    return JobSpec.objects.select_related("rollup").defer("description").order_by("-created_at", "-pk")


def rates_in(job_spec: JobSpec, user: User) -> bool:
    """Whether an auditor also sees this spec's candidates: then they know faces to the figures."""
    return user.is_superuser or Membership.objects.filter(job_spec=job_spec, user=user).exists()
