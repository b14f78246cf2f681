"""Somebody who takes Part 2 aloud in Chromium: what they say, the microphone they say it into, the pages they go through."""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect

from tests.browser.microphones import launch
from tests.browser.stack import PASSWORD, Stack
from tests.browser.visiting import begin
from tests.voices import spoken

SEED = "/specs/e08648f7-89b4-43e1-a447-313d10011b50/"
PHONE = {"width": 390, "height": 844}
LEAD_SECONDS = 0.8  # between opening the microphone and the first word: nobody speaks sooner
WRITTEN = "I store the intent and an idempotency key before the call, and ask for the outcome under the same key after a restart."
RATE = 22_050  # of espeak-ng
# Milliseconds, for what other processes do first: two cores have tests, servers, a browser and Whisper to run.
ARRIVES = 150_000
WORDS_ALONE = """(text) => {
  const copy = text.cloneNode(true);
  for (const remark of copy.querySelectorAll(".visually-hidden")) remark.remove();
  return copy.textContent;
}"""
LISTEN = re.compile("Your answer is recorded")


class Microphone:
    """What Chromium's microphone plays, from its beginning each time that it is opened, then silence."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "microphone.wav"
        self.says()

    def says(self, *texts: str, gap: float = 0.0) -> float:
        """Put texts in it, with so many silent seconds between them. Returns for how many seconds it is to be recorded."""
        silence = np.zeros(int(RATE * LEAD_SECONDS), np.int16)
        between = np.zeros(int(RATE * gap), np.int16)
        parts = [silence]
        for n, text in enumerate(texts):
            parts += [between] * bool(n) + [_samples(text)]
        samples = np.concatenate([*parts, silence])
        with wave.open(str(self.file), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes(samples.tobytes())
        return len(samples) / RATE

    def browser(self, chromium: BrowserType) -> Browser:
        """A browser in front of it."""
        return launch(chromium, Path(f"{self.file}%noloop"))


def _samples(text: str) -> NDArray[np.int16]:
    with wave.open(io.BytesIO(spoken(text, words_a_minute=170))) as file:
        assert file.getframerate() == RATE
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


# --- people -------------------------------------------------------------------------------------------------------
def sign_in(page: Page, stack: Stack) -> Page:
    """The demo's manager, who does not rate in the seed's spec: what was scored is not hidden."""
    page.goto(f"{stack.url}/")
    page.get_by_label("Email").fill("manager@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Job specs")).to_be_visible()
    page.goto(f"{stack.url}{SEED}show-scores/")
    page.get_by_role("button", name="I do not rate here: show all scores").click()
    expect(page.get_by_role("heading", name="Candidates")).to_be_visible()
    return page


def invite(manager: Page, stack: Stack, name: str) -> str:
    """Invite somebody to the seed's spec, and copy their link."""
    manager.goto(f"{stack.url}{SEED}invite/")
    manager.locator("textarea").fill(f"{name}, {name.split()[0].lower()}@example.org")
    manager.get_by_role("button", name="Make private links").click()
    return manager.locator("input[readonly]").first.input_value()


@contextmanager
def a_phone(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport=PHONE, has_touch=True, locale="en-GB")  # type: ignore[arg-type]
    made.set_default_timeout(60_000)  # a guard against hanging: sound is measured while other tests run
    yield made
    made.close()


@dataclass
class Candidate:
    """Somebody with a link, a phone and a voice."""

    page: Page
    link: str
    microphone: Microphone

    def write_part_one(self) -> None:
        """Begin, and answer the three written questions."""
        begin(self.page, self.link)
        for position in (1, 2, 3):
            self.page.wait_for_url(re.compile(rf"/{position}/$"))
            self.page.locator("textarea").fill(f"{WRITTEN} That was case {position}.")
            self.page.get_by_role("button", name=re.compile("^Next")).click()

    def agree(self) -> None:
        """Read what is recorded, and agree."""
        expect(self.page.get_by_role("heading", name="Now Cal asks, and you answer aloud")).to_be_visible()
        self.page.get_by_role("checkbox").check()
        self.page.get_by_role("button", name="Go on to the microphone").click()

    def check_the_microphone(self) -> None:
        """Say something, and hear it. Nothing of it leaves the browser."""
        self.microphone.says("One, two, three, can you hear me?")
        self.page.get_by_role("button", name="Check my microphone").click()
        self.page.wait_for_timeout(2500)
        self.page.get_by_role("button", name="That is enough").click()
        expect(self.page.get_by_role("heading", name="Can you hear yourself?")).to_be_visible()
        expect(self.page.get_by_text("We hear almost nothing")).to_be_hidden()

    def skip_to_the_prompt(self) -> None:
        """Without practising."""
        self.page.get_by_role("link", name="Skip this, go to the prompt").click()

    def start(self, *texts: str, gap: float = 0.0, button: str = "Record my answer") -> float:
        """Begin to say texts. Returns for how many seconds it goes on."""
        seconds = self.microphone.says(*texts, gap=gap)
        self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.locator("[data-view=live]")).to_be_visible()
        return seconds

    def speak_on(self, seconds: float) -> None:
        self.page.wait_for_timeout(seconds * 1000)

    def stop(self) -> None:
        """Done; what was said is here to be listened to."""
        self.page.get_by_role("button", name="Stop, I am done").click()
        expect(self.page.get_by_role("heading", name=LISTEN)).to_be_visible(timeout=ARRIVES)

    def say(self, text: str, button: str = "Record my answer") -> None:
        self.speak_on(self.start(text, button=button))
        self.stop()

    def keep(self) -> None:
        self.page.get_by_role("button", name=re.compile("^Keep it, ")).click()
        expect(self.page.get_by_role("heading", name=LISTEN)).to_be_hidden()

    def type_instead(self, text: str) -> None:
        """One click, at any prompt; the next ones are then typed too."""
        self.page.get_by_role("link", name="I would rather type").click()
        self.write(text)

    def write(self, text: str) -> None:
        self.page.locator("textarea").fill(text)
        self.page.get_by_role("button", name=re.compile("^(Next|To the overview)")).click()

    def hand_in(self) -> None:
        self.page.get_by_role("button", name=re.compile("^Hand in")).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Thank you")

    def read_what_was_heard(self, positions: Collection[int]) -> dict[int, str]:
        """The last page shows the words of each spoken answer as soon as they are there."""
        expect(self.page.locator(".heard textarea")).to_have_count(len(positions), timeout=ARRIVES)
        return {position: self.page.locator(f"#text-{position}").input_value() for position in positions}

    def fix_words(self, position: int, text: str) -> None:
        self.page.locator(f"#text-{position}").fill(text)
        self.page.locator(f"#heard-{position}").get_by_role("button", name="Save these words").click()
        expect(self.page.get_by_text("Saved. What was heard and what you wrote are both kept.")).to_be_visible()


# --- what the manager sees ---------------------------------------------------------------------------------------
def open_report(manager: Page, stack: Stack, name: str, *, to_hear: int) -> None:
    """Open somebody's report, once so many answers are written down."""
    manager.goto(f"{stack.url}{SEED}candidates/")
    manager.get_by_role("link", name=name).click()
    expect(manager.get_by_role("heading", level=1)).to_contain_text(name)
    expect(manager.locator(".answer .transcript")).to_have_count(to_hear, timeout=ARRIVES)


def confirm_what_is_in_doubt(report: Page) -> int:
    """Say of every transcript that is uncertain that its words are right, and wait for the score. Returns of how many."""
    score = report.get_by_role("heading", name="Score", exact=True)
    confirm = report.get_by_role("button", name="I have listened: the words are right")
    confirmed = 0
    expect(score.or_(confirm).first).to_be_visible(timeout=60_000)
    while confirm.count():
        confirm.first.click()
        expect(report.get_by_text("Noted: you have listened")).to_be_visible()
        confirmed += 1
        expect(score.or_(confirm).first).to_be_visible(timeout=60_000)
    return confirmed


def transcript(report: Page, position: int) -> str:
    """What was heard of one answer, without the remarks for screen readers."""
    return str(report.locator(f"#answer-{position} .transcript").evaluate(WORDS_ALONE))


# --- what was heard -----------------------------------------------------------------------------------------------
def words_of(text: str) -> list[str]:
    """Words as they are compared: lower case, without signs."""
    return re.findall(r"[a-z0-9]+", text.lower().replace("'", "").replace("’", ""))


def word_errors(written: str, heard: str) -> tuple[int, int]:
    """How many words are wrong, missing or too many (the least number of changes), and how many were written."""
    expected, got = words_of(written), words_of(heard)
    row = list(range(len(got) + 1))
    for i, word in enumerate(expected, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(got, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1], len(expected)
