"""Where in a description the words stand that an engine says it has drawn on. Pure functions, in code points."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from itertools import islice

from jobspecs.drafting.base import Span

LEAST_QUOTE = 2  # words; one alone may stand anywhere
LONGEST_SENTENCE = 400  # characters; of a longer one the quote alone is shown
LONGEST_PIECE = 80  # words of a piece that are compared: matching takes time by their square
LEAST_RUN = 4  # words in a row that two texts share only when one was taken from the other
_SAME = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})
_LEFT_OUT = re.compile(r"\s*(?:…|\.{3})\s*")
_WORD = re.compile(r"[^\W_]+(?:[.'’+#&-]*[^\W_]+)*[+#]*")
_ENDS = re.compile(r"[\r\n\u2028\u2029\x0b\f]+|(?<=[.!?])\s+(?=[^\sa-z])|</?(?i:li|p|br|div|ul|ol)\b[^<>]{0,100}>|\s[•▪●·]\s")
_BULLET = re.compile(r"[\s•*·▪●◦‣>–—-]+")


def span_of(text: str, quote: str) -> Span | None:
    """Where the quote stands: letter for letter, else but for case, blanks, quotation marks and dashes; None where it does not.

    Of a quote with something left out ("mix … and bake") the longest part is looked for.
    """
    part = max(_LEFT_OUT.split(quote.strip()), key=len).strip(" \t\r\n\"'“”‘’•*-")
    if len(part.split()) < LEAST_QUOTE:
        return None
    start = text.find(part)
    if start >= 0:
        return Span(start, start + len(part))
    folded, places = _folded(text)
    wanted = _folded(part)[0].strip()
    start = folded.find(wanted) if wanted else -1
    return Span(places[start], places[start + len(wanted) - 1] + 1) if start >= 0 else None


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without what a copy may change, and for each character the place that it comes from."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        plain = unicodedata.normalize("NFKC", character).translate(_SAME).casefold()
        if plain.isspace() or not plain:
            if characters and characters[-1] != " ":
                characters.append(" ")
                places.append(place)
            continue
        characters += plain
        places += [place] * len(plain)
    return "".join(characters), places


def sentence_around(text: str, found: Span) -> Span:
    """The line or sentence that holds what was found, without its bullet; what was found itself where that is very long."""
    start, end = 0, len(text)
    for cut in _ENDS.finditer(text, max(0, found.start - LONGEST_SENTENCE), min(len(text), found.end + LONGEST_SENTENCE)):
        if cut.end() <= found.start:
            start = cut.end()
        elif cut.start() >= found.end:
            end = cut.start()
            break
    if bullet := _BULLET.match(text, start, found.start):
        start = bullet.end()
    while end > found.end and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if end - start <= LONGEST_SENTENCE else found


def sources_of(text: str, quotes: list[str], piece: str = "") -> tuple[Span, ...]:
    """The sentences that the quotes stand in, in order; where none is found, those that `piece` shares a run of words with."""
    found = [span for quote in quotes if (span := span_of(text, quote))]
    if not found and piece:
        found = shared_runs(text, piece)
    return tuple(sorted({sentence_around(text, span) for span in found}, key=lambda span: (span.start, span.end)))


def shared_runs(text: str, piece: str, *, least: int = LEAST_RUN) -> list[Span]:
    """Where so many words of `piece` stand in the text in the same order, one after the other."""
    there = [(match.group().casefold(), match.start(), match.end()) for match in _WORD.finditer(text)]
    here = [match.group().casefold() for match in islice(_WORD.finditer(piece), LONGEST_PIECE)]
    matcher = SequenceMatcher(None, [word for word, _, _ in there], here, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= least]
    return [Span(there[block.a][1], there[block.a + block.size - 1][2]) for block in blocks]
