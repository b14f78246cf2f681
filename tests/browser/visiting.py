"""How somebody with a private link gets to the first question."""

from __future__ import annotations

from playwright.sync_api import Page


def begin(page: Page, link: str) -> None:
    """Agree, and go on from the must-haves without a word about them; where the spec has none, only agree."""
    page.goto(link)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Begin").click()
    go_on = page.get_by_role("button", name="Go on to Part 1")
    go_on.or_(page.locator("#answer")).first.wait_for()
    if go_on.count():
        go_on.click()
