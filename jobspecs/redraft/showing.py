"""The comparison in words: what the page offers to take, and how both sides read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jobspecs.differences import FieldChange, Span, word_spans
from jobspecs.redraft.content import Asked, Comparison, CompetencyPiece, Line, Piece, QuestionPiece, Wording
from jobspecs.redraft.taking import weights_of_choice

FOLDED = ("Level", "Probes", "Strong", "Adequate", "Weak")
IN_LABEL = ("", "Name", "Kind")  # said beside the checkbox where only one side has it
SHORT = 70  # characters of a question in a label
MOSTLY_OTHER = 0.4  # of the shorter text, so much at least stays where single words are marked


@dataclass(frozen=True)
class Choice:
    """One piece with its checkbox. `fields` and `folded` lead from the spec's words to the draft's."""

    id: str
    label: str  # what ticking does
    badge: str
    is_kept: bool
    is_news: bool
    is_ticked: bool
    fields: tuple[FieldChange, ...] = ()
    folded: tuple[FieldChange, ...] = ()
    yours: tuple[tuple[str, str], ...] = ()  # of what is kept: label and words as they stand
    notes: tuple[str, ...] = ()

    @property
    def is_for_taking(self) -> bool:
        """Nobody has touched it, or the draft has something new to say about what somebody has touched."""
        return self.is_news or not self.is_kept


@dataclass(frozen=True)
class Section:
    """One part of the page; `rest` is what people made otherwise than a draft that still says what the last one said."""

    key: str
    name: str
    choices: tuple[Choice, ...]
    rest: tuple[Choice, ...]


@dataclass(frozen=True)
class WeightLine:
    """A competency's weight as it stands, in the draft, and after the choice; None where a side does not have it."""

    name: str
    mine: Decimal | None
    theirs: Decimal | None
    after: Decimal | None
    is_moved: bool

    @property
    def is_changed(self) -> bool:
        return self.mine != self.after


def sections_of(comparison: Comparison, ticked: Collection[str]) -> list[Section]:
    """The parts of the page that have something to choose or to show, in their order; `ticked` are ids of pieces."""
    names = {w.key: w.name for side in (comparison.theirs, comparison.mine) for w in side.competencies}
    parts: list[tuple[str, str, list[Choice]]] = [
        ("title", "Title and level", list(_settings(comparison, ticked))),
        ("competencies", "Competencies", [_competency(piece, ticked, comparison) for piece in comparison.competencies]),
        ("weights", "Weights", list(_weights(comparison, ticked))),
        ("must-haves", "Must-haves", [_must_have(piece, ticked) for piece in comparison.must_haves]),
    ]
    for at in sorted({piece.round for piece in comparison.questions}):
        asked = [_question(piece, names, ticked) for piece in comparison.questions if piece.round == at]
        parts.append((f"round-{at}", f"Round {at:02}", asked))
    has_weights = _are_others_weighed(comparison)
    return [_section(key, name, found) for key, name, found in parts if found or (key == "weights" and has_weights)]


def _are_others_weighed(comparison: Comparison) -> bool:
    """Can a competency come or go? Then the weights change with it."""
    return any(piece.mine is None or piece.theirs is None for piece in comparison.competencies)


def weight_lines(comparison: Comparison, ticked: Collection[str]) -> list[WeightLine]:
    """Every competency of either side with its weights; `after` is what is saved with this choice."""
    mine, theirs = comparison.mine, comparison.theirs
    after = weights_of_choice(comparison, ticked)
    names = {w.key: w.name for side in (theirs, mine) for w in side.competencies}
    order = [*after, *(key for key in [*mine.values, *theirs.values] if key not in after)]
    return [
        WeightLine(names[key], mine.values.get(key), theirs.values.get(key), after.get(key), key in comparison.moved)
        for key in dict.fromkeys(order)
    ]


def _section(key: str, name: str, choices: list[Choice]) -> Section:
    shown = tuple(choice for choice in choices if choice.is_for_taking)
    return Section(key, name, shown, tuple(choice for choice in choices if not choice.is_for_taking))


def _settings(comparison: Comparison, ticked: Collection[str]) -> Iterator[Choice]:
    for piece in (comparison.title, comparison.level):
        if piece is not None:
            yield _choice(piece, ticked, f"{piece.kind.title()}: {piece.theirs}")


def _weights(comparison: Comparison, ticked: Collection[str]) -> Iterator[Choice]:
    """The numbers themselves stand in the table beside them."""
    if comparison.weights:
        label = f"Take the draft's weights{' where nobody has set one' if comparison.moved else ''}"
        yield _choice(comparison.weights, ticked, label, badge="" if comparison.is_peoples else "weighed anew")
    if comparison.moved_weights:
        yield _choice(comparison.moved_weights, ticked, "Take the draft's weights where somebody has set one")


def _competency(piece: CompetencyPiece, ticked: Collection[str], comparison: Comparison) -> Choice:
    name = next(side.name for side in (piece.mine, piece.theirs) if side is not None)
    notes: list[str] = []
    if piece.theirs is None:
        notes += [f"Asked by {_quoted(asked.mine)}" for asked in piece.asked if asked.mine is not None]
        label = f"Remove {name}{_with_questions(len(piece.asked))}"
    elif piece.mine is None:
        notes += [f"Round {asked.round:02} asks {_quoted(asked.theirs)}" for asked in piece.asked if asked.theirs is not None]
        label = f"Add {name}{_with_questions(len(piece.asked))}"
    else:
        label = f"Reword {name}"
    is_as_drafted = piece.mine is not None and piece.mine == piece.base and not comparison.is_peoples
    badge = "kept: a person's question asks it" if piece.is_held and is_as_drafted else ""
    return _choice(piece, ticked, label, badge=badge, notes=notes)


def _with_questions(count: int) -> str:
    return f", with {count} question{'' if count == 1 else 's'}" if count else ""


def _must_have(piece: Piece[Line], ticked: Collection[str]) -> Choice:
    line = next(side for side in (piece.mine, piece.theirs) if side is not None)
    verb = _verb(piece)
    return _choice(piece, ticked, f"{verb} “{line.text}”" if verb == "Reword" else f"{verb} {line.kind} “{line.text}”")


def _question(piece: QuestionPiece, names: dict[str, str], ticked: Collection[str]) -> Choice:
    asked = next(side for side in (piece.mine, piece.theirs) if side is not None)
    about = names.get(asked.competency, asked.competency)
    return _choice(piece, ticked, f"{_verb(piece)} {_quoted(asked)}", notes=[f"Measures {about}"])


def _verb(piece: Piece[Line] | QuestionPiece) -> str:
    return "Remove" if piece.theirs is None else "Add" if piece.mine is None else "Reword"


def _choice(piece: Piece[object], ticked: Collection[str], label: str, *, badge: str = "", notes: Sequence[str] = ()) -> Choice:
    mine, theirs = _fields(piece.mine), _fields(piece.theirs)
    is_worded = piece.mine is not None and piece.theirs is not None
    changed = [
        name
        for name in dict.fromkeys([*mine, *theirs])
        if mine.get(name, "") != theirs.get(name, "") and (is_worded or name not in IN_LABEL)
    ]
    changes = [FieldChange(name, _marked(mine.get(name, ""), theirs.get(name, ""))) for name in changed]
    if piece.is_kept:  # what stands is to be read beside it
        changes = [FieldChange(c.label, spans) for c in changes if (spans := tuple(s for s in c.spans if s.change != "removed"))]
    is_instead = piece.is_kept and is_worded and not piece.kind.endswith("weights")
    return Choice(
        id=piece.id,
        label=f"{label} instead" if is_instead else label,
        badge=badge or _badge(piece),
        is_kept=piece.is_kept,
        is_news=piece.is_news,
        is_ticked=piece.id in ticked,
        fields=tuple(change for change in changes if not change.label.startswith(FOLDED)),
        folded=tuple(change for change in changes if change.label.startswith(FOLDED) and piece.theirs is not None),
        yours=tuple((name, mine[name]) for name in changed if piece.is_kept and mine.get(name) and not name.startswith(FOLDED)),
        notes=(*_standing(piece), *notes),
    )


def _marked(before: str, after: str) -> tuple[Span, ...]:
    """Marks on the words; where hardly one stays, the one text and then the other."""
    spans = word_spans(before, after)
    same = sum(len(span.text) for span in spans if span.change == "same")
    if " " in before and " " in after and same < MOSTLY_OTHER * min(len(before), len(after)):
        return (Span("removed", f"{before}\n"), Span("added", after))
    return spans


def _standing(piece: Piece[object]) -> Iterator[str]:
    """What is not to be seen in the words: that one side has none."""
    if piece.is_kept and piece.theirs is None:
        yield "The new draft does not have it."
    if piece.is_kept and piece.mine is None and piece.base is not None:
        yield "Removed, or left out, when the draft before had it."


def _badge(piece: Piece[object]) -> str:
    if piece.is_kept and (piece.mine is not None or piece.base is not None):
        return "kept: yours"
    return "new" if piece.mine is None else "no longer in the draft" if piece.theirs is None else "reworded"


def _fields(side: object) -> dict[str, str]:
    """What a reader sees of one side, under its labels; weights have a table of their own."""
    match side:
        case str():
            return {"": side}
        case Line():
            return {"": side.text, "Kind": side.kind}
        case Wording():
            levels = {f"Level {level}": text for level, text in enumerate(side.anchors, start=1)}
            return {"Name": side.name, "Definition": side.definition, "For this role": side.for_this_role, **levels}
        case Asked():
            written, guide = side.written, side.written.guide
            answers = {"Strong": guide.strong, "Adequate": guide.adequate, "Weak": guide.weak}
            return {"Question": written.text, "Probes": "\n".join(written.probes), **answers}
    return {}


def _quoted(asked: Asked | None) -> str:
    return f"“{_short(asked.written.text)}”" if asked else ""


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[:SHORT].rsplit(' ', 1)[0]} …"
