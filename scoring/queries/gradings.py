"""Earlier gradings of an interview: they stay readable until they are erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from interviews.models import Interview
from jobspecs.queries.sealed import content_of, rows_of_rubric
from scoring.models import Evaluation, Grading, Replay
from scoring.queries.findings import Finding, QuoteShown, evidence_of, findings_of
from scoring.queries.ratings import Ratings
from scoring.queries.replays import newest_replay
from scoring.totals import Total, in_words


class Told:
    """What has a total, and says it in words."""

    total: Total | None

    @property
    def headline(self) -> str:
        """The number at the top, or what stands in its place."""
        return in_words(self.total).partition(" · ")[0] if self.total else ""

    @property
    def small_print(self) -> str:
        """What the number rests on."""
        return in_words(self.total).partition(" · ")[2] if self.total else ""


@dataclass(frozen=True)
class EarlierGrading:
    """A grading that is not the current one, with the newest evaluation of it."""

    evaluation: Evaluation

    @property
    def grading(self) -> Grading:
        return self.evaluation.grading

    @property
    def told(self) -> str:
        """ "80 · based on 85 % of the weights · 68–83 if the rest were scored"."""
        return in_words(total_from(self.evaluation))


@dataclass(frozen=True)
class PastReading(Told):
    """One grading as it was read, whatever counts today."""

    grading: Grading
    evaluation: Evaluation | None
    total: Total | None
    findings: Sequence[Finding]
    replay: Replay | None  # the newest


def total_from(evaluation: Evaluation) -> Total:
    """The stored evaluation as a Total, to be worded."""
    return Total(evaluation.total, evaluation.coverage, evaluation.lower, evaluation.upper)


def earlier_gradings(interview: Interview, current: Evaluation | None) -> list[EarlierGrading]:
    """All but the one that counts, newest first: one query."""
    evaluations = Evaluation.objects.filter(grading__interview=interview).select_related("grading", "version")
    if current is not None:
        evaluations = evaluations.exclude(grading=current.grading_id)
    newest: dict[UUID, Evaluation] = {}
    for evaluation in evaluations.order_by("-grading__created_at", "-created_at", "-pk"):
        newest.setdefault(evaluation.grading_id, evaluation)
    return [EarlierGrading(evaluation) for evaluation in newest.values()]


def past_reading(grading: Grading) -> PastReading:
    """One grading with its scores and quotes; `grading` comes from access.grading_to_see."""
    interview = grading.interview
    evaluation = grading.evaluations.select_related("version", "grading").order_by("-created_at", "-pk").first()
    rows = rows_of_rubric(interview.rubric)
    quotes: dict[UUID, list[QuoteShown]] = {}
    for piece in evidence_of(evaluation):
        quotes.setdefault(piece.competency_id, []).append(QuoteShown(piece.text, piece.position, ""))
    weights = content_of(evaluation.version if evaluation else None).weights
    findings = findings_of(rows, evaluation, weights, quotes, Ratings())
    total = total_from(evaluation) if evaluation else None
    return PastReading(grading, evaluation, total, findings, newest_replay(grading.pk))
