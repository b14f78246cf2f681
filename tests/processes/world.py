"""One small installation: database, Valkey, web, workers and beat, started by the commands of the product."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from kombu import pools

from config import services, supervisor
from config.celery import app
from config.runtime.address import ask_health
from config.runtime.children import Child
from tests.databases import copy_of
from tests.processes.engines import Notes
from tests.processes.servers import Broker, url_of
from tests.processes.waiting import until

# Short, so that what is lost is found soon; long enough for a machine that is busy.
TIMES = {"WORK_LEASE_SECONDS": "3", "WORK_RETRY_SECONDS": "1", "SWEEP_SECONDS": "1"}


class World:
    """What runs, and how to start and kill it."""

    def __init__(self, folder: Path, broker: Broker, database: str) -> None:
        self.folder, self.broker, self.database = folder, broker, database
        self.notes = Notes(folder / "notes")
        self.port = _free_port()
        self.started: list[Child] = []
        self.lost_messages: set[bytes] = set()
        self.commands = {part.name: part.command for part in supervisor.parts_of_the_application(folder)}

    def start(self, name: str) -> Child:
        """Start web, worker, speech or beat. Workers take one piece of work at a time and are told apart by a number."""
        number = len(self.started) + 1
        also = ["-c", "1", "-n", f"{number}@{self.database}"] if name in ("worker", "speech") else []
        child = Child(name, [*self.commands[name], *also], self.folder / "logs" / f"{name}{number}.log")
        child.start(environment_of(self))
        self.started.append(child)
        return child

    def running(self, name: str) -> list[Child]:
        return [child for child in self.started if child.name == name and child.ended() is None]

    def have(self, name: str, count: int = 1) -> list[Child]:
        """Have so many of these running; workers answer before this returns."""
        for _ in range(count - len(self.running(name))):
            self.start(name)
        if name == "worker":
            until(lambda: self._workers_that_answer() >= count, f"{count} workers answer")
        if name == "web":
            until(lambda: ask_health("127.0.0.1", self.port)[0], "the web server answers")
        return self.running(name)

    def kill(self, name: str) -> None:
        """End all of these by SIGKILL, with their children: nobody can tidy up."""
        killed = self.running(name)
        self._signal(killed, signal.SIGKILL)
        for child in killed:
            assert child.process
            child.process.wait()
        if name in ("worker", "speech") and self.broker.answers():
            self.lost_messages |= self.broker.taken()

    def wait_until_idle(self) -> None:
        """Until no message waits, and none is with a worker that lives."""
        lost = self.lost_messages
        until(lambda: not self.broker.waiting() and self.broker.taken() <= lost, "all messages are dealt with")

    @contextmanager
    def frozen(self, name: str) -> Iterator[list[Child]]:
        """Stop all of these and their children in the middle of what they do, as a machine that is suspended; then go on."""
        stopped = self.running(name)
        self._signal(stopped, signal.SIGSTOP)
        try:
            yield stopped
        finally:
            self._signal(stopped, signal.SIGCONT)

    def _signal(self, some: list[Child], number: signal.Signals) -> None:
        for child in some:
            assert child.process
            os.killpg(child.process.pid, number)

    def stop(self) -> None:
        for name in self.commands:
            self.kill(name)

    def logs(self) -> str:
        """The ends of all logs, for the message of a test that failed."""
        return "\n".join(f"--- {child.log.name}\n{child.end_of_log(15)}" for child in self.started)

    def _workers_that_answer(self) -> int:
        with app.connection_for_read() as connection:  # a new one: the broker may have been away
            return len(app.control.ping(timeout=0.5, connection=connection) or [])


def environment_of(world: World) -> dict[str, str]:
    """What the processes see: a database and a Redis of one's own, as in production, and short times."""
    ours = {
        "DJANGO_SETTINGS_MODULE": "tests.processes.settings",
        "DATABASE_URL": url_of(world.database),
        "REDIS_URL": world.broker.url,
        "SECRET_KEY": settings.SECRET_KEY,
        "EVENHAND_DATA": str(world.folder),
        "EMAIL_HOST": "mail.invalid",
        "NOTES": str(world.notes.folder),
        "HOST": "127.0.0.1",
        "PORT": str(world.port),
        "WEB_WORKERS": "1",
        "WEB_THREADS": "8",
        "PYTHONWARNINGS": "ignore",
    }
    return os.environ | ours | TIMES


@contextmanager
def a_world(template: str) -> Iterator[World]:
    """Make one with a copy of the database `template`; whatever happens, end every process of it and take its folder away."""
    folder = Path(tempfile.mkdtemp(prefix="evenhand-processes-"))
    try:
        (folder / "notes").mkdir()
        broker = Broker(folder)
        try:
            with copy_of(template) as database, _in_this_process(broker):
                world = World(folder, broker, database)
                try:
                    yield world
                finally:
                    world.stop()
        finally:
            broker.stop()
    finally:
        shutil.rmtree(folder)


@contextmanager
def _in_this_process(broker: Broker) -> Iterator[None]:
    """Let operations that a test calls send to this broker and order mails, as those of the web process do."""
    with pytest.MonkeyPatch.context() as patch, override_settings(EMAIL_IS_SET_UP=True):
        patch.setenv("REDIS_URL", broker.url)
        patch.setenv("CELERY_BROKER_URL", services.broker_url())
        _forget_connections()
        yield
    _forget_connections()


def _forget_connections() -> None:
    """Celery's connections are made anew, to where the environment says now."""
    pools.reset()
    app._after_fork()  # type: ignore[attr-defined]  # what Celery itself does to have none of its parent's


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
