"""Recordings as browsers make them, of any sound: FFmpeg's libraries write them in the container and the manner of each."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any, cast

import av
import numpy as np
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import OutputContainer
from numpy.typing import NDArray

from interviews.sound.decoding import RATE
from interviews.sound.reading import samples_of
from tests.voices import spoken

Samples = NDArray[np.float32]
SENTENCE = "When the billing service failed, I told the people who were waiting, and rolled the release back."


def voice(text: str = SENTENCE) -> Samples:
    """Somebody speaking, at RATE."""
    return samples_of(spoken(text), most_seconds=600)


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE), dtype=np.float32)


def hiss(seconds: float, loud: float = 0.1) -> Samples:
    """White noise, the same each time."""
    return (np.random.default_rng(7).standard_normal(int(seconds * RATE)) * loud).astype(np.float32)


def hum(seconds: float, hertz: float = 50) -> Samples:
    times = np.arange(int(seconds * RATE)) / RATE
    return (0.4 * np.sin(2 * np.pi * hertz * times)).astype(np.float32)


class Pipe(io.RawIOBase):
    """Written to and never gone back in, as a browser sends a recording while it makes it: no length, no index."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self.parts.append(bytes(part))
        return len(self.parts[-1])


def chromium(samples: Samples, **more: str) -> bytes:
    """WebM with Opus; MediaRecorder leaves out length and cues."""
    return encoded(samples, "webm", "libopus", streamed=True, options={"live": "1"} | more)


def firefox(samples: Samples) -> bytes:
    return encoded(samples, "ogg", "libopus", streamed=True)


def safari(samples: Samples) -> bytes:
    """MP4 with AAC in fragments of a second."""
    moving = {"movflags": "frag_keyframe+empty_moov+default_base_moof", "frag_duration": "1000000"}
    return encoded(samples, "mp4", "aac", options=moving)


def wav(samples: Samples) -> bytes:
    return encoded(samples, "wav", "pcm_s16le")


BROWSERS = {"webm": chromium, "ogg": firefox, "mp4": safari, "wav": wav}


def encoded(
    samples: Samples,
    container: str,
    codec: str,
    *,
    rate: int = 48_000,
    layout: str = "mono",
    streamed: bool = False,
    options: dict[str, str] | None = None,
    metadata: dict[str, str] | None = None,
) -> bytes:
    """A file of any kind."""
    pipe, file = Pipe(), io.BytesIO()
    with av.open(pipe if streamed else file, mode="w", format=container, options=options or {}) as out:
        out.metadata.update(metadata or {})
        stream = cast(AudioStream, out.add_stream(codec, rate=rate))
        stream.codec_context.layout = layout
        stream.codec_context.open()
        out.start_encoding()
        _write(samples, out, stream, layout)
    return b"".join(pipe.parts) or file.getvalue()


def _write(samples: Samples, out: OutputContainer, stream: AudioStream, layout: str) -> None:
    if not len(samples):
        return
    fifo, step, rate = AudioFifo(), stream.codec_context.frame_size or 1024, stream.codec_context.sample_rate
    for frame in _frames(samples, stream.codec_context.format, layout, rate):
        fifo.write(frame)
    for position, frame in enumerate(fifo.read_many(step, partial=True)):
        frame.pts, frame.time_base = position * step, Fraction(1, rate)
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def _frames(samples: Samples, format: Any, layout: str, rate: int) -> list[AudioFrame]:
    whole = AudioFrame.from_ndarray(samples[None, :], format="flt", layout="mono")
    whole.sample_rate = RATE
    resampler = AudioResampler(format=format, layout=layout, rate=rate)
    frames = [*resampler.resample(whole), *resampler.resample(None)]
    for frame in frames:
        frame.pts = None
    return frames


def film(seconds: int = 1, *, sound: Samples | None = None) -> bytes:
    """An MP4 with pictures; with sound where it is given."""
    file = io.BytesIO()
    with av.open(file, mode="w", format="mp4") as out:
        pictures = out.add_stream("mpeg4", rate=10)
        pictures.width, pictures.height, pictures.pix_fmt = 64, 64, "yuv420p"
        voices = out.add_stream("aac", rate=RATE) if sound is not None else None
        if voices is not None:
            voices.codec_context.layout = "mono"
        for _ in range(10 * seconds):
            out.mux(pictures.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), dtype=np.uint8), format="rgb24")))
        out.mux(pictures.encode(None))
        if voices is not None and sound is not None:
            _write(sound, out, voices, "mono")
    return file.getvalue()
