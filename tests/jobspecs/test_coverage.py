"""Which gaps between weights and questions are worth a word, and which are not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jobspecs.coverage import gaps


def found(weights: dict[str, str], asked: dict[str, int]) -> list[str]:
    """The gaps in words; competencies are named after their keys."""
    return [str(gap) for gap in gaps([(key, key.title(), Decimal(value)) for key, value in weights.items()], asked)]


def test_a_draft_of_seven_questions_over_five_competencies_has_none() -> None:
    weights = {"a": "0.30", "b": "0.25", "c": "0.20", "d": "0.15", "e": "0.10"}
    assert found(weights, {"a": 2, "b": 2, "c": 1, "d": 1, "e": 1}) == []


def test_a_competency_without_a_question_is_named_with_its_weight() -> None:
    weights = {"planning": "0.50", "reconciliation": "0.20", "listening": "0.30"}
    assert found(weights, {"planning": 4, "listening": 3}) == ["Nothing asks about Reconciliation (0.20)."]


@pytest.mark.parametrize(("weight", "is_heavy"), [("0.19", False), ("0.20", True), ("0.05", False), ("0.80", True)])
def test_without_a_question_a_fifth_of_the_score_is_a_fault(weight: str, is_heavy: bool) -> None:
    [gap] = gaps([("a", "A", Decimal(weight)), ("b", "B", 1 - Decimal(weight))], {"b": 5})
    assert gap.is_heavy is is_heavy


def test_a_heavy_weight_on_one_of_seven_questions_is_told() -> None:
    assert found({"planning": "0.70", "listening": "0.30"}, {"planning": 6, "listening": 1}) == [
        "Listening: 0.30 rests on one of 7 questions."
    ]
    [gap] = gaps([("a", "A", Decimal("0.70")), ("b", "B", Decimal("0.30"))], {"a": 6, "b": 1})
    assert not gap.is_heavy


@pytest.mark.parametrize(
    ("weight", "questions", "is_told"),
    [
        ("0.24", 7, False),  # less than a quarter of the score
        ("0.25", 7, True),
        ("0.25", 6, True),  # half as much again as a sixth
        ("0.25", 5, False),
        ("0.30", 5, True),
        ("0.25", 4, False),  # its share of four
        ("0.50", 2, False),
        ("0.80", 2, True),
        ("1.00", 1, False),  # the only question there is
    ],
)
def test_one_question_is_too_few_from_a_quarter_and_over_its_share(weight: str, questions: int, is_told: bool) -> None:
    told = gaps([("a", "A", Decimal(weight)), ("b", "B", 1 - Decimal(weight))], {"a": 1, "b": questions - 1})
    assert ("a" in {gap.key for gap in told}) is is_told


def test_two_questions_are_enough_for_any_weight() -> None:
    assert found({"a": "0.95", "b": "0.05"}, {"a": 2, "b": 9}) == []


def test_what_is_not_asked_stands_first_and_the_heaviest_of_it_first() -> None:
    weights = {"thin": "0.40", "light": "0.05", "heavy": "0.35", "fine": "0.20"}
    assert [gap.key for gap in gaps([(k, k, Decimal(w)) for k, w in weights.items()], {"thin": 1, "fine": 4})] == [
        "heavy",
        "light",
        "thin",
    ]


def test_questions_on_what_is_no_longer_scored_bear_nothing() -> None:
    assert found({"a": "0.60", "b": "0.40"}, {"a": 4, "b": 1, "gone": 2}) == ["B: 0.40 rests on one of 5 questions."]


def test_nothing_asked_at_all_names_everything() -> None:
    assert found({"a": "0.40", "b": "0.60"}, {}) == ["Nothing asks about B (0.60).", "Nothing asks about A (0.40)."]
