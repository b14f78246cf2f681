"""Which gradings can be run again, and what came of it, in words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from scoring.models import Grading, Replay


def gradings_to_replay(*, grading: UUID | None = None, spec: UUID | None = None) -> QuerySet[Grading]:
    """One grading, those of a spec, or all, the oldest first."""
    found = Grading.objects.select_related("interview__candidate", "interview__job_spec", "rubric").order_by("created_at", "pk")
    if grading is not None:
        return found.filter(pk=grading)
    return found.filter(interview__job_spec=spec) if spec is not None else found


def grading_by_id(grading_id: UUID) -> Grading | None:
    return gradings_to_replay(grading=grading_id).first()


def newest_replay(grading_id: UUID) -> Replay | None:
    """The last time that a grading was run again."""
    return Replay.objects.filter(grading=grading_id).order_by("-pk").first()


def in_words(replay: Replay) -> list[str]:
    """Each difference in a line: "planning: score 65, then 70"."""
    return [_line(difference) for difference in replay.differences]


def _line(difference: dict[str, Any]) -> str:
    name = f"{difference['competency']}: " if difference["competency"] else ""
    if "before" not in difference:
        return f"{name}another {difference['what']}"
    return f"{name}{difference['what']} {_told(difference['before'])}, then {_told(difference['after'])}"


def _told(value: Any) -> str:
    """Quotes as places: a page shows them in their answers."""
    if isinstance(value, list | tuple):
        return ", ".join(f"answer {ref} {start}–{end}" for ref, start, end in value) or "none"
    return "none" if value in (None, "") else str(value)
