"""A query of the busiest pages, worked out once a process: its SQL is kept, and run again with other values.

Building a queryset with annotations and turning it into SQL takes longer than Postgres takes to answer it. Where that is a few
rows by key, most of what Postgres does is planning: a `prepared` query is planned once a connection as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

import psycopg
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.transaction import TransactionManagementError
from psycopg.types.numeric import Int2, Int4, Int8

Row = TypeVar("Row")
# Stand-ins for numbers while a query is worked out: they fit a smallint, and no query of ours has them.
NUMBERS = 31_807
MOST = {Int2: 2**15 - 1, Int4: 2**31 - 1, Int8: 2**63 - 1}


class ValueNotFound(RuntimeError):
    """A value that the query is to be run with stands nowhere in its SQL as it was given."""


class Compiled(Generic[Row]):
    """Call it with the values by name; it answers the rows that `build` of these values would: tuples or model instances.

    `build` gets keys (UUIDs; integers by `numbers`) and gives a queryset: of values_list, or of models with select_related,
    without prefetching.
    What it does must not depend on the values, since it is called once. `prepared` is for queries by key, whose best plan is the
    same for all values; behind a pooler (`DATABASE_POOLED`) it changes nothing.
    """

    def __init__(
        self, build: Callable[..., QuerySet[Any, Any]], *names: str, numbers: Sequence[str] = (), prepared: bool = False
    ) -> None:
        self._build = build
        self._names = names
        self._numbers = numbers
        self._prepared = prepared
        self._plan: _Plan | None = None

    def __call__(self, **values: UUID | int) -> list[Row]:
        plan = self._plan or self._planned()
        if plan.locks and connection.get_autocommit():
            raise TransactionManagementError("A lock outside of a transaction is given back at once.")
        if any(type(param) is _Slot and not param.holds(values[param.name]) for param in plan.params):
            return []  # no row has a number that its column cannot hold
        given = [param.of(values[param.name]) if type(param) is _Slot else param for param in plan.params]
        with connection.cursor() as cursor:
            if self._prepared:
                cursor.cursor = _preparing(cursor.connection)
            cursor.execute(plan.sql, given)
            rows = cursor.fetchall()
        return plan.read(rows)

    def _planned(self) -> _Plan:
        stand_ins: dict[str, UUID | int] = {name: uuid4() for name in self._names}
        stand_ins |= {name: NUMBERS + place for place, name in enumerate(self._numbers)}
        plan = _Plan(self._build(**stand_ins), stand_ins)
        if self._prepared:
            plan.keep_values_alone()
        self._plan = plan
        return plan


class _Slot:
    """Where a value goes among the parameters; a number as Django wraps those of its column."""

    def __init__(self, name: str, stand_in: UUID | int) -> None:
        self.name = name
        self.of: Callable[[Any], Any] = type(stand_in) if isinstance(stand_in, int) else _as_it_is
        self._most = next((most for kind, most in MOST.items() if type(stand_in) is kind), None)

    def holds(self, value: Any) -> bool:
        return self._most is None or -self._most <= value <= self._most


def _as_it_is(value: Any) -> Any:
    return value


class _Plan:
    """SQL, its parameters, and how a row of it is read."""

    def __init__(self, queryset: QuerySet[Any, Any], stand_ins: dict[str, UUID | int]) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, params = compiler.as_sql()
        self.locks = queryset.query.select_for_update
        if queryset.query.combinator:  # a union begins with a bracket, which to pghistory is no SELECT, but a write
            self.sql = f"SELECT * FROM ({self.sql}) parts"  # noqa: S608  # Django's own
        names = {value: name for name, value in stand_ins.items()}
        self.params: list[Any] = [
            _Slot(names[param], param) if isinstance(param, UUID | int) and param in names else param for param in params
        ]
        if missing := set(stand_ins) - {param.name for param in self.params if type(param) is _Slot}:
            raise ValueNotFound(f"{', '.join(sorted(missing))}: not a parameter of the query")
        expressions = [column[0] for column in compiler.select]
        self._converters = list(compiler.get_converters(expressions).items())
        self._is_models = issubclass(queryset._iterable_class, ModelIterable)
        if self._is_models:
            self._model: type[Model] = compiler.klass_info["model"]
            columns = compiler.klass_info["select_fields"]
            self._first, self._end = columns[0], columns[-1] + 1
            self._fields = [column[0].target.attname for column in compiler.select[self._first : self._end]]
            joined: Any = get_related_populators  # typed for a later Django
            self._related = joined(compiler.klass_info, compiler.select, connection.alias)
            self._annotations = list(compiler.annotation_col_map.items())

    def keep_values_alone(self) -> None:
        """Write into the SQL whatever is always the same: Postgres is told the type of a value by how it stands there."""
        marks = ["%s" if type(param) is _Slot else _literal(param) for param in self.params]
        self.sql = self.sql.replace("%%", "%%%%") % tuple(marks)
        self.params = [param for param in self.params if type(param) is _Slot]

    def read(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        converted = [self._converted(row) for row in rows] if self._converters else rows
        return [self._instance(row) for row in converted] if self._is_models else list(converted)

    def _converted(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for place, (converters, expression) in self._converters:
            for converter in converters:
                values[place] = converter(values[place], expression, connection)
        return tuple(values)

    def _instance(self, row: Sequence[Any]) -> Model:
        found = self._model.from_db(connection.alias, self._fields, row[self._first : self._end])
        for related in self._related:
            related.populate(row, found)
        for name, place in self._annotations:
            setattr(found, name, row[place])
        return found


class _Cursor(psycopg.Cursor[Any]):
    """It says what it has executed, as Django's records of queries ask: psycopg does not of what was prepared."""

    def execute(self, query: Any, params: Any = None, **how: Any) -> _Cursor:
        super().execute(query, params, **how)
        self._query = self._query or SimpleNamespace(query=query.encode())  # type: ignore[assignment]  # it is only read
        return self


def _preparing(open_connection: psycopg.Connection[Any]) -> psycopg.Cursor[Any]:
    """A cursor that prepares what it executes. Django's own writes values into the SQL, which is then another each time."""
    if not connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:  # a pooler lends another connection each time
        open_connection.prepare_threshold = 0
    return _Cursor(open_connection)


def _literal(value: Any) -> str:
    """A value as SQL, to stand in a statement that is given others."""
    connection.ensure_connection()
    return psycopg.sql.Literal(value).as_string(connection.connection).replace("%", "%%")
