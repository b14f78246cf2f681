"""The lines of a description that speak of work, and the verb phrases in each with the sentence that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from jobspecs.drafting import cues
from jobspecs.drafting.base import Span
from jobspecs.drafting.foreign import foreign_lines, foreign_phrases
from jobspecs.drafting.headings import Part
from jobspecs.drafting.language import language_of
from jobspecs.drafting.lines import sentences_of
from jobspecs.drafting.phrases import duty_phrase, label_of, requirement_clause
from jobspecs.drafting.pieces import Phrase
from jobspecs.drafting.sections import Placed, Posting, posting_of
from jobspecs.drafting.shortening import parts_in
from jobspecs.drafting.verbs import as_verb

FEW_DUTIES = 3  # with fewer, sentences elsewhere that tell of work count as duties too
FEW_PHRASES = 3  # with fewer, verbs that stand side by side are taken apart
LEAST_ASKED = 4  # words of what is drawn on: "own van" is a condition
MOST_PHRASES = 12  # of a line; ordinary lines have up to four
LONG_PHRASE = 14  # words; a longer one is taken apart where verbs stand side by side
ASKED = frozenset({Part.REQUIRED, Part.PREFERRED})
TOLD = frozenset({Part.DUTIES, Part.ABOUT})


@lru_cache(maxsize=32)
def _read(description: str) -> tuple[tuple[Placed, ...], Mapping[Placed, tuple[Phrase, ...]]]:
    """The working lines of a description, and the phrases of each."""
    posting = posting_of(description)
    if language_of(description) != "en":
        lines = foreign_lines(posting)
        return lines, foreign_phrases(lines, description)
    lines = posting.placed
    if sum(bool(_phrases(placed, description)) for placed in posting.of(Part.DUTIES)) < FEW_DUTIES:
        lines = tuple(_promoted(placed, description, {Part.ABOUT, Part.UNKNOWN}) for placed in lines)
    if not any(placed.part is Part.DUTIES for placed in lines):
        lines = tuple(_promoted(placed, description, {Part.COMPANY, Part.BENEFITS}) for placed in lines)
    lines = tuple(_between_duties(lines, description))
    phrases = {placed: _phrases(placed, description) for placed in lines}
    told = [phrase for placed, found in phrases.items() if placed.part is Part.DUTIES for phrase in found]
    if sum(phrase.is_named for phrase in told) * 2 < len(told):  # between told duties, what is only named is mostly none
        phrases = {placed: tuple(phrase for phrase in found if not phrase.is_named) for placed, found in phrases.items()}
    if sum(len(found) for placed, found in phrases.items() if placed.part is Part.DUTIES) < FEW_PHRASES:
        phrases = {placed: _taken_apart(found) for placed, found in phrases.items()}
    return lines, phrases


def working_lines(posting: Posting) -> tuple[Placed, ...]:
    """The lines of the posting; where its duties are few, those that tell of work elsewhere are taken for duties too."""
    return _read(posting.text)[0]


def phrases_in(placed: Placed, posting: Posting) -> tuple[Phrase, ...]:
    """The phrases of a line, in order: work where it stands among the duties or in prose, what is drawn on among requirements.

    Where a posting says little, verbs that stand side by side are taken apart.
    """
    return _read(posting.text)[1].get(placed, ())


def _promoted(placed: Placed, description: str, parts: set[Part]) -> Placed:
    if placed.part not in parts or cues.is_beside_the_point(placed.text):
        return placed
    if placed.part in {Part.COMPANY, Part.BENEFITS} and not cues.looks_like_duty(placed.text):
        return placed
    told = [phrase for phrase in _told(placed, description) if not phrase.is_named]
    return Placed(placed.line, Part.DUTIES) if told else placed


def _between_duties(lines: tuple[Placed, ...], description: str) -> Iterator[Placed]:
    """A line between two duties that tells of work is a duty, whatever its words look like: "Raise £2m a year"."""
    for place, placed in enumerate(lines):
        beside = lines[max(0, place - 1) : place] + lines[place + 1 : place + 2]
        if placed.part is Part.BENEFITS and len(beside) == 2 and all(other.part is Part.DUTIES for other in beside):
            yield Placed(placed.line, Part.DUTIES) if any(_told(placed, description)) else placed
        else:
            yield placed


def _phrases(placed: Placed, description: str) -> tuple[Phrase, ...]:
    if placed.part in ASKED:
        return tuple(islice(_asked(placed, description), MOST_PHRASES))
    return tuple(islice(_told(placed, description), MOST_PHRASES)) if placed.part in TOLD else ()


def _told(placed: Placed, description: str) -> Iterator[Phrase]:
    for sentence in sentences_of(placed.line, description):
        for piece in _pieces(sentence.text):
            whole = duty_phrase(piece)
            if whole:
                parts = parts_in(whole) if len(whole.split()) > LONG_PHRASE else [whole]
                yield from (Phrase(part, Span(sentence.start, sentence.end), label=label_of(sentence.text)) for part in parts)


def _taken_apart(phrases: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    return tuple(replace(phrase, text=part) for phrase in phrases for part in parts_in(phrase.text))


def _pieces(text: str) -> list[str]:
    """The parts of a sentence that each name work: cut at semicolons, and where nouns of work are listed."""
    pieces = re.split(r";\s+", text)
    listed = re.split(r",\s+(?:and\s+)?", text)
    named = [piece for piece in listed if re.match(r"[\w-]+\s+of\s", piece) and as_verb(piece.split()[0])]
    return listed if len(named) >= 2 else pieces  # "maintenance of pumps, installation of meters, housekeeping"


def _asked(placed: Placed, description: str) -> Iterator[Phrase]:
    for sentence in sentences_of(placed.line, description):
        clause = requirement_clause(sentence)
        if clause and len(clause.split()) >= LEAST_ASKED:
            yield Phrase(clause, Span(sentence.start, sentence.end), is_asked=True)
