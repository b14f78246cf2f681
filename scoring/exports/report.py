"""A report as JSON: what it says, and all that it rests on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

FORMAT, FORMAT_VERSION = "evenhand report", 1
RULES = (
    "A score is a program's reading of words only, 0 to 100; null means that there is none, never 0, and `missing` says why.",
    "Evidence is letter for letter: `text` stands in the answer revision of that id from `start` to `end`, in code points.",
    "`scores_hidden`: whoever made this file had not rated this candidate, so that nothing that tells of scores is in it.",
    "The must-haves and what the candidate declared about them are never scored.",
)


def as_json(report: Mapping[str, Any]) -> str:
    """The whole of a report, indented; times in ISO 8601 (UTC), decimals as text so that none is rounded."""
    told = {"format": FORMAT, "format_version": FORMAT_VERSION, "rules": RULES, **report}
    return json.dumps(told, ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a report's file")
