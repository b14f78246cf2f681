"""Two to five candidates of one spec beside each other: the same questions, level by level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower, NullIf

from interviews.choices import InterviewState
from interviews.models import Declaration, Interview
from interviews.queries.recordings import has_doubts, has_stopped, has_unwritten
from jobspecs.models import JobSpec, MustHave, RubricRow, Weight
from scoring.choices import Missing, Outcome
from scoring.engines import engine_label
from scoring.levels import LEVEL_NAMES
from scoring.models import CompetencyScore, Decision, Evaluation, Evidence
from scoring.queries.findings import CONFIDENCE_WORDS
from scoring.queries.gradings import total_from
from scoring.queries.ranking import GraderError, beside_the_top, grader_error
from scoring.queries.sight import was_shown
from scoring.totals import Total, in_words

FEWEST, MOST = 2, 5
OFFERED = 40  # people in the list to choose from; others are found by searching


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
    def headline(self) -> str:
        return in_words(self.total).partition(" · ")[0] if self.total else ""

    @property
    def small_print(self) -> str:
        return in_words(self.total).partition(" · ")[2] if self.total else ""

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
    error: GraderError | None
    near_top: frozenset[UUID]

    @property
    def is_ranked(self) -> bool:
        return self.rubrics == 1 and not self.versions and not self.engines and all(column.is_rankable for column in self.columns)

    @property
    def hidden(self) -> Sequence[Column]:
        return [column for column in self.columns if column.is_hidden]


def comparable_of(job_spec: JobSpec) -> QuerySet[Interview]:
    """Interviews of a spec that can be put beside each other: handed in, and not erased."""
    found = Interview.objects.filter(job_spec=job_spec, state=InterviewState.SUBMITTED, candidate__erased_at__isnull=True)
    return found.select_related("candidate", "rubric")


@dataclass(frozen=True)
class People:
    """Who is offered for a comparison: who is chosen already, then others by name; `more` says how many are not listed."""

    chosen: Sequence[tuple[UUID, str]]
    others: Sequence[tuple[UUID, str]]
    more: int

    @property
    def is_too_few(self) -> bool:
        """Whether there are not even two to put beside each other."""
        return len(self.chosen) + len(self.others) + self.more < FEWEST


def people_to_compare(job_spec: JobSpec, chosen: Sequence[UUID], search: str) -> People:
    """The chosen, and at most OFFERED others whose name or address has `search` in it. Three queries, however many there are."""
    name = Coalesce(NullIf("candidate__name", Value("")), "candidate__email", output_field=CharField())
    rows = comparable_of(job_spec).annotate(shown=name).order_by(Lower("shown"), "pk")
    others = rows.exclude(pk__in=chosen)
    if search:
        others = others.filter(Q(candidate__name__icontains=search) | Q(candidate__email__icontains=search))
    offered = list(others.values_list("pk", "shown")[:OFFERED])
    more = others.count() - len(offered) if len(offered) == OFFERED else 0
    return People(list(rows.filter(pk__in=chosen).values_list("pk", "shown")), offered, more)


def compare(job_spec: JobSpec, chosen: Sequence[UUID], *, reader: UUID) -> Comparison:
    """Read the comparison of these interviews (from `comparable_of`); as many queries for five as for two."""
    columns = _columns(job_spec, chosen, reader)
    shown = [column.evaluation for column in columns if column.evaluation]
    tags = {evaluation.version.tag for evaluation in shown}
    rubrics = {column.interview.rubric.root_id for column in columns}
    error = grader_error(job_spec)
    found = Comparison(
        columns=columns,
        lines=_lines(columns, shown),
        must_haves=_declared(job_spec, columns),
        versions=sorted(tags) if len(tags) > 1 else (),
        engines=_engines(columns),
        rubrics=len(rubrics),
        error=error,
        near_top=frozenset(),
    )
    if not found.is_ranked or error is None:
        return found
    totals = {column.interview.pk: column.evaluation.total for column in columns if column.evaluation}
    near = beside_the_top({key: total for key, total in totals.items() if total is not None}, error)
    return Comparison(**{**vars(found), "near_top": near})


def _columns(job_spec: JobSpec, chosen: Sequence[UUID], reader: UUID) -> list[Column]:
    decisions = Decision.objects.filter(interview=OuterRef("pk")).order_by("-decided_at", "-pk")
    rows = (
        comparable_of(job_spec)
        .filter(pk__in=chosen)
        .select_related("current_evaluation__evaluation__version", "current_evaluation__evaluation__grading")
        .annotate(
            is_shown=was_shown(reader),
            outcome=Subquery(decisions.values("outcome")[:1]),
            waits=has_unwritten(),
            stopped=has_stopped(),
            doubted=has_doubts(),
        )
    )
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
    """A line for each competency of any of the rubrics, in the order of the first that has it."""
    gradings = [evaluation.grading_id for evaluation in shown]
    scores = {(s.grading_id, s.competency_id): s for s in CompetencyScore.objects.filter(grading__in=gradings)}
    quotes = _best_quotes(gradings)
    rubrics = [column.interview.rubric_id for column in columns]
    rows = list(RubricRow.objects.filter(rubric__in=rubrics).select_related("competency").order_by("-rubric__number", "position"))
    versions = {evaluation.version_id for evaluation in shown}
    given = Weight.objects.filter(version__in=versions).values_list("competency_id", "value")
    weights = dict(given) if len(versions) == 1 else {}
    asked = {(row.rubric_id, row.competency_id) for row in rows}
    lines: dict[UUID, Line] = {}
    for row in rows:
        cells = [_cell(column, row.competency_id, scores, quotes, asked) for column in columns]
        lines.setdefault(row.competency_id, Line(row, weights.get(row.competency_id), cells))
    return list(lines.values())


def _cell(
    column: Column,
    competency: UUID,
    scores: Mapping[tuple[UUID, UUID], CompetencyScore],
    quotes: Mapping[int, str],
    asked: set[tuple[UUID, UUID]],
) -> Cell:
    if (column.interview.rubric_id, competency) not in asked:
        return Cell(in_rubric=False)
    score = scores.get((column.evaluation.grading_id, competency)) if column.evaluation else None
    return Cell(score, quotes.get(score.pk, "") if score else "")


def _best_quotes(gradings: Sequence[UUID]) -> dict[int, str]:
    """One quote a score: the longest, since it says most by itself."""
    best: dict[int, str] = {}
    for piece in Evidence.objects.filter(score__grading__in=gradings).select_related("revision").order_by("pk"):
        text = piece.revision.text[piece.start : piece.end]
        if len(text) > len(best.get(piece.score_id, "")):
            best[piece.score_id] = text
    return best


def _declared(job_spec: JobSpec, columns: Sequence[Column]) -> list[MustHaveLine]:
    """The must-haves of the current version with what each candidate declared about the same words."""
    interviews = [column.interview.pk for column in columns]
    rows = Declaration.objects.filter(interview__in=interviews).select_related("must_have")
    said = {(row.interview_id, row.must_have.text): row for row in rows}
    lines = {m.text: m for m in reversed(MustHave.objects.filter(version=job_spec.current_version_id).order_by("position"))}
    return [
        MustHaveLine(must_have, [said.get((interview, text)) for interview in interviews])
        for text, must_have in reversed(lines.items())
    ]
