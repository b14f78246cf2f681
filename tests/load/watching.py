"""What is watched while it runs: how far the live panel is behind, and who used the processors."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection
from redis import Redis

TICK = os.sysconf("SC_CLK_TCK")
EVERY_SECONDS = 1.0
QUEUES = ("default", "batch", "speech")

_COUNTS = """
    SELECT (SELECT count(*) FROM scoring_currentevaluation c JOIN interviews_interview i ON i.id = c.interview_id
            WHERE i.job_spec_id = %(spec)s),
           (SELECT coalesce(sum(evaluated), 0) FROM jobspecs_versionrollup r JOIN jobspecs_version v ON v.id = r.version_id
            WHERE v.job_spec_id = %(spec)s),
           (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')
"""


@dataclass(eq=False)
class Watch(threading.Thread):
    """Looks every second. An evaluation that is there and that the panel does not count yet makes it late."""

    spec: UUID
    most_behind: float = 0.0  # seconds
    most_connections: int = 0
    looks: int = 0
    evaluated: int = 0
    most_waiting: dict[str, int] = field(default_factory=lambda: dict.fromkeys(QUEUES, 0))  # messages
    _over: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(name="watch", daemon=True)

    def run(self) -> None:
        seen: deque[tuple[float, int]] = deque()  # moments at which there were more evaluations than before
        with psycopg.connect(**connection_parameters(), autocommit=True) as own, Redis.from_url(settings.REDIS_URL) as broker:
            while not self._over.wait(EVERY_SECONDS):
                self._look(own, seen)
                for queue, most in self.most_waiting.items():
                    self.most_waiting[queue] = max(most, int(broker.llen(queue)))

    def _look(self, own: psycopg.Connection[Any], seen: deque[tuple[float, int]]) -> None:
        row = own.execute(_COUNTS, {"spec": self.spec}).fetchone()
        assert row
        there, shown, connections = (int(value) for value in row)
        now = time.monotonic()
        self.looks, self.evaluated = self.looks + 1, there
        self.most_connections = max(self.most_connections, connections - 1)
        if not seen or there > seen[-1][1]:
            seen.append((now, there))
        while seen and seen[0][1] <= shown:
            seen.popleft()
        if seen:
            self.most_behind = max(self.most_behind, now - seen[0][0])

    def stop(self) -> None:
        self._over.set()
        self.join(30)


def connection_parameters() -> dict[str, Any]:
    """Of the database that Django uses, for a connection of one's own."""
    given = dict(connection.get_connection_params())
    given.pop("cursor_factory", None)
    given.pop("context", None)
    return given


# --- processors ---------------------------------------------------------------------------------------------------
def seconds_used(pid: int, known: dict[int, tuple[int, float]]) -> float:
    """Processor seconds of a process, of its living descendants, and of those that it has waited for."""
    children: dict[int, list[int]] = {}
    for child, (parent, _seconds) in known.items():
        children.setdefault(parent, []).append(child)
    total, left = 0.0, [pid]
    while left:
        one = left.pop()
        total += known.get(one, (0, 0.0))[1]
        left += children.get(one, [])
    return total


def processes() -> dict[int, tuple[int, float]]:
    """Every process: its parent, and the processor seconds of it and of its children that have ended."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(") ")[2].split()
            except OSError:  # gone meanwhile
                continue
            found[int(entry.name)] = (int(fields[1]), sum(map(int, fields[11:15])) / TICK)
    return found


def parts_of(supervisor: int) -> dict[str, int]:
    """The processes of the application and its servers, by name."""
    folder = Path(settings.DATA_DIR)
    parts = {"postgres": int((folder / "postgres" / "postmaster.pid").read_text().split()[0])}
    parts["valkey"] = int((folder / "valkey" / "valkey.pid").read_text())
    for pid, (parent, _seconds) in processes().items():
        if parent == supervisor:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            for name, mark in {"web": b"gunicorn", "worker": b"worker@", "speech": b"speech@", "beat": b"beat"}.items():
                if mark in command:
                    parts.setdefault(name, pid)
    return parts


@dataclass
class Processors:
    """Who used how much of the cores between `begin` and `shares`."""

    parts: dict[str, int]
    began: float = 0.0
    before: dict[str, float] = field(default_factory=dict)

    def begin(self) -> None:
        self.began, self.before = time.monotonic(), self._now()

    def shares(self) -> dict[str, float]:
        """In cores: 2.0 are both of two. What neither the application nor its load used was others', or the kernel's own."""
        seconds = time.monotonic() - self.began
        shares = {name: (used - self.before[name]) / seconds for name, used in self._now().items()}
        everything = shares.pop("machine")
        return shares | {"others on this machine": max(0.0, everything - sum(shares.values()))}

    def _now(self) -> dict[str, float]:
        known = processes()
        used = {name: seconds_used(pid, known) for name, pid in self.parts.items()}
        ticks = [int(value) for value in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        return used | {"load generator": time.process_time(), "machine": (sum(ticks) - ticks[3] - ticks[4]) / TICK}
