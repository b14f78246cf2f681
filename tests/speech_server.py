"""A speech service of the tests' own, on the loopback address: `/audio/transcriptions` and `/audio/speech` as OpenAI has them.

It holds both sides to the types of the openai package: a request that the real service would refuse is refused and kept in
`complaints`, and an answer that it would not give cannot be played but as `Raw`. That package is imported where it is used: it
takes a second to load, in each of pytest's workers.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, cast, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pytest_django import Settings

from tests.llm_server import Conversation, Cut, LlmServer, Raw, Stall, Status

__all__ = ["KEY", "Cut", "Heard", "Raw", "Said", "SpeechServer", "Spoke", "Stall", "Status", "own_service"]

KEY = "sk-of-the-speech-tests"
FORMATS = ("flac", "mp3", "mp4", "mpeg", "mpga", "m4a", "ogg", "wav", "webm")


@dataclass(frozen=True)
class Heard:
    """A transcript: words with times, and how sure the service is of all of it. `words` None: it gives none."""

    text: str
    words: tuple[tuple[str, float, float], ...] | None = None
    logprob: float | None = -0.1  # None: without segments
    seconds: float = 2.0
    repetition: float = 1.2

    def answer(self) -> dict[str, Any]:
        """In the protocol's form, which is checked."""
        from openai.types.audio import TranscriptionVerbose

        found: dict[str, Any] = {"task": "transcribe", "duration": self.seconds, "language": "english", "text": self.text}
        if self.words is not None:
            found["words"] = [{"word": word, "start": start, "end": end} for word, start, end in self.words]
        if self.logprob is not None:
            sure = {"avg_logprob": self.logprob, "compression_ratio": self.repetition, "no_speech_prob": 0.01, "temperature": 0.0}
            found["segments"] = [{"id": 0, "seek": 0, "start": 0.0, "end": self.seconds, "text": self.text, "tokens": [], **sure}]
        TranscriptionVerbose.model_validate(found, strict=True)
        return found


@dataclass(frozen=True)
class Spoke:
    """A text read aloud: a file."""

    wav: bytes


@dataclass(frozen=True)
class Said:
    """What a request held."""

    path: str
    headers: Mapping[str, str]
    fields: Mapping[str, Any]
    file: bytes = field(default=b"", repr=False)
    file_name: str = ""


Play = Heard | Spoke | Status | Stall | Cut | Raw


class SpeechServer(LlmServer):
    """Plays a script: a play a request, and the last one ever after."""

    def __init__(self, *plays: Play) -> None:
        super().__init__([], _SpeechConversation)
        self.plays = plays
        self.said: list[Said] = []

    def next_play(self, said: Said) -> Play:
        self.said.append(said)
        return self.plays[min(len(self.said), len(self.plays)) - 1]


class _SpeechConversation(Conversation):
    server: SpeechServer

    def do_POST(self) -> None:  # noqa: N802 - the standard library's name
        said = self._said(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        complaint = _complaint(said)
        if complaint:
            self.server.complaints.append(complaint)
        play = Status(400, complaint) if complaint else self.server.next_play(said)
        try:
            self._answer(play)
        except OSError:  # the client has gone, as it should where it is kept waiting
            self.close_connection = True

    def _answer(self, play: Play) -> None:
        match play:
            case Heard():
                self.send(200, json.dumps(play.answer()).encode())
            case Spoke():
                self.send(200, play.wav, {"Content-Type": "audio/wav"})
            case Cut():
                self.send(200, json.dumps(Heard("cut off").answer()).encode(), cut=True)
            case _:
                self.fail(play)

    def _said(self, body: bytes) -> Said:
        headers = {name.lower(): value for name, value in self.headers.items()}
        kind = headers.get("content-type", "")
        if kind.startswith("application/json"):
            return Said(self.path, headers, json.loads(body))
        message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
        fields: dict[str, Any] = {}
        file, file_name = b"", ""
        for part in message.iter_parts():
            name = str(part.get_param("name", header="content-disposition"))
            data = cast(bytes, part.get_payload(decode=True) or b"")
            if part.get_filename():
                file, file_name = data, str(part.get_filename())
            elif name.endswith("[]"):
                fields.setdefault(name[:-2], []).append(data.decode())
            else:
                fields[name] = data.decode()
        return Said(self.path, headers, fields, file, file_name)


def _complaint(said: Said) -> str:
    """What the real service would refuse; empty: nothing."""
    from openai.types.audio import SpeechCreateParams

    if said.headers.get("authorization") != f"Bearer {KEY}":
        return "no such key"
    try:
        if said.path == "/v1/audio/speech":
            TypeAdapter(SpeechCreateParams).validate_python(said.fields)
            return "" if len(said.fields["input"]) <= 4096 else "the input is too long"
        if said.path == "/v1/audio/transcriptions":
            return _wrong_in_transcription(said)
    except ValidationError as error:
        return str(error)
    return f"there is no {said.path}"


def _wrong_in_transcription(said: Said) -> str:
    from openai.types.audio.transcription_create_params import TranscriptionCreateParamsNonStreaming

    known = get_type_hints(TranscriptionCreateParamsNonStreaming)
    unknown = set(said.fields) - set(known)
    if unknown:
        return f"unknown: {unknown}"
    if not said.file or said.file_name.rpartition(".")[2] not in FORMATS:
        return f"no file of a known format: {said.file_name!r}"
    if said.fields.get("timestamp_granularities") and said.fields.get("response_format") != "verbose_json":
        return "times come with verbose_json alone"
    fields = {**said.fields, "temperature": float(said.fields.get("temperature", 0))}
    for name, value in fields.items():
        TypeAdapter(known[name]).validate_python(value)
    return "" if len(said.fields.get("language", "en")) == 2 and said.fields.get("model") else "language or model"


@contextmanager
def own_service(settings: Settings, *plays: Play, timeout: float = 20.0) -> Iterator[SpeechServer]:
    """A service that the settings name; afterwards, that the client kept to the protocol. The test sets SPEECH_API_KEY."""
    with SpeechServer(*plays) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        settings.SPEECH_BASE_URL, settings.SPEECH_TIMEOUT_SECONDS = server.url, timeout
        settings.LISTENING_ENGINE = settings.SPEAKING_ENGINE = "auto"
        try:
            yield server
        finally:
            server.stopping.set()
            server.shutdown()
            thread.join(timeout=5)
    assert server.complaints == [], "the client spoke otherwise than the protocol has it"
