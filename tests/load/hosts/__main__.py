"""`python -m tests.load.hosts`: several hosts on one machine; one is cut off, Redis is failed over; nothing may be lost.

It begins by moving into network, process and mount namespaces of its own, so that everything it makes, hosts, wires, servers
and all, is gone when it ends, also when it is killed. It needs root and iproute2. Exit code 1 where a check fails.
"""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

from config.runtime.children import PR_SET_PDEATHSIG

PREFIX = "evenhand-hosts-"
NEEDED = ("unshare", "ip", "mount")
NAMESPACES = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]


def main() -> int:
    given = _arguments()
    if given.inside:
        from tests.load.hosts import measuring

        return measuring.run(given, Path(given.inside))
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if os.geteuid() != 0 or missing:
        print("This needs root and iproute2." + (f" Missing: {', '.join(missing)}." if missing else ""), file=sys.stderr)
        return 2
    _forget_killed_runs()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        lock = os.open(folder / "in use", os.O_CREAT | os.O_RDWR)
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _in_namespaces(folder / "data")


def _in_namespaces(folder: Path) -> int:
    """The same program inside. It ends with this one, however that ends, and everything in there with it."""

    def end_with_this() -> None:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

    command = [*NAMESPACES, sys.executable, "-m", "tests.load.hosts", "--inside", str(folder), *sys.argv[1:]]
    inside = subprocess.Popen(command, preexec_fn=end_with_this)
    try:
        return inside.wait()
    finally:
        inside.kill()
        inside.wait()


def _forget_killed_runs() -> None:
    """Take away folders that a run which was killed left behind: nobody holds their lock."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            lock = os.open(folder / "in use", os.O_RDWR)
        except OSError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(lock)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(130)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load.hosts", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--batch", type=int, default=600, help="gradings for each number of workers")
    parser.add_argument("--seconds", type=int, default=120, help="how long people are there while hosts fail")
    parser.add_argument("--write", action="store_true", help="write docs/load-hosts.json")
    parser.add_argument("--inside", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
