import math
import statistics as stdlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.statistics import (
    Interval,
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
