"""What the page of a job spec shows, in few queries at any number of competencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from zlib import crc32

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf

from jobspecs.models import (
    JobSpec,
    MustHave,
    Question,
    Rubric,
    RubricConfirmation,
    RubricRow,
    SpecRollup,
    Version,
    VersionRollup,
    Weight,
)

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


def competencies_of(version: Version) -> list[CompetencyLine]:
    """The competencies of a version in the order of its rubric: one query."""
    weights = Weight.objects.filter(version=version, competency=OuterRef("competency"))
    asked = Question.objects.filter(competency=OuterRef("competency"), retired_at__isnull=True).order_by()
    counted = asked.values("competency").annotate(count=Count("pk")).values("count")
    rows = (
        RubricRow.objects.filter(rubric=version.rubric_id)
        .annotate(
            weight=Subquery(weights.values("value")),
            why=Subquery(weights.values("reason")),
            asked=Coalesce(Subquery(counted), 0),
        )
        .order_by("position")
        .values_list("competency__key", "name", "definition", "for_this_role", "anchors", "weight", "why", "sources", "asked")
    )
    return [CompetencyLine(*row) for row in rows]


def version_facts(version: Version) -> VersionFacts:
    """What stands around a version, in one query; levels count as confirmed under any wording of the same meaning."""
    must_haves = MustHave.objects.filter(version=OuterRef("pk")).order_by("position")
    scored = VersionRollup.objects.filter(version__job_spec=OuterRef("job_spec"), evaluated__gt=0).order_by("version__number")
    confirmed = RubricConfirmation.objects.filter(rubric__root=OuterRef("rubric__root")).order_by("confirmed_at")
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
    row = (
        Version.objects.filter(pk=version.pk)
        .annotate(
            lines=ArraySubquery(
                must_haves.values(line=JSONObject(position="position", kind="kind", text="text", sources="sources"))
            ),
            scored=ArraySubquery(scored.values(count=JSONObject(number="version__number", count="evaluated"))),
            running=Subquery(SpecRollup.objects.filter(job_spec=OuterRef("job_spec")).values("in_progress")),
            confirmed=Subquery(
                confirmed.values(
                    name=Coalesce(NullIf("confirmed_by__name", Value("")), "confirmed_by__email", output_field=CharField())
                )[:1]
            ),
            several=Exists(Rubric.objects.filter(job_spec=OuterRef("job_spec")).exclude(root=OuterRef("rubric__root"))),
            weighed=Exists(by_people.filter(Exists(otherwise) | Exists(unchanged))),
        )
        .values_list("lines", "scored", "running", "confirmed", "several", "weighed")
        .get()
    )
    lines, counts, running, confirmed_by, several, weighed = row
    return VersionFacts(
        must_haves=[MustHaveRow(**line) for line in lines],
        scored=[Scored(**count) for count in counts],
        running=running or 0,
        confirmed_by=confirmed_by,
        has_several_rubrics=several,
        is_starting_point=not weighed,
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
