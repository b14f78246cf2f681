"""Part 2 aloud, once through, against everything that `make run` starts: four prompts into a microphone, real transcription,
grading, the report. Then once more with all that can go wrong in the middle: what was said arrives all the same, once.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.stack import Stack
from tests.browser.voice_round import (
    LISTEN,
    Candidate,
    Microphone,
    a_phone,
    confirm_what_is_in_doubt,
    invite,
    open_report,
    sign_in,
    transcript,
    word_errors,
    words_of,
)
from tests.config.processes import running_on

pytestmark = [pytest.mark.browser, pytest.mark.processes]

MOST_WRONG = 0.35  # a share of the words; a machine's voice is harder to hear than a person's
LOST_SECONDS = 5
ANSWERS = {
    4: "Our queue delivered one message twice. I compared the numbers in the log, found a lost acknowledgement, "
    "and stored a key for each payment.",
    5: "The ledger table became slow. I measured the locks, saw that one index was never used, dropped it, "
    "and writes were twice as fast.",
    6: "A refund went out twice on a Friday. I stopped the job first, counted every customer, told the bank, "
    "and we paid back each of them by Monday.",
    7: "The same timeout had woken us four times. I wrote the state down before the call, tested it with faults, "
    "and it has not happened again.",
}
# About one a second. They go on where a tab was closed.
NUMBERS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
]


COUNTED = 11  # in one go


@pytest.fixture(scope="module")
def microphone(tmp_path_factory: pytest.TempPathFactory) -> Microphone:
    return Microphone(tmp_path_factory.mktemp("microphone"))


@pytest.fixture(scope="module")
def speaker(browser: Browser, microphone: Microphone) -> Iterator[Browser]:
    made = microphone.browser(browser.browser_type)
    yield made
    made.close()


@pytest.fixture
def manager(speaker: Browser, stack: Stack) -> Iterator[Page]:
    context = speaker.new_context(viewport={"width": 1280, "height": 900})
    yield sign_in(context.new_page(), stack)
    context.close()


def test_four_prompts_are_spoken_written_down_and_graded(
    stack: Stack, speaker: Browser, microphone: Microphone, manager: Page
) -> None:
    link = invite(manager, stack, "Rosa Feldmann")
    with a_phone(speaker) as phone:
        candidate = Candidate(phone.new_page(), link, microphone)
        complaints: list[str] = []
        candidate.page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        candidate.page.on("pageerror", lambda e: complaints.append(str(e)))
        candidate.write_part_one()
        candidate.agree()
        candidate.check_the_microphone()
        candidate.skip_to_the_prompt()
        candidate.say(ANSWERS[4])
        candidate.keep()
        say_with_a_pause(candidate, ANSWERS[5])
        candidate.keep()
        candidate.say("No, wait. That was wrong.")
        candidate.page.get_by_role("button", name="Record again (2 tries left)").click()
        candidate.say(ANSWERS[6], button="Record again")
        candidate.keep()
        candidate.say(ANSWERS[7])
        candidate.keep()
        candidate.hand_in()
        heard = candidate.read_what_was_heard(ANSWERS)
        the_words_are_right(heard)
        candidate.fix_words(7, ANSWERS[7])
        assert complaints == []
    open_report(manager, stack, "Rosa Feldmann", to_hear=4)
    confirm_what_is_in_doubt(manager)
    it_is_graded_by_what_was_said(manager)
    assert transcript(manager, 7) == ANSWERS[7]
    expect(manager.locator("#answer-7")).to_contain_text("Corrected by the candidate")
    manager.locator("#answer-7 details").get_by_text("As it was heard").click()
    assert transcript(manager, 4) == heard[4]


def say_with_a_pause(candidate: Candidate, text: str) -> None:
    """Half of it, a pause in which nothing is recorded, the other half."""
    half = text.index(".") + 1
    page = candidate.page
    first = candidate.microphone.says(text[:half])
    seconds = candidate.start(text[:half], text[half:], gap=4.0)
    candidate.speak_on(first)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.wait_for_timeout(2500)
    page.get_by_role("button", name="Go on", exact=True).click()
    candidate.speak_on(seconds - first - 2.5)
    candidate.stop()
    minutes, rest = re.findall(r"\((\d+):(\d\d)\)", page.get_by_role("heading", name=LISTEN).inner_text())[0]
    assert int(minutes) * 60 + int(rest) < seconds - 1.5, "what lies in a pause is recorded"


def the_words_are_right(heard: dict[int, str]) -> None:
    """Print and bound the word error rate against what was written for the voice."""
    wrong = written = 0
    print()
    for position, text in ANSWERS.items():
        errors, words = word_errors(text, heard[position])
        wrong, written = wrong + errors, written + words
        print(f"answer {position}: {errors} of {words} words wrong ({errors / words:.1%}): {heard[position]}")
    print(f"word error rate against the written answers: {wrong / written:.1%} ({wrong} of {written} words)")
    assert wrong / written < MOST_WRONG


def it_is_graded_by_what_was_said(report: Page) -> None:
    expect(report.get_by_role("heading", name="Score", exact=True)).to_be_visible()
    assert report.locator("audio[id^=sound-]").count() == 4
    said = {position: transcript(report, position) for position in ANSWERS}
    quotes = [quote.strip() for quote in report.locator("figure.evidence blockquote").all_inner_texts()]
    assert any(quote in text for quote in quotes for text in said.values()), "no quote of what was spoken"
    marked = report.locator(".transcript mark.quote")
    assert marked.count() > 0
    report.locator(".transcript [data-at]").nth(4).click()
    expect(report.locator(".transcript .said").first).to_be_visible()
    assert report.evaluate("[...document.querySelectorAll('audio')].some((one) => one.currentTime > 0)")


# --- everything that can go wrong ---------------------------------------------------------------------------------
def test_what_is_said_arrives_once_whatever_breaks_in_the_middle(
    stack: Stack, speaker: Browser, microphone: Microphone, manager: Page
) -> None:
    link = invite(manager, stack, "Nadia Oyelaran")
    with a_phone(speaker) as phone:
        candidate = Candidate(phone.new_page(), link, microphone)
        candidate.write_part_one()
        candidate.agree()
        candidate.skip_to_the_prompt()
        count_while(candidate, lambda: phone.set_offline(True), lambda: phone.set_offline(False))
        candidate.keep()
        count_and_close_the_tab(candidate)
        candidate.keep()
        count_while(candidate, lambda: kill(stack, "gunicorn"), lambda: None)
        candidate.keep()
        kill_the_listener_at_work(stack)
        candidate.type_instead("The same timeout had woken us four times. I wrote the state down before the call.")
        candidate.hand_in()
    open_report(manager, stack, "Nadia Oyelaran", to_hear=3)
    for position, broken in {4: "network cut", 5: "tab closed", 6: "server killed"}.items():
        heard = transcript(manager, position)
        print(f"{broken}: {heard}")
        each_number_once(heard, most_lost=LOST_SECONDS)
    expect(manager.locator("#answer-7")).to_contain_text("The same timeout had woken us four times.")
    every_answer_is_written_down_once(stack)


def count_while(candidate: Candidate, breaks: Callable[[], None], mends: Callable[[], None]) -> None:
    """Count; something breaks in the middle and is there again 3 seconds later, while the counting goes on."""
    seconds = candidate.start(", ".join(NUMBERS[:COUNTED]) + ".")
    candidate.speak_on(seconds / 3)
    breaks()
    candidate.speak_on(3)
    mends()
    candidate.speak_on(seconds * 2 / 3 - 3)
    candidate.stop()


def count_and_close_the_tab(candidate: Candidate) -> None:
    """Count to eight, close the tab without a word, come back to the same prompt, go on from nine."""
    seconds = candidate.start(", ".join(NUMBERS[:8]) + ".")
    phone, where = candidate.page.context, candidate.page.url.partition("?")[0]
    candidate.speak_on(seconds)
    candidate.page.close()
    candidate.page = phone.new_page()
    candidate.page.goto(candidate.link)
    if not candidate.page.url.startswith(where):
        candidate.page.get_by_role("link", name=re.compile("Go on|Continue")).first.click()
    assert candidate.page.url.startswith(where), "coming back leads elsewhere"
    candidate.say(", ".join(NUMBERS[8:]) + ".", button="Go on recording")


def each_number_once(heard: str, *, most_lost: int) -> None:
    """They are counted upwards, each once; about as many seconds as numbers are missing."""
    known = {word: n for n, word in enumerate(NUMBERS, 1)}
    numbers = [known.get(word, 0) or int(word) for word in words_of(heard) if word in known or word.isdigit()]
    assert numbers == sorted(set(numbers)), f"doubled or mixed up: {heard}"
    wanted = COUNTED if numbers[-1] <= COUNTED else len(NUMBERS)
    assert wanted - len(numbers) <= most_lost, f"lost: {heard}"


def kill(stack: Stack, program: str) -> None:
    """End all processes of a kind in this installation by SIGKILL; the supervisor starts them again."""
    found = [pid for pid in running_on(stack.folder) if program in command_of(pid) and "config.supervisor" not in command_of(pid)]
    assert found, program
    for pid in found:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def command_of(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def kill_the_listener_at_work(stack: Stack) -> None:
    """End the worker for speech while it listens."""
    deadline = time.monotonic() + 60
    while not ask(stack, "SELECT count(*) FROM interviews_transcription WHERE state = 'running'"):
        assert time.monotonic() < deadline, "nothing is being written down"
        time.sleep(0.05)
    kill(stack, "-Q speech")


def every_answer_is_written_down_once(stack: Stack) -> None:
    kept = ask(stack, "SELECT count(*) FROM interviews_transcription")
    assert ask(stack, "SELECT count(*) FROM interviews_transcript") == kept
    assert ask(stack, "SELECT count(*) FROM interviews_recording") == kept
    assert ask(stack, "SELECT count(*) FROM interviews_answerrevision WHERE kind = 'transcribed'") == kept
    assert ask(stack, "SELECT max(attempts) FROM interviews_transcription") == 2, "the worker was not killed at work"
    assert ask(stack, "SELECT count(*) FROM interviews_piece") == 0


def ask(stack: Stack, question: str) -> int:
    """One number from the installation's own database."""
    socket = stack.folder / "postgres"
    with psycopg.connect(host=str(socket), user="evenhand", dbname="evenhand", autocommit=True) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return int(row[0])
