"""What a person does while a worker grades, or while another person does something else: two connections, the real Postgres."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

import pytest
from django.db import transaction
from pytest_django import Settings

from config.work import OPEN
from interviews.choices import RequestKind
from interviews.models import Answer, Interview
from interviews.operations.answering import NotRunning
from interviews.operations.correcting import correct
from interviews.operations.excluding import NotExcludable, exclude
from interviews.operations.identifying import identify
from interviews.operations.purging import erase_candidate
from interviews.operations.requests import CannotAsk, ask
from jobspecs.models import JobSpec
from scoring.choices import Outcome
from scoring.grading.base import GivenAnswer, GradingResult, RubricCompetency
from scoring.models import CurrentEvaluation, Decision, GradingOrder
from scoring.operations import grading, orders
from scoring.operations.engines import switch_engine
from scoring.operations.judging import NotCompleted, decide, rate
from scoring.queries.material import material_of
from tests.factories import UserFactory, make_spec
from tests.factories.scoring import SCRIPTED, ScriptedEngine, completed, spoken, write_down
from tests.scoring.test_operations_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "tests.scoring.test_races_of_people"


class Held(ScriptedEngine):
    """Reads one interview until it is let go."""

    name = "held"
    reading, go_on = threading.Event(), threading.Event()

    def grade(self, rubric: Sequence[RubricCompetency], answers: Sequence[GivenAnswer]) -> GradingResult:
        self.reading.set()
        assert self.go_on.wait(20)
        return super().grade(rubric, answers)


@pytest.fixture(autouse=True)
def engines(settings: Settings) -> Iterator[None]:
    settings.GRADING_ENGINES = {"held": f"{HERE}.Held", "second": SCRIPTED}
    settings.GRADING_ENGINE = "held"
    Held.reading.clear()
    Held.go_on.clear()
    yield
    Held.go_on.set()


def while_it_reads(work: Callable[[], object], act: Callable[[], object]) -> list[object]:
    """Have the engine read by `work`; do `act` meanwhile; then let it read to the end."""

    def acting() -> object:
        assert Held.reading.wait(20)
        try:
            return act()
        finally:
            Held.go_on.set()

    return at_once(work, acting)


def first_answer(interview: Interview) -> Answer:
    return Answer.objects.get(asked__interview=interview, asked__position=1)


def grade_the_rest() -> None:
    for order in GradingOrder.objects.filter(OPEN):
        grading.grade(order_id=order.pk)


def is_up_to_date(interview: Interview) -> bool:
    current = CurrentEvaluation.objects.get(interview=interview).evaluation
    return bool(current.grading.input_hash == material_of(Interview.objects.get(pk=interview.pk)).input_hash)


def three(spec: JobSpec) -> list[Interview]:
    return [completed(spec) for _ in range(3)]


def test_an_answer_that_is_excluded_while_it_is_read_counts_in_no_score() -> None:
    spec, person = make_spec(), UserFactory.create()
    interview = three(spec)[0]
    run = orders.order_run(job_spec=spec, by=None)
    results = while_it_reads(
        lambda: grading.grade_some(run=run), lambda: exclude(answer=first_answer(interview), reason="noise", by=person)
    )
    assert not any(isinstance(result, Exception) for result in results), results
    grade_the_rest()
    assert is_up_to_date(interview) and CurrentEvaluation.objects.count() == 3


def test_a_run_that_is_cancelled_while_it_reads_stores_nothing_more() -> None:
    spec, person = make_spec(), UserFactory.create()
    three(spec)
    run = orders.order_run(job_spec=spec, by=None)
    results = while_it_reads(lambda: grading.grade_some(run=run), lambda: orders.cancel_run(run=run, by=person))
    assert results[1] == 3, results
    assert not CurrentEvaluation.objects.exists() and not GradingOrder.objects.filter(OPEN).exists()


def test_an_engine_that_is_switched_while_it_reads_leaves_no_score_of_the_earlier_one() -> None:
    spec, person = make_spec(), UserFactory.create()
    three(spec)
    run = orders.order_run(job_spec=spec, by=None)
    results = while_it_reads(
        lambda: grading.grade_some(run=run),
        lambda: switch_engine(job_spec=spec, engine="second", grade_again=True, by=person),
    )
    assert not any(isinstance(result, Exception) for result in results), results
    grade_the_rest()
    engines = CurrentEvaluation.objects.values_list("evaluation__grading__engine", flat=True)
    assert list(engines) == ["second"] * 3


def test_words_that_are_corrected_while_an_exclusion_is_saved_are_both_there() -> None:
    interview = spoken(make_spec())
    write_down(interview)
    answer, person = Answer.objects.get(asked__interview=interview, asked__position=4), UserFactory.create()
    results = at_once(
        lambda: correct(answer=answer, text="I asked both riders, and nobody else.", by=person).number,
        lambda: exclude(answer=first_answer(interview), reason="noise", by=person),
        lambda: exclude(answer=answer, reason="noise", by=person),
    )
    assert not any(isinstance(result, Exception) for result in results), results
    assert GradingOrder.objects.filter(OPEN, interview=interview).count() == 1
    Held.go_on.set()
    grade_the_rest()
    assert is_up_to_date(interview)


@pytest.mark.parametrize("late", ["decide", "exclude", "correct", "order", "ask", "identify", "rate"])
def test_who_waits_for_an_erasure_leaves_no_word_behind(late: str) -> None:
    """The erasure holds the interview; whoever waits for it must see that it has happened."""
    interview, person = spoken(make_spec()), UserFactory.create()
    write_down(interview)
    answer = Answer.objects.get(asked__interview=interview, asked__position=4)
    acts: dict[str, Callable[[], object]] = {
        "decide": lambda: decide(interview=interview, outcome=Outcome.HOLD, reason="Words of hers.", seen=None, by=person),
        "exclude": lambda: exclude(answer=answer, reason="Words of hers.", by=person),
        "correct": lambda: correct(answer=answer, text="Words of hers.", by=person),
        "order": lambda: orders.order_grading(interview=interview, by=person),
        "ask": lambda: ask(interview=interview, kind=RequestKind.CORRECT, text="Words of hers.", by=interview.candidate),
        "identify": lambda: identify(interview=interview, sex="female", race_ethnicity="", by=interview.candidate),
        "rate": lambda: rate(interview=interview, ratings={}, by=person),
    }
    refused: dict[str, type[Exception]] = {
        "decide": NotCompleted,
        "rate": NotCompleted,
        "exclude": NotExcludable,
        "correct": NotRunning,
        "order": orders.NotGradable,
        "ask": CannotAsk,
        "identify": NotRunning,
    }
    erased = threading.Event()

    def erase() -> None:
        with transaction.atomic():
            erase_candidate(candidate=interview.candidate, by=person)
            erased.set()
            threading.Event().wait(0.3)  # the other waits for the interview by then

    def act() -> object:
        assert erased.wait(20)
        return acts[late]()

    results = at_once(erase, act)
    assert results[0] is None and isinstance(results[1], refused[late]), results
    assert not Decision.objects.exclude(reason="").exists() and not GradingOrder.objects.filter(OPEN).exists()
