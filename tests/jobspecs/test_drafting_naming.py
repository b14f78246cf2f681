"""Names of competencies that are made from a description."""

from __future__ import annotations

import pytest

from jobspecs.drafting.naming import name_from, name_of_label, singular


@pytest.mark.parametrize(
    ("clause", "name"),
    [
        ("strip old straw from roofs", "Old Straw Stripping"),
        ("lay water reed in courses", "Water Reed Laying"),
        ("look after 120 hives from spring to autumn", "Hive Care"),
        ("harvest, extract and jar honey for the shop", "Honey Harvesting"),
        ("tune upright and grand pianos in homes", "Piano Tuning"),
        ("prepare a variety of hot and cold dishes", "Dish Preparation"),
        ("keep the log of the light", "Light Log Keeping"),
        ("keep the landing stage free of weed", "Landing Stage Upkeep"),
        ("carry out regular maintenance of the tower crane", "Tower Crane Maintenance"),
        ("manage the staffing of polling stations", "Polling Station Staffing"),
        ("respond to emergency calls", "Emergency Call Response"),
        ("perform oil changes on lorries", "Oil Changes"),
        ("translate the authors' letters into Welsh", "Letter Translation"),
        ("check ropes, hooks and slings before every shift", "Rope Checks"),
        ("draw on knowledge of marine diesel engines", "Marine Diesel Engines"),
        ("manage the breeding and release of pheasants", "Pheasant Breeding"),
        ("organise hunting activities for guests", "Hunting Organisation"),
        ("collect and act upon information gathered at sea", ""),
        ("develop global supply chain strategies", "Supply Chain Strategy Development"),
    ],
)
def test_competencies_are_named_by_the_thing_and_its_work(clause: str, name: str) -> None:
    assert name_from(clause) == name


@pytest.mark.parametrize(
    "clause",
    [
        "work closely with colleagues",
        "handle",
        "perform various duties",
        "keep up to date with the market",
        "measure whether a release helped",
        "provide support to the team",
        "develop an understanding of costs",
        "draw on knowledge of bees",
        "raise awareness",
    ],
)
def test_what_names_no_field_of_work_gives_no_name(clause: str) -> None:
    assert name_from(clause) == ""


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Disease and Pest Management", "Disease & Pest Management"),
        ("Tree Removal", "Tree Removal"),
        ("Reporting", ""),
        ("Key Responsibilities", ""),
        ("Be Proud of It", ""),
        ("Some sentence that goes on", ""),
    ],
)
def test_the_label_of_a_duty_is_a_name_where_it_is_one(label: str, name: str) -> None:
    assert name_of_label(label) == name


def test_names_are_of_two_to_four_words() -> None:
    for clause in (
        "bake bread",
        "clean the large industrial walk-in freezer rooms daily",
        "sort mail",
        "tow old wrecked fishing boats",
    ):
        assert 2 <= len(name_from(clause).split()) <= 4


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("hives", "hive"),
        ("loaves", "loaf"),
        ("boxes", "box"),
        ("premises", "premises"),
        ("glass", "glass"),
        ("enquiries", "enquiry"),
    ],
)
def test_nouns_before_nouns_stand_in_the_singular(plural: str, one: str) -> None:
    assert singular(plural) == one
