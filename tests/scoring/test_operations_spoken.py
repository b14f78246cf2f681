"""What was spoken is graded once it is written down, and nobody doubts it; corrections are graded again."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.test import override_settings

from config import work
from config.work import WorkState
from interviews.choices import Doubt
from interviews.models import Answer, Interview, Transcript, Transcription
from interviews.operations import endings
from interviews.operations.correcting import confirm, correct, correct_own
from interviews.queries.recordings import unheard
from jobspecs.models import JobSpec, SpecRollup, User, VersionRollup
from scoring import tasks
from scoring.grading.base import GivenAnswer, GradingResult, RubricCompetency
from scoring.models import CompetencyScore, CurrentEvaluation, Evaluation, Grading, GradingOrder
from scoring.operations import calls, grading, orders
from scoring.operations.evaluating import evaluation_of
from scoring.operations.rollups import recompute_rollup
from scoring.operations.storing import store
from scoring.queries.material import material_of, words_in_doubt
from scoring.queries.report import report_of
from tests.factories import UserFactory, make_spec
from tests.factories.scoring import (
    SPOKEN_TEXT,
    ScriptedEngine,
    completed,
    make_evaluation,
    read_alone,
    scripted,
    spoken,
    write_down,
)

pytestmark = pytest.mark.django_db
HALF = SPOKEN_TEXT.split()[::4]  # of 16 words these are 4: over 15 %


@pytest.fixture
def spec() -> JobSpec:
    return make_spec()


def answer_of(interview: Interview, position: int = 4) -> Answer:
    return Answer.objects.get(asked__interview=interview, asked__position=position)


def somebody() -> User:
    user: User = UserFactory.create()
    return user


def open_orders(interview: Interview) -> list[GradingOrder]:
    return list(GradingOrder.objects.filter(interview=interview, state__in=[WorkState.QUEUED, WorkState.RUNNING]))


def graded(interview: Interview) -> bool:
    """Do what is ordered, if anything is."""
    return any(grading.grade(order_id=order.pk) for order in open_orders(interview))


class TestWaiting:
    def test_nothing_is_ordered_before_all_is_written_down(self, spec: JobSpec) -> None:
        interview = spoken(spec, (4, 5))
        assert open_orders(interview) == []
        write_down(interview, 4)
        assert open_orders(interview) == []
        write_down(interview, 5)
        assert len(open_orders(interview)) == 1

    def test_the_words_are_graded(self, spec: JobSpec) -> None:
        interview = spoken(spec)
        write_down(interview)
        with scripted({"planning": 70}):
            assert graded(interview)
        assert evaluation_of(interview.pk) is not None
        assert SPOKEN_TEXT in [answer.text for answer in material_of(interview).answers]

    def test_what_was_written_down_before_handing_in_is_ordered_with_it(self, spec: JobSpec) -> None:
        interview = spoken(spec, submit=False)
        write_down(interview)
        assert open_orders(interview) == []

    def test_asking_for_a_grading_is_refused_with_the_reason(self, spec: JobSpec) -> None:
        interview = spoken(spec)
        with pytest.raises(orders.NotGradable, match="still being written down"):
            orders.order_grading(interview=interview, by=None)
        Transcription.objects.update(state=WorkState.FAILED, error="Not sound.")
        with pytest.raises(orders.NotGradable, match="could not be written down"):
            orders.order_grading(interview=interview, by=None)

    def test_doubt_is_refused_with_the_reason(self, spec: JobSpec) -> None:
        interview = spoken(spec)
        write_down(interview, unsure=HALF)
        assert [one.why for one in unheard(interview)] == ["needs_listener"]
        with pytest.raises(orders.NotGradable, match="has to listen first"):
            orders.order_grading(interview=interview, by=None)

    def test_an_order_that_should_not_be_there_is_taken_back(self, spec: JobSpec) -> None:
        interview = spoken(spec)
        order = GradingOrder.objects.create(interview=interview)
        with scripted({}) as engine:
            assert not grading.grade(order_id=order.pk)
            assert engine.calls == 0
        order.refresh_from_db()
        assert (order.state, order.error) == (WorkState.CANCELLED, orders.UNHEARD["waiting"])

    def test_what_failed_for_good_is_graded_without_when_somebody_says_so(self, spec: JobSpec) -> None:
        interview = spoken(spec)
        Transcription.objects.update(state=WorkState.FAILED, error="Not sound.")
        endings.mark_technical(answer=answer_of(interview), reason="The recording was lost.", by=somebody())
        assert len(open_orders(interview)) == 1

    def test_a_withdrawn_interview_is_not_ordered_when_its_words_change(self, spec: JobSpec) -> None:
        interview = spoken(spec)
        endings.withdraw(interview=interview, by=interview.candidate)
        assert orders.regrade(interview=interview) is None
        assert open_orders(interview) == []


class TestCorrections:
    def test_a_checked_transcript_is_ordered(self, spec: JobSpec) -> None:
        interview = spoken(spec)
        write_down(interview, unsure=HALF)
        assert open_orders(interview) == []
        confirm(answer=answer_of(interview), by=somebody())
        assert len(open_orders(interview)) == 1

    def test_a_correction_is_graded_again_and_the_earlier_grading_stays(self, spec: JobSpec) -> None:
        interview = spoken(spec)
        write_down(interview)
        with scripted({"planning": 40}):
            assert graded(interview)
        first = evaluation_of(interview.pk)
        correct(answer=answer_of(interview), text=SPOKEN_TEXT.replace("wheel", "chain"), by=somebody())
        assert evaluation_of(interview.pk) == first  # until the new one is there
        with scripted({"planning": 60}):
            assert graded(interview)
        assert evaluation_of(interview.pk) != first
        assert interview.gradings.count() == 2
        assert Evaluation.objects.filter(grading__interview=interview).count() == 2

    def test_a_correction_begins_what_waits_anew_and_doubles_nothing(self, spec: JobSpec) -> None:
        interview = spoken(spec)
        write_down(interview)
        order = open_orders(interview)[0]
        correct(answer=answer_of(interview), text="I asked both riders.", by=somebody())
        assert open_orders(interview) == [order]

    def test_a_reading_of_the_old_words_is_not_stored(self, spec: JobSpec) -> None:
        interview = spoken(spec)
        write_down(interview)
        held = work.claim(GradingOrder, open_orders(interview)[0].pk)
        assert held is not None
        with scripted({}):
            read = read_alone(held)
            correct(answer=answer_of(interview), text="I asked both riders.", by=somebody())
            with pytest.raises(work.LeaseLost):
                store(graded=read)
            assert Grading.objects.count() == 0
            assert graded(interview)
        assert Grading.objects.get().input_hash == material_of(interview).input_hash != read.at.material.input_hash

    def test_words_that_change_unseen_are_noticed_when_storing(self, spec: JobSpec) -> None:
        """Should anything change words without saying so, the order goes back and is done on what they are."""
        interview = spoken(spec)
        write_down(interview)
        order = open_orders(interview)[0]

        class Hasty(ScriptedEngine):
            def grade(self, rubric: Sequence[RubricCompetency], answers: Sequence[GivenAnswer]) -> GradingResult:
                Answer.objects.filter(asked__interview=interview, asked__position=5).update(technical="The sound was lost.")
                return super().grade(rubric, answers)

        with scripted({}), pytest.MonkeyPatch.context() as patch:
            patch.setattr(calls, "engine_named", lambda name: Hasty())
            assert not grading.grade(order_id=order.pk)
            order.refresh_from_db()
            assert (order.state, order.attempts, order.error) == (WorkState.QUEUED, 0, "")
            assert grading.grade(order_id=order.pk)
        assert Grading.objects.get().input_hash == material_of(interview).input_hash


class TestDoubtAfterwards:
    """No score and no rank until somebody has checked, also where there was a score already."""

    @pytest.fixture
    def interview(self, spec: JobSpec) -> Interview:
        interview = spoken(spec)
        write_down(interview)
        with scripted({"planning": 90, "listening": 90, "repairing": 90}):
            assert graded(interview)
        correct_own(
            interview=interview,
            position=4,
            text="All of this is another answer, and a far better one, with figures and results in it.",
            base=1,
            by=interview.candidate,
        )
        assert [one.why for one in unheard(interview)] == ["needs_listener"]
        return interview

    def test_the_score_no_longer_counts_and_is_kept(self, interview: Interview) -> None:
        assert evaluation_of(interview.pk) is None
        assert (interview.gradings.count(), Evaluation.objects.filter(grading__interview=interview).count()) == (1, 1)
        assert open_orders(interview) == []

    def test_the_report_shows_none_of_it(self, interview: Interview) -> None:
        report = report_of(Interview.objects.get(pk=interview.pk), reader=somebody().pk)
        assert (report.state, report.evaluation, report.total, report.headline) == ("unheard", None, None, "")
        assert all(finding.score is None and not finding.quotes for finding in report.findings)

    def test_it_counts_as_completed_and_in_no_average(self, interview: Interview, spec: JobSpec) -> None:
        make_evaluation(completed(spec), {"planning": 50, "listening": 50, "repairing": 50})
        recompute_rollup(spec_id=spec.pk)
        rollup = SpecRollup.objects.get(job_spec=spec)
        assert (rollup.interviews, rollup.completed) == (2, 2)
        versions = VersionRollup.objects.get(version=spec.current_version)
        assert (versions.evaluated, versions.n, versions.total_sum) == (1, 1, Decimal(50))

    def test_evaluating_all_under_the_current_version_does_not_bring_it_back(self, interview: Interview, spec: JobSpec) -> None:
        from scoring.operations.evaluating import evaluate_all_under_current
        from tests.factories.scoring import change_weights

        change_weights(spec, {"planning": "0.20", "listening": "0.30", "repairing": "0.50"})
        assert evaluate_all_under_current(job_spec=spec, by=None) == 0
        assert not CurrentEvaluation.objects.filter(interview=interview).exists()

    def test_it_comes_back_when_somebody_has_checked(self, interview: Interview) -> None:
        confirm(answer=answer_of(interview), by=somebody())
        with scripted({"planning": 70}):
            assert graded(interview)
        assert evaluation_of(interview.pk) is not None


class TestRuns:
    def test_a_run_leaves_out_what_waits_and_ends(self, spec: JobSpec) -> None:
        spoken(spec)
        doubted = spoken(spec)
        write_down(doubted, unsure=HALF)
        completed(spec)
        run = orders.order_run(job_spec=spec, by=None, again=True)
        assert run.orders.count() == 1
        with scripted({}):
            tasks.grade_chunk(run_id=str(run.pk))
        run.refresh_from_db()
        assert run.finished_at is not None

    def test_what_falls_into_doubt_while_a_run_waits_is_taken_out_of_it(self, spec: JobSpec) -> None:
        interview = spoken(spec)
        write_down(interview)
        run = orders.order_run(job_spec=spec, by=None)
        assert run.orders.count() == 1
        Transcript.objects.update(doubt=Doubt.REWRITTEN)
        orders.regrade(interview=interview)
        assert grading.grade_some(run=run) == 0
        run.refresh_from_db()
        assert run.finished_at is not None


class Counting(ScriptedEngine):
    """A point for each word of all answers; asked twice more, as an engine that costs nothing may be."""

    rereadings = 2
    asked: list[list[str]]

    def grade(self, rubric: Sequence[RubricCompetency], answers: Sequence[GivenAnswer]) -> GradingResult:
        type(self).asked.append([answer.text or "" for answer in answers])
        by_key = {row.key: 0 for row in rubric}
        for answer in answers:
            by_key[answer.competency] += len((answer.text or "").split())
        with scripted({key: min(100, words) for key, words in by_key.items()}):
            return ScriptedEngine().grade(rubric, answers)


@pytest.fixture
def counting(settings: Any) -> type[Counting]:
    settings.GRADING_ENGINES = {"counting": "tests.scoring.test_operations_spoken.Counting"}
    settings.GRADING_ENGINE = "counting"
    Counting.asked = []
    return Counting


LONG = " ".join(f"word{number}" for number in range(40))


class TestDecisiveWords:
    def test_a_score_that_hangs_on_words_in_doubt_is_not_stored(self, spec: JobSpec, counting: type[Counting]) -> None:
        interview = spoken(spec, (4, 5))
        write_down(interview, 4, LONG, unsure=[f"word{number}" for number in range(4)])
        write_down(interview, 5, LONG)
        order = open_orders(interview)[0]
        assert not grading.grade(order_id=order.pk)
        order.refresh_from_db()
        assert (order.state, order.error) == (WorkState.CANCELLED, grading.DECISIVE)
        assert Grading.objects.count() == 0
        assert [(one.position, one.transcript.doubt) for one in unheard(interview) if one.transcript] == [(4, Doubt.DECISIVE)]

    def test_a_score_that_does_not_is_stored(self, spec: JobSpec, counting: type[Counting]) -> None:
        interview = spoken(spec)
        write_down(interview, 4, LONG, unsure=["word7"])
        assert graded(interview)
        assert unheard(interview) == []
        assert [LONG in asked for asked in counting.asked] == [True, False]
        assert [" ".join(asked[3].split()) for asked in counting.asked][1] == LONG.replace("word7 ", "")

    def test_it_is_asked_once_where_nothing_is_in_doubt(self, spec: JobSpec, counting: type[Counting]) -> None:
        interview = spoken(spec)
        write_down(interview, 4, LONG)
        assert graded(interview)
        assert len(counting.asked) == 1

    def test_it_is_asked_once_after_somebody_has_listened(self, spec: JobSpec, counting: type[Counting]) -> None:
        interview = spoken(spec)
        write_down(interview, 4, LONG, unsure=[f"word{number}" for number in range(4)])
        assert not graded(interview)
        confirm(answer=answer_of(interview), by=somebody())
        counting.asked.clear()
        assert graded(interview)
        assert len(counting.asked) == 1
        assert unheard(interview) == []

    def test_words_that_a_candidate_left_standing_stay_in_doubt(self, spec: JobSpec) -> None:
        interview = spoken(spec)
        write_down(interview, 4, LONG, unsure=["word7", "word9"])
        text = LONG.replace("word9", "nine").replace("word0", "First: word0")
        correct_own(interview=interview, position=4, text=text, base=1, by=interview.candidate)
        spans = words_in_doubt(interview, material_of(interview))["4"]
        assert [text[start:end] for start, end in spans] == ["word7"]

    def test_the_earlier_score_does_not_count_meanwhile(self, spec: JobSpec, counting: type[Counting]) -> None:
        interview = spoken(spec)
        write_down(interview, 4, LONG, unsure=[f"word{number}" for number in range(4)])
        with scripted({}):  # an engine to which they made no difference
            assert graded(interview)
        assert evaluation_of(interview.pk) is not None
        with override_settings(GRADING_ENGINES=counting_engines(), GRADING_ENGINE="counting"):
            orders.order_grading(interview=interview, by=None)
            assert not graded(interview)
        assert evaluation_of(interview.pk) is None
        assert interview.gradings.count() == 1


def counting_engines() -> dict[str, str]:
    return {"counting": "tests.scoring.test_operations_spoken.Counting"}


class TestOnlyWords:
    def test_two_voices_with_the_same_words_get_the_same_grade_byte_for_byte(self, spec: JobSpec) -> None:
        """Slow and quick, clear and not: the transcripts differ in every number, and in no letter."""
        said = "I checked the brake first because the cable had failed twice. Then we wrote a rule and it never came back."
        slow, quick = (spoken(spec) for _ in range(2))
        write_down(slow, 4, said, pace=1.9, sure=0.99)
        write_down(quick, 4, said, pace=0.3, sure=0.65)
        first, second = (Transcript.objects.get(recording__answer__asked__interview=one) for one in (slow, quick))
        assert first.words != second.words
        assert first.seconds != second.seconds
        for interview in (slow, quick):
            assert graded(interview)
        assert stored(slow) == stored(quick)

    def test_the_material_has_no_place_for_sound(self, spec: JobSpec) -> None:
        assert set(GivenAnswer.__dataclass_fields__) == {"ref", "competency", "question", "text", "missing"}
        assert set(RubricCompetency.__dataclass_fields__) == {"key", "name", "definition", "for_this_role", "anchors"}
        interview = spoken(spec)
        write_down(interview)
        typed = completed(spec, {1: "x"})
        assert {type(value) for answer in material_of(interview).answers for value in answer.__dict__.values()} == {str}
        assert [a.__dict__.keys() for a in material_of(interview).answers] == [
            a.__dict__.keys() for a in material_of(typed).answers
        ]


def stored(interview: Interview) -> Any:
    """All that a grading says, but for its own keys and times."""
    found = interview.gradings.get()
    scores = [
        (s.competency_id, s.score, s.level, s.missing, s.reason, s.confidence, s.flags, quoted(s))
        for s in found.scores.order_by("competency__key")
    ]
    return found.input_hash, found.engine, found.engine_version, found.parameters, scores


def quoted(score: CompetencyScore) -> list[tuple[int, int, int]]:
    return [(e.revision.answer.asked.position, e.start, e.end) for e in score.evidence.order_by("pk")]
