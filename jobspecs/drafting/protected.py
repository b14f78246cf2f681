"""Grounds that no question may touch: what a person is, not what a person does."""

from __future__ import annotations

import re

_GROUNDS = re.compile(
    r"\b(?:how old|your age|age group|date of birth|birth|married|marital|spouse|famil(?:y"
    r"|ies) plan\w*|pregnan\w*|children|child\b|religio\w*|church\w*|faith"
    r"|ethnic\w*|race|racial|nationalit\w*|national origin|citizenship|immigration|sexual\w*|gender\w*"
    r"|disabilit\w*|disabled|health condition\w*|medical history"
    r"|political\w*|union membership|criminal record\w*|credit score\w*|veteran status|native language|mother tongue)\b",
    re.I,
)


def touches_protected_ground(text: str) -> bool:
    """Whether a text names a protected ground, in whatever sense: a question is better off without the word."""
    return _GROUNDS.search(text) is not None
