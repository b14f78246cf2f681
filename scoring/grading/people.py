"""Who somebody is must not count: names of people and places, and ages, are taken out before anything is measured."""

from __future__ import annotations

import re

from scoring.grading.words import Token, tokens

_NUMBER = r"""(?:\d+|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)
    (?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?
    |thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"""
_AGE = re.compile(
    rf"""\b(?:aged?(?:\s+of)?\s+{_NUMBER}|{_NUMBER}[\s-]+years?[\s-]+old
    |(?:I|he|she|was|am|i'm|is)\s+{_NUMBER}(?=\s+(?:then|now|when|at|and|years)\b|\s*[.,;]|\s*$))""",
    re.IGNORECASE | re.VERBOSE,
)
_BE = frozenset(("was", "is", "were", "are", "has", "had", "and"))


def own_words(sentence: str, terms: frozenset[str]) -> list[Token]:
    """The words of a sentence without names and ages. `terms`: words that are names of things in this rubric.

    A name is a word with one capital inside a sentence, or the first word where somebody by that name may have done
    something. Capitals say nothing in a sentence that has no small letters, or only capitals at the start of words.
    """
    found = tokens(sentence)
    ages = [match.span() for match in _AGE.finditer(sentence)]
    names = _names(sentence, found, terms)
    return [word for word in found if word.start not in names and not any(start <= word.start < end for start, end in ages)]


def capitalised(text: str) -> frozenset[str]:
    """Words with a capital that are not the first of a sentence, in small letters."""
    return frozenset(match.group().casefold() for match in re.finditer(r"(?<=[a-z,] )[A-Z][\w'’]*", text))


def _names(sentence: str, found: list[Token], terms: frozenset[str]) -> set[int]:
    if not any(sign.islower() for sign in sentence):
        return set()
    names = set()
    for at, word in enumerate(found):
        written = sentence[word.start : word.end]
        if at == 0:
            if len(found) > 1 and found[1].word in _BE and not found[0].word.endswith("ed") and word.is_content:
                names.add(word.start)
        elif written[0].isupper() and written[1:].islower() and word.word not in terms and word.is_content:
            names.add(word.start)
    return names
