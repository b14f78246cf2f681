"""Holding on to claimed orders while an engine works: their leases are renewed from a thread beside it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

import structlog
from django.db import connection
from django.db.models.functions import Now

from config.work import WorkState, lease_length
from scoring.models import GradingOrder

log = structlog.get_logger(__name__)


@contextmanager
def holding(orders: Sequence[GradingOrder]) -> Iterator[None]:
    """Renew the leases of these orders (claimed together) for as long as the block runs.

    Work that is over within a third of a lease costs nothing. A lease that has gone to somebody else stays theirs:
    `work.finish` then says so.
    """
    leases = {order.lease for order in orders if order.lease}
    over = threading.Event()
    keeper = threading.Thread(target=_renew, args=(leases, over), name="grading-lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _renew(leases: set[UUID], over: threading.Event) -> None:
    try:
        while not over.wait(lease_length().total_seconds() / 3):
            _renew_once(leases)
    finally:
        connection.close()  # this thread's own


def _renew_once(leases: set[UUID]) -> None:
    try:
        GradingOrder.objects.filter(lease__in=leases, state=WorkState.RUNNING).update(lease_until=Now() + lease_length())
    except Exception as error:  # a database that is away for a moment must not end the renewing
        log.warning("lease_not_renewed", error=type(error).__name__)
        connection.close()
