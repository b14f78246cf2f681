"""What the tests of the pages rest on: in dark the pages have other colours, and are otherwise the same."""

from __future__ import annotations

import re

from django.conf import settings

COLOUR = re.compile(r"#[0-9a-f]{3,8}|(rgb|hsl|oklch|color-mix)\(.+\)|dark", re.I)
NO_PLACE = re.compile(r"--[a-z-]+|color-scheme")


def test_in_dark_nothing_but_colours_differs() -> None:
    sheets = {file.name: file.read_text() for file in (settings.BASE_DIR / "static" / "css").glob("*.css")}
    assert [name for name, text in sheets.items() if "prefers-color-scheme" in text] == ["tokens.css"]
    [dark] = re.findall(r"@media \(prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}\s*\}", sheets["tokens.css"], re.S)
    rules = [rule.split(":", 1) for rule in re.sub(r"/\*.*?\*/", "", dark, flags=re.S).split(";") if rule.strip()]
    assert len(rules) > 10
    for name, value in rules:
        assert NO_PLACE.fullmatch(name.strip()), name
        assert COLOUR.fullmatch(value.strip()) or "shadow" in name, (name, value)
