"""From what an answer shows to a score of 0 to 100, and how sure that is.

The weights below were set by judgement and only checked against graded interviews (docs/grading.md has the figures);
no word was learnt from data. `BASE` is what an intelligible answer gets that shows nothing: level 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scoring.grading.features import Features

BASE = 8.0
WEIGHTS = Features(
    borne_out=30,
    strong=15,
    checked=10,
    recorded=8,
    ruled=10,
    resulted=10,
    reasoned=8,
    conditioned=4,
    counted=8,
    shown=40,
    own=6,
    left_open=-45,
)
KNEE, PAST_KNEE = 62.5, 0.6  # past the edge of level 4 more is needed for each point
OTHERS_COUNT = 0.5  # an answer to another competency's question, at most, where an own answer counts 1
OTHERS_FROM = 0.2  # how much of the competency such an answer must bear out to count at all
CLAIMED_AT_MOST = 37  # level 2: words of the competency, and nothing that was done
TOLD_AT_MOST = 62  # level 3: what was done, without a check, a rule, a result, a reason or a figure


@dataclass(frozen=True)
class Part:
    """What one answer adds to a competency: its score, and how much that counts."""

    score: float
    counts: float


def score_of(features: Features) -> float:
    """The score of one answer, 0 … 100."""
    raw = BASE + math.fsum(w * f for w, f in zip(WEIGHTS.values(), features.values(), strict=True))
    ceiling = 100 if features.is_concrete else TOLD_AT_MOST if features.acted else CLAIMED_AT_MOST
    return min(max(raw if raw <= KNEE else KNEE + (raw - KNEE) * PAST_KNEE, 0.0), ceiling)


def weight_of_other(features: Features) -> float:
    """What an answer to another question counts: the more, the more it bears out."""
    return OTHERS_COUNT * max(0.0, features.borne_out - OTHERS_FROM) / (1 - OTHERS_FROM)


def combined(parts: Sequence[Part]) -> int:
    """The weighted mean as a whole number, halves upward."""
    total = math.fsum(part.counts for part in parts)
    return math.floor(math.fsum(part.score * part.counts for part in parts) / total + 0.5)


def confidence_of(score: int, parts: Sequence[Part], shown: int) -> float:
    """How firmly a score stands, 0 … 1: more when much is shown, the answers agree, and no level's edge is near.

    It orders scores by how much there was to go on; it is not the chance that a person would give the same level.
    """
    amount = 1 - math.exp(-shown / 4)
    to_edge = min(abs(score - edge) for edge in (12.5, 37.5, 62.5, 87.5)) / 12.5
    spread = max(part.score for part in parts) - min(part.score for part in parts)
    return round(0.2 + 0.4 * amount + 0.2 * min(1.0, to_edge) + 0.2 * (1 - spread / 100), 2)
