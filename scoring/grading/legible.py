"""Whether a text can be read at all: noise and mashed keys are no answer, good or bad."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scoring.grading.words import FUNCTION_WORDS, Token

LONGEST_WORD, LONGEST_SHORTHAND = 24, 6  # letters; shorthand has no vowel ("SQL")
WORDLIKE_SHARE = 0.5  # of the words
LETTER_SHARE = 0.5  # of all signs but blanks
LANGUAGE_FROM = 8  # words, to tell another language by its small words
_KEY_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_IN_WORDS = frozenset(("erty", "trew", "wert"))  # property, strewn
_NO_VOWEL_RUN = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}")
_SAME_LETTER_RUN = re.compile(r"(.)\1{2,}")
_LATIN = re.compile(r"[a-zà-öø-ÿ0-9']+")
_VOWEL = re.compile(r"[aeiouyà-öø-ÿ]")
_OTHER_SMALL_WORDS = """
    aber auf auch ce che con da das de del dem den der des det di die dla du ein eine el en er est het ich il ist jag je
    las le les los mais met mit na nicht niet nie och och oder para per pour que quand sie sich sur um un una und une van
    voor wir wurde zu
"""
OTHER_SMALL_WORDS = frozenset(_OTHER_SMALL_WORDS.split())


def is_legible(text: str, words: Sequence[Token]) -> bool:
    """Whether a text of these words is something that somebody said in English, however little it says."""
    letters = sum(sign.isalnum() for sign in text)
    signs = sum(not sign.isspace() for sign in text)
    if not words or letters < LETTER_SHARE * signs:
        return False
    if len(words) >= 4 and len({word.stem for word in words}) == 1:
        return False
    if sum(_is_wordlike(word.word, text[word.start : word.end]) for word in words) < WORDLIKE_SHARE * len(words):
        return False
    return not _is_another_language(words)


def _is_another_language(words: Sequence[Token]) -> bool:
    if len(words) < LANGUAGE_FROM:
        return False
    english = sum(word.word in FUNCTION_WORDS for word in words)
    return sum(word.word in OTHER_SMALL_WORDS for word in words) > max(1, english)


def _is_wordlike(word: str, written: str) -> bool:
    if word in FUNCTION_WORDS or word[0].isdigit():
        return True
    if not _LATIN.fullmatch(word) or len(word) > LONGEST_WORD:
        return False
    if _SAME_LETTER_RUN.search(word) or _NO_VOWEL_RUN.search(word) or _walks_the_keys(word):
        return False
    return bool(_VOWEL.search(word)) or (len(word) <= LONGEST_SHORTHAND and written.isupper())


def _walks_the_keys(word: str) -> bool:
    """Whether four letters lie side by side on the keyboard, as in "asdf", where no English word has them."""
    runs = {word[i : i + 4] for i in range(len(word) - 3)} - _IN_WORDS
    return any(run in row or run in row[::-1] for run in runs for row in _KEY_ROWS)
