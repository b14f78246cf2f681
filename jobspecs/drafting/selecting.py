"""Selects from the library what a description stresses: no two nearly the same, each with lines of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from jobspecs.drafting.composing import Clause, composed, share_of
from jobspecs.drafting.headings import Part
from jobspecs.drafting.likeness import likeness
from jobspecs.drafting.matching import LEADERSHIP, LEADS, LIKE, Match, hits_in, known, leads_people
from jobspecs.drafting.pieces import SHORT, Phrase
from jobspecs.drafting.sections import Placed, Posting
from jobspecs.drafting.trades import Trade
from jobspecs.drafting.working import ASKED, phrases_in
from jobspecs.library.loader import GENERAL, LibraryCompetency

LEAST, MOST = 3, 6
MOST_GENERAL = 2
MOST_ASKED, ROOM_ASKED = 2, 28  # phrases and words of a clause that is made of requirements
FEW_WORDS = 5  # of a clause of duties: one with fewer is filled up by what is required
LEAST_STRENGTH, LEAST_GENERAL = 1.2, 0.9  # of all lines together, before one of the job's own trade is believed, or of many jobs
STRANGE_STRENGTH, STRANGE_LINES, STRANGE_TERMS = 1.2, 2, 3  # what one of another trade needs
SPOKEN_TERMS = 2  # what one of a trade needs that the duties speak and the title does not name
LEAST_GAIN = 0.08  # of what is already covered: less is a repetition
REPEATED = 0.25  # what a line counts that a chosen competency stands on already
LEAST_HITS = 0.2  # what the terms in a phrase are worth together, before it speaks for a competency
NEAR = 0.25  # of 1: how like a duty is to what the title names
LATER = 0.25  # how much less the last line counts for a clause than the first: what matters most is told first
ALIKE = 0.5  # of the terms of the smaller: with as many in common, two competencies are nearly the same
WORKING = frozenset({Part.DUTIES, Part.REQUIRED, Part.PREFERRED, Part.ABOUT})


@dataclass(frozen=True)
class Chosen:
    """A competency of the library, with the lines that speak for it and the clause made of those that are its own."""

    competency: LibraryCompetency
    matches: tuple[Match, ...]
    clause: Clause | None = None

    @property
    def key(self) -> str:
        return self.competency.key


def select(matches: Mapping[str, tuple[Match, ...]], trade: Trade, posting: Posting, lines: Iterable[Placed]) -> list[Chosen]:
    """At most MOST, the most stressed first, each with its clause.

    One that is left without lines of its own gives way to the next that has some.
    """
    refused: set[str] = set()
    most = share_of(sum(len(phrases_in(placed, posting)) for placed in lines if placed.part is Part.DUTIES))
    while True:
        chosen = _greedy({key: found for key, found in matches.items() if key not in refused}, trade)
        owned = _own_lines(chosen, lines)
        spoken_for = {match.placed for matches in owned.values() for match in matches}
        free = [placed for placed in lines if placed not in spoken_for]
        told = [
            Chosen(
                choice.competency,
                choice.matches,
                _clause(choice, owned[choice.key], posting, most) or _nearest(choice, free, trade, posting),
            )
            for choice in chosen
        ]
        empty = [choice.key for choice in told if choice.clause is None]
        if not empty:
            return told
        refused.add(empty[-1])


def _greedy(matches: Mapping[str, tuple[Match, ...]], trade: Trade) -> list[Chosen]:
    """Take what adds most, again and again; a line that is spoken for counts little for the next."""
    left = {key: found for key, found in matches.items() if _is_believed(key, found, trade)}
    chosen: list[Chosen] = []
    covered: set[Placed] = set()
    total = 0.0
    while left and len(chosen) < MOST:
        gains = {key: _gain(found, covered) for key, found in left.items()}
        best = max(gains, key=lambda key: (gains[key], key))
        if gains[best] < (LEAST_GAIN * total if len(chosen) >= LEAST else 0.4):
            break
        choice = Chosen(known(best), left.pop(best))
        if not fits_beside(choice.competency, chosen):
            continue
        total += gains[best]
        chosen.append(choice)
        covered |= {match.placed for match in choice.matches}
    return chosen


def _gain(found: tuple[Match, ...], covered: set[Placed]) -> float:
    return sum(match.strength * (REPEATED if match.placed in covered else 1.0) for match in found)


def _is_believed(key: str, found: tuple[Match, ...], trade: Trade) -> bool:
    """Whether the lines say enough of it. A term or two of another trade are chance, not a competency of this job."""
    working = [match for match in found if match.placed.part in WORKING]
    strength = sum(match.strength for match in working)
    family = known(key).family
    if key in trade.in_title:
        return True
    if family == GENERAL or trade.names(known(key)):
        return strength >= (LEAST_GENERAL if family == GENERAL else LEAST_STRENGTH)
    named = [match for match in working if match.terms]
    terms = frozenset[tuple[str, ...]]().union(*(match.terms for match in named))
    return (
        strength >= STRANGE_STRENGTH
        and len(named) >= STRANGE_LINES
        and len(terms) >= (SPOKEN_TERMS if family in trade.spoken else STRANGE_TERMS)
    )


def fits_beside(competency: LibraryCompetency, chosen: list[Chosen]) -> bool:
    """Not nearly the same as one that is chosen, and not one general competency too many."""
    if competency.family == GENERAL and sum(choice.competency.family == GENERAL for choice in chosen) >= MOST_GENERAL:
        return False
    return not any(_are_alike(competency, choice.competency) for choice in chosen)


def _are_alike(one: LibraryCompetency, other: LibraryCompetency) -> bool:
    first, second = set(one.terms), set(other.terms)
    return len(first & second) >= ALIKE * min(len(first), len(second))


def _own_lines(chosen: list[Chosen], lines: Iterable[Placed]) -> dict[str, list[Match]]:
    """Each line goes to the competency that it speaks for most."""
    owned: dict[str, list[Match]] = {choice.key: [] for choice in chosen}
    spoken: dict[Placed, list[tuple[float, str, Match]]] = {}
    for choice in chosen:
        for match in choice.matches:
            spoken.setdefault(match.placed, []).append((match.strength, choice.key, match))
    for placed in lines:
        if placed.part in WORKING and (by := spoken.get(placed)):
            _, key, match = max(by, key=lambda entry: (entry[0] - 0.1 * len(owned[entry[1]]), entry[1]))
            owned[key].append(match)
    return owned


def _clause(choice: Chosen, owned: list[Match], posting: Posting, most: int) -> Clause | None:
    """From its own duties, the strongest first; from what is required only where no duty says it."""
    told = ranked(choice.key, [match for match in owned if match.placed.part not in ASKED], posting)
    asked = ranked(choice.key, [match for match in owned if match.placed.part in ASKED], posting)
    clause = composed(told, most=most)
    if clause and len(clause.text.split()) < FEW_WORDS:
        clause = composed([*told, *asked], most=MOST_ASKED) or clause
    return clause or composed(asked, most=MOST_ASKED, room=ROOM_ASKED)


def _nearest(choice: Chosen, free: list[Placed], trade: Trade, posting: Posting) -> Clause | None:
    """For what the title names and no duty says outright: the duty that nobody speaks for and that is most like it."""
    if choice.key not in trade.in_title:
        return None
    duties = [phrase for placed in free if placed.part is Part.DUTIES for phrase in phrases_in(placed, posting)]
    near = [(likeness(phrase.text, choice.key), phrase) for phrase in duties]
    best = sorted((pair for pair in near if pair[0] >= NEAR), key=lambda pair: -pair[0])
    return composed([phrase for _, phrase in best], most=1)


def ranked(key: str, matches: list[Match], posting: Posting) -> list[Phrase]:
    """The phrases of these lines that speak for a competency once they are shortened, those first that read well."""
    scored: list[tuple[float, int, Phrase]] = []
    working = [match for match in matches if match.placed.part in WORKING]
    for place, match in enumerate(working):
        early = 1.0 - LATER * place / len(working)
        for phrase in phrases_in(match.placed, posting):
            fitting, says = _fitting(phrase, key)
            if says:
                scored.append((match.strength * phrase.quality * says * early, -phrase.source.start, fitting))
    return [phrase for _, _, phrase in sorted(scored, key=lambda entry: (-entry[0], -entry[1]))]


def _fitting(phrase: Phrase, key: str) -> tuple[Phrase, float]:
    """The phrase with the room that it needs to speak for the competency, and how much it then says of it."""
    for room in (phrase, replace(phrase, is_roomy=True)):
        text = room.text if room.is_quoted else room.clause(SHORT) or ""
        hits, like = hits_in(text).get(key, 0.0), likeness(text, key)
        says = max(hits if hits >= LEAST_HITS else 0.0, like if like >= LIKE else 0.0)
        if key == LEADERSHIP and leads_people(text):
            says = max(says, LEADS)
        if says:
            return room, says
    return phrase, 0.0
