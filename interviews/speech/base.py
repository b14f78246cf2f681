"""The seam to speech engines: a recording becomes a transcript, a prompt becomes spoken audio. Knows no Django.

An engine gives back what it heard and how sure it was of each word; it is never asked about tone, accent, pauses or
fluency, and there is no place here to put them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class SpeechUnavailable(Exception):
    """The engine is away for now: the work waits and is tried again."""


class NotAudio(Exception):
    """This file cannot be decoded: recording again helps, trying again does not."""


@dataclass(frozen=True)
class Word:
    """One word with its time from the beginning, in seconds, and how sure the engine is of it (0 … 1)."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True)
class Transcript:
    """What was said. `text` is the words as they are shown; `seconds` is the length of the recording and
    `speech_seconds` how much of it the engine took for speech.
    """

    text: str
    words: Sequence[Word]
    language: str
    seconds: float
    speech_seconds: float
    engine: str
    model: str


@dataclass(frozen=True)
class SpokenAudio:
    """A prompt read aloud, as a whole file in the format that `media_type` names."""

    data: bytes
    media_type: str
    seconds: float


class Listener(Protocol):
    """Turns recordings into transcripts."""

    name: str
    model: str

    def transcribe(self, recording: Path, *, language: str) -> Transcript:
        """Raises SpeechUnavailable, NotAudio."""
        ...


class Speaker(Protocol):
    """Reads prompts aloud."""

    name: str
    voice: str

    def speak(self, text: str, *, language: str) -> SpokenAudio:
        """Raises SpeechUnavailable."""
        ...
