"""What changed from one version to the next: pure comparison, for the history and for the page of one version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "added", "removed"]


@dataclass(frozen=True)
class CompetencyText:
    """One competency as a version words it."""

    key: str
    name: str
    definition: str
    for_this_role: str
    anchors: tuple[str, ...]


@dataclass(frozen=True)
class MustHaveText:
    kind: str
    text: str


@dataclass(frozen=True)
class Snapshot:
    """The content of one version, in its order."""

    competencies: Sequence[CompetencyText]
    weights: Mapping[str, Decimal]
    must_haves: Sequence[MustHaveText]
    root: str = ""  # what the competencies mean: versions of one root differ in wording alone


@dataclass(frozen=True)
class Span:
    """A stretch of words that stayed, came or went."""

    change: Change
    text: str


@dataclass(frozen=True)
class WeightChange:
    """A competency's weight on either side; None where the version does not have the competency."""

    key: str
    name: str
    before: Decimal | None
    after: Decimal | None

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class FieldChange:
    """One field of a competency whose words changed."""

    label: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Reworded:
    key: str
    name: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class MustHaveChange:
    """A must-have that came, went, or changed its kind (`before` says what it was)."""

    change: Change
    kind: str
    text: str
    before: str = ""


@dataclass(frozen=True)
class Difference:
    """All that changed. `weights` lists every competency of either side, changed or not."""

    weights: tuple[WeightChange, ...]
    added: tuple[CompetencyText, ...]
    removed: tuple[CompetencyText, ...]
    reworded: tuple[Reworded, ...]
    must_haves: tuple[MustHaveChange, ...]
    competencies_moved: bool
    must_haves_moved: bool
    meaning_changed: bool

    @property
    def weights_changed(self) -> tuple[WeightChange, ...]:
        return tuple(weight for weight in self.weights if weight.is_changed)


def difference(before: Snapshot, after: Snapshot) -> Difference:
    """Compare two versions of one spec. Competencies are matched by key, must-haves by their text."""
    old, new = _by_key(before.competencies), _by_key(after.competencies)
    must_haves, must_haves_moved = _must_haves(before.must_haves, after.must_haves)
    return Difference(
        weights=tuple(
            WeightChange(key, (new.get(key) or old[key]).name, before.weights.get(key), after.weights.get(key))
            for key in [*new, *(key for key in old if key not in new)]
        ),
        added=tuple(text for key, text in new.items() if key not in old),
        removed=tuple(text for key, text in old.items() if key not in new),
        reworded=tuple(_reworded(old[key], text) for key, text in new.items() if key in old and old[key] != text),
        must_haves=must_haves,
        competencies_moved=[key for key in old if key in new] != [key for key in new if key in old],
        must_haves_moved=must_haves_moved,
        meaning_changed=before.root != after.root,
    )


def in_words(found: Difference) -> list[str]:
    """The changes as short lines, the most weighty first; "Same content, saved again" when the content is the same."""
    lines = [f"Added {text.name}" for text in found.added]
    lines += [f"Removed {text.name}" for text in found.removed]
    lines += [
        f"{weight.name} {weight.before} → {weight.after}"
        for weight in found.weights_changed
        if weight.before is not None and weight.after is not None
    ]
    did = "Changed the meaning of" if found.meaning_changed else "Reworded"
    lines += [f"{did} {row.name}: {', '.join(change.label.lower() for change in row.fields)}" for row in found.reworded]
    lines += [_must_have_in_words(change) for change in found.must_haves]
    if found.competencies_moved:
        lines.append("Competencies in another order")
    if found.must_haves_moved:
        lines.append("Must-haves in another order")
    if found.meaning_changed:
        lines.append("A new rubric: scores from before stand apart")
    return lines or ["Same content, saved again"]


def word_spans(before: str, after: str) -> tuple[Span, ...]:
    """A difference in whole words; white space travels with the word before it. Joined without the removed: `after`."""
    old, new = _words(before), _words(after)
    spans: list[Span] = []
    for tag, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            spans.append(Span("same", "".join(new[c:d])))
            continue
        if b > a:
            spans.append(Span("removed", "".join(old[a:b])))
        if d > c:
            spans.append(Span("added", "".join(new[c:d])))
    return tuple(spans)


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)


def _by_key(texts: Iterable[CompetencyText]) -> dict[str, CompetencyText]:
    return {text.key: text for text in texts}


def _reworded(old: CompetencyText, new: CompetencyText) -> Reworded:
    pairs = [
        ("Name", old.name, new.name),
        ("Definition", old.definition, new.definition),
        ("For this role", old.for_this_role, new.for_this_role),
        *((f"Level {n}", a, b) for n, (a, b) in enumerate(zip(old.anchors, new.anchors, strict=True), start=1)),
    ]
    changes = tuple(FieldChange(label, word_spans(a, b)) for label, a, b in pairs if a != b)
    return Reworded(new.key, new.name, changes)


def _must_haves(before: Sequence[MustHaveText], after: Sequence[MustHaveText]) -> tuple[tuple[MustHaveChange, ...], bool]:
    """Changes, and whether those that stayed changed their order. Two lines may have the same text: counted apart."""
    old, new = _numbered(before), _numbered(after)
    changes = [MustHaveChange("removed", old[at], at[0]) for at in old if at not in new]
    changes += [MustHaveChange("added", new[at], at[0]) for at in new if at not in old]
    changes += [MustHaveChange("same", new[at], at[0], before=old[at]) for at in new if at in old and old[at] != new[at]]
    return tuple(changes), [at for at in old if at in new] != [at for at in new if at in old]


def _numbered(lines: Sequence[MustHaveText]) -> dict[tuple[str, int], str]:
    """Kind by text and by how often the text has come before."""
    found: dict[tuple[str, int], str] = {}
    for line in lines:
        found[line.text, sum(1 for text, _ in found if text == line.text)] = line.kind
    return found


def _must_have_in_words(change: MustHaveChange) -> str:
    if change.change == "same":
        return f"Must-have now {change.kind}: {change.text}"
    return f"Must-have {change.change}: {change.text}"
