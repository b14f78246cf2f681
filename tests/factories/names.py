"""Names of made-up people."""

from __future__ import annotations

LETTERS = "bcdfghjklmnpqrstvwxz"


def in_letters(number: int) -> str:
    """A number in letters, three at least and no vowel: no word, and no digit, so that a test may look for a score on a page."""
    found = ""
    while number or len(found) < 3:
        number, at = divmod(number, len(LETTERS))
        found = LETTERS[at] + found
    return found
