"""How far people and the engine agree: from blind, finished ratings alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from interviews.models import Interview
from interviews.operations import endings
from jobspecs.choices import Role
from jobspecs.models import JobSpec, User
from scoring.operations import judging
from scoring.operations.judging import RatingGiven
from scoring.queries.agreement import agreement_of, two_places
from tests.factories import UserFactory, make_member, make_spec, show_scores
from tests.factories.scoring import completed, make_evaluation
from tests.scoring.test_views_live import words

pytestmark = pytest.mark.django_db
KEYS = ("planning", "listening", "repairing")


@pytest.fixture
def owner() -> Any:
    return UserFactory.create()


@pytest.fixture
def spec(owner: Any) -> JobSpec:
    return make_spec(by=owner)


@pytest.fixture
def rater(spec: JobSpec) -> User:
    return make_member(spec, Role.REVIEWER, blind=True)


def rated(spec: JobSpec, by: User, person: Sequence[int], engine: Sequence[int]) -> Interview:
    """An interview that the engine gave these levels, and then the person theirs."""
    interview = completed(spec)
    make_evaluation(interview, {key: (level - 1) * 25 for key, level in zip(KEYS, engine, strict=True)})
    give(interview, by, person)
    return interview


def give(interview: Interview, by: User, levels: Sequence[int]) -> None:
    ids = dict(interview.rubric.rows.values_list("competency__key", "competency_id"))
    ratings = {ids[key]: RatingGiven(level) for key, level in zip(KEYS, levels, strict=False)}
    judging.rate(interview=interview, ratings=ratings, by=by)


def shown(spec: JobSpec, user: User) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("scoring:agreement", args=[spec.pk]))
    assert answer.status_code == 200
    return words(answer.content.decode())


def test_without_blind_ratings_the_page_says_what_it_is_for(spec: JobSpec, owner: User) -> None:
    rated(spec, owner, (1, 2, 3), (1, 2, 3))  # the owner sees the scores
    assert "No blind ratings yet" in shown(spec, owner)


def test_few_are_said_to_be_too_few(spec: JobSpec, owner: User, rater: User) -> None:
    rated(spec, rater, (1, 2, 3), (1, 2, 4))
    assert "From 3 blind ratings of 1 interview: too few to say anything. 10 are needed" in shown(spec, owner)


def test_the_figure_comes_with_its_interval_and_what_it_rests_on(spec: JobSpec, owner: User, rater: User) -> None:
    for person, engine in (
        ((5, 4, 2), (5, 4, 3)),
        ((1, 2, 3), (1, 3, 3)),
        ((4, 4, 1), (4, 5, 1)),
        ((2, 5, 5), (3, 5, 5)),
        ((3, 3, 1), (3, 1, 2)),
    ):
        rated(spec, rater, person, engine)
    give(completed(spec), owner, (1, 1, 1))  # no engine beside it
    found = agreement_of(spec, reader=owner.pk)
    assert (found.overall.n, found.overall.interviews, found.overall.exact, found.overall.near) == (15, 5, 9, 14)
    # by hand: n = 15, Σa = 45, Σb = 48, Σa² = 165, Σb² = 184, Σ(a − b)² = 9
    assert found.overall.kappa == pytest.approx(1 - 15 * 9 / (15 * (165 + 184) - 2 * 45 * 48))
    assert dict(found.table)[3] == [1, 0, 2, 0, 0]
    read = shown(spec, owner)
    low, high = found.overall.range.split(" to ")
    assert f".85 from 15 blind ratings of 5 interviews · {low} to {high}, 95 % interval" in read
    assert "Same level in 9 of 15, at most one level apart in 14." in read
    assert "Planning too few to say — 4 5" in read


def test_what_was_rated_after_the_score_was_shown_is_not_counted(spec: JobSpec, owner: User, rater: User) -> None:
    interview = rated(spec, rater, (1, 1, 1), (5, 5, 5))
    give(interview, rater, (5, 5, 5))  # they have seen it by now
    give(interview, owner, (5, 5, 5))
    found = agreement_of(spec, reader=owner.pk)
    assert (found.overall.n, found.overall.exact, found.not_blind) == (3, 0, 6)


def test_half_a_rating_is_not_counted_so_that_nobody_learns_from_the_count(spec: JobSpec, owner: User, rater: User) -> None:
    rated(spec, rater, (1, 1), (5, 5, 5))
    assert agreement_of(spec, reader=owner.pk).overall.n == 0


def test_withdrawn_interviews_are_not_counted_and_a_newer_grading_is(spec: JobSpec, owner: User, rater: User) -> None:
    gone, kept = (rated(spec, rater, (2, 2, 2), (2, 2, 2)) for _ in range(2))
    endings.withdraw(interview=gone, by=gone.candidate)
    make_evaluation(kept, {"planning": 100})
    found = agreement_of(spec, reader=owner.pk).overall
    assert (found.n, found.exact) == (3, 0)  # 100, 50, 50 now


def test_of_interviews_that_are_hidden_from_the_reader_nothing_is_told(spec: JobSpec, owner: User, rater: User) -> None:
    others = [make_member(spec, Role.REVIEWER, blind=True) for _ in range(3)]
    interview = rated(spec, rater, (1, 2, 3), (1, 2, 4))
    for other in others:
        give(interview, other, (1, 2, 4))
    late = make_member(spec, Role.REVIEWER, blind=True)
    assert "Same level in 11 of 12" in shown(spec, owner)
    read = shown(spec, late)
    assert "1 interview was rated blind." in read
    assert "Same level" not in read
    show_scores(spec, late, interview=interview)
    assert "Same level in 11 of 12" in shown(spec, late)


def test_what_comes_between_two_looks_at_the_page_tells_nothing(spec: JobSpec, owner: User, rater: User) -> None:
    """A sixth interview is rated by somebody else: the table of who rates it still must not grow by its levels."""
    late = make_member(spec, Role.REVIEWER, blind=True)
    for _ in range(5):
        show_scores(spec, late, interview=rated(spec, rater, (3, 3, 3), (3, 3, 3)))
    before = agreement_of(spec, reader=late.pk)
    rated(spec, rater, (2, 2, 2), (5, 1, 4))
    after = agreement_of(spec, reader=late.pk)
    assert (after.table, after.competencies) == (before.table, before.competencies)
    assert "1 more interview that was rated blind counts once you have been shown its scores." in shown(spec, late)
    assert dict(agreement_of(spec, reader=owner.pk).table)[2] == [1, 0, 0, 1, 1]


@pytest.mark.parametrize(("value", "told"), [(0.617, ".62"), (-0.05, "−.05"), (1.0, "1.00"), (0.0, ".00")])
def test_a_figure_has_two_places(value: float, told: str) -> None:
    assert two_places(value) == told
