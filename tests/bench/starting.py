"""How long `make run` takes to its first page: in a fresh copy of the project, with the packages in the cache, and once more."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.bench.report import Row

PATIENCE = 300  # seconds
LEFT_OUT = shutil.ignore_patterns(".venv", ".git", "var", "__pycache__", "*.pyc", ".mypy_cache", ".ruff_cache", ".pytest_cache")


def rows(port: int) -> list[Row]:
    root = Path(__file__).resolve().parents[2]
    folder = Path(tempfile.mkdtemp(prefix="evenhand-start-"))
    folder.chmod(0o711)  # the database runs by an account of its own, and has to reach its data in there
    try:
        shutil.copytree(root, folder / "copy", ignore=LEFT_OUT, symlinks=True)
        # Once before, so that the cache has all of them.
        subprocess.run(["make", "install"], cwd=folder / "copy", stdout=subprocess.DEVNULL, check=True)
        shutil.rmtree(folder / "copy" / ".venv")
        cold, again = (_started(folder, port) for _ in range(2))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [
        Row("make run to the first page, cold, packages in the cache", cold, "s", 40, 25),
        Row("make run to the first page, second start", again, "s", 8, 5),
    ]


def _started(folder: Path, port: int) -> float:
    """Seconds until the sign-in page answers; the whole of it is stopped again."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "EVENHAND_", "VIRTUAL_ENV"))}
    environment = kept | {"EVENHAND_DATA": str(folder / "data"), "PORT": str(port)}
    began = time.perf_counter()
    running = subprocess.Popen(
        ["make", "run"], cwd=folder / "copy", env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        while not _answers(port):
            if running.poll() is not None or time.perf_counter() - began > PATIENCE:
                raise RuntimeError(f"make run gave no page within {PATIENCE} s, or ended ({running.poll()}).")
            time.sleep(0.05)
        return time.perf_counter() - began
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGTERM)
            running.wait(60)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
