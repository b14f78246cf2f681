"""One spoken answer with the engines of this machine: Piper's prompt, a browser's pieces, Whisper's words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from interviews.models import Piece, Recording, SpokenPrompt, Transcript, Transcription
from interviews.operations import speaking
from interviews.operations.recording import end_take, keep_take
from interviews.operations.transcribing import transcribe
from interviews.queries.recordings import recordings_of
from interviews.sound.reading import measure
from tests.factories.interviews import make_interview
from tests.factories.voices import go_to_part_two, pieces_of, send
from tests.interviews.browser_files import chromium, safari, voice
from tests.interviews.test_speech_local import error_rate

pytestmark = pytest.mark.django_db
BEFORE = "I planned the repairs for the whole week with my two colleagues."
AFTER = "Then the driver called, and we moved three of them to Friday."


def test_an_answer_that_was_interrupted_and_went_on_in_another_browser(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.SPEECH, settings.ROUND_02, settings.LISTENING_ENGINE, settings.SPEAKING_ENGINE = True, "auto", "auto", "auto"
    interview = make_interview()
    position = go_to_part_two(interview)

    revision = interview.asked.get(position=position).revision_id
    prompt = SpokenPrompt.objects.get(revision=revision)
    assert speaking.speak(prompt_id=prompt.pk)
    prompt.refresh_from_db()
    assert 2 < float(prompt.seconds or 0) < 12

    first, second = chromium(voice(BEFORE)), safari(voice(AFTER))
    send(interview, position, *pieces_of(first, 5), *pieces_of(second, 4, segment=1))
    take = end_take(interview=interview, position=position, take=1, segments=[5, 4], by=interview.candidate)
    keep_take(interview=interview, position=position, take=1, by=interview.candidate)
    assert transcribe(transcription_id=Transcription.objects.get().pk)

    heard = recordings_of(interview)[position]
    assert heard.heard
    assert error_rate(f"{BEFORE} {AFTER}", heard.heard.text) < 0.2, heard.heard.text
    transcript, recording = Transcript.objects.get(), Recording.objects.get()
    assert transcript.doubt == ""
    assert [heard.heard.text[word[0] : word[1]] for word in transcript.words] == heard.heard.text.split()
    assert not Piece.objects.exists()
    assert recording.segments == [len(first), len(second)]
    with recording.playable.open("rb") as file:
        assert measure([file.read()], most_seconds=60).seconds == pytest.approx(float(take.seconds or 0), abs=0.3)
