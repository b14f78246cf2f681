"""What a grading engine gets to read: the rubric an interview began under, and what was asked and answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from interviews.alignment import carried_over, words_of
from interviews.models import Asked, Interview, Transcript
from interviews.speech.doubts import LOW_CONFIDENCE
from jobspecs.canonical import content_hash
from scoring.choices import Missing
from scoring.grading.base import GivenAnswer, RubricCompetency


@dataclass(frozen=True)
class Material:
    """The input of one grading. `competencies` are by key, `revisions` by the engine's name for an answer."""

    rubric: tuple[RubricCompetency, ...]
    answers: tuple[GivenAnswer, ...]
    competencies: Mapping[str, UUID]
    revisions: Mapping[str, UUID]

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
        rubric=tuple(
            RubricCompetency(row.competency.key, row.name, row.definition, row.for_this_role, tuple(row.anchors)) for row in rows
        ),
        answers=tuple(_given(question) for question in asked),
        competencies={row.competency.key: row.competency_id for row in rows},
        revisions={
            str(question.position): question.answer.current_revision_id
            for question in asked
            if hasattr(question, "answer") and question.answer.current_revision_id
        },
    )


def words_in_doubt(interview: Interview, material: Material) -> dict[str, list[tuple[int, int]]]:
    """Where words were hard to hear and nobody has checked them: spans (code points) of the texts of spoken answers, by ref.

    Kept apart from the material: what a grade is made of has no place for how something sounded.
    """
    refs = {revision: ref for ref, revision in material.revisions.items()}
    texts = {answer.ref: answer.text for answer in material.answers if answer.text}
    unchecked = Transcript.objects.filter(
        recording__answer__asked__interview=interview, recording__answer__current_revision__in=refs, checked_at__isnull=True
    )
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
