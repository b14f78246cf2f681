"""A prompt's recording as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from interviews.queries.recordings import SpokenState

READY, UNHEARD, PART, ENDED = "ready", "unheard", "part", "ended"
WORTH_GOING_ON = 3  # seconds that must be left


def clock(seconds: float) -> str:
    """Minutes and seconds: 0:42."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


@dataclass(frozen=True)
class Shown:
    """What the page says, and the names under which its buttons record on.

    `take`, `segment` and `counts` are of the newest take; `again` is the number of a new one. Times are in seconds.
    """

    name: str
    take: int
    segment: int
    counts: list[int]
    stored: float
    allowed: int
    tries_left: int
    more_left: int

    @property
    def again(self) -> int:
        return self.take + 1

    @property
    def is_fresh(self) -> bool:
        """Nothing is recorded yet: Cal may ask."""
        return self.name == READY

    @property
    def stored_clock(self) -> str:
        return clock(self.stored)

    @property
    def allowed_clock(self) -> str:
        return clock(self.allowed)

    @property
    def can_go_on(self) -> bool:
        return self.allowed - self.stored >= WORTH_GOING_ON


def shown(state: SpokenState) -> Shown:
    """The state of a prompt in the words of its page."""
    newest = state.newest
    if newest is None:
        name = READY
    elif not newest.is_ended:
        name = PART
    else:
        name = ENDED if newest.heard else UNHEARD
    return Shown(
        name=name,
        take=newest.number if newest else 0,
        segment=state.go_on_segment,
        counts=list(newest.counts) if newest else [],
        stored=(newest.seconds if newest and newest.seconds is not None else state.seconds_stored),
        allowed=state.seconds_allowed,
        tries_left=state.tries_left,
        more_left=state.more_time_left,
    )
