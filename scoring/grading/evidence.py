"""Which words of an answer are shown for a score: verbatim, whole sentences or clauses, four words at least."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scoring.grading.base import GivenAnswer, Quote
from scoring.grading.features import BEARS_FROM
from scoring.grading.readings import Clause, Reading
from scoring.grading.rubrics import Target
from scoring.grading.words import Span, clauses, sentences

SHORTEST, LONGEST = 4, 45  # words in a quote
MOST = 4


@dataclass(frozen=True)
class _Candidate:
    answer: GivenAnswer
    place: Span
    worth: float

    @property
    def words(self) -> int:
        return len((self.answer.text or "")[self.place.start : self.place.end].split())


def quotes(own: Sequence[Reading], others: Sequence[Reading], target: Target, *, shows_little: bool) -> tuple[Quote, ...]:
    """Up to four quotes, in the order in which they were said: the most telling of the competency's own answers, and at
    most one of another answer.

    Where an answer shows little, what it leaves open is as telling as what it says. An answer shorter than four words is
    quoted whole: there is nothing else to check its score against.
    """
    chosen = _best(_candidates(own, target, shows_little), MOST - 1 if others else MOST)
    if len(chosen) < MOST:
        helpful = [c for c in _candidates(others, target, shows_little=False) if c.worth > 0]
        chosen += _best(helpful, 1)
    if not chosen:
        chosen = [_opening(reading.answer) for reading in own]
    order = {reading.answer.ref: position for position, reading in enumerate([*own, *others])}
    chosen.sort(key=lambda c: (order[c.answer.ref], c.place.start))
    return tuple(_quote(candidate) for candidate in chosen[:MOST])


def _candidates(readings: Iterable[Reading], target: Target, shows_little: bool) -> list[_Candidate]:
    """Each sentence, or its clauses where it is long or all that was said."""
    found: list[_Candidate] = []
    for reading in readings:
        by_sentence: dict[Span, list[Clause]] = {}
        for clause in reading.clauses:
            by_sentence.setdefault(clause.sentence, []).append(clause)
        for sentence, parts in by_sentence.items():
            whole = _Candidate(reading.answer, sentence, sum(_worth(part, target, shows_little) for part in parts))
            if whole.words > LONGEST or len(by_sentence) == 1:
                pieces = [
                    _Candidate(
                        reading.answer,
                        place,
                        sum(_worth(p, target, shows_little) for p in parts if place.start <= p.place.start < place.end),
                    )
                    for place in clauses(reading.text, sentence)
                ]
                long_enough = [piece for piece in pieces if piece.words >= SHORTEST]
                found.extend(long_enough if len(long_enough) > 1 or whole.words > LONGEST else [whole])
            else:
                found.append(whole)
    return [candidate for candidate in found if candidate.words >= SHORTEST]


def _worth(clause: Clause, target: Target, shows_little: bool) -> float:
    met = target.met_by(clause.said)
    bearing = sum(target.weights[stem] for stem in met[:5]) if len(met) >= BEARS_FROM else 0.0
    return bearing + len(clause.good) + (1.5 if shows_little else -1.5) * clause.open


def _best(candidates: Sequence[_Candidate], count: int) -> list[_Candidate]:
    """The most telling; of equals, the one said first. After two, only such as tell something."""
    ranked = sorted(enumerate(candidates), key=lambda pair: (-pair[1].worth, pair[0]))
    return [candidate for rank, (_, candidate) in enumerate(ranked[:count]) if rank < 2 or candidate.worth > 0]


def _opening(answer: GivenAnswer) -> _Candidate:
    """The first sentence or clause of four words, else the whole text."""
    text = answer.text or ""
    whole = Span(len(text) - len(text.lstrip()), len(text.rstrip()))
    for sentence in sentences(text):
        for place in (sentence, *clauses(text, sentence)):
            candidate = _Candidate(answer, place, 0)
            if SHORTEST <= candidate.words <= LONGEST:
                return candidate
    return _Candidate(answer, whole, 0)


def _quote(candidate: _Candidate) -> Quote:
    start, end = candidate.place.start, candidate.place.end
    return Quote(candidate.answer.ref, start, end, (candidate.answer.text or "")[start:end])
