"""Background work of scoring: load by id, one operation. A task that runs twice changes nothing."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from config.celery import BATCH, task

ASKING = int(settings.LLM_WORK_SECONDS) + 60  # seconds for one interview; more than its questions to a model may take
# After which a chunk takes no further order: engines differ in speed by thousands of times, and a machine may be busy. The
# processes that grade also send mails and compute averages: nothing of that waits for longer than a turn.
CHUNK_SECONDS = 5


@task(soft_limit=ASKING)
def grade(*, order_id: str) -> None:
    """Grade one interview."""
    from scoring.operations import grading  # operations send tasks

    grading.grade(order_id=UUID(order_id))


@task(queue=BATCH, soft_limit=CHUNK_SECONDS + ASKING)
def grade_chunk(*, run_id: str, lane: str = "") -> None:
    """Grade a chunk of a run, and send the next one while there is something due.

    The first of a run, of no lane, opens the others: so that several workers share a large run.
    """
    from scoring.operations import grading
    from scoring.queries.runs import run_by_id

    run = run_by_id(UUID(run_id))
    if run is None:
        return
    if not lane:
        for number in range(2, grading.lanes_for(run) + 1):
            grade_chunk.send(run_id=run_id, lane=str(number))
    if grading.grade_some(run=run):
        grade_chunk.send(run_id=run_id, lane=lane or "1")


@task(soft_limit=ASKING)
def replay(*, grading_id: str, by_id: str) -> None:
    """Run a grading again for a member, and keep what came of it."""
    from jobspecs.models import User
    from scoring.operations import replaying
    from scoring.queries.replays import grading_by_id

    grading, by = grading_by_id(UUID(grading_id)), User.objects.filter(pk=UUID(by_id)).first()
    if grading is not None:
        replaying.try_replay(grading=grading, by=by)


@task()
def recompute_rollup(*, job_spec_id: str) -> None:
    """Bring the aggregates of one spec up to date, where they are not."""
    from scoring.operations import rollups

    rollups.recompute_rollup(spec_id=UUID(job_spec_id))


@task()
def deliver(*, endpoint_id: str) -> None:
    """Send what is due for one endpoint, and go on while there is more."""
    from scoring.operations import webhooks

    if webhooks.deliver_some(endpoint_id=UUID(endpoint_id)):
        deliver.send(endpoint_id=endpoint_id)


@task()
def sweep() -> None:
    """Send again what stands still: orders, runs, stale aggregates, webhooks."""
    from scoring.operations.sweeping import sweep as sweep_all

    sweep_all()
