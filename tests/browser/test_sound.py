"""What Chromium records is read, and its copy has a length and can be jumped in."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from interviews.sound.base import Playable
from interviews.sound.joining import encode_mp3, playable
from interviews.sound.reading import measure
from tests.browser.microphones import launch
from tests.interviews.browser_files import chromium, safari, voice, wav

pytestmark = pytest.mark.browser

RECORD = """async ([type, milliseconds]) => {
  if (!MediaRecorder.isTypeSupported(type)) return null;
  const stream = await navigator.mediaDevices.getUserMedia({audio: true});
  const recorder = new MediaRecorder(stream, {mimeType: type});
  const pieces = [];
  recorder.ondataavailable = (event) => pieces.push(event.data);
  const stopped = new Promise((done) => { recorder.onstop = done; });
  recorder.start(250);
  await new Promise((done) => setTimeout(done, milliseconds));
  recorder.stop();
  await stopped;
  const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""

PLAY = """async ([type, data]) => {
  const player = new Audio(`data:${type};base64,${data}`);
  const happened = (name) => new Promise((done, failed) => {
    player.addEventListener(name, done, {once: true});
    player.addEventListener("error", () => failed(player.error.message), {once: true});
  });
  await happened("loadedmetadata");
  const length = player.duration;
  if (!Number.isFinite(length)) return {length: null};
  const sought = happened("seeked");
  player.currentTime = length * 2 / 3;
  await sought;
  return {length, at: player.currentTime, seekable: player.seekable.end(0)};
}"""


@pytest.fixture(scope="module")
def speaker(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser in front of which somebody speaks without end."""
    file = tmp_path_factory.mktemp("voice") / "voice.wav"
    file.write_bytes(wav(voice()))
    made = launch(browser.browser_type, file)
    yield made
    made.close()


def recorded(speaker: Browser, kind: str) -> bytes | None:
    context = speaker.new_context(permissions=["microphone"])
    page = context.new_page()
    page.route("**/*", lambda route: route.fulfill(body="<title>Recorder</title>", content_type="text/html"))
    page.goto("http://localhost/")
    found = page.evaluate(RECORD, [kind, 3_000])
    context.close()
    return b64decode(found) if found else None


def played(page: Page, media_type: str, data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(PLAY, [media_type, b64encode(data).decode()])
    return found


def jumps_in(page: Page, copy: Playable) -> None:
    found = played(page, copy.media_type, copy.data)
    assert found["length"] == pytest.approx(copy.seconds, abs=0.1)
    assert found["seekable"] == pytest.approx(copy.seconds, abs=0.1)
    assert found["at"] == pytest.approx(copy.seconds * 2 / 3, abs=0.1)


@pytest.mark.parametrize("kind", ["audio/webm;codecs=opus", "audio/mp4;codecs=opus"])
def test_a_recording_that_chromium_makes_is_read_and_copied(speaker: Browser, page: Page, kind: str) -> None:
    recording = recorded(speaker, kind)
    assert recording is not None, f"this Chromium does not record {kind}"
    sound = measure([recording, recording], most_seconds=60)
    assert sound.seconds == pytest.approx(6, abs=1)
    assert sound.speech_seconds > 3
    copy = playable([recording, recording])
    assert copy.seconds == pytest.approx(sound.seconds, abs=0.02)
    jumps_in(page, copy)


def test_copies_of_other_browsers_kinds_are_jumped_in(page: Page) -> None:
    said = np.tile(voice(), 3)
    streamed = chromium(said)
    assert played(page, "audio/webm", streamed)["length"] is None  # what the copy is made for
    for copy in (playable([streamed]), playable([safari(said)]), playable([streamed, safari(said)]), encode_mp3(wav(said))):
        jumps_in(page, copy)
