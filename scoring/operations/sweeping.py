"""Finding what stands still (a killed worker, an emptied broker) and sending it off again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now

from config.work import WorkState, left_behind
from scoring import rollups, tasks
from scoring.models import Delivery, GradingOrder, Run
from scoring.operations.grading import LANES
from scoring.operations.orders import close_run, open_runs

MOST = 500


def _is_at_work(run: Run) -> bool:
    """Whether a chunk of this run is being graded, or was a moment ago: it sends the next one by itself.

    A run that lasts for longer than two sweeps would get tasks at every sweep otherwise, until workers do nothing else.
    """
    moment = timedelta(seconds=2 * settings.SWEEP_SECONDS)
    at_work = Q(state=WorkState.RUNNING, lease_until__gt=Now()) | Q(finished_at__gt=Now() - moment)
    return GradingOrder.objects.filter(at_work, run=run).exists()


def _send_runs(runs: Sequence[Run]) -> None:
    """Send runs on which nobody works. Where others keep batches waiting, their messages may be in the queue: then no more than
    there are lanes, each of which opens no others."""
    waiting = tasks.grade_chunk.waiting()
    if waiting >= LANES * len(runs):
        return
    lane = {"lane": "1"} if waiting else {}
    for run in runs:
        if GradingOrder.objects.filter(left_behind(), run=run).exists() and not _is_at_work(run):
            tasks.grade_chunk.send(run_id=str(run.pk), **lane)


def sweep() -> None:
    """Send single orders one by one and runs as a whole: never one task a row of a batch, and nothing of a paused run."""
    due = GradingOrder.objects.filter(left_behind())
    for pk in due.filter(run__isnull=True).order_by("due_at").values_list("pk", flat=True)[:MOST]:
        tasks.grade.send_again(order_id=str(pk))
    _send_runs([run for run in open_runs() if not close_run(run=run) and run.paused_at is None])
    for pk in rollups.stale()[:MOST]:
        tasks.recompute_rollup.send(job_spec_id=str(pk))
    for pk in Delivery.objects.filter(left_behind()).order_by().values_list("endpoint", flat=True).distinct()[:MOST]:
        tasks.deliver.send(endpoint_id=str(pk))
