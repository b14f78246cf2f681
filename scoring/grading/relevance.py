"""How far a question and its answer are about each competency of a rubric, from the words that tell its competencies apart."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scoring.grading.rubrics import Target
from scoring.grading.words import stems

SHARPNESS = 6.0  # how clearly the competency that is met best stands out
ANSWER_COUNTS = 0.2  # what people talk about, where what they were asked counts 1


def pointing(question: str, answer: str, targets: Sequence[Target]) -> list[float]:
    """How much question and answer point to each competency: 0 and up, comparable within one rubric."""
    asked, said = sorted(stems(question)), sorted(stems(answer))
    return [
        math.fsum(target.direction.get(stem, 0.0) for stem in asked)
        + ANSWER_COUNTS * math.fsum(target.direction.get(stem, 0.0) for stem in said)
        for target in targets
    ]


def shares(points: Sequence[float]) -> list[float]:
    """What is pointed to, as shares that sum to 1."""
    highest = max(points)
    raised = [math.exp(SHARPNESS * (point - highest)) for point in points]
    total = math.fsum(raised)
    return [value / total for value in raised]
