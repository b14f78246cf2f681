"""Finds the parts of a description: duties, requirements, benefits, the company's words about itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from jobspecs.drafting import cues
from jobspecs.drafting.headings import Part, heading_part
from jobspecs.drafting.lines import Line, lines_of, sentences_of

TITLE_LIKE = 10  # words
LONG_LINE = 45  # words; a longer one is read sentence by sentence


@dataclass(frozen=True)
class Placed:
    """A line and the part it belongs to."""

    line: Line
    part: Part

    @property
    def text(self) -> str:
        return self.line.text


@dataclass(frozen=True)
class Posting:
    """A description, read: its lines without the headings."""

    text: str
    lines: tuple[Line, ...]  # all, headings too
    placed: tuple[Placed, ...]

    def of(self, *parts: Part) -> list[Placed]:
        return [placed for placed in self.placed if placed.part in parts]


_PARTS_OF_PROSE = {Part.UNKNOWN, Part.ABOUT}


@lru_cache(maxsize=32)
def posting_of(description: str) -> Posting:
    """Read a description. Every line gets a part: from its heading, else from what most lines around it look like."""
    reader = _Reader()
    lines = lines_of(description)
    for line in lines:
        opened = heading_part(line)
        if opened is not None or line.gap:
            reader.close_block()
        if opened is None and line is lines[0] and _is_title_like(line):
            reader.placed.append(Placed(line, Part.UNKNOWN))  # "Support Specialist" is no duty
        elif opened is None:
            for sentence in _sentences(line, description):
                reader.take(sentence, description)
        else:
            reader.open(opened, line)
    reader.close_block()
    return Posting(description, tuple(lines), tuple(reader.placed))


def _is_title_like(line: Line) -> bool:
    return len(line.text.split()) <= TITLE_LIKE and not line.text.endswith((".", ":", ";"))


class _Reader:
    """Goes through the lines and remembers under which heading it is."""

    def __init__(self) -> None:
        self.placed: list[Placed] = []
        self._part = Part.UNKNOWN
        self._block: list[Line] = []

    def open(self, part: Part, line: Line) -> None:
        if part is Part.UNKNOWN and not line.marked and self._part not in _PARTS_OF_PROSE:
            return  # "Experience with:" inside the requirements stays inside them
        self._part = part

    def take(self, line: Line, description: str) -> None:
        """A line that is no heading, but may begin with one: "Responsibilities include: perform oil changes"."""
        if line.text.endswith(":") and (part := _label_part(line.text[:-1])) and part is not Part.NOTICE:
            self.close_block()
            self._part = part
            return
        label = _LABEL.match(line.text)
        if label and (part := _label_part(label.group(1))):
            rest = _after_label(line, description)
            if part is Part.NOTICE:  # "Location: Suffolk": a fact, after which the list goes on
                self.placed.append(Placed(line, part))
                return
            self.close_block()
            self._part = part
            line = rest
        self._block.append(line)

    def close_block(self) -> None:
        self.placed += _block(self._block, self._part)
        self._block = []


_LABEL = re.compile(r"([^:.]{3,90}?)\s*:\s+(?=\S)")
_FACTS = frozenset(
    [
        "location",
        "department",
        "title",
        "job",
        "organization",
        "organisation",
        "requisition",
        "pay",
        "rate",
        "posted",
        "date",
        "type",
        "duration",
        "start",
        "reports",
        "to",
        "number",
        "of",
        "employment",
        "position",
        "opening",
        "closing",
        "employer",
        "url",
        "id",
        "the",
    ]
)


def _label_part(label: str) -> Part | None:
    words = label.lower().split()
    if label.lower() == "company" or _FACTS.issuperset(words):
        return Part.NOTICE
    if len(words) <= 8 and (part := heading_part(Line(label + ":", 0, 0))):
        return part if part is not Part.UNKNOWN else None
    if cues.DUTY_LEAD.match(label):
        return Part.DUTIES
    return Part.REQUIRED if re.search(r"\b(?:qualifications|requirements)$", label, re.I) else None


def _after_label(line: Line, description: str) -> Line:
    """The line without its label."""
    colon = description.index(":", line.start, line.end) + 1
    while description[colon].isspace():
        colon += 1
    return replace(line, text=line.text.split(":", 1)[1].strip(), start=colon)


def _sentences(line: Line, description: str) -> list[Line]:
    found = sentences_of(line, description)
    differ = not line.bullet and len({cues.looks_required(sentence.text) for sentence in found}) > 1
    return found if differ or len(found) > 2 or len(line.text.split()) > LONG_LINE else [line]


def _block(block: list[Line], part: Part) -> Iterator[Placed]:
    """Lines between two gaps or headings. Without a heading that says more, the majority decides."""
    guessed = part in _PARTS_OF_PROSE or _turns(block, part)
    if guessed:
        part = _majority(block, part)
    for line in block:
        yield Placed(line, _own_part(line, part, guessed=guessed))


def _turns(block: list[Line], part: Part) -> bool:
    """Whether a block plainly is something else than the heading far above it says: the requirements after the duties, the
    benefits after both, without a heading of their own."""
    if len(block) < 2 or part in {Part.COMPANY, Part.NOTICE}:
        return False
    beside = sum(cues.BENEFIT.search(line.text) is not None for line in block)
    required = sum(cues.looks_required(line.text) for line in block)
    if part in {Part.REQUIRED, Part.PREFERRED}:
        return beside * 2 > len(block) and beside > required
    return part in {Part.DUTIES, Part.BENEFITS} and required * 5 >= len(block) * 3 and required > beside


def _majority(block: list[Line], part: Part) -> Part:
    required = sum(cues.looks_required(line.text) for line in block)
    duties = sum(cues.looks_like_duty(line.text) and not cues.looks_required(line.text) for line in block)
    beside = sum(cues.is_beside_the_point(line.text) for line in block)
    if required * 2 >= len(block) and required >= duties and required > beside:
        return Part.REQUIRED
    if duties * 2 >= len(block) and duties > beside:
        return Part.DUTIES
    return Part.BENEFITS if beside * 2 > len(block) else part


def _own_part(line: Line, part: Part, *, guessed: bool) -> Part:
    """What the line itself says where its surroundings say little; notices are notices everywhere."""
    if cues.BOILERPLATE.search(line.text):
        return Part.NOTICE
    if part in {Part.REQUIRED, Part.PREFERRED} and cues.BENEFIT.search(line.text) and not cues.looks_required(line.text):
        return Part.BENEFITS
    if guessed:
        if cues.BENEFIT.search(line.text):
            return Part.BENEFITS
        if cues.DUTY_LEAD.match(line.text):
            return Part.DUTIES
        if cues.looks_required(line.text):
            return Part.REQUIRED
    return part
