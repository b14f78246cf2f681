"""Part 2 by voice, in Chromium on a phone, with a microphone that plays a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from interviews.models import Answer, Interview, Piece, Recording, Take, Transcription
from interviews.operations.answering import submit
from interviews.operations.transcribing import transcribe
from tests.browser.microphones import launch, write_wav
from tests.browser.test_candidate import PHONE, address, faults, is_not_wider_than_the_phone, picture
from tests.factories.interviews import make_interview
from tests.factories.voices import go_to_part_two, speak
from tests.interviews.voice_engines import scripted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Speakers = Callable[..., Page]


@pytest.fixture(scope="module")
def speaker(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser in front of which somebody speaks."""
    wav = write_wav(tmp_path_factory.mktemp("voice") / "speech.wav", speech=True)
    made = launch(browser.browser_type, wav)
    yield made
    made.close()


@pytest.fixture(scope="module")
def nobody(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose microphone hears nothing."""
    wav = write_wav(tmp_path_factory.mktemp("voice") / "silence.wav", speech=False)
    made = launch(browser.browser_type, wav)
    yield made
    made.close()


@pytest.fixture(scope="module")
def refusing(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser with a microphone that it allows to nobody."""
    wav = write_wav(tmp_path_factory.mktemp("voice") / "refused.wav", speech=True)
    made = launch(browser.browser_type, wav, allowed=False)
    yield made
    made.close()


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


def open_prompt(live_server: Any, page: Page) -> tuple[Interview, list[str]]:
    """Part 1 is written, recording is agreed to, the first prompt is open. Also: what the browser complains of."""
    interview = make_interview()
    go_to_part_two(interview)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address(live_server, interview.invitation) + "4/?answer=speaking")
    return interview, said


def record(page: Page, seconds: float, *, button: str = "Record my answer") -> None:
    page.get_by_role("button", name=button).click()
    expect(page.locator("[data-view=live]")).to_be_visible()
    page.wait_for_timeout(seconds * 1000)


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop, I am done").click()


def kept_on_the_device(page: Page) -> int:
    """How many pieces wait in the browser's own database."""
    return int(page.evaluate("window.evenhand.pieces.names().then((all) => all.length)"))


def test_the_whole_way_into_part_two(live_server: Any, phones: Speakers) -> None:
    interview = make_interview(answers=dict.fromkeys(range(1, 4), "Written."))
    page = phones()
    sound: list[str] = []
    page.on("request", lambda request: sound.append(request.url) if request.method == "POST" else None)
    page.goto(address(live_server, interview.invitation))
    expect(page.get_by_role("heading", name="Now Cal asks, and you answer aloud")).to_be_visible()
    picture(page, "v0-consent")
    assert faults(page) == ""
    assert is_not_wider_than_the_phone(page)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Go on to the microphone").click()
    page.get_by_role("button", name="Check my microphone").click()
    page.wait_for_timeout(800)
    picture(page, "v0-check")
    page.get_by_role("button", name="That is enough").click()
    expect(page.get_by_role("heading", name="Can you hear yourself?")).to_be_focused()
    expect(page.get_by_text("We hear almost nothing")).to_be_hidden()
    picture(page, "v0-heard")
    assert faults(page) == ""
    page.get_by_role("button", name="Yes, go on to practise").click()
    expect(page.get_by_role("heading", name="A prompt to practise with")).to_be_focused()
    page.get_by_role("button", name="Record", exact=True).click()
    page.wait_for_timeout(1200)
    page.get_by_role("button", name="Stop, I am done").click()
    expect(page.get_by_role("heading", name="That is all there is to it")).to_be_focused()
    picture(page, "v0-practice")
    assert faults(page) == ""
    assert is_not_wider_than_the_phone(page)
    assert [url.rsplit("/", 2)[-2] for url in sound] == ["part-2"]  # consent, and nothing of what was said
    page.locator("#practice").get_by_role("link", name="Go to the prompt").click()
    expect(page.get_by_text("Part 2 · Prompt 1 of 4")).to_be_visible()
    assert not Piece.objects.exists()


def test_a_prompt_is_recorded_paused_listened_to_made_again_and_kept(live_server: Any, phones: Speakers) -> None:
    page = phones()
    _interview, said = open_prompt(live_server, page)
    picture(page, "v1-ready")
    assert faults(page) == ""
    record(page, 1.2)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused. No time runs.")).to_be_visible()
    left = page.locator("[data-left]").inner_text()
    page.wait_for_timeout(1100)
    expect(page.locator("[data-left]")).to_have_text(left)
    expect(page.get_by_text("Saved up to 0:01.")).to_be_visible()  # all of it, while it is paused
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="I need more time").locator("visible=true").click()
    expect(page.get_by_text("You have more time now.")).to_be_visible()
    expect(page.locator("[data-left]")).to_have_text(re.compile(r"8:5\d left"))
    expect(page.get_by_text(re.compile("Saved up to 0:0[1-9]"))).to_be_visible()
    picture(page, "v2-recording")
    assert faults(page) == ""
    stop(page)
    expect(page.get_by_role("heading", name=re.compile("Your answer is recorded"))).to_be_focused()
    picture(page, "v3-listen")
    assert faults(page) == ""
    assert is_not_wider_than_the_phone(page)
    page.locator("[data-view=listen] audio").evaluate(
        "(audio) => new Promise((heard) => { audio.ontimeupdate = () => audio.currentTime > 0.2 && heard(); audio.play(); })"
    )
    page.get_by_role("button", name="Record again (2 tries left)").click()
    expect(page.get_by_text("The new recording takes the place")).to_be_visible()
    record(page, 1.2, button="Record again")
    stop(page)
    expect(page.get_by_role("button", name="Record again (1 try left)")).to_be_visible()
    page.get_by_text("What you recorded before").click()
    expect(page.get_by_role("button", name="Keep this one instead")).to_be_visible()
    picture(page, "v4-second")
    assert faults(page) == ""
    page.get_by_role("button", name="Keep it, next prompt").click()
    expect(page.get_by_text("Part 2 · Prompt 2 of 4")).to_be_visible()
    assert Take.objects.get().number == 2
    assert kept_on_the_device(page) == 0
    assert said == []


def test_cut_off_in_the_middle_and_stopped_offline_loses_nothing(live_server: Any, phones: Speakers) -> None:
    page = phones()
    open_prompt(live_server, page)
    record(page, 1.5)
    page.context.set_offline(True)
    page.wait_for_timeout(2000)
    expect(page.get_by_text("No connection: kept on this device, goes up by itself.")).to_be_visible()
    picture(page, "v5-offline")
    stop(page)
    expect(page.get_by_text("You can leave this page open")).to_be_visible()
    before = Piece.objects.count()
    assert kept_on_the_device(page) > 0
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name=re.compile(r"Your answer is recorded \(0:0[3-5]\)"))).to_be_visible()
    assert Piece.objects.count() > before
    assert kept_on_the_device(page) == 0


def test_a_tab_closed_in_the_middle_goes_on(live_server: Any, phones: Speakers) -> None:
    page = phones()
    interview, _said = open_prompt(live_server, page)
    record(page, 1.3)
    page.context.set_offline(True)
    page.wait_for_timeout(1500)
    page.close()
    page = page.context.new_page()
    page.context.set_offline(False)
    page.goto(address(live_server, interview.invitation))
    expect(page.get_by_role("heading", name=re.compile(r"Your recording so far \(0:0[23]\) is safe"))).to_be_visible()
    picture(page, "v6-safe")
    assert faults(page) == ""
    record(page, 1.3, button="Go on recording")
    stop(page)
    expect(page.get_by_role("heading", name=re.compile("Your answer is recorded"))).to_be_visible()
    take = Take.objects.get()
    assert set(take.pieces.values_list("segment", flat=True)) == {0, 1}
    assert (take.seconds or 0) > 2.5
    page.get_by_role("button", name="Keep it, next prompt").click()
    expect(page.get_by_text("Part 2 · Prompt 2 of 4")).to_be_visible()


def test_a_second_tab_is_told_and_both_recordings_live(live_server: Any, phones: Speakers) -> None:
    page = phones()
    open_prompt(live_server, page)
    other = page.context.new_page()
    other.goto(page.url)
    record(page, 1.5)
    other.bring_to_front()
    record(other, 0)
    expect(other.get_by_text("This prompt was recorded in another tab or on another device too")).to_be_visible()
    picture(other, "v7-two-tabs")
    assert faults(other) == ""
    page.bring_to_front()
    stop(page)
    # Both tabs are of one device, so that either may send what the other could not.
    page.get_by_role("button", name="Send it as another try").click()
    expect(page.get_by_text("What you recorded before")).to_be_visible()
    assert Take.objects.count() == 2
    assert kept_on_the_device(page) == 0


def test_the_tab_that_was_too_late_sends_its_own_as_another_try(live_server: Any, phones: Speakers) -> None:
    page = phones()
    open_prompt(live_server, page)
    other = page.context.new_page()
    other.goto(page.url)
    record(page, 1.5)
    other.bring_to_front()
    record(other, 0)
    other.get_by_role("button", name="Send it as another try").click()
    expect(other.get_by_role("heading", name=re.compile(r"Your recording so far .* is safe"))).to_be_visible()
    assert list(Take.objects.filter(pieces__sequence=0).values_list("number", flat=True)) == [1, 2]
    page.bring_to_front()
    stop(page)
    expect(
        page.get_by_role("heading", name=re.compile("Your answer is recorded|Your recording so far .* is safe"))
    ).to_be_visible()
    assert kept_on_the_device(page) == 0


def test_pressed_twice_it_records_once(live_server: Any, phones: Speakers) -> None:
    page = phones()
    open_prompt(live_server, page)
    # At once, so that the second press comes before the microphone is open.
    page.get_by_role("button", name="Record my answer").evaluate("(button) => { button.click(); button.click(); }")
    expect(page.locator("[data-view=live]")).to_be_visible()
    page.wait_for_timeout(1500)
    stop(page)
    expect(page.get_by_role("heading", name=re.compile("Your answer is recorded"))).to_be_visible()
    begun = [piece.sequence for piece in Piece.objects.all() if bytes(piece.data).startswith(b"\x1aE\xdf\xa3")]
    assert begun == [0]  # one container, not two in one


def test_when_the_time_is_over_all_of_it_is_kept(live_server: Any, phones: Speakers) -> None:
    page = phones()

    def two_seconds(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('data-allowed="360"', 'data-allowed="2"'))

    page.route("**/4/?answer=speaking", two_seconds)
    open_prompt(live_server, page)
    record(page, 0)
    expect(page.locator("#voice")).to_have_class(re.compile("is-late"))
    expect(page.get_by_role("heading", name=re.compile(r"Your answer is recorded \(0:02\)"))).to_be_visible()


def test_a_page_that_is_out_of_date_keeps_what_was_said(live_server: Any, phones: Speakers) -> None:
    page = phones()
    open_prompt(live_server, page)
    page.context.clear_cookies()
    record(page, 1.2)
    stop(page)
    expect(page.get_by_text("This page is out of date")).to_be_visible()
    assert faults(page) == ""
    assert not Piece.objects.exists()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name=re.compile(r"Your recording so far .* is safe"))).to_be_visible()
    page.get_by_role("button", name="That was all of it").click()
    expect(page.get_by_role("heading", name=re.compile("Your answer is recorded"))).to_be_visible()


def test_silence_asks_what_to_check(live_server: Any, phones: Speakers, nobody: Browser) -> None:
    page = phones(nobody)
    open_prompt(live_server, page)
    record(page, 1.5)
    stop(page)
    expect(page.get_by_text("We could not hear you")).to_be_focused()
    picture(page, "v8-unheard")
    assert faults(page) == ""
    expect(page.get_by_text("record again up to 3 times in all")).to_be_visible()


@pytest.mark.parametrize(("has_one", "words"), [(True, "The microphone is not allowed"), (False, "No microphone was found")])
def test_without_a_microphone_typing_is_one_click(
    live_server: Any, phones: Speakers, refusing: Browser, browser: Browser, has_one: bool, words: str
) -> None:
    page = phones(refusing) if has_one else phones(browser, permissions=["microphone"])
    open_prompt(live_server, page)
    page.get_by_role("button", name="Record my answer").click()
    expect(page.get_by_text(words)).to_be_focused()
    picture(page, f"v9-{words.split()[-1]}")
    assert faults(page) == ""
    page.get_by_role("link", name="Type instead").click()
    page.locator("#answer").fill("I type it instead.")
    page.get_by_role("button", name="Next prompt").click()
    expect(page.get_by_text("Part 2 · Prompt 2 of 4")).to_be_visible()
    expect(page.locator("#answer")).to_be_visible()
    assert Answer.objects.get(asked__position=4).current_revision is not None


def test_without_javascript_it_is_typed(live_server: Any, phones: Speakers) -> None:
    page = phones(java_script_enabled=False)
    open_prompt(live_server, page)
    expect(page.get_by_role("button", name="Record my answer")).to_be_hidden()
    page.get_by_role("link", name="I would rather type").click()
    expect(page.locator("#answer")).to_be_visible()


def test_what_was_heard_is_fixed_while_the_rest_is_written_down(
    live_server: Any, phones: Speakers, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with scripted():
        interview = make_interview()
        first = go_to_part_two(interview)
        for position in (first, first + 1):
            speak(interview, position)
        submit(interview=interview, left_unanswered=range(1, 8), by=interview.candidate)
        waiting = list(Transcription.objects.order_by("take__answer__asked__position"))
        transcribe(transcription_id=waiting[0].pk)
        page = phones()
        page.goto(address(live_server, interview.invitation))
        words = page.locator(f"#heard-{first} textarea")
        words.fill("I planned the weeks and it held.")
        transcribe(transcription_id=waiting[1].pk)
        expect(page.locator(f"#heard-{first + 1} textarea")).to_have_value("I planned the week and it held.", timeout=15_000)
        expect(words).to_have_value("I planned the weeks and it held.")  # what somebody types is not swapped
        page.locator(f"#heard-{first}").get_by_role("button", name="Save these words").click()
        expect(page.get_by_text("Saved. What was heard and what you wrote are both kept.")).to_be_focused()
        picture(page, "v10-heard")
        assert faults(page) == ""
        assert is_not_wider_than_the_phone(page)
        page.get_by_role("link", name="Delete my recordings now").click()
        page.get_by_role("button", name="Delete my recordings").click()
        expect(page.get_by_role("link", name="Delete my recordings now")).to_be_hidden()
        assert Recording.objects.filter(deleted_at=None).count() == 0


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_other_widths_and_colours(live_server: Any, phones: Speakers, width: int, scheme: str) -> None:
    page = phones(viewport={"width": width, "height": 800}, color_scheme=scheme)
    interview, _said = open_prompt(live_server, page)
    record(page, 0.3)
    picture(page, f"v11-recording-{width}-{scheme}")
    assert faults(page) == ""
    assert is_not_wider_than_the_phone(page)
    for target in page.locator("#voice .button:visible, .fold summary").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 43.9, target.inner_text()
    page.goto(address(live_server, interview.invitation) + "part-2/microphone/")
    picture(page, f"v12-microphone-{width}-{scheme}")
    assert faults(page) == ""
    assert is_not_wider_than_the_phone(page)
