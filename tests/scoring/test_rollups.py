"""The aggregates are what a plain definition over the source rows says, after any history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from interviews.models import Interview
from interviews.operations import endings
from interviews.operations.purging import erase_candidate
from jobspecs.models import CompetencyRollup, JobSpec, SpecRollup, VersionRollup, WeightRollup
from scoring import rollups, tasks
from scoring.operations import sweeping
from scoring.operations.evaluating import evaluate_all_under_current
from scoring.operations.rollups import recompute_rollup, want_rollup
from scoring.totals import total_of
from tests.factories import make_spec
from tests.factories.interviews import make_interview
from tests.factories.scoring import change_weights, completed, make_evaluation
from tests.scoring.test_operations_evaluating import reword

pytestmark = pytest.mark.django_db
KEYS = ("planning", "listening", "repairing")


def defined(spec: JobSpec) -> dict[str, Any]:
    """What the rollups must say, in plain Python over the rows."""
    interviews = list(Interview.objects.filter(job_spec=spec))
    totals: dict[int, list[Decimal | None]] = defaultdict(list)
    scores: dict[tuple[int, str], list[int]] = defaultdict(list)
    complete: dict[tuple[int, str], list[tuple[Decimal, int, Decimal]]] = defaultdict(list)
    for interview in interviews:
        current = getattr(interview, "current_evaluation", None)
        if interview.state != "submitted" or current is None:
            continue
        evaluation = current.evaluation
        found = {s.competency.key: s.score for s in evaluation.grading.scores.all()}
        weights = {w.competency.key: w.value for w in evaluation.version.weights.all()}
        total = total_of(weights, found)
        totals[evaluation.version.number].append(total.value)
        for key, score in found.items():
            if score is not None:
                scores[evaluation.grading.rubric.root.number, key].append(score)
                if total.is_complete and total.value is not None:
                    complete[evaluation.version.number, key].append((weights[key], score, total.value))
    return {
        "interviews": len(interviews),
        "in_progress": sum(i.state == "in_progress" for i in interviews),
        "completed": sum(i.state == "submitted" for i in interviews),
        "versions": {v: (*_sums(t for t in found if t is not None), len(found)) for v, found in totals.items()},
        "competencies": {key: _sums(found) for key, found in scores.items()},
        "weights": {key: (len(found), _together(found)) for key, found in complete.items()},
    }


def _sums(values: Iterable[Any]) -> tuple[Any, ...]:
    found = list(values)
    bins = [sum(5 * at <= value < 5 * at + 5 or (at == 19 and value == 100) for value in found) for at in range(20)]
    return len(found), sum(found), sum(value * value for value in found), bins


def _together(found: list[tuple[Decimal, int, Decimal]]) -> Decimal:
    """w · Σ (score − its mean)(total − its mean), exact, to the six places that are stored."""
    n = len(found)
    weight, score, total = found[0][0], Fraction(sum(s for _, s, _ in found), n), Fraction(sum(t for _, _, t in found)) / n
    exact = Fraction(weight) * sum((s - score) * (Fraction(t) - total) for _, s, t in found)
    return (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def stored(spec: JobSpec) -> dict[str, Any]:
    rollup = SpecRollup.objects.get(pk=spec.pk)
    versions = VersionRollup.objects.filter(version__job_spec=spec, evaluated__gt=0).select_related("version")
    competencies = CompetencyRollup.objects.filter(rubric__job_spec=spec, n__gt=0).select_related("rubric", "competency")
    weights = WeightRollup.objects.filter(version__job_spec=spec, n__gt=0).select_related("version", "competency")
    return {
        "interviews": rollup.interviews,
        "in_progress": rollup.in_progress,
        "completed": rollup.completed,
        "versions": {r.version.number: (r.n, r.total_sum, r.total_squares, r.histogram, r.evaluated) for r in versions},
        "competencies": {
            (r.rubric.number, r.competency.key): (r.n, r.score_sum, r.score_squares, r.histogram) for r in competencies
        },
        "weights": {(r.version.number, r.competency.key): (r.n, r.covariance) for r in weights},
    }


WHAT = ["begin", "submit", "submit", "grade", "grade", "grade", "grade", "withdraw", "erase", "weights", "reword", "mean", "move"]
STEP = st.tuples(
    st.sampled_from(WHAT),
    st.integers(0, 99),
    st.lists(st.none() | st.integers(0, 100), min_size=3, max_size=3),
    st.lists(st.integers(1, 98), min_size=2, max_size=2, unique=True).map(sorted),
)


def step(spec: JobSpec, what: str, at: int, scores: list[int | None], cuts: list[int]) -> None:
    """Something that happens to a spec; `at` says to which interview."""
    interviews = list(Interview.objects.filter(job_spec=spec, state="submitted").order_by("pk"))
    picked = interviews[at % len(interviews)] if interviews else None
    if what == "begin":
        make_interview(spec)
    elif what == "submit" or picked is None:
        completed(spec, {5: ""} if at % 3 == 0 else {})
    elif what == "grade" and not picked.candidate.erased_at:  # the same one again, too: the newest grading counts
        make_evaluation(picked, dict(zip(KEYS, scores, strict=True)))
    elif what == "withdraw":
        endings.withdraw(interview=picked, by=picked.candidate)
    elif what == "erase":
        erase_candidate(candidate=picked.candidate, by=None)
    elif what == "weights":
        shares = (cuts[0], cuts[1] - cuts[0], 100 - cuts[1])
        change_weights(spec, {key: str(Decimal(share) / 100) for key, share in zip(KEYS, shares, strict=True)})
    elif what in ("reword", "mean"):
        reword(spec, meaning_changed=what == "mean")
    elif what == "move":
        evaluate_all_under_current(job_spec=spec, by=None)


@settings(max_examples=6, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(history=st.lists(STEP, min_size=8, max_size=18))
def test_rollups_are_what_the_definition_says_after_any_history(history: list[Any]) -> None:
    with transaction.atomic():
        spec, bystander = make_spec(), make_spec()
        make_evaluation(completed(bystander), {"planning": 33})
        for number, happening in enumerate(history, start=1):
            step(spec, *happening)
            spec.refresh_from_db()
            if number % 6 == 0 or number == len(history):
                recompute_rollup(spec_id=spec.pk)
                assert stored(spec) == defined(spec)
        assert recompute_rollup(spec_id=bystander.pk)
        assert stored(bystander) == defined(bystander)
        transaction.set_rollback(True)


def test_what_each_weight_decides_sums_to_the_spread_of_totals() -> None:
    spec = make_spec()
    totals: list[Decimal] = []
    for planning, listening, repairing in ((20, 50, 60), (80, 50, 40), (60, 50, 90), (100, None, 10)):
        scores = {"planning": planning, "listening": listening, "repairing": repairing}
        evaluation = make_evaluation(completed(spec), scores)
        if listening is not None and evaluation.total is not None:
            totals.append(evaluation.total)
    recompute_rollup(spec_id=spec.pk)
    found = stored(spec)["weights"]
    assert {n for n, _ in found.values()} == {3}  # one has no score for listening
    assert found[1, "listening"] == (3, 0)  # 0.30 that decides nothing: all have the same score
    spread = sum((t * t for t in totals), Decimal(0)) - sum(totals, Decimal(0)) ** 2 / 3
    assert abs(sum(covariance for _, covariance in found.values()) - spread) < Decimal("0.00001")


def test_the_seed_state_is_one_begun_and_nothing_else() -> None:
    spec = make_spec()
    make_interview(spec)
    recompute_rollup(spec_id=spec.pk)
    assert stored(spec) == {"interviews": 1, "in_progress": 1, "completed": 0, "versions": {}, "competencies": {}, "weights": {}}


def test_what_is_gone_is_set_to_zero() -> None:
    spec = make_spec()
    interview = completed(spec)
    make_evaluation(interview)
    recompute_rollup(spec_id=spec.pk)
    assert stored(spec)["versions"]
    endings.withdraw(interview=interview, by=interview.candidate)
    recompute_rollup(spec_id=spec.pk)
    gone = stored(spec)
    assert (gone["versions"], gone["competencies"], gone["weights"]) == ({}, {}, {})
    assert stored(spec)["interviews"] == 1


def test_many_marks_are_one_computation_of_one_statement() -> None:
    spec = make_spec()
    recompute_rollup(spec_id=spec.pk)
    for _ in range(5):
        want_rollup(spec_id=spec.pk)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        tasks.recompute_rollup(job_spec_id=str(spec.pk))
        for _ in range(4):
            tasks.recompute_rollup(job_spec_id=str(spec.pk))
    writing = [q["sql"] for q in queries if "INSERT" in q["sql"] or "UPDATE jobspecs" in q["sql"]]
    assert len(writing) == 1


def test_computing_twice_is_the_same_as_once() -> None:
    spec = make_spec()
    make_evaluation(completed(spec))
    recompute_rollup(spec_id=spec.pk)
    once = stored(spec)
    assert not recompute_rollup(spec_id=spec.pk)
    want_rollup(spec_id=spec.pk)
    assert recompute_rollup(spec_id=spec.pk)
    assert stored(spec) == once


def test_everything_that_changes_a_figure_marks_it() -> None:
    spec = make_spec()

    def is_marked() -> bool:
        marked = SpecRollup.objects.filter(rollups.STALE, pk=spec.pk).exists()
        recompute_rollup(spec_id=spec.pk)
        return marked

    assert is_marked()
    assert not is_marked()
    running = completed(spec, submit=False)
    assert is_marked()
    interview = completed(spec)
    assert is_marked()
    make_evaluation(interview)
    assert is_marked()
    change_weights(spec, {"planning": "0.20", "listening": "0.20", "repairing": "0.60"})
    assert is_marked()
    evaluate_all_under_current(job_spec=spec, by=None)
    assert is_marked()
    endings.withdraw(interview=running, by=running.candidate)
    assert is_marked()


def test_the_sweeper_finds_what_is_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    spec, fresh = make_spec(), make_spec()
    recompute_rollup(spec_id=fresh.pk)
    sent: list[str] = []
    monkeypatch.setattr(tasks.recompute_rollup, "send", lambda *, job_spec_id: sent.append(job_spec_id))
    sweeping.sweep()
    assert str(spec.pk) in sent
    assert str(fresh.pk) not in sent
