"""What is left of the page that a description was copied from, and signs that nobody sees: none of it is said to anybody.

Scripts, style sheets, comments, NUL and other control characters, marks that turn the direction of writing: all blanked out
before any engine reads, by as many spaces as they have characters, so that places in the description stay what they are. Tags and
entities are needed to tell lines apart; they go when a line is cleaned (lines.py), as do marks without width inside a word.
"""

from __future__ import annotations

import re

_EDGE = re.compile(r"<(script|style|template)\b[^<>]{0,300}>|</(script|style|template)\s{0,5}>|(<!--)|(-->)", re.I)
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f\x80-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffc]"
    r"|[\ud800-\udfff\U000e0000-\U000e007f]"
)
# Blanks that are written out, and tags inside a line that were escaped, once or twice.
_AND = r"&(?:amp;)?"
_WRITTEN_OUT = re.compile(
    rf"{_AND}(?:nbsp|ensp|emsp|thinsp|zwnj|zwj|shy|lrm|rlm|\#160|\#xa0|\#8203);"
    rf"|{_AND}lt;/?(?:b|i|u|em|strong|span|a|font)\b[^<>&]{{0,200}}{_AND}gt;",
    re.I,
)


def without_remains(text: str) -> str:
    """The text with all of that blanked out, of the same length."""
    told, last = [], 0
    opened: re.Match[str] | None = None
    for edge in _EDGE.finditer(text):
        if opened is None:
            opened = edge if edge.group(1) or edge.group(3) else None
        elif _closes(edge, opened):
            told += [text[last : opened.start()], _blanked(text[opened.start() : edge.end()])]
            last, opened = edge.end(), None
    seen = _UNSEEN.sub(" ", "".join([*told, text[last:]]))
    return _WRITTEN_OUT.sub(lambda found: " " * len(found.group()), seen)


def _closes(edge: re.Match[str], opened: re.Match[str]) -> bool:
    if opened.group(3):
        return edge.group(4) is not None
    return edge.group(2) is not None and edge.group(2).lower() == opened.group(1).lower()


def _blanked(text: str) -> str:
    """As many spaces; line breaks stay, so that what stands around it does not run together."""
    return re.sub(r"[^\r\n]", " ", text)
