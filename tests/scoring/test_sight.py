"""Who has been shown whose scores, and how that is noted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from interviews.models import Interview
from interviews.operations import endings
from jobspecs.models import JobSpec
from scoring.choices import Shown
from scoring.models import Disclosure
from scoring.operations.disclosing import disclose
from scoring.queries.sight import coarse, hidden_of, how_many, sees_scores, tells_of_one, was_shown
from tests.factories import UserFactory, make_spec
from tests.factories.scoring import completed, make_evaluation

pytestmark = pytest.mark.django_db


@pytest.fixture
def spec() -> JobSpec:
    return make_spec()


def test_scores_of_one_interview_are_shown_to_who_asked_and_nobody_else(spec: JobSpec) -> None:
    first, other, user = completed(spec), completed(spec), UserFactory.create()
    assert disclose(user=user, job_spec=spec, interview=first, what=Shown.SCORES)
    assert list(Interview.objects.filter(was_shown(user.pk))) == [first]
    assert not sees_scores(user.pk, other)
    assert not sees_scores(UserFactory.create().pk, first)


def test_scores_of_a_spec_are_shown_for_all_of_it_and_for_no_other(spec: JobSpec) -> None:
    before, elsewhere, user = completed(spec), completed(make_spec()), UserFactory.create()
    disclose(user=user, job_spec=spec, what=Shown.SCORES)
    assert sees_scores(user.pk, before)
    assert sees_scores(user.pk, completed(spec))
    assert not sees_scores(user.pk, elsewhere)


def test_names_alone_show_no_scores_and_are_noted_each_time(spec: JobSpec) -> None:
    interview, user = completed(spec), UserFactory.create()
    assert all(disclose(user=user, job_spec=spec, what=Shown.NAMES) for _ in range(2))
    assert Disclosure.objects.filter(user=user).count() == 2
    assert not sees_scores(user.pk, interview)


def test_asking_again_for_the_same_is_noted_once(spec: JobSpec) -> None:
    interview, user = completed(spec), UserFactory.create()
    asked = [disclose(user=user, job_spec=spec, interview=interview, what=Shown.SCORES) for _ in range(2)]
    assert asked == [True, False]
    assert disclose(user=user, job_spec=spec, what=Shown.SCORES)


def test_what_does_not_belong_together_is_refused(spec: JobSpec) -> None:
    user = UserFactory.create()
    with pytest.raises(ValueError, match="another job spec"):
        disclose(user=user, job_spec=make_spec(), interview=completed(spec), what=Shown.SCORES)
    with pytest.raises(ValueError, match="one interview"):
        disclose(user=user, job_spec=spec, what=Shown.RATED)


def test_what_is_hidden_is_what_counts_and_was_not_shown(spec: JobSpec) -> None:
    user = UserFactory.create()

    def hidden() -> int:
        return how_many(hidden_of(user.pk, spec.pk))

    completed(spec)
    assert hidden() == 0  # nothing is scored
    interview = completed(spec)
    make_evaluation(interview)
    assert hidden() == 1
    disclose(user=user, job_spec=spec, interview=interview, what=Shown.SCORES)
    assert hidden() == 0
    gone = completed(spec)
    make_evaluation(gone)
    assert hidden() == 1
    endings.withdraw(interview=gone, by=gone.candidate)
    assert hidden() == 0
    for _ in range(6):
        make_evaluation(completed(spec))
    assert hidden() == 5  # as many as make a difference
    disclose(user=user, job_spec=spec, what=Shown.SCORES)
    assert hidden() == 0


@pytest.mark.parametrize(
    ("n", "hidden", "tells"),
    [(1, 1, True), (4, 4, True), (5, 5, False), (9, 4, True), (4, 0, False), (9, 0, False)],
)
def test_a_figure_tells_of_one_where_few_are_hidden_or_few_there(n: int, hidden: int, tells: bool) -> None:
    assert tells_of_one(n, hidden) == tells


@pytest.mark.parametrize(("value", "told"), [("62.49", 60), ("62.50", 65), ("0", 0), ("99", 100)])
def test_an_average_is_told_to_the_nearest_five(value: str, told: int) -> None:
    assert coarse(Decimal(value)) == told
