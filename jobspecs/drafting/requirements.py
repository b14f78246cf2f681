"""The must-haves: each requirement of a description as one clean line, required or preferred."""

from __future__ import annotations

import re

from jobspecs.drafting import cues
from jobspecs.drafting.base import DraftedMustHave, Span
from jobspecs.drafting.headings import Part
from jobspecs.drafting.sections import Placed, Posting

MOST_WORDS, LEAST_WORDS = 45, 2
MOST = 30  # a longer list is no list of must-haves
_BE_DROPPED = re.compile(r"^(?:and|or|plus|also|additionally|the following|including)\b[:,]?\s*", re.I)
_STATED = re.compile(
    r"^(?:(?:the\s+)?(?:ideal|successful|right|qualified|preferred)?\s*(?:candidates?|applicants?"
    r"|person|individual|you)\s+(?:will\s+|should\s+|must\s+)?(?:have|has|possess(?:es)?|bring|hold"
    r"|demonstrate)s?\s+|you['’]ve\s+(?:got\s+)?"
    r"|(?:we\s+(?:require|expect|need)|must\s+have|must\s+possess|required:|preferred:)\s+)",
    re.I,
)
_LABELS = re.compile(
    r"^(?:required|preferred|minimum|desired|essential|desirable|education|experience|skills?"
    r"|requirements?|qualifications?|licen[sc]es?)\s*:\s*",
    re.I,
)
_SEARCH = re.compile(r"^(?:we|our|join)\b(?!\s+(?:require|expect|need))", re.I)  # the company about itself, or its call
_EMPTY = re.compile(r"^(?:none|n/?a|not applicable|show less|show more|see below)\W*$", re.I)


def must_haves_of(posting: Posting, title: str) -> list[DraftedMustHave]:
    """All requirements in their order, none twice, at most MOST. Empty where the description asks for nothing."""
    found: list[DraftedMustHave] = []
    seen = {re.sub(r"\W+", " ", title.lower())}
    for placed in posting.of(Part.REQUIRED, Part.PREFERRED):
        if cues.BOILERPLATE.search(placed.text) or _SEARCH.match(placed.text):
            continue
        for text in _pieces(placed.text):
            key = re.sub(r"\W+", " ", text.lower())
            if len(text.split()) >= LEAST_WORDS and key not in seen and not _EMPTY.match(text):
                seen.add(key)
                found.append(DraftedMustHave(_kind(placed, text), text, Span(placed.line.start, placed.line.end)))
    return found[:MOST]


def _kind(placed: Placed, text: str) -> str:
    """What the line says of itself counts more than the heading above it."""
    if cues.PREFERRED.search(text) and not re.search(r"\brequired\b", text, re.I):
        return "preferred"
    if placed.part is Part.PREFERRED:
        return "required" if re.search(r"\b(?:is|are)\s+(?:required|mandatory|essential)\b", text, re.I) else "preferred"
    return "required"


def _pieces(text: str) -> list[str]:
    """The line, cleaned; a line of over MOST_WORDS words in pieces that each fit."""
    cleaned = _clean(text)
    if len(cleaned.split()) <= MOST_WORDS:
        return [cleaned] if cleaned else []
    parts = re.split(r";\s+|(?<=[a-z0-9)])\.\s+(?=[A-Z])", cleaned)
    return [_shortened(_clean(part)) for part in parts if _clean(part)]


def _clean(text: str) -> str:
    text = _LABELS.sub("", text.strip(" •*-–—;,:"))
    text = _STATED.sub("", _BE_DROPPED.sub("", text)).strip(" .;,:*-–—")
    return text[:1].upper() + text[1:]


def _shortened(text: str) -> str:
    """At most MOST_WORDS words, ended where a part of the sentence ends."""
    words = text.split()
    if len(words) <= MOST_WORDS:
        return text
    kept = words[:MOST_WORDS]
    ends = [place for place, word in enumerate(kept) if place >= MOST_WORDS // 2 and word.endswith((",", ")"))]
    return " ".join(kept[: ends[-1] + 1] if ends else kept).rstrip(" ,;:")
