"""Timing over persistent connections, page against floor in turns, so that whatever else happens hits both."""

from __future__ import annotations

import gzip
import http.client
import multiprocessing
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
    """One figure a round; milliseconds, where nothing else is said."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)

    @property
    def spread(self) -> float:
        """How far the rounds lie apart, a share of their median."""
        return (max(self.rounds) - min(self.rounds)) / self.median

    def over(self, other: Timing) -> Timing:
        """This ÷ the other, each round by itself."""
        return Timing(tuple(a / b for a, b in zip(self.rounds, other.rounds, strict=True)))


class WrongAnswer(RuntimeError):
    """A page that is timed did not answer 200: figures of an error page are worth nothing."""


class Client:
    """One browser's worth of connection: kept open, signed in."""

    def __init__(self, port: int, cookies: Mapping[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
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

    def milliseconds(self, call: Call) -> float:
        began = time.perf_counter()
        self.ask(call)
        return (time.perf_counter() - began) * 1000


def in_turns(client: Client, calls: Mapping[str, Call], rounds: int, each: int) -> dict[str, Timing]:
    """Time every call `each` times a round, round by round: a round's figure is its median."""
    for call in calls.values():
        for _ in range(6):
            client.ask(call)
    medians: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            medians[name].append(statistics.median(client.milliseconds(call) for _ in range(each)))
    return {name: Timing(tuple(found)) for name, found in medians.items()}


def first_looks(client: Client, page: Call, forget: Call, floor: Call, count: int) -> Timing:
    """The page with nothing of it kept, ÷ the floor. Both processes of the server forget before each look."""
    found = []
    for _ in range(count):
        for _ in range(4):
            client.ask(forget)
            client.connection.close()
        found.append(client.milliseconds(page) / max(client.milliseconds(floor), 0.001))
    return Timing(tuple(found))


def by_many(
    port: int, cookies: Mapping[str, str], calls: Mapping[str, Call], clients: int, rounds: int, each: int
) -> dict[str, Timing]:
    """So many clients at once, each a process of its own, asking without a pause: a round's figure is the 95th percentile."""
    found: dict[str, list[float]] = {name: [] for name in calls}
    with multiprocessing.get_context("fork").Pool(clients) as pool:
        for _ in range(rounds):
            for name, call in calls.items():
                several = pool.starmap(_asking, [(port, cookies, call, each)] * clients, chunksize=1)
                times = [one for some in several for one in some]
                found[name].append(statistics.quantiles(times, n=20)[-1])
    return {name: Timing(tuple(one)) for name, one in found.items()}


def _asking(port: int, cookies: Mapping[str, str], call: Call, each: int) -> list[float]:
    client = Client(port, cookies)
    client.ask(call)
    return [client.milliseconds(call) for _ in range(each)]
