"""Writing down while workers are killed, people withdraw and others correct; and what is asked about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from config.work import WorkState
from interviews import signals
from interviews.choices import Doubt, RevisionKind
from interviews.models import Answer, AnswerRevision, Interview, Piece, Recording, Take, Transcript, Transcription
from interviews.operations.correcting import correct
from interviews.operations.endings import withdraw
from interviews.operations.purging import erase_candidate
from interviews.operations.recordings import delete_recordings, remove_files
from interviews.operations.transcribing import cast_doubt, retry_transcription, transcribe
from interviews.queries.recordings import (
    NEEDS_LISTENER,
    has_doubts,
    has_stopped,
    has_unwritten,
    recordings_of,
    unheard,
)
from interviews.speech.base import NotAudio
from interviews.tasks import sweep
from tests.factories import UserFactory
from tests.factories.interviews import make_interview
from tests.factories.voices import go_to_part_two, speak
from tests.interviews.transcribed import PROMPT, TEXT, Killed, content, files, interview_of, raising, run, spoken
from tests.interviews.voice_engines import Script, scripted, transcript
from tests.scoring.test_operations_races import at_once

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


def after(event: Callable[[], object]) -> Callable[[Path], Any]:
    """Something happens while the engine listens."""

    def hears(_path: Path) -> Any:
        event()
        return transcript()

    return hears


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
