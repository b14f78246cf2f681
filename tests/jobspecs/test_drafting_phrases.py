from __future__ import annotations

import pytest

from jobspecs.drafting.headings import Part
from jobspecs.drafting.lines import Line, lines_of
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
        ("Responsible for the maintenance of 12 lifts", "maintain 12 lifts"),
        ("In this role, you'll design the posters of the season", "design the posters of the season"),
        ("Consistently meet the targets of the quarter", "consistently meet the targets of the quarter"),
        ("Our drivers deliver parcels to three towns", "deliver parcels to three towns"),
        ("The clerk works to maintain a complete register of deeds", "maintain a complete register of deeds"),
        ("SQL reports: Prepare weekly figures for the board", "prepare weekly figures for the board"),
        ("Planning, organization and management of the archive", "plan, organize and manage the archive"),
        ("Installs/repairs locks and keeps the key register", "install and repair locks and keep the key register"),
        ("Maintaining credentials and training records", "maintain credentials and training records"),
        ("We are looking for a bell founder to cast and tune bells", "cast and tune bells"),
        ("As a night porter you'll let late guests in", None),
        ("As a night porter you'll greet late guests", "greet late guests"),
        ("The town offers its guests clean beaches", None),
        ("Be on call one week in five", "be on call one week in five"),
        ("Be a team player with a sense of humour", None),
        ("Produce awesome, engaging images for our website", "produce engaging images for the website"),
        ("Help us to improve the rota", "improve the rota"),
        ("Keep his/her work area clean", "keep the work area clean"),
        ("Sort letters, parcels, etc.", "sort letters and parcels"),
        ("MAINTAIN THE LIFTS OF THE TOWER", "maintain the lifts of the tower"),
        ("Update the register Greet the guests of the house", "update the register"),
        ("Programming experience in three languages", None),
        ("Support is given by the head office", None),
        ("Join us – Build the future of milk", None),
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
        (
            "Work with the top brass, woodwind, and string players to prepare the orchestra for the spring tour of the north",
            "work with the top brass, woodwind, and string players to prepare the orchestra",
        ),
        ("Build a crew that can do without you for a month when the ferry is in dock", "build a crew"),
        (
            "Inspect the pumps, valves, pipes, gauges, tanks, hoses and pontoons",
            "inspect the pumps, valves, pipes, gauges and tanks",
        ),
        ("Own the timetable, and you’ll work with every depot to keep it honest", "own the timetable"),
    ],
)
def test_nothing_hangs_where_a_phrase_was_cut(line: str, clause: str) -> None:
    assert duty_clause(Line(line, 0, len(line)), 8 if line.startswith("Inspect") else 16) == clause


@pytest.mark.parametrize(
    ("line", "clause"),
    [
        ("Strong knowledge of payment rails required", "draw on knowledge of payment rails"),
        ("Ability to work at great heights", "work at great heights"),
        ("Must be proficient in three languages", "be proficient in three languages"),
        ("Proven Photoshop skills for catalogues", "draw on Photoshop skills for catalogues"),
        ("5+ years of experience in the repair of clocks", "draw on experience in the repair of clocks"),
        ("Understanding of tides and a passion for boats", "understand tides"),
        (
            "Experience with one or more of the following tools: lathe, mill, press",
            "draw on experience with lathe, mill and press",
        ),
        ("Articulate with good communication skills", None),
        ("Must be able to lift 25 kg", None),
        ("Innovative, organised and thorough", None),
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
    assert joined(["a", "b", "c"]) == "a, b, and c."
    assert joined(["a", "b, c", "d"]) == "a; b, c; and d."


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
