"""What webhooks tell: keys, numbers, times. No name, no address, no word of a candidate, no reason of a person."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page, Paginator
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast

from scoring.choices import WebhookEvent
from scoring.models import CompetencyScore, Decision, Delivery, Endpoint, Evaluation

TEST_EVENT = "endpoint.test"
TEST_NOTED = "Test event: "  # what the note of one begins with, among the acts of administrators


def endpoints() -> QuerySet[Endpoint]:
    """Newest first."""
    return Endpoint.objects.select_related("created_by").order_by("-created_at", "-pk")


@dataclass(frozen=True)
class LogLine:
    """One line of an endpoint's log: a delivery, or a test event that somebody sent."""

    delivery: Delivery | None = None
    test: LogEntry | None = None

    @property
    def told(self) -> str:
        """Of a test: what came of it."""
        return self.test.change_message.removeprefix(TEST_NOTED) if self.test else ""


def log_page(endpoint: Endpoint, number: str | None, size: int) -> Page[LogLine]:
    """A page of the log of an endpoint, test events among the deliveries, newest first. Four queries."""
    deliveries = Delivery.objects.filter(endpoint=endpoint).annotate(key=Cast("pk", CharField()), is_test=Value(False))
    tests = _tests_of(endpoint).annotate(key=Cast("pk", CharField()), is_test=Value(True))
    both = (
        deliveries.order_by()
        .values_list("queued_at", "key", "is_test")
        .union(tests.order_by().values_list("action_time", "key", "is_test"), all=True)
    )
    page: Page[Any] = Paginator(both.order_by("-queued_at", "-key"), size).get_page(number)
    keys = [(key, is_test) for _at, key, is_test in page.object_list]
    found = {str(row.pk): row for row in Delivery.objects.filter(pk__in=[key for key, is_test in keys if not is_test])}
    tried = {str(row.pk): row for row in _tests_of(endpoint).filter(pk__in=[key for key, is_test in keys if is_test])}
    page.object_list = [LogLine(test=tried[key]) if is_test else LogLine(found[key]) for key, is_test in keys]
    return page


def _tests_of(endpoint: Endpoint) -> QuerySet[LogEntry]:
    kind = ContentType.objects.get_for_model(Endpoint)
    noted = LogEntry.objects.filter(content_type=kind, object_id=str(endpoint.pk), change_message__startswith=TEST_NOTED)
    return noted.select_related("user")


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
