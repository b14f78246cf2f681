"""Keeping the aggregates up to date: marked in the transaction that changes something, computed by a task."""

from __future__ import annotations

from uuid import UUID

from django.core.cache import cache
from django.db import transaction

from scoring import rollups, tasks

SENT_SECONDS = 30  # for which a message counts as on its way
BATCH_SECONDS = 2  # that averages wait for the next chunk of a batch: they are computed for several at a time


def want_rollup(*, spec_id: UUID, after: int = 0) -> None:
    """Mark a spec's aggregates as out of date and have them computed on commit, or so many seconds later; many marks, one
    computation. Nobody waits for it, and it waits for nobody.
    """
    rollups.mark(spec_id)
    transaction.on_commit(lambda: _send_once(spec_id, after), robust=True)


def _send_once(spec_id: UUID, after: int) -> None:
    """One message at a time: one a mark would fill the queue in a batch. The sweeper sends one that was lost."""
    if cache.add(_key(spec_id), 1, timeout=SENT_SECONDS):
        tasks.recompute_rollup.send_after(after, job_spec_id=str(spec_id))


def _key(spec_id: UUID) -> str:
    return f"rollup-sent:{spec_id}"


def recompute_rollup(*, spec_id: UUID) -> bool:
    """Recompute the aggregates of one spec where they are out of date. Returns whether they were."""
    cache.delete(_key(spec_id))  # first: who marks from here on may not be seen any more, and sends anew
    return _recompute(spec_id)


@transaction.atomic
def _recompute(spec_id: UUID) -> bool:
    if not rollups.lock_if_stale(spec_id):
        return False
    rollups.write(spec_id)
    return True
