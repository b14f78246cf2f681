"""What a total would be without one answer, or with it again: computed as a grading would, and stored nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from interviews.models import Asked, Interview
from jobspecs.models import RubricRow, Version
from scoring.checked import ResultUnusable, checked
from scoring.choices import Missing
from scoring.engines import UnknownEngine, engine_name_of, engine_named
from scoring.grading.base import GivenAnswer, Grade, GradingEngine, GradingFailed, NotGradable
from scoring.grading.hearing import hanging_on_doubt
from scoring.models import CurrentEvaluation
from scoring.queries.material import Material, material_of, words_in_doubt
from scoring.totals import Total, total_of, whole


@dataclass(frozen=True)
class Moved:
    """A competency whose score would be another; None is no score."""

    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Preview:
    """Before and after. `before` is None where there is no score yet; `why_not` says why there is no `after`."""

    before: Total | None
    after: Total | None
    moved: Sequence[Moved] = ()
    why_not: str = ""

    @property
    def in_words(self) -> str:
        """ "Total 72 → 75, based on 85 % of the weights (was 100 %)"."""
        if self.after is None:
            return ""
        was = f" (was {whole(self.before.coverage * 100)} %)" if self.before else ""
        steps = f"{_value(self.before)} → {_value(self.after)}"
        return f"Total {steps}, based on {whole(self.after.coverage * 100)} % of the weights{was}"


LATER = "This spec is graded by a language model: the result will come when the interview has been graded anew."
LISTENER = "Somebody would have to listen first: the score would hang on words that were hard to hear."
CANNOT = "It cannot be computed beforehand just now. The result will come when the interview has been graded anew."


def preview_of(asked: Asked, *, counts: bool) -> Preview:
    """The total of the interview with this answer counted, or not; it stands in an interview that is handed in.

    Only where the spec's engine is cheap to ask. To be called with no transaction open.
    """
    interview = Interview.objects.select_related("job_spec", "rubric").get(pk=asked.interview_id)
    before, scores = _now(interview)
    try:
        engine = engine_named(engine_name_of(interview.job_spec))
        if not engine.rereadings:  # to ask it is dear
            return Preview(before, None, why_not=LATER)
        material = _changed(material_of(interview), asked, counts=counts)
        new = _scores_by(engine, interview, material)
    except (GradingFailed, NotGradable, UnknownEngine, ResultUnusable):
        return Preview(before, None, why_not=CANNOT)
    if new is None:
        return Preview(before, None, why_not=LISTENER)
    version = Version.objects.filter(rubric__root_id=interview.rubric.root_id).latest("number")
    weights = {weight.competency.key: weight.value for weight in version.weights.select_related("competency")}
    return Preview(before, total_of(weights, new), _moved(interview, scores, new))


def _now(interview: Interview) -> tuple[Total | None, dict[str, int | None]]:
    """The total that counts now, with its scores by key."""
    current = CurrentEvaluation.objects.filter(interview=interview).select_related("evaluation__grading").first()
    if current is None:
        return None, {}
    found = current.evaluation
    scores = found.grading.scores.select_related("competency")
    total = Total(found.total, found.coverage, found.lower, found.upper)
    return total, {score.competency.key: score.score for score in scores}


def _changed(material: Material, asked: Asked, *, counts: bool) -> Material:
    def given(answer: GivenAnswer) -> GivenAnswer:
        if answer.ref != str(asked.position):
            return answer
        if not counts:
            return replace(answer, text=None, missing=Missing.TECHNICAL.value)
        revision = asked.answer.current_revision
        return replace(answer, text=revision.text if revision else "", missing="")

    return replace(material, answers=tuple(map(given, material.answers)))


def _scores_by(engine: GradingEngine, interview: Interview, material: Material) -> dict[str, int | None] | None:
    """The scores by key; None where they would hang on words that nobody has listened to."""

    def grades(answers: Sequence[GivenAnswer]) -> list[Grade]:
        return checked(material.rubric, answers, engine.grade(material.rubric, answers))

    graded = grades(material.answers)
    doubted = words_in_doubt(interview, material)
    if hanging_on_doubt(graded, material.answers, doubted, engine.rereadings, grades):
        return None
    return {grade.competency: grade.score for grade in graded}


def _moved(interview: Interview, before: Mapping[str, int | None], after: Mapping[str, int | None]) -> list[Moved]:
    rows = RubricRow.objects.filter(rubric=interview.rubric).select_related("competency").order_by("position")
    names = [(row.competency.key, row.name) for row in rows]
    return [Moved(name, before.get(key), after[key]) for key, name in names if before.get(key) != after[key]]


def _value(total: Total | None) -> str:
    return "no total" if total is None or total.value is None else str(whole(total.value))
