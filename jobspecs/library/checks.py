"""What an entry of the competency library must hold. Each check returns the value or raises LibraryError."""

from __future__ import annotations

import re
import string
from collections.abc import Collection
from typing import Any

COMPETENCY_FIELDS = frozenset({"key", "name", "names", "definition", "terms", "anchors", "written", "voice", "guide"})
SLOTS = frozenset({"duty", "title"})
ANCHOR_WORDS = (12, 30)
TEMPLATE_WORDS = 40  # leaves 20 of the 60 words of a question to what fills the slots
LEAST_TERMS, LEAST_TEMPLATES = 6, 2


class LibraryError(Exception):
    """The library has a mistake; the message names the file, the key and what is wrong."""


def known_fields(entry: dict[str, Any], fields: Collection[str], where: str) -> None:
    if unknown := sorted(set(entry) - set(fields)):
        raise LibraryError(f"{where}: unknown field {unknown[0]!r}; known are {', '.join(sorted(fields))}")


def text(entry: dict[str, Any], name: str, where: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value.strip():
        raise LibraryError(f"{where}: {name} should be a text")
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
    value = text(entry, name, where)
    if not value.endswith(".") or not value[0].isupper():
        raise LibraryError(f"{where}: {name} should be one sentence, from a capital to a full stop")
    _slots(value, extra_slots, f"{where}: {name}")
    return value


def terms(entry: dict[str, Any], name: str, where: str) -> tuple[str, ...]:
    value = texts(entry, name, where, least=LEAST_TERMS)
    for term in value:
        if term != term.lower():
            raise LibraryError(f"{where}: the term {term!r} should be in lower case")
    if len(set(value)) != len(value):
        raise LibraryError(f"{where}: a term stands there twice")
    return value


def names(entry: dict[str, Any], name: str, where: str) -> dict[str, str]:
    value = entry.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
        raise LibraryError(f"{where}: {name} should map a term to a name")
    return value


def anchors(entry: dict[str, Any], name: str, where: str, *, extra_slots: Collection[str] = ()) -> tuple[str, ...]:
    value = texts(entry, name, where, least=5)
    if len(value) != 5:
        raise LibraryError(f"{where}: {name} should be five, for the levels 1 to 5")
    low, high = ANCHOR_WORDS
    for level, anchor in enumerate(value, start=1):
        _slots(anchor, extra_slots, f"{where}: {name} {level}")
        if not low <= len(anchor.split()) <= high:
            raise LibraryError(f"{where}: {name} {level} has {len(anchor.split())} words; {low} to {high} are wanted")
    return value


def templates(entry: dict[str, Any], name: str, where: str, *, extra_slots: Collection[str] = ()) -> tuple[str, ...]:
    value = texts(entry, name, where, least=LEAST_TEMPLATES)
    for template in value:
        _template(template, f"{where}: {name}", extra_slots)
    return value


def voice(
    entry: dict[str, Any], name: str, where: str, *, extra_slots: Collection[str] = ()
) -> tuple[tuple[str, tuple[str, str]], ...]:
    found = []
    for item in entries(entry, name, where):
        known_fields(item, {"prompt", "probes"}, f"{where}: {name}")
        prompt = text(item, "prompt", f"{where}: {name}")
        _template(prompt, f"{where}: {name}", extra_slots)
        probes = texts(item, "probes", f"{where}: {name}", least=2)
        if len(probes) != 2:
            raise LibraryError(f"{where}: {name}: a prompt has two probes, not {len(probes)}")
        found.append((prompt, (probes[0], probes[1])))
    if len(found) < LEAST_TEMPLATES:
        raise LibraryError(f"{where}: {name} should hold at least {LEAST_TEMPLATES} prompts")
    return tuple(found)


def guide(entry: dict[str, Any], name: str, where: str) -> dict[str, str]:
    value = entry.get(name)
    if not isinstance(value, dict) or set(value) != {"strong", "adequate", "weak"}:
        raise LibraryError(f"{where}: {name} should hold strong, adequate and weak")
    return {part: text(value, part, f"{where}: {name}") for part in ("strong", "adequate", "weak")}


def _template(template: str, where: str, extra_slots: Collection[str]) -> None:
    if "duty" not in _slots(template, extra_slots, where):
        raise LibraryError(f"{where}: {template!r} has no {{duty}}, so it would fit any job")
    if len(template.split()) > TEMPLATE_WORDS:
        raise LibraryError(f"{where}: {template!r} has over {TEMPLATE_WORDS} words")


def _slots(template: str, extra: Collection[str], where: str) -> set[str]:
    try:
        found = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    except ValueError as error:
        raise LibraryError(f"{where}: {template!r}: {error}") from error
    if unknown := sorted(found - SLOTS - set(extra)):
        raise LibraryError(f"{where}: unknown slot {{{unknown[0]}}}")
    return found
