"""Reads of what candidates say: where a recording stands, what is still to be written down, what was heard."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from config.compiled import Compiled
from config.work import WorkState
from interviews.choices import RevisionKind
from interviews.models import (
    Answer,
    AnswerRevision,
    Asked,
    Interview,
    Piece,
    Recording,
    SpokenPrompt,
    Take,
    Transcript,
    Transcription,
)
from jobspecs.models import Round

MOST_MORE_TIME = 2
MORE_TIME_SHARE = 0.5  # of the time for one answer, each time that more is asked for


# --- while it is being said ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class TakeState:
    """The newest take of an answer, as far as it is stored.

    `counts` are the pieces of each segment that are here without a gap. `seconds` and `heard` are None until the take
    has ended; `heard` is False where nobody was.
    """

    number: int
    counts: tuple[int, ...]
    seconds: float | None
    heard: bool | None

    @property
    def is_ended(self) -> bool:
        return self.seconds is not None


@dataclass(frozen=True)
class SpokenState:
    """What a candidate's page has to know about one prompt.

    `take` and `segment` are the names under which the next recording begins: the interrupted take goes on in a new
    segment, after one that has ended comes a new take. `tries_left` is how many takes may still be begun.
    """

    take: int
    segment: int
    tries_left: int
    seconds_allowed: int
    more_time_left: int
    newest: TakeState | None
    is_kept: bool

    @property
    def ended(self) -> TakeState | None:
        """The take to listen to, to keep, or to go on with in segment `go_on_segment`."""
        return self.newest if self.newest and self.newest.is_ended else None

    @property
    def go_on_segment(self) -> int:
        """The next segment of the newest take."""
        return len(self.newest.counts) if self.newest else 0

    @property
    def seconds_stored(self) -> int:
        """About how much of an interrupted take is here: a piece is a second."""
        return sum(self.newest.counts) if self.newest else 0


def spoken_state(asked: Asked) -> SpokenState:
    """Where the recording of one prompt stands. Three queries."""
    answer = asked.answer
    takes = list(answer.takes.all())
    newest = _take_state(takes[-1]) if takes else None
    goes_on = newest is not None and not newest.is_ended
    number = newest.number if newest else 0
    return SpokenState(
        take=number if goes_on else number + 1,
        segment=len(newest.counts) if newest and goes_on else 0,
        tries_left=tries_left(takes),
        seconds_allowed=seconds_allowed(answer, minutes_for(asked)),
        more_time_left=MOST_MORE_TIME - answer.more_time,
        newest=newest,
        is_kept=any(take.kept_at for take in takes),
    )


def _take_state(take: Take) -> TakeState:
    runs = runs_of(take)
    counts = tuple(runs.get(segment, 0) for segment in range(max(runs, default=-1) + 1))
    return TakeState(
        number=take.number,
        counts=counts,
        seconds=float(take.seconds or 0) if take.ended_at else None,
        heard=is_heard(take) if take.ended_at else None,
    )


def is_heard(take: Take) -> bool:
    """Somebody speaks in this take."""
    return bool(take.speech_seconds)


def tries_left(takes: Iterable[Take]) -> int:
    """How many takes may still be begun. One that has ended without speech is none."""
    used = sum(1 for take in takes if take.ended_at is None or is_heard(take))
    return max(0, settings.VOICE_TRIES - used)


def minutes_for(asked: Asked) -> int:
    """How long an answer to this question takes, as told to candidates."""
    return Round.objects.values_list("minutes_each", flat=True).get(questions=asked.question_id)


def seconds_allowed(answer: Answer, minutes_each: int) -> int:
    """How long a take of this answer may be: half as much again each time that more time was asked for."""
    return round(minutes_each * 60 * (1 + MORE_TIME_SHARE * answer.more_time))


def runs_of(take: Take) -> dict[int, int]:
    """How many pieces of each segment are here without a gap, by segment; 0 where the first is missing."""
    runs: dict[int, int] = {}
    for segment, sequence in Piece.objects.filter(take=take).values_list("segment", "sequence"):
        run = runs.setdefault(segment, 0)
        if sequence == run:
            runs[segment] = run + 1
    return runs


def segments_of(take: Take) -> list[bytes]:
    """The sound of a take, each segment a container of its own.

    What lies behind a gap is left out: a container goes on only from what came before. (Taking a take to be ended makes
    sure that nothing which a browser still has is missing.)
    """
    found: dict[int, list[bytes]] = {}
    rows = Piece.objects.filter(take=take).values_list("segment", "sequence", "data")
    for segment, sequence, data in rows.iterator(chunk_size=500):
        run = found.setdefault(segment, [])
        if sequence == len(run):
            run.append(bytes(data))
    return [b"".join(run) for _segment, run in sorted(found.items()) if run]


# --- once it is kept ----------------------------------------------------------------------------------------------
WAITING, STOPPED, NEEDS_LISTENER = "waiting", "stopped", "needs_listener"


@dataclass(frozen=True)
class HeardAnswer:
    """A spoken answer. `recording` is None while its file is being made; `heard` is the engine's text, `corrected` the
    newest text by a person, where there is one.
    """

    asked: Asked
    take: Take
    recording: Recording | None
    transcription: Transcription
    transcript: Transcript | None
    heard: AnswerRevision | None
    corrected: AnswerRevision | None

    @property
    def why_unheard(self) -> str:
        """WAITING, STOPPED or NEEDS_LISTENER; empty where the words are there, or nobody waits for them any more."""
        answer = self.asked.answer
        if answer.technical:
            return ""
        if answer.current_revision is None:
            return WAITING if self.transcription.is_open or self.transcription.state == WorkState.DONE else STOPPED
        return NEEDS_LISTENER if self.transcript and self.transcript.needs_listener else ""


@dataclass(frozen=True)
class Unheard:
    """An answer that is not ready to be graded, and why: WAITING, STOPPED or NEEDS_LISTENER."""

    position: int
    why: str
    transcription: Transcription
    transcript: Transcript | None


def recordings_of(interview: Interview) -> dict[int, HeardAnswer]:
    """The spoken answers of an interview by position. Typed ones are not among them. Two queries."""
    takes = _KEPT(interview=interview.pk)
    by_answer = {take.answer_id: take for take in takes}
    if not by_answer:
        return {}
    found = Recording.objects.filter(answer__in=by_answer).select_related("transcript__revision", "transcript__checked_by")
    recordings = {recording.answer_id: recording for recording in found}
    return {take.answer.asked.position: _heard(take, recordings.get(key)) for key, take in by_answer.items()}


_KEPT: Compiled[Take] = Compiled(
    lambda interview: (
        Take.objects.filter(answer__asked__interview=interview, kept_at__isnull=False)
        .select_related("transcription", "answer__asked", "answer__current_revision")
        .order_by("answer__asked__position")
    ),
    "interview",
    prepared=True,
)


def _heard(take: Take, recording: Recording | None) -> HeardAnswer:
    transcript = getattr(recording, "transcript", None)
    current = take.answer.current_revision
    is_shown = recording is not None and (recording.playable or recording.delete_wanted_at)
    return HeardAnswer(
        asked=_asked(take.answer),
        take=take,
        recording=recording if is_shown else None,
        transcription=take.transcription,
        transcript=transcript,
        heard=transcript.revision if transcript else None,
        corrected=current if current is not None and current.kind != RevisionKind.TRANSCRIBED else None,
    )


def _asked(answer: Answer) -> Asked:
    """The question of an answer; from there back to it costs no query."""
    asked = answer.asked
    asked.answer = answer
    return asked


def unheard(interview: Interview) -> list[Unheard]:
    """What has to happen before this interview can be graded, in order; empty: nothing."""
    return [
        Unheard(position, answer.why_unheard, answer.transcription, answer.transcript)
        for position, answer in recordings_of(interview).items()
        if answer.why_unheard
    ]


def has_unwritten(interview: str = "pk") -> Exists:
    """To annotate or filter with: a spoken answer has no text yet (it waits or has stopped). `interview` names the key."""
    return Exists(
        Take.objects.filter(
            answer__asked__interview=OuterRef(interview),
            kept_at__isnull=False,
            answer__current_revision__isnull=True,
            answer__technical="",
        )
    )


def has_stopped(interview: str = "pk") -> Exists:
    """Likewise: writing down has stopped for good, so that somebody has to look."""
    return Exists(
        Transcription.objects.filter(
            take__answer__asked__interview=OuterRef(interview),
            take__answer__current_revision__isnull=True,
            take__answer__technical="",
            state__in=[WorkState.FAILED, WorkState.CANCELLED],
        )
    )


def has_doubts(interview: str = "pk") -> Exists:
    """Likewise: a transcript needs a listener."""
    return Exists(
        Transcript.objects.filter(
            ~Q(doubt=""),
            recording__answer__asked__interview=OuterRef(interview),
            recording__answer__technical="",
            checked_at__isnull=True,
        )
    )


# --- what Cal says ------------------------------------------------------------------------------------------------
def prompt_audio(revision_ids: Collection[UUID]) -> dict[UUID, SpokenPrompt]:
    """The wordings among these that can be heard, by their id."""
    found = SpokenPrompt.objects.filter(revision__in=revision_ids, state=WorkState.DONE)
    return {prompt.revision_id: prompt for prompt in found}
