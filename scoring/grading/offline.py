"""The offline grading engine: deterministic, without network or model, the same bytes for the same input.

How a score comes about is told in docs/grading.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scoring.grading import reasons, scale
from scoring.grading.base import GivenAnswer, Grade, GradingResult, NotGradable, Quote, RubricCompetency
from scoring.grading.evidence import quotes
from scoring.grading.features import Features, features_of
from scoring.grading.legible import is_legible
from scoring.grading.readings import Reading, read_answer
from scoring.grading.relevance import pointing, shares
from scoring.grading.rubrics import ReadRubric, Target, read_rubric
from scoring.grading.spoken import Cleared, cleared
from scoring.grading.words import tokens
from scoring.levels import level_of_score

LEGIBLE_FROM = 4  # words that must be left when what slips in while speaking is taken out


@dataclass(frozen=True)
class _Read:
    """An answer that was read, and how far it is about each competency (key → share)."""

    reading: Reading
    about: Mapping[str, float]

    @property
    def answer(self) -> GivenAnswer:
        return self.reading.answer


@dataclass(frozen=True)
class _Sorted:
    """The answers of an interview by what can be done with them; an unanswered one has an empty text."""

    read: tuple[_Read, ...]
    unanswered: tuple[GivenAnswer, ...]
    unreadable: tuple[GivenAnswer, ...]
    technical: tuple[GivenAnswer, ...]

    def of(self, key: str) -> _Sorted:
        """Only the answers to one competency's questions."""
        return _Sorted(
            tuple(one for one in self.read if one.answer.competency == key),
            tuple(answer for answer in self.unanswered if answer.competency == key),
            tuple(answer for answer in self.unreadable if answer.competency == key),
            tuple(answer for answer in self.technical if answer.competency == key),
        )


class OfflineGrading:
    """Reads each answer against the anchors of its competency. Implements the GradingEngine protocol."""

    name = "offline"
    version = "4"
    rereadings = 8

    def grade(self, rubric: Sequence[RubricCompetency], answers: Sequence[GivenAnswer]) -> GradingResult:
        """A grade for every competency, in the rubric's order. Raises NotGradable when rubric and answers do not fit."""
        _check(rubric, answers)
        ready = read_rubric(tuple(rubric))
        clear = {answer.ref: cleared(answer.text) for answer in answers if answer.text}
        everything = _sorted(answers, ready, clear)
        return GradingResult(
            grades=tuple(_as_given(_grade(target, everything), answers, clear) for target in ready.targets),
            model=f"{self.name}-{self.version}",
            parameters={"base": scale.BASE, "weights": scale.WEIGHTS, "others_count": scale.OTHERS_COUNT},
        )


def features_by_competency(
    rubric: Sequence[RubricCompetency], answers: Sequence[GivenAnswer]
) -> dict[str, list[tuple[Features, float]]]:
    """What each answer shows for each competency that has an own one, and how much that counts: for fitting the weights."""
    ready = read_rubric(tuple(rubric))
    everything = _sorted(answers, ready, {answer.ref: cleared(answer.text) for answer in answers if answer.text})
    found = {}
    for target in ready.targets:
        key = target.competency.key
        own = everything.of(key)
        if own.read:
            others = _others(key, own, everything)
            counts = scale.counts_of_others([one.about[key] for one in others], len(own.read))
            weighed = [*((one, 1.0) for one in own.read), *zip(others, counts, strict=True)]
            found[key] = [(features_of(one.reading, target), count) for one, count in weighed]
    return found


def _check(rubric: Sequence[RubricCompetency], answers: Sequence[GivenAnswer]) -> None:
    keys = {competency.key for competency in rubric}
    if len(keys) != len(rubric):
        raise NotGradable("two competencies of this rubric have the same key; make the keys unique")
    for competency in rubric:
        if len(competency.anchors) != 5:
            raise NotGradable(f"{competency.key} has {len(competency.anchors)} anchors; give one for each of five levels")
    if len({answer.ref for answer in answers}) != len(answers):
        raise NotGradable("two answers have the same ref; quotes could not tell them apart")
    for answer in answers:
        if answer.competency not in keys:
            raise NotGradable(f"answer {answer.ref} belongs to {answer.competency}, which this rubric does not have")


def _as_given(grade: Grade, answers: Sequence[GivenAnswer], clear: Mapping[str, Cleared]) -> Grade:
    """The grade with its quotes as they stand in the answers that were given."""
    texts = {answer.ref: answer.text or "" for answer in answers}
    evidence = []
    for quote in grade.evidence:
        start, end = clear[quote.ref].original(quote.start, quote.end)
        evidence.append(Quote(quote.ref, start, end, texts[quote.ref][start:end]))
    return replace(grade, evidence=tuple(evidence))


def _sorted(answers: Sequence[GivenAnswer], rubric: ReadRubric, clear: Mapping[str, Cleared]) -> _Sorted:
    read: list[_Read] = []
    unanswered: list[GivenAnswer] = []
    unreadable: list[GivenAnswer] = []
    technical: list[GivenAnswer] = []
    for answer in answers:
        if answer.text is None:
            technical.append(answer)
        elif not answer.text.strip():
            unanswered.append(answer)
        elif not _is_legible(answer.text, clear[answer.ref].text):
            unreadable.append(answer)
        else:
            read.append(_read(replace(answer, text=clear[answer.ref].text), rubric))
    return _Sorted(tuple(read), tuple(unanswered), tuple(unreadable), tuple(technical))


def _read(answer: GivenAnswer, rubric: ReadRubric) -> _Read:
    points = pointing(answer.question, answer.text or "", rubric.targets)
    keys = [target.competency.key for target in rubric.targets]
    return _Read(read_answer(answer, rubric), dict(zip(keys, shares(points), strict=True)))


def _is_legible(given: str, clear: str) -> bool:
    """As it was given, so that "bla bla bla" is no word; or as it is read, so that stuttering is no noise."""
    read = tokens(clear)
    return is_legible(given, tokens(given)) or (len(read) >= LEGIBLE_FROM and is_legible(clear, read))


def _grade(target: Target, everything: _Sorted) -> Grade:
    key = target.competency.key
    own = everything.of(key)
    if own.read:
        return _graded(target, own, _others(key, own, everything))
    if own.unanswered:
        return Grade(key, score=0, level=level_of_score(0), reason=reasons.LEFT_UNANSWERED, confidence=1.0)
    if own.unreadable:
        return Grade(key, score=None, level=None, missing="unreadable", reason=reasons.UNREADABLE)
    if own.technical:
        return Grade(key, score=None, level=None, missing=own.technical[0].missing or "technical", reason=reasons.TECHNICAL)
    return Grade(key, score=None, level=None, missing="not_asked", reason=reasons.NOT_ASKED)


def _others(key: str, own: _Sorted, everything: _Sorted) -> list[_Read]:
    """The answers to other questions; the same words to the same question are no other answer."""
    seen = {(one.answer.question, one.answer.text) for one in own.read}
    found = []
    for one in everything.read:
        if one.answer.competency != key and (one.answer.question, one.answer.text) not in seen:
            seen.add((one.answer.question, one.answer.text))
            found.append(one)
    return found


def _graded(target: Target, own: _Sorted, others: Sequence[_Read]) -> Grade:
    """The grade from what was said; each own question left unanswered counts as 0."""
    key = target.competency.key
    readings = [one.reading for one in own.read]
    shown = [features_of(reading, target) for reading in readings]
    counts = scale.counts_of_others([one.about[key] for one in others], len(own.read) + len(own.unanswered))
    parts = _parts(shown, len(own.unanswered), [features_of(one.reading, target) for one in others], counts)
    score = scale.combined(parts)
    level = level_of_score(score)
    flags = {flag for reading in readings for flag in reading.flags}
    if any(features.is_untied for features in shown):
        flags.add(reasons.UNTIED)
    helping = [one.reading for one, count in zip(others, counts, strict=True) if count >= scale.HELPS_FROM]
    reason = reasons.reason_of(level, readings, shown, target, flags)
    if own.unanswered:
        reason += f" {len(own.unanswered)} of {len(own.read) + len(own.unanswered)} questions left unanswered."
    return Grade(
        key,
        score=score,
        level=level,
        reason=reason,
        confidence=scale.confidence_of(score, parts, math.fsum(features.amount for features in shown)),
        evidence=quotes(readings, helping, target, shows_little=level <= 2),
        flags=tuple(sorted(flags)),
    )


def _parts(own: Sequence[Features], unanswered: int, others: Sequence[Features], counts: Sequence[float]) -> list[scale.Part]:
    return [
        *(scale.Part(scale.score_of(features), 1.0) for features in own),
        *(scale.Part(0.0, 1.0) for _ in range(unanswered)),
        *(scale.Part(scale.score_of(features), count) for features, count in zip(others, counts, strict=True)),
    ]
