"""Which competencies a description gets, what their clauses say, and where these come from."""

from __future__ import annotations

import re
import time
from itertools import combinations

import pytest

from jobspecs.drafting.base import DraftedCompetency
from jobspecs.drafting.matching import known, matches_of
from jobspecs.drafting.offline import OfflineDrafting
from jobspecs.drafting.sections import posting_of
from jobspecs.drafting.selecting import Chosen, fits_beside, select
from jobspecs.drafting.stems import content_stems
from jobspecs.drafting.trades import trade_of
from jobspecs.drafting.verbs import base_form
from jobspecs.library.loader import GENERAL, library
from tests.jobspecs import descriptions
from tests.jobspecs import trade_postings as postings

ENGINE = OfflineDrafting()
OURS = {"draw", "on", "handle", "as", "well"}  # what a clause says beside the description's words
EVERY = {**postings.ALL, "tidy": descriptions.TIDY, "html": descriptions.HTML, "thatcher": descriptions.RARE}


def drafted(text: str) -> list[DraftedCompetency]:
    return ENGINE.competencies(ENGINE.read(text))


def phrases_of(clause: str) -> list[str]:
    """The phrases that a clause was joined of."""
    return re.split(r"; (?:and )?|, and (?=[a-z]+ )", clause.rstrip("."))


@pytest.mark.parametrize("text", EVERY.values(), ids=EVERY.keys())
def test_a_clause_is_one_sentence_of_parallel_verbs(text: str) -> None:
    for competency in drafted(text):
        clause = competency.for_this_role
        assert clause.endswith(".") and "." not in re.sub(r"\d\.\d", "", clause[:-1]), clause
        assert len(clause.split()) <= 45, clause
        assert not re.search(r"\b(?:you|your|we|our|us|these|those)\b", clause, re.I), clause
        assert not re.search(r"\b(?:and|or|the|a|of|to|with|for)\.$|[,;]\.$", clause), clause
        first = clause.split()[0]
        form = base_form(first)
        assert first == "be" or (form is not None and form[1] == "base"), clause
        assert re.match(r"[a-z]", clause), clause


@pytest.mark.parametrize("text", EVERY.values(), ids=EVERY.keys())
def test_what_a_clause_says_stands_in_its_sources(text: str) -> None:
    for competency in drafted(text):
        if " in all that is " in competency.for_this_role:
            assert competency.sources == ()
            continue
        said = " ".join(text[span.start : span.end] for span in competency.sources)
        bases = " ".join(form[0] for form in map(base_form, said.split()) if form)  # "maintenance of" is told as "maintain"
        missing = content_stems(competency.for_this_role) - content_stems(f"{said} {bases}") - content_stems(" ".join(OURS))
        untold = {word for word in missing if not any(word[:4] == other[:4] for other in content_stems(said))}
        assert not untold, (competency.for_this_role, said)


@pytest.mark.parametrize("text", EVERY.values(), ids=EVERY.keys())
def test_competencies_differ(text: str) -> None:
    competencies = drafted(text)
    assert 3 <= len(competencies) <= 6
    assert len({competency.key for competency in competencies}) == len(competencies)
    for one, other in combinations(competencies, 2):
        assert one.for_this_role != other.for_this_role
        assert not set(phrases_of(one.for_this_role)) & set(phrases_of(other.for_this_role))
        shared = content_stems(one.name) & content_stems(other.name)
        assert len(shared) < min(len(content_stems(one.name)), len(content_stems(other.name))), (one.name, other.name)


@pytest.mark.parametrize("text", EVERY.values(), ids=EVERY.keys())
def test_names_are_short_and_complete(text: str) -> None:
    for competency in drafted(text):
        if library().find(competency.key) is None:
            assert 2 <= len(competency.name.split()) <= 4, competency.name
            assert competency.name[0].isupper()
            assert not re.search(r"(?:^|\s)(?:various|other|perform|the|and|of|to)(?:\s|$)", competency.name, re.I), (
                competency.name
            )
            assert competency.name.lower() in competency.anchors[2]


@pytest.mark.parametrize(
    ("text", "families"),
    [
        (postings.NURSE, {"health"}),
        (postings.ACCOUNTANT, {"finance"}),
        (postings.HR, {"people"}),
        (postings.TEACHER, {"education"}),
        (postings.LAWYER, {"legal"}),
        (postings.CHEF, {"hospitality"}),
        (postings.DESIGNER, {"design"}),
        (postings.WELDER, {"trades", "construction"}),
    ],
    ids=["nurse", "accountant", "hr", "teacher", "lawyer", "chef", "designer", "welder"],
)
def test_competencies_of_the_library_are_of_the_jobs_own_trade(text: str, families: set[str]) -> None:
    found = [competency for competency in drafted(text) if library().find(competency.key)]
    strange = {known(competency.key).family for competency in found} - families - {GENERAL}
    assert not strange
    assert found


def test_a_word_of_another_trade_pulls_in_nothing() -> None:
    """ "Accounts", "stores" and "register" are words of bookkeepers, too."""
    finance = {competency.key for competency in library().competencies() if competency.family == "finance"}
    for text in (postings.NURSE, postings.BEEKEEPER, postings.HYGIENIST, postings.CSAGENT):
        assert not finance & {competency.key for competency in drafted(text)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (postings.BEEKEEPER, {"Colony Inspection", "Varroa Control", "Honey Harvesting"}),
        (postings.LIGHTHOUSE, {"Lamp Care", "Weather Logging", "Visitor Guiding"}),
        (postings.PIANO, {"Piano Tuning", "String Replacement"}),
        (descriptions.RARE, {"Old Straw Stripping"}),
    ],
    ids=["beekeeper", "lighthouse keeper", "piano tuner", "thatcher"],
)
def test_a_rare_trade_gets_competencies_in_its_own_words(text: str, names: set[str]) -> None:
    competencies = {competency.name: competency for competency in drafted(text)}
    assert names <= competencies.keys()
    for name in names:
        assert len(competencies[name].anchors) == 5
        assert name.lower() in competencies[name].definition


def test_more_duties_of_their_own_call_for_more_competencies() -> None:
    few = "\n".join(
        (
            "Gravedigger at the old cemetery by the sea, seven days a week",
            "",
            "Duties:",
            "- Dig graves by hand.",
            "- Mow the lawns of the cemetery.",
            "- Trim hedges along the wall.",
        )
    )
    more = "\n".join(
        (
            few,
            "- Repair old headstones.",
            "- Drive the hearse on Sundays.",
            "- Guard the gate at night.",
            "- Plant yews in autumn.",
        )
    )
    assert len(drafted(few)) == 3
    assert len(drafted(more)) > 3


def test_a_thin_description_still_gets_clauses_of_its_own() -> None:
    competencies = drafted(postings.TINY)
    clauses = " ".join(competency.for_this_role for competency in competencies)
    assert "repair leaks" in clauses
    assert "fit bathrooms in old houses around Bath" in clauses
    assert len({competency.for_this_role for competency in competencies}) == len(competencies)


def test_duties_that_stand_under_no_heading_are_found() -> None:
    competencies = drafted(
        "The Guild of Ringers is looking for a bell founder to cast and tune bells for churches. "
        "Our operators pour bronze at night. You will carve the letters of the donors into the mould. "
        "We pay well and eat together."
    )
    clauses = " ".join(competency.for_this_role for competency in competencies)
    for told in ("cast and tune bells", "pour bronze", "carve the letters of the donors into the mould"):
        assert told in clauses


def test_praise_of_the_company_is_no_duty() -> None:
    text = postings.BEEKEEPER.replace(
        "The Orchard Trust keeps 180 colonies across four valleys.",
        "The Orchard Trust is the market leader. It offers its staff a brilliant life and serves hundreds of happy customers.",
    )
    clauses = " ".join(competency.for_this_role for competency in drafted(text))
    assert not re.search(r"brilliant|happy|leader|serve", clauses)


def test_of_two_that_are_nearly_the_same_one_is_chosen() -> None:
    for text in EVERY.values():
        of_library = [known(competency.key) for competency in drafted(text) if library().find(competency.key)]
        for one, other in combinations(of_library, 2):
            shared = set(one.terms) & set(other.terms)
            assert len(shared) * 2 < min(len(one.terms), len(other.terms))


def test_a_competency_does_not_fit_beside_itself() -> None:
    first = next(competency for competency in library().competencies() if competency.family != GENERAL)
    assert not fits_beside(first, [Chosen(first, ())])
    assert fits_beside(first, [])


def test_sources_are_sentences_and_not_whole_paragraphs() -> None:
    text = postings.POLICY.replace("\n\nYou need", "\nYou need")
    for competency in drafted(text):
        for span in competency.sources:
            assert text[span.start : span.end].count(". ") == 0


def test_selecting_takes_time_in_proportion() -> None:
    text = "\n".join(f"- Inspect pump {n} and write down what its gauge {n} shows at {n % 24} o'clock." for n in range(1300))
    begun = time.process_time()
    ENGINE.competencies(ENGINE.read("Pump Keeper\n\nDuties\n" + text))
    assert len(text) > 90_000
    assert time.process_time() - begun < 4  # seconds of the processor, beside other tests


def test_select_gives_nothing_where_no_line_speaks_for_anything() -> None:
    posting = posting_of("The moon was pale and the sea was dark.")
    trade = trade_of("Moon", posting.placed)
    assert select(matches_of(posting.placed, "Moon", trade), trade, posting, posting.placed) == []


def test_what_the_title_names_leads_though_no_duty_says_its_terms() -> None:
    leading = drafted(postings.NURSE)[0]
    assert leading.key == "clinical_care"
    assert leading.for_this_role == "assess, plan and deliver care for 24 surgical patients with two assistants."
