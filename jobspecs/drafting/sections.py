"""Finds the parts of a description: duties, requirements, benefits, the company's words about itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from jobspecs.drafting import cues
from jobspecs.drafting.lines import Line, lines_of, sentences_of
from jobspecs.drafting.words import heading_keys, words

LONG_LINE = 45  # words; a longer one is read sentence by sentence


class Part(Enum):
    """What a line belongs to."""

    DUTIES = "duties"
    REQUIRED = "required"
    PREFERRED = "preferred"
    ABOUT = "about"  # the role or the team, in prose
    COMPANY = "company"
    BENEFITS = "benefits"
    NOTICE = "notice"  # legal words, how to apply
    UNKNOWN = "unknown"


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


_FILLER = words("heading_filler")
_KEYS = {Part(part): keys for part, keys in heading_keys().items()}
_PHRASES: tuple[tuple[Part, re.Pattern[str]], ...] = tuple(
    (part, re.compile(pattern, re.I))
    for part, pattern in (
        (
            Part.PREFERRED,
            r"(?:(?:it(?:'|’)?s |it would be |would be )?(?:nice|great|good) to have|even better|bonus points?|extra credit"
            r"|brownie points|.{0,50}\b(?:a|as|is a|as a) plus|preferred .{0,40}|desir(?:ed|able) .{0,40}"
            r"|.{0,30}\b(?:preferred|desirable))\b.{0,20}",
        ),
        (
            Part.REQUIRED,
            r"(?:what (?:we(?:'|’)?re|we are|are we) (?:looking for|seeking)|who (?:you are|are you|we(?:'"
            r"|’)?re looking for|we are looking for)|what you(?:'|’)?(?:ll| will)? (?:bring|need|have).{0,30}"
            r"|what (?:it takes|makes you.{0,30})|(?:things )?you(?:'|’)?(?:ll)? (?:need|have|bring|are"
            r"|should have|must have)(?: to .{0,30})?|about you|must[- ]haves?|to be successful.{0,40}|(?:the "
            r"|your |our )?ideal (?:candidate|person|profile)(?: .{0,25})?"
            r"|(?:the )?successful candidate.{0,30}|is this you|we(?:'|’)?re looking for|we are looking for"
            r"|we expect|your (?:profile|background|skills|experience)|candidate profile|person specification"
            r"|to apply you.{0,30}|why you(?:'|’)?re a (?:good |great )?fit)",
        ),
        (
            Part.DUTIES,
            r"(?:what (?:you(?:'|’)?ll|you will|will you|you(?:'|’)?d)(?: be)? (?:do|doing|own|work on"
            r"|be responsible for).{0,30}|(?:in )?this role,? you(?:'|’)?(?: wi)?ll.{0,20}|(?:your"
            r"|the) (?:role|job|mission|day|tasks|work)(?: (?:will )?(?:involves?|includes?))?"
            r"|(?:the )?impact you(?:'|’)?ll (?:make|have)|you will(?: be)?"
            r"|a (?:typical )?day in the life.{0,30}|how you(?:'|’)?ll .{0,30}|(?:essential|job|key|main"
            r"|principal|primary|general) (?:job )?(?:duties|functions|responsibilities|tasks).{0,45}"
            r"|examples? of (?:duties|work).{0,20}|scope of (?:work|the role)|what the job involves"
            r"|.{0,30}\b(?:responsibilities|duties)(?: (?:will )?include.{0,30})?)",
        ),
        (
            Part.BENEFITS,
            r"(?:what (?:we(?:'|’)?re |we )?offer(?:ing)?|what(?:'|’)?s in it for you|we offer(?: you)?"
            r"|our offer|in return|why (?:join|work|you(?:'|’)?ll love).{0,40}|(?:some )?perks.{0,30}"
            r"|what you(?:'|’)?ll (?:get|receive|enjoy)|.{0,20}\bbenefits.{0,20}|.{0,20}\b(?:salary"
            r"|compensation)\b.{0,20})",
        ),
        (
            Part.NOTICE,
            r"(?:how to apply|to apply|equal (?:employment )?opportunit.{0,40}|.{0,20}\bdisclaimer"
            r"|application .{0,30}|additional information|.{0,30}(?:privacy|eeo).{0,30}|physical (?:demands?"
            r"|requirements?|work).{0,30}|work(?:ing)? (?:environment|conditions?)(?: .{0,30})?"
            r"|employment type|location(?: type)?|department|reports? to|seniority level|job type"
            r"|interview process)",
        ),
        (
            Part.ABOUT,
            r"(?:(?:about )?(?:the|this|your) (?:role|position|job|opportunity|team)|(?:job|position"
            r"|role) (?:description|summary|overview|purpose)|about the (?:role|job|position|team)|overview"
            r"|summary|description|purpose(?: of .{0,20})?)",
        ),
        (
            Part.COMPANY,
            r"(?:about (?:us|the company|the organi[sz]ation|our .{0,30}|(?-i:[A-Z]).{0,30})|who we are"
            r"|our (?:company|story|mission|vision|values|culture|team)|the company|company (?:description"
            r"|overview|profile)|why us|how we (?:work|build).{0,40})",
        ),
    )
)
_PARTS_OF_PROSE = {Part.UNKNOWN, Part.ABOUT}


def heading_part(line: Line) -> Part | None:
    """The part that this line opens as a heading; UNKNOWN for a heading of no known part; None for no heading."""
    text = line.text.rstrip(" :-–—.").strip() if line.text.endswith((":", "-", "–")) else line.text.strip()
    text = text.strip("= ")
    words = text.split()
    closed = line.text.endswith((":", "…"))
    if len(words) > 9 or (line.bullet and not (closed or line.marked)) or line.text.endswith((".", ",", ";")):
        return None
    for part, pattern in _PHRASES:
        if pattern.fullmatch(text):
            return part
    if by_words := _part_by_words(words):
        return by_words
    if line.marked or (closed and line.gap):
        return None if cues.looks_required(text) and not line.marked else Part.UNKNOWN
    return None


def _part_by_words(words: list[str]) -> Part | None:
    bare = [word.lower().strip(",:()/") for word in words]
    bare = [piece for word in bare for piece in word.split("/") if piece]
    everything = _FILLER.union(*_KEYS.values())
    if not bare or not all(word in everything for word in bare):
        return None
    return next((part for part, keys in _KEYS.items() if keys.intersection(bare)), None)


@lru_cache(maxsize=32)
def posting_of(description: str) -> Posting:
    """Read a description. Every line gets a part: from its heading, else from what most lines around it look like."""
    reader = _Reader()
    lines = lines_of(description)
    for line in lines:
        opened = heading_part(line)
        if opened is not None or line.gap:
            reader.close_block()
        if opened is None:
            for sentence in _sentences(line, description):
                reader.take(sentence, description)
        else:
            reader.open(opened, line)
    reader.close_block()
    return Posting(description, tuple(lines), tuple(reader.placed))


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
