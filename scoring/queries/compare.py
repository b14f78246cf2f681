"""Two to five candidates of one spec beside each other: the same questions, level by level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Length, Substr

from config.compiled import Compiled
from interviews.models import Declaration, Interview
from interviews.queries.recordings import has_doubts, has_stopped, has_unwritten
from jobspecs.models import JobSpec, MustHave, RubricRow
from jobspecs.queries.sealed import content_of, rows_of_rubric
from scoring.choices import Missing, Outcome
from scoring.engines import engine_label
from scoring.levels import LEVEL_NAMES
from scoring.models import CompetencyScore, Decision, Evaluation, Evidence
from scoring.queries.comparable import MOST, comparable_of
from scoring.queries.findings import CONFIDENCE_WORDS
from scoring.queries.gradings import total_from
from scoring.queries.ranking import GraderError, beside_the_top, grader_error
from scoring.queries.sight import was_shown
from scoring.totals import Total


@dataclass(frozen=True)
class Cell:
    """One competency of one candidate: level and score with one quote, or why there is none. Empty where hidden."""

    score: CompetencyScore | None = None
    quote: str = ""
    in_rubric: bool = True

    @property
    def level_name(self) -> str:
        return LEVEL_NAMES[self.score.level] if self.score and self.score.level else ""

    @property
    def missing(self) -> str:
        return str(Missing(self.score.missing).label) if self.score and self.score.missing else ""

    @property
    def confidence(self) -> str:
        value = self.score.confidence if self.score else None
        return "" if value is None else next(word for least, word in CONFIDENCE_WORDS if value >= least)


@dataclass(frozen=True)
class Column:
    """One candidate. `is_hidden`: the reader has not been shown the scores; then nothing of them is in here."""

    interview: Interview
    evaluation: Evaluation | None
    is_hidden: bool
    decision: str
    why_unscored: str

    @property
    def name(self) -> str:
        return self.interview.candidate.shown_name

    @property
    def total(self) -> Total | None:
        return total_from(self.evaluation) if self.evaluation else None

    @property
    def is_rankable(self) -> bool:
        return self.total is not None and self.total.value is not None and self.total.is_rankable


@dataclass(frozen=True)
class Line:
    """One competency over all columns."""

    row: RubricRow
    weight: Decimal | None
    cells: Sequence[Cell]


@dataclass(frozen=True)
class MustHaveLine:
    must_have: MustHave
    said: Sequence[Declaration | None]


@dataclass(frozen=True)
class Comparison:
    """All that the page shows. Columns stand by total only where these can be compared; else by name."""

    columns: Sequence[Column]
    lines: Sequence[Line]
    must_haves: Sequence[MustHaveLine]
    versions: Sequence[str]  # tags, where they are under several
    engines: Sequence[str]  # in words, where they were graded by several
    rubrics: int
    error: GraderError | None  # where they are ranked, and it has been measured
    near_top: frozenset[UUID]

    @property
    def is_ranked(self) -> bool:
        return self.rubrics == 1 and not self.versions and not self.engines and all(column.is_rankable for column in self.columns)

    @property
    def hidden(self) -> Sequence[Column]:
        return [column for column in self.columns if column.is_hidden]


def compare(job_spec: JobSpec, columns: Sequence[Column]) -> Comparison:
    """Put these beside each other: two queries for what is in the columns, as many for five as for two; one more where they are
    ranked, for how far totals can be told apart.
    """
    shown = [column.evaluation for column in columns if column.evaluation]
    tags = {evaluation.version.tag for evaluation in shown}
    rubrics = {column.interview.rubric.root_id for column in columns}
    found = Comparison(
        columns=columns,
        lines=_lines(columns, shown),
        must_haves=_declared(job_spec, columns),
        versions=sorted(tags) if len(tags) > 1 else (),
        engines=_engines(columns),
        rubrics=len(rubrics),
        error=None,
        near_top=frozenset(),
    )
    return _told_apart(found, grader_error(job_spec)) if found.is_ranked else found


def _told_apart(comparison: Comparison, error: GraderError | None) -> Comparison:
    """With who cannot be told from the highest by this error."""
    if error is None:
        return comparison
    totals = {column.interview.pk: column.evaluation.total for column in comparison.columns if column.evaluation}
    near = beside_the_top({key: total for key, total in totals.items() if total is not None}, error)
    return replace(comparison, error=error, near_top=near)


def columns_of(job_spec: JobSpec, keys: Sequence[UUID], *, reader: UUID) -> list[Column]:
    """A column for each of these interviews that is the spec's and can be compared; MOST keys at the most. One query, or none."""
    if not keys:
        return []
    rows = _COLUMNS(spec=job_spec.pk, reader=reader, **_slots(keys))
    columns = [_column(interview) for interview in rows]
    columns.sort(key=lambda column: (column.name.casefold(), str(column.interview.pk)))
    versions = {column.evaluation.version_id for column in columns if column.evaluation}
    if all(column.is_rankable for column in columns) and len(versions) == 1 and not _engines(columns):
        columns.sort(key=lambda column: -(column.total.value if column.total and column.total.value else Decimal(0)))
    return columns


def _engines(columns: Sequence[Column]) -> list[str]:
    """What graded them, where that is more than one engine: then their totals are on different scales."""
    names = {column.evaluation.grading.engine for column in columns if column.evaluation}
    return [engine_label(name) for name in sorted(names)] if len(names) > 1 else []


def _column(interview: Interview) -> Column:
    current = getattr(interview, "current_evaluation", None)
    is_unheard = interview.waits or interview.stopped or interview.doubted  # type: ignore[attr-defined]  # annotated
    is_shown = interview.is_shown  # type: ignore[attr-defined]  # annotated
    outcome = interview.outcome  # type: ignore[attr-defined]  # annotated
    why = "needs to be written down or listened to first" if is_unheard else "not graded yet"
    return Column(
        interview=interview,
        evaluation=current.evaluation if current and is_shown and not is_unheard else None,
        is_hidden=not is_shown,
        decision=str(Outcome(outcome).label) if outcome else "",
        why_unscored="" if current and not is_unheard else why,
    )


def _lines(columns: Sequence[Column], shown: Sequence[Evaluation]) -> list[Line]:
    """A line for each competency of any of the rubrics, in the order of the first that has it, the newest rubric first."""
    found = _SCORES(**_slots([evaluation.grading_id for evaluation in shown])) if shown else []
    scores = {(score.grading_id, score.competency_id): score for score in found}
    rubrics = {column.interview.rubric_id: column.interview.rubric for column in columns}
    newest_first = sorted(rubrics.values(), key=lambda rubric: -rubric.number)
    rows = [row for rubric in newest_first for row in rows_of_rubric(rubric)]
    versions = {evaluation.version_id: evaluation.version for evaluation in shown}
    weights = content_of(next(iter(versions.values()))).weights if len(versions) == 1 else {}
    asked = {(row.rubric_id, row.competency_id) for row in rows}
    lines: dict[UUID, Line] = {}
    for row in rows:
        cells = [_cell(column, row.competency_id, scores, asked) for column in columns]
        lines.setdefault(row.competency_id, Line(row, weights.get(row.competency_id), cells))
    return list(lines.values())


def _cell(
    column: Column, competency: UUID, scores: Mapping[tuple[UUID, UUID], CompetencyScore], asked: set[tuple[UUID, UUID]]
) -> Cell:
    if (column.interview.rubric_id, competency) not in asked:
        return Cell(in_rubric=False)
    score = scores.get((column.evaluation.grading_id, competency)) if column.evaluation else None
    return Cell(score, (score.quote or "") if score else "")  # type: ignore[attr-defined]  # annotated by _scores


def _declared(job_spec: JobSpec, columns: Sequence[Column]) -> list[MustHaveLine]:
    """The must-haves of the current version with what each candidate declared about the same words."""
    lines = {m.text: m for m in reversed(content_of(job_spec.current_version).must_haves)}
    if not lines or not columns:
        return []
    interviews = [column.interview.pk for column in columns]
    said = {(row.interview_id, row.must_have.text): row for row in _DECLARED(**_slots(interviews))}
    return [
        MustHaveLine(must_have, [said.get((interview, text)) for interview in interviews])
        for text, must_have in reversed(lines.items())
    ]


# --- what is read -------------------------------------------------------------------------------------------------
_KEYS = tuple(f"key{at}" for at in range(MOST))


def _slots(keys: Sequence[UUID]) -> dict[str, UUID]:
    """MOST keys of these, at least one: the last one stands for those that are missing."""
    return {name: keys[min(at, len(keys) - 1)] for at, name in enumerate(_KEYS)}


def _columns(spec: UUID, reader: UUID, **keys: UUID) -> QuerySet[Interview]:
    decisions = Decision.objects.filter(interview=OuterRef("pk")).order_by("-decided_at", "-pk")
    return (
        comparable_of(spec)
        .filter(pk__in=list(keys.values()))
        .select_related("current_evaluation__evaluation__version", "current_evaluation__evaluation__grading")
        .defer("current_evaluation__evaluation__grading__input")  # long, and no part of it
        .annotate(
            is_shown=was_shown(reader),
            outcome=Subquery(decisions.values("outcome")[:1]),
            waits=has_unwritten(),
            stopped=has_stopped(),
            doubted=has_doubts(),
        )
    )


def _scores(**gradings: UUID) -> QuerySet[CompetencyScore]:
    """With one quote each, as `quote`: the longest, since it says most by itself."""
    words = Substr("revision__text", F("start") + 1, F("end") - F("start"))
    quotes = Evidence.objects.filter(score=OuterRef("pk")).annotate(words=words).order_by(Length("words").desc(), "pk")
    found = CompetencyScore.objects.filter(grading__in=list(gradings.values()))
    return found.annotate(quote=Subquery(quotes.values("words")[:1]))


def _declarations(**interviews: UUID) -> QuerySet[Declaration]:
    return Declaration.objects.filter(interview__in=list(interviews.values())).select_related("must_have")


_COLUMNS: Compiled[Interview] = Compiled(_columns, "spec", "reader", *_KEYS, prepared=True)
_SCORES: Compiled[CompetencyScore] = Compiled(_scores, *_KEYS, prepared=True)
_DECLARED: Compiled[Declaration] = Compiled(_declarations, *_KEYS, prepared=True)
