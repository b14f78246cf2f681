"""Competencies made from the description itself, for work that no library entry covers."""

from __future__ import annotations

import re
from collections.abc import Collection

from jobspecs.drafting.base import DraftedCompetency, Span
from jobspecs.drafting.headings import Part
from jobspecs.drafting.matching import content_stems
from jobspecs.drafting.phrases import duty_clause, joined, requirement_clause
from jobspecs.drafting.sections import Placed, Posting
from jobspecs.drafting.verbs import base_form, gerund
from jobspecs.drafting.words import words
from jobspecs.library.loader import library

NAME_WORDS = 4
CLAUSE_TOTAL = 45
_ENDS = words("phrase_ends")
_NAMELESS = frozenset(
    {"work", "assist", "help", "collaborate", "participate", "make", "take", "find"}
)  # alone they say nothing of the work
_BEFORE_THE_MATTER = re.compile(
    r"^(?:draw on|be|handle)\s+(?:(?:an?|the|strong|good|excellent|solid|proven|demonstrated|working|deep|previous|prior)\s+)*"
    r"(?:(?:knowledge|understanding|experience|familiarity|ability|skills?|background|proficient"
    r"|familiar|comfortable|experienced)\s+(?:of|in|with)\s+)?"
)
_SKIPPED = words("skipped_in_names")


def competencies_from(posting: Posting, free: list[Placed], count: int, *, taken: Collection[str]) -> list[DraftedCompetency]:
    """`count` competencies, each around a duty and what resembles it; from other lines where the duties do not reach."""
    found: list[DraftedCompetency] = []
    keys = set(taken)
    for group in _groups(_usable(posting, free), count):
        competency = _from_group(group, keys)
        if competency and len(found) < count:
            keys.add(competency.key)
            found.append(competency)
    return found


def _usable(posting: Posting, free: list[Placed]) -> list[tuple[Placed, str]]:
    """Lines with their clauses: free duties first, then all other lines that can carry a competency."""
    others = [
        *posting.of(Part.DUTIES),
        *posting.of(Part.ABOUT, Part.UNKNOWN),
        *posting.of(Part.REQUIRED),
        *posting.of(Part.PREFERRED),
    ]
    usable: dict[Placed, str] = {}
    for placed in [*free, *others]:
        asked = placed.part in {Part.REQUIRED, Part.PREFERRED}
        clause = requirement_clause(placed.line) if asked else duty_clause(placed.line)
        if clause and placed not in usable and (asked or not clause.startswith("handle ") or placed.part is Part.DUTIES):
            usable[placed] = clause
    return list(usable.items())


def _groups(lines: list[tuple[Placed, str]], count: int) -> list[list[tuple[Placed, str]]]:
    """Each line that nothing resembles yet opens a group; up to two like it join."""
    groups: list[list[tuple[Placed, str]]] = []
    for placed, clause in lines:
        near = next((group for group in groups if len(content_stems(clause) & content_stems(group[0][1])) >= 2), None)
        if near is None:
            groups.append([(placed, clause)])
        elif len(near) < 3:
            near.append((placed, clause))
    leading = groups[: max(count * 2, count + 3)]
    return sorted(leading, key=lambda group: -len(group))


def _from_group(group: list[tuple[Placed, str]], taken: Collection[str]) -> DraftedCompetency | None:
    name = name_from(group[0][1])
    key = "_".join(re.findall(r"[a-z0-9]+", name.lower()))
    if not key or not key[0].isalpha() or key in taken:
        return None
    clauses: list[str] = []
    for _, clause in group:
        if sum(len(text.split()) for text in clauses) + len(clause.split()) <= CLAUSE_TOTAL:
            clauses.append(clause)
    frame, work = library().frame, name.lower()
    one, two, three, four, five = (anchor.format(work=work) for anchor in frame.anchors)
    return DraftedCompetency(
        key=key,
        name=name,
        definition=library().frame_definition.format(work=work),
        for_this_role=joined(clauses),
        anchors=(one, two, three, four, five),
        sources=tuple(Span(placed.line.start, placed.line.end) for placed, _ in group[: len(clauses)]),
    )


def name_from(clause: str) -> str:
    """ "knead and shape 400 loaves before five" → "Kneading Loaves"; "" where the clause gives no name."""
    words = [word.strip(',;:."“”') for word in _BEFORE_THE_MATTER.sub("", clause).split()]
    while words and words[0].lower().endswith("ly"):
        words = words[1:]
    verb = base_form(words[0]) if words else None
    if verb and verb[0] in _NAMELESS:
        return ""
    rest = words[1:] if verb else words
    while verb and len(rest) > 1 and rest[0].lower() in {"and", "or", "&"} and base_form(rest[1]):
        rest = rest[2:]  # "knead and shape loaves": named by the first verb
    kept: list[str] = []
    for word in rest:
        if word.lower() in _ENDS or len(kept) == NAME_WORDS - 1:
            if kept:
                break
            continue
        if word.lower() not in _SKIPPED and any(c.isalpha() for c in word):
            kept.append(word)
    if not kept or kept[-1].lower().endswith("ly"):
        return ""
    lead = [gerund(verb[0])] if verb else []
    return " ".join(word if any(c.isupper() for c in word) else word.capitalize() for word in lead + kept)
