"""Whether Redis was away a moment ago.

Every step of a page that needs Redis would wait for it again; so the first that waits in vain says so, and the others
do without for a moment. Cache, rate limits and messages go to the same server: they share one such note a process.
"""

from __future__ import annotations

import time

PAUSE_SECONDS = 2.0


class Outage:
    """A note that something was away, which fades after PAUSE_SECONDS."""

    def __init__(self) -> None:
        self._until = 0.0

    @property
    def is_on(self) -> bool:
        return time.monotonic() < self._until

    def note(self) -> None:
        """It was away just now."""
        self._until = time.monotonic() + PAUSE_SECONDS

    def forget(self) -> None:
        """It is back."""
        self._until = 0.0


redis_outage = Outage()
