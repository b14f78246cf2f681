"""The title of a job: from the first lines, else from the prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobspecs.drafting.headings import Part, heading_part
from jobspecs.drafting.lines import Line
from jobspecs.drafting.phrases import NO_TITLE
from jobspecs.drafting.sections import Posting
from jobspecs.drafting.verbs import base_form
from jobspecs.drafting.words import words

TITLE_WORDS = 12
SHORTEST_SHOUT = 4  # letters; "CEO" and "RN" are no shouting
CHARGE_WORDS = 5  # of "of Finance and Operations"
SOUGHT = 3  # a job that is sought counts as much as one mentioned so many times
_IN_CHARGE = frozenset(
    ["director", "president", "head", "manager", "chief", "dean", "professor", "vp", "superintendent", "master"]
)
_NO_TITLE_ALONE = frozenset(
    [
        "partner",
        "associate",
        "head",
        "lead",
        "professional",
        "executive",
        "expert",
        "leader",
        "model",
        "master",
        "fellow",
        "creator",
        "owner",
    ]
)
_NOUNS = words("job_nouns")
_LABEL = re.compile(r"^(?:job\s+title|position(?:\s+title)?|role|title|vacancy|job|opening)\s*[:：|\-–]\s*", re.I)
_HIRING = re.compile(
    r"^(?:we(?:['’]re|\s+are)\s+(?:now\s+)?(?:hiring|recruiting|looking\s+for|seeking)|(?:now\s+"
    r"|urgently\s+)?hiring(?:\s+for)?|wanted|vacanc(?:y|ies)(?:\s+for)?|urgent(?:ly)?(?:\s+(?:opening|requirement|hiring|need))?(?:\s+for)?"
    r"|openings?\s+for|join\s+us\s+as)[:!]?\s+(?:an?\s+|our\s+)?",
    re.I,
)
_HEADED = re.compile(  # "Site Manager Your Responsibilities …": the line break before a heading was lost
    r"\s+(?=(?:Your\s+(?:Role|Responsibilities|Tasks)|(?:Job|Role|Position)\s+(?:Summary|Overview|Description|Purpose)"
    r"|(?:Key|Main|Essential|Job)\s+(?:Responsibilities|Duties|Functions))\b)"
)
_FOR_US = re.compile(r"\s+(?:for|in|at)\s+(?:our|an?|the)\b.*$|\s+(?:position|role|vacancy)\.?$", re.I)
_PRAISED = re.compile(r"^(?:[a-z-]+(?:,|\s+and)?\s+){1,6}(?=[A-Z])")  # "an experienced, motivated Site Manager"
_WANTED = re.compile(
    r"[\s:,-]+(?:(?:is|are)\s+)?(?:wanted|needed|required|sought|asap|urgent(?:ly)?|immediate(?:ly)?)\b.*$"
    r"|\s+(?:to\s+join|to\s+work)\s+(?:our|an?|the)\b.*$|@\S+$",
    re.I,
)
_AT = re.compile(
    r"\s+(?:at|@|\|)\s+.+$|\s+apply(?:\s+(?:now|locations?).*)?$|\s*[\[(](?:m/f|f/m|m/w|w/m|h/f"
    r"|all genders).*$|\s+-\s+(?:apply|job id).*$",
    re.I,
)
_SLOGAN = re.compile(r"\s+[-–—]\s+(?=[^-–—]*\b(?:we|our|us|you|your|join)\b).*$|!.*$", re.I)
# A name of a job: words with capitals, "of" and the like between them. No two of the alternatives fit one word, and there is an
# end to them: else a text in capitals could be read in more ways than anybody can wait for.
_NAME = (
    r"((?-i:[A-Z])[\w/&+#.-]*"
    r"(?:[ ,]+(?:(?-i:[A-Z])[\w/&+#.-]*|\((?-i:[A-Z]{2,5})\)(?=\s(?-i:[A-Z]))|&|(?-i:of|and|for|the|i{1,3})\b)){0,15})"
)
_SOUGHT = re.compile(
    r"\b(?:(?:looking\s+(?:for|to\s+(?:add|hire|appoint|bring\s+(?:in|on)|recruit|welcome))|seek(?:s|ing)?|hire|hiring|recruit(?:ing)?"
    r"|searching\s+for|on\s+the\s+hunt\s+for|appoint(?:ing)?|wants?|needs?)\s+(?:(?:to\s+)?(?:hire|recruit|find)\s+)?"
    r"(?:(?:applicants|candidates|applications)\s+for\s+)?(?:the\s+position\s+of\s+)?(?:an?|our(?:\s+next)?|the)\s+(?:[a-z-]+(?:,|\s+and)?\s+){0,4}?"
    r"|(?:position|role|post)\s+of\s+(?:an?\s+|the\s+)?|join\s+\w+(?:\s\w+){0,4}\s+as\s+(?:an?|our)\s+"
    r"|as\s+(?:an?|our)\s+|\bals\s+(?:eine?n?\s+)?|op\s+zoek\s+naar\s+een\s+|suchen\s+(?:wir\s+)?(?:eine?n?\s+)?|recherch\w+\s+une?\s+"
    rf"|buscamos\s+una?\s+|cerchiamo\s+una?\s+|procura\w*\s+uma?\s+){_NAME}",
    re.I,
)
_IN_PLACE = re.compile(rf"\bthe\s+{_NAME}\s+(?:position|role)\s+(?:is|will|requires|reports|performs|provides)\b", re.I)
_MENTIONED = re.compile(rf"\b(?:the|our|this)\s+(?:[a-z-]+\s+){{0,2}}?{_NAME}\b(?!['’]s)", re.I)
_OTHERS = re.compile(
    r"\b(?:report(?:s|ing)?\s+(?:directly\s+)?(?:in)?to|supervised\s+by"
    r"|(?:direction|supervision|guidance|leadership)\s+of|assistant\s+to|along\s+with|work(?:ing"
    r"|s)?\s+(?:closely\s+)?with)\s+(?:an?\s+|the\s+|our\s+)?(?:(?-i:[A-Z])[\w/&-]*\s*(?:(?:of|and|&)\s+(?=[A-Z]))?)*",
    re.I,
)
_LOWER_SEEKING = re.compile(r"\b(?:looking\s+for|seek(?:s|ing)|hiring|need)\s+an?\s+((?:[\w-]+\s+){0,4}[\w-]+)", re.I)


def title_of(posting: Posting) -> str:
    """The title of the job, at most TITLE_WORDS words, in the description's words; NO_TITLE where there is none."""
    first = list(_before_the_lists(posting))
    cleaned = [_cleaned(_first_sentence(line.text)) for line in first]
    candidates = [(_score(text, place), -place, text) for place, text in enumerate(cleaned)]
    best = max(candidates, default=(0.0, 0, ""))
    if best[0] >= 1.0:
        return _clipped(best[2])
    found = _from_prose(posting)
    if found:
        return _clipped(found)
    return _clipped(best[2]) if best[0] >= 0.5 else NO_TITLE


def is_own_title(posting: Posting, title: str) -> bool:
    """Whether the posting gives this title to the job, in its first lines or as what is sought, and does not only mention it."""
    wanted = title.lower()
    first = [_cleaned(_first_sentence(line.text)) for line in _before_the_lists(posting)]
    if any(wanted in text.lower() and not _SPOKEN.search(text) and len(text.split()) <= TITLE_WORDS + 2 for text in first):
        return True
    told = _prose_of(posting)
    at_work = re.compile(rf"\b{re.escape(title)}\s+(?:will|is|shall|must|reports|serves|position|role)\b", re.I)
    sought = ((_up_to_noun(match.group(1)) or "").lower() for text in told for match in _SOUGHT.finditer(text))
    return wanted in sought or any(at_work.search(text) for text in told)


def _before_the_lists(posting: Posting) -> Iterator[Line]:
    """The first lines, up to the heading of the duties or requirements: a title stands above them."""
    for line in posting.lines[:12]:
        part = heading_part(line)
        if part in {Part.DUTIES, Part.REQUIRED, Part.PREFERRED, Part.BENEFITS}:
            return
        if (part is None or (line.marked and part is Part.UNKNOWN)) and not line.bullet:
            yield line


def _first_sentence(text: str) -> str:
    """ "Claims Adjuster. Position duties: …" → "Claims Adjuster"."""
    first = _HEADED.split(re.split(r"(?<=[a-z)]{3})[.!]\s+(?=[A-Z])", text, maxsplit=1)[0], maxsplit=1)[0]
    return first if 2 <= len(first.split()) <= TITLE_WORDS and names_a_job(first) else text


def _cleaned(text: str) -> str:
    text = _LABEL.sub("", text.strip())
    if hiring := _HIRING.match(text):
        text = _FOR_US.sub("", _PRAISED.sub("", text[hiring.end() :]))
    text = _SLOGAN.sub("", _WANTED.sub("", _AT.sub("", text))).lstrip(" -–—:|,!*#=").rstrip(" -–—:|,.!*#=")
    text = text.title() if text.isupper() and (len(text.split()) > 1 or len(text) > SHORTEST_SHOUT) else text
    return text[:1].upper() + text[1:]


def _score(text: str, place: int) -> float:
    """How much a line looks like a title: short, with a word for a job in it, near the top, spoken to nobody."""
    words = re.findall(r"[a-z]+", text.lower())
    if not words or len(text.split()) > TITLE_WORDS + 2 or re.search(r"[.!?]\s|https?:|[$€£]\d", text):
        return 0.0
    spoken = re.match(
        r"(?:about|what|join|the|this|are|is|do|reports|department|location"
        r"|(?:job|position|vacancy|role)\s+(?:details?|information|posting|summary|description|announcement|overview))\b",
        text,
        re.I,
    ) or _SPOKEN.search(text)
    return (
        (1.0 if names_a_job(text) else 0.0)
        + (0.6 if place == 0 else 0.3 if place == 1 else 0.0)
        - 0.02 * place
        - (0.9 if spoken else 0.0)
        - (0.4 if len(words) > 9 else 0.0)
    )


_SPOKEN = re.compile(r"\b(?:we|our|us|you|your|my|is|are|was|has|have|will|seeks?)\b|\?$", re.I)  # a sentence and no title
_JOB_WORD = re.compile(r"[A-Za-zÀ-ÿ]+")


def names_a_job(text: str) -> bool:
    """Whether a word of the line names a job, and is no verb at its start: "Partner with Sales on …" does not."""
    found = list(_JOB_WORD.finditer(text.lower()))
    for place, match in enumerate(found):
        if match.group() not in _NOUNS and match.group().removesuffix("s") not in _NOUNS:
            continue
        goes_on = text[match.end() :].split()[:1]
        a_verb = (
            place == 0
            and goes_on
            and goes_on[0].islower()
            and goes_on[0] not in {"of", "for", "in", "at", "to", "and", "i", "ii"}
        )
        if not (a_verb and (base_form(match.group()) or goes_on[0] in {"with", "up", "on"})):
            return True
    return False


def _from_prose(posting: Posting) -> str | None:
    """ "We are looking for an experienced Lube Technician to …"; the phrase named most often wins, the first of equals."""
    told = _prose_of(posting)
    counts: dict[str, int] = {}
    for pattern, weight in ((_SOUGHT, SOUGHT), (_IN_PLACE, SOUGHT), (_MENTIONED, 1)):
        for text in told:
            for match in pattern.finditer(text):
                if phrase := _up_to_noun(match.group(1)):
                    counts[phrase] = counts.get(phrase, 0) + (1 if phrase.endswith("s") else weight)
    if counts:
        return max(counts, key=lambda phrase: counts[phrase])
    for text in told:
        sought = _LOWER_SEEKING.search(text)
        if sought and (phrase := _up_to_noun(sought.group(1))):
            return phrase[0].upper() + phrase[1:]
    return None


def _prose_of(posting: Posting) -> list[str]:
    """The lines that may name the job, without the names of others: "reports to the Head of Sales"."""
    beside = {placed.line for placed in posting.of(Part.BENEFITS, Part.NOTICE)}
    return [_OTHERS.sub(" ", line.text) for line in _sentences(posting) if line not in beside]


def _sentences(posting: Posting) -> list[Line]:
    """Headings too: "As our Harbour Clerk you are the first whom a skipper meets"."""
    inside = [placed.line for placed in posting.placed]
    starts = {line.start for line in inside}
    return [*inside, *(line for line in posting.lines if line.start not in starts)]


def _up_to_noun(phrase: str) -> str | None:
    """The phrase up to the last word that names a job, and what such a person is in charge of: "Director of Operations"."""
    words = phrase.rstrip(" ,.").split()
    for end in range(min(len(words), 8), 0, -1):
        bare = words[end - 1].lower().strip(",.")
        if bare not in _NOUNS and bare.removesuffix("s") not in _NOUNS:
            continue
        tail = words[end:] if words[end : end + 1] in (["of"], ["for"]) and bare in _IN_CHARGE else []
        if end == 1 and bare in _NO_TITLE_ALONE and not tail:
            return None
        return " ".join(words[:end] + _ended(tail[:CHARGE_WORDS])).strip(",.")
    return None


def _ended(tail: list[str]) -> list[str]:
    while tail and tail[-1].lower() in {"of", "and", "&", "for", "the"}:
        tail = tail[:-1]
    return tail


def _clipped(title: str) -> str:
    return " ".join(title.split()[:TITLE_WORDS]).rstrip(" ,-–—:|.")
