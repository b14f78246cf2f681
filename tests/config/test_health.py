"""/healthz where a test says which queues are served: a worker for speech counts where anything is spoken, and only there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.core.cache import cache
from django.test import Client

from config import health
from config.celery import app
from interviews.speech.engines import needs_worker

pytestmark = pytest.mark.django_db
MANY = [{"name": "default"}, {"name": "batch"}]


@pytest.fixture(autouse=True)
def broker() -> Iterator[None]:
    cache.clear()
    with mock.patch.object(health, "broker_is_there", return_value=True), mock.patch.object(app, "connection_for_read"):
        yield
    cache.clear()


def asked(**workers: list[dict[str, str]]) -> tuple[int, dict[str, bool]]:
    """What /healthz says while these workers answer, by name."""
    with mock.patch.object(app.control, "inspect") as inspect:
        inspect.return_value.active_queues.return_value = workers or None
        answer = Client().get("/healthz")
    return answer.status_code, json.loads(answer.content)


def speech(settings: Any, *, is_there: bool) -> None:
    settings.ROUND_02 = "auto"
    settings.LISTENING_ENGINE = "tests.factories.spoken.ScriptedListener" if is_there else ""
    settings.SPEAKING_ENGINE = ""


def test_a_worker_for_speech_that_is_away_is_noticed(settings: Any) -> None:
    speech(settings, is_there=True)
    status, body = asked(worker=MANY)
    assert (status, body["ok"], body["worker"], body["speech"]) == (503, False, True, False)
    status, body = asked(worker=MANY, speech=[{"name": "speech"}])
    assert (status, body["ok"], body["worker"], body["speech"]) == (200, True, True, True)


def test_a_worker_for_speech_is_no_worker_for_the_rest(settings: Any) -> None:
    speech(settings, is_there=True)
    status, body = asked(speech=[{"name": "speech"}])
    assert (status, body["worker"], body["speech"]) == (503, False, True)


def test_where_nothing_is_spoken_none_is_missed(settings: Any) -> None:
    speech(settings, is_there=False)
    assert asked(worker=MANY) == (200, {"ok": True, "database": True, "broker": True, "worker": True})


def test_what_was_seen_just_now_is_not_asked_again(settings: Any) -> None:
    speech(settings, is_there=True)
    assert asked(worker=MANY, speech=[{"name": "speech"}])[0] == 200
    assert asked()[0] == 200
    cache.delete(health.QUEUES_SEEN)
    assert asked()[0] == 503


@pytest.mark.parametrize(
    ("round_02", "listens", "speaks", "needed"),
    [
        ("typed", True, True, True),  # prompts are read aloud
        ("typed", True, False, False),
        ("auto", True, False, True),
        ("auto", False, False, False),
        ("spoken", False, False, False),  # recordings wait: no worker could do anything about it
        ("spoken", False, True, True),
    ],
)
def test_who_needs_one(settings: Any, round_02: str, listens: bool, speaks: bool, needed: bool) -> None:
    settings.ROUND_02 = round_02
    settings.LISTENING_ENGINE = "an.engine" if listens else ""
    settings.SPEAKING_ENGINE = "an.engine" if speaks else ""
    assert needs_worker() is needed
