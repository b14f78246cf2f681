"""Loads the competency library: one YAML file a job family, checked as it is read.

`docs/competencies.md` says what an entry holds. A mistake raises LibraryError, which names the file and the key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from jobspecs.library import checks
from jobspecs.library.checks import LibraryError
from jobspecs.questions.base import Guide

FOLDER = Path(__file__).parent
FRAME_FILE = "frame.yaml"  # what a competency of no family is made with
GENERAL = "general"  # the family that fits beside every other


@dataclass(frozen=True)
class VoicePrompt:
    """A behavioural prompt with the two questions that follow it up."""

    prompt: str
    probes: tuple[str, str]


@dataclass(frozen=True)
class Wording:
    """How a competency is asked for and what answers to it show. Slots: {duty}, {title}."""

    anchors: tuple[str, str, str, str, str]
    written: tuple[str, ...]
    voice: tuple[VoicePrompt, ...]
    guide: Guide


@dataclass(frozen=True)
class LibraryCompetency:
    """One competency of the library."""

    key: str
    name: str
    definition: str
    family: str
    terms: tuple[str, ...]
    wording: Wording
    names: Mapping[str, str] = field(default_factory=dict)  # term → the name to use where the description says it


@dataclass(frozen=True)
class Family:
    """A job family: the words of its titles and its competencies."""

    key: str
    name: str
    titles: tuple[str, ...]
    competencies: tuple[LibraryCompetency, ...]


@dataclass(frozen=True)
class Library:
    families: tuple[Family, ...]
    frame: Wording  # has the further slot {work}
    frame_definition: str

    def competencies(self) -> Iterator[LibraryCompetency]:
        for family in self.families:
            yield from family.competencies

    def find(self, key: str) -> LibraryCompetency | None:
        """The competency of this key, or None: most likely one that a person or an LLM has named."""
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, LibraryCompetency]:
        return {competency.key: competency for competency in self.competencies()}


@lru_cache(maxsize=1)
def library() -> Library:
    """The library that is shipped, read once a process. Raises LibraryError."""
    return load(FOLDER)


def load(folder: Path) -> Library:
    """Read and check all files of a folder. Raises LibraryError with the file and the key of the first mistake."""
    files = sorted(path for path in folder.glob("*.yaml") if path.name != FRAME_FILE)
    families = tuple(_family(path) for path in files)
    seen: dict[str, str] = {}
    for family in families:
        for competency in family.competencies:
            if competency.key in seen:
                raise LibraryError(f"{family.key}.yaml: {competency.key} is in {seen[competency.key]}.yaml too")
            seen[competency.key] = family.key
    frame = _parsed(folder / FRAME_FILE)
    where = FRAME_FILE
    return Library(
        families=families,
        frame=_wording(frame, where, extra_slots={"work"}),
        frame_definition=checks.sentence(frame, "definition", where, extra_slots={"work"}),
    )


def _parsed(path: Path) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times faster
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 (both are safe loaders)
    except (OSError, yaml.YAMLError) as error:
        raise LibraryError(f"{path.name}: cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise LibraryError(f"{path.name}: should be a mapping with family, name, titles and competencies")
    return found


def _family(path: Path) -> Family:
    found = _parsed(path)
    checks.known_fields(found, {"family", "name", "titles", "competencies"}, path.name)
    key = checks.snake(found, "family", path.name)
    if key != path.stem:
        raise LibraryError(f"{path.name}: family is {key}, but the file says {path.stem}")
    entries = checks.entries(found, "competencies", path.name)
    return Family(
        key=key,
        name=checks.text(found, "name", path.name),
        titles=checks.texts(found, "titles", path.name, least=0 if key == GENERAL else 3),
        competencies=tuple(_competency(entry, key, path.name) for entry in entries),
    )


def _competency(entry: dict[str, Any], family: str, file: str) -> LibraryCompetency:
    key = checks.snake(entry, "key", file)
    where = f"{file}: {key}"
    checks.known_fields(entry, checks.COMPETENCY_FIELDS, where)
    terms = checks.terms(entry, "terms", where, everyday=family == GENERAL)
    return LibraryCompetency(
        key=key,
        name=checks.text(entry, "name", where, bounds=checks.NAME_WORDS),
        definition=checks.sentence(entry, "definition", where),
        family=family,
        terms=terms,
        wording=_wording(entry, where),
        names=checks.names(entry, "names", where, among=terms),
    )


def _wording(entry: dict[str, Any], where: str, *, extra_slots: frozenset[str] | set[str] = frozenset()) -> Wording:
    one, two, three, four, five = checks.anchors(entry, "anchors", where, extra_slots=extra_slots)
    return Wording(
        anchors=(one, two, three, four, five),
        written=checks.templates(entry, "written", where, extra_slots=extra_slots),
        voice=tuple(
            VoicePrompt(prompt=prompt, probes=probes)
            for prompt, probes in checks.voice(entry, "voice", where, extra_slots=extra_slots)
        ),
        guide=Guide(**checks.guide(entry, "guide", where)),
    )
