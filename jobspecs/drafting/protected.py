"""Grounds that no question may touch: what a person is, not what a person does."""

from __future__ import annotations

import re

_GROUNDS = re.compile(
    r"\b(?:how old|your age|age group|date of birth|birth|(?:un)?married|childless|marital|spouse|famil(?:y"
    r"|ies) plan\w*|pregnan\w*|children|child\b|religio\w*|church\w*|faith"
    r"|ethnic\w*|race|racial|nationalit\w*|national origin|citizenship|immigration|sexual\w*|gender\w*"
    r"|disabilit\w*|disabled|health condition\w*|medical history"
    r"|political\w*|union membership|criminal record\w*|credit score\w*|veteran status|native language|mother tongue"
    r"|(?:salary|pay|wage) history|(?:current|present|last|previous) salary)\b",
    re.I,
)
_SERVED = (  # whom the work is done for, in words that name no ground
    (r"\b(people|persons|adults|students|pupils|learners|clients|residents|patients|customers|users)\s+with\s+(?:\w+\s+){0,3}?"
     r"disabilit(?:y|ies)\b", r"\1 who need support"),
    (r"\bdisabled\s+(people|persons|adults|students|pupils|learners|clients|residents|patients|customers|users)\b",
     r"\1 who need support"),
    (r"\bchild\s+care\b", "childcare"),
    (r"\bchild\s+protection\b", "safeguarding"),
    (r"\bchildren['’]s\b", "youngsters’"),
    (r"\bchild['’]s\b", "youngster’s"),
    (r"\bchildren\b", "youngsters"),
    (r"\bchild\b(?!\s+[a-z]+ment\b)", "youngster"),
)  # fmt: skip


def touches_protected_ground(text: str) -> bool:
    """Whether a text names a protected ground, in whatever sense: a question is better off without the word."""
    return _GROUNDS.search(text) is not None


def in_neutral_words(text: str) -> str | None:
    """The text with those it is done for in words that name no ground ("children" are "youngsters"); None where a ground is
    still named: work with young or disabled people can be asked about, and nobody is asked what they are."""
    for named, neutral in _SERVED:
        text = re.sub(named, neutral, text, flags=re.I)
    return None if touches_protected_ground(text) else text
