"""Running a grading again from what is stored of it, and comparing. Nothing of it counts: it is a check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from jobspecs.models import User
from scoring import tasks
from scoring.checked import ResultUnusable, checked
from scoring.engines import UnknownEngine, engine_asks_model, engine_named
from scoring.grading.base import Grade, GradingFailed, NotGradable, ReplyUnusable
from scoring.models import CompetencyScore, Grading, GradingCall, Replay
from scoring.operations.calls import EngineAtWork, at_work, keep_calls
from scoring.queries.material import Material, NotReplayable, material_read_by

log = structlog.get_logger(__name__)

ERASED = "Erased: the words that were graded are no longer there."


@dataclass(frozen=True)
class _Stored:
    """One competency as it is stored and as it came out again, in a form that can be compared."""

    score: int | None
    level: int | None
    missing: str
    reason: str
    confidence: float | None
    flags: tuple[str, ...]
    quotes: tuple[tuple[str, int, int], ...]
    runs: tuple[int, ...]


def replay(*, grading: Grading, by: User | None) -> Replay:
    """Read again what this grading has read, by the engine of the same name, and keep how the two differ.

    A model is asked again, which takes its time and costs. No transaction is open meanwhile. Raises NotReplayable, UnknownEngine,
    and what the engine raises: GradingFailed, ReplyUnusable, NotGradable, ResultUnusable.
    """
    if grading.interview.candidate.erased_at:
        raise NotReplayable(ERASED)
    material = material_read_by(grading)
    at = at_work(grading.engine, grading.interview_id)
    try:
        result = at.engine.grade(material.rubric, material.answers)
        grades = checked(material.rubric, material.answers, result)
    finally:
        _keep_calls(grading, at)
    differences = list(_differences(grading, material, grades))
    if grading.engine_version == at.engine.version:
        differences += _of_the_engine(grading, at, result.model[:120])
    found = Replay.objects.create(
        grading=grading,
        replayed_by=by,
        engine_version=at.engine.version,
        is_same=not differences,
        differences=differences,
    )
    log.info("replayed", grading=str(grading.pk), is_same=found.is_same, by=str(by.pk) if by else None)
    return found


def try_replay(*, grading: Grading, by: User | None) -> str:
    """Replay, and say in words for people why that was not possible; "" where it was."""
    try:
        replay(grading=grading, by=by)
    except NotReplayable as reason:
        return str(reason)
    except (UnknownEngine, GradingFailed, ReplyUnusable, NotGradable, ResultUnusable) as error:
        log.warning("not_replayed", grading=str(grading.pk), error=type(error).__name__)
        return f"It could not be run again. {error}"
    return ""


def replay_later(*, grading: Grading, by: User) -> None:
    """Have a worker replay a grading whose engine asks a model: too long for who waits for a page. What comes of it is stored."""
    tasks.replay.send(grading_id=str(grading.pk), by_id=str(by.pk))


def must_be_same(grading: Grading, engine_version: str) -> bool:
    """Whether another result than the stored one would be a fault: the engine is the same and asks no model."""
    return grading.engine_version == engine_version and not asks_model(grading)


def asks_model(grading: Grading) -> bool:
    """Whether a replay asks a language model. Raises UnknownEngine."""
    return engine_asks_model(engine_named(grading.engine))


def _keep_calls(grading: Grading, at: EngineAtWork) -> None:
    order = getattr(grading, "order", None)
    if order is not None:
        keep_calls(order=order, by=at)


def _differences(grading: Grading, material: Material, grades: Sequence[Grade]) -> Iterator[dict[str, Any]]:
    """What differs, a competency at a time; of reasons and flags only that they do, since they may hold words."""
    refs = {revision: ref for ref, revision in material.revisions.items()}
    rows = grading.scores.select_related("competency").prefetch_related("evidence")
    stored = {row.competency.key: _as_stored(row, refs) for row in rows}
    for grade in grades:
        before, after = stored[grade.competency], _as_graded(grade)
        for what in ("score", "level", "missing", "confidence", "quotes"):
            was, came = getattr(before, what), getattr(after, what)
            if was != came:
                yield {"competency": grade.competency, "what": what, "before": was, "after": came}
        for what in ("reason", "flags"):
            if getattr(before, what) != getattr(after, what):
                yield {"competency": grade.competency, "what": what}
        yield from _of_runs(grade.competency, before.runs, after.runs)


def _of_runs(competency: str, before: Sequence[int], after: Sequence[int]) -> Iterator[dict[str, Any]]:
    for at in range(max(len(before), len(after))):
        was, came = (runs[at] if at < len(runs) else None for runs in (before, after))
        if was != came:
            yield {"competency": competency, "what": f"run {at + 1}", "before": was, "after": came}


def _as_stored(row: CompetencyScore, refs: dict[Any, str]) -> _Stored:
    quotes = [(refs.get(piece.revision_id, ""), piece.start, piece.end) for piece in row.evidence.all()]
    return _Stored(
        *(row.score, row.level, row.missing, row.reason, row.confidence),
        flags=tuple(row.flags),
        quotes=tuple(sorted(quotes)),
        runs=tuple(row.runs),
    )


def _as_graded(grade: Grade) -> _Stored:
    return _Stored(
        *(grade.score, grade.level, grade.missing, grade.reason, grade.confidence),
        flags=tuple(grade.flags),
        quotes=tuple(sorted((quote.ref, quote.start, quote.end) for quote in grade.evidence)),
        runs=tuple(grade.runs),
    )


def _of_the_engine(grading: Grading, at: EngineAtWork, model: str) -> Iterator[dict[str, Any]]:
    """Another model, or other prompts, than those that are stored: then it was not the same question."""
    if model != grading.model:
        yield {"competency": "", "what": "model", "before": grading.model, "after": model}
    if at.asked is None:
        return
    calls = GradingCall.objects.filter(grading=grading).values_list("competency__key", "number", "prompt_hash")
    sent = {(key, number): digest for key, number, digest in calls}
    for run in at.asked.made:
        if sent.get((run.competency, run.number)) != run.call.prompt_hash:
            yield {"competency": run.competency, "what": f"prompt of run {run.number}"}
