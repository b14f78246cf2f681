"""What a candidate does in Part 2 by voice: agree, record in pieces, end a take, keep one, ask for more time.

Each of these holds the interview's row for a moment, so that a piece, the end of a take, keeping it and handing in come one
after the other, in whatever order they arrive. Sound is measured with no transaction open.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Now

from config.compiled import Compiled
from interviews import take_copies
from interviews.course import VOICE_ROUND
from interviews.models import Answer, Candidate, Interview, Piece, Take, Transcription
from interviews.operations.answering import AlreadyGiven, hold
from interviews.operations.recordings import drop_takes
from interviews.queries.recordings import (
    MOST_MORE_TIME,
    is_heard,
    minutes_for,
    runs_of,
    seconds_allowed,
    segments_of,
    tries_left,
)
from interviews.sound.base import BadSound, Flaw, Sound
from interviews.sound.reading import measure

MOST_TAKES = 50  # of one answer, with those in which nobody was heard
MOST_SEGMENTS = 50  # of one take
MOST_PIECES = 20_000  # of one segment, and of one take
GRACE_SECONDS = 15  # what a browser may be late with stopping
MOST_MISSING = 500  # gaps that are told at a time
END_TRIES = 3
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NOT_IN_A_MEDIA_TYPE = re.compile(r"[^\x20-\x7e]")


class NoConsent(Exception):
    """The candidate has not agreed to be recorded."""


class BadPiece(Exception):
    """A piece that no page of ours sends: its number, its size or its checksum is wrong. Sending it again does not help."""


class NotThisPrompt(BadPiece):
    """Not the prompt that is open: prompts are answered by voice one after the other."""


class PieceDiffers(Exception):
    """Another piece is stored under this name: a second tab is recording the same take."""


class NoTriesLeft(Exception):
    """All takes of this prompt are used. The last one can be kept, or the answer typed."""


class TooMuch(Exception):
    """More than is taken. `kind` is "too_big" (bytes) or "too_long" (pieces, takes)."""

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(what)
        self.kind = kind


class Gaps(Exception):
    """Pieces that the browser has and the server has not: `missing` as [segment, sequence], to be sent again."""

    def __init__(self, missing: Sequence[tuple[int, int]]) -> None:
        super().__init__("Some pieces of this recording have not arrived yet.")
        self.missing = list(missing)


class NotEnded(Exception):
    """This take cannot be kept: it has not come to its end, or nobody was heard in it."""


@dataclass(frozen=True)
class PieceSent:
    """About a second of sound as a browser sends it. `sha256` is its own checksum, in hex."""

    take: int
    segment: int
    sequence: int
    media_type: str
    sha256: str
    data: bytes


@transaction.atomic
def consent_to_recording(*, interview: Interview, words_hash: str, by: Candidate) -> Interview:
    """Note that the candidate has agreed to be recorded, and to which words (SHA-256, in hex). Raises NotRunning."""
    held = hold(interview)
    held.recording_consent_hash = words_hash
    held.save(update_fields=["recording_consent_hash"])
    return held


@transaction.atomic
def take_piece(*, interview: Interview, position: int, piece: PieceSent, by: Candidate) -> Piece:
    """Store one piece. The same piece again is the same as once, also when it is late.

    A piece that is new re-opens a take which had ended: what was said last is never left out. Raises BadPiece, TooMuch,
    NotRunning, NoConsent, AlreadyGiven, PieceDiffers, NoTriesLeft.
    """
    _check(piece)
    answer = _open_prompt(_agreed(interview), position)
    takes = {take.number: take for take in _TAKES(answer=answer.pk)}
    stored = _stored(interview, answer, piece)
    if stored.sha256 is not None:
        if stored.sha256 != piece.sha256:
            raise PieceDiffers("Another piece of this recording has this number: it is being recorded in another tab.")
        return Piece.objects.defer("data").get(take=takes[piece.take], segment=piece.segment, sequence=piece.sequence)
    _refuse_too_much(stored, piece)
    take = takes.get(piece.take)
    if take is None:
        take = _begin(answer, takes.values(), piece.take)
    elif take.ended_at:
        Take.objects.filter(pk=take.pk).update(ended_at=None, seconds=None, speech_seconds=None)
    return Piece.objects.create(
        take=take,
        segment=piece.segment,
        sequence=piece.sequence,
        media_type=_NOT_IN_A_MEDIA_TYPE.sub("", piece.media_type)[:60],
        data=piece.data,
        size=len(piece.data),
        sha256=piece.sha256,
    )


def _check(piece: PieceSent) -> None:
    """What can be seen by looking at the piece alone. Raises BadPiece, TooMuch."""
    if not (1 <= piece.take <= MOST_TAKES and 0 <= piece.segment < MOST_SEGMENTS and 0 <= piece.sequence < MOST_PIECES):
        raise BadPiece("A piece cannot have this number.")
    if not piece.data:
        raise BadPiece("This piece is empty.")
    if len(piece.data) > settings.VOICE_PIECE_BYTES:
        raise TooMuch("too_big", "This piece is larger than a piece of a recording can be.")
    if not _SHA256.fullmatch(piece.sha256) or hashlib.sha256(piece.data).hexdigest() != piece.sha256:
        raise BadPiece("This piece was changed on its way.")


def _agreed(interview: Interview) -> Interview:
    """Lock the interview. Raises NotRunning, NoConsent."""
    held = hold(interview)
    if not held.recording_consent_hash:
        raise NoConsent("You have not agreed to be recorded.")
    return held


def _open_prompt(interview: Interview, position: int) -> Answer:
    """The answer to the prompt that is open, if that is the one. Raises AlreadyGiven, NotThisPrompt."""
    answer = next(iter(_PROMPT(interview=interview.pk, position=position)), None)
    if answer is None or answer.is_ahead:  # type: ignore[attr-defined]  # by _prompt
        raise NotThisPrompt("This is not the prompt that is open.")
    if answer.passed_at:
        raise AlreadyGiven("This answer is given.")
    return answer


def _prompt(interview: UUID, position: int) -> QuerySet[Answer]:
    before = Answer.objects.filter(
        asked__interview=interview, asked__position__lt=OuterRef("asked__position"), passed_at__isnull=True
    )
    found = Answer.objects.filter(asked__interview=interview, asked__position=position, asked__round_position=VOICE_ROUND)
    return found.select_related("asked").annotate(is_ahead=Exists(before))


_PROMPT: Compiled[Answer] = Compiled(_prompt, "interview", numbers=["position"], prepared=True)
_TAKES: Compiled[Take] = Compiled(lambda answer: Take.objects.filter(answer=answer), "answer", prepared=True)


@dataclass(frozen=True)
class _Stored:
    """What is held already: bytes of the interview and of the take, pieces of the take, the checksum under this name."""

    interview_bytes: int
    take_bytes: int
    pieces: int
    sha256: str | None


def _stored(interview: Interview, answer: Answer, piece: PieceSent) -> _Stored:
    name = {"take": piece.take, "segment": piece.segment, "sequence": piece.sequence}
    for found in _STORED(interview=interview.pk, answer=answer.pk, **name):
        return _Stored(*found)
    return _Stored(0, 0, 0, None)


def _sums(interview: UUID, answer: UUID, take: int, segment: int, sequence: int) -> QuerySet[Piece, Any]:
    same = Q(take__answer=answer, take__number=take)
    return (
        Piece.objects.filter(take__answer__asked__interview=interview)
        .order_by()
        .values("take__answer__asked__interview")
        .annotate(
            all_bytes=Sum("size", default=0),
            bytes=Sum("size", filter=same, default=0),
            pieces=Count("pk", filter=same),
            sha=Max("sha256", filter=same & Q(segment=segment, sequence=sequence)),
        )
        .values_list("all_bytes", "bytes", "pieces", "sha")
    )


_STORED: Compiled[tuple[int, int, int, str | None]] = Compiled(
    _sums, "interview", "answer", numbers=["take", "segment", "sequence"], prepared=True
)


def _refuse_too_much(stored: _Stored, piece: PieceSent) -> None:
    if stored.pieces >= MOST_PIECES:
        raise TooMuch("too_long", "This recording is longer than an answer can be.")
    if stored.take_bytes + len(piece.data) > settings.VOICE_TAKE_BYTES:
        raise TooMuch("too_big", "This recording is larger than an answer can be.")
    if stored.interview_bytes + len(piece.data) > settings.VOICE_INTERVIEW_BYTES:
        raise TooMuch("too_big", "These recordings are larger together than those of an interview can be.")


def _begin(answer: Answer, takes: Collection[Take], number: int) -> Take:
    """The next take of an answer. Raises BadPiece, NoTriesLeft."""
    if number != len(takes) + 1:
        raise BadPiece("A take has been left out.")
    if not tries_left(takes):
        raise NoTriesLeft("You have used all your tries. Keep the last one, or type your answer.")
    return Take.objects.create(answer=answer, number=number)


def end_take(*, interview: Interview, position: int, take: int, segments: Sequence[int], by: Candidate) -> Take:
    """Take a take to be complete, and measure it. `segments` are how many pieces the browser has of each, 0 for those that
    it knows nothing of (recorded elsewhere); whatever is stored beyond that belongs to the take too. Twice is the same as once.

    Raises Gaps with what is missing, BadSound (the take cannot be kept then and counts as no try, unless it is too long),
    BadPiece, NotRunning, NoConsent, AlreadyGiven.
    """
    if len(segments) > MOST_SEGMENTS or not all(0 <= count <= MOST_PIECES for count in segments):
        raise BadPiece("A recording cannot have so many pieces.")
    for _attempt in range(END_TRIES):
        found, most_seconds = _complete(interview, position, take, segments)
        if found.ended_at and found.seconds:
            return found
        token = _arrived(found)
        sound, bad = _measured(found, most_seconds)
        ended = _note_end(interview, position, found, token, sound)
        if ended is not None:
            if bad is not None:
                raise bad
            return ended
    raise Gaps([])  # pieces keep arriving: it is still being recorded


@transaction.atomic
def _complete(interview: Interview, position: int, number: int, segments: Sequence[int]) -> tuple[Take, float]:
    """The take, with every piece that the browser has, and how long it may be. Raises Gaps, BadSound (EMPTY)."""
    answer = _open_prompt(_agreed(interview), position)
    take = answer.takes.filter(number=number).first()
    if take is None and not any(segments):
        raise BadSound(Flaw.EMPTY)
    _refuse_gaps(take, segments)
    assert take is not None, "a take without a row has only gaps"  # noqa: S101
    return take, seconds_allowed(answer, minutes_for(answer.asked)) + GRACE_SECONDS


def _refuse_gaps(take: Take | None, segments: Sequence[int]) -> None:
    runs = runs_of(take) if take else {}
    if all(runs.get(segment, 0) >= count for segment, count in enumerate(segments)):
        return
    pieces = Piece.objects.filter(take=take).values_list("segment", "sequence") if take else ()
    here = set(pieces)
    wanted = ((segment, sequence) for segment, count in enumerate(segments) for sequence in range(count))
    raise Gaps(list(islice((name for name in wanted if name not in here), MOST_MISSING)))


def _arrived(take: Take) -> tuple[int, int]:
    """Changes with each piece that arrives."""
    found = Piece.objects.filter(take=take).aggregate(count=Count("pk"), last=Max("pk", default=0))
    return found["count"], found["last"]


def _measured(take: Take, most_seconds: float) -> tuple[Sound | None, BadSound | None]:
    """How long the take is, or what is wrong with it. Raises BadSound where it is too long: it stays as it is then."""
    try:
        segments = segments_of(take)
        if not segments:
            raise BadSound(Flaw.EMPTY)
        return measure(segments, most_seconds=most_seconds), None
    except BadSound as bad:
        if bad.flaw == Flaw.TOO_LONG:
            raise
        return None, bad


@transaction.atomic
def _note_end(interview: Interview, position: int, take: Take, token: tuple[int, int], sound: Sound | None) -> Take | None:
    """Store what was measured; None where something has arrived meanwhile. What cannot be read has no sound at all."""
    _open_prompt(_agreed(interview), position)
    if _arrived(take) != token:
        return None
    seconds, speech = (sound.seconds, sound.speech_seconds) if sound else (0, 0)
    Take.objects.filter(pk=take.pk).update(ended_at=Now(), seconds=_milliseconds(seconds), speech_seconds=_milliseconds(speech))
    take.refresh_from_db()
    return take


def _milliseconds(seconds: float) -> Decimal:
    return Decimal(f"{seconds:.3f}")


@transaction.atomic
def keep_take(*, interview: Interview, position: int, take: int, by: Candidate) -> Answer:
    """Give this take as the answer: it goes to be written down, all others are deleted. Twice is the same as once.

    What was typed instead, and not given, is dropped. Raises NotEnded, NotRunning, NoConsent, AlreadyGiven, NotThisPrompt.
    """
    held = _agreed(interview)
    given = Take.objects.filter(answer__asked__interview=held, answer__asked__position=position, kept_at__isnull=False).first()
    if given is not None and given.number == take:
        return given.answer
    answer = _open_prompt(held, position)
    kept = answer.takes.filter(number=take).first()
    if kept is None or kept.ended_at is None or not is_heard(kept):
        raise NotEnded("This recording cannot be kept yet.")
    drop_takes(answer.takes.exclude(pk=kept.pk))
    Take.objects.filter(pk=kept.pk).update(kept_at=Now())
    take_copies.forget([kept.pk])  # from here on it is the recording that is listened to
    answer.draft, answer.passed_at = "", Now()
    answer.save(update_fields=["draft", "passed_at"])
    answer.refresh_from_db(fields=["passed_at"])
    _order(kept)
    return answer


def _order(take: Take) -> None:
    from interviews.tasks import transcribe  # tasks import operations; the other way round only when it is called

    transcribe.send(transcription_id=str(Transcription.objects.create(take=take).pk))


@transaction.atomic
def ask_more_time(*, interview: Interview, position: int, by: Candidate) -> int:
    """Allow half as much time again for the prompt that is open, twice at most. How often it was asked for.

    Nobody who rates sees it. Raises NotRunning, AlreadyGiven, NotThisPrompt.
    """
    answer = _open_prompt(hold(interview), position)
    Answer.objects.filter(pk=answer.pk, more_time__lt=MOST_MORE_TIME).update(more_time=F("more_time") + 1)
    answer.refresh_from_db(fields=["more_time"])
    return answer.more_time
