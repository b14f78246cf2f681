"""What an engine drafts is checked before anybody sees it: made sound where that can be done, left out where it cannot.

Pure functions. Each gives back what is sound and notes for people: full sentences on what was changed. What nothing sound is
left of raises EngineAway, so that another engine can do it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import count

from jobspecs.drafting.base import (
    DraftedCompetency,
    DraftedMustHave,
    DraftedWeight,
    EngineAway,
    Reading,
    Span,
)
from jobspecs.drafting.headings import Part
from jobspecs.drafting.language import language_of
from jobspecs.drafting.levels import level_of
from jobspecs.drafting.matching import content_stems
from jobspecs.drafting.phrases import NO_TITLE
from jobspecs.drafting.prompts import LEVELS
from jobspecs.drafting.protected import in_neutral_words, touches_protected_ground
from jobspecs.drafting.sections import Placed, posting_of
from jobspecs.drafting.titles import title_of
from jobspecs.drafting.verbs import base_form
from jobspecs.drafting.weighing import STEP, capped
from jobspecs.library.loader import library

LEAST, MOST = 3, 6  # competencies
TITLE_WORDS, NAME_WORDS, NAME_LENGTH = 12, 6, 60
DEFINITION_WORDS, CLAUSE_WORDS, MUST_HAVE_WORDS, MOST_MUST_HAVES = 60, 60, 45, 30
GROUNDED = 0.7  # the share of content words that must stand in the description
LEVELS_APART = 2  # that an engine and our own rules may be, who are seldom more than one from what is right
HEAVIEST = 10  # steps: 0.50; above it a draft says nothing of the other competencies
MOST_GIVEN = 1_000_000  # a weight that is a number but no weight
ALIKE = 0.75  # of the smaller name's words


def checked_reading(reading: Reading) -> tuple[Reading, list[str]]:
    """Title, level and language as they may be stored; what is no title, level or language is read by our own rules."""
    notes = []
    posting = posting_of(reading.text)
    title = " ".join(reading.title.split())
    read = title_of(posting)
    if not title or len(title.split()) > TITLE_WORDS or not _is_title(title, read, reading.text):
        notes.append(f"The title “{_short(title)}” is not in the description: “{read}” was read from it instead.")
        title = read
    level = reading.level.strip().lower()
    by_rules = level_of(posting, title)
    if level not in LEVELS or abs(LEVELS.index(level) - LEVELS.index(by_rules)) > LEVELS_APART:
        notes.append(f"The level “{_short(reading.level)}” is not borne out by the description: read as {by_rules}.")
        level = by_rules
    language = reading.language if re.fullmatch(r"[a-z]{2}", reading.language) else language_of(reading.text)
    return Reading(text=reading.text, title=title, level=level, language=language), notes


def _is_title(title: str, read: str, text: str) -> bool:
    """Whether a title stands in the description, and has a word of the one that our own rules read there."""
    words = content_stems(title)
    return _is_grounded(title, text, 0.5) and (read == NO_TITLE or bool(words & content_stems(read)))


def checked_competencies(found: Sequence[DraftedCompetency], reading: Reading) -> tuple[list[DraftedCompetency], list[str]]:
    """Three to six sound competencies of different names, each with its role clause from the description.

    Raises EngineAway where fewer than three are left.
    """
    notes: list[str] = []
    kept: list[DraftedCompetency] = []
    for drafted in found:
        sound, problem = _sound(drafted, reading.text)
        if sound is None:
            notes.append(f"The competency “{_short(drafted.name)}” was left out: {problem}.")
        elif twin := next((other for other in kept if _are_alike(other, sound)), None):
            notes.append(f"“{sound.name}” was left out: it repeats “{twin.name}”.")
        else:
            kept.append(replace(sound, key=_free_key(sound.key, {other.key for other in kept})))
    if len(kept) > MOST:
        left_out = ", ".join(f"“{competency.name}”" for competency in kept[MOST:])
        notes.append(f"A spec has at most {MOST} competencies: {left_out} came after these and was left out.")
    if len(kept) < LEAST:
        raise EngineAway(f"named {len(kept)} usable competencies of {len(found)}, and a spec needs {LEAST}")
    return kept[:MOST], notes


def _sound(drafted: DraftedCompetency, text: str) -> tuple[DraftedCompetency | None, str]:
    """The competency, mended, or None and why there is nothing to mend."""
    name = " ".join(drafted.name.split()).strip(" .,:;")
    if not name or not any(character.isalpha() for character in name):
        return None, "it has no name"
    if len(name) > NAME_LENGTH or len(name.split()) > NAME_WORDS or _is_a_duty(name):
        return None, "its name is a duty, not a competency"
    if touches_protected_ground(name) and name.lower() not in text.lower():
        return None, "it touches a protected ground"
    clause = _sentence(drafted.for_this_role)
    if not clause or not _is_grounded(clause, text, GROUNDED):
        return None, "the description says nothing of it"
    if len(clause.split()) > CLAUSE_WORDS:
        return None, f"its role clause has over {CLAUSE_WORDS} words"
    return (
        replace(
            drafted,
            key=_key(drafted.key) or _key(name),
            name=name,
            definition=_definition(drafted, name),
            for_this_role=clause,
            anchors=_anchors(drafted, name),
            sources=tuple(span for span in drafted.sources if 0 <= span.start < span.end <= len(text)),
        ),
        "",
    )


def _definition(drafted: DraftedCompetency, name: str) -> str:
    definition = _sentence(drafted.definition)
    if 3 <= len(definition.split()) <= DEFINITION_WORDS and in_neutral_words(definition) is not None:
        return definition
    known = library().find(drafted.key)
    return known.definition if known else library().frame_definition.format(work=name.lower())


def _anchors(drafted: DraftedCompetency, name: str) -> tuple[str, str, str, str, str]:
    """Five different anchors; those of the library, or of its frame, where the engine's are none."""
    given = tuple(" ".join(anchor.split()) for anchor in drafted.anchors)
    if len(given) == 5 and all(given) and len(set(given)) == 5:
        return given
    known = library().find(drafted.key)
    wording = known.wording if known else library().frame
    one, two, three, four, five = (anchor.format(work=name.lower()) if not known else anchor for anchor in wording.anchors)
    return one, two, three, four, five


def checked_weights(
    weights: Mapping[str, DraftedWeight], competencies: Sequence[DraftedCompetency], emphasis: Mapping[str, DraftedWeight]
) -> tuple[dict[str, DraftedWeight], list[str]]:
    """A weight for each competency, in steps of 0.05, between 0.05 and 0.50, summing to exactly 1.00.

    `emphasis` is what the description's own emphasis gives; it stands in where the weights say nothing: all alike, or none.
    """
    keys = [competency.key for competency in competencies]
    given = {key: weights[key].value for key in keys if key in weights and _is_positive(weights[key].value)}
    if _are_sound([weights[key].value for key in keys if key in weights], len(keys)):
        return {key: weights[key] for key in keys}, []
    if len(set(given.values())) < 2:
        note = "The weights said nothing, being all alike: they were drawn from the description's emphasis instead."
        return {key: emphasis[key] for key in keys}, [note]
    shares = [Fraction(given.get(key, Decimal(0))) for key in keys]
    total = sum(given.values(), start=Decimal(0))
    steps = capped(shares, least=1, most=HEAVIEST)
    balanced = {key: STEP * count for key, count in zip(keys, steps, strict=True)}
    reasons = {key: weights[key].reason if key in weights else "" for key in keys}
    return {key: DraftedWeight(value, reasons[key]) for key, value in balanced.items()}, [
        _weighed(total, given, balanced, competencies)
    ]


def _are_sound(values: Sequence[Decimal], count: int) -> bool:
    return (
        len(values) == count
        and all(_is_positive(value) and value % STEP == 0 and value <= STEP * HEAVIEST for value in values)
        and sum(values) == 1
    )


def _is_positive(value: Decimal) -> bool:
    return value.is_finite() and 0 < value < MOST_GIVEN


def _weighed(
    total: Decimal, given: Mapping[str, Decimal], balanced: Mapping[str, Decimal], competencies: Sequence[DraftedCompetency]
) -> str:
    changes = [(c.name, given.get(c.key, Decimal(0)), balanced[c.key]) for c in competencies]
    changed = [f"{name} {before:.2f} → {after:.2f}" for name, before, after in changes if before != after]
    return f"The weights summed to {total:.2f} and were brought to 1.00 in steps of 0.05: {', '.join(changed)}."


def checked_must_haves(found: Sequence[DraftedMustHave], text: str) -> tuple[list[DraftedMustHave], list[str]]:
    """Clean, different lines that stand in the description, at most thirty."""
    kept: list[DraftedMustHave] = []
    seen: set[str] = set()
    invented, offered = 0, 0
    placed = posting_of(text).placed
    for drafted in found:
        line = " ".join(drafted.text.split()).strip(" •*-–—;,.:")
        key = re.sub(r"\W+", " ", line.lower()).strip()
        if not key or key in seen or len(line.split()) > MUST_HAVE_WORDS:
            continue
        if not _is_grounded(line, text, GROUNDED):
            invented += 1
            continue
        if drafted.source and _is_offered(drafted.source, placed):
            offered += 1
            continue
        seen.add(key)
        kind = "preferred" if drafted.kind == "preferred" else "required"
        source = drafted.source if drafted.source and _is_inside(drafted.source, text) else None
        kept.append(DraftedMustHave(kind, line[:1].upper() + line[1:], source))
    them = "it" if invented == 1 else "them"
    notes = [] if not invented else [f"{_count(invented, 'must-have')} left out: the description does not ask for {them}."]
    if offered:
        notes.append(f"{_count(offered, 'must-have')} left out: the description offers {'it' if offered == 1 else 'them'}.")
    return kept[:MOST_MUST_HAVES], notes


def _is_offered(source: Span, placed: Iterable[Placed]) -> bool:
    """Whether the line that holds this place tells what the company offers, or of itself."""
    holding = [one for one in placed if one.line.start <= source.start < one.line.end]
    return bool(holding) and all(one.part in {Part.BENEFITS, Part.COMPANY} for one in holding)


def _is_inside(span: Span, text: str) -> bool:
    return 0 <= span.start < span.end <= len(text)


def _count(number: int, what: str) -> str:
    return f"One {what} was" if number == 1 else f"{number} {what}s were"


def _is_grounded(piece: str, text: str, least: float) -> bool:
    """Whether its words stand in the text, all but one in any case: "draw on", "handle" join words of the text."""
    words = content_stems(piece)
    strange = len(words - content_stems(text))
    return strange < len(words) and (strange <= 1 or strange <= (1 - least) * len(words))


def _is_a_duty(name: str) -> bool:
    """ "Reconcile accounts every month" is told as a duty; "Planning" and "Stock Control" are names."""
    words = name.split()
    form = base_form(words[0])
    return len(words) >= 4 and form is not None and form[1] == "base" and words[1].islower()


def _are_alike(one: DraftedCompetency, two: DraftedCompetency) -> bool:
    if one.key == two.key or one.for_this_role.lower() == two.for_this_role.lower():
        return True
    a, b = content_stems(one.name), content_stems(two.name)
    return bool(a and b) and len(a & b) >= ALIKE * min(len(a), len(b)) and abs(len(a) - len(b)) <= 1


def _key(name: str) -> str:
    key = "_".join(re.findall(r"[a-z0-9]+", name.lower()))[:80].strip("_")
    return key if key and key[0].isalpha() else ""


def _free_key(key: str, taken: Iterable[str]) -> str:
    key, taken = key or "competency", set(taken)
    return next(candidate for number in count(1) if (candidate := key if number == 1 else f"{key}_{number}") not in taken)


def _sentence(text: str) -> str:
    """One line that ends in a full stop; "" for nothing."""
    line = " ".join(re.sub(r"^for this role:\s*", "", text.strip(), flags=re.I).split()).rstrip(" .;,")
    return f"{line}." if line else ""


def _short(text: str, length: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
