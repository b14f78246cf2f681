"""An endpoint that listens and speaks: what it is sent, what comes of its answers, and of all the ways to fail."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from pytest_django import Settings

from interviews.speech import engines, remote
from interviews.speech.base import NotAudio, SpeechUnavailable, Transcript
from interviews.speech.doubts import doubt_of
from interviews.speech.words import spans_of
from tests.interviews.browser_files import BROWSERS, chromium, silence, voice
from tests.speech_server import KEY, Cut, Heard, Play, Raw, Spoke, Stall, Status, own_service
from tests.voices import spoken

YES = Heard("Yes – and “why”?", (("Yes", 0.1, 0.4), ("and", 0.6, 0.8), ("why", 0.9, 1.2)))


@pytest.fixture(autouse=True)
def set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key, and no waiting between tries."""
    monkeypatch.setenv("SPEECH_API_KEY", KEY)
    monkeypatch.setattr("openai._base_client.BaseClient._calculate_retry_timeout", lambda *_, **__: 0.01)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    file = tmp_path / "recording"
    file.write_bytes(chromium(voice()))
    return file


def transcribe(recording: Path, language: str = "en") -> Transcript:
    listener = engines.listener()
    assert isinstance(listener, remote.RemoteListener)
    return listener.transcribe(recording, language=language)


def shown(transcript: Transcript) -> list[str]:
    """The words as their places in the text have them."""
    return [transcript.text[start:end] for start, end in spans_of(transcript.text, transcript.words)]


# --- listening ----------------------------------------------------------------------------------------------------
def test_words_stand_in_the_text_as_it_is_written(settings: Settings, recording: Path) -> None:
    with own_service(settings, YES) as server:
        transcript = transcribe(recording, "en-GB")
    assert transcript.text == "Yes – and “why”?"
    assert shown(transcript) == [word.text for word in transcript.words] == ["Yes –", "and", "“why”?"]
    assert [(word.start, word.end) for word in transcript.words] == [(0.1, 0.4), (0.6, 0.8), (0.9, 1.2)]
    assert {word.confidence for word in transcript.words} == {0.9048}
    assert (transcript.engine, transcript.model, transcript.language) == ("remote", "whisper-1", "en")
    assert transcript.seconds == pytest.approx(5.86, abs=0.02)
    assert transcript.speech_seconds == pytest.approx(4.7, abs=0.3)
    sent = server.said[0]
    assert sent.file == recording.read_bytes()
    assert sent.fields["language"] == "en" and sent.fields["timestamp_granularities"] == ["word", "segment"]


@pytest.mark.parametrize("kind", BROWSERS)
def test_a_recording_is_sent_under_the_name_of_what_it_is(settings: Settings, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "anything"
    file.write_bytes(BROWSERS[kind](voice()))
    with own_service(settings, YES) as server:
        transcribe(file)
    assert server.said[0].file_name == f"recording.{kind}"


def test_without_words_they_are_spread_over_the_text(settings: Settings, recording: Path) -> None:
    with own_service(settings, Heard("one two", None, seconds=2.0)):
        transcript = transcribe(recording)
    assert shown(transcript) == ["one", "two"]
    assert [word.start for word in transcript.words] == [0, 1]
    assert doubt_of(transcript) == "too_few"  # in five seconds of speech


def test_a_service_that_does_not_say_how_sure_it_is_is_not_sure(settings: Settings, recording: Path) -> None:
    text = "I told the people who were waiting first of all"
    with own_service(settings, Heard(text, None, logprob=None), Heard(text, None, logprob=-0.05)):
        unknown, sure = transcribe(recording), transcribe(recording)
    assert {word.confidence for word in unknown.words} == {0.0}
    assert doubt_of(unknown) == "unsure"
    assert doubt_of(sure) == ""


def test_a_service_that_goes_round_in_circles_is_not_believed(settings: Settings, recording: Path) -> None:
    with own_service(settings, Heard(" ".join(["what"] * 20), None, logprob=-0.01, repetition=8.0)):
        transcript = transcribe(recording)
    assert {word.confidence for word in transcript.words} == {0.0}
    assert doubt_of(transcript) == "unsure"


def test_words_that_are_not_those_of_the_text_are_not_used(settings: Settings, recording: Path) -> None:
    with own_service(settings, Heard("one two", (("three", 0.0, 1.0), ("two", 1.0, 2.0)))):
        assert shown(transcribe(recording)) == ["one", "two"]


def test_nothing_said_is_an_empty_transcript(settings: Settings, recording: Path) -> None:
    with own_service(settings, Heard("", ())):
        transcript = transcribe(recording)
    assert (transcript.text, list(transcript.words)) == ("", [])
    assert doubt_of(transcript) == "too_few"


@pytest.mark.parametrize("passing", [Status(429, headers={"Retry-After": "0"}), Status(500), Status(503), Cut()])
def test_what_passes_is_tried_again(settings: Settings, recording: Path, passing: Play) -> None:
    with own_service(settings, passing, YES, YES) as server:
        if isinstance(passing, Cut):  # an answer that was begun is not asked for again by the client
            with pytest.raises(SpeechUnavailable):
                transcribe(recording)
        assert transcribe(recording).text == YES.text
    assert len(server.said) == 2


HOSTILE = b'{"text": "x", "words": [1, null, {"word": 7, "start": "a", "end": 1e999}], "segments": {"a": 1}, "duration": -1}'


@pytest.mark.parametrize(
    "play",
    [
        Status(500),
        Status(429),
        Status(401, f"Incorrect API key provided: {KEY}"),
        Status(404),
        Status(413),
        Stall(),
        Cut(),
        Raw(b"<html>"),
        Raw(b"[]"),
        Raw(b'{"text": 7}'),
        Raw(b'{"words": []}'),
        Raw(b"[" * 100_000),
        Raw(b""),
        Raw(b'"' + b"x" * (9 * 1024 * 1024) + b'"'),
    ],
    ids=lambda play: f"{type(play).__name__} {getattr(play, 'code', '')}{getattr(play, 'body', b'')[:12].decode()}",
)
def test_every_failure_is_said_to_pass(settings: Settings, recording: Path, play: Play, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), own_service(settings, play, timeout=0.5), pytest.raises(SpeechUnavailable) as away:
        transcribe(recording)
    said = f"{away.value!r} {away.value.__cause__!r} {caplog.text}"
    assert str(away.value).startswith("The speech service ")
    assert KEY not in said


def test_a_hostile_answer_becomes_words_or_nothing(settings: Settings, recording: Path) -> None:
    with own_service(settings, Raw(HOSTILE)):
        transcript = transcribe(recording)
    assert shown(transcript) == ["x"]
    assert transcript.words[0].confidence == 0


def test_nobody_there_is_said_to_pass(settings: Settings, recording: Path) -> None:
    with own_service(settings, YES) as server:
        address = server.url
    settings.SPEECH_BASE_URL = address
    with pytest.raises(SpeechUnavailable, match="cannot be reached"):
        transcribe(recording)


def test_what_is_no_recording_is_not_sent(settings: Settings, tmp_path: Path) -> None:
    with own_service(settings, YES) as server:
        for data in (b"<html>", b"", chromium(silence(0))):
            (tmp_path / "x").write_bytes(data)
            with pytest.raises(NotAudio):
                transcribe(tmp_path / "x")
    assert server.said == []


# --- speaking -----------------------------------------------------------------------------------------------------
def test_a_prompt_is_spoken(settings: Settings) -> None:
    said = spoken("Tell me about a time when you changed your mind.")
    unknown_length = (
        said[:4] + b"\xff\xff\xff\xff" + said[8:40] + b"\xff\xff\xff\xff" + said[44:]
    )  # as the real service streams it
    with own_service(settings, Spoke(said), Spoke(unknown_length)) as server:
        speaker = engines.speaker()
        assert isinstance(speaker, remote.RemoteSpeaker) and speaker.speaks("de")
        for _ in range(2):
            audio = speaker.speak("Tell me more.", language="en")
            assert audio.media_type == "audio/mpeg"
            assert audio.seconds == pytest.approx(2.9, abs=0.5)
    assert server.said[0].fields == {"input": "Tell me more.", "model": "tts-1", "voice": "alloy", "response_format": "wav"}
    assert speaker.voice == "tts-1/alloy"


@pytest.mark.parametrize("play", [Status(500), Stall(), Raw(b"<html>"), Raw(b""), Raw(b'{"error": 1}')])
def test_a_prompt_that_is_no_sound_is_said_to_pass(settings: Settings, play: Play) -> None:
    with own_service(settings, play, timeout=0.5):
        speaker = engines.speaker()
        assert speaker is not None
        with pytest.raises(SpeechUnavailable, match="The speech service"):
            speaker.speak("Tell me more.", language="en")


# --- the key ------------------------------------------------------------------------------------------------------
def test_a_key_for_another_service_goes_nowhere(settings: Settings, recording: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPEECH_API_KEY")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-real-and-dear")
    with own_service(settings, YES) as server:
        with pytest.raises(SpeechUnavailable, match="400"):
            transcribe(recording)
        assert server.complaints == ["no such key"]  # the server asks for a key, and is right to
        server.complaints.clear()
