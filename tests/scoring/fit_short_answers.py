"""Fit the coefficients of short answers, each question held out in turn: ``python -m tests.scoring.fit_short_answers DATA.csv``.

DATA.csv has ``question``, ``desired_answer``, ``student_answer`` and ``score_avg`` (0 … 5). Prints how the held-out
scores agree with the people's (Pearson), and the coefficients over all rows, for scoring/grading/short_answers.py.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scoring.grading.short_answers import Coefficients, likeness_of

RIDGE = 30.0
Floats = NDArray[np.float64]


def fitted(measures: Floats, scores: Floats) -> Floats:
    """Intercept first, then one coefficient a column: ridge regression on standardised columns."""
    middle, spread = measures.mean(0), measures.std(0) + 1e-9
    standard = (measures - middle) / spread
    slopes = (
        np.linalg.solve(standard.T @ standard + RIDGE * np.eye(standard.shape[1]), standard.T @ (scores - scores.mean())) / spread
    )
    return np.concatenate([[scores.mean() - slopes @ middle], slopes])


def held_out(measures: Floats, scores: Floats, groups: Sequence[str]) -> Floats:
    """Each row's score from coefficients that have not seen its question."""
    names = np.array(groups)
    found = np.zeros(len(scores))
    for name in sorted(set(groups)):
        own = names == name
        none, *slopes = fitted(measures[~own], scores[~own])
        found[own] = none + measures[own] @ np.array(slopes)
    return found


def main(path: Path) -> None:
    """Prints what the module's docstring says."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = [(row, likeness_of(row["question"], row["desired_answer"], row["student_answer"])) for row in rows]
    read = [(row, likeness) for row, likeness in found if likeness is not None]
    measures = np.array([astuple(likeness) for _, likeness in read])
    scores = np.array([20 * float(row["score_avg"]) for row, _ in read])
    apart = held_out(measures, scores, [row["question"] for row, _ in read])
    none = [(0.0, 20 * float(row["score_avg"])) for row, likeness in found if likeness is None]
    given, people = np.array([*none, *zip(apart, scores, strict=True)]).T
    print(f"{len(rows)} rows, {len(none)} of them no answer; each question held out: r = {np.corrcoef(given, people)[0, 1]:.3f}")
    print(Coefficients(*(round(float(value), 1) for value in fitted(measures, scores))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
