"""Which clause can fill the slot of a question: a whole verb phrase that needs no other line and tells this work from others."""

from __future__ import annotations

import re
from itertools import pairwise

from jobspecs.drafting.matching import content_stems
from jobspecs.drafting.phrases import NO_TITLE
from jobspecs.drafting.protected import in_neutral_words, touches_protected_ground
from jobspecs.drafting.verbs import base_form
from jobspecs.questions.mending import article, with_whole_list, without_capitals
from jobspecs.questions.phrasing import words

SLOT_WORDS = 16
_LEAST_WORDS = 3
_EVERYDAY = content_stems(" ".join(words("everyday")))

_NO_WORK = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # terms of employment and demands on the body
        r"[\w.]@|https?:|www\.|\bclick\b|\bsign\s+in\b",  # how to apply
        r"\b(?:lift|carry|push|pull|move)\b.*\d+\s*(?:lbs?|pounds?|kg|kilos?)\b",
        r"^(?:stand|sit|kneel|bend|climb|crouch|stoop|walk|lift|relocate|commute|travel|attend work)\b",
        r"^(?:\w+ly\s+)?work\s+(?:\S+\s+){0,3}(?:hours?|shifts?|weekends?|evenings?|nights?|holidays?|overtime|schedules?)\b",
        # qualities of a person
        r"^(?:\w+ly\s+)?work\s+(?:(?:and\s+)?(?:well|effectively|closely|hard|both)\b,?\s*)*"
        r"(?:$|under\b|\w*independently|individually|alone|as\s+(?:part|an?\s+(?:\w+\s+)?(?:part|team|member))"
        r"|(?:with)?in\s+an?\s+(?:\S+\s+){0,4}(?:environment|team|setting|atmosphere))",
        r"^seek\s+an?\b",
        r"^(?:be|draw\s+on|have|possess|become|join|bring|demonstrate|exhibit|embody|embrace|show)\b",
        r"\b(?:work\s+ethic|attitude|team\s+player|sense\s+of\s+humou?r|professionalism|dress\s+code|attendance|punctual\w*|folks"
        r"|(?:the|your|own)\s+career)\b",
        # what every posting says
        r"\b(?:ad[\s-]hoc|equal\s+opportunit\w+|perks|fun|(?:company|core|our)\s+values|role\s+model|ambassador)\b",
        r"(?<![\w-])(?:other|various|any|additional|related|miscellaneous|assigned|array\s+of)\s+(?:\w+\s+)?"
        r"(?:duties|tasks|responsibilities|activities|projects)\b",
        r"^(?:share|save|view|upload|submit|apply)\b.*\b(?:this\s+(?:job|role|position)|application|resume|cv|online)\b",
        r"^gain\b.*\b(?:experience|knowledge|exposure)\b|^receive\s+(?:\w+\s+)?(?:mentoring|training|coaching|feedback|guidance)\b",
        r"\b(?:industry|work|working|related|previous|prior|relevant|practical|and|or)\s+experience\b|\bpassion\b",
        r"\bexperience\s+(?:in|with|of|as)\b|\bskills?$|^work\s+(?:knowledge|experience|ethic)\b|\bpublic\s+speaking$"
        r"|\b(?:communication|interpersonal|organi[sz]ational|people|analytical|management)\s+skills\b",
        r"^(?:adhere|comply|conform|abide)\b.*\b(?:company|business|corporate|organi[sz]ation\w*)\b",
    )
)
_ELSEWHERE = re.compile(  # what only another line of the description explains
    r"\b(?:above|below|following|aforementioned|abovementioned|former|latter|listed|mentioned|such(?!\s+as\b)"
    r"|(?:this|these)(?!\s+(?:role|position|job|post)\b))\b",
    re.I,
)
_RUN_TOGETHER = re.compile(r"[a-z]{3}[.,;][A-Z][A-Za-z]{3}|[A-Z]{2}[a-z]{5}")  # "models.PREDICTUses", "SQLKnowledge"
_END = re.compile(  # where the sentence ends, or goes on with nothing that matters
    r";|:\s|\s[–—-]\s|\s*--|[.!?](?:\s|$)|,?\s+(?:as|if|when)\s+(?:needed|required|necessary|appropriate|requested|assigned|directed)\b"
)
_AND = frozenset(["and", "or", "&"])
_PRONOUNS = frozenset(["they", "them", "it", "he", "she", "him", "theirs", "themselves", "itself"])
_POSSESSIVES = frozenset(["their", "its", "his", "her"])
_AFTER_THOSE = frozenset(["who", "in", "with", "of", "that", "at", "for"])


def slot_phrase(clause: str, *, lower: frozenset[str] = frozenset()) -> str | None:
    """The clause as a verb phrase in base form of at most SLOT_WORDS words.

    `lower` are the words that the description writes in lower case: they are no names. None where the clause is no work, is
    not whole, says nothing that tells one job from another, or touches a protected ground.
    """
    text = _END.split(clause.strip(), maxsplit=1)[0]
    neutral = in_neutral_words(with_whole_list(without_capitals(text, lower)))
    return neutral if neutral and _is_sound(neutral) else None


def telling_stems(text: str) -> frozenset[str]:
    """The stems of the words that tell this work from any other."""
    return content_stems(re.sub(r"\b\w+ly\b", "", text)) - _EVERYDAY


_TITLE_END = re.compile(r"\s[–—|-]\s|\s*[(\[|]|(?<=[a-z]{5})-(?=[A-Z][a-z]+(?:\s[A-Z][a-z]+)*$)")  # "Roofer-Springfield"
_WORK_OF = "do the work of "


def is_work_of_title(phrase: str) -> bool:
    """Whether no duty is told, and the title stands for all of them."""
    return phrase.startswith(_WORK_OF)


def work_of_title(title: str) -> str:
    """ "do the work of an Electrician": what is left to ask about where no duty is told."""
    bare = _TITLE_END.split(title.strip(), maxsplit=1)[0].strip(" ,-–")
    if not bare or title == NO_TITLE or touches_protected_ground(bare):
        return f"{_WORK_OF}this role"
    return f"{_WORK_OF}{article(bare)} {bare}"


def _is_sound(text: str) -> bool:
    said = [word.lower().strip(",.;:()’'\"“”") for word in text.split()]
    if not _LEAST_WORDS <= len(said) <= SLOT_WORDS or text.count("(") != text.count(")"):
        return False
    adverb = said[0].endswith("ly") and base_form(said[0]) is None
    verb = base_form(said[adverb])
    if _RUN_TOGETHER.search(text) or (said[1] in _AND and _is_noun(said[2])):
        return False  # "train and development"
    if verb is None or verb[1] != "base" or "we" in said or (said[0] == "handle" and _is_told(said[1:])):
        return False
    if _hangs(said) or _ELSEWHERE.search(text) or any(pattern.search(text) for pattern in _NO_WORK):
        return False
    return _refers(said) and bool(telling_stems(" ".join(said[1 + adverb :])))


def _is_noun(word: str) -> bool:
    return base_form(word) is None and re.search(r"(?:ment|tion|sion|ance|ence|ity|ship|ing|[^s]s)$", word) is not None


def _hangs(said: list[str]) -> bool:
    """Whether the last verb has lost what it acts on: "develop reports to track", "propose, design and create"."""
    *before, last = said
    verbs = all(base_form(word) is not None or word in _AND for word in said)
    return verbs or (base_form(last) is not None and before[-1] in {"to", "that", "which", "who"})


def _is_told(said: list[str]) -> bool:
    """Whether a verb acts on something where a noun is wanted: "handle management retains the discretion"."""
    objects = {"the", "a", "an", "all", "any", "our", "that", "to"}
    return any(
        (form := base_form(word)) is not None and form[1] != "ing" and following in objects for word, following in pairwise(said)
    )


def _refers(said: list[str]) -> bool:
    """Whether what a pronoun stands for can stand before it."""
    for place, word in enumerate(said):
        if (word in _PRONOUNS and place < 3) or (word in _POSSESSIVES and place < 2):
            return False
        if word == "those" and not _AFTER_THOSE.intersection(said[place + 1 : place + 2]):
            return False
    return True
