"""The drafting engine behind which a language model stands (docs/llm.md).

Two questions: one for title, level and competencies with their weights, one for the must-haves. What comes back is given on as
it is, but for its form; whether it is sound is decided where all engines are checked (checked.py). Levels of the competencies are
not asked for: what answers are held against comes from the library, or from its frame.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal

from config.llm import Client, Meter, ModelAway
from jobspecs.drafting.answers import Competencies, Competency, MustHave, MustHaves
from jobspecs.drafting.base import (
    DraftedCompetency,
    DraftedMustHave,
    DraftedWeight,
    EngineAway,
    Reading,
    Span,
)
from jobspecs.drafting.lines import Line
from jobspecs.drafting.locating import sentence_around, shared_runs, sources_of, span_of
from jobspecs.drafting.matching import content_stems, hits_in
from jobspecs.drafting.offline import OfflineDrafting
from jobspecs.drafting.phrases import duty_clause, joined, requirement_clause
from jobspecs.drafting.prompts import COMPETENCIES, MUST_HAVES, description_prompt
from jobspecs.drafting.sections import posting_of
from jobspecs.drafting.trades import trade_of
from jobspecs.drafting.verbs import base_form
from jobspecs.library.loader import LibraryCompetency, library

LONGEST = 40_000  # characters of a description that a model is asked to read, some 10,000 tokens, four times a draft
SURE, LIKELY = 1.0, 0.5  # how strongly a name must speak for a competency of the library: alone, and with its role clause
REASON_WORDS = 20
CLAUSES = 2  # sentences in a role clause that is put together from them
RUN = 3  # words in a row
STRANGE = 0.3  # the share of words of a role clause that need not stand in the description
PADDING = 0.5  # the share of strange words from which on the end of a clause is no part of the description


@contextmanager
def away_as_engine() -> Iterator[None]:
    """A model that is away makes an engine that is away. Raises EngineAway."""
    try:
        yield
    except ModelAway as away:
        raise EngineAway(str(away)) from away


class LlmDrafting:
    """Asks the model that the settings name. Every method may raise EngineAway; `read` also DraftingFailed."""

    def __init__(self, meter: Meter) -> None:
        self._client = Client(meter)
        self._answers: dict[str, Competencies] = {}  # by description: one answer serves three steps
        self.name = self._client.name

    def read(self, text: str) -> Reading:
        """Title, level and language. Raises DraftingFailed where there is too little to read."""
        read = OfflineDrafting().read(text)
        answer = self._answer(text)
        return Reading(text=text, title=answer.title, level=answer.level, language=read.language)

    def competencies(self, reading: Reading) -> list[DraftedCompetency]:
        """As many as the model names, in its order, those that the library knows under their key of the library."""
        families = trade_of(reading.title, posting_of(reading.text).placed).families
        taken: set[str] = set()
        drafted = []
        for found in self._answer(reading.text).competencies:
            known = known_competency(found.name, found.for_this_role, families)
            known = None if known is None or known.key in taken else known
            drafted.append(_drafted(found, known, reading.text))
            taken.add(drafted[-1].key)
        return drafted

    def weights(self, reading: Reading, competencies: Sequence[DraftedCompetency]) -> dict[str, DraftedWeight]:
        """As the model gives them, balanced or not, found again by name: keys may have changed since."""
        given = {_bare(found.name): found for found in reversed(self._answer(reading.text).competencies)}
        return {
            competency.key: DraftedWeight(Decimal(str(round(found.weight, 4))), _reason(found.reason, reading.text))
            for competency in competencies
            if (found := given.get(_bare(competency.name)))
        }

    def must_haves(self, reading: Reading) -> list[DraftedMustHave]:
        """One line each, with the sentence of the description that it stands in."""
        self._refuse_length(reading.text)
        with away_as_engine():
            answer = self._client.ask(
                purpose="must_haves", instructions=MUST_HAVES, prompt=description_prompt(reading.text), answer=MustHaves
            )
        return [_must_have(found, reading.text) for found in answer.must_haves]

    def _answer(self, text: str) -> Competencies:
        if text not in self._answers:
            self._refuse_length(text)
            with away_as_engine():
                self._answers[text] = self._client.ask(
                    purpose="competencies", instructions=COMPETENCIES, prompt=description_prompt(text), answer=Competencies
                )
        return self._answers[text]

    def _refuse_length(self, text: str) -> None:
        if len(text) > LONGEST:
            raise EngineAway(f"is given descriptions of up to {LONGEST:,} characters, and this one has {len(text):,}")


def _drafted(found: Competency, known: LibraryCompetency | None, text: str) -> DraftedCompetency:
    clause, sources = role_clause(found.for_this_role, text), sources_of(text, found.words)
    if not _is_drawn_from(clause, text):  # or drawn so freely that little of the description is left
        clause = clause_from(text, sources) or clause
    return DraftedCompetency(
        key=known.key if known else "_".join(re.findall(r"[a-z0-9]+", found.name.lower())),
        name=" ".join(found.name.split()),
        definition=known.definition if known else _definition(found, text),
        for_this_role=clause,
        anchors=known.wording.anchors if known else ("", "", "", "", ""),
        sources=sources or sources_of(text, [], clause),
    )


def _definition(found: Competency, text: str) -> str:
    """The model's, unless it says again what the role clause says; then the check puts a general one in."""
    definition, clause = content_stems(found.definition), content_stems(found.for_this_role)
    says_it_again = len(definition & clause) * 2 > len(definition)
    return "" if says_it_again or not scripts_in(found.definition) <= scripts_in(text) else " ".join(found.definition.split())


def _reason(told: str, text: str) -> str:
    words = told.split() if scripts_in(told) <= scripts_in(text) else []
    return " ".join(words[:REASON_WORDS]).rstrip(".") + ("…" if len(words) > REASON_WORDS else "")


def scripts_in(text: str) -> set[str]:
    """The scripts of its letters, by their names in Unicode: LATIN, CYRILLIC, CJK …

    A small model slips into another language where it is held to a length.
    """
    return {unicodedata.name(character, "").split(" ")[0] for character in set(text) if character.isalpha()} | {"LATIN"}


def _must_have(found: MustHave, text: str) -> DraftedMustHave:
    place = span_of(text, found.words) or span_of(text, found.text)
    source = sentence_around(text, place) if place else None
    return DraftedMustHave(kind=found.kind.strip().lower(), text=found.text, source=source)


def known_competency(name: str, clause: str, families: Collection[str]) -> LibraryCompetency | None:
    """The competency of the library that this is: by its name, else where the name speaks plainly for one alone, and for one of
    another trade than these families (`Trade.families`) only where the role clause does so too.
    """
    stems = content_stems(name)
    for competency in library().competencies():
        if stems and stems == content_stems(competency.name):
            return competency
    hits = sorted(hits_in(name).items(), key=lambda hit: -hit[1])
    if not hits or (len(hits) > 1 and hits[1][1] == hits[0][1]):
        return None
    key, worth = hits[0]
    known, is_told = library().find(key), key in hits_in(clause)
    is_near = known is not None and known.family in families
    return known if (worth >= SURE and (is_near or is_told)) or (worth >= LIKELY and is_near and is_told) else None


_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_LEAD = re.compile(r"^(?:for this role:|(?:you|they|this (?:person|role)) (?:will|would|must|should)\b)\s*", re.I)


def role_clause(told: str, text: str) -> str:
    """The clause as it goes on after "For this role: ", without what the model has added to the description at its end."""
    sentences = _SENTENCE_ENDS.split(_LEAD.sub("", told.strip()))
    clauses = [_begun_small(clause) for sentence in sentences if (clause := _without_padding(sentence.rstrip(" .!?"), text))]
    return f"{'; '.join(clauses)}." if clauses else ""


def _without_padding(told: str, text: str) -> str:
    parts, words = told.split(", "), content_stems(text)
    while len(parts) > 1 and (last := content_stems(parts[-1])) and len(last - words) > PADDING * len(last):
        parts.pop()
    return _told_to_do(", ".join(parts))


def clause_from(text: str, sources: Sequence[Span]) -> str:
    """A role clause put together by rules from the sentences that the model rests a competency on; "" for none."""
    lines = [Line(text[span.start : span.end], span.start, span.end) for span in sources]
    return joined([_clause_of(line) for line in lines[:CLAUSES]]) if lines else ""


def _clause_of(line: Line) -> str:
    """By our own rules; as it stands where those find no verb in it and would only put one before it."""
    clause = duty_clause(line) or requirement_clause(line)
    return clause if clause and not clause.startswith("handle ") else _begun_small(line.text.rstrip(" .;"))


def _begun_small(text: str) -> str:
    """ "Keep the log" → "keep the log"; "HACCP records" stay."""
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def _is_drawn_from(clause: str, text: str) -> bool:
    """Whether a clause is made of the words of the text, and some of them stand in a row as they do there."""
    words = content_stems(clause)
    return len(words - content_stems(text)) <= STRANGE * len(words) and bool(shared_runs(text, clause, least=RUN))


_VERB = re.compile(r"(?:^|(?<=, )|(?<=\band )|(?<=\bor ))(?:and |or )?([A-Za-z]+)(?=\s+(?!and\b|or\b)\w)")


def _told_to_do(clause: str) -> str:
    """ "plans the night and orders flour" → "plan the night and order flour"; other clauses as they are."""
    first = base_form(clause.split()[0].lower()) if clause.strip() else None
    if first is None or first[1] != "s":
        return clause

    def told(match: re.Match[str]) -> str:
        verb = base_form(match[1].lower())
        return match[0] if verb is None or verb[1] != "s" else match[0].removesuffix(match[1]) + verb[0]

    return _VERB.sub(told, clause)


def _bare(name: str) -> str:
    return re.sub(r"\W+", " ", name.casefold()).strip()
