from __future__ import annotations

import pytest

from jobspecs.drafting.headings import Part
from jobspecs.drafting.lines import Line, lines_of
from jobspecs.drafting.made import name_from
from jobspecs.drafting.phrases import duty_clause, joined, requirement_clause
from jobspecs.drafting.sections import posting_of
from tests.jobspecs import descriptions


@pytest.mark.parametrize(
    ("line", "clause"),
    [
        ("Tune write-heavy workloads for consistency first.", "tune write-heavy workloads for consistency first"),
        ("You will be responsible for managing the night shift", "manage the night shift"),
        ("Manages the depot and coordinates the drivers.", "manage the depot and coordinate the drivers"),
        ("Cleaning and oiling the looms (daily)", "clean and oil the looms"),
        ("Responsible for the maintenance of 12 lifts", "handle maintenance of 12 lifts"),
        ("In this role, you'll design the posters of the season", "design the posters of the season"),
        ("Consistently meet the targets of the quarter", "consistently meet the targets of the quarter"),
        ("Our drivers deliver parcels to three towns", "deliver parcels to three towns"),
        ("The clerk works to maintain a complete register of deeds", "maintain a complete register of deeds"),
        ("SQL reports: Prepare weekly figures for the board", "prepare weekly figures for the board"),
        ("You will find the work rewarding", None),
        ("Reports to the Director of Works", None),
    ],
)
def test_duties_become_clauses_in_base_form(line: str, clause: str | None) -> None:
    assert duty_clause(Line(line, 0, len(line))) == clause


def test_a_long_duty_is_cut_where_a_part_of_it_ends() -> None:
    line = (
        "Coordinate the yearly inspection of all bridges in the northern district, including the steel ones, in order to "
        "report their condition to the council before the winter comes"
    )
    clause = duty_clause(Line(line, 0, len(line)))
    assert clause == "coordinate the yearly inspection of all bridges in the northern district, including the steel ones"


@pytest.mark.parametrize(
    ("line", "clause"),
    [
        ("Strong knowledge of payment rails required", "draw on strong knowledge of payment rails"),
        ("Ability to work at great heights", "work at great heights"),
        ("Must be proficient in three languages", "be proficient in three languages"),
        ("Bachelor's degree in chemistry", None),
        ("We are looking for a friendly face", None),
    ],
)
def test_requirements_become_clauses(line: str, clause: str | None) -> None:
    assert requirement_clause(Line(line, 0, len(line))) == clause


def test_clauses_are_joined_into_one_sentence() -> None:
    assert joined(["a b"]) == "a b."
    assert joined(["a b", "c d"]) == "a b, and c d."
    assert joined(["a, b", "c d"]) == "a, b; and c d."
    assert joined(["a", "b", "c"]) == "a; b; and c."


@pytest.mark.parametrize(
    ("clause", "name"),
    [
        ("strip old straw from roofs", "Stripping Old Straw"),
        ("lay water reed in courses", "Laying Water Reed"),
        ("draw on strong knowledge of bees", "Bees"),
        ("work closely with colleagues", ""),
        ("handle", ""),
    ],
)
def test_competencies_are_named_by_verb_and_object(clause: str, name: str) -> None:
    assert name_from(clause) == name


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Lift boxesSort mail", ["Lift boxes", "Sort mail"]),
        ("Write JavaScript for iPhone and YouTube", ["Write JavaScript for iPhone and YouTube"]),
        ("one • two • three", ["one", "two", "three"]),
        ("<ul><li>Bake &amp; sell</li><li>Clean</li></ul>", ["Bake & sell", "Clean"]),
        ("itâ€™s here", ["it’s here"]),
        ("--- \n *** \n x", ["x"]),
    ],
)
def test_lines_are_found(text: str, lines: list[str]) -> None:
    assert [line.text for line in lines_of(text)] == lines


def test_lines_know_their_place() -> None:
    for text in (descriptions.TIDY, descriptions.GLUED, descriptions.NO_HEADINGS):
        for line in lines_of(text):
            assert " ".join(text[line.start : line.end].split()) == line.text


def test_benefits_and_notices_are_set_apart() -> None:
    posting = posting_of(descriptions.TIDY)
    assert [placed.text for placed in posting.of(Part.BENEFITS)] == ["A company van, 30 days of holiday and a pension plan."]
    assert [placed.text[:11] for placed in posting.of(Part.NOTICE)] == ["We are an e"]
    assert len(posting.of(Part.DUTIES)) == 5
