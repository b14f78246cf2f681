"""A provider of language models of the tests' own, on the loopback address: it answers what it is told to, or fails as told.

It speaks OpenAI's chat completions and Anthropic's messages over real HTTP, and holds the client to them: a request that
the real service would refuse is refused here in the same shape, and kept in `complaints`.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pytest_django import Settings

KEY = "sk-of-the-tests-8f3b1c77"
CHAT, MESSAGES = "/v1/chat/completions", "/v1/messages"


@dataclass(frozen=True)
class Asked:
    """One request, as it came."""

    path: str
    headers: Mapping[str, str]  # names in lower case
    body: Mapping[str, Any]

    @property
    def tool(self) -> Mapping[str, Any]:
        """The tool that stands for the form of the answer; empty where the form is asked for by schema."""
        tools = self.body.get("tools") or [{}]
        found: Mapping[str, Any] = tools[0].get("function", tools[0])
        return found

    @property
    def schema(self) -> Mapping[str, Any]:
        """The JSON schema of the answer, however it is asked for."""
        if self.tool:
            return dict(self.tool.get("parameters") or self.tool.get("input_schema") or {})
        if "output_config" in self.body:
            return dict(self.body["output_config"]["format"]["schema"])
        return dict(self.body["response_format"]["json_schema"]["schema"])

    @property
    def text(self) -> str:
        """All that the model is given to read."""
        said = [message["content"] for message in self.body["messages"]]
        return "\n".join(part if isinstance(part, str) else json.dumps(part) for part in [self.body.get("system", ""), *said])


@dataclass(frozen=True)
class Answer:
    """An answer: data in the form asked for, or a text as it stands. `finish` is the reason why it ends."""

    data: Any
    finish: str = ""
    model: str = ""

    @property
    def text(self) -> str:
        return self.data if isinstance(self.data, str) else json.dumps(self.data, ensure_ascii=False)


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

    def __init__(self, script: list[Play] | Script) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
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


class _Conversation(BaseHTTPRequestHandler):
    server: LlmServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.path, headers, json.loads(body))
        refusal = _refusal(asked)
        if refusal:
            self.server.complaints.append(refusal.message)
        play = refusal or self.server.play_for(asked)
        try:
            self._play(play, asked)
        except OSError:  # the client has gone, as it should where it is kept waiting
            self.close_connection = True

    def _play(self, play: Play, asked: Asked) -> None:
        match play:
            case Answer():
                shape = _chat if asked.path == CHAT else _message
                self._send(200, json.dumps(shape(play, asked)).encode())
            case Status():
                kind = "invalid_request_error" if play.code < 500 else "server_error"
                error = {"message": play.message, "type": kind, "param": None, "code": play.error_code}
                self._send(play.code, json.dumps({"error": error}).encode(), play.headers)
            case Stall():
                self.server.stopping.wait(play.seconds)
                self.close_connection = True
            case Cut():
                self._send(200, json.dumps(_chat(Answer({}), asked)).encode(), cut=True)
            case Raw():
                self._send(200, play.body, {"Content-Type": play.content_type})

    def _send(self, code: int, body: bytes, headers: Mapping[str, str] | None = None, *, cut: bool = False) -> None:
        self.send_response(code)
        sent = {"Content-Type": "application/json", "Content-Length": str(len(body)), **(headers or {})}
        for name, value in sent.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = cut

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on standard error."""


def _refusal(asked: Asked) -> Status | None:
    """What the real service would say to a request that is not as its protocol has it."""
    if asked.path not in (CHAT, MESSAGES):
        return Status(404, f"Invalid URL (POST {asked.path})")
    if asked.headers.get("authorization") != f"Bearer {KEY}":
        return Status(401, "Incorrect API key provided", "invalid_api_key")
    if asked.path == MESSAGES and "anthropic-version" not in asked.headers:
        return Status(400, "anthropic-version: header is required")
    problem = _problem(asked.body, needs_system=asked.path == CHAT)
    return Status(400, problem) if problem else None


def _problem(body: Mapping[str, Any], *, needs_system: bool) -> str:
    messages = body.get("messages")
    if not isinstance(body.get("model"), str) or not isinstance(messages, list) or not messages:
        return "model and messages are required"
    roles = [message.get("role") for message in messages]
    if needs_system and roles[0] not in ("system", "developer"):
        return f"instructions should come first, not {roles[0]}"
    if not set(roles) <= {"system", "developer", "user", "assistant", "tool"} or "user" not in roles:
        return f"these roles are not known: {roles}"
    form = body.get("response_format", {}).get("json_schema") or body.get("output_config", {}).get("format")
    if form and ((needs_system and not form.get("name")) or form.get("schema", {}).get("type") != "object"):
        return "the form of the answer should be a named JSON schema of an object"
    return "" if form or body.get("tools") else "no form for the answer is asked for"


def _usage(asked: Asked, answer: str) -> tuple[int, int]:
    return len(asked.text) // 4, len(answer) // 4


def _chat(play: Answer, asked: Asked) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": play.text, "refusal": None}
    finish = "stop"
    if asked.tool:
        call = {"id": "call_1", "type": "function", "function": {"name": asked.tool["name"], "arguments": play.text}}
        message |= {"content": None, "tool_calls": [call]}
        finish = "tool_calls"
    taken, given = _usage(asked, play.text)
    return {
        "id": f"chatcmpl-{time.monotonic_ns()}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": play.model or asked.body["model"],
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": play.finish or finish}],
        "usage": {"prompt_tokens": taken, "completion_tokens": given, "total_tokens": taken + given},
    }


def _message(play: Answer, asked: Asked) -> dict[str, Any]:
    taken, given = _usage(asked, play.text)
    content: dict[str, Any] = {"type": "text", "text": play.text}
    if asked.tool:
        content = {"type": "tool_use", "id": "toolu_1", "name": asked.tool["name"], "input": play.data}
    return {
        "id": f"msg_{time.monotonic_ns()}",
        "type": "message",
        "role": "assistant",
        "model": play.model or asked.body["model"],
        "content": [content],
        "stop_reason": play.finish or ("tool_use" if asked.tool else "end_turn"),
        "stop_sequence": None,
        "usage": {"input_tokens": taken, "output_tokens": given},
    }


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
