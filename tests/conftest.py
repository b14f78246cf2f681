"""What every test stands on. The servers are started by tests/settings.py."""

import os
from collections.abc import Iterator

import pytest
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker
from pytest_socket import socket_allow_hosts
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from config.outage import redis_outage
from tests.databases import copy_of, delete_few_rows, demo_of_run, drop_templates, template_of_run

DEADLOCKS = 5
TOGETHER = ("/processes", "/whole")
LOOPBACK = ["127.0.0.1", "::1", "localhost"]


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Keeps what shares a costly fixture on one worker: a file, or the folder whose tests share one world.

    Marks of `xdist_group` do not: pytest 9.2 keeps the name of a test where xdist 3.8 does not put the group.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        folder = path.rpartition("/")[0]
        return folder if folder.endswith(TOGETHER) else path


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    """How tests are shared out between workers, whatever `--dist` says."""
    return ByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: the last word, after pytest-django, which puts what needs no database of its own last."""
    items.sort(key=lambda item: (item.get_closest_marker("processes") is None, item.get_closest_marker("browser") is None))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let tests reach this machine and nothing beyond it."""
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker) -> None:
    """pytest-django's own, and where several work at once each takes a copy of one database: migrating takes ten seconds."""
    if run := os.environ.get("PYTEST_XDIST_TESTRUNUID"):
        with django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = template_of_run(run)


def pytest_unconfigure(config: pytest.Config) -> None:
    """When all workers have ended."""
    if getattr(config.option, "numprocesses", None):
        drop_templates()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's own, on a server that counts no table by itself: what a test has not committed counts as nothing, and the
    plans that follow from that can take minutes.

    At the end a thread that a browser still holds must not keep the database from being dropped.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER SYSTEM SET autovacuum = off")
        cursor.execute("SELECT pg_reload_conf()")
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def demo_template(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The name of a database with the demo in it, loaded once for all workers."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    with django_db_blocker.unblock():
        if not run:
            drop_templates()  # of a run that was killed
        yield demo_of_run(run or "alone")
        if not run:
            drop_templates()


@pytest.fixture(scope="class")
def demo_database(demo_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo is in the database, for a class of tests or for one outside of a class; its password is DEMO_PASSWORD."""
    with django_db_blocker.unblock(), copy_of(demo_template):
        yield


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly_and_while_read() -> Iterator[None]:
    """What a test has committed is deleted; all is truncated, as Django does it, only where there is much.

    A page that a browser has just left may still be read while its tables are emptied: of the two one is refused, so again.
    """
    empty = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]  # Django's own, without a stub

    def until_nobody_reads(case: TransactionTestCase) -> None:
        for turn in range(DEADLOCKS):
            try:
                if not delete_few_rows():
                    empty(case)
            except (CommandError, OperationalError) as refused:
                if turn + 1 == DEADLOCKS or "deadlock" not in str(refused.__cause__):
                    raise
            else:
                return

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", until_nobody_reads)
        yield


@pytest.fixture(autouse=True)
def no_outage() -> None:
    """A broker that a test before took away is asked again."""
    redis_outage.forget()
