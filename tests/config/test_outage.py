"""A Redis that is away is waited for once and not by every step of a page."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import TimeoutError as RedisTimeout

from config import outage
from jobspecs.tasks import draft_spec

DRAFT = "0198c0de-0000-7000-8000-000000000000"


class Away:
    """A server that lets everybody wait; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, *_args: Any, **_options: Any) -> None:
        self.asked += 1
        raise RedisTimeout("no answer")


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Away:
    server = Away()
    monkeypatch.setattr(RedisCache, "get", server)
    monkeypatch.setattr(RedisCache, "add", server)
    monkeypatch.setattr(draft_spec.registered, "apply_async", server)
    return server


def test_cache_and_messages_wait_for_it_once(away: Away) -> None:
    assert cache.get("rate", "unknown") == "unknown"
    assert cache.add("rate", 1) is True
    draft_spec._deliver({"draft_id": DRAFT})
    assert away.asked == 1


def test_it_is_asked_again_after_a_pause(away: Away, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "PAUSE_SECONDS", 0)
    for _ in range(3):
        draft_spec._deliver({"draft_id": DRAFT})
    assert away.asked == 3
