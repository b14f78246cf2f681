"""How fast speech is written down, and what 20 candidates at once cost who all send their recordings."""

from __future__ import annotations

import hashlib
import random
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from interviews.links import link_token
from interviews.models import Interview, Take
from interviews.queries.recordings import segments_of
from interviews.sound.reading import samples_of
from interviews.speech.whisper import Whisper
from jobspecs.models import JobSpec
from tests.bench.report import Row
from tests.factories.interviews import make_interview
from tests.factories.voices import go_to_part_two
from tests.interviews.browser_files import chromium, voice

SAID = (
    "Our queue delivered one message twice. I compared the numbers in the log, found a lost acknowledgement, and stored a key "
    "for each payment before the call. The ledger table became slow, so I measured the locks, saw that one index was never "
    "used, dropped it, and writes were twice as fast. A refund went out twice on a Friday: I stopped the job first, counted "
    "every customer, told the bank, and we paid back each of them by Monday. Afterwards I wrote the review with the two people "
    "who had been on call. We found that nobody had tested what happens when the answer of the bank is lost, so we built a "
    "bank of our own that loses every tenth answer, and ran a whole night of payments against it. It found two more mistakes. "
    "Since then it runs before each release, and the same alarm has not woken anybody for a year and a half."
)
RUNS = 3
CANDIDATES, PIECES = 20, 60
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SEED = 20


# --- from speech to words -----------------------------------------------------------------------------------------
def transcription_rows() -> list[Row]:
    """Real Whisper of the wheels, on a recording as Chromium makes it, against only decoding the same recording."""
    recording = chromium(voice(SAID))
    seconds = len(samples_of(recording, most_seconds=600)) / 16_000
    floor = [_timed(lambda: samples_of(recording, most_seconds=600)) for _ in range(5)]
    with tempfile.NamedTemporaryFile(suffix=".webm") as file:
        Path(file.name).write_bytes(recording)
        whisper = Whisper()
        loading = _timed(lambda: whisper._loaded())
        runs = [_timed(lambda: whisper.transcribe(Path(file.name), language="en")) for _ in range(RUNS)]
    wall, cores = (statistics.median(run[n] for run in runs) for n in (0, 1))
    return [
        Row("transcription, length of the recording", seconds, "s"),
        Row("transcription, loading the model", loading[0], "s"),
        Row("transcription, decoding alone (its floor), median", statistics.median(run[0] for run in floor) * 1000, "ms"),
        Row("transcription, seconds of speech per second", seconds / wall, "s/s"),
        Row("transcription, seconds of speech per second and core", seconds / cores, "s/s"),
        Row("transcription, core seconds for a second of speech", cores / seconds, "s/s", 1.0, 0.5),
        Row("transcription, × decoding alone", cores / statistics.median(run[1] for run in floor), "×"),
    ]


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of all cores together, by this process."""
    clock, cores = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - cores


# --- from phones to the database ----------------------------------------------------------------------------------
@dataclass
class Phone:
    """One candidate's browser, and how long each of its requests took, in milliseconds."""

    port: int
    interview: Interview
    recording: bytes
    times: list[float]

    def begin(self) -> None:
        """Open the first prompt, which gives a token."""
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.path = f"/i/{link_token(self.interview.invitation)}/4"
        self.connection.request("GET", f"{self.path}/?answer=speaking")
        page = self.connection.getresponse()
        body = page.read().decode()
        found = TOKEN.search(body)
        assert page.status == 200 and found, page.status
        cookie = (page.headers["Set-Cookie"] or "").partition(";")[0]
        self.headers = {"Cookie": cookie, "X-CSRFToken": found[1], "Content-Type": "audio/webm;codecs=opus"}

    def send(self, order: list[int]) -> None:
        """Send the pieces in this order; every answer must be that it is stored."""
        self.connection.close()  # a new one: the server ends those that nobody used for 5 s
        size = -(-len(self.recording) // PIECES)
        for n in order:
            data = self.recording[n * size : (n + 1) * size]
            name = {"take": 1, "segment": 0, "sequence": n, "sha256": hashlib.sha256(data).hexdigest()}
            self._post(f"{self.path}/piece/?{urlencode(name)}", data)

    def end(self) -> None:
        """Say that this was all; the server measures it."""
        self.connection.close()
        self._post(f"{self.path}/end/", f'{{"take": 1, "segments": [{PIECES}]}}'.encode(), is_timed=False)

    def _post(self, path: str, body: bytes, *, is_timed: bool = True) -> None:
        began = time.perf_counter()
        self.connection.request("POST", path, body, self.headers)
        answer = self.connection.getresponse()
        said = answer.read()
        assert answer.status == 200, (answer.status, said)
        if is_timed:
            self.times.append((time.perf_counter() - began) * 1000)

    def ask_for_ok(self) -> None:
        """The least a request can cost, as often."""
        self.connection.close()
        for _ in range(PIECES):
            began = time.perf_counter()
            self.connection.request("GET", "/bench/ok")
            self.connection.getresponse().read()
            self.times.append((time.perf_counter() - began) * 1000)


def upload_rows(port: int) -> list[Row]:
    """All at once, some pieces twice, none in order; then what the database holds is compared with what was sent."""
    spec = make_interview().job_spec
    recordings = [chromium(voice(f"I am candidate number {n + 1}. {SAID}")) for n in range(CANDIDATES)]
    phones = [Phone(port, _at_part_two(spec), recording, []) for recording in recordings]
    _all_at_once(phones, Phone.begin)
    floor_seconds = _all_at_once(phones, Phone.ask_for_ok)
    floor = _took(phones)
    orders = {id(phone): _order(random.Random(SEED + n)) for n, phone in enumerate(phones)}
    seconds = _all_at_once(phones, lambda phone: phone.send(orders[id(phone)]))
    times = _took(phones)
    ending = _all_at_once(phones, Phone.end)
    lost = sum(_stored(phone) != phone.recording for phone in phones)
    return [
        Row(f"upload by {CANDIDATES} at once, pieces sent", len(times), ""),
        Row("upload, bytes in a piece", statistics.mean(len(phone.recording) for phone in phones) / PIECES, "bytes"),
        Row("upload, pieces per second", len(times) / seconds, "/s"),
        Row("upload, a piece, median", statistics.median(times), "ms"),
        Row("upload, a piece, 95th percentile", _p95(times), "ms", 1000, 500),
        Row('"ok" by as many at once (its floor), per second', len(floor) / floor_seconds, "/s"),
        Row('"ok" by as many at once (its floor), median', statistics.median(floor), "ms"),
        Row("upload, a piece, × floor", statistics.median(times) / statistics.median(floor), "×"),
        Row(f"upload, ending and measuring all {CANDIDATES} takes", ending, "s"),
        Row("upload, takes that are not what was sent", lost, "", 0, 0),
    ]


def _order(chance: random.Random) -> list[int]:
    """Every piece, one in ten twice, each up to a few places from where it belongs."""
    numbers = [*range(PIECES), *chance.sample(range(PIECES), PIECES // 10)]
    return sorted(numbers, key=lambda n: n + chance.uniform(0, 4))


def _all_at_once(phones: list[Phone], what: Callable[[Phone], None]) -> float:
    """Have all phones do something, beginning together. Seconds until the last is done; what one raises is raised."""
    start = threading.Barrier(len(phones) + 1)

    def go(phone: Phone) -> None:
        start.wait()
        what(phone)

    with ThreadPoolExecutor(len(phones)) as pool:
        running = [pool.submit(go, phone) for phone in phones]
        start.wait()
        began = time.perf_counter()
        for one in running:
            one.result()
    return time.perf_counter() - began


def _took(phones: list[Phone]) -> list[float]:
    """The times of all, which begin anew."""
    times = [time for phone in phones for time in phone.times]
    for phone in phones:
        phone.times.clear()
    return times


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _at_part_two(spec: JobSpec) -> Interview:
    interview = make_interview(spec)
    go_to_part_two(interview)
    return interview


def _stored(phone: Phone) -> bytes:
    take = Take.objects.get(answer__asked__interview=phone.interview)
    assert take.ended_at and take.speech_seconds
    return b"".join(segments_of(take))
