"""Condenses a line of a description into a clause that reads well after "For this role: " or "you are asked to"."""

from __future__ import annotations

import re
from functools import lru_cache

from jobspecs.drafting.lines import Line
from jobspecs.drafting.openings import lower_first, sought_work, verb_phrase, work_in
from jobspecs.drafting.shortening import list_closed, points_outside, referring, shortened, without_praise
from jobspecs.drafting.verbs import base_form, is_noun_too
from jobspecs.drafting.words import words

CLAUSE_WORDS = 20
NO_TITLE = "Open role"
SHOUTED = 7  # letters of a word in capitals that is no abbreviation
_TRAIL = re.compile(
    r"(?:,?\s+(?:and|or)\s+(?:other|any other|more|others)\b(?:\s+[\w-]+){0,2}|,?\s*(?:etc|and so on|and more|as needed|if needed"
    r"|as required|when required|if required|as assigned|as necessary|if necessary|as appropriate|when needed|as directed"
    r"|as requested|upon request|on request))\.?$",
    re.I,
)
_JOINS = words("weak_ends") | frozenset({"not", "please", "also", "then"})
_LABEL = re.compile(r"^([A-Z][\w &/,-]{2,45}?)(?::|\s[–—-])\s+(?=[A-Z])")  # "Reporting: Prepare the figures"
_OTHERS = re.compile(r",?\s+(?:and|or)\b|,?\s*etc", re.I)
_BE = re.compile(
    r"^(?:very\s+|highly\s+|fully\s+)?(?:proficient|familiar|fluent|comfortable|experienced|skilled"
    r"|knowledgeable|willing|certified|competent|capable|able|curious|accountable)\b",
    re.I,
)
_NO_CLAUSE = re.compile(
    r"^(?:record\b|please|describe|alternate|position|requirements?|we|you|your|join|our|to|it|this|that|there|if|what|all|who|qualified|not|or|how|while|do|are"
    r"|[A-Z]\w+\s+[A-Z]\w+\s+(?:is|has|was))\b",
    re.I,
)
_STUDIES = re.compile(
    r"\b(?:degree|diploma|bachelor'?s?|master'?s|ged|school|licen[sc]e|B\.?A\.?/?B?\.?S?\.?|BSc|MSc|MBA|Ph\.?D)\b(?!\s+(?:data|agreement))",
)
_NOT_WORK = re.compile(
    r"\b(?:looking for|seeking|seeks? an?\b|report(?:s|ing)? (?:directly )?to (?:the|our|an?)\b|based in|be part of"
    r"|join(?:ing)? (?:us|our|the|an?)|opportunit(?:y|ies) to"
    r"|rewarding|limited to|attendance|we offer|salary|bonus|you(?:['’]ll| will) (?:get|receive|enjoy|love|earn|have|find)"
    r"|(?:call|phone|ring|text|contact|e-?mail|message)\s+(?:us|me|(?-i:[A-Z][a-z]+)\s+(?:on|at|after|before|today|now|for))"
    r"|at the pleasure of|at will|is located|full-time|part-time|click|apply (?:now|here|online|today)|submit your"
    r"|to apply\b|keep (?:on )?reading|paper application|your (?:resume|cv)"
    r"|show (?:less|more)|sign in)\b",
    re.I,
)
_DEMAND = re.compile(
    r"^(?:you\s+|candidates?\s+|applicants?\s+|the\s+(?:ideal|successful|right)\s+(?:candidate|applicant|person)\s+)?(?:will\s+|must\s+"
    r"|should\s+|['’]ll\s+)?(?:also\s+)?(?:(?:need|want)\s+to\s+)?(?:have|has|possess(?:es)?|bring|hold|demonstrate|are|is|be|need|['’]ve)\s+",
    re.I,
)
_ASKED = re.compile(
    r"\s*[(,;–-]?\s*\b(?:is\s+|are\s+)?(?:strongly\s+|highly\s+)?(?:required|preferred|desirable|desired|essential|mandatory|beneficial"
    r"|(?:is\s+)?an?\s+(?:definite\s+|big\s+)?(?:plus|advantage|asset|bonus|must))\)?\.?$",
    re.I,
)
_YEARS = re.compile(
    r"^(?:(?:at\s+least|an?|the|minimum(?:\s+of)?|over|more\s+than|required:?)\s+)*(?:\w+\s+)?(?:\(?\d+\)?\s*)?(?:\+|plus|or\s+more"
    r"|[-–]\s*\d+\+?|to\s+\d+)?\s*(?:years?|yrs?|months?)['’]?\s+(?:of\s+|or\s+more\s+(?:of\s+)?)?(?=\w)",
    re.I,
)
_DEGREE = re.compile(
    r"^(?:(?:an?|the|some|any|proven|demonstrated|demonstrable|strong|excellent|good|great|solid|effective|relevant|previous|prior|extensive"
    r"|outstanding|exceptional|superior|superb|very|basic|broad|deep|sound|hands-on|advanced|must have"
    r"|minimum(?: of)?)\s+)+(?=\w)",
    re.I,
)
_ABLE = re.compile(r"^(?:ability|able|capacity|willingness|willing|capability)\s+to\s+(?=[a-z])", re.I)
_DRAWN_ON = re.compile(  # what is brought stands before any preposition: not in "articulate with communication skills"
    r"^(?:(?!(?:with|in|of|to|for|at|on|by|under|as)\b)[\w/&,.+#’'-]+\s+){0,7}?(?:experience|knowledge|familiarity|background|expertise"
    r"|skills?|fluency|proficiency|command|exposure|training|track record|grasp|mastery|competence|literacy|awareness)\b",
    re.I,
)
_FOLLOWING = re.compile(
    r"\b(?:in|with|of)\s+(?:one|any|some|several|at least one)(?:\s+or\s+more)?\s+of\s+the\s+following(?:\s+\w+){0,3}:\s*", re.I
)
_CONDITION = re.compile(
    r"\b(?:travel|authori[sz]ation|authori[sz]ed|relocate|overtime|weekends?|hours|per\s+(?:day|week|month)|kneel|stoop"
    r"|background check|drug test|vaccinat\w+|\d+\s*(?:kg|lbs?|pounds))\b",
    re.I,
)


def duty_clause(line: Line, limit: int = CLAUSE_WORDS) -> str | None:
    """The duty as a verb phrase in base form ("tune write-heavy workloads"), without a full stop, at most `limit` words.

    None where the line gives no phrase that reads well.
    """
    phrase = duty_phrase(line.text)
    return shortened(phrase, limit) if phrase else None


@lru_cache(maxsize=8192)
def duty_phrase(text: str) -> str | None:
    """The whole work of a sentence as a verb phrase, however long, that points at nothing outside itself."""
    cleaned = _without_extras(text)
    if not cleaned or _NOT_WORK.match(text):
        return None
    phrase = sought_work(cleaned) if _NOT_WORK.search(cleaned) else work_in(cleaned)
    return _finished(phrase) if phrase and not _NOT_WORK.search(phrase) else None


def requirement_clause(line: Line, limit: int = CLAUSE_WORDS) -> str | None:
    """A requirement as a clause: "draw on working knowledge of payment rails", "be familiar with …", "work under pressure"."""
    text = _DEMAND.sub("", _without_extras(_FOLLOWING.sub("with ", line.text)))
    text = _YEARS.sub("", _ASKED.sub("", text)).strip(" ,;:.")
    plain = text if _BE.match(text) else _DEGREE.sub("", text)
    text = plain if plain != text or not text else lower_first(text)  # "Proven Photoshop skills": a name keeps its capital
    if (
        not text
        or " requires " in text
        or _NO_CLAUSE.match(text)
        or _STUDIES.search(text)
        or _NOT_WORK.search(text)
        or _CONDITION.search(text)
    ):
        return None
    clause = _brought(text)
    finished = _finished(clause) if clause else None
    return shortened(finished, limit) if finished else None


def _brought(text: str) -> str | None:
    """What somebody brings as something that they do: "knowledge of bees" → "draw on knowledge of bees"."""
    if able := _ABLE.match(text):
        return verb_phrase(text[able.end() :]) or text[able.end() :]
    if _BE.match(text):
        return f"be {text}"
    understood = re.match(
        r"understanding\s+of\s+(.+?)(?:,?\s+and\s+(?:an?|proficiency|familiarity|knowledge|experience|ability)\b.*)?$", text, re.I
    )
    if understood:
        return f"understand {understood.group(1)}"
    work = work_in(text)
    if work and not work.startswith("handle ") and not is_noun_too(text.split()[0].lower()):
        return work  # a duty among the requirements: "Perform minor diagnostics", "understanding of ledgers"
    return f"draw on {text}" if _DRAWN_ON.match(text) else None


def _finished(phrase: str) -> str | None:
    finished = referring(without_praise(phrase))
    return None if points_outside(finished) else finished


def work_of(title: str) -> str:
    """ "do the work of an Electrician": what is left to say of a job whose duties are not told."""
    if title == NO_TITLE:
        return "do the work of this role"
    return f"do the work of {'an' if title[:1].lower() in set('aeiou') else 'a'} {title}"


def joined(clauses: list[str]) -> str:
    """Clauses as one sentence: "a, b, and c." or, where they hold commas themselves, "a; b; and c."."""
    if len(clauses) == 1:
        return clauses[0] + "."
    comma = "; " if any("," in clause for clause in clauses) else ", "
    return comma.join(clauses[:-1]) + f"{comma}and {clauses[-1]}."


def label_of(text: str) -> str:
    """The label that a line begins with: "Tree Removal: Fell dead trees" → "Tree Removal"; "" where it has none."""
    found = _LABEL.match(text)
    return found.group(1).strip() if found else ""


def _without_extras(text: str) -> str:
    text = re.sub(r"\s*[(\[][^)\]]*[)\]]", "", text)
    text = re.split(r"(?<=[a-z)])(?<!\be\.g)(?<!\bi\.e)[.!?]\s+(?=[A-Z0-9])", text, maxsplit=1)[0]
    text = re.sub(r"(?<=[a-z]),(?=[a-z])", ", ", text)
    text = _before_a_second_start(text)
    text = _LABEL.sub("", text)
    text = re.sub(r",?\s+including(?:,)?\s+but\s+(?:is\s+)?not\s+limited\s+to,?:?\s+", ", including ", text, flags=re.I)
    text = text.strip(" .;,:•*-–—")
    for _ in range(2):
        trail = _TRAIL.search(text)
        text = text[: trail.start()].strip(" .;,:") if trail else text
        text = list_closed(text, certain=True) if trail and _OTHERS.match(trail.group()) else text
    return _quieter(text)


def _before_a_second_start(text: str) -> str:
    """The first of two duties that lost the break between them: "perform updates Meet expectations"."""
    tokens = text.split()
    for place, word in enumerate(tokens[2:], start=2):
        form = base_form(word) if word[0].isupper() and word[1:].islower() else None
        before = tokens[place - 1]
        if (
            form
            and form[1] == "base"
            and not is_noun_too(form[0])
            and before.islower()
            and before not in _JOINS
            and before[-1].isalpha()
        ):
            return " ".join(tokens[:place])
    return text


def _quieter(text: str) -> str:
    """What shouts in small letters: a line in capitals, or a long word; short ones may be abbreviations."""
    if text.isupper() and len(text.split()) > 2:
        return text.lower()
    return " ".join(word.lower() if word.isupper() and word.isalpha() and len(word) >= SHOUTED else word for word in text.split())
