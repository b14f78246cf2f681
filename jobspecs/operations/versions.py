"""Writing versions: the rubric, its weights and must-haves, sealed whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.db.models.functions import Now

from jobspecs.canonical import content_hash, version_tag
from jobspecs.models import (
    Competency,
    JobSpec,
    MustHave,
    Rubric,
    RubricConfirmation,
    RubricRow,
    User,
    Version,
    VersionRollup,
    Weight,
)
from jobspecs.signals import version_saved


class SpecChanged(Exception):
    """Somebody saved a newer version in between; `current` is that version."""

    def __init__(self, current: Version) -> None:
        super().__init__(f"Somebody else saved {current.tag} in the meantime. Look at it, then save again.")
        self.current = current


class SpecArchived(Exception):
    """The spec is archived: bring it back before changing it."""


class ReasonMissing(Exception):
    """Interviews have been scored under these weights, so a change of them says why."""

    def __init__(self) -> None:
        super().__init__("Say why: interviews have been scored, and the reason stays with the version.")


@dataclass(frozen=True)
class CompetencyWording:
    """One row of a rubric to be written."""

    key: str
    name: str
    definition: str
    for_this_role: str
    anchors: Sequence[str]
    sources: Sequence[Sequence[int]] = field(default=(), compare=False)  # [start, end] in the description; no content


@dataclass(frozen=True)
class MustHaveLine:
    kind: str
    text: str
    sources: Sequence[Sequence[int]] = field(default=(), compare=False)


@dataclass(frozen=True)
class WeightGiven:
    value: Decimal
    reason: str = ""


def wordings_of(rubric: Rubric) -> list[CompetencyWording]:
    """The rows of a rubric, in order."""
    return [
        CompetencyWording(row.competency.key, row.name, row.definition, row.for_this_role, row.anchors, row.sources)
        for row in rubric.rows.select_related("competency")
    ]


def must_haves_of(version: Version) -> list[MustHaveLine]:
    return [MustHaveLine(line.kind, line.text, line.sources) for line in version.must_haves.all()]


def weights_of(version: Version) -> dict[str, WeightGiven]:
    """Weights by the key of their competency, in the order of the rubric."""
    given = {w.competency.key: WeightGiven(w.value, w.reason) for w in version.weights.select_related("competency")}
    return {wording.key: given[wording.key] for wording in wordings_of(version.rubric)}


def content_of(
    rubric: Sequence[CompetencyWording], weights: Mapping[str, Decimal], must_haves: Sequence[MustHaveLine]
) -> dict[str, Any]:
    """What a version's hash is taken over: rubric, weights, must-haves; nothing of who or when."""
    return {
        "competencies": [
            {
                "key": row.key,
                "name": row.name,
                "definition": row.definition,
                "for_this_role": row.for_this_role,
                "anchors": list(row.anchors),
            }
            for row in rubric
        ],
        "weights": dict(weights),
        "must_haves": [{"kind": line.kind, "text": line.text} for line in must_haves],
    }


def seal_rubric(
    *, job_spec: JobSpec, wordings: Sequence[CompetencyWording], by: User | None, same_meaning_as: Rubric | None = None
) -> Rubric:
    """Write a rubric and seal it; to be called inside a transaction that holds the lock on the spec."""
    known = {c.key: c for c in job_spec.competencies.all()}
    new = {wording.key: Competency(job_spec=job_spec, key=wording.key) for wording in wordings if wording.key not in known}
    Competency.objects.bulk_create(new.values())
    known |= new
    last = job_spec.rubrics.aggregate(last=Max("number"))["last"] or 0
    rubric = Rubric(job_spec=job_spec, number=last + 1, created_by=by)
    rubric.root_id = same_meaning_as.root_id if same_meaning_as else rubric.pk
    rubric.save(force_insert=True)
    RubricRow.objects.bulk_create(
        RubricRow(
            rubric=rubric,
            competency=known[wording.key],
            position=position,
            name=wording.name,
            definition=wording.definition,
            for_this_role=wording.for_this_role,
            anchors=list(wording.anchors),
            sources=[list(place) for place in wording.sources],
        )
        for position, wording in enumerate(wordings, start=1)
    )
    Rubric.objects.filter(pk=rubric.pk).update(sealed_at=Now())
    rubric.refresh_from_db()
    return rubric


def seal_version(
    *,
    job_spec: JobSpec,
    rubric: Rubric,
    weights: Mapping[str, WeightGiven],
    must_haves: Sequence[MustHaveLine],
    reason: str,
    by: User | None,
    imported_tag: str = "",
    imported_at: datetime | None = None,
) -> Version:
    """Write a version, seal it, make it the current one, and tell who listens. An imported one keeps its tag and time.

    To be called inside a transaction that holds the lock on the spec. Raises IntegrityError when the weights do not
    sum to 1.00 (`weights_sum_to_one`) or do not name every competency (`weights_name_every_competency`).
    """
    rows = list(rubric.rows.select_related("competency"))
    competencies = {row.competency.key: row.competency for row in rows}
    content = content_of(wordings_of(rubric), {key: given.value for key, given in weights.items()}, must_haves)
    digest = content_hash(content)
    number = (job_spec.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = Version.objects.create(
        job_spec=job_spec,
        number=number,
        rubric=rubric,
        tag=imported_tag or version_tag(number, digest),
        content_hash=digest,
        reason=reason,
        created_by=by,
        **({"created_at": imported_at} if imported_at else {}),
    )
    Weight.objects.bulk_create(
        Weight(version=version, competency=competencies[key], value=given.value, reason=given.reason)
        for key, given in weights.items()
        if key in competencies
    )
    MustHave.objects.bulk_create(
        MustHave(
            version=version,
            position=position,
            kind=line.kind,
            text=line.text,
            sources=[list(place) for place in line.sources],
        )
        for position, line in enumerate(must_haves, start=1)
    )
    Version.objects.filter(pk=version.pk).update(sealed_at=Now())
    connection.check_constraints()  # so that what is deferred fails here and not at COMMIT
    version.refresh_from_db()
    job_spec.current_version = version
    job_spec.save(update_fields=["current_version"])
    version_saved.send(JobSpec, job_spec=job_spec, version=version)
    return version


def lock_spec(job_spec: JobSpec, base: int) -> tuple[JobSpec, Version]:
    """Lock the spec for a new version. Raises SpecChanged when `base` is not the newest, SpecArchived."""
    spec = JobSpec.objects.select_for_update(no_key=True).get(pk=job_spec.pk)
    if spec.is_archived:
        raise SpecArchived("This job spec is archived. Bring it back before you change it.")
    # A query of its own: joined to the locked row it would be read from before the wait.
    current = spec.versions.select_related("rubric").latest("number")
    if current.number != base:
        raise SpecChanged(current)
    return spec, current


def reason_given(spec: JobSpec, reason: str) -> None:
    """Raises ReasonMissing where interviews have been scored and nothing is said."""
    if not reason.strip() and VersionRollup.objects.filter(version__job_spec=spec, evaluated__gt=0).exists():
        raise ReasonMissing


@transaction.atomic
def replace_weights(
    *,
    job_spec: JobSpec,
    base: int,
    weights: Mapping[str, Decimal],
    reason: str,
    by: User | None,
    imported_at: datetime | None = None,
) -> Version:
    """Make a new version with other weights. `base` is the number of the version that `by` looked at.

    A weight that stays as it was keeps the reason it had from the description; one that a person moved loses it.
    Raises SpecChanged, SpecArchived, ReasonMissing (once anything is scored), IntegrityError (see `seal_version`).
    """
    spec, current = lock_spec(job_spec, base)
    reason_given(spec, reason)
    before = weights_of(current)
    given = {
        key: before[key] if key in before and before[key].value == value else WeightGiven(value) for key, value in weights.items()
    }
    return seal_version(
        job_spec=spec,
        rubric=current.rubric,
        weights=given,
        must_haves=must_haves_of(current),
        reason=reason,
        by=by,
        imported_at=imported_at,
    )


@transaction.atomic
def replace_must_haves(
    *, job_spec: JobSpec, base: int, must_haves: Sequence[MustHaveLine], reason: str, by: User | None
) -> Version:
    """Make a new version with other must-haves; rubric and weights stay. Raises SpecChanged, SpecArchived."""
    spec, current = lock_spec(job_spec, base)
    return seal_version(
        job_spec=spec,
        rubric=current.rubric,
        weights=weights_of(current),
        must_haves=must_haves,
        reason=reason,
        by=by,
    )


@transaction.atomic
def replace_competencies(
    *,
    job_spec: JobSpec,
    base: int,
    wordings: Sequence[CompetencyWording],
    weights: Mapping[str, Decimal],
    meaning_changed: bool,
    reason: str,
    by: User | None,
) -> Version:
    """Make a new rubric and a version on it.

    `meaning_changed` False says that only words were mended: scores under the old and the new wording go together.
    It cannot be said where a competency came or went. Raises SpecChanged, SpecArchived, IntegrityError.
    """
    spec, current = lock_spec(job_spec, base)
    before = {row.competency.key for row in current.rubric.rows.select_related("competency")}
    same = not meaning_changed and before == {wording.key for wording in wordings}
    rubric = seal_rubric(job_spec=spec, wordings=wordings, by=by, same_meaning_as=current.rubric if same else None)
    old = weights_of(current)
    given = {key: old[key] if key in old and old[key].value == value else WeightGiven(value) for key, value in weights.items()}
    return seal_version(job_spec=spec, rubric=rubric, weights=given, must_haves=must_haves_of(current), reason=reason, by=by)


@transaction.atomic
def confirm_rubric(*, rubric: Rubric, by: User) -> RubricConfirmation:
    """Note that `by` has read the anchors of a rubric and says that they fit. The first to say so is kept.

    Raises SpecArchived.
    """
    if JobSpec.objects.select_for_update(no_key=True).get(pk=rubric.job_spec_id).is_archived:
        raise SpecArchived("This job spec is archived. Bring it back before you change it.")
    return RubricConfirmation.objects.get_or_create(rubric=rubric, defaults={"confirmed_by": by})[0]
