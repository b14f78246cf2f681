"""What counts as a word, and how a text from a browser is kept. Knows no Django."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

# The longest text that is stored at all, in code points; the limit of a round, in words, comes long before.
MOST_LETTERS = 50_000


@dataclass(frozen=True)
class Length:
    """How long an answer is, beside what is taken."""

    words: int
    most: int

    @property
    def over(self) -> int:
        """How many words it is too long; 0 when it is not."""
        return max(0, self.words - self.most)


def kept(text: str) -> str:
    """The text as it is stored: one kind of line break, composed letters, nothing that a database refuses."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return unicodedata.normalize("NFC", lines)


def count_words(text: str) -> int:
    """Words are what stands between white space, as the page counts them too."""
    return len(text.split())


def share_changed(before: str, after: str) -> float:
    """How much of a text is another in `after`: 0 the same, 1 nothing is left; more where it has grown as well.

    In words that come in the same order in both; signs and capitals do not count.
    """
    changed, heard = words_changed_in(before, after)
    return changed / max(1, heard)


def words_changed_in(before: str, after: str) -> tuple[int, int]:
    """How many words of a text are others in `after`, come or gone, and how many it had; counted as in share_changed."""
    was, now = _bare_words(before), _bare_words(after)
    return max(len(was), len(now)) - _common(was, now), len(was)


def _bare_words(text: str) -> list[str]:
    words = ("".join(sign for sign in word if sign.isalnum()).casefold() for word in text.split())
    return [word for word in words if word]


def _common(first: Sequence[Hashable], second: Sequence[Hashable]) -> int:
    """The length of the longest common subsequence, with a bit for each item of `first` (Hyyrö 2004).

    Its time does not depend on what the texts are: somebody may have written them to be slow.
    """
    places: dict[Hashable, int] = {}
    for at, item in enumerate(first):
        places[item] = places.get(item, 0) | 1 << at
    everything = (1 << len(first)) - 1
    row = everything
    for item in second:
        same = row & places.get(item, 0)
        row = (row + same | row - same) & everything
    return len(first) - row.bit_count()
