"""Anchors of three levels as anchors of five, and back."""

from __future__ import annotations


def five_anchors_from_three(low: str, medium: str, high: str) -> tuple[str, str, str, str, str]:
    """Levels 1 and 2 show the low anchor, 3 the medium one, 4 and 5 the high one."""
    return (low, low, medium, high, high)


def three_levels_from_five(level: int) -> str:
    """ "low" for 1 and 2, "medium" for 3, "high" for 4 and 5; raises ValueError for another level."""
    if level not in (1, 2, 3, 4, 5):
        raise ValueError(f"a level is one of 1 … 5, not {level}")
    return "low" if level <= 2 else "medium" if level == 3 else "high"
