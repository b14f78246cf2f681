"""The copy that is played: length and index, sound and nothing else, the same bytes for the same take."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest

from interviews.sound.base import BadSound, Flaw, Playable
from interviews.sound.joining import encode_mp3, playable
from interviews.sound.reading import measure, samples_of
from tests.interviews.browser_files import BROWSERS, chromium, encoded, film, firefox, safari, silence, voice, wav
from tests.voices import spoken, without_sound

READERS = {"audio/webm": "matroska", "audio/mp4": "mov", "audio/mpeg": "mp3"}
PAGE = b"<html><script>alert('from a recording')</script></html>"


def length_in_header(copy: Playable) -> float:
    with av.open(io.BytesIO(copy.data), mode="r", format=READERS[copy.media_type]) as container:
        return (container.duration or 0) / av.time_base


def lands_at(copy: Playable, second: float) -> float:
    """Where a player lands that jumps to a second."""
    with av.open(io.BytesIO(copy.data), mode="r", format=READERS[copy.media_type]) as container:
        container.seek(int(second * av.time_base))
        return float(next(frame.time for frame in container.decode(audio=0) if frame.time is not None))


@pytest.mark.parametrize(
    ("kind", "media_type"), [("webm", "audio/webm"), ("ogg", "audio/webm"), ("mp4", "audio/mp4"), ("wav", "audio/webm")]
)
@pytest.mark.parametrize("segments", [1, 3])
def test_the_copy_has_length_and_index(kind: str, media_type: str, segments: int) -> None:
    parts = [BROWSERS[kind](np.tile(voice(), 3))] * segments
    copy = playable(parts)
    expected = measure(parts, most_seconds=200).seconds
    assert copy.media_type == media_type
    assert copy.seconds == pytest.approx(expected, abs=0.01)
    assert length_in_header(copy) == pytest.approx(expected, abs=0.05)
    assert measure([copy.data], most_seconds=200).seconds == pytest.approx(expected, abs=0.05)
    assert lands_at(copy, expected / 2) == pytest.approx(expected / 2, abs=6)
    assert lands_at(copy, expected / 2) > 1
    assert copy.media_type != "audio/webm" or b"\x1c\x53\xbb\x6b" in copy.data  # Cues


def test_segments_of_several_kinds_become_one() -> None:
    parts = [chromium(voice()), safari(voice()), encoded(voice(), "wav", "pcm_s16le", rate=8_000), firefox(voice())]
    copy = playable(parts)
    assert copy.media_type == "audio/webm"
    assert copy.seconds == pytest.approx(4 * 5.86, abs=0.1)
    heard = samples_of(copy.data, most_seconds=60)
    loud = [float(np.abs(part).mean()) for part in np.array_split(heard, 4)]
    assert max(loud) < 1.3 * min(loud)


def test_the_sound_is_copied_and_not_encoded_anew() -> None:
    said = voice()
    for make in (chromium, safari):
        file = make(said)
        heard, copied = samples_of(file, most_seconds=9), samples_of(playable([file]).data, most_seconds=9)
        assert np.abs(heard[1000:60_000] - copied[1000:60_000]).max() < 0.01


@pytest.mark.parametrize("kind", BROWSERS)
def test_the_same_take_makes_the_same_bytes(kind: str) -> None:
    file = BROWSERS[kind](voice())
    assert playable([file, file]) == playable([file, file])


@pytest.mark.parametrize("kind", BROWSERS)
def test_a_cut_recording_is_copied_as_far_as_it_goes(kind: str) -> None:
    file = BROWSERS[kind](voice())
    copy = playable([file[: len(file) // 2], file[:60], file])
    assert 7 < copy.seconds < 10
    assert length_in_header(copy) == pytest.approx(copy.seconds, abs=0.05)


# --- nothing but sound --------------------------------------------------------------------------------------------
def test_what_hangs_on_a_recording_stays_behind() -> None:
    said = voice()
    tags = {"title": PAGE.decode(), "comment": PAGE.decode(), "artist": PAGE.decode()}
    files = [
        chromium(said) + PAGE,
        chromium(said) + b"PK\x03\x04" + PAGE,
        encoded(said, "webm", "libopus", metadata=tags),
        encoded(said, "matroska", "libopus", metadata=tags),
        encoded(said, "mp4", "aac", metadata=tags),
        encoded(said, "ogg", "libopus", metadata=tags),
        encoded(said, "wav", "pcm_s16le", metadata=tags) + PAGE,
        safari(said) + PAGE,
    ]
    for file in files:
        copy = playable([file])
        assert PAGE[:20] in file
        assert b"<script" not in copy.data and b"<html" not in copy.data and b"alert" not in copy.data
        assert copy.seconds == pytest.approx(5.87, abs=0.05)


def test_attachments_and_pictures_stay_behind() -> None:
    file = io.BytesIO()
    with av.open(file, mode="w", format="matroska") as out:
        stream = out.add_stream("libopus", rate=48_000)
        stream.codec_context.layout = "mono"
        out.add_attachment("page.html", "text/html", PAGE)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 960), dtype=np.int16), format="s16", layout="mono")
        frame.sample_rate = 48_000
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    assert PAGE in file.getvalue()
    assert PAGE not in playable([file.getvalue()]).data
    with av.open(io.BytesIO(playable([film(sound=voice())]).data), format="mov") as copy:
        assert [stream.type for stream in copy.streams] == ["audio"]


def test_a_codec_header_with_something_behind_it_is_not_copied() -> None:
    plain = chromium(silence(1))
    at = plain.index(b"OpusHead")
    stuffed = plain[: at - 1] + bytes([0x80 | (19 + len(PAGE))]) + plain[at : at + 19] + PAGE + plain[at + 19 :]
    assert PAGE not in playable([stuffed, plain]).data


def test_what_is_no_take_has_no_copy() -> None:
    for segments, flaw in [
        ([], Flaw.EMPTY),
        ([b""], Flaw.EMPTY),
        ([PAGE], Flaw.NOT_AUDIO),
        ([chromium(voice()), PAGE], Flaw.NOT_AUDIO),
    ]:
        with pytest.raises(BadSound) as bad:
            playable(segments)
        assert bad.value.flaw is flaw


# --- prompts --------------------------------------------------------------------------------------------------------
def test_a_prompt_becomes_mp3() -> None:
    said = spoken("Tell me about a time when you changed your mind.")
    copy = encode_mp3(said)
    assert copy.media_type == "audio/mpeg"
    assert length_in_header(copy) == pytest.approx(copy.seconds, abs=0.1)
    assert copy.seconds == pytest.approx(measure([said], most_seconds=60).seconds, abs=0.05)
    assert len(copy.data) < 9_000 * copy.seconds
    assert encode_mp3(without_sound(1)).seconds == pytest.approx(1, abs=0.05)


def test_what_is_no_sound_becomes_no_prompt() -> None:
    with pytest.raises(BadSound):
        encode_mp3(PAGE)
    with pytest.raises(BadSound):
        encode_mp3(b"")


def test_nothing_is_written_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    playable([wav(voice()), safari(voice())])
    assert list(tmp_path.iterdir()) == []
