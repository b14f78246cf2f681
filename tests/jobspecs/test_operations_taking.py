"""Taking pieces of a new draft: what becomes of the spec, what people wrote since, what is refused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from jobspecs.choices import Origin
from jobspecs.models import Competency, JobSpec, Question, Rubric, User, VersionRollup
from jobspecs.operations import questions as question_operations
from jobspecs.operations import taking
from jobspecs.operations.competencies import reword_competency
from jobspecs.operations.redrafts import put_aside
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
from jobspecs.queries.redrafts import open_redraft_of
from tests.factories import UserFactory, make_spec, spec_content
from tests.factories.redrafts import make_redraft, whole_draft
from tests.jobspecs import engines
from tests.jobspecs.pages import current
from tests.jobspecs.redrafting import (
    compared,
    content_now,
    ids,
    started,
    take,
    texts,
    with_welding,
    without_listening,
    worded_anew,
)


@pytest.fixture(autouse=True)
def _quick_engines(settings: Settings) -> None:
    settings.DRAFTING_ENGINE, settings.QUESTION_ENGINE = engines.DRAFTING, engines.QUESTIONS


@pytest.fixture
def ana(db: None) -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def spec(ana: User) -> JobSpec:
    return make_spec(by=ana, drafted_with="offline")


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
