from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobspecs.weights import (
    CENT,
    WHOLE,
    NoRoom,
    NotAWeight,
    apportion,
    balance_of,
    parse_weight,
    share_the_rest,
)

cents = st.integers(min_value=0, max_value=150).map(lambda n: CENT * n)
weight_sets = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=4), cents, min_size=1, max_size=12)


def d(**values: str) -> dict[str, Decimal]:
    return {key: Decimal(value) for key, value in values.items()}


@given(weight_sets)
def test_share_the_rest_always_sums_to_one(weights: dict[str, Decimal]) -> None:
    shared = share_the_rest(weights)
    assert sum(shared.values()) == WHOLE
    assert list(shared) == list(weights)
    assert min(shared.values()) >= CENT


@given(weight_sets, st.data())
def test_locked_weights_are_never_touched(weights: dict[str, Decimal], data: st.DataObject) -> None:
    locked = frozenset(data.draw(st.sets(st.sampled_from(sorted(weights)))))
    try:
        shared = share_the_rest(weights, locked)
    except NoRoom:
        kept = sum(weights[key] for key in locked)
        free = len(weights) - len(locked)
        assert WHOLE - kept < CENT * free or not free
        return
    assert {key: shared[key] for key in locked} == {key: weights[key] for key in locked}
    assert sum(shared.values()) == WHOLE


@given(weight_sets)
def test_sharing_twice_is_the_same_as_once(weights: dict[str, Decimal]) -> None:
    once = share_the_rest(weights)
    assert share_the_rest(once) == once


@given(weight_sets)
def test_a_heavier_weight_never_ends_below_a_lighter_one(weights: dict[str, Decimal]) -> None:
    shared = share_the_rest(weights)
    for a in weights:
        for b in weights:
            if weights[a] > weights[b]:
                assert shared[a] >= shared[b]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8), st.integers(8, 40), st.integers(0, 1))
def test_apportion_stays_within_one_unit_of_proportion(shares: list[int], units: int, least: int) -> None:
    given_units = apportion([Fraction(s) for s in shares], units=units, least=least)
    assert sum(given_units) == units
    assert min(given_units) >= least
    if least == 0 and any(shares):
        for share, n in zip(shares, given_units, strict=True):
            assert abs(Fraction(share * units, sum(shares)) - n) < 1


@pytest.mark.parametrize(
    ("weights", "locked", "expected"),
    [
        (d(a="0.35", b="0.25", c="0.20", e="0.15"), "", d(a="0.37", b="0.26", c="0.21", e="0.16")),
        (d(a="0.50", b="0.30", c="0.30"), "a", d(a="0.50", b="0.25", c="0.25")),
        (d(a="0", b="0", c="0"), "", d(a="0.34", b="0.33", c="0.33")),
        (d(a="1.00", b="0"), "", d(a="0.99", b="0.01")),
        (d(a="0.40", b="0.60"), "ab", d(a="0.40", b="0.60")),
    ],
)
def test_share_the_rest_by_table(weights: dict[str, Decimal], locked: str, expected: dict[str, Decimal]) -> None:
    assert share_the_rest(weights, frozenset(locked)) == expected


@pytest.mark.parametrize(
    ("weights", "locked"),
    [(d(a="1.00", b="0.10"), "a"), (d(a="0.99", b="0.1", c="0.1"), "a"), (d(a="0.40", b="0.50"), "ab"), (d(a="1.2", b="0"), "a")],
)
def test_no_room_says_what_the_locked_weights_take(weights: dict[str, Decimal], locked: str) -> None:
    with pytest.raises(NoRoom, match=r"locked weights already give \d\.\d\d"):
        share_the_rest(weights, frozenset(locked))


def test_apportion_refuses_too_few_units() -> None:
    with pytest.raises(ValueError, match="2 units cannot give 1 each to 3"):
        apportion([Fraction(1)] * 3, units=2, least=1)


@pytest.mark.parametrize(
    ("total", "balanced", "missing"), [("1.00", True, "0.00"), ("0.95", False, "0.05"), ("1.02", False, "-0.02")]
)
def test_balance_says_what_is_missing_or_over(total: str, balanced: bool, missing: str) -> None:
    balance = balance_of([Decimal(total)])
    assert (balance.is_balanced, balance.missing) == (balanced, Decimal(missing))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.35", "0.35"),
        ("0,35", "0.35"),
        (".35", "0.35"),
        (" 35 % ", "0.35"),
        ("35", "0.35"),
        ("1", "1.00"),
        ("1%", "0.01"),
        ("0.350", "0.35"),
    ],
)
def test_weights_are_read_as_people_write_them(text: str, value: str) -> None:
    assert str(parse_weight(text)) == value


@pytest.mark.parametrize("text", ["", "abc", "0", "-0.2", "101", "0.005", "0.355", "NaN", "Infinity", "1e400", "35.5 %"])
def test_what_is_no_weight_is_refused(text: str) -> None:
    with pytest.raises(NotAWeight, match=r"weight"):
        parse_weight(text)
