"""A rubric made ready for reading: which stems tell its competencies and its levels apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scoring.grading.base import RubricCompetency
from scoring.grading.marks import DENIED
from scoring.grading.words import sentences, stems, tokens

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

    def met_by(self, said: frozenset[str]) -> list[str]:
        """The competency's own stems among these, the most telling first."""
        return sorted(said & self.weights.keys(), key=lambda stem: (-self.weights[stem], stem))

    def borne_out(self, said: Iterable[str]) -> float:
        """How much of the competency's own wording these stems meet: 0 … 1, with less and less for more of it."""
        return 1 - math.exp(-math.fsum(self.weights.get(stem, 0.0) for stem in said) / self.reach)


@dataclass(frozen=True)
class ReadRubric:
    """All competencies, and the runs of words that would show a paste."""

    targets: tuple[Target, ...]
    shingles: frozenset[tuple[str, ...]]


@lru_cache(maxsize=64)
def read_rubric(rubric: tuple[RubricCompetency, ...]) -> ReadRubric:
    """Weigh each stem by how few competencies of this rubric share it."""
    texts = [" ".join((c.name, c.definition, c.for_this_role, *c.anchors)) for c in rubric]
    shared = Counter(stem for text in texts for stem in stems(text))
    full = math.log(1 + len(rubric))
    rarity = {stem: math.log(1 + len(rubric) / count) / full for stem, count in shared.items()}
    return ReadRubric(
        targets=tuple(_target(c, text, rarity) for c, text in zip(rubric, texts, strict=True)),
        shingles=frozenset().union(*(shingles(part) for c in rubric for part in (c.definition, c.for_this_role, *c.anchors))),
    )


def _target(competency: RubricCompetency, text: str, rarity: Mapping[str, float]) -> Target:
    weights = {stem: rarity[stem] for stem in stems(text)}
    low = stems(" ".join(competency.anchors[:2]))
    return Target(
        competency=competency,
        weights=weights,
        strong=stems(" ".join(competency.anchors[3:])) - low,
        statements=tuple(
            statement for level, anchor in enumerate(competency.anchors, start=1) for statement in _statements(level, anchor)
        ),
        reach=max(SHORTEST_REACH, 0.3 * math.sqrt(1 + math.fsum(weights.values()))),
    )


def _statements(level: int, anchor: str) -> Sequence[Statement]:
    """What an anchor says an answer shows; what it says is lacking bears out nothing."""
    parts = [anchor[place.start : place.end] for place in sentences(anchor)]
    return [Statement(level, part, stems(part)) for part in parts if not any(w.word in DENIED for w in tokens(part))]


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of four words of a text, by stem."""
    found = [token.stem for token in tokens(text)]
    return frozenset(tuple(found[i : i + SHINGLE]) for i in range(len(found) - SHINGLE + 1))
