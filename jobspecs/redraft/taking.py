"""What a spec becomes once some pieces of a new draft are taken."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from jobspecs.drafting.base import DraftedWeight
from jobspecs.redraft.comparing import keys_after, weights_after
from jobspecs.redraft.content import Comparison, Content, Line, Piece, QuestionPiece, Wording
from jobspecs.redraft.matching import in_order


class NothingLeft(ValueError):
    """The choice would leave a spec without a competency, or a round without a question; the message says which."""


@dataclass(frozen=True)
class Taken:
    """A spec after the choice. `questions` are the pieces to carry out; all others stay as they are."""

    title: str
    level: str
    competencies: Sequence[Wording]
    weights: dict[str, DraftedWeight]
    must_haves: Sequence[Line]
    questions: Sequence[QuestionPiece]

    def is_other_rubric(self, mine: Content) -> bool:
        """Is anything worded otherwise, or measured otherwise, than the spec now does it?"""
        return list(self.competencies) != list(mine.competencies)

    def measures_other_things(self, mine: Content) -> bool:
        """Does a competency come or go?"""
        return {wording.key for wording in self.competencies} != {wording.key for wording in mine.competencies}

    def is_other_version(self, mine: Content) -> bool:
        """Is anything else that a version holds: rubric, weights, must-haves?"""
        values = {key: weight.value for key, weight in self.weights.items()}
        return self.is_other_rubric(mine) or values != mine.values or list(self.must_haves) != list(mine.must_haves)


def taken(comparison: Comparison, chosen: Collection[str]) -> Taken:
    """The spec with the pieces of these ids as the new draft has them. Raises NothingLeft."""
    mine = comparison.mine
    keys = keys_after(comparison, chosen)
    if not keys:
        raise NothingLeft("A job spec needs at least one competency. Keep one, or take one.")
    questions = _questions(comparison, chosen)
    _every_round_asks(mine, questions)
    return Taken(
        title=_either(comparison.title, mine.title, chosen),
        level=_either(comparison.level, mine.level, chosen),
        competencies=[_wording(comparison, key, chosen) for key in keys],
        weights=_weights(comparison, weights_of_choice(comparison, chosen)),
        must_haves=_must_haves(comparison, chosen),
        questions=questions,
    )


def weights_of_choice(comparison: Comparison, chosen: Collection[str]) -> dict[str, Decimal]:
    """The weights once the pieces of these ids are taken; empty where no competency would be left."""
    follow, follow_moved = (piece is not None and piece.id in chosen for piece in (comparison.weights, comparison.moved_weights))
    keys = keys_after(comparison, chosen)
    return weights_after(comparison, keys, follow=follow, follow_moved=follow_moved) if keys else {}


def _either(piece: Piece[str] | None, mine: str, chosen: Collection[str]) -> str:
    return piece.theirs if piece is not None and piece.theirs and piece.id in chosen else mine


def _wording(comparison: Comparison, key: str, chosen: Collection[str]) -> Wording:
    piece = next((piece for piece in comparison.competencies if piece.key == key), None)
    mine, theirs = comparison.mine.competency(key), comparison.theirs.competency(key)
    if mine is not None and theirs is not None and piece is None:
        return replace(mine, sources=theirs.sources or mine.sources)
    found = theirs if piece is not None and piece.id in chosen else mine
    if found is None:
        raise KeyError(key)
    return found


def _must_haves(comparison: Comparison, chosen: Collection[str]) -> list[Line]:
    """The lines in the order of the spec; what the draft alone has comes after its neighbour there."""
    pieces = comparison.lines

    def places(side: Sequence[Line], of: Callable[[Piece[Line]], Line | None]) -> list[int]:
        return [at for line in side for at, piece in enumerate(pieces) if of(piece) is line]

    def choice(at: int) -> Line | None:
        mine, theirs = pieces[at].mine, pieces[at].theirs
        if mine is not None and theirs is not None and mine == theirs:
            return replace(mine, sources=theirs.sources or mine.sources)
        return theirs if pieces[at].id in chosen else mine

    mine = places(comparison.mine.must_haves, lambda piece: piece.mine)
    theirs = places(comparison.theirs.must_haves, lambda piece: piece.theirs)
    return [line for at in in_order(mine, theirs, lambda _: True) if (line := choice(at)) is not None]


def _questions(comparison: Comparison, chosen: Collection[str]) -> list[QuestionPiece]:
    """What is to be done to questions: those chosen by themselves, and those that come or go with a competency."""
    alone = [piece for piece in comparison.questions if piece.id in chosen]
    return alone + [asked for piece in comparison.competencies if piece.id in chosen for asked in piece.asked]


def _every_round_asks(mine: Content, pieces: Sequence[QuestionPiece]) -> None:
    for at, asked in mine.questions.items():
        standing = sum(1 for question in asked if not question.is_retired)
        left = standing + sum(_more(piece) for piece in pieces if piece.round == at)
        if standing and left < 1:
            raise NothingLeft(f"Round {at:02} would be left without a question. Keep one of those that would go.")


def _more(piece: QuestionPiece) -> int:
    """How many questions more there are once it is taken: 1, 0 or -1."""
    return int(piece.theirs is not None) - int(piece.mine is not None)


def _weights(comparison: Comparison, values: dict[str, Decimal]) -> dict[str, DraftedWeight]:
    """The weights with their reasons: a reason belongs to the number that it explains, and goes when that is moved."""
    sides = (comparison.theirs.weights, comparison.mine.weights)

    def with_reason(key: str, value: Decimal) -> DraftedWeight:
        return next((side[key] for side in sides if key in side and side[key].value == value), DraftedWeight(value))

    return {key: with_reason(key, value) for key, value in values.items()}
