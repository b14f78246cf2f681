"""Is all of it there? What was acknowledged is held against the database; each function gives what is wrong, as a count."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef

from config.work import WorkState
from interviews.choices import InterviewState
from interviews.models import Answer, Interview, Piece, Recording, Take
from interviews.operations.answering import text_of
from interviews.texts import kept as as_stored
from scoring.models import CurrentEvaluation, Evaluation, Grading, GradingOrder, Run
from tests.load.kept import Kept, SoundKept

T = TypeVar("T")
SOME = 500
LATE_SECONDS = 1.5  # by which a measured take may differ from its pieces: a second each


def texts_lost(kept: Kept) -> int:
    """Answers whose text is another than the newest that was acknowledged."""
    lost = 0
    for keys in _some(kept.texts):
        found = Answer.objects.filter(asked__interview__invitation__in={invitation for invitation, _position in keys})
        rows = found.select_related("asked__interview", "current_revision")
        stored = {(row.asked.interview.invitation_id, row.asked.position): text_of(row) for row in rows}
        lost += sum(stored.get(key) != as_stored(kept.texts[key]) for key in keys)
    return lost


def sounds_lost(kept: Kept) -> int:
    """Takes that are not, byte for byte, the pieces that were acknowledged; also once they are one file on the disk."""
    return sum(not _is_whole(key, sound) for key, sound in kept.sounds.items() if sound.pieces)


def _is_whole(key: tuple[UUID, int], sound: SoundKept) -> bool:
    invitation, position = key
    take = Take.objects.filter(
        answer__asked__interview__invitation=invitation, answer__asked__position=position, number=1
    ).first()
    if take is None or (sound.is_given and not take.kept_at):
        return False
    recording = Recording.objects.filter(answer=take.answer_id, take=take.number).exclude(playable="").first()
    if recording is not None:
        with recording.file.open("rb") as file:
            return recording.sha256 == sound.sha256 == hashlib.sha256(file.read()).hexdigest()
    stored = {row.sequence: bytes(row.data) for row in Piece.objects.filter(take=take, segment=0)}
    return all(stored.get(number) == data for number, data in sound.pieces.items())


def takes_cut_short(kept: Kept) -> int:
    """Takes that were ended, of which the server has heard less than was sent: a piece is a second."""
    ended = [sound for sound in kept.sounds.values() if sound.ended_seconds is not None]
    return sum(abs((sound.ended_seconds or 0) - len(sound.pieces)) > LATE_SECONDS for sound in ended)


def handed_in_lost(kept: Kept) -> int:
    """Interviews that were handed in and do not say so."""
    there = 0
    for invitations in _some(kept.handed_in):
        there += Interview.objects.filter(invitation__in=invitations, state=InterviewState.SUBMITTED).count()
    return len(kept.handed_in) - there


def longest_wait(kept: Kept) -> float:
    """Seconds from handing in to the first grading, of those that were graded by now and have nothing spoken in them."""
    spoken = {invitation for invitation, _position in kept.sounds}
    found = Grading.objects.filter(interview__invitation__in=kept.handed_in - spoken)
    longest = found.aggregate(longest=Max(F("created_at") - F("interview__submitted_at")))["longest"]
    return longest.total_seconds() if longest else 0.0


def gradings_lost(run: Run) -> int:
    """Orders of the run that are neither done nor still open: stopped, or taken back."""
    return GradingOrder.objects.filter(run=run, state__in=[WorkState.FAILED, WorkState.CANCELLED]).count()


def graded_twice(run: Run) -> int:
    """Interviews of a run of ungraded ones that have more than one grading, or a second evaluation of one."""
    interviews = GradingOrder.objects.filter(run=run).values("interview")
    many = Grading.objects.filter(interview__in=interviews).values("interview").annotate(n=Count("pk")).filter(n__gt=1)
    again = Evaluation.objects.filter(grading__interview__in=interviews).values("grading").annotate(n=Count("pk")).filter(n__gt=1)
    return many.count() + again.count()


def done_without_result(run: Run) -> int:
    """Orders that are done although their interview has no current evaluation."""
    done = GradingOrder.objects.filter(run=run, state=WorkState.DONE)
    # Not NOT IN: of a million that is no join but a list to be gone through for each of ten thousand.
    return done.filter(~Exists(CurrentEvaluation.objects.filter(interview=OuterRef("interview")))).count()


def _some(of: Iterable[T]) -> Iterator[list[T]]:
    every = list(of)
    for first in range(0, len(every), SOME):
        yield every[first : first + SOME]
