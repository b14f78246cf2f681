"""Drafting: from a description to a published spec, step by step, each step shown as it finishes.

Claim (a transaction) → engine (none open) → store (a transaction). What a step found is stored for the page; the spec
itself is written once, whole, at the end. A draft that is run twice makes one spec.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models.functions import Now

from config import work
from config.llm import Meter
from config.work import WorkState
from jobspecs.choices import DraftStep
from jobspecs.drafting.base import DraftedCompetency, DraftedMustHave, DraftingFailed, places_of
from jobspecs.engines import drafting_engine, question_engine
from jobspecs.models import Draft, JobSpec, Redraft, User
from jobspecs.operations.calls import keep_calls, meter_for
from jobspecs.operations.specs import SpecContent, create_spec
from jobspecs.operations.versions import CompetencyWording, MustHaveLine, WeightGiven
from jobspecs.questions.base import QuestionsFailed

if TYPE_CHECKING:
    from jobspecs.drafting.whole import WholeDraft

log = structlog.get_logger(__name__)


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
    if draft is not None:
        draft_claimed(draft, draft.description, lambda found: _publish(draft, content_of_draft(found)), "The text is kept")


def draft_claimed(ordered: Draft | Redraft, text: str, keep: Callable[[WholeDraft], object], unharmed: str) -> None:
    """Draft for a row that is claimed, and `keep` what was found. A failure is kept with the row, with what it did no harm to."""
    kind = type(ordered).__name__.lower()
    meter = meter_for(ordered)
    try:
        with work.holding(ordered):
            keep(draft_for(ordered, text, meter))
    except work.LeaseLost:
        log.info(f"{kind}_taken_over", **{kind: str(ordered.pk)})
    except (DraftingFailed, QuestionsFailed) as failure:
        work.fail(ordered, str(failure), again=False)
    except Exception as error:
        log.exception(f"{kind}_failed", **{kind: str(ordered.pk)})
        work.fail(ordered, f"Something went wrong on our side ({type(error).__name__}). {unharmed}; try again.")
    finally:
        keep_calls(ordered, meter)


def draft_for(ordered: Draft | Redraft, text: str, meter: Meter) -> WholeDraft:
    """Draft from a description, and keep with the work row what each step found and what it took. Raises LeaseLost."""
    from jobspecs.drafting.whole import draft_whole  # brings the engine's word lists: only for who drafts

    def show(step: str, found: dict[str, Any]) -> None:
        keep_calls(ordered, meter)
        _show(ordered, DraftStep(step), found)

    return draft_whole(text, drafting=drafting_engine(meter), questions=question_engine(meter), shown=show)


def content_of_draft(draft: WholeDraft) -> SpecContent:
    """What engines found, in the form in which a spec is written."""
    return SpecContent(
        title=draft.reading.title[:200],
        level=draft.reading.level,
        description=draft.reading.text,
        language=draft.reading.language,
        wordings=[wording_of(competency) for competency in draft.competencies],
        weights={key: WeightGiven(weight.value, weight.reason) for key, weight in draft.weights.items()},
        must_haves=[must_have_of(line) for line in draft.must_haves],
        questions=draft.questions,
        drafted_with=draft.drafted_with,
        drafting_notes=draft.notes,
    )


def wording_of(drafted: DraftedCompetency) -> CompetencyWording:
    places = places_of(drafted.sources)
    return CompetencyWording(drafted.key, drafted.name, drafted.definition, drafted.for_this_role, drafted.anchors, places)


def must_have_of(drafted: DraftedMustHave) -> MustHaveLine:
    return MustHaveLine(drafted.kind, drafted.text, places_of([drafted.source] if drafted.source else []))


def _show(draft: Draft | Redraft, step: DraftStep, found: dict[str, Any]) -> None:
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
