"""Chooses the competencies of a job: what its description stresses, three to six, from the library or made from its duties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from jobspecs.drafting import made
from jobspecs.drafting.base import DraftedCompetency
from jobspecs.drafting.composing import Clause, composed, is_told
from jobspecs.drafting.headings import Part
from jobspecs.drafting.likeness import likeness
from jobspecs.drafting.matching import Match, known, matches_of, name_in
from jobspecs.drafting.naming import is_plain
from jobspecs.drafting.phrases import work_of
from jobspecs.drafting.pieces import SHORT, Phrase
from jobspecs.drafting.sections import Placed, Posting
from jobspecs.drafting.selecting import LEAST, WORKING, Chosen, fits_beside, ranked, select
from jobspecs.drafting.trades import Trade, trade_of
from jobspecs.drafting.working import ASKED, phrases_in, working_lines
from jobspecs.library.loader import GENERAL, LibraryCompetency, library

WEAKEST, WEAKEST_GENERAL = 0.8, 0.5  # of all lines together, before a competency fills a place that would stay empty
MOST_LINES = 80  # of a part: a longer one is no posting, and is searched no further for what is left
STAND_IN = ("organising_work", "solving_problems", "working_together", "clear_communication")  # what nearly every job needs
MOST_WANTED = 5  # more only where the description stresses a sixth by itself


def competencies_of(posting: Posting, title: str) -> list[DraftedCompetency]:
    """Three to six, the most important first. Each rests on lines of its own wherever there are enough."""
    choosing = _Choosing(posting, title)
    choosing.fill_up()
    return choosing.found


@dataclass
class _Choosing:
    """One choice under way: what is found so far, and what of the description is still untold."""

    posting: Posting
    title: str
    lines: tuple[Placed, ...] = ()
    matches: Mapping[str, tuple[Match, ...]] = field(default_factory=dict)
    chosen: list[Chosen] = field(default_factory=list)
    found: list[DraftedCompetency] = field(default_factory=list)
    trade: Trade = field(init=False)

    def __post_init__(self) -> None:
        self.lines = working_lines(self.posting)
        self.trade = trade_of(self.title, self.lines)
        self.matches = matches_of(self.lines, self.title, self.trade)
        self.chosen = select(self.matches, self.trade, self.posting, self.lines)
        self.found = [_drafted(choice.competency, choice.clause, choice.matches) for choice in self.chosen if choice.clause]

    def fill_up(self) -> None:
        """A rare trade from its own duties first, any other from what the library knows of it; in need from what is left."""
        wanted = self._wanted()
        steps = (self._make, self._take_weaker) if self.trade.is_rare else (self._take_weaker, self._make)
        for step in steps:
            step(wanted)
        for step in (self._make_of_anything, self._take_what_is_left, self._take_on_trust):
            step(LEAST)

    def _wanted(self) -> int:
        """How many the duties call for: one more for each two beyond four of them, where they are not spoken for."""
        duties = [placed for placed in self.lines if placed.part is Part.DUTIES and phrases_in(placed, self.posting)]
        untold = len({phrase.source for phrase in self._free()})
        if any(phrase.is_quoted for phrase in self._untold()):
            return min(MOST_WANTED, max(LEAST, len(duties)))  # what cannot be grouped by its words stands by itself
        called_for = min(MOST_WANTED, LEAST + max(0, len(duties) - 3) // 2)
        return called_for if untold >= 2 and untold * 3 > len(duties) else LEAST

    def _make(self, wanted: int) -> None:
        """From duties that no clause tells yet; beside a trade that the library knows, from such that none of it speaks for."""
        free = [phrase for phrase in self._free() if self.trade.is_rare or phrase.label or is_plain(phrase.text)]
        self.found += made.competencies_from(free, wanted - len(self.found), taken=self.found)

    def _make_of_anything(self, wanted: int) -> None:
        """From any duty, and from what is asked for."""
        for strict in (True, False) if len(self.found) < wanted else ():
            self.found += made.competencies_from(self._untold(), wanted - len(self.found), taken=self.found, strict=strict)

    def _take_weaker(self, wanted: int) -> None:
        """Competencies that few lines speak for, of this trade or of many, with a clause of their own."""
        strengths = {
            key: sum(match.strength for match in found if match.placed.part in WORKING) for key, found in self.matches.items()
        }
        for key in sorted(strengths, key=lambda key: (-strengths[key], key)):
            competency = known(key)
            if strengths[key] < WEAKEST_GENERAL or len(self.found) >= wanted:
                return
            if competency.family == GENERAL or (self.trade.names(competency) and strengths[key] >= WEAKEST):
                phrases = [phrase for phrase in ranked(key, list(self.matches[key]), self.posting) if self._is_untold(phrase)]
                if len(self.found) >= LEAST:
                    phrases = [phrase for phrase in phrases if not phrase.is_asked]
                self._take(competency, composed(phrases, most=2), self.matches[key])

    def _take_what_is_left(self, wanted: int) -> None:
        """Competencies of many jobs, each with the untold phrase that is most like it."""
        if len(self.found) >= wanted:
            return
        pairs = [
            (likeness(phrase.text, key), -rank, -place, known(key), phrase)
            for rank, key in enumerate(STAND_IN)
            for place, phrase in enumerate(self._untold())
        ]
        for _, _, _, competency, phrase in sorted(pairs, key=lambda pair: pair[:3], reverse=True):
            if len(self.found) < wanted and self._is_untold(phrase):
                self._take(competency, composed([phrase]), ())

    def _take_on_trust(self, wanted: int) -> None:
        """What a thin description still speaks of, however weakly; nothing where it speaks of nothing."""
        if not self.found and not self.matches:
            return
        own = [key for key in self.matches if known(key).family == GENERAL or self.trade.names(known(key))]
        own.sort(key=lambda key: (-sum(match.strength for match in self.matches[key]), key))
        for competency in [*map(known, own), *_general()]:
            if len(self.found) < wanted:
                phrases = ranked(competency.key, list(self.matches.get(competency.key, ())), self.posting)
                phrases = [phrase for phrase in phrases if self._is_untold(phrase)]
                untold = Clause(f"{work_of(self.title)} in all that is {competency.name.lower()}.", ())
                self._take(competency, composed(phrases, most=1) or untold, ())

    def _take(self, competency: LibraryCompetency, clause: Clause | None, matches: tuple[Match, ...]) -> None:
        taken = {found.key for found in self.found}
        if clause and competency.key not in taken and fits_beside(competency, self.chosen):
            self.chosen.append(Chosen(competency, matches, clause))
            self.found.append(_drafted(competency, clause, matches))

    def _free(self) -> Iterator[Phrase]:
        """Untold phrases of duties, without those in lines that speak for a chosen competency."""
        covered = {match.placed for choice in self.chosen for match in choice.matches}
        for placed in [placed for placed in self.lines if placed.part is Part.DUTIES][:MOST_LINES]:
            if self.trade.is_rare or placed not in covered:
                yield from (phrase for phrase in phrases_in(placed, self.posting) if self._is_untold(phrase))

    def _untold(self) -> Iterator[Phrase]:
        """Phrases that no clause tells: those of duties first, of requirements last."""
        told = [placed for placed in self.lines if placed.part is Part.DUTIES][:MOST_LINES]
        asked = [placed for placed in self.lines if placed.part in ASKED][:MOST_LINES]
        for placed in [*told, *asked]:
            yield from (phrase for phrase in phrases_in(placed, self.posting) if self._is_untold(phrase))

    def _is_untold(self, phrase: Phrase) -> bool:
        return not is_told(phrase.clause(SHORT) or phrase.text, (competency.for_this_role for competency in self.found))


def _general() -> list[LibraryCompetency]:
    return [competency for competency in library().competencies() if competency.family == GENERAL]


def _drafted(competency: LibraryCompetency, clause: Clause, matches: tuple[Match, ...]) -> DraftedCompetency:
    return DraftedCompetency(
        key=competency.key,
        name=name_in(competency, matches),
        definition=competency.definition,
        for_this_role=clause.text,
        anchors=competency.wording.anchors,
        sources=clause.sources,
    )
