"""Words a requirement as one clean line: without label, lead, kind and hanging words; shouting is brought down."""

from __future__ import annotations

import re

from jobspecs.drafting.words import words

MOST_WORDS = 45
_EDGES = " •*-–—;,:·>|¡¿"
_JOINING = re.compile(r"^(?:and|or|plus|also|additionally|the following|including|e\.g\.|i\.e\.)\b[:,]?\s*", re.I)
_LABEL = re.compile(
    r"^(?:(?:required|preferred|minimum|desired|essential|desirable|additional|basic|key|other|technical|professional|work|soft|hard)\s+)*"
    r"(?:required|preferred|minimum|desired|essential|desirable|mandatory|must[- ]haves?|nice[- ]to[- ]haves?|education(?:al)?"
    r"|exp(?:erience)?|skills?|requirements?|qualifications?|knowledge|abilities|licen[sc]es?|certifications?|competenc(?:y|ies)|bonus|plus"
    r"|(?:education|skills|training)\s+(?:and|&|/)\s+(?:experience|training|abilities|education))\s*(?:[:：]|\s[-–—]\s)\s*",
    re.I,
)
_WHO = (
    r"(?:(?:the|our|an?|all|any)\s+)?(?:(?:ideal|successful|right|qualified|preferred|suitable|perfect|competitive|strong|best)\s+)*"
    r"(?:candidates?|applicants?|person|people|individuals?|hires?|appointees?|post-?holders?|someone|one|you|they|he/she|s/he)"
)
_SHALL = r"(?:will|should|must|shall|would|needs?\s+to|ha(?:s|ve)\s+to|ought\s+to|can)"
_OWNS = r"(?:have|has|had|having|got|possess(?:es)?|possessing|brings?|holds?|demonstrates?|shows?|needs?|requires?)"
_ADVERB = r"(?:(?:also|already|ideally|currently|preferably|really|truly|always|both|definitely|probably|likely|either)\s+)*"
_LEADS = (
    re.compile(
        r"^(?:(?:it(?:['’]s|\s+is|\s+would\s+be)\s+)?(?:an?\s+)?(?:big\s+|huge\s+)?(?:bonus|extra|plus|nice|great|good)"
        r"(?:\s+(?:points?|credit))?(?:\s+to\s+have)?,?\s+(?:if|for)\s+(?=you\b|\w+ing\b|experience|knowledge)"
        r"|(?:in\s+order\s+)?to\s+(?:qualify|be\s+(?:considered|eligible|successful)|succeed|apply|thrive)\b[^,;.]{0,60},\s+(?=you\b|all\b|one\b"
        r"|candidates|applicants))",
        re.I,
    ),
    re.compile(rf"^(?:ideally|preferably),?\s+(?=you\b|{_WHO}\s)", re.I),
    re.compile(
        rf"^{_WHO}\s+(?:are|is|will\s+be)\s+(?:expected|required|asked)\s+to\s+(?:have|be|possess|hold|demonstrate)\s+", re.I
    ),
    re.compile(
        rf"^{_WHO}\s+{_ADVERB}(?:{_SHALL}\s+){{0,2}}{_ADVERB}(?:{_OWNS}|be|are|is)\s+(?!to\b|required\b|expected\b)", re.I
    ),
    re.compile(rf"^you['’](?:ve|re|ll)\s+{_ADVERB}(?:got\s+|{_OWNS}\s+|be\s+)?(?!to\b)", re.I),
    re.compile(
        r"^(?:we(?:\s+are|['’]re)?\s+(?:also\s+)?(?:require|expect|need|want|seek|seeking|looking\s+for|after)|looking\s+for|seeking)\s+"
        r"(?:(?:an?|the|our)\s+)?(?:[\w,/-]+\s+){0,5}?(?:with|who\s+(?:has|have|is|are|possess(?:es)?|can\s+demonstrate|brings?))\s+",
        re.I,
    ),
    re.compile(r"^to\s+(?:be|have)\s+(?=\w)", re.I),
    re.compile(
        rf"^(?:must|should|shall|will|needs?\s+to|ha(?:s|ve)\s+to)\s+{_ADVERB}(?:{_OWNS}|be)\s+(?!required\b|expected\b|asked\b)",
        re.I,
    ),
    re.compile(
        rf"^{_ADVERB}(?:has|have|having|had|possess(?:es)?|possessing|possession\s+of|holds?|demonstrates?|exhibits?|requires|be|being|is)\s+"
        r"(?!to\b|fun\b|not\b|your\s+say)",
        re.I,
    ),
    re.compile(
        r"^(?:the|an?)\s+(?=(?:proven\s+|demonstrated\s+|strong\s+)*(?:ability|willingness|capacity|capability|desire)\b)", re.I
    ),
    re.compile(r"^(?:your|their|his/her)\s+(?=own\b)", re.I),
)
_KIND = (
    r"(?:(?:strongly|highly|absolutely|much|definitely|greatly|also|occasionally|sometimes|often"
    r"|usually)\s+)?(?:required|requested|preferred|desirable|desired|essential|mandatory|an?\s+must|must[- ]have"
    r"|(?:an?\s+)?(?:\w+\s+)?(?:plus|advantage|asset|bonus))"
)
# These say how much a line counts only behind "is": "Make guests feel welcome" is no preference.
_IS_KIND = r"(?:(?:very|most|also)\s+)?(?:necessary|needed|advantageous|beneficial|helpful|useful|welcome|appreciated|optional)"
_IS = r"(?:(?:is|are)\s+|(?:would|will)\s+be\s+)"
_KIND_TAIL = re.compile(
    rf"(?:\s*[(\[]\s*(?:{_KIND}|{_IS_KIND})(?:,?\s+(?:but\s+)?not\s+\w+)?\s*[)\]]"
    rf"|(?:\s*[,;:–—-])?\s+(?:(?:{_IS}|(?:is\s+)?considered\s+|as\s+(?=an?\s))?{_KIND}|{_IS}{_IS_KIND})"
    r"(?:,?\s+(?:but|although|though)\s+[^;.]*)?)\s*[.!]*$",
    re.I,
)
_KIND_INSIDE = re.compile(r"\b(?:required|preferred|desirable|essential|mandatory)\s*[;,.]", re.I)
_NO_TAIL_AFTER = re.compile(
    r"\b(?:as|if|when|where|whenever|not|be|is|are|no|of|the|an?|and|or|most|only|with|what|strongly|highly)$", re.I
)
_WEAK_TAIL = re.compile(
    r"(?:[\s,;:(–—-]+(?:and/or|and|or|but|with|to|of|in|the|an?|for|including|such\s+as|as\s+well\s+as|etc\.?|e\.g\.?|i\.e\.?|like))+$",
    re.I,
)
_YEARS_ONLY = re.compile(
    r"(?:(?:at\s+least|(?:a\s+)?minimum(?:\s+of)?)\s+)?\d{1,2}\+?(?:\s*(?:-|–|to)\s*\d{1,2})?\+?\s*(?:or\s+more\s+)?(?:years?|yrs?)",
    re.I,
)
_OPEN_LABEL = re.compile(r"^(knowledge of|ability to|skills? in|experience (?:in|with|of)|understanding of)\s*[:：]\s*", re.I)
_ABILITY = re.compile(r"^ability\s+to\b", re.I)  # reads as what is left of "must be able to", so that all lines read alike
_ACRONYMS = words("acronyms")


def clean_line(text: str) -> str:
    """The requirement as one line that begins with a capital and has no full stop; "" where nothing is left."""
    spoken = text.strip(_EDGES).lstrip(". ")
    label = _LABEL.match(spoken)
    if label and _YEARS_ONLY.fullmatch(spoken[label.end() :].strip(_EDGES)) and "exp" in label.group().lower():
        spoken = spoken[label.end() :].strip(_EDGES) + " of experience"
    spoken = _without_leads(_LABEL.sub("", _OPEN_LABEL.sub(r"\1 ", spoken)))
    spoken = _without_tails(_brought_down(spoken))
    spoken = _ABILITY.sub("Able to", spoken)
    return spoken[:1].upper() + spoken[1:]


def shortened(text: str) -> str:
    """At most MOST_WORDS words, ended where a part of the sentence ends."""
    spoken = text.split()
    if len(spoken) <= MOST_WORDS:
        return text
    kept = spoken[:MOST_WORDS]
    ends = [place for place, word in enumerate(kept) if place >= MOST_WORDS // 2 and word.endswith((",", ")"))]
    return _without_tails(" ".join(kept[: ends[-1] + 1] if ends else kept))


def _without_leads(text: str) -> str:
    for _ in range(3):
        before = text
        text = _JOINING.sub("", text).strip(_EDGES)
        for lead in _LEADS:
            rest = lead.sub("", text, count=1)
            if len(rest.split()) >= 2:
                text = rest
        if text == before:
            break
    return text


def _without_tails(text: str) -> str:
    text = text.strip(" ;,:*–—-·|")
    text = text.rstrip(".!") if not re.search(r"\b[A-Za-z]\.[A-Za-z]\.$", text) else text
    tail = _KIND_TAIL.search(text)
    if (
        tail
        and not _KIND_INSIDE.search(text[: tail.start()])
        and not _NO_TAIL_AFTER.search(text[: tail.start()])
        and len(text[: tail.start()].split()) >= 2
    ):
        text = text[: tail.start()].rstrip(" ,;:(–—-")
    text = _WEAK_TAIL.sub("", re.sub(r"\s+to\s+join\s+(?:our|the|us)\b.*$", "", text, flags=re.I)).rstrip(" ,;:–—-")
    if text.count("(") != text.count(")"):
        text = re.sub(r"\([^()]*$", "", text) if text.count("(") > text.count(")") else text.replace(")", "", 1)
    return text.strip(" ,;:")


def _brought_down(text: str) -> str:
    """Shouting in sentence case; abbreviations stay as they are."""
    letters = [character for character in text if character.isalpha()]
    if len(letters) < 8 or sum(character.isupper() for character in letters) < 0.8 * len(letters):
        return text
    return " ".join(word if _is_acronym(word) else word.lower() for word in text.split())


def _is_acronym(word: str) -> bool:
    bare = re.sub(r"\W", "", word)
    return bare.lower() in _ACRONYMS or any(c.isdigit() for c in bare) or not re.search(r"[AEIOUY]", bare)
