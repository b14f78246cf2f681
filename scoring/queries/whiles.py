"""What is costly to count over very many, kept for a while in this process."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
MOST = 500


class KeptAWhile(Generic[Key, Value]):
    """Values by key, each for some seconds; the oldest forgotten first."""

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._lock = Lock()
        self._found: OrderedDict[Key, tuple[float, Value]] = OrderedDict()

    def get(self, key: Key, make: Callable[[], Value], *, keep: Callable[[Value], bool]) -> Value:
        """What is kept; else what `make` gives, kept from now on where `keep` says so."""
        now = time.monotonic()
        with self._lock:
            kept = self._found.get(key)
        if kept is not None and now - kept[0] < self._seconds:
            return kept[1]
        value = make()
        with self._lock:
            self._found.pop(key, None)
            if keep(value):
                self._found[key] = (now, value)
                while len(self._found) > MOST:
                    self._found.popitem(last=False)
        return value
