"""A candidate's interview in Chromium, on a phone: closed and gone on with elsewhere, cut off, and without JavaScript."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from interviews.links import link_token
from interviews.models import Answer, Declaration, Interview, Invitation
from interviews.operations.answering import text_of
from interviews.operations.invitations import renew_link
from interviews.queries import asked_of
from jobspecs.models import User
from tests.browser.looks import violations, violations_in_both_schemes
from tests.browser.visiting import begin
from tests.factories import OrganisationFactory, UserFactory, make_spec
from tests.factories.interviews import make_interview, make_invitation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
Phones = Callable[..., Page]


@pytest.fixture
def phones(browser: Browser) -> Iterator[Phones]:
    """As many phones as wanted, each of its own."""
    contexts: list[BrowserContext] = []

    def phone(**more: Any) -> Page:
        options: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "locale": "en-GB", "reduced_motion": "reduce"} | more
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield phone
    for context in contexts:
        context.close()


def address(live_server: Any, invitation: Invitation) -> str:
    return f"{live_server.url}/i/{link_token(invitation)}/"


def picture(page: Page, name: str) -> None:
    """Keep what is seen, where PICTURES names a folder: for people to look at."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def faults(page: Page) -> str:
    """What axe-core finds, in words; empty when nothing."""
    return "\n".join(violations(page, RULES))


def faults_in_both_schemes(page: Page) -> str:
    """The same in light and in dark; the page is left in dark."""
    return "\n".join(violations_in_both_schemes(page, RULES))


def is_not_wider_than_the_phone(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def draft(position: int) -> str:
    return Answer.objects.get(asked__position=position).draft


def test_a_whole_interview_on_a_phone_and_another(live_server: Any, phones: Phones) -> None:
    complaints: list[str] = []
    link = address(live_server, make_invitation())

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page = phones()
    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bicycle Mechanic")
    picture(page, "1-welcome")
    assert faults(page) == ""
    assert is_not_wider_than_the_phone(page)
    begin(page, link)

    expect(page.get_by_text("Part 1 · Question 1 of 3")).to_be_visible()
    answer = page.locator("#answer")
    answer.press_sequentially("I plan the day before the shop opens.", delay=5)
    expect(page.locator("#saved")).to_have_text(re.compile(r"Saved \d\d:\d\d\s*$"))
    expect(page.locator("#words")).to_have_text("8")
    assert draft(1) == "I plan the day before the shop opens."
    picture(page, "2-question")
    assert faults(page) == ""
    assert is_not_wider_than_the_phone(page)
    page.get_by_role("button", name="Next question").click()
    page.locator("#answer").press_sequentially("I listen first", delay=5)
    expect(page.locator("#saved")).to_contain_text("Saved")
    page.context.close()

    page = phones()  # another phone: the link is all they have
    page.on("console", listen)
    page.goto(link)
    expect(page.get_by_text("Part 1 · Question 2 of 3")).to_be_visible()
    expect(page.locator("#answer")).to_have_value("I listen first")
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("button", name="Next question").click()  # nothing written
    expect(page.get_by_text("You have not written anything yet")).to_be_visible()
    picture(page, "3-nothing-written")
    assert faults(page) == ""
    page.get_by_role("button", name="Go on without an answer").click()

    expect(page.get_by_role("heading", name="Now Cal asks")).to_be_visible()
    picture(page, "4-part-two")
    assert faults(page) == ""
    page.get_by_role("link", name="Start Part 2").click()
    for prompt in range(1, 5):
        expect(page.get_by_text(f"Part 2 · Prompt {prompt} of 4")).to_be_visible()
        expect(page.get_by_text("Cal asks")).to_be_visible()
        if prompt == 1:
            picture(page, "5-prompt")
            assert faults(page) == ""
        page.locator("#answer").fill(f"Case {prompt}: the gear slipped, I found a worn tooth, and it held.")
        page.get_by_role("button", name=re.compile("Next prompt|To the overview")).click()

    expect(page.get_by_text("1 question is left unanswered")).to_be_visible()
    picture(page, "6-review")
    assert faults(page) == ""
    assert is_not_wider_than_the_phone(page)
    page.get_by_role("link", name=re.compile("number 3")).click()
    page.locator("#answer").fill("I mended it and rang the rider.")
    page.get_by_role("button", name="To the overview").click()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name="Thank you. Your answers have arrived.")).to_be_visible()
    picture(page, "7-thanks")
    assert faults(page) == ""

    interview = Interview.objects.get()
    assert interview.state == "submitted"
    texts = [text_of(asked.answer) for asked in asked_of(interview)]
    assert texts[:3] == ["I plan the day before the shop opens.", "I listen first", "I mended it and rang the rider."]
    assert page.evaluate("Object.keys(localStorage).length") == 0
    assert complaints == []


def test_cut_off_while_typing_loses_nothing(live_server: Any, phones: Phones) -> None:
    link = address(live_server, make_interview().invitation)
    page = phones()
    page.goto(link)
    page.context.set_offline(True)
    page.locator("#answer").press_sequentially("written in a tunnel", delay=5)
    expect(page.locator("#saved")).to_contain_text("No connection")
    expect(page.locator("#lost")).to_contain_text("Your words are kept on this device")
    assert is_not_wider_than_the_phone(page)
    expect(page.locator(".toast")).to_have_count(0)
    picture(page, "8-offline")
    page.get_by_role("button", name="Next question").click()
    expect(page.get_by_role("alert")).to_contain_text("Go on when you are back online")
    expect(page.locator("#answer")).to_have_value("written in a tunnel")
    assert draft(1) == ""
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text(re.compile(r"Saved \d\d:\d\d"))
    expect(page.locator("#lost")).to_be_empty()
    assert draft(1) == "written in a tunnel"
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_a_phone_that_dies_offline_offers_the_words_again(live_server: Any, phones: Phones) -> None:
    link = address(live_server, make_interview().invitation)
    page = phones()
    page.goto(link)
    page.context.set_offline(True)
    page.locator("#answer").press_sequentially("never reached anybody", delay=5)
    expect(page.locator("#saved")).to_contain_text("No connection")
    # A page that closes sends its last words, past Chromium's emulation of being offline; a dead phone does not.
    page.evaluate("XMLHttpRequest.prototype.send = () => null")
    page.close()
    page = page.context.new_page()
    page.context.set_offline(False)
    page.goto(link)
    expect(page.locator("#answer")).to_have_value("")
    expect(page.locator("#kept")).to_contain_text("never reached anybody")
    picture(page, "9-offered")
    assert faults(page) == ""
    page.get_by_role("button", name="Put them in").click()
    expect(page.locator("#answer")).to_have_value("never reached anybody")
    expect(page.locator("#saved")).to_contain_text("Saved")
    assert draft(1) == "never reached anybody"


def test_two_tabs_the_older_is_told_and_both_texts_live(live_server: Any, phones: Phones) -> None:
    link = address(live_server, make_interview().invitation)
    desk, phone = phones(viewport={"width": 1280, "height": 800}), phones()
    for page in (desk, phone):
        page.goto(link)
    phone.locator("#answer").press_sequentially("from the phone", delay=5)
    expect(phone.locator("#saved")).to_contain_text("Saved")
    desk.locator("#answer").press_sequentially("from the desk", delay=5)
    expect(desk.get_by_text("changed in another tab or on another device")).to_be_visible()
    expect(desk.locator("#saved")).to_have_text("Not saved")
    picture(desk, "10-two-tabs")
    assert faults(desk) == ""
    assert draft(1) == "from the phone"
    desk.get_by_text("Show the other words").click()
    expect(desk.get_by_text("from the phone")).to_be_visible()
    with desk.expect_response("**/save/"):
        desk.locator("#answer").dispatch_event("save")  # the same trouble once more
    expect(desk.get_by_text("from the phone")).to_be_visible()
    desk.get_by_role("button", name="Keep what is here").click()
    expect(desk.locator("#answer")).to_have_value("from the desk")
    assert draft(1) == "from the desk"


def test_the_browsers_back_button_shows_what_was_saved(live_server: Any, phones: Phones) -> None:
    page = phones()
    page.goto(address(live_server, make_interview().invitation))
    page.locator("#answer").fill("first answer")
    page.get_by_role("button", name="Next question").click()
    expect(page.get_by_text("Question 2 of 3")).to_be_visible()
    page.go_back()
    expect(page.locator("#answer")).to_have_value("first answer")
    expect(page.locator("#kept")).to_be_hidden()


def test_works_without_javascript(live_server: Any, phones: Phones) -> None:
    link = address(live_server, make_invitation())
    page = phones(java_script_enabled=False)
    begin(page, link)
    for position in range(1, 8):
        if position == 4:
            page.get_by_role("link", name="Start Part 2").click()
        page.locator("#answer").fill(f"answer {position}\nwith a second line")
        page.get_by_role("button", name=re.compile("^Next|^To the")).click()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name="Thank you. Your answers have arrived.")).to_be_visible()
    assert text_of(Answer.objects.get(asked__position=7)) == "answer 7\nwith a second line"


def test_by_keyboard_alone(live_server: Any, phones: Phones) -> None:
    page = phones(viewport={"width": 1280, "height": 800}, has_touch=False)
    page.goto(address(live_server, make_invitation()))
    page.get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Before Part 1: what the job asks for")).to_be_visible()
    page.get_by_role("radio", name="No answer").first.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.type("In part.")
    expect(page.locator("#saved")).to_contain_text("Saved")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Question 1 of 3")).to_be_visible()
    assert (Declaration.objects.get().said, Declaration.objects.get().line) == ("partly", "In part.")
    page.locator("#answer").focus()
    page.keyboard.type("by keyboard")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Question 2 of 3")).to_be_visible()


def test_plain_pages_and_colours(live_server: Any, phones: Phones) -> None:
    invitation = make_invitation()
    old = address(live_server, invitation)
    renew_link(invitation=invitation, by=invitation.invited_by)
    page = phones()
    for name, link in (("forged", f"{live_server.url}/i/forged.link/"), ("renewed", old)):
        page.goto(link)
        expect(page.get_by_text("A person answers: Ida Brandt")).to_be_visible()
        assert faults_in_both_schemes(page) == ""
        picture(page, f"11-{name}-dark")


def test_other_widths_and_colours(live_server: Any, phones: Phones) -> None:
    page = phones()
    page.goto(address(live_server, make_invitation()))
    looks_right_at_all_widths(page, "12-welcome")
    interview = make_interview(make_spec(), answers=dict.fromkeys(range(1, 4), "answer"))
    link = address(live_server, interview.invitation)
    for path in ("", "4/", "1/", "withdraw/"):
        page.goto(link + path)
        looks_right_at_all_widths(page, f"13-{path.strip('/') or 'part-2'}")


def looks_right_at_all_widths(page: Page, name: str) -> None:
    """Without opening it again: only the style sheet tells them apart (tests/config/test_style_sheets.py)."""
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="light")
        picture(page, f"{name}-{width}")
        assert (faults_in_both_schemes(page) if width == 390 else faults(page)) == ""
        assert is_not_wider_than_the_phone(page)


def test_targets_are_large_enough_for_a_thumb(live_server: Any, phones: Phones) -> None:
    page = phones()
    for path, selector in (("", ".button, .choice"), ("1/", ".button, textarea")):
        invitation = make_invitation() if not path else make_interview(make_spec()).invitation
        page.goto(address(live_server, invitation) + path)
        for target in page.locator(selector).all():
            box = target.bounding_box()
            if box:
                assert box["height"] >= 43.9, target.inner_text()


def test_inviting_and_passing_the_link_on(
    live_server: Any, phones: Phones, page: Page, sign_in: Callable[[User, str], None]
) -> None:
    """The team's side: lines that are not right, links to copy, and the candidate who opens one."""
    owner = UserFactory.create()
    OrganisationFactory.create()
    spec = make_spec(by=owner)
    sign_in(owner, live_server.url)
    page.goto(f"{live_server.url}/specs/{spec.pk}/invite/")
    expect(page.get_by_text("Nobody has read these 7 questions.")).to_be_visible()
    page.get_by_label("Who is invited?").fill("Ana Novak <ana@example.com>\nBo without an address")
    page.get_by_role("button", name="Make private links").click()
    expect(page.get_by_text("Line 2, “Bo without an address”: no e-mail address in it")).to_be_visible()
    picture(page, "20-invite-problems")
    assert faults(page) == ""
    page.get_by_role("button", name="Invite the other one").click()
    expect(page.get_by_text("Email is not set up. Copy the link")).to_be_visible()
    expect(page.get_by_label("Who is invited?")).to_have_value("Bo without an address")
    picture(page, "21-invited")
    assert faults(page) == ""
    copied = page.get_by_label("Ana Novak").input_value()
    phone = phones()
    phone.goto(live_server.url + copied[copied.index("/i/") :])
    expect(phone.get_by_role("heading", name="Bicycle Mechanic")).to_be_visible()
    invitation = Invitation.objects.get()
    for path in ("link", "renew", "cancel", "erase"):
        page.goto(f"{live_server.url}/invitations/{invitation.pk}/{path}/")
        picture(page, f"22-{path}")
        assert faults(page) == ""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/invitations/{invitation.pk}/link/")
    picture(page, "23-link-phone")
    assert is_not_wider_than_the_phone(page)


def test_a_text_that_no_server_takes_is_not_sent_again_and_again(live_server: Any, phones: Phones) -> None:
    page = phones()
    page.goto(address(live_server, make_interview().invitation))
    page.route("**/save/", lambda route: route.fulfill(status=413, body=""))
    page.locator("#answer").press_sequentially("very long", delay=5)
    expect(page.get_by_role("alert")).to_contain_text("too long to be saved")
    expect(page.locator("#lost")).to_be_empty()
    expect(page.locator(".toast")).to_have_count(0)
