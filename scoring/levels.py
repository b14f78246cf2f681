"""Levels and scores: the five anchored levels (BARS) on a scale of 0 to 100."""

from __future__ import annotations

LEVELS = (1, 2, 3, 4, 5)
LEVEL_NAMES = {1: "No evidence", 2: "Weak", 3: "Adequate", 4: "Strong", 5: "Outstanding"}


def score_of_level(level: int) -> int:
    """The score in the middle of a level: 0, 25, 50, 75, 100 for 1 … 5."""
    if level not in LEVELS:
        raise ValueError(f"a level is one of 1 … 5, not {level}")
    return (level - 1) * 25


def level_of_score(score: int) -> int:
    """The level nearest to a score of 0 … 100, halves upward (12 → 1, 13 → 2, 37 → 2, 38 → 3)."""
    if not 0 <= score <= 100:
        raise ValueError(f"a score is 0 … 100, not {score}")
    return (2 * score + 25) // 50 + 1
