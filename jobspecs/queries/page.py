"""What the page of a job spec shows, in few queries at any number of competencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID
from zlib import crc32

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf

from config.compiled import Compiled
from jobspecs.models import (
    JobSpec,
    MustHave,
    Question,
    Rubric,
    RubricConfirmation,
    RubricRow,
    SpecRollup,
    User,
    Version,
    VersionRollup,
    Weight,
)
from jobspecs.queries.specs import specs_of_member, specs_of_owner

AWAY = "The language model "  # how a note begins that says why the rules on this machine took over
FEW_NOTES = 2


@dataclass(frozen=True)
class Drafting:
    """Who drafted a spec ("" where nobody did), and what was done otherwise than asked; `more` notes are folded away."""

    by: str
    notes: Sequence[str]
    more: Sequence[str]


@dataclass(frozen=True)
class CompetencyLine:
    """One competency of a version: its wording, its weight, and why the description led to that weight.

    `sources` are the places of the description that the role clause came from, `asked` counts the questions about it now.
    """

    key: str
    name: str
    definition: str
    for_this_role: str
    anchors: Sequence[str]
    weight: Decimal
    why: str
    sources: Sequence[Sequence[int]] = ()
    asked: int = 0


@dataclass(frozen=True)
class MustHaveRow:
    position: int
    kind: str
    text: str
    sources: Sequence[Sequence[int]] = ()

    @property
    def key(self) -> str:
        return must_have_id(self.text)


def must_have_id(text: str) -> str:
    """An id on the page that goes with the line when it moves, so that the focus does."""
    return f"must-have-{crc32(text.encode()):08x}"


@dataclass(frozen=True)
class Scored:
    """How many interviews have their current evaluation under one version."""

    number: int
    count: int


@dataclass(frozen=True)
class VersionFacts:
    """What stands around the competencies of a version; `confirmed_by` is who read the levels and said that they fit."""

    must_haves: Sequence[MustHaveRow]
    scored: Sequence[Scored]
    running: int
    confirmed_by: str | None
    has_several_rubrics: bool  # of other meanings: who began under an earlier one is scored under that
    is_starting_point: bool  # nobody has moved or confirmed a weight since version 1

    @property
    def is_anything_scored(self) -> bool:
        return bool(self.scored)


@dataclass(frozen=True)
class Sealed:
    """What a version says for good: read once a process. `lines` count no questions."""

    lines: tuple[CompetencyLine, ...]
    must_haves: tuple[MustHaveRow, ...]
    has_several_rubrics: bool
    is_starting_point: bool


def competencies_of(version: Version) -> list[CompetencyLine]:
    """The competencies of a version in the order of its rubric: one query, and another one the first time."""
    return _with_counts(_sealed(version).lines, _ASKED(spec=version.job_spec_id))


def spec_being_weighed(user: User, spec_id: UUID) -> tuple[JobSpec, list[CompetencyLine]] | None:
    """A spec that the member may see, and what its weights are of; None for a stranger, or where it has no version.

    One query: it is asked many times a second, while a hand drags.
    """
    found = _ANY_WEIGHED(spec=spec_id) if user.is_superuser else _MY_WEIGHED(spec=spec_id, user=user.pk)
    version = found[0].current_version if found else None
    if version is None:
        return None
    spec = found[0]
    counts = [(one["key"], one["count"]) for one in spec.asked]  # type: ignore[attr-defined]  # annotated by _weighed
    return spec, _with_counts(_sealed(version).lines, counts)


def page_facts(version: Version) -> tuple[list[CompetencyLine], VersionFacts]:
    """The competencies of a version, which is the current one, and what stands around them: one query."""
    sealed = _sealed(version)
    [(scored, running, confirmed_by, asked)] = _FACTS(version=version.pk)
    facts = VersionFacts(
        must_haves=sealed.must_haves,
        scored=[Scored(**count) for count in scored],
        running=running or 0,
        confirmed_by=confirmed_by,
        has_several_rubrics=sealed.has_several_rubrics,
        is_starting_point=sealed.is_starting_point,
    )
    return _with_counts(sealed.lines, [(one["key"], one["count"]) for one in asked]), facts


def version_facts(version: Version) -> VersionFacts:
    """What stands around a version, in one query; levels count as confirmed under any wording of the same meaning."""
    return page_facts(version)[1]


def _with_counts(lines: Sequence[CompetencyLine], asked: Sequence[tuple[str, int]]) -> list[CompetencyLine]:
    counts = dict(asked)
    return [replace(line, asked=counts[line.key]) if line.key in counts else line for line in lines]


def _sealed(version: Version) -> Sealed:
    """What is fixed once the version is sealed; until then it is read each time."""
    read = _sealed_once if version.sealed_at else _read
    return read(version.pk, version.rubric_id)


@lru_cache(maxsize=1000)
def _sealed_once(version: UUID, rubric: UUID) -> Sealed:
    return _read(version, rubric)


def _read(version: UUID, rubric: UUID) -> Sealed:
    weights = Weight.objects.filter(version=version, competency=OuterRef("competency"))
    rows = (
        RubricRow.objects.filter(rubric=rubric)
        .annotate(weight=Subquery(weights.values("value")), why=Subquery(weights.values("reason")))
        .order_by("position")
        .values_list("competency__key", "name", "definition", "for_this_role", "anchors", "weight", "why", "sources")
    )
    must_haves = MustHave.objects.filter(version=OuterRef("pk")).order_by("position")
    as_drafted = Weight.objects.filter(
        version__job_spec=OuterRef("version__job_spec"),
        version__number=1,
        competency=OuterRef("competency"),
        value=OuterRef("value"),
    )
    by_people = Version.objects.filter(job_spec=OuterRef("job_spec"), number__gt=1, created_by__isnull=False)
    otherwise = Weight.objects.filter(~Exists(as_drafted), version=OuterRef("pk"))
    # Only weights can be saved just as they were: somebody has looked at them and lets them be.
    unchanged = Version.objects.filter(
        job_spec=OuterRef("job_spec"), number=OuterRef("number") - 1, content_hash=OuterRef("content_hash")
    )
    lines, several, weighed = (
        Version.objects.filter(pk=version)
        .annotate(
            lines=ArraySubquery(
                must_haves.values(line=JSONObject(position="position", kind="kind", text="text", sources="sources"))
            ),
            several=Exists(Rubric.objects.filter(job_spec=OuterRef("job_spec")).exclude(root=OuterRef("rubric__root"))),
            weighed=Exists(by_people.filter(Exists(otherwise) | Exists(unchanged))),
        )
        .values_list("lines", "several", "weighed")
        .get()
    )
    return Sealed(
        lines=tuple(CompetencyLine(*row) for row in rows),
        must_haves=tuple(MustHaveRow(**line) for line in lines),
        has_several_rubrics=several,
        is_starting_point=not weighed,
    )


def _asked(spec: Any) -> QuerySet[Question, Any]:
    """The questions of a spec by competency, to be counted."""
    return Question.objects.filter(round__job_spec=spec, retired_at__isnull=True).order_by().values("competency__key")


def _facts(version: UUID) -> QuerySet[Version, Any]:
    scored = VersionRollup.objects.filter(version__job_spec=OuterRef("job_spec"), evaluated__gt=0).order_by("version__number")
    confirmed = RubricConfirmation.objects.filter(rubric__root=OuterRef("rubric__root")).order_by("confirmed_at")
    name = Coalesce(NullIf("confirmed_by__name", Value("")), "confirmed_by__email", output_field=CharField())
    return (
        Version.objects.filter(pk=version)
        .annotate(
            scored=ArraySubquery(scored.values(count=JSONObject(number="version__number", count="evaluated"))),
            running=Subquery(SpecRollup.objects.filter(job_spec=OuterRef("job_spec")).values("in_progress")),
            confirmed=Subquery(confirmed.values(name=name)[:1]),
            asked=_counts_of("job_spec"),
        )
        .values_list("scored", "running", "confirmed", "asked")
    )


def _counts_of(spec: str) -> ArraySubquery:
    """To annotate with: how many questions ask about each competency; `spec` is the path to the spec's key."""
    return ArraySubquery(_asked(OuterRef(spec)).values(found=JSONObject(key="competency__key", count=Count("pk"))))


def _weighed(specs: QuerySet[JobSpec], spec: UUID) -> QuerySet[JobSpec]:
    joined = ("current_version__number", "current_version__rubric", "current_version__sealed_at", "current_version__job_spec")
    return specs.filter(pk=spec).annotate(asked=_counts_of("pk")).only("status", *joined)


_FACTS: Compiled[tuple[Any, ...]] = Compiled(_facts, "version", prepared=True)
_ANY_WEIGHED: Compiled[JobSpec] = Compiled(lambda spec: _weighed(specs_of_owner(), spec), "spec", prepared=True)
_MY_WEIGHED: Compiled[JobSpec] = Compiled(lambda spec, user: _weighed(specs_of_member(user), spec), "spec", "user", prepared=True)
_ASKED: Compiled[tuple[str, int]] = Compiled(
    lambda spec: _asked(spec).values_list("competency__key", Count("pk")), "spec", prepared=True
)


def drafting_of(spec: JobSpec) -> Drafting:
    """How a spec was drafted. That a model stayed away is read at once, and so is what little there is beside it."""
    names = [name.strip() for name in spec.drafted_with.split(",") if name.strip()]
    by = " and ".join("the rules on this machine" if name == "offline" else name for name in names)
    away = [note for note in spec.drafting_notes if note.startswith(AWAY)]
    mended = [note for note in spec.drafting_notes if not note.startswith(AWAY)]
    return Drafting(by, [*away, *mended], []) if len(mended) <= FEW_NOTES else Drafting(by, away, mended)


def questions_measuring(spec: JobSpec, key: str) -> list[Question]:
    """The questions of a spec that are asked and measure this competency."""
    return list(
        Question.objects.filter(round__job_spec=spec, competency__key=key, retired_at__isnull=True)
        .select_related("round")
        .order_by("round__position", "position")
    )
