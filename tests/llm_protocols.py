"""The protocols of three providers, as far as a client of ours needs them: what a request must be, what an answer looks like.

OpenAI's chat completions, which every server of one's own speaks, OpenAI's responses, and Anthropic's messages.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KEY = "sk-of-the-tests-8f3b1c77"
CHAT, RESPONSES, MESSAGES = "/v1/chat/completions", "/v1/responses", "/v1/messages"


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
    def form(self) -> Mapping[str, Any]:
        """The JSON schema that the answer should have, with its name; empty where it is asked for as a tool."""
        chat, messages = self.body.get("response_format", {}).get("json_schema"), self.body.get("output_config", {}).get("format")
        return dict(chat or messages or self.body.get("text", {}).get("format") or {})

    @property
    def schema(self) -> Mapping[str, Any]:
        """The JSON schema of the answer, however it is asked for."""
        return dict(self.tool.get("parameters") or self.tool.get("input_schema") or self.form["schema"])

    @property
    def text(self) -> str:
        """All that the model is given to read."""
        said = [message["content"] for message in self.body.get("messages") or self.body["input"]]
        first = self.body.get("system") or self.body.get("instructions") or ""
        return "\n".join(part if isinstance(part, str) else json.dumps(part) for part in [first, *said])


@dataclass(frozen=True)
class Answer:
    """An answer: data in the form asked for, or a text as it stands. `finish` is the reason why it ends."""

    data: Any
    finish: str = ""
    model: str = ""

    @property
    def text(self) -> str:
        return self.data if isinstance(self.data, str) else json.dumps(self.data, ensure_ascii=False)


def refusal(asked: Asked) -> tuple[int, str]:
    """Status and reason with which the real service would refuse this request; (0, "") for one that it takes."""
    if asked.path not in SHAPES:
        return 404, f"Invalid URL (POST {asked.path})"
    if asked.headers.get("authorization") != f"Bearer {KEY}":
        return 401, "Incorrect API key provided"
    if asked.path == MESSAGES and "anthropic-version" not in asked.headers:
        return 400, "anthropic-version: header is required"
    problem = _of_messages(asked) or _of_the_form(asked)
    return (400, problem) if problem else (0, "")


def _of_messages(asked: Asked) -> str:
    messages = asked.body.get("messages" if asked.path != RESPONSES else "input")
    if not isinstance(asked.body.get("model"), str) or not isinstance(messages, list) or not messages:
        return "model and messages are required"
    roles = [message.get("role") for message in messages]
    if asked.path == CHAT and roles[0] not in ("system", "developer"):
        return f"instructions should come first, not {roles[0]}"
    if not set(roles) <= {"system", "developer", "user", "assistant", "tool"} or "user" not in roles:
        return f"these roles are not known: {roles}"
    return ""


def _of_the_form(asked: Asked) -> str:
    form = asked.form
    if form and ((asked.path != MESSAGES and not form.get("name")) or form.get("schema", {}).get("type") != "object"):
        return "the form of the answer should be a named JSON schema of an object"
    return "" if form or asked.tool else "no form for the answer is asked for"


def shape(play: Answer, asked: Asked) -> dict[str, Any]:
    """The answer as the protocol that it was asked by has it."""
    return SHAPES[asked.path](play, asked)


def _usage(asked: Asked, answer: str) -> tuple[int, int]:
    return len(asked.text) // 4, len(answer) // 4


def chat(play: Answer, asked: Asked) -> dict[str, Any]:
    said: dict[str, Any] = {"role": "assistant", "content": play.text, "refusal": None}
    finish = "stop"
    if asked.tool:
        call = {"id": "call_1", "type": "function", "function": {"name": asked.tool["name"], "arguments": play.text}}
        said |= {"content": None, "tool_calls": [call]}
        finish = "tool_calls"
    taken, given = _usage(asked, play.text)
    return {
        "id": f"chatcmpl-{time.monotonic_ns()}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": play.model or asked.body["model"],
        "choices": [{"index": 0, "message": said, "logprobs": None, "finish_reason": play.finish or finish}],
        "usage": {"prompt_tokens": taken, "completion_tokens": given, "total_tokens": taken + given},
    }


def message(play: Answer, asked: Asked) -> dict[str, Any]:
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


def response(play: Answer, asked: Asked) -> dict[str, Any]:
    taken, given = _usage(asked, play.text)
    said = {"type": "output_text", "text": play.text, "annotations": []}
    message = {"id": "msg_1", "type": "message", "status": "completed", "role": "assistant", "content": [said]}
    counted = {"input_tokens": taken, "output_tokens": given, "total_tokens": taken + given}
    details = {
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens_details": {"reasoning_tokens": 0},
    }
    return {
        "id": f"resp_{time.monotonic_ns()}",
        "object": "response",
        "created_at": int(time.time()),
        "status": "completed",
        "model": play.model or asked.body["model"],
        "output": [message],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": counted | details,
    }


SHAPES = {CHAT: chat, RESPONSES: response, MESSAGES: message}
