"""What a grading engine gets to read: the rubric an interview began under, and what was asked and answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from interviews.alignment import carried_over, words_of
from interviews.choices import RevisionKind
from interviews.models import AnswerRevision, Asked, Interview, Transcript
from interviews.speech.doubts import LOW_CONFIDENCE
from jobspecs.canonical import content_hash
from jobspecs.models import QuestionRevision, RubricRow
from scoring.choices import Missing
from scoring.grading.base import GivenAnswer, RubricCompetency
from scoring.models import Grading


@dataclass(frozen=True)
class Material:
    """The input of one grading. `competencies` are by key; `questions` and `revisions` (of answers) by the engine's name for an
    answer.
    """

    rubric: tuple[RubricCompetency, ...]
    answers: tuple[GivenAnswer, ...]
    competencies: Mapping[str, UUID]
    revisions: Mapping[str, UUID]
    questions: Mapping[str, UUID]

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
        """SHA-256 over the canonical JSON (RFC 8785) of rubric and answers."""
        return content_hash(
            {
                "rubric": [{**row.__dict__, "anchors": list(row.anchors)} for row in self.rubric],
                "answers": [dict(answer.__dict__) for answer in self.answers],
            }
        )


def material_of(interview: Interview) -> Material:
    """Read what is to be graded, in two queries."""
    rows = list(interview.rubric.rows.select_related("competency"))
    measured = {row.competency_id for row in rows}
    # A question about what the rubric does not measure (any more) is shown to people, not to the grader.
    asked = list(
        interview.asked.filter(competency__in=measured)
        .select_related("revision", "competency", "answer__current_revision")
        .order_by("position")
    )
    return Material(
        rubric=_rubric(rows),
        answers=tuple(_given(question) for question in asked),
        competencies={row.competency.key: row.competency_id for row in rows},
        revisions={
            str(question.position): question.answer.current_revision_id
            for question in asked
            if hasattr(question, "answer") and question.answer.current_revision_id
        },
        questions={str(question.position): question.revision_id for question in asked},
    )


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


def words_in_doubt(interview: Interview, material: Material) -> dict[str, list[tuple[int, int]]]:
    """Where words were hard to hear and nobody has checked them: spans (code points) of the texts of spoken answers, by ref.

    Kept apart from the material: what a grade is made of has no place for how something sounded.
    """
    refs = {revision: ref for ref, revision in material.revisions.items()}
    texts = {answer.ref: answer.text for answer in material.answers if answer.text}
    unchecked = Transcript.objects.filter(
        recording__answer__asked__interview=interview, recording__answer__current_revision__in=refs, checked_at__isnull=True
    ).exclude(recording__answer__current_revision__kind=RevisionKind.TYPED)  # given again in writing
    found: dict[str, list[tuple[int, int]]] = {}
    for transcript in unchecked.select_related("revision", "recording__answer"):
        ref = refs[transcript.recording.answer.current_revision_id]  # type: ignore[index]  # filtered by it
        words = carried_over(transcript.revision.text, words_of(transcript.words), texts.get(ref, ""))
        found[ref] = [(word.start, word.end) for word in words if word.confidence < LOW_CONFIDENCE]
    return found


def _given(asked: Asked) -> GivenAnswer:
    """What went wrong on our side has no text; what was asked and left unanswered has an empty one."""
    answer = getattr(asked, "answer", None)
    text: str | None = ""
    missing = ""
    if answer is not None and answer.technical:  # also where there is a text: somebody has excluded it
        text, missing = None, Missing.TECHNICAL.value
    elif answer is not None and answer.current_revision is not None:
        text = answer.current_revision.text
    return GivenAnswer(str(asked.position), asked.competency.key, asked.revision.text, text, missing)
