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


class NotSpoken(Exception):
    """The voice does not speak this language, today or tomorrow: the page falls back to the browser's own."""


@dataclass(frozen=True)
class Word:
    """One word with its time from the beginning, in seconds, and how sure the engine is of it (0 … 1)."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True)
class Transcript:
    """What was said. `text` is the words in their order as they are shown, with blanks between where the language has them:
    `interviews.speech.words.spans_of` says where each lies. `seconds` is the length of the recording, `speech_seconds` how
    much of it the engine took for speech. An engine that does not say how sure it is of a word is not sure: 0.
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

    def speaks(self, language: str) -> bool:
        """Whether `speak` has a voice for this language. Cheap."""
        ...

    def speak(self, text: str, *, language: str) -> SpokenAudio:
        """Raises SpeechUnavailable, NotSpoken."""
        ...
