"""Part 2 by voice, in Chromium on a phone, with a microphone that plays a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from interviews.models import Interview
from tests.browser.microphones import launch, write_wav
from tests.browser.test_candidate import PHONE, address, faults, is_not_wider_than_the_phone, picture
from tests.factories.interviews import make_interview
from tests.factories.voices import go_to_part_two

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Speakers = Callable[..., Page]


@pytest.fixture(scope="module")
def speaker(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser in front of which somebody speaks."""
    wav = write_wav(tmp_path_factory.mktemp("voice") / "speech.wav", speech=True)
    made = launch_beside(browser, wav)
    yield made
    made.close()


def launch_beside(browser: Browser, wav: Path) -> Browser:
    return launch(browser.browser_type, wav)


@pytest.fixture(autouse=True)
def round_02_is_spoken(settings: Any) -> None:
    settings.ROUND_02 = "spoken"
    settings.LISTENING_ENGINE = ""


@pytest.fixture
def phones(speaker: Browser) -> Iterator[Speakers]:
    """As many phones as wanted; each says on the console what goes wrong."""
    contexts: list[BrowserContext] = []

    def phone(browser: Browser = speaker, **more: Any) -> Page:
        options: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "locale": "en-GB"} | more
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield phone
    for context in contexts:
        context.close()


def at_the_first_prompt() -> Interview:
    interview = make_interview()
    go_to_part_two(interview)
    interview.refresh_from_db()
    return interview


def record(page: Page, seconds: float, *, button: str = "Record my answer") -> None:
    page.get_by_role("button", name=button).click()
    expect(page.locator("[data-view=live]")).to_be_visible()
    page.wait_for_timeout(seconds * 1000)


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop, I am done").click()


def test_a_prompt_is_recorded_listened_to_and_kept(live_server: Any, phones: Speakers) -> None:
    interview = at_the_first_prompt()
    page = phones()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    page.goto(address(live_server, interview.invitation) + "4/?answer=speaking")
    picture(page, "v1-ready")
    assert faults(page) == ""
    record(page, 2.5)
    picture(page, "v2-recording")
    assert faults(page) == ""
    stop(page)
    expect(page.get_by_role("heading", name=re.compile("Your answer is recorded"))).to_be_focused()
    picture(page, "v3-listen")
    assert faults(page) == ""
    assert is_not_wider_than_the_phone(page)
    page.get_by_role("button", name="Keep it, next prompt").click()
    expect(page.get_by_text("Part 2 · Prompt 2 of 4")).to_be_visible()
    assert said == []
