"""Words that are one slip away from the word that was meant: a letter too many, too few, wrong, or two in the wrong order.

The first letter is taken to be right. Words that are common enough (`commonness`) are meant as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache

from scoring.grading.commonness import zipf

SHORTEST = 5  # letters of a word that is looked for among those that count
MEANT_FROM = 3.0  # Zipf: how common a word must be to be what somebody meant
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Spelling:
    """The words that are looked for, by what is left of each when one letter is missing."""

    known: frozenset[str]  # their stems
    forms: Mapping[str, str] = field(repr=False, hash=False, compare=False)  # each as a word and as a stem → its stem
    by_rest: Mapping[str, tuple[str, ...]] = field(repr=False, hash=False, compare=False)

    def of(self, word: str, stem: str) -> str:
        """The stem that was meant: itself where it is known or nothing is one slip away; of several, the first by letters."""
        if stem in self.known:
            return stem
        return self._near(word) or self._near(stem) or stem

    def _near(self, written: str) -> str:
        if len(written) < SHORTEST - 1 or not written.isalpha():
            return ""
        near = {
            meant for rest in (written, *_rests(written)) for meant in self.by_rest.get(rest, ()) if _one_slip(written, meant)
        }
        return self.forms[min(near)] if near else ""


def spelling_of(words: Mapping[str, str]) -> Spelling:
    """Make words (each with its stem) ready to be found with a slip in them."""
    forms = {stem: stem for stem in words.values()} | dict(words)
    by_rest: dict[str, list[str]] = {}
    for form in sorted(forms):
        if len(form) >= SHORTEST and form.isalpha():
            for rest in {form, *_rests(form)}:
                by_rest.setdefault(rest, []).append(form)
    return Spelling(frozenset(words.values()), forms, {rest: tuple(found) for rest, found in by_rest.items()})


def _rests(stem: str) -> Iterator[str]:
    return (stem[:at] + stem[at + 1 :] for at in range(1, len(stem)))


def _one_slip(written: str, meant: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours makes one of the other."""
    if written[0] != meant[0] or abs(len(written) - len(meant)) > 1:
        return False
    if len(written) != len(meant):
        short, long = sorted((written, meant), key=len)
        return short in _rests(long)
    places = [at for at in range(len(meant)) if written[at] != meant[at]]
    if len(places) == 1:
        return True
    return (
        len(places) == 2
        and places[1] == places[0] + 1
        and written[places[0]] == meant[places[1]]
        and written[places[1]] == meant[places[0]]
    )


def likeliest(written: str, context: Set[str]) -> str:
    """The common word one slip away that stands in the same text (`context`), else the likeliest; "" where there is none."""
    near = _common_near(written)
    return next((word for word in near if word in context), near[0] if near else "")


@lru_cache(maxsize=65_536)
def _common_near(written: str) -> tuple[str, ...]:
    """Common words one slip away: those with two letters changed round before others, the commonest first."""
    cuts = [(written[:at], written[at:]) for at in range(1, len(written) + 1)]
    swapped = {before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1}
    found = swapped | {before + after[1:] for before, after in cuts if after}
    found |= {before + letter + rest for before, after in cuts for letter in _LETTERS for rest in {after, after[1:]}}
    common = [word for word in found if word != written and zipf(word) >= MEANT_FROM]
    return tuple(sorted(common, key=lambda word: (word not in swapped, -zipf(word), word)))
