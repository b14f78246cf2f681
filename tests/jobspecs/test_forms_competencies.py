"""A competency as typed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from jobspecs.forms.competencies import AddCompetencyForm, key_from

TYPED = {
    "base": "1",
    "name": "On-call Care",
    "definition": "Looks after what runs.",
    "for_this_role": "",
    "weight": "0.20",
} | {f"level_{level}": f"shows {level}" for level in range(1, 6)}


def form(**typed: Any) -> AddCompetencyForm:
    return AddCompetencyForm(QueryDict(urlencode(TYPED | typed)), taken=frozenset({"rigor"}), base=1, reason_required=False)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Domain Ownership & Reliability", "domain_ownership_and_reliability"),
        ("Café-Führung", "cafe_fuhrung"),
        ("2nd-line support", "c_2nd_line_support"),
        ("  SQL  ", "sql"),
    ],
)
def test_a_key_is_made_from_the_name(name: str, key: str) -> None:
    assert key_from(name) == key


def test_an_empty_id_is_made_from_the_name() -> None:
    found = form()
    assert found.is_valid(), found.errors
    assert found.cleaned_data["key"] == "on_call_care"
    assert found.wording("on_call_care").anchors == ["shows 1", "shows 2", "shows 3", "shows 4", "shows 5"]


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"key": "Rigor!"}, "key", "small letters"),
        ({"name": "漢字"}, "key", "small letters"),
        ({"key": "rigor"}, "key", "is there already"),
        ({"name": "Rigor"}, "key", "is there already"),
        ({"level_3": ""}, "level_3", "level 3"),
        ({"weight": "2 much"}, "weight", "number"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(typed: dict[str, str], field: str, said: str) -> None:
    assert said in form(**typed).errors[field][0]
