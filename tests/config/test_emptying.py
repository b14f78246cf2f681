"""What a test has committed is gone before the next one."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from jobspecs.models import User
from tests import databases
from tests.factories import UserFactory
from tests.factories.interviews import make_invitation

pytestmark = pytest.mark.django_db(transaction=True)


def filled() -> set[str]:
    with connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        cursor.execute(" UNION ALL ".join(f"(SELECT '{table}' FROM {table} LIMIT 1)" for table in tables))
        return {table for (table,) in cursor.fetchall()}


@pytest.fixture
def however_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table stays as large as tests before have made it, whatever is deleted from it."""
    monkeypatch.setattr(databases, "MANY_BYTES", 2**50)


@pytest.mark.usefixtures("however_large")
def test_deletes_all_rows_though_triggers_keep_some_for_ever() -> None:
    make_invitation()
    assert len(filled()) > 10
    assert databases.delete_few_rows()
    assert filled() == databases.NEVER_CHANGED


def test_leaves_much_to_be_truncated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "MANY_BYTES", 0)
    UserFactory.create()
    assert not databases.delete_few_rows()
    assert User.objects.exists()


@pytest.mark.usefixtures("however_large")
def test_waits_for_who_still_writes() -> None:
    writes, may_end = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            UserFactory.create()
            writes.set()
            may_end.wait(10)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert writes.wait(10)
    ends = threading.Timer(0.3, may_end.set)
    ends.start()
    assert databases.delete_few_rows()
    writer.join()
    assert not User.objects.exists()
