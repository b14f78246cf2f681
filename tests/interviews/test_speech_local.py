"""Whisper and Piper themselves, on this machine: few tests, since each second of speech takes its time."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_django import Settings

from config.voice import voice_settings
from interviews.sound.base import Playable
from interviews.sound.joining import encode_mp3, playable
from interviews.speech.base import NotAudio, NotSpoken, SpeechUnavailable
from interviews.speech.doubts import doubt_of
from interviews.speech.piper import Piper
from interviews.speech.whisper import Whisper
from interviews.speech.words import spans_of
from tests.interviews.browser_files import chromium, hiss, safari, silence, voice

ANSWER = (
    "A customer shouted at me on the phone because her parcel had not arrived. "
    "I let her finish, and called the driver while she waited."
)


@pytest.fixture(scope="module")
def whisper() -> Whisper:
    """One model for all tests here."""
    return Whisper(replace(voice_settings(), whisper_threads=1))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "recording"


def plain(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def error_rate(said: str, heard: str) -> float:
    """Words to put in, take out or change, as a share of those said."""
    first, second = plain(said), plain(heard)
    row = list(range(len(second) + 1))
    for i, word in enumerate(first, 1):
        before, row[0] = row.copy(), i
        for j, other in enumerate(second, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (word != other))
    return row[-1] / len(first)


# --- Whisper ------------------------------------------------------------------------------------------------------
def test_an_answer_is_written_down_with_times_and_the_same_words_each_time(whisper: Whisper, file: Path) -> None:
    said = voice(ANSWER)
    file.write_bytes(playable([chromium(said)]).data)
    transcript = whisper.transcribe(file, language="en")
    assert error_rate(ANSWER, transcript.text) < 0.15
    assert doubt_of(transcript) == ""
    assert (transcript.engine, transcript.model, transcript.language) == ("whisper", "base", "en")
    assert transcript.seconds == pytest.approx(len(said) / 16_000, abs=0.05)
    assert transcript.speech_seconds == pytest.approx(transcript.seconds, abs=1.5)
    assert [transcript.text[a:b] for a, b in spans_of(transcript.text, transcript.words)] == [w.text for w in transcript.words]
    assert " ".join(word.text for word in transcript.words) == transcript.text
    times = [time for word in transcript.words for time in (word.start, word.end)]
    assert times == sorted(times) and times[-1] <= transcript.seconds
    assert len({word.start for word in transcript.words}) > 0.9 * len(transcript.words)
    assert whisper.transcribe(file, language="en-US") == transcript


def test_in_silence_nothing_is_heard_and_nothing_made_up(whisper: Whisper, file: Path) -> None:
    for samples in (silence(20), hiss(20, 0.02)):
        file.write_bytes(safari(samples))
        transcript = whisper.transcribe(file, language="en")
        assert (transcript.text, list(transcript.words), transcript.speech_seconds) == ("", [], 0)
        assert doubt_of(transcript) == "too_few"


def test_where_it_goes_round_in_circles_it_is_not_believed(whisper: Whisper, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks can send Whisper into a loop of one syllable, of each of which it is sure. Played, since a loop takes minutes."""
    loop = [SimpleNamespace(word=" what", start=n / 4, end=n / 4 + 0.2, probability=0.99) for n in range(20)]
    segments = [SimpleNamespace(words=loop, compression_ratio=8.0), SimpleNamespace(words=loop[:1], compression_ratio=1.0)]
    played = SimpleNamespace(
        supported_languages=["en"], transcribe=lambda *_, **__: (segments, SimpleNamespace(duration_after_vad=5.0))
    )
    monkeypatch.setattr(whisper, "_model", played)
    file.write_bytes(chromium(voice()))
    transcript = whisper.transcribe(file, language="en")
    assert [word.confidence for word in transcript.words] == [0.0] * 20 + [0.99]
    assert doubt_of(transcript) == "unsure"


def test_what_is_no_recording_is_said_to_be_none(whisper: Whisper, file: Path) -> None:
    for data in (b"", b"<html>", b"#EXTM3U\nfile:///etc/hostname\n"):
        file.write_bytes(data)
        with pytest.raises(NotAudio):
            whisper.transcribe(file, language="en")
    with pytest.raises(SpeechUnavailable, match="cannot be read"):
        whisper.transcribe(file.with_name("nothing"), language="en")


def test_a_language_that_the_model_does_not_know_is_named(whisper: Whisper, file: Path) -> None:
    file.write_bytes(chromium(voice()))
    with pytest.raises(SpeechUnavailable, match="xx"):
        whisper.transcribe(file, language="xx")


def test_a_model_that_cannot_be_loaded_is_said_to_be_away(file: Path, tmp_path: Path) -> None:
    file.write_bytes(chromium(voice()))
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.bin").write_bytes(b"no model")
    listener = Whisper(replace(voice_settings(), whisper_model=str(tmp_path / "model")))
    assert listener.model == "model"
    with pytest.raises(SpeechUnavailable, match="cannot be loaded"):
        listener.transcribe(file, language="en")


def test_a_model_by_name_is_downloaded_with_the_librarys_own_means(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No test reaches a model hub: what counts is that it is asked for this model, and that its absence passes."""
    file.write_bytes(chromium(voice()))
    asked: list[Any] = []

    def download(name: str, **more: Any) -> str:
        asked.append((name, more["cache_dir"]))
        raise socket.gaierror("no network")

    monkeypatch.setattr("faster_whisper.transcribe.download_model", download)
    listener = Whisper(replace(voice_settings(), whisper_model="small", data_dir=tmp_path))
    with pytest.raises(SpeechUnavailable, match="small cannot be loaded: gaierror"):
        listener.transcribe(file, language="en")
    assert asked == [("small", str(tmp_path / "models"))]


# --- Piper --------------------------------------------------------------------------------------------------------
@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, dict[str, Any]]]:
    """Whatever Piper runs, as it ran it."""
    calls: list[tuple[Any, dict[str, Any]]] = []
    run = subprocess.run

    def noted(command: Any, **options: Any) -> Any:
        calls.append((command, options))
        return run(command, **options)

    monkeypatch.setattr("interviews.speech.piper.subprocess.run", noted)
    return calls


def test_a_prompt_is_spoken_by_a_program_of_its_own_and_understood(
    whisper: Whisper, file: Path, ran: list[tuple[Any, dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_OURS", "x")
    spoken: list[bytes] = []

    def noted(wav: bytes) -> Playable:
        spoken.append(wav)
        return encode_mp3(wav)

    monkeypatch.setattr("interviews.speech.piper.encode_mp3", noted)
    prompt = "--help Tell me about a time when you changed your mind.\nWhat made you do it?"
    audio = Piper().speak(prompt, language="en-GB")
    assert audio.media_type == "audio/mpeg"
    assert 3 < audio.seconds < 8
    [(command, options)] = ran
    assert command[:4] == [sys.executable, "-I", "-m", "piper"]
    assert options["input"].decode() == " ".join(prompt.split())  # over standard input: no option, and in no list of processes
    assert prompt.split()[1] not in command and "SECRET_OF_OURS" not in options["env"]
    assert "piper" not in sys.modules
    file.write_bytes(spoken[0])
    assert error_rate(prompt, whisper.transcribe(file, language="en").text) < 0.3


def test_a_language_that_the_voice_does_not_speak_is_refused(ran: list[Any]) -> None:
    piper = Piper()
    assert piper.voice == "en_US-joe-medium"
    assert piper.speaks("en") and piper.speaks("en-AU") and not piper.speaks("de") and not piper.speaks("")
    with pytest.raises(NotSpoken, match="de"):
        piper.speak("Erzählen Sie.", language="de")
    assert ran == []


def test_piper_failing_in_any_way_is_said_to_pass(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    piper = Piper()
    for program in ("import sys; sys.exit(3)", "print('no sound')", "", "import time; time.sleep(30)"):
        monkeypatch.setattr("interviews.speech.piper.SECONDS_TO_START", 1.0)
        monkeypatch.setattr("interviews.speech.piper.PROGRAM", (sys.executable, "-c", program))
        with pytest.raises(SpeechUnavailable, match="Piper"):
            piper.speak("Hello.", language="en")
    settings.PIPER_VOICE = str(tmp_path / "nothing.onnx")
    with pytest.raises(SpeechUnavailable, match=r"nothing\.onnx"):
        Piper().speaks("en")
