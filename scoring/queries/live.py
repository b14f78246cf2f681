"""The Live performance panel, from rollup rows alone: two queries, at any number of interviews."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from jobspecs.models import CompetencyRollup, JobSpec, RubricRow, SpecRollup, Version, Weight
from scoring.averages import Average, average_of
from scoring.totals import whole

NOTHING = SpecRollup(interviews=0, in_progress=0, completed=0)


@dataclass(frozen=True)
class VersionLine:
    """The average under one version; `evaluated` counts also those without a total."""

    number: int
    tag: str
    average: Average
    evaluated: int
    same_rubric: bool


@dataclass(frozen=True)
class CompetencyLine:
    """The average of one competency under the current rubric, with its older rubrics beside it."""

    key: str
    name: str
    weight: Decimal
    average: Average
    others: Sequence[tuple[str, Average]]  # each with the newest version tag of its rubric


@dataclass(frozen=True)
class Live:
    """All that the panel shows."""

    rollup: SpecRollup
    current: VersionLine | None
    others: Sequence[VersionLine]
    competencies: Sequence[CompetencyLine]
    stamp: str

    @property
    def completion(self) -> int:
        """Completed of begun, in whole percent; 0 of nothing."""
        begun = self.rollup.interviews
        return whole(Decimal(100 * self.rollup.completed) / begun) if begun else 0

    @property
    def movable(self) -> int:
        """How many evaluations one click would bring under the current version."""
        return sum(line.evaluated for line in self.others if line.same_rubric)


def stamp_of(versions: Sequence[Version], role: str) -> str:
    """What the panel's content depends on, as a short word: the same stamp, the same panel."""
    rollup = _rollup(versions)
    newest = max((version.number for version in versions), default=0)
    told = f"{rollup.computed_at}|{newest}|{len(versions)}|{role}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def versions_with_rollups(job_spec: JobSpec) -> list[Version]:
    """The versions of a spec, newest first, each with its rollup and the spec's, in one query."""
    versions = Version.objects.filter(job_spec=job_spec).select_related("rollup", "rubric", "job_spec__rollup")
    return list(versions.defer("job_spec__description").order_by("-number"))


def live_performance(job_spec: JobSpec, versions: Sequence[Version], role: str) -> Live:
    """Read the panel; `versions` come from versions_with_rollups."""
    current = next((version for version in versions if version.pk == job_spec.current_version_id), None)
    root = current.rubric.root_id if current else None
    lines = [_version_line(version, root) for version in versions]
    tags = {str(version.rubric.root_id): version.tag for version in reversed(versions)}  # of the newest of each root
    return Live(
        rollup=_rollup(versions),
        current=_version_line(current, root) if current else None,
        others=[line for line in lines if line.evaluated and current is not None and line.number != current.number],
        competencies=[_competency_line(row, root, tags) for row in _rows(current)] if current else [],
        stamp=stamp_of(versions, role),
    )


def _rollup(versions: Sequence[Version]) -> SpecRollup:
    return getattr(versions[0].job_spec, "rollup", NOTHING) if versions else NOTHING


def _version_line(version: Version, root: UUID | None) -> VersionLine:
    rollup = getattr(version, "rollup", None)
    return VersionLine(
        number=version.number,
        tag=version.tag,
        average=average_of(rollup.n, rollup.total_sum, rollup.total_squares) if rollup else average_of(0, 0, 0),
        evaluated=rollup.evaluated if rollup else 0,
        same_rubric=version.rubric.root_id == root,
    )


def _rows(current: Version) -> QuerySet[RubricRow]:
    """The competencies of the current rubric with weight, average, and the averages under other rubrics, in one query."""
    weight = Weight.objects.filter(version=current, competency=OuterRef("competency")).values("value")
    rollups = CompetencyRollup.objects.filter(competency=OuterRef("competency"), n__gt=0).order_by("-rubric__number")
    sums = JSONObject(root=F("rubric_id"), n=F("n"), total=F("score_sum"), squares=F("score_squares"))
    return (
        RubricRow.objects.filter(Q(rubric=current.rubric))
        .select_related("competency")
        .annotate(weight=Subquery(weight), rollups=ArraySubquery(rollups.values(json=sums)))
        .order_by("position")
    )


def _competency_line(row: RubricRow, root: UUID | None, tags: Mapping[str, str]) -> CompetencyLine:
    averages = {sums["root"]: average_of(sums["n"], sums["total"], sums["squares"]) for sums in row.rollups}  # type: ignore[attr-defined]  # annotated by _rows
    own = averages.pop(str(root), average_of(0, 0, 0))
    others = [(tags.get(rubric, ""), average) for rubric, average in averages.items()]
    return CompetencyLine(row.competency.key, row.name, row.weight, own, others)  # type: ignore[attr-defined]
