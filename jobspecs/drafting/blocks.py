"""What a block of lines is: the lines under one heading, or between two empty lines where there is no heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jobspecs.drafting import cues
from jobspecs.drafting.headings import Part
from jobspecs.drafting.lines import Line

ASKING = frozenset({Part.REQUIRED, Part.PREFERRED})
PROSE = frozenset({Part.UNKNOWN, Part.ABOUT})
SHORT = 8  # words; a line of so few words without a verb goes with its neighbours


@dataclass(frozen=True)
class Placed:
    """A line and the part it belongs to."""

    line: Line
    part: Part
    listed: bool = False  # as one of a list of requirements, by its heading or by most lines around it

    @property
    def text(self) -> str:
        return self.line.text


def placed_lines(block: Sequence[Line], part: Part, *, first: bool) -> Iterator[Placed]:
    """Each line of the block with its part. `part` is what the heading above says, `first` that no other block stands between."""
    guessed = part in PROSE or _turns(block, part, first=first)
    most = _majority(block, part) if guessed else part
    listed = not guessed or _is_list(block)
    before = part
    for line in block:
        own = _guessed_part(line, most, before, listed=listed) if guessed else _own_part(line, part)
        yield Placed(line, own, listed=listed and own in ASKING and most in ASKING)
        before = own


def _turns(block: Sequence[Line], part: Part, *, first: bool) -> bool:
    """Whether a block is plainly something else than the heading above it says: the requirements after the duties, the
    benefits after both, without a heading of their own."""
    if part is Part.NOTICE:
        return False
    if part is Part.COMPANY and not first:
        return True
    if len(block) < 2:
        return False
    beside = sum(cues.is_benefit(line.text) for line in block)
    required = sum(cues.looks_required(line.text) for line in block)
    if part in ASKING:
        return beside * 2 > len(block) and beside > required
    return required * 5 >= len(block) * 3 and required > beside


def _majority(block: Sequence[Line], part: Part) -> Part:
    required = sum(cues.looks_required(line.text) for line in block)
    duties = sum(cues.looks_like_duty(line.text) and not cues.looks_required(line.text) for line in block)
    beside = sum(cues.is_beside_the_point(line.text) for line in block)
    if required * 2 >= len(block) and required >= duties and required > beside:
        return Part.REQUIRED
    if duties * 2 >= len(block) and duties > beside:
        return Part.DUTIES
    return Part.BENEFITS if beside * 2 > len(block) else part


def _is_list(block: Sequence[Line]) -> bool:
    """Whether a block without a heading is a list of requirements: two thirds of three lines or more, and not prose."""
    asking = sum(cues.looks_required(line.text) and not cues.speaks_of_candidate(line.text) for line in block)
    return len(block) >= 3 and asking * 3 >= len(block) * 2


def _own_part(line: Line, part: Part) -> Part:
    """Under a heading: its part, unless the line plainly says that it is something else."""
    if cues.is_notice(line.text):
        return Part.NOTICE
    required = cues.looks_required(line.text)
    if part in ASKING and cues.is_pay(line.text):
        return Part.BENEFITS
    if part in ASKING and not required:
        if cues.is_benefit(line.text):
            return Part.BENEFITS
        if cues.leads_to_duty(line.text):
            return Part.DUTIES
        if cues.tells_of_others(line.text):
            return Part.ABOUT
    if part is Part.DUTIES and cues.is_hard_requirement(line.text) and cues.opens_as_requirement(line.text):
        return Part.REQUIRED
    return part


def _guessed_part(line: Line, most: Part, before: Part, *, listed: bool) -> Part:
    """Without a heading: what the line says of itself; else what most lines of the block are."""
    text = line.text
    if cues.is_notice(text):
        return Part.NOTICE
    required = cues.looks_required(text)
    if cues.is_pay(text) or (cues.is_benefit(text) and not (required and cues.opens_as_requirement(text))):
        return Part.BENEFITS
    if required:
        return Part.REQUIRED
    if cues.leads_to_duty(text):
        return Part.DUTIES
    short = len(text.split()) <= SHORT and not cues.has_finite_verb(text)
    if most is Part.REQUIRED and (cues.tells_of_others(text) or not (listed or short)):
        return Part.ABOUT
    if most in PROSE and cues.looks_like_duty(text):
        return Part.DUTIES
    return Part.REQUIRED if most in PROSE and before is Part.REQUIRED and short else most
