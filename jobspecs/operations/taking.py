"""Taking pieces of a new draft into its spec: one transaction, one version at most, all or nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from config.work import WorkState
from jobspecs.choices import Level, Origin
from jobspecs.drafting.base import places_of
from jobspecs.models import Competency, JobSpec, Question, Redraft, Round, User, Version
from jobspecs.operations.specs import change_spec, revise
from jobspecs.operations.versions import (
    CompetencyWording,
    MustHaveLine,
    WeightGiven,
    lock_spec,
    reason_given,
    seal_rubric,
    seal_version,
)
from jobspecs.queries.redrafts import comparison_of
from jobspecs.questions.base import WrittenQuestion
from jobspecs.redraft.content import Comparison, QuestionPiece
from jobspecs.redraft.taking import Taken, taken
from jobspecs.signals import questions_changed

DRAFTED_AGAIN = "Drafted again"


class RedraftClosed(Exception):
    """Somebody has taken from the new draft already, or put it aside."""


class ComparisonChanged(Exception):
    """Somebody changed the spec after the comparison was shown."""


class NothingChosen(Exception):
    """A choice of nothing."""


@dataclass(frozen=True)
class Outcome:
    """What a choice made; `version` is None where it was about nothing that a version holds."""

    version: Version | None
    count: int


@transaction.atomic
def take_redraft(
    *,
    redraft: Redraft,
    base: int,
    shown: Collection[str],
    chosen: Collection[str],
    meaning_changed: bool,
    reason: str,
    by: User,
) -> Outcome:
    """Take some pieces of a new draft into its spec and close it: one version at most, wordings of the engine, all or nothing.

    `base` is the number of the version that `by` looked at, `shown` are the ids of all pieces that were shown, `chosen`
    those that are wanted. `meaning_changed` False says that competencies worded anew measure what they measured; it
    cannot be said where one comes or goes. Raises RedraftClosed, SpecChanged, SpecArchived, ComparisonChanged,
    NothingChosen, ReasonMissing (once anything is scored), redraft.taking.NothingLeft.
    """
    locked = Redraft.objects.select_for_update(no_key=True).get(pk=redraft.pk)
    if locked.closed_at or locked.state != WorkState.DONE:
        raise RedraftClosed("Somebody has taken from this draft already, or put it aside.")
    _lock_questions(locked.job_spec_id)
    spec, current = lock_spec(locked.job_spec, base)
    comparison = comparison_of(spec, current, locked)
    if comparison.ids != frozenset(shown):
        raise ComparisonChanged("Somebody has changed this job spec in the meantime. Look once more, then take what you want.")
    wanted = comparison.ids.intersection(chosen)
    if not wanted:
        raise NothingChosen("Nothing is ticked. Tick what you want to take, or put the draft aside.")
    result = taken(comparison, wanted)
    reason_given(spec, reason)
    version = _save_version(spec, current, comparison, result, meaning_changed, _reason(reason), by)
    rows = _change_questions(spec, result.questions)
    _close(locked, spec, comparison, result, rows, by)
    if result.questions:
        questions_changed.send(JobSpec, job_spec=spec)
    return Outcome(version, len(wanted))


def _lock_questions(spec_id: UUID) -> None:
    """Hold what is asked until the transaction ends: rounds, then questions, as the operations on questions do. The spec
    comes after them, as where an engine's wording is stored."""
    list(Round.objects.select_for_update(no_key=True).filter(job_spec=spec_id).order_by("pk"))
    list(Question.objects.select_for_update(no_key=True, of=("self",)).filter(round__job_spec=spec_id).order_by("pk"))


def _reason(reason: str) -> str:
    return f"{DRAFTED_AGAIN}: {reason.strip()}" if reason.strip() else DRAFTED_AGAIN


def _save_version(
    spec: JobSpec, current: Version, comparison: Comparison, result: Taken, meaning_changed: bool, reason: str, by: User
) -> Version | None:
    mine = comparison.mine
    if not result.is_other_version(mine):
        return None
    rubric = current.rubric
    if result.is_other_rubric(mine):
        is_same = not meaning_changed and not result.measures_other_things(mine)
        rubric = seal_rubric(
            job_spec=spec,
            wordings=[
                CompetencyWording(w.key, w.name, w.definition, w.for_this_role, w.anchors, places_of(w.sources))
                for w in result.competencies
            ],
            by=by,
            same_meaning_as=current.rubric if is_same else None,
        )
    return seal_version(
        job_spec=spec,
        rubric=rubric,
        weights={key: WeightGiven(weight.value, weight.reason) for key, weight in result.weights.items()},
        must_haves=[MustHaveLine(line.kind, line.text, places_of(line.sources)) for line in result.must_haves],
        reason=reason,
        by=by,
    )


def _change_questions(spec: JobSpec, pieces: Sequence[QuestionPiece]) -> dict[int, str]:
    """Retire, word anew, bring back, add. Returns the rows that were added, by the identity of their piece."""
    going = [piece.row for piece in pieces if piece.theirs is None]
    Question.objects.filter(pk__in=going).update(retired_at=Now(), position=None)
    rounds = {round_.position: round_ for round_ in spec.rounds.all()}
    competencies = {competency.key: competency for competency in spec.competencies.all()}
    last = {position: _close_ranks(round_) for position, round_ in rounds.items()}
    added: dict[int, str] = {}
    for piece in pieces:
        if piece.theirs is None:
            continue
        written = piece.theirs.written
        if piece.mine is None:
            last[piece.round] += 1
            question = _asked_last(piece.row, rounds[piece.round], competencies[written.competency], last[piece.round])
            added[id(piece)] = str(question.pk)
        else:
            question = Question.objects.get(pk=piece.row)
        _word(question, written)
    return added


def _close_ranks(round_: Round) -> int:
    """Number the questions of a round from 1 without gaps. Returns how many there are."""
    standing = list(round_.questions.filter(retired_at__isnull=True).order_by("position"))
    for position, question in enumerate(standing, start=1):
        if question.position != position:
            Question.objects.filter(pk=question.pk).update(position=position)
    return len(standing)


def _asked_last(row: str, round_: Round, competency: Competency, position: int) -> Question:
    """A new question at the end of its round; one that was asked before comes back."""
    if not row:
        return Question.objects.create(round=round_, competency=competency, position=position)
    Question.objects.filter(pk=row).update(retired_at=None, position=position)
    return Question.objects.get(pk=row)


def _word(question: Question, written: WrittenQuestion) -> None:
    """The draft's wording, unless the question has it already."""
    current = question.current_revision
    guide = written.guide
    wanted = (written.text, list(written.probes), guide.strong, guide.adequate, guide.weak)
    if current and (current.text, current.probes, current.strong, current.adequate, current.weak) == wanted:
        return
    revise(question=question, written=written, origin=Origin.ENGINE, by=None)


def _close(redraft: Redraft, spec: JobSpec, comparison: Comparison, result: Taken, added: dict[int, str], by: User) -> None:
    """Note on the spec whose draft it now is; what an engine has just asked, nobody has read."""
    proposal: dict[str, Any] = redraft.proposal or {}
    unread = {"questions_confirmed_at": None, "questions_confirmed_by": None} if result.questions else {}
    change_spec(
        spec,
        by,
        title=result.title,
        level=Level(result.level),
        drafted_with=proposal["drafted_with"][:200],
        drafting_notes=proposal["notes"],
        **unread,
    )
    Redraft.objects.filter(pk=redraft.pk).update(
        closed_at=Now(), closed_by=by, was_taken=True, proposal=_linked(proposal, comparison, added)
    )


def _linked(proposal: dict[str, Any], comparison: Comparison, added: dict[int, str]) -> dict[str, Any]:
    """The draft under the spec's own keys and with the rows of its questions: what the next one is compared with."""
    theirs = comparison.theirs
    rows = {id(piece.theirs): added.get(id(piece)) or piece.row for piece in comparison.asked if piece.theirs}
    return proposal | {
        "competencies": [
            row | {"key": wording.key} for row, wording in zip(proposal["competencies"], theirs.competencies, strict=True)
        ],
        "questions": {
            at: [
                row | {"competency": asked.competency, "row": rows[id(asked)]}
                for row, asked in zip(stored, theirs.questions[int(at)], strict=True)
            ]
            for at, stored in proposal["questions"].items()
        },
    }
