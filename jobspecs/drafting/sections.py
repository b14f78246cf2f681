"""Finds the parts of a description: duties, requirements, benefits, the company's words about itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from jobspecs.drafting import cues
from jobspecs.drafting.blocks import PROSE, Placed, placed_lines
from jobspecs.drafting.headings import Part, heading_part, named_part
from jobspecs.drafting.lines import Line, cut_line, lines_of, sentences_of
from jobspecs.drafting.words import words

__all__ = ["Part", "Placed", "Posting", "posting_of"]

TITLE_LIKE = 10  # words
LONG_LINE = 45  # words; a longer one is read sentence by sentence
LABEL_WORDS = 8
MOST_LINES = 250  # of a part; the longest of nearly a hundred public postings has 85 in all
MOST_SAID = 8  # times; what is said more often in one part is no emphasis any more


@dataclass(frozen=True)
class Posting:
    """A description, read: its lines without the headings."""

    text: str
    lines: tuple[Line, ...]  # all, headings too
    placed: tuple[Placed, ...]

    def of(self, *parts: Part) -> list[Placed]:
        return [placed for placed in self.placed if placed.part in parts]


@lru_cache(maxsize=32)
def posting_of(description: str) -> Posting:
    """Read a description. Every line gets a part: from its heading, else from what most lines around it look like."""
    reader = _Reader(description)
    lines = lines_of(description)
    for line in _without_questionnaire(lines, description):
        if reader.marks_row(line):
            continue
        opened = heading_part(line)
        if opened is not None or line.gap:
            reader.close_block()
        if opened is None and line is lines[0] and _is_title_like(line):
            reader.placed.append(Placed(line, Part.UNKNOWN))  # "Support Specialist" is no duty
        elif opened is None:
            for sentence in _sentences(line, description):
                reader.take(sentence)
        else:
            reader.open(opened, line)
    reader.close_block()
    return Posting(description, tuple(lines), tuple(_within_bounds(reader.placed)))


def _within_bounds(found: list[Placed]) -> Iterator[Placed]:
    """The first lines of each part, without endless repetition: what comes after compares lines with one another."""
    said: Counter[tuple[Part, str]] = Counter()
    lines: Counter[Part] = Counter()
    for placed in found:
        said[placed.part, placed.text] += 1
        if lines[placed.part] < MOST_LINES and said[placed.part, placed.text] <= MOST_SAID:
            lines[placed.part] += 1
            yield placed


# Questions to the applicant, as forms of authorities put them below a posting, with answers to choose from.
_TO_APPLICANT = re.compile(
    r"(?:.{0,20}\s[-–]\s)?(?:do|are|have|did|will|can|how many|which|what is|if so|if yes|indicate|select|describe"
    r"|please (?:describe|explain|list|indicate|specify|select))\b.*",
    re.I | re.S,
)
FORM = 3  # so many questions below the first third of a posting are a form


def _without_questionnaire(lines: list[Line], description: str) -> list[Line]:
    asked = [
        line
        for line in lines
        if line.start * 3 > len(description)
        and (line.text.endswith("?") or line.text.lower().startswith(("please ", "if so", "indicate ", "select ", "describe ")))
        and _TO_APPLICANT.fullmatch(line.text)
    ]
    return [line for line in lines if len(asked) < FORM or line.start < asked[0].start]


def _is_title_like(line: Line) -> bool:
    return len(line.text.split()) <= TITLE_LIKE and not line.text.endswith((".", ":", ";"))


def _sentences(line: Line, description: str) -> list[Line]:
    found = sentences_of(line, description)
    if len(found) > 1 and any(_whole_heading(sentence) for sentence in found):
        return found
    if len(found) > 2 or len(line.text.split()) > LONG_LINE:
        return found
    if len({cues.is_beside_the_point(sentence.text) for sentence in found}) > 1:
        return found
    differ = len({cues.looks_required(sentence.text) for sentence in found}) > 1
    told = all(cues.speaks_of_candidate(sentence.text) for sentence in found)  # prose: "You have … You are …"
    return found if not line.bullet and (differ or told) else [line]


class _Reader:
    """Goes through the lines and remembers under which heading it is."""

    def __init__(self, description: str) -> None:
        self.placed: list[Placed] = []
        self._description = description
        self._part = Part.UNKNOWN
        self._first = True  # no block has been closed under this heading yet
        self._block: list[Line] = []
        self._marked: dict[Line, Part] = {}

    def marks_row(self, line: Line) -> bool:
        """Whether the line is the last cell of a row of a table and says how much the row counts: "E", "Desirable"."""
        mark = _ROW_MARKS.get(line.text.strip("() ").lower())
        if mark is None or not self._block or not re.fullmatch(r"[ |]*[\t|][\t |]*", self._between(self._block[-1], line)):
            return False
        self._marked[self._block[-1]] = mark
        return True

    def _between(self, first: Line, second: Line) -> str:
        return self._description[first.end : second.start]

    def open(self, part: Part, line: Line) -> None:
        if part is Part.UNKNOWN and not line.marked and self._part not in PROSE:
            return  # "Experience with:" inside the requirements stays inside them
        self._begin(part)

    def _begin(self, part: Part) -> None:
        self.close_block()
        self._part, self._first = part, True

    def take(self, line: Line) -> None:
        """A line that is no heading, but may begin with one: "Your tasks: feed the seals"."""
        if part := _whole_heading(line):
            self._begin(part)
            return
        label, rest = _labelled(line, self._description)
        part = _label_part(label) if label else None
        if part is Part.NOTICE:  # "Location: Suffolk": a fact, after which the list goes on
            self.placed.append(Placed(line, part))
            return
        if part is not None and not (line.bullet and self._part not in PROSE):
            self._begin(part)
            line = rest if label and _says_enough(label, rest.text) else line
        self._block.append(line)

    def close_block(self) -> None:
        if self._block:
            for placed in placed_lines(self._block, self._part, first=self._first):
                mark = self._marked.get(placed.line)
                self.placed.append(Placed(placed.line, mark, listed=True) if mark else placed)
            self._block, self._first = [], False


_ROW_MARKS = {
    **dict.fromkeys(("e", "essential", "required", "must"), Part.REQUIRED),
    **dict.fromkeys(("d", "desirable", "preferred"), Part.PREFERRED),
}
_LABEL = re.compile(r"([^:：.|]{3,90}?)\s*(?:[:：](?!//)\s*|\s[-–—|]\s+)(?=\S)")
_HEADING_WORDS = r"(?:qualifications|requirements|responsibilities|duties|benefits)"
_UNMARKED = re.compile(  # "… in order. Requirements Three years …": the colon was lost with the line break
    rf"(?i:(?:(?:key|minimum|basic|main|essential|desired|preferred|required|job|other|your)\s+)*{_HEADING_WORDS}"
    rf"(?:\s+(?:and|&)\s+{_HEADING_WORDS})?)\s+(?=[A-Z0-9][\w+'’]*\s)"
)
_ASKS = re.compile(  # "The post requires the holder to have the following skills:", longer than a heading is
    r"\b(?:requires?|must\s+(?:have|possess|meet|hold))\b.{0,40}\bfollowing\s+(?:\w+\s+){0,2}"
    r"(?:skills|abilities|qualifications|requirements|competencies|knowledge|experience)\b",
    re.I,
)
_FACTS = words("fact_labels")
_TOPICS = re.compile(r"(?:years\s+of\s+)?exp(?:erience)?|languages?|age|licen[sc]es?|software|tools|gender|availability", re.I)


def _whole_heading(line: Line) -> Part | None:
    """A sentence that is a heading: "Minimum requirements." inside a running text."""
    text = line.text.rstrip(":：. ")
    if line.text.endswith((":", "：")):
        if _ASKS.search(text):
            return Part.REQUIRED
        return part if (part := _label_part(text)) and part is not Part.NOTICE else None
    if not line.run_on or len(text.split()) > LABEL_WORDS - 2 or not text[:1].isupper():
        return None
    part = named_part(text)
    return part if part is not Part.UNKNOWN else None


def _labelled(line: Line, description: str) -> tuple[str, Line]:
    """The label that the line begins with, without its colon, and the rest of the line; no label: "" and the line."""
    raw = description[line.start : line.end]
    match = _LABEL.match(raw) or (_UNMARKED.match(raw) if line.run_on else None)
    if match is None or match.end() == len(raw):
        return "", line
    rest = cut_line(line, description, [match.end()])[1:]
    return match.group().strip().rstrip(" :：-–—|"), rest[0] if rest else line


def _label_part(label: str) -> Part | None:
    lowered = label.lower()
    if lowered == "company" or _FACTS.issuperset(lowered.split()):
        return Part.NOTICE
    if len(lowered.split()) <= LABEL_WORDS and (part := heading_part(Line(label + ":", 0, 0))):
        return part if part is not Part.UNKNOWN else None
    if cues.leads_to_duty(label):
        return Part.DUTIES
    return Part.REQUIRED if re.search(r"\b(?:qualifications|requirements)$", label, re.I) else None


def _says_enough(label: str, rest: str) -> bool:
    """Whether the rest reads without its label: "Experience: two years" does not."""
    if label.lower().endswith((" of", " to", " in", " with", " for")):  # "Knowledge of: building codes"
        return False
    return not _TOPICS.fullmatch(label) or len(rest.split()) > 4 or cues.is_hard_requirement(rest)
