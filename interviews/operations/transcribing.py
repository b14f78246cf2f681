"""From a kept take to its words: pieces to one file, the file to a transcript. What people make of it is in
`correcting`.

Claim (transaction) → files (none open) → engine (none open) → store (one transaction). A worker that is killed at any point
leaves something that the next one goes on from: the row of a recording names its files before they are written.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from copy import copy
from pathlib import Path
from typing import IO
from uuid import UUID

import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.functions import Now

from config import work
from config.work import LeaseLost
from interviews.choices import Doubt, InterviewState, RevisionKind
from interviews.models import Answer, Interview, Piece, Recording, Take, Transcript, Transcription
from interviews.models.recordings import playable_path, recording_path
from interviews.operations.correcting import add_text, is_typed, lock_interview, make_current, tell
from interviews.operations.recordings import remove_files
from interviews.queries.recordings import segments_of
from interviews.sound.base import BadSound, Playable
from interviews.sound.joining import playable
from interviews.speech import base as speech
from interviews.speech.doubts import doubt_of
from interviews.speech.engines import listener
from interviews.speech.words import spans_of
from interviews.texts import MOST_LETTERS
from jobspecs.models import User

log = structlog.get_logger(__name__)

AWAY_SECONDS = 60  # an engine or a storage that does not answer is asked again after so long
NO_LISTENER_SECONDS = 300
NO_LISTENER = "Nothing is set up that writes recordings down. They wait; nothing is lost."
NOT_READABLE = "This recording could not be read as sound. Listen to it and type what you hear, or ask in person."
CHUNK = 1024 * 1024
COPY_PREFIX = "evenhand-voice-"
COPY_SECONDS = 3600  # no task listens for so long


class StorageAway(Exception):
    """The storage of recordings does not answer. Its own error says too much for a row: it can repeat addresses and keys."""


class Unusable(Exception):
    """What the engine gave back is no transcript."""


def transcribe(*, transcription_id: UUID | str) -> bool:
    """Write one kept take down, unless it is done, not due, or somebody else's. Returns whether it was written down."""
    transcription = work.claim(Transcription, transcription_id)
    if transcription is None:
        return False
    with work.holding(transcription):
        return _transcribe_claimed(transcription)


def _transcribe_claimed(transcription: Transcription) -> bool:
    take = Take.objects.select_related("answer__asked__interview__job_spec", "answer__asked__interview__candidate").get(
        pk=transcription.take_id
    )
    interview = take.answer.asked.interview
    if interview.state == InterviewState.WITHDRAWN or interview.candidate.erased_at:
        work.cancel(Transcription.objects.filter(pk=transcription.pk, lease=transcription.lease))
        return False
    try:
        recording = _recording_of(transcription, take)
        engine = listener()
        if engine is None:
            work.wait(transcription, NO_LISTENER_SECONDS, NO_LISTENER)
            return False
        _store(transcription, recording, _heard_by(engine, recording, interview.job_spec.language))
    except LeaseLost:
        log.warning("lease_lost", transcription=str(transcription.pk))
        transaction.on_commit(lambda: remove_files(), robust=True)  # somebody may have deleted it meanwhile
    except speech.SpeechUnavailable as away:
        work.wait(transcription, AWAY_SECONDS, f"The speech engine is away for now: {away}"[:500])
    except StorageAway as away:
        work.wait(transcription, AWAY_SECONDS, f"The storage of recordings is away for now ({away}). Nothing is lost.")
    except (BadSound, speech.NotAudio):
        work.fail(transcription, NOT_READABLE, again=False)
    except Exception as error:  # its words could be a candidate's: neither the row nor the log takes them
        log.warning("transcription_failed", transcription=str(transcription.pk), error=type(error).__name__)
        work.fail(transcription, f"Something went wrong on our side ({type(error).__name__}). The recording is kept; try again.")
    else:
        return True
    return False


# --- pieces to files ----------------------------------------------------------------------------------------------
def _recording_of(transcription: Transcription, take: Take) -> Recording:
    """The recording of a take with both its files; made of its pieces, which are deleted then.

    Raises BadSound, StorageAway, LeaseLost.
    """
    recording = Recording.objects.filter(answer=take.answer_id, take=take.number).first()
    if recording is not None and (recording.playable or recording.delete_wanted_at):
        if recording.delete_wanted_at:
            raise LeaseLost(str(transcription.pk))
        return recording
    segments = segments_of(take)
    copy_to_play = playable(segments)
    recording = recording or _note_recording(transcription, take, segments)
    _write(recording, recording_path(recording, ""), b"".join(segments))
    _write(recording, playable_path(recording, ""), copy_to_play.data)
    return _note_written(transcription, recording, copy_to_play)


@transaction.atomic
def _note_recording(transcription: Transcription, take: Take, segments: Sequence[bytes]) -> Recording:
    """Say where the files will lie, so that whoever deletes finds them, however far the writing has come. Raises LeaseLost."""
    work.heartbeat(transcription)
    whole = hashlib.sha256()
    for segment in segments:
        whole.update(segment)
    recording = Recording(
        answer_id=take.answer_id,
        take=take.number,
        media_type=Piece.objects.filter(take=take).values_list("media_type", flat=True).first() or "",
        size=sum(map(len, segments)),
        segments=[len(segment) for segment in segments],
        sha256=whole.hexdigest(),
        kept_at=take.kept_at or Now(),
    )
    recording.file.name = recording_path(recording, "")
    recording.save(force_insert=True)
    return recording


def _write(recording: Recording, name: str, data: bytes) -> None:
    """Put a file where its row says; an attempt that was interrupted is overwritten. Raises StorageAway, LeaseLost."""
    storage = recording.file.storage
    try:
        storage.delete(name)
        stored = storage.save(name, ContentFile(data))
        if stored != name:
            storage.delete(stored)
    except Exception as error:
        raise StorageAway(type(error).__name__) from error
    if stored != name:  # another worker was writing it in this very moment
        raise LeaseLost(name)


@transaction.atomic
def _note_written(transcription: Transcription, recording: Recording, copy_to_play: Playable) -> Recording:
    """The files are there: the pieces go. Raises LeaseLost."""
    work.heartbeat(transcription)
    Recording.objects.filter(pk=recording.pk).update(
        playable=playable_path(recording, ""),
        playable_type=copy_to_play.media_type,
        seconds=round(copy_to_play.seconds, 3),
    )
    Piece.objects.filter(take=transcription.take_id).delete()
    recording.refresh_from_db()
    return recording


# --- a file to words ----------------------------------------------------------------------------------------------
def _heard_by(engine: speech.Listener, recording: Recording, language: str) -> speech.Transcript:
    """Have the engine listen to a copy of the recording on this machine's own disk. No transaction is open while it does.

    Raises StorageAway, and what engines raise.
    """
    forget_old_copies()
    handle, name = tempfile.mkstemp(prefix=COPY_PREFIX, suffix=f".{recording.playable_type.rpartition('/')[2]}")
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            _fetch(recording, target)
        return engine.transcribe(path, language=language)
    finally:
        path.unlink(missing_ok=True)


def forget_old_copies() -> int:
    """Delete copies that a worker which was killed has left on this machine's disk; a count of them."""
    removed = 0
    for copied in Path(tempfile.gettempdir()).glob(f"{COPY_PREFIX}*"):
        with suppress(OSError):  # another worker deletes it in this very moment, or it is not ours
            if time.time() - copied.stat().st_mtime > COPY_SECONDS:
                copied.unlink()
                removed += 1
    return removed


def _fetch(recording: Recording, target: IO[bytes]) -> None:
    try:
        with recording.playable.open("rb") as source:
            while chunk := source.read(CHUNK):
                target.write(chunk)
    except Exception as error:
        raise StorageAway(type(error).__name__) from error


@transaction.atomic
def _store(transcription: Transcription, recording: Recording, heard: speech.Transcript) -> None:
    """Keep what was heard, beside a text that a person has written meanwhile. Raises LeaseLost, Unusable."""
    if len(heard.text) > MOST_LETTERS:
        raise Unusable
    interview, answer = _hold(recording.answer_id)
    # A copy: were this transaction to fail, the caller's row would still know its lease, to give it back.
    work.finish(copy(transcription))
    revision = add_text(answer, RevisionKind.TRANSCRIBED, heard.text, by=None)
    by_person = answer.current_revision
    transcript = Transcript(
        revision=revision,
        recording=recording,
        words=_words_of(heard),
        language=heard.language[:8],
        seconds=round(heard.seconds, 3),
        speech_seconds=round(heard.speech_seconds, 3),
        engine=heard.engine[:40],
        model=heard.model[:200],
        doubt=doubt_of(heard) if heard.text.strip() else Doubt.TOO_FEW,
    )
    if by_person is not None and by_person.created_by_id is not None:  # somebody has listened and typed already
        transcript.checked_at, transcript.checked_by_id = by_person.created_at, by_person.created_by_id
    if is_typed(answer):  # answered again meanwhile, in writing: nobody has to listen
        transcript.doubt = ""
    transcript.save()
    if by_person is None:
        make_current(answer, revision)
    tell(interview)


def _words_of(heard: speech.Transcript) -> list[list[float]]:
    spans = spans_of(heard.text, heard.words)
    return [
        [start, end, round(word.start, 3), round(word.end, 3), round(word.confidence, 3)]
        for (start, end), word in zip(spans, heard.words, strict=True)
    ]


@transaction.atomic
def retry_transcription(*, transcription: Transcription, by: User) -> bool:
    """Try to write down again what has stopped; False when there was nothing to try, or nothing left to try it with."""
    from interviews.tasks import transcribe as task  # tasks import operations; the other way round only when it is called

    take = Take.objects.select_related("answer__asked").get(pk=transcription.take_id)
    interview = Interview.objects.select_for_update(no_key=True).get(pk=take.answer.asked.interview_id)
    recording = Recording.objects.filter(answer=take.answer_id, take=take.number, delete_wanted_at__isnull=True)
    has_sound = recording.exists() or Piece.objects.filter(take=take).exists()
    again = interview.state != InterviewState.WITHDRAWN and has_sound and work.start_over(transcription)
    if again:
        task.send(transcription_id=str(transcription.pk))
    return again


# --- storing ------------------------------------------------------------------------------------------------------
def _hold(answer_id: UUID) -> tuple[Interview, Answer]:
    """Lock the interview of an answer for this transaction, then read both. Raises LeaseLost where nobody wants its words."""
    interview = lock_interview(answer_id)
    if interview.state == InterviewState.WITHDRAWN or interview.candidate.erased_at:
        raise LeaseLost(str(answer_id))
    return interview, Answer.objects.select_related("current_revision").get(pk=answer_id)


@transaction.atomic
def cast_doubt(*, interview: Interview, answers: Collection[UUID], doubt: Doubt) -> int:
    """Have a person listen to these answers (their ids) before anything is scored; a count of those that nobody has checked
    and nothing else is said against. To be called by who grades, so that nobody is told.
    """
    doubtful = Transcript.objects.filter(
        recording__answer__in=answers, recording__answer__asked__interview=interview, doubt="", checked_at__isnull=True
    )
    return doubtful.update(doubt=doubt)
