"""What must hold across the files of the library: nothing said twice, no term of too many, no protected ground.

`loader` checks each file by itself while it reads; this goes through all of them, for `python -m jobspecs.library` and
`make test`. It returns every mistake at once, so that whoever writes an entry mends them in one go.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from jobspecs.drafting.matching import content_stems, folded_words
from jobspecs.drafting.protected import touches_protected_ground
from jobspecs.library.loader import FRAME_FILE, Library, LibraryCompetency, Wording

MOST_SHARING = 4  # competencies with one term: a word of more tells none of them from the others
ALIKE = 0.6  # of the telling words of two texts together: sharing more, they are one text in two places
# What questions have in common: "Here you would {duty}. Tell me about …"
_LEAD = re.compile(r"^[^.?!{]*\{duty\}\.\s*|tell me about|\{\w+\}", re.I)


@dataclass(frozen=True)
class Said:
    """A text of the library: where it stands ("sales.yaml: new_business: anchors 3"), what kind it is, and its telling words."""

    where: str
    kind: str
    text: str

    @property
    def words(self) -> frozenset[str]:
        return content_stems(_LEAD.sub(" ", self.text))


def mistakes_in(library: Library) -> list[str]:
    """Every mistake that only shows across the files, each with file, competency and field; empty where all is well."""
    said = list(_texts(library))
    return [*_repeats(said), *_alike(said), *_overshared_terms(library), *_protected(said)]


def _texts(library: Library) -> Iterator[Said]:
    for competency in library.competencies():
        where = _place(competency)
        yield Said(f"{where}: name", "name", competency.name)
        for term, name in competency.names.items():
            yield Said(f"{where}: names: {term}", "other name", name)
        yield Said(f"{where}: definition", "definition", competency.definition)
        yield from _texts_of(competency.wording, where)
    yield from _texts_of(library.frame, FRAME_FILE)


def _texts_of(wording: Wording, where: str) -> Iterator[Said]:
    for level, anchor in enumerate(wording.anchors, start=1):
        yield Said(f"{where}: anchors {level}", "anchor", anchor)
    for place, template in enumerate(wording.written, start=1):
        yield Said(f"{where}: written {place}", "question", template)
    for place, prompt in enumerate(wording.voice, start=1):
        yield Said(f"{where}: voice {place}", "question", prompt.prompt)
        for probe in prompt.probes:
            yield Said(f"{where}: voice {place}: probes", "probe", probe)
    for part in ("strong", "adequate", "weak"):
        yield Said(f"{where}: guide: {part}", "guide", getattr(wording.guide, part))


def _place(competency: LibraryCompetency) -> str:
    return f"{competency.family}.yaml: {competency.key}"


def _repeats(said: list[Said]) -> Iterator[str]:
    """The same words twice. Probes may come back, a short question fits in many places; other names may, for two terms."""
    first: dict[tuple[str, str], Said] = {}
    for one in said:
        if one.kind in {"probe", "other name"}:
            continue
        before = first.setdefault((one.kind, " ".join(one.text.lower().split())), one)
        if before is not one:
            yield f"{one.where} repeats {before.where}: {one.text!r}"


def _alike(said: list[Said]) -> Iterator[str]:
    """Anchors and questions that differ in a word or two only: a candidate would be asked the same under two names."""
    for kind in ("anchor", "question"):
        worded = [(one, one.words) for one in said if one.kind == kind]
        for (one, words), (other, others) in combinations(worded, 2):
            shared = len(words & others)
            if shared > ALIKE * (len(words) + len(others) - shared) and one.text != other.text:
                yield f"{other.where} is too close to {one.where}: {other.text!r}"


def _overshared_terms(library: Library) -> Iterator[str]:
    holders: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for competency in library.competencies():
        for term in competency.terms:
            holders[tuple(folded_words(term))][_place(competency)] = term
    for found in holders.values():
        if len(found) > MOST_SHARING:
            *others, last = found
            yield f"{last}: terms: {found[last]!r} stands in {len(found)} competencies ({', '.join(others)} too)"


def _protected(said: list[Said]) -> Iterator[str]:
    """Of what a candidate reads or hears; an anchor may say "family", where the job is with families."""
    for one in said:
        if one.kind in {"question", "probe"} and touches_protected_ground(one.text):
            yield f"{one.where} touches a protected ground: {one.text!r}"
