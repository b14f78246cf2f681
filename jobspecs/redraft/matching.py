"""Which competency, which must-have and which question of one side is which of another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from jobspecs.redraft.content import Asked, Content, Line

T = TypeVar("T")
ALIKE = 0.5  # two lines that share more of their words than this are wordings of one thing


@dataclass
class Slot(Generic[T]):
    """One thing, and how each side has it."""

    base: T | None = None
    mine: T | None = None
    theirs: T | None = None


def aligned(draft: Content, *sides: Content) -> Content:
    """The draft under the keys of the other sides, where it has a competency of theirs by another key but the same name."""
    known = {wording.key: wording.name for side in reversed(sides) for wording in side.competencies}
    called = {_plain(name): key for key, name in known.items() if draft.competency(key) is None}
    keys = {w.key: w.key if w.key in known else called.pop(_plain(w.name), w.key) for w in draft.competencies}
    return replace(
        draft,
        competencies=[replace(wording, key=keys[wording.key]) for wording in draft.competencies],
        weights={keys.get(key, key): weight for key, weight in draft.weights.items()},
        questions={at: [_under(asked, keys) for asked in round_] for at, round_ in draft.questions.items()},
    )


def _under(asked: Asked, keys: Mapping[str, str]) -> Asked:
    return replace(asked, written=replace(asked.written, competency=keys.get(asked.competency, asked.competency)))


def must_have_slots(base: Sequence[Line], mine: Sequence[Line], theirs: Sequence[Line]) -> list[Slot[Line]]:
    """Lines by their words: the same ones first, then those that share most of their words."""
    slots = [Slot(base=line) for line in base]
    left = _paired(slots, mine, "mine", _same)
    left = _paired(slots, left, "mine", _alike)
    slots += [Slot(mine=line) for line in left]
    left = _paired(slots, theirs, "theirs", _same)
    left = _paired(slots, left, "theirs", _alike)
    return slots + [Slot(theirs=line) for line in left]


def _paired(slots: list[Slot[Line]], lines: Sequence[Line], side: str, score: Callable[[str, str], float]) -> list[Line]:
    """Put lines into the slots whose words are nearest. Returns the lines that fit none."""
    scored = [
        (max(score(line.text, known.text) for known in (slot.mine, slot.base) if known), number, at)
        for number, line in enumerate(lines)
        for at, slot in enumerate(slots)
    ]
    placed: set[int] = set()
    for found, number, at in sorted(scored, key=lambda entry: (-entry[0], entry[1], entry[2])):
        if found > ALIKE and number not in placed and getattr(slots[at], side) is None:
            setattr(slots[at], side, lines[number])
            placed.add(number)
    return [line for number, line in enumerate(lines) if number not in placed]


def _same(one: str, other: str) -> float:
    return float(_plain(one) == _plain(other))


def _alike(one: str, other: str) -> float:
    """Dice's coefficient over the words: twice what is shared, of all words of both."""
    a, b = set(_plain(one).split()), set(_plain(other).split())
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def question_slots(base: Sequence[Asked], mine: Sequence[Asked], theirs: Sequence[Asked]) -> list[Slot[Asked]]:
    """The questions of one round: by row, then by their words, then by competency and place.

    Where a competency is asked fewer times than before, the questions that are still asked have the first claim: a
    removed one must not take the new wording away from one that stands. A row that a person let measure another
    competency is no longer the question that was drafted. So all sides of a slot measure the same.
    """
    rows = {asked.row: asked for asked in mine}
    slots = [_drafted(asked, rows.get(asked.row)) for asked in base]
    drafted = {slot.base.row for slot in slots if slot.base is not None}
    slots += [Slot(mine=asked) for asked in mine if asked.row not in drafted and not asked.is_retired]
    left = list(theirs)
    for fits in (_says_the_same, _asks_in_its_place):
        for slot in sorted(slots, key=lambda slot: slot.mine is None):
            found = next((asked for asked in left if slot.theirs is None and fits(slot, asked)), None)
            if found is not None:
                slot.theirs = found
                left.remove(found)
    return slots + [Slot(theirs=asked) for asked in left]


def _drafted(base: Asked, row: Asked | None) -> Slot[Asked]:
    """What a draft asked, with the row that asks it now."""
    if row is None or row.competency != base.competency:
        return Slot(base=replace(base, row=""))
    return Slot(base=base, mine=None if row.is_retired else row)


def _says_the_same(slot: Slot[Asked], asked: Asked) -> bool:
    return any(side.words == asked.words for side in (slot.mine, slot.base) if side is not None)


def _asks_in_its_place(slot: Slot[Asked], asked: Asked) -> bool:
    """Slots stand in their order, so that the first about a competency gets the first. What a person has added has no
    place in a draft: it is matched by its words alone."""
    return slot.base is not None and slot.base.competency == asked.competency


def in_order(mine: Sequence[T], theirs: Sequence[T], wanted: Callable[[T], bool]) -> Iterator[T]:
    """The wanted ones in the order of `mine`; what `theirs` alone has comes after its neighbour there."""
    order = list(mine)
    for at, item in enumerate(theirs):
        if item not in order:
            before = next((order.index(other) for other in reversed(theirs[:at]) if other in order), -1)
            order.insert(before + 1, item)
    return (item for item in order if wanted(item))
