"""A requirement as one clean line."""

from __future__ import annotations

import pytest

from jobspecs.drafting.wording import clean_line, shortened


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("- you have a valid driving licence.", "A valid driving licence"),
        ("You’ll also need two years at sea;", "Two years at sea"),
        ("Candidates must be able to swim", "Able to swim"),
        ("The ideal candidate will have strong nerves", "Strong nerves"),
        ("Our successful applicant should be a natural leader.", "A natural leader"),
        ("You will need to be able to climb", "Able to climb"),
        ("You'll need to have sea legs", "Sea legs"),
        ("Applicants are expected to have sea legs", "Sea legs"),
        ("To be able to climb masts", "Able to climb masts"),
        ("A master's degree is preferred, but we value sea time too", "A master's degree"),
        ("Night watches are occasionally required", "Night watches"),
        ("Sailing in storms (desirable, not essential)", "Sailing in storms"),
        ("¡Ganas de aprender!", "Ganas de aprender"),
        ("Ability to read charts", "Able to read charts"),
        ("Must have the ability to read charts", "Able to read charts"),
        ("Proven ability to read charts", "Proven ability to read charts"),
        ("We are looking for someone with a love of bees", "A love of bees"),
        ("To be considered, you must hold a boat licence", "A boat licence"),
        ("Bonus points if you have sailed before", "Sailed before"),
        ("Education: Bachelor's degree in law", "Bachelor's degree in law"),
        ("Required: own tools", "Own tools"),
        ("Experience: 3-5 years", "3-5 years of experience"),
        ("Exp : 2 - 4 yrs", "2 - 4 yrs of experience"),
        ("Knowledge of: tides and winds", "Knowledge of tides and winds"),
        ("Languages: Greek, English", "Languages: Greek, English"),
        ("High school diploma required", "High school diploma"),
        ("A welding certificate is highly desirable.", "A welding certificate"),
        ("Experience with PLCs (preferred)", "Experience with PLCs"),
        ("Knowledge of fish is a big plus!", "Knowledge of fish"),
        ("Make guests feel welcome", "Make guests feel welcome"),
        ("Some Welsh would be welcome", "Some Welsh"),
        ("Dutch is a plus", "Dutch is a plus"),
        ("Willing to travel as required", "Willing to travel as required"),
        ("Degree required, five years preferred", "Degree required, five years preferred"),
        ("A certificate in rigging, or", "A certificate in rigging"),
        ("Databases such as", "Databases"),
        ("Knots, splices, lashings, etc.", "Knots, splices, lashings"),
        ("Lasers (class 4", "Lasers"),
        ("Fluent in the U.S. and the U.K.", "Fluent in the U.S. and the U.K."),
        ("Three years of service to join our London office", "Three years of service"),
        ("MUST HAVE VALID CDL AND OSHA 10 CARD", "Valid CDL and OSHA 10 card"),
        ("***", ""),
    ],
)
def test_label_lead_and_kind_are_taken_off(raw: str, clean: str) -> None:
    assert clean_line(raw) == clean


def test_a_long_line_ends_where_a_part_of_its_sentence_ends() -> None:
    long = "Experience with " + ", ".join(f"tool number {n} and more" for n in range(20))
    short = shortened(long)
    assert len(short.split()) <= 45
    assert short.endswith("and more")
    assert shortened("Two words") == "Two words"
