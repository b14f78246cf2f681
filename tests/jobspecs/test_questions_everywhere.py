"""What holds for the questions of whatever is pasted, with any number of competencies and any weights."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobspecs.choices import Level
from jobspecs.drafting.matching import content_stems
from jobspecs.drafting.offline import OfflineDrafting
from jobspecs.drafting.protected import touches_protected_ground
from jobspecs.drafting.sections import posting_of
from jobspecs.drafting.whole import brief_of
from jobspecs.library.loader import GENERAL, library
from jobspecs.questions.base import Brief, BriefCompetency, WrittenQuestion
from jobspecs.questions.duties import duties_for
from jobspecs.questions.offline import OfflineQuestions
from jobspecs.questions.slots import is_work_of_title, telling_stems
from jobspecs.weights import apportion
from tests.jobspecs import descriptions, trades

ENGINE = OfflineQuestions()
POSTINGS = {name.lower(): text for name, text in vars(descriptions).items() if name.isupper()} | trades.ALL


@cache
def drafted(name: str) -> Brief:
    drafting = OfflineDrafting()
    reading = drafting.read(POSTINGS[name])
    competencies = drafting.competencies(reading)
    return brief_of(reading, competencies, drafting.weights(reading, competencies))


def varied(name: str, shares: list[int], level: str) -> Brief:
    """The drafted brief with as many competencies as there are shares, weighted by them."""
    brief = drafted(name)
    known = {competency.key for competency in brief.competencies}
    general = next(family for family in library().families if family.key == GENERAL)
    further = [competency for competency in general.competencies if competency.key not in known]
    added = [BriefCompetency(c.key, c.name, c.definition, "take part as told.", Decimal(0)) for c in further]
    units = apportion([Fraction(share) for share in shares], units=100, least=5)
    chosen = [*brief.competencies, *added][: len(shares)]
    weighted = [replace(c, weight=Decimal(count) / 100) for c, count in zip(chosen, units, strict=True)]
    return replace(brief, competencies=weighted, level=level)


def both_rounds(brief: Brief, written: int = 3, voice: int = 4) -> tuple[list[WrittenQuestion], list[WrittenQuestion]]:
    first = ENGINE.write(brief, kind="written", count=written)
    told = replace(brief, asked=[question.competency for question in first])
    return first, ENGINE.write(told, kind="voice", count=voice, avoid=[question.text for question in first])


def slot_of(question: WrittenQuestion, brief: Brief) -> str:
    """The duty that a question is about."""
    competency = next(c for c in brief.competencies if c.key == question.competency)
    return next(duty.text for duty in duties_for(brief, competency) if duty.text in question.text)


def assert_reads_well(text: str) -> None:
    assert len(re.findall(r"[a-z0-9+#.]+", text.lower())) <= 60
    assert not touches_protected_ground(text)
    assert text.endswith((".", "?", ".”", '."'))
    assert not re.search(r"[{}]|\s[,.;:?]|\s\s|\.\.|[,;]\.", text), text
    assert not re.search(r"\b(?:the the|a a|to to|and and|of of|and or|to draw on|you draw on|to be able|you be)\b", text), text


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(sorted(POSTINGS)),
    shares=st.lists(st.integers(1, 50), min_size=3, max_size=6),
    level=st.sampled_from(Level.values),
    counts=st.sampled_from([(3, 4), (3, 4), (1, 6), (2, 3), (5, 2)]),
)
def test_questions_are_sound(name: str, shares: list[int], level: str, counts: tuple[int, int]) -> None:
    brief = varied(name, shares, level)
    written, voice = both_rounds(brief, *counts)
    asked = [*written, *voice]
    assert (len(written), len(voice)) == counts
    assert len({question.text for question in asked}) == len(asked)
    assert {c.key for c in brief.competencies if c.weight >= Decimal("0.20")} <= {question.competency for question in asked}
    for question in asked:
        assert_reads_well(question.text)
        guide = question.guide
        assert len({guide.strong, guide.adequate, guide.weak}) == 3
        assert (slot_of(question, brief) in guide.strong) is not is_work_of_title(slot_of(question, brief))
        for span in question.sources:
            line = brief.description[span.start : span.end]
            assert len(content_stems(slot_of(question, brief)) & content_stems(line)) >= 1
    assert all(question.probes == () for question in written)
    for question in voice:
        assert len(set(question.probes)) == 2
        assert all(probe.endswith("?") for probe in question.probes)


@pytest.mark.parametrize("name", sorted(POSTINGS))
def test_each_question_is_of_this_job(name: str) -> None:
    brief = drafted(name)
    own = content_stems(" ".join(placed.text for placed in posting_of(brief.description).placed) + f" {brief.title}")
    for question in (question for asked in both_rounds(brief) for question in asked):
        slot = slot_of(question, brief)
        telling = telling_stems(slot)
        assert telling <= own | content_stems("youngster support apply knowledge"), (slot, telling - own)
        assert telling or is_work_of_title(slot)


@pytest.mark.parametrize("name", sorted(POSTINGS))
def test_the_same_brief_gives_the_same_questions(name: str) -> None:
    assert both_rounds(drafted(name)) == both_rounds(drafted(name))


def test_a_question_knows_the_line_it_comes_from() -> None:
    brief = drafted("tidy")
    for question in (question for asked in both_rounds(brief) for question in asked):
        (span,) = question.sources
        line = brief.description[span.start : span.end]
        assert f"- {line}\n" in descriptions.TIDY
        assert len(content_stems(line) & content_stems(slot_of(question, brief))) >= 2


def test_a_clause_in_other_words_leads_to_the_nearest_line() -> None:
    reworded = "tune reed pipes and flue pipes in the building."
    own = BriefCompetency("tuning", "Tuning", "Tunes pipes.", reworded, Decimal(1))
    question = ENGINE.write(Brief("Organ Builder", "mid", [own], trades.ORGAN_BUILDER), kind="written", count=1)[0]
    assert "tune reed pipes and flue pipes in the building" in question.text
    (span,) = question.sources
    assert trades.ORGAN_BUILDER[span.start : span.end] == "Voice and tune flue and reed pipes on site."


def test_six_made_competencies_do_not_read_alike() -> None:
    lines = [line[2:].rstrip(".") for line in trades.ORGAN_BUILDER.splitlines() if line.startswith("•")][:5]
    lines.append("Regulate the touch of keyboards")
    made = [
        BriefCompetency(f"made_{place}", f"Made {place}", "Does it.", f"{line[0].lower()}{line[1:]}.", Decimal("0.17"))
        for place, line in enumerate(lines)
    ]
    brief = Brief("Organ Builder", "mid", made, trades.ORGAN_BUILDER)
    for asked in both_rounds(brief, written=6, voice=6):
        assert len({question.competency for question in asked}) == 6
        frames = {question.text.replace(slot_of(question, brief), "…") for question in asked}
        assert len(frames) == 6


def told_by_title() -> Brief:
    keys = ("accounting_and_close", "customer_care", "clear_communication")
    known = [library().find(key) for key in keys]
    none = "do the work of a Bookkeeper as this description has it."
    chosen = [BriefCompetency(c.key, c.name, c.definition, none, Decimal("0.33")) for c in known if c]
    return Brief("Bookkeeper", "mid", chosen, trades.THIN)


@pytest.mark.parametrize("name", ["french", "german", "thin"])
def test_what_tells_no_work_in_english_is_asked_by_its_title(name: str) -> None:
    brief = told_by_title() if name == "thin" else drafted(name)
    for question in (question for asked in both_rounds(brief) for question in asked):
        assert "do the work of " in question.text
        assert question.sources == ()


def at_level(level: str, key: str, duty: str) -> list[WrittenQuestion]:
    competency = library().find(key)
    assert competency is not None
    own = BriefCompetency(key, competency.name, competency.definition, f"{duty}.", Decimal(1))
    brief = Brief("Depot Clerk", level, [own], f"Depot Clerk\n\nDuties:\n- {duty[0].upper()}{duty[1:]}.\n")
    return [question for asked in both_rounds(brief, written=2, voice=2) for question in asked]


def test_who_begins_is_not_asked_like_who_leads() -> None:
    asked = {level: [q.text for q in at_level(level, "logistics_and_warehouse", "load lorries")] for level in Level.values}
    assert len({tuple(texts) for texts in asked.values()}) == 4  # beginners, those who do the work, leaders, heads of houses
    assert any("more experienced" in text for text in asked["intern"])
    assert any("people" in text for text in asked["manager"])
    assert any("answerable" in text for text in asked["director"])
    assert asked["mid"] == asked["senior"] == asked["staff"]


def test_nothing_is_added_where_sixty_words_leave_no_room() -> None:
    duty = "check the papers, seals and weights of lorries from four countries before they leave the yard"
    (first, *_) = at_level("intern", "logistics_and_warehouse", duty)
    assert first.text == at_level("mid", "logistics_and_warehouse", duty)[0].text
    assert_reads_well(first.text)


@pytest.mark.parametrize("level", ["intern", "junior"])
def test_who_begins_is_not_taken_for_a_leader(level: str) -> None:
    asked = at_level(level, "leading_people", "supervise two apprentices of the depot")
    assert all("supervise two apprentices of the depot" in question.text for question in asked)
    for question in asked:
        assert not re.search(r"under your lead|on your team|a team of seven|your people", question.text)
    for_leaders = at_level("manager", "leading_people", "supervise two apprentices of the depot")
    assert any(re.search(r"on your team", question.text) for question in for_leaders)


def test_no_template_of_the_library_takes_a_beginner_for_a_leader() -> None:
    for competency in library().competencies():
        for question in at_level("intern", competency.key, "check the brakes of lorries"):
            assert not re.search(r"under your lead|reports? to you|your direct reports|you manage\b", question.text), (
                competency.key
            )


def test_work_that_a_template_does_not_speak_of_is_asked_by_one_for_every_trade() -> None:
    care = library().find("customer_care")
    assert care is not None
    for duty, own in (("mentor new drivers", False), ("help customers on the platform", True)):
        competency = BriefCompetency(care.key, care.name, care.definition, f"{duty}.", Decimal(1))
        question = ENGINE.write(Brief("Depot Clerk", "mid", [competency]), kind="written", count=1)[0]
        assert duty in question.text
        assert question.guide.strong.startswith(care.wording.guide.strong) is own
