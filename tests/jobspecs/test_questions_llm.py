"""Questions by a language model: what it is asked for, what is made of its answers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pytest_django import Settings

from config import llm_provider
from config.llm import Meter
from jobspecs.drafting.base import EngineAway
from jobspecs.questions.base import Brief, BriefCompetency, Guide, QuestionsFailed
from jobspecs.questions.llm import LlmQuestions, asks, guide_of, question_order
from tests.jobspecs.model_answers import BAKER, Data, spoilt, well
from tests.llm_server import KEY, Answer, Status, own_model

BRIEF = Brief(
    title="Head Baker",
    level="lead",
    competencies=[
        BriefCompetency("planning", "Planning", "Plans.", "plan the night's production from the day's orders.", Decimal("0.35")),
        BriefCompetency("starters", "Starters", "Cares.", "look after the starters.", Decimal("0.30")),
        BriefCompetency("bakers", "Bakers", "Leads.", "train and lead a team of four bakers.", Decimal("0.20")),
        BriefCompetency("records", "Records", "Records.", "keep the HACCP records.", Decimal("0.15")),
    ],
    description=BAKER,
)


@pytest.fixture(autouse=True)
def set_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LLM_TIMEOUT_SECONDS, settings.LLM_TRIES, settings.LLM_WORK_SECONDS = 20.0, 2, 60.0
    monkeypatch.setattr(llm_provider, "FIRST_PAUSE", 0.01)
    monkeypatch.setenv("LLM_API_KEY", KEY)


def test_writes_a_question_for_each_competency_by_weight(settings: Settings) -> None:
    with own_model(settings, by=well) as server:
        found = LlmQuestions(Meter()).write(BRIEF, kind="written", count=3)
    assert [question.competency for question in found] == ["planning", "starters", "bakers"]
    assert all(question.probes == () for question in found)
    assert found[0].guide == Guide("Says what first.", "Names the steps.", "Names none.")
    asked = server.asked[0].schema["properties"]["questions"]
    assert (asked["minItems"], asked["maxItems"]) == (3, 3)


def test_prompts_come_with_two_probes(settings: Settings) -> None:
    with own_model(settings, by=well):
        found = LlmQuestions(Meter()).write(BRIEF, kind="voice", count=4)
    assert [question.probes for question in found] == [("What came of it?", "What next?")] * 4
    assert found[0].competency == "records", "what Round 01 leaves out comes first"


def test_each_question_knows_its_sentence(settings: Settings) -> None:
    with own_model(settings, by=well):
        [question, *_] = LlmQuestions(Meter()).write(BRIEF, kind="written", count=3)
    assert [BAKER[span.start : span.end] for span in question.sources] == [
        "Plan the night's production from the day's orders and the standing wholesale list"
    ]


def test_only_what_is_wanted_is_asked_for(settings: Settings) -> None:
    meter = Meter()
    with own_model(settings, by=well) as server:
        found = LlmQuestions(meter).write(BRIEF, kind="voice", count=1, only=["bakers"], avoid=["Tell me of apprentices."])
    assert [question.competency for question in found] == ["bakers"]
    [asked] = server.asked
    assert "Asked already, so ask of something else:\\n- Tell me of apprentices." in asked.text.replace("\n", "\\n")
    assert "- planning, Planning" not in asked.text
    assert meter.calls[0].purpose == "questions_voice"


def test_the_order_reckons_with_what_the_other_round_asks() -> None:
    keys = [c.key for c in question_order(BRIEF, kind="voice", count=4, only=())]
    assert keys == ["records", "planning", "starters", "bakers"]
    brief = Brief(BRIEF.title, BRIEF.level, BRIEF.competencies, BAKER, asked=["records", "starters"])
    assert [c.key for c in question_order(brief, kind="voice", count=4, only=())] == [
        "planning",
        "bakers",
        "planning",
        "starters",
    ]
    with pytest.raises(QuestionsFailed, match="None of the competencies"):
        question_order(BRIEF, kind="voice", count=1, only=["falconry"])


def test_an_unknown_competency_is_taken_for_the_one_meant(settings: Settings) -> None:
    def change(data: Data) -> None:
        data["questions"][1]["competency"] = "falconry"

    with own_model(settings, by=spoilt(change, "questions")):
        found = LlmQuestions(Meter()).write(BRIEF, kind="written", count=3)
    assert [question.competency for question in found] == ["planning", "starters", "bakers"]


def test_more_than_is_asked_for_is_left_out(settings: Settings) -> None:
    def change(data: Data) -> None:
        data["questions"] *= 5
        data["questions"][0]["probes"] = ["a?"]

    with own_model(settings, by=spoilt(change, "questions")):
        assert len(LlmQuestions(Meter()).write(BRIEF, kind="written", count=3)) == 3


def test_what_is_cut_off_in_the_middle_is_left_out(settings: Settings) -> None:
    def change(data: Data) -> None:
        data["questions"][0]["text"] = "Tonight you plan the production, an order comes in late, and then you"
        data["questions"][1]["probes"] = ["What specific steps did you", "What came of it?"]
        data["questions"][2]["probes"] = [" ".join(["and", *["so"] * 40]) + "?", ""]

    with own_model(settings, by=spoilt(change, "questions")):
        found = LlmQuestions(Meter()).write(BRIEF, kind="voice", count=4)
    assert [(question.competency, question.probes) for question in found] == [
        ("planning", ("What came of it?",)),
        ("starters", ()),
        ("bakers", ("What came of it?", "What next?")),
    ]


def test_a_model_that_is_away_makes_an_engine_that_is_away(settings: Settings) -> None:
    with own_model(settings, Status(503)), pytest.raises(EngineAway, match=r"answered with an error \(HTTP 503\) \(2 tries\)"):
        LlmQuestions(Meter()).write(BRIEF, kind="written", count=3)
    with own_model(settings, Answer({"questions": "none"})), pytest.raises(EngineAway, match="could not be used"):
        LlmQuestions(Meter()).write(BRIEF, kind="written", count=3)


@pytest.mark.parametrize(
    ("text", "is_question"),
    [
        ("An order comes in late. What do you bake first?", True),
        ("An order comes in late. Write what you bake first, and why.", True),
        ("You have half the night: plan the ovens.", True),
        ("You have received a late order. You plan the night, bake the bread and lead the team.", False),
        ("An order comes in late. What do you", False),
        ("", False),
    ],
)
def test_a_story_is_no_question(text: str, is_question: bool) -> None:
    assert asks(text) is is_question


@pytest.mark.parametrize(
    "told",
    [
        ("I have checked the starters.", "I have looked.", "I have not."),
        ("Names the cause.", "Names the cause.", "Names the cause."),
        ("Names the cause.", "", "Nothing."),
        ("word " * 40, "Names some.", "Nothing."),
        ("Describe the cause.", "Names some.", "Nothing."),
        ("Names the cause, and then", "Names some.", "Nothing."),
        ("Names the cause?", "Names some.", "Nothing."),
    ],
)
def test_a_guide_that_says_nothing_of_answers_is_none(told: tuple[str, str, str]) -> None:
    assert guide_of(*told) == Guide()


def test_a_guide_is_kept_in_one_line_each() -> None:
    assert guide_of("Names the\ncause.", "Names steps.", "Names none.") == Guide(
        "Names the cause.", "Names steps.", "Names none."
    )
