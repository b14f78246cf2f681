"""Two connections at once, against the real Postgres: a piece against a piece, against the end, against keeping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from interviews.models import Answer, Interview, Piece, Take, Transcription
from interviews.operations import recording
from interviews.operations.answering import AlreadyGiven, NotRunning, Save, pass_question, submit
from interviews.operations.recording import PieceDiffers, end_take, keep_take, take_piece
from interviews.sound.base import Sound
from interviews.sound.reading import measure
from tests.factories.interviews import make_interview
from tests.factories.voices import go_to_part_two, piece_of, pieces_of, record, send, webm
from tests.scoring.test_operations_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def interview() -> Interview:
    made = make_interview()
    go_to_part_two(made)
    return made


PROMPT = 4


def sending(interview: Interview, data: bytes = b"sound", **name: Any) -> Callable[[], Piece]:
    piece = piece_of(data, **name)
    return lambda: take_piece(interview=interview, position=PROMPT, piece=piece, by=interview.candidate)


def keeping(interview: Interview, take: int = 1) -> Callable[[], Answer]:
    return lambda: keep_take(interview=interview, position=PROMPT, take=take, by=interview.candidate)


def kinds(results: list[object]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_the_same_piece_at_once_is_stored_once(interview: Interview) -> None:
    for sequence in range(5):
        results = at_once(*[sending(interview, sequence=sequence)] * 4)
        assert kinds(results) == ["Piece"] * 4
    assert Piece.objects.count() == 5
    assert Take.objects.count() == 1


def test_two_tabs_with_one_name_store_one_piece_and_tell_the_other(interview: Interview) -> None:
    results = at_once(sending(interview, b"tab one"), sending(interview, b"tab two"))
    assert kinds(results) == ["Piece", PieceDiffers.__name__]
    assert Piece.objects.count() == 1


def test_different_pieces_at_once_make_one_take(interview: Interview) -> None:
    results = at_once(*[sending(interview, sequence=n) for n in range(6)])
    assert kinds(results) == ["Piece"] * 6
    assert Take.objects.count() == 1


def test_keeping_against_a_piece_keeps_what_was_heard_or_nothing(interview: Interview) -> None:
    """Whoever comes first: a take is never kept with a piece in it that nobody has measured."""
    record(interview, PROMPT)
    results = at_once(keeping(interview), sending(interview, segment=1))
    take = Take.objects.get()
    if take.kept_at:
        assert kinds(results) == [AlreadyGiven.__name__, "Answer"]
        assert take.pieces.count() == 3
    else:
        assert kinds(results) == ["NotEnded", "Piece"]
        assert take.ended_at is None


def test_keeping_twice_at_once_gives_one_answer(interview: Interview) -> None:
    record(interview, PROMPT)
    assert kinds(at_once(*[keeping(interview)] * 3)) == ["Answer"] * 3
    assert Transcription.objects.count() == 1


def test_keeping_two_takes_at_once_keeps_one(interview: Interview) -> None:
    record(interview, PROMPT)
    record(interview, PROMPT)
    assert kinds(at_once(keeping(interview, 1), keeping(interview, 2))) == [AlreadyGiven.__name__, "Answer"]
    assert Take.objects.count() == 1


def test_keeping_against_typing_gives_one_of_them(interview: Interview) -> None:
    record(interview, PROMPT)

    def type_it() -> Answer:
        return pass_question(interview=interview, position=PROMPT, save=Save("typed", insist=True), by=interview.candidate)

    results = at_once(keeping(interview), type_it)
    assert kinds(results) == [AlreadyGiven.__name__, "Answer"]
    answer = Answer.objects.get(asked__interview=interview, asked__position=PROMPT)
    assert Take.objects.filter(kept_at__isnull=False).exists() is (answer.current_revision is None)
    assert answer.draft == ""


def test_handing_in_against_a_piece_leaves_none_behind(interview: Interview) -> None:
    send(interview, PROMPT, piece_of(b"first"))
    results = at_once(
        lambda: submit(interview=interview, left_unanswered=range(1, 8), by=interview.candidate), sending(interview, sequence=1)
    )
    assert kinds(results) in (["Interview", "Piece"], ["Interview", NotRunning.__name__])
    assert not Piece.objects.exists()


def test_a_piece_that_arrives_while_the_take_is_measured_is_measured_too(
    interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(interview, PROMPT, *pieces_of(webm(2.0), 2))
    open_while_measuring: list[bool] = []
    late = pieces_of(webm(1.5), 1, segment=1)

    def slow(segments: Any, *, most_seconds: float) -> Sound:
        open_while_measuring.append(connection.in_atomic_block)
        if late:
            assert kinds(at_once(sending(interview, late.pop().data, segment=1))) == ["Piece"]
        return measure(segments, most_seconds=most_seconds)

    monkeypatch.setattr(recording, "measure", slow)
    take = end_take(interview=interview, position=PROMPT, take=1, segments=[2], by=interview.candidate)
    assert open_while_measuring == [False, False]
    assert float(take.seconds or 0) > 3


def test_a_take_into_which_pieces_keep_coming_has_not_ended(interview: Interview, monkeypatch: pytest.MonkeyPatch) -> None:
    send(interview, PROMPT, *pieces_of(webm(2.0), 2))
    numbers = iter(range(100))

    def slow(segments: Any, *, most_seconds: float) -> Sound:
        at_once(sending(interview, segment=1, sequence=next(numbers)))
        return Sound(2.0, 1.0, "opus")

    monkeypatch.setattr(recording, "measure", slow)
    with pytest.raises(recording.Gaps) as caught:
        end_take(interview=interview, position=PROMPT, take=1, segments=[2], by=interview.candidate)
    assert caught.value.missing == []
    assert Take.objects.get().ended_at is None


def test_ending_against_keeping_another_take(interview: Interview) -> None:
    record(interview, PROMPT)
    send(interview, PROMPT, *pieces_of(webm(), 3, take=2))
    ending = lambda: end_take(interview=interview, position=PROMPT, take=2, segments=[3], by=interview.candidate)  # noqa: E731
    results = at_once(keeping(interview, 1), ending)
    assert kinds(results) in (["AlreadyGiven", "Answer"], ["Answer", "Take"])
    assert Take.objects.get().number == 1
