"""Celery, and the only way to make a task: the `task` decorator.

A task takes ids, keyword-only, and is sent on commit with `send`. It acknowledges late and comes back when its worker
is lost. A broker that is away must not turn a committed save into an error: the row waits, and the sweeper sends it.
"""

from __future__ import annotations

import functools
import gc
import os
import socket
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from celery import Celery
from celery.exceptions import OperationalError as CeleryOperationalError
from celery.signals import worker_init, worker_process_init
from django.conf import settings
from django.db import close_old_connections, transaction
from kombu.exceptions import OperationalError as KombuOperationalError
from redis.exceptions import RedisError

from config.outage import redis_outage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("evenhand")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Connections to the database live on from task to task: `run` below closes what is old or broken. A new one for each task would
# have the database read its catalogs and plan every trigger anew, which takes it longer than most tasks do.
app.conf["CELERY_DB_REUSE_MAX"] = 100_000
# As the other settings of the broker, but it is a class of this module.
app.conf.broker_transport_options = app.conf.broker_transport_options | {"queue_order_strategy": "config.celery:BatchLast"}
app.autodiscover_tasks(["jobspecs", "interviews", "scoring"])
_sweeping = {"schedule": settings.SWEEP_SECONDS, "options": {"expires": 2 * settings.SWEEP_SECONDS}}
app.conf.beat_schedule = {
    "sweep-drafts": {"task": "jobspecs.tasks.sweep", **_sweeping},
    "sweep-interviews": {"task": "interviews.tasks.sweep", **_sweeping},
    "sweep-scoring": {"task": "scoring.tasks.sweep", **_sweeping},
    "retention": {"task": "interviews.tasks.keep_retention", "schedule": 3600.0, "options": {"expires": 3600}},
}

log = structlog.get_logger(__name__)
BATCH = "batch"
MOST_WAITING = 100
BROKER_AWAY = (KombuOperationalError, CeleryOperationalError, RedisError, OSError)


class BatchLast:
    """Which queue a worker asks first, for kombu: a chunk of a batch takes seconds, so it is taken where nothing else waits.

    Asked in turns, as Celery does by itself, each mail and each average would wait for a chunk.
    """

    def __init__(self) -> None:
        self._queues: list[str] = []

    def update(self, queues: Iterable[str]) -> None:
        """Ask these from now on."""
        self._queues = sorted(queues, key=lambda queue: (queue == BATCH, queue))

    def consume(self, n: int) -> list[str]:
        """The queues in order."""
        return self._queues[:n]

    def rotate(self, last_used: str) -> str:
        """One was taken from; the order stays."""
        return last_used


@worker_init.connect
def wait_for_the_broker(**_: Any) -> None:
    """A worker waits for as long as Redis hangs.

    To give up an acknowledgement would cost it a place for good: Celery logs that, keeps the message among those at
    work, and with as many as it may have at once takes no more, while it still answers to pings.

    A Redis that is gone without a word (its machine, or the way to it) would be waited for in the same way: a worker that asks
    for messages sends nothing until it gets one. So the system asks, and ends the connection after half a minute; by then the
    address may be another machine's.
    """
    alive = {socket.TCP_KEEPIDLE: 15, socket.TCP_KEEPINTVL: 5, socket.TCP_KEEPCNT: 3}  # seconds, seconds, times
    waiting = {"socket_timeout": None, "socket_keepalive_options": alive}
    app.conf.broker_transport_options = app.conf.broker_transport_options | waiting


@worker_process_init.connect
def leave_out_what_is_loaded(**_: Any) -> None:
    """What stands in memory before the first task stays for good, and is most of what the garbage collector would look at: some
    75 ms each time that a process goes through all of it, several times in a batch.
    """
    gc.freeze()


class Task:
    """A registered task: call it to run it here, `send` it to have it run by a worker once this transaction commits."""

    def __init__(self, function: Callable[..., None], queue: str, soft_limit: int) -> None:
        functools.update_wrapper(self, function)
        self.function = function
        self.queue = queue
        self.registered: Any = app.task(
            name=f"{function.__module__}.{function.__name__}",
            acks_late=True,
            reject_on_worker_lost=True,
            ignore_result=True,
            soft_time_limit=soft_limit,
            time_limit=soft_limit + 30,
        )(self._registered())

    def __call__(self, **ids: Any) -> None:
        self.function(**ids)

    def send(self, **ids: Any) -> None:
        """Hand over to a worker when the current transaction commits (at once where there is none)."""
        self.send_after(0, **ids)

    def send_after(self, seconds: int, **ids: Any) -> None:
        """Likewise, to be run some seconds later: for what many want, and only the last of them has to see done."""
        transaction.on_commit(lambda: self._deliver(ids, seconds), robust=True)

    def send_again(self, **ids: Any) -> None:
        """Send what stands still, unless many wait in the same queue: it may be among them, and a queue that is longer than its
        workers can do would grow with each sweep. What was lost is sent when they have come to its end.

        For work of which there may be thousands, each of them long.
        """
        if self.waiting() < MOST_WAITING:
            self.send(**ids)

    def waiting(self) -> int:
        """How many messages are in the queue of this task; none where the broker is away."""
        try:
            with app.pool.acquire(block=True) as broker:
                return int(broker.default_channel.client.llen(self.queue))  # type: ignore[attr-defined]  # no producer
        except BROKER_AWAY:
            return 0

    def _registered(self) -> Callable[..., None]:
        """What Celery registers: a plain function, since it looks at the arguments and knows no bound methods."""

        @functools.wraps(self.function)
        def run(**ids: Any) -> None:
            close_old_connections()  # a worker may have waited for longer than the database keeps a connection
            self.function(**ids)

        return run

    def _deliver(self, ids: dict[str, Any], seconds: int = 0) -> None:
        """Send, or not: the row is committed and still says "queued", so the sweeper sends it when the broker is back."""
        if redis_outage.is_on:
            return
        try:
            self.registered.apply_async(kwargs=ids, queue=self.queue, retry=False, countdown=seconds or None)
        except BROKER_AWAY as error:
            redis_outage.note()
            log.warning("broker_away", task=self.registered.name, error=type(error).__name__)


def task(*, queue: str = "default", soft_limit: int = 300) -> Callable[[Callable[..., None]], Task]:
    """Make a task of a function that takes keyword-only ids. `soft_limit` is in seconds."""

    def decorate(function: Callable[..., None]) -> Task:
        return Task(function, queue, soft_limit)

    return decorate
