"""What changed between two versions, in data and in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobspecs.differences import CompetencyText, MustHaveText, Snapshot, Span, difference, in_words, word_spans

LEVELS = ("none", "little", "some", "much", "all")
RIGOR = CompetencyText("rigor", "Rigor", "Thinks failures through.", "retry without double charging.", LEVELS)
DESIGN = CompetencyText("design", "Design", "Designs schemas.", "design ledgers.", LEVELS)
DOMAIN = CompetencyText("domain", "Domain", "Knows the rails.", "", LEVELS)
SQL, KAFKA = MustHaveText("required", "Strong SQL"), MustHaveText("preferred", "Kafka")
FIRST = Snapshot([RIGOR, DESIGN], {"rigor": Decimal("0.60"), "design": Decimal("0.40")}, [SQL, KAFKA])


def words(after: Snapshot, before: Snapshot = FIRST) -> list[str]:
    return in_words(difference(before, after))


def test_the_same_content_says_so() -> None:
    assert words(FIRST) == ["Same content, saved again"]


def test_moved_weights_are_named_with_before_and_after() -> None:
    after = replace(FIRST, weights={"rigor": Decimal("0.50"), "design": Decimal("0.50")})
    assert words(after) == ["Rigor 0.60 → 0.50", "Design 0.40 → 0.50"]


def test_all_weights_are_listed_and_the_changed_ones_marked() -> None:
    after = Snapshot([RIGOR, DOMAIN], {"rigor": Decimal("0.60"), "domain": Decimal("0.40")}, [SQL, KAFKA])
    weights = difference(FIRST, after).weights
    assert [(weight.key, weight.before, weight.after, weight.is_changed) for weight in weights] == [
        ("rigor", Decimal("0.60"), Decimal("0.60"), False),
        ("domain", None, Decimal("0.40"), True),
        ("design", Decimal("0.40"), None, True),
    ]


def test_competencies_that_came_and_went() -> None:
    after = Snapshot([RIGOR, DOMAIN], {"rigor": Decimal("0.60"), "domain": Decimal("0.40")}, [SQL, KAFKA])
    assert words(after) == ["Added Domain", "Removed Design"]


def test_a_reworded_competency_names_the_fields() -> None:
    levels = (*LEVELS[:4], "everything")
    after = replace(FIRST, competencies=[replace(RIGOR, definition="Thinks all failures through.", anchors=levels), DESIGN])
    assert words(after) == ["Reworded Rigor: definition, level 5"]


def test_another_order_of_competencies_is_no_rewording() -> None:
    found = difference(FIRST, replace(FIRST, competencies=[DESIGN, RIGOR]))
    assert not found.reworded
    assert in_words(found) == ["Competencies in another order"]


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ([SQL], ["Must-have removed: Kafka"]),
        ([SQL, KAFKA, MustHaveText("required", "Go")], ["Must-have added: Go"]),
        ([SQL, MustHaveText("required", "Kafka")], ["Must-have now required: Kafka"]),
        ([KAFKA, SQL], ["Must-haves in another order"]),
        ([SQL, KAFKA, SQL], ["Must-have added: Strong SQL"]),
    ],
)
def test_must_haves(after: list[MustHaveText], said: list[str]) -> None:
    assert words(replace(FIRST, must_haves=after)) == said


def test_a_word_difference_keeps_what_stayed() -> None:
    assert word_spans("Thinks failures through.", "Thinks all failures over.") == (
        Span("same", "Thinks "),
        Span("added", "all "),
        Span("same", "failures "),
        Span("removed", "through."),
        Span("added", "over."),
    )


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_word_difference_holds_both_texts(before: str, after: str) -> None:
    spans = word_spans(before, after)
    assert "".join(span.text for span in spans if span.change != "removed") == after
    if before != after:
        rejoined = "".join(span.text for span in spans if span.change != "added")
        assert rejoined.split() == before.split()


def test_a_change_of_meaning_is_named_as_one() -> None:
    after = replace(FIRST, competencies=[replace(RIGOR, definition="Thinks all failures through."), DESIGN], root="another")
    assert words(after) == ["Changed the meaning of Rigor: definition", "A new rubric: scores from before stand apart"]
