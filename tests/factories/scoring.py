"""Gradings and evaluations, by the real operations with an engine that gives what a test wants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.test import override_settings

from interviews.models import Interview
from interviews.queries import questions_of
from jobspecs.models import JobSpec, Version
from jobspecs.operations.versions import replace_weights
from scoring.engines import _loaded
from scoring.grading.base import GivenAnswer, Grade, GradingResult, Quote, RubricCompetency
from scoring.levels import level_of_score
from scoring.models import Evaluation, Grading, GradingOrder
from scoring.operations import grading, orders
from tests.factories.interviews import make_interview

SCRIPTED = "tests.factories.scoring.ScriptedEngine"


class ScriptedEngine:
    """Gives the scores that a test has set; its evidence is the whole first answer of each competency.

    An exception in place of the scores is raised.
    """

    name = "scripted"
    version = "1"
    rereadings = 0
    scores: Mapping[str, int | None] | Exception = {}
    calls = 0

    def grade(self, rubric: Sequence[RubricCompetency], answers: Sequence[GivenAnswer]) -> GradingResult:
        type(self).calls += 1
        if isinstance(self.scores, Exception):
            raise self.scores
        return GradingResult(
            [self._grade(row.key, answers) for row in rubric], model="m1", parameters={"seed": 7}, prompt="Read carefully."
        )

    def _grade(self, key: str, answers: Sequence[GivenAnswer]) -> Grade:
        assert not isinstance(self.scores, Exception)
        score = self.scores.get(key, 50)
        if score is None:
            return Grade(key, None, None, missing="unreadable", reason="Only noise.")
        said = [a for a in answers if a.competency == key and a.text]
        quotes = [Quote(a.ref, 0, len(a.text), a.text) for a in said[:1] if a.text]
        return Grade(key, score, level_of_score(score), reason=f"As scripted: {score}.", confidence=0.8, evidence=tuple(quotes))


@contextmanager
def scripted(scores: Mapping[str, int | None] | Exception) -> Iterator[type[ScriptedEngine]]:
    """Have every spec graded by the scripted engine meanwhile."""
    before, ScriptedEngine.scores, ScriptedEngine.calls = ScriptedEngine.scores, scores, 0
    try:
        with override_settings(GRADING_ENGINES={"scripted": SCRIPTED}, GRADING_ENGINE="scripted"):
            yield ScriptedEngine
    finally:
        ScriptedEngine.scores = before
        _loaded.cache_clear()


def completed(spec: JobSpec, answers: Mapping[int, str] | None = None, *, submit: bool = True, **given: Any) -> Interview:
    """An interview in which each question is answered; `answers` says otherwise by position, "" is left unanswered."""
    positions = range(1, questions_of(spec).count() + 1)
    said = {position: f"In case {position} I looked first, then mended it." for position in positions} | dict(answers or {})
    return make_interview(spec, answers={at: text for at, text in said.items() if text}, submitted=submit, **given)


def make_grading(interview: Interview, scores: Mapping[str, int | None] | None = None) -> Grading:
    """Grade a completed interview: 50 for each competency that `scores` does not name, None for one that is missing.

    What was not asked or not answered is graded as such, whatever `scores` says.
    """
    with scripted(scores or {}):
        order = orders.order_grading(interview=interview, by=None)
        assert grading.grade(order_id=order.pk), GradingOrder.objects.get(pk=order.pk).error
    return Grading.objects.get(order=order)


def make_evaluation(interview: Interview, scores: Mapping[str, int | None] | None = None) -> Evaluation:
    """The evaluation that comes of grading a completed interview; it is the current one."""
    evaluation: Evaluation = make_grading(interview, scores).evaluations.get()
    return evaluation


def change_weights(spec: JobSpec, weights: Mapping[str, str], **fields: Any) -> Version:
    """Save other weights as the spec's next version."""
    version = replace_weights(
        job_spec=spec,
        base=spec.versions.latest("number").number,
        weights={key: Decimal(value) for key, value in weights.items()},
        reason="a test",
        by=None,
        **fields,
    )
    spec.refresh_from_db()
    return version
