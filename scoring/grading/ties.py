"""How far each sentence belongs to the answer: by what ties it to the question, to the competency and to the sentences around it.

People say much around an answer, and padding must not pay. The chance that a sentence is part of the answer was fitted (a
logistic regression, then rounded) to telling the sentences of answers of our own, of the demo and of simulated interviews from
talk that was put between and around them. It knows a few numbers about a sentence, and no words. Words that are common in
English, or that any account of work has ("plan", "check", "result"), tie less than rare ones.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from scoring.grading import marks
from scoring.grading.commonness import telling
from scoring.grading.readings import Reading, Sentence
from scoring.grading.rubrics import Target
from scoring.grading.words import Span

START = -1.4  # log odds of a sentence that nothing is known of
ASKED, OWN, AGAIN = 3.3, 1.8, 2.1  # for each telling word of the question, of the competency, of another sentence of the answer
AGAIN_ANYWAY = 1.4  # where no sentence at all is about what was asked: talk that hangs together is still talk
ABOUT_IT = 0.8  # log odds by words of question and competency from which a sentence is about what was asked
AT_MOST = 3.0  # telling words of each kind that count
POINTS_BACK, TOLD, FIGURES = 0.8, 0.8, 1.5  # only as far as words tie it: no tie, no use of them
TIED_BY = 2.0  # log odds by words from which these count in full
CLAIM = -3.0  # speaks of always and everything
NEIGHBOURS, NEIGHBOURS_USUALLY = 2.0, 0.35  # how far the two sentences on either side belong, and what is usual
REACH = 2
COUNTS_FROM = 0.15  # chance from which a sentence counts; at 1 it counts in full
WORK_WORDS = 0.3  # what the words of `marks` tell


def counts_of(reading: Reading, target: Target) -> dict[Span, float]:
    """How much each sentence of an answer counts for a competency, 0 … 1, by its place."""
    sentences = list({clause.within.place: clause.within for clause in reading.clauses}.values())
    odds = _odds(sentences, reading.asked, target)
    chances = [_chance(each) for each in odds]
    counts = {}
    for at, sentence in enumerate(sentences):
        around = [chances[near] for near in range(max(0, at - REACH), min(len(chances), at + REACH + 1)) if near != at]
        beside = math.fsum(around) / len(around) if around else NEIGHBOURS_USUALLY
        chance = _chance(odds[at] + NEIGHBOURS * (beside - NEIGHBOURS_USUALLY))
        counts[sentence.place] = max(0.0, (chance - COUNTS_FROM) / (1 - COUNTS_FROM))
    return counts


def _odds(sentences: Sequence[Sentence], asked: frozenset[str], target: Target) -> list[float]:
    """The log odds of each sentence, by itself."""
    tells = [{stem: _tells(stem) for stem in sorted(sentence.around)} for sentence in sentences]
    ties = [_to_what_was_asked(each, asked, target.weights) for each in tells]
    times = Counter(stem for sentence in sentences if sentence.told for stem in sentence.around)
    is_about_it = any(tie >= ABOUT_IT for tie, sentence in zip(ties, sentences, strict=True) if sentence.told)
    again = AGAIN if is_about_it else AGAIN_ANYWAY
    return [
        _of_one(sentence, tie + again * _at_most(value for stem, value in each.items() if times[stem] > sentence.told))
        for sentence, each, tie in zip(sentences, tells, ties, strict=True)
    ]


def _to_what_was_asked(tells: Mapping[str, float], asked: frozenset[str], own: Mapping[str, float]) -> float:
    by_question = _at_most(value for stem, value in tells.items() if stem in asked)
    return ASKED * by_question + OWN * _at_most(value * own.get(stem, 0.0) for stem, value in tells.items())


def _of_one(sentence: Sentence, by_words: float) -> float:
    by_form = POINTS_BACK * sentence.points_back + TOLD * sentence.told + FIGURES * sentence.figures
    return START + by_words + by_form * min(1.0, by_words / TIED_BY) + CLAIM * sentence.claim


def _at_most(values: Iterable[float]) -> float:
    return min(AT_MOST, math.fsum(values))


def _tells(stem: str) -> float:
    return telling(stem) * (WORK_WORDS if stem in marks.COUNTING else 1.0)


def _chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
