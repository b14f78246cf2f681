"""Drafting: from a description to a published spec, step by step, each step shown as it finishes.

Claim (a transaction) → engine (none open) → store (a transaction). What a step found is stored for the page; the spec
itself is written once, whole, at the end. A draft that is run twice makes one spec.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models.functions import Now

from config import work
from config.llm import Meter
from config.work import WorkState
from jobspecs.choices import DraftStep
from jobspecs.drafting.base import DraftedCompetency, DraftedMustHave, DraftedWeight, DraftingEngine, DraftingFailed, Reading
from jobspecs.drafting.whole import brief_of
from jobspecs.engines import drafting_engine, question_engine
from jobspecs.models import Draft, JobSpec, User
from jobspecs.operations.specs import SpecContent, create_spec
from jobspecs.operations.versions import CompetencyWording, MustHaveLine, WeightGiven
from jobspecs.questions.base import QuestionEngine, QuestionsFailed, WrittenQuestion

log = structlog.get_logger(__name__)

QUESTIONS_IN = {1: 3, 2: 4}
KIND_OF = {1: "written", 2: "voice"}
STEP_OF = {1: DraftStep.ROUND_01, 2: DraftStep.ROUND_02}


@transaction.atomic
def start_draft(*, description: str, by: User, source_name: str = "") -> Draft:
    """Keep the description and have it drafted in the background."""
    draft = Draft.objects.create(description=description, source_name=source_name, requested_by=by)
    _send(draft)
    return draft


@transaction.atomic
def retry_draft(*, draft: Draft, by: User, description: str | None = None) -> bool:
    """Try a stopped draft again, with the text as it was or as `by` has changed it. False when it had not stopped."""
    if not work.start_over(draft):
        return False
    changed = {} if description is None else {"description": description}
    Draft.objects.filter(pk=draft.pk).update(step=DraftStep.READING, found={}, **changed)
    _send(draft)
    return True


@transaction.atomic
def discard_draft(*, draft: Draft, by: User) -> None:
    """Take a draft that did not become a spec off the list, and stop what is under way."""
    discarded = Draft.objects.filter(pk=draft.pk, job_spec__isnull=True)
    work.cancel(discarded)
    discarded.update(discarded_at=Now())


@transaction.atomic
def restore_draft(*, draft: Draft, by: User) -> None:
    """Bring a discarded draft back; one that was stopped by discarding begins anew."""
    Draft.objects.filter(pk=draft.pk).update(discarded_at=None)
    draft.refresh_from_db()
    if draft.state == WorkState.CANCELLED:
        retry_draft(draft=draft, by=by)


def _send(draft: Draft) -> None:
    from jobspecs.tasks import draft_spec  # the task runs an operation of this module

    draft_spec.send(draft_id=str(draft.pk))


def run_draft(draft_id: UUID | str) -> None:
    """Draft what is asked for, if nobody else does. A failure is kept with the draft, in words for its author."""
    draft = work.claim(Draft, draft_id)
    if draft is None:
        return
    try:
        with work.holding(draft):
            content = _content(draft, drafting_engine(Meter()), question_engine(Meter()))
            _publish(draft, content)
    except work.LeaseLost:
        log.info("draft_taken_over", draft=str(draft.pk))
    except (DraftingFailed, QuestionsFailed) as failure:
        work.fail(draft, str(failure), again=False)
    except Exception as error:
        log.exception("draft_failed", draft=str(draft.pk))
        work.fail(draft, f"Something went wrong on our side ({type(error).__name__}). The text is kept; try again.")


def _content(draft: Draft, engine: DraftingEngine, questions: QuestionEngine) -> SpecContent:
    reading = engine.read(draft.description)
    _show(draft, DraftStep.COMPETENCIES, reading={"title": reading.title, "level": reading.level})
    competencies = engine.competencies(reading)
    _show(draft, DraftStep.WEIGHTS, competencies=[c.name for c in competencies])
    weights = engine.weights(reading, competencies)
    _show(draft, DraftStep.MUST_HAVES, weights={c.name: str(weights[c.key].value) for c in competencies})
    must_haves = engine.must_haves(reading)
    _show(draft, DraftStep.ROUND_01, must_haves=[asdict(line) for line in must_haves])
    brief = brief_of(reading, competencies, weights)
    written: dict[int, list[WrittenQuestion]] = {}
    for position, count in QUESTIONS_IN.items():
        avoid = [question.text for asked in written.values() for question in asked]
        written[position] = questions.write(brief, kind=KIND_OF[position], count=count, avoid=avoid)
        following = DraftStep.ROUND_02 if position == 1 else DraftStep.PUBLISHED
        _show(draft, following, **{STEP_OF[position]: [question.text for question in written[position]]})
    return content_of_draft(reading, competencies, weights, must_haves, written)


def content_of_draft(
    reading: Reading,
    competencies: Sequence[DraftedCompetency],
    weights: Mapping[str, DraftedWeight],
    must_haves: Sequence[DraftedMustHave],
    questions: Mapping[int, Sequence[WrittenQuestion]],
) -> SpecContent:
    """What engines found, in the form in which a spec is written."""
    return SpecContent(
        title=reading.title[:200],
        level=reading.level,
        description=reading.text,
        language=reading.language,
        wordings=[CompetencyWording(c.key, c.name, c.definition, c.for_this_role, c.anchors) for c in competencies],
        weights={key: WeightGiven(weight.value, weight.reason) for key, weight in weights.items()},
        must_haves=[MustHaveLine(line.kind, line.text) for line in must_haves],
        questions=questions,
    )


def _show(draft: Draft, step: DraftStep, **found: Any) -> None:
    """Store what a step found, say which step comes now, and hold on to the lease. Raises LeaseLost."""
    work.heartbeat(draft)
    draft.found = draft.found | found
    draft.step = step
    draft.save(update_fields=["found", "step"])


@transaction.atomic
def _publish(draft: Draft, content: SpecContent) -> JobSpec:
    spec = create_spec(content=content, by=draft.requested_by)
    work.finish(draft, job_spec=spec, step=DraftStep.PUBLISHED)
    return spec
