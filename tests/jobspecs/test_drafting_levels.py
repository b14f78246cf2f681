"""The level of a job, from title, years and duties; and the title itself."""

from __future__ import annotations

import pytest

from jobspecs.choices import Level
from jobspecs.drafting.levels import level_of, years_asked
from jobspecs.drafting.prompts import LEVELS
from jobspecs.drafting.sections import posting_of
from jobspecs.drafting.titles import is_own_title, title_of


def level(title: str, body: str = "Duties\n- Keep the records\n- Answer the phone") -> str:
    posting = posting_of(f"{title}\n\n{body}")
    return level_of(posting, title_of(posting))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Marketing Intern", "intern"),
        ("Werkstudent Controlling", "intern"),
        ("Junior Buyer", "junior"),
        ("Apprentice Joiner", "junior"),
        ("Technician I", "junior"),
        ("Technician II", "mid"),
        ("Technician III", "senior"),
        ("Journeyman Plumber", "mid"),
        ("Senior Buyer", "senior"),
        ("Senior Living Nurse", "mid"),
        ("Staff Engineer", "staff"),
        ("Staff Nurse", "mid"),
        ("Shift Leader", "lead"),
        ("Head Chef", "lead"),
        ("Lead Generation Specialist", "mid"),
        ("Maintenance Supervisor", "lead"),
        ("Store Manager", "manager"),
        ("Activity Director", "manager"),
        ("Deputy Director", "manager"),
        ("Head of Sales", "director"),
        ("Director of Nursing", "director"),
        ("Art Director", "mid"),
        ("Assistant to the Director", "mid"),
        ("Chief Financial Officer", "executive"),
        ("Vice President of Finance", "executive"),
        ("Managing Director", "executive"),
        ("Sales Executive", "mid"),
        ("Cashier", "junior"),
        ("Warehouse Worker", "junior"),
        ("Social Worker", "mid"),
        ("Sales Associate", "junior"),
        ("Executive Assistant", "mid"),
    ],
)
def test_of_a_title(title: str, expected: str) -> None:
    assert level(title) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1 year of experience in sales", "junior"),
        ("2+ years in a similar role", "junior"),
        ("3-5 years of experience in sales", "mid"),
        ("At least five (5) years of sales experience", "senior"),
        ("Two years of experience with a degree, or six years of experience without", "junior"),
        ("At least 8 years of experience, including 2 years abroad", "senior"),
        ("Must be 18 years old, with experience of shops", "mid"),
        ("Experience and three years of college", "mid"),
    ],
)
def test_of_years_asked_for(line: str, expected: str) -> None:
    assert level("Buyer", f"Requirements\n- {line}\n- A driving licence") == expected


def test_years_that_are_only_preferred_do_not_count() -> None:
    posting = posting_of("Buyer\n\nRequirements\n- 3 years of experience\n\nNice to have\n- 10 years of experience in fashion")
    assert years_asked(posting) == 3


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("This is an entry-level position. You will sort the post and answer the phone.", "junior"),
        ("This is a senior role. You will sort the post and answer the phone.", "senior"),
        ("Our summer internship lasts ten weeks. You will sort the post.", "intern"),
        ("Requirements\n- Currently enrolled in a degree in law", "intern"),
        ("Duties\n- Sort the post\n\nNo experience required, training is provided.", "junior"),
        ("Duties\n- Sort the post\n- Fill the shelves\n\nNight shift, $14 an hour.", "junior"),
        ("Duties\n- Sort the post\n\nRequirements\n- A degree in law\n\n$40 an hour.", "mid"),
        ("Duties\n- Supervise a staff of nine\n- Hire and train clerks", "lead"),
        ("Duties\n- Manage a team of nine\n- Report to the CEO", "director"),
    ],
)
def test_of_what_a_posting_says_of_itself_and_its_duties(body: str, expected: str) -> None:
    assert level("Records Specialist", body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Duties\n- Manage a team of six\n\nRequirements\n- 2 years of experience in shops", "manager"),
        ("Duties\n- Plan the rota\n\nRequirements\n- 6 years of experience in shops", "senior"),
    ],
)
def test_a_manager_manages_people_or_is_placed_by_years(body: str, expected: str) -> None:
    assert level("Shop Manager", body) == expected


def test_a_superior_that_is_mentioned_lends_no_level() -> None:
    posting = posting_of("You will work with the Director of Sales every day. You will keep the records and answer the phone.")
    assert not is_own_title(posting, "Director of Sales")
    assert level_of(posting, "Director of Sales") == "mid"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Job Title: Night Porter\nLocation: Leeds", "Night Porter"),
        ("Job title | Night Porter\nSalary | £12", "Night Porter"),
        ("We're hiring a patient, cheerful Night Porter!\nYou will carry bags.", "Night Porter"),
        ("URGENT OPENING FOR NIGHT PORTER\nYou will carry bags.", "Night Porter"),
        ("NIGHT PORTER NEEDED ASAP!!\nYou will carry bags.", "Night Porter"),
        ("Night Porter wanted for a small hotel by the sea. You will carry bags.", "Night Porter"),
        ("Night Porters – we keep you warm\nYou will carry bags.", "Night Porters"),
        ("Porter (m/f/d)\nDuties:\n- Carry bags", "Porter"),
        ("About us\nWe run hotels. We are looking to add a cheerful Night Porter to our team of nine.", "Night Porter"),
        (
            "Partner with Sales on campaigns\nAs our next Director of Rooms and Events you will run two houses.",
            "Director of Rooms and Events",
        ),
        (
            "Hotel Sol is the growth partner of travellers.\nWe seek a Night Porter who reports to the Head of Rooms.",
            "Night Porter",
        ),
        ("As a Night Porter you'll spend time...\n\n- carrying bags", "Night Porter"),
    ],
)
def test_titles_are_found_where_they_stand(text: str, title: str) -> None:
    assert title_of(posting_of(text)) == title


def test_a_model_is_offered_the_levels_of_a_job_spec_and_held_to_them() -> None:
    assert list(LEVELS) == Level.values
