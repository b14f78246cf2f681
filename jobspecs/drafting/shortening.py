"""Shortens a verb phrase where a part of it ends, mends what refers to nothing, and refuses what would not read well."""

from __future__ import annotations

import re
from functools import lru_cache

from jobspecs.drafting.verbs import base_form, is_adverb, is_noun_too
from jobspecs.drafting.words import words

LEAST_WORDS = 3  # what a cut leaves
_WEAK_END = words("weak_ends")
_PRAISE = words("praise")
_NOUNS_IN_ING = words("noun_gerunds")
_AND = frozenset({"and", "or", "&"})
_AFTER_A_VERB = words("after_verbs")
_NEVER_LAST = words("never_last")  # not even where nothing was cut off
_PARTICLES = frozenset({"up", "out", "off", "down", "over"})
_RELATIVE = frozenset({"that", "which", "who"})
# Where a phrase can end, the best places first. What follows a match is left out.
_ASIDE = re.compile(
    r";|\s[–—-]+\s|\.\s|:\s|,?\s+(?:e\.g\.|i\.e\.|etc\b)"
    r"|,?\s+(?:in order to|including|such as|for example|especially|particularly|like|ensuring|so that|so as to|while|whilst"
    r"|whereby"
    r"|thereby|because|as well as|to ensure|in accordance with|in compliance with|according to|based on|in line with|as part of"
    r"|with the (?:aim|goal|objective|purpose) of|with an? (?:emphasis|focus)|as directed|as (?:needed|required|necessary)"
    r"|if (?:needed|required|necessary)|when (?:needed|required|necessary)|on behalf of|in support of|which|where|when|who"
    r"|in which)\b"
    r"|,?\s+(?:and|but)\s+(?:you|we|they|it|this)\b"
    r"|,\s+(?:and\s+)?(?:\w+ly\s+)?(?=(\w+ing)\s)",
    re.I,
)
_NEXT_VERB = re.compile(r"(?:,?\s+(?:and|&)|,)\s+(?=(\w+)\s+(\S+)(?:\s+(\S+))?)", re.I)
_PREPOSITION = re.compile(
    r"(?<!\w-)\s+(?:by|for|with|using|through|via|from|across|within|throughout|during|under|against|toward|towards|among|between"
    r"|to|on|in|at|into|over|around|without|upon)\s",
    re.I,
)
_COMMA = re.compile(r",\s+", re.I)
_LEANS_ON_WHAT_FOLLOWS = re.compile(
    r"\b(?:able|ability|access|according|adherence|due|related|relating|regard|regards|response|relation|respect|need|needs|up|out"
    r"|conjunction|accordance|part|variety|range|number|responsible|used|such|between|from|close|closely|well|both|either|back"
    r"|provide|present|supply|equip|furnish|familiar|based|focused|prior|next|subject|opportunities|opportunity|as|how|what|that)$",
    re.I,
)
_FINITE = re.compile(r"\b(?:is|are|was|were|will|shall|has|have|had|can|may|must|should|would|could|does|do|did)\b", re.I)
_OPENS_A_CLAUSE = re.compile(
    r"\b(?:that|which|who|whom|whose|where|when|what|how|whether|if|as|because|until|unless|so|than|why|while|ensure|verify|confirm"
    r"|see|sure|check|determine|to|before|after|once|assure|whenever|wherever|whatever)\b",
    re.I,
)
_REFERS = re.compile(r"\b(?:it|its|they|them|their|themselves|itself)\b", re.I)
_OUTSIDE = re.compile(
    r"\b(?:you|yours|yourself|we|us|ours|ourselves|i|me|my|he|she|him|myself|they['’]ll|you['’]\w+|we['’]\w+)\b", re.I
)


@lru_cache(maxsize=8192)
def shortened(phrase: str, limit: int) -> str | None:
    """The phrase with at most `limit` words, cut at the best place there is. None where nothing sound is left."""
    phrase = phrase.split(";")[0]
    whole = ended(list_closed(phrase), cut=False)
    if _fits(whole, limit):
        return whole
    for places in (_asides(phrase), _next_verbs(phrase), _commas(phrase), _prepositions(phrase), _relatives(phrase)):
        for place in sorted(places, reverse=True):
            cut = ended(list_closed(phrase[:place]))
            begun = _RELATIVE & set(cut.lower().split()[-3:])  # "a team that can do"
            if not begun and _fits(cut, limit) and len(cut.split()) >= LEAST_WORDS:
                return cut
    return None


def parts_in(phrase: str) -> list[str]:
    """The verb phrases that stand side by side in it: "weigh fish and clean the counter" → two."""
    cuts = [0]
    ends: list[int] = []
    for match in _NEXT_VERB.finditer(phrase):
        if _goes_on_with_a_verb(match):
            ends.append(match.start())
            cuts.append(match.end())
    pieces = [ended(list_closed(phrase[a:b]), cut=b < len(phrase)) for a, b in zip(cuts, [*ends, len(phrase)], strict=True)]
    sound = [referring(piece) for piece in pieces if len(piece.split()) >= 2 and is_sound(piece)]
    return [piece for piece in sound if not points_outside(piece)] or [phrase]


def _fits(phrase: str, limit: int) -> bool:
    return 2 <= len(phrase.split()) <= limit and is_sound(phrase)


def _asides(phrase: str) -> list[int]:
    """Where an aside begins; a participle only where a verb stands in it: not ", string players"."""
    return [match.start() for match in _ASIDE.finditer(phrase) if not match.group(1) or _is_participle(match.group(1))]


def _is_participle(word: str) -> bool:
    form = base_form(word)
    return form is not None and form[1] == "ing"


def _next_verbs(phrase: str) -> list[int]:
    return [match.start() for match in _NEXT_VERB.finditer(phrase) if _goes_on_with_a_verb(match)]


def _goes_on_with_a_verb(match: re.Match[str]) -> bool:
    """Whether a verb in base form follows that cannot be one more noun of a list ("and design the posters", not "and design")."""
    verb, following = match.group(1), match.group(2).lower()
    told = match.string[: match.start()].split()
    before = told[-2] if len(told) > 1 and told[-1] in _PARTICLES else told[-1] if told else ""
    form = base_form(verb)
    if form is None or form[1] != "base" or (base_form(before) or ("", ""))[1] == "base":
        return False  # "scope, drive and implement projects" stays whole
    if following == "and":
        return (base_form(match.group(3) or "") or ("", ""))[1] == "base"
    if form[0] == "work":
        return following in {"with", "on", "in", "alongside", "as", "to"} or is_adverb(following)
    return not is_noun_too(form[0]) or following in _AFTER_A_VERB or is_adverb(following)


def _commas(phrase: str) -> list[int]:
    """Ends inside a list, but not where the last of its nouns stands for all: "Android, iOS and web engineers"."""
    last = re.split(r"\s(?:and|or|&)\s", phrase.rpartition(",")[2])[-1].split()
    found = []
    for match in _COMMA.finditer(phrase):
        before = re.split(r",\s+", phrase[: match.start()])[-1].split()
        after = re.split(r",\s+", phrase[match.end() :])[0].split()
        verbs = all(base_form(word) for word in before)
        shared = len(last) > 1 and (len(before) == 1 or len(after) == 1)
        if not verbs and not shared and len(before) < 12:
            found.append(match.start())
    return found


def _prepositions(phrase: str) -> list[int]:
    return [
        match.start() for match in _PREPOSITION.finditer(phrase) if not _LEANS_ON_WHAT_FOLLOWS.search(phrase[: match.start()])
    ]


def _relatives(phrase: str) -> list[int]:
    return [match.start() for match in re.finditer(r"\s+that\s", phrase)]


def list_closed(phrase: str, *, certain: bool = False) -> str:
    """ "pumps, valves, pipes" → "pumps, valves and pipes": a list that lost its end gets one again.

    `certain` says that the last comma is one of a list, whatever follows it.
    """
    head, comma, tail = phrase.rstrip(" ,").rpartition(", ")
    if not comma or len(tail.split()) > 5:
        return phrase
    if certain and not _AND & set(tail.lower().split()):
        return f"{head} and {tail}"
    if re.match(
        r"(?:and|or|as|then|when|if|where|while|including|such|especially|both|not|but|\w+ing|\w+ly|\w+ed)\b", tail, re.I
    ):
        return phrase
    if _AND & set(tail.lower().split()) or re.search(r"\b(?:to|by|for|with|in|on|at|from)\b", tail):
        return phrase
    return f"{head} and {tail}"


def ended(phrase: str, *, cut: bool = True) -> str:
    """Without a hanging word or sign at its end, quotation marks and brackets in pairs. `cut`: something stood after it."""
    tokens = phrase.rstrip(" ,;:.–—-&/").split()
    while tokens and _hangs(tokens, cut=cut):
        tokens.pop()
    text = re.sub(r",?\s+(?:including|such as)(?:\s+\w{1,3})?$", "", " ".join(tokens).rstrip(" ,;:.–—-"))
    if text.count('"') % 2 or text.count("“") != text.count("”"):
        text = re.sub(r'["“”]', "", text)
    return re.sub(r"[()\[\]]", "", text) if text.count("(") != text.count(")") else text


def _hangs(tokens: list[str], *, cut: bool) -> bool:
    """Whether the last word waits for another: "the elements that bridge", "reporting to track"."""
    last = tokens[-1].lower().strip(",;")
    if last in (_WEAK_END if cut else _NEVER_LAST) or not any(c.isalnum() or c in "%€$£" for c in last):
        return True
    before = tokens[-2].lower() if cut and len(tokens) > 3 else ""
    form = base_form(last)
    if before.endswith(",") and form and form[1] == "ing":
        return True  # "papers, developing"
    return before in _RELATIVE or (before == "to" and form is not None)


def is_sound(phrase: str) -> bool:
    """Whether the phrase can stand in a sentence by itself: no second sentence in it, nobody spoken to, nothing run together."""
    if _OUTSIDE.search(phrase) or re.search(r"\bthe following\b|\bbelow\b|[?!:|•*=<>{}\\]|\.{2}|…", phrase):
        return False
    if re.search(r"\b(?:of|with|for|from|by)\s+(?:in|of|for|from)\b", phrase, re.I):
        return False  # what stood between them in brackets is gone
    if _breaks_off(phrase):
        return False
    finite = _FINITE.search(phrase)
    if finite and not _OPENS_A_CLAUSE.search(phrase[: finite.start()]):
        return False
    return not any(_is_run_together(word) for word in phrase.split())


def _breaks_off(phrase: str) -> bool:
    """Whether a verb in -ing is put beside one in base form: "work with parents, and conducting visits"."""
    found = re.search(r"[\s,]and\s+(\w+ing)\s+\w", phrase)
    if not found or found.group(1) in _NOUNS_IN_ING or not _is_participle(found.group(1)):
        return False
    return not re.search(r"ing\b", phrase[: found.start()])


def _is_run_together(word: str) -> bool:
    """ "ReceivingHandle", "families.Predict": two lines that lost the break between them; not "JavaScript"."""
    if word[1:].islower():
        return False
    if re.search(r"[a-z][.;,)][A-Z][a-z]", word):
        return True
    found = re.search(r"[a-z]([A-Z][a-z]+)$", word)
    return bool(found and base_form(found.group(1)) and len(found.group(1)) > 3 and not word[0].islower())


def referring(phrase: str) -> str:
    """The phrase with "your" and "our" as "the", and nothing that points outside it ("these", "his/her")."""
    text = re.sub(r"\s+(?:that|which)\s+(?:may\s+)?comes?\s+your\s+way", "", phrase, flags=re.I)
    text = re.sub(r"\b(?:help|enable|allow|support)\s+us\s+(?:to\s+)?(?=\w)", lambda found: found[0].split()[0] + " ", text)
    text = re.sub(r"\b(?:(?:his/her|his or her|her/his|your|our|my)(?:\s+own)?|said)\s+(?=\w)", "the ", text, flags=re.I)
    text = re.sub(r",?\s+this\s+(?:year|season|month|quarter|week|summer|winter|spring|autumn|fall)\b", "", text, flags=re.I)
    text = re.sub(r"\b(?:these|those|this)\s+(?=[a-z]{4})", "the ", text, flags=re.I)
    text = re.sub(r"\bthe\s+(?=the\b|all\b|any\b|each\b|every\b)", "", text)
    text = re.sub(r"\b(all|both)\s+(?:of\s+)?the\s+the\b", r"\1 the", text)
    if points_outside(text):
        text = re.sub(r"\b(?:their|its)\s+(?:own\s+)?", "the ", text, count=1)
    return text


def _has_noun_before(text: str) -> bool:
    """Whether something was named that a pronoun can mean: a word of substance after the verb."""
    return sum(len(word) > 3 and word.lower() not in _WEAK_END for word in text.split()[1:]) >= 1


def points_outside(phrase: str) -> bool:
    """Whether a pronoun means something that the phrase does not name."""
    found = _REFERS.search(phrase)
    return found is not None and not _has_noun_before(phrase[: found.start()])


def without_praise(text: str) -> str:
    """ "produce awesome, engaging images" → "produce engaging images": what advertises, and says nothing of the work."""
    tokens = text.split()
    kept: list[str] = []
    for place, token in enumerate(tokens):
        following = tokens[place + 1].lower() if place + 1 < len(tokens) else ""
        if (
            place == 0
            or token.lower().strip(",") not in _PRAISE
            or following in {"", "about", "in", "at", "to", "by", "for", "with"}
        ):
            kept.append(token)
            continue
        if kept and kept[-1].lower() in _AND and not token.endswith(","):
            kept.pop()  # "cute and awesome images"
        elif following in _AND:
            tokens[place + 1] = ""  # "fast and exciting"
        elif kept and kept[-1].lower() in {"a", "an"} and following:
            kept[-1] = "an" if following[0] in "aeio" else "a"
    return " ".join(token for token in kept if token)
