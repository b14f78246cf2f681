"""A Valkey of these tests' own, to be killed, frozen, emptied and started again, and a database of their own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlencode

from django.db import connections
from psycopg.errors import ObjectInUse
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from config.runtime import account, valkey
from tests.databases import administer, drop_database, maintenance, make_migrated_database
from tests.processes.waiting import until


class Broker:
    """The embedded Valkey, as the product starts it."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "valkey"
        self.socket = self.data / "valkey.sock"
        self.url = f"unix://{self.socket}?db=0"
        account.make_data_folder(folder)
        self.start()

    def start(self) -> None:
        valkey.ensure(self.data, self.socket)

    def stop(self) -> None:
        self.thaw()
        valkey.stop(self.socket)

    def kill(self) -> None:
        """As a power cut: nothing is written, the socket's file stays."""
        os.kill(self._pid(), signal.SIGKILL)
        until(lambda: not self.answers(), "Valkey is gone")

    def freeze(self) -> None:
        """It takes connections (the kernel does) and answers nothing: the worst way of being away."""
        os.kill(self._pid(), signal.SIGSTOP)

    def thaw(self) -> None:
        with suppress(ProcessLookupError):  # it may have been killed
            os.kill(self._pid(), signal.SIGCONT)

    def lose_everything(self) -> None:
        """Emptied, then killed and started again."""
        self.forget_everything()
        self.kill()
        self.start()

    def forget_everything(self) -> None:
        with self.client() as client:
            client.flushall()

    def waiting(self, queue: str = "default") -> int:
        """How many messages wait in a queue."""
        with self.client() as client:
            return int(client.llen(queue))

    def taken(self) -> set[bytes]:
        """Messages that workers have taken and not acknowledged; those of killed workers stay for an hour."""
        with self.client() as client:
            return set(client.hkeys("unacked"))

    def answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except (RedisError, OSError):
            return False

    def client(self) -> Redis:
        return Redis.from_url(self.url, socket_timeout=5, retry=Retry(NoBackoff(), 0))

    def _pid(self) -> int:
        return int((self.data / "valkey.pid").read_text())


def migrated_database() -> str:
    """Make an empty database with all tables, to be copied. Gives its name.

    It begins as a copy of pytest-django's, where there is one. That one itself would not do: it is emptied after tests,
    and processes at work would stand in the way.
    """
    connection = connections["default"]
    tests = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
    name = f"{tests}_processes"
    if connection.settings_dict["NAME"] == tests:
        drop_database(name)
        connection.close()
        with suppress(ObjectInUse):  # by a thread that a test has left behind
            administer("CREATE DATABASE {} TEMPLATE {}", name, tests)
            return name
    make_migrated_database(name)
    return name


@contextmanager
def database_is_away(name: str) -> Iterator[None]:
    """End all connections and refuse new ones."""
    administer("ALTER DATABASE {} ALLOW_CONNECTIONS false", name)
    with maintenance() as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    try:
        yield
    finally:
        administer("ALTER DATABASE {} ALLOW_CONNECTIONS true", name)
        connections["default"].close()


def url_of(name: str) -> str:
    """DATABASE_URL of a database on the tests' server."""
    given = connections["default"].settings_dict
    user = quote(given["USER"], safe="") + (f":{quote(given['PASSWORD'], safe='')}" if given.get("PASSWORD") else "")
    query = {"host": given["HOST"], **given.get("OPTIONS", {})}
    if given.get("PORT"):
        query["port"] = str(given["PORT"])
    return f"postgres://{user}@/{quote(name)}?{urlencode({key: value for key, value in query.items() if isinstance(value, str)})}"
