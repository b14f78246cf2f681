"""Keeping the aggregates up to date: marked in the transaction that changes something, computed by a task."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from scoring import rollups, tasks

BATCH_SECONDS = 2  # that averages wait for the next chunk of a batch: they are computed for several at a time


def want_rollup(*, spec_id: UUID, after: int = 0) -> None:
    """Mark a spec's aggregates as out of date and have them computed on commit, or so many seconds later; many marks, one
    computation.

    To be called last in a transaction: it holds the lock of the rollup's row until the end. Where they were out of date
    already, a message is on its way (the sweeper sends one that was lost): one a mark would fill the queue in a batch.
    """
    if spec_id in rollups.mark([spec_id]):
        tasks.recompute_rollup.send_after(after, job_spec_id=str(spec_id))


@transaction.atomic
def recompute_rollup(*, spec_id: UUID) -> bool:
    """Recompute the aggregates of one spec where they are out of date. Returns whether they were."""
    if not rollups.lock_if_stale(spec_id):
        return False
    rollups.write(spec_id)
    return True
