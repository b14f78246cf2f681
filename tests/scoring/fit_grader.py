"""Fit the weights of scoring/grading/scale.py, and say how they do on a role that they were not fitted on.

`python -m tests.scoring.fit_grader FILE` with one graded interview a line: `rubric` (competency → low, medium, high), `turns`,
`latent_levels` (competency → low, medium or high). Interviews with the same rubric are one role; each is held out in turn.
The same file gives the same bytes. No word is learnt: seven weights of features that scoring/grading/features.py describes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from scoring.grading.features import NAMES, Features
from scoring.grading.offline import features_by_competency
from scoring.grading.rows import interview_of
from scoring.grading.scale import BASE, WEIGHTS, Part, combined, score_of

Array = npt.NDArray[np.float64]
LEVELS = ("low", "medium", "high")
AIMS = (18.0, 50.0, 82.0)  # what a low, a medium and a high one should score; fixed beforehand, as are the edges
EDGES = (37.5, 62.5)  # of levels 2|3 and 3|4
RIDGE = 0.02  # how strongly weights are held near PRIOR, as a share of the number of scores
PRIOR = {"present": 20.0, "borne_out": 25.0, "strong": 15.0, "shown": 25.0, "exact": 15.0, "vague": -30.0, "others": -20.0}
ROUNDS = 400


@dataclass(frozen=True)
class Scored:
    """One competency of one interview: what its answers show, each with what it counts, and its true level."""

    interview: int
    parts: tuple[tuple[Features, float], ...]
    level: int

    @property
    def mean(self) -> Array:
        rows = np.array([features.values() for features, _ in self.parts])
        return np.average(rows, axis=0, weights=[count for _, count in self.parts])

    def score(self, weights: Mapping[str, float]) -> int:
        return combined([Part(score_of(features, weights), count) for features, count in self.parts])


def roles_in(path: Path) -> list[list[Scored]]:
    roles: dict[str, list[Scored]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        interview = interview_of(row)
        found = features_by_competency(interview.rubric, interview.answers)
        roles.setdefault(json.dumps(row["rubric"], sort_keys=True), []).extend(
            Scored(number, tuple(parts), LEVELS.index(row["latent_levels"][key])) for key, parts in found.items()
        )
    return list(roles.values())


def fitted(scored: Sequence[Scored]) -> dict[str, float]:
    """Least squares towards the aims, held near the prior; no weight changes its sign."""
    means = np.array([one.mean for one in scored])
    aims = np.array([AIMS[one.level] for one in scored]) - BASE
    prior = np.array([PRIOR[name] for name in NAMES])
    ridge = RIDGE * len(scored)
    squares, right = means.T @ means + ridge * np.eye(len(NAMES)), means.T @ aims + ridge * prior
    weights = prior.copy()
    for _ in range(ROUNDS):
        for at in range(len(NAMES)):
            weights[at] += (right[at] - squares[at] @ weights) / squares[at, at]
            weights[at] = max(weights[at], 0.0) if prior[at] > 0 else min(weights[at], 0.0)
    return {name: round(float(weight), 1) for name, weight in zip(NAMES, weights, strict=True)}


def figures(scored: Sequence[Scored], weights: Mapping[str, float]) -> str:
    scores = [one.score(weights) for one in scored]
    levels = [sum(score >= edge for edge in EDGES) for score in scores]
    truth = [one.level for one in scored]
    table = [[sum(t == a and p == b for t, p in zip(truth, levels, strict=True)) for b in range(3)] for a in range(3)]
    return f"kappa {_kappa(table):.3f}  within {_within(scored, scores):.3f}  low, medium, high (rows: true) {table}"


def _kappa(table: Sequence[Sequence[int]]) -> float:
    seen = np.array(table, dtype=float)
    apart = np.subtract.outer(np.arange(3), np.arange(3)) ** 2
    by_chance = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / seen.sum()
    return float(1 - (apart * seen).sum() / (apart * by_chance).sum())


def _within(scored: Sequence[Scored], scores: Sequence[int]) -> float:
    """The mean rank correlation inside one interview, over those with more than one level."""
    found = []
    for interview in sorted({one.interview for one in scored}):
        pairs = [(one.level, score) for one, score in zip(scored, scores, strict=True) if one.interview == interview]
        truth, got = _ranks([pair[0] for pair in pairs]), _ranks([pair[1] for pair in pairs])
        if truth.std() > 0:
            found.append(float(np.corrcoef(truth, got)[0, 1]) if got.std() > 0 else 0.0)
    return float(np.mean(found)) if found else 0.0


def _ranks(values: Sequence[int]) -> Array:
    column = np.array(values)
    return np.array([(column < value).sum() + (column == value).sum() / 2 for value in values])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    roles = roles_in(parser.parse_args().file)
    everything = [one for role in roles for one in role]
    for at, role in enumerate(roles):
        others = [one for other in roles if other is not role for one in other]
        weights = fitted(others) if others else {}
        if weights:
            print(f"role {at + 1} held out   {figures(role, weights)}\n   fitted on the others: {weights}")
            print(f"role {at + 1} in sample  {figures(role, fitted(role))}")
        print(f"role {at + 1} as shipped {figures(role, WEIGHTS)}")
    print(f"all in sample    {figures(everything, fitted(everything))}\n   fitted on all: {fitted(everything)}")
    print(f"all as shipped   {figures(everything, WEIGHTS)}")


if __name__ == "__main__":
    main()
