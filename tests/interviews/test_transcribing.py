"""From a kept take to its words: whoever is away, killed, deleted or slower meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from config.work import WorkState
from interviews import signals
from interviews.choices import Doubt, RevisionKind
from interviews.models import Answer, AnswerRevision, Interview, Piece, Recording, Transcript, Transcription
from interviews.operations.transcribing import retry_transcription
from interviews.queries.recordings import (
    NEEDS_LISTENER,
    STOPPED,
    WAITING,
    has_doubts,
    has_stopped,
    recordings_of,
    unheard,
)
from interviews.sound.reading import measure
from interviews.speech.base import NotAudio, SpeechUnavailable
from tests.factories import UserFactory
from tests.factories.interviews import make_interview
from tests.factories.voices import go_to_part_two, pieces_of, send, webm
from tests.interviews.transcribed import PROMPT, TEXT, content, files, interview_of, raising, run, spoken
from tests.interviews.voice_engines import Script, scripted, transcript

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def engine() -> Iterator[Script]:
    with scripted() as script:
        yield script


@pytest.fixture
def heard() -> Iterator[list[Interview]]:
    """Who is told that words have come."""
    told: list[Interview] = []

    def listen(interview: Interview, **_: Any) -> None:
        told.append(interview)

    signals.words_changed.connect(listen)
    yield told
    signals.words_changed.disconnect(listen)


class TestToWords:
    def test_pieces_become_files_and_files_become_words(self, engine: Script, media: Path) -> None:
        work = spoken()
        assert run(work)
        recording = Recording.objects.get()
        assert files(media) == [f"recordings/{recording.pk}", f"recordings/{recording.pk}-play"]
        assert content(recording.file) == webm()
        assert (recording.size, recording.segments) == (len(webm()), [len(webm())])
        assert recording.sha256 == hashlib.sha256(webm()).hexdigest()
        assert recording.playable_type == "audio/webm"
        assert measure([content(recording.playable)], most_seconds=60).seconds == pytest.approx(3, abs=0.1)
        assert not Piece.objects.exists()
        assert engine.heard == [(content(recording.playable), "en")]
        assert work.state == WorkState.DONE

    def test_the_text_is_a_revision_and_each_word_has_its_place_and_time(self, engine: Script) -> None:
        assert run(spoken())
        answer = Answer.objects.get(takes__isnull=False)
        revision = answer.revisions.get()
        assert answer.current_revision == revision
        assert (revision.kind, revision.number, revision.text, revision.created_by) == (RevisionKind.TRANSCRIBED, 1, TEXT, None)
        made = Transcript.objects.get()
        assert made.words[1] == [2, 9, 0.5, 0.9, 0.9]
        assert [TEXT[word[0] : word[1]] for word in made.words] == TEXT.split()
        assert (made.engine, made.model, made.language, made.doubt) == ("scripted", "m1", "en", "")
        assert not made.needs_listener

    def test_segments_lie_one_after_the_other_in_the_file(self, engine: Script) -> None:
        interview = make_interview()
        position = go_to_part_two(interview)
        send(interview, position, *pieces_of(webm(2.0), 2), *pieces_of(webm(1.5), 2, segment=1))
        from interviews.operations.recording import end_take, keep_take

        end_take(interview=interview, position=position, take=1, segments=[2, 2], by=interview.candidate)
        keep_take(interview=interview, position=position, take=1, by=interview.candidate)
        assert run(Transcription.objects.get())
        recording = Recording.objects.get()
        assert recording.segments == [len(webm(2.0)), len(webm(1.5))]
        assert content(recording.file) == webm(2.0) + webm(1.5)
        assert float(recording.seconds or 0) == pytest.approx(3.5, abs=0.2)

    def test_it_is_done_once(self, engine: Script) -> None:
        work = spoken()
        assert run(work)
        assert not run(work)
        assert AnswerRevision.objects.filter(kind=RevisionKind.TRANSCRIBED).count() == 1
        assert len(engine.heard) == 1

    @pytest.mark.parametrize(
        ("heard", "doubt"),
        [
            (transcript(), ""),
            (transcript(""), Doubt.TOO_FEW),
            (transcript("", speech_seconds=0.0), Doubt.TOO_FEW),
            (transcript("Well yes", speech_seconds=60.0), Doubt.TOO_FEW),
            (transcript(confidence=0.1), Doubt.UNSURE),
        ],
    )
    def test_what_is_in_doubt_needs_a_listener(self, engine: Script, heard: Any, doubt: str) -> None:
        engine.hears = lambda _path: heard
        work = spoken(handed_in=True)
        assert run(work)
        assert Transcript.objects.get().doubt == doubt
        interview = interview_of(work)
        assert [one.why for one in unheard(interview)] == ([NEEDS_LISTENER] if doubt else [])
        assert Interview.objects.filter(has_doubts(), pk=interview.pk).exists() is bool(doubt)

    def test_words_that_no_text_holds_are_no_transcript(self, engine: Script) -> None:
        engine.hears = lambda _path: transcript("w " * 30_000)
        work = spoken()
        assert not run(work)
        assert not Transcript.objects.exists()
        assert "Unusable" in work.error


class TestWhoIsTold:
    def test_once_it_is_handed_in(self, engine: Script, heard: list[Interview]) -> None:
        run(spoken())
        assert heard == []
        work = spoken(handed_in=True)
        assert [one.why for one in unheard(interview_of(work))] == [WAITING]
        run(work)
        assert heard == [interview_of(work)]
        assert unheard(interview_of(work)) == []


class TestAway:
    def test_an_engine_that_is_away_is_waited_for(self, engine: Script) -> None:
        engine.hears = raising(SpeechUnavailable("no answer"))
        work = spoken()
        for _ in range(5):
            assert not run(work)
        assert (work.state, work.attempts) == (WorkState.QUEUED, 0)
        assert "no answer" in work.error
        assert Recording.objects.get().playable
        engine.hears = lambda _path: transcript()
        assert run(work)

    def test_without_a_listener_recordings_wait_as_files(self, media: Path) -> None:
        with scripted(listening=False):
            work = spoken(handed_in=True)
            for _ in range(4):
                assert not run(work)
            assert (work.state, work.attempts) == (WorkState.QUEUED, 0)
            assert "Nothing is set up" in work.error
            assert len(files(media)) == 2
            assert not Piece.objects.exists()
            assert [one.why for one in unheard(interview_of(work))] == [WAITING]
        with scripted():
            assert run(work)

    def test_a_storage_that_is_away_loses_no_piece(self, engine: Script, monkeypatch: pytest.MonkeyPatch, media: Path) -> None:
        work = spoken()
        with monkeypatch.context() as storage:
            storage.setattr(default_storage, "save", raising(OSError("secret-bucket has no room")))
            for _ in range(4):
                assert not run(work)
        assert work.state == WorkState.QUEUED
        assert "storage" in work.error
        assert "secret-bucket" not in work.error
        assert Piece.objects.count() == 3
        assert recordings_of(interview_of(work))[PROMPT].recording is None
        assert run(work)
        assert len(files(media)) == 2

    def test_what_is_no_sound_to_the_engine_stops_at_once(self, engine: Script) -> None:
        engine.hears = raising(NotAudio("secret words"))
        work = spoken(handed_in=True)
        assert not run(work)
        assert (work.state, work.attempts) == (WorkState.FAILED, 1)
        assert "secret" not in work.error
        assert [one.why for one in unheard(interview_of(work))] == [STOPPED]
        assert Recording.objects.get().playable

    def test_what_goes_wrong_is_tried_again_and_then_by_hand(self, engine: Script, caplog: pytest.LogCaptureFixture) -> None:
        engine.hears = raising(ValueError("secret words"))
        work = spoken(handed_in=True)
        for _ in range(3):
            run(work)
        assert work.state == WorkState.FAILED
        assert "secret" not in work.error + caplog.text
        assert Interview.objects.filter(has_stopped()).exists()
        engine.hears = lambda _path: transcript()
        assert retry_transcription(transcription=work, by=UserFactory.create())
        assert not retry_transcription(transcription=work, by=UserFactory.create())
        assert run(work)
        assert not Interview.objects.filter(has_stopped()).exists()
