"""The whole application under its supervisor, as `make run` starts it: gunicorn, workers, beat, own Postgres and Valkey."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 600.0
STOP_SECONDS = 60.0


class NotUp(RuntimeError):
    """The application did not start; what it said is the message."""


@contextmanager
def folder_of_data(given: str) -> Iterator[Path]:
    """The folder that is given, or a new one that is taken away afterwards."""
    if given:
        yield Path(given).resolve()
        return
    folder = Path(tempfile.mkdtemp(prefix="evenhand-load-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def use(folder: Path, **more: str) -> None:
    """Have this process, and what it starts, take its settings from here: nothing of whoever calls is used or harmed."""
    for name in ("DATABASE_URL", "REDIS_URL", "STATIC_ROOT", "TEST_NAME", "HOST"):
        os.environ.pop(name, None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    os.environ.update(EVENHAND_DATA=str(folder), DJANGO_SETTINGS_MODULE="tests.load.settings", PORT=port, DEMO="0", **more)


@contextmanager
def running() -> Iterator[int]:
    """The application, answering. Gives the supervisor's process id; ends it afterwards. Raises NotUp."""
    log = Path(os.environ["EVENHAND_DATA"]) / "supervisor.log"
    with log.open("wb") as said:
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "config.supervisor"], cwd=ROOT, stdout=said, stderr=subprocess.STDOUT, process_group=0
        )
    try:
        _wait(supervisor, log)
        yield supervisor.pid
    finally:
        supervisor.send_signal(signal.SIGTERM)
        try:
            supervisor.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            supervisor.kill()
            supervisor.wait()


def _wait(supervisor: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while "Evenhand is running at" not in (said := log.read_text(errors="replace")):
        if supervisor.poll() is not None or time.monotonic() > deadline:
            raise NotUp(said)
        time.sleep(0.2)
