"""The level of a job: from its title, else from what the posting says of itself, the years it asks for, and its duties."""

from __future__ import annotations

import re

from jobspecs.drafting.headings import Part
from jobspecs.drafting.requirements import asking
from jobspecs.drafting.sections import Posting
from jobspecs.drafting.titles import is_own_title
from jobspecs.drafting.words import pattern, words

JUNIOR_BELOW, SENIOR_FROM = 3, 5  # years of experience asked for
MOST_YEARS = 15  # a larger number is the age of the company, or of the candidate
_ENTRY_NOUNS = words("entry_nouns")
_ENTRY_WORKERS = words("entry_workers")

# What a title says, the first that fits.
_TITLES = {
    level: pattern(f"{level}_titles")
    for level in ("intern", "manager", "executive", "director", "lead", "staff", "junior", "senior", "mid")
}
_ABOVE = frozenset({"lead", "manager", "director", "executive"})
_INTERNSHIPS, _INTERNS, _OF_OTHERS, _STUDYING = map(pattern, ("internships", "interns", "of_others", "studying"))
_PRACTICE, _AGE, _STUDY = map(pattern, ("practice", "years_of_age", "years_of_study"))
_PEOPLE, _THINGS, _TOP = map(pattern, ("leading_people", "managing_things", "near_the_top"))
_BEGINNERS, _BY_THE_HOUR, _SCHOOLED, _ASSISTING = map(pattern, ("for_beginners", "by_the_hour", "schooled", "assisting"))
_MANAGER = re.compile(r"\bmanager\b|\bmanagement\b.*\blead", re.I)
# What a posting says outright of its own level.
_STATED = re.compile(
    r"\b(?:this is an? |(?:an?|our|the) )(?P<level>entry[- ]level|junior|mid[- ]level|senior(?:[- ]level)?|trainee) (?:\w+ )?"
    r"(?:position|role|job|post|opportunity|opening|level)\b"
    r"|\bno (?:prior |previous |work )?experience (?:is )?(?:required|necessary|needed)",
    re.I,
)
_NUMBERS = {
    word: n for n, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1)
}
_YEARS = re.compile(
    r"(\d{1,2})\s*(?:\+|plus)?\s*(?:-|–|to)?\s*(?:\d{1,2})?\s*\+?\s*(?:or more )?(?:years?|yrs?)\b"
    rf"|\b({'|'.join(_NUMBERS)})\s*(?:\(\d+\)\s*)?(?:or more |to \w+ )?years?\b",
    re.I,
)


def level_of(posting: Posting, title: str) -> str:
    """One of jobspecs.choices.Level."""
    name = re.split(r"\s+[-–(|@]|,\s", title)[0] if title else title
    named = _from_title(title)
    if named == "director" and (years_asked(posting) or SENIOR_FROM) < SENIOR_FROM:
        return "manager"  # of a small unit: nobody directs a department after three years
    if named in _ABOVE and not is_own_title(posting, title):
        named = None  # somebody whom the posting mentions: whom the job reports to, whom it works with
    return named or _from_words(posting) or _from_work(posting, title, name)


def _from_title(title: str) -> str | None:
    return next((level for level, titles in _TITLES.items() if titles.search(title)), None)


def _from_words(posting: Posting) -> str | None:
    """What the posting says outright: an internship, an entry-level position."""
    told = " ".join(placed.text for placed in posting.placed if placed.part is not Part.COMPANY)
    if _INTERNSHIPS.search(told):
        return "intern"
    if years_asked(posting) is None:
        working = posting.of(Part.UNKNOWN, Part.ABOUT, Part.DUTIES)
        interns = any(_INTERNS.search(placed.text) and not _OF_OTHERS.search(placed.text) for placed in working)
        if interns or any(_STUDYING.search(placed.text) for placed in asking(posting)):
            return "intern"
    stated = _STATED.search(told)
    if stated is None:
        return None
    said = (stated.group("level") or "entry").lower()
    return next((level for word, level in (("sen", "senior"), ("mid", "mid")) if said.startswith(word)), "junior")


def _from_work(posting: Posting, title: str, name: str) -> str:
    years = years_asked(posting)
    leads = _leads_people(posting)
    if _MANAGER.search(title) and (leads or (years is None and not _THINGS.search(title))):
        return "manager"  # by name alone, where nothing is said of people to manage, the years decide
    if leads and any(_TOP.search(placed.text) for placed in posting.placed):
        return "director"
    if years is not None and years >= JUNIOR_BELOW:
        return "senior" if years >= SENIOR_FROM else "mid"
    if years is not None or _is_entry_job(name) or re.search(r"\b(?:seasonal|summer|part[- ]time)\b", title, re.I):
        return "junior"
    if leads:
        return "lead"
    lines = [placed for placed in posting.placed if placed.part is not Part.COMPANY]
    unschooled = not any(_SCHOOLED.search(placed.text) for placed in asking(posting))
    if any(_BEGINNERS.search(placed.text) or (unschooled and _BY_THE_HOUR.search(placed.text)) for placed in lines):
        return "junior"
    return "mid"


def _is_entry_job(name: str) -> bool:
    """Whether the job is learnt in the job: a cashier, a warehouse worker, an assistant."""
    spoken = re.findall(r"[a-z-]+", name.lower())
    last = spoken[-1] if spoken else ""
    if last.removesuffix("s") == "worker":
        return any(word in _ENTRY_WORKERS for word in spoken)
    return last in _ENTRY_NOUNS or last.removesuffix("s") in _ENTRY_NOUNS or _ASSISTING.search(name) is not None


def years_asked(posting: Posting) -> int | None:
    """The years of experience that the requirements ask for: the most that one required line names, up to MOST_YEARS.

    Of alternatives in one line ("two years with a degree, or six years") the least counts.
    """
    required = [placed.text for placed in asking(posting) if placed.part is not Part.PREFERRED]
    of_work = [text for text in required if _PRACTICE.search(text) and not (_AGE.search(text) or _STUDY.search(text))]
    return max((years for text in of_work for years in _years_in(text)), default=None)


def _years_in(text: str) -> list[int]:
    """The years that one line names, at most one number: "two years with a degree, or six years" is two."""
    matches = list(_YEARS.finditer(text))
    named = [int(match.group(1)) if match.group(1) else _NUMBERS[match.group(2).lower()] for match in matches]
    between = text[matches[0].end() : matches[-1].start()] if len(matches) > 1 else ""
    named = [years for years in named if years <= MOST_YEARS]
    return [min(named) if re.search(r"\bor\b(?:\s+[\w'’]+){0,6}\W*$", between) else named[0]] if named else []


def _leads_people(posting: Posting) -> bool:
    working = posting.of(Part.DUTIES, Part.REQUIRED, Part.ABOUT, Part.UNKNOWN)
    return any(_PEOPLE.search(placed.text) for placed in working)
