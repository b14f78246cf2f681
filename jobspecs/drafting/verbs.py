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
    forms.update({verb: (verb, "base") for verb in VERBS})
    return forms


def base_form(word: str) -> tuple[str, str] | None:
    """The verb behind a word and its form ("base", "s" or "ing"), or None for a word that is no verb of duties."""
    return _forms().get(word.lower().strip(".,;:()"))
