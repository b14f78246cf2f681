"""Tells a page on how to apply, or the form itself, from the description of a job."""

from __future__ import annotations

import re

from jobspecs.drafting.sections import Part, Posting

LEAST = 4  # lines that tell how to apply; fewer are the end of many a posting
_STEPS = re.compile(
    r"^(?:then,?\s+|please\s+|or\s+)?(?:click|tick|check\s+the\s+box|sign\s+(?:in|up)|log\s+(?:in|on)|register|create\s+an?\s+account"
    r"|enter\s+(?:your|an?|the|keywords?)\b|upload|attach|select\s+(?:your|an?|the|one)\b|verify\s+your|confirm\s+your|name\s+your\s+search"
    r"|fill\s+(?:in|out)|build\s+a\s+job\s+search|submit\s+(?:your|the)\s+(?:application|form)|apply\s+(?:now|online|here|for))\b"
    r"|^(?:first|last|full|given|family)\s+name\W*$|^(?:e-?mail|phone|telephone|postal)(?:\s+(?:address|number))?\s*[*:]*$"
    r"|^(?:upload|attach)\s+(?:your\s+)?(?:cv|resume|r\u00e9sum\u00e9)\b"
    r"|\byour\s+(?:employment\s+)?application\s+(?:must|will|should|may)\b|\bonline\s+application\b|\bapplication\s+form\b",
    re.I,
)


def tells_how_to_apply(posting: Posting) -> bool:
    """Whether the lines on applying are at least LEAST and more than all others that could be duties or requirements."""
    steps = {placed.line for placed in posting.placed if _STEPS.search(placed.text)}
    work = [placed for placed in posting.of(Part.DUTIES, Part.REQUIRED, Part.PREFERRED) if placed.line not in steps]
    return len(steps) >= LEAST and len(steps) > len(work)
