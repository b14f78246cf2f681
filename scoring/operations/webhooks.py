"""Deliveries of webhooks (Standard Webhooks): ordered with what they tell of, sent by a task, tried again for a day.

Work travels by endpoint: a task takes what is due for one, in its order. One that does not answer is left alone for a
minute with all that waits for it, so that it holds up nobody else's work.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from config import work
from config.outward import AddressRefused, NoAnswer, post
from config.work import LeaseLost, WorkState
from interviews.choices import InterviewState
from interviews.models import Interview
from scoring import tasks
from scoring.choices import WebhookEvent
from scoring.models import Delivery, Endpoint
from scoring.queries.webhooks import payload_of

log = structlog.get_logger(__name__)
CHUNK = 20  # deliveries that one task takes at a time: 10 seconds each at most
WAITS = (5, 300, 1800, 7200, 18000, 36000)  # seconds before each further try; then it stops
LEFT_ALONE_SECONDS = 60
GONE = 410
BUSY = {408, 425, 429}  # with 5xx: the other side cannot just now, whatever is sent


def order_deliveries(*, event: WebhookEvent, subjects: Mapping[UUID, UUID]) -> None:
    """Tell every endpoint that wants to know of these, once each; `subjects` says of which interview each is.

    To be called inside the transaction in which it happens.
    """
    wanting = list(Endpoint.objects.filter(is_active=True, events__contains=[event]).values_list("pk", flat=True))
    Delivery.objects.bulk_create(
        (
            Delivery(endpoint_id=pk, event=event, interview_id=interview, subject=subject)
            for pk in wanting
            for subject, interview in subjects.items()
        ),
        ignore_conflicts=True,
    )
    for pk in wanting:
        tasks.deliver.send(endpoint_id=str(pk))


def cancel_deliveries(*, interview_ids: Sequence[UUID]) -> None:
    """Tell nobody any more of interviews whose candidate was erased."""
    work.cancel(Delivery.objects.filter(interview__in=interview_ids), "The candidate was erased.")


@transaction.atomic
def send_again(*, delivery: Delivery) -> bool:
    """Try at once what has stopped, or waits for its next try; False when there is nothing to try."""
    anew = {"tries": 0} if work.start_over(delivery) else {}
    found = bool(Delivery.objects.filter(pk=delivery.pk, state=WorkState.QUEUED).update(due_at=Now(), **anew))
    if found:
        tasks.deliver.send(endpoint_id=str(delivery.endpoint_id))
    return found


def deliver_some(*, endpoint_id: UUID) -> bool:
    """Send what is due for an endpoint, up to a chunk. Returns whether there may be more to send at once."""
    endpoint = Endpoint.objects.get(pk=endpoint_id)
    taken = list(work.claim_some(Delivery, Q(endpoint=endpoint), CHUNK))
    left = list(taken)
    answers = True
    try:
        with work.holding(*taken):
            while left and answers:
                answers = _deliver(left[0])
                left.pop(0)
    finally:
        for delivery in left:
            work.wait(delivery, 0, "")
        if not answers:
            _leave_alone(endpoint)
    return answers and len(taken) == CHUNK


def send(endpoint: Endpoint, message: str, payload: Mapping[str, Any]) -> int:
    """Sign and send; returns the status of the answer, whose words nobody reads. Raises AddressRefused, NoAnswer."""
    body, now = json.dumps(payload, separators=(",", ":")), timezone.now()
    headers = {
        "content-type": "application/json",
        "user-agent": f"Evenhand-Webhooks/1 (+{settings.SITE_URL})",
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(endpoint.secret).sign(msg_id=message, timestamp=now, data=body),
    }
    return post(endpoint.url, body=body.encode(), headers=headers, local=settings.WEBHOOKS_TO_THIS_MACHINE)


def _deliver(delivery: Delivery) -> bool:
    """Send one, and note what came of it. Returns whether the endpoint can take more now.

    Those before it in its chunk may have taken minutes: what has been switched off, given another secret, withdrawn or
    erased meanwhile is found here.
    """
    endpoint = Endpoint.objects.get(pk=delivery.endpoint_id)
    interview = Interview.objects.select_related("candidate").get(pk=delivery.interview_id)
    delivery.interview = interview
    status: int | None = None
    try:
        work.heartbeat(delivery)
        if not endpoint.is_active or interview.state == InterviewState.WITHDRAWN or interview.candidate.erased_at:
            work.cancel(Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease), "It is no longer wanted.")
            return True
        status = send(endpoint, f"msg_{delivery.pk.hex}", payload_of(delivery))
        if 200 <= status < 300:
            work.finish(delivery, status=status, tries=F("tries") + 1)
            return True
        error = f"Answered {status}."
    except (AddressRefused, NoAnswer) as problem:
        error = str(problem)
    except LeaseLost:
        log.info("delivery_lease_lost", delivery=str(delivery.pk))
        return True
    except Exception as problem:  # its words could hold what was answered: neither the row nor the log takes them
        error = f"Something went wrong on our side ({type(problem).__name__})."
        log.warning("delivery_failed", delivery=str(delivery.pk), error=type(problem).__name__)
    _try_later(delivery, status, error)
    if status == GONE:
        _end(endpoint)
        return True
    return status is not None and status < 500 and status not in BUSY


def _try_later(delivery: Delivery, status: int | None, error: str) -> None:
    """Note a try that failed, and when the next one is; after the last, or where the address is gone, it stops."""
    Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease).update(status=status, tries=F("tries") + 1)
    if status == GONE or delivery.tries >= len(WAITS):
        work.fail(delivery, error, again=False)
    else:
        work.wait(delivery, WAITS[delivery.tries], error)
    log.info("delivery_not_taken", delivery=str(delivery.pk), status=status, state=delivery.state)


def _leave_alone(endpoint: Endpoint) -> None:
    """Nothing more to an endpoint for a minute that does not answer."""
    later = Now() + timedelta(seconds=LEFT_ALONE_SECONDS)
    Delivery.objects.filter(endpoint=endpoint, state=WorkState.QUEUED, due_at__lte=Now()).update(due_at=later)


@transaction.atomic
def _end(endpoint: Endpoint) -> None:
    """The other side says that the address is gone for good (410)."""
    Endpoint.objects.filter(pk=endpoint.pk).update(is_active=False)
    work.cancel(
        Delivery.objects.filter(endpoint=endpoint), "The address said that it is gone (410): the endpoint is switched off."
    )
    log.warning("endpoint_gone", endpoint=str(endpoint.pk))
