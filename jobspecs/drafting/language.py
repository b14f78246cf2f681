"""Which language a description is written in, by its commonest words."""

from __future__ import annotations

import re

_COMMON = {
    "en": "the and of to in for with you our will are is on as be",
    "de": "und der die das mit für wir du sie ist den von zu im eine",
    "fr": "et le la les des de du pour vous nous une dans avec est sur",
    "es": "y el la los las de para con en que una un por tu se",
    "it": "e il la di che per con un una del nella dei le siamo",
    "pt": "e o a os de para com em uma um do da que no na",
    "nl": "en de het van een voor met je wij in is op te aan",
    "sv": "och att det som för med en är på av vi du till den",
    "pl": "i w na do z się oraz dla jest że od po nie",
}


def language_of(text: str) -> str:
    """A two-letter code; "en" where the words do not say."""
    words = re.findall(r"[^\W\d_]+", text[:20_000].lower())
    counts = {
        code: sum(word in common for word in words) for code, common in ((c, frozenset(w.split())) for c, w in _COMMON.items())
    }
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] > counts["en"] else "en"
