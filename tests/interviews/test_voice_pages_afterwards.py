"""The pages of Part 2 after handing in: what was heard, and what candidates make of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import override_settings
from django.utils import timezone

from interviews.models import Answer, Erasure, Interview, Recording, Transcription
from interviews.operations.answering import submit
from interviews.operations.endings import withdraw
from interviews.operations.transcribing import transcribe
from tests.factories.interviews import make_interview
from tests.factories.voices import go_to_part_two, speak
from tests.interviews.visitor import Browser
from tests.interviews.voice_engines import Script, scripted, transcript

pytestmark = pytest.mark.django_db
PROMPT = 4


@pytest.fixture(autouse=True)
def world(tmp_path: Path, settings: Any) -> None:
    cache.clear()
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def engine() -> Iterator[Script]:
    with scripted() as script:
        yield script


@pytest.fixture
def interview() -> Interview:
    """At the first prompt, agreed to be recorded."""
    made = make_interview()
    go_to_part_two(made)
    made.refresh_from_db()
    return made


@pytest.fixture
def browser(interview: Interview) -> Browser:
    return Browser(interview.invitation)


def hand_in(interview: Interview, *, spoken: int = 1, written_down: bool = True) -> Browser:
    """`spoken` prompts are answered by voice, the rest is left unanswered."""
    for position in range(PROMPT, PROMPT + spoken):
        speak(interview, position)
    submit(interview=interview, left_unanswered=range(1, 8), by=interview.candidate)
    if written_down:
        for work in Transcription.objects.all():
            transcribe(transcription_id=work.pk)
    return Browser(interview.invitation)


def correct(browser: Browser, text: str, base: str = "1", **extra: Any) -> Any:
    return browser.post("done/4/correct/", {"text": text, "base": base}, **extra)


@pytest.mark.django_db(transaction=True)  # files are deleted once it has committed
class TestAfterwards:
    def test_shows_what_was_heard_to_be_fixed(self, interview: Interview) -> None:
        text = hand_in(interview).get().text
        assert "This is what we heard. Fix wrong words" in text
        assert ">\nI planned the week and it held.</textarea>" in text
        assert "Both texts are kept" in text

    def test_both_texts_are_kept(self, interview: Interview) -> None:
        browser = hand_in(interview)
        page = correct(browser, "I planned the weeks and it held.")
        assert browser.at(page) == "done/"
        assert "I planned the weeks and it held.</textarea>" in page.text
        assert "What was heard at first" in page.text
        answer = Answer.objects.get(asked__position=PROMPT)
        assert [r.text for r in answer.revisions.order_by("number")] == [
            "I planned the week and it held.",
            "I planned the weeks and it held.",
        ]
        panel = correct(browser, "I planned all weeks and it held.", "2", HTTP_HX_REQUEST="true")
        assert "Saved. What was heard and what you wrote are both kept." in panel.text
        assert "<html" not in panel.text

    @pytest.mark.parametrize(
        ("text", "base", "words"),
        [
            (" ", "1", "cannot be emptied here"),
            ("Other words here.", "0", "These words were changed meanwhile"),
            ("word " * 400, "1", "it is for fixing what was heard wrongly"),
            ("y" * 60_000, "1", "too long to be saved"),
        ],
    )
    def test_what_is_refused_is_said_and_still_there(self, interview: Interview, text: str, base: str, words: str) -> None:
        browser = hand_in(interview)
        for extra in ({}, {"HTTP_HX_REQUEST": "true"}):
            page = correct(browser, text, base, **extra)
            assert words in page.text
            assert text.strip() in page.text
        assert Answer.objects.get(asked__position=PROMPT).revisions.count() == 1

    def test_after_two_days_the_words_stay(self, interview: Interview) -> None:
        browser = hand_in(interview)
        Interview.objects.update(submitted_at=timezone.now() - timedelta(hours=49))
        text = browser.get().text
        assert "I planned the week and it held." in text
        assert "<textarea" not in text
        assert "The time in which words can be fixed is over" in correct(browser, "I planned the weeks and it held.").text

    def test_words_appear_once_they_are_there(self, interview: Interview) -> None:
        browser = hand_in(interview, written_down=False)
        text = browser.get().text
        assert "is being written down" in text
        assert 'hx-trigger="every 5s"' in text
        asks = "done/4/?seen=waiting"
        assert browser.client.get(browser.base + asks, headers={"HX-Request": "true"}).status_code == 204
        transcribe(transcription_id=Transcription.objects.get().pk)
        panel = browser.client.get(browser.base + asks, headers={"HX-Request": "true"})
        assert "I planned the week and it held.</textarea>" in panel.text
        assert "hx-trigger" not in panel.text

    def test_says_when_nothing_listens(self, interview: Interview) -> None:
        with override_settings(LISTENING_ENGINE=""):
            assert "your recordings wait" in hand_in(interview).get().text

    def test_hostile_words_are_words(self, interview: Interview, engine: Script) -> None:
        engine.hears = lambda _path: transcript('</textarea><script>alert("x")</script>')
        assert "<script>alert" not in hand_in(interview).get().text

    def test_a_copy_to_read_and_to_keep(self, interview: Interview) -> None:
        browser = hand_in(interview)
        page = browser.get("done/copy/").text
        assert "Written answer number 1." in page
        assert "I planned the week and it held." in page
        assert "Left unanswered." in page
        file = browser.client.get(f"{browser.base}done/my-answers.txt")
        assert file["Content-Type"] == "text/plain; charset=utf-8"
        assert file["Content-Disposition"] == 'attachment; filename="my-answers.txt"'
        assert file["Cache-Control"] == "no-store"
        assert "Bicycle Mechanic" in file.text
        assert "4. Round 2, number 1" in file.text
        assert "I planned the week and it held." in file.text

    def test_ones_own_recording_is_heard_and_downloaded(self, interview: Interview) -> None:
        browser = hand_in(interview)
        heard: Any = browser.client.get(f"{browser.base}done/4/audio/", headers={"Range": "bytes=0-3"})
        assert b"".join(heard.streaming_content) == b"\x1aE\xdf\xa3"
        assert (heard.status_code, heard["Content-Type"]) == (206, "audio/webm")
        assert heard["Cache-Control"] == "no-store"
        file: Any = browser.client.get(f"{browser.base}done/4/audio/?download")
        assert len(b"".join(file.streaming_content)) > 1000
        assert file["Content-Disposition"] == 'attachment; filename="answer-4.webm"'
        assert browser.client.get(f"{browser.base}done/5/audio/").status_code == 404

    def test_recordings_are_deleted_after_asking(self, interview: Interview) -> None:
        browser = hand_in(interview)
        assert "Delete my recordings now" in browser.get().text
        assert "The words that were written down stay" in browser.get("done/recordings/").text
        assert Recording.objects.get().deleted_at is None
        page = browser.post("done/recordings/")
        assert browser.at(page) == "done/"
        assert "Delete my recordings now" not in page.text
        assert "I planned the week and it held." in page.text
        assert Recording.objects.get().deleted_at is not None
        assert Erasure.objects.get().ground == "request"
        assert browser.client.get(f"{browser.base}done/4/audio/").status_code == 404

    def test_deleting_says_what_becomes_of_what_is_not_written_down(self, interview: Interview) -> None:
        browser = hand_in(interview, spoken=2, written_down=False)
        assert "2 answers are not written down yet" in browser.get("done/recordings/").text
        page = browser.post("done/recordings/")
        assert "no fault of yours" in page.text

    def test_what_must_be_kept_says_so(self, interview: Interview) -> None:
        browser = hand_in(interview)
        interview.candidate.legal_hold = "A case at court"
        interview.candidate.save()
        page = browser.post("done/recordings/").text
        assert "cannot be deleted at the moment" in page
        assert "A case at court" not in page
        assert Recording.objects.get().deleted_at is None

    def test_whoever_withdraws_need_not_delete(self, interview: Interview) -> None:
        browser = hand_in(interview)
        withdraw(interview=interview, by=interview.candidate)
        assert "Delete my recordings now" not in browser.get().text
        assert Recording.objects.get().delete_wanted_at is not None

    @pytest.mark.parametrize("path", ["done/4/", "done/4/audio/", "done/copy/", "done/my-answers.txt", "done/recordings/"])
    def test_nothing_of_it_is_there_while_the_interview_runs(self, browser: Browser, path: str) -> None:
        assert browser.client.get(browser.base + path).status_code == 404

    def test_a_typed_interview_is_not_asked_to_fix_anything(self) -> None:
        browser = Browser(make_interview(answers={1: "One."}, submitted=True).invitation)
        text = browser.get().text
        assert "what we heard" not in text
        assert "A copy of my answers" in text
        assert "Delete my recordings" not in text
