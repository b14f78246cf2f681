"""The words and phrases of the offline question engine, kept as data in phrasing.yaml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("phrasing.yaml").read_text(encoding="utf-8"))
    return found


def words(name: str) -> frozenset[str]:
    """One list. Raises KeyError for a name that phrasing.yaml does not hold."""
    return frozenset(_data()[name].split())


def additions(level: str, kind: str) -> tuple[str, ...]:
    """The sentences that a question of this kind ("written" or "voice") may end with at this level; often none."""
    return next((tuple(entry[kind]) for entry in _data()["levels"] if level in entry["of"]), ())
