"""What would change if a spec's gradings were seen through another version: before and after, before anybody decides on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from uuid import UUID

from django.db import connection

from jobspecs.models import JobSpec, Version
from scoring.models import CurrentEvaluation
from scoring.queries.sight import coarse, tells_of_one, was_shown
from scoring.reweighing import COVERAGE_SQL, ERASED, TOTAL_SQL, reweighed_sql, weights_of
from scoring.totals import RANKED_FROM, rounded, whole

MOST_MOVERS = 10

# Totals and coverage as they are stored; who was erased has neither rank nor name.
_PREVIEW = f"""
    SELECT r.interview_id, r.number, r.engine, e.total, e.coverage, {TOTAL_SQL}, {COVERAGE_SQL},
           r.interview_id IN ({ERASED})
    FROM reweighed r JOIN scoring_evaluation e ON e.id = r.evaluation_id
    ORDER BY r.interview_id
"""  # noqa: S608  # made of constants


@dataclass(frozen=True)
class Move:
    """One interview: its total under the version that counts now, and under the other one."""

    interview: UUID
    number: int  # of the version that counts now
    engine: str
    before: Decimal | None
    coverage_before: Decimal
    after: Decimal | None
    coverage_after: Decimal
    is_erased: bool

    @property
    def by(self) -> Decimal | None:
        """By how much the total moves; None where there is none on either side."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def size(self) -> Decimal:
        return abs(self.by or Decimal(0))


@dataclass(frozen=True)
class Group:
    """Those that are evaluated under one version now: how many, and their mean before and after.

    No mean where it would tell the reader of somebody whose scores they have not been shown; while any of these is hidden, a
    coarse one.
    """

    number: int
    n: int
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True)
class Mover:
    """One of those that move most, whose scores the reader has been shown."""

    move: Move
    name: str

    @property
    def change(self) -> str:
        """ "+4.5", "−2.0", with a real minus sign."""
        return f"{self.move.by or Decimal(0):+.1f}".replace("-", "−")


@dataclass(frozen=True)
class Preview:
    """What "all under this version" would do."""

    target: Version
    moves: Sequence[Move]
    groups: Sequence[Group]
    staying: int  # evaluated under the target already
    movers: Sequence[Mover]
    unseen: int  # how many of those that move the reader has not been shown

    @property
    def is_hidden(self) -> bool:
        """So few that a mean would tell of somebody whose scores the reader has not been shown."""
        return tells_of_one(self.n, self.unseen)

    @property
    def digits(self) -> str:
        """To how many places means are shown: coarse ones in whole numbers."""
        return "0" if self.unseen else "1"

    @property
    def n(self) -> int:
        return len(self.moves)

    @property
    def changed(self) -> int:
        """How many totals would be another number."""
        return sum(move.before != move.after for move in self.moves)

    @property
    def typical(self) -> Decimal | None:
        """The middle of how far those totals move that do."""
        sizes = [move.size for move in self.moves if move.by]
        return rounded(median(sizes)) if sizes else None

    @property
    def largest(self) -> Decimal | None:
        return max((move.size for move in self.moves if move.by), default=None)

    @property
    def is_mixed(self) -> bool:
        """Whether they are under several versions now: then they had no common ranking, and none is made up."""
        return len(self.groups) > 1

    @property
    def ranks_changed(self) -> int | None:
        """How many change rank among those that move, as ranks are shown; None where there was no common ranking."""
        if self.is_mixed:
            return None
        ranked = [move for move in self.moves if not move.is_erased]
        was = _ranks([(m.interview, m.engine, m.before) for m in ranked if m.coverage_before >= RANKED_FROM])
        will = _ranks([(m.interview, m.engine, m.after) for m in ranked if m.coverage_after >= RANKED_FROM])
        return sum(was.get(m.interview) != will.get(m.interview) for m in ranked)


def preview_of(job_spec: JobSpec, target: Version, *, reader: UUID) -> Preview:
    """Compute without writing: four queries, one of them over what is scored."""
    with_weights = f"WITH {reweighed_sql(weights_of(target))}"
    with connection.cursor() as cursor:
        cursor.execute(with_weights + _PREVIEW, {"spec": job_spec.pk, "version": target.pk})
        moves = [Move(*row) for row in cursor.fetchall()]
    here = CurrentEvaluation.objects.filter(interview__in=[m.interview for m in moves])
    seen = here.filter(was_shown(reader, "interview", "interview__job_spec")).select_related("interview__candidate")
    names = {current.pk: current.interview.candidate.shown_name for current in seen}
    return Preview(
        target=target,
        moves=moves,
        groups=[_group(number, moves, names) for number in sorted({move.number for move in moves})],
        staying=CurrentEvaluation.objects.filter(
            interview__job_spec=job_spec, interview__state="submitted", evaluation__version=target
        ).count(),
        movers=_movers(moves, names),
        unseen=len(moves) - len(names),
    )


def _movers(moves: Sequence[Move], names: Mapping[UUID, str]) -> list[Mover]:
    told = sorted(
        (move for move in moves if move.by and move.interview in names and not move.is_erased),
        key=lambda move: (-move.size, str(move.interview)),
    )
    return [Mover(move, names[move.interview]) for move in told[:MOST_MOVERS]]


def _group(number: int, moves: Sequence[Move], seen: Mapping[UUID, str]) -> Group:
    mine = [move for move in moves if move.number == number]
    hidden = sum(move.interview not in seen for move in mine)
    if tells_of_one(len(mine), hidden):
        return Group(number, len(mine), None, None)
    means = [_mean([m.before for m in mine]), _mean([m.after for m in mine])]
    before, after = (coarse(mean) if hidden and mean is not None else mean for mean in means)
    return Group(number, len(mine), before, after)


def _mean(totals: Sequence[Decimal | None]) -> Decimal | None:
    known = [total for total in totals if total is not None]
    return sum(known, Decimal(0)) / len(known) if known else None


def _ranks(totals: Iterable[tuple[UUID, str, Decimal | None]]) -> dict[UUID, int]:
    """Rank = 1 + how many of the same engine are higher, in whole numbers, as the list of candidates shows it."""
    shown = [(interview, engine, whole(total)) for interview, engine, total in totals if total is not None]
    first: dict[tuple[str, int], int] = {}
    places: Counter[str] = Counter()
    for _, engine, total in sorted(shown, key=lambda one: -one[2]):
        places[engine] += 1
        first.setdefault((engine, total), places[engine])
    return {interview: first[engine, total] for interview, engine, total in shown}
