"""How common words are in English: the commoner, the less a word tells of what somebody speaks about.

The frequencies are those of the package wordfreq, counted over books, news, subtitles and the web. They are written on the Zipf
scale (van Heuven et al., 2014): 9 + log10 of a word's share of all words, so that 3 is once in a million, 6 once in a thousand.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

from wordfreq import get_frequency_dict

from scoring.grading.words import stem

TELLS_ALL, TELLS_NOTHING = 4.3, 6.0  # Zipf: "ledger" (3.5) tells all, "make" (6.2) nothing
TELLS_LEAST = 0.1
KNOWN_FROM = 2.5  # Zipf: a rarer word may be a slip of the pen


@lru_cache(maxsize=1)
def _shares() -> Mapping[str, float]:
    """Word → its share of all words; some 29,000 words."""
    return get_frequency_dict("en", wordlist="small")


@lru_cache(maxsize=1)
def _of_stems() -> Mapping[str, float]:
    """Stem → how common all its words are together."""
    shares: dict[str, float] = {}
    for word, share in _shares().items():
        if word.isalpha():
            shares[stem(word)] = shares.get(stem(word), 0.0) + share
    return {each: _zipf(share) for each, share in shares.items()}


def _zipf(share: float) -> float:
    return 9 + math.log10(share) if share else 0.0


def zipf(word: str) -> float:
    """How common a lower-case word is, on the Zipf scale; 0 where it is not known."""
    return _zipf(_shares().get(word, 0.0))


def telling(stemmed: str) -> float:
    """How much words with this stem tell of what is spoken about: from .1 for the commonest to 1 for rare and unknown ones."""
    common = _of_stems().get(stemmed, 0.0)
    return min(1.0, max(TELLS_LEAST, (TELLS_NOTHING - common) / (TELLS_NOTHING - TELLS_ALL)))


def is_known(word: str) -> bool:
    """Whether a word is no slip of the pen: common enough, too short to tell, or not letters alone."""
    return len(word) < 3 or not word.isalpha() or zipf(word) >= KNOWN_FROM
