"""A provider of language models of the tests' own, on the loopback address: it answers what it is told to, or fails as told.

It speaks real HTTP and holds the client to the providers' protocols (tests/llm_protocols.py): a request that the real service
would refuse is refused here in the same shape, and kept in `complaints`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pytest_django import Settings

from tests.llm_protocols import KEY, Answer, Asked, refusal, shape

__all__ = ["KEY", "Answer", "Asked", "Cut", "LlmServer", "Play", "Raw", "Script", "Stall", "Status", "llm_server", "own_model"]


@dataclass(frozen=True)
class Status:
    """An error in the provider's shape."""

    code: int
    message: str = "played by the tests"
    error_code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stall:
    """Nothing for so many seconds, or until the server is stopped."""

    seconds: float = 30.0


@dataclass(frozen=True)
class Cut:
    """Half of an answer, after which the connection is closed."""


@dataclass(frozen=True)
class Raw:
    """Status 200 with a body that is no answer at all."""

    body: bytes
    content_type: str = "application/json"


Play = Answer | Status | Stall | Cut | Raw
Script = Callable[[Asked], Play]


class LlmServer(ThreadingHTTPServer):
    """Plays a script: a list, a play a request and the last one ever after, or a function of the request."""

    daemon_threads = True

    def __init__(self, script: list[Play] | Script, conversation: type[BaseHTTPRequestHandler] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), conversation or Conversation)
        self.script = script
        self.asked: list[Asked] = []
        self.complaints: list[str] = []
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def play_for(self, asked: Asked) -> Play:
        self.asked.append(asked)
        if callable(self.script):
            return self.script(asked)
        return self.script[min(len(self.asked), len(self.script)) - 1]


class Conversation(BaseHTTPRequestHandler):
    """What is said over one connection."""

    server: LlmServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.path, headers, json.loads(body))
        code, complaint = refusal(asked)
        if complaint:
            self.server.complaints.append(complaint)
        play = Status(code, complaint) if complaint else self.server.play_for(asked)
        try:
            self.play(play, asked)
        except OSError:  # the client has gone, as it should where it is kept waiting
            self.close_connection = True

    def play(self, play: Play, asked: Asked) -> None:
        """Answer as the script has it."""
        match play:
            case Answer():
                self.send(200, json.dumps(shape(play, asked)).encode())
            case Cut():
                self.send(200, json.dumps(shape(Answer({}), asked)).encode(), cut=True)
            case _:
                self.fail(play)

    def fail(self, play: Status | Stall | Raw) -> None:
        """Answer with no answer."""
        match play:
            case Status():
                kind = "invalid_request_error" if play.code < 500 else "server_error"
                error = {"message": play.message, "type": kind, "param": None, "code": play.error_code}
                self.send(play.code, json.dumps({"error": error}).encode(), play.headers)
            case Stall():
                self.server.stopping.wait(play.seconds)
                self.close_connection = True
            case Raw():
                self.send(200, play.body, {"Content-Type": play.content_type})

    def send(self, code: int, body: bytes, headers: Mapping[str, str] | None = None, *, cut: bool = False) -> None:
        """A whole answer, or half of one."""
        self.send_response(code)
        sent = {"Content-Type": "application/json", "Content-Length": str(len(body)), **(headers or {})}
        for name, value in sent.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = cut

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on standard error."""


@contextmanager
def llm_server(*script: Play, by: Script | None = None) -> Iterator[LlmServer]:
    """A running server; stopped at the end, which also ends a stall."""
    with LlmServer(by or list(script)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.stopping.set()
            server.shutdown()
            thread.join(timeout=5)


@contextmanager
def own_model(settings: Settings, *script: Play, by: Script | None = None) -> Iterator[LlmServer]:
    """A server that the settings name as the language model; afterwards, that the client kept to the protocol."""
    with llm_server(*script, by=by) as server:
        settings.LLM_MODEL, settings.LLM_BASE_URL = "openai:small", server.url
        yield server
    assert server.complaints == [], "the client spoke otherwise than the protocol has it"
