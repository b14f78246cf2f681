"""The one way to make a task: sent on commit, and never an error for whoever saved."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from celery.fixups.django import DjangoWorkerFixup  # type: ignore[attr-defined]  # the stubs know no such class
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from config.celery import BATCH, MOST_WAITING, Task, app
from jobspecs.tasks import draft_spec
from scoring.tasks import grade_chunk

pytestmark = pytest.mark.django_db(transaction=True)


def messages_waiting() -> int:
    with app.connection_for_read() as connection:
        channel: Any = connection.default_channel
        return int(channel.client.llen("default"))


@pytest.fixture(autouse=True)
def empty_queue() -> None:
    with app.connection_for_write() as connection:
        channel: Any = connection.default_channel
        channel.queue_purge("default")


def test_a_task_is_sent_when_the_transaction_commits() -> None:
    with transaction.atomic():
        draft_spec.send(draft_id="0198c0de-0000-7000-8000-000000000000")
        assert messages_waiting() == 0
    assert messages_waiting() == 1


def test_a_task_that_has_time_is_sent_with_its_time() -> None:
    draft_spec.send_after(60, draft_id="0198c0de-0000-7000-8000-000000000000")
    with app.connection_for_read() as connection_, connection_.SimpleQueue("default") as queue:
        eta = datetime.fromisoformat(queue.get(timeout=5).headers["eta"])
    assert timedelta(seconds=55) < eta - timezone.now() <= timedelta(seconds=60)


def test_a_sweeper_does_not_fill_a_queue_that_is_long_already() -> None:
    """Speech takes seconds each: what waits for hours would be sent anew at each sweep, until the broker is full."""
    for _ in range(MOST_WAITING + 20):
        draft_spec.send_again(draft_id="0198c0de-0000-7000-8000-000000000000")
    assert messages_waiting() == MOST_WAITING
    draft_spec.send(draft_id="0198c0de-0000-7000-8000-000000000000")
    assert messages_waiting() == MOST_WAITING + 1


@pytest.mark.parametrize("queues", [("default", BATCH), (BATCH, "default")])
def test_a_chunk_of_a_batch_is_taken_where_nothing_else_waits(queues: tuple[str, ...]) -> None:
    taken: list[str] = []

    def take(body: Any, message: Any) -> None:
        taken.append(message.delivery_info["routing_key"])
        message.ack()

    with app.connection_for_read() as broker:
        channel: Any = broker.default_channel
        channel.queue_purge(BATCH)
        grade_chunk.send(run_id="0198c0de-0000-7000-8000-000000000000")
        for _ in range(3):
            draft_spec.send(draft_id="0198c0de-0000-7000-8000-000000000000")
        with app.amqp.TaskConsumer(channel, queues=[app.amqp.queues[name] for name in queues], callbacks=[take]):
            while len(taken) < 4:
                broker.drain_events(timeout=5)
    assert taken == ["default"] * 3 + [BATCH]


def test_a_task_is_not_sent_when_the_transaction_fails() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        draft_spec.send(draft_id="0198c0de-0000-7000-8000-000000000000")
        raise ZeroDivisionError
    assert messages_waiting() == 0


def test_a_broker_that_is_away_is_no_error_for_who_saves(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_options: Any) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(draft_spec.registered, "apply_async", away)
    with transaction.atomic():
        draft_spec.send(draft_id="0198c0de-0000-7000-8000-000000000000")


def test_every_task_comes_back_when_its_worker_is_lost() -> None:
    app.loader.import_default_modules()
    ours = {name: made for name, made in app.tasks.items() if name.split(".")[0] in {"jobspecs", "interviews", "scoring"}}
    assert len(ours) >= 6
    for made in ours.values():
        assert made.acks_late
        assert made.reject_on_worker_lost
        assert made.ignore_result
        assert made.time_limit < app.conf.broker_transport_options["visibility_timeout"]


def test_what_beat_sends_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_a_task_is_a_plain_call_here() -> None:
    assert isinstance(draft_spec, Task)
    draft_spec(draft_id="0198c0de-0000-7000-8000-000000000000")  # no such draft: nothing to do


def test_no_task_runs_for_longer_than_its_message_is_hidden() -> None:
    """Or the broker hands it to a second worker while the first is still at it."""
    app.loader.import_default_modules()
    ours: list[Any] = [made for name, made in app.tasks.items() if name.split(".")[0] in {"jobspecs", "interviews", "scoring"}]
    hidden = app.conf.broker_transport_options["visibility_timeout"]
    assert [made.name for made in ours if not 0 < made.soft_time_limit < made.time_limit < hidden] == []


def test_speech_has_a_queue_of_its_own() -> None:
    from interviews import tasks

    assert {tasks.transcribe.queue, tasks.speak.queue} == {"speech"}
    assert tasks.sweep.queue == "default"


def test_a_connection_to_the_database_lives_on_from_task_to_task() -> None:
    """What Celery does around each task leaves it open; one that the server has closed meanwhile is made anew."""
    around = DjangoWorkerFixup(app)
    run: Any = draft_spec.registered

    def after_a_task() -> int:
        around.on_task_prerun(sender=run)
        run(draft_id="0198c0de-0000-7000-8000-000000000000")
        around.on_task_postrun(sender=run)
        return int(connection.connection.info.backend_pid)

    first = after_a_task()
    assert after_a_task() == first
    with psycopg.connect(connection.connection.info.dsn, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
    assert after_a_task() != first
