"""What is told of a take: its length, whether anybody was heard, and what is wrong with what is none."""

from __future__ import annotations

import contextlib
import io
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest

from interviews.sound.base import BadSound, Flaw
from interviews.sound.formats import container_of
from interviews.sound.reading import measure, samples_of
from tests.interviews.browser_files import BROWSERS, chromium, encoded, film, hiss, hum, safari, silence, voice, wav

MINUTE = 60.0
PIXEL = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


def flaw_of(*segments: bytes, most_seconds: float = MINUTE) -> Flaw:
    with pytest.raises(BadSound) as bad:
        measure(segments, most_seconds=most_seconds)
    return bad.value.flaw


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("page.html", "<script>alert(1)</script>")
    return file.getvalue()


# --- what browsers make -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", BROWSERS)
def test_a_recording_of_each_browser_is_measured(kind: str) -> None:
    file = BROWSERS[kind](voice())
    sound = measure([file], most_seconds=MINUTE)
    assert container_of(file) == kind
    assert sound.seconds == pytest.approx(5.86, abs=0.05)
    assert sound.speech_seconds == pytest.approx(4.8, abs=0.4)
    assert sound.codec == {"mp4": "aac", "wav": "pcm_s16le"}.get(kind, "opus")


@pytest.mark.parametrize("kind", BROWSERS)
def test_of_a_recording_that_was_cut_what_is_there_counts(kind: str) -> None:
    file = BROWSERS[kind](np.tile(voice(), 2))
    sound = measure([file[: len(file) * 2 // 3]], most_seconds=MINUTE)
    assert 5.5 < sound.seconds < 9
    assert sound.speech_seconds > 4


def test_segments_follow_one_another_whatever_their_kind() -> None:
    sound = measure([make(voice()) for make in BROWSERS.values()], most_seconds=MINUTE)
    assert sound.seconds == pytest.approx(4 * 5.86, abs=0.1)
    assert sound.codec == "opus"


def test_a_segment_without_sound_does_not_spoil_the_others() -> None:
    whole = chromium(voice())
    alone = measure([whole], most_seconds=MINUTE)
    assert measure([whole[:200], whole, b"", whole[:120]], most_seconds=MINUTE) == alone


@pytest.mark.parametrize(("rate", "layout"), [(8_000, "mono"), (44_100, "stereo"), (96_000, "stereo"), (48_000, "5.1")])
def test_any_rate_and_any_number_of_channels_is_read(rate: int, layout: str) -> None:
    sound = measure([encoded(voice(), "wav", "pcm_s16le", rate=rate, layout=layout)], most_seconds=MINUTE)
    assert sound.seconds == pytest.approx(5.86, abs=0.02)
    assert sound.speech_seconds > 4


def test_a_film_is_heard_and_not_seen() -> None:
    assert measure([film(sound=voice())], most_seconds=MINUTE).codec == "aac"


# --- too much ------------------------------------------------------------------------------------------------------
def test_a_take_that_is_too_long_is_refused_however_it_is_cut() -> None:
    half = chromium(silence(31))
    assert flaw_of(half, half) is Flaw.TOO_LONG
    assert measure([half, half], most_seconds=63).seconds == pytest.approx(62, abs=0.1)


def test_hours_in_a_small_file_are_not_decoded_to_their_end() -> None:
    hours = encoded(silence(300), "wav", "pcm_u8", rate=4_000)
    hours = hours[:-1] + hours[44:] * 20
    began = time.process_time()
    assert flaw_of(hours) is Flaw.TOO_LONG
    assert time.process_time() - began < 2


# --- nobody is heard ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "samples",
    [
        silence(10),
        hiss(10, 0.001),
        hiss(10, 0.3),
        hum(10),
        hum(10, 440) + hiss(10, 0.01),
        np.concatenate([silence(0.4), hiss(9)]),
        np.concatenate([hiss(4, 0.01), silence(3), hiss(4, 0.01)]),
    ],
    ids=["silence", "hiss", "loud hiss", "hum", "tone in hiss", "late hiss", "hiss twice"],
)
def test_nobody_is_heard_where_nobody_speaks(samples: np.ndarray) -> None:
    sound = measure([wav(samples)], most_seconds=MINUTE)
    assert sound.speech_seconds == 0
    assert sound.seconds == pytest.approx(len(samples) / 16_000, abs=0.01)


@pytest.mark.parametrize("loud", [1, 0.1, 0.01, 0.004])
def test_a_quiet_voice_is_heard(loud: float) -> None:
    assert measure([chromium(voice() * loud)], most_seconds=MINUTE).speech_seconds > 2


@pytest.mark.parametrize("noise", [0.003, 0.01, 0.03])
def test_a_voice_in_noise_is_heard(noise: float) -> None:
    speaking = voice()
    assert measure([wav(speaking + hiss(len(speaking) / 16_000, noise))], most_seconds=MINUTE).speech_seconds > 1.5


def test_one_word_in_a_long_silence_is_heard() -> None:
    sound = measure([wav(np.concatenate([silence(8), voice("Yes."), silence(8)]))], most_seconds=MINUTE)
    assert 0.3 <= sound.speech_seconds < 1


# --- what is no recording -----------------------------------------------------------------------------------------
def test_without_a_byte_it_is_empty() -> None:
    assert flaw_of() is flaw_of(b"") is flaw_of(b"", b"") is Flaw.EMPTY


@pytest.mark.parametrize("kind", BROWSERS)
def test_a_file_without_sound_is_empty_or_broken(kind: str) -> None:
    assert flaw_of(BROWSERS[kind](silence(0))) in (Flaw.EMPTY, Flaw.BROKEN, Flaw.NOT_AUDIO)


@pytest.mark.parametrize(
    "file",
    [
        PIXEL,
        b"<!doctype html><script>alert(1)</script>",
        zipped(),
        b"#!/bin/sh\n",
        b"ID3\x04\x00\x00",
        b"GIF89a",
        bytes(4096),
        b"RIFF\x00\x00\x00\x00AVI LIST",
        b"\x1a\x45\xdf\xa3" + bytes(100),
        film(),
    ],
    ids=["png", "html", "zip", "script", "mp3", "gif", "zeros", "avi", "other ebml", "film without sound"],
)
def test_what_is_no_recording_is_named_so(file: bytes) -> None:
    assert flaw_of(file) is Flaw.NOT_AUDIO
    assert flaw_of(chromium(voice()), file) is Flaw.NOT_AUDIO


@pytest.mark.parametrize("head", [b"OggS", b"\x1a\x45\xdf\xa3 webm", b"\x00\x00\x00\x18ftypisom", b"RIFF\x00\x00\x00\x00WAVE"])
def test_what_only_begins_like_a_recording_is_broken_or_empty(head: bytes) -> None:
    assert flaw_of(head + b"<html>" * 2000) in (Flaw.BROKEN, Flaw.EMPTY, Flaw.NOT_AUDIO)


@pytest.mark.parametrize("kind", BROWSERS)
def test_no_damage_does_more_than_make_it_shorter_or_bad(kind: str) -> None:
    """Fifty recordings with damage at random places: a measurement or BadSound, never anything else."""
    random = np.random.default_rng(3)
    whole = BROWSERS[kind](voice()[:16_000])
    for _ in range(50):
        broken = bytearray(whole)
        for place in random.integers(0, len(broken), 20):
            broken[place] = int(random.integers(0, 256))
        with contextlib.suppress(BadSound):
            assert measure([bytes(broken)], most_seconds=5).seconds <= 5


# --- what would open other files ----------------------------------------------------------------------------------
def playlist(secret: Path) -> bytes:
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{secret.as_uri()}\n#EXT-X-ENDLIST\n".encode()


@pytest.mark.parametrize("make", [playlist, lambda secret: f"ffconcat version 1.0\nfile {secret}\n".encode()])
def test_a_list_of_other_files_opens_none(make: object, tmp_path: Path) -> None:
    secret = tmp_path / "secret.wav"
    secret.write_bytes(wav(voice()))
    assert callable(make)
    assert flaw_of(make(secret)) is Flaw.NOT_AUDIO


def test_a_film_that_refers_to_another_file_does_not_get_it(tmp_path: Path) -> None:
    """An MP4 may say that its samples lie in another file ("dref"). They are not read from there."""
    secret = tmp_path / "x"
    whole = encoded(voice(), "mp4", "aac")
    secret.write_bytes(whole)
    own = b"\x00\x00\x00\x0curl \x00\x00\x00\x01"  # "in this very file"
    assert own in whole
    path = str(secret).encode() + b"\x00"
    entry = (12 + len(path)).to_bytes(4, "big") + b"url \x00\x00\x00\x00" + path
    other = whole[: whole.index(b"mdat") + 4] + bytes(len(whole))  # no sound of its own
    referring = other + whole[whole.index(b"moov") - 4 :].replace(own, entry)
    assert flaw_of(referring) in (Flaw.BROKEN, Flaw.EMPTY)


def test_samples_that_are_no_numbers_are_silence_and_no_error() -> None:
    wild = np.concatenate([silence(1), np.full(16_000, np.nan), np.full(16_000, np.inf), np.full(16_000, 1e38)])
    heard = samples_of(encoded(wild.astype(np.float32), "wav", "pcm_f32le", rate=16_000), most_seconds=MINUTE)
    assert np.isfinite(heard).all() and np.abs(heard).max() <= 1
    assert measure([encoded(wild.astype(np.float32), "wav", "pcm_f32le", rate=16_000)], most_seconds=MINUTE).speech_seconds < 1


# --- for who listens -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", BROWSERS)
def test_samples_are_the_sound_at_one_rate(kind: str) -> None:
    said = voice()
    heard = samples_of(BROWSERS[kind](said), most_seconds=MINUTE)
    assert heard.dtype == np.float32
    assert abs(len(heard) - len(said)) < 1_000
    loudness = [float(np.sqrt(np.mean(np.square(part)))) for part in (heard, said)]
    assert loudness[0] == pytest.approx(loudness[1], rel=0.1)


def test_samples_end_where_they_must() -> None:
    with pytest.raises(BadSound) as bad:
        samples_of(safari(voice()), most_seconds=2)
    assert bad.value.flaw is Flaw.TOO_LONG
