"""The must-haves: each requirement of a description as one clean line, required or preferred."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobspecs.drafting import cues
from jobspecs.drafting.base import DraftedMustHave, Span
from jobspecs.drafting.blocks import Placed
from jobspecs.drafting.headings import Part, named_part
from jobspecs.drafting.lines import Line, cut_line, sentences_of
from jobspecs.drafting.sections import Posting
from jobspecs.drafting.wording import MOST_WORDS, clean_line, shortened
from jobspecs.drafting.words import pattern

LEAST_WORDS = 2
MOST = 30  # a longer list is no list of must-haves
A_LIST = 3  # from so many listed requirements on, what the prose around them says is no further one, unless it can be proved
# The company about itself, or its call; but "Our ideal candidate has …", "We expect …"
_SEARCH = re.compile(
    r"^(?:we|our|join)\b(?!\s+(?:require|expect)|(?:\s+are|['’]re)?\s+(?:look|seek|want|need)\w*\s[^.]*\b(?:with|who)\b"
    r"|\s+(?:\w+\s+)?(?:candidates?|applicants?|person|hire|colleague)\b)",
    re.I,
)
_EMPTY = re.compile(r"^(?:none|n/?a|not applicable|show less|show more|see (?:below|above)|read more)\W*$", re.I)
_KINDS, _IS_REQUIRED, _NOTHING_ASKED = map(pattern, ("kinds", "is_required", "nothing_asked"))
# Of a part of the line only: "three years in sales, ideally of cars".
_ASIDES = re.compile(r"(?<=\S)[,;–-]?\s+(?:ideally|preferably|with\s+(?:an?\s+)?preference)\b", re.I)
_AND_YOU = re.compile(r",?\s+and\s+(?=you\s+(?:will|must|should|have|are|need|can)\b|you['’](?:ll|re|ve)\b)", re.I)
_BRACKETS = re.compile(r"\([^()]*\)")
_PART_ENDS = re.compile(r";\s+|(?<=[a-z0-9)])\.\s+(?=[A-Z])")


def must_haves_of(posting: Posting, title: str) -> list[DraftedMustHave]:
    """All requirements in their order, none twice, at most MOST. Empty where the description asks for nothing."""
    found: list[DraftedMustHave] = []
    seen = {_key(title)}
    for placed in asking(posting):
        for line in _requirements_in(placed.line, posting.text):
            text = shortened(clean_line(line.text))
            if _says_something(text) and _key(text) not in seen:
                seen.add(_key(text))
                found.append(DraftedMustHave(_kind(placed.part, line.text), text, Span(line.start, line.end)))
    return found[:MOST]


def _says_something(text: str) -> bool:
    """Two words at least, or the abbreviation of a certificate ("CPA"); and no heading or "see below"."""
    named = re.fullmatch(r"[A-Z][A-Z0-9+-]{2,}", text) is not None
    return (len(text.split()) >= LEAST_WORDS or named) and not _EMPTY.match(text) and not named_part(text)


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def asking(posting: Posting) -> list[Placed]:
    """The lines that ask for something; where none does, the lines that come nearest to it."""
    found = [placed for placed in posting.of(Part.REQUIRED, Part.PREFERRED) if _is_requirement(placed.text)]
    if sum(placed.listed for placed in found) >= A_LIST:
        return [placed for placed in found if placed.listed or cues.is_hard_requirement(placed.text)]
    return found or _nearest(posting)


def _is_requirement(text: str) -> bool:
    return not (_NOTHING_ASKED.search(text) or cues.is_notice(text) or _SEARCH.match(text) or text.endswith((":", "：", "?")))


def _nearest(posting: Posting) -> list[Placed]:
    """Requirements among the duties and in the prose; else a bare list of names below the duties ("Java, Spring, SQL")."""
    working = posting.of(Part.DUTIES, Part.ABOUT, Part.UNKNOWN)
    said = [placed for placed in working if cues.looks_required(placed.text) and not cues.is_beside_the_point(placed.text)]
    if said:
        return said
    last_duty = max((placed.line.start for placed in posting.of(Part.DUTIES)), default=len(posting.text))
    return [placed for placed in posting.of(Part.UNKNOWN) if placed.line.start > last_duty and _names_only(placed.text)]


def _names_only(text: str) -> bool:
    found = re.findall(r"[^\s,;/–-]+", text)
    named = sum(word[0].isupper() or word[0] in ".#" or any(c.isdigit() for c in word) for word in found)
    return len(found) >= 2 and named * 4 >= len(found) * 3 and not cues.is_beside_the_point(text)


def _requirements_in(line: Line, description: str) -> Iterator[Line]:
    """The line; its halves where one is required and one preferred; its sentences where it is too long for one must-have."""
    raw = description[line.start : line.end]
    for part in cut_line(line, description, _places(raw)):
        if len(part.text.split()) <= MOST_WORDS:
            yield part
        else:
            for sentence in sentences_of(part, description):
                told = description[sentence.start : sentence.end]
                long = len(sentence.text.split()) > MOST_WORDS
                yield from cut_line(sentence, description, [m.end() for m in _PART_ENDS.finditer(told)] if long else [])


def _places(raw: str) -> list[int]:
    """Where a line that asks for two things is cut: where one is required and the other preferred, and before "and you …"."""
    halves = [match.end() for match in re.finditer(r"[;,.]\s+(?:(?:and|but)\s+)?(?=\S)", raw)]
    kinds = [place for place in halves if _ends_with_kind(raw[:place]) and _KINDS.search(raw[place:])]
    cuts = [place for place in kinds if _stands_alone(raw[:place]) and _stands_alone(raw[place:])]
    semicolons = [match.end() for match in re.finditer(r";\s+", raw)]
    if len(semicolons) == 1 and not kinds:
        parts = raw[: semicolons[0]], raw[semicolons[0] :]
        differ = len({cues.PREFERRED.search(part) is not None for part in parts}) > 1
        cuts = semicolons if differ and all(len(part.split()) >= LEAST_WORDS for part in parts) else []
    return sorted({*cuts, *(match.end() for match in _AND_YOU.finditer(raw))})


def _ends_with_kind(part: str) -> bool:
    said = re.sub(r"\s*[;,.]\s+(?:(?:and|but)\s+)?$", "", part, flags=re.I)
    return any(match.end() == len(said) for match in _KINDS.finditer(said))


def _stands_alone(part: str) -> bool:
    """Whether half of a line is a must-have of its own; "five years preferred" is not."""
    said = re.findall(r"\w+", _KINDS.sub("", part))
    return len(said) >= LEAST_WORDS and not (len(said) == LEAST_WORDS and said[-1].lower() in {"year", "years"})


def _kind(part: Part, text: str) -> str:
    """What the line says of itself counts more than the heading above it; what stands in brackets, only if it is nothing else."""
    said = _BRACKETS.sub(lambda found: found.group() if _KINDS.match(found.group().strip("( )")) else "", text)
    required = _IS_REQUIRED.search(said) is not None
    if required:
        return "required"
    return "preferred" if part is Part.PREFERRED or cues.PREFERRED.search(_ASIDES.sub("", said)) else "required"
