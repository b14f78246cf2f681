"""Questions: worded anew, moved, removed, added, confirmed. Nobody's words are overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from config import work
from config.work import WorkState
from jobspecs.choices import Origin
from jobspecs.models import JobSpec, Question, QuestionOrder, QuestionRevision, Round, User
from jobspecs.operations import questions as operations
from jobspecs.operations.specs import archive_spec, restore_spec
from jobspecs.operations.versions import SpecArchived, replace_competencies, wordings_of
from jobspecs.queries.questions import questions_of
from jobspecs.questions.base import Guide
from tests.factories import UserFactory, make_spec
from tests.jobspecs import engines


@pytest.fixture(autouse=True)
def _quick_engines(settings: Settings) -> None:
    settings.QUESTION_ENGINE = engines.QUESTIONS


@pytest.fixture
def spec(db: None) -> JobSpec:
    return make_spec(by=UserFactory.create(name="Ana"))


@pytest.fixture
def ana(spec: JobSpec) -> User:
    return User.objects.get(name="Ana")


def written_round(spec: JobSpec) -> Round:
    return spec.rounds.get(position=1)


def active(spec: JobSpec, position: int = 1) -> list[Question]:
    return list(Question.objects.filter(round__job_spec=spec, round__position=position, retired_at=None).order_by("position"))


def reword(question: Question, by: User, text: str = "In Ana's words.", base: int = 1) -> QuestionRevision:
    return operations.reword_question(question=question, base=base, text=text, probes=[], competency=None, by=by)


class TestRewording:
    def test_keeps_the_old_wording_and_its_guide(self, spec: JobSpec, ana: User) -> None:
        question = active(spec)[0]
        old = question.current_revision
        new = reword(question, ana)
        assert (new.number, new.origin, new.created_by, new.strong) == (2, Origin.PERSON, ana, "A case with its result.")
        question.refresh_from_db()
        assert question.current_revision == new
        assert list(question.revisions.order_by("number")) == [old, new]

    def test_tells_who_comes_second(self, spec: JobSpec, ana: User) -> None:
        question = active(spec)[0]
        first = reword(question, ana)
        with pytest.raises(operations.QuestionChanged) as told:
            reword(question, UserFactory.create(), "Other words.")
        assert told.value.current == first
        assert question.revisions.count() == 2

    def test_that_changes_nothing_makes_no_wording(self, spec: JobSpec, ana: User) -> None:
        question = active(spec)[0]
        assert question.current_revision
        assert reword(question, ana, question.current_revision.text) == question.current_revision
        assert question.revisions.count() == 1

    def test_of_the_guide_alone_is_a_wording(self, spec: JobSpec, ana: User) -> None:
        question = active(spec)[0]
        assert question.current_revision
        new = operations.reword_question(
            question=question,
            base=1,
            text=question.current_revision.text,
            probes=[],
            competency=None,
            by=ana,
            guide=Guide(strong="Numbers."),
        )
        assert (new.number, new.strong, new.weak) == (2, "Numbers.", "")

    def test_can_turn_a_question_to_another_competency(self, spec: JobSpec, ana: User) -> None:
        question = active(spec)[0]
        other = spec.competencies.get(key="repairing")
        operations.reword_question(question=question, base=1, text="How?", probes=["Why?"], competency=other, by=ana)
        question.refresh_from_db()
        assert question.competency == other

    def test_back_to_an_earlier_wording_keeps_its_author(self, spec: JobSpec, ana: User) -> None:
        question = active(spec)[0]
        reword(question, ana)
        back = operations.reinstate_wording(question=question, number=1, by=UserFactory.create())
        assert (back.number, back.origin) == (3, Origin.ENGINE)
        again = operations.reinstate_wording(question=question, number=2, by=UserFactory.create())
        assert (again.origin, again.created_by, again.text) == (Origin.PERSON, ana, "In Ana's words.")
        assert operations.reinstate_wording(question=question, number=4, by=ana) == again


@pytest.mark.django_db(transaction=True)
def test_of_eight_people_who_reword_at_once_one_wins_and_seven_are_told() -> None:
    question = active(make_spec())[0]
    people = [UserFactory.create() for _ in range(8)]

    def attempt(person: User) -> str:
        try:
            reword(question, person, f"Words of {person.pk}.")
            return "won"
        except operations.QuestionChanged:
            return "told"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as workers:
        results = list(workers.map(attempt, people))
    assert sorted(results) == ["told"] * 7 + ["won"]
    assert question.revisions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_remove_the_last_two_questions_leave_one() -> None:
    spec = make_spec()
    first, second, third = active(spec)
    operations.retire_question(question=third, by=UserFactory.create())

    def attempt(question: Question) -> str:
        try:
            operations.retire_question(question=question, by=UserFactory.create())
            return "removed"
        except operations.LastQuestion:
            return "told"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        assert sorted(workers.map(attempt, [first, second])) == ["removed", "told"]
    assert [question.position for question in active(spec)] == [1]


class TestOrder:
    def test_two_questions_change_places(self, spec: JobSpec, ana: User) -> None:
        first, second, third = active(spec)
        operations.move_question(question=third, up=True, by=ana)
        assert active(spec) == [first, third, second]
        operations.move_question(question=first, up=False, by=ana)
        assert active(spec) == [third, first, second]

    def test_the_ends_stay_where_they_are(self, spec: JobSpec, ana: User) -> None:
        before = active(spec)
        operations.move_question(question=before[0], up=True, by=ana)
        operations.move_question(question=before[-1], up=False, by=ana)
        assert active(spec) == before

    def test_removing_closes_the_gap_and_undo_puts_it_last(self, spec: JobSpec, ana: User) -> None:
        first, second, third = active(spec)
        operations.retire_question(question=first, by=ana)
        assert [(q.pk, q.position) for q in active(spec)] == [(second.pk, 1), (third.pk, 2)]
        operations.restore_question(question=first, by=ana)
        assert active(spec) == [second, third, first]

    def test_removing_twice_is_removing_once(self, spec: JobSpec, ana: User) -> None:
        first = active(spec)[0]
        operations.retire_question(question=first, by=ana)
        operations.retire_question(question=first, by=ana)
        assert [question.position for question in active(spec)] == [1, 2]

    def test_the_last_question_of_a_round_stays(self, spec: JobSpec, ana: User) -> None:
        first, second, third = active(spec)
        operations.retire_question(question=first, by=ana)
        operations.retire_question(question=second, by=ana)
        with pytest.raises(operations.LastQuestion):
            operations.retire_question(question=third, by=ana)

    def test_a_new_question_stands_last(self, spec: JobSpec, ana: User) -> None:
        listening = spec.competencies.get(key="listening")
        added = operations.add_question(round_=written_round(spec), competency=listening, text="Who?", probes=[], by=ana)
        assert active(spec)[-1] == added
        assert added.position == 4


class TestWritingAnew:
    def run(self, question: Question, by: User) -> QuestionOrder:
        order = operations.order_rewording(question=question, by=by)
        operations.run_question_order(order.pk)
        order.refresh_from_db()
        return order

    def test_is_by_the_engine_and_keeps_the_old_wording(self, spec: JobSpec, ana: User) -> None:
        operations.confirm_wordings(job_spec=spec, read=current_ids(spec), by=ana)
        question = active(spec)[0]
        assert self.run(question, ana).state == WorkState.DONE
        question.refresh_from_db()
        assert question.current_revision
        assert question.current_revision.origin == Origin.ENGINE
        assert question.revisions.count() == 2
        spec.refresh_from_db()
        assert spec.questions_confirmed_at is None  # nobody has read it yet

    def test_asked_for_twice_is_one_order(self, spec: JobSpec, ana: User) -> None:
        question = active(spec)[0]
        first = operations.order_rewording(question=question, by=ana)
        assert operations.order_rewording(question=question, by=UserFactory.create()) == first

    def test_run_twice_writes_one_wording(self, spec: JobSpec, ana: User) -> None:
        question = active(spec)[0]
        order = self.run(question, ana)
        operations.run_question_order(order.pk)
        assert question.revisions.count() == 2

    def test_that_is_refused_says_why_and_changes_nothing(self, spec: JobSpec, ana: User, settings: Settings) -> None:
        settings.QUESTION_ENGINE = f"{engines.HERE}.RefusesQuestions"
        order = self.run(active(spec)[0], ana)
        assert (order.state, order.error) == (WorkState.FAILED, "The writer has no more ideas. Word it yourself.")
        row = questions_of(spec).row(active(spec)[0])
        assert row
        assert row.failure == order.error
        assert row.wordings == 1

    def test_that_breaks_is_tried_three_times(self, spec: JobSpec, ana: User, settings: Settings) -> None:
        settings.QUESTION_ENGINE = f"{engines.HERE}.BreaksAtQuestions"
        order = self.run(active(spec)[0], ana)
        for _ in range(4):
            QuestionOrder.objects.update(due_at=timezone.now() - timedelta(seconds=1))
            operations.run_question_order(order.pk)
        order.refresh_from_db()
        assert (order.state, order.attempts) == (WorkState.FAILED, 3)
        assert work.standing_still(QuestionOrder) == []

    def test_does_not_overwrite_what_a_person_wrote_meanwhile(self, spec: JobSpec, ana: User) -> None:
        question = active(spec)[0]
        order = operations.order_rewording(question=question, by=ana)
        QuestionOrder.objects.update(created_at=timezone.now() - timedelta(seconds=5))
        theirs = reword(question, ana)
        operations.run_question_order(order.pk)
        order.refresh_from_db()
        question.refresh_from_db()
        assert question.current_revision == theirs
        assert "Their wording was kept" in order.error


def current_ids(spec: JobSpec) -> list[Any]:
    return list(Question.objects.filter(round__job_spec=spec, retired_at=None).values_list("current_revision", flat=True))


class TestConfirming:
    def test_notes_who_read_them(self, spec: JobSpec, ana: User) -> None:
        operations.confirm_wordings(job_spec=spec, read=current_ids(spec), by=ana)
        spec.refresh_from_db()
        assert (spec.questions_confirmed_by, spec.questions_confirmed_at is not None) == (ana, True)

    def test_is_refused_when_one_has_changed_since(self, spec: JobSpec, ana: User) -> None:
        read = current_ids(spec)
        reword(active(spec)[0], ana)
        with pytest.raises(operations.QuestionsNotRead):
            operations.confirm_wordings(job_spec=spec, read=read, by=ana)


def test_nothing_of_an_archived_spec_changes(spec: JobSpec, ana: User) -> None:
    first, second, _ = active(spec)
    operations.retire_question(question=second, by=ana)
    archive_spec(job_spec=spec, by=ana)
    question = Question.objects.get(pk=first.pk)
    competency = question.competency
    tries: list[Callable[[], object]] = [
        lambda: reword(question, ana),
        lambda: operations.reinstate_wording(question=question, number=1, by=ana),
        lambda: operations.retire_question(question=question, by=ana),
        lambda: operations.restore_question(question=second, by=ana),
        lambda: operations.move_question(question=question, up=False, by=ana),
        lambda: operations.order_rewording(question=question, by=ana),
        lambda: operations.add_question(round_=written_round(spec), competency=competency, text="?", probes=[], by=ana),
        lambda: operations.confirm_wordings(job_spec=spec, read=[], by=ana),
    ]
    for attempt in tries:
        with pytest.raises(SpecArchived):
            attempt()
    restore_spec(job_spec=spec, by=ana)
    assert reword(Question.objects.get(pk=first.pk), ana).number == 2


class TestThePanels:
    def test_say_who_worded_what(self, spec: JobSpec, ana: User) -> None:
        assert questions_of(spec).panel(1).authors == ""
        reword(active(spec)[0], ana)
        assert questions_of(spec).panel(1).authors == "2 from the JD · 1 by Ana"

    def test_name_a_competency_that_no_question_asks_about(self, spec: JobSpec, ana: User) -> None:
        assert questions_of(spec).gaps == []
        for position in (1, 2):
            for question in active(spec, position):
                if question.competency.key == "planning":
                    operations.retire_question(question=question, by=ana)
        [gap, *others] = questions_of(spec).gaps
        assert (str(gap), gap.is_heavy, others) == ("Nothing asks about Planning (0.50).", True, [])

    def test_mark_a_question_whose_competency_is_no_longer_scored(self, spec: JobSpec, ana: User) -> None:
        assert spec.current_version
        kept = [wording for wording in wordings_of(spec.current_version.rubric) if wording.key != "repairing"]
        weights = {"planning": Decimal("0.60"), "listening": Decimal("0.40")}
        replace_competencies(
            job_spec=spec, base=1, wordings=kept, weights=weights, meaning_changed=True, reason="Not needed.", by=ana
        )
        rows = questions_of(JobSpec.objects.select_related("current_version").get(pk=spec.pk)).panel(1).rows
        assert {row.question.competency.key: row.is_measured for row in rows}["repairing"] is False
