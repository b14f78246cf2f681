"""Drafting anew and taking of it, as tests of these operations do it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from jobspecs.models import JobSpec, Question, Redraft, User
from jobspecs.operations import taking
from jobspecs.operations.drafts import run_draft, start_draft
from jobspecs.operations.redrafts import run_redraft, start_redraft
from jobspecs.operations.taking import take_redraft
from jobspecs.queries.redrafts import comparison_of
from jobspecs.questions.base import WrittenQuestion
from jobspecs.redraft.content import Comparison
from tests.factories import spec_content
from tests.jobspecs.pages import current

TEXT = "We look for a captain who steers the ferry and reads the weather. " * 3


def ferry(by: User) -> JobSpec:
    """A spec that the test's engines have drafted."""
    draft = start_draft(description=TEXT, by=by)
    run_draft(draft.pk)
    draft.refresh_from_db()
    assert draft.job_spec
    return draft.job_spec


def started(spec: JobSpec, by: User) -> Redraft:
    redraft = start_redraft(job_spec=spec, by=by)
    redraft.refresh_from_db()
    return redraft


def run(redraft: Redraft) -> Redraft:
    run_redraft(redraft.pk)
    redraft.refresh_from_db()
    return redraft


def content_now(spec: JobSpec) -> tuple[Any, ...]:
    """All that a spec says and asks."""
    spec.refresh_from_db()
    questions = Question.objects.filter(round__job_spec=spec).order_by("pk")
    asked = tuple(questions.values_list("pk", "position", "competency__key", "current_revision__text", "retired_at"))
    return (spec.title, spec.level, spec.versions.count(), current(spec).content_hash, spec.questions_confirmed_at, asked)


def compared(redraft: Redraft) -> Comparison:
    spec = JobSpec.objects.get(pk=redraft.job_spec_id)
    return comparison_of(spec, current(spec), redraft)


def take(redraft: Redraft, by: User, *, chosen: Collection[str] | None = None, **more: Any) -> taking.Outcome:
    """Take what is ticked beforehand, as the page would send it."""
    comparison = compared(redraft)
    data: dict[str, Any] = {
        "base": current(redraft.job_spec).number,
        "shown": comparison.ids,
        "chosen": comparison.ticked if chosen is None else chosen,
        "meaning_changed": True,
        "reason": "",
    }
    return take_redraft(redraft=redraft, by=by, **(data | more))


def ids(redraft: Redraft, *kinds: str) -> set[str]:
    return {piece.id for piece in compared(redraft).pieces if piece.kind in kinds}


def texts(spec: JobSpec, position: int) -> list[str]:
    asked = Question.objects.filter(round__job_spec=spec, round__position=position, retired_at=None).order_by("position")
    return list(asked.values_list("current_revision__text", flat=True))


def with_welding() -> dict[int, list[WrittenQuestion]]:
    questions = {at: list(asked) for at, asked in spec_content().questions.items()}
    questions[1].append(WrittenQuestion("welding", "How do you weld a frame?"))
    return questions


def without_listening() -> dict[int, list[WrittenQuestion]]:
    return {at: [q for q in asked if q.competency != "listening"] for at, asked in spec_content().questions.items()}


def worded_anew() -> dict[int, list[WrittenQuestion]]:
    questions = {at: list(asked) for at, asked in spec_content().questions.items()}
    questions[1][0] = replace(questions[1][0], text="Anew: how do you plan a day?")
    return questions
