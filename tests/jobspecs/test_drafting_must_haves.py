from __future__ import annotations

import pytest

from jobspecs.drafting.offline import OfflineDrafting
from tests.jobspecs import descriptions

ENGINE = OfflineDrafting()


def found(text: str) -> list[tuple[str, str]]:
    return [(must_have.kind, must_have.text) for must_have in ENGINE.must_haves(ENGINE.read(text))]


def test_a_tidy_description_gives_its_lines_and_nothing_else() -> None:
    assert found(descriptions.TIDY) == [
        ("required", "6+ years of experience in the repair of pumps or other rotating equipment"),
        ("required", "Able to read electrical diagrams and hydraulic schematics"),
        ("required", "A valid driving licence"),
        ("preferred", "Experience with PLC troubleshooting"),
    ]


def test_lines_run_together_are_taken_apart() -> None:
    assert found(descriptions.GLUED) == [
        ("required", "Minimum of 1 year retail experience"),
        ("required", "High school diploma"),
        ("preferred", "Knowledge of fish"),
        ("preferred", "Able to lift 20 kg"),
    ]


def test_html_remains_are_read() -> None:
    assert found(descriptions.HTML) == [
        ("required", "Two years of experience in payroll accounting"),
        ("required", "Proficiency in spreadsheets"),
    ]


def test_requirements_without_a_heading_are_found() -> None:
    texts = [text for _, text in found(descriptions.NO_HEADINGS)]
    assert "Three years of experience with bees" in texts
    assert not any("hives" in text or "honey" in text for text in texts)


@pytest.mark.parametrize("bullet", ["-", "*", "•", "–", "o", "1.", "a)", "✓", "→ ".strip(), "--"])
def test_bullets_of_every_kind_are_taken_off(bullet: str) -> None:
    text = descriptions.TIDY.replace("\n- ", f"\n{bullet} ")
    assert ("required", "Able to read electrical diagrams and hydraulic schematics") in found(text)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("What you bring", "required"),
        ("REQUIREMENTS", "required"),
        ("## Minimum qualifications", "required"),
        ("**Who you are:**", "required"),
        ("Skills and experience:", "required"),
        ("Bonus points", "preferred"),
        ("Preferred qualifications", "preferred"),
        ("It would be great to have:", "preferred"),
    ],
)
def test_headings_in_other_words_are_known(heading: str, kind: str) -> None:
    text = descriptions.TIDY.replace("What we are looking for", heading)
    assert (kind, "Able to read electrical diagrams and hydraulic schematics") in found(text)


@pytest.mark.parametrize(
    ("line", "kind", "clean"),
    [
        ("A welding certificate is desirable.", "preferred", "A welding certificate"),
        ("Ideally some knowledge of telemetry.", "preferred", "Ideally some knowledge of telemetry"),
        ("A first-aid certificate is mandatory.", "required", "A first-aid certificate"),
        ("Three years in water, ideally in hills.", "required", "Three years in water, ideally in hills"),
        ("Spreadsheet skills required (macros preferred)", "required", "Spreadsheet skills required (macros preferred)"),
        ("Spreadsheet skills (preferred)", "preferred", "Spreadsheet skills"),
        ("The tools required to dig are a plus", "preferred", "The tools required to dig"),
    ],
)
def test_what_a_line_says_of_itself_counts_more_than_its_heading(line: str, kind: str, clean: str) -> None:
    text = descriptions.TIDY.replace("- A valid driving licence.", f"- {line}")
    assert (kind, clean) in found(text)


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (
            "Diploma in hydraulics required; degree in water science preferred",
            [("required", "Diploma in hydraulics"), ("preferred", "Degree in water science")],
        ),
        ("Fluent English; Welsh is welcome", [("required", "Fluent English"), ("preferred", "Welsh is welcome")]),
        (
            "You have a sound back and you will be able to climb ladders",
            [("required", "A sound back"), ("required", "Able to climb ladders")],
        ),
    ],
)
def test_a_line_that_asks_for_two_things_is_two_must_haves(line: str, parts: list[tuple[str, str]]) -> None:
    text = descriptions.TIDY.replace("- A valid driving licence.", f"- {line}")
    assert [item for item in found(text) if item in parts] == parts


def test_no_line_is_longer_than_45_words() -> None:
    long_line = "Experience with " + ", ".join(f"tool number {n}" for n in range(40))
    assert all(len(text.split()) <= 45 for _, text in found(descriptions.TIDY.replace("A valid driving licence", long_line)))
