from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from jobspecs.drafting.offline import OfflineDrafting
from jobspecs.drafting.protected import touches_protected_ground
from jobspecs.drafting.whole import brief_of, draft_spec
from jobspecs.questions.base import Brief, BriefCompetency, QuestionsFailed
from jobspecs.questions.duties import role_duties
from jobspecs.questions.offline import OfflineQuestions
from tests.jobspecs import descriptions

ENGINE = OfflineQuestions()
HALF = Decimal("0.50")
ALL = [descriptions.TIDY, descriptions.GLUED, descriptions.HTML, descriptions.RARE, descriptions.PROTECTED]


def brief(text: str = descriptions.TIDY) -> Brief:
    drafting = OfflineDrafting()
    reading = drafting.read(text)
    competencies = drafting.competencies(reading)
    return brief_of(reading, competencies, drafting.weights(reading, competencies))


def equal_brief(count: int) -> Brief:
    keys = ["data_modelling", "customer_care", "recruiting", "legal_analysis", "product_discovery", "training_delivery"][:count]
    weight = (Decimal(1) / count).quantize(Decimal("0.01"))
    return Brief("Clerk", "mid", [BriefCompetency(key, key, "Does it.", "file the letters of the day.", weight) for key in keys])


@pytest.mark.parametrize("text", ALL, ids=range(len(ALL)))
def test_both_rounds_are_sound(text: str) -> None:
    asked = [*ENGINE.write(brief(text), kind="written", count=3), *ENGINE.write(brief(text), kind="voice", count=4)]
    assert len(asked) == 7
    assert len({question.text for question in asked}) == 7
    for question in asked:
        assert len(question.text.split()) <= 60
        assert not touches_protected_ground(question.text)
        assert question.guide.strong
        assert question.guide.adequate
        assert question.guide.weak


def test_voice_prompts_have_two_probes_and_written_cases_none() -> None:
    assert all(len(question.probes) == 2 for question in ENGINE.write(brief(), kind="voice", count=4))
    assert all(question.probes == () for question in ENGINE.write(brief(), kind="written", count=3))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_every_heavy_competency_is_asked(count: int) -> None:
    asked = [*ENGINE.write(equal_brief(count), kind="written", count=3), *ENGINE.write(equal_brief(count), kind="voice", count=4)]
    heavy = {competency.key for competency in equal_brief(count).competencies if competency.weight >= Decimal("0.20")}
    assert heavy <= {question.competency for question in asked}


@pytest.mark.parametrize(("written", "voice"), [(1, 4), (2, 3), (4, 1), (5, 2), (1, 6)])
def test_every_heavy_competency_is_asked_at_other_counts(written: int, voice: int) -> None:
    first = ENGINE.write(equal_brief(5), kind="written", count=written)
    told = replace(equal_brief(5), asked=[question.competency for question in first])
    second = ENGINE.write(told, kind="voice", count=voice, avoid=[question.text for question in first])
    assert {question.competency for question in [*first, *second]} == {c.key for c in equal_brief(5).competencies}


def test_the_heaviest_come_first_in_the_written_round() -> None:
    weights = {competency.key: competency.weight for competency in brief().competencies}
    asked = [weights[question.competency] for question in ENGINE.write(brief(), kind="written", count=3)]
    assert asked == sorted(weights.values(), reverse=True)[:3]


def test_questions_hold_the_work_of_the_description() -> None:
    first = ENGINE.write(brief(), kind="written", count=1)[0]
    assert first.competency == "diagnosis_and_repair"
    assert any(duty in first.text for duty in ("inspect pumps", "diagnose breakdowns", "plan preventive maintenance"))


def test_only_limits_the_competencies() -> None:
    key = brief().competencies[-1].key
    asked = ENGINE.write(brief(), kind="voice", count=3, only={key})
    assert {question.competency for question in asked} == {key}
    assert len({question.text for question in asked}) == 3


def test_regenerating_gives_another_text_until_there_is_none() -> None:
    key = brief().competencies[0].key
    seen: set[str] = set()
    for _ in range(5):
        question = ENGINE.write(brief(), kind="written", count=1, only={key}, avoid=seen)[0]
        assert question.text not in seen
        seen.add(question.text)
    with pytest.raises(QuestionsFailed, match=r"no further question for .* Write or edit one by hand"):
        ENGINE.write(brief(), kind="written", count=100, only={key})


def test_regenerating_changes_the_case_and_not_only_its_duty() -> None:
    first = ENGINE.write(brief(), kind="written", count=1)[0]
    anew = ENGINE.write(brief(), kind="written", count=1, only={first.competency}, avoid=[first.text])[0]
    assert anew.text.split(". ")[-1] != first.text.split(". ")[-1]


def test_a_competency_is_never_asked_by_work_of_another() -> None:
    """Written anew until nothing is left, the payroll clerk's questions on the ledger stay with the ledger."""
    ledger = BriefCompetency(
        "ledger_keeping", "Ledger Keeping", "Keeps the ledger.", "reconcile deductions with the ledger.", HALF
    )
    answers = BriefCompetency("answering", "Answering", "Answers people.", "answer questions of employees about their pay.", HALF)
    spec = Brief("Payroll Clerk", "mid", [ledger, answers], descriptions.HTML)
    seen: list[str] = []
    with pytest.raises(QuestionsFailed):
        for _ in range(100):
            seen += [q.text for q in ENGINE.write(spec, kind="voice", count=1, only={"ledger_keeping"}, avoid=seen)]
    assert len(seen) >= 6
    assert all("reconcile deductions" in text for text in seen)


def test_a_competency_of_a_persons_own_gets_questions_too() -> None:
    own = BriefCompetency("lock_keeping", "Lock Keeping", "Keeps locks.", "operate 12 locks on the northern canal.", Decimal(1))
    asked = ENGINE.write(Brief("Lock Keeper", "mid", [own]), kind="written", count=2)
    assert all("operate 12 locks on the northern canal" in question.text for question in asked)


def test_each_duty_is_asked_before_one_comes_again() -> None:
    own = BriefCompetency("depot_care", "Depot Care", "Keeps a depot.", "wash the buses; and grease the hoists.", Decimal(1))
    asked = ENGINE.write(Brief("Depot Hand", "mid", [own]), kind="voice", count=2)
    assert ["wash the buses" in question.text for question in asked].count(True) == 1
    assert ["grease the hoists" in question.text for question in asked].count(True) == 1


@pytest.mark.parametrize("key", ["clear_communication", "organising_work", "solving_problems", "working_together"])
def test_what_every_work_needs_is_asked_by_a_duty_of_this_one(key: str) -> None:
    told = "Duties:\n- Splice mooring ropes for the harbour.\n- Paint the buoys each spring.\n\nRequirements:\n- Sober manners."
    own = BriefCompetency(key, "Any", "Does it.", "draw on good manners.", Decimal("1.00"))
    for kind in ("written", "voice"):
        asked = ENGINE.write(Brief("Rigger", "mid", [own], told), kind=kind, count=1)[0]
        assert "splice mooring ropes" in asked.text.lower()
        assert told[asked.sources[0].start : asked.sources[0].end] == "Splice mooring ropes for the harbour."


def test_a_role_without_duties_is_asked_by_its_title() -> None:
    own = BriefCompetency("tact", "Tact", "Is tactful.", "draw on tact.", Decimal(1))
    asked = ENGINE.write(Brief("Usher", "mid", [own]), kind="voice", count=1)
    assert "do the work of an Usher" in asked[0].text


@pytest.mark.parametrize(("kind", "only"), [("video", set()), ("voice", {"no_such_key"})])
def test_what_cannot_be_asked_is_said(kind: str, only: set[str]) -> None:
    with pytest.raises(QuestionsFailed):
        ENGINE.write(brief(), kind=kind, count=1, only=only)


def test_role_clauses_are_taken_apart_at_their_verbs() -> None:
    clause = "architect state machines; reason about order across Kafka and Postgres; and build ledgers, journals and reports."
    assert role_duties(clause) == [
        "architect state machines",
        "reason about order across Kafka and Postgres",
        "build ledgers, journals and reports",
    ]


def test_a_whole_draft_has_what_a_spec_needs() -> None:
    spec = draft_spec(descriptions.TIDY, drafting=OfflineDrafting(), questions=ENGINE)
    assert {"title", "level", "competencies", "must_haves", "questions"} <= set(spec)
    assert [question["round"] for question in spec["questions"]] == ["01"] * 3 + ["02"] * 4
    keys = {competency["key"] for competency in spec["competencies"]}
    assert all(question["competency"] in keys for question in spec["questions"])
    assert all(competency["weight"].startswith("0.") for competency in spec["competencies"])
