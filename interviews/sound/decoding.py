"""From the bytes of one segment to samples: one reader, chosen by the first bytes; the first track of sound; nothing else.

What is broken is left out and what decodes counts: a recording whose end was cut off is one that ends earlier.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn, cast

import av
import av._core
import numpy as np
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from numpy.typing import NDArray

from interviews.sound.base import BadSound, Flaw
from interviews.sound.formats import CODECS, DEMUXERS, HEAD_BYTES, container_of

Samples = NDArray[np.float32]

USUAL_RATE = 48_000  # of what browsers record
RATE = 16_000  # samples a second for whoever measures or listens
MOST_CHANNELS = 8
LEAST_RATE, MOST_RATE = 4_000, 768_000  # of the file: at 1 Hz a few bytes would be hours
MOST_TRACKS = 4
# Browsers put 10 to 120 ms into a packet. More packets than so many at first, and so many for each second of sound, are
# there to keep somebody busy.
FIRST_PACKETS, PACKETS_A_SECOND = 1_000, 120
# What FFmpeg may set aside at once, in this process: it believes the tables of a file, and 1 KB of MP4 can ask for 2 GB.
MOST_BYTES_AT_ONCE = 64 * 1024 * 1024
ctypes.CDLL(av._core.__file__).av_max_alloc(ctypes.c_size_t(MOST_BYTES_AT_ONCE))
# FFmpeg speaks in its own exceptions, which are OSErrors or ValueErrors as well; PyAV adds its own of both kinds.
_BROKEN = (av.FFmpegError, OSError, ValueError, RuntimeError)


@dataclass(frozen=True)
class Source:
    """An opened segment."""

    container: InputContainer
    stream: AudioStream
    codec: str
    header: bytes  # what the codec needs to know before its first packet
    rate: int
    channels: int

    def packets(self) -> Iterator[tuple[Packet[AudioStream], list[AudioFrame]]]:
        """Each packet that decodes, with its sound, up to the first place that cannot be read."""
        left = float(FIRST_PACKETS)
        try:
            for packet in self.container.demux(self.stream):
                frames = self._frames(packet)
                left += PACKETS_A_SECOND * sum(frame.samples / frame.sample_rate for frame in frames) - 1
                if left < 0:
                    return
                if frames:
                    yield packet, frames
        except _BROKEN:
            return  # cut off: what was read counts

    def _frames(self, packet: Packet[AudioStream]) -> list[AudioFrame]:
        try:
            return [frame for frame in self.stream.decode(packet) if frame.samples > 0 and frame.sample_rate >= LEAST_RATE]
        except _BROKEN:
            return []


@contextmanager
def opened(segment: bytes) -> Iterator[Source]:
    """The sound of one segment. Raises BadSound: EMPTY, NOT_AUDIO, or BROKEN where only its beginning is of a recording."""
    demuxer = DEMUXERS[container_of(segment[:HEAD_BYTES])]
    try:
        container = av.open(
            io.BytesIO(segment),
            mode="r",
            format=demuxer,
            options={"codec_whitelist": ",".join(sorted(CODECS)), "max_streams": str(MOST_TRACKS)},
            io_open=_open_nothing,
            metadata_errors="replace",
        )
    except _BROKEN as error:
        raise BadSound(Flaw.BROKEN, type(error).__name__) from error
    with container:
        yield _source(container)


def _open_nothing(*_: Any) -> NoReturn:
    raise PermissionError("a recording names no other file")


def _source(container: InputContainer) -> Source:
    if not len(container.streams):
        raise BadSound(Flaw.BROKEN, "its head is cut off")
    stream = next(iter(container.streams.audio), None)
    context = stream.codec_context if stream is not None else None
    if stream is None or context is None or context.codec.canonical_name not in CODECS:
        raise BadSound(Flaw.NOT_AUDIO, "no track of sound that a browser records")
    channels = context.channels
    if not 1 <= channels <= MOST_CHANNELS or not LEAST_RATE <= context.sample_rate <= MOST_RATE:
        raise BadSound(Flaw.BROKEN, "channels or rate")
    codec = context.codec.canonical_name
    return Source(container, stream, codec, context.extradata or b"", context.sample_rate, channels)


def _kind(frame: AudioFrame) -> tuple[object, ...]:
    """What has to be the same of frames that are handled in one go."""
    return frame.format.name, frame.layout.name, frame.sample_rate


class Resampling:
    """Frames of any kind, one after the other, to frames of one kind. A change of kind in the middle is no error."""

    def __init__(self, make: Callable[[], AudioResampler]) -> None:
        self._make = make
        self._resampler: AudioResampler | None = None
        self._kind: tuple[object, ...] = ()

    def frames(self, frame: AudioFrame) -> Iterator[AudioFrame]:
        """What comes out for it; some of it may come with the next."""
        kind = _kind(frame)
        if self._resampler is None or kind != self._kind:
            yield from self.rest()
            self._resampler, self._kind = self._make(), kind
        frame.pts = None  # times of the file are not believed: sound follows on sound
        yield from self._resampler.resample(frame)

    def rest(self) -> Iterator[AudioFrame]:
        """What is still inside."""
        if self._resampler is not None:
            yield from self._resampler.resample(None)
        self._resampler, self._kind = None, ()


def mono(source: Source) -> Iterator[Samples]:
    """The sound of a source in one channel at RATE, -1 … 1, about a second at a time."""
    resampling = Resampling(lambda: AudioResampler(format="flt", layout="mono", rate=RATE))
    try:
        for long in _seconds(frame for _, frames in source.packets() for frame in frames):
            yield from map(_values, resampling.frames(long))
        yield from map(_values, resampling.rest())
    except (*_BROKEN, MemoryError) as error:
        raise BadSound(Flaw.BROKEN, type(error).__name__) from error


def _seconds(frames: Iterable[AudioFrame]) -> Iterator[AudioFrame]:
    """Frames joined to about a second each, which costs half as much from here on as fifty of 20 ms."""
    joined = AudioFifo()
    kind: tuple[object, ...] = ()
    for frame in frames:
        if _kind(frame) != kind:
            yield from _rest(joined)
            joined, kind = AudioFifo(), _kind(frame)
        frame.pts = None
        joined.write(frame)
        if joined.samples >= min(frame.sample_rate, USUAL_RATE):
            yield from _rest(joined)
    yield from _rest(joined)


def _rest(joined: AudioFifo) -> Iterator[AudioFrame]:
    if joined.samples and (frame := joined.read()) is not None:
        yield frame


def _values(frame: AudioFrame) -> Samples:
    """A file may hold what is no number, which is silence, or what is far too loud."""
    samples = cast(Samples, frame.to_ndarray().reshape(-1))
    return np.clip(np.nan_to_num(samples, nan=0.0), -1.0, 1.0)
