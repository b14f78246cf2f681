"""Weights as typed: what is understood, what is refused and in which words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from jobspecs.forms.weights import WeightsForm, check_of
from jobspecs.queries.page import CompetencyLine

LINES = [
    CompetencyLine(key, key.title(), "…", "", ["1", "2", "3", "4", "5"], Decimal(weight), "")
    for key, weight in (("planning", "0.50"), ("listening", "0.30"), ("repairing", "0.20"))
]


def form(
    planning: str = "0.50", listening: str = "0.30", repairing: str = "0.20", *, required: bool = False, **more: Any
) -> WeightsForm:
    typed = {"weight-planning": planning, "weight-listening": listening, "weight-repairing": repairing, "base": "3"} | more
    return WeightsForm(LINES, base=3, reason_required=required, data=QueryDict(urlencode(typed, doseq=True)))


def test_balanced_weights_are_taken() -> None:
    found = form("0.40", "0.40", "0.20")
    assert found.is_valid()
    assert found.typed == {"planning": Decimal("0.40"), "listening": Decimal("0.40"), "repairing": Decimal("0.20")}
    assert found.base_number == 3


def test_save_is_refused_when_weights_sum_to_95_and_says_what_to_do() -> None:
    found = form("0.45")
    assert found.non_field_errors() == [
        "Not saved: the weights sum to 0.95. Give the 0.05 that is left to one of them, or press “Share the rest”."
    ]
    assert not found.is_balanced


def test_save_is_refused_when_too_much_is_given() -> None:
    found = form("0.60")
    assert "sum to 1.10. Take 0.10 from one of them" in found.non_field_errors()[0]
    assert found.shown.word == "· 0.10 too much"
    assert found.shown.most == 110


@pytest.mark.parametrize(("typed", "understood"), [("35", "0.35"), ("35 %", "0.35"), ("0,35", "0.35"), (".35", "0.35")])
def test_a_weight_is_read_as_people_write_it(typed: str, understood: str) -> None:
    assert form(typed).typed["planning"] == Decimal(understood)


@pytest.mark.parametrize("typed", ["", "much", "0", "-0.2", "0.355", "101"])
def test_what_is_no_weight_is_kept_and_named(typed: str) -> None:
    found = form(typed)
    row = found.rows[0]
    assert not found.is_valid()
    assert row.text == typed
    assert row.percent is None
    assert row.error
    assert not found.is_balanced


def test_parts_of_the_bar_stand_one_after_the_other() -> None:
    assert [(part.start, part.width) for part in form().shown.parts] == [(0, 50), (50, 30), (80, 20)]


@pytest.mark.parametrize(("planning", "place"), [("0.50", 36), ("0.45", 33), ("1.00", 62), ("0.01", 10)])
def test_the_bubble_stays_inside_the_glass(planning: str, place: float) -> None:
    assert float(form(planning).shown.bubble) == place


@pytest.mark.parametrize("typed", ["0.40", "0.35", "0.60", "", "much", "0.355", "0.3500000000000", "\x00"])
def test_a_check_while_dragging_says_what_the_form_says(typed: str) -> None:
    assert (
        check_of(LINES, QueryDict(urlencode({"weight-planning": typed, "weight-listening": "0.3"})))
        == form(typed, "0.3", "").shown
    )


def test_only_known_keys_are_locked() -> None:
    assert form(locked=["planning", "something"]).locked == {"planning"}


def test_a_reason_is_asked_for_once_anything_is_scored() -> None:
    assert form(required=False).is_valid()
    found = form(required=True)
    assert "interviews have been scored" in found.errors["reason"][0]
    assert form(required=True, reason="The team agreed").is_valid()


def test_a_post_without_its_version_is_out_of_date() -> None:
    assert form(base="").errors["base"] == ["This page is out of date. Reload it, then save again."]
