"""Making a spec, whole, and what happens to it as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pghistory
from django.db import transaction
from django.db.models.functions import Now

from jobspecs.choices import Level, Origin, Role, RoundKind, RoundPosition, SpecStatus
from jobspecs.drafting.base import places_of
from jobspecs.models import JobSpec, Membership, Question, QuestionRevision, Round, SpecRollup, User
from jobspecs.operations.versions import CompetencyWording, MustHaveLine, SpecArchived, WeightGiven, seal_rubric, seal_version
from jobspecs.questions.base import WrittenQuestion
from jobspecs.signals import questions_changed


@dataclass(frozen=True)
class SpecContent:
    """All that a spec begins with. `questions` are by position of their round: 1 (written), 2 (voice)."""

    title: str
    level: str
    description: str
    wordings: Sequence[CompetencyWording]
    weights: Mapping[str, WeightGiven]
    must_haves: Sequence[MustHaveLine]
    questions: Mapping[int, Sequence[WrittenQuestion]] = field(default_factory=dict)
    language: str = "en"
    drafted_with: str = ""
    drafting_notes: Sequence[str] = ()


DRAFTED = "Drafted from the description"
ROUNDS = {RoundPosition.WRITTEN: RoundKind.WRITTEN, RoundPosition.VOICE: RoundKind.VOICE}


@transaction.atomic
def create_spec(*, content: SpecContent, by: User, reason: str = DRAFTED, imported_tag: str = "", **fields: Any) -> JobSpec:
    """Write a spec with its first version, rounds and questions; `by` becomes its owner.

    An imported spec keeps its tag, and what is given in `fields` (id, created_at). Raises IntegrityError.
    """
    spec = JobSpec.objects.create(
        title=content.title,
        level=Level(content.level),
        description=content.description,
        language=content.language,
        drafted_with=content.drafted_with[:200],
        drafting_notes=list(content.drafting_notes),
        created_by=by,
        **fields,
    )
    Membership.objects.create(job_spec=spec, user=by, role=Role.OWNER)
    SpecRollup.objects.create(job_spec=spec)
    rubric = seal_rubric(job_spec=spec, wordings=content.wordings, by=by)
    seal_version(
        job_spec=spec,
        rubric=rubric,
        weights=content.weights,
        must_haves=content.must_haves,
        reason=reason,
        by=by,
        imported_tag=imported_tag,
        imported_at=fields.get("created_at"),
    )
    for position, kind in ROUNDS.items():
        round_ = Round.objects.create(job_spec=spec, position=position, kind=kind)
        add_questions(round_=round_, questions=content.questions.get(position, ()))
    questions_changed.send(JobSpec, job_spec=spec)
    return spec


def add_questions(*, round_: Round, questions: Sequence[WrittenQuestion]) -> list[Question]:
    """Put an engine's questions at the end of a round; to be called inside a transaction."""
    competencies = {c.key: c for c in round_.job_spec.competencies.all()}
    first = round_.questions.filter(retired_at__isnull=True).count() + 1
    made = Question.objects.bulk_create(
        Question(round=round_, competency=competencies[written.competency], position=position)
        for position, written in enumerate(questions, start=first)
    )
    wordings = [_wording(question, 1, written, Origin.ENGINE, None) for question, written in zip(made, questions, strict=True)]
    for question, wording in zip(made, QuestionRevision.objects.bulk_create(wordings), strict=True):
        question.current_revision = wording
    Question.objects.bulk_update(made, ["current_revision"])
    return made


def revise(*, question: Question, written: WrittenQuestion, origin: Origin, by: User | None) -> QuestionRevision:
    """Give a question another wording; to be called inside a transaction that holds the lock on the question."""
    revision = _wording(question, question.revisions.count() + 1, written, origin, by)
    revision.save(force_insert=True)
    question.current_revision = revision
    question.save(update_fields=["current_revision"])
    return revision


def _wording(question: Question, number: int, written: WrittenQuestion, origin: Origin, by: User | None) -> QuestionRevision:
    return QuestionRevision(
        question=question,
        number=number,
        text=written.text,
        probes=list(written.probes),
        strong=written.guide.strong,
        adequate=written.guide.adequate,
        weak=written.guide.weak,
        sources=places_of(written.sources),
        origin=origin,
        created_by=by,
    )


@transaction.atomic
def archive_spec(*, job_spec: JobSpec, by: User) -> None:
    """Take a spec out of the list: nobody is invited any more, running interviews go on, results stay."""
    change_spec(job_spec, by, status=SpecStatus.ARCHIVED)


@transaction.atomic
def restore_spec(*, job_spec: JobSpec, by: User) -> None:
    """Bring an archived spec back."""
    change_spec(job_spec, by, status=SpecStatus.ACTIVE)
    questions_changed.send(JobSpec, job_spec=job_spec)


@transaction.atomic
def rename_spec(*, job_spec: JobSpec, title: str, level: str, by: User) -> None:
    """Change title and level. They are no part of a version: nothing is scored by them. Raises SpecArchived."""
    if JobSpec.objects.select_for_update(no_key=True).get(pk=job_spec.pk).is_archived:
        raise SpecArchived("This job spec is archived. Bring it back before you change it.")
    change_spec(job_spec, by, title=title, level=Level(level))


@transaction.atomic
def set_pass_mark(*, job_spec: JobSpec, pass_mark: int | None, by: User) -> None:
    """Set the total (0 to 100) that the team looks at; None: none. Nobody is decided by it. Raises SpecArchived."""
    if JobSpec.objects.select_for_update(no_key=True).get(pk=job_spec.pk).is_archived:
        raise SpecArchived("This job spec is archived. Bring it back before you change it.")
    change_spec(job_spec, by, pass_mark=pass_mark)


@transaction.atomic
def ask_self_identification(*, job_spec: JobSpec, asks: bool, by: User) -> None:
    """Have candidates asked about sex and race/ethnicity after handing in, by their own choice; or not any more."""
    change_spec(job_spec, by, asks_self_identification=asks)


@transaction.atomic
def keep_recordings(*, job_spec: JobSpec, days: int | None, by: User) -> None:
    """Set for how many days after an interview's end its recordings are kept; None: as the organisation says.

    Holds for what is recorded already, too, and for an archived spec: its recordings are still there.
    """
    change_spec(job_spec, by, recording_days=days)


@transaction.atomic
def confirm_questions(*, job_spec: JobSpec, by: User) -> None:
    """Note that `by` has read all questions as they now stand."""
    change_spec(job_spec, by, questions_confirmed_at=Now(), questions_confirmed_by=by)


def change_spec(job_spec: JobSpec, by: User, **fields: Any) -> None:
    """Change the spec's own row; the database writes its history, and with it who did it."""
    with pghistory.context(user=str(by.pk)):
        JobSpec.objects.filter(pk=job_spec.pk).update(**fields)
