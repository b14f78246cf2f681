"""A page of the Candidates tab: the same rows, order and ranks as `candidates_of` gives, whatever the length of the list.

Keys first, in order; then what is said of these alone; then their ranks, from how often each total stands among those that the
reader sees. Who stands high is found in the order of an index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Round

from config.compiled import Compiled
from interviews.models import Invitation
from jobspecs.models import JobSpec
from scoring.engines import engine_name_of
from scoring.models import CurrentEvaluation
from scoring.queries.candidates import Wish, ordered, ranked_along_the_index, ranked_for
from scoring.queries.found import PAGE, Found, found_in_order
from scoring.queries.whiles import KeptAWhile

NEAR = 20 * PAGE  # so far down, places are counted along the index
MANY = 5_000  # so many are counted once for a while
Standing = tuple[str, int]  # engine, total in whole numbers
_counts: KeptAWhile[tuple[UUID, UUID], int] = KeptAWhile(seconds=60)


class Listing:
    """What a paginator needs of the list: its length, and slices of it."""

    def __init__(self, job_spec: JobSpec, wish: Wish, *, reader: UUID) -> None:
        self._spec, self._wish, self._reader = job_spec, wish, reader

    def count(self) -> int:
        """How many there are. Of many invitations the number is kept until another comes, for a minute at most."""
        if self._wish.search or self._wish.status:
            return ordered(self._spec, self._wish, reader=self._reader).count()
        newest = _NEWEST(spec=self._spec.pk)
        if not newest:
            return 0
        invited = Invitation.objects.filter(job_spec=self._spec)
        return _counts.get((self._spec.pk, newest[0][0]), invited.count, keep=lambda found: found >= MANY)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, at: slice) -> list[Found]:
        start, stop = at.start or 0, at.stop or 0
        if stop <= start:
            return []
        keys, standings = self._along_the_index(start, stop)
        if not keys:
            keys = list(ordered(self._spec, self._wish, reader=self._reader).values_list("pk", flat=True)[at])
        rows = found_in_order(self._spec, keys, reader=self._reader)
        return _ranked(rows, standings or standings_among(self._spec, rows, reader=self._reader))

    def _along_the_index(self, start: int, stop: int) -> tuple[list[UUID], Counter[Standing]]:
        """The page, where all on it are ranked by the spec's own engine, and how often each total stands down to there."""
        version = self._spec.current_version
        if self._wish != Wish() or stop > NEAR or version is None:
            return [], Counter()
        engine = engine_name_of(self._spec)
        found = _highest_down_to(stop, version.number, engine)(spec=self._spec.pk, reader=self._reader)
        if len(found) < stop:
            return [], Counter()
        standings = Counter((engine, (cents + 50) // 100) for _, cents in found)
        return [key for key, _ in found[start:]], standings


def row_of(job_spec: JobSpec, invitation: UUID, *, reader: UUID) -> list[Found]:
    """One row by itself, with its rank; empty where the spec has no such invitation."""
    rows = found_in_order(job_spec, [invitation], reader=reader)
    return _ranked(rows, standings_among(job_spec, rows, reader=reader))


def standings_among(job_spec: JobSpec, rows: Iterable[Found], *, reader: UUID) -> Counter[Standing]:
    """How often each total stands, in whole numbers and by engine, among all that the reader sees ranked. One query, or none."""
    if not any(row.is_comparable for row in rows):
        return Counter()
    ranked = ranked_for(job_spec.pk, job_spec.current_version_id, reader).annotate(shown=Round("total"))
    counted = ranked.order_by().values_list("grading__engine", "shown").annotate(n=Count("pk"))
    return Counter({(engine, int(shown)): n for engine, shown, n in counted})


def _ranked(rows: Sequence[Found], standings: Counter[Standing]) -> list[Found]:
    """Each row with its rank: one more than have a higher total as it is shown, graded by the same engine."""
    return [row._replace(rank=_rank(row, standings)) if row.is_comparable else row for row in rows]


def _rank(row: Found, standings: Counter[Standing]) -> int:
    own = int((row.total or Decimal(0)).quantize(Decimal(1), ROUND_HALF_UP))
    return 1 + sum(n for (engine, shown), n in standings.items() if engine == row.engine and shown > own)


@lru_cache(maxsize=256)
def _highest_down_to(stop: int, number: int, engine: str) -> Compiled[tuple[UUID, int]]:
    """Key of the invitation and cents of who is ranked under the version of this number by one engine, in their order."""

    def build(spec: UUID, reader: UUID) -> QuerySet[CurrentEvaluation, Any]:
        ranked = ranked_along_the_index(spec, reader, number, engine).order_by(
            F("cents").desc(),
            F("interview__submitted_at").desc(nulls_last=True),
            F("interview__begun_at").desc(nulls_last=True),
            "-interview__invitation__created_at",
            "-interview__invitation__pk",
        )
        return ranked.values_list("interview__invitation", "cents")[:stop]

    return Compiled(build, "spec", "reader")


_NEWEST: Compiled[tuple[UUID]] = Compiled(
    lambda spec: Invitation.objects.filter(job_spec=spec).order_by("-created_at", "-pk").values_list("pk")[:1], "spec"
)
