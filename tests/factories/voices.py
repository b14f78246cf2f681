"""Sound as browsers record it, made here; and the ways of a spoken answer, by the operations that real ones take."""

from __future__ import annotations

import hashlib
import io
from fractions import Fraction
from functools import cache
from typing import Any

import av
import numpy as np
from django.db.models import Max

from interviews.models import Answer, Interview, Take
from interviews.operations.recording import PieceSent, consent_to_recording, end_take, keep_take, take_piece
from tests.factories.answers import give_answers

RATE = 48_000
RECORDING_CONSENT = "ec" * 32


@cache
def webm(seconds: float = 3.0, *, speech: bool = True, seed: int = 7) -> bytes:
    """Opus in WebM. With `speech` it comes and goes four times a second, as syllables do; else it is silent."""
    times = np.arange(int(seconds * RATE)) / RATE
    noise = np.random.default_rng(seed).normal(0, 0.2, len(times))
    gate = (np.sin(2 * np.pi * 4 * times) > 0) & (times > 0.25)
    samples = (noise * gate * 32000 if speech else np.zeros(len(times))).clip(-32000, 32000).astype(np.int16)
    out = io.BytesIO()
    with av.open(out, mode="w", format="webm") as container:
        stream: Any = container.add_stream("libopus", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def pieces_of(data: bytes, count: int = 3, *, take: int = 1, segment: int = 0) -> list[PieceSent]:
    """A file cut as MediaRecorder cuts it: anywhere."""
    size = -(-len(data) // count)
    return [piece_of(data[n * size : (n + 1) * size], take=take, segment=segment, sequence=n) for n in range(count)]


def piece_of(data: bytes, *, take: int = 1, segment: int = 0, sequence: int = 0, **changes: Any) -> PieceSent:
    given = {"media_type": "audio/webm;codecs=opus", "sha256": hashlib.sha256(data).hexdigest(), "data": data} | changes
    return PieceSent(take=take, segment=segment, sequence=sequence, **given)


def agree(interview: Interview) -> Interview:
    return consent_to_recording(interview=interview, words_hash=RECORDING_CONSENT, by=interview.candidate)


def first_prompt(interview: Interview) -> int:
    return interview.asked.filter(round_position=2).earliest("position").position


def go_to_part_two(interview: Interview) -> int:
    """Pass Round 01 and agree to be recorded. Returns the position of the first prompt."""
    written = interview.asked.filter(round_position=1).values_list("position", flat=True)
    give_answers(interview, {position: f"Written answer number {position}." for position in written})
    agree(interview)
    return first_prompt(interview)


def send(interview: Interview, position: int, *pieces: PieceSent) -> None:
    for piece in pieces:
        take_piece(interview=interview, position=position, piece=piece, by=interview.candidate)


def record(interview: Interview, position: int, data: bytes | None = None, *, count: int = 3) -> Take:
    """Record a new take and end it."""
    take = (
        Take.objects.filter(answer__asked__interview=interview, answer__asked__position=position).aggregate(n=Max("number"))["n"]
        or 0
    ) + 1
    send(interview, position, *pieces_of(webm() if data is None else data, count, take=take))
    return end_take(interview=interview, position=position, take=take, segments=[count], by=interview.candidate)


def speak(interview: Interview, position: int, data: bytes | None = None, *, count: int = 3) -> Answer:
    """Record an answer in so many pieces and keep it. Its transcription is ordered, and not yet done."""
    take = record(interview, position, data, count=count)
    return keep_take(interview=interview, position=position, take=take.number, by=interview.candidate)
