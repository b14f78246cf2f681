"""What a report says of each competency: level, score, reason, quotes, what people rated, what to ask in person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Substr

from config.compiled import Compiled
from interviews.models import Asked
from jobspecs.models import RubricRow
from scoring.choices import Missing
from scoring.levels import LEVEL_NAMES
from scoring.models import CompetencyScore, Evaluation, Evidence, HumanRating
from scoring.queries.answers import AnswerShown, Quoted
from scoring.queries.ratings import Ratings

CONFIDENCE_WORDS = ((0.7, "high"), (0.4, "medium"), (0.0, "low"))


@dataclass(frozen=True)
class QuoteShown:
    """Verbatim words of an answer, where they stand, and from when on they are said."""

    text: str
    position: int
    anchor: str  # empty where the answer has been corrected since: its words stand in an older revision
    recording: UUID | None = None  # where there is something to play
    at: float = 0.0
    is_candidates: bool = False  # words in it are not as they were heard: the candidate corrected them


@dataclass(frozen=True)
class LevelGiven:
    """What a person found, in words."""

    rater: str
    level: int
    level_name: str
    is_blind: bool


@dataclass(frozen=True)
class FindingShown:
    """A finding in plain values: all that its part of the page says. What its reader is not shown is not in it."""

    key: str
    name: str
    weight: Decimal | None
    level: int | None
    level_name: str
    score: int | None
    spread: tuple[int, int] | None
    confidence: str
    reason: str
    anchor: str
    missing: str
    quotes: tuple[QuoteShown, ...]
    mine: LevelGiven | None
    others: tuple[LevelGiven, ...]


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
    def spread(self) -> tuple[int, int] | None:
        """The lowest and highest of the runs, where an engine read more than once; their median is the score."""
        runs = self.score.runs if self.score else []
        return (min(runs), max(runs)) if len(runs) > 1 else None

    @property
    def confidence(self) -> str:
        value = self.score.confidence if self.score else None
        return "" if value is None else next(word for least, word in CONFIDENCE_WORDS if value >= least)

    @property
    def shown(self) -> FindingShown:
        """As the report says it."""
        score = self.score
        return FindingShown(
            key=self.key,
            name=self.row.name,
            weight=self.weight,
            level=score.level if score else None,
            level_name=self.level_name,
            score=score.score if score else None,
            spread=self.spread,
            confidence=self.confidence,
            reason=score.reason if score else "",
            anchor=self.anchor,
            missing=self.missing,
            quotes=tuple(self.quotes),
            mine=_given(self.mine) if self.mine else None,
            others=tuple(map(_given, self.others)),
        )


def _given(rating: HumanRating) -> LevelGiven:
    return LevelGiven(str(rating.rater), rating.level, LEVEL_NAMES[rating.level], not rating.saw_the_score)


def evidence_of(evaluation: Evaluation | None) -> list[Quoted]:
    """The evidence of a grading, in the order of the answers: one query."""
    if evaluation is None:
        return []
    return [Quoted(*row) for row in _EVIDENCE(grading=evaluation.grading_id)]


def _evidence(grading: UUID) -> QuerySet[Evidence, Any]:
    position = "revision__answer__asked__position"
    words = Substr("revision__text", F("start") + 1, F("end") - F("start"))
    found = Evidence.objects.filter(score__grading=grading).order_by(position, "start")
    return found.values_list("score__competency_id", "revision_id", position, "start", "end", words)


_EVIDENCE: Compiled[tuple[Any, ...]] = Compiled(_evidence, "grading", prepared=True)
_SCORES: Compiled[CompetencyScore] = Compiled(
    lambda grading: CompetencyScore.objects.filter(grading=grading), "grading", prepared=True
)


def findings_of(
    rows: Sequence[RubricRow],
    evaluation: Evaluation | None,
    weights: Mapping[UUID, Decimal],
    quotes: Mapping[UUID, Sequence[QuoteShown]],
    ratings: Ratings,
) -> list[Finding]:
    """One finding for each of these rows of the rubric; without scores where there is no evaluation. One query."""
    scores = {s.competency_id: s for s in _SCORES(grading=evaluation.grading_id)} if evaluation else {}
    return [
        Finding(
            row=row,
            weight=weights.get(row.competency_id),
            score=scores.get(row.competency_id),
            quotes=quotes.get(row.competency_id, ()),
            mine=ratings.mine.get(row.competency_id),
            others=ratings.others.get(row.competency_id, ()),
        )
        for row in rows
    ]


def quotes_of(evidence: Sequence[Quoted], answers: Sequence[AnswerShown]) -> dict[UUID, list[QuoteShown]]:
    """By competency: its quotes, with the place and time of each in the answers as they are shown."""
    shown = {answer.asked.position: answer for answer in answers}
    quotes: dict[UUID, list[QuoteShown]] = {}
    for piece in evidence:
        quotes.setdefault(piece.competency_id, []).append(_quote(piece, shown.get(piece.position)))
    return quotes


def _quote(piece: Quoted, answer: AnswerShown | None) -> QuoteShown:
    text, position = piece.text, piece.position
    if answer is None:
        return QuoteShown(text, position, "")
    anchor = answer.anchors.get((piece.start, piece.end), "") if piece.revision_id == answer.revision_id else ""
    at = answer.spoken.said_at(piece.revision_id, piece.start, piece.end) if answer.spoken else None
    is_candidates = answer.spoken is not None and answer.spoken.is_candidates_at(piece.revision_id, piece.start, piece.end)
    if answer.spoken is None or at is None or answer.spoken.sound != "ready":
        return QuoteShown(text, position, anchor, is_candidates=is_candidates)
    return QuoteShown(text, position, anchor, answer.spoken.recording_id, at, is_candidates)


def ask_in_person(findings: Sequence[Finding], asked: Sequence[Asked]) -> list[str]:
    """What stayed open: no score, or a level of 1 or 2; with a follow-up of the question, where there is one."""
    return [_to_ask(finding, asked) for finding in findings if _is_open(finding)]


def _is_open(finding: Finding) -> bool:
    return finding.score is not None and (finding.score.level is None or finding.score.level <= 2)


def _to_ask(finding: Finding, asked: Sequence[Asked]) -> str:
    level = finding.score.level if finding.score else None
    what = {None: f"no score ({finding.missing.lower()})", 1: "no evidence", 2: "weak evidence"}[level]
    probes = [one.revision.probes[0] for one in asked if one.competency_id == finding.row.competency_id and one.revision.probes]
    return f"{what[0].upper()}{what[1:]} on {finding.row.name}." + (f" “{probes[0]}”" if probes else "")
