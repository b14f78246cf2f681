"""A chunk of orders is fetched, read and stored at once: the same rows as one by one, and none spoils its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config import work
from config.work import WorkState
from interviews.choices import Doubt
from interviews.models import Answer, Interview, Transcript
from interviews.operations.purging import erase_candidate
from jobspecs.models import JobSpec
from scoring import signals, tasks
from scoring.grading.base import GivenAnswer, GradingResult, RubricCompetency
from scoring.models import Evaluation, Grading, GradingOrder, Run
from scoring.operations import grading, orders, reading
from scoring.operations.evaluating import evaluation_of
from scoring.queries.material import doubts_of
from scoring.queries.unheard import unheard_among
from tests.factories import UserFactory, make_spec
from tests.factories.scoring import ScriptedEngine, change_weights, completed, make_evaluation, scripted, spoken, write_down

pytestmark = pytest.mark.django_db


@pytest.fixture
def spec(monkeypatch: pytest.MonkeyPatch) -> JobSpec:
    monkeypatch.setattr(tasks, "CHUNK_SECONDS", 600)  # however busy the machine is
    return make_spec()


class Meddling(ScriptedEngine):
    """Something happens while it reads an answer in which a name stands; the word "explode" it cannot read."""

    happens: dict[str, Any]

    def grade(self, rubric: Sequence[RubricCompetency], answers: Sequence[GivenAnswer]) -> GradingResult:
        said = " ".join(answer.text or "" for answer in answers)
        if "explode" in said:
            raise ZeroDivisionError
        for name, happen in self.happens.items():
            if name in said:
                happen()
        return super().grade(rubric, answers)


@pytest.fixture
def meddling(settings: Any) -> Iterator[dict[str, Any]]:
    settings.GRADING_ENGINES = {"meddling": f"{__name__}.Meddling"}
    settings.GRADING_ENGINE = "meddling"
    Meddling.happens = {}
    yield Meddling.happens
    Meddling.happens = {}


def run_over(spec: JobSpec) -> Run:
    return orders.order_run(job_spec=spec, by=None)


def order_of(interview: Interview) -> GradingOrder:
    return interview.grading_orders.get()


def rows_of(interview: Interview) -> tuple[Any, ...]:
    """All that is stored of its newest grading, which counts, but for keys and times."""
    found: Grading = interview.gradings.latest("created_at")
    evaluation = Evaluation.objects.get(current_for__interview=interview, grading=found)
    assert found.sealed_at is not None
    assert (found.order.state, found.order.interview) == (WorkState.DONE, interview)
    same = ("rubric_id", "engine", "engine_version", "model", "parameters", "prompt_hash", "input_hash", "input", "points")
    scored = ("competency_id", "score", "level", "missing", "reason", "confidence", "flags", "runs")
    seen = ("version_id", "total", "coverage", "lower", "upper")
    quoted = ("evidence__revision", "evidence__start", "evidence__end")
    return (
        *(getattr(found, name) for name in same),
        list(found.scores.order_by("competency").values_list(*scored)),
        list(found.scores.order_by("competency", "evidence").values_list("competency", *quoted)),
        *(getattr(evaluation, name) for name in seen),
        found.order.engine,
    )


def test_by_chunk_and_one_by_one_the_same_is_stored(spec: JobSpec) -> None:
    said = "I asked 12 riders, wrote down what they said, and fixed 3 brakes."
    interviews = [completed(spec), completed(spec, {2: "", 5: said})]
    Answer.objects.filter(asked__interview=interviews[1], asked__position__in=(3, 6)).update(technical="The sound was lost.")
    assert grading.grade_some(run=run_over(spec)) == 2
    together = [rows_of(interview) for interview in interviews]
    for interview in interviews:
        assert grading.grade(order_id=orders.order_grading(interview=interview, by=None).pk)
    assert Grading.objects.count() == 4
    assert [rows_of(interview) for interview in interviews] == together


def test_those_that_cannot_be_stored_end_as_they_would_alone(spec: JobSpec, meddling: dict[str, Any]) -> None:
    good = [completed(spec), completed(spec)]
    failing = completed(spec, {1: "I saw it explode."})
    changing = completed(spec, {1: "Changing: I mended it."})
    erased = completed(spec, {1: "Erased: I mended it."})
    last = completed(spec)
    changed = Answer.objects.filter(asked__interview=changing, asked__position=2)
    meddling["Changing:"] = lambda: changed.update(technical="The sound was lost.")
    meddling["Erased:"] = lambda: erase_candidate(candidate=erased.candidate, by=UserFactory.create())
    run = run_over(spec)
    assert grading.grade_some(run=run) == 6

    assert {key for (key,) in Grading.objects.values_list("interview")} == {one.pk for one in [*good, last]}
    assert all(evaluation_of(one.pk) for one in [*good, last])
    ends = {name: order_of(one) for name, one in (("failing", failing), ("changing", changing), ("erased", erased))}
    assert (ends["failing"].state, ends["failing"].error) == (WorkState.QUEUED, "The grading engine failed (ZeroDivisionError).")
    assert (ends["changing"].state, ends["changing"].error, ends["changing"].attempts) == (WorkState.QUEUED, "", 0)
    assert ends["erased"].state == WorkState.CANCELLED
    meddling.clear()
    assert grading.grade_some(run=run) == 1
    assert Grading.objects.get(interview=changing).scores.count() == 3


def test_one_that_falls_into_doubt_is_left_to_a_listener(spec: JobSpec, meddling: dict[str, Any]) -> None:
    good, doubted = completed(spec), spoken(spec)
    write_down(doubted)
    meddling["both riders first"] = lambda: Transcript.objects.update(doubt=Doubt.REWRITTEN)
    run = run_over(spec)
    assert grading.grade_some(run=run) == 2
    assert Grading.objects.get().interview == good
    assert (order_of(doubted).state, order_of(doubted).attempts) == (WorkState.QUEUED, 0)
    assert unheard_among([good.pk, doubted.pk]) == {doubted.pk: "needs_listener"}
    assert grading.grade_some(run=run) == 1
    assert order_of(doubted).error == orders.UNHEARD["needs_listener"]


def test_a_row_that_the_database_refuses_takes_no_other_with_it(spec: JobSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad, other = completed(spec), completed(spec), completed(spec)

    def read(by: Any, at: Any) -> Any:
        found = reading.read_by_engine(by, at)
        if at.interview.pk == bad.pk:
            found.grades.pop()  # a competency without a score: it cannot be sealed
        return found

    monkeypatch.setattr(grading, "read_by_engine", read)
    with scripted({}) as engine:
        assert grading.grade_some(run=run_over(spec)) == 3
        assert engine.calls == 3, "what was read is not read again"
    assert set(Grading.objects.values_list("interview", flat=True)) == {good.pk, other.pk}
    assert order_of(bad).error == "The result could not be stored (IntegrityError)."
    assert order_of(bad).state == WorkState.QUEUED


def test_one_that_cannot_be_fetched_takes_no_other_with_it(spec: JobSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = completed(spec), completed(spec)

    def fetch(materials: Any) -> Any:
        if bad.pk in materials:
            raise KeyError("words")
        return doubts_of(materials)

    monkeypatch.setattr(reading, "doubts_of", fetch)
    with scripted({}):
        assert grading.grade_some(run=run_over(spec)) == 2
    assert Grading.objects.get().interview == good
    assert order_of(bad).error == "The grading engine failed (KeyError)."


def test_what_somebody_else_has_taken_over_is_not_stored(spec: JobSpec, meddling: dict[str, Any]) -> None:
    taken, good = completed(spec, {1: "Taken: I mended it."}), completed(spec)

    def take_over() -> None:
        work.begin_anew(GradingOrder.objects.filter(interview=taken))

    meddling["Taken:"] = take_over
    assert grading.grade_some(run=run_over(spec)) == 2
    assert Grading.objects.get().interview == good
    assert order_of(taken).state == WorkState.QUEUED


def test_it_asks_the_database_as_often_for_many_as_for_two(spec: JobSpec) -> None:
    counts = []
    with scripted({}):
        for size in (2, 8):
            for _ in range(size):
                completed(spec)
            run = run_over(spec)
            with CaptureQueriesContext(connection) as asked:
                assert grading.grade_some(run=run) == size
            counts.append(len(asked))
    assert counts[0] == counts[1] <= 40


def test_those_who_are_told_are_told_once_of_all(spec: JobSpec) -> None:
    told: list[list[Grading]] = []

    def hear(gradings: list[Grading], **_: Any) -> None:
        told.append(gradings)

    interviews = {completed(spec).pk for _ in range(3)}
    signals.graded.connect(hear)
    try:
        with scripted({}):
            grading.grade_some(run=run_over(spec))
    finally:
        signals.graded.disconnect(hear)
    assert [{one.interview_id for one in each} for each in told] == [interviews]


def test_each_spec_and_root_is_seen_through_its_own_newest_weights(spec: JobSpec) -> None:
    other = make_spec()
    first, second = completed(spec), completed(other)
    newest = change_weights(spec, {"planning": "0.20", "listening": "0.30", "repairing": "0.50"})
    again = completed(spec)
    earlier = make_evaluation(first, {"planning": 10})
    GradingOrder.objects.create(interview=first)
    with scripted({"planning": 90, "listening": 50, "repairing": 40}):
        assert grading.grade_some(run=orders.order_run(job_spec=None, by=None, chosen=None)) >= 2
        grading.grade(order_id=first.grading_orders.latest("queued_at").pk)
    found = {one.pk: Evaluation.objects.get(current_for__interview=one) for one in (first, second, again)}
    assert found[first.pk].version == found[again.pk].version == newest
    assert found[second.pk].version == other.versions.get()
    assert found[first.pk] != earlier and found[first.pk].total == found[again.pk].total != found[second.pk].total
