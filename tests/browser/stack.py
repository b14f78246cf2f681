"""The whole application as `make run` starts it, with a data folder of its own, for a browser to click through."""

from __future__ import annotations

import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.config.processes import data_folder, python

PASSWORD = "a demo nobody shares"


@dataclass(frozen=True)
class Stack:
    """Where it answers, and where its data lies."""

    url: str
    folder: Path


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_stack(**more: str) -> Iterator[Stack]:
    """Web, workers, beat, Postgres and Valkey with the demo in them; all gone afterwards. The password is PASSWORD.

    `more` are variables of the environment.
    """
    with data_folder() as folder:
        url = f"http://127.0.0.1:{(port := free_port())}"
        process = python(folder, "-m", "config.supervisor", PORT=str(port), DEMO="1", DEMO_PASSWORD=PASSWORD, **more)
        try:
            _wait_for(process, f"Evenhand is running at {url}")
            yield Stack(url, folder)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


def _wait_for(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdout is not None
    told = []
    for line in process.stdout:
        told.append(line)
        if words in line:
            return
    raise AssertionError("".join(told))
