"""Listens with Whisper on this machine's processor (faster-whisper). Library and model are loaded with the first recording."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from config.voice import VoiceSettings, voice_settings
from interviews.sound.base import BadSound
from interviews.sound.decoding import RATE, Samples
from interviews.sound.reading import samples_of
from interviews.speech import models
from interviews.speech.base import NotAudio, SpeechUnavailable, Transcript, Word
from interviews.speech.words import MOST_REPETITION, joined

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

MOST_SECONDS = 2 * 3600.0  # far over what a round allows; so much sound takes 460 MB of memory
# Where nobody speaks for a second, nothing is heard: Whisper makes up words for silence.
SILENCE = {"min_silence_duration_ms": 1000, "speech_pad_ms": 200}
# Always the same words for the same sound: no chance, and no text of before that a mistake could live on in.
SAME_EVERY_TIME = {"temperature": 0.0, "condition_on_previous_text": False}
BEAM = 5


class Whisper:
    """One object, one model in memory; threads share it."""

    name = "Whisper"

    def __init__(self, voice: VoiceSettings | None = None) -> None:
        self._voice = voice or voice_settings()
        self._loading = Lock()

    @cached_property
    def model(self) -> str:
        """What the model is called: "base" for the one of the wheels."""
        return Path(self._voice.whisper_model).name or "base"

    def transcribe(self, recording: Path, *, language: str) -> Transcript:
        """Raises SpeechUnavailable where the model cannot be had or fails, NotAudio for a file without sound."""
        try:
            samples = samples_of(recording.read_bytes(), most_seconds=MOST_SECONDS)
        except BadSound as bad:
            raise NotAudio(str(bad)) from bad
        except OSError as error:
            raise SpeechUnavailable(f"The recording cannot be read: {type(error).__name__}") from error
        model = self._loaded()
        language = language.split("-")[0].lower()
        if language not in model.supported_languages:
            raise SpeechUnavailable(f"The model does not know the language “{language}”. WHISPER_MODEL names another.")
        try:
            heard, speech_seconds = _hear(model, samples, language)
        except (RuntimeError, ValueError, MemoryError) as error:
            raise SpeechUnavailable(f"Whisper failed: {type(error).__name__}") from error
        text, words = joined(heard)
        return Transcript(
            text=text,
            words=words,
            language=language,
            seconds=len(samples) / RATE,
            speech_seconds=speech_seconds,
            engine="whisper",
            model=self.model,
        )

    def _loaded(self) -> WhisperModel:
        with self._loading:
            return self._model

    @cached_property
    def _model(self) -> WhisperModel:
        where = models.whisper_model(self._voice)
        # Brings CTranslate2 and ONNX, some 100 MB: only for who listens.
        from faster_whisper import WhisperModel

        kept: dict[str, Any] = {"download_root": str(self._voice.data_dir / "models")}
        try:
            return WhisperModel(where, device="cpu", compute_type="int8", cpu_threads=self._voice.whisper_threads, **kept)
        except Exception as error:  # the library, its downloads and its C++ all have their own
            raise SpeechUnavailable(f"The model {where} cannot be loaded: {type(error).__name__}") from error


def _hear(model: WhisperModel, samples: Samples, language: str) -> tuple[list[Word], float]:
    segments, info = model.transcribe(
        samples,
        language=language,
        beam_size=BEAM,
        word_timestamps=True,
        vad_filter=True,
        vad_parameters=SILENCE,
        **SAME_EVERY_TIME,
    )
    if info.duration_after_vad <= 0:
        return [], 0.0
    return list(_words(segments)), float(info.duration_after_vad)


def _words(segments: Iterable[Any]) -> Iterable[Word]:
    for segment in segments:
        believed = segment.compression_ratio <= MOST_REPETITION
        for word in segment.words or ():
            confidence = float(word.probability) if believed else 0.0
            yield Word(text=word.word, start=float(word.start), end=float(word.end), confidence=confidence)
