"""The report of one interview: findings with their evidence, what to ask in person, answers, what people said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from config.work import WorkState
from interviews.choices import InterviewState
from interviews.models import Asked, Interview
from jobspecs.models import MustHave, RubricRow, Weight
from scoring.choices import Missing
from scoring.levels import LEVEL_NAMES
from scoring.models import CompetencyScore, Decision, Evaluation, Evidence, GradingOrder, HumanRating
from scoring.quoting import Piece, anchors_of, pieces_of
from scoring.totals import Total, in_words

CONFIDENCE_WORDS = ((0.7, "high"), (0.4, "medium"), (0.0, "low"))


@dataclass(frozen=True)
class QuoteShown:
    """Verbatim words of an answer, and where they stand."""

    text: str
    position: int
    anchor: str  # empty where the answer has been corrected since: its words stand in an older revision


@dataclass(frozen=True)
class Finding:
    """One competency as the report shows it."""

    row: RubricRow
    weight: Decimal | None
    score: CompetencyScore | None
    quotes: Sequence[QuoteShown] = ()
    mine: HumanRating | None = None
    others: Sequence[HumanRating] = ()

    @property
    def key(self) -> str:
        return self.row.competency.key

    @property
    def level_name(self) -> str:
        return LEVEL_NAMES[self.score.level] if self.score and self.score.level else ""

    @property
    def anchor(self) -> str:
        """What an answer of this level shows, by the rubric."""
        return self.row.anchors[self.score.level - 1] if self.score and self.score.level else ""

    @property
    def missing(self) -> str:
        return str(Missing(self.score.missing).label) if self.score and self.score.missing else ""

    @property
    def confidence(self) -> str:
        value = self.score.confidence if self.score else None
        return "" if value is None else next(word for least, word in CONFIDENCE_WORDS if value >= least)


@dataclass(frozen=True)
class AnswerShown:
    """One answer, in the wording that this candidate was asked, split at its quotes."""

    asked: Asked
    competency: str
    pieces: Sequence[Piece]
    note: str  # why there is nothing to read


@dataclass(frozen=True)
class Report:
    interview: Interview
    state: str  # in_progress, withdrawn, erased, waiting, stopped, graded
    evaluation: Evaluation | None
    total: Total | None
    findings: Sequence[Finding]
    ask_in_person: Sequence[str]
    answers: Sequence[AnswerShown]
    decisions: Sequence[Decision]
    must_haves: Sequence[MustHave]
    order: GradingOrder | None
    raters: Sequence[str] = field(default=())

    @property
    def headline(self) -> str:
        """The number at the top, or what stands in its place."""
        return in_words(self.total).partition(" · ")[0] if self.total else ""

    @property
    def small_print(self) -> str:
        """What the number rests on."""
        return in_words(self.total).partition(" · ")[2] if self.total else ""

    @property
    def has_stopped(self) -> bool:
        """There is no grading and none is coming, or one that was asked for has failed."""
        failed = self.order is not None and self.order.state == WorkState.FAILED
        return self.state == "stopped" or (self.state == "graded" and failed)

    @property
    def is_open_to_judgement(self) -> bool:
        return self.interview.state == InterviewState.SUBMITTED and self.state != "erased"

    @property
    def is_being_graded(self) -> bool:
        """An order is open: also beside a grading that stands, when somebody asked for another."""
        return self.order is not None and self.order.is_open and self.state != "erased"


def report_of(interview: Interview, *, reader: UUID) -> Report:
    """Read a report; `interview` comes from access.report_to_see, `reader` is the member who looks."""
    current = getattr(interview, "current_evaluation", None)
    is_withdrawn = interview.state == InterviewState.WITHDRAWN
    evaluation = current.evaluation if current and not is_withdrawn else None
    version_id = evaluation.version_id if evaluation else interview.job_spec.current_version_id
    order = GradingOrder.objects.filter(interview=interview).order_by("-queued_at", "-pk").first()
    asked = _asked(interview)
    # What is still being written is its writer's alone; what was withdrawn is nobody's to judge by any more.
    is_handed_in = interview.state == InterviewState.SUBMITTED
    evidence = _evidence(evaluation)
    anchors = _anchors(asked, evidence)
    findings = _findings(interview, evaluation, version_id, _quotes(asked, evidence, anchors), reader)
    return Report(
        interview=interview,
        state=_state(interview, evaluation, order),
        evaluation=evaluation,
        total=Total(evaluation.total, evaluation.coverage, evaluation.lower, evaluation.upper) if evaluation else None,
        findings=findings,
        ask_in_person=_ask_in_person(findings, asked) if evaluation and not interview.candidate.erased_at else (),
        answers=[_answer(one, findings, anchors.get(one.position, {})) for one in asked] if is_handed_in else (),
        decisions=list(interview.decisions.select_related("decided_by", "evaluation__version").order_by("-decided_at", "-pk")),
        must_haves=list(MustHave.objects.filter(version=version_id)),
        order=order,
        raters=sorted({str(rating.rater) for finding in findings for rating in finding.others}),
    )


def _state(interview: Interview, evaluation: Evaluation | None, order: GradingOrder | None) -> str:
    if interview.candidate.erased_at:
        return "erased"
    if interview.state != InterviewState.SUBMITTED:
        return interview.state
    if evaluation is not None:
        return "graded"
    return "waiting" if order is not None and order.is_open else "stopped"


def _asked(interview: Interview) -> list[Asked]:
    return list(interview.asked.select_related("revision", "competency", "answer__current_revision").order_by("position"))


def _evidence(evaluation: Evaluation | None) -> list[Evidence]:
    if evaluation is None:
        return []
    found = Evidence.objects.filter(score__grading=evaluation.grading_id).select_related("revision__answer__asked", "score")
    return list(found.order_by("revision__answer__asked__position", "start"))


def _anchors(asked: Sequence[Asked], evidence: Sequence[Evidence]) -> dict[int, dict[tuple[int, int], str]]:
    """By position of the answer: the spans that are quoted from the revision which is shown, with their names."""
    shown = {one.answer.current_revision_id: one.position for one in asked if hasattr(one, "answer")}
    spans: dict[int, list[tuple[int, int]]] = {}
    for piece in evidence:
        if piece.revision_id in shown:
            spans.setdefault(shown[piece.revision_id], []).append((piece.start, piece.end))
    return {position: anchors_of(position, found) for position, found in spans.items()}


def _quotes(
    asked: Sequence[Asked], evidence: Sequence[Evidence], anchors: Mapping[int, Mapping[tuple[int, int], str]]
) -> dict[UUID, list[QuoteShown]]:
    shown = {one.answer.current_revision_id for one in asked if hasattr(one, "answer")}
    quotes: dict[UUID, list[QuoteShown]] = {}
    for piece in evidence:
        position = piece.revision.answer.asked.position
        anchor = anchors[position][piece.start, piece.end] if piece.revision_id in shown else ""
        quote = QuoteShown(piece.revision.text[piece.start : piece.end], position, anchor)
        quotes.setdefault(piece.score.competency_id, []).append(quote)
    return quotes


def _findings(
    interview: Interview,
    evaluation: Evaluation | None,
    version_id: UUID | None,
    quotes: Mapping[UUID, Sequence[QuoteShown]],
    reader: UUID,
) -> list[Finding]:
    weights = dict(Weight.objects.filter(version=version_id).values_list("competency_id", "value"))
    scores = {s.competency_id: s for s in evaluation.grading.scores.all()} if evaluation else {}
    mine, others = _ratings(interview, reader)
    return [
        Finding(
            row=row,
            weight=weights.get(row.competency_id),
            score=scores.get(row.competency_id),
            quotes=quotes.get(row.competency_id, ()),
            mine=mine.get(row.competency_id),
            others=others.get(row.competency_id, ()),
        )
        for row in interview.rubric.rows.select_related("competency").order_by("position")
    ]


def _ratings(interview: Interview, reader: UUID) -> tuple[dict[UUID, HumanRating], dict[UUID, list[HumanRating]]]:
    """The reader's own newest rating a competency, and the newest of each other rater."""
    newest: dict[tuple[UUID, UUID], HumanRating] = {}
    for rating in interview.ratings.select_related("rater").order_by("created_at", "pk"):
        newest[rating.competency_id, rating.rater_id] = rating
    mine = {competency: rating for (competency, rater), rating in newest.items() if rater == reader}
    others: dict[UUID, list[HumanRating]] = {}
    for (competency, rater), rating in newest.items():
        if rater != reader:
            others.setdefault(competency, []).append(rating)
    return mine, others


def _ask_in_person(findings: Sequence[Finding], asked: Sequence[Asked]) -> list[str]:
    """What stayed open: no score, or a level of 1 or 2; with a follow-up of the question, where there is one."""
    return [_to_ask(finding, asked) for finding in findings if _is_open(finding)]


def _is_open(finding: Finding) -> bool:
    return finding.score is not None and (finding.score.level is None or finding.score.level <= 2)


def _to_ask(finding: Finding, asked: Sequence[Asked]) -> str:
    level = finding.score.level if finding.score else None
    what = {None: f"no score ({finding.missing.lower()})", 1: "no evidence", 2: "weak evidence"}[level]
    probes = [one.revision.probes[0] for one in asked if one.competency_id == finding.row.competency_id and one.revision.probes]
    return f"{what[0].upper()}{what[1:]} on {finding.row.name}." + (f" “{probes[0]}”" if probes else "")


def _answer(asked: Asked, findings: Sequence[Finding], anchors: Mapping[tuple[int, int], str]) -> AnswerShown:
    name = next((f.row.name for f in findings if f.row.competency_id == asked.competency_id), asked.competency.key)
    answer = getattr(asked, "answer", None)
    revision = answer.current_revision if answer else None
    text = revision.text if revision else ""
    note = ""
    if revision is not None and revision.erased_at:
        note = "Erased."
    elif answer is not None and answer.technical:
        note = f"Not scored: {answer.technical}"
    elif not text:
        note = "Not handed in." if answer is not None and answer.draft else "Left unanswered."
    return AnswerShown(asked, name, pieces_of(text, anchors), note)


def latest_order_state(interview: Interview) -> str:
    """The state of the newest order to grade an interview, or nothing."""
    states = GradingOrder.objects.filter(interview=interview).order_by("-queued_at", "-pk").values_list("state", flat=True)
    return states.first() or ""


OPEN_STATES = frozenset({WorkState.QUEUED, WorkState.RUNNING})
