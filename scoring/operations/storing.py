"""Storing what engines have read: each grading whole, sealed and evaluated; many in one transaction, with a statement a table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from config import work
from config.copying import copy_in, keys_for
from config.work import LeaseLost
from interviews.models import Interview
from scoring import signals
from scoring.grading.base import Grade
from scoring.models import CompetencyScore, Evidence, Grading, GradingOrder
from scoring.operations.calls import keep_calls
from scoring.operations.evaluating import evaluate
from scoring.operations.reading import Graded
from scoring.operations.rollups import BATCH_SECONDS, want_rollup
from scoring.queries.material import stands_of
from scoring.queries.unheard import unheard_among


class WordsChanged(Exception):
    """What was graded is no longer what the candidate's answers say."""


@transaction.atomic
def store(*, graded: Graded) -> Grading:
    """Write one grading, once those are through who work on the interview.

    Raises LeaseLost when the order has gone to somebody else, WordsChanged when the answers say something else by now.
    """
    ours = _still_ours([graded])
    if not ours:
        raise LeaseLost(str(graded.at.order.pk))
    unchanged = _unchanged(ours)
    if not unchanged:
        raise WordsChanged
    return _write(unchanged)[0]


@transaction.atomic
def store_free(*, graded: Sequence[Graded]) -> set[UUID]:
    """Write at once what can be written at once; returns the keys of the orders that are done.

    It waits for nobody's lock, so that it can stand in nobody's way: what somebody works on just now is left out, and so is
    what `store` would refuse.
    """
    unchanged = _unchanged(_still_ours(graded, skip_locked=True))
    if unchanged:
        _write(unchanged)
    return {one.at.order.pk for one in unchanged}


def _still_ours(graded: Sequence[Graded], *, skip_locked: bool = False) -> list[Graded]:
    """Lock the interviews, then the orders, as whoever changes words does; those whose orders nobody has taken back."""
    rows = Interview.objects.filter(pk__in=[one.at.interview.pk for one in graded]).order_by("pk")
    locked = set(rows.select_for_update(no_key=True, skip_locked=skip_locked).values_list("pk", flat=True))
    free = [one.at.order for one in graded if one.at.interview.pk in locked]
    held = {order.pk for order in work.still_ours(free, skip_locked=skip_locked)}
    return [one for one in graded if one.at.order.pk in held]


def _unchanged(graded: Sequence[Graded]) -> list[Graded]:
    keys = [one.at.interview.pk for one in graded]
    stands, unheard = stands_of(keys), unheard_among(keys)
    return [one for one in graded if stands[one.at.interview.pk] == one.at.material.stand and one.at.interview.pk not in unheard]


def _write(graded: Sequence[Graded]) -> list[Grading]:
    """The interviews and orders are locked."""
    gradings = [_grading_of(one) for one in graded]
    copy_in(Grading, _GRADING, (_grading_row(grading) for grading in gradings))
    pairs = list(zip(gradings, graded, strict=True))
    _write_scores(pairs)
    for grading, one in pairs:
        if one.by.asked:
            keep_calls(order=one.at.order, by=one.by, grading=grading)
    made = Grading.objects.filter(pk__in=[grading.pk for grading in gradings])
    made.update(sealed_at=Now())
    evaluate(gradings=gradings, scores={grading.pk: _by_competency(one) for grading, one in pairs})
    by_order = {one.at.order.pk: grading for grading, one in pairs}
    work.finish_all(
        GradingOrder.objects.filter(pk__in=by_order),
        grading=_by_key({key: grading.pk for key, grading in by_order.items()}, "uuid"),
        engine=_by_key({key: grading.engine for key, grading in by_order.items()}, "text"),
    )
    signals.graded.send(sender=Grading, gradings=gradings)
    connection.check_constraints()  # so that what is deferred fails here and not at COMMIT
    for spec_id in sorted({one.at.interview.job_spec_id for one in graded}):
        want_rollup(spec_id=spec_id, after=BATCH_SECONDS if len(graded) > 1 else 0)
    return gradings


def _by_key(values: Mapping[UUID, object], kind: str) -> RawSQL:
    """For an UPDATE of many rows: each one's own of these values, which are by the rows' keys; NULL where it has none."""
    return RawSQL(f"(%s::{kind}[])[array_position(%s::uuid[], id)]", [list(values.values()), list(values)])  # noqa: S611 - made of constants


def _grading_of(graded: Graded) -> Grading:
    result, material = graded.result, graded.at.material
    return Grading(
        interview=graded.at.interview,
        rubric=graded.at.interview.rubric,
        engine=graded.by.name,
        engine_version=graded.by.engine.version,
        model=result.model[:120],
        parameters=dict(result.parameters),
        prompt_hash=hashlib.sha256(result.prompt.encode()).hexdigest() if result.prompt else "",
        input_hash=material.input_hash,
        input=material.as_read,
        seconds=graded.seconds,
    )


_GRADING = (
    *("id", "interview_id", "rubric_id", "engine", "engine_version", "model"),
    *("parameters", "prompt_hash", "input_hash", "input", "seconds", "points"),
)


def _grading_row(grading: Grading) -> tuple[Any, ...]:
    plain = {"parameters": json.dumps(grading.parameters), "input": json.dumps(grading.input)}
    return tuple(plain.get(column, getattr(grading, column)) for column in _GRADING)


def _by_competency(graded: Graded) -> dict[UUID, int | None]:
    competencies = graded.at.material.competencies
    return {competencies[grade.competency]: grade.score for grade in graded.grades}


def _write_scores(pairs: Sequence[tuple[Grading, Graded]]) -> None:
    """Scores with their evidence: most of what is written of a grading, as plain rows."""
    keys = keys_for(CompetencyScore, sum(len(graded.grades) for _, graded in pairs))
    rows = [(grading, graded, grade) for grading, graded in pairs for grade in graded.grades]
    keyed = list(zip(keys, rows, strict=True))
    copy_in(CompetencyScore, _SCORE, (_score_row(key, *row) for key, row in keyed))
    copy_in(Evidence, _EVIDENCE, (piece for key, (_, graded, grade) in keyed for piece in _evidence_rows(key, graded, grade)))


_SCORE = ("id", "grading_id", "competency_id", "score", "level", "missing", "reason", "confidence", "flags", "runs")
_EVIDENCE = ("score_id", "revision_id", "start", "end")


def _score_row(key: int, grading: Grading, graded: Graded, grade: Grade) -> tuple[Any, ...]:
    competency = graded.at.material.competencies[grade.competency]
    told = (grade.score, grade.level, str(grade.missing), grade.reason, grade.confidence)
    return (key, grading.pk, competency, *told, list(grade.flags), list(grade.runs))


def _evidence_rows(key: int, graded: Graded, grade: Grade) -> Iterable[tuple[Any, ...]]:
    revisions = graded.at.material.revisions
    return ((key, revisions[quote.ref], quote.start, quote.end) for quote in grade.evidence)
