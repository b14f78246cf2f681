"""The duties that fill the slots of question templates: the competency's own first, then others that share its matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jobspecs.drafting.base import Span
from jobspecs.drafting.cues import DUTY_LEAD
from jobspecs.drafting.headings import Part
from jobspecs.drafting.language import language_of
from jobspecs.drafting.lines import Line
from jobspecs.drafting.matching import content_stems, hits_in
from jobspecs.drafting.phrases import duty_clause, requirement_clause
from jobspecs.drafting.sections import Placed, posting_of
from jobspecs.drafting.verbs import base_form
from jobspecs.library.loader import library
from jobspecs.questions.base import Brief, BriefCompetency
from jobspecs.questions.brought import work_of_requirement
from jobspecs.questions.slots import SLOT_WORDS, is_work_of_title, slot_phrase, telling_stems, work_of_title

MOST = 6  # duties a competency is asked by
MOST_LINES = 150  # read for duties, so that the longest description takes no longer
_LENGTHS = (SLOT_WORDS, SLOT_WORDS - 5)  # words: where the usual clause does not stand alone, a shorter one may

_IN_LOWER_CASE = re.compile(r"(?<![\w.@/-])[a-zà-ÿ]{3,}(?![\w@/]|\.\w)")  # words, and no parts of addresses
_WORKING_PARTS = (Part.DUTIES, Part.ABOUT, Part.UNKNOWN, Part.REQUIRED, Part.PREFERRED)

# What it costs to ask a competency by a duty; the cheapest is taken first. Only the order of the sums matters.
OWN, FREE, LENT = 0.0, 1.0, 3.0  # the competency's own, nobody's, another competency's
BESIDE = 1.5  # as far as the phrase itself names nothing of the competency
REQUIRED = 1.0  # a requirement in place of a duty
VAGUE = 1.0  # one telling word only, or work that is named instead of told
OF_ANY_WORK = frozenset(["clear_communication", "organising_work", "solving_problems", "working_together"])  # any duty asks them
LEAST_SHARED = 0.5  # of a term's worth: a lent duty has to share matter with the competency


@dataclass(frozen=True)
class Duty:
    """A verb phrase that completes "you are asked to …", with the lines of the description it comes from."""

    text: str
    sources: tuple[Span, ...] = ()
    cost: float = OWN
    fits: bool = True  # names matter of the competency, so that its own templates read well with it


def duties_for(brief: Brief, competency: BriefCompetency) -> list[Duty]:
    """At most MOST duties by which this competency can be asked, the most fitting first; never empty.

    Where the description tells none that shares its matter, what every work needs (to communicate, to plan) is asked by any
    duty, and the work of the title stands in for the rest.
    """
    works = _works(brief.description) if brief.language == "en" else ()
    others = [other for other in brief.competencies if other.key != competency.key]
    costs = {work: cost for work in works if (cost := _cost(work, competency, others)) is not None}
    found = [Duty(work.phrase, (work.span,), cost, _fits(work.phrase, competency, brief.title)) for work, cost in costs.items()]
    own = [work.clause for work in works if _is_of(work, competency)]
    for clause in role_duties(competency.for_this_role):
        if _is_english(clause, brief.language) and not any(_same(clause, line) for line in own):
            cost = _vague(clause) + BESIDE * (1 - _shared(clause, competency))
            found.append(Duty(clause, _nearest(clause, brief.description), cost, _fits(clause, competency, brief.title)))
    distinct: list[Duty] = []
    for duty in sorted(found, key=lambda duty: duty.cost):
        if len(distinct) < MOST and not any(_same(duty.text, other.text) for other in distinct):
            distinct.append(duty)
    if not distinct and competency.key in OF_ANY_WORK:
        distinct = [Duty(work.phrase, (work.span,), LENT + work.cost) for work in _duties_only(works)][:MOST]
    return distinct or [Duty(work_of_title(brief.title), fits=brief.language == "en")]


def _duties_only(works: Sequence[_Work]) -> list[_Work]:
    """What is told as work and not asked for, in the order of the description; nothing that is only named."""
    return [work for work in works if not work.cost]


def role_duties(for_this_role: str) -> list[str]:
    """The clauses of "For this role: …" that can fill a slot."""
    phrases = (slot_phrase(clause) or _shorter(clause) for clause in _clauses(for_this_role.strip().rstrip(".")))
    return [phrase for phrase in phrases if phrase and not is_work_of_title(phrase)]


def _shorter(clause: str) -> str | None:
    told = duty_clause(Line(clause, 0, len(clause)), SLOT_WORDS)
    return slot_phrase(told) if told else None


@dataclass(frozen=True)
class _Work:
    """A line of the description that tells work."""

    phrase: str
    clause: str  # as a role clause has it
    span: Span
    cost: float  # for what kind of line it is


@lru_cache(maxsize=32)
def _works(description: str) -> tuple[_Work, ...]:
    lower = frozenset(_IN_LOWER_CASE.findall(description))
    lines = sorted(posting_of(description).of(*_WORKING_PARTS), key=lambda placed: _WORKING_PARTS.index(placed.part))
    first = sorted(lines[:MOST_LINES], key=lambda placed: placed.line.start)
    works = (_work(placed, lower) for placed in first)
    return tuple({work.phrase: work for work in works if work}.values())


def _work(placed: Placed, lower: frozenset[str]) -> _Work | None:
    asked = placed.part in {Part.REQUIRED, Part.PREFERRED}
    if placed.part in {Part.ABOUT, Part.UNKNOWN} and not DUTY_LEAD.match(placed.text):
        return None  # a title ("Support Specialist") or a heading, and what a company does, begin with verbs too
    for length in _LENGTHS:
        clause = requirement_clause(placed.line, length) if asked else duty_clause(placed.line, length)
        phrase = (work_of_requirement if asked else slot_phrase)(clause, lower=lower) if clause else None
        if phrase:
            role_clause = (requirement_clause if asked else duty_clause)(placed.line)
            span = Span(placed.line.start, placed.line.end)
            return _Work(phrase, role_clause or phrase, span, REQUIRED * asked + _vague(phrase))
    return None


def _vague(phrase: str) -> float:
    return VAGUE * (phrase.startswith(("handle ", "understand ")) or len(telling_stems(phrase)) < 2)


def _cost(work: _Work, competency: BriefCompetency, others: Sequence[BriefCompetency]) -> float | None:
    """None where the work has nothing to do with the competency."""
    shared = _shared(work.phrase, competency)
    if _is_of(work, competency):
        return OWN + work.cost + BESIDE * (1 - shared)
    if shared < LEAST_SHARED:
        return None
    lent = any(_is_of(work, other) or _shared(work.phrase, other) > shared for other in others)
    return (LENT if lent else FREE) + work.cost + BESIDE * (1 - shared)


def _is_of(work: _Work, competency: BriefCompetency) -> bool:
    """Whether "For this role: …" tells this work."""
    stems, told = content_stems(work.clause), content_stems(competency.for_this_role)
    return work.clause in competency.for_this_role or (len(stems) > 2 and len(stems & told) * 5 >= len(stems) * 4)


def _shared(phrase: str, competency: BriefCompetency) -> float:
    """How far a phrase is about the matter of a competency, 0 to 1: by the terms of the library, else by telling words."""
    if library().find(competency.key):
        return min(1.0, hits_in(phrase).get(competency.key, 0.0))
    stems = telling_stems(phrase)
    named = len(stems & telling_stems(competency.name))
    about = len(stems & telling_stems(f"{competency.definition} {competency.for_this_role}"))
    return 1.0 if named and about > 1 else 0.5 * (about > 1)


def _is_english(clause: str, language: str) -> bool:
    """Whether a clause fits into an English question: always, where the description is English."""
    return language == "en" or (clause.isascii() and language_of(clause) == "en")


def _fits(phrase: str, competency: BriefCompetency, title: str) -> bool:
    """Whether the competency's own templates read well with this work: it names their matter; or it names that of no other
    competency of the family, and the title is of the family."""
    known, named = library().find(competency.key), hits_in(phrase)
    if known is None or competency.key in named:
        return True
    family = next(family for family in library().families if family.key == known.family)
    beside = any(other.key in named for other in family.competencies)
    return not beside and any(re.search(rf"\b{re.escape(words)}\b", title, re.I) for words in family.titles)


def _nearest(clause: str, description: str) -> tuple[Span, ...]:
    """The line that a clause of "For this role: …" in somebody's own words is nearest to, if one is near."""
    stems = content_stems(clause)
    lines = [placed.line for placed in posting_of(description).of(*_WORKING_PARTS)]
    nearest = max(lines, key=lambda line: len(content_stems(line.text) & stems), default=None)
    near = nearest is not None and len(content_stems(nearest.text) & stems) * 2 > len(stems)
    return (Span(nearest.start, nearest.end),) if nearest and near else ()


_CUT = re.compile(r";\s+(?:and\s+)?|,\s+and\s+|,\s+(?=[a-z]+\s)")


def _clauses(text: str) -> list[str]:
    """Cut only before a verb of duties, so that lists inside a clause stay whole."""
    cuts = [0]
    for match in _CUT.finditer(text):
        following = text[match.end() :].split(" ", 1)[0]
        form = base_form(following)
        if form and form[1] == "base" and (";" in match.group() or "and" in match.group()):
            cuts.append(match.end())
    ends = [*cuts[1:], len(text)]
    return [re.sub(r"[;,\s]+(?:and\s*)?$", "", text[a:b]).strip() for a, b in zip(cuts, ends, strict=True)]


def _same(a: str, b: str) -> bool:
    """Whether two phrases say the same: one is most of the other."""
    one, two = content_stems(a), content_stems(b)
    return len(one & two) * 10 >= min(len(one), len(two)) * 7
