"""`make bench`: an own database with the demo data, the real server, figures as ratios to a floor of the same run.

`python -m tests.bench voice` (or `pages`) runs one part, and leaves the figures of the others as they are.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROUNDS, EACH = 15, 40
PARTS = ("pages", "voice")


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
def _server() -> Iterator[int]:
    """gunicorn as in production, on a port of its own."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py"]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PORT": str(port)})
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/bench/ok", timeout=1).close()
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def main() -> int:
    parts = sys.argv[1:] or list(PARTS)
    if wrong := set(parts) - set(PARTS):
        print(f"No part {', '.join(wrong)}: there are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    with _own_servers():
        return _run(parts)


def _run(parts: list[str]) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from tests.bench import pages, report, voice

    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    rows = voice.transcription_rows() if "voice" in parts else []
    with _server() as port:
        if "pages" in parts:
            rows = pages.rows(port, pages.setting(), rounds=ROUNDS, each=EACH) + rows
        if "voice" in parts:
            rows += voice.upload_rows(port)
    print(re.sub(r"\s+", " ", report.machine()))
    print(report.table(rows))
    report.write(rows, ROOT / "docs" / "benchmarks.json", alone=set(parts) != set(PARTS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
