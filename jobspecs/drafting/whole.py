"""A whole draft, step by step, each shown as it finishes.

What any engine but the offline one finds is checked (checked.py), and where it is away the offline one takes over and a note
says so. The offline engine needs no check: its own tests hold it to the same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from textwrap import shorten
from typing import Any

from jobspecs.drafting import checked
from jobspecs.drafting.addressed import LONGEST_SENTENCE, without_what_is_addressed_to_programs
from jobspecs.drafting.base import (
    DraftedCompetency,
    DraftedMustHave,
    DraftedWeight,
    DraftingEngine,
    EngineAway,
    Reading,
)
from jobspecs.drafting.demands import without_demands_on_persons
from jobspecs.drafting.offline import OfflineDrafting
from jobspecs.drafting.remains import without_remains
from jobspecs.questions.base import Brief, BriefCompetency, QuestionEngine, WrittenQuestion
from jobspecs.questions.checked import checked_questions, chosen, wanted_first
from jobspecs.questions.offline import OfflineQuestions

ROUNDS = ((1, "written", 3), (2, "voice", 4))  # position, kind, how many questions
STEP_OF = {1: "round_01", 2: "round_02"}
SHOWN_SENTENCES, SHOWN_CHARACTERS = 10, 300  # of what is left out, so much is told again in notes
Shown = Callable[[str, dict[str, Any]], None]  # the step that comes now, and what the one before found


@dataclass(frozen=True)
class WholeDraft:
    """All that a spec begins with; `notes` are full sentences for people on what was not as the engine had it."""

    reading: Reading
    competencies: Sequence[DraftedCompetency]
    weights: Mapping[str, DraftedWeight]
    must_haves: Sequence[DraftedMustHave]
    questions: Mapping[int, Sequence[WrittenQuestion]]  # by position of their round
    notes: Sequence[str] = field(default_factory=tuple)
    drafted_with: str = ""


def draft_whole(
    text: str, *, drafting: DraftingEngine, questions: QuestionEngine, shown: Shown = lambda step, found: None
) -> WholeDraft:
    """Draft a spec from a description. Raises DraftingFailed or QuestionsFailed where the offline engines cannot either."""
    return _Drafting(text, drafting, questions, shown).whole()


class _Drafting:
    """One draft under way: its engines, which change where one is away, and its notes."""

    def __init__(self, text: str, drafting: DraftingEngine, questions: QuestionEngine, shown: Shown) -> None:
        self._text, self._shown = text, shown
        self._drafting, self._questions = drafting, questions
        # One of our own, also a kind of it that somebody made, stands in for itself.
        self._spare = drafting if isinstance(drafting, OfflineDrafting) else OfflineDrafting()
        self._spare_questions = questions if isinstance(questions, OfflineQuestions) else OfflineQuestions()
        self._names = [drafting.name]
        self.notes: list[str] = []

    def whole(self) -> WholeDraft:
        told, addressed = without_what_is_addressed_to_programs(without_remains(self._text))
        told, demanded = without_demands_on_persons(told)
        self.notes += _notes_on(addressed, "it speaks to a program and not to applicants")
        self.notes += _notes_on(demanded, "nobody may be chosen by who they are instead of what they can do")
        reading = self._reading(told)
        self._show("competencies", reading={"title": reading.title, "level": reading.level})
        competencies, weights = self._weighed(reading)
        must_haves = self._must_haves(reading)
        self._show("round_01", must_haves=[{"kind": line.kind, "text": line.text} for line in must_haves])
        brief = brief_of(reading, competencies, weights)
        written: dict[int, list[WrittenQuestion]] = {}
        for position, kind, count in ROUNDS:
            written[position] = self._round(brief, kind, count, [q for asked in written.values() for q in asked])
            following = STEP_OF.get(position + 1, "published")
            self._show(following, **{STEP_OF[position]: [question.text for question in written[position]]})
        whole_text = Reading(self._text, reading.title, reading.level, reading.language)
        return WholeDraft(whole_text, competencies, weights, must_haves, written, tuple(self.notes), ", ".join(self._names))

    def _show(self, step: str, **found: Any) -> None:
        self._shown(step, found | {"notes": list(self.notes)})

    def _reading(self, told: str) -> Reading:
        if not self._is_spare:
            try:
                reading, notes = checked.checked_reading(self._drafting.read(told))
            except EngineAway as away:
                self._fall_back(away, "everything")
            else:
                self.notes += notes
                return reading
        return self._spare.read(told)

    @property
    def _is_spare(self) -> bool:
        return isinstance(self._drafting, OfflineDrafting)

    def _weighed(self, reading: Reading) -> tuple[list[DraftedCompetency], dict[str, DraftedWeight]]:
        """The competencies, the heaviest first, with their weights."""
        competencies = self._competencies(reading)
        self._show("weights", competencies=[competency.name for competency in competencies])
        weights = self._weights(reading, competencies)
        ordered = sorted(competencies, key=lambda competency: -weights[competency.key].value)
        self._show("must_haves", weights={c.name: str(weights[c.key].value) for c in ordered})
        return ordered, weights

    def _competencies(self, reading: Reading) -> list[DraftedCompetency]:
        if not self._is_spare:
            try:
                competencies, notes = checked.checked_competencies(self._drafting.competencies(reading), reading)
            except EngineAway as away:
                self._fall_back(away, "competencies, weights and must-haves")
            else:
                self.notes += notes
                return competencies
        return self._spare.competencies(reading)

    def _weights(self, reading: Reading, competencies: list[DraftedCompetency]) -> dict[str, DraftedWeight]:
        emphasis = self._spare.weights(reading, competencies)
        if self._is_spare:
            return emphasis
        try:
            weights, notes = checked.checked_weights(self._drafting.weights(reading, competencies), competencies, emphasis)
        except EngineAway as away:
            self._fall_back(away, "weights and must-haves")
            return emphasis
        self.notes += notes
        return weights

    def _must_haves(self, reading: Reading) -> list[DraftedMustHave]:
        if not self._is_spare:
            try:
                must_haves, notes = checked.checked_must_haves(self._drafting.must_haves(reading), reading.text)
            except EngineAway as away:
                self._fall_back(away, "must-haves")
            else:
                self.notes += notes
                return must_haves
        return self._spare.must_haves(reading)

    def _round(self, brief: Brief, kind: str, count: int, before: list[WrittenQuestion]) -> list[WrittenQuestion]:
        """Exactly `count` questions; what the engine leaves unasked or asks badly is filled in by the offline one."""
        avoid = [question.text for question in before]
        brief = replace(brief, asked=[question.competency for question in before]) if before else brief
        if isinstance(self._questions, OfflineQuestions):
            return self._questions.write(brief, kind=kind, count=count, avoid=avoid)
        kept: list[WrittenQuestion] = []
        try:
            kept, notes = checked_questions(
                self._questions.write(brief, kind=kind, count=count, avoid=avoid), brief, kind=kind, avoid=avoid
            )
            self.notes += notes
        except EngineAway as away:
            self._questions = self._spare_questions
            self._note_away(away, "the questions were written")
        must_ask = wanted_first(brief, {q.competency for q in before}, is_last_round=kind == ROUNDS[-1][1])
        kept = chosen(kept, count, must_ask)
        return kept + self._filled(brief, kind, count - len(kept), kept, avoid, must_ask)

    def _filled(
        self, brief: Brief, kind: str, missing: int, kept: list[WrittenQuestion], avoid: list[str], must_ask: list[str]
    ) -> list[WrittenQuestion]:
        if not missing:
            return []
        if not kept:
            return self._spare_questions.write(brief, kind=kind, count=missing, avoid=avoid)
        asked = {question.competency for question in kept}
        unasked = [key for key in must_ask if key not in asked]
        unasked += [c.key for c in brief.competencies if c.key not in asked and c.key not in unasked]
        unasked += [c.key for c in brief.competencies if c.key not in unasked]
        self.notes.append(f"{missing} of {missing + len(kept)} questions were written by the rules on this machine.")
        filled: list[WrittenQuestion] = []
        for key in unasked[:missing]:
            told = [*avoid, *(question.text for question in [*kept, *filled])]
            filled += self._spare_questions.write(brief, kind=kind, count=1, only=[key], avoid=told)
        return filled

    def _fall_back(self, away: EngineAway, what: str) -> None:
        self._drafting = self._spare
        self._note_away(away, f"{what} {'was' if what == 'everything' else 'were'} drafted")

    def _note_away(self, away: EngineAway, what: str) -> None:
        self.notes.append(f"The language model {away}: {what} by the rules on this machine instead.")
        if self._spare.name not in self._names:
            self._names.append(self._spare.name)


def _notes_on(left_out: Sequence[str], reason: str) -> list[str]:
    """What was left out: some of it word for word, and how much more."""
    shown = [shorten(sentence[:LONGEST_SENTENCE], SHOWN_CHARACTERS, placeholder=" …") for sentence in left_out[:SHOWN_SENTENCES]]
    notes = [f"Left out, as {reason}: “{sentence}”" for sentence in shown]
    more = len(left_out) - len(shown)
    return [*notes, f"Left out likewise: {more} more of these."] if more else notes


def draft_spec(text: str, *, drafting: DraftingEngine, questions: QuestionEngine) -> dict[str, Any]:
    """The drafted spec as JSON-ready data: title, level, competencies, must_haves, questions, notes.

    Raises DraftingFailed or QuestionsFailed.
    """
    draft = draft_whole(text, drafting=drafting, questions=questions)
    return {
        "title": draft.reading.title,
        "level": draft.reading.level,
        "competencies": [_competency_row(c, draft.weights[c.key]) for c in draft.competencies],
        "must_haves": [{"kind": must_have.kind, "text": must_have.text} for must_have in draft.must_haves],
        "questions": [_question_row(f"{at:02}", question) for at, asked in draft.questions.items() for question in asked],
        "drafted_with": draft.drafted_with,
        "notes": list(draft.notes),
    }


def brief_of(reading: Reading, competencies: Sequence[DraftedCompetency], weights: Mapping[str, DraftedWeight]) -> Brief:
    """What the question writer is told about a role that is being drafted."""
    return Brief(
        title=reading.title,
        level=reading.level,
        competencies=[BriefCompetency(c.key, c.name, c.definition, c.for_this_role, weights[c.key].value) for c in competencies],
        description=reading.text,
        language=reading.language,
    )


def _competency_row(competency: DraftedCompetency, weight: DraftedWeight) -> dict[str, str]:
    return {
        "key": competency.key,
        "name": competency.name,
        "weight": f"{weight.value:.2f}",
        "reason": weight.reason,
        "definition": competency.definition,
        "for_this_role": competency.for_this_role,
    }


def _question_row(number: str, question: WrittenQuestion) -> dict[str, Any]:
    return {"round": number, "text": question.text, "competency": question.competency, "probes": list(question.probes)}
