"""Pieces of a description: work as a verb phrase, or in the description's own words where it speaks another language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jobspecs.drafting.base import Span
from jobspecs.drafting.shortening import shortened
from jobspecs.drafting.words import words

SHORT, LONG = 16, 26  # words of one phrase in a clause: as many are aimed at, and as many allowed
QUOTED = "what the description calls"
QUOTING, ASKING = f"do {QUOTED}", f"bring {QUOTED}"
_LIGHT = words("weak_verbs")
_GENERAL = re.compile(
    r"\b(?:as part of (?:a|the) team|team player|other duties|special projects|as assigned|team environment|fast[- ]paced"
    r"|polic(?:y|ies) and procedures|timely manner|full potential|day[- ]to[- ]day|meet deadlines|various"
    r"|travel(?:ling|ing)?|overtime|on time and)\b",
    re.I,
)


@dataclass(frozen=True)
class Phrase:
    """Work as a verb phrase in base form, however long, with the sentence of the description that says it."""

    text: str
    source: Span
    is_asked: bool = False  # told of somebody to be found, not of the work
    is_quoted: bool = False  # the description's own words, in another language
    label: str = ""  # what the description itself calls it: "Tree Removal: …"
    is_roomy: bool = False  # says what it is wanted for only in more words

    @property
    def is_named(self) -> bool:
        """Whether the description only names the work: "collections cataloguing", which is to be handled."""
        return self.text.startswith("handle ")

    @property
    def quality(self) -> float:
        """How well it would read in a clause: 1 for a phrase of good length that says what is done."""
        first, count = self.text.split()[0], len(self.text.split())
        quality = 1.0 if 5 <= count <= 18 else 0.85
        if first in {"handle", "draw", "be"}:
            quality *= 0.5
        elif first in _LIGHT:
            quality *= 0.75
        return quality * (0.7 if _GENERAL.search(self.text) else 1.0)

    def clause(self, limit: int) -> str | None:
        """At most `limit` words of it; None where no such part of it reads well."""
        if self.is_quoted:
            return f"{ASKING if self.is_asked else QUOTING} “{_quoted(self.text, limit)}”"
        return shortened(self.text, max(limit, LONG) if self.is_roomy else limit)


def _quoted(text: str, limit: int) -> str:
    """A text of another language, cut where a comma stands, else where the words end: its grammar is not ours to judge."""
    text = re.sub(r"[“”„\"«»]", "", text).strip(" .;,:")
    if len(text.split()) <= limit:
        return text
    cut = " ".join(text.split()[:limit])
    head, comma, _ = cut.rpartition(",")
    return head if comma and len(head.split()) * 2 >= limit else f"{cut.rstrip(' ,;:')} …"
