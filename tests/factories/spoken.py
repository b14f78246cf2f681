"""Interviews whose Round 02 was spoken and written down, by the real operations with a listener that hears what a test wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from django.test import override_settings

from interviews.models import Interview, Transcription
from interviews.operations.answering import Save, pass_question, submit
from interviews.operations.transcribing import transcribe
from interviews.speech.base import NotAudio, Transcript, Word
from interviews.speech.words import joined
from jobspecs.models import JobSpec
from tests.factories.interviews import make_interview
from tests.factories.voices import agree, first_prompt, go_to_part_two, speak, webm

SAID = "I looked at the wheel first, then I mended it."
HEARS = "tests.factories.spoken.ScriptedListener"
HALF = 0.5  # seconds from one word to the next


class ScriptedListener:
    """Hears the same words in whatever it is given; those that end in "?" it is not sure of. An empty text it cannot read."""

    name = "scripted"
    model = "ears-1"
    says: Sequence[str] = (SAID,)

    def transcribe(self, recording: Path, *, language: str) -> Transcript:
        says = type(self).says
        said, type(self).says = says[0], says[1:] or says
        if not said:
            raise NotAudio
        words = [
            Word(" " + word.rstrip("?"), at * HALF, at * HALF + 0.4, 0.2 if word.endswith("?") else 0.9)
            for at, word in enumerate(said.split())
        ]
        text, words = joined(words)
        return Transcript(text, words, language, len(words) * HALF, len(words) * HALF / 2, self.name, self.model)


def write_down(interview: Interview, *says: str) -> None:
    """Write down what waits, in order; `says` is what is heard in one answer after the other (the last in all that follow)."""
    ScriptedListener.says = says or (SAID,)
    waiting = Transcription.objects.filter(take__answer__asked__interview=interview, state="queued")
    with override_settings(LISTENING_ENGINE=HEARS):
        for key in waiting.order_by("take__answer__asked__position").values_list("pk", flat=True):
            transcribe(transcription_id=key)


def _skip_part_one(interview: Interview) -> int:
    for position in interview.asked.filter(round_position=1).values_list("position", flat=True):
        save = Save(text="", insist=True)
        pass_question(interview=interview, position=position, save=save, by=interview.candidate, without_answer=True)
    agree(interview)
    return first_prompt(interview)


def make_spoken(
    spec: JobSpec | None = None,
    says: Sequence[str] = (SAID,),
    *,
    typed: Mapping[int, str] | None = None,
    written: bool = True,
    alone: bool = False,
    seconds: float = 2.0,
) -> Interview:
    """A handed-in interview whose prompts were spoken, but for those in `typed`. With `written` each is written down.

    `says` is what is heard in one spoken answer after the other; the last in all that follow. With `alone` nothing was
    answered in Round 01, so that what is spoken is the evidence.
    """
    interview = make_interview(spec)
    if alone:
        first = _skip_part_one(interview)
    else:
        first = go_to_part_two(interview)
    for position in range(first, interview.asked.count() + 1):
        if typed and position in typed:
            save = Save(text=typed[position], insist=True)
            pass_question(interview=interview, position=position, save=save, by=interview.candidate)
        else:
            speak(interview, position, webm(seconds))
    interview = submit(interview=interview, left_unanswered=range(1, first) if alone else [], by=interview.candidate)
    if written:
        write_down(interview, *says)
    return interview
