"""The Live performance panel, from rollup rows alone: two queries, at any number of interviews."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, JSONObject

from config.compiled import Compiled
from jobspecs.models import CompetencyRollup, JobSpec, Question, RubricRow, SpecRollup, User, Version, Weight, WeightRollup
from scoring.averages import Average, average_of
from scoring.deciding import SHOWN_FROM as DECIDES_FROM
from scoring.deciding import decides_little, rests_on_one, shares_of
from scoring.distribution import Distribution, distribution_of
from scoring.queries.sight import coarse, hidden_of, some_of, tells_of_one
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
    distribution: Distribution | None


@dataclass(frozen=True)
class CompetencyLine:
    """The average of one competency under the current rubric, with its older rubrics beside it."""

    key: str
    name: str
    weight: Decimal
    average: Average
    others: Sequence[tuple[str, Average]]  # each with the newest version tag of its rubric
    distribution: Distribution | None
    share: int | None  # percent of the spread of totals; None where too few have every score
    asked: int

    @property
    def decides_little(self) -> bool:
        """Whether its share of the spread is under half its weight."""
        return self.share is not None and decides_little(self.weight, self.share)

    @property
    def rests_on_one(self) -> bool:
        """Whether a heavy weight rests on one question or prompt."""
        return rests_on_one(self.weight, self.asked)


@dataclass(frozen=True)
class Live:
    """All that the panel shows. `complete` are the interviews that have every score under the current version.

    While scores are `hidden` from this member, who is to rate first, averages that would tell of single ones are left out, and
    the others are coarse, without interval and distribution.
    """

    rollup: SpecRollup
    current: VersionLine | None
    others: Sequence[VersionLine]
    competencies: Sequence[CompetencyLine]
    complete: int
    hidden: bool
    stamp: str

    @property
    def hides(self) -> bool:
        """Whether an average is there, and is left out."""
        lines = [line.average for line in (self.current, *self.others, *self.competencies) if line]
        return any(average.n and average.mean is None for average in lines)

    @property
    def is_coarse(self) -> bool:
        """Whether an average is shown that would be exact to others."""
        lines = [line.average for line in (self.current, *self.others, *self.competencies) if line]
        return self.hidden and any(average.mean is not None for average in lines)

    @property
    def has_shares(self) -> bool:
        return any(line.share is not None for line in self.competencies)

    @property
    def shares_from(self) -> int:
        """How many more must be complete before a word about what the weights decide; 0 where there are enough."""
        return 0 if self.complete >= DECIDES_FROM else DECIDES_FROM

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
    told = f"{rollup.computed_at}|{newest}|{len(versions)}|{role}|{sorted(_hidden(versions).items())}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def versions_with_rollups(job_spec: JobSpec, user: User) -> list[Version]:
    """The versions of a spec, newest first, each with its rollup, the spec's, and what of it is hidden from `user`."""
    return _VERSIONS(spec=job_spec.pk, user=user.pk)


def _versions(spec: UUID, user: UUID) -> QuerySet[Version]:
    versions = Version.objects.filter(job_spec=spec).select_related("rollup", "rubric", "job_spec__rollup")
    hidden = hidden_of(user, spec).filter(current_evaluation__evaluation__version=OuterRef("pk"))
    return versions.annotate(hidden=some_of(hidden)).defer("job_spec__description").order_by("-number")


def live_performance(job_spec: JobSpec, versions: Sequence[Version], role: str) -> Live:
    """Read the panel; `versions` come from versions_with_rollups."""
    current = next((version for version in versions if version.pk == job_spec.current_version_id), None)
    root = current.rubric.root_id if current else None
    lines = [_version_line(version, root) for version in versions]
    tags = {str(version.rubric.root_id): version.tag for version in reversed(versions)}  # of the newest of each root
    rows = _ROWS(version=current.pk, rubric=current.rubric_id) if current else []
    return Live(
        rollup=_rollup(versions),
        current=_version_line(current, root) if current else None,
        others=[line for line in lines if line.evaluated and current is not None and line.number != current.number],
        competencies=_competency_lines(rows, root, tags, _hidden(versions)),
        complete=max((row.deciding["n"] for row in rows if row.deciding), default=0),  # type: ignore[attr-defined]  # annotated by _rows
        hidden=any(_hidden(versions).values()),
        stamp=stamp_of(versions, role),
    )


def _rollup(versions: Sequence[Version]) -> SpecRollup:
    return getattr(versions[0].job_spec, "rollup", NOTHING) if versions else NOTHING


def _hidden(versions: Sequence[Version]) -> dict[str, int]:
    """How many scores are hidden from the member under each rubric, by its root; of each version a few are counted at most."""
    found: Counter[str] = Counter()
    for version in versions:
        found[str(version.rubric.root_id)] += len(version.hidden)  # type: ignore[attr-defined]  # annotated by versions_with_rollups
    return dict(found)


def _seen(average: Average, hidden: int) -> Average:
    """To who is to rate first an average of few is only how many there are, and any other is coarse."""
    if average.mean is None or not hidden:
        return average
    return Average(average.n, None if tells_of_one(average.n, hidden) else coarse(average.mean), None)


def _version_line(version: Version, root: UUID | None) -> VersionLine:
    rollup = getattr(version, "rollup", None)
    average = average_of(rollup.n, rollup.total_sum, rollup.total_squares) if rollup else average_of(0, 0, 0)
    hidden = len(version.hidden)  # type: ignore[attr-defined]  # annotated by versions_with_rollups
    return VersionLine(
        number=version.number,
        tag=version.tag,
        average=_seen(average, hidden),
        evaluated=rollup.evaluated if rollup else 0,
        same_rubric=version.rubric.root_id == root,
        distribution=distribution_of(rollup.histogram) if rollup and not hidden else None,
    )


def _rows(version: UUID, rubric: UUID) -> QuerySet[RubricRow]:
    """The competencies of a rubric with weight under a version, averages under every rubric, what the weight decides, and how
    many questions ask about it now: one query."""
    weight = Weight.objects.filter(version=version, competency=OuterRef("competency")).values("value")
    rollups = CompetencyRollup.objects.filter(competency=OuterRef("competency"), n__gt=0).order_by("-rubric__number")
    sums = JSONObject(root=F("rubric_id"), n=F("n"), total=F("score_sum"), squares=F("score_squares"), bins=F("histogram"))
    deciding = WeightRollup.objects.filter(version=version, competency=OuterRef("competency"))
    asked = Question.objects.filter(competency=OuterRef("competency"), retired_at__isnull=True).order_by().values("competency")
    return (
        RubricRow.objects.filter(Q(rubric=rubric))
        .select_related("competency")
        .annotate(
            weight=Subquery(weight),
            rollups=ArraySubquery(rollups.values(json=sums)),
            deciding=Subquery(deciding.values(json=JSONObject(n=F("n"), covariance=Cast("covariance", CharField())))),
            asked=Coalesce(Subquery(asked.annotate(count=Count("pk")).values("count")), 0),
        )
        .order_by("position")
    )


_VERSIONS: Compiled[Version] = Compiled(_versions, "spec", "user")
_ROWS: Compiled[RubricRow] = Compiled(_rows, "version", "rubric", prepared=True)


def _competency_lines(
    rows: Sequence[Any], root: UUID | None, tags: Mapping[str, str], hidden: Mapping[str, int]
) -> list[CompetencyLine]:
    """`rows` come from _rows."""
    found = {row.pk: row.deciding for row in rows if row.deciding}
    n = max((deciding["n"] for deciding in found.values()), default=0)
    shares = shares_of({pk: Decimal(deciding["covariance"]) for pk, deciding in found.items()}, n)
    return [_competency_line(row, root, tags, hidden, shares.get(row.pk)) for row in rows]


def _competency_line(
    row: Any, root: UUID | None, tags: Mapping[str, str], hidden: Mapping[str, int], share: int | None
) -> CompetencyLine:
    averages = {
        sums["root"]: _seen(average_of(sums["n"], sums["total"], sums["squares"]), hidden.get(sums["root"], 0))
        for sums in row.rollups
    }
    own = averages.pop(str(root), average_of(0, 0, 0))
    bins = next((sums["bins"] for sums in row.rollups if sums["root"] == str(root)), ())
    return CompetencyLine(
        key=row.competency.key,
        name=row.name,
        weight=row.weight,
        average=own,
        others=[(tags.get(rubric, ""), average) for rubric, average in averages.items()],
        distribution=None if hidden.get(str(root)) else distribution_of(bins),
        share=share,
        asked=row.asked,
    )
