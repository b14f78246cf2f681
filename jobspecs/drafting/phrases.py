"""Condenses a line of a description into a clause that reads well after "For this role: " or "you are asked to"."""

from __future__ import annotations

import re

from jobspecs.drafting.cues import looks_required
from jobspecs.drafting.lines import Line
from jobspecs.drafting.verbs import base_form
from jobspecs.drafting.words import words

CLAUSE_WORDS = 20
NO_TITLE = "Open role"
_LEAD = re.compile(
    r"^(?:(?:in|as|for)\s+(?:this|the|our|an?|your)\b[^,]{0,60},\s*)?(?:(?:also|and|then|additionally|including),?\s+)?"
    r"(?:you(?:\s+will|['’]ll|\s+would|['’]d)\s+(?:also\s+)?(?:(?:be\s+)?(?:responsible"
    r"|accountable)\s+for\s+|be\s+(?:expected|required|asked|able)\s+to\s+"
    r"|(?:help\s+)?be\s+(?=\w+ing\b)|have\s+the\s+opportunity\s+to\s+)?"
    r"|(?:primarily\s+|directly\s+)?(?:is\s+)?(?:responsible|accountable)\s+for\s+(?:the\s+)?"
    r"|(?:the|this)\s+[\w\s/&-]{3,60}?\s(?:will|is"
    r"|shall)\s+(?:also\s+)?(?:(?:be\s+)?responsible\s+for\s+|be\s+(?=\w+ing\b)|be\s+(?:expected"
    r"|required)\s+to\s+)?"
    r"|(?:main|general|key|job|your)?\s*(?:job\s+)?(?:duties"
    r"|responsibilities)\s+(?:will\s+)?include,?\s*(?:but\s+(?:are\s+)?not\s+limited\s+to)?:?\s*"
    r"|your\s+(?:job|task|role|mission)\s+(?:is|will\s+be)\s+(?:to\s+)?|(?:must|will"
    r"|should)\s+(?:be\s+able\s+to\s+)?|may\s+be\s+(?:required|asked)\s+to\s+|to\s+|help\s+to\s+|(?:works?|strives?)\s+to\s+)?",
    re.I,
)
_TRAIL = re.compile(
    r"(?:,?\s+(?:and|or)\s+(?:other|any other|more)\s+[\w\s]{0,30}|,?\s*(?:etc|and so on|as needed"
    r"|as required|as assigned|as necessary|as appropriate|when needed))\.?$",
    re.I,
)
_BOUNDARY = re.compile(
    r";|:|\s[–—-]\s|\.\s|,?\s+(?:in order to|including|such as|ensuring|so that|while|which|where"
    r"|through|whilst|as well as|to ensure|in accordance with"
    r"|according to|based on|in line with|under the)\b|,\s+(?:and\s+)?|\s+(?:and|by|for|with|using"
    r"|from|across|within|to|on|in|at|of)\s"
)
_WEAK_END = words("weak_ends")
_BE = re.compile(
    r"^(?:very\s+|highly\s+|fully\s+)?(?:proficient|familiar|fluent|comfortable|experienced|skilled"
    r"|knowledgeable|willing|certified|competent|capable|able|curious|accountable)\b",
    re.I,
)
_NO_CLAUSE = re.compile(
    r"^(?:position|requirements?|we|you|your|join|our|to|it|this|that|there|if|what|all|who|qualified|not|or)\b", re.I
)
_STUDIES = re.compile(r"\b(?:degree|diploma|bachelor|master's|ged|school|licen[sc]e)\b", re.I)
_NOT_WORK = re.compile(
    r"\b(?:looking for|seeking|report(?:s|ing)? to|based in|be part of|join|opportunit|rewarding"
    r"|must be able|limited to|attendance)\b",
    re.I,
)


def duty_clause(line: Line, limit: int = CLAUSE_WORDS) -> str | None:
    """The duty as a verb phrase in base form ("tune write-heavy workloads"), without a full stop, at most `limit` words.

    None where the line gives no phrase that reads well.
    """
    text = _without_extras(line.text)
    text = _LEAD.sub("", text, count=1)
    if not text or _NOT_WORK.search(text):
        return None
    clause = _verb_phrase(text) or _after_subject(text) or _noun_duty(text)
    return _clipped(clause, limit) if clause else None


def requirement_clause(line: Line, limit: int = CLAUSE_WORDS) -> str | None:
    """A requirement as a clause: "draw on working knowledge of payment rails", "be familiar with …", "work under pressure"."""
    text = _without_extras(line.text)
    text = re.sub(
        r"^(?:you\s+|candidates?\s+|applicants?\s+|the\s+ideal\s+candidate\s+)?(?:will\s+|must\s+"
        r"|should\s+)?(?:have|has|possess(?:es)?|bring|hold|demonstrate|are|is|be)\s+",
        "",
        text,
        flags=re.I,
    )
    text = re.sub(
        r"\s*\(?\b(?:is\s+)?(?:required|preferred|desirable|desired|essential|an?\s+(?:plus|advantage|asset|bonus))\)?\.?$",
        "",
        text,
        flags=re.I,
    )
    if not text.strip() or _NO_CLAUSE.match(text) or _STUDIES.search(text):
        return None
    text = re.sub(r"^(?:an?\s+)?minimum\s+(?:of\s+)?", "", text, flags=re.I)
    able = re.match(
        r"(?:(?:proven|demonstrated|strong|the|an?)\s+)*(?:ability|able|capacity|willingness)\s+to\s+(.+)", text, re.I
    )
    if able:
        clause = _lower_first(able.group(1))
    elif _BE.match(text):
        clause = f"be {_lower_first(text)}"
    else:
        clause = f"draw on {_lower_first(text)}"
    return _clipped(clause, limit)


def work_of(title: str) -> str:
    """ "do the work of an Electrician": what is left to say of a job whose duties are not told."""
    if title == NO_TITLE:
        return "do the work of this role"
    return f"do the work of {'an' if title[:1].lower() in set('aeiou') else 'a'} {title}"


def joined(clauses: list[str]) -> str:
    """Clauses as one sentence: "a, and b." or, where they hold commas themselves, "a; b; and c."."""
    if len(clauses) == 1:
        return clauses[0] + "."
    comma = "; " if len(clauses) > 2 or any("," in clause for clause in clauses) else ", "
    return comma.join(clauses[:-1]) + f"{comma}and {clauses[-1]}."


def _without_extras(text: str) -> str:
    text = re.split(r"(?<=[a-z)])[.!?]\s+(?=[A-Z0-9])", text, maxsplit=1)[0]
    text = re.sub(r"\s*\([^)]*\)", "", text)
    text = re.sub(r"^[A-Z][\w &/-]{2,35}:\s+(?=[A-Z])", "", text)  # a label: "Reporting: Prepare weekly figures"
    text = text.strip(" .;,:•-–—")
    return _TRAIL.sub("", text).strip(" .;,:")


def _verb_phrase(text: str) -> str | None:
    words = text.split()
    at = 1 if words[0].lower().endswith("ly") and len(words) > 1 and words[1][0].islower() else 0
    form = base_form(words[at])
    listed = words[at].endswith(",") and len(words) > at + 1 and not base_form(words[at + 1])  # "planning, design and …"
    if form is None or listed or len(words) < at + 3 or words[at + 1].lower() == "of":
        return None
    base, kind = form
    if base == "work" and words[at + 1].lower() == "to" and base_form(words[at + 2]):
        return " ".join(words[at + 2 :])  # "works to maintain a …"
    tail = words[at].rstrip(",")[len(words[at].rstrip(",")) :] + ("," if words[at].endswith(",") else "")
    words[at] = base + tail
    if at:
        words[0] = words[0].lower()
    return " ".join(_same_form(words, at + 1, kind))


_SUBJECT = re.compile(r"^(?:they|he|she|it|our|the|this|these|incumbents?|employees?|under|you|with|as)\b", re.I)


def _after_subject(text: str) -> str | None:
    """The work in a sentence of prose: "Our drivers deliver parcels to …" → "deliver parcels to …"."""
    words = text.split()
    if not _SUBJECT.match(text):
        return None
    for place, word in enumerate(words[1:8], start=1):
        form = base_form(word)
        before = words[place - 1].lower()
        if form and form[1] != "ing" and word[0].islower() and before.strip(",") not in _WEAK_END:
            return _verb_phrase(" ".join(words[place:]))
    return None


def _same_form(words: list[str], start: int, kind: str) -> list[str]:
    """Bring the verbs beside the first one into base form as well: "maintaining and cleaning" → "maintain and clean"."""
    out, beside = words[:start], True
    for place, word in enumerate(words[start:], start=start):
        before = words[place - 1].lower()
        follows = beside or before in {"and", "or", "&"} or before.endswith((",", ";"))
        form = base_form(word)
        joins = before in {"and", "or", "&"} or before.endswith(",")
        if kind != "base" and form and form[1] == kind and follows and joins and (beside or _goes_on(words, place, kind)):
            word = form[0] + ("," if word.endswith(",") else "")
        elif word.lower() not in {"and", "or", "&"}:
            beside = False
        out.append(word)
    return out


def _goes_on(words: list[str], place: int, kind: str) -> bool:
    """Whether a word that could be a noun ("plans") is a verb here: something that it acts on follows."""
    if kind == "ing":
        return place + 1 < len(words)
    following = words[place + 1].lower() if place + 1 < len(words) else ""
    return following in {
        "a",
        "an",
        "the",
        "all",
        "our",
        "and",
        "with",
        "to",
        "that",
        "new",
        "any",
        "its",
        "their",
        "customer",
        "other",
    }


def _noun_duty(text: str) -> str | None:
    """A duty that is named instead of told: "monitoring of storage" → "handle monitoring of storage"."""
    words = text.split()
    if not 2 <= len(words) <= 24 or words[0].lower() in _WEAK_END or not words[0][0].isalpha() or looks_required(text):
        return None
    if not _NAMED_WORK.search(" ".join(words[:4])) or re.search(r"(?:ing|ed|ly|not)$", words[0], re.I):
        return None
    if re.search(r"\b(?:requires?|includes?|is|are|will|was|has|have|you|we|our|must)\b", text, re.I):
        return None
    return f"handle {_lower_first(text)}"


_NAMED_WORK = re.compile(r"\w(?:tion|sion|ment|ance|ence|sis|ship|age|ity|ing|port|trol|care|work|ical|val|sal)s?\b", re.I)


def _lower_first(text: str) -> str:
    """Lower-case start, unless the first word is a name or an abbreviation."""
    first, *rest = text.split()
    keeps = (
        any(c.isupper() for c in first[1:])
        or (len(first) == 1 and first != "A")
        or any(c.isdigit() for c in first)
        or (rest != [] and rest[0][0].isupper())
    )
    return text if keeps else text[0].lower() + text[1:]


def _clipped(clause: str, limit: int) -> str | None:
    """At most `limit` words, cut where a part of the sentence ends, without a hanging word. None if nothing sound is left."""
    if len(clause.split()) > limit:
        ends = [m.start() for m in _BOUNDARY.finditer(clause) if 6 <= len(clause[: m.start()].split()) <= limit]
        if not ends:
            return None
        strong = [
            m.start()
            for m in _BOUNDARY.finditer(clause)
            if m.start() in ends and not re.match(r"\s+(?:of|and|on|in|at|to)\s", m.group())
        ]
        clause = clause[: (strong or ends)[-1]]
    words = clause.rstrip(" ,;:.–—-").split()
    while words and words[-1].lower().strip(",;") in _WEAK_END:
        words.pop()
    text = " ".join(words).rstrip(" ,;:.–—-")
    if text.count('"') % 2 or text.count("(") != text.count(")"):
        text = re.sub(r'["()]', "", text)
    return text if len(text.split()) >= 3 else None
