"""What counts as a word, and how a text from a browser is kept. Knows no Django."""

from __future__ import annotations

import unicodedata
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
