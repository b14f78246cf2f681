"""Completed interviews that cannot be graded yet: they wait for a transcript, or for somebody who listens."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from interviews.choices import InterviewState
from interviews.models import Interview
from interviews.queries.recordings import NEEDS_LISTENER, STOPPED, WAITING, has_doubts, has_stopped, has_unwritten, unheard

_FIRST = (STOPPED, NEEDS_LISTENER, WAITING)  # what a person can do something about comes first


def why_unheard(interview: Interview) -> str:
    """Why this interview cannot be graded (STOPPED, NEEDS_LISTENER or WAITING), or nothing."""
    reasons = {one.why for one in unheard(interview)}
    return next((why for why in _FIRST if why in reasons), "")


def unheard_among(interviews: Collection[UUID]) -> dict[UUID, str]:
    """Those of these that cannot be graded, with the reason. One query where there are none."""
    found = Interview.objects.filter(has_unwritten() | has_doubts(), pk__in=interviews)
    reasons = {one.pk: why_unheard(one) for one in found}
    return {key: why for key, why in reasons.items() if why}


def completed_of(spec_id: UUID | None) -> QuerySet[Interview]:
    """Completed interviews whose words are kept, of one spec or of all."""
    found = Interview.objects.filter(state=InterviewState.SUBMITTED, candidate__erased_at__isnull=True)
    return found.filter(job_spec=spec_id) if spec_id else found


@dataclass(frozen=True)
class Unready:
    """How many completed interviews wait for a transcript, and how many for a person (who listens, or tries again)."""

    transcripts: int
    listeners: int
    stopped: int

    def __str__(self) -> str:
        """ "3 wait for a transcript, 1 needs a listener", or nothing."""
        told = (
            (self.transcripts, "waits for a transcript", "wait for a transcript"),
            (self.listeners, "needs a listener", "need a listener"),
            (self.stopped, "has a transcript that stopped", "have a transcript that stopped"),
        )
        return ", ".join(f"{n} {one if n == 1 else more}" for n, one, more in told if n)


def unready_of(spec_id: UUID | None) -> Unready:
    """Count them, each under what a person can do something about; one query."""
    found = completed_of(spec_id).annotate(is_unwritten=has_unwritten(), is_stopped=has_stopped(), is_doubted=has_doubts())
    counts = found.aggregate(
        stopped=Count("pk", filter=Q(is_stopped=True)),
        listeners=Count("pk", filter=Q(is_doubted=True, is_stopped=False)),
        transcripts=Count("pk", filter=Q(is_unwritten=True, is_stopped=False, is_doubted=False)),
    )
    return Unready(**counts)
