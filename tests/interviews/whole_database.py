"""Look for words in every text column of every table: what an erasure must have reached."""

from __future__ import annotations

from django.db import connection

TEXTS = ("text", "character varying", "character", "json", "jsonb", "ARRAY", "bytea")


def text_columns() -> list[tuple[str, str]]:
    """Every column of the schema that can hold words, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables "
            "USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE' "
            "AND data_type = ANY(%s) ORDER BY 1, 2",
            [list(TEXTS)],
        )
        return [(str(table), str(column)) for table, column in cursor.fetchall()]


def find_everywhere(words: str) -> list[str]:
    """Where these words stand, as table.column; in small letters or large."""
    found = []
    with connection.cursor() as cursor:
        for table, column in text_columns():
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE %s', [f"%{words}%"])
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found
