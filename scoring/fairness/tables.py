"""From counts of people by sex and race/ethnicity to what may be told: three tables (sex, race/ethnicity, both together)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from scoring.fairness.figures import (
    EXACT_BELOW,
    Chance,
    Group,
    chance_of,
    impact_ratio,
    is_below_four_fifths,
    is_set_apart,
    more_to_four_fifths,
)
from scoring.fairness.hiding import ALL, LEAST, Place, Range, most, range_of_outcome, range_of_people, told

Measure = Literal["selection", "scoring", "scored"]
MEASURES: tuple[Measure, ...] = ("selection", "scoring", "scored")
By = Literal["sex", "race", "both"]
FEWEST = 2 * LEAST  # people in all: of fewer nothing could be shown but by whom they are not
UNKNOWN = "?"  # in a place (sex, race/ethnicity): who is in no category that is counted


@dataclass(frozen=True)
class Counted:
    """Completed interviews of who said this of themselves; `scored` and `above` (the median) under one version's weights."""

    sex: str
    race: str
    people: int
    selected: int
    scored: int
    above: int
    unscored: int

    def good(self, measure: Measure) -> int:
        """Of how many the outcome was the favourable one."""
        return {"selection": self.selected, "scoring": self.above, "scored": self.people - self.unscored}[measure]

    def of(self, measure: Measure) -> int:
        """Of how many it could have been."""
        return self.scored if measure == "scoring" else self.people


@dataclass(frozen=True)
class Figure:
    """One measure of one group, as it may be told. `good` and `of` are counts; `rate` and `ratio` are shares of 1.

    What is hidden is None; then `at_most` or `at_least` may say where the rate lies.
    """

    good: int | None = None
    of: int | None = None
    rate: float | None = None
    at_most: float | None = None
    at_least: float | None = None
    is_best: bool = False
    ratio: float | None = None
    ratio_at_most: float | None = None
    is_below: bool | None = None  # four fifths of the best rate
    more: int = 0  # how many more would have made four fifths
    chance: Chance | None = None
    is_small: bool = False  # under 30 here or in the group it is compared with

    @property
    def bad(self) -> int | None:
        return None if self.good is None or self.of is None else self.of - self.good

    @property
    def bad_rate(self) -> float | None:
        return None if self.rate is None else 1 - self.rate

    @property
    def bad_at_most(self) -> float | None:
        return None if self.at_least is None else 1 - self.at_least

    @property
    def bad_at_least(self) -> float | None:
        return None if self.at_most is None else 1 - self.at_most


@dataclass(frozen=True)
class Row:
    """One category; `people` is None where it is hidden."""

    sex: str
    race: str
    people: int | None
    is_set_apart: bool
    figures: Mapping[Measure, Figure]


@dataclass(frozen=True)
class Table:
    """`unknown` people are in none of the rows: they did not say, or named what the rule does not count."""

    by: By
    rows: Sequence[Row]
    unknown: int | None

    @property
    def hides(self) -> bool:
        """Whether a number of people is hidden in it."""
        return self.unknown is None or any(row.people is None for row in self.rows)


class Grid:
    """Counts by both, with their sums: what the three tables show is cells of it, and what they give away too."""

    def __init__(self, counted: Iterable[Counted], sexes: Sequence[str], races: Sequence[str]) -> None:
        self.sexes, self.races = sexes, races
        self.counted = list(counted)
        self.places = list(product((*sexes, UNKNOWN, ALL), (*races, UNKNOWN, ALL)))
        self.people = self._sums({id(each): each.people for each in self.counted})
        self.told = self._tell_people()

    def sums(self, measure: Measure) -> tuple[dict[Place, int], dict[Place, int]]:
        """(good, of) in each place."""
        good = self._sums({id(each): each.good(measure) for each in self.counted})
        return good, self._sums({id(each): each.of(measure) for each in self.counted})

    def tell(self, measure: Measure) -> dict[Place, Range]:
        """What may be told of how many had the good outcome."""
        good, of = self.sums(measure)
        highest = most(self.places, self.people, self.told)
        first = {place: Range(0, highest[place]) for place in self.places}  # no outcome of who is unknown is ever shown
        shown = [place for place in self.places if UNKNOWN not in place and self.told[place].is_exact]
        first |= {place: range_of_outcome(good[place], of[place]) for place in shown}
        few = [place for place in self.places if of[place] and min(good[place], of[place] - good[place]) < LEAST]
        return told(
            good,
            first,
            protected=[place for place in few if UNKNOWN not in place],
            may_hide=[*(place for place in self._least_missed(good) if UNKNOWN not in place), (ALL, ALL)],
            ceiling=self.people[ALL, ALL],
        )

    def _tell_people(self) -> dict[Place, Range]:
        everybody = self.people[ALL, ALL]
        first = {place: range_of_people(n) for place, n in self.people.items()}
        for place in self.places:
            if place in {(UNKNOWN, ALL), (ALL, UNKNOWN), (ALL, ALL)}:  # not to have said anything is no category
                first[place] = Range(self.people[place], self.people[place])
            elif UNKNOWN in place:  # never shown, unless by subtraction
                first[place] = Range(0, everybody)
        return told(
            self.people,
            first,
            protected=[place for place in self.places if UNKNOWN not in place and 0 < self.people[place] < LEAST],
            may_hide=[place for place in self._least_missed(self.people) if UNKNOWN not in place or ALL in place],
            ceiling=everybody,
        )

    def _least_missed(self, counts: Mapping[Place, int]) -> list[Place]:
        """Places that can be hidden: who is unknown, both together, a race, a sex; small ones first."""
        free = [place for place in self.places if place != (ALL, ALL)]
        return sorted(free, key=lambda place: (UNKNOWN not in place, ALL in place, place[1] == ALL, counts[place], place))

    def _sums(self, values: Mapping[int, int]) -> dict[Place, int]:
        sums = dict.fromkeys(self.places, 0)
        for each in self.counted:
            sex = each.sex if each.sex in self.sexes else UNKNOWN
            race = each.race if each.race in self.races else UNKNOWN
            for place in product((sex, ALL), (race, ALL)):
                sums[place] += values[id(each)]
        return sums


def tables_of(counted: Iterable[Counted], sexes: Sequence[str], races: Sequence[str]) -> list[Table]:
    """By sex, by race/ethnicity, by both. Categories with nobody in them have no row; of under ten people there is no table."""
    grid = Grid(counted, sexes, races)
    if grid.people[ALL, ALL] < FEWEST:
        return []
    known = {measure: (*grid.sums(measure), grid.tell(measure)) for measure in MEASURES}
    places: dict[By, list[Place]] = {
        "sex": [(sex, ALL) for sex in sexes],
        "race": [(ALL, race) for race in races],
        "both": list(product(sexes, races)),
    }
    return [
        Table(by, _rows(grid, [place for place in places[by] if grid.people[place]], known), _unknown(grid, by)) for by in places
    ]


def _unknown(grid: Grid, by: By) -> int | None:
    """How many are in no row. Of both together it is what is left, and told only where all rows are."""
    if by == "both":
        shown = [grid.told[place] for place in product(grid.sexes, grid.races)]
        whole = grid.people[ALL, ALL] - sum(each.low for each in shown)
        return whole if all(each.is_exact for each in shown) else None
    place = (UNKNOWN, ALL) if by == "sex" else (ALL, UNKNOWN)
    return grid.told[place].low if grid.told[place].is_exact else None


Known = Mapping[Measure, tuple[Mapping[Place, int], Mapping[Place, int], Mapping[Place, Range]]]


def _rows(grid: Grid, places: Sequence[Place], known: Known) -> list[Row]:
    apart = {place for place in places if is_set_apart(grid.people[place], grid.people[ALL, ALL])}
    best = {measure: _best(places, apart, *known[measure]) for measure in MEASURES}
    rows = []
    for place in places:
        people = grid.told[place]
        figures = {}
        for measure in MEASURES:
            good, of, ranges = known[measure]
            compared = None if place in apart else best[measure]
            figures[measure] = _figure(place, compared, good, of, ranges) if people.is_exact else Figure()
        # Of a hidden group it is not said either: that would tell how few they are.
        is_apart = place in apart and people.is_exact
        rows.append(Row(*place, people.low if people.is_exact else None, is_apart, figures))
    return rows


def _best(
    places: Sequence[Place],
    apart: set[Place],
    good: Mapping[Place, int],
    of: Mapping[Place, int],
    ranges: Mapping[Place, Range],
) -> Place | None:
    """The highest rate among those whose figures are shown; of equals the larger group."""
    free = [place for place in places if place not in apart and ranges[place].is_exact and of[place]]
    return max(free, key=lambda place: (good[place] / of[place], of[place]), default=None)


def _figure(
    place: Place,
    best: Place | None,
    good: Mapping[Place, int],
    of: Mapping[Place, int],
    ranges: Mapping[Place, Range],
) -> Figure:
    told_of, n = ranges[place], of[place]
    if not told_of.is_exact:
        return _hidden(told_of, n, Group(good[best], of[best]) if best else None)
    group = Group(good[place], n)
    if best is None or group.rate is None:
        return Figure(group.x, n, group.rate)
    top = Group(good[best], of[best])
    return Figure(
        good=group.x,
        of=n,
        rate=group.rate,
        is_best=place == best,
        ratio=impact_ratio(group, top),
        is_below=is_below_four_fifths(group, top),
        more=more_to_four_fifths(group, top),
        chance=None if place == best else chance_of(group, top),
        is_small=min(n, top.n) < EXACT_BELOW,
    )


def _hidden(its: Range, n: int, top: Group | None) -> Figure:
    """What can be said of every number in the range, and so of none in particular."""
    if its.high >= n and its.low == 0:
        return Figure()
    if its.low:
        return Figure(at_least=its.low / n)
    most = Group(its.high, n)
    if top is None or not is_below_four_fifths(most, top):
        return Figure(at_most=most.rate)
    return Figure(at_most=most.rate, ratio_at_most=impact_ratio(most, top), is_below=True)
