"""What stands before the work in a sentence: "In this role, you will be responsible for …", "We seek somebody to …"."""

from __future__ import annotations

import re

_ROLE = r"(?:the|this|our|an?|each|every)\s+[\w\s/&,'’-]{3,60}?\s"
_BEFORE_WORK = (
    r"[^.;]{3,90},\s+(?=(?:you(?:\s+and\s+your\s+team)?|this\s+(?:position|role|job|person)|the\s+[\w\s]{3,40}?)(?:['’]ll|['’]re|\s+(?:is|are|will|would|shall))\b)",
    r"as\s+(?:an?|our|the)\s+[\w\s/&-]{2,50}?\s+(?=you(?:['’]ll|\s+will|\s+are)\b)",
    r"(?:in|as|for|within|on)\s+(?:this|the|our|an?|your)\b[^,;.]{0,60},\s*(?=\w+ing\b|you\b|the\b|we\b)",
    r"(?:the\s+)?(?:[\w-]+\s+){0,3}(?:responsibility|purpose|function|objective|goal)(?:\s+(?:for|of)\s+[\w\s]{2,30}?)?\s+is\s+to\s+",
    r"project[- ](?=manage)",
    r"(?:also|and|then|additionally|including|plus|ultimately|primarily|specifically|typically|on a daily basis),?\s+",
    r"(?:it|the work|this|the (?:role|job|position)|your (?:role|job|work|day))\s+(?:also\s+)?(?:involve|include|entail)s?\s+",
    r"you(?:\s+and\s+your\s+team)?(?:\s+will|['’]ll|\s+would|['’]d|\s+are\s+going\s+to|\s+shall|\s+should|\s+must|\s+can|\s+may)\s+"
    r"(?:also\s+|then\s+|primarily\s+|mainly\s+)?",
    rf"{_ROLE}(?:will|shall|must|should|may|has\s+to|have\s+to)\s+(?:also\s+|then\s+|primarily\s+|mainly\s+)?",
    rf"(?:{_ROLE}|[A-Z][\w\s/&-]{{2,50}}?\s|you\s+)?(?:is|are|['’]re|be|being)\s+(?:also\s+|directly\s+|primarily\s+)?"
    r"(?:responsible|accountable|in\s+charge|charged|tasked)\s+(?:for|of|with)\s+(?:the\s+)?",
    r"(?:also\s+|directly\s+|primarily\s+)?(?:responsible|accountable)\s+for\s+(?:the\s+)?",
    rf"(?:{_ROLE}|you\s+)?(?:are|is|be)\s+(?:also\s+)?(?:expected|required|asked|able|needed|called\s+upon)\s+to\s+",
    r"(?:(?:main|general|key|job|your)\s+)*(?:duties|responsibilities|tasks)\s+(?:will\s+)?(?:include|are),?\s*"
    r"(?:but\s+(?:are\s+)?not\s+limited\s+to)?:?\s*",
    r"(?:the|your|our)\s+(?:main\s+)?(?:job|task|role|mission|purpose|goal)\s+(?:is|will\s+be)\s+(?:to\s+)?",
    r"(?:we\s+(?:need|expect|want|ask)\s+you\s+to|you\s+(?:get|have)\s+to|help\s+us(?:\s+to)?|your\s+duties:)\s+",
    r"(?:have\s+(?:the\s+)?(?:opportunity|chance|responsibility)\s+(?:to|for|of)|get\s+(?:to|the\s+chance\s+to))\s+",
    rf"(?:{_ROLE})?(?:will\s+)?requires?\s+(?:you|the\s+\w+)\s+to\s+",
    r"(?:must|will|shall|should)\s+(?:be\s+able\s+to\s+)?",
    r"may\s+be\s+(?:required|asked)\s+to\s+",
    r"be\s+(?=\w+ing\b)",
    r"(?:to|help\s+to|(?:works?|strives?|aims?)\s+to)\s+",
    r"you\s+(?=[a-z])",
)
_LEADS = re.compile("|".join(f"(?:{lead})" for lead in _BEFORE_WORK), re.I)
_SOUGHT = re.compile(
    r"\b(?:looking\s+for|seek(?:s|ing)?|searching\s+for|hunt\s+for|needs?|wants?|hir(?:e|es|ing)|recruit(?:s|ing)?|wanted)\b"
    r"[^.;]{3,90}?\s(?:to|who\s+(?:will|can|would|is\s+to)|that\s+(?:will|can))\s+(?=[a-z])",
    re.I,
)


def without_leads(text: str) -> str:
    """ "In this role, you will be responsible for managing …" → "managing …"."""
    for _ in range(4):
        lead = _LEADS.match(text)
        if not lead or lead.end() == 0:
            break
        text = text[lead.end() :]
    return text


def after_the_search(text: str) -> str | None:
    """ "We are looking for a bell founder to cast and tune …" → "cast and tune …"; None for a sentence that seeks nobody."""
    found = _SOUGHT.search(text)
    return text[found.end() :] if found else None
