"""The grading engine behind which a language model stands (docs/llm.md): one question a competency, asked an odd number of times.

What comes back is held against the answers letter for letter; the median of the runs counts. Nothing falls back: a provider
that is away makes grading wait. What was left unanswered or not asked is no question for a model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from config.llm import OK, UNUSABLE, Call, Client, Meter, ModelAway, prompt_hash
from scoring.grading.addressed import INSTRUCTIONS as SPOKE_TO_THE_GRADER
from scoring.grading.addressed import without_what_speaks_to_the_grader
from scoring.grading.base import (
    GivenAnswer,
    Grade,
    GradingFailed,
    GradingResult,
    ModelRun,
    ModelWork,
    NotGradable,
    Quote,
    ReplyUnusable,
    RubricCompetency,
)
from scoring.grading.legible import is_legible
from scoring.grading.llm_answers import Judgement, QuotedWords
from scoring.grading.llm_prompts import INSTRUCTIONS, SEPARATOR, Shown, prompt_of
from scoring.grading.rubrics import read_rubric
from scoring.grading.settling import Judged, longest_part, quote_of, settled, within_level
from scoring.grading.words import tokens

NOT_COUNTED = "Words that speak to the grader were not counted."
ONLY_SPOKE = "Speaks to the grader and answers nothing."
OPENING = 45  # words of such an answer that are shown
FIRST_SEED = 1
MUTE = Judged(score=None, reason="", quotes=(), offered=0)
_LABEL = re.compile(r"A?(\w+(?::\w+)?)")


@dataclass(frozen=True)
class _Read:
    """An answer that has words, and what was noticed in it."""

    answer: GivenAnswer
    text: str  # as a model is shown it
    flags: frozenset[str]


class LlmGrading:
    """Asks the model that the settings name. Implements the GradingEngine protocol, and AsksModel."""

    name = "llm"
    version = "2"
    rereadings = 0

    def __init__(self, work: ModelWork | None = None) -> None:
        self._work = work or ModelWork(Meter(whose="this interview"), runs=1)
        self._client = Client(self._work.meter)

    def for_work(self, work: ModelWork) -> LlmGrading:
        """An engine that grades within these limits and notes what it asks."""
        return LlmGrading(work)

    def grade(self, rubric: Sequence[RubricCompetency], answers: Sequence[GivenAnswer]) -> GradingResult:
        """A grade for every competency, in the rubric's order. Raises GradingFailed, ReplyUnusable, NotGradable."""
        _check(rubric, answers)
        ready = read_rubric(tuple(rubric))
        read = [_Read(answer, *without_what_speaks_to_the_grader(answer, ready)) for answer in answers if _has_words(answer)]
        grades = [self._grade(competency, answers, read) for competency in rubric]
        asked = [run.call.parameters for run in self._work.made]
        parameters = {key: value for key, value in (asked[0] if asked else {}).items() if key != "seed"}
        return GradingResult(
            grades=grades,
            model=self._client.name,
            parameters=parameters | {"runs": self._work.runs, "first_seed": FIRST_SEED},
            prompt=f"{INSTRUCTIONS}{SEPARATOR}{Judgement.model_json_schema()}",
        )

    def _grade(self, competency: RubricCompetency, answers: Sequence[GivenAnswer], read: Sequence[_Read]) -> Grade:
        own = [one for one in read if one.answer.competency == competency.key]
        asked = [answer for answer in answers if answer.competency == competency.key]
        unanswered = sum(answer.text is not None and not answer.text.strip() for answer in asked)
        if not own:
            return _without_words(competency.key, asked, unanswered)
        flags = tuple(sorted(frozenset().union(*(one.flags for one in own))))
        if not any(one.text.strip() for one in own):
            return _only_spoke(competency.key, own, flags)
        runs = list(self._runs(competency, _shown(competency.key, read)))
        grade = settled(competency.key, runs, answered=len(own), unanswered=unanswered)
        if SPOKE_TO_THE_GRADER in flags:
            grade = replace(grade, reason=f"{grade.reason} {NOT_COUNTED}".strip())
        return replace(grade, flags=flags)

    def _runs(self, competency: RubricCompetency, shown: Sequence[Shown]) -> Iterator[Judged]:
        """One that says nothing of use has no voice. Raises ReplyUnusable where most have none, GradingFailed."""
        prompt = prompt_of(competency, shown)
        mute = 0
        for number in range(1, self._work.runs + 1):
            known = self._known(competency.key, number, prompt)
            try:
                yield _judged(known or self._asked(competency.key, number, prompt), shown)
            except ReplyUnusable:
                mute += 1
                if mute * 2 > self._work.runs:
                    raise
                yield MUTE

    def _known(self, key: str, number: int, prompt: str) -> Judgement | None:
        """What the model said to the same question in an earlier try at this grading."""
        digest = prompt_hash(INSTRUCTIONS, prompt, Judgement.model_json_schema())
        reply = self._work.known.get((digest, number), "")
        try:
            judgement = Judgement.model_validate_json(reply)
        except ValueError:  # there is none, or it stands in words around it: then it is asked again
            return None
        nothing = Call(key, self._client.name, {"seed": _seed(number)}, digest, 0, 0, 0, 0.0, Decimal(0), OK)
        self._work.made.append(ModelRun(key, number, nothing, f"{INSTRUCTIONS}{SEPARATOR}{prompt}", reply))
        return judgement

    def _asked(self, key: str, number: int, prompt: str) -> Judgement:
        """Raises GradingFailed where the provider is away, ReplyUnusable where what it says is of no use."""
        calls = self._work.meter.calls
        before = len(calls)
        try:
            return self._client.ask(purpose=key, instructions=INSTRUCTIONS, prompt=prompt, answer=Judgement, seed=_seed(number))
        except ModelAway as away:
            if len(calls) > before and calls[-1].outcome == UNUSABLE:
                raise ReplyUnusable(f"The language model {away}.") from away
            for_all = self._work.meter.away is not None
            waits = "The grading service does not answer" if for_all else "Grading waits"
            raise GradingFailed(f"{waits}: the language model {away}.", for_all=for_all) from away
        finally:
            if len(calls) > before:
                sent = f"{INSTRUCTIONS}{SEPARATOR}{prompt}"
                self._work.made.append(ModelRun(key, number, calls[-1], sent, self._client.reply))


def _check(rubric: Sequence[RubricCompetency], answers: Sequence[GivenAnswer]) -> None:
    keys = {competency.key for competency in rubric}
    if len(keys) != len(rubric) or len({answer.ref for answer in answers}) != len(answers):
        raise NotGradable("two competencies have the same key, or two answers the same ref; make them unique")
    if not {answer.competency for answer in answers} <= keys or any(len(one.anchors) != 5 for one in rubric):
        raise NotGradable("an answer belongs to no competency of this rubric, or a competency has not five anchors")


def _shown(key: str, read: Sequence[_Read]) -> list[Shown]:
    """What a model reads for one competency: the same for each but for what `is_own`. In a file one answer may serve several
    competencies: it is shown once.
    """
    found: dict[tuple[str, str], Shown] = {}
    for one in read:
        if not one.text.strip():
            continue
        shown = Shown(one.answer.ref, one.answer.question, one.text, one.answer.text or "", one.answer.competency == key)
        same = found.setdefault((shown.question, shown.text), shown)
        found[shown.question, shown.text] = replace(same, is_own=same.is_own or shown.is_own)
    return list(found.values())


def _has_words(answer: GivenAnswer) -> bool:
    return bool(answer.text and answer.text.strip())


def _seed(number: int) -> int:
    return FIRST_SEED + number - 1


def _without_words(key: str, asked: Sequence[GivenAnswer], unanswered: int) -> Grade:
    """Rules 2 and 3 of the design: silence is level 1; what was not asked, or lost on our side, has no score."""
    if unanswered:
        return Grade(key, 0, 1, reason="Left unanswered.", confidence=1.0)
    if asked:
        why = asked[0].missing or "technical"
        return Grade(key, None, None, missing=why, reason="There was nothing to read, for a technical reason.")
    return Grade(key, None, None, missing="not_asked", reason="Not asked.")


def _only_spoke(key: str, own: Sequence[_Read], flags: tuple[str, ...]) -> Grade:
    quotes = []
    for one in own:
        words = " ".join((one.answer.text or "").split(" ")[:OPENING]).strip()
        start = (one.answer.text or "").find(words)
        quotes.append(Quote(one.answer.ref, start, start + len(words), words))
    return Grade(key, 0, 1, reason=ONLY_SPOKE, confidence=1.0, evidence=tuple(quotes[:4]), flags=flags)


def _judged(judgement: Judgement, shown: Sequence[Shown]) -> Judged:
    """A model may well read what we cannot, another language. What is plain English is not unreadable because a model says so."""
    is_read = judgement.readable or any(is_legible(one.text, tokens(one.text)) for one in shown if one.is_own)
    return Judged(
        score=within_level(judgement.level, judgement.score) if is_read else None,
        reason=" ".join(judgement.reason.split()),
        quotes=tuple(quote for quoted in judgement.quotes if (quote := _quote(quoted, shown))),
        offered=len(judgement.quotes),
    )


def _quote(quoted: QuotedWords, shown: Sequence[Shown]) -> Quote | None:
    """Where the words stand in what was said. Where they reach over something blanked out, the longest part that was shown."""
    found = quote_of(quoted.words, _ref_of(quoted.answer), {one.ref: one.text for one in shown})
    if found is None:
        return None
    [given] = [one.given for one in shown if one.ref == found.ref]
    return found if given[found.start : found.end] == found.text else longest_part(found, given)


def _ref_of(label: str) -> str:
    """The answer that a label names, of which a model may say more or less than was asked: "A3", "3", "A3 17d76a8"."""
    named = _LABEL.match(label.strip())
    return named[1] if named else ""
