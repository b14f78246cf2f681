"""Deleting what was said: on request, when its time is over, with whoever goes. The words and the scores stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from config.work import WorkState
from interviews import signals
from interviews.models import Answer, Candidate, Erasure, Interview, Invitation, Piece, Recording, Take, Transcript, Transcription
from interviews.operations.answering import submit
from interviews.operations.endings import withdraw
from interviews.operations.purging import erase_candidate
from interviews.operations.recordings import (
    DELETED_UNHEARD,
    OnLegalHold,
    delete_recordings,
    keep_recording_days,
    remove_files,
)
from interviews.operations.transcribing import transcribe
from interviews.queries.recordings import recordings_of, unheard
from interviews.tasks import keep_retention
from jobspecs.models import JobSpec, Organisation, User
from tests.factories import UserFactory
from tests.factories.interviews import make_interview
from tests.factories.voices import go_to_part_two, piece_of, record, send, speak
from tests.interviews.voice_engines import scripted
from tests.interviews.whole_database import find_everywhere

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "I planned the week and it held."


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path
    with scripted():
        yield tmp_path


@pytest.fixture
def by() -> User:
    return UserFactory.create()


def files(folder: Path) -> int:
    return sum(1 for file in folder.rglob("*") if file.is_file())


def spoken(*, written: bool = True, handed_in: bool = True) -> Interview:
    """One answer is kept, a second prompt is being answered (or left, where it is handed in)."""
    interview = make_interview()
    position = go_to_part_two(interview)
    speak(interview, position)
    if handed_in:
        interview = submit(interview=interview, left_unanswered=range(1, 8), by=interview.candidate)
    else:
        record(interview, position + 1)
    if written:
        assert transcribe(transcription_id=Transcription.objects.get(take__answer__asked__interview=interview).pk)
    return interview


def ended(interview: Interview, days_ago: float) -> Interview:
    at = timezone.now() - timedelta(days=days_ago)
    Interview.objects.filter(pk=interview.pk).update(begun_at=at - timedelta(hours=1), submitted_at=at)
    Recording.objects.filter(answer__asked__interview=interview).update(kept_at=at)
    return interview


class TestOnRequest:
    def test_the_files_go_and_the_words_stay(self, media: Path, by: User) -> None:
        interview = spoken()
        assert files(media) == 2
        assert delete_recordings(interview=interview, by=by) == 1
        assert files(media) == 0
        recording = Recording.objects.get()
        assert (recording.file.name, recording.playable.name) == ("", "")
        assert recording.deleted_at
        heard = recordings_of(interview)[4]
        assert heard.heard
        assert heard.heard.text == WORDS
        assert heard.transcript
        assert len(heard.transcript.words) == 7
        assert not unheard(interview)
        erasure = Erasure.objects.get()
        assert (erasure.erased_by, erasure.ground, erasure.counts["recordings"]) == (by, "request", 1)

    def test_before_it_is_written_down_leaves_nothing_to_score(self, media: Path, by: User) -> None:
        told: list[Interview] = []

        def listen(interview: Interview, **_: Any) -> None:
            told.append(interview)

        interview = spoken(written=False)
        signals.words_changed.connect(listen)
        try:
            delete_recordings(interview=interview, by=by)
        finally:
            signals.words_changed.disconnect(listen)
        assert Answer.objects.get(takes__isnull=False).technical == DELETED_UNHEARD
        assert not Piece.objects.exists()
        assert Transcription.objects.get().state == WorkState.CANCELLED
        assert not unheard(interview)
        assert told == [interview]

    def test_twice_is_once(self, by: User) -> None:
        interview = spoken()
        delete_recordings(interview=interview, by=by)
        assert delete_recordings(interview=interview, by=by) == 0
        assert Erasure.objects.count() == 1

    def test_of_a_running_interview_takes_what_is_being_said_too(self, media: Path, by: User) -> None:
        interview = spoken(handed_in=False)
        delete_recordings(interview=interview, by=by)
        assert not Piece.objects.exists()
        assert Take.objects.count() == 1  # the one that was kept, and is written down
        assert files(media) == 0

    def test_a_legal_hold_stops_it(self, media: Path, by: User) -> None:
        interview = spoken()
        Candidate.objects.update(legal_hold="a claim")
        with pytest.raises(OnLegalHold, match="a claim"):
            delete_recordings(interview=interview, by=by)
        assert files(media) == 2

    def test_of_one_leaves_the_others_alone(self, media: Path, by: User) -> None:
        other = spoken()
        delete_recordings(interview=spoken(), by=by)
        assert files(media) == 2
        assert recordings_of(other)[4].recording

    def test_a_storage_that_is_away_is_asked_again(self, media: Path, by: User, monkeypatch: pytest.MonkeyPatch) -> None:
        def away(*_args: Any) -> None:
            raise ConnectionError("bucket")

        interview = spoken()
        with monkeypatch.context() as patch:
            patch.setattr(default_storage, "delete", away)
            delete_recordings(interview=interview, by=by)
        assert files(media) == 2
        assert Recording.objects.get().deleted_at is None
        assert remove_files() == 1
        assert files(media) == 0
        assert remove_files() == 0


class TestRetention:
    def test_deletes_what_was_kept_long_enough_and_nothing_else(self, media: Path) -> None:
        ended(spoken(), 91)
        young = ended(spoken(), 89)
        keep_retention()
        assert [r.answer.asked.interview for r in Recording.objects.filter(deleted_at__isnull=True)] == [young]
        assert files(media) == 2
        assert (Erasure.objects.get().ground, Erasure.objects.get().erased_by) == ("retention", None)
        assert not Candidate.objects.filter(erased_at__isnull=False).exists()

    def test_goes_by_the_spec_then_by_the_organisation(self, media: Path) -> None:
        longer, shorter = ended(spoken(), 100), ended(spoken(), 40)
        JobSpec.objects.filter(pk=longer.job_spec_id).update(recording_days=200)
        Organisation.objects.update(recording_days=30)
        assert keep_recording_days() == 1
        assert [r.answer.asked.interview for r in Recording.objects.filter(deleted_at__isnull=True)] == [longer]
        assert shorter.pk != longer.pk

    def test_never_longer_than_answers_are_kept(self, media: Path) -> None:
        ended(spoken(), 31)
        young = ended(spoken(), 29)
        Organisation.objects.update(retention_days=30)
        assert keep_recording_days() == 1
        assert [r.answer.asked.interview for r in Recording.objects.filter(deleted_at__isnull=True)] == [young]

    def test_a_legal_hold_stops_it(self, media: Path) -> None:
        ended(spoken(), 400)
        Candidate.objects.update(legal_hold="a claim")
        assert keep_recording_days() == 0
        assert files(media) == 2

    def test_what_never_ended_ends_with_its_invitation(self, media: Path) -> None:
        interview = spoken(handed_in=False, written=False)
        assert keep_recording_days() == 0
        Invitation.objects.update(expires_at=timezone.now() - timedelta(days=91))
        assert keep_recording_days() == 1
        assert not Piece.objects.exists()
        assert keep_recording_days() == 0
        assert Take.objects.filter(answer__asked__interview=interview).count() == 1

    def test_what_nobody_wrote_down_in_time_goes_too(self, media: Path) -> None:
        interview = ended(spoken(written=False), 91)
        assert keep_recording_days() == 1
        assert Answer.objects.get(takes__isnull=False).technical == DELETED_UNHEARD
        assert not unheard(interview)


class TestWithWhoeverGoes:
    def test_withdrawing_deletes_the_voice_at_once(self, media: Path) -> None:
        interview = spoken(handed_in=False)
        withdraw(interview=interview, by=interview.candidate)
        assert files(media) == 0
        assert not Piece.objects.exists()
        assert Recording.objects.get().deleted_at
        assert Transcript.objects.get().words

    def test_withdrawing_under_a_legal_hold_keeps_it(self, media: Path, by: User) -> None:
        interview = spoken()
        Candidate.objects.update(legal_hold="a claim")
        withdraw(interview=interview, by=by)
        assert files(media) == 2

    def test_erasing_leaves_nothing_that_was_said(self, media: Path) -> None:
        interview = spoken()
        running = spoken(handed_in=False, written=False)
        Interview.objects.filter(pk=running.pk)
        Transcription.objects.update(error="“brambleworth” was heard")
        Piece.objects.filter(take__answer__asked__interview=running).update(data=b"brambleworth sound")
        assert set(find_everywhere("planned the week")) == {"interviews_answerrevision.text"}
        assert set(find_everywhere("brambleworth")) >= {"interviews_transcription.error"}
        erasure = erase_candidate(candidate=interview.candidate, by=None)
        also = erase_candidate(candidate=running.candidate, by=None)
        assert find_everywhere("planned the week") == find_everywhere("brambleworth") == []
        assert Transcript.objects.get().words == []
        assert not Piece.objects.exists()
        assert files(media) == 0
        assert (erasure.counts["recordings"], erasure.counts["transcripts"]) == (1, 1)
        assert (also.counts["pieces"], also.counts["takes"]) == (6, 1)
        assert set(Transcription.objects.values_list("state", flat=True)) == {WorkState.DONE, WorkState.CANCELLED}

    def test_erasing_after_deleting_on_request_notes_both(self, by: User) -> None:
        interview = spoken()
        delete_recordings(interview=interview, by=by)
        done = erase_candidate(candidate=interview.candidate, by=by)
        assert Erasure.objects.count() == 2
        assert erase_candidate(candidate=interview.candidate, by=by) == done


def test_a_piece_after_the_interview_was_erased_is_refused() -> None:
    from interviews.operations.answering import NotRunning

    interview = make_interview()
    position = go_to_part_two(interview)
    erase_candidate(candidate=interview.candidate, by=None)
    with pytest.raises(NotRunning):
        send(interview, position, piece_of(b"late"))
