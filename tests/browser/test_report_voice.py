"""Spoken answers of a report in Chromium: played from a word and a quote, by mouse and keyboard; corrected."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from interviews.models import Interview
from jobspecs.models import User
from tests.browser.test_accessibility import OPTIONS
from tests.factories import UserFactory, make_spec
from tests.factories.scoring import make_evaluation
from tests.factories.spoken import make_spoken

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = "I looked at the wheel? first, then I mended it."
TIME = "document.querySelector('#answer-4 audio').currentTime"


@pytest.fixture
def owner() -> User:
    return UserFactory.create()


@pytest.fixture
def interview(owner: User, settings: Settings, tmp_path: Path) -> Interview:
    settings.MEDIA_ROOT = tmp_path
    interview = make_spoken(make_spec(by=owner), [SAID], alone=True, seconds=6.0)
    make_evaluation(interview)
    return interview


@pytest.fixture
def report(page: Page, sign_in: Callable[[User, str], None], interview: Interview, owner: User, live_server: LiveServer) -> Page:
    sign_in(owner, live_server.url)
    page.goto(f"{live_server.url}/interviews/{interview.pk}/")
    return page


def _until(page: Page, holds: str) -> None:
    """Wait for an expression to hold. Playwright's own way has the page itself evaluate it, which our policy forbids."""
    patience_ends = time.monotonic() + 10
    while not page.evaluate(holds):
        assert time.monotonic() < patience_ends, holds
        page.wait_for_timeout(20)


def test_words_and_quotes_play_from_where_they_are_said(report: Page) -> None:
    said: list[str] = []
    report.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    answer = report.locator("#answer-4")
    asked = []
    report.on("request", lambda request: asked.append(request.headers.get("range")) if "/audio/" in request.url else None)
    slower = "document.querySelector('#answer-4 audio').playbackRate = "
    report.evaluate(f"{slower} 0.1")  # a word lasts as long as ten, so that there is time to look
    with report.expect_response(lambda response: "/audio/" in response.url) as sound:
        answer.get_by_text("mended", exact=True).click()
    assert sound.value.status == 206
    assert asked[0].startswith("bytes=")
    _until(report, f"{TIME} >= 4")  # the eighth word
    assert report.evaluate(TIME) < 5
    expect(answer.locator(".said")).to_have_text("mended")
    report.evaluate(f"{slower} 1")
    expect(answer.locator(".said")).to_have_text("it.")  # it goes on with the sound

    finding = report.locator("#c-planning")
    finding.get_by_role("link", name="Play question 4 from this quote").click()
    _until(report, f"{TIME} < 1.5")
    expect(finding.locator("[data-play]")).to_contain_text("Pause")
    finding.locator("[data-play]").click()
    _until(report, "document.querySelector('#answer-4 audio').paused")
    expect(finding.locator("[data-play]")).to_contain_text("Play")
    expect(answer.locator("mark.quote")).to_have_text("I looked at the wheel (unsure) first, then I mended it.")

    other = report.locator("#answer-5")
    answer.get_by_text("then", exact=True).click()
    _until(report, f"{TIME} > 3")
    other.get_by_text("looked", exact=True).click()
    _until(report, "document.querySelector('#answer-4 audio').paused")  # one at a time
    assert said == []


def test_a_transcript_is_one_stop_of_the_tab_key(report: Page) -> None:
    answer = report.locator("#answer-4")
    expect(answer.locator("[data-at][tabindex]")).to_have_count(1)
    answer.locator("[data-at]").first.focus()
    keys = report.keyboard
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowLeft"):
        keys.press(key)
    focused = answer.locator("[data-at]:focus")
    expect(focused).to_have_text("mended")
    expect(answer.get_by_role("button", name="mended")).to_be_visible()
    keys.press("Enter")
    _until(report, f"{TIME} >= 4")
    keys.press(" ")
    _until(report, "document.querySelector('#answer-4 audio').paused")
    keys.press("Tab")
    expect(answer.locator("[data-at]:focus")).to_have_count(0)
    expect(answer.locator("[data-at][tabindex]")).to_have_count(1)
    report.set_viewport_size({"width": 300, "height": 800})
    answer.locator("[data-at]").first.click()
    keys.press("ArrowDown")
    top = "document.activeElement.offsetTop"
    lower = report.evaluate(top)
    keys.press("ArrowUp")
    assert report.evaluate(top) < lower


def test_words_are_corrected_and_both_texts_stay(report: Page, interview: Interview) -> None:
    report.locator("#answer-4").get_by_role("link", name="Correct the words").click()
    field = report.get_by_label("What was said")
    expect(field).to_have_value("I looked at the wheel first, then I mended it.")
    field.fill("I looked at the ledger first, then I mended it.")
    report.get_by_role("button", name="Save the words").click()
    expect(report.get_by_text("The words are corrected.")).to_be_visible()
    answer = report.locator("#answer-4")
    expect(answer).to_contain_text("Corrected by")
    answer.get_by_text("As it was heard").click()
    expect(answer.locator("del")).to_have_text("wheel ")
    expect(answer.locator("ins")).to_have_text("ledger ")
    answer.get_by_text("first", exact=True).first.click()
    _until(report, f"{TIME} >= 2.5")


def test_no_part_of_it_is_a_hindrance(report: Page, browser: Browser, live_server: LiveServer, interview: Interview) -> None:
    cookies = report.context.cookies()
    wrong: list[str] = []
    for scheme, width in (("light", 1280), ("dark", 390)):
        look: Any = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "reduced_motion": "reduce"}
        context = browser.new_context(**look)
        context.add_cookies(cookies)  # type: ignore[arg-type]
        page = context.new_page()
        answer = interview.asked.get(position=4).answer
        for path in (
            f"interviews/{interview.pk}/",
            f"answers/{answer.pk}/correct/",
            f"interviews/{interview.pk}/recordings/delete/",
        ):
            page.goto(f"{live_server.url}/{path}")
            found = Axe().run(page, options=OPTIONS).response["violations"]
            wrong += [f"{scheme} {path}: {rule['id']} {rule['nodes'][0]['target']}" for rule in found]
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
                wrong.append(f"{scheme} {path}: scrolls sideways")
        context.close()
    assert wrong == []


def test_without_script_there_is_a_player_and_the_text(
    report: Page, browser: Browser, live_server: LiveServer, interview: Interview
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(report.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{live_server.url}/interviews/{interview.pk}/")
    expect(page.locator("#answer-4 audio")).to_be_visible()
    expect(page.locator("#answer-4 .transcript")).to_contain_text("then I mended it.")
    expect(page.get_by_text("Press a word to hear it")).to_be_hidden()
    play = page.get_by_role("link", name="Play question 4 from this quote")
    assert "/audio/#t=0.00" in str(play.get_attribute("href"))
    context.close()
