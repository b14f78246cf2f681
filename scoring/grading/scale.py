"""From what an answer shows to a score of 0 to 100, and how sure that is.

The weights were fitted by tests/scoring/fit_grader.py, rounded; docs/grading.md has the figures. No word was learnt from
data. `BASE` is what an intelligible answer gets that shows nothing: level 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.grading.features import NAMES, Features

BASE = 8.0
WEIGHTS = {"present": 34.0, "borne_out": 23.0, "strong": 14.0, "shown": 30.0, "exact": 20.0, "vague": -27.0, "others": -23.0}
OTHERS_COUNT = 1.5  # an answer that is wholly about this competency, where an own answer counts 1
OTHERS_ANYWAY = 0.02  # what any other answer counts: people are alike from one question to the next
HELPS_FROM = 0.1  # what another answer must count to be quoted
OTHERS_AT_MOST = 1.0  # all others together, for each own answer
CLAIMED_AT_MOST = 37.0  # level 2: words of the competency, and nothing that was done
FOR_ACTS, FOR_CONCRETE = 40.0, 60.0  # how much higher, for what was done, and for checks, rules, results, reasons or figures


@dataclass(frozen=True)
class Part:
    """What one answer adds to a competency: its score, and how much that counts."""

    score: float
    counts: float


def score_of(features: Features, weights: Mapping[str, float] = WEIGHTS) -> float:
    """The score of one answer, 0 … 100."""
    raw = BASE + math.fsum(weights[name] * value for name, value in zip(NAMES, features.values(), strict=True))
    return min(max(raw, 0.0), ceiling_of(features), 100.0)


def ceiling_of(features: Features) -> float:
    """Words alone end at level 2; what was done, and what makes it concrete, lift that step by step."""
    return CLAIMED_AT_MOST + FOR_ACTS * features.acted + FOR_CONCRETE * features.concrete


def counts_of_others(shares: Sequence[float], own: int) -> list[float]:
    """What the answers to other questions count, by how far each is about this competency."""
    counts = [OTHERS_COUNT * share + OTHERS_ANYWAY for share in shares]
    total = math.fsum(counts)
    most = OTHERS_AT_MOST * own
    return [count * most / total for count in counts] if total > most else counts


def combined(parts: Sequence[Part]) -> int:
    """The weighted mean as a whole number, halves upward."""
    total = math.fsum(part.counts for part in parts)
    return math.floor(math.fsum(part.score * part.counts for part in parts) / total + 0.5)


def confidence_of(score: int, parts: Sequence[Part], shown: float) -> float:
    """How firmly a score stands, 0 … 1: more when much is shown, the answers agree, and no level's edge is near.

    It orders scores by how much there was to go on; it is not the chance that a person would give the same level.
    """
    amount = 1 - math.exp(-shown / 4)
    to_edge = min(abs(score - edge) for edge in (12.5, 37.5, 62.5, 87.5)) / 12.5
    told = [part.score for part in parts if part.counts >= HELPS_FROM]
    spread = max(told) - min(told) if told else 0.0
    return round(0.2 + 0.4 * amount + 0.2 * min(1.0, to_edge) + 0.2 * (1 - spread / 100), 2)
