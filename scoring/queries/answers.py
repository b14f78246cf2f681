"""The answers of a report: in the wording that was asked, marked at their quotes; what was spoken with its sound and times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from config.work import WorkState
from interviews.alignment import TimedWord, carried_over, first_heard, words_of
from interviews.choices import Doubt, RevisionKind
from interviews.models import AnswerRevision, Asked, Recording, Transcript
from interviews.queries.recordings import HeardAnswer
from interviews.speech.doubts import LOW_CONFIDENCE
from interviews.texts import words_changed_in
from jobspecs.differences import Span, word_spans
from jobspecs.models import RubricRow
from scoring.quoting import Piece, anchors_of, pieces_of


@dataclass(frozen=True)
class Spoken:
    """A spoken answer: what there is to hear, and how its words came about. Nothing of how it was spoken is in it."""

    heard: HeardAnswer
    current: AnswerRevision | None

    @property
    def recording(self) -> Recording | None:
        return self.heard.recording

    @property
    def transcript(self) -> Transcript | None:
        return self.heard.transcript

    @property
    def recording_id(self) -> UUID | None:
        return self.heard.recording.pk if self.heard.recording else None

    @property
    def sound(self) -> str:
        """ "ready" to be played, "making", "stopped", "deleted"; "missing" where it should be there and is not."""
        recording, work = self.heard.recording, self.heard.transcription
        if recording is not None:
            return "deleted" if recording.deleted_at or recording.delete_wanted_at else "ready"
        if work.is_open:
            return "making"
        return {WorkState.CANCELLED: "deleted", WorkState.FAILED: "stopped"}.get(WorkState(work.state), "missing")

    @property
    def words(self) -> str:
        """What its words wait for: WAITING, STOPPED, NEEDS_LISTENER; empty: nothing."""
        return self.heard.why_unheard

    @property
    def doubt(self) -> str:
        """Why somebody has to listen."""
        return str(Doubt(self.transcript.doubt).label) if self.transcript and self.transcript.doubt else ""

    @property
    def length(self) -> str:
        """ "2:31"; empty where it is not known."""
        seconds = self.recording.seconds if self.recording else None
        return "" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02}"

    @property
    def is_corrected(self) -> bool:
        return self.current is not None and self.heard.heard is not None and self.current.pk != self.heard.heard.pk

    @property
    def is_corrected_by_candidate(self) -> bool:
        return self.current is not None and self.current.kind == RevisionKind.CORRECTED_BY_CANDIDATE

    @cached_property
    def changes(self) -> Sequence[Span]:
        """From what was heard to what stands now, in whole words."""
        if self.heard.heard is None or self.current is None:
            return ()
        return word_spans(self.heard.heard.text, self.current.text)

    @property
    def rewritten(self) -> tuple[int, int] | None:
        """How many words the candidate changed, and how many were heard; None where the text is not the candidate's."""
        if not self.is_corrected_by_candidate or self.heard.heard is None or self.current is None:
            return None
        return words_changed_in(self.heard.heard.text, self.current.text)

    def is_candidates_at(self, revision_id: UUID, start: int, end: int) -> bool:
        """Whether a span of one of its texts holds words that the candidate put there, and nobody has heard."""
        if not self.is_corrected_by_candidate or self.current is None or revision_id != self.current.pk:
            return False
        at = 0
        for span in self.changes:
            until = at + (0 if span.change == "removed" else len(span.text))
            if span.change == "added" and at < end and start < until:
                return True
            at = until
        return False

    @cached_property
    def _heard_words(self) -> list[TimedWord]:
        return words_of(self.transcript.words) if self.transcript else []

    @cached_property
    def timed(self) -> list[TimedWord]:
        """The words of the text as it stands that have a time."""
        if self.heard.heard is None or self.current is None:
            return []
        return carried_over(self.heard.heard.text, self._heard_words, self.current.text)

    @property
    def unsure_below(self) -> float:
        """Under which confidence a word is shown as unsure; once somebody has listened, none is."""
        return 0.0 if self.transcript is None or self.transcript.checked_at else LOW_CONFIDENCE

    @property
    def unsure(self) -> int:
        """How many words the engine was not sure of."""
        return sum(word.confidence < self.unsure_below for word in self.timed)

    def said_at(self, revision_id: UUID, start: int, end: int) -> float | None:
        """When a span of one of its texts is said, in seconds; None where that is not known."""
        if self.heard.heard is not None and revision_id == self.heard.heard.pk:
            return first_heard(self._heard_words, start, end)
        if self.current is not None and revision_id == self.current.pk:
            return first_heard(self.timed, start, end)
        return None


class Quoted(NamedTuple):
    """Evidence of a score: verbatim words of the answer at `position`, and where they stand in a revision, in code points."""

    competency_id: UUID
    revision_id: UUID
    position: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class WrittenShown:
    """An answer in plain values, without what was spoken: all that its part of the page says."""

    position: int
    question: str
    round_position: int
    competency: str
    pieces: tuple[Piece, ...]
    note: str
    is_technical: bool


@dataclass(frozen=True)
class AnswerShown:
    """One answer, in the wording that this candidate was asked, split at its quotes."""

    asked: Asked
    competency: str
    revision_id: UUID | None
    anchors: Mapping[tuple[int, int], str]  # the quoted spans of the text that is shown, with their names
    pieces: Sequence[Piece]
    note: str  # why there is nothing to read
    spoken: Spoken | None = field(default=None)

    @property
    def written(self) -> WrittenShown:
        """As the report says it."""
        answer = getattr(self.asked, "answer", None)
        return WrittenShown(
            position=self.asked.position,
            question=self.asked.revision.text,
            round_position=self.asked.round_position,
            competency=self.competency,
            pieces=tuple(self.pieces),
            note=self.note,
            is_technical=bool(answer and answer.technical),
        )


def answers_of(
    asked: Sequence[Asked], rows: Sequence[RubricRow], evidence: Sequence[Quoted], heard: Mapping[int, HeardAnswer]
) -> list[AnswerShown]:
    """The answers as a report shows them. `heard` holds what was spoken, by position. No query."""
    names = {row.competency_id: row.name for row in rows}
    quoted: dict[UUID, list[tuple[int, int]]] = {}
    for piece in evidence:
        quoted.setdefault(piece.revision_id, []).append((piece.start, piece.end))
    return [_answer(one, names.get(one.competency_id, one.competency.key), quoted, heard.get(one.position)) for one in asked]


def _answer(
    asked: Asked, competency: str, quoted: Mapping[UUID, Sequence[tuple[int, int]]], heard: HeardAnswer | None
) -> AnswerShown:
    answer = getattr(asked, "answer", None)
    revision = answer.current_revision if answer else None
    is_heard = revision is None or not (revision.erased_at or revision.kind == RevisionKind.TYPED)  # not given again in writing
    spoken = Spoken(heard, revision) if heard is not None and is_heard else None
    anchors = anchors_of(asked.position, quoted.get(revision.pk, ())) if revision else {}
    return AnswerShown(
        asked=asked,
        competency=competency,
        revision_id=revision.pk if revision else None,
        anchors=anchors,
        pieces=_pieces(revision.text if revision else "", anchors, spoken),
        note=_note(asked, spoken),
        spoken=spoken,
    )


def _pieces(text: str, anchors: Mapping[tuple[int, int], str], spoken: Spoken | None) -> list[Piece]:
    if spoken is None:
        return pieces_of(text, anchors)
    return pieces_of(text, anchors, spoken.timed, unsure_below=spoken.unsure_below)


def _note(asked: Asked, spoken: Spoken | None) -> str:
    answer = getattr(asked, "answer", None)
    revision = answer.current_revision if answer else None
    if revision is not None and revision.erased_at:
        return "Erased."
    if answer is not None and answer.technical:
        return f"Not scored: {answer.technical}"
    if revision is not None and revision.text:
        return ""
    if spoken is not None:
        return "No words were heard." if revision is not None else ""
    return "Not handed in." if answer is not None and answer.draft else "Left unanswered."
