"""One installation on nine hosts: Postgres, Redis and its replica, two web hosts, three workers, beat."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from config.runtime import account, valkey
from config.runtime.address import ask_health
from tests.load.hosts.network import NET, Host, make_bridge

REDIS = NET + "20"  # moves from one host to the other
WEB_PORT = 8000
PATIENCE = 180.0
# Short, so that minutes are enough; in production these are 60 and 15.
TIMES = {"WORK_LEASE_SECONDS": "10", "WORK_RETRY_SECONDS": "1", "SWEEP_SECONDS": "3"}


class NotUp(RuntimeError):
    """Something did not come up in time."""


def until(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Raises NotUp."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise NotUp(what)
        time.sleep(0.2)


def environment(folder: Path, database: str) -> dict[str, str]:
    """What all processes of the installation share. `EVENHAND_DATA` is one folder for all: it stands for a shared mount."""
    ours = {
        "DATABASE_URL": f"postgres://evenhand@{database}:5432/evenhand",
        "REDIS_URL": f"redis://{REDIS}:6379/0",
        "SECRET_KEY": "of this measurement alone, and of no installation",
        "EVENHAND_DATA": str(folder / "shared"),
        "ALLOWED_HOSTS": "*",
        "DJANGO_SETTINGS_MODULE": "tests.load.settings",
        "SPEECH": "0",
        "ROUND_02": "spoken",  # recordings wait: nothing listens here
        "WEB_WORKERS": "1",
        "WEB_THREADS": "8",
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
    }
    clean = {name: value for name, value in os.environ.items() if name not in ("TEST_NAME", "STATIC_ROOT", "PORT", "HOST")}
    return clean | ours | TIMES


@dataclass
class Installation:
    folder: Path
    workers: list[Host] = field(default_factory=list)

    def __post_init__(self) -> None:
        make_bridge()
        self.logs = self.folder / "logs"
        account.make_data_folder(self.folder)
        account.make_data_folder(self.folder / "shared")
        self.logs.mkdir()
        self.database = Host("database", 10)
        self.redis, self.replica = Host("redis-a", 21), Host("redis-b", 22)
        self.web = [Host("web-1", 31), Host("web-2", 32)]
        self.environment = environment(self.folder, self.database.address)

    def start_servers(self) -> None:
        there = [sys.executable, "-m", "tests.load.hosts.postgres_there", str(self.folder / "database")]
        started = self.database.start([*there, self.database.address, NET + "0/24"], self.environment, self.logs / "postgres.log")
        if started.wait(PATIENCE):
            raise NotUp((self.logs / "postgres.log").read_text())
        self.redis.take_address(REDIS)
        self._start_valkey(self.redis)
        self._start_valkey(self.replica, "--replicaof", self.redis.address, "6379")
        until(lambda: _info(self.replica).get("master_link_status") == "up", "the replica follows")

    def _start_valkey(self, host: Host, *more: str) -> None:
        program = self.folder / "valkey-server"
        if not program.exists():
            shutil.copyfile(valkey._program(self.folder), self.folder / "unfinished")
            (self.folder / "unfinished").chmod(0o755)
            (self.folder / "unfinished").rename(program)
        (self.folder / host.name).mkdir()
        command = [str(program), "--bind", "0.0.0.0", "--protected-mode", "no", "--dir", str(self.folder / host.name)]
        host.start([*command, "--repl-timeout", "10", *more], self.environment, self.logs / f"{host.name}.log")
        until(lambda: _info(host), f"{host.name} answers", 20)

    def start_web(self) -> None:
        """Two web hosts, and beat beside the first."""
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn"]
        for host in self.web:
            own = self.environment | {"HOST": host.address, "PORT": str(WEB_PORT)}
            host.start(gunicorn, own, self.logs / f"{host.name}.log")
        for host in self.web:
            until(lambda host=host: ask_health(host.address, WEB_PORT)[0], f"{host.name} answers")  # type: ignore[misc]  # a default
        beat = [sys.executable, "-m", "celery", "-A", "config.celery", "beat", "-l", "WARNING", "--pidfile="]
        self.web[0].start([*beat, f"--schedule={self.folder / 'beat'}"], self.environment, self.logs / "beat.log")

    def start_worker(self) -> Host:
        """One more worker host, of one process; it answers when this returns."""
        host = Host(f"worker-{len(self.workers) + 1}", 41 + len(self.workers))
        self.workers.append(host)
        command = [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "-Q", "default,batch", "-c", "1"]
        command += ["-l", "WARNING", "--without-gossip", "--without-mingle", "-n", f"{host.name}@hosts"]
        host.start(command, self.environment, self.logs / f"{host.name}.log")
        from config.celery import app

        until(lambda: len(app.control.ping(timeout=1.0) or []) >= len(self.workers), f"{host.name} answers")
        return host

    def fail_over(self) -> None:
        """The machine of Redis is gone without a word; a few seconds later its replica takes over, with its address."""
        self.redis.cut()
        time.sleep(3)
        with Redis(self.replica.address, socket_timeout=5) as client:
            client.execute_command("REPLICAOF", "NO", "ONE")
        self.replica.take_address(REDIS)
        for host in [*self.workers, *self.web]:  # as keepalived tells everybody, whose the address is now
            host.inside("neigh", "flush", "dev", "eth0")

    def stop(self) -> None:
        """End what was started; what is left ends with the namespaces."""
        for host in [*self.workers, *self.web, self.redis, self.replica]:
            for process in host.started:
                process.terminate()
        for host in [*self.workers, *self.web, self.redis, self.replica]:
            for process in host.started:
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    process.kill()

    def ends_of_logs(self, lines: int = 8) -> str:
        return "\n".join(f"--- {log.name}\n" + "\n".join(log.read_text().splitlines()[-lines:]) for log in self.logs.iterdir())


def _info(host: Host) -> dict[str, object]:
    try:
        with Redis(host.address, socket_timeout=5) as client:
            return dict(client.info())
    except (RedisError, OSError):
        return {}
