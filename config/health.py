"""/healthz: is all of it there? Database, broker, a worker that answers, and one for speech where anything is spoken."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.celery import BROKER_AWAY, app

QUEUES_SEEN = "health:queues"
FRESH_SECONDS = 30
WORKER, SPEECH = "default", "speech"  # a queue each; who takes from "default" takes batches too

# Who knows whether anything is spoken here lies above this floor, and says so here (interviews.apps).
needs_speech: list[Callable[[], bool]] = []


def database_is_there() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:  # InterfaceError, for a connection that has been closed, is no DatabaseError
        return False
    return True


def broker_is_there() -> bool:
    try:
        with app.connection_for_read() as broker:
            broker.ensure_connection(max_retries=0, timeout=2)
    except BROKER_AWAY:
        return False
    return True


def queues_served(wanted: Collection[str]) -> set[str]:
    """The queues from which a worker took within the last half minute; asked anew when one of `wanted` was not seen."""
    seen: dict[str, float] = cache.get(QUEUES_SEEN) or {}
    fresh = {queue for queue, at in seen.items() if time.time() - at < FRESH_SECONDS}
    if fresh.issuperset(wanted):
        return fresh
    try:
        with app.connection_for_read() as broker:  # a pooled one may be from before the broker was started again
            answers = app.control.inspect(timeout=1.0, connection=broker).active_queues() or {}
    except BROKER_AWAY:
        return set()
    found = {queue["name"] for queues in answers.values() for queue in queues}
    cache.set(QUEUES_SEEN, dict.fromkeys(found, time.time()), timeout=FRESH_SECONDS)
    return found


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker and a worker answer, and one for speech where anything is spoken; else 503.

    The body says which do; "speech" is not in it where nothing here listens or speaks.
    """
    wanted = {"worker": WORKER} | ({"speech": SPEECH} if any(is_needed() for is_needed in needs_speech) else {})
    parts = {"database": database_is_there(), "broker": broker_is_there()}
    served = queues_served(wanted.values()) if parts["broker"] else set()
    parts |= {name: queue in served for name, queue in wanted.items()}
    return JsonResponse({"ok": all(parts.values()), **parts}, status=200 if all(parts.values()) else 503)
