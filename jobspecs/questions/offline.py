"""The offline question engine: templates of the competency library, filled with the description's own duties."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import cycle, islice

from config.llm import Meter
from jobspecs.drafting.phrases import work_of
from jobspecs.drafting.protected import touches_protected_ground
from jobspecs.library.loader import Wording, library
from jobspecs.questions.base import Brief, BriefCompetency, QuestionsFailed, WrittenQuestion
from jobspecs.questions.duties import duties_for

MOST_WORDS = 60
WRITTEN, VOICE = "written", "voice"
USUAL_COUNT = {WRITTEN: 3, VOICE: 4}
HEAVY = Decimal("0.20")


class OfflineQuestions:
    """Written work-sample cases and behavioural voice prompts; the same brief gives the same questions."""

    name = "offline"

    def __init__(self, meter: Meter | None = None) -> None:
        """Costs nothing, so that the meter stays as it is."""

    def write(
        self, brief: Brief, *, kind: str, count: int, only: Collection[str] = (), avoid: Collection[str] = ()
    ) -> list[WrittenQuestion]:
        """Exactly `count` questions of this kind, heavy competencies first. See `QuestionEngine.write`.

        Raises QuestionsFailed where the templates give no further question that differs from those in `avoid`.
        """
        if kind not in USUAL_COUNT:
            raise QuestionsFailed(f"There is no round of the kind {kind!r}; a round is {WRITTEN!r} or {VOICE!r}.")
        chosen = [competency for competency in brief.competencies if not only or competency.key in only]
        if not chosen:
            raise QuestionsFailed("None of the competencies asked for is in this job spec. Choose one that is.")
        order = _round_order(chosen, kind, count) if not only else list(islice(cycle(_heaviest_first(chosen)), count))
        used = set(avoid)
        return [self._question(brief, competency, kind, used) for competency in order]

    def _question(self, brief: Brief, competency: BriefCompetency, kind: str, used: set[str]) -> WrittenQuestion:
        for question in _possible(brief, competency, kind):
            if question.text not in used and len(question.text.split()) <= MOST_WORDS:
                used.add(question.text)
                return question
        raise QuestionsFailed(
            f"There is no further question for {competency.name} that differs from those you have. Write or edit one by hand."
        )


def _heaviest_first(competencies: Sequence[BriefCompetency]) -> list[BriefCompetency]:
    return sorted(competencies, key=lambda competency: -competency.weight)


def _round_order(competencies: Sequence[BriefCompetency], kind: str, count: int) -> list[BriefCompetency]:
    """Round 01 asks the heaviest; Round 02 asks first what Round 01 left out, then the heaviest again.

    Each round is written alone and reckons with the usual count of the other; where a round has fewer questions, the heavy
    competencies that the written round leaves out come first in the voice round.
    """
    ranked = _heaviest_first(competencies)
    if kind == WRITTEN:
        return list(islice(cycle(ranked), count))
    left = ranked[USUAL_COUNT[WRITTEN] :]
    return list(islice(_then_cycle(left, ranked), count))


def _then_cycle(first: Sequence[BriefCompetency], ranked: Sequence[BriefCompetency]) -> Iterator[BriefCompetency]:
    yield from first
    yield from cycle(ranked)


def _possible(brief: Brief, competency: BriefCompetency, kind: str) -> Iterator[WrittenQuestion]:
    """Every question that the templates and the duties allow: the competency's own templates before the general ones, and
    within them each template with another duty first.
    """
    known = library().find(competency.key)
    fitting = [duty for duty in duties_for(brief, competency) if not touches_protected_ground(duty)]
    duties = fitting or [work_of(brief.title)]
    for wording in (known.wording, library().frame) if known else (library().frame,):
        for shift in range(len(duties)):
            for place, (template, probes) in enumerate(_templates(wording, kind)):
                duty = duties[(shift + place) % len(duties)]
                text = template.format(duty=duty, title=brief.title, work=competency.name.lower())
                yield WrittenQuestion(competency=competency.key, text=text, probes=probes, guide=wording.guide)


def _templates(wording: Wording, kind: str) -> list[tuple[str, tuple[str, ...]]]:
    if kind == WRITTEN:
        return [(template, ()) for template in wording.written]
    return [(prompt.prompt, prompt.probes) for prompt in wording.voice]
