"""Orders that leave their run, and runs that take the place of others: nobody's score stays as it was by an oversight."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from config import work
from config.work import WorkState
from interviews.models import Answer, Interview
from interviews.operations.excluding import exclude
from jobspecs.models import JobSpec, User
from scoring import tasks
from scoring.models import CurrentEvaluation, GradingOrder, Run
from scoring.operations import grading, orders
from scoring.operations.engines import switch_engine
from scoring.operations.sweeping import sweep
from scoring.queries.engines import engine_of
from scoring.queries.material import material_of
from scoring.queries.runs import progress_of
from tests.factories import UserFactory, make_spec
from tests.factories.scoring import SCRIPTED, completed, make_evaluation

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory.create()


@pytest.fixture
def spec(owner: User, settings: Settings) -> JobSpec:
    settings.GRADING_ENGINES, settings.GRADING_ENGINE = {"first": SCRIPTED, "second": SCRIPTED}, "first"
    return make_spec(by=owner)


@pytest.fixture
def two(spec: JobSpec, owner: User) -> list[Interview]:
    """Two graded interviews."""
    found = [completed(spec) for _ in range(2)]
    for interview in found:
        assert grading.grade(order_id=interview.grading_orders.get().pk)
    return found


def leave_out(interview: Interview, by: User) -> GradingOrder:
    """Exclude its first answer; the order that comes of it."""
    exclude(answer=Answer.objects.get(asked__interview=interview, asked__position=1), reason="noise", by=by)
    return GradingOrder.objects.get(work.OPEN, interview=interview)


def engines_of(spec: JobSpec) -> set[str]:
    return set(CurrentEvaluation.objects.filter(interview__job_spec=spec).values_list("evaluation__grading__engine", flat=True))


def is_up_to_date(interview: Interview) -> bool:
    current = CurrentEvaluation.objects.get(interview=interview).evaluation
    return bool(current.grading.input_hash == material_of(Interview.objects.get(pk=interview.pk)).input_hash)


class TestChangedWords:
    def test_are_graded_also_where_their_run_is_cancelled(self, spec: JobSpec, owner: User, two: list[Interview]) -> None:
        run = orders.order_run(job_spec=spec, by=owner, again=True)
        order = leave_out(two[0], owner)
        assert orders.cancel_run(run=run, by=owner) == 1
        assert grading.grade(order_id=order.pk)
        assert all(is_up_to_date(interview) for interview in two)

    def test_are_graded_also_where_a_later_run_is_cancelled(self, spec: JobSpec, owner: User, two: list[Interview]) -> None:
        order = leave_out(two[0], owner)
        run = orders.order_run(job_spec=spec, by=owner, again=True, engine="second")
        assert [one.interview for one in run.orders.all()] == [two[1]]
        orders.cancel_run(run=run, by=owner)
        assert grading.grade(order_id=order.pk)
        assert is_up_to_date(two[0]) and engines_of(spec) == {"first"}

    def test_are_graded_by_the_engine_of_the_spec_and_not_by_the_one_that_a_run_tried(
        self, spec: JobSpec, owner: User, two: list[Interview]
    ) -> None:
        run = orders.order_run(job_spec=spec, by=owner, again=True, engine="second")
        order = leave_out(two[0], owner)
        orders.cancel_run(run=run, by=owner)
        assert grading.grade(order_id=order.pk)
        assert engines_of(spec) == {"first"}

    def test_leave_a_run_that_counts_the_others_and_ends(self, spec: JobSpec, owner: User, two: list[Interview]) -> None:
        run = orders.order_run(job_spec=spec, by=owner, again=True)
        leave_out(two[0], owner)
        assert (progress_of(run).ordered, progress_of(run).left) == (1, 1)
        assert grading.grade_some(run=run) == 1
        run.refresh_from_db()
        assert run.finished_at is not None and progress_of(run).graded == 1

    def test_close_a_run_that_nothing_is_left_of(self, spec: JobSpec, owner: User, two: list[Interview]) -> None:
        run = orders.order_run(job_spec=spec, by=owner, again=True)
        for interview in two:
            leave_out(interview, owner)
        sweep()
        run.refresh_from_db()
        assert run.finished_at is not None and progress_of(run).ordered == 0


class TestSwitching:
    @pytest.mark.parametrize("paused", [False, True])
    @pytest.mark.parametrize("tried", ["", "first"])
    def test_all_are_graded_again_also_what_an_open_run_has_graded(
        self, spec: JobSpec, owner: User, two: list[Interview], tried: str, paused: bool
    ) -> None:
        earlier = orders.order_run(job_spec=spec, by=owner, again=True, engine=tried)
        assert grading.grade_some(run=earlier, limit=1) == 1
        if paused:
            orders.pause_run(run=earlier, by=owner)
        run = switch_engine(job_spec=spec, engine="second", grade_again=True, by=owner)
        assert run is not None and run != earlier
        earlier.refresh_from_db()
        assert earlier.cancelled_at is not None
        assert grading.grade_some(run=run) == 2
        assert engines_of(spec) == {"second"} and not engine_of(spec).is_mixed
        assert two[0].gradings.count() + two[1].gradings.count() == 5, "what was graded before stays readable"

    def test_so_are_those_that_a_run_over_all_specs_has(self, spec: JobSpec, owner: User, two: list[Interview]) -> None:
        fresh, elsewhere = completed(spec), completed(make_spec())
        over_all = orders.order_run(job_spec=None, by=owner, engine="first")
        orders.pause_run(run=over_all, by=owner)
        run = switch_engine(job_spec=spec, engine="second", grade_again=True, by=owner)
        assert run is not None and grading.grade_some(run=run) == 3
        assert engines_of(spec) == {"second"} and CurrentEvaluation.objects.filter(interview=fresh).exists()
        assert [one.interview for one in over_all.orders.filter(work.OPEN)] == [elsewhere]

    def test_without_grading_again_a_run_goes_on_by_the_new_one(self, spec: JobSpec, owner: User, two: list[Interview]) -> None:
        earlier = orders.order_run(job_spec=spec, by=owner, again=True)
        assert switch_engine(job_spec=spec, engine="second", grade_again=False, by=owner) is None
        assert grading.grade_some(run=earlier) == 2
        assert engines_of(spec) == {"second"}


class TestOrdering:
    def test_a_paused_run_of_the_same_kind_goes_on(
        self, spec: JobSpec, owner: User, two: list[Interview], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run = orders.order_run(job_spec=spec, by=owner, again=True)
        orders.pause_run(run=run, by=owner)
        sent: list[str] = []
        monkeypatch.setattr(tasks.grade_chunk, "send", lambda run_id: sent.append(run_id))
        ordered = orders.score_batch(job_spec=spec, by=owner, again=True)
        assert (ordered, ordered.paused_at, sent) == (run, None, [str(run.pk)])
        assert Run.objects.get().paused_at is None

    def test_by_another_engine_lets_nothing_be_stored_that_the_first_is_reading(self, spec: JobSpec, owner: User) -> None:
        interview = completed(spec)
        held = work.claim(GradingOrder, interview.grading_orders.get().pk)
        assert held is not None
        run = orders.order_run(job_spec=spec, by=owner, engine="second")
        with pytest.raises(work.LeaseLost):
            work.heartbeat(held)
        assert list(run.orders.values_list("state", "engine")) == [(WorkState.QUEUED, "second")]

    def test_what_waits_without_a_score_is_drawn_in(self, spec: JobSpec, owner: User, two: list[Interview]) -> None:
        make_evaluation(completed(spec))
        fresh = completed(spec)
        run = orders.order_run(job_spec=spec, by=owner, again=True)
        assert fresh in [order.interview for order in run.orders.all()] and run.orders.count() == 4
