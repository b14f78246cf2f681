"""Rates, ratios and tests of chance, against figures that others have worked out."""

from __future__ import annotations

import random

import numpy as np
import pytest

from scoring.fairness.figures import (
    Group,
    chance_of,
    fisher_two_sided,
    impact_ratio,
    is_below_four_fifths,
    is_set_apart,
    more_to_four_fifths,
    p_of_z,
    z_pooled,
)

# What is compared: group, most favoured; then impact ratio, pooled z, its p, Fisher's two-sided p, how many are missing to 4/5.
KNOWN = {
    "Morris 2017": (Group(2, 10), Group(15, 25), 1 / 3, -2.138963159732493, 0.03243865211696571, 0.05990783410138248, 3),
    "a city's example, sex": (
        *(Group(34, 76), Group(50, 92), 0.8231578947368422),
        *(-1.2400634810649562, 0.21495191504220723, 0.27786385543273756, 0),
    ),
    "a city's example, race": (
        *(Group(15, 40), Group(18, 28), 0.5833333333333333),
        *(-2.175082366810939, 0.029623944593736948, 0.047933755158343735, 6),
    ),
    "40 % and 60 %": (Group(40, 100), Group(60, 100), 2 / 3, -2.8284271247461894, 0.00467773498104728, 0.007059515495016248, 8),
    "five and five": (Group(1, 5), Group(3, 5), 1 / 3, -1.2909944487358056, 0.19670560245894692, 0.5238095238095238, 2),
    "thousands": (
        *(Group(880, 2000), Group(1000, 2000), 0.88),
        *(-3.80158220985339, 0.00014377501732548283, 0.00016262314953373604, 0),
    ),
    "four fifths": (Group(40, 100), Group(50, 100), 0.8, -1.4213381090374024, 0.1552184896846842, 0.20070760013598074, 0),
}


@pytest.mark.parametrize("name", KNOWN)
def test_figures_are_as_known(name: str) -> None:
    group, best, ratio, z, p, fisher, more = KNOWN[name]
    own_z = z_pooled(group, best) or 0
    assert impact_ratio(group, best) == pytest.approx(ratio, rel=1e-12)
    assert own_z == pytest.approx(z, rel=1e-12)
    assert p_of_z(own_z) == pytest.approx(p, rel=1e-9)
    assert fisher_two_sided(group, best) == pytest.approx(fisher, rel=1e-9)
    assert more_to_four_fifths(group, best) == more
    assert is_below_four_fifths(group, best) == (more > 0)


# (above the median, of); the ratio to the highest rate. From the example tables of New York City's rule.
RATIOS = [
    [(50, 92, 1.0), (34, 76, 0.8231578947368422)],
    [
        (18, 28, 1.0),
        (15, 40, 0.5833333333333333),
        (16, 32, 0.7777777777777778),
        (5, 8, 0.9722222222222222),
        (10, 24, 0.6481481481),
    ],
]


@pytest.mark.parametrize("groups", RATIOS)
def test_ratios_are_as_in_the_citys_example(groups: list[tuple[int, int, float]]) -> None:
    best = max((Group(x, n) for x, n, _ in groups), key=lambda group: group.x / group.n)
    assert [impact_ratio(Group(x, n), best) for x, n, _ in groups] == pytest.approx([ratio for *_, ratio in groups], rel=1e-9)


def test_exactly_four_fifths_is_not_below() -> None:
    """In floats 0.8 · 0.3 is not 0.24."""
    assert not is_below_four_fifths(Group(24, 100), Group(30, 100))
    assert is_below_four_fifths(Group(23, 100), Group(30, 100))
    assert not is_below_four_fifths(Group(4 * 10**17, 10**18), Group(5 * 10**17, 10**18))
    assert is_below_four_fifths(Group(4 * 10**17 - 1, 10**18), Group(5 * 10**17, 10**18))


@pytest.mark.parametrize(("x", "best"), [(3, Group(5, 10)), (0, Group(9, 11)), (7, Group(8, 9)), (1, Group(999, 1000))])
def test_the_missing_ones_are_just_enough(x: int, best: Group) -> None:
    more = more_to_four_fifths(Group(x, 30), best)
    assert not is_below_four_fifths(Group(x + more, 30), best)
    assert more == 0 or is_below_four_fifths(Group(x + more - 1, 30), best)


def test_nothing_is_made_of_nobody() -> None:
    nobody, some = Group(0, 0), Group(2, 4)
    assert nobody.rate is None
    assert impact_ratio(nobody, some) is None and impact_ratio(some, Group(0, 4)) is None
    assert z_pooled(nobody, some) is None and chance_of(nobody, some) is None
    assert more_to_four_fifths(some, nobody) == 0
    assert z_pooled(Group(0, 4), Group(0, 9)) is None
    with pytest.raises(ValueError, match="5 of 4"):
        Group(5, 4)


def test_which_test_is_taken_goes_by_the_smaller_group() -> None:
    exact, rough = chance_of(Group(10, 29), Group(100, 300)), chance_of(Group(10, 30), Group(100, 300))
    assert exact and exact.is_exact and exact.p == fisher_two_sided(Group(10, 29), Group(100, 300))
    assert rough and not rough.is_exact and rough.p == 1.0
    nobody_at_all = chance_of(Group(0, 40), Group(0, 50))
    assert nobody_at_all and nobody_at_all.p == 1.0


def test_fisher_agrees_with_another_implementation() -> None:
    from scipy import stats  # here: it takes seconds to load, in each of pytest's workers

    rng = random.Random(7)
    for _ in range(200):
        n, m = rng.randint(1, 60), rng.randint(1, 60)
        x, y = rng.randint(0, n), rng.randint(0, m)
        theirs = stats.fisher_exact([[x, n - x], [y, m - y]]).pvalue
        assert fisher_two_sided(Group(x, n), Group(y, m)) == pytest.approx(theirs, rel=1e-7)


def test_fisher_holds_for_a_small_group_beside_a_hundred_thousand() -> None:
    from scipy import stats

    theirs = stats.fisher_exact([[5, 15], [50_000, 49_980]]).pvalue
    assert fisher_two_sided(Group(5, 20), Group(50_000, 99_980)) == pytest.approx(theirs, rel=1e-6)


def test_fairlearn_agrees() -> None:
    from fairlearn.metrics import MetricFrame, demographic_parity_difference, demographic_parity_ratio, selection_rate

    rng = np.random.default_rng(11)
    for _ in range(20):
        selected = rng.integers(0, 2, 300)
        group = rng.choice(["a", "b", "c"], 300, p=[0.5, 0.3, 0.2])
        theirs = MetricFrame(metrics=selection_rate, y_true=selected, y_pred=selected, sensitive_features=group).by_group
        ours = {name: Group(int(selected[group == name].sum()), int((group == name).sum())) for name in "abc"}
        assert {name: each.rate for name, each in ours.items()} == pytest.approx(dict(theirs))
        best = max(ours.values(), key=lambda each: each.x / each.n)
        ratio = demographic_parity_ratio(selected, selected, sensitive_features=group)
        assert min(impact_ratio(each, best) or 0 for each in ours.values()) == pytest.approx(ratio)
        rates = [each.x / each.n for each in ours.values()]
        difference = demographic_parity_difference(selected, selected, sensitive_features=group)
        assert max(rates) - min(rates) == pytest.approx(difference)


@pytest.mark.parametrize(("people", "of", "apart"), [(1, 50, False), (1, 51, True), (19, 1000, True), (20, 1000, False)])
def test_under_two_percent_is_set_apart(people: int, of: int, apart: bool) -> None:
    assert is_set_apart(people, of) is apart
