"""Databases on the tests' server: made, copied, dropped.

All migrations run once a test run, and every worker takes a copy. So it is with the demo.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.core.management import call_command
from django.db import connections, transaction
from psycopg import sql

from config import services
from scoring.operations.demo import load_demo

# Made when a database is migrated, the same ever after.
NEVER_CHANGED = {"django_content_type", "auth_permission"}
MANY_BYTES = 500_000
DEMO_PASSWORD = "a demo nobody shares"


@contextmanager
def using_database(name: str) -> Iterator[None]:
    """Have Django's connection of this process go to another database."""
    connection = connections["default"]
    connection.close()
    before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def make_migrated_database(name: str) -> None:
    """Make a database with all tables and nothing in them."""
    drop_database(name)
    administer("CREATE DATABASE {}", name)
    with using_database(name):
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def copy_of(template: str) -> Iterator[str]:
    """Copy a database that nobody uses, have Django use the copy, and drop it afterwards. Gives its name."""
    name = f"{template}_copy{os.environ.get('PYTEST_XDIST_WORKER', '')}"
    _copy(template, name)
    try:
        with using_database(name):
            yield name
    finally:
        drop_database(name)


def delete_few_rows() -> bool:
    """Empty all tables of Django's connection where they hold little: after most tests, some ten rows. Else False, nothing done.

    Making files anew for every table and index, as TRUNCATE does, takes a hundred times as long. As with TRUNCATE, no trigger
    minds, and who still writes is waited for.
    """
    connection = connections["default"]
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    names = [connection.ops.quote_name(table) for table in tables if table not in NEVER_CHANGED]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(names)} IN EXCLUSIVE MODE")
        cursor.execute(" UNION ALL ".join(f"(SELECT '{name}', pg_relation_size('{name}') FROM {name} LIMIT 1)" for name in names))
        filled = dict(cursor.fetchall())
        if any(size > MANY_BYTES for size in filled.values()):
            return False
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in filled:
            cursor.execute(f"DELETE FROM {name}")
    return True


def template_of_run(run: str) -> str:
    """The name of a database with all tables, to be copied: made by whoever asks first in a test run."""
    name = f"{_templates()}{run}"
    with _one_at_a_time():
        if name not in _databases():
            drop_templates()  # of a run that was killed
            unfinished = f"{_templates()}unfinished"
            make_migrated_database(unfinished)
            administer("ALTER DATABASE {} RENAME TO {}", unfinished, name)
    return name


def demo_of_run(run: str) -> str:
    """The name of a database with the demo in it, to be copied: made by whoever asks first in a test run, from an empty one."""
    name = f"{_templates()}{run[:8]}_demo"  # a copy's name is longer, and must not be too long
    with _one_at_a_time():
        if name not in _databases():
            settings, unfinished = connections["default"].settings_dict, f"{name}_unfinished"
            connections["default"].close()
            _copy(settings["TEST"].get("TEMPLATE") or settings["NAME"], unfinished)  # the latter where tests run in one process
            with using_database(unfinished):
                load_demo(password=DEMO_PASSWORD)
            administer("ALTER DATABASE {} RENAME TO {}", unfinished, name)
    return name


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (services.data_dir() / "template").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def drop_templates() -> None:
    """Drop what `template_of_run` and `demo_of_run` have made for test runs of this name."""
    for name in _databases():
        if name.startswith(_templates()):
            drop_database(name)


def drop_database(name: str) -> None:
    administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _copy(template: str, name: str) -> None:
    """Copy a database; a thread that a test has left behind in it is sent away."""
    drop_database(name)
    with maintenance() as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [template])
    administer("CREATE DATABASE {} TEMPLATE {}", name, template)


def administer(statement: str, *names: str) -> None:
    """Carry out a statement outside of any database of ours; `{}` stands for each of the names."""
    with maintenance() as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def maintenance() -> psycopg.Connection:
    """A connection to the server's own database."""
    given = connections["default"].settings_dict
    return psycopg.connect(
        host=given["HOST"],
        port=given.get("PORT") or None,
        user=given["USER"],
        password=given.get("PASSWORD") or None,
        dbname="postgres",
        autocommit=True,
    )


def _templates() -> str:
    """How their names begin: `TEST_NAME` tells runs apart."""
    return f"template_{os.environ.get('TEST_NAME', '')}_"


def _databases() -> set[str]:
    with maintenance() as connection:
        return {str(name) for (name,) in connection.execute("SELECT datname FROM pg_database")}
