"""Engines that a test can hold up and break from outside, by files in a folder that both know; every call is noted.

Without such a file they do what the offline engines do.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage

from interviews.speech.base import Transcript
from jobspecs.drafting.base import Reading
from jobspecs.drafting.offline import OfflineDrafting
from scoring.grading.base import GivenAnswer, GradingResult, RubricCompetency
from scoring.grading.offline import OfflineGrading
from tests.interviews.voice_engines import transcript

LONGEST_HOLD_SECONDS = 60


class Notes:
    """The folder of notes: what was called and when, what is held, what is broken."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def note_call(self, of: str) -> None:
        """Names hold the time in nanoseconds and the process, and sort by time."""
        calls = self.folder / "calls" / of
        calls.mkdir(parents=True, exist_ok=True)
        (calls / f"{time.time_ns()}-{os.getpid()}-{uuid4().hex[:6]}").touch()

    def calls(self, of: str) -> list[float]:
        """When it was called: seconds since 1970, the earliest first."""
        folder = self.folder / "calls" / of
        return sorted(int(entry.name.split("-")[0]) / 1e9 for entry in folder.iterdir()) if folder.exists() else []

    def set(self, sign: str) -> None:
        (self.folder / sign).touch()

    def unset(self, sign: str) -> None:
        (self.folder / sign).unlink(missing_ok=True)

    def is_set(self, sign: str) -> bool:
        return (self.folder / sign).exists()

    def mails_to(self, address: str) -> list[str]:
        """The mails that were sent to somebody."""
        folder = self.folder / "mails"
        sent = [file.read_text() for file in folder.iterdir()] if folder.exists() else []
        return [mail for mail in sent if f"\nTo: {address}\n" in mail]


def notes() -> Notes:
    """The notes of this process's world."""
    return Notes(Path(os.environ["NOTES"]))


def wait_while(sign: str) -> None:
    deadline = time.monotonic() + LONGEST_HOLD_SECONDS
    while notes().is_set(sign) and time.monotonic() < deadline:
        time.sleep(0.02)


class HeldGrading(OfflineGrading):
    """Waits, once called, for as long as "hold" is set."""

    def grade(self, rubric: Sequence[RubricCompetency], answers: Sequence[GivenAnswer]) -> GradingResult:
        notes().note_call("held")
        wait_while("hold")
        return super().grade(rubric, answers)


class BrokenGrading(OfflineGrading):
    """Fails until "mended" is set."""

    def grade(self, rubric: Sequence[RubricCompetency], answers: Sequence[GivenAnswer]) -> GradingResult:
        notes().note_call("broken")
        if not notes().is_set("mended"):
            raise ZeroDivisionError
        return super().grade(rubric, answers)


class Drafting(OfflineDrafting):
    """Fails while "drafting_broken" is set."""

    def read(self, text: str) -> Reading:
        notes().note_call("drafting")
        if notes().is_set("drafting_broken"):
            raise ZeroDivisionError
        return super().read(text)


HEARD = "The wheel was bent, so I planned the repair with both apprentices, trued it, and the rider was back by noon."


class Listening:
    """Hears the same words in every recording; waits, once called, for as long as "hold_listening" is set."""

    name, model = "noted", "m1"

    def transcribe(self, recording: Path, *, language: str) -> Transcript:
        notes().note_call("listening")
        assert recording.stat().st_size
        wait_while("hold_listening")
        return transcript(HEARD, language=language)


class StorageGone(Exception):
    """What a storage of another machine raises, in words of its own; no OSError."""


class Storage(FileSystemStorage):
    """Files on this machine; away while "storage_away" is set."""

    def open(self, *given: Any, **more: Any) -> Any:
        return self._there().open(*given, **more)

    def save(self, *given: Any, **more: Any) -> Any:
        return self._there().save(*given, **more)

    def delete(self, *given: Any, **more: Any) -> None:
        self._there().delete(*given, **more)

    def size(self, *given: Any, **more: Any) -> int:
        return int(self._there().size(*given, **more))

    def _there(self) -> Any:
        if notes().is_set("storage_away"):
            raise StorageGone("no route to the bucket of recordings")
        return super()
