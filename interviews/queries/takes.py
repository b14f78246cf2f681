"""Takes of a prompt that is still open, as its candidate may choose among them."""

from __future__ import annotations

from interviews.models import Answer, Take


def earlier_takes(answer: Answer) -> list[Take]:
    """What was recorded before the newest take, has ended, and has somebody in it: any of these may be kept instead."""
    takes = list(answer.takes.all())
    return [take for take in takes[:-1] if take.ended_at and take.speech_seconds]
