"""Made-up data keeps every rule of the database, has the wished sizes, and comes out the same again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from interviews.models import Answer, Interview
from jobspecs.models import JobSpec
from scoring.management.commands.populate import _others
from scoring.models import CompetencyScore, CurrentEvaluation, Decision
from scoring.operations.populating import NotEmpty, RuleBroken, _check, populate
from scoring.populate import checks
from scoring.populate.rows import COLUMNS, Facts, Rows
from scoring.populate.shares import SharesWrong, Size, shares_of
from tests.factories import make_spec
from tests.scoring.test_rollups import stored

SIZE = Size(specs=4, interviews=120, large=60, small=20)
NOWHERE = "00000000-0000-7000-8000-000000000000"
UNTIL = datetime(2026, 11, 1, tzinfo=UTC)


def fill(**more: Any) -> list[JobSpec]:
    given: dict[str, Any] = {"size": SIZE, "seed": 5, "until": UNTIL, "into_filled": False, "password": "x"}
    return populate(**(given | more), tell=lambda line: None)


@pytest.mark.django_db
def test_a_small_population_is_whole_and_exact() -> None:
    specs = fill()
    counts = [Interview.objects.filter(job_spec=spec).count() for spec in specs]
    assert (counts[:2], sum(counts)) == ([60, 20], 120)
    assert [spec.rollup.interviews for spec in JobSpec.objects.order_by("pk").select_related("rollup")] == counts
    assert 60 < CurrentEvaluation.objects.count() < Interview.objects.filter(state="submitted").count() + 1
    assert Decision.objects.exists()
    assert CompetencyScore.objects.filter(score__isnull=True).exists()
    assert Answer.objects.exclude(draft="").exists()
    averages = stored(specs[0])
    assert sum(found[4] for found in averages["versions"].values()) == CurrentEvaluation.objects.filter(spec=specs[0].pk).count()
    with pytest.raises(NotEmpty):
        fill()


@pytest.mark.django_db
def test_more_goes_in_beside_what_is_there() -> None:
    fill()
    fill(seed=6, into_filled=True)
    assert (JobSpec.objects.count(), Interview.objects.count()) == (8, 240)


@pytest.mark.django_db
def test_every_index_is_in_use_afterwards() -> None:
    fill()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_index WHERE NOT (indisready AND indisvalid)")
        assert cursor.fetchone() == (0,)
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT FROM scoring_currentevaluation WHERE spec = '00000000-0000-7000-8000-000000000000'")
        assert "Index Only Scan using currentevaluation_" in str(cursor.fetchall())


@pytest.mark.django_db
def test_a_broken_reference_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rows, "add", lost(Rows.add))
    with pytest.raises(RuleBroken, match="a foreign key of scoring_gradingorder"):
        fill()


@pytest.mark.django_db
def test_a_reference_that_only_a_rule_looks_at_is_found_too() -> None:
    fill()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    for table, column in ((table, column) for table, columns in checks.LOOKED_AT.items() for column in columns):
        with pytest.raises(RuleBroken), transaction.atomic():
            with connection.cursor() as cursor:
                nowhere = "-1" if column == "score_id" else NOWHERE
                which = f"ctid = (SELECT min(ctid) FROM {table} WHERE {column} IS NOT NULL)"
                cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {which}", [nowhere])
            _check(lambda line: None)
    _check(lambda line: None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE scoring_grading SET points = '{}' WHERE points <> '{}'",
        "DELETE FROM scoring_competencyscore WHERE score IS NULL",
        "UPDATE scoring_grading SET rubric_id = (SELECT id FROM jobspecs_rubric r WHERE r.id <> rubric_id LIMIT 1)",
    ],
    ids=["points", "a score too few", "another rubric"],
)
def test_a_grading_that_is_not_whole_is_found(spoil: str) -> None:
    fill()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(spoil)
    with pytest.raises(RuleBroken, match="grading_sealed"):
        _check(lambda line: None)


def lost(add: Any) -> Any:
    """`add`, with an order of a grading that is nowhere."""

    def added(rows: Rows, n: int, spec: Facts) -> None:
        add(rows, n, spec)
        if orders := rows.rows["scoring_gradingorder"]:
            fields = orders[0].split("\t")
            orders[0] = "\t".join([*fields[:3], NOWHERE, *fields[4:]])

    return added


@pytest.mark.django_db
def test_a_broken_rule_undoes_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(checks.RULES, "everybody_is_called_ada", "SELECT FROM interviews_candidate WHERE name NOT LIKE 'Ada %'")
    with pytest.raises(RuleBroken, match="everybody_is_called_ada"):
        fill()
    assert not Interview.objects.exists()


@pytest.mark.django_db
def test_the_command_refuses_what_is_filled() -> None:
    make_spec()
    with pytest.raises(CommandError, match="--into-filled"):
        call_command("populate", specs=3, interviews=30, stdout=StringIO())


def test_every_trigger_that_sleeps_has_a_rule() -> None:
    """What guards a row as it comes in is checked afterwards; what only guards it later needs no check."""

    def sleeping() -> Iterator[str]:
        for model in apps.get_models():
            for trigger in getattr(model._meta, "triggers", []) if model._meta.db_table in COLUMNS else []:
                is_of_open_parent = trigger.name.endswith("_of_open_grading")  # made whole, all at once
                if pgtrigger.Insert in getattr(trigger.operation, "operations", [trigger.operation]) and not is_of_open_parent:
                    yield trigger.name

    assert len(list(sleeping())) >= 7
    assert set(sleeping()) <= checks.RULES.keys()
    assert "grading_sealed" in checks.RULES


def test_shares_sum_up_or_are_refused() -> None:
    from random import Random

    shares = shares_of(Size(specs=20, interviews=1000, large=300, small=50), Random(1))
    assert (shares[:2], sum(shares), len(shares)) == ([300, 50], 1000, 20)
    assert max(shares[2:]) > 2 * min(shares[2:])
    with pytest.raises(SharesWrong):
        shares_of(Size(specs=20, interviews=100, large=300), Random(1))


@pytest.mark.django_db
def test_triggers_are_awake_afterwards() -> None:
    fill()
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


@pytest.mark.django_db
def test_what_is_analysed_afterwards_are_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(_others())}")
    assert "scoring_decision" in _others()
    assert not COLUMNS.keys() & set(_others())
