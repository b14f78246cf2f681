"""What somebody with a link of their own could try against the server by voice: files that are bombs, bodies that are traps."""

from __future__ import annotations

import os
import resource
import struct
import subprocess
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from interviews.models import Interview, Take, Transcription
from interviews.operations.transcribing import forget_old_copies, transcribe
from interviews.sound.base import BadSound, Flaw
from interviews.sound.joining import playable
from interviews.sound.reading import measure
from interviews.speech.base import Transcript
from tests.factories.interviews import make_interview
from tests.factories.voices import go_to_part_two, record, speak
from tests.interviews.browser_files import encoded, silence
from tests.interviews.visitor import Browser
from tests.interviews.voice_engines import scripted, transcript

MEGABYTE = 1024 * 1024


# --- files made by hand ---------------------------------------------------------------------------------------------
def box(kind: bytes, *parts: bytes) -> bytes:
    data = b"".join(parts)
    return struct.pack(">I", 8 + len(data)) + kind + data


def full(kind: bytes, *parts: bytes, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", flags), *parts)


def numbers(*values: int) -> bytes:
    return struct.pack(f">{len(values)}I", *values)


def table_bomb(count: int, *, tracks: int = 8) -> bytes:
    """A few KB of MP4 whose tables speak of `count` samples in each of its tracks."""
    matrix = numbers(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    head = full(b"mvhd", numbers(0, 0, 1000, 0, 0x10000), struct.pack(">H", 0x100), bytes(10), matrix, bytes(24), numbers(2))
    traks = [
        box(
            b"trak",
            full(b"tkhd", numbers(0, 0, track, 0, 0), bytes(8), struct.pack(">4H", 0, 0, 0x100, 0), matrix, bytes(8), flags=7),
            box(
                b"mdia", full(b"mdhd", numbers(0, 0, 48_000, 0, 0)), full(b"hdlr", numbers(0), b"soun", bytes(13)), _tables(count)
            ),
        )
        for track in range(1, tracks + 1)
    ]
    return box(b"ftyp", b"isom", numbers(512), b"isom") + box(b"moov", head, *traks) + box(b"mdat", bytes(600))


def _tables(count: int) -> bytes:
    sound = bytes(6) + b"\0\1" + bytes(8) + struct.pack(">4HI", 1, 16, 0, 0, 48_000 << 16)
    decoder = bytes.fromhex("03808080220001000480808014401500000000000000000000000005808080021188068080800102")
    tables = box(
        b"stbl",
        full(b"stsd", numbers(1), box(b"mp4a", sound, full(b"esds", decoder))),
        full(b"stts", numbers(1, count, 1024)),
        full(b"stsc", numbers(1, 1, count, 1)),
        full(b"stsz", numbers(1, count)),
        full(b"stco", numbers(1, 100)),
    )
    return box(b"minf", full(b"smhd", numbers(0)), box(b"dinf", full(b"dref", numbers(1), full(b"url ", flags=1))), tables)


def opus_of(packet: bytes, count: int) -> bytes:
    """Opus in WebM, the same packet again and again."""
    header = b"OpusHead\x01\x01\0\0" + struct.pack("<I", 48_000) + bytes(3)
    audio = _element("e1", _element("b5", struct.pack(">d", 48_000)), _element("9f", b"\1"))
    entry = _element(
        "ae", _element("d7", b"\1"), _element("83", b"\2"), _element("86", b"A_OPUS"), _element("63a2", header), audio
    )
    block = _element("a3", b"\x81\0\0\x80" + packet)
    clusters = [_element("1f43b675", _element("e7", b"\0"), block * min(5000, count - at)) for at in range(0, count, 5000)]
    return (_element("1a45dfa3", _element("4282", b"webm")) + bytes.fromhex("18538067") + b"\x01" + b"\xff" * 7) + b"".join(
        [_element("1549a966"), _element("1654ae6b", entry), *clusters]
    )


def _element(name: str, *parts: bytes) -> bytes:
    data = b"".join(parts)
    return bytes.fromhex(name) + (len(data) | 1 << 56).to_bytes(8, "big") + data


OPUS_2_5_MS, OPUS_120_MS = b"\x80", b"\x1b\x02"


# --- bombs ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("work", ["reading.measure([file], most_seconds=900)", "joining.playable([file])"])
def test_the_tables_of_a_file_get_no_memory_that_it_has_no_bytes_for(work: str, tmp_path: Path) -> None:
    """In a process of its own: the most that it ever held."""
    file = tmp_path / "bomb"
    file.write_bytes(table_bomb(60_000_000))
    assert file.stat().st_size < 8_000
    program = (
        "import pathlib, sys\n"
        "from interviews.sound import base, joining, reading\n"
        "file = pathlib.Path(sys.argv[1]).read_bytes()\n"
        f"try: {work}\n"
        # Not ru_maxrss: that begins with what this process held when it forked.
        "except base.BadSound: print(pathlib.Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(file)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=Path(__file__).parents[2],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (4096 * MEGABYTE,) * 2),
    )
    assert 0 < int(ended.stdout) < 400 * 1024  # kilobytes


def test_hours_in_a_small_file_are_not_copied_to_their_end() -> None:
    hours = opus_of(OPUS_120_MS, 200_000)  # 6 h 40 min
    began = time.process_time()
    with pytest.raises(BadSound) as bad:
        playable([hours], most_seconds=60)
    assert bad.value.flaw is Flaw.TOO_LONG
    assert time.process_time() - began < 2


def test_hours_that_are_encoded_anew_end_as_early() -> None:
    with pytest.raises(BadSound) as bad:
        playable([encoded(silence(90), "wav", "pcm_u8", rate=4_000)], most_seconds=60)
    assert bad.value.flaw is Flaw.TOO_LONG
    assert playable([opus_of(OPUS_120_MS, 100)], most_seconds=60).seconds == pytest.approx(12, abs=0.2)


def test_very_many_packets_with_next_to_nothing_in_them_keep_nobody_busy() -> None:
    many = opus_of(OPUS_2_5_MS, 300_000)
    began = time.process_time()
    assert measure([many], most_seconds=900).seconds < 10
    assert time.process_time() - began < 2


@pytest.mark.parametrize("rate", [1, 3_999, 2**31 - 1])
def test_a_rate_that_nothing_records_at_is_no_recording(rate: int) -> None:
    format_ = struct.pack("<HHIIHH", 1, 1, rate, rate, 1, 8)
    file = b"RIFF" + struct.pack("<I", 100_036) + b"WAVEfmt " + struct.pack("<I", 16) + format_
    for work in (lambda data: measure([data], most_seconds=900), lambda data: playable([data])):
        with pytest.raises(BadSound) as bad:
            work(file + b"data" + struct.pack("<I", 100_000) + bytes(100_000))
        assert bad.value.flaw is Flaw.BROKEN


# --- bodies ---------------------------------------------------------------------------------------------------------
PROMPT = 4


@pytest.fixture
def browser() -> Browser:
    """At the first prompt of Part 2, agreed to be recorded."""
    cache.clear()
    made: Interview = make_interview()
    return Browser(made.invitation) if go_to_part_two(made) == PROMPT else pytest.fail("another prompt is the first")


def end(browser: Browser, body: bytes) -> Any:
    return browser.client.post(f"{browser.base}{PROMPT}/end/", body, content_type="application/json")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"take":' * 50_000,
        b'{"take":1,"segments":' + b"[" * 100_000,
        b'{"take":1,"segments":[' + b"1" * 5_000 + b"]}",
        b'{"take":1,"segments":[1e400]}',
        b'{"take":NaN,"segments":[1]}',
        b'{"take":1,"segments":[true]}',
        b'{"take":1,"segments":[-1]}',
        b'{"take":1,"segments":[[1]]}',
        b"\xff\xfe",
    ],
)
def test_an_end_that_no_page_sends_is_told_so(browser: Browser, body: bytes) -> None:
    answer = end(browser, body)
    assert (answer.status_code, answer.json()["error"]) == (422, "bad_piece")


@pytest.mark.django_db
def test_a_million_missing_pieces_are_not_counted_to_the_last(browser: Browser) -> None:
    tracemalloc.start()
    answer = end(browser, b'{"take":1,"segments":[20000' + b",20000" * 49 + b"]}")
    assert answer.status_code == 409
    assert len(answer.json()["missing"]) == 500
    assert tracemalloc.get_traced_memory()[1] < 20 * MEGABYTE
    tracemalloc.stop()
    assert not Take.objects.exists()


FORM = b'--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\nb\r\n--x--\r\n'


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("multipart/form-data; boundary=x", FORM, 422),
        ("multipart/form-data", FORM, 400),
        (f"multipart/form-data; boundary={'x' * 300}", FORM, 400),
        ("application/x-www-form-urlencoded", FORM, 422),
        ("application/x-www-form-urlencoded", b"&".join([b"a=b"] * 2_000), 400),
        ("", FORM, 422),
    ],
)
@pytest.mark.parametrize("path", [f"piece/?take=1&segment=0&sequence=0&sha256={'0' * 64}", "end/"])
def test_a_body_that_calls_itself_a_form_is_no_trap(browser: Browser, path: str, kind: str, body: bytes, status: int) -> None:
    """With a token of its own, as a page of ours has one: whoever looks for it in the body has read the body."""
    browser.client.handler.enforce_csrf_checks = True
    browser.get(f"{PROMPT}/")
    token = browser.client.cookies["csrftoken"].value
    headers = {"X-CSRFToken": token, "Origin": "null"}
    answer = browser.client.post(f"{browser.base}{PROMPT}/{path}", body, content_type=kind, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (status, "bad_piece")


# --- again and again ------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_take_is_not_decoded_as_often_as_somebody_likes(browser: Browser, settings: Any) -> None:
    """Ending and listening count together, for each link by itself."""
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"candidate_sound": (3, 3600)}
    record(Interview.objects.get(), PROMPT)
    address = f"{browser.base}{PROMPT}/take/1/audio/"
    assert [browser.client.get(address).status_code for _time in range(3)] == [200, 200, 200]
    assert browser.client.get(address).status_code == 429
    assert end(browser, b'{"take":1,"segments":[3]}').status_code == 429
    other = Browser(make_interview().invitation)
    assert end(other, b'{"take":1,"segments":[3]}').status_code != 429


# --- what a killed worker leaves ------------------------------------------------------------------------------------
def test_a_copy_of_a_voice_does_not_outlive_its_worker_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name, age in [("evenhand-voice-old.webm", 4_000), ("evenhand-voice-new.webm", 10), ("else.webm", 4_000)]:
        (tmp_path / name).write_bytes(b"voice")
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    assert forget_old_copies() == 1
    assert sorted(left.name for left in tmp_path.iterdir()) == ["else.webm", "evenhand-voice-new.webm"]


@pytest.mark.django_db
def test_the_copy_that_an_engine_hears_has_the_name_that_is_looked_for(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    interview: Interview = make_interview()
    heard: list[str] = []

    def hears(path: Path) -> Transcript:
        heard.append(path.name)
        return transcript()

    with scripted() as script:
        script.hears = hears
        speak(interview, go_to_part_two(interview))
        assert transcribe(transcription_id=Transcription.objects.get().pk)
    assert heard[0].startswith("evenhand-voice-")
