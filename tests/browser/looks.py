"""axe-core on a page that is open, in light and in dark, without opening it again: only the style sheet tells them apart.

In dark nothing but colours differs (tests/config/test_style_sheets.py), so there axe looks at colours alone.
"""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_AXE = Axe().axe_script
_COLOURS = ["color-contrast", "link-in-text-block"]  # by name: the whole category has rules that are off by default (AAA)
_ALL_RULES: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}


def violations(page: Page, options: dict[str, Any] = _ALL_RULES) -> list[str]:
    """What axe finds on the page as it looks now, in words."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    found = page.evaluate("async options => (await axe.run(options)).violations", options)
    return [f"{rule['id']}: {rule['help']} ({[node['target'] for node in rule['nodes']][:5]})" for rule in found]


def violations_in_both_schemes(page: Page, options: dict[str, Any] = _ALL_RULES) -> list[str]:
    """What axe finds in light, then in dark, where the page is left."""
    page.emulate_media(color_scheme="light")
    found = [f"light: {what}" for what in violations(page, options)]
    page.emulate_media(color_scheme="dark")
    return found + [f"dark: {what}" for what in violations(page, options | {"runOnly": _COLOURS})]
