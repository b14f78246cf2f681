"""Engines that do as a test says, by dotted path, as the settings name engines of any kind."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings

from interviews.speech.base import NotSpoken, SpokenAudio, Transcript, Word


def transcript(text: str = "I planned the week and it held.", *, confidence: float = 0.9, **given: object) -> Transcript:
    """What an engine hears: each word half a second long."""
    words = [Word(word, n / 2, n / 2 + 0.4, confidence) for n, word in enumerate(text.split())]
    fields = {
        "language": "en",
        "seconds": len(words) / 2 + 1,
        "speech_seconds": len(words) / 2,
        "engine": "scripted",
        "model": "m1",
    }
    return Transcript(text=text, words=words, **(fields | given))  # type: ignore[arg-type]


class Script:
    """What the engines below do, and what they were given."""

    hears: Callable[[Path], Transcript]
    heard: list[tuple[bytes, str]]
    spoken: list[tuple[str, str]]
    says: Callable[[str], SpokenAudio]

    def __init__(self) -> None:
        self.hears = lambda _path: transcript()
        self.says = lambda _text: SpokenAudio(wav(), "audio/wav", 0.5)
        self.heard, self.spoken = [], []


script = Script()


class Listener:
    name, model = "scripted", "m1"

    def transcribe(self, recording: Path, *, language: str) -> Transcript:
        script.heard.append((recording.read_bytes(), language))
        return script.hears(recording)


class Speaker:
    name, voice = "scripted", "v1"

    def speaks(self, language: str) -> bool:
        return language == "en"

    def speak(self, text: str, *, language: str) -> SpokenAudio:
        if not self.speaks(language):
            raise NotSpoken(f"No voice for {language}.")
        script.spoken.append((text, language))
        return script.says(text)


def wav(seconds: float = 0.5) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(b"\x00\x10\x00\xf0" * int(seconds * 8_000))
    return out.getvalue()


@contextmanager
def scripted(*, listening: bool = True, speaking: bool = True) -> Iterator[Script]:
    """Engines of this module, or none."""
    script.__init__()  # type: ignore[misc]
    here = "tests.interviews.voice_engines"
    with override_settings(
        LISTENING_ENGINE=f"{here}.Listener" if listening else "",
        SPEAKING_ENGINE=f"{here}.Speaker" if speaking else "",
        ROUND_02="spoken",
    ):
        yield script
