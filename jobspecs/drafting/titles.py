"""The title and the level of a job."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobspecs.drafting.headings import Part, heading_part
from jobspecs.drafting.lines import Line
from jobspecs.drafting.phrases import NO_TITLE
from jobspecs.drafting.sections import Posting
from jobspecs.drafting.words import words

TITLE_WORDS = 12
_NOUNS = words("job_nouns")
_LABEL = re.compile(r"^(?:job\s+title|position(?:\s+title)?|role|title|vacancy|job|opening)\s*[:\-–]\s*", re.I)
_HIRING = re.compile(
    r"^(?:we(?:['’]re|\s+are)\s+(?:now\s+)?(?:hiring|recruiting|looking\s+for|seeking)|(?:now\s+"
    r"|urgently\s+)?hiring(?:\s+for)?|wanted|vacancy|urgent|join\s+us\s+as)[:!]?\s+(?:an?\s+|our\s+)?",
    re.I,
)
_AT = re.compile(
    r"\s+(?:at|@|\|)\s+.+$|\s+apply(?:\s+(?:now|locations?).*)?$|\s*[\[(](?:m/f|f/m|m/w|w/m|h/f"
    r"|all genders).*$|\s+-\s+(?:apply|job id).*$",
    re.I,
)
_SEEKING = re.compile(
    r"\b(?:(?:looking\s+for|seek(?:s|ing)|hire|hiring|recruit(?:ing)?|searching\s+for"
    r"|need)\s+(?:(?:to\s+)?(?:hire|recruit)\s+)?(?:applicants\s+for\s+the\s+position\s+of\s+)?(?:an?"
    r"|our(?:\s+next)?|the)\s+(?:[a-z-]+(?:,|\s+and)?\s+){0,4}?"
    r"|(?:position|role|post)\s+of\s+(?:an?\s+|the\s+)?|join\s+\w+(?:\s\w+){0,4}\s+as\s+(?:an?|our)\s+"
    r"|as\s+an?\s+|op\s+zoek\s+naar\s+een\s+|suchen\s+(?:wir\s+)?(?:eine?n?\s+)?|recherch\w+\s+une?\s+"
    r"|buscamos\s+una?\s+|cerchiamo\s+una?\s+|procura\w*\s+uma?\s+"
    r"|(?:the|our)\s+(?:[a-z-]+\s+){0,2}?)"
    r"((?-i:[A-Z])[\w/&+#.-]*(?:[ ,]+(?:(?-i:[A-Z])[\w/&+#.-]*|of|and|&|for|the|I{1,3}))*)",
    re.I,
)
_OTHERS = re.compile(
    r"\b(?:report(?:s|ing)?\s+(?:directly\s+)?to|supervised\s+by"
    r"|under\s+the\s+(?:\w+\s+)?direction\s+of|direction\s+of|along\s+with|work(?:ing"
    r"|s)?\s+(?:closely\s+)?with)\s+(?:an?\s+|the\s+|our\s+)?(?:(?-i:[A-Z])[\w/&-]*\s*(?:of\s+)?)*",
    re.I,
)
_LOWER_SEEKING = re.compile(r"\b(?:looking\s+for|seek(?:s|ing)|hiring|need)\s+an?\s+((?:[\w-]+\s+){0,4}[\w-]+)", re.I)


def title_of(posting: Posting) -> str:
    """The title of the job, at most TITLE_WORDS words, in the description's words; NO_TITLE where there is none."""
    first = list(_before_the_lists(posting))
    candidates = [(_score(_cleaned(line.text), place), -place, _cleaned(line.text)) for place, line in enumerate(first)]
    best = max(candidates, default=(0.0, 0, ""))
    if best[0] >= 1.0:
        return _clipped(best[2])
    found = _from_prose(posting)
    if found:
        return _clipped(found)
    return _clipped(best[2]) if best[0] >= 0.5 else NO_TITLE


def _before_the_lists(posting: Posting) -> Iterator[Line]:
    """The first lines, up to the heading of the duties or requirements: a title stands above them."""
    for line in posting.lines[:12]:
        part = heading_part(line)
        if part in {Part.DUTIES, Part.REQUIRED, Part.PREFERRED, Part.BENEFITS}:
            return
        if part is None or line.marked:
            yield line


def _cleaned(text: str) -> str:
    text = _HIRING.sub("", _LABEL.sub("", text.strip()))
    text = _AT.sub("", text).lstrip(" -–—:|,!*#").rstrip(" -–—:|,.!*#")
    return text.title() if text.isupper() and len(text.split()) > 1 else text


def _score(text: str, place: int) -> float:
    """How much a line looks like a title: short, with a word for a job in it, near the top."""
    words = re.findall(r"[a-z]+", text.lower())
    if not words or len(text.split()) > TITLE_WORDS + 2 or re.search(r"[.!?]\s|https?:|[$€£]\d", text):
        return 0.0
    named = any(word in _NOUNS or word.removesuffix("s") in _NOUNS for word in words)
    labelled = 1.0 if named else 0.0
    verb = re.match(r"(?:about|you|we|our|what|join|the|this|are|is|do|reports|department|location)\b", text, re.I)
    return (
        labelled
        + (0.6 if place == 0 else 0.3 if place == 1 else 0.0)
        - 0.02 * place
        - (0.9 if verb else 0.0)
        - (0.4 if len(words) > 9 else 0.0)
    )


def _from_prose(posting: Posting) -> str | None:
    """ "We are looking for an experienced Lube Technician to …"; the phrase named most often wins, the first of equals."""
    counts: dict[str, int] = {}
    for placed in posting.placed:
        if placed.part in {Part.BENEFITS, Part.NOTICE}:
            continue
        for match in _SEEKING.finditer(_OTHERS.sub(" ", placed.text)):
            if phrase := _up_to_noun(match.group(1)):
                counts[phrase] = counts.get(phrase, 0) + 1
    if counts:
        return max(counts, key=lambda phrase: counts[phrase])
    for placed in posting.placed:
        sought = _LOWER_SEEKING.search(placed.text)
        if sought and (phrase := _up_to_noun(sought.group(1))):
            return phrase[0].upper() + phrase[1:]
    return None


def _up_to_noun(phrase: str) -> str | None:
    words = phrase.rstrip(" ,.").split()
    for end in range(min(len(words), 8), 0, -1):
        bare = words[end - 1].lower().strip(",.")
        if bare in _NOUNS or bare.removesuffix("s") in _NOUNS:
            found = words[:end]
            return (
                " ".join(found)
                if len(found) > 1
                or bare not in {"partner", "associate", "head", "lead", "professional", "executive", "expert", "leader", "model"}
                else None
            )
    return None


def _clipped(title: str) -> str:
    return " ".join(title.split()[:TITLE_WORDS]).rstrip(" ,-–—:|.")


_TITLE_LEVELS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (level, re.compile(pattern, re.I))
    for level, pattern in (
        ("intern", r"\b(?:intern|interns|internship|working student|placement student|co-op)\b"),
        (
            "executive",
            r"\b(?:c[eftoim]o|chief (?:\w+ )?officer|chief of|president|vp|svp|evp|vice[- ]president"
            r"|executive director|managing director|partner, )\b|\bchief\b",
        ),
        ("director", r"(?<!art )(?<!creative )(?<!funeral )(?<!casting )\bdirector\b|\bhead of\b|^head\b"),
        ("lead", r"\b(?:team lead(?:er)?|lead|supervisor|foreman|foreperson|sergeant)\b"),
        (
            "staff",
            r"\b(?:staff|principal|distinguished|fellow)\s+\w*(?:engineer|scientist|designer|developer"
            r"|architect|analyst|consultant)|\bprincipal\b",
        ),
        ("junior", r"\b(?:junior|jr|trainee|apprentice|entry[- ]level|graduate|aide|aides|helper|i)\b(?!\s*[&/])"),
        ("senior", r"\b(?:senior|sr|iii|iv|expert)\b"),
    )
)
_INTERNSHIP = re.compile(
    r"\b(?:this|our|your|summer|paid|unpaid) internship\b|\binternship (?:program\w*|role|position|is"
    r"|will|duration|opportunit)|\bas an intern\b",
    re.I,
)
_MANAGER = re.compile(r"\bmanager\b|\bmanagement\b.*\blead", re.I)
_ALONE = re.compile(
    r"\b(?:account|product|program|programme|project|community|partner\w*|marketing|social media"
    r"|content|brand|case|customer success|category|sourcing|supply|campaign|residual|collections?"
    r"|relationship)\b(?:\s+\w+)?\s*manager",
    re.I,
)
_YEARS = re.compile(
    r"(\d{1,2})\s*(?:\+|plus)?\s*(?:-|–|to)?\s*(?:\d{1,2})?\s*\+?\s*(?:or more\s+)?(?:years?|yrs?)\b"
    r"|\b(one|two|three|four|five|six|seven|eight|nine|ten)\s*(?:\(\d+\)\s*)?(?:or more\s+)?years?\b",
    re.I,
)
_NUMBERS = {
    word: n for n, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1)
}
_PEOPLE = re.compile(
    r"\b(?:supervis\w+|manag\w+|lead\w*)\b[^.]{0,25}\b(?:staff|employees|people|direct reports"
    r"|personnel|managers)\b|\bhire\b.{0,40}\b(?:train|coach|fire)",
    re.I,
)
_ENTRY = re.compile(
    r"\b(?:entry[- ]level|no (?:prior |previous )?experience (?:is )?(?:required|necessary|needed)"
    r"|will train|training (?:is |will be )?provided|recent graduates?|school diploma|ged)\b",
    re.I,
)


def level_of(posting: Posting, title: str) -> str:
    """One of jobspecs.choices.Level: from the title, else from years asked for and duties."""
    for level, pattern in _TITLE_LEVELS:
        if pattern.search(title):
            return level
    told = " ".join(placed.text for placed in posting.placed if placed.part is not Part.COMPANY)
    if _INTERNSHIP.search(told):
        return "intern"
    years = years_asked(posting)
    if _MANAGER.search(title) and not _ALONE.search(title):
        return "manager" if years is None or years >= 3 or _leads_people(posting) else "lead"
    if re.search(r"\b(?:seasonal|summer|part[- ]time)\b", title, re.I):
        return "junior"
    if years is not None:
        return "junior" if years < 2 else "mid" if years < 5 else "senior"
    lines = [placed for placed in posting.placed if placed.part not in {Part.COMPANY, Part.BENEFITS}]
    if any(_ENTRY.search(placed.text) for placed in lines):
        return "junior"
    return "mid"


def years_asked(posting: Posting) -> int | None:
    """The years of experience that the requirements ask for: the most that one required line names, up to 15."""
    found = []
    for placed in posting.of(Part.REQUIRED):
        if not re.search(r"experience|background|work(?:ing|ed)?\b|practice", placed.text, re.I):
            continue
        match = _YEARS.search(placed.text)
        if match:
            found.append(int(match.group(1)) if match.group(1) else _NUMBERS[match.group(2).lower()])
    return max((years for years in found if years <= 15), default=None)


def _leads_people(posting: Posting) -> bool:
    return any(_PEOPLE.search(placed.text) for placed in posting.of(Part.DUTIES, Part.REQUIRED))
