"""Chooses the competencies of a job: what its description stresses, three to six, from the library or made from its duties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jobspecs.drafting import made
from jobspecs.drafting.base import DraftedCompetency, Span
from jobspecs.drafting.headings import Part
from jobspecs.drafting.matching import Match, matches_of, name_in
from jobspecs.drafting.phrases import duty_clause, joined, requirement_clause, work_of
from jobspecs.drafting.sections import Placed, Posting
from jobspecs.library.loader import GENERAL, library

LEAST, MOST = 3, 6
MOST_GENERAL = 2
LEAST_STRENGTH = 0.9  # of all lines together, before a library competency is believed
LEAST_GAIN = 0.11  # of what is already covered: less is a repetition
REPEATED = 0.25  # what a line counts that a chosen competency stands on already
CLAUSES = 3
CLAUSE_TOTAL = 45  # words of a role clause
_WORKING_PARTS = frozenset({Part.DUTIES, Part.REQUIRED, Part.PREFERRED, Part.ABOUT})


@dataclass(frozen=True)
class Chosen:
    """A competency of the library, with the lines that speak for it."""

    key: str
    matches: tuple[Match, ...]


def competencies_of(posting: Posting, title: str) -> list[DraftedCompetency]:
    """Three to six, the most important first. Each rests on lines of its own wherever there are enough."""
    matches = matches_of(posting, title)
    chosen = _greedy(matches)
    owned = _own_lines(chosen, posting)
    drafted = [_drafted(choice, owned[choice.key]) for choice in chosen]
    found = [competency for competency in drafted if competency]
    wanted = LEAST - len(found) if len(found) < LEAST else _further(posting, chosen, len(found))
    found += made.competencies_from(posting, _free_duties(posting, chosen), wanted, taken={c.key for c in found})
    return found if len(found) >= LEAST else found + _fallback(found, matches, title)


def _greedy(matches: Mapping[str, tuple[Match, ...]]) -> list[Chosen]:
    """Take what adds most, again and again; a line that is spoken for counts little for the next."""
    families = {competency.key: competency.family for competency in library().competencies()}
    left = {key: found for key, found in matches.items() if _is_believed(found)}
    chosen: list[Chosen] = []
    covered: set[Placed] = set()
    total = 0.0
    while left and len(chosen) < MOST:
        general = sum(families[choice.key] == GENERAL for choice in chosen)
        gains = {
            key: sum(match.strength * (REPEATED if match.placed in covered else 1.0) for match in found)
            for key, found in left.items()
            if families[key] != GENERAL or general < MOST_GENERAL
        }
        if not gains:
            break
        best = max(gains, key=lambda key: (gains[key], key))
        if gains[best] < (LEAST_GAIN * total if len(chosen) >= LEAST else 0.4):
            break
        total += gains[best]
        chosen.append(Chosen(best, left.pop(best)))
        covered |= {match.placed for match in chosen[-1].matches}
    return chosen


def _fallback(found: list[DraftedCompetency], matches: Mapping[str, tuple[Match, ...]], title: str) -> list[DraftedCompetency]:
    """What a thin description still speaks of, however weakly; nothing where it speaks of nothing."""
    if not found and not matches:
        return []
    taken = {competency.key for competency in found}
    ranked = sorted(matches, key=lambda key: (-sum(match.strength for match in matches[key]), key))
    general = [competency.key for family in library().families if family.key == GENERAL for competency in family.competencies]
    clause = f"{work_of(title)} as this description has it."
    added: list[DraftedCompetency] = []
    for key in dict.fromkeys([*ranked, *general]):
        competency = library().find(key)
        if competency and key not in taken and len(added) + len(found) < LEAST:
            added.append(DraftedCompetency(key, competency.name, competency.definition, clause, competency.wording.anchors))
    return added


def _is_believed(found: tuple[Match, ...]) -> bool:
    working = [match for match in found if match.placed.part in _WORKING_PARTS]
    return sum(match.strength for match in working) >= LEAST_STRENGTH


def _own_lines(chosen: list[Chosen], posting: Posting) -> dict[str, list[Placed]]:
    """Each line goes to the competency that it speaks for most; one that is left with none shares its strongest."""
    owned: dict[str, list[Placed]] = {choice.key: [] for choice in chosen}
    strengths: dict[Placed, dict[str, float]] = {}
    for choice in chosen:
        for match in choice.matches:
            strengths.setdefault(match.placed, {})[choice.key] = match.strength
    for placed in posting.placed:
        if placed.part in _WORKING_PARTS and (by := strengths.get(placed)):
            fewest = min(len(owned[key]) for key in by)
            best = max(by, key=lambda key: (by[key] - 0.25 * (len(owned[key]) - fewest), key))
            owned[best].append(placed)
    for choice in chosen:
        if not any(_clause(placed) for placed in owned[choice.key]):
            strongest = sorted(choice.matches, key=lambda match: -match.strength)
            owned[choice.key] += [
                m.placed for m in strongest if m.placed.part in _WORKING_PARTS and m.placed not in owned[choice.key]
            ][:2]
    return owned


def _drafted(choice: Chosen, lines: list[Placed]) -> DraftedCompetency | None:
    competency = library().find(choice.key)
    clauses, used = _clauses(choice, lines)
    if competency is None or not clauses:
        return None
    return DraftedCompetency(
        key=competency.key,
        name=name_in(competency, choice.matches),
        definition=competency.definition,
        for_this_role=joined(clauses),
        anchors=competency.wording.anchors,
        sources=tuple(Span(placed.line.start, placed.line.end) for placed in used),
    )


def _clauses(choice: Chosen, lines: list[Placed]) -> tuple[list[str], list[Placed]]:
    """Up to CLAUSES clauses with the lines they come from: duties before requirements, the strongest first, then in order."""
    strength = {match.placed: match.strength for match in choice.matches}
    ranked = sorted(lines, key=lambda placed: (placed.part is not Part.DUTIES, -strength.get(placed, 0.0)))
    found: dict[Placed, str] = {}
    for placed in ranked:
        if found and placed.part is not Part.DUTIES:
            break  # a requirement stands in only where no duty says it
        clause = _clause(placed)
        words = sum(len(text.split()) for text in found.values())
        if clause and clause not in found.values() and words + len(clause.split()) <= CLAUSE_TOTAL and len(found) < CLAUSES:
            found[placed] = clause
    used = sorted(found, key=lambda placed: placed.line.start)
    return [found[placed] for placed in used], used


def _clause(placed: Placed) -> str | None:
    if placed.part in {Part.DUTIES, Part.ABOUT}:
        return duty_clause(placed.line)
    return requirement_clause(placed.line)


def _free_duties(posting: Posting, chosen: list[Chosen]) -> list[Placed]:
    """Duties that no chosen competency rests on."""
    covered = {match.placed for choice in chosen for match in choice.matches}
    return [placed for placed in posting.of(Part.DUTIES) if placed not in covered]


def _further(posting: Posting, chosen: list[Chosen], count: int) -> int:
    """How many competencies to make beside those of the library: one where most duties are not spoken for."""
    duties = posting.of(Part.DUTIES)
    free = len(_free_duties(posting, chosen))
    return 1 if count < 5 and free >= 3 and free * 2 > len(duties) else 0
