"""One competency added, worded anew, moved or retired: each makes a rubric and a version on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.db import transaction

from jobspecs import weights
from jobspecs.models import JobSpec, Question, User, Version
from jobspecs.operations.versions import CompetencyWording, SpecChanged, lock_spec, replace_competencies, weights_of, wordings_of


class StillAsked(Exception):
    """Questions measure the competency; `questions` are they."""

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__("Questions still measure this competency. Remove them or let them measure another, then remove it.")
        self.questions = questions


class LastCompetency(Exception):
    """A rubric cannot be left without a competency."""


def weights_with(current: dict[str, Decimal], key: str, weight: Decimal) -> dict[str, Decimal]:
    """The weights once a competency of this weight has come; the others shrink in proportion. Raises weights.NoRoom."""
    return weights.share_the_rest({**current, key: weight}, frozenset([key]))


def weights_without(current: dict[str, Decimal], key: str) -> dict[str, Decimal]:
    """The weights once a competency has gone; the others grow in proportion. Raises LastCompetency."""
    left = {other: weight for other, weight in current.items() if other != key}
    if not left:
        raise LastCompetency("A job spec needs at least one competency. Add another before you remove this one.")
    return weights.share_the_rest(left)


@transaction.atomic
def add_competency(
    *, job_spec: JobSpec, base: int, wording: CompetencyWording, weight: Decimal, reason: str, by: User
) -> Version:
    """Put a competency at the end; it begins a rubric of its own. Raises SpecChanged, SpecArchived, weights.NoRoom."""
    _, current = lock_spec(job_spec, base)
    return replace_competencies(
        job_spec=job_spec,
        base=base,
        wordings=[*wordings_of(current.rubric), wording],
        weights=weights_with(_plain_weights(current), wording.key, weight),
        meaning_changed=True,
        reason=reason,
        by=by,
    )


@transaction.atomic
def reword_competency(
    *, job_spec: JobSpec, base: int, wording: CompetencyWording, meaning_changed: bool, reason: str, by: User
) -> Version:
    """Word the competency of this key anew, in its place. Raises SpecChanged, SpecArchived."""
    _, current = lock_spec(job_spec, base)
    return replace_competencies(
        job_spec=job_spec,
        base=base,
        wordings=[
            replace(wording, sources=old.sources) if old.key == wording.key else old for old in wordings_of(current.rubric)
        ],
        weights=_plain_weights(current),
        meaning_changed=meaning_changed,
        reason=reason,
        by=by,
    )


@transaction.atomic
def retire_competency(*, job_spec: JobSpec, base: int, key: str, reason: str, by: User) -> Version:
    """Measure it in no new interview; its weight goes to the others in proportion.

    Raises StillAsked while questions measure it, LastCompetency, SpecChanged, SpecArchived.
    """
    _, current = lock_spec(job_spec, base)
    asked = Question.objects.filter(round__job_spec=job_spec, competency__key=key, retired_at__isnull=True)
    if found := list(asked.select_related("round").order_by("round__position", "position")):
        raise StillAsked(found)
    return replace_competencies(
        job_spec=job_spec,
        base=base,
        wordings=[wording for wording in wordings_of(current.rubric) if wording.key != key],
        weights=weights_without(_plain_weights(current), key),
        meaning_changed=True,
        reason=reason,
        by=by,
    )


@transaction.atomic
def move_competency(*, job_spec: JobSpec, base: int, key: str, up: bool, by: User) -> Version:
    """Let a competency change places with its neighbour; at the end nothing happens. Raises SpecChanged, SpecArchived."""
    _, current = lock_spec(job_spec, base)
    wordings = wordings_of(current.rubric)
    here = next((at for at, wording in enumerate(wordings) if wording.key == key), None)
    if here is None:
        raise SpecChanged(current)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(wordings):
        return current
    wordings[here], wordings[there] = wordings[there], wordings[here]
    return replace_competencies(
        job_spec=job_spec,
        base=base,
        wordings=wordings,
        weights=_plain_weights(current),
        meaning_changed=False,
        reason=f"Moved {wordings[there].name} {'up' if up else 'down'}",
        by=by,
    )


def _plain_weights(version: Version) -> dict[str, Decimal]:
    return {key: given.value for key, given in weights_of(version).items()}
