"""A browser as far as load needs one: cookies, tokens, one connection that is kept open, and a watch. Light, since the
machine that is measured carries it as well."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LONGEST_SECONDS = 60.0


class NoAnswer(Exception):
    """The server closed the connection, or was silent for LONGEST_SECONDS."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    location: str


@dataclass
class Notes:
    """What all browsers of a run have seen: milliseconds by kind of request, answers that were none of those expected."""

    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)
    errors_5xx: int = 0
    unanswered: int = 0
    is_measured: bool = True

    def note(self, kind: str, status: int, began: float, expected: tuple[int, ...]) -> None:
        if self.is_measured:
            self.milliseconds.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
        self.errors_5xx += status >= 500
        if status not in expected:
            self.wrong[f"{kind}: {status}"] += 1

    @property
    def requests(self) -> int:
        return sum(len(times) for times in self.milliseconds.values())


@dataclass
class Browser:
    """One person's. `host` and `port` may be changed between two requests: another web host of the same installation."""

    host: str
    port: int
    notes: Notes
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    _streams: dict[tuple[str, int], tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=dict)

    async def get(self, path: str, kind: str, *, expected: tuple[int, ...] = (200,), **headers: str) -> Answer:
        return await self._ask("GET", path, b"", headers, kind, expected)

    async def post(
        self, path: str, fields: Mapping[str, Any], kind: str, *, expected: tuple[int, ...] = (302,), **headers: str
    ) -> Answer:
        """Send a form with the token of the page that was looked at last."""
        body = urlencode({"csrfmiddlewaretoken": self.token, **fields}, doseq=True).encode()
        return await self._ask(
            "POST", path, body, {"Content_Type": "application/x-www-form-urlencoded"} | headers, kind, expected
        )

    async def send(self, path: str, body: bytes, media_type: str, kind: str, *, expected: tuple[int, ...] = (200,)) -> Answer:
        """Send something as a page's script does, with the token of the page that was looked at last."""
        return await self._ask("POST", path, body, {"Content_Type": media_type, "X_CSRFToken": self.token}, kind, expected)

    async def close(self) -> None:
        for _reader, writer in self._streams.values():
            writer.close()
        self._streams.clear()

    async def _ask(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str], kind: str, expected: tuple[int, ...]
    ) -> Answer:
        """Raises NoAnswer."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        request = "\r\n".join([*lines, "", ""]).encode() + body
        began = time.perf_counter()
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                status, head, text = await self._exchange(request)
        except (TimeoutError, OSError, asyncio.IncompleteReadError, NoAnswer) as error:
            self._forget()
            self.notes.unanswered += 1
            raise NoAnswer(f"{kind}: {type(error).__name__}") from error
        self.notes.note(kind, status, began, expected)
        if found := TOKEN.search(text):
            self.token = found[1]
        return Answer(status, text, head.get("location", ""))

    async def _exchange(self, request: bytes) -> tuple[int, dict[str, str], str]:
        """Over the connection that is open; over a new one where the server has closed that in the meantime, as browsers do."""
        if (self.host, self.port) in self._streams:
            try:
                return await self._over(*self._streams[self.host, self.port], request)
            except (OSError, asyncio.IncompleteReadError):
                self._forget()
        self._streams[self.host, self.port] = await asyncio.open_connection(self.host, self.port)
        return await self._over(*self._streams[self.host, self.port], request)

    def _forget(self) -> None:
        if streams := self._streams.pop((self.host, self.port), None):
            streams[1].close()

    async def _over(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
    ) -> tuple[int, dict[str, str], str]:
        writer.write(request)
        await writer.drain()
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip().split("\r\n")
        head: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content
            head[name.lower()] = value
        status = int(first.split(" ", 2)[1])
        body = b"" if status in (204, 304) else await _body(reader, head)
        if head.get("connection", "").lower() == "close":
            self._forget()
        return status, head, body.decode(errors="replace")


async def _body(reader: asyncio.StreamReader, head: Mapping[str, str]) -> bytes:
    if "content-length" in head:
        return await reader.readexactly(int(head["content-length"]))
    parts = []
    while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return b"".join(parts)
