"""Locks that the ORM has no words for. Both are given back at the end of the transaction."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.db.models import Model

KEY_BITS = (1 << 63) - 1  # what Postgres takes for the number of an advisory lock


def share(model: type[Model], pk: UUID) -> None:
    """Keep a row as it is: many may do so at once, and whoever wants to change it waits for them. Only inside a transaction."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT FROM {table} WHERE id = %s FOR SHARE", [pk])


def one_after_the_other(pk: UUID) -> None:
    """Wait until nobody else is in such a place with this key, which holds back nobody who does something else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [pk.int & KEY_BITS])
