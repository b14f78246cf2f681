"""The duties that fill the slots of question templates: those of the competency first, then others of the description."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from jobspecs.drafting.headings import Part
from jobspecs.drafting.matching import content_stems
from jobspecs.drafting.phrases import duty_clause
from jobspecs.drafting.sections import posting_of
from jobspecs.drafting.verbs import base_form
from jobspecs.questions.base import Brief, BriefCompetency

SLOT_WORDS = 18
OTHERS = 2  # duties of the description besides the competency's own
_CUT = re.compile(r";\s+(?:and\s+)?|,\s+and\s+|,\s+(?=[a-z]+\s)")


def duties_for(brief: Brief, competency: BriefCompetency) -> list[str]:
    """Verb phrases that complete "you are asked to …", the most fitting first. May be empty."""
    own = role_duties(competency.for_this_role)
    about = content_stems(f"{competency.name} {competency.definition} {competency.for_this_role}")
    others = sorted(_all_duties(brief.description), key=lambda clause: -len(content_stems(clause) & about))
    further = (clause for clause in others if not any(_same(clause, duty) for duty in own))
    return list(dict.fromkeys([*own, *islice(further, OTHERS if own else OTHERS + 1)]))


@lru_cache(maxsize=32)
def _all_duties(description: str) -> tuple[str, ...]:
    clauses = (duty_clause(placed.line, SLOT_WORDS) for placed in posting_of(description).of(Part.DUTIES))
    return tuple(dict.fromkeys(clause for clause in clauses if clause))


def role_duties(for_this_role: str) -> list[str]:
    """The clauses of "For this role: …" that begin with a verb of duties, each short enough for a slot."""
    clauses = [re.sub(r":\s.*$", "", clause) for clause in _clauses(for_this_role.strip().rstrip("."))]
    return [clause for clause in clauses if _is_work(clause) and 3 <= len(clause.split()) <= SLOT_WORDS + 2]


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


def _is_work(clause: str) -> bool:
    words = clause.split()
    first = words[1] if len(words) > 1 and words[0].endswith("ly") else words[0] if words else ""
    return base_form(first) is not None and not clause.startswith("draw on")


def _same(a: str, b: str) -> bool:
    """Whether two clauses say the same: one is most of the other."""
    one, two = content_stems(a), content_stems(b)
    return len(one & two) * 10 >= min(len(one), len(two)) * 7
