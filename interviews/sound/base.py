"""What the rest of Evenhand knows of sound: a measured take, a copy to play, and what can be wrong with a file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Flaw(StrEnum):
    """What is wrong with a take."""

    EMPTY = "empty"  # no bytes, or no sound in them
    NOT_AUDIO = "not_audio"  # something else, whatever it calls itself
    BROKEN = "broken"  # it begins like a recording and cannot be read
    TOO_LONG = "too_long"


class BadSound(Exception):
    """This take cannot be used; `flaw` says why. Recording again helps, sending it again does not."""

    def __init__(self, flaw: Flaw, detail: str = "") -> None:
        super().__init__(f"{flaw}: {detail}" if detail else str(flaw))
        self.flaw = flaw


@dataclass(frozen=True)
class Sound:
    """A take, measured by decoding it to its end.

    `seconds` is its length; `speech_seconds` how much of it stands out from its background as a voice would (never who
    speaks or how); 0 where nobody was heard.
    """

    seconds: float
    speech_seconds: float
    codec: str


@dataclass(frozen=True)
class Playable:
    """A copy with length and index in one container made by us, so that nothing but sound is in it."""

    data: bytes
    media_type: str
    seconds: float
