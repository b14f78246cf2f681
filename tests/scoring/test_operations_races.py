"""Two connections at once, against the real Postgres."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pytest
from django.db import connection

from config.work import WorkState
from interviews.models import Answer
from interviews.operations.correcting import correct, correct_own
from jobspecs.models import SpecRollup
from scoring import rollups
from scoring.grading.base import GivenAnswer, GradingResult, RubricCompetency
from scoring.models import CurrentEvaluation, Grading, GradingOrder
from scoring.operations import grading, orders
from scoring.operations.rollups import recompute_rollup, want_rollup
from scoring.queries.material import material_of
from tests.factories import UserFactory, make_spec
from tests.factories.scoring import ScriptedEngine, completed, scripted, spoken, write_down

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run each in a thread with a connection of its own, started together; what they return, or raise."""
    barrier = threading.Barrier(len(works))
    results: list[object] = [None] * len(works)

    def run(number: int, work: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=10)
            results[number] = work()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_two_workers_at_one_order_make_one_grading() -> None:
    order = completed(make_spec()).grading_orders.get()
    with scripted({}) as engine:
        results = at_once(*[lambda: grading.grade(order_id=order.pk)] * 4)
        assert engine.calls == 1
    assert sorted(map(str, results)) == ["False", "False", "False", "True"]
    assert Grading.objects.count() == 1


def test_two_workers_at_one_run_share_its_orders_and_double_none() -> None:
    spec = make_spec()
    for _ in range(6):
        completed(spec)
    run = orders.order_run(job_spec=spec, by=None)
    with scripted({}) as engine:
        results = at_once(*[lambda: grading.grade_some(run=run, limit=4)] * 3)
        grading.grade_some(run=run)
        assert engine.calls == 6, results
    assert Grading.objects.count() == 6
    run.refresh_from_db()
    assert run.finished_at is not None


def test_ordering_twice_at_once_makes_one_order() -> None:
    interview = completed(make_spec())
    GradingOrder.objects.all().delete()
    results = at_once(*[lambda: orders.order_grading(interview=interview, by=None).pk] * 4)
    assert GradingOrder.objects.count() == 1
    assert len(set(results)) == 1


def test_a_mark_in_the_middle_of_a_computation_is_not_lost() -> None:
    """Whoever marks while somebody computes does not wait for that, and is computed afterwards."""
    spec = make_spec()
    want_rollup(spec_id=spec.pk)
    locked, marked = threading.Event(), threading.Event()

    def compute() -> None:
        from django.db import transaction

        with transaction.atomic():
            assert rollups.lock_if_stale(spec.pk)
            locked.set()
            assert marked.wait(10)
            rollups.write(spec.pk)

    def mark() -> None:
        locked.wait(10)
        rollups.mark(spec.pk)
        marked.set()

    at_once(compute, mark)
    assert SpecRollup.objects.filter(rollups.STALE, pk=spec.pk).exists()
    assert recompute_rollup(spec_id=spec.pk)
    assert not SpecRollup.objects.filter(rollups.STALE, pk=spec.pk).exists()


class Slow(ScriptedEngine):
    """Reads for longer than a lease."""

    name = "slow"

    def grade(self, rubric: Sequence[RubricCompetency], answers: Sequence[GivenAnswer]) -> GradingResult:
        threading.Event().wait(1.6)
        return super().grade(rubric, answers)


def test_the_lease_of_long_work_is_renewed(settings: object) -> None:
    order = completed(make_spec()).grading_orders.get()
    settings.WORK_LEASE_SECONDS = 1  # type: ignore[attr-defined]
    settings.GRADING_ENGINES = {"slow": "tests.scoring.test_operations_races.Slow"}  # type: ignore[attr-defined]
    settings.GRADING_ENGINE = "slow"  # type: ignore[attr-defined]

    def second() -> bool:
        threading.Event().wait(1.3)  # the first lease has run out by now, had nobody renewed it
        return grading.grade(order_id=order.pk)

    assert at_once(lambda: grading.grade(order_id=order.pk), second) == [True, False]
    order.refresh_from_db()
    assert (order.state, order.attempts) == (WorkState.DONE, 1)


@pytest.mark.parametrize("number", range(3))
def test_a_correction_during_grading_is_what_counts_in_the_end(number: int) -> None:
    interview = spoken(make_spec())
    write_down(interview)
    order = interview.grading_orders.get()
    answer = Answer.objects.get(asked__interview=interview, asked__position=4)
    listener = UserFactory.create()
    with scripted({}):
        results = at_once(
            lambda: grading.grade(order_id=order.pk),
            lambda: correct(answer=answer, text="I asked both riders, and nobody else.", by=listener).number,
        )
        for left in interview.grading_orders.filter(state=WorkState.QUEUED):
            assert grading.grade(order_id=left.pk)
    assert results[1] == 2, results
    current = CurrentEvaluation.objects.get(interview=interview).evaluation
    assert current.grading.input_hash == material_of(interview).input_hash
    assert current.grading == interview.gradings.latest("created_at")


def test_doubt_during_grading_leaves_no_score() -> None:
    interview = spoken(make_spec())
    write_down(interview)
    order = interview.grading_orders.get()
    with scripted({}):
        results = at_once(
            lambda: grading.grade(order_id=order.pk),
            lambda: correct_own(interview=interview, position=4, text="All of it is new.", base=1, by=interview.candidate).number,
        )
    assert results[1] == 2, results
    assert not CurrentEvaluation.objects.filter(interview=interview).exists()
    assert not interview.grading_orders.filter(state__in=[WorkState.QUEUED, WorkState.RUNNING]).exists()
