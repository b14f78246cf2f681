"""A spoken answer, writing it down, and what then lies where."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db.models.fields.files import FieldFile
from django.utils import timezone

from config.work import WorkState
from interviews.models import Interview, Transcription
from interviews.operations.answering import submit
from interviews.operations.transcribing import transcribe
from tests.factories.interviews import make_interview
from tests.factories.voices import go_to_part_two, speak

TEXT = "I planned the week and it held."
PROMPT = 4


class Killed(BaseException):
    """A worker that goes away in the middle."""


def spoken(*, handed_in: bool = False) -> Transcription:
    interview = make_interview()
    speak(interview, go_to_part_two(interview))
    if handed_in:
        submit(interview=interview, left_unanswered=range(1, 8), by=interview.candidate)
    return Transcription.objects.get(take__answer__asked__interview=interview)


def interview_of(transcription: Transcription) -> Interview:
    return Interview.objects.get(asked__answer__takes__transcription=transcription)


def run(transcription: Transcription) -> bool:
    """Work on it as if it were due, and whoever had it before had gone away."""
    past = timezone.now() - timedelta(minutes=5)
    Transcription.objects.filter(pk=transcription.pk).update(due_at=past)
    Transcription.objects.filter(pk=transcription.pk, state=WorkState.RUNNING).update(lease_until=past)
    done = transcribe(transcription_id=transcription.pk)
    transcription.refresh_from_db()
    return done


def content(field: FieldFile) -> bytes:
    with field.open("rb") as file:
        return bytes(file.read())


def files(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def raising(error: BaseException) -> Any:
    def fail(*_args: Any, **_given: Any) -> Any:
        raise error

    return fail
