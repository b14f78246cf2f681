"""The word lists of the offline engine, kept as data in words.yaml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


@lru_cache(maxsize=1)
def _lists() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
    return found


def words(name: str) -> frozenset[str]:
    """One list. Raises KeyError for a name that words.yaml does not hold."""
    return frozenset(_lists()[name].split())


def heading_keys() -> dict[str, frozenset[str]]:
    """For each part of a description the words by which its headings are known, in the order of words.yaml."""
    return {part: frozenset(keys.split()) for part, keys in _lists()["heading_keys"].items()}
