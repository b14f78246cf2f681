"""Timing over one persistent connection, page against floor in turns, so that whatever else happens hits both."""

from __future__ import annotations

import gzip
import http.client
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Call:
    """One request to be timed; `body` makes it a POST."""

    path: str
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Timing:
    """Milliseconds: the median of all requests, and how far the rounds' medians lie apart (a share of the median)."""

    median: float
    spread: float
    rounds: tuple[float, ...]


class WrongAnswer(RuntimeError):
    """A page that is timed did not answer 200: figures of an error page are worth nothing."""


class Client:
    """One browser's worth of connection: kept open, signed in."""

    def __init__(self, port: int, cookies: Mapping[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}

    def ask(self, call: Call, **more: str) -> bytes:
        """The body of the answer. Raises WrongAnswer."""
        headers = self.headers | dict(call.headers) | {name.replace("_", "-"): value for name, value in more.items()}
        if call.body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("POST" if call.body else "GET", call.path, call.body or None, headers)
        response = self.connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise WrongAnswer(f"{call.path} answered {response.status}")
        return body

    def size_gzipped(self, call: Call) -> int:
        """Bytes of the answer as a browser gets it: compressed by the server, or else by gzip -6 as a proxy would."""
        body = self.ask(call, Accept_Encoding="gzip")
        return len(body if body[:2] == b"\x1f\x8b" else gzip.compress(body, 6))


def in_turns(client: Client, calls: Mapping[str, Call], rounds: int, each: int) -> dict[str, Timing]:
    """Time every call `each` times a round, round by round."""
    for call in calls.values():
        for _ in range(10):
            client.ask(call)
    medians: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            medians[name].append(statistics.median(_milliseconds(client, call) for _ in range(each)))
    return {name: _timing(found) for name, found in medians.items()}


def _milliseconds(client: Client, call: Call) -> float:
    began = time.perf_counter()
    client.ask(call)
    return (time.perf_counter() - began) * 1000


def _timing(rounds: list[float]) -> Timing:
    median = statistics.median(rounds)
    return Timing(median, (max(rounds) - min(rounds)) / median, tuple(rounds))


def ratio(page: Timing, floor: Timing) -> float:
    """The median over the rounds of page ÷ floor, each round by itself."""
    return statistics.median(a / b for a, b in zip(page.rounds, floor.rounds, strict=True))
