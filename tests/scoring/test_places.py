"""A page of the Candidates tab is what candidates_of means, however it is found: rows, order, ranks, who is near the top."""

from __future__ import annotations

import random
from typing import Any
from unittest import mock

import pytest
from pytest_django import Settings

from interviews.models import Interview, Invitation
from interviews.operations import endings
from interviews.operations.purging import erase_candidate
from jobspecs.models import JobSpec, User
from scoring.choices import Outcome, Shown
from scoring.models import Disclosure, GradingOrder
from scoring.operations import grading, orders
from scoring.operations.judging import decide
from scoring.queries import places, ranking
from scoring.queries.candidates import TO_REVIEW, Wish, candidates_of
from scoring.queries.found import totals_of
from scoring.queries.places import Listing, row_of
from scoring.queries.ranking import GraderError, near_the_top
from tests.factories import UserFactory, make_spec
from tests.factories.interviews import CandidateFactory, make_interview, make_invitation
from tests.factories.scoring import SCRIPTED, ScriptedEngine, change_weights, completed

pytestmark = pytest.mark.django_db
KEYS = ("planning", "listening", "repairing")
WISHES = (
    Wish(),
    *(Wish(sort=sort) for sort in ("name", "-name", "invited", "-invited")),
    *(Wish(search="1", sort=sort) for sort in ("", "name", "invited")),
    *(Wish(search=words) for words in ("PERSON 1", "@", "100%", "nobody")),
    Wish(status=TO_REVIEW),
    Wish(status=Outcome.HOLD, search="person"),
)


def graded(interview: Interview, engine: str, scores: dict[str, int | None]) -> None:
    with mock.patch.object(ScriptedEngine, "scores", scores):
        order = orders.order_grading(interview=interview, by=None, engine=engine)
        assert grading.grade(order_id=order.pk)


@pytest.fixture
def spec(settings: Settings) -> JobSpec:
    settings.GRADING_ENGINES = {"scripted": SCRIPTED, "second": SCRIPTED}
    settings.GRADING_ENGINE = "scripted"
    return make_spec(by=UserFactory.create())


@pytest.fixture
def many(spec: JobSpec) -> list[Interview]:
    """Totals that are alike, missing, of two engines, of two versions; who was erased, withdrew, writes, has not begun."""
    dice = random.Random(6)
    made = [completed(spec, candidate=CandidateFactory.create(name=f"Person {at}")) for at in range(14)]
    GradingOrder.objects.all().delete()
    for at, interview in enumerate(made[:13]):
        if at == 3:
            change_weights(spec, {"planning": "0.35", "listening": "0.45", "repairing": "0.20"})
        scores: dict[str, int | None] = {key: dice.choice([50, 50, 51, 75, 90, 100]) for key in KEYS}
        if at in (5, 6):
            scores["listening"] = None
        graded(interview, dice.choice(["scripted", "scripted", "second"]), scores)
    erase_candidate(candidate=made[7].candidate, by=None)
    endings.withdraw(interview=made[8], by=somebody())
    decide(interview=made[9], outcome=Outcome.HOLD, reason="Later.", seen=made[9].current_evaluation.evaluation_id, by=somebody())
    make_interview(spec)
    make_invitation(spec)
    return made


def somebody() -> User:
    return UserFactory.create()


def seeing(spec: JobSpec, interviews: list[Interview] | None) -> User:
    """Who was shown the scores of these; None: of all."""
    reader = somebody()
    Disclosure.objects.filter(user=reader).delete()
    if interviews is None:
        Disclosure.objects.create(user=reader, job_spec=spec, what=Shown.SCORES)
    for interview in interviews or ():
        Disclosure.objects.create(user=reader, job_spec=spec, interview=interview, what=Shown.SCORES)
    return reader


def told(row: Any) -> tuple[Any, ...]:
    names = ("rank", "is_comparable", "is_shown", "status", "is_unwritten", "has_stopped", "has_doubts")
    seldom = ("engine", "outcome", "order_state")  # empty or None where there is none
    how_far = (row.answered_count, row.asked_count) if row.status == "in_progress" else ()
    return (row.pk, *(getattr(row, name) for name in names), *(getattr(row, name) or "" for name in seldom), *how_far)


@pytest.mark.parametrize("near", [places.NEAR, 0], ids=["near", "deep"])
@pytest.mark.parametrize("seen", [slice(None), slice(0, 0), slice(2, 9), None], ids=["each", "none", "some", "all"])
def test_every_slice_is_that_of_the_plain_list(
    spec: JobSpec, many: list[Interview], seen: slice | None, near: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "NEAR", near)
    reader = seeing(spec, None if seen is None else many[seen]).pk
    for wish in WISHES:
        plain = [told(row) for row in candidates_of(spec, wish, reader=reader)]
        listing = Listing(spec, wish, reader=reader)
        assert listing.count() == len(plain)
        for start in range(0, len(plain), 3):
            assert [told(row) for row in listing[start : start + 3]] == plain[start : start + 3], (wish, start)
        assert [told(row) for row in listing[0 : len(plain)]] == plain
    for row in candidates_of(spec, Wish(), reader=reader):
        assert [told(one) for one in row_of(spec, row.pk, reader=reader)] == [told(row)]


def test_who_is_near_the_top_is_the_same_for_a_page(spec: JobSpec, many: list[Interview]) -> None:
    for reader in (seeing(spec, None).pk, seeing(spec, many[2:9]).pk):
        with mock.patch.object(ranking, "grader_error", return_value=GraderError(6.0, 20, 5)):
            whole = near_the_top(spec, reader=reader).interviews
            listed = Listing(spec, Wish(), reader=reader)
            for few in (listed[0:4], listed[4:9], listed[0:20]):
                keys = {row.interview for row in few}
                assert near_the_top(spec, reader=reader, among=totals_of(few)).interviews == whole & keys


def test_many_are_counted_once_until_another_comes(spec: JobSpec) -> None:
    make_invitation(spec)
    listing = Listing(spec, Wish(), reader=somebody().pk)
    with mock.patch.object(places, "MANY", 1):
        assert listing.count() == 1
        Invitation.objects.filter(job_spec=spec).update(created_at="2020-01-01T00:00:00Z")
        make_invitation(spec)
        assert listing.count() == 2
