"""Drafting by an engine that is not ours: checked, replaced where it stays away, counted, and all of that said."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from config.work import WorkState
from jobspecs.drafting.base import Reading, places_of
from jobspecs.drafting.offline import OfflineDrafting
from jobspecs.drafting.stored import from_json, to_json
from jobspecs.drafting.whole import draft_whole
from jobspecs.models import Draft, JobSpec, ModelCall, MustHave, QuestionRevision, RubricRow, Weight
from jobspecs.operations.calls import keep_calls, meter_for
from jobspecs.operations.drafts import retry_draft, run_draft, start_draft
from jobspecs.operations.questions import order_rewording, run_question_order
from tests.factories import UserFactory
from tests.factories.redrafts import make_redraft
from tests.jobspecs import descriptions, engines

TEXT = descriptions.TIDY


@pytest.fixture(autouse=True)
def _quick_engines(settings: Settings) -> None:
    settings.DRAFTING_ENGINE, settings.QUESTION_ENGINE = engines.DRAFTING, engines.QUESTIONS


def drafted() -> tuple[Draft, JobSpec]:
    draft = start_draft(description=TEXT, by=UserFactory.create())
    run_draft(draft.pk)
    draft.refresh_from_db()
    assert draft.job_spec, draft.error
    return draft, draft.job_spec


def use(settings: Settings, drafting: str = "", questions: str = "") -> None:
    if drafting:
        settings.DRAFTING_ENGINE = f"{engines.HERE}.{drafting}"
    if questions:
        settings.QUESTION_ENGINE = f"{engines.HERE}.{questions}"


@pytest.mark.django_db
class TestAnEngineThatStaysAway:
    def test_is_replaced_by_the_offline_one_which_says_so(self, settings: Settings) -> None:
        use(settings, "Away")
        draft, spec = drafted()
        note = (
            "The language model did not answer in 60 seconds (3 tries): "
            "everything was drafted by the rules on this machine instead."
        )
        assert spec.drafting_notes[0] == note
        assert draft.found["notes"][0] == note
        assert spec.drafted_with == "quick, offline"
        assert spec.current_version
        assert 3 <= spec.current_version.weights.count() <= 6

    def test_in_the_middle_leaves_what_it_had_found(self, settings: Settings) -> None:
        use(settings, "AwayAfterReading")
        _, spec = drafted()
        assert spec.level == "senior"  # by the engine that then stayed away
        assert "overloaded (3 tries): competencies, weights and must-haves were drafted by the rules" in spec.drafting_notes[-1]

    def test_at_the_questions_leaves_seven_to_the_offline_one(self, settings: Settings) -> None:
        use(settings, questions="AwayAtQuestions")
        _, spec = drafted()
        assert spec.rounds.get(position=1).questions.count() == 3
        assert spec.rounds.get(position=2).questions.count() == 4
        assert [note for note in spec.drafting_notes if "has spent what this spec may cost: the questions were written" in note]

    def test_when_a_question_is_worded_anew_is_noted_with_the_order(self, settings: Settings) -> None:
        _, spec = drafted()
        use(settings, questions="AwayAtQuestions")
        question = spec.rounds.get(position=1).questions.get(position=1)
        order = order_rewording(question=question, by=UserFactory.create())
        run_question_order(order.pk)
        order.refresh_from_db()
        assert order.state == WorkState.DONE
        assert "has spent what this spec may cost: worded by the rules on this machine instead." in order.note
        assert question.revisions.count() == 2


@pytest.mark.django_db
class TestWhatComesBack:
    def test_is_balanced_and_the_change_is_kept(self, settings: Settings) -> None:
        use(settings, "UnbalancedWeights")
        _, spec = drafted()
        values = Weight.objects.filter(version=spec.current_version).values_list("value", flat=True)
        assert sum(values) == Decimal("1.00")
        assert [note for note in spec.drafting_notes if note.startswith("The weights summed to 1.35 and were brought to 1.00")]

    def test_from_an_engine_of_ours_needs_no_note(self, settings: Settings) -> None:
        settings.DRAFTING_ENGINE = "jobspecs.drafting.offline.OfflineDrafting"
        settings.QUESTION_ENGINE = "jobspecs.questions.offline.OfflineQuestions"
        _, spec = drafted()
        assert (spec.drafted_with, spec.drafting_notes) == ("offline", [])

    def test_from_a_kind_of_ours_is_what_that_kind_finds(self) -> None:
        class Shouting(OfflineDrafting):
            def read(self, text: str) -> Reading:
                return replace(super().read(text), title="LOUD")

        draft = draft_whole(TEXT, drafting=Shouting(), questions=engines.QuickQuestions())
        assert draft.reading.title == "LOUD"

    def test_keeps_the_places_it_came_from(self, settings: Settings) -> None:
        settings.DRAFTING_ENGINE = "jobspecs.drafting.offline.OfflineDrafting"
        settings.QUESTION_ENGINE = "jobspecs.questions.offline.OfflineQuestions"
        _, spec = drafted()
        kept: list[MustHave | RubricRow] = [
            *MustHave.objects.filter(version=spec.current_version),
            *RubricRow.objects.filter(rubric__job_spec=spec),
        ]
        assert len(kept) > 5
        for piece in kept:
            assert piece.sources, piece
            assert all(0 <= start < end <= len(TEXT) for start, end in piece.sources)
        asked = QuestionRevision.objects.filter(question__round__job_spec=spec)
        assert sum(bool(revision.sources) for revision in asked) >= 4

    def test_is_the_same_after_a_rest_in_a_row(self) -> None:
        draft = draft_whole(TEXT, drafting=engines.QuickDrafting(), questions=engines.QuickQuestions())
        again = from_json(to_json(draft), text=TEXT)
        assert to_json(again) == to_json(draft)
        assert places_of(again.competencies[0].sources) == places_of(draft.competencies[0].sources)
        assert again.weights == draft.weights


@pytest.mark.django_db
class TestCalls:
    def test_are_kept_with_the_draft(self, settings: Settings) -> None:
        use(settings, "Costs")
        draft, spec = drafted()
        first, second = ModelCall.objects.filter(draft=draft).order_by("id")
        assert (first.purpose, second.purpose) == ("reading", "must_haves")
        assert (first.model, first.parameters, first.input_tokens, first.output_tokens) == (
            "openai:careful",
            {"temperature": 0},
            900,
            100,
        )
        assert (first.cost, first.seconds, first.outcome) == (Decimal("0.002500"), 1.5, "ok")
        assert spec.drafted_with == "openai:careful"

    def test_of_work_that_failed_are_kept_too(self, settings: Settings) -> None:
        use(settings, "CostsAndBreaks")
        draft = start_draft(description=TEXT, by=UserFactory.create())
        run_draft(draft.pk)
        assert list(ModelCall.objects.filter(draft=draft).order_by("id").values_list("purpose", "outcome")) == [
            ("reading", "ok"),
            ("weights", "away"),
        ]

    def test_of_one_spec_share_a_budget(self, settings: Settings) -> None:
        settings.LLM_BUDGET_TOKENS = 2_500
        use(settings, "Costs")
        draft, spec = drafted()
        assert meter_for(draft).left == 500
        question = spec.rounds.get(position=1).questions.get(position=1)
        assert meter_for(order_rewording(question=question, by=UserFactory.create())).left == 500

    def test_of_two_at_once_each_counts_what_the_other_has_spent(self, settings: Settings) -> None:
        settings.LLM_BUDGET_TOKENS = 10_000
        _, spec = drafted()
        question = spec.rounds.get(position=1).questions.get(position=1)
        one = order_rewording(question=question, by=UserFactory.create())
        other = make_redraft(spec)
        first, second = meter_for(one), meter_for(other)
        assert first.left == second.left == 10_000
        second.calls.append(engines.call(input_tokens=5_000, output_tokens=1_000))
        keep_calls(other, second)
        first.calls.append(engines.call(input_tokens=900, output_tokens=100))
        keep_calls(one, first)
        assert first.left == 3_000
        keep_calls(other, second)
        assert second.left == 3_000

    def test_beyond_the_budget_are_not_made(self, settings: Settings) -> None:
        settings.LLM_BUDGET_TOKENS = 1_500
        use(settings, "CostsAndBreaks")
        draft = start_draft(description=TEXT, by=UserFactory.create())
        run_draft(draft.pk)
        Draft.objects.filter(pk=draft.pk).update(state=WorkState.FAILED)
        assert retry_draft(draft=draft, by=draft.requested_by)
        run_draft(draft.pk)
        draft.refresh_from_db()
        assert draft.job_spec
        assert "has spent what this spec may cost: everything was drafted" in draft.job_spec.drafting_notes[0]

    def test_without_a_budget_are_not_limited(self, settings: Settings) -> None:
        settings.LLM_BUDGET_TOKENS = None
        draft = start_draft(description=TEXT, by=UserFactory.create())
        assert meter_for(draft).left is None

    def test_are_shown_in_the_admin(self, settings: Settings, admin_client: object) -> None:
        use(settings, "Costs")
        drafted()
        page = admin_client.get(reverse("admin:jobspecs_modelcall_changelist"))  # type: ignore[attr-defined]
        for shown in (b"openai:careful", b"reading", b"must_haves", b"0.002500", b"900"):
            assert shown in page.content
