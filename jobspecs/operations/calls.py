"""What was asked of a language model for a piece of work: kept as it happens, and counted against the spec's budget."""

from __future__ import annotations

from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, Sum

from config.llm import Meter
from jobspecs.models import Draft, JobSpec, ModelCall, QuestionOrder, Redraft

Ordered = Draft | Redraft | QuestionOrder
_FIELD = {Draft: "draft", Redraft: "redraft", QuestionOrder: "question_order"}


def meter_for(work: Ordered) -> Meter:
    """A meter with what is left of the budget of the spec that the work is for."""
    budget: int | None = settings.LLM_BUDGET_TOKENS
    return Meter(budget=None if budget is None else max(0, budget - _spent(work)))


def _spent(work: Ordered) -> int:
    """Tokens spent so far on this spec: by its draft, its further drafts, and other wordings of its questions."""
    spec = _spec_of(work)
    mine = Q(**{_FIELD[type(work)]: work})
    of_spec = Q(draft__job_spec=spec) | Q(redraft__job_spec=spec) | Q(question_order__question__round__job_spec=spec)
    calls = ModelCall.objects.filter(mine if spec is None else mine | of_spec)
    return calls.aggregate(tokens=Sum(F("input_tokens") + F("output_tokens")))["tokens"] or 0


def _spec_of(work: Ordered) -> JobSpec | None:
    return work.question.round.job_spec if isinstance(work, QuestionOrder) else work.job_spec


@transaction.atomic
def keep_calls(work: Ordered, meter: Meter) -> None:
    """Store the calls that the meter has counted since the last time, also those of work that then fails.

    What other work on this spec has spent meanwhile leaves that much less here: one at a time is counted, so that no two pieces
    of work both spend the rest. What each is asking for at this moment is not known to the other.
    """
    spec = _spec_of(work)
    if spec is not None:
        JobSpec.objects.select_for_update(no_key=True).get(pk=spec.pk)
    with meter.handing_over() as new:
        ModelCall.objects.bulk_create(ModelCall(**{_FIELD[type(work)]: work}, **asdict(call)) for call in new)
    if settings.LLM_BUDGET_TOKENS is not None:
        mine = sum(call.tokens for call in meter.calls)
        meter.budget = max(0, settings.LLM_BUDGET_TOKENS - _spent(work) + mine)
