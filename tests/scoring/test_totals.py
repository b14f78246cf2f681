from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.totals import NotTotallable, Total, in_words, rounded, total_of, whole

SEED = {"systems": Decimal("0.35"), "postgres": Decimal("0.25"), "ownership": Decimal("0.25"), "payments": Decimal("0.15")}


@st.composite
def weighed_scores(draw: st.DrawFn) -> tuple[dict[str, Decimal], dict[str, int | None]]:
    """Weights in cents that sum to 1.00, and a score or none for each."""
    count = draw(st.integers(1, 8))
    cuts = sorted(draw(st.sets(st.integers(1, 99), min_size=count - 1, max_size=count - 1)))
    cents = [after - before for before, after in zip([0, *cuts], [*cuts, 100], strict=True)]
    weights = {f"c{i}": Decimal(cent) / 100 for i, cent in enumerate(cents)}
    return weights, {key: draw(st.none() | st.integers(0, 100)) for key in weights}


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((80, 60, 40, 20), Total(Decimal("56.00"), Decimal("1.00"), Decimal("56.00"), Decimal("56.00"))),
        ((80, 80, 80, None), Total(Decimal("80.00"), Decimal("0.85"), Decimal("68.00"), Decimal("83.00"))),
        ((None, 50, 51, None), Total(Decimal("50.50"), Decimal("0.50"), Decimal("25.25"), Decimal("75.25"))),
        ((None, 50, None, 51), Total(None, Decimal("0.40"), Decimal("20.15"), Decimal("80.15"))),
        ((0, 0, 0, 0), Total(Decimal("0.00"), Decimal("1.00"), Decimal("0.00"), Decimal("0.00"))),
        ((None, None, None, None), Total(None, Decimal("0.00"), Decimal("0.00"), Decimal("100.00"))),
    ],
)
def test_total_of_the_seed_weights(scores: tuple[int | None, ...], expected: Total) -> None:
    assert total_of(SEED, dict(zip(SEED, scores, strict=True))) == expected


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        ((80, 80, 80, None), "80 · based on 85 % of the weights · 68–83 if the rest were scored"),
        ((80, 60, 40, 20), "56"),
        ((0, 0, 0, 0), "0"),
        ((None, 50, None, 51), "No total · based on 40 % of the weights · 20–80 if the rest were scored"),
        ((None, None, None, None), "No total · nothing could be scored"),
    ],
)
def test_total_in_words(scores: tuple[int | None, ...], words: str) -> None:
    assert in_words(total_of(SEED, dict(zip(SEED, scores, strict=True)))) == words


@pytest.mark.parametrize(("covered", "has_total", "rankable"), [(49, 0, 0), (50, 1, 0), (74, 1, 0), (75, 1, 1), (100, 1, 1)])
def test_thresholds_of_coverage(covered: int, has_total: bool, rankable: bool) -> None:
    weights = {"a": Decimal(covered) / 100, "b": Decimal(100 - covered) / 100}
    if covered == 100:
        weights = {"a": Decimal("0.99"), "b": Decimal("0.01")}
    total = total_of(weights, {"a": 70, "b": 70 if covered == 100 else None})
    assert (total.value is not None, total.is_rankable) == (bool(has_total), bool(rankable))


@given(weighed_scores())
def test_total_lies_between_its_bounds(case: tuple[dict[str, Decimal], dict[str, int | None]]) -> None:
    total = total_of(*case)
    assert 0 <= total.lower <= total.upper <= 100
    assert total.upper - total.lower == rounded((1 - total.coverage) * 100)
    if total.value is not None:
        assert total.lower <= total.value <= total.upper


@given(weighed_scores(), st.integers(0, 100))
def test_bounds_hold_whatever_the_missing_scores_are(case: tuple[dict[str, Decimal], dict[str, int | None]], late: int) -> None:
    weights, scores = case
    before = total_of(weights, scores)
    after = total_of(weights, {key: late if score is None else score for key, score in scores.items()})
    assert after.value is not None
    assert before.lower <= after.value <= before.upper


@given(weighed_scores())
def test_missing_score_is_never_a_zero(case: tuple[dict[str, Decimal], dict[str, int | None]]) -> None:
    weights, scores = case
    total = total_of(weights, {key: None if score is None else 77 for key, score in scores.items()})
    assert total.value in (None, Decimal(77))


@given(weighed_scores())
def test_order_of_the_competencies_changes_nothing(case: tuple[dict[str, Decimal], dict[str, int | None]]) -> None:
    weights, scores = case
    assert total_of(dict(reversed(weights.items())), scores) == total_of(weights, dict(reversed(scores.items())))


@given(weighed_scores(), st.data())
def test_a_better_score_never_lowers_the_total(
    case: tuple[dict[str, Decimal], dict[str, int | None]], data: st.DataObject
) -> None:
    weights, scores = case
    key = data.draw(st.sampled_from(sorted(weights)))
    better = {**scores, key: min(100, (scores[key] or 0) + 10)} if scores[key] is not None else scores
    first, second = total_of(weights, scores), total_of(weights, better)
    assert second.lower >= first.lower
    assert first.value is None or (second.value is not None and second.value >= first.value)


@pytest.mark.parametrize(
    ("weights", "scores", "says"),
    [
        ({"a": "0.95"}, {"a": 50}, "0.95"),
        ({"a": "0.60", "b": "0.40"}, {"a": 50}, "b"),
        ({"a": "1.00"}, {"a": 50, "x": 1}, "x"),
        ({"a": "1.00", "b": "0"}, {"a": 50, "b": 50}, "more than 0"),
        ({"a": "1.00"}, {"a": 101}, "101"),
        ({}, {}, "0"),
    ],
)
def test_what_does_not_belong_together_is_refused(weights: dict[str, str], scores: dict[str, int], says: str) -> None:
    with pytest.raises(NotTotallable, match=says):
        total_of({key: Decimal(value) for key, value in weights.items()}, scores)


@pytest.mark.parametrize(("value", "shown"), [("79.49", 79), ("79.50", 80), ("0.50", 1), ("99.99", 100)])
def test_halves_are_shown_upwards(value: str, shown: int) -> None:
    assert whole(Decimal(value)) == shown


def test_thirds_are_stored_with_two_places() -> None:
    total = total_of({"a": Decimal("0.25"), "b": Decimal("0.50"), "c": Decimal("0.25")}, {"a": 1, "b": 0, "c": None})
    assert total.value == Decimal("0.33")
