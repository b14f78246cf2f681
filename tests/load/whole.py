"""One run: the scene is made, the floor taken, everybody let in, and afterwards counted what is there."""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  # Django first
from django.db import connection, connections  # noqa: E402
from django.urls import reverse  # noqa: E402

from config.work import OPEN  # noqa: E402
from interviews.models import Interview  # noqa: E402
from scoring.models import GradingOrder, Run  # noqa: E402
from tests.bench.report import Row, machine, table  # noqa: E402
from tests.load import checks, people, watching  # noqa: E402
from tests.load.browser import Browser, Notes  # noqa: E402
from tests.load.kept import Kept  # noqa: E402
from tests.load.people import Crowd, Recruiter, Speaker, Writer  # noqa: E402
from tests.load.scene import PASSWORD, Scene, links, make_scene, ready_to_speak, recordings  # noqa: E402

FLOORS = 400
WARMING, WARM_EACH = 8, 16  # so many look around first, each at one report in so many
MOST_FLOORS = 30  # p95 of pages, × the idle floor
MOST_BEHIND = 30.0  # seconds
SPOKEN_SECONDS = 40
LOOK_SECONDS = 2.0


@dataclass(frozen=True)
class Found:
    """What a run has found. `rows` have bounds (gates); all must hold."""

    about: dict[str, Any]
    rows: list[Row]
    troubles: list[str]

    @property
    def is_good(self) -> bool:
        return all(row.gate_met for row in self.rows)

    @property
    def text(self) -> str:
        said = [f"{name}: {value}" for name, value in self.about.items()]
        return "\n".join([*said, "", table(self.rows), *sorted(set(self.troubles))[:20]])

    def write(self, file: Path) -> None:
        rows = [
            {"what": r.what, "value": round(r.value, 2), "unit": r.unit, "gate": r.gate, "gate_met": r.gate_met}
            for r in self.rows
        ]
        written = self.about | {"rows": rows, "troubles": sorted(set(self.troubles))}
        file.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def run(given: argparse.Namespace, supervisor: int) -> Found:
    """Everything, from an application that answers to what has come of it."""
    interviews_before = Interview.objects.count()
    scene = make_scene(recruiters=given.recruiters, batch=given.batch)
    crowd = Crowd(
        doors=[("127.0.0.1", int(settings_port()))],
        notes=Notes(),
        kept=Kept(),
        ends=0.0,
        recordings=recordings(6, SPOKEN_SECONDS) if given.speakers else (),
    )
    writers = links(scene, "writer", given.writers * _turns(given.minutes, 5.0))
    speakers = ready_to_speak(links(scene, "speaker", given.speakers * _turns(given.minutes, 3.0)))
    connections.close_all()
    processors, watch = watching.Processors(watching.parts_of(supervisor)), watching.Watch(scene.spec.pk)
    watch.start()
    asyncio.run(_warm(crowd, scene))
    floor = asyncio.run(_floor(crowd, scene))
    processors.begin()
    began = time.monotonic()
    asyncio.run(_everybody(given, crowd, scene, writers, speakers))
    shares, lasted = processors.shares(), time.monotonic() - began
    batch = Run.objects.filter(job_spec=scene.spec).order_by("created_at").first()
    graded = _done(batch)
    batch_took = _drain(batch, given.drain * 60, began)
    watch.stop()
    about = {
        "machine": machine(),
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "minutes": given.minutes,
        "people": f"{given.writers} writing, {given.speakers} speaking, {given.recruiters} recruiters",
        "gradings ordered": given.batch,
        "interviews before": interviews_before,
        "size of the database (MB)": _size_mb(),
    }
    rows = _rows(crowd, floor, watch, lasted)
    rows += _kept_rows(crowd.kept, batch, graded / lasted, batch_took)
    rows += [Row(f"cores used by {name}", used, "") for name, used in sorted(shares.items())]
    return Found(about, rows, [*crowd.troubles, *(f"{what} ({count} times)" for what, count in crowd.notes.wrong.items())])


def settings_port() -> str:
    """The port that this stack listens on."""
    return settings.SITE_URL.rpartition(":")[2]


def _turns(minutes: float, each: float) -> int:
    """How many interviews one person may come to, each taking so many minutes at least."""
    return 2 + int(minutes / each)


async def _warm(crowd: Crowd, scene: Scene) -> None:
    """Some look at every spec once, and at some reports: a server that has just been started reads from the disk what one that
    has run for a day has in memory. None of it is measured.
    """

    notes = Notes()

    async def look(number: int) -> None:
        browser = crowd.browser(0)
        browser.notes = notes
        who = scene.recruiters[number % len(scene.recruiters)]  # one who signs in eight times at once is refused
        await Recruiter(crowd, scene.sights, who.email, PASSWORD).sign_in(browser)
        for spec in sorted(set(scene.sights.specs)):
            for page in (spec, f"{spec}candidates/", f"{spec}live/"):
                await browser.get(page, "warm", expected=(200, 204))
        for report in scene.sights.reports[number::WARM_EACH]:
            await browser.get(report, "warm")
        await browser.close()

    async with asyncio.TaskGroup() as group:
        for number in range(WARMING):
            group.create_task(look(number))
    crowd.notes.wrong.update(notes.wrong)
    crowd.notes.errors_5xx += notes.errors_5xx


async def _floor(crowd: Crowd, scene: Scene) -> tuple[float, float]:
    """A signed-in page of one query, alone on the machine: median and p95, in milliseconds."""
    browser, notes = crowd.browser(0), Notes()
    browser.notes = notes
    await Recruiter(crowd, scene.sights, scene.owner.email, PASSWORD).sign_in(browser)
    for _ in range(50):
        await browser.get("/bench/floor", "warm")
    for _ in range(FLOORS):
        await browser.get("/bench/floor", "floor")
    await browser.close()
    return statistics.median(notes.milliseconds["floor"]), p95(notes.milliseconds["floor"])


async def _everybody(
    given: argparse.Namespace, crowd: Crowd, scene: Scene, writing: Sequence[Any], speaking: Sequence[Any]
) -> None:
    crowd.ends = time.monotonic() + given.minutes * 60
    writing_links, speaking_links = iter(writing), iter(speaking)
    lives = [Writer(crowd, writing_links).live for _ in range(given.writers)]
    lives += [Speaker(crowd, speaking_links).live for _ in range(given.speakers)]
    lives += [Recruiter(crowd, scene.sights, user.email, PASSWORD).live for user in scene.recruiters[: given.recruiters]]
    async with asyncio.TaskGroup() as group:
        for number, live in enumerate(lives):
            group.create_task(crowd.stay(number, live))
        if given.batch:
            group.create_task(_order(crowd, scene))


async def _order(crowd: Crowd, scene: Scene) -> None:
    """Somebody clicks: grade what is not graded."""
    browser: Browser = crowd.browser(0)
    await Recruiter(crowd, scene.sights, scene.owner.email, PASSWORD).sign_in(browser)
    page = reverse("scoring:runs", args=[scene.spec.pk])
    await browser.get(page, people.MEMBER)
    await browser.post(page, {"again": "", "engine": ""}, "order of the batch")
    await browser.close()


def _done(batch: Run | None) -> int:
    return GradingOrder.objects.filter(run=batch, state="done").count() if batch else 0


def _drain(batch: Run | None, seconds: float, began: float) -> float | None:
    """Wait until nothing of the batch is open. Seconds from its order to its end; None where it did not come to that."""
    deadline = time.monotonic() + seconds
    while batch and GradingOrder.objects.filter(OPEN, run=batch).exists():
        if time.monotonic() > deadline:
            return None
        time.sleep(LOOK_SECONDS)
    if batch:
        batch.refresh_from_db()
    if batch and batch.finished_at:  # as the database has noted it: it may have been long before the people left
        return (batch.finished_at - batch.created_at).total_seconds()
    return time.monotonic() - began


def _size_mb() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()) / 1e6")
        return round(float(cursor.fetchone()[0]), 1)


def p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else (times[0] if times else 0.0)


def _rows(crowd: Crowd, floor: tuple[float, float], watch: watching.Watch, lasted: float) -> list[Row]:
    notes, base = crowd.notes, floor[0]
    rows = [Row("idle floor, median", base, "ms"), Row("idle floor, p95", floor[1], "ms")]
    rows.append(Row("requests a second", notes.requests / lasted, "/s"))
    for kind, times in sorted(notes.milliseconds.items()):
        rows.append(Row(f"{kind}: median of {len(times)}", statistics.median(times), "ms"))
        rows.append(Row(f"{kind}: p95", p95(times), "ms"))
    pages = [ms for kind in (people.PAGE, people.MEMBER, people.LIVE) for ms in notes.milliseconds.get(kind, [])]
    saves = notes.milliseconds.get(people.SAVE, [])
    rows.append(Row("pages, p95 × idle floor", p95(pages) / base, "×", MOST_FLOORS))
    rows.append(Row("autosaves, p95 × idle floor", p95(saves) / base, "×", MOST_FLOORS))
    rows.append(Row("answers with 5xx", notes.errors_5xx, "", 0))
    rows.append(Row("requests without an answer", notes.unanswered, "", 0))
    rows.append(Row("answers of another kind than expected", sum(notes.wrong.values()), "", 0))
    rows.append(Row("live panel behind, at most", watch.most_behind, "s", MOST_BEHIND))
    rows.append(Row("connections to Postgres, at most", watch.most_connections, ""))
    rows += [Row(f"messages waiting in {queue}, at most", most, "") for queue, most in watch.most_waiting.items()]
    return rows


def _kept_rows(kept: Kept, batch: Run | None, rate: float, took: float | None) -> list[Row]:
    rows = [
        Row("autosaves acknowledged", kept.saves, ""),
        Row("answers whose text is not the newest acknowledged", checks.texts_lost(kept), "", 0),
        Row("pieces of sound acknowledged", kept.pieces, ""),
        Row("takes that are not what was sent", checks.sounds_lost(kept), "", 0),
        Row("takes that were cut short", checks.takes_cut_short(kept), "", 0),
        Row("interviews handed in", len(kept.handed_in), ""),
        Row("interviews handed in that do not say so", checks.handed_in_lost(kept), "", 0),
        Row("from handing in to a score, where all was written, at most", checks.longest_wait(kept), "s"),
    ]
    if batch is not None:
        rows += [
            Row("gradings of the batch a second, under load", rate, "/s"),
            Row("batch, from order to end", -1 if took is None else took, "s"),
            Row(
                "gradings of the batch still open when waiting ended", GradingOrder.objects.filter(OPEN, run=batch).count(), "", 0
            ),
            Row("gradings of the batch that were lost", checks.gradings_lost(batch) + checks.done_without_result(batch), "", 0),
            Row("interviews that were graded twice", checks.graded_twice(batch), "", 0),
        ]
    return rows
