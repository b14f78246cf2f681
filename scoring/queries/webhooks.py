"""What webhooks tell: keys, numbers, times. No name, no address, no word of a candidate, no reason of a person."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from scoring.choices import WebhookEvent
from scoring.models import CompetencyScore, Decision, Delivery, Endpoint, Evaluation


def endpoints() -> QuerySet[Endpoint]:
    """Newest first."""
    return Endpoint.objects.select_related("created_by").order_by("-created_at", "-pk")


def deliveries_of(endpoint: Endpoint) -> QuerySet[Delivery]:
    """The log of an endpoint, newest first."""
    return Delivery.objects.filter(endpoint=endpoint).order_by("-queued_at", "-pk")


def payload_of(delivery: Delivery) -> dict[str, Any]:
    """What is sent: the same however often it is sent. `delivery` comes with its interview."""
    data: dict[str, Any] = {"interview": str(delivery.interview_id), "job_spec": str(delivery.interview.job_spec_id)}
    if delivery.event == WebhookEvent.GRADED:
        first = Evaluation.objects.filter(grading=delivery.subject).select_related("version", "grading").earliest("created_at")
        data |= {"grading": str(delivery.subject)} | _evaluation(first)
    elif delivery.event == WebhookEvent.DECIDED:
        decision = Decision.objects.select_related("evaluation__version", "evaluation__grading").get(pk=delivery.subject)
        data |= {"decision": str(decision.pk), "outcome": decision.outcome}
        data |= _evaluation(decision.evaluation) if decision.evaluation else {}
    return {"type": delivery.event, "timestamp": delivery.happened_at.isoformat(), "data": data}


def _evaluation(evaluation: Evaluation) -> dict[str, Any]:
    scores = CompetencyScore.objects.filter(grading=evaluation.grading_id).order_by("competency__key")
    return {
        "evaluation": str(evaluation.pk),
        "version": evaluation.version.tag,
        "engine": evaluation.grading.engine,
        "total": _number(evaluation.total),
        "coverage": _number(evaluation.coverage),
        "lower": _number(evaluation.lower),
        "upper": _number(evaluation.upper),
        "competencies": [
            {"key": key, "score": score, "level": level, "missing": missing or None}
            for key, score, level, missing in scores.values_list("competency__key", "score", "level", "missing")
        ],
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
