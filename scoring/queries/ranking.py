"""How far two totals of a spec can be told apart: from what people rated blind, and not at all where nobody has.

Rule 6 of the design. A score of one competency differs from what a person finds by an error d = score − score of the person's
level. Differences that all share (the engine is milder throughout) cancel between two candidates, so each competency's own
mean is taken off first. With s² the pooled variance of what is left and c the pooled covariance of the errors of two
competencies within one person's rating of one interview (0 at the least), a total Σ wᵢxᵢ with Σ wᵢ = 1 has the error

    SE² = Σᵢ Σⱼ wᵢ wⱼ σᵢⱼ = s² Σ wᵢ² + c (1 − Σ wᵢ²)

which is the variance of a weighted composite (Mosier, Psychometrika 8, 1943, 161–168) whose parts have one variance and one
covariance. It holds the person's error as well as the engine's, so it errs on the side of telling fewer apart.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet

from config.compiled import Compiled
from interviews.choices import InterviewState
from jobspecs.models import JobSpec
from jobspecs.queries.sealed import content_of
from scoring.choices import Shown
from scoring.levels import score_of_level
from scoring.models import CompetencyScore, CurrentEvaluation, Disclosure, HumanRating
from scoring.queries.candidates import ranked_along_the_index, ranked_for
from scoring.queries.whiles import kept_a_while
from scoring.statistics import not_distinguishable_from_the_top

ENOUGH = 10  # blind ratings, and as many degrees of freedom at least as DEGREES
DEGREES = 5
MANY, MEASURED_SECONDS = 1_000, 30  # differences: from there on an error is kept for so long


class Difference(NamedTuple):
    """What the engine scored above a person's level, in points, for one competency in one person's rating of one interview."""

    rating: tuple[UUID, UUID]  # interview and rater
    competency: UUID
    points: float


@dataclass(frozen=True)
class GraderError:
    """The standard error of a total against people, in points, and from how many blind ratings it comes."""

    points: float
    ratings: int
    interviews: int


@dataclass(frozen=True)
class NearTop:
    """Who cannot be told from the highest total. `error` is None where that has not been measured: then nobody is named."""

    error: GraderError | None
    interviews: frozenset[UUID]  # without the highest itself


def error_of(differences: Sequence[Difference], weights: Mapping[UUID, Decimal]) -> GraderError | None:
    """The formula above; None from too few. Competencies that have no weight are left out."""
    used = [one for one in differences if one.competency in weights]
    groups: dict[UUID, list[float]] = defaultdict(list)
    for one in used:
        groups[one.competency].append(one.points)
    free = len(used) - len(groups)
    if len(used) < ENOUGH or free < DEGREES:
        return None
    means = {key: math.fsum(points) / len(points) for key, points in groups.items()}
    left: dict[tuple[UUID, UUID], list[float]] = defaultdict(list)
    for one in used:
        left[one.rating].append(one.points - means[one.competency])
    variance = math.fsum(rest * rest for rests in left.values() for rest in rests) / free
    products = [a * b for rests in left.values() for a, b in combinations(rests, 2)]
    shared = max(0.0, math.fsum(products) / len(products)) if products else 0.0
    squares = float(sum(weight * weight for weight in weights.values()))
    error = math.sqrt(variance * squares + min(shared, variance) * (1 - squares))
    return GraderError(error, len(used), len({one.rating[0] for one in used}))


def grader_error(job_spec: JobSpec) -> GraderError | None:
    """Measured over a spec, for totals of its current version in which everything is scored. One query.

    From very many ratings it is measured twice a minute: one more of them moves it by nothing that is shown.
    """
    content = content_of(job_spec.current_version)

    def measured() -> tuple[float, int, int] | None:
        error = error_of(_differences(job_spec), content.weights)
        return astuple(error) if error else None

    def is_of_many(found: tuple[float, int, int] | None) -> bool:
        return found is not None and found[1] > MANY

    keys = (job_spec.pk, job_spec.current_version_id)
    kept = kept_a_while("grader-error", keys, measured, seconds=MEASURED_SECONDS, keep=is_of_many)
    return GraderError(*kept) if kept else None


def _differences(job_spec: JobSpec) -> list[Difference]:
    """Of each person's newest blind level, once they have rated all and were shown the scores."""
    found: dict[tuple[UUID, UUID], list[Difference]] = {}
    for interview, rater, rated, levels, scored, scores in _RATED(spec=job_spec.pk):
        newest, own = dict(zip(rated, levels, strict=True)), dict(zip(scored, scores, strict=True))
        rating = (interview, rater)
        found[rating] = [Difference(rating, key, own[key] - score_of_level(newest[key])) for key in newest if key in own]
    return [one for some in found.values() for one in some]


def _rated_blind(spec: UUID) -> QuerySet[Disclosure, Any]:
    """By interview and rater the competencies and levels, oldest first, and the engine's scores; a pair may come twice.

    Who was shown one interview and who was shown all are looked for apart: either is found by an index, both at once are not.
    """
    submitted = {"interview__job_spec": spec, "interview__state": InterviewState.SUBMITTED}
    shown = Disclosure.objects.filter(job_spec=spec, what__in=[Shown.RATED, Shown.SCORES]).order_by()
    shown_all = shown.filter(interview__isnull=True, user=OuterRef("rater"))
    one_by_one = shown.filter(**submitted).values_list("interview_id", "user_id", *_levels_and_scores("user"))
    of_all = HumanRating.objects.filter(Exists(shown_all), **submitted, saw_the_score=False).order_by()
    return one_by_one.union(of_all.values_list("interview_id", "rater_id", *_levels_and_scores("rater")), all=True)


def _levels_and_scores(rater: str) -> list[ArraySubquery]:
    """Of the interview and the rater of a row: four lists, of which two and two go together."""
    ratings = HumanRating.objects.filter(interview=OuterRef("interview"), rater=OuterRef(rater), saw_the_score=False)
    scores = CompetencyScore.objects.filter(grading=OuterRef("interview__current_evaluation__grading"), score__isnull=False)
    rated, scored = ratings.order_by("created_at", "pk"), scores.order_by("competency")
    return [
        *(ArraySubquery(rated.values(name)) for name in ("competency", "level")),
        *(ArraySubquery(scored.values(name)) for name in ("competency", "score")),
    ]


_RATED: Compiled[tuple[UUID, UUID, list[UUID], list[int], list[UUID], list[int]]] = Compiled(_rated_blind, "spec", prepared=True)


def near_the_top(job_spec: JobSpec, *, reader: UUID, among: Mapping[str, Mapping[UUID, Decimal]] | None = None) -> NearTop:
    """Who, among those whose scores the reader sees, is not distinguishable from the highest total of the ranked list.

    With `among`, totals of such by engine and interview, it is said of these alone. Where several engines have graded, each has
    its own highest: two engines are two scales. The error is measured over all of them together, which errs on the side of
    telling fewer apart.
    """
    error = grader_error(job_spec)
    if error is None:
        return NearTop(None, frozenset())
    by_engine: dict[str, dict[UUID, Decimal]] = defaultdict(dict)
    if among is None:
        shown = ranked_for(job_spec.pk, job_spec.current_version_id, reader).filter(total__isnull=False)
        for engine, key, total in shown.values_list("grading__engine", "current_for__interview", "total"):
            by_engine[engine][key] = total or Decimal(0)
    number = job_spec.current_version.number if job_spec.current_version else 0
    for engine, totals in (among or {}).items():
        highest = _highest(number, engine)(spec=job_spec.pk, reader=reader)
        by_engine[engine] = {**totals, **dict(highest)}
    return NearTop(error, frozenset().union(*(beside_the_top(totals, error) for totals in by_engine.values())))


@lru_cache(maxsize=64)
def _highest(number: int, engine: str) -> Compiled[tuple[UUID, Decimal]]:
    """The highest total by one engine under the version of this number: the first in the order of an index."""

    def build(spec: UUID, reader: UUID) -> QuerySet[CurrentEvaluation, Any]:
        ranked = ranked_along_the_index(spec, reader, number, engine).order_by(F("cents").desc())
        return ranked.values_list("interview", "evaluation__total")[:1]

    return Compiled(build, "spec", "reader")


def beside_the_top(totals: Mapping[UUID, Decimal], error: GraderError) -> frozenset[UUID]:
    """Who of these cannot be told from the highest, without the highest."""
    top = max(totals.values(), default=None)
    near = not_distinguishable_from_the_top(totals, error.points)
    return frozenset(key for key in near if totals[key] != top)
