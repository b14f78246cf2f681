"""Where types are taken on trust, the line says why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRUSTED = re.compile(r"# type: ignore\[[a-z, -]+\](?P<why>.*)$", re.MULTILINE)


@pytest.mark.parametrize("floor", ["interviews", "scoring"])
def test_each_type_that_is_taken_on_trust_has_its_reason(floor: str) -> None:
    lines = [
        (path.relative_to(ROOT).as_posix(), match["why"])
        for path in (ROOT / floor).rglob("*.py")
        for match in TRUSTED.finditer(path.read_text(encoding="utf-8"))
    ]
    assert len(lines) > 5
    assert [where for where, why in lines if not re.match(r"  # \w", why)] == []
