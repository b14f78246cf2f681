"""Evaluations: the newest weights of the rubric's root for what comes, earlier ones unchanged (rules 1 and 5)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobspecs.models import JobSpec
from jobspecs.operations.versions import replace_competencies, wordings_of
from scoring.models import CurrentEvaluation, Evaluation
from scoring.operations.evaluating import evaluate_all_under, evaluate_all_under_current
from tests.factories import make_spec
from tests.factories.scoring import change_weights, completed, make_evaluation, make_grading

pytestmark = pytest.mark.django_db

SCORES = {"planning": 80, "listening": 40, "repairing": 60}
OTHER = {"planning": "0.10", "listening": "0.10", "repairing": "0.80"}


def reword(spec: JobSpec, *, meaning_changed: bool) -> None:
    current = spec.versions.latest("number")
    weights = {w.competency.key: w.value for w in current.weights.all()}
    replace_competencies(
        job_spec=spec,
        base=current.number,
        wordings=wordings_of(current.rubric),
        weights=weights,
        meaning_changed=meaning_changed,
        reason="a test",
        by=None,
    )
    spec.refresh_from_db()


def test_weights_saved_before_the_grading_is_done_count() -> None:
    spec = make_spec()
    interview = completed(spec)
    newer = change_weights(spec, OTHER)
    evaluation = make_evaluation(interview, SCORES)
    assert (evaluation.version, evaluation.total) == (newer, Decimal("60.00"))  # 8 + 4 + 48


def test_an_earlier_evaluation_keeps_its_weights() -> None:
    spec = make_spec()
    evaluation = make_evaluation(completed(spec), SCORES)
    change_weights(spec, OTHER)
    kept = CurrentEvaluation.objects.get().evaluation
    assert (kept, kept.total, Evaluation.objects.count()) == (evaluation, Decimal("64.00"), 1)  # 40 + 12 + 12


def test_one_click_evaluates_all_under_the_current_version() -> None:
    spec = make_spec()
    first, second = (make_evaluation(completed(spec), SCORES) for _ in range(2))
    newer = change_weights(spec, OTHER)
    assert evaluate_all_under_current(job_spec=spec, by=None) == 2
    moved = [current.evaluation for current in CurrentEvaluation.objects.all()]
    assert {(e.version_id, e.total) for e in moved} == {(newer.pk, Decimal("60.00"))}
    assert {e.grading_id for e in moved} == {first.grading_id, second.grading_id}
    assert Evaluation.objects.get(pk=first.pk).total == Decimal("64.00")
    assert evaluate_all_under_current(job_spec=spec, by=None) == 0
    assert Evaluation.objects.count() == 4
    assert {key.version for key in Evaluation.objects.values_list("pk", flat=True)} == {7}


def test_a_correction_of_words_alone_is_evaluated_together() -> None:
    spec = make_spec()
    make_evaluation(completed(spec), SCORES)
    reword(spec, meaning_changed=False)
    assert evaluate_all_under_current(job_spec=spec, by=None) == 1
    assert CurrentEvaluation.objects.get().evaluation.version_id == spec.current_version_id


def test_a_change_of_meaning_is_never_mixed() -> None:
    spec = make_spec()
    before = make_evaluation(completed(spec), SCORES)
    running = completed(spec)
    reword(spec, meaning_changed=True)
    assert evaluate_all_under_current(job_spec=spec, by=None) == 0
    assert CurrentEvaluation.objects.get().evaluation == before
    assert make_evaluation(running, SCORES).version.number == 1  # graded under the rubric it began under


def test_the_database_refuses_an_evaluation_across_rubrics() -> None:
    spec = make_spec()
    grading = make_grading(completed(spec), SCORES)
    reword(spec, meaning_changed=True)
    newest = spec.versions.latest("number")
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Evaluation.objects.create(grading=grading, version=newest, coverage=0, lower=0, upper=100)
    assert refused.value.__cause__.diag.constraint_name == "evaluation_of_one_rubric"  # type: ignore[union-attr]


def test_another_spec_is_left_alone() -> None:
    spec, other = make_spec(), make_spec()
    make_evaluation(completed(other), SCORES)
    change_weights(spec, OTHER)
    change_weights(other, OTHER)
    assert evaluate_all_under_current(job_spec=spec, by=None) == 0


def test_an_evaluation_that_is_there_already_is_taken_again() -> None:
    spec = make_spec()
    interview = completed(spec)
    old = make_evaluation(interview, SCORES)
    change_weights(spec, OTHER)
    evaluate_all_under_current(job_spec=spec, by=None)
    new = CurrentEvaluation.objects.get().evaluation
    assert evaluate_all_under(job_spec=spec, version=old.version, by=None) == 1
    assert CurrentEvaluation.objects.get().evaluation == old
    assert evaluate_all_under_current(job_spec=spec, by=None) == 1
    assert CurrentEvaluation.objects.get().evaluation == new


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    scores=st.lists(st.none() | st.integers(0, 100), min_size=3, max_size=3),
    cuts=st.lists(st.integers(1, 98), min_size=2, max_size=2, unique=True).map(sorted),
)
def test_the_statement_gives_what_the_formula_gives(scores: list[int | None], cuts: list[int]) -> None:
    """The same grading, evaluated under the same weights by SQL and by Python."""
    keys = list(SCORES)
    cents = [cuts[0], cuts[1] - cuts[0], 100 - cuts[1]]
    weights = {key: str(Decimal(value) / 100) for key, value in zip(keys, cents, strict=True)}
    with transaction.atomic():
        spec = make_spec()
        interview = completed(spec)
        make_grading(interview, dict(zip(keys, scores, strict=True)))
        change_weights(spec, weights)
        assert evaluate_all_under_current(job_spec=spec, by=None) == 1
        by_sql = CurrentEvaluation.objects.get(interview=interview).evaluation
        by_python = make_evaluation(interview, dict(zip(keys, scores, strict=True)))
        told = ("total", "coverage", "lower", "upper", "version_id")
        assert [getattr(by_sql, name) for name in told] == [getattr(by_python, name) for name in told]
        transaction.set_rollback(True)
