"""Part 2 by voice, as its scripts and a browser without scripts see it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import override_settings
from django.utils import timezone

from interviews.models import Answer, Interview, Invitation, Piece, SpokenPrompt, Take
from interviews.operations.endings import withdraw
from interviews.operations.recording import end_take
from interviews.operations.speaking import order_prompts
from interviews.operations.speaking import speak as speak_prompt
from jobspecs.models import JobSpec, Organisation
from tests.factories import make_spec
from tests.factories.interviews import make_interview, make_invitation
from tests.factories.voices import go_to_part_two, pieces_of, record, send, speak, webm
from tests.interviews.visitor import Browser
from tests.interviews.voice_engines import Script, scripted

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


def at_part_two() -> Browser:
    """Round 01 is written; nothing is agreed to yet."""
    made = make_interview(answers={n: f"Answer {n}." for n in range(1, 4)})
    return Browser(made.invitation)


def post_piece(browser: Browser, data: bytes, *, sequence: int = 0, take: int = 1, segment: int = 0, **changes: Any) -> Any:
    sha256 = changes.pop("sha256", hashlib.sha256(data).hexdigest())
    query = f"take={take}&segment={segment}&sequence={sequence}&sha256={sha256}"
    position = changes.pop("position", PROMPT)
    return browser.client.post(f"{browser.base}{position}/piece/?{query}", data, content_type="audio/webm;codecs=opus", **changes)


def post_end(browser: Browser, *segments: int, take: int = 1) -> Any:
    body = json.dumps({"take": take, "segments": segments})
    return browser.client.post(f"{browser.base}{PROMPT}/end/", body, content_type="application/json")


def told(response: Any) -> tuple[int, str]:
    """The status and code that a script goes by; the words are there too."""
    said = json.loads(response.content)
    assert said["message"]
    return response.status_code, said["error"]


def words_of(page: Any) -> str:
    found = re.search(r'name="words" value="([0-9a-f]{64})"', page.text)
    assert found
    return found[1]


class TestTheWayIn:
    def test_says_what_is_recorded_and_for_how_long(self) -> None:
        Organisation.objects.update(recording_days=30)
        text = at_part_two().get().text
        for words in (
            "Now Cal asks, and you answer aloud",
            "It has 4 prompts for you",
            "from when you press Record until you press Stop",
            "The people at Northlight Works who decide on this job can listen",
            "never your voice, tone, accent, pauses or feelings",
            "I would rather type",
            "It makes no difference to how your answers are judged",
        ):
            assert words in text

    @pytest.mark.parametrize(("of_spec", "answers", "days"), [(None, 180, 60), (10, 180, 10), (None, 45, 45)])
    def test_recordings_are_never_said_to_be_kept_longer_than_answers(self, of_spec: int | None, answers: int, days: int) -> None:
        browser = at_part_two()
        Organisation.objects.update(recording_days=60, retention_days=answers)
        JobSpec.objects.update(recording_days=of_spec)
        assert f"Recordings are kept for {days} days" in browser.get().text

    def test_consent_is_kept_as_a_hash_of_what_was_shown(self) -> None:
        browser = at_part_two()
        words = words_of(browser.get())
        page = browser.post("part-2/", {"agree": "on", "words": words})
        assert browser.at(page) == "part-2/microphone/"
        assert Interview.objects.get().recording_consent_hash == words
        assert "stays in your browser: nothing is sent" in page.text
        assert browser.at(browser.get("part-2/")) == "part-2/microphone/"

    def test_without_the_tick_nothing_is_recorded(self) -> None:
        browser = at_part_two()
        page = browser.post("part-2/", {"words": words_of(browser.get())})
        assert "Please tick the box if you agree. Otherwise, type your answers." in page.text
        assert Interview.objects.get().recording_consent_hash == ""
        assert browser.at(browser.get("4/?answer=speaking")) == "part-2/"
        assert browser.at(browser.get("part-2/microphone/")) == "part-2/"

    def test_words_that_changed_meanwhile_are_shown_again(self) -> None:
        browser = at_part_two()
        words = words_of(browser.get())
        Organisation.objects.update(recording_days=7)
        page = browser.post("part-2/", {"agree": "on", "words": words})
        assert "changed while you were reading" in page.text
        assert Interview.objects.get().recording_consent_hash == ""

    def test_a_service_that_listens_is_named_in_what_is_agreed_to(self) -> None:
        browser = at_part_two()
        own = words_of(browser.get())
        with override_settings(LISTENING_ENGINE="interviews.speech.remote.RemoteListener"):
            page = browser.get()
        assert "a service that works for Northlight Works" in page.text
        assert words_of(page) != own

    def test_says_when_recordings_wait_for_a_transcript(self) -> None:
        browser = at_part_two()
        assert "recordings wait" not in browser.get().text
        with override_settings(LISTENING_ENGINE=""):
            assert "recordings wait until they can be turned into text" in browser.get().text

    def test_without_an_engine_part_two_is_typed_and_says_so(self) -> None:
        browser = at_part_two()
        with override_settings(ROUND_02="typed"):
            assert "You answer by typing." in browser.get().text
            assert "What is recorded" not in browser.get("part-2/").text
            assert "<textarea" in browser.get("4/?answer=speaking").text

    def test_welcome_says_that_part_two_is_spoken(self) -> None:
        browser = Browser(make_invitation())
        assert "You answer aloud, with a microphone, or by typing" in browser.get().text
        with override_settings(ROUND_02="typed"):
            assert "You answer by typing." in browser.get().text

    def test_nobody_checks_a_microphone_before_part_two(self) -> None:
        browser = Browser(make_interview().invitation)
        assert browser.at(browser.get("part-2/microphone/")) == "1/"


class TestSpeakingOrTyping:
    def test_typing_needs_no_consent_and_stays_for_the_next_prompt(self) -> None:
        browser = at_part_two()
        assert "<textarea" in browser.get("4/?answer=typing").text
        page = browser.post("4/?answer=typing", {"text": "Typed.", "go": "next"})
        assert browser.at(page) == "5/"
        assert "<textarea" in page.text
        assert "I would rather speak" in page.text

    def test_speaking_again_is_one_click(self, browser: Browser) -> None:
        browser.post("4/?answer=typing", {"text": "Typed.", "go": "next"})
        assert "Record my answer" in browser.get("5/?answer=speaking").text

    def test_what_was_typed_stays_typed(self, browser: Browser) -> None:
        browser.post("4/save/", {"text": "half a sen", "page": "a", "base": "0", "turn": "1"})
        page = browser.get("4/?answer=speaking").text
        assert "half a sen</textarea>" in page
        assert "I would rather speak" not in page

    def test_a_written_question_is_never_spoken(self) -> None:
        browser = Browser(make_interview().invitation)
        assert "<textarea" in browser.get("1/?answer=speaking").text

    def test_typing_instead_says_what_becomes_of_the_recording(self, interview: Interview, browser: Browser) -> None:
        record(interview, PROMPT)
        assert "is deleted once you go on with what you typed" in browser.get("4/?answer=typing").text
        browser.post("4/?answer=typing", {"text": "Typed.", "go": "next"})
        assert not Take.objects.exists()

    def test_going_on_without_an_answer(self, browser: Browser) -> None:
        assert "counts as no evidence" in browser.get("4/").text
        assert browser.at(browser.post("4/", {"go": "skip", "base": "0"})) == "5/"


class TestThePrompt:
    def test_begins_calmly(self, browser: Browser) -> None:
        text = browser.get("4/").text
        for words in (
            "Part 2 · Prompt 1 of 4",
            "Cal asks",
            "What was your own part?",
            "Take a moment to think",
            "No clock runs before you record",
            "record again up to 3 times in all",
            "I need more time",
        ):
            assert words in text
        assert 'data-take="1"' in text

    def test_an_interrupted_recording_is_safe_and_goes_on(self, browser: Browser) -> None:
        for number, piece in enumerate(pieces_of(webm(), 3)):
            post_piece(browser, piece.data, sequence=number)
        text = browser.get().text
        assert "Your recording so far (0:03) is safe" in text
        assert 'data-take="1" data-segment="1" data-counts="[3]" data-before="3"' in text
        assert browser.client.get(f"{browser.base}4/take/1/audio/")["Content-Type"] == "audio/webm"

    def test_one_that_has_ended_can_be_heard_kept_or_made_again(self, interview: Interview, browser: Browser) -> None:
        record(interview, PROMPT)
        text = browser.get().text
        assert "Your answer is recorded (0:03)" in text
        assert "Record again (2 tries left)" in text
        assert 'data-take="2"' in text
        heard: Any = browser.client.get(f"{browser.base}4/take/1/audio/", headers={"Range": "bytes=0-3"})
        assert (heard.status_code, b"".join(heard.streaming_content)) == (206, b"\x1aE\xdf\xa3")
        assert heard["Cache-Control"] == "no-store"

    def test_silence_asks_what_to_check_and_counts_as_no_try(self, interview: Interview, browser: Browser) -> None:
        record(interview, PROMPT, webm(speech=False))
        text = browser.get().text
        assert "We could not hear you" in text
        assert "does not count as a try" in text
        assert "record again up to 3 times in all" in text

    def test_an_earlier_take_can_still_be_kept(self, interview: Interview, browser: Browser) -> None:
        record(interview, PROMPT)
        record(interview, PROMPT, webm(speech=False))
        assert "Keep this one instead (0:03)" in browser.get().text
        assert browser.at(browser.post("4/keep/", {"take": "1"})) == "5/"
        assert Take.objects.get().number == 1

    def test_an_earlier_take_that_was_interrupted_can_be_ended_and_kept(self, interview: Interview, browser: Browser) -> None:
        send(interview, PROMPT, *pieces_of(webm()))
        send(interview, PROMPT, *pieces_of(webm(), take=2))
        text = browser.get().text
        assert 'data-do="end" data-take="1" data-counts="[0]"' in text
        assert "It was interrupted (0:03)" in text
        end_take(interview=interview, position=PROMPT, take=1, segments=[0], by=interview.candidate)
        assert "Keep this one instead (0:03)" in browser.get().text

    def test_after_the_last_try_it_is_kept_or_typed(self, interview: Interview, browser: Browser) -> None:
        for _time in range(3):
            record(interview, PROMPT)
        text = browser.get().text
        assert "All tries are used" in text
        assert "Record again (" not in text

    def test_keeping_leads_on_and_the_last_to_the_overview(self, interview: Interview, browser: Browser) -> None:
        for position in range(PROMPT, 7):
            speak(interview, position)
        record(interview, 7)
        assert "Keep it, to the overview" in browser.get().text
        page = browser.post("7/keep/", {"take": "1"})
        assert browser.at(page) == "review/"
        assert "All questions are answered" in page.text
        assert page.text.count("Answered</span>") == 7

    @pytest.mark.parametrize("fields", [{}, {"take": "x"}, {"take": "9"}])
    def test_keeping_what_is_not_there_shows_the_prompt(self, interview: Interview, browser: Browser, fields: Any) -> None:
        record(interview, PROMPT)
        assert browser.at(browser.post("4/keep/", fields)) == "4/"
        assert Answer.objects.get(asked__position=PROMPT).passed_at is None

    @pytest.mark.django_db(transaction=True)  # the prompt is made as a worker makes it
    def test_cal_is_heard_where_the_prompt_was_made(self, interview: Interview, browser: Browser) -> None:
        assert "/4/cal/" not in browser.get("4/").text
        assert browser.client.get(f"{browser.base}4/cal/").status_code == 404
        order_prompts(job_spec=interview.job_spec)
        for prompt in SpokenPrompt.objects.all():
            speak_prompt(prompt_id=prompt.pk)
        assert "/4/cal/" in browser.get("4/").text
        heard: Any = browser.client.get(f"{browser.base}4/cal/")
        assert heard.status_code == 200
        assert heard["Accept-Ranges"] == "bytes"
        assert len(b"".join(heard.streaming_content)) > 100
        assert browser.client.get(f"{browser.base}6/cal/").status_code == 404  # not asked yet


class TestPieces:
    def test_arrive_once_however_often_they_are_sent(self, browser: Browser) -> None:
        for _time in range(2):
            response = post_piece(browser, b"abc")
            assert (response.status_code, response.json()) == (200, {"stored": True})
        assert bytes(Piece.objects.get().data) == b"abc"

    def test_the_end_tells_what_is_missing_and_then_what_was_heard(self, browser: Browser) -> None:
        pieces = [piece.data for piece in pieces_of(webm(), 3)]
        post_piece(browser, pieces[0])
        post_piece(browser, pieces[2], sequence=2)
        missing = post_end(browser, 3)
        assert told(missing) == (409, "missing")
        assert missing.json()["missing"] == [[0, 1]]
        post_piece(browser, pieces[1], sequence=1)
        ended = post_end(browser, 3)
        assert ended.status_code == 200
        assert ended.json()["heard"] is True
        assert 2.5 < ended.json()["seconds"] < 3.5

    def test_each_refusal_has_its_code_and_its_words(self, browser: Browser) -> None:
        post_piece(browser, b"abc")
        assert told(post_piece(browser, b"abd")) == (409, "differs")
        assert told(post_piece(browser, b"abc", sequence=1, sha256="0" * 64)) == (422, "bad_piece")
        assert told(post_piece(browser, b"abc", take=0)) == (422, "bad_piece")
        assert told(post_piece(browser, b"", sequence=1)) == (422, "bad_piece")
        with override_settings(VOICE_PIECE_BYTES=2):
            assert told(post_piece(browser, b"abc", sequence=1)) == (413, "too_big")
        with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=2):
            assert told(post_piece(browser, b"abc", sequence=1)) == (413, "too_big")

    def test_no_sound_is_said_at_the_end(self, browser: Browser) -> None:
        post_piece(browser, b"<html>this is no recording at all</html>")
        assert told(post_end(browser, 1)) == (422, "not_audio")

    @pytest.mark.parametrize(
        "body", ["", "[]", "{", '{"take": 1}', '{"take": true, "segments": [1]}', '{"take": 1, "segments": ["1"]}']
    )
    def test_an_end_that_says_nothing_is_refused(self, browser: Browser, body: str) -> None:
        response = browser.client.post(f"{browser.base}4/end/", body, content_type="application/json")
        assert told(response) == (422, "bad_piece")

    def test_nothing_is_taken_without_consent(self) -> None:
        assert told(post_piece(at_part_two(), b"abc")) == (403, "no_consent")
        assert not Piece.objects.exists()

    def test_nothing_is_taken_once_it_is_given_or_over(self, interview: Interview, browser: Browser) -> None:
        speak(interview, PROMPT)
        assert told(post_piece(browser, b"late", sequence=9)) == (409, "given")
        assert told(
            browser.client.post(
                f"{browser.base}6/piece/?take=1&segment=0&sequence=0&sha256={hashlib.sha256(b'x').hexdigest()}",
                b"x",
                content_type="audio/webm",
            )
        ) == (409, "not_open")
        withdraw(interview=interview, by=interview.candidate)
        assert told(post_piece(browser, b"late", sequence=9)) == (410, "over")

    def test_tries_end(self, interview: Interview, browser: Browser) -> None:
        for _time in range(3):
            record(interview, PROMPT)
        assert told(post_piece(browser, b"abc", take=4)) == (409, "no_tries")

    def test_a_link_that_was_replaced_keeps_what_is_on_the_device(self, browser: Browser) -> None:
        Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        assert told(post_piece(browser, b"abc")) == (410, "closed")

    def test_a_stranger_gets_json_too(self, browser: Browser) -> None:
        response = browser.client.post("/i/forged.link/4/piece/", b"abc", content_type="audio/webm")
        assert told(response) == (404, "closed")
        assert response["Cache-Control"] == "no-store"

    def test_pieces_need_the_token_of_the_page(self, interview: Interview) -> None:
        browser = Browser(interview.invitation, enforce_csrf_checks=True)
        assert told(post_piece(browser, b"abc")) == (403, "out_of_date")
        token = browser.get().text.split('X-CSRFToken": "')[1].split('"')[0]
        assert post_piece(browser, b"abc", headers={"X-CSRFToken": token, "Origin": "null"}).status_code == 200

    @override_settings(RATE_LIMITS={"candidate_piece": (3, 60), "candidate_write": (1, 60), "candidate_link": (30, 60)})
    def test_pieces_have_a_limit_of_their_own(self, browser: Browser) -> None:
        codes = [post_piece(browser, b"abc", sequence=n).status_code for n in range(4)]
        assert codes == [200, 200, 200, 429]
        assert told(post_piece(browser, b"abc")) == (429, "slow_down")
        assert browser.post("4/save/", {"text": "x"}).status_code == 200

    def test_more_time_twice_and_no_more(self, browser: Browser) -> None:
        said = [browser.client.post(f"{browser.base}4/more-time/").json() for _time in range(3)]
        assert said == [
            {"seconds_allowed": 540, "left": 1},
            {"seconds_allowed": 720, "left": 0},
            {"seconds_allowed": 720, "left": 0},
        ]
        assert "I need more time" not in browser.get().text

    def test_takes_of_somebody_else_are_not_heard(self, interview: Interview, browser: Browser) -> None:
        record(interview, PROMPT)
        other = make_interview(make_spec())
        go_to_part_two(other)
        assert Browser(other.invitation).get("4/take/1/audio/").status_code == 404
        assert browser.client.get(f"{browser.base}5/take/1/audio/").status_code == 404
        assert browser.client.get(f"{browser.base}4/take/2/audio/").status_code == 404
