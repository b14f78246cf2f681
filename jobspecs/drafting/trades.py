"""The trade of a job: the families of the library that its title names, and those whose words its duties speak."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from jobspecs.drafting.headings import Part
from jobspecs.drafting.sections import Placed
from jobspecs.drafting.stems import folded_words
from jobspecs.drafting.terms import hits_in, terms_in
from jobspecs.library.loader import GENERAL, LibraryCompetency, library

OF_TITLE, SPOKEN, OTHER, OF_MANY_JOBS = 1.6, 1.2, 0.5, 0.55  # how far a competency is trusted by its family
LEADING_SHARE = 0.35  # of what is said of work: a family with as much is a trade of this job, where its title names none
FURTHER_SHARE = 0.5  # and beside one that the title names
PLAIN = 0.75  # what the terms in a title are worth together, before it names their competency
LEAST_TERMS = 3  # different ones, and in a third of the lines: fewer are chance
_COUNTED: Mapping[Part, float] = {Part.DUTIES: 1.0, Part.REQUIRED: 0.7, Part.ABOUT: 0.4, Part.PREFERRED: 0.3}


@dataclass(frozen=True)
class Trade:
    """The families of a job: named by its title, or spoken by its duties."""

    named: frozenset[str]
    spoken: frozenset[str]
    in_title: frozenset[str] = frozenset()  # competencies whose terms the title holds, of whatever family

    def names(self, competency: LibraryCompetency) -> bool:
        """Whether the title names the competency or its family."""
        return competency.family in self.named or competency.key in self.in_title

    @property
    def families(self) -> frozenset[str]:
        """All families of this trade, with the one that fits beside every other."""
        return self.named | self.spoken | {GENERAL}

    @property
    def is_rare(self) -> bool:
        """Whether the library knows no trade like it."""
        return not self.named and not self.spoken and not self.in_title

    def trust(self, competency: LibraryCompetency) -> float:
        """How far a competency is trusted: those of many jobs and of other trades less."""
        if competency.family == GENERAL:
            return OF_MANY_JOBS
        if self.names(competency):
            return OF_TITLE
        return SPOKEN if competency.family in self.spoken else OTHER


def trade_of(title: str, lines: Iterable[Placed]) -> Trade:
    """The trade of a job by its title and its lines."""
    said = f" {' '.join(folded_words(title))} "
    named = {family for family, titles in _titles().items() if any(words in said for words in titles)}
    in_title = {key for key, worth in hits_in(title).items() if worth >= PLAIN}
    return Trade(frozenset(named), frozenset(_spoken(lines, FURTHER_SHARE if named else LEADING_SHARE)), frozenset(in_title))


@lru_cache(maxsize=1)
def _titles() -> Mapping[str, tuple[str, ...]]:
    """For each family the words of its titles, without inflection and between blanks."""
    return {family.key: tuple(f" {' '.join(folded_words(words))} " for words in family.titles) for family in library().families}


@lru_cache(maxsize=256)
def competencies_within(families: frozenset[str]) -> tuple[LibraryCompetency, ...]:
    """The competencies of these families, in the library's order."""
    return tuple(competency for competency in library().competencies() if competency.family in families)


def _spoken(lines: Iterable[Placed], share: float) -> set[str]:
    """Families in whose words that share of the work is told, in a third of the lines."""
    totals: dict[str, float] = defaultdict(float)
    counts: dict[str, int] = defaultdict(int)
    terms: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    counted = [placed for placed in lines if placed.part in _COUNTED]
    for placed in counted:
        strongest: dict[str, float] = defaultdict(float)
        for term in terms_in(placed.text):
            family = _families()[term.competency]
            terms[family].add(term.words)
            strongest[family] = max(strongest[family], term.worth)
        for family, worth in strongest.items():
            totals[family] += worth * _COUNTED[placed.part]
            counts[family] += 1
    whole = sum(total for family, total in totals.items() if family != GENERAL)
    return {
        family
        for family, total in totals.items()
        if family != GENERAL
        and total >= share * whole
        and counts[family] * 3 >= len(counted)
        and len(terms[family]) >= LEAST_TERMS
    }


@lru_cache(maxsize=1)
def _families() -> dict[str, str]:
    return {competency.key: competency.family for competency in library().competencies()}
