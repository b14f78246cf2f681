"""Endpoints of webhooks: made, given another secret, switched off and on, tried out. By administrators with all rights."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from config import work
from config.ids import uuid7
from config.outward import target_of
from jobspecs.models import User
from scoring.models import Delivery, Endpoint
from scoring.operations.webhooks import send

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


def send_test(*, endpoint: Endpoint) -> int:
    """Send an event that tells of nothing, at once, and return the status. Raises AddressRefused, NoAnswer."""
    payload = {"type": "endpoint.test", "timestamp": timezone.now().isoformat(), "data": {}}
    return send(endpoint, f"msg_{uuid7().hex}", payload)


def _new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
