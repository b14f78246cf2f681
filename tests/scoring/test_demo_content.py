"""The demo content keeps its rules, holds the facts of the spec it grew from, and a slip in it is refused by name."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from jobspecs.questions.base import Guide
from scoring.demo import content
from scoring.demo.checks import ContentError, check_spec
from scoring.demo.content import load_all, load_spec
from scoring.demo.shapes import DemoAnswer, DemoCandidate, DemoSpec

SEED_ID, SEED_TAG = "e08648f7-89b4-43e1-a447-313d10011b50", "v1-U_WN6k"
SEED_TITLE = "Senior Backend Engineer — Payments Platform"
SEED_DESCRIPTION_SHA256 = "b29db8ccf6ecfad41acec75075b163a188da3d623a18ade8647f3e288415f126"
SEED_COMPETENCIES = [
    (
        "distributed_systems_rigor",
        "Distributed Systems Rigor",
        "0.35",
        "Deep understanding of consensus, ordering guarantees, and idempotent design patterns.",
        "architect payment state machines where every transition is recoverable, handle retry logic without "
        "double-charging, and reason about exactly-once delivery semantics across Kafka and Postgres.",
    ),
    (
        "postgres_transactional_design",
        "Postgres Transactional Design",
        "0.25",
        "Expert-level schema design and optimization for high-throughput financial transactions.",
        "build double-entry accounting models, design ledger schemas that scale to millions of daily payments, and "
        "optimize for both consistency and performance under write-heavy workloads.",
    ),
    (
        "domain_ownership_and_reliability",
        "Domain Ownership & Reliability",
        "0.25",
        "End-to-end accountability for production systems including design, deployment, on-call response, and "
        "postmortem-driven prevention.",
        "own critical payment paths, lead incident response on money-movement failures, and drive systemic improvements "
        "that eliminate recurring classes of failures.",
    ),
    (
        "payments_domain_expertise",
        "Payments Domain Expertise",
        "0.15",
        "Working knowledge of payment rails (cards, ACH, wire transfers) and financial ledger systems.",
        "understand settlement flows, reconciliation mechanics, and compliance requirements well enough to navigate "
        "tradeoffs with risk and product teams.",
    ),
]
SEED_MUST_HAVES = [
    "5+ years of production backend systems engineering",
    "Strong SQL and schema design experience with Postgres at transactional scale",
    "Demonstrated understanding of distributed systems fundamentals (consensus, idempotency, ordering)",
    "Track record of owning critical incidents, postmortems, and prevention measures",
]


@pytest.fixture(scope="module")
def payments() -> DemoSpec:
    return load_spec("payments")


@pytest.fixture(scope="module")
def support() -> DemoSpec:
    return load_spec("support_lead")


def named(spec: DemoSpec, name: str) -> DemoCandidate:
    return next(candidate for candidate in spec.candidates if candidate.name == name)


def with_first(spec: DemoSpec, candidate: DemoCandidate) -> DemoSpec:
    return replace(spec, candidates=(candidate, *spec.candidates[1:]))


def coverage(spec: DemoSpec, candidate: DemoCandidate) -> Decimal:
    """The share of the weights, in the candidate's version, for which there is something to read."""
    asked = {row.key: row.question.competency for row in spec.questions}
    readable = {asked[answer.question] for answer in candidate.answers if answer.text is not None}
    weights = next(version.weights for version in spec.versions if version.number == candidate.version)
    return sum((weights[key] for key in readable), Decimal())


def test_the_seed_spec_holds_the_facts_of_its_page_to_the_letter(payments: DemoSpec) -> None:
    (version,) = payments.versions
    assert (payments.id, payments.title, payments.level) == (SEED_ID, SEED_TITLE, "senior")
    assert (version.number, version.tag) == (1, SEED_TAG)
    rows = [(c.key, c.name, str(version.weights[c.key]), c.definition, c.for_this_role) for c in payments.competencies]
    assert rows == SEED_COMPETENCIES
    assert [(row.kind, row.text) for row in payments.must_haves] == [("required", text) for text in SEED_MUST_HAVES]
    assert hashlib.sha256(payments.description.encode()).hexdigest() == SEED_DESCRIPTION_SHA256


def test_on_the_seed_spec_one_has_begun_and_none_has_finished(payments: DemoSpec) -> None:
    (candidate,) = payments.candidates
    assert candidate.state == "in_progress"
    assert Counter(answer.state for answer in candidate.answers) == {"answered": 1, "not_reached": 6}


@pytest.mark.parametrize("name", content.SPECS)
def test_each_spec_has_three_written_questions_and_four_prompts(name: str) -> None:
    kinds = [row.kind for row in load_spec(name).questions]
    assert kinds == ["written"] * 3 + ["voice"] * 4


@pytest.mark.parametrize("name", content.SPECS)
def test_questions_cover_all_competencies(name: str) -> None:
    spec = load_spec(name)
    assert {row.question.competency for row in spec.questions} == {row.key for row in spec.competencies}


@pytest.mark.parametrize("name", content.SPECS)
def test_anchors_are_five_different_sentences_of_15_to_35_words(name: str) -> None:
    for competency in load_spec(name).competencies:
        assert len(set(competency.anchors)) == 5
        assert all(15 <= len(anchor.split()) <= 35 for anchor in competency.anchors), competency.key


@pytest.mark.parametrize("name", content.SPECS)
def test_questions_have_at_most_60_words(name: str) -> None:
    for row in load_spec(name).questions:
        assert 15 <= len(row.question.text.split()) <= 60, row.key


@pytest.mark.parametrize("name", content.SPECS)
def test_weights_of_every_version_sum_to_exactly_one(name: str) -> None:
    for version in load_spec(name).versions:
        assert str(sum(version.weights.values())) == "1.00"


def test_the_second_version_came_after_some_were_submitted(support: DemoSpec) -> None:
    first, second = support.versions
    assert first.weights != second.weights
    assert second.reason.startswith("Escalations turned out to be half the job")
    versions = Counter(c.version for c in support.candidates if c.state == "submitted")
    assert versions == {1: 10, 2: 8}


def test_the_lively_spec_has_candidates_in_every_state(support: DemoSpec) -> None:
    states = Counter(candidate.state for candidate in support.candidates)
    assert states == {"submitted": 18, "in_progress": 3, "invited": 2, "withdrawn": 1, "expired": 1}


def test_invitations_lie_within_six_weeks_and_a_bit(support: DemoSpec) -> None:
    days = [candidate.days_ago["invited"] for candidate in support.candidates]
    assert max(days) - min(days) > 35
    assert max(days) < min(version.days_ago for version in support.versions if version.number == 1) <= 45


def test_one_candidate_has_less_than_half_of_the_weights_to_score(support: DemoSpec) -> None:
    shares = {c.name: coverage(support, c) for c in support.candidates if c.state == "submitted"}
    assert [name for name, share in shares.items() if share < Decimal("0.50")] == ["Jasper Okonjo-Bell"]
    assert shares["Chiara Nettlefold"] == Decimal("0.60")  # a total, but no rank
    assert sorted(shares.values())[2:] == [Decimal("1.00")] * 16


def test_some_questions_were_left_unanswered(support: DemoSpec) -> None:
    states = [answer.state for answer in named(support, "Beatriz Underhay").answers]
    assert states.count("unanswered") == 2


def test_length_does_not_tell_quality(support: DemoSpec) -> None:
    """A strong candidate writes less than a weak one, else the demo would teach that length pays."""

    def words(name: str) -> int:
        return sum(len((answer.text or "").split()) for answer in named(support, name).answers)

    strong, weak = named(support, "Yuki Harrowgate"), named(support, "Gordon Pettibone-Lisk")
    assert (set(strong.intended.values()), set(weak.intended.values())) == ({"high"}, {"low"})
    assert words(strong.name) < words(weak.name)


def test_every_quality_is_intended_for_every_competency(support: DemoSpec) -> None:
    submitted = [candidate for candidate in support.candidates if candidate.state == "submitted"]
    for competency in support.competencies:
        assert {c.intended.get(competency.key) for c in submitted} >= {"low", "medium", "high"}, competency.key


def test_ten_decisions_and_two_of_them_differ_from_the_score(support: DemoSpec) -> None:
    decisions = [candidate.decision for candidate in support.candidates if candidate.decision]
    assert 10 <= len(decisions) <= 12
    assert {decision.outcome for decision in decisions} == {"advance", "hold", "decline"}
    assert sum(decision.differs for decision in decisions) == 2
    assert len({decision.reason for decision in decisions}) == len(decisions)


def test_no_answer_is_longer_than_130_words() -> None:
    for candidate in (candidate for spec in load_all() for candidate in spec.candidates):
        for answer in candidate.answers:
            assert len((answer.text or "").split()) <= 130, (candidate.name, answer.question)


def test_mails_and_answers_differ_over_both_specs() -> None:
    candidates = [candidate for spec in load_all() for candidate in spec.candidates]
    texts = [answer.text for candidate in candidates for answer in candidate.answers if answer.text]
    assert len(texts) == len(set(texts)) > 120
    assert len({candidate.email for candidate in candidates}) == len(candidates)


def test_content_is_read_without_django() -> None:
    code = "import sys; from scoring.demo.content import load_all; load_all(); sys.exit('django' in sys.modules)"
    root = Path(content.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def test_a_mail_outside_the_example_domains_is_refused(support: DemoSpec) -> None:
    candidate = replace(support.candidates[0], email="marisol@quennell.com")
    with pytest.raises(ContentError, match=r"Marisol Quennell: mails are at example\.com or example\.org"):
        check_spec(with_first(support, candidate))


def test_an_answer_given_twice_is_refused_whatever_its_signs(support: DemoSpec) -> None:
    first, second, *others = support.candidates
    copied = replace(second.answers[3], text=(first.answers[3].text or "").upper().replace(",", " -"))
    answers = (*second.answers[:3], copied, *second.answers[4:])
    with pytest.raises(ContentError, match="support_lead: answer: each must be different"):
        check_spec(replace(support, candidates=(first, replace(second, answers=answers), *others)))


def test_a_missing_answer_is_refused(support: DemoSpec) -> None:
    candidate = replace(support.candidates[0], answers=support.candidates[0].answers[:-1])
    with pytest.raises(ContentError, match="Marisol Quennell: answers must be"):
        check_spec(with_first(support, candidate))


def test_a_submitted_interview_with_a_question_not_reached_is_refused(support: DemoSpec) -> None:
    candidate = support.candidates[0]
    answers = (*candidate.answers[:-1], DemoAnswer(candidate.answers[-1].question, "not_reached", None))
    with pytest.raises(ContentError, match="no question that was not reached"):
        check_spec(with_first(support, replace(candidate, answers=answers)))


def test_a_version_that_was_not_current_is_refused(support: DemoSpec) -> None:
    with pytest.raises(ContentError, match="version 1 was current at that time, not 2"):
        check_spec(with_first(support, replace(support.candidates[0], version=2)))


def test_a_decision_before_submission_is_refused(support: DemoSpec) -> None:
    candidate = support.candidates[0]
    assert candidate.decision
    early = replace(candidate, decision=replace(candidate.decision, days_ago=41.9))
    with pytest.raises(ContentError, match="each step lies after the one before"):
        check_spec(with_first(support, early))


def test_an_intended_quality_for_lost_answers_is_refused(support: DemoSpec) -> None:
    jasper = named(support, "Jasper Okonjo-Bell")
    changed = replace(jasper, intended={**jasper.intended, "escalation_handling": "high"})
    with pytest.raises(ContentError, match="Jasper Okonjo-Bell: intended must hold exactly"):
        check_spec(replace(support, candidates=(changed,)))


def test_weights_of_0_95_are_refused(payments: DemoSpec) -> None:
    (version,) = payments.versions
    short = replace(version, weights={**version.weights, "payments_domain_expertise": Decimal("0.10")})
    with pytest.raises(ContentError, match=r"payments, version 1: the weights sum to 0\.95, not 1\.00"):
        check_spec(replace(payments, versions=(short,)))


def test_a_fourth_anchor_alone_is_refused(payments: DemoSpec) -> None:
    first, *others = payments.competencies
    short = replace(first, anchors=first.anchors[:4])  # type: ignore[arg-type]
    with pytest.raises(ContentError, match="distributed_systems_rigor: 5 anchors are needed"):
        check_spec(replace(payments, competencies=(short, *others)))


def test_a_question_without_guide_or_with_61_words_is_refused(payments: DemoSpec) -> None:
    first, *others = payments.questions
    for question, message in [
        (replace(first.question, guide=Guide(strong="Yes.")), "the guide says strong, adequate and weak"),
        (replace(first.question, text="why " * 61), "at most 60 words"),
    ]:
        with pytest.raises(ContentError, match=message):
            check_spec(replace(payments, questions=(replace(first, question=question), *others)))


def test_a_competency_that_no_question_asks_is_refused(payments: DemoSpec) -> None:
    questions = tuple(row for row in payments.questions if row.question.competency != "payments_domain_expertise")
    with pytest.raises(ContentError, match="the questions must cover every competency"):
        check_spec(replace(payments, questions=questions, candidates=()))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: [", "cannot be read as YAML"),
        ("title: Only a title", "a field is missing"),
        ("- a list", "a field is missing"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str) -> None:
    (tmp_path / "broken.yaml").write_text(text)
    monkeypatch.setattr(content, "FOLDER", tmp_path)
    with pytest.raises(ContentError, match=f"broken.yaml: {message}"):
        load_spec("broken")


@pytest.mark.parametrize("given", [{}, {"technical": False}, {"technical": True, "unanswered": True}])
def test_an_answer_that_says_neither_text_nor_why_not_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, bool]
) -> None:
    source = (content.FOLDER / "payments.yaml").read_text()
    inline = "{" + ", ".join(f"{key}: {str(value).lower()}" for key, value in given.items()) + "}"
    (tmp_path / "payments.yaml").write_text(source.replace("failure_class: {not_reached: true}", f"failure_class: {inline}"))
    monkeypatch.setattr(content, "FOLDER", tmp_path)
    with pytest.raises(ContentError, match="failure_class needs a text or exactly one of"):
        load_spec("payments")
