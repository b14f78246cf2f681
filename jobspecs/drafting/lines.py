"""Cuts a description into lines, each with its place in the text: bullets, HTML remains and lines run together."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from jobspecs.drafting.joins import joins

# Where a line ends: line breaks (also written out, "\n"), and the tags of block elements, also escaped ones.
# Blanks around a break are no part of it: a pattern that took them would try each blank of a long run again and again.
_TAGS_THAT_BREAK = "p|div|li|ul|ol|dl|dt|dd|h[1-6]|tr|td|th|table|section|article|header|footer|blockquote|hr"
_BREAK = re.compile(
    r"(?:\r\n|[\r\n\u2028\u2029\x0b\f\x85\t]|(?:\\r)?\\n(?!(?-i:[a-z]))|<br\s?/?>|&lt;br\s?/?&gt;"
    rf"|<\s?/?(?:{_TAGS_THAT_BREAK})\b[^<>]{{0,200}}>|&lt;/?(?:{_TAGS_THAT_BREAK})\b[^<>&]{{0,200}}&gt;)+",
    re.I,
)
_SIGNS = (
    "•·●▪◦‣⁃■□◆◇○◉◎▶▷▸►⇒→∙⁌⁍・–—"
    "\uf0b7\uf0a7\uf0d8\uf0fc\u2600-\u27bf\U0001f300-\U0001faff"  # of word processors; pictures
)
_WRITTEN_SIGNS = r"&bull;|&middot;|&#8226;|&#x2022;|â€¢|‚Ä¢|Â·|\[[ xX]?\]"
_NUMBER = r"\(?[0-9]{1,2}[.)]|\(?[a-zA-Z][.)]|\(?(?:ii|iii|iv|vi|vii|viii|ix)[.)]"
_BULLET = rf"[{_SIGNS}*+>»~¬-]\ufe0f?|{_WRITTEN_SIGNS}|{_NUMBER}|o(?=[ \t]+[A-Z])"
_LEADING_BULLET = re.compile(rf"\s*(?:(?:{_BULLET})(?:[ \t\u00a0]+|(?=[A-Z]))|[{_SIGNS}]\ufe0f?|{_WRITTEN_SIGNS}|-{{2,}})\s*")
# Bullets inside a line. (?<!\s) lets a run of blanks be tried once only.
_INNER_BULLET = re.compile(
    r"(?:(?<!\s)\s+)?(?:[•●▪◦‣⁃■□◆➢➤►▸✓✔✅☑→➔➜❖★∙・\uf0b7\uf0a7]\ufe0f?|&bull;|&#8226;|â€¢|‚Ä¢)\s*"
    r"|(?<!\s)\s+(?:[·*]\s+(?=[A-Z])|--+\s*(?=[A-Z]))|(?<=[.;:])\s?--+\s*"
)
# Lists written out in one line; each sign cuts a line only where it stands so many times or more. Numbers come first: what
# they number may be listed in turn.
_LISTS = (
    (re.compile(r"(?<!\s)\s+\(?[0-9]{1,2}[.)]\s+(?=[A-Z])"), 3),
    (re.compile(r"\s?\|\s?"), 3),
    (re.compile(r"(?<!\s)\s+[-–—]\s+(?=[A-Z])"), 3),
    (re.compile(r"(?<!\s)\s+[-–—]\s+"), 5),
    (re.compile("".join(rf"(?<!&[#\w]\w{{{more}}})" for more in range(1, 7)) + r";\s*"), 3),  # not "&amp;"
)
LONGEST = 1500  # characters of a line; what is longer is read in parts, so that time stays in proportion
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,300}>|&lt;/?[a-zA-Z][^<>&]{0,100}&gt;")
_REMAINS = re.compile(rf"</?(?:{_TAGS_THAT_BREAK}|br|b|i|u|em|strong|span|a|font)\b(?:\s[^<>]{{0,300}})?(?:/?>|$)", re.I)
_MARKUP = re.compile(r"\*\*|__|~~|`|(?<!\w)#{1,6}(?=\s)|#(?:URL|EMAIL|PHONE)_\w+#|\[(?=[^\]\[]{1,80}\]\()|\]\([^()]{0,200}\)")
_BOLD = re.compile(r"\s*(?:#{1,6}\s.*|(?:\*\*|__)[^*_]+(?:\*\*|__)\s?:?|<(b|strong|u)>.*</\1>\s?:?)\s*", re.I | re.S)
_SPACED_OUT = 0.7  # share of the breaks that hold an empty line, from which on empty lines are the posting's line spacing
_MANY_BREAKS = 10


@dataclass(frozen=True)
class Line:
    """A line of the description: cleaned `text` that stands at ``description[start:end]``."""

    text: str
    start: int
    end: int
    bullet: bool = False
    marked: bool = False  # set off as a heading by Markdown, HTML, bold type or capitals
    gap: bool = False  # an empty line, or the start of the text, stands before it
    run_on: bool = False  # begins where two lines were run together


def lines_of(description: str) -> list[Line]:
    """All lines that hold a letter, in order. Takes time in proportion to the length of the text."""
    found: list[Line] = []
    loud = _shouts(description)
    pieces = list(_pieces(description))
    spacing = _spacing(pieces)
    for start, end, space, heading in pieces:
        for place, (a, b, bullet, run_on) in enumerate(_parts(description, start, end)):
            gap = space > spacing and place == 0
            line = _line(description, a, b, bullet=bullet, heading=heading, gap=gap, run_on=run_on)
            if line:
                found.append(replace(line, marked=heading) if loud and line.text.isupper() else line)
    return found


def _shouts(description: str) -> bool:
    """Whether most of the text is in capitals, so that capitals mark nothing."""
    lower, upper = sum(map(str.islower, description)), sum(map(str.isupper, description))
    return upper > lower


def _pieces(description: str) -> Iterator[tuple[int, int, int, bool]]:
    """start, end, how many line breaks stand before, whether an HTML heading opens it; pieces of blanks are left out."""
    start, space, heading = 0, 99, False
    for match in _BREAK.finditer(description):
        if match.start() > start and not description[start : match.start()].isspace():
            yield start, match.start(), space, heading
            space, heading = 0, False
        ending = match.group().lower()
        breaks = ending.count("\n") + ending.count("\\n") + ending.count("<br") + ending.count("\u2028")
        breaks += ending.count("\r") if "\n" not in ending else 0
        space += max(breaks, 2 if re.search(r"(?:<|&lt;)\s?(?:p|div|ul|ol|section|h[1-6])\b", ending) else 0)
        heading = heading or re.search(r"(?:<|&lt;)h[1-6]", ending) is not None
        start = match.end()
    if start < len(description) and not description[start:].isspace():
        yield start, len(description), space, heading


def _spacing(pieces: list[tuple[int, int, int, bool]]) -> int:
    """How many breaks stand between two lines of one paragraph: 1, or 2 where every line has an empty line before it."""
    spaces = [space for _, _, space, _ in pieces[1:] if space]
    lengths = sorted(end - start for start, end, _, _ in pieces)
    wide = sum(space > 1 for space in spaces)
    if len(spaces) < _MANY_BREAKS or wide < _SPACED_OUT * len(spaces) or lengths[len(lengths) // 2] > 300:
        return 1
    return 2 if any(space > 2 for space in spaces) else 1


def _parts(description: str, start: int, end: int) -> Iterator[tuple[int, int, bool, bool]]:
    """One physical line, cut at bullets inside it, at lists written out and where two lines were run together.

    start, end, whether a bullet stands before it, whether it was run together with the part before.
    """
    first = _LEADING_BULLET.match(description, start, end)
    bullet = bool(first and first.end() > start)
    start = first.end() if first and bullet else start
    for a, b, inner in _cut(start, end, _spans(_INNER_BULLET, description, start, end)):
        for c, d, joined in _cut(a, b, ((place, place) for place in joins(description, a, b))):
            for e, f, listed in _listed(description, c, d):
                for place, (g, h) in enumerate(_chunks(description, e, f)):
                    behind = joined or place > 0
                    yield g, h, (bullet or inner or listed) and not behind, behind


def _spans(pattern: re.Pattern[str], description: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    return (match.span() for match in pattern.finditer(description, start, end))


def _listed(description: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """A list written out in one line, item by item; the line itself where it is none."""
    parts = [(start, end, False)]
    for pattern, least in _LISTS:
        cut: list[tuple[int, int, bool]] = []
        for a, b, follows in parts:
            cuts = list(_spans(pattern, description, a, b))
            found = _cut(a, b, cuts) if len(cuts) >= least else [(a, b, False)]
            cut += ((c, d, later or (follows and c == a)) for c, d, later in found)
        parts = cut
    yield from parts


def _chunks(description: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A text without line breaks, in parts of at most LONGEST characters, cut at ends of sentences or else at blanks."""
    while end - start > LONGEST:
        stop = max(description.rfind(mark, start + 1, start + LONGEST) for mark in (". ", "; "))
        stop = stop if stop > start else description.rfind(" ", start + 1, start + LONGEST)
        stop = stop + 1 if stop > start else start + LONGEST
        yield start, stop
        start = stop
    yield start, end


def _cut(start: int, end: int, cuts: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    """What is left between the cuts. The third value says whether a part follows a cut."""
    at, follows = start, False
    for begin, stop in cuts:
        if begin > at:
            yield at, begin, follows
        at, follows = stop, True
    if end > at:
        yield at, end, follows


_BROKEN = {
    "‚Äô": "’",
    "‚Äò": "‘",
    "‚Äì": "–",
    "‚Äî": "—",
    "‚Äú": "“",
    "‚Äù": "”",
    "‚Ä¢": "•",
    "â€™": "’",
    "â€˜": "‘",
    "â€“": "–",
    "â€”": "—",
    "â€œ": "“",
    "â€\x9d": "”",
    "â€¢": "•",
    "â€¦": "…",
    "Â\xa0": " ",
    "¬†": " ",
    "Ã©": "é",
    "Ã¨": "è",
    "Ã¼": "ü",
    "\u200b": "",
    "\u200c": "",
    "\u200d": "",
    "\u2060": "",
    "\u180e": "",
    "\u00ad": "",
    "\ufeff": "",
    "\ufe0f": "",
    "-LRB-": "(",
    "-RRB-": ")",
}
_ANY_BROKEN = re.compile("|".join(map(re.escape, _BROKEN)))


def _cleaned(raw: str) -> str:
    """Without tags, entities and marks of type; signs that were saved in one encoding and read in another are mended."""
    text = html.unescape(_MARKUP.sub("", _TAG.sub(" ", raw)))
    text = _REMAINS.sub(" ", html.unescape(text))  # escaped twice, or cut off
    return " ".join(_ANY_BROKEN.sub(lambda broken: _BROKEN[broken.group()], text).split())


def _line(description: str, start: int, end: int, *, bullet: bool, heading: bool, gap: bool, run_on: bool) -> Line | None:
    raw = description[start:end]
    text = _cleaned(raw)
    if not any(character.isalpha() for character in text):
        return None
    lead, tail = len(raw) - len(raw.lstrip()), len(raw) - len(raw.rstrip())
    shouted = text.isupper() and len(text) > 5
    marked = heading or shouted or _BOLD.fullmatch(raw) is not None
    return Line(text, start + lead, end - tail, bullet=bullet, marked=marked, gap=gap, run_on=run_on)


_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|inc|ltd|co|corp|st|mr|mrs|ms|dr|vs|no|approx|u\.s|u\.k|dept|est|min|max"
    r"|ph\.d|b\.s|b\.a|m\.s|a\.m|p\.m)|\b[A-Z])\.$",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”»)]?\s+(?=[\"“„«¿¡(]?[A-Z0-9À-Þ]|(?:must|should)\s)")


def sentences_of(line: Line, description: str) -> list[Line]:
    """The sentences of a line, each as a line with its own place; the line itself when it is one sentence."""
    raw = description[line.start : line.end]
    ends = [m.end() for m in _SENTENCE_END.finditer(raw) if not _ABBREVIATION.search(raw[max(0, m.start() - 8) : m.start()])]
    return cut_line(line, description, ends)


def cut_line(line: Line, description: str, places: Iterable[int]) -> list[Line]:
    """The line cut before each of the places (counted from its start), each part as a line with its own place."""
    cuts = [0, *places, line.end - line.start]
    if len(cuts) == 2:
        return [line]
    found = (
        _line(
            description,
            line.start + a,
            line.start + b,
            bullet=line.bullet,
            heading=False,
            gap=line.gap and a == 0,
            run_on=line.run_on or a > 0,
        )
        for a, b in pairwise(cuts)
    )
    return [sentence for sentence in found if sentence]
