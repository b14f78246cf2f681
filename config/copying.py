"""Writing many rows by COPY: what a table's triggers and constraints refuse is refused all the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def keys_for(model: type[models.Model], count: int) -> list[int]:
    """So many keys that nobody else gets, for rows of a model whose key counts up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [model._meta.db_table, count]
        )
        return [key for (key,) in cursor.fetchall()]


def copy_in(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows of plain values, in the order of `columns`. Raises what an INSERT would (django.db.Error)."""
    names = ", ".join(f'"{column}"' for column in columns)
    statement = f"COPY {model._meta.db_table} ({names}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as to:
        for row in rows:
            to.write_row(row)
