"""Who can be told apart: measured from blind ratings by a formula, else not said."""

from __future__ import annotations

import math
from decimal import Decimal
from uuid import UUID, uuid4

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from interviews.models import Interview
from jobspecs.choices import Role
from jobspecs.models import JobSpec, User
from scoring.choices import Shown
from scoring.operations.disclosing import disclose
from scoring.operations.judging import RatingGiven, rate
from scoring.queries.ranking import Difference, error_of, grader_error, near_the_top
from tests.factories import UserFactory, make_member, make_spec, show_scores
from tests.factories.interviews import CandidateFactory
from tests.factories.scoring import completed, make_evaluation
from tests.jobspecs.pages import signed_in, text_of

A, B, C = (UUID(int=n) for n in (1, 2, 3))
WEIGHTS = {A: Decimal("0.50"), B: Decimal("0.30"), C: Decimal("0.20")}
SQUARES = 0.25 + 0.09 + 0.04


def differences(table: list[list[float]]) -> list[Difference]:
    """One rating a row, one competency a column."""
    return [Difference((uuid4(), uuid4()), key, points) for row in table for key, points in zip((A, B, C), row, strict=True)]


def by_row(table: list[list[float]]) -> list[Difference]:
    return [
        Difference((key, key), competency, points)
        for row in table
        for key in [uuid4()]
        for competency, points in zip((A, B, C), row, strict=True)
    ]


class TestFormula:
    def test_errors_of_their_own(self) -> None:
        """Six values of ±10 in each column, in no common order: s² = 1800 / (18 − 3) · … as reckoned by hand."""
        error = error_of(differences([[10, 10, 10], [-10, -10, -10]] * 3), WEIGHTS)
        assert error is not None
        assert error.points == pytest.approx(math.sqrt(1800 / 15 * SQUARES))
        assert error.ratings == 18

    def test_an_error_that_is_one_persons_throughout_does_not_average_out(self) -> None:
        """The three of a row go together: the covariance is 100, and the error hardly falls."""
        error = error_of(by_row([[10, 10, 10], [-10, -10, -10]] * 3), WEIGHTS)
        assert error is not None
        assert error.points == pytest.approx(math.sqrt(120 * SQUARES + 100 * (1 - SQUARES)))
        assert error.interviews == 6

    def test_what_the_engine_does_to_all_alike_does_not_count(self) -> None:
        milder = error_of(by_row([[20, -5, 40]] * 6), WEIGHTS)
        assert milder is not None
        assert milder.points == 0

    def test_few_ratings_say_nothing(self) -> None:
        assert error_of(by_row([[10, 0, 5]] * 3), WEIGHTS) is None
        assert error_of([], WEIGHTS) is None

    def test_a_competency_without_weight_is_left_out(self) -> None:
        assert error_of([Difference((uuid4(), uuid4()), uuid4(), 5.0)] * 30, WEIGHTS) is None

    def test_it_is_the_spread_of_a_weighted_sum(self) -> None:
        """Drawn errors of variance 225 and covariance 90: the formula finds the spread of Σ w·e."""
        drawn = np.random.default_rng(7).multivariate_normal([5, -3, 0], [[225, 90, 90], [90, 225, 90], [90, 90, 225]], 4000)
        found = error_of(by_row(drawn.tolist()), WEIGHTS)
        assert found is not None
        assert found.points == pytest.approx(float((drawn @ np.array([0.5, 0.3, 0.2])).std()), rel=0.03)


@pytest.fixture
def spec() -> JobSpec:
    return make_spec(by=UserFactory.create(name="Owner"))


def graded(spec: JobSpec, name: str, score: int) -> Interview:
    interview = completed(spec, candidate=CandidateFactory.create(name=name))
    make_evaluation(interview, dict.fromkeys(("planning", "listening", "repairing"), score))
    return interview


def rated_blind(spec: JobSpec, interview: Interview, rater: User, levels: list[int]) -> None:
    keys = spec.current_version.rubric.rows.order_by("position").values_list("competency_id", flat=True)  # type: ignore[union-attr]
    given = {key: RatingGiven(level) for key, level in zip(keys, levels, strict=True)}
    rate(interview=interview, ratings=given, by=rater)


@pytest.mark.django_db
class TestMeasured:
    def test_where_nobody_rated_blind_nobody_is_marked(self, spec: JobSpec) -> None:
        graded(spec, "Ana", 80)
        graded(spec, "Ben", 79)
        owner = spec.memberships.get().user
        assert grader_error(spec) is None
        assert near_the_top(spec, reader=owner.pk).interviews == frozenset()

    def test_blind_ratings_tell_how_far_totals_are_apart(self, spec: JobSpec) -> None:
        rater = make_member(spec, Role.REVIEWER, blind=True)
        people = [graded(spec, name, score) for name, score in [("Ana", 80), ("Ben", 76), ("Cid", 10), ("Dan", 50)]]
        for interview, levels in zip(people, [[4, 4, 4], [4, 4, 5], [1, 1, 2], [3, 4, 3]], strict=True):
            rated_blind(spec, interview, rater, levels)
        error = grader_error(spec)
        assert error is not None
        assert (error.ratings, error.interviews) == (12, 4)
        assert 3 < error.points < 12
        owner = spec.memberships.get(role=Role.OWNER).user
        assert near_the_top(spec, reader=owner.pk).interviews == {people[1].pk}

    def test_ratings_that_were_not_blind_do_not_count(self, spec: JobSpec) -> None:
        rater = make_member(spec, Role.REVIEWER)
        for n in range(4):
            rated_blind(spec, graded(spec, f"P{n}", 40 + n), rater, [3, 3, 3])
        assert grader_error(spec) is None

    def test_blind_ratings_of_a_part_count_once_their_rater_has_been_shown_all(self, spec: JobSpec) -> None:
        rater = make_member(spec, Role.REVIEWER, blind=True)
        keys = list(spec.current_version.rubric.rows.values_list("competency_id", flat=True))[:2]  # type: ignore[union-attr]
        people = [graded(spec, f"P{n}", 40 + n) for n in range(6)]
        for interview in people:
            for level in (5, 2):  # the newer one counts
                rate(interview=interview, ratings=dict.fromkeys(keys, RatingGiven(level)), by=rater)
        assert grader_error(spec) is None
        show_scores(spec, rater, interview=people[0])
        show_scores(spec, rater)
        error = grader_error(spec)
        assert error is not None
        assert (error.ratings, error.interviews) == (12, 6)
        assert error.points < 3, "a level of 2 each time, beside scores of 40 to 45"

    def test_the_top_is_of_those_whom_the_reader_sees(self, spec: JobSpec) -> None:
        rater = make_member(spec, Role.REVIEWER, blind=True)
        people = [graded(spec, f"P{n}", score) for n, score in enumerate((90, 60, 58, 20))]
        for interview, levels in zip(people, [[5, 4, 5], [3, 3, 4], [3, 4, 3], [2, 2, 1]], strict=True):
            rated_blind(spec, interview, rater, levels)
        other = make_member(spec, Role.REVIEWER, blind=True)
        assert near_the_top(spec, reader=other.pk).interviews == frozenset()
        for interview in people[1:3]:
            disclose(user=other, job_spec=spec, interview=interview, what=Shown.SCORES)
        assert near_the_top(spec, reader=other.pk).interviews == {people[2].pk}


@pytest.mark.django_db
class TestOnTheList:
    def candidates(self, spec: JobSpec, client: Client) -> str:
        return text_of(client.get(reverse("scoring:candidates", args=[spec.pk])))

    def test_it_says_that_it_is_not_measured(self, spec: JobSpec) -> None:
        graded(spec, "Ana", 80)
        client = signed_in(spec.memberships.get().user)
        assert "How far two totals can be told apart has not been measured here." in self.candidates(spec, client)

    def test_it_marks_who_cannot_be_told_from_the_top(self, spec: JobSpec) -> None:
        rater = make_member(spec, Role.REVIEWER, blind=True)
        for name, score, levels in [
            ("Ana", 80, [4, 4, 4]),
            ("Ben", 76, [4, 4, 5]),
            ("Cid", 10, [1, 1, 2]),
            ("Dan", 50, [3, 4, 3]),
        ]:
            rated_blind(spec, graded(spec, name, score), rater, levels)
        told = self.candidates(spec, signed_in(spec.memberships.get(role=Role.OWNER).user))
        assert told.count("not distinguishable from the top") == 1
        assert "12 blind ratings" in told
