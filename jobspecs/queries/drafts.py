"""How far a draft is, and what its steps found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from config.work import WorkState
from jobspecs.choices import DraftStep, Level
from jobspecs.models import Draft, Redraft

PATIENCE = timedelta(seconds=20)


@dataclass(frozen=True)
class StepLine:
    """One step as the page shows it: state is done, now, failed or "" (not begun); `lines` are what it found."""

    name: str
    state: str
    note: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    draft: Draft | Redraft
    steps: list[StepLine]

    @property
    def is_failed(self) -> bool:
        return self.draft.state in (WorkState.FAILED, WorkState.CANCELLED)

    @property
    def title(self) -> str:
        """What the description calls the role, once it has been read."""
        return str(self.draft.found.get("reading", {}).get("title") or "New job spec")

    @property
    def notes(self) -> list[str]:
        """What was done otherwise than the engine had it, so far: lines for people."""
        return list(self.draft.found.get("notes", []))

    @property
    def seen(self) -> str:
        """Stands for all that is shown: while it stays the same, whoever looks on needs nothing new."""
        draft = self.draft
        return f"{draft.state}-{draft.step}-{len(self.notes)}-{int(self.waits_for_a_worker)}-{int(self.tries_again)}"

    @property
    def said(self) -> str:
        """The last step that has finished and the one under way, in one line for who does not see them."""
        done = [f"{step.name}: {step.note}." for step in self.steps if step.state == "done" and step.note]
        now = [f"{step.name} under way." for step in self.steps if step.state == "now"]
        return " ".join(done[-1:] + now)

    @property
    def waits_for_a_worker(self) -> bool:
        """It has been due for a while and nobody has taken it: is a worker running?"""
        draft, now = self.draft, timezone.now()
        if draft.state == WorkState.QUEUED:
            return now - draft.due_at > PATIENCE
        return draft.state == WorkState.RUNNING and draft.lease_until is not None and draft.lease_until < now

    @property
    def tries_again(self) -> bool:
        """A go at it failed, and another follows by itself."""
        return self.draft.state == WorkState.QUEUED and bool(self.draft.error)


def progress_of(draft: Draft | Redraft) -> Progress:
    """The steps of a draft in their order."""
    order = list(DraftStep)
    here = order.index(DraftStep(draft.step))
    lines = []
    for index, step in enumerate(order):
        found = draft.found.get(step.value)
        note, details = _said(step, found) if found is not None else ("", ())
        lines.append(StepLine(_name(draft, step), _state(draft, index, here), note, details))
    return Progress(draft, lines)


def _name(draft: Draft | Redraft, step: DraftStep) -> str:
    """What is drafted again is not published: it is compared with what stands."""
    is_compared = step == DraftStep.PUBLISHED and isinstance(draft, Redraft)
    return "What would change" if is_compared else str(step.label)


def _state(draft: Draft | Redraft, index: int, here: int) -> str:
    if draft.state == WorkState.DONE or index < here:
        return "done"
    if index > here:
        return ""
    if draft.state in (WorkState.FAILED, WorkState.CANCELLED):
        return "failed"
    return "now" if draft.state == WorkState.RUNNING else ""


def _said(step: DraftStep, found: Any) -> tuple[str, tuple[str, ...]]:
    """A short note and the lines that stand under a finished step."""
    match step:
        case DraftStep.READING:
            return f"{found['title']} · {Level(found['level']).label.lower()}", ()
        case DraftStep.COMPETENCIES:
            return _counted(found, "competency", "competencies"), tuple(found)
        case DraftStep.WEIGHTS:
            heaviest_first = sorted(found.items(), key=lambda item: (-Decimal(item[1]), item[0]))  # JSON has no order
            return "sum to 1.00", tuple(f"{value} {name}" for name, value in heaviest_first)
        case DraftStep.MUST_HAVES:
            return _counted(found, "line", "lines"), tuple(f"{line['kind']}: {line['text']}" for line in found)
        case DraftStep.ROUND_01:
            return _counted(found, "question", "questions"), tuple(found)
        case DraftStep.ROUND_02:
            return _counted(found, "prompt", "prompts"), tuple(found)
    return "", ()


def _counted(found: Any, one: str, many: str) -> str:
    return f"{len(found)} {one if len(found) == 1 else many}"
