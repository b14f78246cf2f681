"""Work rows: claimed once, given back, stopped after three attempts."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django.fixtures import Settings

from config import work
from config.work import WorkState
from jobspecs.models import Draft
from tests.factories import UserFactory


def make_draft() -> Draft:
    draft = Draft.objects.create(description="We look for a baker.", requested_by=UserFactory.create())
    draft.refresh_from_db()
    return draft


def let_the_lease_run_out(draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def make_due(draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(due_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db(transaction=True)
def test_of_eight_workers_one_gets_the_row() -> None:
    draft = make_draft()

    def attempt(_number: int) -> bool:
        try:
            return work.claim(Draft, draft.pk) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as workers:
        assert sum(workers.map(attempt, range(8))) == 1
    draft.refresh_from_db()
    assert draft.attempts == 1


@pytest.mark.django_db(transaction=True)
def test_two_chunks_never_hold_the_same_row() -> None:
    drafts = {make_draft().pk for _ in range(12)}

    def attempt(_number: int) -> list[object]:
        try:
            return [row.pk for row in work.claim_some(Draft, work.OPEN, limit=5)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        taken = [pk for chunk in workers.map(attempt, range(4)) for pk in chunk]
    assert len(taken) == len(set(taken))
    assert set(taken) <= drafts


def somebody_waits_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
        return bool(cursor.rowcount)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [work.cancel, work.begin_anew])
def test_who_takes_back_many_holds_none_that_comes_after_what_it_waits_for(act: Callable[[QuerySet[Draft]], int]) -> None:
    """Whoever holds the first of several may go on to the others: an update along the table would have taken those by now."""
    first, *others = sorted(make_draft().pk for _ in range(4))
    Draft.objects.filter(pk=first).update(attempts=1)  # it stands last in the table from now on

    def all_of_them() -> int:
        try:
            return act(Draft.objects.all())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as somebody:
        with transaction.atomic():
            Draft.objects.select_for_update().get(pk=first)
            done = somebody.submit(all_of_them)
            until = time.monotonic() + 10
            while not somebody_waits_for_us():
                assert time.monotonic() < until
                time.sleep(0.02)
            assert len(Draft.objects.filter(pk__in=others).select_for_update(nowait=True)) == 3
        assert done.result(10) == 4


@pytest.mark.django_db(transaction=True)
class TestLongWork:
    def test_keeps_its_lease_for_as_long_as_it_runs_and_no_longer(self, settings: Settings) -> None:
        settings.WORK_LEASE_SECONDS = 1
        draft = work.claim(Draft, make_draft().pk)
        assert draft
        with work.holding(draft):
            time.sleep(1.5)
            assert work.claim(Draft, draft.pk) is None
        time.sleep(1.2)
        assert work.claim(Draft, draft.pk)

    def test_does_not_take_back_a_lease_that_it_has_lost(self, settings: Settings) -> None:
        settings.WORK_LEASE_SECONDS = 1
        first = work.claim(Draft, make_draft().pk)
        assert first
        with work.holding(first):
            let_the_lease_run_out(first)
            second = work.claim(Draft, first.pk)
            assert second
            until = second.lease_until
            time.sleep(0.8)
            second.refresh_from_db()
        assert second.lease_until == until
        with pytest.raises(work.LeaseLost):
            work.finish(first)


@pytest.mark.django_db
class TestOneRow:
    def test_what_was_sent_a_moment_ago_is_not_sent_again(self, settings: Settings) -> None:
        draft = make_draft()
        assert work.standing_still(Draft) == []
        due = timezone.now() - timedelta(seconds=2 * settings.SWEEP_SECONDS)
        Draft.objects.filter(pk=draft.pk).update(due_at=due)
        assert work.standing_still(Draft) == [draft.pk]

    def test_what_an_attempt_has_put_back_is_sent_when_it_is_due(self) -> None:
        draft = work.claim(Draft, make_draft().pk)
        assert draft
        work.fail(draft, "The provider said no.")
        assert work.standing_still(Draft) == []
        make_due(draft)
        assert work.standing_still(Draft) == [draft.pk]

    def test_what_is_taken_back_stores_nothing_and_stays_taken_back(self) -> None:
        draft = work.claim(Draft, make_draft().pk)
        assert draft
        assert work.cancel(Draft.objects.filter(pk=draft.pk), "No longer wanted.") == 1
        with pytest.raises(work.LeaseLost):
            work.finish(draft)
        assert work.cancel(Draft.objects.filter(pk=draft.pk)) == 0
        draft.refresh_from_db()
        assert (draft.state, draft.error) == (WorkState.CANCELLED, "No longer wanted.")

    def test_a_row_that_is_held_is_not_given_twice(self) -> None:
        draft = make_draft()
        assert work.claim(Draft, draft.pk)
        assert work.claim(Draft, draft.pk) is None
        assert draft.pk not in work.standing_still(Draft)

    def test_a_dead_workers_row_is_found_and_given_again(self) -> None:
        draft = make_draft()
        first = work.claim(Draft, draft.pk)
        assert first
        let_the_lease_run_out(draft)
        assert work.standing_still(Draft) == [draft.pk]
        second = work.claim(Draft, draft.pk)
        assert second and second.attempts == 2
        with pytest.raises(work.LeaseLost):
            work.heartbeat(first)
        work.heartbeat(second)

    def test_a_row_whose_worker_dies_three_times_stops_with_a_reason(self) -> None:
        draft = make_draft()
        for _ in range(3):
            assert work.claim(Draft, draft.pk)
            let_the_lease_run_out(draft)
        assert work.claim(Draft, draft.pk) is None
        draft.refresh_from_db()
        assert (draft.state, draft.error) == (WorkState.FAILED, "Stopped: the worker went away three times.")
        assert work.standing_still(Draft) == []

    def test_failures_come_back_later_and_stop_after_three(self) -> None:
        draft = make_draft()
        for attempt in range(1, 4):
            claimed = work.claim(Draft, draft.pk)
            assert claimed and claimed.attempts == attempt
            work.fail(claimed, "The provider said no.")
            assert work.claim(Draft, draft.pk) is None
            make_due(draft)
        draft.refresh_from_db()
        assert (draft.state, draft.error) == (WorkState.FAILED, "The provider said no.")

    def test_what_is_the_providers_fault_costs_no_attempt(self) -> None:
        draft = make_draft()
        for _ in range(5):
            claimed = work.claim(Draft, draft.pk)
            assert claimed
            work.wait(claimed, 60, "The provider is away.")
            make_due(draft)
        draft.refresh_from_db()
        assert (draft.state, draft.attempts) == (WorkState.QUEUED, 0)

    def test_a_person_starts_over_what_has_stopped_and_nothing_else(self) -> None:
        draft = make_draft()
        assert not work.start_over(draft)
        claimed = work.claim(Draft, draft.pk)
        assert claimed
        work.fail(claimed, "No.", again=False)
        assert work.start_over(draft)
        assert work.claim(Draft, draft.pk)

    def test_a_lost_lease_stores_nothing(self) -> None:
        draft = make_draft()
        first = work.claim(Draft, draft.pk)
        assert first
        let_the_lease_run_out(draft)
        assert work.claim(Draft, draft.pk)
        with pytest.raises(work.LeaseLost):
            work.finish(first)
        draft.refresh_from_db()
        assert draft.state == WorkState.RUNNING
