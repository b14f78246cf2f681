"""Invitations to answer one question again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Now

from interviews.models import AnswerRevision, Asked, Exclusion, Interview, Retake

OPEN = Q(answered_at__isnull=True, cancelled_at__isnull=True, expires_at__gt=Now())


def retakes_of(interview: Interview) -> QuerySet[Retake]:
    """All of an interview, with their questions, in the order in which they were asked."""
    rows = Retake.objects.filter(asked__interview=interview)
    return rows.select_related("asked__revision", "asked__answer", "offered_by").order_by("asked__position", "offered_at")


def open_retakes_of(interview: Interview) -> QuerySet[Retake]:
    """Those that the candidate can answer now."""
    return retakes_of(interview).filter(OPEN)


def what_went_wrong() -> tuple[Prefetch[str, QuerySet[Any]], ...]:
    """To prefetch with questions (Asked): their retakes, the exclusions and all texts of their answers. Three queries.

    Each of them oldest first.
    """
    retakes = Retake.objects.select_related("offered_by").order_by("offered_at", "pk")
    exclusions = Exclusion.objects.select_related("excluded_by", "lifted_by").order_by("excluded_at", "pk")
    texts = AnswerRevision.objects.order_by("number")
    return (
        Prefetch("retakes", queryset=retakes),
        Prefetch("answer__exclusions", queryset=exclusions),
        Prefetch("answer__revisions", queryset=texts),
    )


def asked_with_history(interview_id: UUID, position: int) -> Asked | None:
    """One question with its answer, and what went wrong with it."""
    found = Asked.objects.filter(interview=interview_id, position=position, answer__isnull=False)
    return found.select_related("revision", "answer__current_revision").prefetch_related(*what_went_wrong()).first()
