"""Real processes for tests: a data folder of their own, and who still runs on it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from config import services

FROM_TESTS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "TEST_NAME")


@contextmanager
def data_folder() -> Iterator[Path]:
    """A new data folder; pytest's own folders are closed to the servers' account."""
    folder = Path(tempfile.mkdtemp(prefix="evenhand-data-"))
    try:
        yield folder
    finally:
        for pid in running_on(folder):
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        shutil.rmtree(folder, ignore_errors=True)


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What a person's shell would give, with the data somewhere else. Workers step back for no other test."""
    mine = {name: value for name, value in os.environ.items() if name not in FROM_TESTS}
    ours = {"EVENHAND_DATA": str(folder), "PYTHONPATH": str(services.PROJECT), "DEMO": "0", "WORKER_NICE": "0"}
    return mine | ours | more


def python(folder: Path, *arguments: str, **more: str) -> "subprocess.Popen[str]":
    """Start Python in the project with this data folder."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=services.PROJECT,
        env=environment(folder, **more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def running_on(folder: Path) -> list[int]:
    """Processes, not zombies, with the folder in their command line or environment: servers, parts, leftovers."""
    wanted = os.fsencode(folder)
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with suppress(OSError):
                if wanted in (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes():
                    found.append(int(entry.name))
    return found


def postmaster(folder: Path) -> int:
    """The process number of the embedded Postgres."""
    return int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
