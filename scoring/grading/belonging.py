"""Which competency a question belongs to, where nobody said: the one that it and its answer point to most.

Only for interviews from a file. In Evenhand each question belongs to a competency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.grading.base import GivenAnswer, RubricCompetency
from scoring.grading.relevance import pointing
from scoring.grading.rubrics import read_rubric


@dataclass(frozen=True)
class Exchange:
    """A question and an answer to it; `turn` is the answer's place in the interview."""

    turn: int
    question: str
    answer: str


def given_answers(exchanges: Sequence[Exchange], rubric: Sequence[RubricCompetency]) -> tuple[GivenAnswer, ...]:
    """Each answer under the competency that its question points to most; of equals, the first of the rubric.

    A competency that no question points to most takes the answer that points to it most, which then counts for both.
    """
    targets = read_rubric(tuple(rubric)).targets
    points = [pointing(exchange.question, exchange.answer, targets) for exchange in exchanges]
    best = [max(range(len(targets)), key=row.__getitem__) for row in points]
    found = [_given(exchange, rubric[of], "") for exchange, of in zip(exchanges, best, strict=True)]
    for place, competency in enumerate(rubric):
        if exchanges and place not in best:
            column = [row[place] for row in points]
            nearest = column.index(max(column))
            found.append(_given(exchanges[nearest], competency, f":{place}"))
    return tuple(found)


def _given(exchange: Exchange, competency: RubricCompetency, mark: str) -> GivenAnswer:
    return GivenAnswer(ref=f"{exchange.turn}{mark}", competency=competency.key, question=exchange.question, text=exchange.answer)
