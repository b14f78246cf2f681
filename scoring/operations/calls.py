"""What was asked of a language model for gradings: what it may take, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum

from config.llm import OK, Meter
from interviews.models import Interview
from interviews.operations.correcting import with_candidate_as_now
from scoring.engines import engine_asks_model, engine_name_of, engine_named
from scoring.grading.base import GradingEngine, ModelWork
from scoring.models import Grading, GradingCall, GradingOrder

WHOSE = "this interview"  # the budget is


@dataclass(frozen=True)
class EngineAtWork:
    """An engine for one piece of work; `asked` is what it asks of a language model, if it does."""

    name: str  # in GRADING_ENGINES
    engine: GradingEngine
    asked: ModelWork | None = None


def engine_for(order: GradingOrder, interview: Interview) -> EngineAtWork:
    """The engine for one order. Behind which a model stands, it has what is left of the interview's budget, and the replies of
    an earlier try at the same order, so that what was paid for is not asked again. Raises UnknownEngine.
    """
    return at_work(order.engine or engine_name_of(interview.job_spec), interview.pk, lambda: _kept_of(order))


def _kept_of(order: GradingOrder) -> dict[tuple[str, int], str]:
    kept = GradingCall.objects.filter(order=order, grading__isnull=True, model=settings.LLM_MODEL, outcome=OK)
    return {(call.prompt_hash, call.number): call.reply for call in kept if call.reply}


def at_work(name: str, interview_id: UUID, known: Callable[[], Mapping[tuple[str, int], str]] = dict) -> EngineAtWork:
    """The engine of this name for one interview. `known` gives replies of an earlier try. Raises UnknownEngine."""
    engine = engine_named(name)
    if not engine_asks_model(engine):
        return EngineAtWork(name, engine)
    budget: int | None = settings.LLM_BUDGET_TOKENS
    left = None if budget is None else max(0, budget - _spent(interview_id))
    asked = ModelWork(Meter(budget=left, whose=WHOSE), settings.GRADING_RUNS, known())
    return EngineAtWork(name, engine.for_work(asked), asked)


def _spent(interview_id: UUID) -> int:
    """Tokens spent so far on this interview, by all its gradings and replays."""
    calls = GradingCall.objects.filter(order__interview=interview_id)
    return calls.aggregate(tokens=Sum(F("input_tokens") + F("output_tokens")))["tokens"] or 0


@transaction.atomic
def keep_calls(*, order: GradingOrder, by: EngineAtWork, grading: Grading | None = None) -> None:
    """Store what was asked, with the grading that came of it; also where none did. Of who was erased meanwhile, without texts."""
    if by.asked is None or not by.asked.made:
        return
    # The lock makes an erasure wait, or be seen.
    rows = Interview.objects.select_for_update(no_key=True, of=["self"]).select_related("rubric")
    interview = with_candidate_as_now(rows.get(pk=order.interview_id))
    is_kept = interview.candidate.erased_at is None
    keys = dict(interview.rubric.rows.values_list("competency__key", "competency_id"))
    # Of an earlier try there is a row already: another one only shows what a grading was made of.
    made = [run for run in by.asked.made if grading is not None or run.call.tries]
    GradingCall.objects.bulk_create(
        GradingCall(
            order=order,
            grading=grading,
            competency_id=keys[run.competency],
            number=run.number,
            model=run.call.model,
            parameters=run.call.parameters,
            prompt_hash=run.call.prompt_hash,
            prompt=run.prompt if is_kept else "",
            reply=run.reply if is_kept else "",
            input_tokens=run.call.input_tokens,
            output_tokens=run.call.output_tokens,
            tries=run.call.tries,
            seconds=run.call.seconds,
            cost=run.call.cost,
            outcome=run.call.outcome,
            problem=run.call.problem,
        )
        for run in made
    )
