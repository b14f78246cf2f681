"""Competencies made from the description itself, for work that no library entry covers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from math import sqrt
from unicodedata import combining, normalize

from jobspecs.drafting.base import DraftedCompetency
from jobspecs.drafting.composing import composed
from jobspecs.drafting.foreign import foreign_name
from jobspecs.drafting.matching import content_stems
from jobspecs.drafting.naming import is_plain, name_from, name_of_label
from jobspecs.drafting.pieces import Phrase
from jobspecs.library.loader import library

GROUP = 3  # phrases of one competency
EVERYWHERE = 0.3  # of all phrases: a word that more of them say tells none from another
_OF_MANY_NAMES = content_stems(
    "management maintenance planning development care preparation support control design practice work service services process"
    " operation operations building production research analysis testing training quality"
)
LEAST_QUALITY = 0.55  # of a phrase that a competency is made of: none that only names, or says what all jobs say


def competencies_from(
    phrases: Iterable[Phrase], count: int, *, taken: Collection[DraftedCompetency], strict: bool = True
) -> list[DraftedCompetency]:
    """At most `count` competencies, each around a phrase that gives it a name, and what resembles it. Less where names lack.

    `strict`: none about a thing that one of the library is about.
    """
    found: list[DraftedCompetency] = []
    for group in _groups(list(phrases)) if count > 0 else []:
        competency = _from_group(group)
        if competency and not _is_there(competency, [*taken, *found], strict=strict):
            found.append(competency)
        if len(found) == count:
            break
    return found


def name_of(phrase: Phrase) -> str:
    """The name that a phrase gives a competency; "" where it gives none."""
    if phrase.is_quoted:
        return foreign_name(phrase.text)
    return name_of_label(phrase.label) or name_from(phrase.text)


def _groups(phrases: list[Phrase]) -> list[list[Phrase]]:
    """Each phrase that gives a name opens a group, and those like it join; the fullest groups first."""
    groups: list[list[Phrase]] = []
    phrases = [phrase for phrase in phrases if phrase.quality >= LEAST_QUALITY]
    counts = Counter(stem for phrase in phrases for stem in content_stems(phrase.text))
    everywhere = {stem for stem, count in counts.items() if count > max(2, len(phrases) * EVERYWHERE)}
    for phrase in phrases:
        near = next((group for group in groups if _are_near(phrase, group[0], everywhere)), None)
        if near is not None and len(near) < GROUP:
            near.append(phrase)
        elif near is None and name_of(phrase) and (is_plain(phrase.text) or not phrase.is_asked):
            groups.append([phrase])
    return sorted(groups, key=lambda group: -_worth(group))


def _worth(group: list[Phrase]) -> float:
    """More for more phrases, for a name that says what is done, and for a short one."""
    name = name_of(group[0])
    plain = 1.0 if is_plain(group[0].text) or group[0].label else 0.6
    return sqrt(sum(phrase.quality for phrase in group)) * plain * (1.0 if len(name.split()) <= 3 else 0.7)


def _are_near(one: Phrase, other: Phrase, everywhere: set[str]) -> bool:
    """Whether two phrases are about the same thing: they share a word of the name, or two words of substance.

    Words of most phrases tell nothing: all that a gamekeeper does is about game.
    """
    if one.is_quoted or (one.label and one.label != other.label):
        return False  # which of its words are of substance is not known, or the description sets them apart
    if one.source == other.source and len(name_of(one)) < len(name_of(other)):
        return True
    shared = (content_stems(one.text) & content_stems(other.text)) - everywhere
    return len(shared) >= 2 or bool(shared & content_stems(name_of(other)))


def _from_group(group: list[Phrase]) -> DraftedCompetency | None:
    name = name_of(group[0])
    plain = "".join(sign for sign in normalize("NFKD", name.lower()) if not combining(sign))
    key = "_".join(re.findall(r"[a-z0-9]+", plain))
    clause = composed(group)
    if not key or not key[0].isalpha() or clause is None:
        return None
    frame, work = library().frame, f"“{name}”" if group[0].is_quoted else name.lower()
    one, two, three, four, five = (anchor.format(work=work) for anchor in frame.anchors)
    return DraftedCompetency(
        key=key,
        name=name,
        definition=library().frame_definition.format(work=work),
        for_this_role=clause.text,
        anchors=(one, two, three, four, five),
        sources=clause.sources,
    )


def _is_there(competency: DraftedCompetency, others: Iterable[DraftedCompetency], *, strict: bool) -> bool:
    """Whether another competency has its key, a name about the same thing, or the same clause."""
    about = content_stems(competency.name) - _OF_MANY_NAMES
    return any(
        other.key == competency.key
        or other.for_this_role == competency.for_this_role
        or (strict and about & content_stems(other.name) and not _both_made(competency, other))
        or len(about & content_stems(other.name)) * 2 > len(about)
        for other in others
    )


def _both_made(one: DraftedCompetency, other: DraftedCompetency) -> bool:
    """Whether neither is of the library: two made ones may share a thing, "Hive Inspection" and "Hive Moving"."""
    return library().find(one.key) is None and library().find(other.key) is None
