"""The terms of the library in a text, and what each is worth as a sign of its competency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from jobspecs.drafting.stems import folded_words
from jobspecs.library.loader import library

STRONGEST_LINE = 1.6  # one line full of terms is still one line
COMMON_WORD = 0.25  # how much less a word is worth for each further family that uses it


@dataclass(frozen=True)
class Term:
    """A term of a competency, its words without inflection."""

    words: tuple[str, ...]
    competency: str
    worth: float  # less, the more competencies share it and the more families use its word


@lru_cache(maxsize=10_000)
def hits_in(text: str) -> Mapping[str, float]:
    """For each competency that the text names: the worth of the different terms found, at most STRONGEST_LINE."""
    totals: dict[str, float] = defaultdict(float)
    for term in terms_in(text):
        totals[term.competency] += term.worth
    return {key: min(total, STRONGEST_LINE) for key, total in totals.items()}


@lru_cache(maxsize=10_000)
def terms_in(text: str) -> frozenset[Term]:
    """The terms of the library that the text holds; of terms that begin in one place only the longest for a competency."""
    found = _found(folded_words(text))
    if "-" in text:  # "small-animal practice" says "small animal", too
        found |= _found(folded_words(text.replace("-", " ")))
    return found


def _found(stems: list[str]) -> frozenset[Term]:
    index = _terms_by_first_word()
    found: dict[tuple[str, int], Term] = {}
    for place, stem in enumerate(stems):
        for term in index.get(stem, ()):
            if tuple(stems[place : place + len(term.words)]) == term.words:
                before = found.get((term.competency, place))
                if before is None or len(before.words) < len(term.words):
                    found[term.competency, place] = term
    return frozenset(found.values())


@lru_cache(maxsize=1)
def _terms_by_first_word() -> Mapping[str, tuple[Term, ...]]:
    sharing: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for competency in library().competencies():
        for term in competency.terms:
            stems = tuple(folded_words(term))
            if stems and competency.key not in sharing[stems]:
                sharing[stems].append(competency.key)
    index: dict[str, list[Term]] = defaultdict(list)
    for stems, keys in sharing.items():
        for key in keys:
            index[stems[0]].append(Term(stems, key, _specificity(stems) / sqrt(len(keys))))
    return {first: tuple(terms) for first, terms in index.items()}


def _specificity(stems: tuple[str, ...]) -> float:
    """1 for a term of several words, and for a word that one family alone uses; less for a word of many trades ("accounts")."""
    return 1.0 if len(stems) > 1 else 1 / (1 + COMMON_WORD * max(0, len(_families_by_word()[stems[0]]) - 1))


@lru_cache(maxsize=1)
def _families_by_word() -> Mapping[str, frozenset[str]]:
    """For each word of the library's terms and definitions the families that use it."""
    found: dict[str, set[str]] = defaultdict(set)
    for competency in library().competencies():
        for stem in folded_words(f"{' , '.join(competency.terms)} {competency.name} {competency.definition}"):
            found[stem].add(competency.family)
    return {word: frozenset(families) for word, families in found.items()}
