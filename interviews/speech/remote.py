"""Listens and speaks through an endpoint that speaks OpenAI's protocol: `/audio/transcriptions` and `/audio/speech`.

What comes back is bounded and read as data. No message of the endpoint gets into an error of ours: it may repeat the key.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.voice import VoiceSettings, speech_key, voice_settings
from interviews.sound.base import BadSound
from interviews.sound.formats import HEAD_BYTES, container_of
from interviews.sound.joining import encode_mp3
from interviews.sound.reading import measure
from interviews.speech.base import NotAudio, SpeechUnavailable, SpokenAudio, Transcript, Word
from interviews.speech.words import MOST_REPETITION, joined, placed

if TYPE_CHECKING:
    from openai import OpenAI

MOST_SECONDS = 2 * 3600.0
TRANSCRIPT_BYTES = 8 * 1024 * 1024
SPOKEN_BYTES = 50 * 1024 * 1024
MOST_SECONDS_TO_SPEAK = 60.0  # a prompt is short, and its task has 300 s
TRIES_MORE = 2  # the client waits between, or for as long as Retry-After asks


class RemoteListener:
    """SPEECH_LISTEN_MODEL at SPEECH_BASE_URL."""

    name = "The speech service"

    def __init__(self, voice: VoiceSettings | None = None) -> None:
        self._voice = voice or voice_settings()
        self.model = self._voice.listen_model

    def transcribe(self, recording: Path, *, language: str) -> Transcript:
        """Raises SpeechUnavailable, NotAudio."""
        try:
            data = recording.read_bytes()
            sound = measure([data], most_seconds=MOST_SECONDS)
            name = f"recording.{container_of(data[:HEAD_BYTES])}"
        except BadSound as bad:
            raise NotAudio(str(bad)) from bad
        except OSError as error:
            raise SpeechUnavailable(f"The recording cannot be read: {type(error).__name__}") from error
        language = language.split("-")[0].lower()
        text, words = _read(self._ask(name, data, language), sound.seconds)
        return Transcript(
            text=text,
            words=words,
            language=language,
            seconds=sound.seconds,
            speech_seconds=sound.speech_seconds,
            engine="remote",
            model=self.model,
        )

    def _ask(self, name: str, data: bytes, language: str) -> Mapping[str, Any]:
        with _asking(self._voice, self._voice.timeout_seconds) as client:
            request = client.audio.transcriptions.with_streaming_response.create(
                file=(name, data),
                model=self.model,
                language=language,
                response_format="verbose_json",
                timestamp_granularities=["word", "segment"],
                temperature=0,
            )
            with request as response:
                body = _bounded(response.iter_bytes(), TRANSCRIPT_BYTES, self._voice.timeout_seconds)
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or not isinstance(found.get("text"), str):
            raise SpeechUnavailable("The speech service answered something else than a transcript.")
        return found


class RemoteSpeaker:
    """SPEECH_SPEAK_MODEL and SPEECH_VOICE at SPEECH_BASE_URL."""

    name = "The speech service"

    def __init__(self, voice: VoiceSettings | None = None) -> None:
        self._voice = voice or voice_settings()
        self.voice = f"{self._voice.speak_model}/{self._voice.voice}"

    def speaks(self, language: str) -> bool:
        """The protocol has no way to ask: such voices read the language of the text."""
        return True

    def speak(self, text: str, *, language: str) -> SpokenAudio:
        """Raises SpeechUnavailable."""
        seconds = min(self._voice.timeout_seconds, MOST_SECONDS_TO_SPEAK)
        with _asking(self._voice, seconds) as client:
            request = client.audio.speech.with_streaming_response.create(
                model=self._voice.speak_model, voice=self._voice.voice, input=text, response_format="wav"
            )
            with request as response:
                wav = _bounded(response.iter_bytes(), SPOKEN_BYTES, seconds)
        try:
            made = encode_mp3(wav)
        except BadSound as bad:
            raise SpeechUnavailable("The speech service answered something else than sound.") from bad
        return SpokenAudio(made.data, made.media_type, made.seconds)


@contextmanager
def _asking(voice: VoiceSettings, seconds: float) -> Iterator[OpenAI]:
    """A client of its own for each request. Whatever goes wrong within is SpeechUnavailable, in words of ours."""
    # Brings pydantic and an HTTP client: only for who asks.
    import openai

    try:
        with openai.OpenAI(
            api_key=speech_key() or "none",  # a server of one's own needs none, and the client insists
            base_url=voice.base_url or None,
            timeout=seconds,
            max_retries=TRIES_MORE,
        ) as client:
            yield client
    except openai.APITimeoutError:
        raise SpeechUnavailable(f"The speech service took longer than {seconds:g} s.") from None
    except openai.APIStatusError as error:
        raise SpeechUnavailable(f"The speech service answered {error.status_code}.") from None
    except openai.OpenAIError as error:
        raise SpeechUnavailable(f"The speech service cannot be reached: {type(error).__name__}") from None
    except SpeechUnavailable:
        raise
    except Exception as error:
        # A connection that is cut in the middle of an answer ends in an exception of the HTTP client.
        raise SpeechUnavailable(f"The speech service broke off: {type(error).__name__}") from None


def _bounded(parts: Iterator[bytes], most_bytes: int, most_seconds: float) -> bytes:
    """A body that comes neither too large nor too slowly. Raises SpeechUnavailable."""
    body, ends = bytearray(), time.monotonic() + most_seconds
    for part in parts:
        body += part
        if len(body) > most_bytes:
            raise SpeechUnavailable("The speech service answered too much.")
        if time.monotonic() > ends:
            raise SpeechUnavailable(f"The speech service took longer than {most_seconds:g} s.")
    return bytes(body)


def _read(answer: Mapping[str, Any], seconds: float) -> tuple[str, list[Word]]:
    segments = [segment for segment in _list(answer, "segments") if _number(segment, "end") is not None]
    heard = [
        Word(str(word.get("word", "")).strip(), _number(word, "start") or 0.0, _number(word, "end") or 0.0, _sure(word, segments))
        for word in _list(answer, "words")
    ]
    text = str(answer["text"]).strip()
    found = placed(text, [word for word in heard if word.text]) or [*_without_times(text, segments, seconds)]
    return joined(found)


def _without_times(text: str, segments: list[Mapping[str, Any]], seconds: float) -> Iterator[Word]:
    """The words of the text, spread evenly over its segments, or over all of it: where the service gives no words of its own."""
    by_segment = " ".join(str(segment.get("text", "")) for segment in segments).split()
    if by_segment != text.split():
        segments = [{"text": text, "start": 0.0, "end": seconds}]
    for segment in segments:
        words = str(segment.get("text", "")).split()
        start, end = _number(segment, "start") or 0.0, _number(segment, "end") or seconds
        step = max(0.0, end - start) / max(1, len(words))
        for index, word in enumerate(words):
            yield Word(f" {word}", start + index * step, start + (index + 1) * step, _share(segment))


def _sure(word: Mapping[str, Any], segments: list[Mapping[str, Any]]) -> float:
    """How sure the service is of a word: of itself where it says so, as some do; else of its segment; else not at all."""
    middle = ((_number(word, "start") or 0.0) + (_number(word, "end") or 0.0)) / 2
    segment = next((segment for segment in segments if middle <= (_number(segment, "end") or 0.0)), {})
    own = _number(word, "probability")
    return _share(segment) if own is None or _repeats(segment) else own


def _share(segment: Mapping[str, Any]) -> float:
    """The mean log probability of a segment's tokens, as a probability."""
    logprob = _number(segment, "avg_logprob")
    return 0.0 if logprob is None or _repeats(segment) else math.exp(min(0.0, logprob))


def _repeats(segment: Mapping[str, Any]) -> bool:
    return (_number(segment, "compression_ratio") or 0.0) > MOST_REPETITION


def _list(answer: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = answer.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _number(item: Mapping[str, Any], name: str) -> float | None:
    value = item.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) else None
