"""Tasks of scoring: what stands still is sent again, in chunks; what is done is left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models.functions import Now

from config import work
from config.work import WorkState
from scoring import tasks
from scoring.models import Grading, GradingOrder, Run
from scoring.operations import grading, orders
from scoring.operations.grading import LANES, grade_some
from scoring.operations.rollups import BATCH_SECONDS, recompute_rollup, want_rollup
from tests.factories import make_spec
from tests.factories.scoring import completed, make_evaluation, scripted

pytestmark = pytest.mark.django_db


def let_two_sweeps_pass() -> None:
    GradingOrder.objects.update(due_at=Now() - 2 * timedelta(seconds=settings.SWEEP_SECONDS))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What would go to the broker, instead of going there."""
    found: list[tuple[str, str]] = []
    for name in ("grade", "grade_chunk", "recompute_rollup"):
        monkeypatch.setattr(getattr(tasks, name), "send", lambda name=name, **ids: found.append((name, *ids.values())))
    monkeypatch.setattr(
        tasks.recompute_rollup, "send_after", lambda _seconds, **ids: found.append(("recompute_rollup", *ids.values()))
    )
    monkeypatch.setattr(tasks.grade_chunk, "waiting", lambda: 0)
    return found


def test_submitting_sends_the_order_to_a_worker(sent: list[tuple[str, str]]) -> None:
    order = completed(make_spec()).grading_orders.get()
    assert ("grade", str(order.pk)) in sent


def test_the_sweeper_sends_what_nobody_holds(sent: list[tuple[str, str]]) -> None:
    spec = make_spec()
    waiting, held, lost = (completed(spec).grading_orders.get() for _ in range(3))
    for order in (held, lost):
        work.claim(GradingOrder, order.pk)
    GradingOrder.objects.filter(pk=lost.pk).update(lease_until=Now() - work.lease_length())
    sent.clear()
    tasks.sweep()
    assert [key for name, key in sent if name == "grade"] == [str(lost.pk)], "what was sent a moment ago is on its way"
    let_two_sweeps_pass()
    sent.clear()
    tasks.sweep()
    assert {key for name, key in sent if name == "grade"} == {str(waiting.pk), str(lost.pk)}


def test_the_sweeper_sends_a_run_as_a_whole_and_not_a_task_a_row(sent: list[tuple[str, str]]) -> None:
    spec = make_spec()
    for _ in range(3):
        completed(spec)
    run = orders.order_run(job_spec=spec, by=None)
    let_two_sweeps_pass()
    sent.clear()
    tasks.sweep()
    assert [pair for pair in sent if pair[0] != "recompute_rollup"] == [("grade_chunk", str(run.pk))]


def test_the_sweeper_closes_a_run_in_which_nothing_is_left(sent: list[tuple[str, str]]) -> None:
    run = orders.order_run(job_spec=make_spec(), by=None)
    tasks.sweep()
    run.refresh_from_db()
    assert run.finished_at is not None
    assert "grade_chunk" not in {name for name, *_ in sent}


def test_a_chunk_sends_the_next_one_until_nothing_is_due(sent: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    spec = make_spec()
    for _ in range(3):
        completed(spec)
    run = orders.score_batch(job_spec=spec, by=None)
    with scripted({}):
        for _ in range(4):
            tasks.grade_chunk(run_id=str(run.pk))
    assert [key for name, *key in sent if name == "grade_chunk"] == [[str(run.pk)], [str(run.pk), "1"]]  # ordered, gone on
    run.refresh_from_db()
    assert (run.finished_at is not None, Grading.objects.count()) == (True, 3)


def test_the_first_chunk_of_a_large_run_has_other_workers_join(
    sent: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grading, "CHUNK", 1)
    monkeypatch.setattr(grading, "LANES", 3)
    spec = make_spec()
    for _ in range(4):
        completed(spec)
    run = orders.score_batch(job_spec=spec, by=None)
    sent.clear()
    with scripted({}):
        for lane in ("", "2", "3", "1", "2"):  # the last finds nothing, and is the end of its lane
            tasks.grade_chunk(run_id=str(run.pk), lane=lane)
    assert [key for name, *key in sent if name == "grade_chunk"] == [
        [str(run.pk), lane] for lane in ("2", "3", "1", "2", "3", "1")
    ]


def test_a_run_of_a_single_chunk_is_shared_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grading, "LEAST", 2)
    spec = make_spec()
    for _ in range(5):
        completed(spec)
    assert grading.lanes_for(orders.order_run(job_spec=spec, by=None)) == 3


def test_a_chunk_that_takes_long_gives_back_what_it_has_not_begun(
    sent: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "CHUNK_SECONDS", 0)
    spec = make_spec()
    for _ in range(3):
        completed(spec)
    run = orders.order_run(job_spec=spec, by=None)
    with scripted({}):
        assert grade_some(run=run) == 1
    given_back = run.orders.filter(state=WorkState.QUEUED, attempts=0, due_at__lte=Now())
    assert (given_back.count(), run.orders.filter(state=WorkState.DONE).count()) == (2, 1)


def test_the_sweeper_leaves_a_run_alone_on_which_somebody_works(sent: list[tuple[str, str]]) -> None:
    spec = make_spec()
    for _ in range(3):
        completed(spec)
    run = orders.order_run(job_spec=spec, by=None)
    let_two_sweeps_pass()
    first, second, _third = run.orders.all()
    work.claim(GradingOrder, first.pk)
    sent.clear()
    tasks.sweep()
    work.cancel(run.orders.filter(pk=first.pk))
    tasks.sweep()
    assert "grade_chunk" not in {name for name, *_ in sent}, "a chunk is being graded, or was a moment ago"
    GradingOrder.objects.filter(pk=first.pk).update(finished_at=Now() - 3 * timedelta(seconds=settings.SWEEP_SECONDS))
    work.claim(GradingOrder, second.pk)
    GradingOrder.objects.filter(pk=second.pk).update(lease_until=Now() - work.lease_length())
    tasks.sweep()
    assert ("grade_chunk", str(run.pk)) in sent, "its worker is gone"


@pytest.mark.parametrize(("waiting", "told"), [(0, [()]), (1, [("1",)]), (LANES, [])])
def test_a_run_that_waits_for_others_is_not_sent_at_each_sweep(
    waiting: int, told: list[tuple[str, ...]], sent: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What others keep busy takes no batch: its messages are in the queue, and each would open lanes of its own."""
    spec = make_spec()
    completed(spec)
    run = orders.order_run(job_spec=spec, by=None)
    let_two_sweeps_pass()
    monkeypatch.setattr(tasks.grade_chunk, "waiting", lambda: waiting)
    sent.clear()
    tasks.sweep()
    assert [ids[2:] for ids in sent if ids[:2] == ("grade_chunk", str(run.pk))] == told


@pytest.mark.django_db(transaction=True)
def test_marks_of_a_batch_are_one_message(sent: list[tuple[str, str]]) -> None:
    spec = make_spec()
    recompute_rollup(spec_id=spec.pk)
    sent.clear()
    for _ in range(3):
        want_rollup(spec_id=spec.pk)
    assert sent == [("recompute_rollup", str(spec.pk))]
    recompute_rollup(spec_id=spec.pk)
    want_rollup(spec_id=spec.pk)
    assert sent == [("recompute_rollup", str(spec.pk))] * 2, "what changes after a computation is ordered anew"


@pytest.mark.django_db(transaction=True)
def test_averages_are_computed_for_several_chunks_at_a_time_and_for_one_interview_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits: list[int] = []
    monkeypatch.setattr(tasks.recompute_rollup, "send_after", lambda seconds, **_ids: waits.append(seconds))
    spec = make_spec()
    for many in (2, 1):
        for _ in range(many):
            completed(spec)
        run = orders.order_run(job_spec=spec, by=None)
        recompute_rollup(spec_id=spec.pk)
        waits.clear()
        with scripted({}):
            assert grade_some(run=run) == many
        assert waits == [BATCH_SECONDS if many > 1 else 0]


def test_a_run_takes_what_is_not_graded_and_draws_in_what_waits() -> None:
    spec, other = make_spec(), make_spec()
    graded, waiting = completed(spec), completed(spec)
    make_evaluation(graded)
    completed(other)
    completed(spec, submit=False)
    run = orders.order_run(job_spec=spec, by=None)
    assert [order.interview for order in run.orders.all()] == [waiting]


def test_a_run_over_all_specs_takes_from_each() -> None:
    waiting = {completed(make_spec()).pk, completed(make_spec()).pk}
    GradingOrder.objects.all().delete()
    run = orders.order_run(job_spec=None, by=None)
    assert set(run.orders.values_list("interview", flat=True)) == waiting


def test_a_run_again_takes_everything_of_its_spec() -> None:
    spec = make_spec()
    interview = completed(spec)
    make_evaluation(interview)
    run = orders.order_run(job_spec=spec, by=None, again=True)
    with scripted({"planning": 90}):
        assert grade_some(run=run) == 1
    assert interview.gradings.count() == 2


def test_an_open_run_of_the_same_kind_is_gone_on_with() -> None:
    spec = make_spec()
    completed(spec)
    run = orders.order_run(job_spec=spec, by=None)
    assert orders.order_run(job_spec=spec, by=None) == run
    assert orders.order_run(job_spec=spec, by=None, again=True) != run
    assert Run.objects.count() == 2


def test_a_run_that_is_stopped_takes_back_what_waits_and_keeps_what_is_graded() -> None:
    spec = make_spec()
    for _ in range(3):
        completed(spec)
    run = orders.order_run(job_spec=spec, by=None)
    with scripted({}):
        assert grade_some(run=run, limit=1) == 1
        assert orders.cancel_run(run=run, by=None) == 2
        assert grade_some(run=run) == 0
        assert orders.cancel_run(run=run, by=None) == 0
    assert Grading.objects.count() == 1
    assert run.orders.filter(state=WorkState.CANCELLED).count() == 2


def test_a_chunk_that_is_interrupted_gives_back_what_it_had_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = make_spec()
    for _ in range(3):
        completed(spec)
    run = orders.order_run(job_spec=spec, by=None)
    with scripted({}) as engine:
        read = engine.grade

        def interrupted(self: object, *given: object) -> object:
            if engine.calls == 1:
                raise KeyboardInterrupt
            return read(self, *given)  # type: ignore[arg-type]

        monkeypatch.setattr(engine, "grade", interrupted)
        with pytest.raises(KeyboardInterrupt):
            grade_some(run=run)
    states = sorted(run.orders.values_list("state", "attempts"))
    assert states == [("done", 1), ("queued", 0), ("queued", 0)]
