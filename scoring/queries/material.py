"""What a grading engine gets to read: the rubric an interview began under, and what was asked and answered."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import F, Func, TextField

from interviews.alignment import carried_over, words_of
from interviews.choices import RevisionKind
from interviews.models import AnswerRevision, Asked, Interview, Transcript
from interviews.speech.doubts import LOW_CONFIDENCE
from jobspecs.canonical import canonical_bytes, canonical_texts
from jobspecs.models import QuestionRevision, RubricRow
from scoring.choices import Missing
from scoring.grading.base import GivenAnswer, RubricCompetency
from scoring.models import Grading


@dataclass(frozen=True)
class Material:
    """The input of one grading. `competencies` are by key; `questions` and `revisions` (of answers) by the engine's name for an
    answer. `stand` is what `stands_of` said when it was read.
    """

    rubric: tuple[RubricCompetency, ...]
    answers: tuple[GivenAnswer, ...]
    competencies: Mapping[str, UUID]
    revisions: Mapping[str, UUID]
    questions: Mapping[str, UUID]
    stand: str = field(default="", compare=False)

    @property
    def as_read(self) -> list[dict[str, str | None]]:
        """What was read, in order, without a word of it: enough to read the same again (Grading.input)."""
        return [
            {
                "ref": answer.ref,
                "competency": answer.competency,
                "question": str(self.questions[answer.ref]),
                "answer": str(self.revisions[answer.ref]) if answer.text and answer.ref in self.revisions else None,
                "missing": answer.missing,
            }
            for answer in self.answers
        ]

    @property
    def input_hash(self) -> str:
        """SHA-256 over the canonical JSON (RFC 8785) of rubric and answers, of which the first is the same for many."""
        answers = canonical_texts({"answers": [answer.__dict__ for answer in self.answers]})
        return hashlib.sha256(answers[:-1] + b"," + _canonical_rubric(self.rubric)[1:]).hexdigest()


@lru_cache(maxsize=64)
def _canonical_rubric(rubric: tuple[RubricCompetency, ...]) -> bytes:
    return canonical_bytes({"rubric": [row.__dict__ for row in rubric]})


# --- of interviews as they are ------------------------------------------------------------------------------------
class _Asked(NamedTuple):
    """A question with its answer, where there is one. `stand` tells which texts these are, and whether one is left out; the texts
    themselves never change.
    """

    stand: str
    position: int
    competency: UUID
    question: UUID  # the revision
    answer: UUID | None  # likewise
    technical: str | None
    key: str
    asked: str
    said: str | None


_WHICH = ("position", "competency_id", "revision_id", "answer__current_revision_id", "answer__technical")
_TEXTS = ("competency__key", "revision__text", "answer__current_revision__text")
# Put together by the database: of a chunk of interviews these are thousands of values, read only to be compared.
_STAND = Func(*map(F, _WHICH), template="ROW(%(expressions)s)::text", output_field=TextField())
_NEXT = "; "


def stands_of(interviews: Collection[UUID]) -> dict[UUID, str]:
    """What says, compared with a material's own, whether that would be read again as it was; one query."""
    rows = Asked.objects.filter(interview__in=interviews).order_by().values_list("interview_id")
    stands = dict(rows.annotate(stand=StringAgg(_STAND, _NEXT, order_by="position")))
    return {key: stands.get(key, "") for key in interviews}


def material_of(interview: Interview) -> Material:
    """Read what is to be graded, in two queries."""
    return materials_of([interview])[interview.pk]


def materials_of(interviews: Collection[Interview]) -> dict[UUID, Material]:
    """Read what is to be graded of each, in two queries for all of them. Those under one rubric share it."""
    rubrics: dict[UUID, list[RubricRow]] = {one.rubric_id: [] for one in interviews}
    for row in RubricRow.objects.filter(rubric__in=rubrics).select_related("competency"):
        rubrics[row.rubric_id].append(row)
    read = {key: (_rubric(rows), {row.competency.key: row.competency_id for row in rows}) for key, rows in rubrics.items()}
    asked: dict[UUID, list[_Asked]] = {one.pk: [] for one in interviews}
    rows = Asked.objects.filter(interview__in=asked).order_by("interview", "position")
    for key, *values in rows.values_list("interview_id", _STAND, *_WHICH, *_TEXTS):
        asked[key].append(_Asked(*values))
    return {one.pk: _material(*read[one.rubric_id], asked[one.pk]) for one in interviews}


def _material(rubric: tuple[RubricCompetency, ...], competencies: Mapping[str, UUID], asked: Sequence[_Asked]) -> Material:
    # A question about what the rubric does not measure (any more) is shown to people, not to the grader.
    known = set(competencies.values())
    measured = [one for one in asked if one.competency in known]
    return Material(
        rubric=rubric,
        answers=tuple(_given(one) for one in measured),
        competencies=competencies,
        revisions={str(one.position): one.answer for one in measured if one.answer},
        questions={str(one.position): one.question for one in measured},
        stand=_NEXT.join(one.stand for one in asked),
    )


def _given(asked: _Asked) -> GivenAnswer:
    """What went wrong on our side has no text; what was asked and left unanswered has an empty one."""
    if asked.technical:  # also where there is a text: somebody has excluded it
        return GivenAnswer(str(asked.position), asked.key, asked.asked, None, Missing.TECHNICAL.value)
    return GivenAnswer(str(asked.position), asked.key, asked.asked, asked.said or "")


# --- of a grading, as it was --------------------------------------------------------------------------------------
class NotReplayable(Exception):
    """What a grading has read cannot be put together again; the message says why, in words for people."""


BEFORE_INPUT = "It was made before version 0.2, which is the first to keep what was read, and cannot be run again."
READ_OTHERWISE = "What is stored is not what was read then: the hash of the input is another."


def material_read_by(grading: Grading) -> Material:
    """What a grading has read, from the revisions that it names and not from the current ones. Raises NotReplayable."""
    rows = list(grading.rubric.rows.select_related("competency"))
    read = {row["ref"]: row for row in grading.input}
    questions = {str(pk): text for pk, text in _texts(QuestionRevision, [row["question"] for row in read.values()])}
    answers = {str(pk): text for pk, text in _texts(AnswerRevision, [row["answer"] for row in read.values() if row["answer"]])}
    material = Material(
        rubric=_rubric(rows),
        answers=tuple(
            GivenAnswer(
                ref,
                row["competency"],
                questions[row["question"]],
                answers[row["answer"]] if row["answer"] else None if row["missing"] else "",
                row["missing"],
            )
            for ref, row in read.items()
        ),
        competencies={row.competency.key: row.competency_id for row in rows},
        revisions={ref: UUID(row["answer"]) for ref, row in read.items() if row["answer"]},
        questions={ref: UUID(row["question"]) for ref, row in read.items()},
    )
    if material.input_hash != grading.input_hash:
        raise NotReplayable(READ_OTHERWISE if grading.input else BEFORE_INPUT)
    return material


def _texts(model: type[QuestionRevision] | type[AnswerRevision], keys: list[str]) -> list[tuple[UUID, str]]:
    return list(model._default_manager.filter(pk__in=keys).values_list("pk", "text"))


def _rubric(rows: Iterable[RubricRow]) -> tuple[RubricCompetency, ...]:
    return tuple(
        RubricCompetency(row.competency.key, row.name, row.definition, row.for_this_role, tuple(row.anchors)) for row in rows
    )


Doubts = dict[str, list[tuple[int, int]]]


def words_in_doubt(interview: Interview, material: Material) -> Doubts:
    """Where words were hard to hear and nobody has checked them: spans (code points) of the texts of spoken answers, by ref.

    Kept apart from the material: what a grade is made of has no place for how something sounded.
    """
    return doubts_of({interview.pk: material})[interview.pk]


def doubts_of(materials: Mapping[UUID, Material]) -> dict[UUID, Doubts]:
    """Likewise for several, by interview; one query."""
    found: dict[UUID, Doubts] = {key: {} for key in materials}
    unchecked = Transcript.objects.filter(recording__answer__asked__interview__in=materials, checked_at__isnull=True).exclude(
        recording__answer__current_revision__kind=RevisionKind.TYPED  # given again in writing
    )
    for transcript in unchecked.select_related("revision", "recording__answer__asked"):
        asked = transcript.recording.answer.asked
        material, ref = materials[asked.interview_id], str(asked.position)
        if ref not in material.revisions:
            continue
        text = next(answer.text for answer in material.answers if answer.ref == ref)
        words = carried_over(transcript.revision.text, words_of(transcript.words), text or "")
        found[asked.interview_id][ref] = [(word.start, word.end) for word in words if word.confidence < LOW_CONFIDENCE]
    return found
