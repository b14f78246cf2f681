"""What is summed and written over a whole spec: rollups, evaluations under other weights, "what if". All is rolled back."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from jobspecs.models import JobSpec, Version
from jobspecs.operations.versions import replace_weights
from scoring import rollups
from scoring.models import CurrentEvaluation
from scoring.operations.evaluating import evaluate_all_under
from scoring.queries.what_if import what_if
from tests.bench.report import Row

LARGE, SMALL = 100_000, 5_000  # interviews
LARGE_ROUNDS, SMALL_ROUNDS = 5, 15
CHUNK = 20  # gradings that are stored before the next rollup
ROLLUP = {LARGE: (150, 60), SMALL: (20, 5)}  # gate and aim, milliseconds

# What evaluations under other weights cannot do without: totals from scores and weights, as one would write it down.
_PLAIN = """
    INSERT INTO scoring_evaluation (id, grading_id, version_id, total, coverage, lower, upper)
    SELECT gen_random_uuid(), e.grading_id, %(version)s,
           CASE WHEN sum(w.value) >= 0.50 THEN round(sum(w.value * s.score) / sum(w.value), 2) END,
           sum(w.value), round(sum(w.value * s.score), 2), round(sum(w.value * s.score) + (1 - sum(w.value)) * 100, 2)
    FROM scoring_currentevaluation c
    JOIN scoring_evaluation e ON e.id = c.evaluation_id
    JOIN scoring_competencyscore s ON s.grading_id = e.grading_id AND s.score IS NOT NULL
    JOIN jobspecs_weight w ON w.version_id = %(version)s AND w.competency_id = s.competency_id
    WHERE c.spec = %(spec)s
    GROUP BY e.grading_id
"""


class NotPopulated(RuntimeError):
    """There is no spec of the size that is measured."""


def rows() -> list[Row]:
    """All figures; the database holds a spec of LARGE and one of SMALL interviews (`manage.py populate`)."""
    large, small = spec_of(LARGE), spec_of(SMALL)
    return [
        *_rollup_rows(small, SMALL, SMALL_ROUNDS),
        *_rollup_rows(large, LARGE, LARGE_ROUNDS),
        *_evaluating_rows(small, SMALL, SMALL_ROUNDS),
        *_evaluating_rows(large, LARGE, LARGE_ROUNDS),
        *_what_if_rows(small),
    ]


def spec_of(interviews: int) -> JobSpec:
    """A spec of exactly so many interviews. Raises NotPopulated."""
    found = JobSpec.objects.filter(rollup__interviews=interviews).select_related("current_version__rubric").first()
    if found is None or found.current_version is None:
        raise NotPopulated(f"No job spec has {interviews} interviews: `manage.py populate` makes one.")
    return found


def _rollup_rows(spec: JobSpec, interviews: int, rounds: int) -> list[Row]:
    """As a worker does it: after a chunk of a batch has moved that many evaluations. Beside it, with all counted anew."""
    what = f"rollup of a spec with {interviews:,} interviews"
    times = [_timed(lambda: rollups.write(spec.pk), first=lambda: _touch(spec)) for _ in range(rounds + 1)][1:]
    anew = [_timed(lambda: rollups.write(spec.pk), first=lambda: rollups.count_anew(spec.pk)) for _ in range(rounds + 1)][1:]
    return [
        _row(what, [wall for wall, _ in times], *ROLLUP[interviews]),
        _row(f"{what}, processor", [cpu for _, cpu in times]),
        _row(f"{what}, all counted anew", [wall for wall, _ in anew]),
    ]


def _touch(spec: JobSpec) -> None:
    """Move some evaluations from where they are to where they are: each goes and comes."""
    some = CurrentEvaluation.objects.filter(spec=spec.pk).values("pk")[:CHUNK]
    CurrentEvaluation.objects.filter(pk__in=some).update(evaluation=F("evaluation"))


def _evaluating_rows(spec: JobSpec, interviews: int, rounds: int) -> list[Row]:
    """In turns: the plain statement, and the act, with every trigger and foreign key of both."""
    plain, ours = [], []
    with transaction.atomic():
        version = _other_weights(spec)
        given = {"spec": spec.pk, "version": version.pk}
        for _ in range(rounds + 1):
            plain.append(_timed(lambda: _insert(given)))
            ours.append(_timed(lambda: evaluate_all_under(job_spec=spec, version=version, by=None)))
        transaction.set_rollback(True)
    del plain[0], ours[0]  # the first of each finds nothing in memory
    what = f"evaluations of {interviews:,} interviews under new weights"
    ratios = [a / b for (a, _), (b, _) in zip(ours, plain, strict=True)]
    by_processor = [a / b for (_, a), (_, b) in zip(ours, plain, strict=True) if b]
    found = [
        _row(f"{what}, plain INSERT … SELECT of totals", [wall for wall, _ in plain]),
        _row(what, [wall for wall, _ in ours]),
        Row(f"{what}, × plain", statistics.median(ratios), "×", 1.5, 1.1, spread=_spread(ratios)),
    ]
    if by_processor and interviews == LARGE:  # a clock of 10 ms says nothing of less
        found.append(Row(f"{what}, × plain, by processor", statistics.median(by_processor), "×"))
    return found


def _what_if_rows(spec: JobSpec) -> list[Row]:
    version = spec.current_version
    assert version is not None
    weights = _turned(version)
    times = [_timed(lambda: what_if(spec, version, weights)) for _ in range(SMALL_ROUNDS + 1)][1:]
    what = f"what-if over {SMALL:,} interviews"
    return [_row(what, [wall for wall, _ in times], 100, 40), _row(f"{what}, processor", [cpu for _, cpu in times])]


def _other_weights(spec: JobSpec) -> Version:
    newest = spec.versions.latest("number")
    return replace_weights(job_spec=spec, base=newest.number, weights=_turned(newest), reason="To measure.", by=None)


def _turned(version: Version) -> dict[str, Decimal]:
    """The same weights, each at the next competency."""
    weights = {w.competency.key: w.value for w in version.weights.select_related("competency").order_by("competency_id")}
    values = list(weights.values())
    return dict(zip(weights, [*values[1:], values[0]], strict=True))


def _insert(given: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_PLAIN, given)
    connection.check_constraints()


def _timed(work: Callable[[], object], first: Callable[[], object] = lambda: None) -> tuple[float, float]:
    """Milliseconds by the clock, and of the database's process, after what comes `first`; what was done is undone."""
    with transaction.atomic():
        first()
        before, began = _processor(), time.perf_counter()
        work()
        took = (time.perf_counter() - began) * 1000
        used = _processor() - before
        transaction.set_rollback(True)
    return took, used


def _processor() -> float:
    """What our connection's process has used, in milliseconds; 0 where it runs on another machine."""
    assert connection.connection is not None
    try:
        fields = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def _spread(values: list[float]) -> float:
    middle = statistics.median(values)
    return (max(values) - min(values)) / middle if middle else 0.0


def _row(what: str, times: list[float], gate: float | None = None, aim: float | None = None) -> Row:
    # The process' clock counts in hundredths of a second: its mean says more than its median.
    middle = statistics.mean(times) if what.endswith("processor") else statistics.median(times)
    return Row(what, middle, "ms", gate, aim, spread=_spread(times))
