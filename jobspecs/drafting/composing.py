"""Composes the clause after "For this role: " from phrases of the description, and remembers their sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jobspecs.drafting.base import Span
from jobspecs.drafting.matching import content_stems
from jobspecs.drafting.phrases import joined
from jobspecs.drafting.pieces import ASKING, LONG, QUOTING, SHORT, Phrase

MOST_PHRASES = 3
MANY, FEW = 8, 4  # phrases of a description: with as many, a clause takes three; with fewer than FEW, one
MOST_WORDS = 42  # leaves room for the "and" between the phrases
ENOUGH_WORDS = 30  # no third phrase is added to as many
ALIKE = 0.6  # of the smaller phrase's words: with as many in common, one of two says enough


_OPENINGS = ("draw on", "handle", QUOTING, ASKING)
_BEGINS = re.compile("^(?:" + "|".join(_OPENINGS) + r")\s+")


@dataclass(frozen=True)
class Clause:
    """One sentence without its "For this role: ", and where its phrases stand in the description, in order."""

    text: str
    sources: tuple[Span, ...]


def share_of(phrases: int) -> int:
    """How many of the phrases of a description one clause may take, so that others have some too."""
    return MOST_PHRASES if phrases >= MANY else 2 if phrases >= FEW else 1


def composed(ranked: Sequence[Phrase], *, most: int = MOST_PHRASES, room: int = MOST_WORDS) -> Clause | None:
    """Up to `most` of the phrases in `room` words, the first ranked first considered, in the order of the description.

    None where no phrase reads well.
    """
    chosen: dict[Phrase, str] = {}
    words = 0
    for phrase in ranked:
        text = phrase.clause(SHORT) or phrase.clause(LONG)
        if text is None or words + len(text.split()) > room or is_told(text, chosen.values()):
            continue
        chosen[phrase] = text
        words += len(text.split())
        if len(chosen) == most or words >= ENOUGH_WORDS:
            break
    if not chosen:
        return None
    ordered = sorted(chosen, key=lambda phrase: (phrase.source.start, ranked.index(phrase)))
    sources = tuple(dict.fromkeys(phrase.source for phrase in ordered))
    return Clause(joined(_gathered([chosen[phrase] for phrase in ordered])), sources)


def is_told(text: str, others: Iterable[str]) -> bool:
    """Whether another text says most of this one."""
    stems = content_stems(_BEGINS.sub("", text))
    for other in others:
        further = content_stems(_BEGINS.sub("", other))
        if len(stems & further) >= ALIKE * max(1, min(len(stems), len(further))):
            return True
    return False


def _gathered(texts: list[str]) -> list[str]:
    """What begins alike is said once: "draw on knowledge of ledgers and experience with audits"; quotations likewise."""
    for opening in _OPENINGS:
        alike = [text.removeprefix(f"{opening} ") for text in texts if text.startswith(f"{opening} ")]
        if len(alike) >= 2:
            between = ", as well as " if opening == "draw on" and any("," in text for text in alike) else " and "
            rest = [text for text in texts if not text.startswith(f"{opening} ")]
            texts = [*rest, f"{opening} {', '.join(alike[:-1])}{between}{alike[-1]}"]
    return texts
