"""The content of a spec on each of three sides: as the engine had drafted it, as it now stands, as it is drafted again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import blake2b
from typing import Generic, TypeVar

from jobspecs.differences import CompetencyText
from jobspecs.drafting.base import DraftedWeight, Span
from jobspecs.questions.base import WrittenQuestion

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Wording(CompetencyText):
    """One competency. Two are equal when their words are: where they came from makes no difference."""

    sources: tuple[Span, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class Line:
    """One must-have."""

    kind: str
    text: str
    sources: tuple[Span, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class Asked:
    """One question, and the row that asks it ("" where it is in a draft alone). A retired row is asked of nobody any more."""

    written: WrittenQuestion
    row: str = ""
    is_retired: bool = False
    is_persons: bool = False  # a person worded it

    @property
    def competency(self) -> str:
        return self.written.competency

    @property
    def words(self) -> tuple[object, ...]:
        """All that a reader sees of it: two questions are the same when these are."""
        written = self.written
        return (written.competency, written.text, written.probes, written.guide)


@dataclass(frozen=True)
class Content:
    """One side, whole. Questions are by position of their round; those of the spec as it stands hold the retired ones too."""

    title: str
    level: str
    competencies: Sequence[Wording]
    weights: Mapping[str, DraftedWeight]
    must_haves: Sequence[Line]
    questions: Mapping[int, Sequence[Asked]]

    def competency(self, key: str) -> Wording | None:
        return next((wording for wording in self.competencies if wording.key == key), None)

    @property
    def values(self) -> dict[str, Decimal]:
        """The bare weights by key."""
        return {key: weight.value for key, weight in self.weights.items()}


@dataclass(frozen=True)
class Piece(Generic[T_co]):
    """One thing on three sides, of which the spec's and the new draft's differ. None where a side does not have it."""

    kind: str
    base: T_co | None
    mine: T_co | None
    theirs: T_co | None
    is_held: bool = False  # kept although nobody edited it: something of a person's hangs on it

    @property
    def id(self) -> str:
        """The name of its checkbox: stands for what is seen here, and for nothing that somebody else makes of it."""
        return f"{self.kind}-{blake2b(repr(self._seen).encode(), digest_size=6).hexdigest()}"

    @property
    def _seen(self) -> tuple[object, ...]:
        return (_words(self.mine), _words(self.theirs), self.is_kept)

    @property
    def is_kept(self) -> bool:
        """A person has had a hand in it since the last draft: it stays unless somebody chooses otherwise."""
        return self.is_held or _words(self.mine) != _words(self.base)

    @property
    def is_news(self) -> bool:
        """The new draft says here something else than the last one said."""
        return _words(self.theirs) != _words(self.base)


@dataclass(frozen=True)
class CompetencyPiece(Piece[Wording]):
    """A competency that comes, goes or is worded anew; `asked` are the questions that come or go with it."""

    asked: tuple[QuestionPiece, ...] = ()

    @property
    def key(self) -> str:
        return next(side.key for side in (self.mine, self.theirs, self.base) if side is not None)

    @property
    def _seen(self) -> tuple[object, ...]:
        return (*super()._seen, *(piece.id for piece in self.asked))


@dataclass(frozen=True)
class QuestionPiece(Piece[Asked]):
    round: int = 0

    @property
    def measured(self) -> str:
        """The key of the competency that it asks about, or would; "" where nobody asks it."""
        return next((side.competency for side in (self.mine, self.theirs) if side is not None), "")

    @property
    def is_same(self) -> bool:
        return _words(self.mine) == _words(self.theirs)

    @property
    def row(self) -> str:
        """The row that asks it, or asked it; "" where none ever did."""
        return next((side.row for side in (self.mine, self.base) if side is not None and side.row), "")

    @property
    def _seen(self) -> tuple[object, ...]:
        return (*super()._seen, self.round, self.row)


Given = tuple[tuple[str, Decimal], ...]  # weights as one piece: key and value, in the order of the competencies


@dataclass(frozen=True)
class Comparison:
    """All that differs between a spec and its new draft. `base` and `theirs` name their competencies as the spec does."""

    base: Content
    mine: Content
    theirs: Content
    title: Piece[str] | None
    level: Piece[str] | None
    competencies: tuple[CompetencyPiece, ...]
    weights: Piece[Given] | None  # those that nobody moved, as the new draft has them
    moved_weights: Piece[Given] | None  # those that a person moved
    lines: tuple[Piece[Line], ...]  # all must-haves, those too that are alike on both sides
    asked: tuple[QuestionPiece, ...]  # likewise all questions
    moved: frozenset[str] = frozenset()  # keys of the weights that a person moved
    is_peoples: bool = False  # no engine has drafted the spec before: all of it is people's own

    @property
    def must_haves(self) -> tuple[Piece[Line], ...]:
        return tuple(piece for piece in self.lines if piece.mine != piece.theirs)

    @property
    def questions(self) -> tuple[QuestionPiece, ...]:
        """Those that differ and measure what both the spec and the draft have; the others go with their competency."""
        shared = {w.key for w in self.mine.competencies} & {w.key for w in self.theirs.competencies}
        return tuple(piece for piece in self.asked if piece.measured in shared and not piece.is_same)

    @property
    def pieces(self) -> Iterator[Piece[str] | CompetencyPiece | Piece[Given] | Piece[Line] | QuestionPiece]:
        """Whatever may be chosen, in the order of the page."""
        yield from (piece for piece in (self.title, self.level) if piece is not None)
        yield from self.competencies
        yield from (piece for piece in (self.weights, self.moved_weights) if piece is not None)
        yield from self.must_haves
        yield from self.questions

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(piece.id for piece in self.pieces)

    @property
    def ticked(self) -> frozenset[str]:
        """What is taken unless somebody chooses otherwise: what nobody has touched."""
        return frozenset(piece.id for piece in self.pieces if not piece.is_kept)


def _words(side: object) -> object:
    return side.words if isinstance(side, Asked) else side
