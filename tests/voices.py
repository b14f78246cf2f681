"""Voices for tests: espeak-ng reads a text into a WAV file. `make test` installs it (.ci/chromium)."""

from __future__ import annotations

import io
import shutil
import subprocess
import wave
from functools import cache


@cache
def spoken(text: str, *, voice: str = "en-us", words_a_minute: int = 160) -> bytes:
    """A WAV file: 22,050 samples a second, one channel, 16 bits."""
    program = shutil.which("espeak-ng")
    assert program, "espeak-ng is missing, which speaks for the tests. Install it with: sudo apt-get install -y espeak-ng"
    asked = [program, "-v", voice, "-s", str(words_a_minute), "--stdout", "--stdin"]
    return subprocess.run(asked, input=text.encode(), capture_output=True, check=True, timeout=60).stdout


def without_sound(seconds: float) -> bytes:
    """A WAV file of digital silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(bytes(2 * int(16_000 * seconds)))
    return file.getvalue()
