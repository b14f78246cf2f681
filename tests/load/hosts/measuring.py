"""What is tried with several hosts, and what must hold."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.load.hosts.installation import WEB_PORT, Installation, environment

if TYPE_CHECKING:
    from scoring.models import Run
    from tests.bench.report import Row
    from tests.load.hosts.network import Host
    from tests.load.people import Crowd
    from tests.load.scene import Scene

WRITERS, SPEAKERS, RECRUITERS = 12, 4, 3
FORGED = 60  # links that are tried, more than one address may in a minute
BATCH_SECONDS = 600.0
LOCKED = """
    SELECT coalesce(max(extract(epoch FROM clock_timestamp() - query_start)), 0)
    FROM pg_stat_activity WHERE wait_event_type = 'Lock'
"""
LONGEST_GAP = 60.0  # seconds without a grading, while hosts fail


def run(given: argparse.Namespace, folder: Path) -> int:
    """All of it. Returns the exit code."""
    installation = Installation(folder)
    os.environ.clear()
    os.environ.update(environment(folder, installation.database.address))
    try:
        installation.start_servers()
        _tell("Postgres, Valkey and its replica are up")
        _prepare()
        installation.start_web()
        _tell("two web hosts are up")
        found = _measured(given, installation)
    except BaseException:
        print(installation.ends_of_logs())
        raise
    finally:
        installation.stop()
    print(found.text)
    if given.write:
        found.write(Path(__file__).resolve().parents[3] / "docs" / "load-hosts.json")
    return 0 if found.is_good else 1


def _tell(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S', time.gmtime())} {line}", file=sys.stderr, flush=True)


def _prepare() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


if TYPE_CHECKING:
    from tests.load.whole import Found


def _measured(given: argparse.Namespace, installation: Installation) -> Found:
    from datetime import UTC, datetime

    from tests.bench.report import machine
    from tests.load.scene import make_scene, recordings
    from tests.load.whole import Found

    scene = make_scene(recruiters=RECRUITERS, batch=0)
    rows = _throughput(given.batch, installation, scene)
    crowd = _crowd(installation, recordings(3, 15))
    rows += _failing(given, installation, scene, crowd)
    rows += asyncio.run(_limited(installation))
    about = {
        "machine": machine(),
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "hosts": "network namespaces: Postgres, Valkey and a replica, 2 web (1 process, 8 threads), 3 workers (1 process each)",
    }
    wrong = [f"{what} ({count} times)" for what, count in crowd.notes.wrong.items()]
    return Found(about, rows, [*crowd.troubles, *wrong])


# --- more workers -------------------------------------------------------------------------------------------------
def _throughput(batch: int, installation: Installation, scene: Scene) -> list[Row]:
    from tests.bench.report import Row
    from tests.load import checks

    rows, first = [], 0.0
    for number in (1, 2, 3):
        installation.start_worker()
        ordered = _order(scene, batch)
        began = time.monotonic()
        _wait(ordered)
        rate = batch / (time.monotonic() - began)
        first = first or rate
        _tell(f"{number} worker hosts: {rate:.1f} gradings a second")
        rows.append(Row(f"gradings a second, {number} worker{'s' * (number > 1)}", rate, "/s"))
        rows.append(Row(f"  against one, {number} worker{'s' * (number > 1)}", rate / first, "×"))
        wrong = checks.graded_twice(ordered) + checks.gradings_lost(ordered) + checks.done_without_result(ordered)
        rows.append(Row(f"  lost, or graded twice, {number} worker{'s' * (number > 1)}", wrong, "", 0))
    return rows


def _order(scene: Scene, count: int) -> Run:
    """New completed interviews, and a run over them."""
    import secrets

    from scoring.operations.orders import score_batch
    from tests.load.scene import completed_interviews

    list(completed_interviews(scene.spec, scene.owner, count, secrets.token_hex(4)))
    return score_batch(job_spec=scene.spec, by=scene.owner)


def _wait(ordered: Run) -> bool:
    """Until the run is closed; False where that took too long."""
    deadline = time.monotonic() + BATCH_SECONDS
    while time.monotonic() < deadline:
        ordered.refresh_from_db()
        if ordered.finished_at:
            return True
        time.sleep(0.1)
    return False


# --- hosts that fail ----------------------------------------------------------------------------------------------
def _crowd(installation: Installation, sounds: list[tuple[bytes, int]]) -> Crowd:
    from tests.load.browser import Notes
    from tests.load.kept import Kept
    from tests.load.people import Crowd

    doors = [(host.address, WEB_PORT) for host in installation.web]
    return Crowd(doors, Notes(), Kept(), 0.0, sounds, changes_doors=True, pace=0.5)


def _failing(given: argparse.Namespace, installation: Installation, scene: Scene, crowd: Crowd) -> list[Row]:
    """People on both web hosts and a batch, while a worker is cut off and comes back, and Redis is failed over."""
    from tests.bench.report import Row
    from tests.load import checks
    from tests.load.scene import links, ready_to_speak

    writing = iter(links(scene, "writer", WRITERS * 4))
    speaking = iter(ready_to_speak(links(scene, "speaker", SPEAKERS * 4)))
    ordered = _order(scene, given.batch * 3)
    failures = threading.Thread(target=_fail, args=(installation, given.seconds))
    gaps = Gaps(ordered)
    gaps.start()
    failures.start()
    crowd.ends = time.monotonic() + given.seconds
    asyncio.run(_everybody(crowd, scene, writing, speaking))
    failures.join()
    is_over = _wait(ordered)
    gaps.over.set()
    gaps.join()
    kept, notes = crowd.kept, crowd.notes
    slowest = max(notes.milliseconds, key=lambda kind: max(notes.milliseconds[kind]), default="")
    lost = checks.gradings_lost(ordered) + checks.done_without_result(ordered)
    return [
        Row("batch while hosts fail: not ended", not is_over, "", 0),
        Row("batch while hosts fail: gradings lost", lost, "", 0),
        Row("batch while hosts fail: interviews graded twice", checks.graded_twice(ordered), "", 0),
        Row("batch while hosts fail: longest time without a grading", gaps.longest, "s", LONGEST_GAP),
        Row("orders that took more than one attempt", gaps.attempts(), ""),
        Row("people on two web hosts in turns: requests", notes.requests, ""),
        Row("  answers with 5xx", notes.errors_5xx, "", 0),
        Row("  requests without an answer", notes.unanswered, "", 0),
        Row("  answers of another kind than expected (sessions, tokens)", sum(notes.wrong.values()), "", 0),
        Row(f"  longest answer ({slowest})", max(notes.milliseconds.get(slowest, [0])) / 1000, "s"),
        Row("  longest wait for a lock in Postgres", gaps.longest_lock, "s"),
        Row("  autosaves acknowledged", kept.saves, ""),
        Row("  texts lost", checks.texts_lost(kept), "", 0),
        Row("  pieces of sound acknowledged", kept.pieces, ""),
        Row("  takes that are not what was sent", checks.sounds_lost(kept) + checks.takes_cut_short(kept), "", 0),
        Row("  interviews handed in", len(kept.handed_in), ""),
        Row("  handed in and lost", checks.handed_in_lost(kept), "", 0),
    ]


def _fail(installation: Installation, seconds: float) -> None:
    """A worker is cut off for a quarter of the time; then Redis moves."""
    worker: Host = installation.workers[1]
    time.sleep(seconds / 8)
    worker.cut()
    _tell(f"{worker.name} is cut off")
    time.sleep(seconds / 4)
    worker.join()
    _tell(f"{worker.name} is back")
    time.sleep(seconds / 8)
    installation.fail_over()
    _tell("Redis has moved")


class Gaps(threading.Thread):
    """Watches a run: the longest time in which none of its orders came to its end, and the longest wait for a lock."""

    def __init__(self, ordered: Run) -> None:
        super().__init__(name="gaps", daemon=True)
        self.ordered, self.longest, self.longest_lock, self.over = ordered, 0.0, 0.0, threading.Event()

    def run(self) -> None:
        from django.db import connection

        from config.work import OPEN
        from scoring.models import GradingOrder

        orders = GradingOrder.objects.filter(OPEN, run=self.ordered)
        last, since = orders.count(), time.monotonic()
        while not self.over.wait(0.5):
            left = orders.count()
            if left != last:
                last, since = left, time.monotonic()
            elif left:
                self.longest = max(self.longest, time.monotonic() - since)
            with connection.cursor() as cursor:
                cursor.execute(LOCKED)
                self.longest_lock = max(self.longest_lock, float(cursor.fetchone()[0]))
        connection.close()

    def attempts(self) -> int:
        """How many orders were taken up more than once."""
        return int(self.ordered.orders.filter(attempts__gt=1).count())


async def _everybody(crowd: Crowd, scene: Scene, writing: object, speaking: object) -> None:
    from tests.load.people import Recruiter, Speaker, Writer
    from tests.load.scene import PASSWORD

    lives = [Writer(crowd, writing).live for _ in range(WRITERS)]  # type: ignore[arg-type]  # links, one after the other
    lives += [Speaker(crowd, speaking).live for _ in range(SPEAKERS)]  # type: ignore[arg-type]
    lives += [Recruiter(crowd, scene.sights, user.email, PASSWORD).live for user in scene.recruiters]
    async with asyncio.TaskGroup() as group:
        for number, live in enumerate(lives):
            group.create_task(crowd.stay(number, live))


# --- limits -------------------------------------------------------------------------------------------------------
async def _limited(installation: Installation) -> list[Row]:
    """Somebody tries links, on both web hosts in turns: they count together."""
    from django.conf import settings

    from tests.bench.report import Row
    from tests.load.browser import Browser, Notes

    most, window = settings.RATE_LIMITS["candidate_link"]
    await asyncio.sleep(window - time.time() % window)  # a window of its own
    browser, answers = Browser("", WEB_PORT, Notes()), []
    for number in range(FORGED):
        browser.host = installation.web[number % 2].address
        answer = await browser.get(f"/i/forged{number}/", "forged", expected=(404, 429))
        answers.append(answer.status)
    await browser.close()
    return [
        Row(f"links tried on two web hosts in turns: answered, of {FORGED}", answers.count(404), "", most),
        Row("  refused, less than should be", max(0, FORGED - most - answers.count(429)), "", 0),
    ]
