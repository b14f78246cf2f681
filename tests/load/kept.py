"""What the server has said that it keeps: to be looked for in the database afterwards."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from uuid import UUID


@dataclass
class SoundKept:
    """One take: the pieces that were acknowledged, by their number, and whether it was given as the answer."""

    pieces: dict[int, bytes] = field(default_factory=dict)
    ended_seconds: float | None = None
    is_given: bool = False

    @property
    def sha256(self) -> str:
        whole = hashlib.sha256()
        for number in sorted(self.pieces):
            whole.update(self.pieces[number])
        return whole.hexdigest()


@dataclass
class Kept:
    """By invitation and position. `texts` is the newest text of each answer that was acknowledged."""

    texts: dict[tuple[UUID, int], str] = field(default_factory=dict)
    saves: int = 0
    sounds: dict[tuple[UUID, int], SoundKept] = field(default_factory=dict)
    handed_in: set[UUID] = field(default_factory=set)

    def note_text(self, invitation: UUID, position: int, text: str) -> None:
        self.texts[invitation, position] = text
        self.saves += 1

    @property
    def pieces(self) -> int:
        return sum(len(sound.pieces) for sound in self.sounds.values())
