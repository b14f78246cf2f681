"""Background work as rows: a state, a lease, a count of attempts.

Postgres is the truth. A task claims its row by compare-and-swap, calls an engine with no transaction open, and
stores the result in one transaction with `finish`, which fails when the lease has gone to somebody else: so a task
that runs twice changes nothing. What stands still (a killed worker, an emptied broker) is found by `standing_still`
and sent again. What failed three times stops, with its reason shown.

Times are the database's own, so that the clocks of several machines need not agree.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 3


class LeaseLost(Exception):
    """Somebody else has taken this piece of work over; whatever was computed must not be stored."""


class WorkState(models.TextChoices):
    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Stopped"
    CANCELLED = "cancelled", "Cancelled"


class Work(models.Model):
    """A row that stands for one piece of background work."""

    state = models.CharField(max_length=10, choices=WorkState, default=WorkState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    due_at = models.DateTimeField(db_default=Now())
    queued_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state="running", lease__isnull=False, lease_until__isnull=False)
                | (~Q(state="running") & Q(lease__isnull=True, lease_until__isnull=True)),
                name="%(class)s_leased_while_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=WorkState.values),
                name="%(class)s_known_state",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in (WorkState.QUEUED, WorkState.RUNNING)


W = TypeVar("W", bound=Work)

OPEN = Q(state__in=[WorkState.QUEUED, WorkState.RUNNING])
# Evaluated by the database: waiting and due, or taken by somebody whose lease has run out.
WAITING = Q(state=WorkState.QUEUED, due_at__lte=Now())
LOST = Q(state=WorkState.RUNNING, lease_until__lt=Now())
CLAIMABLE = WAITING | LOST


def lease_length() -> timedelta:
    return timedelta(seconds=settings.WORK_LEASE_SECONDS)


def claim(model: type[W], pk: Any) -> W | None:
    """Take one piece of work, or None when it is done, not due, or somebody else's.

    Work whose worker died on each of its attempts is stopped here instead of being tried for ever.
    """
    rows = model._default_manager.filter(CLAIMABLE, pk=pk)
    if rows.filter(attempts__gte=MOST_ATTEMPTS).update(**_stopped("Stopped: the worker went away three times.")):
        return None
    lease = uuid.uuid4()
    taken = rows.update(
        state=WorkState.RUNNING, lease=lease, lease_until=Now() + lease_length(), attempts=F("attempts") + 1, error=""
    )
    return model._default_manager.get(pk=pk) if taken else None


def claim_some(model: type[W], among: Q, limit: int) -> Sequence[W]:
    """Take up to `limit` due pieces of work for one task, skipping those that others hold: work travels in chunks."""
    lease = uuid.uuid4()
    rows = model._default_manager.filter(among)
    waiting, lost = rows.filter(WAITING), rows.filter(LOST)  # each by itself: an index knows the oldest of a state
    with transaction.atomic():
        lost.filter(attempts__gte=MOST_ATTEMPTS).update(**_stopped("Stopped: the worker went away three times."))
        picked = _oldest(waiting, limit)
        picked += _oldest(lost, limit - len(picked))
        taken = model._default_manager.filter(pk__in=picked)
        taken.update(
            state=WorkState.RUNNING, lease=lease, lease_until=Now() + lease_length(), attempts=F("attempts") + 1, error=""
        )
    return list(taken.filter(lease=lease).order_by("queued_at"))


def _oldest(rows: models.QuerySet[Any], limit: int) -> list[Any]:
    return list(rows.order_by("queued_at").select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])


def heartbeat(work: Work) -> None:
    """Hold on to long work. Raises LeaseLost when somebody else has it."""
    if not _held(work).update(lease_until=Now() + lease_length()):
        raise LeaseLost(f"{work._meta.label} {work.pk}")


@contextmanager
def holding(*works: Work) -> Iterator[None]:
    """Renew the leases of rows of one kind, from a thread beside, for as long as the block runs.

    Work that is over within a third of a lease costs nothing. A lease that has gone to somebody else stays theirs:
    `finish` then says so.
    """
    if not works:
        yield
        return
    over = threading.Event()
    keeper = threading.Thread(target=_renew, args=(works, over), name="work-lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _renew(works: Sequence[Work], over: threading.Event) -> None:
    rows = type(works[0])._default_manager.filter(lease__in={work.lease for work in works}, state=WorkState.RUNNING)
    try:
        while not over.wait(lease_length().total_seconds() / 3):
            _renew_once(rows)
    finally:
        connection.close()  # this thread's own


def _renew_once(rows: models.QuerySet[Any]) -> None:
    try:
        update_in_order(rows, lease_until=Now() + lease_length())
    except Exception as error:  # a database that is away for a moment must not end the renewing
        log.warning("lease_not_renewed", error=type(error).__name__)
        connection.close()


def finish(work: Work, **fields: Any) -> None:
    """Mark work as done; call it first in the transaction that stores the result. Raises LeaseLost."""
    if not _held(work).update(**_done(fields)):
        raise LeaseLost(f"{work._meta.label} {work.pk}")
    work.refresh_from_db()


@transaction.atomic
def update_in_order(rows: models.QuerySet[Any], **fields: Any) -> int:
    """Update these, and take their locks in the order of their keys, as `still_ours` does: of two that want the same rows one
    then waits for the other, and never each for each. Returns how many.
    """
    locked = rows.order_by("pk").select_for_update(no_key=True, of=["self"])
    return rows.filter(pk__in=locked.values("pk")).update(**fields)


def still_ours(works: Sequence[W], *, skip_locked: bool = False) -> list[W]:
    """Lock the rows of these (one kind) and return those whose lease still holds: first in the transaction that stores what
    came of several, and `finish_all` last. With `skip_locked` without those that somebody else has locked just now.
    """
    if not works:
        return []
    rows = type(works[0])._default_manager.filter(pk__in=[work.pk for work in works], state=WorkState.RUNNING)
    locked = rows.order_by("pk").select_for_update(no_key=True, skip_locked=skip_locked)
    leases = dict(locked.values_list("pk", "lease"))
    return [work for work in works if work.lease is not None and leases.get(work.pk) == work.lease]


def finish_all(rows: models.QuerySet[Any], **fields: Any) -> None:
    """Mark as done what `still_ours` has returned."""
    rows.update(**_done(fields))


def fail(work: Work, error: str, *, again: bool = True) -> None:
    """Note a failure: back in the queue with growing pauses, or stopped after three attempts (or at once)."""
    if again and work.attempts < MOST_ATTEMPTS:
        pause = timedelta(seconds=settings.WORK_RETRY_SECONDS * 4 ** (work.attempts - 1))
        _held(work).update(state=WorkState.QUEUED, lease=None, lease_until=None, due_at=Now() + pause, error=error)
    else:
        _held(work).update(**_stopped(error))
    work.refresh_from_db()


def wait(work: Work, seconds: int, error: str) -> None:
    """Put work back without counting the attempt: a provider is away, which is not the work's fault."""
    wait_all([work], seconds, error)
    work.refresh_from_db()


def wait_all(works: Sequence[Work], seconds: int = 0, error: str = "") -> None:
    """Likewise for what is still held of several of one kind; it does not read them again."""
    for lease in {work.lease for work in works}:
        keys = [work.pk for work in works if work.lease == lease]
        update_in_order(
            type(works[0])._default_manager.filter(pk__in=keys, lease=lease, state=WorkState.RUNNING),
            state=WorkState.QUEUED,
            lease=None,
            lease_until=None,
            due_at=Now() + timedelta(seconds=seconds),
            attempts=F("attempts") - 1,
            error=error,
        )


def cancel(rows: models.QuerySet[Any], error: str = "") -> int:
    """Take back what is open among these rows, also what is being worked on: its worker finds the lease lost.

    Returns how many.
    """
    taken_back = {"state": WorkState.CANCELLED, "lease": None, "lease_until": None, "finished_at": Now(), "error": error}
    return update_in_order(rows.filter(OPEN), **taken_back)


def begin_anew(rows: models.QuerySet[Any]) -> int:
    """Put what is open among these rows back to its beginning: what it is to be done on has changed.

    Its worker, if it has one, finds the lease lost and stores nothing. Returns how many.
    """
    fresh = {"state": WorkState.QUEUED, "lease": None, "lease_until": None, "due_at": Now(), "attempts": 0, "error": ""}
    return update_in_order(rows.filter(OPEN), **fresh)


def start_over(work: Work) -> bool:
    """A person asks for another go at what has stopped; False when it had not stopped, or newer work has taken its place."""
    stopped = type(work)._default_manager.filter(pk=work.pk, state__in=[WorkState.FAILED, WorkState.CANCELLED])
    try:
        with transaction.atomic():
            return bool(stopped.update(state=WorkState.QUEUED, attempts=0, due_at=Now(), finished_at=None, error=""))
    except IntegrityError:  # of some kinds one may be open at a time
        return False


def left_behind() -> Q:
    """Work to be sent (again): its worker was lost, an attempt has put it back with a reason, or it has been due for
    two sweeps and nobody has taken it. What was sent a moment ago is on its way, and would only be sent twice.
    """
    patience = timedelta(seconds=2 * settings.SWEEP_SECONDS)
    return CLAIMABLE & (Q(state=WorkState.RUNNING) | ~Q(error="") | Q(due_at__lte=Now() - patience))


def standing_still(model: type[W], limit: int = 500) -> list[Any]:
    """Keys of work that was left behind: to be sent again by the sweeper."""
    return list(model._default_manager.filter(left_behind()).order_by("due_at").values_list("pk", flat=True)[:limit])


def _held(work: Work) -> models.QuerySet[Any]:
    return type(work)._default_manager.filter(pk=work.pk, lease=work.lease, state=WorkState.RUNNING)


def _done(fields: dict[str, Any]) -> dict[str, Any]:
    return {"state": WorkState.DONE, "lease": None, "lease_until": None, "finished_at": Now(), "error": "", **fields}


def _stopped(error: str) -> dict[str, Any]:
    return {"state": WorkState.FAILED, "lease": None, "lease_until": None, "finished_at": Now(), "error": error}
