"""Reads descriptions in other languages: their words are quoted, not bent into English sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from jobspecs.drafting.base import Span
from jobspecs.drafting.headings import Part
from jobspecs.drafting.language import language_of
from jobspecs.drafting.lines import sentences_of
from jobspecs.drafting.pieces import Phrase
from jobspecs.drafting.sections import Placed, Posting
from jobspecs.drafting.words import words

LEAST_WORDS = 3  # of a piece that tells of work
LEAST_DUTIES = 2  # under a heading of duties; a single one is chance
FEW_PIECES = 3  # with fewer, lists are taken apart
NAME_WORDS = 4
GERMAN_NAME_WORDS = 6  # up to the second noun: "Zubereitung von warmen und kalten Speisen"
_SPEAKS_TO = words("spoken_to")  # "Je ontwikkelt …": who is spoken to
# A requirement, an offer or a call, in the languages that are known: no duty.
_NO_WORK = re.compile(
    r"\b(?:requ(?:iere|isitos|is|erid\w+)|exig\w+|dipl[ôo]m\w*|t[íi]tulo|laurea|bachelor|ausbildung|abgeschlossen\w*|studium|erfahrung|ervaring|opleiding"
    r"|experienci?a|exp[ée]rience|esperienza|experiência|erfarenhet|doświadczeni\w+|kenntnisse|kennis|conocimientos|connaissances"
    r"|ofrecemos|oferecemos|offrons|offriamo|(?:wir|wij|we)\s+bie(?:ten|den)|erbjuder|oferujemy|vertrag|contrato|contrat|contratto|gehalt|salari\w*|salaire"
    r"|buscamos|procuramos|cerchiamo|recherchons|cherchons|suchen|zoeken|op\s+zoek|söker|szukamy)\b",
    re.I,
)
_SMALL = words("foreign_small_words")


def foreign_lines(posting: Posting) -> tuple[Placed, ...]:
    """The lines of the posting; where no heading of duties is known, sentences before the requirements are duties."""
    if len(posting.of(Part.DUTIES)) >= LEAST_DUTIES:
        return posting.placed
    language = language_of(posting.text)
    first = next((place for place, placed in enumerate(posting.placed) if placed.part is Part.REQUIRED), len(posting.placed))
    return tuple(
        Placed(placed.line, Part.DUTIES) if place < first and _tells(placed, language) else placed
        for place, placed in enumerate(posting.placed)
    )


def _tells(placed: Placed, language: str) -> bool:
    """Whether a line may tell of work: prose of the posting's language, no question and no heading."""
    text = placed.text
    prose = placed.part in {Part.UNKNOWN, Part.ABOUT, Part.COMPANY} and not text.endswith("?") and len(text.split()) > LEAST_WORDS
    return prose and language_of(text) == language and not _NO_WORK.search(text)


def foreign_phrases(lines: tuple[Placed, ...], description: str) -> Mapping[Placed, tuple[Phrase, ...]]:
    """What is quoted of each line: its sentences, or the parts of these where there are few."""
    whole = {placed: tuple(_pieces(placed, description, apart=False)) for placed in lines}
    if sum(len(found) for placed, found in whole.items() if placed.part is Part.DUTIES) >= FEW_PIECES:
        return whole
    return {placed: tuple(_pieces(placed, description, apart=True)) for placed in lines}


def _pieces(placed: Placed, description: str, *, apart: bool) -> Iterator[Phrase]:
    asked = placed.part in {Part.REQUIRED, Part.PREFERRED}
    if placed.part is not Part.DUTIES and not asked:
        return
    for sentence in sentences_of(placed.line, description):
        for piece in re.split(r"[;,]\s+" if apart else r";\s+", sentence.text):
            text = re.sub(r"\s*\([^)]*\)", "", piece).strip(" .;,:•-–")
            text = re.sub(r"^(?:y|e|et|und|en|och|i|sowie|ainsi que)\s+", "", text)
            if len(text.split()) >= LEAST_WORDS:
                yield Phrase(text, Span(sentence.start, sentence.end), is_asked=asked, is_quoted=True)


def foreign_name(text: str) -> str:
    """The first words of a text as a name, none of them left hanging: "Administrer les traitements prescrits"."""
    tokens = [token.strip(",;:.“”\"'") for token in re.split(r"[,;:]", text)[0].split()]
    while tokens and tokens[0].lower() in _SPEAKS_TO | _SMALL:
        tokens = tokens[1:]
    nouns = [place for place, token in enumerate(tokens[:GERMAN_NAME_WORDS]) if token[:1].isupper() and place]
    kept = tokens[: nouns[0] + 1] if nouns and language_of(text) == "de" else tokens[:NAME_WORDS]
    while kept and kept[-1].lower() in _SMALL | _SPEAKS_TO:
        kept.pop()
    name = " ".join(kept)
    return name[:1].upper() + name[1:] if len(kept) >= 2 else ""
