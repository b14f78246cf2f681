"""Sentences that are no account of what somebody did: about the interview, to the interviewer, opinions, rules for everybody.

They are not held against anybody; they count for little or nothing. Nothing here belongs to a trade.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scoring.grading import marks
from scoring.grading.words import Token

REACH_OF_POINTING = 6  # words at the start of a sentence in which it may point back
REACH_OF_BEING = 2  # words between a form of "be" or "have" and what it makes of a word in "-ed"
REACH_OF_WE = 4  # words after "I" or "we" in which the verb stands ("I have always believed")

_TALK = re.compile(
    r"""\b(?:your|yours)\b
    |\b(?:that|this)\s+is\s+an?\s+(?:\w+\s+)?question\b|\bin\s+(?:this|my)\s+answer\b|\byou\s+(?:asked|would\s+like|want)\b
    |\bas\s+I\s+said\b|\bwhen\s+it\s+comes\s+to\b|\bgoing\s+to\s+tell\b|\bthank\s+you\b|\bthanks\s+(?:for|so|very)\b
    |\b(?:we\s+all|we\s+both|everybody|everyone|nobody)\s+knows?\b|\bit\s+has\s+been\s+(?:shown|said|proven|known)\b
    |\b(?:one|you)\s+(?:always\s+|never\s+)?(?:must|should|has\s+to|have\s+to|needs?\s+to|ought\s+to)\b
    |\b(?:to\s+be\s+honest|look(?:ing)?\s+forward|know\s+me|told\s+me\s+that\s+I|said\s+that\s+I|known\s+for)\b
    |\b(?:passionate|strengths?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_YOU = re.compile(r"\byou\b", re.IGNORECASE)
_SOMEBODY = re.compile(r"\b(?:I|we|he|she|they|I['’]\w+|we['’]\w+|me|us|my|our|him|her|them)\b", re.IGNORECASE)
_GENERAL = frozenset(("you", "one", "every", "everybody", "everyone", "people", "anybody", "anyone", "good"))  # who does it
_CLAIMS = """
    all always any anything anywhere consistently countless every everybody everyone everything everywhere excellent experience
    great many never nobody numerous outstanding proud proven successfully various whatever whenever wherever
"""
_CLAIMING = frozenset(_CLAIMS.split())
_POINTING_AT_NOW = frozenset(("it", "this", "that", "these", "those"))
_POINTING = _POINTING_AT_NOW | frozenset(
    ("they", "them", "their", "its", "he", "him", "his", "she", "her", "both", "then", "afterwards", "so")
)
_NOW = frozenset(("morning", "afternoon", "evening", "week", "month", "year", "day", "time", "is", "was", "company", "interview"))
_OPENING = frozenset(("and", "but", "so", "well", "then", "if", "when", "a", "an", "the"))
_BEING = frozenset(("is", "are", "am", "be", "being", "i'm", "it's", "has", "have", "been", "that's", "we're", "they're"))


def is_talk(sentence: str) -> bool:
    """Whether a sentence speaks of the interview, of the one who asks ("you", and of nobody else), or of what everybody knows or
    must do.
    """
    if _TALK.search(sentence):
        return True
    return bool(_YOU.search(sentence)) and not _SOMEBODY.search(sentence)


def tells(words: Sequence[Token]) -> bool:
    """Whether a sentence tells what happened or what the speaker does, as against what one thinks or should do."""
    if any(_speaks(words, at) for at, word in enumerate(words) if word.word in marks.SAYING):
        return True
    if next((word.word for word in words if word.word not in _OPENING), "") in _GENERAL:
        return False
    return any(_is_past(words, at) for at in range(len(words)))


def is_claim(words: Sequence[Token]) -> bool:
    """Whether a sentence speaks of always and everything, without a figure: what anybody could say of themselves."""
    figures = any(word.word[0].isdigit() or word.stem in marks.NUMBERS for word in words)
    return not figures and any(word.word in _CLAIMING for word in words)


def points_back(words: Sequence[Token]) -> bool:
    """Whether a sentence takes up what was said before it ("it", "they", "then"), as the sentences of an account do."""
    following = [*(word.word for word in words[1:]), ""]
    return any(
        word.word in _POINTING and not (word.word in _POINTING_AT_NOW and after in _NOW)
        for word, after in list(zip(words, following, strict=True))[:REACH_OF_POINTING]
    )


def _speaks(words: Sequence[Token], at: int) -> bool:
    """Whether what follows an "I" or "we" is a doing, not an opinion."""
    for word in words[at + 1 : at + 1 + REACH_OF_WE]:
        if word.stem in marks.OPINING:
            return False
        if word.word in marks.PAST_FORMS or word.is_content:
            return True
    return False


def _is_past(words: Sequence[Token], at: int) -> bool:
    word = words[at]
    if word.stem in marks.OPINING:
        return False
    if word.word in marks.TOLD_FORMS:
        return True
    if not word.is_content or not word.word.endswith("ed") or word.word in marks.NO_PAST:
        return False
    return not any(before.word in _BEING for before in words[max(0, at - REACH_OF_BEING) : at])
