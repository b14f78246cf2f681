"""Finds the work in a sentence: "You will be responsible for managing the night shift" → "manage the night shift"."""

from __future__ import annotations

import re

from jobspecs.drafting.cues import is_beside_the_point, looks_required
from jobspecs.drafting.leads import after_the_search, without_leads
from jobspecs.drafting.verbs import as_verb, base_form, is_adverb, is_noun_too
from jobspecs.drafting.words import words

_WEAK_END = words("weak_ends")
_AND = frozenset({"and", "or", "&", "and/or"})
_BETWEEN_VERBS = _AND | frozenset({"up", "out", "off", "down", "over"})  # "set up and conduct"
_DETERMINERS = words("determiners")
_IS_SOMEBODY = re.compile(
    r"be\s+(?:the|an?|on)\s+(?!.*\b(?:team player|part|passion|fan|self|good|great|strong|natural|individual|person|candidate"
    r"|someone|member)\b)",
    re.I,
)
SUBJECT_WORDS = 12  # in which the verb of a sentence of prose has to come
_JOB_NOUNS = words("job_nouns")
_HOLDERS = words("holders")
_SUBJECT = re.compile(r"^(?:they|he|she|it|our|the|this|these|incumbents?|employees?|under|you|with|as)\b", re.I)
_NOUNS_IN_ING = words("noun_gerunds")
_BROUGHT = frozenset(
    {
        "certificate",
        "certificates",
        "certification",
        "licence",
        "license",
        "qualification",
        "degree",
        "experience",
        "skills",
        "knowledge",
        "background",
        "ability",
        "abilities",
    }
)
_BEFORE_A_NOUN = _DETERMINERS | frozenset(["for", "with", "to", "on", "in", "at", "from", "by", "of", "about", "up", "out"])
_ADJECTIVES_TOO = frozenset({"articulate", "complete", "secure", "clean", "direct", "present", "own"})
_NAMED_WORK = re.compile(r"\w(?:tion|sion|ment|ance|ence|sis|ship|age|ity|ing|port|trol|care|work|ical|val|sal)s?\b", re.I)


def work_in(text: str) -> str | None:
    """The work that a sentence names, as a verb phrase in base form, whole. None where it names none.

    `text` is a sentence without bullet, label or full stop.
    """
    told = without_leads(text)
    if not told:
        return None
    if _IS_SOMEBODY.match(told):
        return told[0].lower() + told[1:]
    return verb_phrase(told) or _named_phrase(told) or _after_subject(told) or sought_work(text) or _handled(told)


def verb_phrase(text: str) -> str | None:
    """A phrase that begins with a verb, or with an adverb and a verb, all verbs beside it in base form. None for any other."""
    tokens = _with_slashes_apart(text.split())
    at = _adverbs(tokens)
    form = base_form(tokens[at]) if at < len(tokens) else None
    if form is None or len(tokens) < at + 2 or tokens[at].endswith(":"):
        return None
    base, kind = form
    following = tokens[at + 1].lower()
    if following == "of":
        return None if kind == "s" else " ".join([base, *tokens[at + 2 :]])  # "monitoring of stores"
    if tokens[at].endswith(",") and not base_form(tokens[at + 1]):  # "planning, design and …"
        return None
    if kind == "base" and _is_named(tokens[at], base, tokens[at + 1]):
        return None
    if (
        kind == "ing"
        and tokens[at].lower() in _NOUNS_IN_ING
        and not (following in _DETERMINERS or following in _AND or following.endswith("s"))
    ):
        return None  # "building service and repairs"
    if following in _BROUGHT or not (following[0].isalnum() or following[0] in "“\"'‘&"):
        return None  # "programming experience", "Pitch – …"
    if base in {"work", "strive", "aim"} and following == "to" and at + 2 < len(tokens) and base_form(tokens[at + 2]):
        return verb_phrase(" ".join(tokens[at + 2 :]))  # "works to maintain a …"
    tokens[:at] = [word.lower() for word in tokens[:at]]
    tokens[at] = _like(tokens[at], base)
    return " ".join(_parallel(tokens, at + 1, kind))


def _acts(tokens: list[str], place: int) -> bool:
    """Whether a word in -ing that could be a noun is a verb: "cleaning rooms", "cleaning and oiling looms"."""
    following = tokens[place].lower()
    if following in _AND:
        return (base_form(tokens[place + 1] if place + 1 < len(tokens) else "") or ("", ""))[1] == "ing"
    return following in _DETERMINERS or following.endswith("s")


def _is_named(word: str, base: str, following: str) -> bool:
    """Whether a word that looks like a verb is none: "Support is given …", "research based on …", "Campaign Optimization"."""
    low = following.lower()
    if base in _ADJECTIVES_TOO and low in {"with", "and", "in", "at"}:
        return True  # "articulate with …"
    if not is_noun_too(base):
        return False
    titled = word[0].isupper() and following[0].isupper() and _NAMED_WORK.search(following) is not None
    return titled or low in {"is", "are", "will"} or low.endswith("ed")


def _with_slashes_apart(tokens: list[str]) -> list[str]:
    """ "Installs/repairs locks" → "Installs and repairs locks"."""
    first, slash, second = tokens[0].partition("/") if tokens else ("", "", "")
    apart = slash and "/" not in second and base_form(first) and base_form(second)
    return [first, "and", second, *tokens[1:]] if apart else tokens


def _adverbs(tokens: list[str]) -> int:
    """How many adverbs stand before the first verb: "effectively and safely operate …"."""
    at = 0
    while at < min(3, len(tokens) - 1) and (is_adverb(tokens[at]) or (at and tokens[at] in _AND)):
        at += 1
    return at if at and base_form(tokens[at]) else 0


def _like(word: str, base: str) -> str:
    """The base form with the punctuation that the word had."""
    return base + word[len(word.rstrip(",;")) :]


def _parallel(tokens: list[str], start: int, kind: str) -> list[str]:
    """Bring the verbs beside the first one into base form as well: "maintaining and cleaning" → "maintain and clean"."""
    out, beside = tokens[:start], True
    for place, word in enumerate(tokens[start:], start=start):
        before = tokens[place - 1].lower()
        before = tokens[place - 2].lower() if is_adverb(before) and place > start else before
        joins = before in _AND or before.endswith((",", ";"))
        form = base_form(word)
        if form and joins and _is_beside(tokens, place, form, kind, beside=beside):
            word = _like(word, form[0])
            beside = True
        elif word.lower().strip(",") not in _BETWEEN_VERBS and not is_adverb(word):
            beside = False
        out.append(word)
    return out


def _is_beside(tokens: list[str], place: int, form: tuple[str, str], kind: str, *, beside: bool) -> bool:
    """Whether the verb at `place` goes on with the sentence that the first verb began."""
    if form[1] == "base":  # in capitals where sentences were put together: "and Identify needs"
        return beside or (tokens[place][0].isupper() and not is_noun_too(form[0]))
    if kind == form[1] and beside:
        return True
    following = tokens[place + 1].lower() if place + 1 < len(tokens) else ""
    if form[1] == "s":  # in a phrase of any form "performs" cannot be anything else; "plans" can
        acts = following in _DETERMINERS or (kind == "s" and _is_thing(following))
        return acts if is_noun_too(form[0]) else bool(following)
    if kind != "ing" or not following:
        return False
    if tokens[place].lower() in _NOUNS_IN_ING:  # "credentials and training records"
        return following in _DETERMINERS
    if following in _AND:
        return (base_form(tokens[place + 2] if place + 2 < len(tokens) else "") or ("", ""))[1] == "ing"
    return (
        following in _DETERMINERS
        or following in {"with", "to", "on", "for"}
        or following.endswith(("s", "ing"))
        or is_adverb(following)
    )


def _is_thing(word: str) -> bool:
    """Whether a word can be what a verb acts on: "transfers young birds", not "transfers to the pens"."""
    return word[:1].isalpha() and word not in _BEFORE_A_NOUN | _AND | _WEAK_END and not is_adverb(word)


def _named_phrase(text: str) -> str | None:
    """Work that is named by nouns: "planning, organization and management of the archive" → "plan, organize and manage …"."""
    found = re.match(r"(?:the\s+)?((?:[\w-]+(?:,\s+(?:and\s+)?|\s+(?:and|&)\s+)){0,3}[\w-]+)\s+of\s+(?=\S)", text, re.I)
    if not found:
        return None
    pieces = re.split(r"(,\s+(?:and\s+)?|\s+(?:and|&)\s+)", found.group(1))
    verbs = [as_verb(piece) for piece in pieces[::2]]
    if not all(verbs):
        return None
    pieces[::2] = [verb or "" for verb in verbs]
    return f"{''.join(pieces)} {text[found.end() :]}"


def _after_subject(text: str) -> str | None:
    """The work in a sentence of prose: "Our drivers deliver parcels to …" → "deliver parcels to …".

    Only of somebody who has the job: "The town offers safe streets" is no duty.
    """
    tokens = text.split()
    if not _SUBJECT.match(text):
        return None
    for place, word in enumerate(tokens[1:SUBJECT_WORDS], start=1):
        form = base_form(word)
        before = tokens[place - 1].lower()
        before = tokens[place - 2].lower() if is_adverb(before) or before == "also" else before
        if form and form[1] != "ing" and word[0].islower() and _has_the_job(before):
            return verb_phrase(" ".join(tokens[place:]))
    return None


def _has_the_job(word: str) -> bool:
    plain = word.strip(",")
    return plain in _HOLDERS or plain in _JOB_NOUNS or plain.removesuffix("s") in _JOB_NOUNS


def sought_work(text: str) -> str | None:
    """What somebody is sought for: "We need a keeper to trim the lamp" → "trim the lamp". None for any other sentence."""
    told = after_the_search(text)
    return verb_phrase(told) if told else None


def _handled(text: str) -> str | None:
    """A duty that is only named: "collections cataloguing" → "handle collections cataloguing"."""
    tokens = text.split()
    if not 2 <= len(tokens) <= 24 or tokens[0].lower() in _WEAK_END or not tokens[0][0].isalpha() or looks_required(text):
        return None
    if tokens[1].lower() in _BEFORE_A_NOUN and not _NAMED_WORK.search(tokens[0]):
        return None  # "speak for the charity": a verb that is not known
    if not _NAMED_WORK.search(" ".join(tokens[:4])) or re.search(r"(?:ing|ed|ly|not)$", tokens[0], re.I):
        return None
    if re.search(r"\b(?:requires?|includes?|is|are|will|was|has|have|you|we|our|must)\b", text, re.I) or is_beside_the_point(
        text
    ):
        return None
    if re.search(
        r"\s[–—-]\s|\b(?:allowances?|insurance|compensation|package|vacations?|functions|responsibilities|tuition)\b", text, re.I
    ):
        return None  # a benefit, or a heading
    return f"handle {_as_nouns(tokens)}"


def _as_nouns(tokens: list[str]) -> str:
    """Words in title case in small letters, as names among them cannot be told from others: "Data Analysis" → "data analysis"."""
    titled = all(token[0].isupper() or token.lower() in _WEAK_END or not token[0].isalpha() for token in tokens)
    if not titled:
        return lower_first(" ".join(tokens))
    return " ".join(token if token[1:] != token[1:].lower() else token.lower() for token in tokens)


def lower_first(text: str) -> str:
    """Lower-case start, unless the first word is a name or an abbreviation."""
    first, *rest = text.split()
    keeps = (
        any(c.isupper() for c in first[1:])
        or (len(first) == 1 and first != "A")
        or any(c.isdigit() for c in first)
        or (rest != [] and rest[0][0].isupper())
    )
    return text if keeps else text[0].lower() + text[1:]
