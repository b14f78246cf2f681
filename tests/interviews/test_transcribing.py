"""From a kept take to its words: whoever is away, killed, deleted or slower meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from config.work import WorkState
from interviews import signals
from interviews.choices import Doubt, RevisionKind
from interviews.models import Answer, AnswerRevision, Interview, Piece, Recording, Take, Transcript, Transcription
from interviews.operations.answering import submit
from interviews.operations.correcting import correct
from interviews.operations.endings import withdraw
from interviews.operations.purging import erase_candidate
from interviews.operations.recordings import delete_recordings, remove_files
from interviews.operations.transcribing import cast_doubt, retry_transcription, transcribe
from interviews.queries.recordings import (
    NEEDS_LISTENER,
    STOPPED,
    WAITING,
    has_doubts,
    has_stopped,
    has_unwritten,
    recordings_of,
    unheard,
)
from interviews.sound.reading import measure
from interviews.speech.base import NotAudio, SpeechUnavailable
from interviews.tasks import sweep
from tests.factories import UserFactory
from tests.factories.interviews import make_interview
from tests.factories.voices import go_to_part_two, pieces_of, send, speak, webm
from tests.interviews.voice_engines import Script, scripted, transcript
from tests.scoring.test_operations_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "I planned the week and it held."
PROMPT = 4


class Killed(BaseException):
    """A worker that goes away in the middle."""


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


def spoken(*, handed_in: bool = False) -> Transcription:
    interview = make_interview()
    speak(interview, go_to_part_two(interview))
    if handed_in:
        submit(interview=interview, left_unanswered=range(1, 8), by=interview.candidate)
    return Transcription.objects.get(take__answer__asked__interview=interview)


def interview_of(transcription: Transcription) -> Interview:
    return Interview.objects.get(asked__answer__takes__transcription=transcription)


def run(transcription: Transcription) -> bool:
    """Work on it as if it were due, and whoever had it before had gone away."""
    past = timezone.now() - timedelta(minutes=5)
    Transcription.objects.filter(pk=transcription.pk).update(due_at=past)
    Transcription.objects.filter(pk=transcription.pk, state=WorkState.RUNNING).update(lease_until=past)
    done = transcribe(transcription_id=transcription.pk)
    transcription.refresh_from_db()
    return done


def content(field: FieldFile) -> bytes:
    with field.open("rb") as file:
        return bytes(file.read())


def files(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


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


def after(event: Callable[[], object]) -> Callable[[Path], Any]:
    """Something happens while the engine listens."""

    def hears(_path: Path) -> Any:
        event()
        return transcript()

    return hears


def raising(error: BaseException) -> Any:
    def fail(*_args: Any, **_given: Any) -> Any:
        raise error

    return fail


class TestKilled:
    """A worker that goes away leaves what the next one goes on from, and no file that nobody would ever delete."""

    def kill(self, monkeypatch: pytest.MonkeyPatch, work: Transcription, place: str, after: int = 0) -> None:
        from importlib import import_module

        module, _, name = place.rpartition(".")
        owner: Any = default_storage if module == "storage" else import_module(module)
        real, calls = getattr(owner, name), iter(range(100))

        def die(*args: Any, **given: Any) -> Any:
            if next(calls) == after:
                raise Killed
            return real(*args, **given)

        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(owner, name, die)
            run(work)

    @pytest.mark.parametrize(
        ("place", "after"),
        [
            ("interviews.operations.transcribing.playable", 0),
            ("storage.save", 0),
            ("storage.save", 1),
            ("interviews.operations.transcribing._note_written", 0),
            ("interviews.operations.transcribing.listener", 0),
            ("interviews.operations.transcribing._store", 0),
            ("interviews.operations.transcribing.tell", 0),
        ],
    )
    def test_anywhere(self, engine: Script, media: Path, monkeypatch: pytest.MonkeyPatch, place: str, after: int) -> None:
        work = spoken(handed_in=True)
        self.kill(monkeypatch, work, place, after)
        assert run(work)
        assert len(files(media)) == 2
        assert Recording.objects.count() == AnswerRevision.objects.filter(kind=RevisionKind.TRANSCRIBED).count() == 1
        assert content(Recording.objects.get().playable)
        assert not Piece.objects.exists()

    def test_and_erased_before_anybody_goes_on(self, engine: Script, media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        work = spoken(handed_in=True)
        self.kill(monkeypatch, work, "storage.save", 1)
        assert len(files(media)) == 1
        erase_candidate(candidate=interview_of(work).candidate, by=None)
        assert files(media) == []
        assert not run(work)
        assert work.state == WorkState.CANCELLED
        assert not Piece.objects.exists()

    def test_and_the_sweeper_sends_it_again(self, engine: Script, monkeypatch: pytest.MonkeyPatch) -> None:
        work = spoken()
        self.kill(monkeypatch, work, "interviews.operations.transcribing._store")
        sent: list[str] = []
        monkeypatch.setattr("interviews.tasks.transcribe.send", lambda transcription_id: sent.append(transcription_id))
        Transcription.objects.update(lease_until=timezone.now() - timedelta(minutes=1))
        sweep()
        assert sent == [str(work.pk)]


class TestMeanwhile:
    def test_a_withdrawn_interview_is_not_written_down(self, engine: Script, media: Path) -> None:
        work = spoken()
        interview = interview_of(work)
        engine.hears = after(lambda: withdraw(interview=interview, by=interview.candidate))
        assert not run(work)
        assert work.state == WorkState.CANCELLED
        assert not Transcript.objects.exists()
        assert files(media) == []
        assert Recording.objects.get().deleted_at

    def test_files_written_after_they_were_deleted_go_too(
        self, engine: Script, media: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever withdraws while a worker writes: its last file arrives when all is said to be gone."""
        work = spoken()
        interview = interview_of(work)
        real = default_storage.save

        def save(name: str, content: ContentFile[bytes], *rest: Any) -> str:
            if name.endswith("-play"):
                withdraw(interview=interview, by=interview.candidate)
            return real(name, content, *rest)

        with monkeypatch.context() as patch:
            patch.setattr(default_storage, "save", save)
            assert not run(work)
        assert files(media) == []  # deleted again by the worker that found its lease lost
        assert Recording.objects.get().deleted_at is None  # and looked for once more when no worker can be writing
        Recording.objects.update(
            delete_wanted_at=timezone.now() - timedelta(hours=2), kept_at=timezone.now() - timedelta(hours=3)
        )
        assert remove_files() == 1
        assert not retry_transcription(transcription=work, by=UserFactory.create())

    @pytest.mark.parametrize("end", ["erase", "delete", "withdraw"])
    def test_whoever_goes_in_this_very_moment_leaves_nothing(self, engine: Script, media: Path, end: str) -> None:
        work = spoken(handed_in=True)
        interview = interview_of(work)
        ends: dict[str, Callable[[], object]] = {
            "erase": lambda: erase_candidate(candidate=interview.candidate, by=None),
            "delete": lambda: delete_recordings(interview=interview, by=None),
            "withdraw": lambda: withdraw(interview=interview, by=interview.candidate),
        }
        results = at_once(lambda: transcribe(transcription_id=work.pk), ends[end])
        assert not [result for result in results if isinstance(result, Exception)]
        assert files(media) == []
        assert not Piece.objects.exists()
        words = AnswerRevision.objects.filter(kind=RevisionKind.TRANSCRIBED).exclude(text="").exists()
        assert not (words and end == "erase")
        if not results[0]:
            assert not Transcript.objects.exists()

    def test_a_text_that_a_person_typed_stays(self, engine: Script) -> None:
        work = spoken(handed_in=True)
        answer, by = Answer.objects.get(takes__isnull=False), UserFactory.create()
        engine.hears = after(lambda: correct(answer=answer, text="I heard this myself.", by=by))
        assert run(work)
        answer.refresh_from_db()
        assert answer.current_revision
        assert answer.current_revision.text == "I heard this myself."
        assert list(answer.revisions.order_by("number").values_list("text", flat=True)) == ["I heard this myself.", TEXT]
        assert Transcript.objects.get().checked_by == by

    def test_a_doubt_of_the_grader_needs_a_listener(self, engine: Script, heard: list[Interview]) -> None:
        work = spoken(handed_in=True)
        run(work)
        heard.clear()
        interview, answers = interview_of(work), [Take.objects.get().answer_id]
        assert cast_doubt(interview=interview, answers=answers, doubt=Doubt.DECISIVE) == 1
        assert cast_doubt(interview=interview, answers=answers, doubt=Doubt.DECISIVE) == 0
        assert [one.why for one in unheard(interview)] == [NEEDS_LISTENER]
        assert heard == []


class TestQueries:
    def test_cost_the_same_for_one_answer_and_for_three(self, engine: Script, django_assert_num_queries: Any) -> None:
        interview = make_interview()
        for position in range(go_to_part_two(interview), 7):
            speak(interview, position)
            for work in Transcription.objects.filter(state=WorkState.QUEUED):
                run(work)
            with django_assert_num_queries(2):
                heard = recordings_of(interview)
            assert list(heard) == list(range(PROMPT, position + 1))
            assert all(one.heard and one.recording and one.transcript for one in heard.values())
            with django_assert_num_queries(2):
                assert unheard(interview) == []

    def test_say_of_many_interviews_what_is_the_matter(self, engine: Script) -> None:
        waiting, stopped, doubtful, ready = (spoken(handed_in=True) for _ in range(4))
        engine.hears = raising(NotAudio())
        run(stopped)
        engine.hears = lambda _path: transcript(confidence=0.1)
        run(doubtful)
        engine.hears = lambda _path: transcript()
        run(ready)
        rows = Interview.objects.annotate(unwritten=has_unwritten(), stopped=has_stopped(), doubts=has_doubts())
        found = {row.pk: (row.unwritten, row.stopped, row.doubts) for row in rows}
        assert found[interview_of(waiting).pk] == (True, False, False)
        assert found[interview_of(stopped).pk] == (True, True, False)
        assert found[interview_of(doubtful).pk] == (False, False, True)
        assert found[interview_of(ready).pk] == (False, False, False)

    def test_what_is_excluded_needs_nobody(self, engine: Script) -> None:
        work = spoken(handed_in=True)
        Answer.objects.filter(takes__isnull=False).update(technical="recorded next to a drill")
        assert unheard(interview_of(work)) == []
        assert not Interview.objects.filter(has_unwritten()).exists()
