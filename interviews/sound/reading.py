"""Measuring a take, and its samples for who listens. Decodes to the end, and never further than asked."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from interviews.sound.base import BadSound, Flaw, Sound
from interviews.sound.decoding import RATE, Samples, mono, opened
from interviews.sound.loudness import Loudness

# A segment of which nothing can be read does not spoil what was said in the others; one of another kind of file does.
HARMLESS = (Flaw.EMPTY, Flaw.BROKEN)
# After each second of sound, which takes some 2 ms: other threads of a web process have as much of the interpreter as this one.
PAUSE = 0.002  # seconds


def measure(segments: Sequence[bytes], *, most_seconds: float) -> Sound:
    """Length, speech and codec of a take, one segment after the other. Raises BadSound.

    TOO_LONG as soon as there is more than `most_seconds` of sound; EMPTY without any.
    """
    loudness, codecs, flaws, count = Loudness(), [], [], 0
    for segment in segments:
        before = count
        try:
            with opened(segment) as source:
                for samples in mono(source):
                    count += len(samples)
                    if count > most_seconds * RATE:
                        raise BadSound(Flaw.TOO_LONG, f"more than {most_seconds:g} s")
                    loudness.take(samples)
                    time.sleep(PAUSE)
                if count > before:
                    codecs.append(source.codec)
        except BadSound as bad:
            if bad.flaw not in HARMLESS:
                raise
            flaws.append(bad)
    if not count:
        raise flaws[0] if flaws else BadSound(Flaw.EMPTY, "no sound")
    return Sound(seconds=count / RATE, speech_seconds=loudness.speech_seconds(), codec=codecs[0])


def samples_of(recording: bytes, *, most_seconds: float) -> Samples:
    """The sound of one file in one channel at RATE (16,000 a second), -1 … 1. Raises BadSound."""
    parts, count = [], 0
    with opened(recording) as source:
        for samples in mono(source):
            count += len(samples)
            if count > most_seconds * RATE:
                raise BadSound(Flaw.TOO_LONG, f"more than {most_seconds:g} s")
            parts.append(samples)
    if not count:
        raise BadSound(Flaw.EMPTY, "no sound")
    return np.concatenate(parts)
