"""Words without their endings, in two strengths."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

from jobspecs.drafting.words import words

_WORD = re.compile(r"[a-zà-ÿ0-9][a-zà-ÿ0-9+#/&'-]*", re.I)
_STOP = words("stop_words")


@lru_cache(maxsize=1)
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    """The word without its inflection: "models", "modelled" and "modelling" are one. Lighter than a stem, which would make
    one of "experiment" and "experience", "excel" and "excellent"."""
    if len(word) <= 3:
        return word
    for ending, instead in (("ies", "y"), ("ing", ""), ("ed", ""), ("s", "")):
        if word.endswith(ending) and not word.endswith("ss") and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending) + instead
            break
    word = word.removesuffix("e")
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def folded_words(text: str) -> list[str]:
    """All words in order, without inflection; "e-mail" and "c++" stay one word."""
    return [_folded(word.strip("'-/&")) for word in _WORD.findall(text.lower().replace("’", "'"))]


@lru_cache(maxsize=10_000)
def content_stems(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    words = (word.strip("'-/&") for word in _WORD.findall(text.lower().replace("’", "'")))
    return frozenset(_stem(word) for word in words if len(word) > 1 and word not in _STOP)
