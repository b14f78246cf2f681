"""Headings: which part of a description a line opens."""

from __future__ import annotations

import re
from enum import Enum

from jobspecs.drafting import cues
from jobspecs.drafting.lines import Line
from jobspecs.drafting.words import heading_keys, pattern, words


class Part(Enum):
    """What a line belongs to."""

    DUTIES = "duties"
    REQUIRED = "required"
    PREFERRED = "preferred"
    ABOUT = "about"  # the role or the team, in prose
    COMPANY = "company"
    BENEFITS = "benefits"
    NOTICE = "notice"  # legal words, how to apply
    UNKNOWN = "unknown"


MOST_WORDS = 9
_FILLER = words("heading_filler")
_KEYS = {Part(part): keys for part, keys in heading_keys().items()}
_EVERYTHING = _FILLER.union(*_KEYS.values())
# In the order in which they are tried.
_PARTS = (Part.PREFERRED, Part.REQUIRED, Part.DUTIES, Part.BENEFITS, Part.NOTICE, Part.ABOUT, Part.COMPANY)
_PHRASES = {part: pattern(f"{part.value}_headings") for part in _PARTS}
_LOOSE = {part: pattern(f"{part.value}_loosely") for part in (Part.PREFERRED, Part.DUTIES, Part.BENEFITS, Part.REQUIRED)}
_EDGES = " \t:：-–—.…?!=*#~_[]()|<>»«•·\"'“”"
_BOTH = re.compile(r"(?:essential|required)\s*(?:/|and|&|or)\s*(?:desirable|preferred)(?: \w+)?", re.I)
_NUMBERED = re.compile(r"^(?:\(?[0-9]{1,2}|[A-Za-z]|[IVX]{1,4})[.)]\s+")


def heading_part(line: Line) -> Part | None:
    """The part that this line opens as a heading; UNKNOWN for a heading of no known part; None for no heading."""
    closed = line.text.endswith((":", "：", "…", "..."))
    if line.text.endswith((".", ",", ";")) and not closed:
        return None
    text = _NUMBERED.sub("", line.text).strip(_EDGES)
    if not text or len(text.split()) > MOST_WORDS or re.search(r"[.!?]\s+[A-Z]|[:：]", text):
        return None
    if line.bullet and not (closed or line.marked):
        return _by_phrase(text) if " " in text else None  # a picture before a heading looks like a bullet
    if named := named_part(text):
        return named
    apart = closed or line.marked or not (line.run_on or cues.looks_required(text))
    if apart and (named := next((part for part, words in _LOOSE.items() if words.fullmatch(text)), None)):
        return named
    if line.marked or (closed and line.gap):
        return None if cues.looks_required(text) and not closed else Part.UNKNOWN
    return None


def _by_phrase(text: str) -> Part | None:
    return next((part for part, phrases in _PHRASES.items() if phrases.fullmatch(text)), None)


def named_part(text: str) -> Part | None:
    """The part that these words name; None where they are no known heading."""
    if _BOTH.fullmatch(text):
        return Part.REQUIRED  # the head of a table: each line says for itself which it is
    if part := _by_phrase(text):
        return part
    bare = [piece for word in text.lower().split() for piece in re.split(r"[/,:()]+", word) if piece]
    if not bare or not all(word in _EVERYTHING for word in bare):
        return None
    named = [part for part, keys in _KEYS.items() if keys.intersection(bare)]
    if Part.DUTIES in named and Part.REQUIRED in named:
        return Part.UNKNOWN  # "Duties and requirements": each line has to speak for itself
    return named[0] if named else None
