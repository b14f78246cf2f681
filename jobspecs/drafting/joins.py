"""Finds where two lines were run together without a blank: "neededOwn boat", "DUTIESSort the mail", "welcome.A head"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobspecs.drafting.verbs import base_form
from jobspecs.drafting.words import words

# Places worth a look; `_meets` decides. Each alternative looks one word ahead at most, so the time is in proportion to the text.
_CANDIDATE = re.compile(
    r"(?<=[a-zß-ÿ0-9%).;:!?])(?=[A-Z][a-zß-ÿ])"  # neededOwn, years.Able, (night)Own
    r"|(?<=[a-zß-ÿ.;:!?)])(?=A\s[a-z])"  # mastA head
    r"|(?<=[a-z]{3}\.)(?=[A-Z]{2,3}\s[a-z])"  # person.BS degree
    r"|(?<=[a-z]{3}\.)(?=must\s)"  # program.must own
    r"|(?<=[A-Z]{4})(?=[A-Z][a-z])"  # DUTIESSort
    r"|(?<=[a-z,;)][ \u00a0])(?=[ \u00a0]{1,3}[A-Z][a-z]+\b)"  # charts  Strong: a lost line break
    r"|(?<=[a-z)])(?=[0-9]{1,2}\+?\s*(?:(?:-|–|to)\s*[0-9]{1,2}\s*)?years?\b)"  # Requirements5 years
)
_STARTERS = words("line_starters")
_OPENERS = words("sentence_openers")
_SECTIONS = words("section_words")
_SUFFIXES = frozenset(["net", "js", "io", "com", "org", "ai", "py", "ly", "app"])  # ASP.Net, Node.Js
_REACH = 40  # characters looked at on either side
_SURE = 2  # so many certain joins make a line one that was run together: then less certain ones count as well


def joins(description: str, start: int, end: int) -> Iterator[int]:
    """The places in ``description[start:end]`` where a new line begins, in order."""
    found = [match.start() for match in _CANDIDATE.finditer(description, start, end)]
    sure: set[int] = set()
    begin = start
    for place in found:
        if _meets(description, begin, place, end):
            sure.add(place)
            begin = place
    begin = start
    for place in found:
        if place in sure or (len(sure) >= _SURE and _may_meet(description, begin, place, end)):
            begin = place
            yield place


def _words_at(description: str, start: int, place: int, end: int) -> tuple[str, str]:
    """What stands before the place without a blank, and the word after it."""
    before = re.split(r"[\s/(,]", description[max(start, place - _REACH) : place])[-1]
    after = re.match(r"[A-Z][a-zß-ÿ]*|[0-9]+|must", description[place : min(end, place + _REACH)])
    return before, after.group() if after else ""


def _meets(description: str, start: int, place: int, end: int) -> bool:
    """Whether two lines meet here for certain, and not the halves of a name ("JavaScript", "iPhone", "ASP.Net")."""
    if description[place].isspace():
        return description[place : place + _REACH].split()[0].lower() in _STARTERS
    before, after = _words_at(description, start, place, end)
    if not before or not after or before[0] in ".#@" or re.search(r"https?:|www\.|@", before):
        return False
    if before == after:
        return len(before) > 2  # "About AlderAlder is …"
    if before[-1] == ")":
        return len(before) > 2 and after.lower() not in _SUFFIXES  # "(folding, etc.)Lift"
    if before[-1] in ".;:!?%":
        return len(before) > 2 and before[:-1].count(".") == 0 and after.lower() not in _SUFFIXES
    if after[0].isdigit():
        return len(before) > 2
    if before[-1].isupper():
        return before.isupper() and (len(before) > 4 or after.lower() in _STARTERS)
    if after == "A" or before.lower() in _SECTIONS:
        return len(before) > 2
    if before[0].islower() or before[0].isdigit():
        return len(before) > 2 or after.lower() in _STARTERS or before in {"to", "in", "it", "of", "on"}
    return len(before) > 2 and after.lower() in _STARTERS


def _may_meet(description: str, start: int, place: int, end: int) -> bool:
    """Whether, in a line known to be run together, a name is followed by a verb or an opening word: "RiggingMend the nets"."""
    before, after = _words_at(description, start, place, end)
    if len(before) < 4 or not before.isalpha() or not before[-1].islower():
        return False
    goes_on = description[place + len(after) : place + len(after) + 2]
    if len(goes_on) < 2 or not goes_on[0].isspace() or not (goes_on[1].islower() or goes_on[1].isdigit()):
        return False
    return after.lower() in _OPENERS or (len(after) > 3 and base_form(after) is not None)
