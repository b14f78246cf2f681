"""Questions are checked before they are asked of anybody: sound ones are kept, the others are named and left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from jobspecs.drafting.matching import content_stems
from jobspecs.drafting.protected import touches_protected_ground
from jobspecs.library.loader import library
from jobspecs.questions.base import Brief, BriefCompetency, Guide, WrittenQuestion

MOST_WORDS, LEAST_WORDS = 60, 6
PROBES = 2
VOICE = "voice"
HEAVY = Decimal("0.20")
_PRIVATE = re.compile(  # what a question that somebody has smuggled into a description may be for
    r"\byour\s+(?:\w+\s+){0,2}(?:passwords?|passcode|passport|bank\s+(?:account|details)|credit\s+card|card\s+number"
    r"|social\s+security|salary|phone\s+number|home\s+address)\b",
    re.I,
)
_ADDRESS = re.compile(r"https?://|\bwww\.|\w@\w", re.I)


def checked_questions(
    written: Sequence[WrittenQuestion], brief: Brief, *, kind: str, avoid: Collection[str] = ()
) -> tuple[list[WrittenQuestion], list[str]]:
    """Those that may be asked, with two probes where Cal asks and a guide, and notes on those that may not."""
    notes: list[str] = []
    kept: list[WrittenQuestion] = []
    said = {_bare(text) for text in avoid}
    for question in written:
        question = replace(question, text=" ".join(question.text.split()))
        problem = _problem(question, brief) or ("it was asked already" if _bare(question.text) in said else "")
        if problem:
            notes.append(f"A question was left out, as {problem}: “{_short(question.text)}”")
            continue
        said.add(_bare(question.text))
        kept.append(_completed(question, kind))
    return kept, notes


def _problem(question: WrittenQuestion, brief: Brief) -> str:
    """Why it may not be asked; "" for a sound one."""
    count = len(question.text.split())
    known = {competency.key for competency in brief.competencies}
    if question.competency not in known:
        return "it measures no competency of this spec"
    if count < LEAST_WORDS:
        return "it is too short to be understood"
    if count > MOST_WORDS:
        return f"it has over {MOST_WORDS} words"
    said = (question.text, *question.probes)
    if any(_ADDRESS.search(text) for text in said):
        return "it sends people to an address"
    if any(touches_protected_ground(text) for text in said):
        return "it touches a protected ground"
    if any(_PRIVATE.search(text) for text in said):
        return "it asks for what is private"
    if len(content_stems(question.text) & _matter(brief)) < 2:
        return "it would fit any job"
    return ""


def _matter(brief: Brief) -> frozenset[str]:
    """The words of the work: of the role clauses, the names and the description."""
    clauses = " ".join(f"{c.name} {c.for_this_role}" for c in brief.competencies)
    return content_stems(clauses) | content_stems(brief.title) | content_stems(brief.description)


def _completed(question: WrittenQuestion, kind: str) -> WrittenQuestion:
    known = library().find(question.competency)
    wording = known.wording if known else library().frame
    guide, probes = question.guide, question.probes
    if any(touches_protected_ground(text) for text in (guide.strong, guide.adequate, guide.weak)):
        guide = Guide()
    if not (guide.strong and guide.adequate and guide.weak):
        guide = Guide(
            guide.strong or wording.guide.strong, guide.adequate or wording.guide.adequate, guide.weak or wording.guide.weak
        )
    if kind == VOICE:
        spare = [probe for prompt in wording.voice for probe in prompt.probes if probe not in probes]
        probes = (*probes, *spare)[:PROBES]
    return replace(question, guide=guide, probes=tuple(probes))


def wanted_first(brief: Brief, asked: Collection[str], *, is_last_round: bool) -> list[str]:
    """The heavy competencies that nothing has asked yet, the heaviest first; in the last round each of them must be."""
    left = [c for c in brief.competencies if c.weight >= HEAVY and c.key not in asked]
    return [c.key for c in sorted(left, key=_by_weight)] if is_last_round else []


def _by_weight(competency: BriefCompetency) -> Decimal:
    return -competency.weight


def chosen(questions: Sequence[WrittenQuestion], count: int, must_ask: Sequence[str]) -> list[WrittenQuestion]:
    """At most `count`, in their order, so that room is left for what must be asked and is not among them."""
    needed = [next((q for q in questions if q.competency == key), None) for key in must_ask]
    first = [question for question in needed if question]
    room = count - len(must_ask)
    others = [question for question in questions if question not in first][: max(0, room)]
    return [question for question in questions if question in first or question in others][:count]


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def _short(text: str, length: int = 80) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
