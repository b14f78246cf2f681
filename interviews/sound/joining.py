"""The copy of a take that browsers play: one container of our own making, with length and index, and sound alone in it.

Packets are copied, not encoded anew, where all segments agree; each is decoded once, so that nothing gets in that is no sound.
Times are counted from the sound itself. The same segments make the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import cast

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.fifo import AudioFifo
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import OutputContainer

from interviews.sound.base import BadSound, Flaw, Playable
from interviews.sound.decoding import Resampling, Source, opened
from interviews.sound.reading import HARMLESS

WEBM, MP4, MP3 = "audio/webm", "audio/mp4", "audio/mpeg"
# Codecs that are copied, into which container. A codec header longer than this holds more than a codec needs.
COPIED = {"opus": ("webm", WEBM), "aac": ("mp4", MP4)}
HEADER_BYTES = {"opus": 19, "aac": 64}
OPUS_RATE = 48_000
OPUS_BITS = 48_000  # a second: transparent for one voice
MP3_BITS = 64_000
MP3_RATE = 24_000
MOST_SECONDS = 3600.0  # far over what a round allows


def playable(segments: Sequence[bytes], *, most_seconds: float = MOST_SECONDS) -> Playable:
    """A seekable copy of a take in one file. Raises BadSound; a segment of which nothing can be read is left out.

    TOO_LONG as soon as there is more than `most_seconds` of sound.
    """
    sounding = _sounding(segments)
    kinds = {_kind(segment) for segment in sounding}
    if len(kinds) == 1 and (kind := kinds.pop()) is not None:
        return _copy(sounding, kind, most_seconds)
    return _encode(sounding, "webm", WEBM, "libopus", OPUS_RATE, OPUS_BITS, most_seconds)


def encode_mp3(wav: bytes) -> Playable:
    """A WAV file as MP3, which every browser plays. Raises BadSound."""
    return _encode(_sounding([wav]), "mp3", MP3, "libmp3lame", MP3_RATE, MP3_BITS)


def _sounding(segments: Sequence[bytes]) -> list[bytes]:
    """The segments in which there is any sound."""
    found, flaws = [], []
    for segment in segments:
        try:
            with opened(segment) as source:
                if next(source.packets(), None) is None:
                    raise BadSound(Flaw.EMPTY, "no sound")
            found.append(segment)
        except BadSound as bad:
            if bad.flaw not in HARMLESS:
                raise
            flaws.append(bad)
    if not found:
        raise flaws[0] if flaws else BadSound(Flaw.EMPTY, "no segments")
    return found


def _kind(segment: bytes) -> tuple[object, ...] | None:
    """What must be the same in segments whose packets are copied one after the other; None: not to be copied."""
    with opened(segment) as source:
        if source.codec not in COPIED or source.channels > 2 or not 0 < len(source.header) <= HEADER_BYTES[source.codec]:
            return None
        header = source.header if source.codec == "aac" else b""  # Opus decodes alike whatever its header says
        return source.codec, source.rate, source.channels, header


def _copy(segments: Sequence[bytes], kind: tuple[object, ...], most_seconds: float) -> Playable:
    container, media_type = COPIED[str(kind[0])]
    out, position = io.BytesIO(), Fraction(0)
    with _writing(out, container) as copy:
        stream: AudioStream | None = None
        for segment in segments:
            with opened(segment) as source:
                stream = stream or copy.add_stream_from_template(source.stream)
                position = _copy_packets(source, copy, stream, position, most_seconds)
    return Playable(out.getvalue(), media_type, float(position))


def _copy_packets(
    source: Source, copy: OutputContainer, stream: AudioStream, position: Fraction, most_seconds: float
) -> Fraction:
    """Returns where the next packet begins, in seconds."""
    for packet, frames in source.packets():
        length = sum((Fraction(frame.samples, frame.sample_rate) for frame in frames), Fraction(0))
        clean = av.Packet(bytes(packet))  # without what may hang on the one that was read
        clean.stream = stream
        clean.time_base = Fraction(1, OPUS_RATE)
        clean.pts = clean.dts = round(position * OPUS_RATE)
        clean.duration = round(length * OPUS_RATE)
        clean.is_keyframe = True
        copy.mux(clean)
        position += length
        _refuse_too_long(position, most_seconds)
    return position


def _refuse_too_long(seconds: float | Fraction, most_seconds: float) -> None:
    if seconds > most_seconds:
        raise BadSound(Flaw.TOO_LONG, f"more than {most_seconds:g} s")


def _encode(
    segments: Sequence[bytes],
    container: str,
    media_type: str,
    codec: str,
    rate: int,
    bits: int,
    most_seconds: float = MOST_SECONDS,
) -> Playable:
    out = io.BytesIO()
    with _writing(out, container) as copy:
        stream = cast(AudioStream, copy.add_stream(codec, rate=rate, layout="mono"))
        context = stream.codec_context
        context.bit_rate = bits
        context.open(strict=False)
        position = 0
        for frame in _frames_for(context, segments, rate):
            frame.pts, frame.time_base = position, Fraction(1, rate)
            position += frame.samples
            _refuse_too_long(position / rate, most_seconds)
            copy.mux(stream.encode(frame))
        copy.mux(stream.encode(None))
    return Playable(out.getvalue(), media_type, position / rate)


def _frames_for(context: AudioCodecContext, segments: Sequence[bytes], rate: int) -> Iterator[av.AudioFrame]:
    """The sound of all segments in frames of the length that the encoder takes; the last may be shorter."""

    def make() -> AudioResampler:
        return AudioResampler(format=context.format, layout="mono", rate=rate)

    fifo, resampling = AudioFifo(), Resampling(make)
    for segment in segments:
        with opened(segment) as source:
            for _, frames in source.packets():
                for frame in frames:
                    for fitting in resampling.frames(frame):
                        fitting.pts = None
                        fifo.write(fitting)
                    yield from fifo.read_many(context.frame_size)
    for fitting in resampling.rest():
        fitting.pts = None
        fifo.write(fitting)
    yield from fifo.read_many(context.frame_size, partial=True)


def _writing(out: io.BytesIO, container: str) -> OutputContainer:
    """`bitexact`: no program's name, date or random number in it."""
    return av.open(out, mode="w", format=container, options={"fflags": "+bitexact"})
