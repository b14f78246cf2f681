"""What the tables tell, and what they must not: also not to somebody who subtracts."""

from __future__ import annotations

import random
from collections.abc import Mapping

import numpy as np
import pytest

from scoring.fairness.hiding import ALL, LEAST, LEFT, Place, Range, range_of_outcome, range_of_people
from scoring.fairness.tables import MEASURES, UNKNOWN, Counted, Figure, Grid, Row, Table, tables_of

SEXES, RACES = ["female", "male"], ["white", "black", "asian", "native"]


def of(sex: str, race: str, people: int, selected: int = 0, *, above: int = 0, unscored: int = 0) -> Counted:
    return Counted(sex, race, people, selected, people - unscored, above, unscored)


def tables(*counted: Counted) -> list[Table]:
    return tables_of(counted, SEXES, RACES)


def row_of(table: Table, name: str) -> Row:
    return next(row for row in table.rows if name in (row.sex, row.race))


class TestRows:
    def test_rates_and_ratios_by_sex(self) -> None:
        by_sex = tables(of("female", "white", 50, 20, above=30), of("male", "white", 40, 24, above=20))[0]
        women, men = by_sex.rows
        assert (women.people, women.figures["selection"].good, women.figures["selection"].rate) == (50, 20, 0.4)
        assert men.figures["selection"].is_best and men.figures["selection"].chance is None
        assert women.figures["selection"].ratio == pytest.approx(0.4 / 0.6)
        assert women.figures["selection"].is_below is True
        assert women.figures["selection"].more == 4
        assert women.figures["scoring"].rate == 0.6 and women.figures["scoring"].is_best

    def test_scoring_rate_leaves_out_who_has_no_score(self) -> None:
        both = of("female", "white", 50, above=20, unscored=10), of("male", "white", 40, above=15, unscored=6)
        women = tables(*both)[0].rows[0]
        assert women.figures["scoring"].rate == 0.5
        assert women.figures["scored"].bad == 10 and women.figures["scored"].bad_rate == pytest.approx(0.2)

    def test_both_together_are_compared_with_the_best_of_both(self) -> None:
        both = tables(
            of("female", "white", 30, 15), of("female", "black", 30, 6), of("male", "white", 30, 18), of("male", "black", 30, 12)
        )[2]
        ratios = [(row.sex, row.race, round(row.figures["selection"].ratio or 0, 2)) for row in both.rows]
        assert ratios == [
            ("female", "white", 0.83),
            ("female", "black", 0.33),
            ("male", "white", 1.0),
            ("male", "black", 0.67),
        ]

    def test_who_is_another_or_says_nothing_is_counted_apart(self) -> None:
        by_sex, by_race, both = tables(
            of("female", "white", 20, 8), of("male", "white", 20, 8), of("other", "white", 3), of("", "", 7), of("female", "", 9)
        )
        assert (by_sex.unknown, by_race.unknown) == (10, 16)
        assert {row.sex for row in by_sex.rows} == {"female", "male"}
        assert both.unknown == 19

    def test_under_two_percent_is_shown_without_a_ratio(self) -> None:
        by_race = tables(
            of("female", "white", 300, 100),
            of("male", "white", 300, 100),
            of("male", "native", 6, 1),
            of("female", "native", 5, 5),
        )[1]
        native = row_of(by_race, "native")
        assert native.people == 11 and native.is_set_apart
        assert native.figures["selection"].ratio is None and not native.figures["selection"].is_best

    def test_a_small_group_is_said_to_be_small(self) -> None:
        by_sex = tables(of("female", "white", 29, 8), of("male", "white", 300, 100))[0]
        women = row_of(by_sex, "female").figures["selection"]
        assert women.is_small and women.chance and women.chance.is_exact

    def test_of_under_ten_people_there_is_no_table(self) -> None:
        assert tables(of("female", "white", 5, 5), of("male", "white", 4)) == []


class TestHiding:
    @pytest.mark.parametrize(("n", "told"), [(0, (0, 0)), (1, (1, 4)), (4, (1, 4)), (5, (5, 5))])
    def test_people_under_five(self, n: int, told: tuple[int, int]) -> None:
        assert range_of_people(n) == Range(*told)

    @pytest.mark.parametrize(
        ("x", "n", "told"),
        [(0, 0, (0, 0)), (5, 9, (0, 9)), (9, 9, (0, 9)), (4, 30, (0, 4)), (0, 30, (0, 4)), (26, 30, (26, 30)), (5, 10, (5, 5))],
    )
    def test_outcomes_under_five_on_either_side(self, x: int, n: int, told: tuple[int, int]) -> None:
        assert range_of_outcome(x, n) == Range(*told)

    def test_a_hidden_group_shows_nothing(self) -> None:
        by_race = tables(of("female", "white", 40, 20), of("male", "white", 40, 20), of("male", "asian", 3, 3), of("", "", 9))[1]
        asian = row_of(by_race, "asian")
        assert asian.people is None
        assert set(asian.figures.values()) == {Figure()}
        assert not asian.is_set_apart, "that would say how few they are"

    def test_the_sum_does_not_give_a_hidden_group_away(self) -> None:
        """60 in all, 57 white: without the number of those who said nothing, three could be any few."""
        by_race = tables(
            of("female", "white", 30, 9), of("male", "white", 27, 9), of("male", "asian", 3, 3), of("male", "", 5, 3)
        )[1]
        assert row_of(by_race, "white").people == 57
        assert row_of(by_race, "asian").people is None
        assert by_race.unknown is None and by_race.hides

    def test_where_everybody_said_something_another_group_is_hidden_too(self) -> None:
        by_race = tables(
            of("female", "white", 30, 9), of("female", "black", 12, 6), of("male", "white", 27), of("male", "asian", 3)
        )[1]
        assert {row.race: row.people for row in by_race.rows} == {"white": 57, "black": None, "asian": None}

    def test_under_five_selected_is_told_as_at_most_four(self) -> None:
        by_sex = tables(of("female", "white", 40, 3), of("male", "white", 40, 20), of("", "white", 20, 6))[0]
        women = row_of(by_sex, "female").figures["selection"]
        assert (women.good, women.rate, women.ratio) == (None, None, None)
        assert (women.at_most, women.ratio_at_most) == (0.1, 0.2)
        assert women.is_below is True, "four of forty would be below as well"

    def test_no_verdict_that_would_tell_the_hidden_number(self) -> None:
        """Four of 20 would not be below four fifths of 6 in 24, three would: neither is said."""
        by_sex = tables(of("female", "white", 20, 3), of("male", "white", 24, 6), of("", "white", 20, 6))[0]
        assert row_of(by_sex, "female").figures["selection"].is_below is None

    @pytest.mark.parametrize("seed", range(25))
    def test_nobody_can_work_out_a_hidden_cell(self, seed: int) -> None:
        """By linear programming over all that is told, each hidden cell could still be one of three numbers or more."""
        grid = random_grid(random.Random(seed))
        few = [place for place in grid.places if UNKNOWN not in place and 0 < grid.people[place] < LEAST]
        check(grid, grid.told, few)
        for measure in MEASURES:
            good, among = grid.sums(measure)
            few = [p for p in grid.places if UNKNOWN not in p and among[p] and min(good[p], among[p] - good[p]) < LEAST]
            assert few, "nothing to hide proves nothing"
            check(grid, grid.tell(measure), few)

    def test_most_is_still_shown_where_there_are_many(self) -> None:
        shown = 0
        for seed in range(20):
            table = tables_of(random_grid(random.Random(seed), people=400).counted, SEXES, RACES)[0]
            shown += sum(row.figures["selection"].rate is not None for row in table.rows)
        assert shown == 40, "both sexes in each of twenty"


def random_grid(rng: random.Random, people: int = 0) -> Grid:
    cells: dict[Place, list[int]] = {}
    silence = rng.choice([0, 1, 8])
    for _ in range(people or rng.choice([30, 60, 120, 300])):
        sex = rng.choices(["female", "male", "other", ""], [45, 48, 1, silence])[0]
        race = rng.choices([*RACES, ""], [60, 25, 8, 2, silence])[0]
        scored = rng.random() < 0.95
        cell = cells.setdefault((sex, race), [0, 0, 0, 0, 0])
        for at, fact in enumerate((True, rng.random() < 0.3, scored, scored and rng.random() < 0.5, not scored)):
            cell[at] += fact
    return Grid([Counted(*place, *cell) for place, cell in cells.items()], SEXES, RACES)


def check(grid: Grid, told: Mapping[Place, Range], few: list[Place]) -> None:
    from scipy.optimize import linprog  # here: it takes a second to load, in each of pytest's workers

    at = {place: number for number, place in enumerate(grid.places)}
    sums = []
    for sex in (*SEXES, UNKNOWN, ALL):
        sums.append(([(sex, race) for race in (*RACES, UNKNOWN)], (sex, ALL)))
    for race in (*RACES, UNKNOWN, ALL):
        sums.append(([(sex, race) for sex in (*SEXES, UNKNOWN)], (ALL, race)))
    equations = np.zeros((len(sums), len(at)))
    for row, (parts, total) in enumerate(sums):
        equations[row, [at[part] for part in parts]] = 1
        equations[row, at[total]] -= 1
    bounds = [(told[place].low, told[place].high) for place in grid.places]
    for place in few:
        assert not told[place].is_exact, place
        ends = []
        for sign in (1, -1):
            wish = np.zeros(len(at))
            wish[at[place]] = sign
            found = linprog(wish, A_eq=equations, b_eq=np.zeros(len(sums)), bounds=bounds)
            assert found.success, found.message
            ends.append(round(sign * found.fun))
        assert ends[1] - ends[0] + 1 >= LEFT, (place, ends)
