"""A compiled query answers what its queryset would, whoever asks."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pghistory
import pytest
from django.db import connection, transaction
from django.db.models import QuerySet, Value
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from config.compiled import Compiled, ValueNotFound
from jobspecs.models import JobSpec, Question, Round, Version
from tests.factories import make_spec

pytestmark = pytest.mark.django_db


def questions(spec: UUID) -> QuerySet[Question, Any]:
    found = Question.objects.filter(round__job_spec=spec).select_related("competency", "current_revision__created_by")
    return found.annotate(of=JobSpec.objects.filter(pk=spec).values("title")[:1]).order_by("pk")


def test_models_come_with_what_is_joined_and_annotated() -> None:
    spec = make_spec()
    plain, compiled = list(questions(spec.pk)), Compiled[Question](questions, "spec")(spec=spec.pk)
    assert [vars(one) | {"_state": None} for one in compiled] == [vars(one) | {"_state": None} for one in plain]
    assert [one.competency for one in compiled] == [one.competency for one in plain]
    assert {one.of for one in compiled} == {spec.title}  # type: ignore[attr-defined]


def test_the_second_call_is_of_the_second_values() -> None:
    first, second = make_spec(title="First"), make_spec(title="Second")
    titles: Compiled[tuple[str]] = Compiled(lambda spec: JobSpec.objects.filter(pk=spec).values_list("title"), "spec")
    assert [titles(spec=first.pk), titles(spec=second.pk), titles(spec=uuid4())] == [[("First",)], [("Second",)], []]


def test_json_and_numbers_are_read_as_the_queryset_reads_them() -> None:
    spec = make_spec()

    def rows(version: UUID) -> QuerySet[Version, Any]:
        return Version.objects.filter(pk=version).values_list("rubric__rows__anchors", "weights__value", "rubric__rows__sources")

    assert spec.current_version is not None
    assert sorted(map(repr, Compiled(rows, "version")(version=spec.current_version.pk))) == sorted(
        map(repr, rows(spec.current_version.pk))
    )


def test_a_prepared_one_answers_the_same_and_is_planned_once() -> None:
    first, second = make_spec(title="First"), make_spec(title="100 % second")

    def rows(spec: UUID) -> QuerySet[JobSpec, Any]:
        return JobSpec.objects.filter(pk=spec, title__contains="%").annotate(said=Value("50 %")).values_list("title", "said")

    prepared: Compiled[tuple[str, str]] = Compiled(rows, "spec", prepared=True)
    with CaptureQueriesContext(connection) as made:
        assert [prepared(spec=first.pk), prepared(spec=second.pk)] == [[], [("100 % second", "50 %")]]
    assert ["jobspecs_jobspec" in query["sql"] for query in made] == [True, True]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["%50 \\%%"])
        assert cursor.fetchone() == (1,)


def test_behind_a_pooler_nothing_is_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    titles: Compiled[tuple[str]] = Compiled(
        lambda spec: JobSpec.objects.filter(pk=spec).values_list("title"), "spec", prepared=True
    )
    spec = make_spec(title="Pooled")
    count = "SELECT count(*) FROM pg_prepared_statements"
    with connection.cursor() as cursor:
        cursor.execute(count)
        before = cursor.fetchone()
        assert titles(spec=spec.pk) == [("Pooled",)]
        cursor.execute(count)
        assert cursor.fetchone() == before


def test_prepared_models_come_with_what_is_joined_and_annotated() -> None:
    spec = make_spec()
    plain, compiled = list(questions(spec.pk)), Compiled[Question](questions, "spec", prepared=True)(spec=spec.pk)
    assert [vars(one) | {"_state": None} for one in compiled] == [vars(one) | {"_state": None} for one in plain]


def test_a_union_is_a_read_like_others_where_history_is_kept() -> None:
    spec = make_spec(title="In both")
    titles = JobSpec.objects.order_by().values_list("title")
    both: Compiled[tuple[str]] = Compiled(
        lambda spec: titles.filter(pk=spec).union(titles.filter(current_version__job_spec=spec), all=True), "spec", prepared=True
    )
    with pghistory.context(user=None):
        assert both(spec=spec.pk) == [("In both",)] * 2


def test_a_value_that_the_query_does_not_hold_is_refused() -> None:
    all_titles: Compiled[tuple[str]] = Compiled(lambda spec: JobSpec.objects.values_list("title"), "spec")
    with pytest.raises(ValueNotFound, match="spec"):
        all_titles(spec=uuid4())


def numbered(spec: Any, position: Any) -> QuerySet[Round]:
    return Round.objects.filter(job_spec=spec, position=position)


def test_a_number_is_a_value_too() -> None:
    spec = make_spec()
    rounds: Compiled[Round] = Compiled(numbered, "spec", numbers=["position"], prepared=True)
    for position in (1, 2, 1):
        assert rounds(spec=spec.pk, position=position) == list(numbered(spec.pk, position))


@pytest.mark.parametrize("position", [32_768, 99_999, 10**20, -(10**20)])
def test_no_row_has_a_number_that_its_column_cannot_hold(position: int) -> None:
    rounds: Compiled[Round] = Compiled(numbered, "spec", numbers=["position"], prepared=True)
    assert rounds(spec=make_spec().pk, position=position) == []


@pytest.mark.django_db(transaction=True)
def test_a_lock_needs_a_transaction_at_each_call() -> None:
    spec = make_spec()
    held: Compiled[JobSpec] = Compiled(lambda spec: JobSpec.objects.select_for_update().filter(pk=spec), "spec", prepared=True)
    with transaction.atomic():
        assert held(spec=spec.pk) == [spec]
    with pytest.raises(TransactionManagementError):
        held(spec=spec.pk)
