"""The work that a requirement stands for, where a description tells what to bring and hardly what to do."""

from __future__ import annotations

import re

from jobspecs.drafting.lines import Line
from jobspecs.drafting.phrases import duty_clause
from jobspecs.drafting.verbs import base_form
from jobspecs.questions.slots import SLOT_WORDS, slot_phrase

_BROUGHT = re.compile(
    r"^(?:\S+\s+){0,6}?(?P<what>knowledge|knowledgeable|understanding|grasp|expertise|experienced?|background|track\s+record|command"
    r"|mastery|proficiency|proficient|familiarity|familiar|skills?|skilled|comfortable|competent|versed)\s+"
    r"(?:(?P<by>in|with|of|on|about|using|within)\s+)?(?P<rest>.+)$",
    re.I,
)
_KNOWN = frozenset(["knowledge", "knowledgeable", "understanding", "grasp", "expertise"])
_LISTED = re.compile(r"\b(?:(?:one|two|some|any|several)\s+)?(?:or\s+more\s+)?(?:of\s+)?the\s+following[\w\s]{0,30}:\s*", re.I)
_FURTHER = re.compile(  # one more thing to bring
    r",?\s+and\s+(?:an?\s+|the\s+)?(?:keen|strong|good|great|deep|passion|interest|understanding|ability|experience|knowledge"
    r"|proficiency|familiarity)\b",
    re.I,
)
_NO_MATTER = re.compile(
    r"^(?:an?\s+)?(?:similar|related|relevant|equivalent|comparable|same|like|this|that)\b|\b(?:degree|diploma|bachelor"
    r"|master['’]?s?|ged|licen[sc]e|english|languages?\s+skills|driving|written|verbal|oral|interpersonal|multi-?task\w*|detail"
    r"|time\s+management|is|are|has|have|will|must|should|would|required|preferred)\b",
    re.I,
)


def work_of_requirement(clause: str, *, lower: frozenset[str] = frozenset()) -> str | None:
    """The clause of a requirement as work: "draw on good knowledge of wound care" → "apply knowledge of wound care".

    None where it names a quality, a degree or a language instead of something that is worked with. `lower` as in slot_phrase.
    """
    if not clause.startswith("draw on ") and base_form(clause.split()[0]):
        return slot_phrase(clause, lower=lower)
    found = _BROUGHT.match(re.sub(r"^(?:draw on|be)\s+", "", clause))
    rest = _FURTHER.split(_LISTED.sub("", found["rest"]), maxsplit=1)[0] if found else ""
    if not found or not rest or _NO_MATTER.search(rest):
        return None
    told = duty_clause(Line(rest, 0, len(rest)), SLOT_WORDS) if _is_gerund(rest.split()[0]) else None
    if told or found["by"] is None:
        return slot_phrase(told, lower=lower) if told else None
    if found["what"].lower() in _KNOWN:
        lead = "apply knowledge of"
    elif re.search(r"\bwork$", rest) or (rest.endswith("ing") and found["by"].lower() != "in"):
        lead = "take on"
    else:
        lead = "work in" if found["by"].lower() == "in" else "work with"
    return slot_phrase(f"{lead} {rest}", lower=lower)


def _is_gerund(word: str) -> bool:
    form = base_form(word)
    return form is not None and form[1] == "ing"
