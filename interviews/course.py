"""The way through an interview: where a candidate may be, where they go on, where they stopped. Knows no Django.

Round 01 can be walked back and forth until it is handed in; in Round 02 one prompt follows the other, as in a
conversation, and what has been passed is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

VOICE_ROUND = 2


@dataclass(frozen=True)
class Step:
    """One question on the way."""

    position: int
    round_position: int
    is_passed: bool
    is_begun: bool
    is_answered: bool

    @property
    def is_fixed(self) -> bool:
        return self.is_passed and self.round_position == VOICE_ROUND


@dataclass(frozen=True)
class Place:
    """Where to go: a question, the introduction of Part 2, or (neither) the review."""

    position: int | None = None
    is_intro: bool = False


REVIEW = Place()


class Course:
    """All steps of one interview, in order."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = list(steps)

    @property
    def frontier(self) -> Step | None:
        """The first question that has not been passed; None when all have."""
        return next((step for step in self.steps if not step.is_passed), None)

    @property
    def has_begun(self) -> bool:
        """Something is answered, said or typed."""
        return any(step.is_passed or step.is_begun for step in self.steps)

    @property
    def unanswered(self) -> list[int]:
        return [step.position for step in self.steps if not step.is_answered]

    def may_visit(self, position: int) -> bool:
        """Not ahead of the first open question, and not back into what Cal has heard."""
        step = self._at(position)
        if step is None or step.is_fixed:
            return False
        return self.frontier is None or position <= self.frontier.position

    def resume(self) -> Place:
        """Where somebody goes on who comes back."""
        frontier = self.frontier
        if frontier is None:
            return REVIEW
        return Place(frontier.position, is_intro=self._opens_part_two(frontier) and not frontier.is_begun)

    def after(self, position: int) -> Place:
        """Where "Next" leads from a question that has just been passed."""
        following = self._at(position + 1)
        if self.frontier is None or following is None or not self.may_visit(following.position):
            return self.resume()
        return Place(following.position, is_intro=self._opens_part_two(following) and not following.is_begun)

    def before(self, position: int) -> int | None:
        """Where "Back" leads; None where there is no way back."""
        step = self._at(position)
        if step is None or step.round_position == VOICE_ROUND:
            return None
        return position - 1 if self._at(position - 1) else None

    def in_part(self, position: int) -> tuple[int, int]:
        """Number of a question within its part, and how many the part has."""
        step = self._at(position)
        part = [other.position for other in self.steps if step and other.round_position == step.round_position]
        return part.index(position) + 1, len(part)

    def _opens_part_two(self, step: Step) -> bool:
        return step.round_position == VOICE_ROUND and self.in_part(step.position)[0] == 1

    def _at(self, position: int) -> Step | None:
        return next((step for step in self.steps if step.position == position), None)
