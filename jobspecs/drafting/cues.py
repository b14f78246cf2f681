"""Words that tell what a line of a description is: a requirement, a duty, a benefit, or none of them."""

from __future__ import annotations

import re
from functools import lru_cache

from jobspecs.drafting.verbs import base_form
from jobspecs.drafting.words import pattern, words

_OPENINGS, _HARD, _SOFT = pattern("requirement_openings"), pattern("hard_requirements"), pattern("soft_requirements")
_WILL_BRING, DUTY_LEAD = pattern("will_bring"), pattern("duty_leads")
_BENEFITS, _NOTICES, _PAY = pattern("benefits"), pattern("notices"), pattern("pay")
PREFERRED = pattern("preferred")
REQUIRED = re.compile(r"\b(?:required|must|essential|mandatory|minimum|necessary|at least)\b", re.I)
_CANDIDATE = re.compile(
    r"\b(?:you|your|candidates?|applicants?|individuals?|person|incumbent|post-?holder|someone|ideal|successful|graduates?|hire)\b",
    re.I,
)
# Somebody else than the candidate as the subject of a sentence: "We have 20 years of experience", "Ana holds an MBA".
_WE = re.compile(r"(?:we|our|us|it|they|she|he|i|its|their|there)\b", re.I)
_VERB = (
    r"(?:is|are|has|have|had|was|were|been|provides?|offers?|serves?|believes?|exists?|delivers?|operates?|seeks?|needs?|wants?"
    r"|speciali[sz]es|helps?|makes?|employs|values)"
)
_SUBJECT = re.compile(
    r"(?!(?:must|should|will|shall|can|may|to|who|that|which|able|not)\b)"
    rf"((?:the |an? |this )?[\w&.,'’()-]+(?: (?!(?:is|are|has|have|was|were)\b)[\w&.,'’()-]+){{0,7}}?) {_VERB} ",
    re.I,
)
# The company again, but what it says is whom it wants.
SEEKS = re.compile(r"we(?:['’]re| are)? (?:also )?(?:seek(?:ing)?|look(?:ing)? for|need|want|require|expect|ask)\b", re.I)
_NOUNS_TOO = words("verbs_before_assets")
_OF_A_CANDIDATE = pattern("of_a_candidate")
_NAMES_WHAT_ONE_HAS = re.compile(
    r"[\w/+#.-]+(?: (?!(?:your|the|our|their|his|her|an?|new|with|for|to|of|in|and|on)\b)[\w/&+#.-]+){0,3}"
    r",? (?:experience|skills?|knowledge|licen[sc]e|certificat\w+|degree|background|abilit\w+|expertise|proficiency"
    r"|qualification)\b",
    re.I,
)


# A line is looked at several times: by itself, with its block, for its kind. The answers are kept for as many lines as a
# description of a hundred thousand characters has.
_KEPT = 4096


@lru_cache(maxsize=_KEPT)
def looks_required(text: str) -> bool:
    """Whether the line reads like something a candidate must bring."""
    if _WILL_BRING.match(text):
        return True
    if leads_to_duty(text) or tells_of_others(text):
        return False
    if _OPENINGS.match(text):
        return True
    return bool(_HARD.search(text) or _SOFT.search(text)) and not _tells_of_work(text)


@lru_cache(maxsize=_KEPT)
def opens_as_requirement(text: str) -> bool:
    """Whether the first words already ask for something: "Ability to …", "Five years …", "You have …"."""
    return bool(_WILL_BRING.match(text) or _OPENINGS.match(text))


@lru_cache(maxsize=_KEPT)
def is_hard_requirement(text: str) -> bool:
    """Whether the line asks for what can be proved (years, a degree, a licence), or says outright how much it counts."""
    return looks_required(text) and _HARD.search(text) is not None


@lru_cache(maxsize=_KEPT)
def leads_to_duty(text: str) -> bool:
    """Whether the line begins like the telling of a duty: "You will …", "The role is responsible for …"."""
    return DUTY_LEAD.match(text) is not None


@lru_cache(maxsize=_KEPT)
def looks_like_duty(text: str) -> bool:
    """Whether the line reads like work to do: begins with a verb of duties, or says "you will"."""
    if leads_to_duty(text):
        return True
    first, _, rest = text.partition(" ")
    if first.lower().endswith("ly"):
        first = rest.partition(" ")[0]
    return base_form(first) is not None


@lru_cache(maxsize=_KEPT)
def is_notice(text: str) -> bool:
    """Legal notices, how to apply."""
    return _NOTICES.search(text) is not None


@lru_cache(maxsize=_KEPT)
def is_benefit(text: str) -> bool:
    """What the company gives, in pay or in kind."""
    return _BENEFITS.search(text) is not None


@lru_cache(maxsize=_KEPT)
def is_pay(text: str) -> bool:
    """How pay is set: "commensurate with experience" is no requirement."""
    return _PAY.search(text) is not None


def is_beside_the_point(text: str) -> bool:
    """Benefits, legal notices, how to apply: never a duty and never a must-have."""
    return is_notice(text) or is_benefit(text)


@lru_cache(maxsize=_KEPT)
def tells_of_others(text: str) -> bool:
    """Whether the sentence is about the company, the team or the role, and not about the candidate."""
    if _WE.match(text):
        return not (_CANDIDATE.search(text) or SEEKS.match(text))
    found = _SUBJECT.match(text)
    if found is None:
        return False
    subject = found.group(1)
    return not (_CANDIDATE.search(subject) or _OF_A_CANDIDATE.search(subject) or _ENDS_ASKING.search(text))


def speaks_of_candidate(text: str) -> bool:
    """Whether the line is a sentence about the candidate: "You have …", "The ideal candidate is …"."""
    return re.match(r"(?:you|(?:the|our|an?|all) (?:\w+ )?(?:candidates?|applicants?|person))\b", text, re.I) is not None


def has_finite_verb(text: str) -> bool:
    """Whether the line is a sentence with a verb of its own ("Success will bring rewards"), by the commonest verbs."""
    return re.search(r"\b(?:will|is|are|was|were|has|have|had|can|do|does|we|us|our)\b", text, re.I) is not None


_ENDS_ASKING = re.compile(
    r"\b(?:required|preferred|desirable|essential|mandatory|an? (?:\w+ )?(?:plus|must|asset|advantage|bonus))\W*$", re.I
)


def _tells_of_work(text: str) -> bool:
    """Whether the line begins with a verb of duties ("Maintains certificates") and not with a noun ("Design experience")."""
    first, _, rest = text.partition(" ")
    if first.lower().endswith("ly"):
        first, _, rest = rest.partition(" ")
    form = base_form(first)
    if form is None or _ENDS_ASKING.search(text):
        return False
    may_be_noun = form[1] == "ing" or (form[1] == "base" and form[0] in _NOUNS_TOO)
    return not may_be_noun or _NAMES_WHAT_ONE_HAS.match(text) is None
