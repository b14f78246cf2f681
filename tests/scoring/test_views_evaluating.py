"""All under this version: what would change is shown first, then made so, and back."""

from __future__ import annotations

from decimal import Decimal
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from interviews.operations.purging import erase_candidate
from jobspecs.choices import Role
from jobspecs.models import JobSpec
from jobspecs.operations.versions import replace_competencies, wordings_of
from scoring.choices import Shown
from scoring.models import CurrentEvaluation, Evaluation, GradingOrder
from scoring.operations.disclosing import disclose
from scoring.operations.evaluating import evaluate_all_under
from scoring.operations.grading import grade
from scoring.operations.orders import order_grading
from scoring.queries.evaluating import preview_of
from tests.factories import UserFactory, make_member, make_spec
from tests.factories.interviews import CandidateFactory
from tests.factories.scoring import SCRIPTED, ScriptedEngine, change_weights, completed, make_evaluation
from tests.jobspecs.pages import signed_in, text_of

pytestmark = pytest.mark.django_db
OTHER = {"planning": "0.10", "listening": "0.10", "repairing": "0.80"}
PEOPLE = {  # totals under 0.50, 0.30, 0.20, then under OTHER: 64 → 60, 60 → 60, 40 → 78
    "Ana": {"planning": 80, "listening": 40, "repairing": 60},
    "Ben": {"planning": 60, "listening": 60, "repairing": 60},
    "Cid": {"planning": 20, "listening": 40, "repairing": 90},
}


@pytest.fixture
def spec() -> JobSpec:
    return make_spec(by=UserFactory.create(name="Owner"))


@pytest.fixture
def people(spec: JobSpec) -> dict[str, Evaluation]:
    return {
        name: make_evaluation(completed(spec, candidate=CandidateFactory.create(name=name)), scores)
        for name, scores in PEOPLE.items()
    }


def owner_of(spec: JobSpec) -> Client:
    return signed_in(spec.memberships.get(role=Role.OWNER).user)


def totals() -> dict[str, Decimal | None]:
    current = CurrentEvaluation.objects.select_related("evaluation", "interview__candidate")
    return {one.interview.candidate.name: one.evaluation.total for one in current}


def test_before_and_after_are_shown_and_nothing_is_written(spec: JobSpec, people: dict[str, Evaluation]) -> None:
    change_weights(spec, OTHER)
    before = totals()
    told = text_of(owner_of(spec).get(reverse("scoring:evaluate_under_current", args=[spec.pk])))
    assert "v1 3 54.7 66.0" in told  # (64 + 60 + 40) / 3, (60 + 60 + 78) / 3
    assert "2 of 3 totals change: half of these by 21.0 or less, the most by 38.0" in told
    assert "2 change rank among themselves" in told
    assert "Cid 40.0 78.0 +38.0 Ana 64.0 60.0 −4.0" in told
    assert totals() == before
    assert Evaluation.objects.count() == 3


def test_made_current_and_taken_back_by_the_same_act(spec: JobSpec, people: dict[str, Evaluation]) -> None:
    change_weights(spec, OTHER)
    client, url = owner_of(spec), reverse("scoring:evaluate_under_current", args=[spec.pk])
    assert "3 now evaluated under the current version" in text_of(client.post(url, {"version": "2"}, follow=True))
    assert totals() == {"Ana": Decimal(60), "Ben": Decimal(60), "Cid": Decimal(78)}
    assert "v1 is not the newest version" in text_of(client.get(url, {"version": "1"}))
    client.post(url, {"version": "1"})
    assert totals() == {"Ana": Decimal(64), "Ben": Decimal(60), "Cid": Decimal(40)}
    assert {current.evaluation for current in CurrentEvaluation.objects.all()} == set(people.values())
    assert Evaluation.objects.count() == 6
    later = make_evaluation(completed(spec), PEOPLE["Cid"])
    assert later.version.number == 2, "what is graded later uses the newest (rule 1)"


def test_versions_of_another_rubric_or_spec_move_nobody(spec: JobSpec, people: dict[str, Evaluation]) -> None:
    first = spec.versions.get()
    weights = {w.competency.key: w.value for w in first.weights.all()}
    words = wordings_of(first.rubric)
    replace_competencies(job_spec=spec, base=1, wordings=words, weights=weights, meaning_changed=True, reason="a test", by=None)
    newest, foreign = spec.versions.latest("number"), make_spec().versions.get()
    for version in (newest, foreign):
        assert evaluate_all_under(job_spec=spec, version=version, by=None) == 0
        assert preview_of(spec, version, reader=UserFactory.create().pk).n == 0
    assert "Nothing: every interview of this rubric" in text_of(
        owner_of(spec).get(reverse("scoring:evaluate_under_current", args=[spec.pk]))
    )


def test_those_of_several_versions_are_grouped_and_had_no_ranking(spec: JobSpec, people: dict[str, Evaluation]) -> None:
    change_weights(spec, OTHER)
    make_evaluation(completed(spec), PEOPLE["Ben"])
    newest = change_weights(spec, {"planning": "0.20", "listening": "0.40", "repairing": "0.40"})
    preview = preview_of(spec, newest, reader=UserFactory.create().pk)
    assert [(group.number, group.n) for group in preview.groups] == [(1, 3), (2, 1)]
    assert preview.ranks_changed is None


def test_who_is_erased_moves_without_rank_or_name(spec: JobSpec, people: dict[str, Evaluation]) -> None:
    erase_candidate(candidate=people["Cid"].grading.interview.candidate, by=None)
    newest = change_weights(spec, OTHER)
    preview = preview_of(spec, newest, reader=spec.memberships.get(role=Role.OWNER).user_id)
    assert (preview.n, preview.changed, preview.ranks_changed) == (3, 2, 1)  # 64, 60 become 60, 60: Ben draws level
    assert [mover.name for mover in preview.movers] == ["Ana"]


def test_ranks_are_within_one_engine(spec: JobSpec, people: dict[str, Evaluation], settings: Settings) -> None:
    settings.GRADING_ENGINES = {"scripted": SCRIPTED, "second": SCRIPTED}
    interview = completed(spec)
    GradingOrder.objects.filter(interview=interview).delete()
    with mock.patch.object(ScriptedEngine, "scores", PEOPLE["Cid"]):
        order = order_grading(interview=interview, by=None, engine="second")
        assert grade(order_id=order.pk)
    newest = change_weights(spec, OTHER)
    preview = preview_of(spec, newest, reader=UserFactory.create().pk)
    assert (preview.n, preview.ranks_changed) == (4, 2), "the fourth, on a scale of its own, is first and stays it"


class TestOfWhomTheReaderRatesBlind:
    def test_few_are_not_told_at_all(self, spec: JobSpec, people: dict[str, Evaluation]) -> None:
        change_weights(spec, OTHER)
        told = text_of(
            signed_in(make_member(spec, Role.EDITOR, blind=True)).get(reverse("scoring:evaluate_under_current", args=[spec.pk]))
        )
        assert "3 interviews would move. They are so few" in told
        for secret in ("54.7", "66.0", "Ana", "Cid", "38.0"):
            assert secret not in told

    def test_of_many_there_is_a_mean_and_no_name(self, spec: JobSpec, people: dict[str, Evaluation]) -> None:
        for _ in range(2):
            make_evaluation(completed(spec), PEOPLE["Ben"])
        change_weights(spec, OTHER)
        editor = make_member(spec, Role.EDITOR, blind=True)
        client = signed_in(editor)
        url = reverse("scoring:evaluate_under_current", args=[spec.pk])
        told = text_of(client.get(url))
        assert "v1 5 55 65" in told  # 56.8 and 63.6: exactly, a sixth would be the difference between two looks
        assert "Means are to the nearest five" in told
        for single in ("totals change:", "by 38", "change rank among", "Who moves most"):
            assert single not in told, single
        assert "Cid" not in told
        disclose(user=editor, job_spec=spec, interview=people["Cid"].grading.interview, what=Shown.SCORES)
        told = text_of(client.get(url))
        assert "Who moves most of those you have been shown Candidate Now Then Change Cid 40.0 78.0 +38.0" in told
        assert "−4" not in told, "by how much somebody moves tells of their scores, named or not"
        assert "Ana" not in told
        assert "v1 5 57" not in told, "nor is there a mean beside the one that is known"

    def test_one_of_an_earlier_version_is_not_told_by_its_own_mean(self, spec: JobSpec, people: dict[str, Evaluation]) -> None:
        """Three under v1 and four under v2 are seven; but each line has a mean of its own."""
        change_weights(spec, OTHER)
        for _ in range(5):
            make_evaluation(completed(spec), PEOPLE["Ben"])
        newest = change_weights(spec, {"planning": "0.20", "listening": "0.40", "repairing": "0.40"})
        found = preview_of(spec, newest, reader=make_member(spec, Role.EDITOR, blind=True).pk)
        assert not found.is_hidden
        assert [(group.number, group.n, group.before is None, group.after is None) for group in found.groups] == [
            (1, 3, True, True),
            (2, 5, False, False),
        ]


@pytest.mark.parametrize("version", ["0", "9", "-1", "²", "x", "9" * 5000, "a\x00b", "1e3"])
def test_a_version_that_is_none_is_not_found(spec: JobSpec, version: str) -> None:
    url = reverse("scoring:evaluate_under_current", args=[spec.pk])
    client = owner_of(spec)
    assert client.get(url, {"version": version}).status_code == 404
    assert client.post(url, {"version": version}).status_code == 404


def test_a_reviewer_may_not(spec: JobSpec) -> None:
    reviewer = signed_in(make_member(spec, Role.REVIEWER))
    assert reviewer.get(reverse("scoring:evaluate_under_current", args=[spec.pk])).status_code == 403


def test_the_preview_takes_as_many_queries_for_many_as_for_few(
    spec: JobSpec, people: dict[str, Evaluation], django_assert_num_queries: object
) -> None:
    newest = change_weights(spec, OTHER)
    reader = UserFactory.create().pk
    with django_assert_num_queries(4):  # type: ignore[operator]  # pytest-django's, untyped
        preview = preview_of(spec, newest, reader=reader)
        assert preview.n == 3
