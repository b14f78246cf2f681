"""Mends what a clause brings along from its line: the capitals of headings, a list without its "and"; finds the right article."""

from __future__ import annotations

import re
from functools import lru_cache

from jobspecs.drafting import words as drafting_words
from jobspecs.drafting.verbs import base_form
from jobspecs.library.loader import library
from jobspecs.questions.phrasing import words

_NAMES_TOO = words("names_too")
_SMALL = frozenset(["a", "all", "an", "and", "any", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])
_JOINS = frozenset(["and", "or", "and/or", "&", "of", "for"])


def article(phrase: str) -> str:
    """ "a" or "an", by sound: an hour, a user, an SEO manager, a UX designer."""
    first = re.split(r"[\s/-]", phrase, maxsplit=1)[0]
    spoken = len(first) > 3 and re.match(r"[AEIOU]?[^AEIOU][AEIOU]", first)
    if first.isupper() and len(first) <= 5 and not spoken:
        return "an" if first[0] in "AEFHILMNORSX" else "a"
    if re.match(r"hour|hono|heir", first, re.I):
        return "an"
    if re.match(r"eu|uni|u[^aeiou\W][aeiou]|on(?:e|ce)\b", first, re.I):
        return "a"
    return "an" if first[:1].lower() in set("aeiou") else "a"


def without_capitals(text: str, lower: frozenset[str]) -> str:
    """Without the capitals of headings ("handle Cost Savings"). `lower` are the words that the description writes in lower case.

    Names and abbreviations keep their capitals, and so does what stands with them ("Word, Excel and Access", "Alpine Bank"):
    of several words with capitals, each has to stand in lower case elsewhere in the description.
    """
    said = text.split()
    capital = [place > 0 and word.lstrip("(“\"'")[:1].isupper() for place, word in enumerate(said)]
    shouted = sum(word.isupper() and len(word) > 3 for word in said[1:]) * 2 > len(said[1:])
    heading = sum(capital) * 3 > 2 * len(said[1:]) and any(word.lower() in _SMALL and word.istitle() for word in said[1:])
    out = list(said)
    if said and base_form(said[0]):
        out[0] = said[0].lower()
    for run in _runs(capital, said):
        plain = all(
            _is_plain(said[place], lower) or (len(run) == 1 and _is_plain(said[place], _ordinary_words())) for place in run
        )
        for place in run:
            word = said[place]
            if plain or (shouted and len(word) > 3) or (heading and word.strip("(),.").istitle() and word not in _NAMES_TOO):
                out[place] = word.lower()
    return " ".join(out)


def with_whole_list(text: str) -> str:
    """ "pumps, valves, pipes" → "pumps, valves and pipes"; signs for "and" are written out."""
    text = re.sub(r"(?<=\w)\s&\s(?=[a-z])", " and ", text.strip(" ,"))
    head, _, tail = text.rpartition(", ")
    said = tail.split()
    if not head or len(said) > 3 or {"and", "or"}.intersection(said) or re.match(r"(?:\w+ly|as|with|including|\w+ing\s)", tail):
        return text
    form = base_form(said[0])
    return text if form and form[1] == "ing" else f"{head} and {tail}"


@lru_cache(maxsize=1)
def _ordinary_words() -> frozenset[str]:
    """Words that our own texts write in lower case."""
    texts = []
    for competency in library().competencies():
        wording = competency.wording
        texts += [competency.definition, *wording.anchors, *wording.written, *(prompt.prompt for prompt in wording.voice)]
    own = frozenset(re.findall(r"\b[a-z]{3,}\b", " ".join(texts)))
    return own | drafting_words.words("verbs") | drafting_words.words("job_nouns") | words("everyday")


def _runs(capital: list[bool], said: list[str]) -> list[list[int]]:
    """The places of words with capitals that stand together, joined by nothing more than a comma or "and"."""
    runs: list[list[int]] = []
    for place in (place for place, is_capital in enumerate(capital) if is_capital):
        joined = range(runs[-1][-1] + 1, place) if runs else None
        if joined is not None and all(said[between] in _JOINS for between in joined):
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _is_plain(word: str, known: frozenset[str]) -> bool:
    """Whether the word is an ordinary one, and no name."""
    core = word.strip("(),.:;/&“”\"'’")
    pieces = [piece for piece in re.split(r"[/&-]", core) if piece]
    return core not in _NAMES_TOO and all(
        len(piece) > 2 and piece.lower() in known and (piece.islower() or piece.istitle()) for piece in pieces
    )
