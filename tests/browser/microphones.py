"""Chromium with a microphone that plays a file: somebody speaking, or nobody."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, BrowserType

from tests.browser.chromium import chromium

RATE = 48_000


def write_wav(path: Path, *, speech: bool, seconds: float = 6.0) -> Path:
    """A file for a fake microphone: noise that comes and goes as syllables do, or silence."""
    times = np.arange(int(seconds * RATE)) / RATE
    noise = np.random.default_rng(4).normal(0, 0.2, len(times))
    gate = np.sin(2 * np.pi * 4 * times) > 0
    samples = (noise * gate * 32000 if speech else np.zeros(len(times))).clip(-32000, 32000).astype(np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return path


def launch(browsers: BrowserType, wav: Path, *, allowed: bool = True) -> Browser:
    """A browser whose microphone plays `wav` over and over, and is allowed everywhere or nowhere."""
    flags = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={wav}"]
    if allowed:
        flags.append("--use-fake-ui-for-media-stream")
    return browsers.launch(executable_path=chromium(whole=not allowed), args=["--no-sandbox", *flags])
