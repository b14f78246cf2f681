"""The list of job specs: a fixed number of queries at any length."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db.models import QuerySet

from jobspecs.models import Draft, JobSpec, User, VersionRollup
from jobspecs.models.rollups import SHOWN_FROM
from jobspecs.queries.specs import specs_visible_to


@dataclass(frozen=True)
class Mean:
    """The mean total under a version as one member is told it; coarse while some of its scores are hidden from them."""

    value: Decimal
    is_coarse: bool


# Who has been shown whose scores is known above this floor, and is said here (scoring.apps): of some rollups, by version, the
# means that a member may read. A version that is not in it has none for them.
Told = Callable[[User, Sequence[VersionRollup]], Mapping[UUID, Mean]]
means_told: list[Told] = []


@dataclass(frozen=True)
class SpecLine:
    """One row of the list. `average` and `n` are of the current version alone: an average never mixes versions.

    `is_coarse`: the average is to the nearest five, because this member is to rate first.
    """

    id: UUID
    title: str
    level: str
    tag: str
    is_archived: bool
    interviews: int
    completed: int
    average: int | None
    is_coarse: bool
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


def spec_lines(specs: Sequence[JobSpec], user: User) -> list[SpecLine]:
    """What the list shows to a member of specs that `listed_specs` found: at most one query."""
    rollups = [rollup for spec in specs if (rollup := _rollup(spec)) and rollup.n >= SHOWN_FROM]
    means: dict[UUID, Mean] = {}
    for told in means_told if rollups else ():
        means |= told(user, rollups)
    return [_line(spec, means) for spec in specs]


def _rollup(spec: JobSpec) -> VersionRollup | None:
    return getattr(spec.current_version, "rollup", None)


def _line(spec: JobSpec, means: Mapping[UUID, Mean]) -> SpecLine:
    version, rollup = spec.current_version, _rollup(spec)
    counts = getattr(spec, "rollup", None)
    mean = means.get(version.pk) if version else None
    return SpecLine(
        id=spec.pk,
        title=spec.title,
        level=spec.level,
        tag=version.tag if version else "",
        is_archived=spec.is_archived,
        interviews=counts.interviews if counts else 0,
        completed=counts.completed if counts else 0,
        average=int(mean.value.quantize(Decimal(1), ROUND_HALF_UP)) if mean else None,
        is_coarse=mean is not None and mean.is_coarse,
        n=rollup.n if rollup else 0,
    )


def unfinished_drafts(user: User) -> QuerySet[Draft]:
    """The member's own drafts that are no spec yet, newest first: under way, or stopped with a reason."""
    return (
        Draft.objects.filter(requested_by=user, job_spec__isnull=True, discarded_at__isnull=True)
        .defer("description")
        .order_by("-created_at")[:20]
    )
