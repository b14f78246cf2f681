"""A page of the Candidates tab: the same rows, order and ranks as `candidates_of` gives, whatever the length of the list.

Keys first, in order (scoring.queries.standing); then what is said of these alone; then their ranks, from how often each total
stands among those that the reader sees. Who stands high is found in the order of an index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from config.compiled import Compiled
from interviews.models import Invitation
from jobspecs.models import JobSpec
from scoring.engines import engine_name_of
from scoring.models import CurrentEvaluation
from scoring.queries.candidates import NEWEST, ORDERS, Wish, chosen, ranked_in_order, sortable
from scoring.queries.found import PAGE, Found, found_in_order
from scoring.queries.standing import Standings, keys_among, keys_by_rank, standings_of
from scoring.queries.whiles import kept_a_while

NEAR = 20 * PAGE  # so far down, places are counted along the index
MANY = 5_000  # so many are counted once for a while
COUNTED_SECONDS = 60


class Listing:
    """What a paginator needs of the list: its length, and slices of it."""

    def __init__(self, job_spec: JobSpec, wish: Wish, *, reader: UUID) -> None:
        self._spec, self._wish, self._reader = job_spec, wish, reader

    def count(self) -> int:
        """How many there are. Of many invitations the number is kept until another comes, for a minute at most."""
        if self._chosen is not None:
            return len(self._chosen)
        newest = _NEWEST(spec=self._spec.pk)
        if not newest:
            return 0
        invited = Invitation.objects.filter(job_spec=self._spec)
        keys = (self._spec.pk, newest[0][0])
        return kept_a_while("invited", keys, invited.count, seconds=COUNTED_SECONDS, keep=lambda found: found >= MANY)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, at: slice) -> list[Found]:
        start, stop = at.start or 0, at.stop or 0
        if stop <= start:
            return []
        keys, standings = self._along_the_index(start, stop)
        rows = found_in_order(self._spec, keys or self._keys(start, stop), reader=self._reader)
        if not standings and any(row.is_comparable for row in rows):
            standings = self._standings
        return _ranked(rows, standings)

    @cached_property
    def _chosen(self) -> list[UUID] | None:
        """Whom a search or a status leaves, in no order; None: nobody is left out. One query."""
        if not (self._wish.search or self._wish.status):
            return None
        return list(chosen(self._spec, self._wish, reader=self._reader).values_list("pk", flat=True))

    def _keys(self, start: int, stop: int) -> list[UUID]:
        """A page of the list. One query."""
        if by := ORDERS.get(self._wish.sort):
            invited = sortable(Invitation.objects.filter(job_spec=self._spec))
            rows = invited if self._chosen is None else invited.filter(pk__in=self._chosen)
            return list(rows.order_by(*by, *NEWEST).values_list("pk", flat=True)[start:stop])
        if self._chosen is not None:
            return keys_among(self._spec, start, stop, reader=self._reader, among=self._chosen)
        return keys_by_rank(self._spec, start, stop, reader=self._reader, standings=self._standings)

    @cached_property
    def _standings(self) -> Standings:
        return standings_of(self._spec, reader=self._reader)

    def _along_the_index(self, start: int, stop: int) -> tuple[list[UUID], Standings]:
        """The page, where all on it are ranked by the spec's own engine, and how often each total stands down to there."""
        version = self._spec.current_version
        if self._wish != Wish() or stop > NEAR or version is None:
            return [], Counter()
        engine = engine_name_of(self._spec)
        found = _highest_down_to(stop, version.number, engine)(spec=self._spec.pk, reader=self._reader)
        if len(found) < stop:
            return [], Counter()
        standings = Counter((engine, cents) for _, cents in found)
        return [key for key, _ in found[start:]], standings


def row_of(job_spec: JobSpec, invitation: UUID, *, reader: UUID) -> list[Found]:
    """One row by itself, with its rank; empty where the spec has no such invitation."""
    rows = found_in_order(job_spec, [invitation], reader=reader)
    return _ranked(rows, standings_of(job_spec, reader=reader)) if any(row.is_comparable for row in rows) else rows


def _ranked(rows: Sequence[Found], standings: Standings) -> list[Found]:
    """Each row with its rank: one more than have a higher total as it is shown, in whole numbers, graded by the same engine."""
    shown: Standings = Counter()
    for (engine, cents), n in standings.items():
        shown[engine, (cents + 50) // 100] += n
    return [row._replace(rank=_rank(row, shown)) if row.is_comparable else row for row in rows]


def _rank(row: Found, shown: Standings) -> int:
    own = int((row.total or Decimal(0)).quantize(Decimal(1), ROUND_HALF_UP))
    return 1 + sum(n for (engine, total), n in shown.items() if engine == row.engine and total > own)


@lru_cache(maxsize=256)
def _highest_down_to(stop: int, number: int, engine: str) -> Compiled[tuple[UUID, int]]:
    """Key of the invitation and cents of who is ranked under the version of this number by one engine, in their order."""

    def build(spec: UUID, reader: UUID) -> QuerySet[CurrentEvaluation, Any]:
        return ranked_in_order(spec, reader, number, engine).values_list("interview__invitation", "cents")[:stop]

    return Compiled(build, "spec", "reader")


_NEWEST: Compiled[tuple[UUID]] = Compiled(
    lambda spec: Invitation.objects.filter(job_spec=spec).order_by("-created_at", "-pk").values_list("pk")[:1], "spec"
)
