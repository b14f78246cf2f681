"""/healthz: is all of it there? Database, broker and a worker that answers."""

from __future__ import annotations

import time

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.celery import BROKER_AWAY, app

WORKER_SEEN = "health:worker"
WORKER_FRESH_SECONDS = 30


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


def worker_is_there() -> bool:
    """A worker answered within the last half minute; asked anew when nobody has looked since."""
    if time.time() - float(cache.get(WORKER_SEEN, 0)) < WORKER_FRESH_SECONDS:
        return True
    try:
        with app.connection_for_read() as broker:  # a pooled one may be from before the broker was started again
            answers = app.control.ping(timeout=1.0, limit=1, connection=broker)
    except BROKER_AWAY:
        return False
    if answers:
        cache.set(WORKER_SEEN, time.time(), timeout=WORKER_FRESH_SECONDS)
    return bool(answers)


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker and a worker answer, else 503; the body says which do."""
    parts = {"database": database_is_there(), "broker": broker_is_there()}
    parts["worker"] = parts["broker"] and worker_is_there()
    return JsonResponse({"ok": all(parts.values()), **parts}, status=200 if all(parts.values()) else 503)
