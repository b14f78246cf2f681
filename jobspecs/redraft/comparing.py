"""The three-way comparison: what nobody has touched follows the new draft, what a person has a hand in is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from jobspecs import weights
from jobspecs.redraft.content import Comparison, CompetencyPiece, Content, Given, Piece, QuestionPiece
from jobspecs.redraft.matching import aligned, in_order, must_have_slots, question_slots


def compare(before: Content | None, mine: Content, theirs: Content) -> Comparison:
    """What the new draft would change in a spec.

    `before` is what the engine had drafted before, None where people made the spec: then all of it is theirs, and nothing
    is taken unless somebody chooses it. `mine` is the spec as it now stands (with its retired questions), `theirs` the
    new draft. A piece is listed where `mine` and `theirs` differ.
    """
    is_held = before is None
    base = aligned(before or mine, mine)
    theirs = aligned(theirs, base, mine)
    asked = tuple(
        piece for at in sorted({*mine.questions, *theirs.questions}) for piece in _round(at, base, mine, theirs, is_held)
    )
    moved = moved_weights(base.values, mine.values)
    comparison = Comparison(
        base=base,
        mine=mine,
        theirs=theirs,
        title=_words("title", base.title, mine.title, theirs.title, is_held),
        level=_words("level", base.level, mine.level, theirs.level, is_held),
        competencies=tuple(_competencies(base, mine, theirs, asked, is_held)),
        weights=None,
        moved_weights=None,
        lines=tuple(
            Piece("must-have", slot.base, slot.mine, slot.theirs, is_held)
            for slot in must_have_slots(base.must_haves, mine.must_haves, theirs.must_haves)
        ),
        asked=asked,
        moved=moved,
        is_peoples=is_held,
    )
    return _with_weights(comparison)


def _round(at: int, base: Content, mine: Content, theirs: Content, is_held: bool) -> list[QuestionPiece]:
    slots = question_slots(base.questions.get(at, ()), mine.questions.get(at, ()), theirs.questions.get(at, ()))
    return [QuestionPiece("question", slot.base, slot.mine, slot.theirs, is_held, round=at) for slot in slots]


def _words(kind: str, base: str, mine: str, theirs: str, is_held: bool) -> Piece[str] | None:
    return None if mine == theirs else Piece(kind, base, mine, theirs, is_held)


def _competencies(
    base: Content, mine: Content, theirs: Content, questions: Sequence[QuestionPiece], is_held: bool
) -> Iterator[CompetencyPiece]:
    """Those of the spec in its order, then those that the draft alone has."""
    keys = [wording.key for wording in mine.competencies]
    for key in [*keys, *(wording.key for wording in theirs.competencies if wording.key not in keys)]:
        before, now, then = base.competency(key), mine.competency(key), theirs.competency(key)
        if now == then:
            continue
        asked: tuple[QuestionPiece, ...] = ()
        if now is None or then is None:  # a question about what stays stands by itself
            asked = tuple(piece for piece in questions if piece.measured == key)
        is_asked = then is None and any(_is_persons(piece) for piece in asked)
        yield CompetencyPiece("competency", before, now, then, is_held or is_asked, asked=asked)


def _is_persons(piece: QuestionPiece) -> bool:
    """A person worded it, or chose to have it."""
    return piece.mine is not None and (piece.mine.is_persons or piece.base is None)


def moved_weights(base: dict[str, Decimal], mine: dict[str, Decimal]) -> frozenset[str]:
    """The keys of the weights that a person has set.

    A weight that is as it was, or that has only made room for competencies that came, or taken the room of those that
    went, in proportion, is nobody's.
    """
    came = frozenset(key for key in mine if key not in base)
    try:
        shared = weights.share_the_rest({key: base.get(key, value) for key, value in mine.items()}, came)
    except weights.NoRoom:
        shared = base
    return frozenset(key for key, value in mine.items() if key in came or value not in (base[key], shared[key]))


def weights_after(comparison: Comparison, keys: list[str], *, follow: bool, follow_moved: bool) -> dict[str, Decimal]:
    """The weights of these competencies, summing to exactly 1.00.

    With `follow` those that nobody moved are as in the new draft, with `follow_moved` also those that a person moved. The
    moved ones that stay are kept to the cent where there is room; the others share the rest in proportion.
    """
    mine, theirs = comparison.mine.values, comparison.theirs.values
    kept = frozenset(key for key in comparison.moved.intersection(keys) if not (follow_moved and key in theirs))

    def wanted(key: str) -> Decimal:
        if key in kept or key not in theirs:
            return mine[key]
        return theirs[key] if follow or key not in mine or key in comparison.moved else mine[key]

    given = {key: wanted(key) for key in keys}
    if weights.balance_of(given.values()).is_balanced:
        return given
    try:
        return weights.share_the_rest(given, kept)
    except weights.NoRoom:  # what was moved leaves nothing for what came, or what is left no longer fills the whole
        return weights.share_the_rest(given)


def _with_weights(comparison: Comparison) -> Comparison:
    """Add the pieces for weights, each where it makes a difference to what is taken unless somebody chooses otherwise."""
    mine, theirs, moved = comparison.mine.values, comparison.theirs.values, comparison.moved
    keys = keys_after(comparison, comparison.ticked)
    as_now = weights_after(comparison, keys, follow=False, follow_moved=False)
    followed = weights_after(comparison, keys, follow=True, follow_moved=False)
    weights_piece = moved_piece = None
    if followed != as_now:
        weights_piece = Piece("weights", _given(mine), _given(mine), _given(theirs), comparison.is_peoples)
    if followed != weights_after(comparison, keys, follow=True, follow_moved=True):
        shared = moved & theirs.keys()
        sides = (_given(comparison.base.values, shared), _given(mine, shared), _given(theirs, shared))
        moved_piece = Piece("moved-weights", *sides)
    return replace(comparison, weights=weights_piece, moved_weights=moved_piece)


def _given(values: Mapping[str, Decimal], keys: Collection[str] | None = None) -> Given:
    return tuple((key, value) for key, value in sorted(values.items()) if keys is None or key in keys)


def keys_after(comparison: Comparison, chosen: Collection[str]) -> list[str]:
    """The competencies, in their order, once the pieces of these ids are taken."""
    changed = {piece.key: piece for piece in comparison.competencies}
    mine = [wording.key for wording in comparison.mine.competencies]
    theirs = [wording.key for wording in comparison.theirs.competencies]

    def stays(key: str) -> bool:
        piece = changed.get(key)
        if piece is None:
            return key in mine
        return (piece.theirs if piece.id in chosen else piece.mine) is not None

    return list(in_order(mine, theirs, stays))
