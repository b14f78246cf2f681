"""What an entry of the competency library must hold. Each check returns the value or raises LibraryError."""

from __future__ import annotations

import re
import string
from collections.abc import Collection
from typing import Any

COMPETENCY_FIELDS = frozenset({"key", "name", "names", "definition", "terms", "anchors", "written", "voice", "guide"})
SLOTS = frozenset({"duty", "title"})
NAME_WORDS, DEFINITION_WORDS = (1, 6), (8, 30)
ANCHOR_WORDS = (12, 30)
TEMPLATE_WORDS = (10, 40)  # leaves 20 of the 60 words of a question to what fills the slots
PROBE_WORDS, GUIDE_WORDS = (1, 15), (3, 30)
LEAST_TERMS, LEAST_TEMPLATES = 6, 2
BEFORE_A_DUTY = frozenset({"to", "you", "would", "must", "will", "can", "who"})  # what a verb in its base form can follow
# Words that stand in postings of every trade: alone they tell none from another.
# fmt: off
EVERYDAY = frozenset({
    "ability", "background", "business", "candidate", "communication", "company", "development", "duties", "environment",
    "experience", "job", "knowledge", "management", "opportunity", "people", "performance", "position", "professional",
    "project", "quality", "responsibilities", "results", "role", "service", "services", "skills", "solution", "support",
    "task", "tasks", "team", "teams", "technology", "time", "work",
})
# fmt: on


class LibraryError(Exception):
    """The library has a mistake; the message names the file, the key and what is wrong."""


def known_fields(entry: dict[str, Any], fields: Collection[str], where: str) -> None:
    if unknown := sorted(set(entry) - set(fields)):
        raise LibraryError(f"{where}: unknown field {unknown[0]!r}; known are {', '.join(sorted(fields))}")


def text(entry: dict[str, Any], name: str, where: str, *, bounds: tuple[int, int] | None = None) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value.strip():
        raise LibraryError(f"{where}: {name} should be a text")
    if bounds:
        _bounded(value, bounds, f"{where}: {name}")
    return " ".join(value.split())


def texts(entry: dict[str, Any], name: str, where: str, *, least: int) -> tuple[str, ...]:
    value = entry.get(name, [])
    if not isinstance(value, list) or len(value) < least or not all(isinstance(item, str) and item.strip() for item in value):
        raise LibraryError(f"{where}: {name} should be a list of at least {least} texts (quote numbers and yes/no)")
    return tuple(" ".join(item.split()) for item in value)


def entries(entry: dict[str, Any], name: str, where: str) -> list[dict[str, Any]]:
    value = entry.get(name)
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        raise LibraryError(f"{where}: {name} should be a list of entries")
    return value


def snake(entry: dict[str, Any], name: str, where: str) -> str:
    value = text(entry, name, where)
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", value):
        raise LibraryError(f"{where}: {name} {value!r} should be snake_case")
    return value


def sentence(entry: dict[str, Any], name: str, where: str, *, extra_slots: Collection[str] = ()) -> str:
    value = text(entry, name, where, bounds=DEFINITION_WORDS)
    if not value.endswith(".") or not value[0].isupper():
        raise LibraryError(f"{where}: {name} should be one sentence, from a capital to a full stop")
    _slots(value, extra_slots, f"{where}: {name}")
    return value


def terms(entry: dict[str, Any], name: str, where: str, *, everyday: bool = False) -> tuple[str, ...]:
    """The terms; words of every posting are refused unless `everyday`, which the competencies of many jobs are."""
    value = texts(entry, name, where, least=LEAST_TERMS)
    for term in value:
        if term != term.lower():
            raise LibraryError(f"{where}: {name}: {term!r} should be in lower case")
        if value.count(term) > 1:
            raise LibraryError(f"{where}: {name}: {term!r} stands there twice")
        if term in EVERYDAY and not everyday:
            raise LibraryError(f"{where}: {name}: {term!r} stands in postings of every trade; take the phrase around it")
    return value


def names(entry: dict[str, Any], name: str, where: str, *, among: Collection[str]) -> dict[str, str]:
    """The names that stand for a term; each has to be one of `among`, the terms of the competency."""
    value = entry.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
        raise LibraryError(f"{where}: {name} should map a term to a name")
    if unknown := sorted(set(value) - set(among)):
        raise LibraryError(f"{where}: {name}: {unknown[0]!r} is none of its terms")
    return value


def anchors(entry: dict[str, Any], name: str, where: str, *, extra_slots: Collection[str] = ()) -> tuple[str, ...]:
    value = texts(entry, name, where, least=5)
    if len(value) != 5:
        raise LibraryError(f"{where}: {name} should be five, for the levels 1 to 5")
    for level, anchor in enumerate(value, start=1):
        _slots(anchor, extra_slots, f"{where}: {name} {level}")
        _bounded(anchor, ANCHOR_WORDS, f"{where}: {name} {level}")
    return value


def templates(entry: dict[str, Any], name: str, where: str, *, extra_slots: Collection[str] = ()) -> tuple[str, ...]:
    value = texts(entry, name, where, least=LEAST_TEMPLATES)
    for place, template in enumerate(value, start=1):
        _template(template, f"{where}: {name} {place}", extra_slots)
    return value


def voice(
    entry: dict[str, Any], name: str, where: str, *, extra_slots: Collection[str] = ()
) -> tuple[tuple[str, tuple[str, str]], ...]:
    found = []
    for place, item in enumerate(entries(entry, name, where), start=1):
        here = f"{where}: {name} {place}"
        known_fields(item, {"prompt", "probes"}, here)
        prompt = text(item, "prompt", here)
        _template(prompt, here, extra_slots)
        found.append((prompt, _probes(item, here)))
    if len(found) < LEAST_TEMPLATES:
        raise LibraryError(f"{where}: {name} should hold at least {LEAST_TEMPLATES} prompts")
    return tuple(found)


def guide(entry: dict[str, Any], name: str, where: str) -> dict[str, str]:
    value = entry.get(name)
    if not isinstance(value, dict) or set(value) != {"strong", "adequate", "weak"}:
        raise LibraryError(f"{where}: {name} should hold strong, adequate and weak")
    return {part: text(value, part, f"{where}: {name}", bounds=GUIDE_WORDS) for part in ("strong", "adequate", "weak")}


def _probes(item: dict[str, Any], where: str) -> tuple[str, str]:
    probes = texts(item, "probes", where, least=2)
    if len(set(probes)) != 2:
        raise LibraryError(f"{where}: a prompt has two different probes, not {len(set(probes))}")
    for probe in probes:
        _bounded(probe, PROBE_WORDS, f"{where}: probes")
        if not probe.endswith("?"):
            raise LibraryError(f"{where}: probes: {probe!r} should be a question")
    return probes[0], probes[1]


def _template(template: str, where: str, extra_slots: Collection[str]) -> None:
    if "duty" not in _slots(template, extra_slots, where):
        raise LibraryError(f"{where}: {template!r} has no {{duty}}, so it would fit any job")
    _bounded(template, TEMPLATE_WORDS, where)
    for before in re.findall(r"(\S+)\s+\{duty\}", template):
        if before.lower() not in BEFORE_A_DUTY and not before.endswith(":"):
            said = ", ".join(sorted(BEFORE_A_DUTY))
            raise LibraryError(f"{where}: '{before} {{duty}}' gives no sentence: a duty is a verb phrase, to stand after {said}")
    if re.search(r"\{duty\}\s", template):
        raise LibraryError(f"{where}: a duty can be sixteen words long: end the sentence after {{duty}}, or set a comma")


def _bounded(value: str, bounds: tuple[int, int], where: str) -> None:
    low, high = bounds
    if not low <= len(value.split()) <= high:
        raise LibraryError(f"{where} has {len(value.split())} words; {low} to {high} are wanted")


def _slots(template: str, extra: Collection[str], where: str) -> set[str]:
    try:
        found = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    except ValueError as error:
        raise LibraryError(f"{where}: {template!r}: {error}") from error
    if unknown := sorted(found - SLOTS - set(extra)):
        raise LibraryError(f"{where}: unknown slot {{{unknown[0]}}}")
    return found
