"""`make bench`: an own database with a million made-up interviews, the real server, figures as ratios to a floor of the same run.

`python -m tests.bench pages work` runs these parts alone, and leaves the figures of the others as they are.
BENCH_INTERVIEWS=110000 fills the database with fewer (105,000 at the least), which is sooner done; plans say less then.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.bench.report import Row

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("pages", "work", "data", "plans", "start", "voice")
SPECS, LARGE, SMALL = 200, 100_000, 5_000
MILLION = 1_000_000
STARTING_SECONDS = 180


@contextmanager
def _own_servers() -> Iterator[None]:
    """An own folder of data, new each time, whatever the environment says; made before Django reads its settings."""
    for name in ("DATABASE_URL", "REDIS_URL", "STATIC_ROOT"):
        os.environ.pop(name, None)
    folder = Path(tempfile.mkdtemp(prefix="evenhand-bench-"))
    os.environ.update(EVENHAND_DATA=str(folder), DJANGO_SETTINGS_MODULE="tests.bench.settings")
    from config import services

    try:
        services.ensure(durable=False)
        yield
    finally:
        services.release()
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _server() -> Iterator[tuple[int, int]]:
    """gunicorn as in production, on a port of its own: that, and the process."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "tests.bench.wsgi:application"]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PORT": str(port)})
    try:
        _wait_for(f"http://127.0.0.1:{port}/bench/ok")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(url: str) -> None:
    """Until it answers; a busy machine takes its time. Raises TimeoutError."""
    for _ in range(STARTING_SECONDS * 10):
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(f"{url} did not answer within {STARTING_SECONDS} s.")


def main() -> int:
    wanted = sys.argv[1:]
    interviews = int(os.environ.get("BENCH_INTERVIEWS", MILLION))
    parts = wanted or list(PARTS)
    if wrong := set(parts) - set(PARTS):
        print(f"No part {', '.join(wrong)}: there are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    with _own_servers():
        return _run(parts, interviews)


def _run(parts: list[str], interviews: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from interviews.models import Interview
    from tests.bench import report

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    rows: list[report.Row] = []
    failed = []
    for part in sorted(parts, key=lambda part: part != "start"):  # which a database being filled would slow down
        if part != "start" and not Interview.objects.exists():
            call_command("populate", specs=SPECS, interviews=interviews, large=LARGE, small=SMALL)
        began = time.monotonic()
        try:
            rows += _part(part)
        except Exception:  # what the others found is worth having
            traceback.print_exc()
            failed.append(part)
        print(f"{part}: {time.monotonic() - began:.0f} s", flush=True)
    print(report.machine())
    print(report.table(rows))
    report.write(rows, ROOT / "docs", alone=bool(failed) or set(parts) != set(PARTS))
    if failed:
        print(f"Not measured, for a fault: {', '.join(failed)}.", file=sys.stderr)
    return 0 if not failed and all(row.gate_met for row in rows) else 1


def _part(part: str) -> list[Row]:
    """The figures of one part. Imported only now: Django is set up."""
    from tests.bench import data, pages, plans, starting, voice, work

    if part in ("data", "plans"):
        return data.rows() if part == "data" else plans.rows()
    if part == "start":
        return starting.rows(_free_port())
    if part == "voice":
        with _server() as (port, _):
            return [*voice.transcription_rows(), *voice.upload_rows(port)]
    at = pages.setting(LARGE)
    with _server() as (port, server):
        found = pages.rows(port, at) if part == "pages" else work.web_memory_rows(port, server, at)
    return found if part == "pages" else [*found, *work.drafting_rows(), *work.batch_rows(at.small)]


if __name__ == "__main__":
    sys.exit(main())
