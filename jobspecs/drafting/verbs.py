"""The verbs that duties begin with, and their way back from "manages" and "managing" to "manage"."""

from __future__ import annotations

import re
from functools import lru_cache

from jobspecs.drafting.words import words

_IRREGULAR = {
    "led": "lead",
    "built": "build",
    "wrote": "write",
    "ran": "run",
    "oversaw": "oversee",
    "made": "make",
    "making": "make",
    "makes": "make",
}
_DOUBLING = words("doubling_verbs")
_NOUNS_TOO = words("noun_verbs")
_NAMED_BY = dict(pair.split("=", 1) for pair in words("nominal_verbs"))
_NO_ADVERBS = words("no_adverbs")
VERBS = words("verbs")


def _third_person(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh")) else "s")


_SHORT = re.compile(r"[^aeiou]*[aeiou][bdgklmnprt]")  # one syllable, one vowel, one consonant: plan, strip, cut


def gerund(verb: str) -> str:
    """ "manage" → "managing"."""
    if verb in _DOUBLING or _SHORT.fullmatch(verb):
        return verb + verb[-1] + "ing"
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    return verb + "ing"


@lru_cache(maxsize=1)
def _forms() -> dict[str, tuple[str, str]]:
    """Every form → (base, which form)."""
    forms = {form: (base, "ing" if form.endswith("ing") else "s") for form, base in _IRREGULAR.items()}
    for verb in VERBS:
        forms[_third_person(verb)] = (verb, "s")
        forms[gerund(verb)] = (verb, "ing")
        if re.search(r"[aeiou]l$", verb):
            forms[verb + "ling"] = (verb, "ing")  # "labelling" beside "labeling"
    forms.update({verb: (verb, "base") for verb in VERBS})
    return forms


def base_form(word: str) -> tuple[str, str] | None:
    """The verb behind a word and its form ("base", "s" or "ing"), or None for a word that is no verb of duties."""
    return _forms().get(word.lower().strip(".,;:()"))


def is_adverb(word: str) -> bool:
    """Whether the word says how something is done: "weekly", "safely"; not "supply"."""
    plain = word.lower().rstrip(",")
    return plain.endswith("ly") and plain not in _NO_ADVERBS


def is_past(word: str) -> bool:
    """Whether the word is a regular past form of a verb: "gathered"; not "reed"."""
    plain = word.lower().rstrip(",")
    stem = plain.removesuffix("ed")
    return plain.endswith("ed") and (stem in VERBS or f"{stem}e" in VERBS or stem[:-1] in VERBS or f"{stem[:-1]}y" in VERBS)


def is_noun_too(verb: str) -> bool:
    """Whether the word is a noun as often as a verb: "plan", "report", "design"."""
    return verb in _NOUNS_TOO


def as_verb(noun: str) -> str | None:
    """The verb that a noun of work stands for: "maintenance" → "maintain", "monitoring" → "monitor". None for any other noun."""
    word = noun.lower()
    form = base_form(word)
    if form and form[1] != "s" and (form[1] == "ing" or is_noun_too(form[0])):
        return form[0]
    return _NAMED_BY.get(word)
