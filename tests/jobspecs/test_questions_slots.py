from __future__ import annotations

import pytest

from jobspecs.drafting.lines import Line
from jobspecs.drafting.phrases import NO_TITLE, requirement_clause
from jobspecs.drafting.protected import in_neutral_words
from jobspecs.questions.brought import work_of_requirement
from jobspecs.questions.mending import article, with_whole_list, without_capitals
from jobspecs.questions.slots import SLOT_WORDS, slot_phrase, work_of_title


@pytest.mark.parametrize(
    "clause",
    [
        "inspect pumps, valves and hydraulic equipment on a weekly round",
        "weekly check the brakes of 40 lorries",
        "breed queens and keep their pedigrees",
        "help those who are new to find a flat",
        "work with students from three villages",
        "prepare and clear away meals with the group",
        "run the on-call rota and write up incidents",
    ],
)
def test_a_whole_phrase_of_this_work_stays_as_it_is(clause: str) -> None:
    assert slot_phrase(clause) == clause


@pytest.mark.parametrize(
    "clause",
    [
        "ensure they are safe for visitors",
        "maintain its roofs and gutters",
        "support this process on the night shift",
        "keep the records listed above in order",
        "invoice such clients every month",
        "help those every day in the harbour",
    ],
)
def test_what_only_another_line_explains_is_refused(clause: str) -> None:
    assert slot_phrase(clause) is None


@pytest.mark.parametrize(
    "clause",
    [
        "draw on knowledge of ferries",
        "be fluent in three languages of the region",
        "perform other duties of the depot",
        "lift boxes of up to 25 kg",
        "stand for long periods at the counter",
        "travel up to 40 per cent of the month",
        "work flexible hours in the harbour",
        "work independently and under pressure",
        "work as part of a friendly harbour team",
        "work in a fast-paced harbour environment",
        "maintain a positive attitude towards sailors",
        "use excellent communication skills",
        "comply with company policies on ferries",
        "complete all tasks",
        "ensure quality results",
        "clean up",
        "pick up parts",
        "seek an experienced captain for the ferry",
        "our ferries run every hour",
        "send letters of motivation to harbour@ferries.example",
        "upload certificates and click on the anchor",
    ],
)
def test_what_is_no_work_of_this_job_is_refused(clause: str) -> None:
    assert slot_phrase(clause) is None


@pytest.mark.parametrize(
    "clause",
    [
        "develop reports to track",
        "propose, design and create",
        "handle management retains the right to change shifts",
        "teach pupils of all families.PREDICT results of tests",
        "train and development of sailors",
        "tune " + "very old " * SLOT_WORDS + "pianos",
    ],
)
def test_what_is_not_whole_is_refused(clause: str) -> None:
    assert slot_phrase(clause) is None


def test_a_phrase_ends_where_its_sentence_ends() -> None:
    assert slot_phrase("maintain all logs of the ferry; attention to detail") == "maintain all logs of the ferry"
    assert slot_phrase("tune pianos in schools-- Listening to teachers") == "tune pianos in schools"
    assert slot_phrase("oil the looms as needed in the hall") == "oil the looms"
    assert slot_phrase("tune pianos in schools – and enjoy it") == "tune pianos in schools"


def test_those_who_are_served_are_named_without_their_ground() -> None:
    assert slot_phrase("plan activities for children aged two to four") == "plan activities for youngsters aged two to four"
    assert slot_phrase("cook together with people with learning disabilities") == "cook together with people who need support"
    assert slot_phrase("support families of every nationality at events") is None
    assert in_neutral_words("observe child development") is None


def test_capitals_of_headings_go_and_those_of_names_stay() -> None:
    lower = frozenset(["cost", "savings", "bank", "web", "platform"])
    assert without_capitals("handle Cost Savings in Berlin", lower) == "handle cost savings in Berlin"
    assert without_capitals("advise the Alpine Bank", lower) == "advise the Alpine Bank"
    assert without_capitals("keep lists in Word, Excel and SAP", lower) == "keep lists in Word, Excel and SAP"
    assert (
        without_capitals("maintain Locks, Keys And Codes For All Tenants", lower)
        == "maintain locks, keys and codes for all tenants"
    )
    assert without_capitals("order FISH AND VEGETABLES DAILY", lower) == "order fish AND vegetables daily"


def test_a_list_gets_the_and_that_it_lost() -> None:
    assert with_whole_list("issue orders for chairs, desks, lamps") == "issue orders for chairs, desks and lamps"
    assert with_whole_list("prepare the payroll & check it") == "prepare the payroll and check it"
    assert with_whole_list("run the R&D budget, ensuring balance") == "run the R&D budget, ensuring balance"
    assert with_whole_list("plan the week, day by day, with the crew") == "plan the week, day by day, with the crew"


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Usher", "an"),
        ("User Researcher", "a"),
        ("UX Designer", "a"),
        ("SEO Manager", "an"),
        ("HR Partner", "an"),
        ("NASA Engineer", "a"),
        ("Hourly Clerk", "an"),
        ("Host", "a"),
        ("Union Organiser", "a"),
        ("Underwriter", "an"),
        ("European Buyer", "a"),
        ("Electrician", "an"),
    ],
)
def test_the_article_follows_the_sound(phrase: str, expected: str) -> None:
    assert article(phrase) == expected


@pytest.mark.parametrize(
    ("title", "work"),
    [
        ("Electrician", "do the work of an Electrician"),
        ("Train Driver - Freight", "do the work of a Train Driver"),
        ("Data Engineer (m/f/d)", "do the work of a Data Engineer"),
        ("Roofer-Springfield", "do the work of a Roofer"),
        ("Co-Pilot", "do the work of a Co-Pilot"),
        ("Church Organist", "do the work of this role"),
        (NO_TITLE, "do the work of this role"),
    ],
)
def test_a_title_stands_for_work_that_is_not_told(title: str, work: str) -> None:
    assert work_of_title(title) == work


@pytest.mark.parametrize(
    ("requirement", "work"),
    [
        ("Good knowledge of wound care", "apply knowledge of wound care"),
        ("3+ years of experience with steam boilers", "work with steam boilers"),
        ("Experience in the repair of barges", "work in the repair of barges"),
        ("Experience in youth work", "take on youth work"),
        ("Experience with PLC troubleshooting", "take on PLC troubleshooting"),
        ("Experience in building flows and validation rules", "build flows and validation rules"),
        ("Ability to read hydraulic schematics", "read hydraulic schematics"),
        ("Experience with one or more of the following tools: Blender, Maya", "work with Blender and Maya"),
        ("Experience in a similar role", None),
        ("Fluent in English and Welsh", None),
        ("Excellent communication skills", None),
        ("A clean driving record", None),
        ("Experience with a valid driving licence", None),
    ],
)
def test_a_requirement_stands_for_the_work_behind_it(requirement: str, work: str | None) -> None:
    clause = requirement_clause(Line(requirement, 0, len(requirement)))
    assert (work_of_requirement(clause) if clause else None) == work
