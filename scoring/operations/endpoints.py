"""Endpoints of webhooks: made, given another secret, switched off and on, tried out. By administrators with all rights."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from config import work
from config.ids import uuid7
from config.outward import AddressRefused, NoAnswer, target_of
from jobspecs.models import User
from scoring.models import Delivery, Endpoint
from scoring.operations.webhooks import send
from scoring.queries.webhooks import TEST_EVENT, TEST_NOTED

log = structlog.get_logger(__name__)
SECRET_BYTES = 32


@transaction.atomic
def make_endpoint(*, url: str, events: Sequence[str], by: User) -> Endpoint:
    """Tell an address from now on; its secret is shown once. Raises AddressRefused for one that nothing is sent to."""
    target_of(url, local=settings.WEBHOOKS_TO_THIS_MACHINE)
    endpoint = Endpoint.objects.create(url=url, events=list(events), secret=_new_secret(), created_by=by)
    log.info("endpoint_made", endpoint=str(endpoint.pk), by=str(by.pk))
    return endpoint


@transaction.atomic
def rotate_secret(*, endpoint: Endpoint, by: User) -> str:
    """Another secret, from the next delivery on; the one before signs no more."""
    endpoint.secret = _new_secret()
    endpoint.save(update_fields=["secret"])
    log.info("endpoint_secret_rotated", endpoint=str(endpoint.pk), by=str(by.pk))
    return endpoint.secret


@transaction.atomic
def switch(*, endpoint: Endpoint, is_active: bool, by: User) -> None:
    """Switch an endpoint off or on. What was on its way is taken back; what happens meanwhile is not told later."""
    Endpoint.objects.filter(pk=endpoint.pk).update(is_active=is_active)
    if not is_active:
        work.cancel(Delivery.objects.filter(endpoint=endpoint), "The endpoint was switched off.")
    log.info("endpoint_switched", endpoint=str(endpoint.pk), is_active=is_active, by=str(by.pk))


@dataclass(frozen=True)
class Tried:
    """What came of a test event: the status of the answer (None: none came), and what is the matter ("": taken)."""

    status: int | None
    problem: str


def send_test(*, endpoint: Endpoint, by: User) -> Tried:
    """Send an event that tells of nothing, at once, and note in the endpoint's log what came of it. It is not sent again.

    It has no row of Delivery: those are of interviews, and wait until they are taken. What is noted is an act of `by`.
    """
    payload = {"type": TEST_EVENT, "timestamp": timezone.now().isoformat(), "data": {}}
    try:
        status = send(endpoint, f"msg_{uuid7().hex}", payload)
    except (AddressRefused, NoAnswer) as refused:
        tried = Tried(None, str(refused))
    else:
        tried = Tried(status, "" if 200 <= status < 300 else f"Answered {status}.")
    _note(endpoint, tried, by)
    return tried


@transaction.atomic
def _note(endpoint: Endpoint, tried: Tried, by: User) -> None:
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(Endpoint),
        object_id=str(endpoint.pk),
        object_repr=str(endpoint)[:200],
        action_flag=CHANGE,
        change_message=TEST_NOTED + (tried.problem or f"Answered {tried.status}."),
    )
    log.info("endpoint_tried", endpoint=str(endpoint.pk), status=tried.status, by=str(by.pk))


def _new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
