"""What people rate of an interview, and what they have rated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from interviews.models import Asked, Interview
from scoring.models import HumanRating


def to_rate(asked: Iterable[Asked]) -> set[UUID]:
    """The competencies that a person can rate: asked about, in at least one answer that nobody excluded."""
    return {one.competency_id for one in asked if not getattr(getattr(one, "answer", None), "technical", "")}


@dataclass(frozen=True)
class Ratings:
    """The newest rating of each person, by competency: the reader's own, and those of the others."""

    mine: Mapping[UUID, HumanRating] = field(default_factory=dict)
    others: Mapping[UUID, Sequence[HumanRating]] = field(default_factory=dict)

    @property
    def raters(self) -> list[str]:
        """Who else has rated, by name."""
        return sorted({str(rating.rater) for ratings in self.others.values() for rating in ratings})


def ratings_of(interview: Interview, reader: UUID) -> Ratings:
    """All ratings that count of one interview: one query."""
    newest: dict[tuple[UUID, UUID], HumanRating] = {}
    for rating in interview.ratings.select_related("rater").order_by("created_at", "pk"):
        newest[rating.competency_id, rating.rater_id] = rating
    mine = {competency: rating for (competency, rater), rating in newest.items() if rater == reader}
    others: dict[UUID, list[HumanRating]] = {}
    for (competency, rater), rating in newest.items():
        if rater != reader:
            others.setdefault(competency, []).append(rating)
    return Ratings(mine, others)
