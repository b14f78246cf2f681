"""Finding what stands still (a killed worker, an emptied broker) and sending it off again."""

from __future__ import annotations

from config.work import left_behind
from jobspecs.models import SpecRollup
from scoring import rollups, tasks
from scoring.models import Delivery, GradingOrder
from scoring.operations.orders import close_run, open_runs

MOST = 500


def sweep() -> None:
    """Send single orders one by one and runs as a whole: never one task a row of a batch, and nothing of a paused run."""
    due = GradingOrder.objects.filter(left_behind())
    for pk in due.filter(run__isnull=True).order_by("due_at").values_list("pk", flat=True)[:MOST]:
        tasks.grade.send(order_id=str(pk))
    for run in open_runs():
        if not close_run(run=run) and run.paused_at is None and due.filter(run=run).exists():
            tasks.grade_chunk.send(run_id=str(run.pk))
    for pk in SpecRollup.objects.filter(rollups.STALE).order_by("wanted_at").values_list("pk", flat=True)[:MOST]:
        tasks.recompute_rollup.send(job_spec_id=str(pk))
    for pk in Delivery.objects.filter(left_behind()).order_by().values_list("endpoint", flat=True).distinct()[:MOST]:
        tasks.deliver.send(endpoint_id=str(pk))
