"""How strongly each line of a description speaks for each competency of the library."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import snowballstemmer

from jobspecs.drafting.headings import Part
from jobspecs.drafting.sections import Placed, Posting
from jobspecs.drafting.words import words
from jobspecs.library.loader import GENERAL, LibraryCompetency, library

PART_WEIGHTS: Mapping[Part, float] = {
    Part.DUTIES: 1.0,
    Part.REQUIRED: 0.9,
    Part.PREFERRED: 0.5,
    Part.ABOUT: 0.5,
    Part.UNKNOWN: 0.3,
    Part.COMPANY: 0.05,
    Part.BENEFITS: 0.0,
    Part.NOTICE: 0.0,
}
FAMILY_OF_TITLE, OTHER_FAMILY, GENERAL_FAMILY = 1.6, 0.6, 0.55  # how far a competency is trusted by its family
TITLE_LINE = 1.5  # what the title says is what the job is about
STRONGEST_LINE = 1.6  # one line full of terms is still one line
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


@dataclass(frozen=True)
class _Term:
    words: tuple[str, ...]
    competency: str
    worth: float  # less, the more competencies share it


@lru_cache(maxsize=1)
def _terms_by_first_word() -> Mapping[str, tuple[_Term, ...]]:
    sharing: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for competency in library().competencies():
        for term in competency.terms:
            stems = tuple(folded_words(term))
            if competency.key not in sharing[stems]:
                sharing[stems].append(competency.key)
    index: dict[str, list[_Term]] = defaultdict(list)
    for stems, keys in sharing.items():
        for key in keys:
            index[stems[0]].append(_Term(stems, key, 1 / sqrt(len(keys))))
    return {first: tuple(terms) for first, terms in index.items()}


@lru_cache(maxsize=10_000)
def hits_in(text: str) -> Mapping[str, float]:
    """For each competency that the text names: the worth of the different terms found, at most STRONGEST_LINE."""
    stems = folded_words(text)
    found: dict[tuple[str, tuple[str, ...]], float] = {}
    index = _terms_by_first_word()
    for place, stem in enumerate(stems):
        for term in index.get(stem, ()):
            if tuple(stems[place : place + len(term.words)]) == term.words:
                found[term.competency, term.words] = term.worth
    totals: dict[str, float] = defaultdict(float)
    for (key, _), worth in found.items():
        totals[key] += worth
    return {key: min(total, STRONGEST_LINE) for key, total in totals.items()}


@dataclass(frozen=True)
class Match:
    """A line that speaks for a competency. `strength` has the weight of its part in it."""

    placed: Placed
    strength: float


@lru_cache(maxsize=32)
def matches_of(posting: Posting, title: str) -> Mapping[str, tuple[Match, ...]]:
    """Every competency of the library that the posting speaks of, with the lines that do, in the posting's order."""
    trust = _trust(title)
    found: dict[str, list[Match]] = defaultdict(list)
    for placed in posting.placed:
        is_title = title.lower() in placed.text.lower() and len(placed.text.split()) <= len(title.split()) + 4
        weight = TITLE_LINE if is_title else PART_WEIGHTS[placed.part]
        if weight:
            for key, worth in hits_in(placed.text).items():
                found[key].append(Match(placed, weight * worth * trust[key]))
    return {key: tuple(matches) for key, matches in found.items()}


def _trust(title: str) -> dict[str, float]:
    """How far each competency is trusted: those of the family that the title names most, the general ones least."""
    stems = folded_words(title)
    named = hits_in(title)
    fitting = {family.key for family in library().families if any(_names(stems, words) for words in family.titles)}
    trust = {}
    for competency in library().competencies():
        if competency.family == GENERAL:
            trust[competency.key] = GENERAL_FAMILY
        elif competency.family in fitting or competency.key in named:
            trust[competency.key] = FAMILY_OF_TITLE
        else:
            trust[competency.key] = OTHER_FAMILY if fitting else 1.0
    return trust


def _names(stems: list[str], words: str) -> bool:
    wanted = folded_words(words)
    return any(stems[place : place + len(wanted)] == wanted for place in range(len(stems)))


def name_in(competency: LibraryCompetency, matches: Iterable[Match]) -> str:
    """The competency's name in the description's own word where the library offers one ("Postgres Transactional Design").

    Where the description names two ("Java or Python"), neither is what the job is about, and the general name stands.
    """
    text = " ".join(match.placed.text.lower() for match in matches if match.placed.part in {Part.DUTIES, Part.REQUIRED})
    said = {name for word, name in competency.names.items() if re.search(rf"(?<![\w.+#]){re.escape(word)}(?![\w+#])", text)}
    return said.pop() if len(said) == 1 else competency.name
