"""The list of job specs: a fixed number of queries at any length."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db.models import QuerySet

from jobspecs.models import Draft, JobSpec, User, VersionRollup
from jobspecs.models.rollups import SHOWN_FROM
from jobspecs.queries.specs import specs_visible_to


@dataclass(frozen=True)
class SpecLine:
    """One row of the list. `average` and `n` are of the current version alone: an average never mixes versions."""

    id: UUID
    title: str
    level: str
    tag: str
    is_archived: bool
    interviews: int
    completed: int
    average: int | None
    n: int

    @property
    def completion(self) -> int | None:
        """Percent of the interviews that were completed; None where there is none."""
        return percent(self.completed, self.interviews)


def percent(part: int, whole: int) -> int | None:
    """A share in whole percent, halves up; None of nothing."""
    if not whole:
        return None
    return int((Decimal(part) * 100 / whole).quantize(Decimal(1), ROUND_HALF_UP))


def listed_specs(user: User, *, words: str = "", status: str = "", level: str = "") -> QuerySet[JobSpec]:
    """The specs a member may see, newest first, whose title holds each of the words."""
    specs = specs_visible_to(user).select_related("rollup", "current_version__rollup")
    for word in words.split():
        specs = specs.filter(title__icontains=word)
    if status:
        specs = specs.filter(status=status)
    if level:
        specs = specs.filter(level=level)
    return specs.order_by("-created_at", "-pk")


def spec_lines(specs: Iterable[JobSpec]) -> list[SpecLine]:
    """What the list shows of specs that `listed_specs` found; no query."""
    return [_line(spec) for spec in specs]


def _line(spec: JobSpec) -> SpecLine:
    version = spec.current_version
    rollup = getattr(version, "rollup", None)
    counts = getattr(spec, "rollup", None)
    return SpecLine(
        id=spec.pk,
        title=spec.title,
        level=spec.level,
        tag=version.tag if version else "",
        is_archived=spec.is_archived,
        interviews=counts.interviews if counts else 0,
        completed=counts.completed if counts else 0,
        average=_average(rollup) if rollup else None,
        n=rollup.n if rollup else 0,
    )


def _average(rollup: VersionRollup) -> int | None:
    """In whole numbers; None of so few that single scores would show."""
    if rollup.n < SHOWN_FROM:
        return None
    return int((rollup.total_sum / rollup.n).quantize(Decimal(1), ROUND_HALF_UP))


def unfinished_drafts(user: User) -> QuerySet[Draft]:
    """The member's own drafts that are no spec yet, newest first: under way, or stopped with a reason."""
    return (
        Draft.objects.filter(requested_by=user, job_spec__isnull=True, discarded_at__isnull=True)
        .defer("description")
        .order_by("-created_at")[:20]
    )
