"""The copy of a take that is listened to before it is kept: built once, true to its pieces, gone with its take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest import mock

import pytest
from django.core.cache import cache

from interviews import take_copies
from interviews.models import Interview, Take
from interviews.operations.purging import erase_candidate
from interviews.operations.recording import keep_take
from interviews.sound.base import Playable
from interviews.sound.joining import playable
from tests.factories import UserFactory
from tests.factories.interviews import make_interview
from tests.factories.voices import go_to_part_two, piece_of, record, send, webm
from tests.interviews.visitor import Browser

pytestmark = pytest.mark.django_db
PROMPT = 4


@pytest.fixture(autouse=True)
def world() -> None:
    cache.clear()


@pytest.fixture
def interview() -> Interview:
    made = make_interview()
    go_to_part_two(made)
    return made


@pytest.fixture
def take(interview: Interview) -> Take:
    return record(interview, PROMPT)


def is_cached(take: Take) -> bool:
    return cache.get(f"take-copy:{take.pk}") is not None


def built() -> Any:
    return mock.patch.object(take_copies, "playable", wraps=playable)


def test_many_ranges_are_cut_from_one_copy(interview: Interview, take: Take) -> None:
    browser = Browser(interview.invitation)
    with built() as build:
        whole: Any = browser.client.get(f"{browser.base}{PROMPT}/take/1/audio/")
        data = b"".join(whole)
        for first in (0, 100, 200):
            part: Any = browser.client.get(
                f"{browser.base}{PROMPT}/take/1/audio/", headers={"Range": f"bytes={first}-{first + 9}"}
            )
            assert (part.status_code, b"".join(part)) == (206, data[first : first + 10])
    assert build.call_count == 1


def test_what_arrives_later_is_heard(interview: Interview, take: Take) -> None:
    before = take_copies.copy_of(take)
    send(interview, PROMPT, piece_of(webm(1.0), segment=1))
    after = take_copies.copy_of(take)
    assert after.seconds > before.seconds
    with built() as build:
        assert take_copies.copy_of(take) == after
    assert build.call_count == 0


def test_one_that_is_very_long_is_not_cached(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take_copies, "MOST_BYTES", 10)
    assert take_copies.copy_of(take).seconds > 0
    assert not is_cached(take)


def test_it_takes_little_of_the_memory_that_the_queues_need(take: Take) -> None:
    def long(segments: list[bytes]) -> Playable:
        return replace(playable(segments), data=bytes(3 * 1024 * 1024))

    with mock.patch.object(take_copies, "playable", long):
        assert len(take_copies.copy_of(take).data) == 3 * 1024 * 1024
    assert not is_cached(take)
    with mock.patch("interviews.take_copies.cache.set", wraps=cache.set) as put:
        take_copies.copy_of(take)
    assert put.call_args.kwargs["timeout"] <= 60


def keep(interview: Interview) -> None:
    keep_take(interview=interview, position=PROMPT, take=1, by=interview.candidate)


def keep_another(interview: Interview) -> None:
    record(interview, PROMPT)
    keep_take(interview=interview, position=PROMPT, take=2, by=interview.candidate)


def erase(interview: Interview) -> None:
    erase_candidate(candidate=interview.candidate, by=UserFactory.create(), ground="request")


@pytest.mark.parametrize("end", [keep, keep_another, erase])
def test_it_goes_when_the_take_is_kept_dropped_or_erased(
    interview: Interview, take: Take, end: Callable[[Interview], None], django_capture_on_commit_callbacks: Any
) -> None:
    take_copies.copy_of(take)
    assert is_cached(take)
    with django_capture_on_commit_callbacks(execute=True):
        end(interview)
    assert not is_cached(take)


def test_one_that_was_being_built_while_its_take_went_is_not_left_behind(take: Take) -> None:
    def slow(segments: list[bytes]) -> Playable:
        copy = playable(segments)
        Take.objects.filter(pk=take.pk).update(kept_at=take.ended_at)
        return copy

    with mock.patch.object(take_copies, "playable", slow):
        take_copies.copy_of(take)
    assert not is_cached(take)
