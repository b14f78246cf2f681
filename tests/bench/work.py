"""What runs behind the pages: drafting, scoring in a batch, and how much memory the processes hold."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.db.models import Count, Sum

from jobspecs.drafting.offline import OfflineDrafting
from jobspecs.drafting.whole import draft_whole
from jobspecs.models import JobSpec
from jobspecs.questions.offline import OfflineQuestions
from scoring.models import Grading, Run
from scoring.operations.orders import score_batch
from tests.bench.measure import Call, Client, Timing
from tests.bench.pages import Setting, calls, graded
from tests.bench.report import Row
from tests.jobspecs.descriptions import GLUED, HTML, NO_HEADINGS, TIDY

BATCH, BATCHES, WORKERS = 1500, 3, 2
PATIENCE, LOOK_SECONDS = 240, 0.5  # for the batch
DRAFTS = 10
CELERY = [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "-l", "ERROR", "--without-gossip", "--without-mingle"]


def drafting_rows() -> list[Row]:
    """From a description to a whole spec, offline: the median over several descriptions."""
    times = []
    for text in (TIDY, GLUED, HTML, NO_HEADINGS) * DRAFTS:
        began = time.perf_counter()
        draft_whole(text, drafting=OfflineDrafting(), questions=OfflineQuestions())
        times.append((time.perf_counter() - began) * 1000)
    measured = times[4:]  # the first ones read the library of competencies
    return [Row("drafting, median", statistics.median(measured), "ms", 100, 40, spread=0)]


# --- scoring in a batch -------------------------------------------------------------------------------------------
@contextmanager
def _worker() -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker as the supervisor starts it, with as many processes as it does."""
    command = [*CELERY, "-Q", "default,batch", "-c", str(WORKERS), "-n", "bench@%h"]
    process = subprocess.Popen(command, env=os.environ | {"LOG_LEVEL": "ERROR"}, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def batch_rows(spec: JobSpec) -> list[Row]:
    """Runs over the same interviews of one spec, by the queue. Lost is what the processes did not spend in the engine."""
    interviews = [one.pk for one in graded(spec, BATCH)]
    with _worker() as worker:
        _graded_by(spec, interviews[:40])  # the processes are up, and have read what engines read once
        batches = [_batch(spec, interviews[40:]) for _ in range(BATCHES)]
        memory = _largest_child(worker.pid)
    answers, lost, gradings = (Timing(rounds) for rounds in zip(*batches, strict=True))
    return [
        Row("batch scoring, answers a second", answers.median, "/s", 300, 600, at_least=True, spread=answers.spread),
        Row("batch scoring, share lost to queue and ORM", lost.median, "%", 20, 10, spread=lost.spread),
        Row("batch scoring, interviews a second", gradings.median, "/s", spread=gradings.spread),
        Row("memory of a Celery worker without speech", memory, "MB", 200, 140),
    ]


def _batch(spec: JobSpec, interviews: list[UUID]) -> tuple[float, float, float]:
    """Of one batch: answers a second, percent lost, interviews a second."""
    seconds, run = _graded_by(spec, interviews)
    made = Grading.objects.filter(order__run=run)
    found = made.aggregate(engine=Sum("seconds"), count=Count("pk"))
    answers = made.aggregate(n=Count("interview__asked"))["n"]
    assert found["count"] == len(interviews), found
    return answers / seconds, 100 * (1 - found["engine"] / (seconds * WORKERS)), found["count"] / seconds


def _graded_by(spec: JobSpec, interviews: list[UUID]) -> tuple[float, Run]:
    """Seconds from the order to the end of the run, as the database has noted both: who looks often takes the cores' time."""
    patience_ends = time.monotonic() + PATIENCE
    run = score_batch(job_spec=spec, by=None, chosen=interviews)
    while run.finished_at is None:
        if time.monotonic() > patience_ends:
            raise TimeoutError(f"The batch was not done after {PATIENCE} s.")
        time.sleep(LOOK_SECONDS)
        run.refresh_from_db()
    return (run.finished_at - run.created_at).total_seconds(), run


# --- memory -------------------------------------------------------------------------------------------------------
def web_memory_rows(port: int, server: int, at: Setting) -> list[Row]:
    """A web worker after it has answered each of the pages several times."""
    client = Client(port, at.cookies)
    for call in calls(at).values():
        for _ in range(20):
            client.ask(call)
    client.ask(Call("/bench/floor"))
    return [Row("memory of a web worker", _largest_child(server), "MB", 200, 140)]


def _largest_child(parent: int) -> float:
    """Proportional set size (what is shared counts in parts) of the largest child process, in MB."""
    children = [int(pid) for task in Path(f"/proc/{parent}/task").iterdir() for pid in (task / "children").read_text().split()]
    return max(_proportional(pid) for pid in children)


def _proportional(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
