"""The offline question engine: templates of the competency library, filled with the description's own duties."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import cycle, islice

from config.llm import Meter
from jobspecs.drafting.protected import touches_protected_ground
from jobspecs.library.loader import Wording, library
from jobspecs.questions.base import Brief, BriefCompetency, Guide, QuestionsFailed, WrittenQuestion
from jobspecs.questions.duties import Duty, duties_for
from jobspecs.questions.guides import guide_for
from jobspecs.questions.phrasing import additions

MOST_WORDS = 60
WRITTEN, VOICE = "written", "voice"
USUAL_COUNT = {WRITTEN: 3, VOICE: 4}
HEAVY = Decimal("0.20")

# What it costs to say something again, in the measure of `jobspecs.questions.duties`; the cheapest question is asked.
DUTY_AGAIN, TEMPLATE_AGAIN = 2.0, 4.0
FRAME = 3.0  # a template of every trade where the competency has its own
UNFIT = 4.0  # a template of the competency's own with a duty that names nothing of its matter

_STARTING = frozenset(["intern", "junior"])
_OF_A_LEADER = re.compile(  # a template that presumes having led people
    r"\byou (?:lead|led|manage|hired|dismissed|promoted|delegated|took over)\b|\breports? to you\b|\btake over a team\b"
    r"|\bunder (?:you|your lead)\b|\bon your team\b|\byour (?:people|crew|staff|managers|first board)\b|\bthat you set and\b",
    re.I,
)
_OF_ANOTHER = re.compile(r"\b(?:colleague|somebody|someone|team|crew|unit|customer)\b[^.:,]*\{duty\}", re.I)  # who does the duty


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
        order = islice(cycle(_heaviest_first(chosen)), count) if only else _round_order(chosen, kind, count, brief.asked)
        duties = {competency.key: duties_for(brief, competency) for competency in chosen}
        said = list(avoid)
        written: list[WrittenQuestion] = []
        for competency in order:
            written.append(_question(brief, competency, duties[competency.key], kind, said))
            said.append(written[-1].text)
        return written


def _heaviest_first(competencies: Sequence[BriefCompetency]) -> list[BriefCompetency]:
    return sorted(competencies, key=lambda competency: -competency.weight)


def _round_order(
    competencies: Sequence[BriefCompetency], kind: str, count: int, asked: Collection[str] | None
) -> list[BriefCompetency]:
    """What the other round leaves out comes first, the heaviest before all; then the heaviest again.

    A round that is written alone (`asked` is None) reckons with the usual count of the other: Round 01 asks the heaviest,
    Round 02 what that leaves out.
    """
    ranked = _heaviest_first(competencies)
    if asked is None:
        asked = [competency.key for competency in ranked[: USUAL_COUNT[WRITTEN]]] if kind == VOICE else []
    left = [competency for competency in ranked if competency.key not in asked]
    return [*left, *islice(cycle(ranked), max(0, count - len(left)))][:count]


@dataclass(frozen=True)
class _Template:
    text: str
    probes: tuple[str, ...]
    guide: Guide
    cost: float
    own: bool  # of the competency, and not of every trade

    def said(self, texts: Sequence[str]) -> int:
        """How often the longest part of it without a slot stands in these texts."""
        part = max(re.split(r"\{\w+\}", self.text), key=len)
        return sum(part in text for text in texts)


def _question(
    brief: Brief, competency: BriefCompetency, known: Sequence[Duty], kind: str, said: Sequence[str]
) -> WrittenQuestion:
    """The question that fits best and repeats least. Raises QuestionsFailed."""
    duties = {duty: duty.cost + DUTY_AGAIN * sum(duty.text in text for text in said) for duty in known}
    templates = {
        template: template.cost + TEMPLATE_AGAIN * template.said(said) for template in _templates(competency, brief.level, kind)
    }
    pairs = (
        (duties[duty] + templates[template] + UNFIT * (template.own and not duty.fits), template, duty)
        for template in templates
        for duty in duties
    )
    for _, template, duty in sorted(pairs, key=lambda pair: pair[0]):
        text = template.text.format(duty=duty.text, title=brief.title, work=competency.name.lower())
        if _may_be_asked(template, duty, text, brief.level) and not any(text in other for other in said):
            return WrittenQuestion(
                competency=competency.key,
                text=_with_addition(text, brief.level, kind, len(said)),
                probes=template.probes,
                guide=guide_for(template.guide, written=kind == WRITTEN, duty=duty.text),
                sources=duty.sources,
            )
    raise QuestionsFailed(
        f"There is no further question for {competency.name} that differs from those you have. Write or edit one by hand."
    )


def _templates(competency: BriefCompetency, level: str, kind: str) -> Iterator[_Template]:
    """The competency's own, then those of every trade; for who leads, first those that speak of leading."""
    known = library().find(competency.key)
    for wording, cost in ((known.wording, 0.0), (library().frame, FRAME)) if known else ((library().frame, 0.0),):
        for text, probes in _wordings(wording, kind):
            yield _Template(text, probes, wording.guide, cost, wording is not library().frame)


def _wordings(wording: Wording, kind: str) -> list[tuple[str, tuple[str, ...]]]:
    if kind == WRITTEN:
        return [(template, ()) for template in wording.written]
    return [(prompt.prompt, prompt.probes) for prompt in wording.voice]


def _may_be_asked(template: _Template, duty: Duty, text: str, level: str) -> bool:
    if _length(text) > MOST_WORDS or touches_protected_ground(text):
        return False
    if level in _STARTING and _OF_A_LEADER.search(template.text):
        return False
    return not (re.search(r"\byour?\b", duty.text) and _OF_ANOTHER.search(template.text))


def _with_addition(text: str, level: str, kind: str, place: int) -> str:
    """The question with what its level adds, where there is room for it and no question has just been asked."""
    added = additions(level, kind) if level in _STARTING or kind == WRITTEN or not text.endswith("?") else ()
    longer = f"{text} {added[place % len(added)]}" if added else text
    return longer if _length(longer) <= MOST_WORDS else text


def _length(text: str) -> int:
    """Words, counted strictly: "write-heavy" is two."""
    return len(re.findall(r"[^\W_]+", text))
