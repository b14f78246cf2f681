"""Finds what a description may not ask of anybody: who a person is, instead of what a person can do ("under 35", "no children").

A spec is what people are measured by, so no such line may become a must-have or part of a clause. It is blanked out before any
engine reads, by as many spaces as it has characters, and told in a note. What the law itself asks stays: "18 or older to serve
alcohol", a driving licence, the right to work; so does a language that the work needs: "fluent English".
"""

from __future__ import annotations

import re

_WHO = r"(?:candidates?|applicants?|people|persons?|someone|somebody|individuals?|speakers?)"
_SEX = r"(?:males?|females?|m[ae]n|wom[ae]n|ladies|lady|gentlem[ae]n)"
_YEARS = r"[2-6]\d"
_NO_MEASURE = (  # "under 30 minutes" is how fast, not how old
    r"(?![ \t]*[%°€$£/-]|[.,]?\d|[ \t]+(?!years?\s+(?:of\s+age|old)\b|only\b|and\b|or\b|at\b|preferred\b|required\b|when\b)\w)"
)
_DEMANDS = re.compile(
    # How old: limits above and spans. A least age may be the law's.
    rf"(?:^|\b(?:aged?|are|be|is|preferably|ideally|{_WHO}))[\W_]*(?:under|below|not\s+over|younger\s+than|(?:no|not)\s+older\s+than)"
    rf"\s+(?:the\s+age\s+of\s+)?{_YEARS}\b{_NO_MEASURE}"
    rf"|\bage\s*(?:limit|range|group)?\s*:?\s*(?:between\s+)?\d\d\s*(?:-|–|to|and)\s*{_YEARS}\b|\baged\s+(?:between\s+)?\d\d\s*(?:-|–|to|and)\s*\d\d\b"
    rf"|\b\d\d\s*(?:-|–|to|and)\s*{_YEARS}\s+years?\s+(?:old|of\s+age)\b|\bmax(?:imum|\.)?\s+age\b|\b(?:upper\s+)?age\s+limit\b"
    rf"|\b(?:no|not)\s+older\s+than\s+{_YEARS}\b{_NO_MEASURE}|\bborn\s+(?:after|before|between)\s+(?:19|20)\d\d\b|\bdigital\s+natives?\b"
    rf"|\byoung(?:er)?(?:,?\s+(?:and\s+)?[a-z-]+)?\s+{_WHO}\s+(?:only|preferred)\b|\bmust\s+be\s+young\b"
    r"|^\W*(?:must\s+be\s+)?(?:an?\s+)?(?:only\s+)?(?:recent|fresh|new)\s+(?:(?:college|university|school)\s+)?graduates?(?:\s+only)?\W*$"
    r"|\b(?:only\s+(?:recent|fresh)|(?:must|should)\s+be\s+an?\s+(?:recent|fresh))\s+(?:(?:college|university|school)\s+)?graduates?\b"
    # Family.
    r"|\b(?:no|without(?:\s+any)?)\s+(?:(?:small|young|dependent)\s+)?(?:children|kids|dependents|dependants"
    r"|family\s+(?:obligations|commitments|ties|duties|plans))(?=\W*$|\W+(?:at\s+home|of\s+(?:your|their)\s+own|preferred|required|please))"
    rf"|\b(?:must|should)\s+(?:be|not\s+be)\s+(?:single|(?:un)?married|pregnant|a\s+parent)\b|^\W*(?:single|(?:un)?married|childless)(?:\s+{_WHO})?\W*$"
    rf"|\b(?:(?:un)?married|childless)\s+(?:{_WHO}|only|preferred)\b|\bno\s+plans?\s+(?:to\s+(?:have|start)|for)\s+(?:an?\s+)?(?:family|children|kids)\b"
    # Men and women.
    rf"|\b{_SEX}\s+(?:only|preferred)\b|\bonly\s+{_SEX}\b(?!['’-])|\b(?:fe)?male\s+{_WHO}\b"
    rf"|\b(?:must|should)\s+be\s+(?:an?\s+)?{_SEX}\b|\bpreferably\s+(?:an?\s+)?{_SEX}\b"
    # Where from; a language is learnt, a mother tongue is not.
    r"|(?<!near-)(?<!near\s)\bnative\s+(?:[a-z]+\s+){0,2}?speakers?\b(?!\W+(?:or|level)\b)|\bspeakers?\s+only\b|\bmother\s+tongue\b(?!\s+(?:or|level)\b)"
    r"|\bof\s+[a-z]+\s+(?:origin|descent|nationality)\s+(?:only|preferred)\b|\b(?:must|should)\s+be\s+of\s+[a-z]+\s+(?:origin|descent|nationality)\b"
    # Belief, health, looks, unions.
    r"|\b(?:must|should)\s+be\s+(?:an?\s+)?(?:practi[sc]ing\s+)?(?:christian|catholic|protestant|muslim|jew(?:ish)?|hindu|buddhist|atheist)\b"
    r"|\b(?:no|without(?:\s+any)?)\s+(?:disabilit(?:y|ies)|(?:health|medical)\s+(?:problems?|issues?|conditions?))(?=\W*$)"
    r"|\bable[- ]bodied\b|\bgood[- ]looking\b|\b(?:no|not\s+an?)\s+union\s+members?(?:hip)?\b",
    re.I | re.M,
)
_ALTERNATIVES = re.compile(  # one who speaks it as well as those is as good
    r"\b(?:native|mother tongue)\b[^\n]{0,30}?\b(?:or|level|proficiency|fluency)\b"
    r"|\b(?:or|fluent|near)\W{0,3}(?:an?\W+)?native\b",
    re.I,
)
_ENDS = re.compile(r"[\n\r\t;|•·▪]|<[^<>]{1,300}>|(?<=[a-z0-9)])[.!?](?=\s|$)")
_COMMA = re.compile(r",(?=\s)|\s[-–—]\s")
_LEADING = re.compile(r"[\s*·•▪◦‣>–—-]*")
LONG = 8  # words; of a longer sentence only the part between its commas is left out
_REACH = 600  # characters looked at on either side for the end of the sentence


def without_demands_on_persons(text: str) -> tuple[str, list[str]]:
    """The text with such lines blanked out, of the same length, and the lines themselves."""
    found: list[str] = []
    told, last = [], 0
    for match in _DEMANDS.finditer(text):
        start, end = _sentence(text, match.start(), match.end())
        start = max(start, last)
        if match.start() < last or _ALTERNATIVES.search(text, start, end):
            continue
        found.append(" ".join(text[start:end].split()))
        told += [text[last:start], " " * (end - start)]
        last = end
    return "".join([*told, text[last:]]), found


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a place, without bullet; of a long one the part between two commas."""
    begin, stop = _within(_ENDS, text, start, end, max(0, start - _REACH), min(len(text), end + _REACH))
    if len(text[begin:stop].split()) > LONG:
        begin, stop = _within(_COMMA, text, start, end, begin, stop)
    leading = _LEADING.match(text, begin, end)
    return (leading.end() if leading else begin), stop


def _within(ends: re.Pattern[str], text: str, start: int, end: int, least: int, most: int) -> tuple[int, int]:
    before = [match.end() for match in ends.finditer(text, least, start)]
    after = ends.search(text, end, most)
    return (before[-1] if before else least), (after.start() if after else most)
