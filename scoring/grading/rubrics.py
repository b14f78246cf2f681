"""A rubric made ready for reading: which stems tell its competencies and its levels apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from scoring.grading import marks
from scoring.grading.base import RubricCompetency
from scoring.grading.commonness import is_known
from scoring.grading.people import capitalised
from scoring.grading.spelling import Spelling, likeliest, spelling_of
from scoring.grading.words import Token, is_content, sentences, stem, stems, tokens

SHINGLE = 4  # words in a row that count as pasted when they stand in the question or the rubric

SHORTEST_REACH = 3.5  # of a competency in few words, which one lucky sentence would meet


@dataclass(frozen=True)
class Statement:
    """One thing an anchor says an answer shows."""

    level: int
    text: str
    stems: frozenset[str]


@dataclass(frozen=True)
class Target:
    """One competency, as answers are held against it."""

    competency: RubricCompetency
    weights: Mapping[str, float]  # stem → 0 … 1: 1 when only this competency of the rubric has it
    strong: frozenset[str]  # stems of levels 4 and 5 that levels 1 and 2 lack
    statements: tuple[Statement, ...]
    reach: float  # the matched weight at which bearing out begins to saturate
    direction: Mapping[str, float]  # stem → its share of what this competency alone is about; squares sum to 1

    def met_by(self, said: frozenset[str]) -> list[str]:
        """The competency's own stems among these, the most telling first."""
        return sorted(said & self.weights.keys(), key=lambda stem: (-self.weights[stem], stem))

    def borne_out(self, said: Mapping[str, float]) -> float:
        """How much of the competency's own wording these stems (and what each counts) meet, 0 … 1: ever less for more."""
        return 1 - math.exp(-math.fsum(self.weights.get(stem, 0.0) * counts for stem, counts in said.items()) / self.reach)


@dataclass(frozen=True)
class ReadRubric:
    """All competencies, and the runs of words that would show a paste."""

    targets: tuple[Target, ...]
    shingles: frozenset[tuple[str, ...]]
    spelling: Spelling
    capitalised: frozenset[str]  # words that are written with a capital inside a sentence ("Postgres"), in small letters

    def as_meant(self, word: Token, context: Set[str]) -> Token:
        """The word that was meant, where it is a slip away from a word that counts or from a common one (of several, one of
        `context`: words that are meant as they stand, in the question or in the same answer).
        """
        if word.word in context or is_known(word.word) or word.stem in self.spelling.known:
            return word
        counting = self.spelling.of(word.word, word.stem)
        if counting != word.stem:
            return word._replace(stem=counting)
        meant = likeliest(word.word, context)
        return word._replace(word=meant, stem=stem(meant), is_content=is_content(meant)) if meant else word


@lru_cache(maxsize=64)
def read_rubric(rubric: tuple[RubricCompetency, ...]) -> ReadRubric:
    """Weigh each stem by how few competencies of this rubric share it."""
    texts = [" ".join((c.name, c.definition, c.for_this_role, *c.anchors)) for c in rubric]
    shared = Counter(stem for text in texts for stem in stems(text))
    full = math.log(1 + len(rubric))
    rarity = {stem: math.log(1 + len(rubric) / count) / full for stem, count in shared.items()}
    alone = {stem: math.log((1 + len(rubric)) / count) for stem, count in shared.items()}
    return ReadRubric(
        targets=tuple(_target(c, text, rarity, alone) for c, text in zip(rubric, texts, strict=True)),
        capitalised=frozenset().union(*(capitalised(text) for text in texts)),
        spelling=spelling_of(_forms(texts)),
        shingles=frozenset().union(*(shingles(part) for c in rubric for part in (c.definition, c.for_this_role, *c.anchors))),
    )


def _forms(texts: Sequence[str]) -> dict[str, str]:
    """Every word that counts somewhere, and its stem."""
    own = {word.word: word.stem for text in texts for word in tokens(text) if word.is_content}
    return own | {form: stem for form, stem in marks.FORMS.items() if stem in marks.COUNTING}


def _direction(own: Mapping[str, int], named: frozenset[str], alone: Mapping[str, float]) -> Mapping[str, float]:
    """How much each stem points to this competency; what its name says counts twice, what all competencies say almost nothing."""
    raw = {stem: (1 + math.log(times)) * alone[stem] * (2 if stem in named else 1) for stem, times in own.items()}
    length = math.sqrt(math.fsum(value * value for value in raw.values())) or 1.0
    return {stem: value / length for stem, value in raw.items()}


def _target(competency: RubricCompetency, text: str, rarity: Mapping[str, float], alone: Mapping[str, float]) -> Target:
    weights = {stem: rarity[stem] for stem in stems(text)}
    low = stems(" ".join(competency.anchors[:2]))
    own = Counter(word.stem for word in tokens(text) if word.is_content)
    return Target(
        competency=competency,
        weights=weights,
        strong=stems(" ".join(competency.anchors[3:])) - low,
        statements=tuple(
            statement for level, anchor in enumerate(competency.anchors, start=1) for statement in _statements(level, anchor)
        ),
        direction=_direction(own, stems(competency.name), alone),
        reach=max(SHORTEST_REACH, 0.3 * math.sqrt(1 + math.fsum(weights.values()))),
    )


def _statements(level: int, anchor: str) -> Sequence[Statement]:
    """What an anchor says an answer shows; what it says is lacking bears out nothing."""
    parts = [anchor[place.start : place.end] for place in sentences(anchor)]
    return [Statement(level, part, stems(part)) for part in parts if not any(w.word in marks.DENIED for w in tokens(part))]


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of four words of a text, by stem."""
    found = [token.stem for token in tokens(text)]
    return frozenset(tuple(found[i : i + SHINGLE]) for i in range(len(found) - SHINGLE + 1))
