"""Cuts a description into lines, each with its place in the text: bullets, HTML remains and lines run together."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from jobspecs.drafting.words import words

# Where a line ends: line breaks and the tags of block elements.
_BREAK = re.compile(
    r"(?:[ \t]*(?:\r\n|[\r\n\u2028\x0b\f]|<br\s*/?>|</?(?:p|div|li|ul|ol|h[1-6]|tr|td|th|table|section)\b[^>]{0,200}>))+", re.I
)
_BULLET = r"[•·●▪◦‣⁃■□◆◇➢➤►▸✓✔✅→➔❖★–—*\-]|\(?[0-9]{1,2}[.)]|\(?[a-zA-Z][.)]|o(?=[ \t]+[A-Z])|&bull;|&#8226;"
_LEADING_BULLET = re.compile(rf"\s*(?:(?:{_BULLET})(?:[ \t]+|(?=[A-Z]))|[•·●▪◦‣⁃■□◆◇➢➤►▸✓✔✅→➔❖★]|-{{2,}})\s*")
_INNER_BULLET = re.compile(r"\s*[•●▪◦‣⁃■□◆➢➤►▸✓✔✅→➔❖★]\s*|\s+[·*]\s+(?=[A-Z])|(?<=[.;:])\s*--+\s*|\s+--+\s*(?=[A-Z])|&bull;")
_GLUED = re.compile(r"(?<=[a-zé0-9%).;:!?])(?=[A-Z][a-z]+\b)|(?<=[a-z]:)(?=A\s)")
_LISTED = re.compile(r";\s*")  # cuts a line only where it stands three times or more
LONGEST = 1500  # characters of a line; what is longer is read in parts, so that time stays in proportion
_TAG = re.compile(r"<[a-zA-Z/!][^>]{0,300}>")
_MARKUP = re.compile(r"\*\*|__|(?<!\w)#{1,6}(?=\s)|#(?:URL|EMAIL|PHONE)_\w+#|\[(?=[^\]]{1,80}\]\()|\]\([^)]{0,200}\)")
_STARTERS = words("line_starters")


@dataclass(frozen=True)
class Line:
    """A line of the description: cleaned `text` that stands at ``description[start:end]``."""

    text: str
    start: int
    end: int
    bullet: bool = False
    marked: bool = False  # set off as a heading by Markdown, HTML, bold type or capitals
    gap: bool = False  # an empty line, or the start of the text, stands before it


def lines_of(description: str) -> list[Line]:
    """All lines that hold a letter, in order. Takes time in proportion to the length of the text."""
    found: list[Line] = []
    for start, end, gap, heading in _pieces(description):
        for place, (a, b, bullet) in enumerate(_parts(description, start, end)):
            line = _line(description, a, b, bullet=bullet, heading=heading, gap=gap and place == 0)
            if line:
                found.append(line)
    return found


def _pieces(description: str) -> Iterator[tuple[int, int, bool, bool]]:
    """start, end, whether a gap stands before, whether an HTML heading opens it."""
    start, gap, heading = 0, True, False
    for match in _BREAK.finditer(description):
        yield start, match.start(), gap, heading
        ending = match.group().lower()
        gap = ending.count("\n") > 1 or ending.count("<br") > 1 or "<p" in ending or "<ul" in ending or "<h" in ending
        heading = "<h" in ending
        start = match.end()
    yield start, len(description), gap, heading


def _parts(description: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """One physical line, cut at bullets inside it and where two lines were run together."""
    first = _LEADING_BULLET.match(description, start, end)
    bullet = bool(first and first.end() > start)
    start = first.end() if first and bullet else start
    for a, b, inner in _cut(description, start, end, _INNER_BULLET):
        for c, d, glued in _cut(description, a, b, _GLUED):
            if d - c > LONGEST:
                yield from ((e, f, True) for e, f in _chunks(description, c, d))
            elif description.count(";", c, d) < 3:
                yield c, d, bullet or inner or glued
            else:
                yield from ((e, f, True) for e, f, _ in _cut(description, c, d, _LISTED))


def _chunks(description: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A text without line breaks, in parts of at most LONGEST characters, cut at ends of sentences or else at blanks."""
    while end - start > LONGEST:
        stop = max(description.rfind(mark, start + 1, start + LONGEST) for mark in (". ", "; "))
        stop = stop if stop > start else description.rfind(" ", start + 1, start + LONGEST)
        stop = stop + 1 if stop > start else start + LONGEST
        yield start, stop
        start = stop
    yield start, end


def _cut(description: str, start: int, end: int, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, bool]]:
    """Cut at each match. The third value says whether the part follows such a cut."""
    at, follows = start, False
    for match in pattern.finditer(description, start, end):
        if pattern is _GLUED and not _runs_together(description, start, match.start(), end):
            continue
        if match.start() > at:
            yield at, match.start(), follows
        at, follows = match.end(), True
    if end > at:
        yield at, end, follows


def _runs_together(description: str, start: int, place: int, end: int) -> bool:
    """Whether two lines meet here ("requiredHigh school"), and not the halves of a name ("JavaScript", "iPhone")."""
    before = re.split(r"[\s/(,]", description[max(start, place - 40) : place])[-1]
    after = re.match(r"[A-Z][a-z]*", description[place : min(end, place + 30)])
    if after is None or not before:
        return False
    if before[-1] in ".;:!?)%":
        return len(before) > 2 and not re.search(r"https?:|www\.|@", before) and before[0] != "."
    if before[0].islower() or before[0].isdigit():
        return len(before) > 2 or after.group().lower() in _STARTERS or before in {"to", "in", "it", "of", "on"}
    return len(before) > 2 and after.group().lower() in _STARTERS


_BROKEN = {
    "‚Äô": "’",
    "‚Äì": "–",
    "‚Äî": "—",
    "‚Äú": "“",
    "‚Äù": "”",
    "‚Ä¢": "•",
    "â€™": "’",
    "â€“": "–",
    "â€œ": "“",
    "â€\x9d": "”",
    "\u200b": "",
    "-LRB-": "(",
    "-RRB-": ")",
}


def _mended(text: str) -> str:
    """Signs that were saved in one encoding and read in another."""
    for broken, sign in _BROKEN.items():
        text = text.replace(broken, sign)
    return text


def _line(description: str, start: int, end: int, *, bullet: bool, heading: bool, gap: bool) -> Line | None:
    raw = description[start:end]
    text = " ".join(_mended(html.unescape(_MARKUP.sub("", _TAG.sub(" ", raw)))).split())
    if not any(character.isalpha() for character in text):
        return None
    lead, tail = len(raw) - len(raw.lstrip()), len(raw) - len(raw.rstrip())
    bold = re.fullmatch(r"\s*(?:#{1,6}\s.*|\*\*[^*]+\*\*:?|<(b|strong|u)>.*</\1>:?)\s*", raw, re.I | re.S) is not None
    shouted = text.isupper() and len(text) > 5
    return Line(text, start + lead, end - tail, bullet=bullet, marked=heading or bold or shouted, gap=gap)


_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|inc|ltd|co|corp|st|mr|mrs|ms|dr|vs|no|approx|u\.s|u\.k|dept|est|min|max"
    r"|ph\.d|b\.s|b\.a|m\.s|a\.m|p\.m)|\b[A-Z])\.$",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”)]?\s+(?=[\"“(]?[A-Z0-9])")


def sentences_of(line: Line, description: str) -> list[Line]:
    """The sentences of a line, each as a line with its own place; the line itself when it is one sentence."""
    raw = description[line.start : line.end]
    ends = [m for m in _SENTENCE_END.finditer(raw) if not _ABBREVIATION.search(raw[max(0, m.start() - 8) : m.start()])]
    if not ends:
        return [line]
    cuts = [0, *(m.end() for m in ends), len(raw)]
    found = (
        _line(description, line.start + a, line.start + b, bullet=line.bullet, heading=False, gap=line.gap and a == 0)
        for a, b in pairwise(cuts)
    )
    return [sentence for sentence in found if sentence]
