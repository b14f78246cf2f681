"""Names a competency by the work of a duty, as people of the trade would: "tune upright pianos" → "Upright Piano Tuning"."""

from __future__ import annotations

import re
from functools import lru_cache

from jobspecs.drafting.verbs import base_form, gerund, is_adverb, is_past
from jobspecs.drafting.words import words

MOST_WORDS, LEAST_WORDS = 4, 2
OBJECT_WORDS = 3
_ENDS = words("phrase_ends")
_SKIPPED = words("skipped_in_names")
_LIGHT = words("light_verbs")
_NAMELESS = words("nameless_verbs")
_VAGUE = words("vague_objects")
_WORK = dict(pair.split("=", 1) for pair in words("work_nouns"))
_AND = frozenset({"and", "or", "&", "and/or"})
_PARTICLES = frozenset({"up", "out", "off", "down", "over", "after", "for", "back", "upon"})  # "look after", "set up", "care for"
_CONTAINERS = words("containers")
_WORK_ENDINGS = ("tion", "ment", "ing", "ance", "sis", "ncy")  # a noun of work already: "the staffing of election officers"
_ABSTRACT = re.compile(  # what no field of work is called by
    r"(?:ness|ship|ency|ancy|cracy|ism)$|^(?:activities|duties|tasks|functions|works|things|projects|procedures|items|issues"
    r"|matters|efforts|initiatives|consensus|momentum|responsibilities|interactions|expectations)$",
    re.I,
)
_NEXT_NOUN = words("noun_starts")
_OF_ANOTHER = re.compile(  # what something else has: "the log of the light" is the light log
    r"(?:tion|ment|ing|ance|sis|age|ure|al)$|^(?:logs?|records?|registers?|quality|state|design|supply|repair|care|use|flow|costs?"
    r"|prices?|sales?|inventory|files?|history|index|list)$",
    re.I,
)
_STATE = re.compile(  # in which something is kept
    r"\b(?:clean|safe|tidy|up to date|accurate|current|in order|ready|clear|secure|free of|running|stocked|open|warm|dry)\b"
    r"(?!\s+(?:the|an?|all)\b)",
    re.I,
)
_BEFORE_NOUNS = words("plurals_before_nouns")
_OPENS_A_CLAUSE = frozenset({"whether", "what", "how", "why", "when", "where", "that", "if"})
_DROPPED = frozenset({"activities", "operations", "tasks", "procedures", "processes", "efforts"})
_AS_SPOKEN = {"and", "of", "for", "in", "to", "with"}


_BEFORE_THE_MATTER = re.compile(
    r"^(?:draw on|be|understand)\s+(?:[\w-]+\s+){0,2}?(?:(?:knowledge|understanding|experience|familiarity|skills?|background"
    r"|expertise|proficien\w+|familiar|comfortable|experienced|command)\s+(?:of|in|with)\s+)(?:working\s+with\s+)?"
)


@lru_cache(maxsize=4096)
def name_from(clause: str) -> str:
    """A name of two to four words for the work of a verb phrase; "" where the phrase names no field of work."""
    if matter := _BEFORE_THE_MATTER.match(clause):
        clause = f"apply {clause[matter.end() :]}"  # named by what is known
    tokens = [word.strip(',;:."“”()') for word in re.sub(r",(?=\s)", " ,", clause).split()]
    tokens = [word or "," for word in tokens]
    verb, rest = _verb(tokens)
    if verb is None or verb in _NAMELESS or clause.startswith("draw on "):
        return ""
    thing = _thing(rest)
    if verb not in _LIGHT and len(thing) > 1 and thing[-1].lower() in _DROPPED:
        thing = thing[:-1]  # "organise hunting activities" is to organise hunting
    if (
        not thing
        or _ABSTRACT.search(thing[-1])
        or all(word.lower() in _VAGUE for word in thing)
        or not thing[-1][0].isalpha()
        or is_adverb(thing[-1])
    ):
        return ""
    name = _called(verb, thing, state=_STATE.search(clause) is not None)
    if len({singular(word.lower()) for word in name}) < len(name):
        return ""  # "requests requests"
    plain = [word for word in name if word != "&"]
    return " ".join(_capital(word) for word in name) if LEAST_WORDS <= len(plain) <= MOST_WORDS else ""


def _verb(tokens: list[str]) -> tuple[str | None, list[str]]:
    """The first verb and what stands after the verbs and their particles."""
    at = 0
    while at < len(tokens) and is_adverb(tokens[at]):
        at += 1
    form = base_form(tokens[at]) if at < len(tokens) else None
    if form is None:
        return None, []
    at += 1
    last = form[0]
    while (joins := _joins(tokens, at)) and _is_verb(tokens[at + joins]):
        at += joins + 1  # "knead and shape loaves" is named by its first verb
        last = tokens[at - 1]
    if last in _LIGHT:
        form = (last, "base")  # "operate and perform safety checks"
    if at < len(tokens) and tokens[at].lower() in _PARTICLES:
        if form[0] == "keep":
            return None, []  # "keep up to date"
        at += 1
    elif form[0] == "respond" and at < len(tokens) and tokens[at].lower() == "to":
        at += 1
    return form[0], tokens[at:]


def _joins(tokens: list[str], at: int) -> int:
    """How many words join the verb before `at` to what stands after them: "," or "and" or ", and"; 0 for none."""
    count = 0
    while at + count < len(tokens) - 1 and count < 2 and (tokens[at + count] == "," or tokens[at + count].lower() in _AND):
        count += 1
    return count


def _is_verb(token: str) -> bool:
    form = base_form(token)
    return form is not None and form[1] == "base"


def _thing(tokens: list[str]) -> list[str]:
    """The words of the object, its noun last: "a variety of old clocks" → old clocks; "the log of the light" → light log."""
    first, after = _nouns(tokens)
    of = 2 if len(after) > 2 and after[0].lower() in _AND else 0  # "the breeding and release of pheasants"
    if len(after) > of and after[of].lower() == "of" and first:
        further, _ = _nouns(after[of + 1 :])
        if first[-1].lower() in _CONTAINERS:
            return further
        if first[-1].lower() in {"understanding", "knowledge", "awareness"}:
            return []
        if len(first) == 1 and _OF_ANOTHER.search(first[0]) and further and further[-1].lower() not in _VAGUE:
            return [*further[-2:-1], singular(further[-1]), *first]
    return first


def _nouns(tokens: list[str]) -> tuple[list[str], list[str]]:
    """The words up to where the object ends, without what says little, and what stands after them."""
    kept: list[str] = []
    skipped = -1
    for place, word in enumerate(tokens):
        low = word.split("/")[0].lower() or word
        if low in _OPENS_A_CLAUSE and not kept:
            break  # "measure whether …": what is measured is a sentence
        if place == skipped or low.endswith(("'s", "’s", "s'", "s’")):
            continue  # "the designers' drawings" are drawings
        if low in _AND and len(kept) == 1 and _shares_its_noun(kept[0], tokens[place + 1 :]):
            kept, skipped = [], place + 1  # "upright and grand pianos" are pianos
        elif kept and _ends_the_object(low, is_last=place + 1 == len(tokens)):
            return kept[-OBJECT_WORDS:], tokens[place:]
        elif low not in _ENDS | _AND | _SKIPPED and any(c.isalpha() for c in word) and not is_adverb(low):
            kept.append(word.split("/")[0])
            if low.endswith("s") and not low.endswith(("ss", "us", "is")) and low not in _BEFORE_NOUNS:
                return kept[-OBJECT_WORDS:], tokens[place + 1 :]  # "explain bills line by line"
    return kept[-OBJECT_WORDS:], []


def _ends_the_object(low: str, *, is_last: bool) -> bool:
    """Whether a word after nouns begins something else: a preposition, another noun, a participle."""
    return (
        low in _ENDS | _AND | _NEXT_NOUN
        or low == ","
        or low[0].isdigit()
        or low == "free"
        or _STATE.match(low) is not None
        or ((low.endswith("ing") or is_past(low)) and not is_last)
    )


def _shares_its_noun(adjective: str, following: list[str]) -> bool:
    """Whether a noun two words on belongs to both: "hot and cold dishes", not "letters and old maps"."""
    if len(following) < 2 or adjective.endswith("s"):
        return False
    return following[1].lower().endswith("s") and following[1].lower() not in _ENDS


def _called(verb: str, thing: list[str], *, state: bool) -> list[str]:
    """Object and work: "hives" and "inspect" → "Hive Inspection"; the object alone where the verb says little."""
    work = _WORK.get(verb, gerund(verb))
    if verb == "keep" and state:
        work = "Upkeep"  # "keep the aisles clear"
    says_work = len(thing) > 1 and thing[-1].lower().endswith(_WORK_ENDINGS)  # "the staffing of polling stations"
    if verb in _LIGHT or thing[-1].lower() == work.lower() or says_work:
        return thing if len(thing) >= LEAST_WORDS else []
    return [*thing[:-1], singular(thing[-1]), work]


def singular(noun: str) -> str:
    """ "hives" → "hive": the form that stands before another noun."""
    low = noun.lower()
    if (
        noun.isupper()
        or low in _SAME
        or low.endswith(("ss", "us", "is", "ics", "news"))
        or len(noun) < 4
        or not low.endswith("s")
    ):
        return noun
    if low.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if low.endswith("ves") and low[:-3] in {"loa", "lea", "shel", "kni", "wol", "cal", "hal", "thie", "li", "wi", "hoo", "shea"}:
        return noun[:-3] + ("fe" if low[:-3] in {"kni", "li", "wi"} else "f")
    if low.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return noun[:-2]
    return noun[:-1]


_SAME = words("same_in_plural")


def _capital(word: str) -> str:
    if any(c.isupper() for c in word) or word in _AS_SPOKEN:
        return word
    return "-".join(
        part if place and part in _AS_SPOKEN else part[:1].upper() + part[1:] for place, part in enumerate(word.split("-"))
    )


def name_of_label(label: str) -> str:
    """The label of a line as a name, where it is one: "Disease and Pest Management" → "Disease & Pest Management"."""
    tokens = ["&" if word in _AND else word for word in label.split()]
    plain = [word for word in tokens if word != "&"]
    titled = all(word[0].isupper() for word in plain) and not any(char in label for char in ",/")
    is_told = base_form(plain[0]) is not None and len(plain) > LEAST_WORDS if plain else True  # "Be Proud of It"
    fits = LEAST_WORDS <= len(plain) <= MOST_WORDS and titled and not is_told
    return (
        " ".join(tokens) if fits and not _ABSTRACT.search(plain[-1]) and any(word.lower() not in _VAGUE for word in plain) else ""
    )


def is_plain(clause: str) -> bool:
    """Whether the name of a phrase says what is done, and not only to what: "Hive Inspection", not "Oil Changes"."""
    verb, _ = _verb(clause.split())
    return verb is not None and verb not in _LIGHT
