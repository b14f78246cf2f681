"""A page of the Candidates tab: the same rows, order and ranks as `candidates_of` gives, whatever the length of the list.

Keys first, in order; then what is said of these alone; then their ranks, from how often each total stands among those that the
reader sees. Who stands high is found in the order of an index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Prefetch, QuerySet, prefetch_related_objects
from django.db.models.functions import Round

from config.compiled import Compiled
from interviews.choices import InterviewState
from interviews.models import Invitation
from interviews.queries.interviews import newest_invitation_mails
from jobspecs.models import JobSpec
from scoring.engines import engine_name_of
from scoring.models import CurrentEvaluation
from scoring.queries.candidates import PAGE, Wish, described, ordered, ranked_for
from scoring.queries.sight import was_shown
from scoring.queries.whiles import KeptAWhile
from scoring.totals import RANKED_FROM

NEAR = 10 * PAGE  # so far down, places are counted along the index
MANY = 5_000  # so many are counted once for a while
NOBODY = UUID(int=0)
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
        invited = Invitation.objects.filter(job_spec=self._spec)
        newest = invited.order_by("-created_at", "-pk").values_list("pk", flat=True).first()
        if newest is None:
            return 0
        return _counts.get((self._spec.pk, newest), invited.count, keep=lambda found: found >= MANY)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, at: slice) -> list[Invitation]:
        start, stop = at.start or 0, at.stop or 0
        if stop <= start:
            return []
        keys, standings = self._along_the_index(start, stop)
        if not keys:
            keys = list(ordered(self._spec, self._wish, reader=self._reader).values_list("pk", flat=True)[at])
        rows = rows_in_order(self._spec, keys, reader=self._reader)
        _rank(rows, standings or standings_among(self._spec, rows, reader=self._reader))
        return rows

    def _along_the_index(self, start: int, stop: int) -> tuple[list[UUID], Counter[Standing]]:
        """The page, where all on it are ranked by the spec's own engine, and how often each total stands down to there."""
        if self._wish != Wish() or stop > NEAR or self._spec.current_version is None:
            return [], Counter()
        highest = _highest(self._spec, self._reader, engine_name_of(self._spec))[:stop]
        found = list(highest.values_list("interview__invitation", "engine", "cents"))
        if len(found) < stop:
            return [], Counter()
        standings = Counter((engine, ((cents or 0) + 50) // 100) for _, engine, cents in found)
        return [key for key, _, _ in found[start:]], standings


def row_of(job_spec: JobSpec, invitation: UUID, *, reader: UUID) -> list[Invitation]:
    """One row by itself, with its rank; empty where the spec has no such invitation."""
    rows = rows_in_order(job_spec, [invitation], reader=reader)
    _rank(rows, standings_among(job_spec, rows, reader=reader))
    return rows


def rows_in_order(job_spec: JobSpec, keys: Sequence[UUID], *, reader: UUID) -> list[Invitation]:
    """The invitations with these keys, as `described`, in this order; PAGE at the most. Two queries."""
    if not keys:
        return []
    slots = {f"key{at}": keys[min(at, len(keys) - 1)] for at in range(PAGE)}
    found = _ROWS(spec=job_spec.pk, version=job_spec.current_version_id or NOBODY, reader=reader, **slots)
    by_key = {row.pk: row for row in found}
    rows = [by_key[key] for key in keys if key in by_key]
    prefetch_related_objects(rows, Prefetch("mails", queryset=newest_invitation_mails(), to_attr="invitation_mails"))
    return rows


def standings_among(job_spec: JobSpec, rows: Iterable[Any], *, reader: UUID) -> Counter[Standing]:
    """How often each total stands, in whole numbers and by engine, among all that the reader sees ranked. One query, or none."""
    if not any(row.is_comparable for row in rows):
        return Counter()
    ranked = ranked_for(job_spec.pk, job_spec.current_version_id, reader).annotate(shown=Round("total"))
    counted = ranked.order_by().values_list("grading__engine", "shown").annotate(n=Count("pk"))
    return Counter({(engine, int(shown)): n for engine, shown, n in counted})


def _rank(rows: Iterable[Any], standings: Counter[Standing]) -> None:
    """Give each row its `rank`: one more than have a higher total as it is shown, graded by the same engine."""
    for row in rows:
        row.rank = None
        if row.is_comparable:
            own = int(Decimal(row.total).quantize(Decimal(1), ROUND_HALF_UP))
            row.rank = 1 + sum(n for (engine, shown), n in standings.items() if engine == row.engine and shown > own)


def _highest(job_spec: JobSpec, reader: UUID, engine: str) -> QuerySet[CurrentEvaluation]:
    """Who is ranked, graded by one engine, highest first and then as the list is ordered."""
    version = job_spec.current_version
    ranked = CurrentEvaluation.objects.filter(
        spec=job_spec.pk,
        number=version.number if version else 0,
        engine=engine,
        cents__isnull=False,
        evaluation__version=version,
        evaluation__coverage__gte=RANKED_FROM,
        interview__job_spec=job_spec.pk,
        interview__state=InterviewState.SUBMITTED,
        interview__candidate__erased_at__isnull=True,
    )
    return ranked.filter(was_shown(reader, "interview", "interview__job_spec")).order_by(
        F("cents").desc(),
        F("interview__submitted_at").desc(nulls_last=True),
        F("interview__begun_at").desc(nulls_last=True),
        "-interview__invitation__created_at",
        "-interview__invitation__pk",
    )


def _described(spec: UUID, version: UUID, reader: UUID, **keys: UUID) -> QuerySet[Invitation]:
    rows = described(spec, version, reader).filter(pk__in=list(keys.values()))
    return rows.prefetch_related(None).order_by()


_ROWS: Compiled[Invitation] = Compiled(_described, "spec", "version", "reader", *(f"key{at}" for at in range(PAGE)))
