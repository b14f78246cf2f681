"""What the settings say about listening and speaking, for engines that know no Django."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class VoiceSettings:
    """docs/voice.md says what each means. The key of an endpoint is not among them: only whether there is one."""

    listening_engine: str
    speaking_engine: str
    round_02: str
    uses_installed: bool
    base_url: str
    has_key: bool
    listen_model: str
    speak_model: str
    voice: str
    timeout_seconds: float
    whisper_model: str
    whisper_threads: int
    piper_voice: str
    data_dir: Path

    @property
    def has_endpoint(self) -> bool:
        return bool(self.base_url) or self.has_key


def voice_settings() -> VoiceSettings:
    """As they are now."""
    return VoiceSettings(
        listening_engine=settings.LISTENING_ENGINE,
        speaking_engine=settings.SPEAKING_ENGINE,
        round_02=settings.ROUND_02,
        uses_installed=settings.SPEECH,
        base_url=settings.SPEECH_BASE_URL,
        has_key=bool(speech_key()),
        listen_model=settings.SPEECH_LISTEN_MODEL,
        speak_model=settings.SPEECH_SPEAK_MODEL,
        voice=settings.SPEECH_VOICE,
        timeout_seconds=settings.SPEECH_TIMEOUT_SECONDS,
        whisper_model=settings.WHISPER_MODEL,
        whisper_threads=settings.WHISPER_THREADS,
        piper_voice=settings.PIPER_VOICE,
        data_dir=settings.DATA_DIR,
    )


def speech_key() -> str:
    """The key of the endpoint, from the environment each time: it stands in no setting, row, log or error."""
    return os.environ.get("SPEECH_API_KEY", "").strip()


def load(path: str) -> Any:
    """The class at a dotted path. Raises ImportError."""
    return import_string(path)
