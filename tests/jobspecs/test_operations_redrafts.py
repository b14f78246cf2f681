"""Drafting a spec again: nothing changes until somebody takes it, what they take is one version, nothing comes twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django.fixtures import Settings

from config import work
from config.work import WorkState
from jobspecs import tasks
from jobspecs.choices import DraftStep, Origin
from jobspecs.drafting.base import Reading
from jobspecs.models import Competency, JobSpec, ModelCall, Question, Redraft, Rubric, User, Version, VersionRollup
from jobspecs.operations import questions as question_operations
from jobspecs.operations import redrafts as operations
from jobspecs.operations import taking
from jobspecs.operations.competencies import reword_competency
from jobspecs.operations.drafts import run_draft, start_draft
from jobspecs.operations.redrafts import put_aside, retry_redraft, run_redraft, start_redraft
from jobspecs.operations.specs import archive_spec, confirm_questions, rename_spec
from jobspecs.operations.taking import take_redraft
from jobspecs.operations.versions import (
    CompetencyWording,
    MustHaveLine,
    ReasonMissing,
    SpecArchived,
    SpecChanged,
    confirm_rubric,
    replace_must_haves,
    replace_weights,
    weights_of,
    wordings_of,
)
from jobspecs.queries.drafts import progress_of
from jobspecs.queries.redrafts import comparison_of, open_redraft_of
from jobspecs.questions.base import WrittenQuestion
from jobspecs.redraft.content import Comparison
from tests.factories import UserFactory, make_spec, spec_content
from tests.factories.redrafts import make_redraft, whole_draft
from tests.jobspecs import engines
from tests.jobspecs.pages import current
from tests.refusals import refused

TEXT = "We look for a captain who steers the ferry and reads the weather. " * 3


@pytest.fixture(autouse=True)
def _quick_engines(settings: Settings) -> None:
    settings.DRAFTING_ENGINE, settings.QUESTION_ENGINE = engines.DRAFTING, engines.QUESTIONS


@pytest.fixture
def ana(db: None) -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def spec(ana: User) -> JobSpec:
    return make_spec(by=ana, drafted_with="offline")


def ferry(by: User) -> JobSpec:
    """A spec that the test's engines have drafted."""
    draft = start_draft(description=TEXT, by=by)
    run_draft(draft.pk)
    draft.refresh_from_db()
    assert draft.job_spec
    return draft.job_spec


def started(spec: JobSpec, by: User) -> Redraft:
    redraft = start_redraft(job_spec=spec, by=by)
    redraft.refresh_from_db()
    return redraft


def run(redraft: Redraft) -> Redraft:
    run_redraft(redraft.pk)
    redraft.refresh_from_db()
    return redraft


def content_now(spec: JobSpec) -> tuple[Any, ...]:
    """All that a spec says and asks."""
    spec.refresh_from_db()
    questions = Question.objects.filter(round__job_spec=spec).order_by("pk")
    asked = tuple(questions.values_list("pk", "position", "competency__key", "current_revision__text", "retired_at"))
    return (spec.title, spec.level, spec.versions.count(), current(spec).content_hash, spec.questions_confirmed_at, asked)


def compared(redraft: Redraft) -> Comparison:
    spec = JobSpec.objects.get(pk=redraft.job_spec_id)
    return comparison_of(spec, current(spec), redraft)


def take(redraft: Redraft, by: User, *, chosen: Collection[str] | None = None, **more: Any) -> taking.Outcome:
    """Take what is ticked beforehand, as the page would send it."""
    comparison = compared(redraft)
    data: dict[str, Any] = {
        "base": current(redraft.job_spec).number,
        "shown": comparison.ids,
        "chosen": comparison.ticked if chosen is None else chosen,
        "meaning_changed": True,
        "reason": "",
    }
    return take_redraft(redraft=redraft, by=by, **(data | more))


def ids(redraft: Redraft, *kinds: str) -> set[str]:
    return {piece.id for piece in compared(redraft).pieces if piece.kind in kinds}


def texts(spec: JobSpec, position: int) -> list[str]:
    asked = Question.objects.filter(round__job_spec=spec, round__position=position, retired_at=None).order_by("position")
    return list(asked.values_list("current_revision__text", flat=True))


class TestDraftingAgain:
    def test_keeps_the_whole_draft_and_changes_nothing(self, ana: User) -> None:
        spec = ferry(ana)
        before = content_now(spec)
        redraft = run(started(spec, ana))
        assert (redraft.state, redraft.step, redraft.closed_at) == (WorkState.DONE, DraftStep.PUBLISHED, None)
        assert redraft.proposal
        assert redraft.proposal["title"] == "Ferry Captain"
        assert content_now(spec) == before

    def test_of_the_same_description_by_the_same_engine_finds_nothing_to_change(self, ana: User) -> None:
        redraft = run(started(ferry(ana), ana))
        assert list(compared(redraft).pieces) == []

    def test_shows_what_each_step_found(self, ana: User) -> None:
        redraft = run(started(ferry(ana), ana))
        steps = progress_of(redraft).steps
        assert {step.state for step in steps} == {"done"}
        assert [step.name for step in steps][-1] == "What would change"
        assert steps[1].lines == ("Steering", "Weather", "Seamanship")

    def test_asked_for_twice_is_one_piece_of_work(self, spec: JobSpec, ana: User) -> None:
        first = started(spec, ana)
        assert started(spec, UserFactory.create()) == first
        assert open_redraft_of(spec) == first

    def test_run_twice_drafts_once(self, ana: User) -> None:
        redraft = run(started(ferry(ana), ana))
        assert run(redraft).attempts == 1

    def test_is_refused_without_a_description_and_in_the_archive(self, ana: User) -> None:
        with pytest.raises(operations.NoDescription):
            start_redraft(job_spec=make_spec(by=ana, description=" "), by=ana)
        spec = make_spec(by=ana)
        archive_spec(job_spec=spec, by=ana)
        with pytest.raises(SpecArchived):
            start_redraft(job_spec=spec, by=ana)
        assert not Redraft.objects.exists()

    def test_whose_worker_was_lost_is_sent_again(self, spec: JobSpec, ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
        redraft = started(spec, ana)
        assert work.claim(Redraft, redraft.pk)
        sent: list[str] = []
        monkeypatch.setattr(tasks.redraft_spec, "send", lambda **ids: sent.append(ids["redraft_id"]))
        tasks.sweep()
        assert sent == []
        Redraft.objects.filter(pk=redraft.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        tasks.sweep()
        assert sent == [str(redraft.pk)]

    def test_that_was_taken_over_stores_nothing(self, ana: User) -> None:
        redraft = started(ferry(ana), ana)
        first = work.claim(Redraft, redraft.pk)
        assert first
        Redraft.objects.filter(pk=redraft.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        assert run(redraft).state == WorkState.DONE
        with pytest.raises(work.LeaseLost):
            work.finish(first, proposal={})
        redraft.refresh_from_db()
        assert redraft.proposal

    def test_by_a_provider_that_is_away_says_so_and_counts_no_call(self, settings: Settings, ana: User) -> None:
        spec = ferry(ana)
        settings.DRAFTING_ENGINE = f"{engines.HERE}.Away"
        spec.description = "Plan the tours of the day.\nListen to what riders tell us.\nRepair brakes and gears.\n" * 4
        spec.save(update_fields=["description"])
        redraft = run(started(spec, ana))
        assert redraft.proposal
        assert "did not answer in 60 seconds" in redraft.proposal["notes"][0]
        assert not ModelCall.objects.exists()


class TestAFailure:
    def test_of_the_text_stops_at_once_and_says_why(self, settings: Settings, spec: JobSpec, ana: User) -> None:
        settings.DRAFTING_ENGINE = f"{engines.HERE}.RefusesWeights"
        before = content_now(spec)
        redraft = run(started(ferry_text(spec), ana))
        assert (redraft.state, redraft.attempts) == (WorkState.FAILED, 1)
        assert redraft.error
        assert progress_of(redraft).is_failed
        assert content_now(spec) == before

    def test_of_our_own_is_tried_three_times_and_can_be_tried_again(self, settings: Settings, spec: JobSpec, ana: User) -> None:
        settings.DRAFTING_ENGINE = f"{engines.HERE}.Breaks"
        redraft = started(ferry_text(spec), ana)
        for attempt in (1, 2, 3):
            assert run(redraft).attempts == attempt
            Redraft.objects.filter(pk=redraft.pk).update(due_at=timezone.now() - timedelta(seconds=1))
        assert redraft.state == WorkState.FAILED
        assert "The spec is as it was; try again." in redraft.error
        assert started(spec, ana) == redraft  # it is still the open one
        settings.DRAFTING_ENGINE = engines.DRAFTING
        assert retry_redraft(redraft=redraft, by=ana)
        assert not retry_redraft(redraft=redraft, by=ana)
        assert run(redraft).state == WorkState.DONE


def ferry_text(spec: JobSpec) -> JobSpec:
    """The spec with a description of which the test's engines can draft."""
    JobSpec.objects.filter(pk=spec.pk).update(description=TEXT)
    return spec


class TestPuttingAside:
    def test_closes_it_and_leaves_the_spec_alone(self, spec: JobSpec, ana: User) -> None:
        before = content_now(spec)
        redraft = make_redraft(spec, title="Bicycle Technician")
        put_aside(redraft=redraft, by=ana)
        redraft.refresh_from_db()
        assert (redraft.state, redraft.closed_by, redraft.was_taken) == (WorkState.DONE, ana, False)
        assert open_redraft_of(spec) is None
        assert content_now(spec) == before
        assert started(spec, ana) != redraft

    def test_stops_what_is_under_way_for_good(self, spec: JobSpec, ana: User) -> None:
        redraft = started(spec, ana)
        running = work.claim(Redraft, redraft.pk)
        assert running
        put_aside(redraft=redraft, by=ana)
        with pytest.raises(work.LeaseLost):
            work.finish(running, proposal={})
        redraft.refresh_from_db()
        assert redraft.state == WorkState.CANCELLED
        assert not retry_redraft(redraft=redraft, by=ana)
        assert work.standing_still(Redraft) == []

    def test_twice_keeps_who_did_it_first(self, spec: JobSpec, ana: User) -> None:
        redraft = make_redraft(spec)
        put_aside(redraft=redraft, by=ana)
        put_aside(redraft=redraft, by=UserFactory.create())
        redraft.refresh_from_db()
        assert redraft.closed_by == ana


BETTER = CompetencyWording("planning", "Planning", "Plans the day.", "plan the repairs.", [f"better {n}" for n in range(1, 6)])


def better_wordings() -> list[CompetencyWording]:
    return [BETTER, *spec_content().wordings[1:]]


class TestTaking:
    def test_makes_one_version_of_everything(self, spec: JobSpec, ana: User) -> None:
        weights = {"planning": "0.40", "listening": "0.30", "repairing": "0.30"}
        redraft = make_redraft(
            spec,
            weights=weights,
            title="Bicycle Technician",
            level="senior",
            wordings=better_wordings(),
            must_haves=[MustHaveLine("required", "Three years in a workshop", [[3, 9]])],
        )
        outcome = take(redraft, ana, reason="The description is read better now.")
        version = current(spec)
        assert outcome.version == version
        assert (version.number, version.created_by) == (2, ana)
        assert version.reason == "Drafted again: The description is read better now."
        assert (spec.title, spec.level) == ("Bicycle Technician", "senior")
        assert {key: str(given.value) for key, given in weights_of(version).items()} == weights
        assert weights_of(version)["planning"].reason == "stressed in planning"
        assert wordings_of(version.rubric)[0] == BETTER
        line = version.must_haves.get()
        assert (line.kind, line.text, line.sources) == ("required", "Three years in a workshop", [[3, 9]])
        redraft.refresh_from_db()
        assert (redraft.was_taken, redraft.closed_by) == (True, ana)

    def test_of_one_piece_leaves_all_others(self, spec: JobSpec, ana: User) -> None:
        redraft = make_redraft(spec, title="Bicycle Technician", wordings=better_wordings())
        take(redraft, ana, chosen=ids(redraft, "title"))
        spec.refresh_from_db()
        assert (spec.title, spec.versions.count(), Rubric.objects.count()) == ("Bicycle Technician", 1, 1)

    @pytest.mark.parametrize("meaning_changed", [True, False])
    def test_of_other_words_says_whether_they_mean_the_same(self, spec: JobSpec, ana: User, meaning_changed: bool) -> None:
        root = current(spec).rubric.root_id
        confirm_rubric(rubric=current(spec).rubric, by=ana)
        take(make_redraft(spec, wordings=better_wordings()), ana, meaning_changed=meaning_changed)
        assert (current(spec).rubric.root_id == root) is not meaning_changed
        assert current(spec).number == 2

    def test_of_weights_or_must_haves_alone_keeps_the_rubric(self, spec: JobSpec, ana: User) -> None:
        rubric = current(spec).rubric
        take(make_redraft(spec, must_haves=[MustHaveLine("required", "Two years in a workshop")]), ana)
        assert (current(spec).number, current(spec).rubric) == (2, rubric)

    def test_of_a_competency_that_comes_asks_its_questions(self, spec: JobSpec, ana: User) -> None:
        weights = {"planning": "0.40", "listening": "0.25", "repairing": "0.20", "welding": "0.15"}
        redraft = make_redraft(spec, weights=weights, questions=with_welding())
        take(redraft, ana, meaning_changed=False)
        version = current(spec)
        assert list(weights_of(version)) == list(weights)
        assert version.rubric.root_id == version.rubric.pk  # it measures other things, whatever was said
        question = Question.objects.get(competency__key="welding")
        assert question.current_revision
        assert (question.position, question.current_revision.origin) == (4, Origin.ENGINE)

    def test_of_a_competency_that_goes_retires_its_questions_and_closes_the_ranks(self, spec: JobSpec, ana: User) -> None:
        redraft = make_redraft(spec, weights={"planning": "0.60", "repairing": "0.40"}, questions=without_listening())
        asked = Question.objects.filter(round__job_spec=spec, competency__key="listening")
        assert asked.count() == 2
        take(redraft, ana)
        assert list(weights_of(current(spec))) == ["planning", "repairing"]
        assert asked.filter(retired_at=None).count() == 0
        assert Competency.objects.filter(job_spec=spec).count() == 3
        for position in (1, 2):
            standing = Question.objects.filter(round__job_spec=spec, round__position=position, retired_at=None)
            assert set(standing.values_list("position", flat=True)) == set(range(1, standing.count() + 1))

    def test_of_questions_gives_them_wordings_of_the_engine_that_nobody_has_read(self, spec: JobSpec, ana: User) -> None:
        confirm_questions(job_spec=spec, by=ana)
        redraft = make_redraft(spec, questions=worded_anew())
        before = list(Question.objects.filter(round__job_spec=spec).order_by("pk").values_list("pk", flat=True))
        take(redraft, ana)
        spec.refresh_from_db()
        assert (spec.questions_confirmed_at, spec.questions_confirmed_by) == (None, None)
        assert spec.versions.count() == 1
        assert texts(spec, 1)[0] == "Anew: how do you plan a day?"
        question = Question.objects.get(round__job_spec=spec, round__position=1, position=1)
        assert [(r.number, r.origin) for r in question.revisions.order_by("number")] == [(1, "engine"), (2, "engine")]
        assert list(Question.objects.filter(round__job_spec=spec).order_by("pk").values_list("pk", flat=True)) == before

    def test_of_anything_else_leaves_the_questions_read(self, spec: JobSpec, ana: User) -> None:
        confirm_questions(job_spec=spec, by=ana)
        take(make_redraft(spec, must_haves=[]), ana)
        spec.refresh_from_db()
        assert spec.questions_confirmed_by == ana

    def test_notes_by_whom_the_spec_was_drafted(self, spec: JobSpec, ana: User) -> None:
        draft = whole_draft(spec_content(level="lead"), drafted_with="test:model", notes=("One weight was mended.",))
        take(make_redraft(spec, draft=draft), ana)
        spec.refresh_from_db()
        assert (spec.drafted_with, spec.drafting_notes) == ("test:model", ["One weight was mended."])

    def test_brings_back_the_row_of_a_question_that_was_removed(self, spec: JobSpec, ana: User) -> None:
        question = Question.objects.get(round__job_spec=spec, round__position=1, position=1)
        question_operations.retire_question(question=question, by=ana)
        redraft = make_redraft(spec)
        assert compared(redraft).ticked == frozenset()
        take(redraft, ana, chosen=ids(redraft, "question"))
        question.refresh_from_db()
        assert (question.retired_at, question.position, question.revisions.count()) == (None, 3, 1)


def with_welding() -> dict[int, list[WrittenQuestion]]:
    questions = {at: list(asked) for at, asked in spec_content().questions.items()}
    questions[1].append(WrittenQuestion("welding", "How do you weld a frame?"))
    return questions


def without_listening() -> dict[int, list[WrittenQuestion]]:
    return {at: [q for q in asked if q.competency != "listening"] for at, asked in spec_content().questions.items()}


def worded_anew() -> dict[int, list[WrittenQuestion]]:
    questions = {at: list(asked) for at, asked in spec_content().questions.items()}
    questions[1][0] = replace(questions[1][0], text="Anew: how do you plan a day?")
    return questions


class TestWhatPeopleChangedSinceVersionOne:
    """Every kind of edit, through the operations that the page uses; then a draft that says otherwise everywhere."""

    def edited(self, spec: JobSpec, by: User) -> None:
        rename_spec(job_spec=spec, title="Mechanic", level="mid", by=by)
        weights = {"planning": Decimal("0.40"), "listening": Decimal("0.40"), "repairing": Decimal("0.20")}
        replace_weights(job_spec=spec, base=1, weights=weights, reason="", by=by)
        wording = CompetencyWording("planning", "Planning", "In Ana's words.", "", [f"hers {n}" for n in range(1, 6)])
        reword_competency(job_spec=spec, base=2, wording=wording, meaning_changed=False, reason="", by=by)
        lines = [MustHaveLine("required", "Sea legs"), MustHaveLine("preferred", "Can weld")]
        replace_must_haves(job_spec=spec, base=3, must_haves=lines, reason="", by=by)
        first, second, third = Question.objects.filter(round__job_spec=spec, round__position=1).order_by("position")
        question_operations.reword_question(question=first, base=1, text="Hers?", probes=[], competency=None, by=by)
        listening = Competency.objects.get(job_spec=spec, key="listening")
        said = third.revisions.get().text
        question_operations.reword_question(question=third, base=1, text=said, probes=[], competency=listening, by=by)
        question_operations.retire_question(question=second, by=by)
        question_operations.add_question(round_=first.round, competency=listening, text="And more?", probes=[], by=by)

    def test_is_all_kept(self, spec: JobSpec, ana: User) -> None:
        self.edited(spec, ana)
        before = content_now(spec)
        redraft = make_redraft(spec)
        comparison = compared(redraft)
        assert comparison.ticked == frozenset(
            piece.id for piece in comparison.questions if piece.mine is None and piece.base is None
        )
        assert content_now(spec) == before

    def test_is_kept_where_the_new_draft_says_otherwise_too(self, spec: JobSpec, ana: User) -> None:
        self.edited(spec, ana)
        questions = {at: [replace(q, text=f"New {q.text}") for q in asked] for at, asked in spec_content().questions.items()}
        redraft = make_redraft(
            spec,
            title="Technician",
            weights={"planning": "0.60", "listening": "0.20", "repairing": "0.20"},
            wordings=better_wordings(),
            must_haves=[MustHaveLine("required", "Four years in a workshop"), MustHaveLine("required", "Can weld")],
            questions=questions,
        )
        take(redraft, ana)
        version = current(spec)
        assert spec.title == "Mechanic"
        assert wordings_of(version.rubric)[0].definition == "In Ana's words."
        assert str(weights_of(version)["planning"].value) == "0.40"
        assert [(line.kind, line.text) for line in version.must_haves.all()] == [
            ("required", "Sea legs"),
            ("required", "Can weld"),
        ]
        assert {"Hers?", "And more?"} <= set(texts(spec, 1))
        assert all(text.startswith("New ") for text in texts(spec, 2))

    def test_counts_from_the_draft_of_which_something_was_taken(self, spec: JobSpec, ana: User) -> None:
        first = make_redraft(spec, title="Technician", level="senior", questions=worded_anew())
        take(first, ana, chosen=ids(first, "title"))
        again = make_redraft(spec, title="Technician", level="senior", questions=worded_anew())
        comparison = compared(again)
        assert comparison.ticked == frozenset()  # what was not wanted then is not ticked now
        assert [(piece.kind, piece.is_kept, piece.is_news) for piece in comparison.pieces] == [
            ("level", True, False),
            ("question", True, False),
        ]
        put_aside(redraft=again, by=ana)
        third = make_redraft(spec, title="Master", level="senior", questions=worded_anew())
        assert ids(third, "title") <= compared(third).ticked

    def test_counts_questions_that_came_with_a_draft_as_its_own(self, spec: JobSpec, ana: User) -> None:
        weights = {"planning": "0.40", "listening": "0.25", "repairing": "0.20", "welding": "0.15"}
        take(make_redraft(spec, weights=weights, questions=with_welding()), ana)
        assert list(compared(make_redraft(spec, weights=weights, questions=with_welding())).pieces) == []


class TestASpecThatWasBroughtIn:
    """No engine drafted it, so that nobody knows what people changed: it counts as theirs, all of it."""

    def test_is_kept_whole_and_takes_what_is_chosen(self, ana: User) -> None:
        spec = make_spec(by=ana)
        redraft = make_redraft(spec, title="Technician", must_haves=[], questions=worded_anew())
        assert compared(redraft).ticked == frozenset()
        take(redraft, ana, chosen=ids(redraft, "question", "must-have"))
        assert (current(spec).number, current(spec).must_haves.count()) == (2, 0)
        assert (spec.title, texts(spec, 1)[0]) == ("Bicycle Mechanic", "Anew: how do you plan a day?")

    def test_has_a_draft_of_its_own_from_then_on(self, ana: User) -> None:
        spec = make_spec(by=ana)
        first = make_redraft(spec, title="Technician")
        take(first, ana, chosen=ids(first, "title"))
        second = make_redraft(spec, title="Master")
        assert ids(second, "title") == compared(second).ticked


class TestTakingIsRefused:
    def test_when_somebody_saved_a_version_in_between(self, spec: JobSpec, ana: User) -> None:
        redraft = make_redraft(spec, title="Technician", must_haves=[])
        comparison = compared(redraft)
        replace_must_haves(job_spec=spec, base=1, must_haves=[], reason="", by=ana)
        before = content_now(spec)
        with pytest.raises(SpecChanged):
            take(redraft, ana, base=1, shown=comparison.ids, chosen=comparison.ticked)
        assert content_now(spec) == before
        assert open_redraft_of(spec) == redraft

    @pytest.mark.parametrize("change", ["question", "title", "removed"])
    def test_when_somebody_changed_what_no_version_holds(self, spec: JobSpec, ana: User, change: str) -> None:
        redraft = make_redraft(spec, title="Technician", questions=worded_anew())
        comparison = compared(redraft)
        question = Question.objects.get(round__job_spec=spec, round__position=1, position=1)
        if change == "question":
            question_operations.reword_question(question=question, base=1, text="Mine?", probes=[], competency=None, by=ana)
        elif change == "title":
            rename_spec(job_spec=spec, title="Mechanic", level="mid", by=ana)
        else:
            question_operations.retire_question(question=question, by=ana)
        before = content_now(spec)
        with pytest.raises(taking.ComparisonChanged):
            take(redraft, ana, shown=comparison.ids, chosen=comparison.ticked)
        assert content_now(spec) == before
        take(redraft, ana)

    def test_a_second_time(self, spec: JobSpec, ana: User) -> None:
        redraft = make_redraft(spec, must_haves=[])
        comparison = compared(redraft)
        take(redraft, ana)
        with pytest.raises(taking.RedraftClosed):
            take(redraft, ana, shown=comparison.ids, chosen=comparison.ticked)
        assert spec.versions.count() == 2

    def test_before_it_is_done(self, spec: JobSpec, ana: User) -> None:
        redraft = started(spec, ana)
        with pytest.raises(taking.RedraftClosed):
            take_redraft(redraft=redraft, base=1, shown=(), chosen=(), meaning_changed=True, reason="", by=ana)

    def test_with_nothing_ticked_or_what_is_not_there(self, spec: JobSpec, ana: User) -> None:
        redraft = make_redraft(spec, title="Technician")
        for chosen in ([], ["title-000000000000", "must-have-x"]):
            with pytest.raises(taking.NothingChosen):
                take(redraft, ana, chosen=chosen)
        assert open_redraft_of(spec) == redraft

    def test_without_a_reason_once_interviews_are_scored(self, spec: JobSpec, ana: User) -> None:
        VersionRollup.objects.create(version=current(spec), evaluated=2)
        redraft = make_redraft(spec, title="Technician", must_haves=[])
        before = content_now(spec)
        with pytest.raises(ReasonMissing):
            take(redraft, ana, reason=" ")
        assert content_now(spec) == before
        assert take(redraft, ana, reason="Because.").version == current(spec)

    def test_in_the_archive(self, spec: JobSpec, ana: User) -> None:
        redraft = make_redraft(spec, title="Technician")
        archive_spec(job_spec=spec, by=ana)
        with pytest.raises(SpecArchived):
            take(redraft, ana)

    def test_whole_when_one_part_of_it_fails(self, spec: JobSpec, ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
        redraft = make_redraft(spec, title="Technician", must_haves=[], questions=worded_anew())
        before = content_now(spec)

        def broken(*_: Any, **__: Any) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(taking, "change_spec", broken)
        with pytest.raises(ZeroDivisionError):
            take(redraft, ana)
        assert content_now(spec) == before
        assert open_redraft_of(spec) == redraft


def at_once(count: int, do: Callable[[int], object]) -> list[object]:
    """What several threads got, an exception being what one got too."""

    def attempt(number: int) -> object:
        try:
            return do(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as workers:
        return list(workers.map(attempt, range(count)))


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_four_clicks_make_one_new_draft(self) -> None:
        ana = UserFactory.create()
        spec = make_spec(by=ana)
        found = at_once(4, lambda _: start_redraft(job_spec=spec, by=ana).pk)
        assert found == [Redraft.objects.get().pk] * 4

    def test_four_workers_draft_once(self) -> None:
        ana = UserFactory.create()
        redraft = started(ferry(ana), ana)
        assert at_once(4, lambda _: run_redraft(redraft.pk)) == [None] * 4
        redraft.refresh_from_db()
        assert (redraft.state, redraft.attempts) == (WorkState.DONE, 1)

    def test_four_takings_make_one_version(self) -> None:
        ana = UserFactory.create()
        spec = make_spec(by=ana, drafted_with="offline")
        weights = {"planning": "0.40", "listening": "0.25", "repairing": "0.20", "welding": "0.15"}
        redraft = make_redraft(spec, weights=weights, questions=with_welding())
        comparison = compared(redraft)
        found = at_once(4, lambda _: take(redraft, ana, base=1, shown=comparison.ids, chosen=comparison.ticked))
        assert sorted(type(one).__name__ for one in found) == ["Outcome", *["RedraftClosed"] * 3]
        assert Version.objects.filter(job_spec=spec).count() == 2
        assert Question.objects.filter(competency__key="welding").count() == 1

    def test_taking_and_an_edit_by_somebody_lose_nothing(self) -> None:
        ana = UserFactory.create()
        spec = make_spec(by=ana, drafted_with="offline")
        redraft = make_redraft(spec, questions=worded_anew())
        comparison = compared(redraft)
        question = Question.objects.get(round__job_spec=spec, round__position=1, position=1)

        def do(number: int) -> object:
            if number:
                return take(redraft, ana, base=1, shown=comparison.ids, chosen=comparison.ticked)
            return question_operations.reword_question(
                question=question, base=1, text="Mine?", probes=[], competency=None, by=ana
            )

        edit, took = at_once(2, do)
        said = [revision.text for revision in question.revisions.order_by("number")][1:]
        if isinstance(took, taking.ComparisonChanged):
            assert said == ["Mine?"]
        else:  # the edit came second: it was told
            assert (type(edit).__name__, said) == ("QuestionChanged", ["Anew: how do you plan a day?"])

    def test_a_step_that_takes_longer_than_a_lease_is_not_given_to_another(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.WORK_LEASE_SECONDS = 1
        ana = UserFactory.create()
        redraft = started(ferry(ana), ana)
        read, taken_by_others = engines.QuickDrafting.read, []

        def slow(self: engines.QuickDrafting, text: str) -> Reading:
            time.sleep(1.5)
            taken_by_others.append(work.claim(Redraft, redraft.pk))
            return read(self, text)

        monkeypatch.setattr(engines.QuickDrafting, "read", slow)
        assert run(redraft).state == WorkState.DONE
        assert taken_by_others == [None]


def test_the_database_refuses_a_second_open_draft(spec: JobSpec) -> None:
    make_redraft(spec)
    refused("redraft_one_open", lambda: make_redraft(spec))
    Redraft.objects.update(closed_at=Now(), closed_by=spec.created_by)
    make_redraft(spec)


@pytest.mark.django_db
def test_of_the_drafts_put_aside_the_last_keep_what_was_in_them() -> None:
    spec = make_spec()
    ana = spec.created_by
    assert ana
    taken = make_redraft(spec)
    Redraft.objects.filter(pk=taken.pk).update(closed_at=Now(), closed_by=ana, was_taken=True)
    aside = []
    for _ in range(operations.MOST_KEPT + 2):
        aside.append(make_redraft(spec))
        assert put_aside(redraft=aside[-1], by=ana)
    emptied = Redraft.objects.filter(job_spec=spec, proposal={})
    assert set(emptied.values_list("pk", flat=True)) == {redraft.pk for redraft in aside[:2]}
    assert Redraft.objects.filter(job_spec=spec).count() == operations.MOST_KEPT + 3
