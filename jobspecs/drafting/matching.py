"""How strongly each line of a description speaks for each competency of the library."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from jobspecs.drafting.headings import Part
from jobspecs.drafting.likeness import likeness
from jobspecs.drafting.sections import Placed
from jobspecs.drafting.stems import content_stems, folded_words
from jobspecs.drafting.terms import hits_in, terms_in
from jobspecs.drafting.trades import Trade, competencies_within
from jobspecs.library.loader import GENERAL, LibraryCompetency, library

__all__ = ["Match", "content_stems", "folded_words", "hits_in", "matches_of", "name_in"]

PART_WEIGHTS: Mapping[Part, float] = {
    Part.DUTIES: 1.0,
    Part.REQUIRED: 0.8,
    Part.PREFERRED: 0.5,
    Part.ABOUT: 0.5,
    Part.UNKNOWN: 0.3,
    Part.COMPANY: 0.05,
    Part.BENEFITS: 0.0,
    Part.NOTICE: 0.0,
}
TITLE_LINE = 1.5  # what the title says is what the job is about
LIKE, LIKE_OF_MANY_JOBS = 0.35, 0.45  # of 1: how like a line has to be that says no term
LEADERSHIP = "leading_people"
LEADS = 1.0  # what it is worth when a duty is to lead people, whoever they are
BY_LIKENESS = 0.9  # what likeness is worth beside a term


@dataclass(frozen=True)
class Match:
    """A line that speaks for a competency. `strength` has the weight of its part in it."""

    placed: Placed
    strength: float
    terms: frozenset[tuple[str, ...]] = frozenset()  # none where the line is like the competency and says none of its terms


def matches_of(lines: Iterable[Placed], title: str, trade: Trade) -> Mapping[str, tuple[Match, ...]]:
    """Every competency of the library that the lines speak of, with those that do, in their order."""
    found: dict[str, list[Match]] = defaultdict(list)
    for placed in lines:
        weight = TITLE_LINE if _is_title_line(placed, title) else PART_WEIGHTS[placed.part]
        if weight:
            terms: dict[str, set[tuple[str, ...]]] = defaultdict(set)
            for term in terms_in(placed.text):
                terms[term.competency].add(term.words)
            for competency, worth in _speaks_for(placed, title, trade):
                strength = weight * worth * trade.trust(competency)
                found[competency.key].append(Match(placed, strength, frozenset(terms[competency.key])))
    return {key: tuple(matches) for key, matches in found.items()}


def _speaks_for(placed: Placed, title: str, trade: Trade) -> Iterable[tuple[LibraryCompetency, float]]:
    """The competencies that the line names, and those of its own trade that it is like."""
    worths = dict(hits_in(placed.text))
    if placed.part is Part.DUTIES:
        for competency in [*competencies_within(trade.families), *map(known, trade.in_title)]:
            like = likeness(placed.text, competency.key, beside=title)
            if like >= (LIKE_OF_MANY_JOBS if competency.family == GENERAL else LIKE):
                worths[competency.key] = max(worths.get(competency.key, 0.0), BY_LIKENESS * like)
    if placed.part in {Part.DUTIES, Part.REQUIRED} and leads_people(placed.text):
        worths[LEADERSHIP] = max(worths.get(LEADERSHIP, 0.0), LEADS)
    return [(known(key), worth) for key, worth in worths.items()]


@lru_cache(maxsize=1024)
def known(key: str) -> LibraryCompetency:
    """The library's competency of this key. Raises KeyError for one that it does not hold."""
    found = library().find(key)
    if found is None:
        raise KeyError(key)
    return found


_LEADS_PEOPLE = re.compile(
    r"\b(?:lead|manage|supervise|coach|mentor|develop|motivate|oversee|line-manage|train)(?:s|ing)?(?:\s+and\s+\w+)?\s+"
    r"(?:[\w-]+\s+){0,3}?(?:staff|team|teams|people|crew|employees|colleagues|apprentices|graduates|trainees|volunteers"
    r"|[a-z]{3,}(?:ists|ants|ians|eers|keepers|cooks|workers|managers|designers|engineers|nurses|teachers|drivers|officers|assistants"
    r"|operators|technicians|consultants|analysts|clerks|sellers|writers|editors|porters|leaders|reps|associates|agents|advisers"
    r"|advisors|supervisors|developers))\b",
    re.I,
)


def leads_people(text: str) -> bool:
    """Whether a duty is to lead or train people: "lead nine receptionists", "supervise a crew"."""
    return _LEADS_PEOPLE.search(text) is not None


def _is_title_line(placed: Placed, title: str) -> bool:
    """Whether the line is the title, or little more."""
    return title.lower() in placed.text.lower() and len(placed.text.split()) <= len(title.split()) + 4


def name_in(competency: LibraryCompetency, matches: Iterable[Match]) -> str:
    """The competency's name in the description's own word where the library offers one ("Postgres Transactional Design").

    Where the description names two ("Java or Python"), neither is what the job is about, and the general name stands.
    """
    text = " ".join(match.placed.text.lower() for match in matches if match.placed.part in {Part.DUTIES, Part.REQUIRED})
    said = {name for word, name in competency.names.items() if re.search(rf"(?<![\w.+#]){re.escape(word)}(?![\w+#])", text)}
    return said.pop() if len(said) == 1 else competency.name
