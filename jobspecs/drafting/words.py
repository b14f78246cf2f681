"""The words of the offline engine, kept as data.

words.yaml and reading.yaml hold lists of words (to word a draft, to read a posting), patterns.yaml the patterns of lines.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def _data(file: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name(file).read_text(encoding="utf-8"))
    return found


def words(name: str) -> frozenset[str]:
    """One list. Raises KeyError for a name that neither file holds."""
    lists = _data("words.yaml") | _data("reading.yaml")
    return frozenset(lists[name].split())


def heading_keys() -> dict[str, frozenset[str]]:
    """For each part of a description the words by which its headings are known, in the order of reading.yaml."""
    return {part: frozenset(keys.split()) for part, keys in _data("reading.yaml")["heading_keys"].items()}


@cache
def pattern(name: str) -> re.Pattern[str]:
    """One list of patterns.yaml as one pattern, which stands for whole words. Raises KeyError for a name it does not hold."""
    source = _alternatives(_data("patterns.yaml")[name])
    for _ in range(2):  # a part may hold parts
        for part, meanings in _data("patterns.yaml")["parts"].items():
            source = source.replace(f"<{part}>", _alternatives(meanings))
    return re.compile(r"(?<!\w)" + source.replace("'", "['’]") + r"(?!\w)", re.I)


def _alternatives(lines: str) -> str:
    return "(?:" + "|".join(line for line in lines.splitlines() if line.strip() and not line.startswith("#")) + ")"
