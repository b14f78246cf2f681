"""A sentence or two that say why a score is what it is, for a person who checks it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from scoring.grading.features import Features
from scoring.grading.readings import Reading
from scoring.grading.rubrics import Statement, Target

LEFT_UNANSWERED = "Left unanswered."
NOT_ASKED = "Not asked."
TECHNICAL = "There was nothing to read, for a technical reason."
NOTHING = "Bears out nothing that this competency asks for."
UNREADABLE = "The answer could not be read as English text."

UNTIED = "untied"
MEETS_FROM = 0.3  # share of an anchor statement's words that an answer must meet to bear it out
LONGEST_STATEMENT = 110  # characters of an anchor in a reason
OPEN_FROM = 0.45
SAID = {
    "checked": "what was checked",
    "recorded": "what was put in writing",
    "ruled": "the rule or limit that held",
    "resulted": "what came of it",
    "reasoned": "why",
    "counted": "figures",
}
MISSED = ("checked", "resulted", "reasoned", "counted")  # what an interviewer would ask next, in this order
_NOT_COUNTED = {
    "instructions": "Words that speak to the grader were not counted.",
    "question_pasted": "Words pasted from the question were not counted.",
    "rubric_pasted": "Words pasted from the rubric were not counted.",
    "keyword_list": "A list of words was not counted as an answer.",
    UNTIED: "Tells much in words that neither question nor rubric has; a program cannot weigh that. Read it yourself.",
}


def reason_of(
    level: int, readings: Sequence[Reading], features: Sequence[Features], target: Target, flags: Collection[str]
) -> str:
    """What the answers bear out and say, what they leave open or do not say, and what was set aside."""
    named = frozenset().union(*(f.families for f in features))
    said = [name for name in SAID if name in named]
    statement = borne_out(readings, target)
    sentence = _first_sentence(level, [SAID[name] for name in said[:3]], features, statement)
    second = next((text for flag, text in _NOT_COUNTED.items() if flag in flags), "") or _lacking(level, features, named)
    return f"{sentence} {second}".strip()


def _first_sentence(level: int, said: Sequence[str], features: Sequence[Features], statement: Statement | None) -> str:
    if level == 1:
        but = "leaves more open than it shows" if _is_open(features) else "hardly in words of the question or the competency"
        return f"Says {_and(said)}, but {but}." if said else NOTHING
    if not any(f.is_concrete for f in features):
        start = "Says what was done" if any(f.acted > 0 for f in features) else "Speaks of the competency"
        start += ", but names no check, rule, result or reason"
    else:
        start = f"Says {_and(said)}" if said else "Says what was done"
    return f"{start}; bears out “{_short(statement.text)}” (level {statement.level})." if statement else f"{start}."


def borne_out(readings: Sequence[Reading], target: Target) -> Statement | None:
    """The anchor statement of level 3 or higher that the answers meet best, None when they meet none well."""
    said = frozenset(stem for reading in readings for clause in reading.clauses if not clause.open for stem in clause.said)
    met = [(_share(statement, said, target), statement) for statement in target.statements if statement.level >= 3]
    share, statement = max(met, key=lambda pair: pair[0], default=(0.0, None))
    return statement if share >= MEETS_FROM else None


def _share(statement: Statement, said: frozenset[str], target: Target) -> float:
    whole = sum(target.weights[stem] for stem in sorted(statement.stems))
    met = sorted(statement.stems & said)
    return sum(target.weights[stem] for stem in met) / whole if len(met) >= 2 else 0.0


def _lacking(level: int, features: Sequence[Features], named: Collection[str]) -> str:
    if _is_open(features):
        return "Much is left open or to others."
    missing = [SAID[name] for name in MISSED if name not in named]
    return f"Not said: {_and(missing[:2])}." if missing and level < 5 else ""


def _is_open(features: Sequence[Features]) -> bool:
    return bool(features) and sum(f.open_share for f in features) >= OPEN_FROM * len(features)


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _short(text: str) -> str:
    text = text.rstrip(".,;: ")
    return text if len(text) <= LONGEST_STATEMENT else text[:LONGEST_STATEMENT].rsplit(" ", 1)[0].rstrip(",;: ") + " …"
