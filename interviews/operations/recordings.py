"""Deleting what was said: takes that were not kept, recordings whose time is over, the voice of whoever goes.

A row says what is to be deleted until it is: a storage that is away, or a process that dies, leaves nothing behind for good.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from config import work
from interviews import take_copies
from interviews.choices import InterviewState
from interviews.models import Answer, Candidate, Erasure, Interview, Piece, Recording, Take, Transcription
from interviews.models.recordings import playable_path
from interviews.queries import interviews_past_recording
from interviews.signals import words_changed
from jobspecs.models import User

log = structlog.get_logger(__name__)
CHUNK = 200
# How long a worker can be writing the files of a recording that somebody has deleted meanwhile: longer than any task runs.
STILL_WRITING = timedelta(hours=1)
DELETED_UNHEARD = "The recording was deleted before it was written down"


class OnLegalHold(Exception):
    """Nothing of this person may be deleted for now; the message says why."""


def drop_takes(takes: QuerySet[Take]) -> int:
    """Delete takes that are not kept, with their pieces; a count of them. To be called inside a transaction."""
    keys = list(takes.filter(kept_at__isnull=True).values_list("pk", flat=True))
    if keys:
        Piece.objects.filter(take__in=keys).delete()
        Take.objects.filter(pk__in=keys).delete()
        take_copies.forget(keys)
    return len(keys)


def forget_voices(interviews: Collection[UUID]) -> dict[str, int]:
    """Delete all that was said in these interviews; the words and what happened when stay. Counts of what went.

    To be called inside a transaction that holds the interviews. The files go once it has committed. Spoken answers that
    are not written down yet will never be.
    """
    takes = Take.objects.filter(answer__asked__interview__in=interviews)
    recordings = Recording.objects.filter(answer__asked__interview__in=interviews, deleted_at__isnull=True)
    # The work first, as a worker does that stores something: so that neither waits for the other.
    transcriptions = Transcription.objects.filter(take__in=takes)
    work.cancel(transcriptions)
    transcriptions.exclude(error="").update(error="")
    pieces, _kinds = Piece.objects.filter(take__in=takes).delete()
    take_copies.forget(list(takes.values_list("pk", flat=True)))
    counts = {"recordings": recordings.count(), "pieces": pieces, "takes": drop_takes(takes)}
    recordings.filter(delete_wanted_at__isnull=True).update(delete_wanted_at=Now())
    transaction.on_commit(lambda: remove_files(), robust=True)
    return counts


@transaction.atomic
def delete_recordings(*, interview: Interview, by: User | Candidate | None, ground: str = "request") -> int:
    """Delete the recordings of one interview, whether they are written down yet or not; a count of them.

    An answer without a text then counts as a technical problem and gets no score. `by` is None for retention. What was
    deleted by whom is noted as an erasure of the candidate's. Raises OnLegalHold.
    """
    held = Interview.objects.select_for_update(no_key=True).get(pk=interview.pk)
    candidate = Candidate.objects.get(pk=held.candidate_id)
    if candidate.legal_hold:
        raise OnLegalHold(f"On legal hold: {candidate.legal_hold}. An administrator can lift it.")
    # Of a running interview the takes of the prompt that is open go too: it is asked once more.
    kept = Take.objects.filter(answer__asked__interview=held, kept_at__isnull=False)
    unwritten = Answer.objects.filter(takes__in=kept, current_revision__isnull=True, technical="").update(
        technical=DELETED_UNHEARD
    )
    counts = forget_voices([held.pk])
    if not any(counts.values()):
        return 0
    deleted_by = by if isinstance(by, User) else None
    Erasure.objects.create(candidate=candidate, erased_by=deleted_by, ground=ground, counts=counts | {"unwritten": unwritten})
    if unwritten and held.state == InterviewState.SUBMITTED:
        words_changed.send(Interview, interview=held)
    return max(counts["recordings"], kept.count())


def keep_recording_days() -> int:
    """Delete recordings that have been kept for as long as their specs allow; a count of the interviews."""
    gone = 0
    for interview in interviews_past_recording()[:CHUNK]:
        try:
            delete_recordings(interview=interview, by=None, ground="retention")
        except OnLegalHold:
            continue  # placed in between
        gone += 1
    if gone:
        log.info("recording_days", interviews=gone)
    return gone


def remove_files() -> int:
    """Delete files that are wanted no more from the storage, however often it takes; a count of those deleted."""
    removed = 0
    # In any order, so that those which cannot be deleted for now keep nobody waiting.
    for recording in Recording.objects.filter(delete_wanted_at__isnull=False, deleted_at__isnull=True).order_by("?")[:CHUNK]:
        storage = recording.file.storage
        try:
            storage.delete(str(recording.file.name))
            storage.delete(recording.playable.name or playable_path(recording, ""))
        except Exception as error:  # each kind of storage has errors of its own: the row still says what to delete
            log.warning("recording_not_deleted", recording=str(recording.pk), error=type(error).__name__)
            continue
        removed += _note_removed(recording)
    return removed


@transaction.atomic
def _note_removed(recording: Recording) -> int:
    """Note that the files are gone; a worker that was just writing them may not have finished, so those are looked for again."""
    is_final = ~Q(playable="") | Q(delete_wanted_at__lt=Now() - STILL_WRITING)
    rows = Recording.objects.filter(is_final, pk=recording.pk, deleted_at__isnull=True)
    return rows.update(file="", playable="", deleted_at=Now())
