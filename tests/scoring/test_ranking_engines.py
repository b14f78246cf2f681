"""Interviews of one spec that were graded by two engines are not ranked against each other, and the pages say so."""

from __future__ import annotations

from decimal import Decimal
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from interviews.models import Interview
from jobspecs.models import JobSpec, User
from scoring.models import GradingOrder
from scoring.operations import grading, orders
from scoring.queries import ranking
from scoring.queries.candidates import Wish, candidates_of
from scoring.queries.compare import columns_of, compare
from scoring.queries.lines import rows_of
from scoring.queries.places import Listing
from scoring.queries.ranking import GraderError, near_the_top
from tests.factories import UserFactory, make_spec
from tests.factories.interviews import CandidateFactory
from tests.factories.scoring import SCRIPTED, ScriptedEngine, completed
from tests.jobspecs.pages import signed_in, text_of

pytestmark = pytest.mark.django_db
SCORES = {"Ana": ("scripted", 90), "Ben": ("scripted", 70), "Cy": ("second", 95), "Di": ("second", 40)}


@pytest.fixture
def owner() -> User:
    return UserFactory.create()


@pytest.fixture
def client(owner: User) -> Client:
    return signed_in(owner)


@pytest.fixture
def spec(owner: User, settings: Settings) -> JobSpec:
    """Graded by "scripted" now; two of its four candidates were graded by "second"."""
    settings.GRADING_ENGINES = {"scripted": SCRIPTED, "second": SCRIPTED}
    settings.GRADING_ENGINE = "scripted"
    return make_spec(by=owner)


def graded(interview: Interview, engine: str, score: int) -> None:
    """Have it graded by this engine, with this score throughout."""
    with mock.patch.object(ScriptedEngine, "scores", dict.fromkeys(("planning", "listening", "repairing"), score)):
        order = orders.order_grading(interview=interview, by=None, engine=engine)
        assert grading.grade(order_id=order.pk)


@pytest.fixture
def four(spec: JobSpec) -> dict[str, Interview]:
    made = {name: completed(spec, candidate=CandidateFactory.create(name=name)) for name in SCORES}
    GradingOrder.objects.all().delete()
    for name, (engine, score) in SCORES.items():
        graded(made[name], engine, score)
    return made


def ranks(spec: JobSpec, owner: User) -> list[tuple[str, int | None]]:
    return [(row.candidate.name, row.rank) for row in candidates_of(spec, Wish(), reader=owner.pk)]  # type: ignore[attr-defined]  # annotated


def test_each_is_ranked_among_those_of_its_engine(spec: JobSpec, owner: User, four: dict[str, Interview]) -> None:
    assert ranks(spec, owner) == [("Ana", 1), ("Ben", 2), ("Cy", 1), ("Di", 2)]


def test_the_list_says_so_and_names_the_other_engine(
    client: Client, spec: JobSpec, owner: User, four: dict[str, Interview]
) -> None:
    page = text_of(client.get(reverse("scoring:candidates", args=[spec.pk])))
    assert "Scores of two engines cannot be compared" in page
    rows = {row.name: row.engine for row in rows_of(Listing(spec, Wish(), reader=owner.pk)[0:9], spec)}
    assert rows == {"Ana": "", "Ben": "", "Cy": "second engine", "Di": "second engine"}
    assert page.count("by the second engine") == 2


def test_one_engine_for_all_is_not_worth_a_word(client: Client, spec: JobSpec, owner: User, four: dict[str, Interview]) -> None:
    for name, (_, score) in SCORES.items():
        graded(four[name], "scripted", score)
    assert ranks(spec, owner) == [("Cy", 1), ("Ana", 2), ("Ben", 3), ("Di", 4)]
    assert "Scores of two engines" not in text_of(client.get(reverse("scoring:candidates", args=[spec.pk])))


def test_who_is_near_the_top_is_told_within_an_engine(spec: JobSpec, owner: User, four: dict[str, Interview]) -> None:
    error = GraderError(points=12.0, ratings=20, interviews=20)
    with mock.patch.object(ranking, "grader_error", return_value=error):
        assert near_the_top(spec, reader=owner.pk).interviews == {four["Ben"].pk}


def test_beside_each_other_they_are_not_ranked(client: Client, spec: JobSpec, owner: User, four: dict[str, Interview]) -> None:
    mixed = compare(spec, columns_of(spec, [four["Cy"].pk, four["Ana"].pk], reader=owner.pk))
    assert not mixed.is_ranked and mixed.engines == ["scripted engine", "second engine"]
    alike = compare(spec, columns_of(spec, [four["Di"].pk, four["Cy"].pk], reader=owner.pk))
    assert alike.is_ranked and [column.name for column in alike.columns] == ["Cy", "Di"]
    assert alike.columns[0].total is not None and alike.columns[0].total.value == Decimal(95)
    who = {"who": [str(four["Cy"].pk), str(four["Ana"].pk)]}
    assert "They were graded by different engines" in text_of(client.get(reverse("scoring:compare", args=[spec.pk]), who))
