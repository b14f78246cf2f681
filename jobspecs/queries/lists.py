"""The list of job specs: a fixed number of queries at any length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, QuerySet, Value, Window
from django.db.models.expressions import Combinable

from config.compiled import Compiled
from jobspecs.choices import SpecStatus
from jobspecs.models import Draft, JobSpec, User
from jobspecs.queries.specs import specs_of_member, specs_of_owner


@dataclass(frozen=True)
class Mean:
    """The mean total under a version as one member is told it; coarse while some of its scores are hidden from them."""

    value: Decimal
    is_coarse: bool


@dataclass(frozen=True)
class Told:
    """Means as a member may be told them.

    `hidden` gives, for annotating specs, how many scores under the current version the member of this key has not been shown;
    `mean` what may be told of a sum of totals, how many they are, and how many of these are hidden: None, nothing.
    """

    hidden: Callable[[UUID], Combinable]
    mean: Callable[[Decimal, int, int], Mean | None]


# Who has been shown whose scores is known above this floor, and is said here (scoring.apps); until then no mean is told.
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


class _Row(NamedTuple):
    """What is read of one spec; `found` is how many specs the list has."""

    id: UUID
    title: str
    level: str
    status: str
    tag: str | None
    interviews: int | None
    completed: int | None
    n: int | None
    total_sum: Decimal | None
    hidden: int
    found: int


class SpecsListed:
    """The specs a member may see, newest first, whose title holds each of the words: what a paginator needs of them.

    The beginning of the list and its length are one query; another part of it is one more.
    """

    def __init__(self, user: User, *, words: str = "", status: str = "", level: str = "", beginning: int) -> None:
        self._user = user
        self._words, self._status, self._level = tuple(words.split()), status, level
        self._beginning = beginning
        self._first: list[_Row] | None = None

    def count(self) -> int:
        first = self._first_rows()
        return first[0].found if first else 0

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, at: slice) -> list[SpecLine]:
        start, stop = at.start or 0, at.stop or 0
        rows = self._first_rows()[:stop] if start == 0 and stop <= self._beginning else self._rows(start, stop)
        return [_line(row) for row in rows]

    def _first_rows(self) -> list[_Row]:
        if self._first is None:
            self._first = self._rows(0, self._beginning)
        return self._first

    def _rows(self, start: int, stop: int) -> list[_Row]:
        user = self._user
        if self._words:
            found = _listed(user.is_superuser, self._status, self._level, self._words, user.pk)
            return [_Row(*row) for row in found[start:stop]]
        return [_Row(*row) for row in _part(user.is_superuser, self._status, self._level, start, stop)(user=user.pk)]


@lru_cache(maxsize=64)
def _part(sees_all: bool, status: str, level: str, start: int, stop: int) -> Compiled[tuple[Any, ...]]:
    return Compiled(lambda user: _listed(sees_all, status, level, (), user)[start:stop], "user", prepared=True)


def _listed(sees_all: bool, status: str, level: str, words: tuple[str, ...], user: UUID) -> QuerySet[JobSpec, Any]:
    specs = specs_of_owner() if sees_all else specs_of_member(user)
    for word in words:
        specs = specs.filter(title__icontains=word)
    if status:
        specs = specs.filter(status=status)
    if level:
        specs = specs.filter(level=level)
    hidden = means_told[0].hidden(user) if means_told else Value(0)
    return (
        specs.annotate(hidden=hidden, found=Window(Count("*")))
        .order_by("-created_at", "-pk")
        .values_list(
            "pk",
            "title",
            "level",
            "status",
            "current_version__tag",
            "rollup__interviews",
            "rollup__completed",
            "current_version__rollup__n",
            "current_version__rollup__total_sum",
            "hidden",
            "found",
        )
    )


def _line(row: _Row) -> SpecLine:
    mean = means_told[0].mean(row.total_sum or Decimal(0), row.n, row.hidden) if means_told and row.n else None
    return SpecLine(
        id=row.id,
        title=row.title,
        level=row.level,
        tag=row.tag or "",
        is_archived=row.status == SpecStatus.ARCHIVED,
        interviews=row.interviews or 0,
        completed=row.completed or 0,
        average=int(mean.value.quantize(Decimal(1), ROUND_HALF_UP)) if mean else None,
        is_coarse=mean is not None and mean.is_coarse,
        n=row.n or 0,
    )


def unfinished_drafts(user: User) -> list[Draft]:
    """The member's own drafts that are no spec yet, newest first: under way, or stopped with a reason."""
    return _DRAFTS(user=user.pk)


def _drafts(user: UUID) -> QuerySet[Draft]:
    return (
        Draft.objects.filter(requested_by=user, job_spec__isnull=True, discarded_at__isnull=True)
        .defer("description")
        .order_by("-created_at")[:20]
    )


_DRAFTS: Compiled[Draft] = Compiled(_drafts, "user", prepared=True)
