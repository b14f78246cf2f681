"""Averages from sums are those of the values."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.averages import average_of
from scoring.statistics import mean_interval


def test_nothing_has_no_average() -> None:
    empty = average_of(0, 0, 0)
    assert (empty.mean, empty.interval, empty.shown) == (None, None, "—")


def test_two_values_have_a_mean_and_no_interval() -> None:
    pair = average_of(2, Decimal("141.00"), Decimal("9941.00"))
    assert (pair.mean, pair.interval, pair.shown) == (Decimal("70.5"), None, "71")


@given(st.lists(st.integers(0, 100), min_size=3, max_size=40))
def test_the_interval_is_that_of_the_values_cut_to_the_scale(values: list[int]) -> None:
    found = average_of(len(values), sum(values), sum(value * value for value in values))
    expected = mean_interval(values)
    assert expected is not None
    assert found.interval is not None
    assert found.mean == Decimal(sum(values)) / len(values)
    assert found.interval.low == pytest.approx(max(0, expected.low), abs=1e-6)
    assert found.interval.high == pytest.approx(min(100, expected.high), abs=1e-6)
