"""Gradings and evaluations, by the real operations with an engine that gives what a test wants."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

from django.test import override_settings

from interviews.models import Interview, Transcription
from interviews.operations.answering import submit as hand_in
from interviews.operations.transcribing import transcribe
from interviews.queries import questions_of
from interviews.speech.base import Transcript, Word
from jobspecs.models import JobSpec, Version
from jobspecs.operations.versions import replace_weights
from scoring.engines import _loaded
from scoring.grading.base import GivenAnswer, Grade, GradingResult, Quote, RubricCompetency
from scoring.levels import level_of_score
from scoring.models import Evaluation, Grading, GradingOrder
from scoring.operations import grading, orders, reading
from scoring.operations.calls import engine_for
from tests.factories.answers import give_answers
from tests.factories.interviews import make_interview
from tests.factories.voices import go_to_part_two, speak

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


SPOKEN_TEXT = "In that week I asked both riders first, then I mended the wheel and it held."


class ScriptedListener:
    """Hears what a test says was said, a word a second; those in `unsure` it doubts."""

    name, model = "scripted", "m1"

    def __init__(self, text: str, unsure: Collection[str] = (), *, pace: float = 1.0, sure: float = 0.95) -> None:
        self.text, self.unsure, self.pace, self.sure = text, unsure, pace, sure

    def transcribe(self, recording: Path, *, language: str) -> Transcript:
        words = [
            Word(word, at * self.pace, (at + 0.8) * self.pace, 0.3 if word.strip(".,?!") in self.unsure else self.sure)
            for at, word in enumerate(self.text.split())
        ]
        seconds = len(words) * self.pace
        return Transcript(self.text, words, language, seconds, min(seconds, len(words) / 2), self.name, self.model)


def spoken(spec: JobSpec, prompts: Collection[int] = (4,), *, submit: bool = True, **given: Any) -> Interview:
    """A completed interview in which these prompts were answered aloud and all else was typed; nothing is written down yet."""
    interview = make_interview(spec, **given)
    go_to_part_two(interview)
    asked = list(interview.asked.filter(round_position=2).values_list("position", flat=True))
    typed = {at: f"In case {at} I looked first, then mended it." for at in asked if at not in prompts}
    give_answers(interview, typed)
    for position in asked:
        if position in prompts:
            speak(interview, position, count=1)
    return hand_in(interview=interview, left_unanswered=(), by=interview.candidate) if submit else interview


def write_down(
    interview: Interview, position: int = 4, text: str = SPOKEN_TEXT, unsure: Collection[str] = (), **how: Any
) -> None:
    """Have a spoken answer heard as this text."""
    waiting = Transcription.objects.get(take__answer__asked__interview=interview, take__answer__asked__position=position)
    engine = ScriptedListener(text, unsure, **how)
    with mock.patch("interviews.operations.transcribing.listener", return_value=engine):
        assert transcribe(transcription_id=waiting.pk), Transcription.objects.get(pk=waiting.pk).error


def read_alone(order: GradingOrder) -> reading.Graded:
    """What the engine makes of the interview of an order that is claimed."""
    (at,), _ = reading.at_hand([order])
    return reading.read_by_engine(engine_for(order, at.interview), at)


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
