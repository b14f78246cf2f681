"""The result of one interview in plain words, for its candidate: their own words, levels and reasons, nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from interviews.choices import InterviewState
from interviews.models import Asked, Interview
from interviews.queries import asked_of
from jobspecs.models import Weight
from scoring.choices import Outcome
from scoring.models import CurrentEvaluation, Decision, Evaluation
from scoring.queries.findings import Finding, evidence_of
from scoring.queries.unheard import why_unheard
from scoring.totals import Total, whole

HIGHEST = 5


@dataclass(frozen=True)
class Explained:
    """One competency: what was asked, how far the answer came, on which words it rests, what would have shown more."""

    finding: Finding
    asked: Sequence[Asked]
    quotes: Sequence[str]
    next_level: int | None
    next_anchor: str

    @property
    def percent(self) -> int | None:
        """How much it counts, in whole percent."""
        return None if self.finding.weight is None else whole(self.finding.weight * 100)


@dataclass(frozen=True)
class Explanation:
    """All of it. `decided_by` is empty while nobody has decided. `current_from`: since when this is the result that counts."""

    competencies: Sequence[Explained]
    total: Total
    read_at: datetime
    current_from: datetime
    decided_by: str
    decided_at: datetime | None
    decided_on_another: bool  # the decision was made before the reading that is explained
    left_out: Sequence[int]  # positions of answers that do not count, through no fault of the candidate's

    @property
    def coverage(self) -> int:
        """On how much of the weights the total rests, in whole percent."""
        return whole(self.total.coverage * 100)


def explanation_of(interview: Interview) -> Explanation | None:
    """What the current evaluation says; None where there is none, or somebody has to listen to an answer first."""
    current = (
        CurrentEvaluation.objects.select_related("evaluation__grading", "evaluation__version").filter(pk=interview.pk).first()
    )
    if current is None or interview.state != InterviewState.SUBMITTED or why_unheard(interview):
        return None
    evaluation = current.evaluation
    rows = list(interview.rubric.rows.select_related("competency").order_by("position"))
    weights = dict(Weight.objects.filter(version=evaluation.version_id).values_list("competency_id", "value"))
    scores = {score.competency_id: score for score in evaluation.grading.scores.all()}
    findings = [Finding(row, weights.get(row.competency_id), scores.get(row.competency_id)) for row in rows]
    asked, quotes = asked_of(interview), _quotes(evaluation)
    decision = interview.decisions.select_related("decided_by", "evaluation").order_by("-decided_at", "-pk").first()
    final = decision if decision is not None and decision.outcome != Outcome.HOLD else None
    return Explanation(
        competencies=[_explained(finding, asked, quotes) for finding in findings],
        total=Total(evaluation.total, evaluation.coverage, evaluation.lower, evaluation.upper),
        read_at=evaluation.grading.created_at,
        current_from=max(current.since, evaluation.created_at),
        decided_by=final.decided_by.name if final else "",
        decided_at=final.decided_at if final else None,
        decided_on_another=_is_on_another(final, evaluation),
        left_out=[one.position for one in asked if getattr(one, "answer", None) is not None and one.answer.technical],
    )


def _is_on_another(decision: Decision | None, evaluation: Evaluation) -> bool:
    """Other weights for the same reading are no other reading. Who decided without a score is told by the time."""
    if decision is None:
        return False
    if decision.evaluation is not None:
        return decision.evaluation.grading_id != evaluation.grading_id
    return decision.decided_at < evaluation.grading.created_at


def _quotes(evaluation: Evaluation) -> dict[object, list[str]]:
    quotes: dict[object, list[str]] = {}
    for piece in evidence_of(evaluation):
        if piece.text:
            quotes.setdefault(piece.competency_id, []).append(piece.text)
    return quotes


def _explained(finding: Finding, asked: Sequence[Asked], quotes: dict[object, list[str]]) -> Explained:
    level = finding.score.level if finding.score else None
    above = level + 1 if level is not None and level < HIGHEST else None
    return Explained(
        finding=finding,
        asked=[one for one in asked if one.competency_id == finding.row.competency_id],
        quotes=quotes.get(finding.row.competency_id, []),
        next_level=above,
        next_anchor=finding.row.anchors[above - 1] if above else "",
    )
