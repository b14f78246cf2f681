"""Lines of a posting: where they begin and end, what is taken off, and the lists that tell what they are."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from jobspecs.drafting import words
from jobspecs.drafting.headings import Part, heading_part
from jobspecs.drafting.lines import Line, lines_of, sentences_of
from jobspecs.drafting.sections import posting_of
from jobspecs.drafting.words import pattern


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Own car neededHands like shovels", ["Own car needed", "Hands like shovels"]),
        ("as neededHigh school diplomaGood at sums", ["as needed", "High school diploma", "Good at sums"]),
        ("Knows SharePointDiploma in law", ["Knows SharePoint", "Diploma in law"]),
        ("DUTIESSort the mail by street", ["DUTIES", "Sort the mail by street"]),
        ("Steady on the mastA head for heights", ["Steady on the mast", "A head for heights"]),
        ("Some Welsh is welcome.A boat of your own", ["Some Welsh is welcome.", "A boat of your own"]),
        ("RequirementsFive years at sea", ["Requirements", "Five years at sea"]),
        ("Requirements5+ years at sea", ["Requirements", "5+ years at sea"]),
        ("Reads charts,  Strong arms", ["Reads charts,", "Strong arms"]),
        ("Sort parcels (small, large, etc.)Lift the gate", ["Sort parcels (small, large, etc.)", "Lift the gate"]),
        ("Steady in storms.BS in geology", ["Steady in storms.", "BS in geology"]),
        ("A year at a garage.must own full tools", ["A year at a garage.", "must own full tools"]),
        ("About AldermoorAldermoor is an old mill", ["About Aldermoor", "Aldermoor is an old mill"]),
    ],
)
def test_lines_that_were_run_together_are_taken_apart(text: str, lines: list[str]) -> None:
    assert [line.text for line in lines_of(text)] == lines


def test_less_certain_joins_count_in_a_text_that_is_run_together_elsewhere() -> None:
    glued = "pack parcelsSort the postSails and RiggingMend the torn nets"
    assert [line.text for line in lines_of(glued)][-1] == "Mend the torn nets"
    assert len(lines_of("We ship with CloudWatch metrics")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "JavaScript, TypeScript and PostgreSQL on an iPhone",
        "ASP.Net, Node.Js and Vue.Js",
        "Write to jobs@Example.Com or see https://www.Example.Com/Jobs",
        "A degree (B.Sc. or M.Sc.), e.g.Physics",
        "McDonald and O’Brien at YouTube",
        "McKinsey, DoorDash and eBay",
    ],
)
def test_names_are_left_whole(text: str) -> None:
    assert [line.text for line in lines_of(text)] == [text]


@pytest.mark.parametrize(
    "bullet", ["•", "◦", "▪", "➢", "✔", "🔹", "・", "\uf0b7", "*", "-", "–", ">", "1.", "(2)", "b)", "[ ]", "&bull;", "â€¢"]
)
def test_bullets_of_every_kind_are_taken_off(bullet: str) -> None:
    first, second = lines_of(f"{bullet} Two years at sea\n{bullet} A head for heights")
    assert (first.text, second.text) == ("Two years at sea", "A head for heights")
    assert first.bullet
    assert second.bullet


@pytest.mark.parametrize(
    "text",
    [
        "Cook • Clean • Carry",
        "Cook; Clean; Carry; Sweep",
        "Cook - Clean - Carry - Sweep",
        "Cook 1) Clean 2) Carry 3) Sweep",
        "Cook | Clean | Carry | Sweep",
        "<li>Cook</li><li>Clean</li>",
        "&lt;li&gt;Cook&lt;/li&gt;&lt;li&gt;Clean&lt;/li&gt;",
        "Cook\\nClean\\nCarry",
        "Cook\u2028Clean\u2029Carry",
    ],
)
def test_lists_in_one_line_are_cut(text: str) -> None:
    assert [line.text for line in lines_of(text)][:2] == ["Cook", "Clean"]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("**Fluent** in `Go`", "Fluent in Go"),
        ("Fish &amp; chips&nbsp;daily", "Fish & chips daily"),
        ("You‚Äôll cook", "You’ll cook"),
        ("caf\u00c3\u00a9", "café"),
        ("soft\u00adware", "software"),
        ("[our site](https://example.org) has more", "our site has more"),
        ("(-LRB-two-RRB-)", "((two))"),
    ],
)
def test_marks_and_broken_signs_are_mended(raw: str, text: str) -> None:
    assert [line.text for line in lines_of(raw)] == [text]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("aB 1.\n\t•-–;:|<p>&lt;\\n*#éÉ’"), max_size=300))
def test_every_line_stands_where_it_says_and_none_overlap(text: str) -> None:
    found = lines_of(text)
    assert all(0 <= line.start < line.end <= len(text) for line in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert all(text[line.start] != " " and text[line.end - 1] != " " for line in found)


def test_sentences_keep_their_places() -> None:
    text = "You cook, e.g. soup. You clean! „Gern“ carry. must be on time."
    (line,) = lines_of(text)
    assert [text[s.start : s.end] for s in sentences_of(line, text)] == [
        "You cook, e.g. soup.",
        "You clean!",
        "„Gern“ carry.",
        "must be on time.",
    ]


def test_empty_lines_between_all_lines_are_spacing_and_not_gaps() -> None:
    text = "Duties\n\n" + "\n\n".join(f"Carry box number {n}" for n in range(10)) + "\n\n\nRequirements\n\nTwo years"
    gaps = [line.text for line in lines_of(text) if line.gap]
    assert gaps == ["Duties", "Requirements"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Requirements", Part.REQUIRED),
        ("REQUIRED SKILLS & EXPERIENCE:", Part.REQUIRED),
        ("What we need from you", Part.REQUIRED),
        ("Who we're looking for", Part.REQUIRED),
        ("You’ll thrive here if…", Part.REQUIRED),
        ("Key selection criteria", Part.REQUIRED),
        ("You must:", Part.REQUIRED),
        ("We'd love to hear from you if you have", Part.REQUIRED),
        ("Essential / Desirable", Part.REQUIRED),
        ("Knowledge, Skills and Abilities", Part.REQUIRED),
        ("The must-haves", Part.REQUIRED),
        ("--- Qualifications ---", Part.REQUIRED),
        ("3. Qualifications", Part.REQUIRED),
        ("Profil recherché :", Part.REQUIRED),
        ("Requisitos：", Part.REQUIRED),
        ("Nice-to-haves", Part.PREFERRED),
        ("Bonus if you also bring:", Part.PREFERRED),
        ("Ideally, you will have:", Part.PREFERRED),
        ("Desirable", Part.PREFERRED),
        ("What you'll get to do", Part.DUTIES),
        ("Ihre Aufgaben", Part.DUTIES),
        ("What’s in it for you?", Part.BENEFITS),
        ("Perks & Benefits", Part.BENEFITS),
        ("How to apply", Part.NOTICE),
        ("What We Believe", Part.COMPANY),
        ("Company values", Part.COMPANY),
        ("About us", Part.COMPANY),
        ("About the role", Part.ABOUT),
        ("Duties and requirements", Part.UNKNOWN),
    ],
)
def test_headings_in_many_words_are_known(text: str, part: Part) -> None:
    assert heading_part(Line(text, 0, len(text), gap=True)) is part


@pytest.mark.parametrize(
    "text", ["Own car.", "Communication skills and patience", "Knowledge of fish a plus", "Experience with horses preferred"]
)
def test_lines_of_a_list_are_no_headings(text: str) -> None:
    assert heading_part(Line(text, 0, len(text), run_on=True)) is None


def test_a_sentence_that_asks_for_the_following_ends_what_is_only_preferred() -> None:
    text = (
        "Rope maker\n\nPreferred:\n- Knows hemp from sisal\n- Experience with ships\n\n"
        "The post requires the holder to have the following skills:\n"
        "Patience: Ability to splice for hours\nTeamwork: Ability to haul together"
    )
    parts = {placed.text: placed.part for placed in posting_of(text).placed}
    assert parts["Experience with ships"] is Part.PREFERRED
    assert parts["Patience: Ability to splice for hours"] is Part.REQUIRED
    assert parts["Teamwork: Ability to haul together"] is Part.REQUIRED


def test_an_inline_heading_opens_its_part_in_a_running_text() -> None:
    posting = posting_of(
        "Night Porter. Job duties. Carry bags. Greet guests. Minimum requirements. Two years in hotels. Fluent English."
    )
    assert [placed.text for placed in posting.of(Part.DUTIES)] == ["Carry bags.", "Greet guests."]
    assert [placed.text for placed in posting.of(Part.REQUIRED)] == ["Two years in hotels.", "Fluent English."]


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("Location: Leeds", Part.NOTICE),
        ("Send your CV to us today.", Part.NOTICE),
        ("28 days of paid holiday and a pension.", Part.BENEFITS),
        ("Salary depends on experience.", Part.BENEFITS),
        ("The post holder will clean the tank.", Part.DUTIES),
        ("Our zoo has 40 years of experience.", Part.ABOUT),
        ("Two years with penguins.", Part.REQUIRED),
    ],
)
def test_a_line_among_requirements_may_plainly_be_something_else(line: str, part: Part) -> None:
    posting = posting_of(f"Zoo Keeper\n\nRequirements\n- Able to lift 20 kg\n- {line}\n- A driving licence")
    (placed,) = [placed for placed in posting.placed if placed.text.startswith(line[:10])]
    assert placed.part is part


def test_every_pattern_of_the_data_is_sound() -> None:
    lists = yaml.safe_load(Path(words.__file__).with_name("patterns.yaml").read_text(encoding="utf-8"))
    assert len(lists) > 30
    for name in lists.keys() - {"parts"}:
        assert "<" not in pattern(name).pattern.replace("(?<!", "").replace("(?<=", "")
        assert not pattern(name).fullmatch("")


def test_a_pattern_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        pattern("no_such_list")
