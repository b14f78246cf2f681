"""`make screenshots`: the pictures of the README, taken from the running demo.

`python -m tests.browser.screenshots voice` takes those of Part 2 alone.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, BrowserType, Page, sync_playwright

from tests.browser.stack import PASSWORD, Stack, running_stack
from tests.browser.visiting import begin
from tests.browser.voice_round import (
    Candidate,
    Microphone,
    a_phone,
    confirm_what_is_in_doubt,
    invite,
    open_report,
    sign_in,
)

SAID = (
    "Our queue delivered one message twice. I compared the numbers in the log, found a lost acknowledgement, and stored a key "
    "for each payment.",
    "The ledger table became slow. I measured the locks, saw that one index was never used, dropped it, and writes were twice "
    "as fast.",
)
ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screenshots"
SEED = "/specs/e08648f7-89b4-43e1-a447-313d10011b50/"


def main() -> int:
    """Take all of them anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with running_stack() as stack, sync_playwright() as playwright:
        if "voice" not in sys.argv:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            recruiter(browser, stack, "light", 1280)
            recruiter(browser, stack, "dark", 1280)
            recruiter(browser, stack, "light", 390)
            candidate(browser, stack)
            browser.close()
        spoken(playwright.chromium, stack)
    return 0


def recruiter(browser: Browser, stack: Stack, scheme: str, width: int) -> None:
    """The recruiter's pages, signed in."""
    context = browser.new_context(viewport={"width": width, "height": 860}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{stack.url}/")
    page.get_by_label("Email").fill("manager@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    name = f"{scheme}-{width}"
    take(page, f"{stack.url}/", f"specs-{name}")
    take(page, f"{stack.url}{SEED}", f"spec-{name}")
    lively = page.goto(f"{stack.url}/") and page.get_by_role("link", name="Customer Support Team Lead").get_attribute("href")
    take(page, f"{stack.url}{lively}candidates/", f"candidates-{name}")
    report = page.get_by_role("link", name="Noor Halvorsen").get_attribute("href")
    take(page, f"{stack.url}{report}", f"report-{name}")
    context.close()


def candidate(browser: Browser, stack: Stack) -> None:
    """Welcome and one question, on a phone, by the link that the manager copies."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    page = context.new_page()
    page.goto(f"{stack.url}/")
    page.get_by_label("Email").fill("manager@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{stack.url}{SEED}invite/")
    page.locator("textarea").fill("Rosa Feldmann, rosa.feldmann@example.org")
    page.get_by_role("button", name="Make private links").click()
    link = page.locator("input[readonly]").first.input_value()
    context.close()
    phone = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True).new_page()
    take(phone, link, "welcome-phone")
    begin(phone, link)
    phone.wait_for_timeout(500)
    phone.screenshot(path=FOLDER / "question-phone.png")


def spoken(chromium: BrowserType, stack: Stack) -> None:
    """Somebody answers two prompts aloud, and what the report makes of it."""
    with tempfile.TemporaryDirectory() as folder:
        microphone = Microphone(Path(folder))
        browser = microphone.browser(chromium)
        manager = sign_in(browser.new_context(viewport={"width": 1280, "height": 860}).new_page(), stack)
        link = invite(manager, stack, "Nadia Oyelaran")
        with a_phone(browser) as phone:
            speak(Candidate(phone.new_page(), link, microphone))
        open_report(manager, stack, "Nadia Oyelaran", to_hear=len(SAID))
        confirm_what_is_in_doubt(manager)
        manager.reload(wait_until="networkidle")
        manager.locator("#answer-4").evaluate("(answer) => answer.scrollIntoView()")
        manager.screenshot(path=FOLDER / "report-spoken-light-1280.png")
        browser.close()


def speak(candidate: Candidate) -> None:
    """Two prompts aloud, two typed; the first is seen while it is recorded."""
    candidate.write_part_one()
    candidate.agree()
    candidate.skip_to_the_prompt()
    for number, text in enumerate(SAID):
        seconds = candidate.start(text)
        candidate.speak_on(seconds / 2)
        if number == 0:
            candidate.page.screenshot(path=FOLDER / "recording-phone.png")
        candidate.speak_on(seconds / 2)
        candidate.stop()
        candidate.keep()
    candidate.type_instead("A refund went out twice. I stopped the job first, counted every customer, and told the bank.")
    candidate.write("The same timeout had woken us four times. I wrote the state down before the call, and tested it.")
    candidate.hand_in()
    for position, text in enumerate(SAID, 4):
        if candidate.read_what_was_heard([4, 5])[position] != text:
            candidate.fix_words(position, text)


def take(page: Page, address: str, name: str) -> None:
    """One picture of what is seen first."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
