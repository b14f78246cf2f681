"""How like a line is to a competency in all its words, anchors and questions too: for lines that say none of its terms.

Only worth asking within a trade: over all trades some competency is like any line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from math import log

from jobspecs.drafting.stems import content_stems
from jobspecs.library.loader import LibraryCompetency, library

SAID, SHOWN = 1.0, 0.5  # what a word counts in name, definition and terms; in anchors, questions and guide


def likeness(text: str, key: str, *, beside: str = "") -> float:
    """Between 0 and 1: how much of what the text says, each word weighed by how rare it is in the library, the competency says.

    0 where it says no word of its name, definition and terms. The words of `beside` tell nothing:
    "school" is like all that teachers do.
    """
    known = _words_by_competency().get(key, {})
    stems = content_stems(text) - content_stems(beside)
    if not any(known.get(stem) == SAID for stem in stems):
        return 0.0
    whole = sum(map(_rarity, stems))
    return sum(_rarity(stem) * known.get(stem, 0.0) for stem in stems) / max(whole, 1.0)


@lru_cache(maxsize=1)
def _words_by_competency() -> Mapping[str, Mapping[str, float]]:
    return {competency.key: _words(competency) for competency in library().competencies()}


def _words(competency: LibraryCompetency) -> dict[str, float]:
    wording = competency.wording
    shown = [
        *wording.anchors,
        *wording.written,
        *(voice.prompt for voice in wording.voice),
        wording.guide.strong,
        wording.guide.adequate,
    ]
    found = {stem: SHOWN for text in shown for stem in content_stems(text)}
    return found | dict.fromkeys(content_stems(" ".join([competency.name, competency.definition, *competency.terms])), SAID)


@lru_cache(maxsize=20_000)
def _rarity(stem: str) -> float:
    """log(N / n): the fewer competencies say it, the more it tells."""
    return log((len(_words_by_competency()) + 1) / (_counts()[stem] + 1))


@lru_cache(maxsize=1)
def _counts() -> Counter[str]:
    return Counter(stem for words in _words_by_competency().values() for stem in words)
