"""`python -m config.supervisor`: the whole of Evenhand on one machine, in the foreground. `make run` starts it.

It has the embedded servers running, prepares the database, and keeps web, worker and beat alive until Ctrl-C. Then all
of them end. Killed outright, it takes its children with it, and the next start adopts the servers.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from config import services
from config.runtime import account, children, prepare
from config.runtime.address import CannotStart, address, ask_health, check_port_is_free, is_loopback
from config.runtime.children import Child

READY_SECONDS = 60.0
LOOK_SECONDS = 0.25
SERVERS_SECONDS = 5.0
# Pages go first: what works in the background takes what they leave of the cores. At 10 a page in a hundred waits 3 ms each time
# that it is woken, some fifteen times a request; at 19 none does, and as much is graded. Where pages take all of the cores for an
# hour, recordings wait for as long.
NICE = range(20)
DEMO_LOGINS = ("manager@example.com", "rater@example.com", "admin@example.com", "auditor@example.com")


class Stop(BaseException):
    """A signal asked for the end."""


def tell(line: str) -> None:
    """Say something to the person at the terminal, at once even into a pipe."""
    print(line, flush=True)  # noqa: T201 - this is the program's output


def main() -> int:
    """Run until a signal. Returns the exit code: 0 after an orderly end, 1 when it could not start."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        host, port = address()
        _run(host, port)
    except Stop:
        return 0
    except (CannotStart, account.FolderNotReachable, services.SettingMissing, services.SettingWrong, RuntimeError) as error:
        print(error, file=sys.stderr, flush=True)  # noqa: T201
        return 1
    return 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stop


def _run(host: str, port: int) -> None:
    folder = services.data_dir()
    account.make_data_folder(folder)
    mark = str(folder)
    with (folder / "supervisor").open("a+") as lock:
        _be_the_only_one(lock.fileno(), folder, f"http://{host}:{port}")
        children.end_left_behind(mark, tell)
        check_port_is_free(host, port)
        environment = child_environment(host, port, mark)
        parts = parts_of_the_application(folder)
        try:
            services.ensure()
            _prepare(environment)
            for part in parts:
                part.start(environment)
            _wait_until_ready(parts, environment, host, port)
            _announce(environment, host, port, folder)
            _keep_alive(parts, environment)
        finally:
            _ignore_signals()
            tell("Stopping …")
            children.stop_all(parts)
            children.end_left_behind(mark, tell)
            services.release()
            tell("Stopped.")


def _ignore_signals() -> None:
    """A second Ctrl-C must not leave half of the processes behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _be_the_only_one(lock: int, folder: Path, url: str) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        other = (folder / "supervisor").read_text().strip() or "another process"
        raise CannotStart(
            f"Evenhand already runs on {folder}: {other}. Stop it first, or choose another folder with EVENHAND_DATA."
        ) from None
    os.ftruncate(lock, 0)
    os.write(lock, f"process {os.getpid()}, {url}\n".encode())


def child_environment(host: str, port: int, mark: str) -> dict[str, str]:
    """What the children see. Demo accounts on an address that others reach only where DEMO=1 asks for them."""
    demo = os.environ.get("DEMO") or ("1" if is_loopback(host) else "0")
    ours = {"HOST": host, "PORT": str(port), "DEMO": demo, "PYTHONUNBUFFERED": "1", children.MARK: mark}
    if demo == "1":
        ours["DEMO_PASSWORD"] = services.demo_password()
    return os.environ | ours


def parts_of_the_application(folder: Path) -> list[Child]:
    """Web, workers and beat, each with a log of its own that starts empty.

    Speech has a worker to itself, of one process: the model is in memory once, and a long answer keeps nobody waiting.
    """
    logs = folder / "logs"
    logs.mkdir(mode=0o700, exist_ok=True)
    celery = [sys.executable, "-m", "celery", "-A", "config.celery"]
    concurrency = os.environ.get("WORKER_CONCURRENCY", "2")
    worker = [*celery, "worker", "-l", "WARNING", "--without-gossip", "--without-mingle"]
    commands = {
        "web": [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn"],
        "worker": [*worker, "-Q", "default,batch", "-c", concurrency, "-n", "worker@%h"],
        "speech": [*worker, "-Q", "speech", "-c", "1", "-n", "speech@%h"],
        "beat": [*celery, "beat", "-l", "WARNING", "--pidfile=", f"--schedule={folder / 'beat'}"],
    }
    for name in commands:
        (logs / f"{name}.log").unlink(missing_ok=True)
    steps_back = dict.fromkeys(("worker", "speech"), _niceness())
    return [Child(name, command, logs / f"{name}.log", nice=steps_back.get(name, 0)) for name, command in commands.items()]


def _niceness() -> int:
    given = os.environ.get("WORKER_NICE", str(NICE[-1]))
    if not given.isdecimal() or int(given) not in NICE:
        raise services.SettingWrong(f"WORKER_NICE is {given}. Set a whole number from {NICE[0]} to {NICE[-1]}.")
    return int(given)


def _prepare(environment: dict[str, str]) -> None:
    if not prepare.needed():
        return
    tell("Preparing the database and the static files …")
    quiet = {"LOG_LEVEL": os.environ.get("LOG_LEVEL") or "WARNING"}  # events of the demo are no news at the terminal
    finished = subprocess.run([sys.executable, "-m", "config.runtime.prepare"], env=environment | quiet, check=False)
    if finished.returncode != 0:
        raise CannotStart("The database could not be prepared; what stands above says why.")


def _wait_until_ready(parts: list[Child], environment: dict[str, str], host: str, port: int) -> None:
    """Return once /healthz says that all of it is there; say once what is missing when that takes long."""
    patience_ends = time.monotonic() + READY_SECONDS
    while True:
        status, state = ask_health(host, port)
        if status == 200:
            return
        if time.monotonic() > patience_ends:
            tell(f"Not everything is up after {READY_SECONDS:.0f} s: {state or status}. Still trying.")
            patience_ends = float("inf")
        _restart_what_ended(parts, environment)
        time.sleep(LOOK_SECONDS)


def _announce(environment: dict[str, str], host: str, port: int, folder: Path) -> None:
    shown = f"[{host}]" if ":" in host else host
    tell(f"\nEvenhand is running at http://{shown}:{port}\n")
    if spoken := _of_speech(environment):
        tell(f"  {spoken}\n")
    if environment["DEMO"] == "1":
        for login in DEMO_LOGINS:
            tell(f"  {login:22} password {environment['DEMO_PASSWORD']}")
        tell("  (demo accounts, and all in the demo is invented; an account whose password was changed keeps its own)")
    else:
        tell("  Make the first account with: .venv/bin/python manage.py createsuperuser")
    tell(f"\nData and logs: {folder}. Stop with Ctrl-C.")


def _of_speech(environment: dict[str, str]) -> str:
    """What listens and what speaks, in one line. Asked of a process of its own, which may load what it likes."""
    asked = [sys.executable, "-m", "interviews.speech"]
    try:
        said = subprocess.run(asked, env=environment, capture_output=True, text=True, timeout=READY_SECONDS, check=False)  # noqa: S603 - ours
    except subprocess.TimeoutExpired:
        return ""
    return (said.stdout or said.stderr).strip().rpartition("\n")[2]


def _keep_alive(parts: list[Child], environment: dict[str, str]) -> None:
    look_at_servers = time.monotonic() + SERVERS_SECONDS
    while True:
        time.sleep(LOOK_SECONDS)
        _restart_what_ended(parts, environment)
        if time.monotonic() > look_at_servers:
            try:
                services.ensure()
            except RuntimeError as error:
                tell(str(error))
            for part in parts:
                part.keep_log_short()
            look_at_servers = time.monotonic() + SERVERS_SECONDS


def _restart_what_ended(parts: list[Child], environment: dict[str, str]) -> None:
    for part in parts:
        code = part.ended()
        if code is not None:
            pause = part.plan_restart()
            tell(f"{part.name} ended with code {code}; starting it again in {pause:.0f} s.\n{part.end_of_log()}")
        elif part.process is None and time.monotonic() >= part.start_after:
            part.start(environment)


if __name__ == "__main__":
    sys.exit(main())
