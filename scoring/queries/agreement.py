"""How far people and the engine agree over a spec: from blind ratings alone, that is from who had not seen the scores.

Counted is what a person has finished: from a half-rated interview the figures would tell them, one by one, whether their
level is the engine's. Nor is anything counted of an interview whose scores the reader has not been shown: what comes to the
figures between two looks at the page would tell of that one. Each pair is a person's newest blind level and the level of
the grading that counts now, both by the rubric of that interview.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from interviews.choices import InterviewState
from jobspecs.models import JobSpec, RubricRow
from scoring.levels import LEVELS
from scoring.models import CompetencyScore, HumanRating
from scoring.queries.sight import was_shown
from scoring.statistics import Interval, kappa_interval, weighted_kappa

ENOUGH = 10  # blind ratings; a figure from fewer says more about chance than about anybody


@dataclass(frozen=True)
class Pair:
    """One competency of one interview: the level that a person gave, and the engine's."""

    interview: UUID
    competency: UUID
    rater: UUID
    person: int
    engine: int


@dataclass(frozen=True)
class Agreement:
    """Quadratic weighted kappa of people and engine, with what it rests on."""

    name: str
    n: int
    interviews: int
    exact: int
    near: int  # within one level, the exact ones with them
    kappa: float | None
    interval: Interval | None

    @property
    def is_too_few(self) -> bool:
        return self.n < ENOUGH

    @property
    def basis(self) -> str:
        """ "from 14 blind ratings of 5 interviews"."""
        ratings = f"{self.n} blind rating{'' if self.n == 1 else 's'}"
        return f"from {ratings} of {self.interviews} interview{'' if self.interviews == 1 else 's'}"

    @property
    def figure(self) -> str:
        """ ".62"; a dash where chance alone agrees fully, since all gave one level."""
        return "—" if self.kappa is None else two_places(self.kappa)

    @property
    def range(self) -> str:
        """ ".41 to .80", where there is an interval."""
        return f"{two_places(self.interval.low)} to {two_places(self.interval.high)}" if self.interval else ""


@dataclass(frozen=True)
class SpecAgreement:
    """All that the page shows."""

    overall: Agreement
    competencies: Sequence[Agreement]
    table: Sequence[tuple[int, Sequence[int]]]  # by the person's level: how often the engine gave 1 … 5
    raters: int
    engines: Sequence[str]
    not_blind: int
    hidden: int  # interviews that would count, and whose scores this reader has not been shown


def two_places(value: float) -> str:
    """ ".62", "−.05", "1.00"."""
    return f"{value:.2f}".replace("-", "−").replace("0.", ".", 1)


def agreement_of(job_spec: JobSpec, *, reader: UUID) -> SpecAgreement:
    """Agreement over a spec, of all and of each competency of the current rubric, as far as the reader was shown the scores."""
    counted = _counted(job_spec)
    pairs, engines = _pairs(counted.filter(was_shown(reader, "interview", "interview__job_spec")))
    everything = counted.aggregate(interviews=Count("interview", distinct=True))["interviews"]
    ratings = HumanRating.objects.filter(interview__job_spec=job_spec, saw_the_score=True)
    overall = _agreement("All competencies", pairs)
    rubric = job_spec.current_version.rubric_id if job_spec.current_version else None
    rows = RubricRow.objects.filter(rubric=rubric).order_by("position")
    return SpecAgreement(
        overall=overall,
        competencies=[_agreement(row.name, [p for p in pairs if p.competency == row.competency_id]) for row in rows],
        table=[(person, [sum((p.person, p.engine) == (person, own) for p in pairs) for own in LEVELS]) for person in LEVELS],
        raters=len({pair.rater for pair in pairs}),
        engines=engines,
        not_blind=ratings.count(),
        hidden=everything - overall.interviews,
    )


def _counted(job_spec: JobSpec) -> QuerySet[Any]:
    """Blind ratings that their rater has finished, each with the engine's level of now as `own`."""
    grading = "interview__current_evaluation__evaluation__grading"
    scores = CompetencyScore.objects.filter(grading=OuterRef(grading), competency=OuterRef("competency"))
    rows = HumanRating.objects.filter(
        interview__job_spec=job_spec, interview__state=InterviewState.SUBMITTED, saw_the_score=False
    )
    rows = rows.filter(was_shown(OuterRef("rater"), "interview", "interview__job_spec"))
    told = {"own": Subquery(scores.values("level")[:1]), "by": F(f"{grading}__engine"), "of": F(f"{grading}__engine_version")}
    known: QuerySet[Any] = rows.annotate(**told)
    return known.filter(own__isnull=False).order_by("created_at", "pk")


def _pairs(rows: QuerySet[Any]) -> tuple[list[Pair], list[str]]:
    """The pairs of what `_counted` gives, and the engines that they compare with: one query."""
    newest: dict[tuple[UUID, UUID, UUID], Pair] = {}
    engines = set()
    for row in rows.values("interview_id", "competency_id", "rater_id", "level", "own", "by", "of"):
        key = (row["interview_id"], row["competency_id"], row["rater_id"])
        newest[key] = Pair(*key, person=row["level"], engine=row["own"])
        engines.add(f"{row['by']} {row['of']}")
    return list(newest.values()), sorted(engines)


def _agreement(name: str, pairs: Iterable[Pair]) -> Agreement:
    groups: dict[UUID, list[tuple[int, int]]] = {}
    for pair in pairs:
        groups.setdefault(pair.interview, []).append((pair.person, pair.engine))
    flat = [both for group in groups.values() for both in group]
    return Agreement(
        name=name,
        n=len(flat),
        interviews=len(groups),
        exact=sum(person == engine for person, engine in flat),
        near=sum(abs(person - engine) <= 1 for person, engine in flat),
        kappa=weighted_kappa([person for person, _ in flat], [engine for _, engine in flat]),
        interval=kappa_interval(list(groups.values())),
    )
