"""How much words heard wrongly move scores, and how often that is caught: the table of docs/grading.md.

`python -m tests.scoring.measure_mishearing` reads our own spoken answers; with `--interviews FILE` also graded interviews
(one JSON a line: `rubric` of competency → low, medium, high; `turns`), each question for the competency that it meets best.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from interviews.speech.doubts import MOST_IN_DOUBT
from scoring.grading.base import GivenAnswer, Grade, RubricCompetency
from scoring.grading.hearing import MOST_POINTS, hanging_on_doubt
from scoring.grading.offline import OfflineGrading
from scoring.grading.rows import interview_of
from tests.scoring.mishearing import Heard, Lexicon, lexicon_of, misheard
from tests.scoring.spoken_cases import INTERVIEWS, LEXICON, answers_of, rubric_of

Rubric = Sequence[RubricCompetency]
ENGINE = OfflineGrading()


@dataclass(frozen=True)
class Noise:
    """Share of words heard wrongly; share of these that the machine doubts; share of the right ones that it doubts."""

    wrong: float
    told: float
    needlessly: float


@dataclass(frozen=True)
class Outcome:
    moves: Sequence[int]  # points, by competency
    unsure: bool
    decisive: bool

    @property
    def is_moved(self) -> bool:
        return max(self.moves) > MOST_POINTS


def grades(rubric: Rubric, answers: Sequence[GivenAnswer]) -> Sequence[Grade]:
    return ENGINE.grade(rubric, answers).grades


def outcome_of(rubric: Rubric, said: Sequence[GivenAnswer], noise: Noise, lexicon: Lexicon, seed: int) -> Outcome:
    heard = {a.ref: _heard(a, noise, lexicon, seed) for a in said}
    answers = [replace(answer, text=heard[answer.ref].text) for answer in said]
    found, plain = grades(rubric, answers), {grade.competency: grade.score or 0 for grade in grades(rubric, said)}
    doubted = {ref: one.doubted for ref, one in heard.items()}
    return Outcome(
        moves=[abs((grade.score or 0) - plain[grade.competency]) for grade in found],
        unsure=any(len(one.doubted) > MOST_IN_DOUBT * len(one.text.split()) for one in heard.values()),
        decisive=bool(hanging_on_doubt(found, answers, doubted, ENGINE.rereadings, lambda others: grades(rubric, others))),
    )


def _heard(answer: GivenAnswer, noise: Noise, lexicon: Lexicon, seed: int) -> Heard:
    chance = random.Random(f"{seed} {answer.ref} {(answer.text or '')[:20]}")
    return misheard(answer.text or "", noise.wrong, chance, lexicon, told=noise.told, needlessly=noise.needlessly)


def our_own() -> list[tuple[Rubric, Sequence[GivenAnswer]]]:
    return [(rubric_of(interview), answers_of(interview)) for interview in INTERVIEWS]


def interviews_in(path: Path) -> list[tuple[Rubric, Sequence[GivenAnswer]]]:
    rows = [interview_of(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(row.rubric, row.answers) for row in rows]


def table(data: Sequence[tuple[Rubric, Sequence[GivenAnswer]]], lexicon: Lexicon, seeds: int) -> Iterable[str]:
    yield "wrong told needless | interviews | scores moved | interviews moved | unsure | decisive | moved and missed | needless"
    for noise in (*(Noise(wrong, 0.8, 0.02) for wrong in (0, 0.02, 0.05, 0.1, 0.2, 0.3)), Noise(0, 0, 0.01), Noise(0.1, 0, 0)):
        found = [outcome_of(rubric, said, noise, lexicon, seed) for rubric, said in data for seed in range(seeds)]
        moves = [move for one in found for move in one.moves]
        share = [
            sum(move > MOST_POINTS for move in moves) / len(moves),
            *(
                sum(test) / len(found)
                for test in (
                    [one.is_moved for one in found],
                    [one.unsure for one in found],
                    [one.decisive and not one.unsure for one in found],
                    [one.is_moved and not (one.unsure or one.decisive) for one in found],
                    [not one.is_moved and (one.unsure or one.decisive) for one in found],
                )
            ),
        ]
        told = f"{noise.wrong:5.0%} {noise.told:4.0%} {noise.needlessly:8.0%} | {len(found):10d} | "
        yield (
            told
            + " | ".join(f"{value:.1%}" for value in share)
            + f" | mean move {sum(moves) / len(moves):.1f}, most {max(moves)}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interviews", type=Path)
    parser.add_argument("--seeds", type=int, default=20)
    options = parser.parse_args()
    data, lexicon = our_own(), LEXICON
    if options.interviews:
        data = interviews_in(options.interviews)
        lexicon = lexicon_of([answer.text or "" for _, said in data for answer in said])
    for line in table(data, lexicon, options.seeds):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
