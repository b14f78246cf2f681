import math
import random
import statistics as stdlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.statistics import (
    Interval,
    kappa_interval,
    mean,
    mean_interval,
    not_distinguishable_from_the_top,
    sample_sd,
    standard_error_of_difference,
    t_cdf,
    t_quantile,
    weighted_kappa,
)

# H. Quené, Quantitative Methods and Statistics, appendix C; 60 and 100 degrees of freedom from the NIST/SEMATECH
# e-Handbook, 1.3.6.7.2; the last is the limit, the normal distribution.
PUBLISHED = [
    (1, 0.95, 6.314), (1, 0.975, 12.706), (1, 0.99, 31.821), (1, 0.995, 63.657), (1, 0.999, 318.309),
    (2, 0.90, 1.886), (2, 0.95, 2.920), (2, 0.975, 4.303), (2, 0.995, 9.925), (2, 0.999, 22.327),
    (3, 0.975, 3.182), (4, 0.975, 2.776), (5, 0.975, 2.571), (5, 0.99, 3.365), (7, 0.975, 2.365),
    (9, 0.975, 2.262), (10, 0.90, 1.372), (10, 0.975, 2.228), (10, 0.999, 4.144), (19, 0.975, 2.093),
    (24, 0.975, 2.064), (30, 0.95, 1.697), (30, 0.975, 2.042), (60, 0.975, 2.000), (100, 0.975, 1.984),
    (100, 0.995, 2.626), (1_000_000, 0.975, 1.960),
]  # fmt: skip
scores = st.lists(st.integers(0, 100), min_size=3, max_size=40)


@pytest.mark.parametrize(("df", "p", "published"), PUBLISHED)
def test_t_quantile_against_published_values(df: int, p: float, published: float) -> None:
    assert round(t_quantile(p, df), 3) == published


@given(st.floats(0.0001, 0.9999))
def test_t_quantile_in_closed_form(p: float) -> None:
    """With one degree of freedom it is the Cauchy distribution, with two it has a formula of its own."""
    assert t_quantile(p, 1) == pytest.approx(math.tan(math.pi * (p - 0.5)), rel=1e-8, abs=1e-8)
    assert t_quantile(p, 2) == pytest.approx((2 * p - 1) / math.sqrt(2 * p * (1 - p)), rel=1e-8, abs=1e-8)


@given(st.floats(0.001, 0.999), st.integers(1, 5000))
def test_t_quantile_inverts_the_distribution(p: float, df: int) -> None:
    assert t_cdf(t_quantile(p, df), df) == pytest.approx(p, abs=1e-9)
    assert t_quantile(p, df) == pytest.approx(-t_quantile(1 - p, df), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("p", "df"), [(0, 5), (1, 5), (0.9, 0)])
def test_t_quantile_refuses_what_it_does_not_have(p: float, df: float) -> None:
    with pytest.raises(ValueError, match="t quantile"):
        t_quantile(p, df)


def test_no_mean_of_nothing_and_no_spread_of_one() -> None:
    assert (mean([]), sample_sd([]), sample_sd([70])) == (None, None, None)


@given(scores)
def test_mean_and_sd_agree_with_the_standard_library(values: list[int]) -> None:
    assert mean(values) == pytest.approx(stdlib.mean(values))
    assert sample_sd(values) == pytest.approx(stdlib.stdev(values), abs=1e-12)


def test_interval_by_hand() -> None:
    """60, 70, 80: s = 10, t(2) = 4.303, so 70 ± 4.303 · 10 / √3."""
    interval = mean_interval([Decimal("60"), 70, 80.0])
    assert interval is not None
    assert (interval.mean, interval.n) == (70, 3)
    assert interval.high - 70 == pytest.approx(24.841, abs=0.001)
    assert 70 - interval.low == pytest.approx(24.841, abs=0.001)


@pytest.mark.parametrize("values", [[], [50], [50, 60]])
def test_no_interval_under_three(values: list[int]) -> None:
    assert mean_interval(values) is None


@given(scores)
def test_interval_holds_its_mean_and_widens_with_confidence(values: list[int]) -> None:
    usual, sure = mean_interval(values), mean_interval(values, 0.99)
    assert usual is not None
    assert sure is not None
    assert sure.low <= usual.low <= usual.mean <= usual.high <= sure.high


def test_interval_is_cut_to_the_scale() -> None:
    assert Interval(95, 80, 110, 3).within(0, 100) == Interval(95, 80, 100, 3)


def test_error_of_a_difference() -> None:
    assert standard_error_of_difference(3, 4) == 5


def test_who_is_not_distinguishable_from_the_top() -> None:
    """With an error of 5 a difference counts from 1.96 · 5 · √2 = 13.86 on."""
    totals: dict[str, Decimal | int] = {"ana": Decimal("80.00"), "bo": Decimal("66.15"), "cy": Decimal("66.13"), "di": 12}
    assert not_distinguishable_from_the_top(totals, 5) == {"ana", "bo"}


def test_without_error_only_the_top_is_the_top() -> None:
    assert not_distinguishable_from_the_top({"a": 80, "b": 79.99, "c": 80}, 0) == {"a", "c"}
    assert not_distinguishable_from_the_top({}, 5) == frozenset()


def test_negative_error_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        not_distinguishable_from_the_top({"a": 1}, -1)


@given(st.dictionaries(st.integers(), st.integers(0, 100), min_size=1), st.floats(0, 20), st.floats(0, 20))
def test_more_error_never_tells_more_people_apart(totals: dict[int, int], error: float, more: float) -> None:
    assert not_distinguishable_from_the_top(totals, error) <= not_distinguishable_from_the_top(totals, error + more)


@pytest.mark.parametrize(
    ("first", "second", "kappa"),
    [
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], 1.0),
        ([1, 5], [5, 1], -1.0),
        ([1, 1, 5, 5], [1, 5, 1, 5], 0.0),
        ([1, 2, 3], [2, 2, 2], 0.0),
        ([1, 2, 3, 3], [1, 2, 2, 3], 0.8),
    ],
)
def test_weighted_kappa_by_hand(first: list[int], second: list[int], kappa: float) -> None:
    assert weighted_kappa(first, second) == pytest.approx(kappa)


def test_kappa_says_nothing_where_everyone_gives_one_rating() -> None:
    assert weighted_kappa([3, 3], [3, 3]) is None
    assert weighted_kappa([], []) is None
    with pytest.raises(ValueError, match="pairs"):
        weighted_kappa([1], [])


ratings = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=2, max_size=60)


@given(ratings)
def test_kappa_agrees_with_its_definition_by_a_table(pairs: list[tuple[int, int]]) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    n = len(pairs)
    chance = sum((i - j) ** 2 * first.count(i) * second.count(j) / n for i in range(1, 6) for j in range(1, 6))
    seen = sum((i - j) ** 2 * pairs.count((i, j)) for i in range(1, 6) for j in range(1, 6))
    assert weighted_kappa(first, second) == (pytest.approx(1 - seen / chance) if chance else None)
    assert weighted_kappa(first, second) == weighted_kappa(second, first)


def fleiss_cohen_everitt(pairs: list[tuple[int, int]]) -> float:
    """The standard error of quadratic weighted kappa over independent pairs, as its authors write it (1969)."""
    levels, n = range(1, 6), len(pairs)
    share = {(i, j): pairs.count((i, j)) / n for i in levels for j in levels}
    rows = {i: sum(share[i, j] for j in levels) for i in levels}
    columns = {j: sum(share[i, j] for i in levels) for j in levels}
    weight = {(i, j): 1 - (i - j) ** 2 / 16 for i in levels for j in levels}
    by_row = {i: sum(columns[j] * weight[i, j] for j in levels) for i in levels}
    by_column = {j: sum(rows[i] * weight[i, j] for i in levels) for j in levels}
    seen = sum(weight[cell] * share[cell] for cell in share)
    chance = sum(weight[i, j] * rows[i] * columns[j] for i, j in share)
    total = (
        sum(share[i, j] * (weight[i, j] * (1 - chance) - (by_row[i] + by_column[j]) * (1 - seen)) ** 2 for i, j in share)
        - (seen * chance - 2 * chance + seen) ** 2
    )
    return math.sqrt(total / n) / (1 - chance) ** 2


def some_pairs(count: int, seed: int = 4) -> list[tuple[int, int]]:
    draw = random.Random(seed)
    truth = [draw.randint(1, 5) for _ in range(count)]
    return [(level, min(5, max(1, level + draw.choice((-1, 0, 0, 0, 1, 2))))) for level in truth]


def test_the_interval_of_independent_pairs_is_that_of_the_large_sample_formula() -> None:
    pairs = some_pairs(400)
    found = kappa_interval([[pair] for pair in pairs])
    assert found is not None
    assert found.mean == weighted_kappa([a for a, _ in pairs], [b for _, b in pairs])
    assert found.n == 400
    error = (found.high - found.low) / 2 / t_quantile(0.975, 399)
    assert error == pytest.approx(fleiss_cohen_everitt(pairs), rel=0.02)


def test_ratings_that_lean_on_each_other_make_the_interval_wider() -> None:
    pairs = some_pairs(40)
    alone, fourfold = kappa_interval([[pair] for pair in pairs]), kappa_interval([[pair] * 4 for pair in pairs])
    taken_apart = kappa_interval([[pair] for pair in pairs * 4])
    assert alone is not None
    assert fourfold is not None
    assert taken_apart is not None
    assert fourfold.high - fourfold.low == pytest.approx(alone.high - alone.low)
    assert taken_apart.high - taken_apart.low < 0.6 * (alone.high - alone.low)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    whole = some_pairs(20000, seed=1)
    truth = weighted_kappa([a for a, _ in whole], [b for _, b in whole])
    assert truth is not None
    draws = [kappa_interval([[pair] for pair in some_pairs(30, seed)]) for seed in range(100, 400)]
    held = sum(found is not None and found.low <= truth <= found.high for found in draws)
    assert 0.91 <= held / 300 <= 0.98


def test_an_interval_stays_within_the_scale_when_all_but_one_agree() -> None:
    found = kappa_interval([*[[(level, level)] for level in (1, 2, 3, 4, 5) * 2], [(2, 4)]])
    assert found is not None
    assert 0 < found.low < found.mean < found.high == 1


@pytest.mark.parametrize(
    "groups",
    [[], [[(1, 2)], [(3, 3)]], [[(3, 3)]] * 5, [[(1, 1)], [(2, 2)], [(5, 5)]], [[(1, 1)], [(1, 1)], [(5, 4)]]],
    ids=["nothing", "two groups", "one level", "full agreement", "defined by one alone"],
)
def test_there_is_no_interval_where_nothing_can_be_told(groups: list[list[tuple[int, int]]]) -> None:
    assert kappa_interval(groups) is None
