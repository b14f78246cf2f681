"""Speaks with Piper on this machine. Piper is under the GPL: it is run as a program of its own, and never imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cached_property
from pathlib import Path

from config.voice import VoiceSettings, voice_settings
from interviews.sound.base import BadSound
from interviews.sound.joining import encode_mp3
from interviews.speech import models
from interviews.speech.base import NotSpoken, SpeechUnavailable, SpokenAudio

SECONDS_TO_START = 60.0  # a busy machine loads the voice in ten
SECONDS_A_CHARACTER = 0.2  # a slow core speaks 15 characters in a second
MOST_SECONDS = 240.0  # its task has 300
SENTENCE_SILENCE = "0.3"  # seconds: a listener needs the gap
PROGRAM = (sys.executable, "-I", "-m", "piper")
# The program sees no secret of ours.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "OMP_NUM_THREADS")


class Piper:
    """The voice of the wheel, or the one that PIPER_VOICE names."""

    name = "Piper"

    def __init__(self, voice: VoiceSettings | None = None) -> None:
        self._voice = voice or voice_settings()

    @cached_property
    def voice(self) -> str:
        """As its file is called: "en_US-joe-medium"."""
        return self._file.stem

    def speaks(self, language: str) -> bool:
        """Whether the voice is of this language, in whatever country. Raises SpeechUnavailable without a voice."""
        return language.split("-")[0].lower() == self._language

    def speak(self, text: str, *, language: str) -> SpokenAudio:
        """Raises SpeechUnavailable, NotSpoken."""
        if not self.speaks(language):
            raise NotSpoken(f"{self.voice} does not speak “{language}”.")
        try:
            made = encode_mp3(self._wav(" ".join(text.split())))
        except BadSound as bad:
            raise SpeechUnavailable(f"Piper gave no sound: {bad}") from bad
        return SpokenAudio(made.data, made.media_type, made.seconds)

    def _wav(self, line: str) -> bytes:
        """Piper speaks each line by itself: a prompt is given as one."""
        options = ["--model", str(self._file), "--output-file", "-", "--sentence-silence", SENTENCE_SILENCE]
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        try:
            spoken = subprocess.run(  # noqa: S603 - our own program; the text goes over standard input
                [*PROGRAM, *options],
                input=line.encode(),
                capture_output=True,
                env=environment | {"PYTHONUTF8": "1"},
                timeout=min(SECONDS_TO_START + SECONDS_A_CHARACTER * len(line), MOST_SECONDS),
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise SpeechUnavailable(f"Piper was not ready after {error.timeout:.0f} s.") from None
        except OSError as error:
            raise SpeechUnavailable(f"Piper cannot be run: {type(error).__name__}") from error
        if spoken.returncode != 0:
            raise SpeechUnavailable(f"Piper ended with code {spoken.returncode}.")
        return spoken.stdout

    @cached_property
    def _file(self) -> Path:
        return models.piper_voice(self._voice)

    @cached_property
    def _language(self) -> str:
        """Of the voice's own description: "en"."""
        try:
            about = json.loads(Path(f"{self._file}.json").read_text(encoding="utf-8"))
            code = about.get("language", {}).get("code") or about["espeak"]["voice"]
        except (OSError, ValueError, LookupError, AttributeError) as error:
            raise SpeechUnavailable(f"The voice {self._file.name} does not say its language.") from error
        return str(code).replace("_", "-").split("-")[0].lower()
