"""Grading one interview: claimed once, read with no transaction open, checked, stored whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import override_settings

from config import work
from config.work import WorkState
from interviews.models import Answer, AnswerRevision
from interviews.operations import endings
from jobspecs.canonical import content_hash
from scoring import tasks
from scoring.engines import UnknownEngine, engine_name_of, engine_named
from scoring.grading.base import GivenAnswer, Grade, GradingFailed, GradingResult, NotGradable, Quote, RubricCompetency
from scoring.models import CompetencyScore, CurrentEvaluation, Evaluation, Evidence, Grading, GradingOrder
from scoring.operations import grading, orders, reading
from scoring.operations.storing import store
from scoring.queries.material import material_of, materials_of, stands_of
from tests.factories import make_spec
from tests.factories.scoring import completed, make_evaluation, make_grading, read_alone, scripted

pytestmark = pytest.mark.django_db
HERE = "tests.scoring.test_operations_grading"


class Outside:
    """Refuses to read while a transaction is open."""

    name, version, rereadings = "outside", "1", 0

    def grade(self, rubric: Sequence[RubricCompetency], answers: Sequence[GivenAnswer]) -> GradingResult:
        assert not connection.in_atomic_block
        return GradingResult([Grade(row.key, None, None, missing="unreadable") for row in rubric])


class Inventive:
    """Gives quotes that nobody said, beside one that somebody did."""

    name, version, rereadings = "inventive", "1", 0

    def grade(self, rubric: Sequence[RubricCompetency], answers: Sequence[GivenAnswer]) -> GradingResult:
        first = answers[0]
        assert first.text is not None
        true, false = Quote(first.ref, 0, 2, first.text[:2]), Quote(first.ref, 0, 2, "No")
        quotes = {rubric[0].key: (true, false), rubric[1].key: (false,), rubric[2].key: ()}
        return GradingResult([Grade(row.key, 75, 4, evidence=quotes[row.key]) for row in rubric])


def order_of(interview: Any) -> GradingOrder:
    order: GradingOrder = interview.grading_orders.latest("queued_at")
    return order


def test_submitting_orders_one_grading() -> None:
    interview = completed(make_spec())
    order = order_of(interview)
    assert (order.state, interview.grading_orders.count()) == (WorkState.QUEUED, 1)
    assert orders.order_grading(interview=interview, by=None) == order


def test_a_grading_keeps_what_is_needed_to_run_it_again() -> None:
    interview = completed(make_spec())
    found = make_grading(interview, {"planning": 80})
    assert (found.engine, found.engine_version, found.model, found.parameters) == ("scripted", "1", "m1", {"seed": 7})
    assert found.input_hash == material_of(interview).input_hash
    assert len(found.prompt_hash) == 64
    assert found.sealed_at is not None
    assert found.rubric_id == interview.rubric_id


def test_scores_reasons_and_evidence_are_stored() -> None:
    found = make_grading(completed(make_spec(), {1: "First I listed the 🚲 repairs."}), {"planning": 80})
    score = found.scores.get(competency__key="planning")
    assert (score.score, score.level, score.missing, score.reason) == (80, 4, "", "As scripted: 80.")
    piece = score.evidence.get()
    assert piece.revision.text[piece.start : piece.end] == "First I listed the 🚲 repairs."


def test_the_same_input_has_the_same_hash_and_another_answer_another() -> None:
    spec = make_spec()
    first, second = completed(spec), completed(spec)
    other = completed(spec, {2: "Something else."})
    assert material_of(first).input_hash == material_of(second).input_hash != material_of(other).input_hash


def test_the_hash_is_that_of_the_canonical_json_of_rubric_and_answers() -> None:
    found = material_of(completed(make_spec(), {1: "Ich prüfte das Rad \U0001f6b2,\tdann\n\u2028fuhr „ich“.", 2: ""}))
    rubric, answers = ([dict(row.__dict__) for row in rows] for rows in (found.rubric, found.answers))
    assert found.input_hash == content_hash({"rubric": rubric, "answers": answers})


def test_the_material_of_many_is_that_of_each() -> None:
    spec, other = make_spec(), make_spec()
    interviews = [completed(spec), completed(spec, {1: "", 2: "Something else."}), completed(other)]
    found = materials_of(interviews)
    assert found == {interview.pk: material_of(interview) for interview in interviews}
    assert {key: material.stand for key, material in found.items()} == stands_of([one.pk for one in interviews])
    assert found[interviews[0].pk].rubric is found[interviews[1].pk].rubric
    Answer.objects.filter(asked__interview=interviews[0], asked__position=3).update(technical="The sound was lost.")
    assert {key for key, stand in stands_of(list(found)).items() if stand != found[key].stand} == {interviews[0].pk}


def test_what_is_compared_says_what_is_missing() -> None:
    interview = completed(make_spec())
    answer = Answer.objects.filter(asked__interview=interview).latest("pk")
    stands = set()
    for revision, technical in ((answer.current_revision, ""), (None, f"{answer.current_revision_id} "), (None, "")):
        Answer.objects.filter(pk=answer.pk).update(current_revision=revision, technical=technical)
        stands |= set(stands_of([interview.pk]).values())
    assert len(stands) == 3


def test_missing_is_null_and_never_zero() -> None:
    interview = completed(make_spec())
    evaluation = make_evaluation(interview, {"planning": 80, "listening": None, "repairing": 60})
    score = evaluation.grading.scores.get(competency__key="listening")
    assert (score.score, score.level, score.missing) == (None, None, "unreadable")
    assert evaluation.total == Decimal("74.29")  # (0.50·80 + 0.20·60) / 0.70
    assert (evaluation.coverage, evaluation.lower, evaluation.upper) == (Decimal("0.70"), Decimal("52.00"), Decimal("82.00"))


def test_below_half_of_the_weights_there_is_no_total() -> None:
    evaluation = make_evaluation(completed(make_spec()), {"planning": None, "listening": 80, "repairing": None})
    assert (evaluation.total, evaluation.coverage) == (None, Decimal("0.30"))


def test_what_was_left_unanswered_is_level_one() -> None:
    interview = completed(make_spec(), {2: "", 5: ""})
    score = make_grading(interview, {"listening": 90}).scores.get(competency__key="listening")
    assert (score.score, score.level, score.reason, score.evidence.count()) == (0, 1, "Left unanswered.", 0)


def test_what_was_lost_on_our_side_has_no_score() -> None:
    interview = completed(make_spec())
    for position in (2, 5):
        answer = interview.asked.get(position=position).answer
        endings.mark_technical(answer=answer, reason="The recording was lost.", by=interview.invitation.invited_by)
    given = {a.ref: a for a in material_of(interview).answers}
    assert (given["2"].text, given["2"].missing) == (None, "technical")
    score = make_grading(interview, {"listening": 90}).scores.get(competency__key="listening")
    assert (score.score, score.missing) == (None, "technical")


@override_settings(GRADING_ENGINES={"inventive": f"{HERE}.Inventive"}, GRADING_ENGINE="inventive")
def test_quotes_that_nobody_said_are_dropped_and_their_scores_with_them() -> None:
    interview = completed(make_spec())
    grading.grade(order_id=order_of(interview).pk)
    scores = CompetencyScore.objects.filter(grading__interview=interview)
    assert {s.competency.key: (s.score, s.missing) for s in scores} == {
        "planning": (75, ""),
        "listening": (None, "unreadable"),
        "repairing": (None, "unreadable"),
    }
    assert Evidence.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@override_settings(GRADING_ENGINES={"outside": f"{HERE}.Outside"}, GRADING_ENGINE="outside")
def test_no_transaction_is_open_while_the_engine_reads() -> None:
    interview = completed(make_spec())
    assert grading.grade(order_id=order_of(interview).pk), order_of(interview).error


def test_a_task_that_is_delivered_twice_grades_once() -> None:
    order = order_of(completed(make_spec()))
    with scripted({}) as engine:
        tasks.grade(order_id=str(order.pk))
        tasks.grade(order_id=str(order.pk))
        assert engine.calls == 1
    assert Grading.objects.count() == Evaluation.objects.count() == 1


@override_settings(WORK_RETRY_SECONDS=0)
def test_an_engine_that_always_fails_stops_after_three_with_its_reason_and_no_words() -> None:
    order = order_of(completed(make_spec()))
    with scripted(ValueError("I mended it: a candidate's words")) as engine:
        for _ in range(5):
            tasks.grade(order_id=str(order.pk))
        assert engine.calls == 3
    order.refresh_from_db()
    assert (order.state, order.error) == (WorkState.FAILED, "The grading engine failed (ValueError).")
    assert Grading.objects.count() == 0


def test_a_provider_that_is_away_is_waited_for_without_counting() -> None:
    order = order_of(completed(make_spec()))
    with scripted(GradingFailed("The provider does not answer.")):
        for _ in range(4):
            GradingOrder.objects.update(due_at=Now())
            tasks.grade(order_id=str(order.pk))
    order.refresh_from_db()
    assert (order.state, order.attempts, order.error) == (WorkState.QUEUED, 0, "The provider does not answer.")
    assert not grading.grade(order_id=order.pk)  # not due yet


def test_what_cannot_be_graded_at_all_stops_at_once() -> None:
    order = order_of(completed(make_spec()))
    with scripted(NotGradable("Two competencies have the same key.")) as engine:
        for _ in range(2):
            GradingOrder.objects.update(due_at=Now())
            tasks.grade(order_id=str(order.pk))
        assert engine.calls == 1
    order.refresh_from_db()
    assert (order.state, order.error) == (WorkState.FAILED, "Two competencies have the same key.")


def test_when_the_lease_is_lost_nothing_is_stored() -> None:
    order = order_of(completed(make_spec()))
    with scripted({}):
        held = work.claim(GradingOrder, order.pk)
        assert held is not None
        GradingOrder.objects.update(lease_until=Now() - timedelta(seconds=1))
        assert grading.grade(order_id=order.pk)  # another worker takes over and finishes
        assert grading._grade_claimed([held], lambda: True) == (1, 0)
    assert Grading.objects.count() == Evaluation.objects.count() == 1


def test_an_unknown_engine_stops_at_once_and_names_those_there_are() -> None:
    order = order_of(completed(make_spec()))
    with override_settings(GRADING_ENGINE="oracle"):
        tasks.grade(order_id=str(order.pk))
    order.refresh_from_db()
    assert order.state == WorkState.FAILED
    assert "no grading engine “oracle”" in order.error
    assert "offline" in order.error


def test_an_engine_that_cannot_be_loaded_is_named() -> None:
    with override_settings(GRADING_ENGINES={"x": "nowhere.Engine"}), pytest.raises(UnknownEngine, match=r"nowhere\.Engine"):
        engine_named("x")


def test_a_spec_is_graded_by_its_own_engine_also_when_it_was_switched_after_the_order() -> None:
    spec = make_spec()
    order = order_of(completed(spec))
    assert engine_name_of(spec) == "offline"
    with scripted({}), override_settings(GRADING_ENGINE="oracle"):
        spec.grading_engine = "scripted"
        spec.save(update_fields=["grading_engine"])
        assert grading.grade(order_id=order.pk)
    order.refresh_from_db()
    assert order.engine == "scripted"


def test_a_withdrawn_interview_is_not_graded() -> None:
    interview = completed(make_spec())
    endings.withdraw(interview=interview, by=interview.candidate)
    assert order_of(interview).state == WorkState.CANCELLED
    with pytest.raises(orders.NotGradable):
        orders.order_grading(interview=interview, by=None)


def test_an_interview_that_is_withdrawn_while_the_engine_reads_is_not_stored() -> None:
    interview = completed(make_spec())
    held = work.claim(GradingOrder, order_of(interview).pk)
    assert held is not None
    with scripted({}):
        read = read_alone(held)
        endings.withdraw(interview=interview, by=interview.candidate)
        with pytest.raises(work.LeaseLost):
            store(graded=read)
    assert Grading.objects.count() == 0


def test_an_order_left_over_from_a_withdrawn_interview_is_taken_back() -> None:
    interview = completed(make_spec())
    endings.withdraw(interview=interview, by=interview.candidate)
    GradingOrder.objects.update(state=WorkState.QUEUED, finished_at=None, error="")
    with scripted({}) as engine:
        assert not grading.grade(order_id=order_of(interview).pk)
        assert engine.calls == 0
    assert order_of(interview).state == WorkState.CANCELLED


def test_an_interview_in_progress_cannot_be_ordered() -> None:
    with pytest.raises(orders.NotGradable):
        orders.order_grading(interview=completed(make_spec(), submit=False), by=None)


def test_grading_again_keeps_the_earlier_grading_and_moves_the_current_evaluation() -> None:
    interview = completed(make_spec())
    first = make_evaluation(interview, {"planning": 40})
    second = make_evaluation(interview, {"planning": 60})
    assert CurrentEvaluation.objects.get(interview=interview).evaluation == second
    assert Evaluation.objects.get(pk=first.pk).total == first.total
    assert interview.gradings.count() == 2


def test_a_result_that_cannot_be_stored_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    order = order_of(completed(make_spec()))
    wrong = AnswerRevision.objects.filter(answer__asked__interview=completed(make_spec())).values_list("pk", flat=True)[0]

    def of_somebody_else(interviews: Any) -> Any:
        found = materials_of(interviews)
        return {key: replace(one, revisions=dict.fromkeys(one.revisions, wrong)) for key, one in found.items()}

    monkeypatch.setattr(reading, "materials_of", of_somebody_else)
    with scripted({}):
        assert not grading.grade(order_id=order.pk)
    order.refresh_from_db()
    assert (order.state, order.error) == (WorkState.QUEUED, "The result could not be stored (IntegrityError).")
    assert Grading.objects.count() == 0
