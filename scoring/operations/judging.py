"""What people say: ratings beside the engine's, and decisions. One by one; nothing here decides by a score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from interviews.choices import InterviewState
from interviews.models import Interview
from interviews.operations.correcting import with_candidate_as_now
from jobspecs.models import RubricRow, User
from scoring import signals
from scoring.choices import Outcome, Shown
from scoring.models import Decision, Grading, HumanRating
from scoring.operations.disclosing import disclose
from scoring.operations.evaluating import evaluation_of
from scoring.queries.ratings import to_rate
from scoring.queries.sight import sees_scores


class NotCompleted(Exception):
    """There is nothing to judge yet, or any more; the message says why."""


class EvaluationChanged(Exception):
    """Another evaluation became the current one while the person was reading."""

    def __init__(self) -> None:
        super().__init__("A newer evaluation came in while you were reading. Look at it, then decide.")


class DecidedMeanwhile(Exception):
    """A decision was recorded since the page was opened: this one would silently take its place."""

    def __init__(self) -> None:
        super().__init__("A decision was recorded while you were reading. Look at it; if yours is still needed, decide again.")


@dataclass(frozen=True)
class RatingGiven:
    """One person's level (1 … 5) for one competency, with a note."""

    level: int
    note: str = ""


@transaction.atomic
def decide(
    *,
    interview: Interview,
    outcome: Outcome,
    reason: str,
    seen: UUID | None,
    by: User,
    newest: str | None = None,
    imported_at: datetime | None = None,
) -> Decision:
    """Record a person's decision with the evaluation that they saw; an imported one keeps its time.

    Who has not been shown the scores decides without: `seen` is None, and so it is recorded.
    `newest` is the key of the newest decision on their page, "" for none; None where there was no page.
    Raises NotCompleted, EvaluationChanged, DecidedMeanwhile.
    """
    _check_completed(interview)
    if newest is not None and newest != _newest_of(interview):
        raise DecidedMeanwhile
    is_blind = seen is None and not sees_scores(by.pk, interview)
    if not is_blind and seen != evaluation_of(interview.pk):
        raise EvaluationChanged
    dated = {"decided_at": imported_at} if imported_at else {}
    decision = Decision.objects.create(
        interview=interview, outcome=outcome, reason=reason, decided_by=by, evaluation_id=seen, **dated
    )
    signals.decided.send(sender=Decision, decision=decision)
    return decision


@transaction.atomic
def rate(*, interview: Interview, ratings: Mapping[UUID, RatingGiven], by: User) -> int:
    """Record what is new in a person's ratings (by competency). Returns how many. Raises NotCompleted.

    A rating is blind unless the engine's scores had been shown to this person (`saw_the_score`): also those of a reading that
    is held back by now. Once each competency that
    can be rated has a rating of theirs, they are shown: a Disclosure RATED.
    """
    _check_completed(interview)
    known = set(RubricRow.objects.filter(rubric_id=interview.rubric_id).values_list("competency_id", flat=True))
    before = {
        rating.competency_id: RatingGiven(rating.level, rating.note)
        for rating in HumanRating.objects.filter(interview=interview, rater=by).order_by("created_at", "pk")
    }
    saw = Grading.objects.filter(interview=interview).exists() and sees_scores(by.pk, interview)
    fresh = [
        HumanRating(interview=interview, competency_id=key, rater=by, level=given.level, note=given.note, saw_the_score=saw)
        for key, given in ratings.items()
        if key in known and before.get(key) != given
    ]
    HumanRating.objects.bulk_create(fresh)
    rated = before.keys() | {rating.competency_id for rating in fresh}
    if rated and rated >= to_rate(interview.asked.select_related("answer")) & known:
        disclose(user=by, job_spec=interview.job_spec, interview=interview, what=Shown.RATED)
    return len(fresh)


def _newest_of(interview: Interview) -> str:
    key = Decision.objects.filter(interview=interview).order_by("-decided_at", "-pk").values_list("pk", flat=True).first()
    return str(key) if key else ""


def _check_completed(interview: Interview) -> None:
    """The lock makes a withdrawal or an erasure wait, or be seen."""
    now = with_candidate_as_now(Interview.objects.select_for_update(no_key=True).get(pk=interview.pk))
    if now.candidate.erased_at:
        raise NotCompleted("This candidate was erased: there is nothing left to judge.")
    if now.state != InterviewState.SUBMITTED:
        raise NotCompleted("Only a completed interview can be rated and decided on.")
