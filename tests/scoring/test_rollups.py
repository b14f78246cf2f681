"""The aggregates are what a plain definition over the source rows says, after any history."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interviews.models import Interview
from interviews.operations import endings
from jobspecs.models import CompetencyRollup, JobSpec, SpecRollup, VersionRollup
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
    for interview in interviews:
        current = getattr(interview, "current_evaluation", None)
        if interview.state != "submitted" or current is None:
            continue
        evaluation = current.evaluation
        found = {s.competency.key: s.score for s in evaluation.grading.scores.all()}
        weights = {w.competency.key: w.value for w in evaluation.version.weights.all()}
        totals[evaluation.version.number].append(total_of(weights, found).value)
        for key, score in found.items():
            if score is not None:
                scores[evaluation.grading.rubric.root.number, key].append(score)
    return {
        "interviews": len(interviews),
        "in_progress": sum(i.state == "in_progress" for i in interviews),
        "completed": sum(i.state == "submitted" for i in interviews),
        "versions": {v: (*_sums(t for t in found if t is not None), len(found)) for v, found in totals.items()},
        "competencies": {key: _sums(found) for key, found in scores.items()},
    }


def _sums(values: Iterable[Any]) -> tuple[Any, ...]:
    found = list(values)
    return len(found), sum(found), sum(value * value for value in found)


def stored(spec: JobSpec) -> dict[str, Any]:
    rollup = SpecRollup.objects.get(pk=spec.pk)
    versions = VersionRollup.objects.filter(version__job_spec=spec, evaluated__gt=0).select_related("version")
    competencies = CompetencyRollup.objects.filter(rubric__job_spec=spec, n__gt=0).select_related("rubric", "competency")
    return {
        "interviews": rollup.interviews,
        "in_progress": rollup.in_progress,
        "completed": rollup.completed,
        "versions": {r.version.number: (r.n, r.total_sum, r.total_squares, r.evaluated) for r in versions},
        "competencies": {(r.rubric.number, r.competency.key): (r.n, r.score_sum, r.score_squares) for r in competencies},
    }


def step(spec: JobSpec, chance: random.Random) -> None:
    """Something that happens to a spec."""
    interviews = list(Interview.objects.filter(job_spec=spec, state="submitted"))
    what = chance.choice(["begin", "submit", "submit", "grade", "grade", "grade", "withdraw", "weights", "reword", "move"])
    if what == "begin":
        make_interview(spec)
    elif what == "submit":
        completed(spec, {5: ""} if chance.random() < 0.3 else {})
    elif what == "grade" and interviews:
        make_evaluation(chance.choice(interviews), {k: chance.choice([None, chance.randint(0, 100)]) for k in KEYS})
    elif what == "withdraw" and interviews and chance.random() < 0.5:
        picked = chance.choice(interviews)
        endings.withdraw(interview=picked, by=picked.candidate)
    elif what == "weights":
        cents = sorted(chance.sample(range(1, 99), 2))
        shares = (cents[0], cents[1] - cents[0], 100 - cents[1])
        change_weights(spec, {key: str(Decimal(share) / 100) for key, share in zip(KEYS, shares, strict=True)})
    elif what == "reword" and chance.random() < 0.5:
        reword(spec, meaning_changed=chance.random() < 0.6)
    elif what == "move":
        evaluate_all_under_current(job_spec=spec, by=None)


@pytest.mark.parametrize("seed", range(5))
def test_rollups_are_what_the_definition_says_after_any_history(seed: int) -> None:
    chance = random.Random(seed)
    spec, bystander = make_spec(), make_spec()
    make_evaluation(completed(bystander), {"planning": 33})
    for _ in range(3):
        for _ in range(8):
            step(spec, chance)
        spec.refresh_from_db()
        recompute_rollup(spec_id=spec.pk)
        assert stored(spec) == defined(spec)
    assert recompute_rollup(spec_id=bystander.pk)
    assert stored(bystander) == defined(bystander)


def test_the_seed_state_is_one_begun_and_nothing_else() -> None:
    spec = make_spec()
    make_interview(spec)
    recompute_rollup(spec_id=spec.pk)
    assert stored(spec) == {"interviews": 1, "in_progress": 1, "completed": 0, "versions": {}, "competencies": {}}


def test_what_is_gone_is_set_to_zero() -> None:
    spec = make_spec()
    interview = completed(spec)
    make_evaluation(interview)
    recompute_rollup(spec_id=spec.pk)
    assert stored(spec)["versions"]
    endings.withdraw(interview=interview, by=interview.candidate)
    recompute_rollup(spec_id=spec.pk)
    assert (stored(spec)["versions"], stored(spec)["competencies"]) == ({}, {})
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
