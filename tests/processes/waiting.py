"""Waiting for something to become true, and no longer."""

from __future__ import annotations

import time
from collections.abc import Callable

LOOK_SECONDS = 0.05
# Only a failure waits for so long: a process takes 3 s to start, and ten times that where the machine is overloaded.
PATIENCE_SECONDS = 90


def until(condition: Callable[[], object], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Look again and again. Fails, saying `what` did not happen, after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"Not within {seconds:.0f} s: {what}.")
        time.sleep(LOOK_SECONDS)
