"""Spoken answers in the report: to hear, to read, to trace; what is uncertain, missing or under way is said plainly."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from interviews.models import Answer, Interview, Recording, Transcription
from interviews.operations import endings
from interviews.operations.answering import submit
from interviews.operations.correcting import confirm, correct, correct_own
from interviews.operations.purging import erase_candidate
from interviews.operations.recording import ask_more_time
from interviews.operations.recordings import delete_recordings
from interviews.operations.transcribing import transcribe
from jobspecs.choices import Role
from jobspecs.models import JobSpec, User
from tests.factories import UserFactory, make_member, make_spec
from tests.factories.interviews import make_interview
from tests.factories.scoring import make_evaluation
from tests.factories.spoken import SAID, make_spoken, write_down
from tests.factories.voices import go_to_part_two, record, speak
from tests.scoring.test_views_live import words

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
FIRST = 4  # the position of the first prompt


@pytest.fixture(autouse=True)
def storage(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def owner() -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def spec(owner: User) -> JobSpec:
    return make_spec(by=owner)


@pytest.fixture
def signed(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


@pytest.fixture
def interview(spec: JobSpec) -> Interview:
    return make_spoken(spec)


def url(interview: Interview) -> str:
    return reverse("scoring:report", args=[interview.pk])


def page(client: Client, interview: Interview) -> str:
    answer = client.get(url(interview))
    assert answer.status_code == 200
    return answer.text


def shown(html: str, position: int = FIRST) -> str:
    """One answer of the report."""
    found = re.search(rf'<article class="answer" id="answer-{position}".*?</article>', html, re.DOTALL)
    assert found
    return found[0]


def answer_of(interview: Interview, position: int = FIRST) -> Answer:
    return Answer.objects.get(asked__interview=interview, asked__position=position)


def recording_of(interview: Interview, position: int = FIRST) -> Recording:
    return Recording.objects.get(answer=answer_of(interview, position))


class TestWhatIsHeard:
    def test_each_spoken_answer_has_a_player_its_length_and_a_download(self, signed: Client, interview: Interview) -> None:
        html = page(signed, interview)
        assert html.count('<audio controls preload="none"') == 4
        sound = reverse("interviews:recording", args=[recording_of(interview).pk])
        assert f'src="{sound}" aria-label="Recording of answer 4"' in shown(html)
        assert f'href="{sound}?download" download' in shown(html)
        assert "0:02" in words(shown(html))
        assert "<audio" not in shown(html, 1)

    def test_words_have_their_times_and_joined_are_the_text(self, signed: Client, interview: Interview) -> None:
        html = shown(page(signed, interview))
        timed = re.findall(r'<span data-at="([\d.]+)">([^<]+)</span>', html)
        assert [float(at) for at, _ in timed] == [0.5 * at for at in range(10)]
        assert " ".join(word for _, word in timed) == SAID

    def test_a_quote_is_marked_among_the_words_and_plays_from_its_first(self, signed: Client, spec: JobSpec) -> None:
        interview = make_spoken(spec, alone=True)
        make_evaluation(interview)
        html = page(signed, interview)
        quoted = re.search(r'<mark class="quote" id="a4-q1">(.*?)</mark>', shown(html))
        assert quoted
        assert re.sub("<[^>]+>", "", quoted[1]) == SAID
        recording = recording_of(interview)
        play = f'href="{reverse("interviews:recording", args=[recording.pk])}#t=0.00" data-play="sound-{recording.pk}"'
        assert play in html

    def test_a_typed_answer_in_round_02_is_like_any_other(self, signed: Client, spec: JobSpec) -> None:
        html = page(signed, make_spoken(spec, typed={5: "I typed this one."}))
        assert "I typed this one." in shown(html, 5)
        for gone in ("<audio", "data-at", "Written down by"):
            assert gone not in shown(html, 5)
        assert html.count("<audio") == 3

    def test_a_report_of_typed_answers_loads_no_player(self, signed: Client, spec: JobSpec) -> None:
        assert "player.js" not in page(signed, make_interview(spec, answers={1: "Typed."}, submitted=True))


class TestWhatIsUncertain:
    def test_unsure_words_are_marked_for_eyes_and_for_screen_readers(self, signed: Client, spec: JobSpec) -> None:
        html = page(signed, make_spoken(spec, ["I looked at the ledger? first and then I mended it all."]))
        assert '<span data-at="2.00" class="unsure">ledger<span class="visually-hidden"> (unsure)</span></span>' in shown(html)
        assert "Dotted : the program was not sure that it heard this word right (1 of 12 words)." in words(shown(html))
        assert "Needs a listener" not in words(html)

    def test_too_many_need_a_listener_before_anything_is_scored(self, signed: Client, spec: JobSpec) -> None:
        interview = make_spoken(spec, ["I? looked? at? the wheel.", SAID])
        read = words(page(signed, interview))
        assert "Needs a listener Question 4 : the program is not sure that it heard the words right." in read
        assert "There is no score and no rank until somebody has listened" in read
        assert "Transcript uncertain: needs a listener Many words were hard to hear." in read
        assert "Grading" not in read.partition("Answers")[0].replace("Grading follows", "")

    def test_what_nobody_can_listen_to_any_more_is_taken_as_it_is(self, signed: Client, spec: JobSpec) -> None:
        interview = make_spoken(spec, ["I? looked? at? the wheel.", SAID])
        delete_recordings(interview=interview, by=None, ground="retention")
        read = words(page(signed, interview))
        assert "The recording is gone, so nobody can check it by listening" in read
        assert "Take the words as they are" in read
        assert "I have listened" not in read

    def test_a_reviewer_listens_and_reads_and_changes_nothing(self, client: Client, spec: JobSpec) -> None:
        interview = make_spoken(spec, ["I? looked? at? the wheel.", SAID])
        client.force_login(make_member(spec, Role.REVIEWER))
        html = page(client, interview)
        assert html.count("<audio") == 4
        for address in ("correct", "confirm"):
            assert reverse(f"interviews:{address}", args=[answer_of(interview).pk]) not in html
        assert "Owners and editors of this spec confirm or correct the words." in words(html)

    def test_once_somebody_has_listened_no_word_is_unsure(self, signed: Client, spec: JobSpec, owner: User) -> None:
        interview = make_spoken(spec, ["I? looked? at? the wheel.", SAID])
        confirm(answer=answer_of(interview), by=owner)
        html = page(signed, interview)
        assert "unsure" not in shown(html)
        assert "Ana has listened: the words are right." in words(shown(html))
        assert "Grading…" in words(html)

    def test_an_earlier_score_is_not_shown_while_somebody_has_to_listen(self, signed: Client, interview: Interview) -> None:
        make_evaluation(interview)
        assert "Score out of 100" in words(page(signed, interview))
        text = "Something else altogether, which I have not said at all."
        correct_own(interview=interview, position=FIRST, text=text, base=1, by=interview.candidate)
        read = words(page(signed, interview))
        assert "Score out of 100" not in read
        assert "The candidate changed many words." in read


class TestCorrections:
    def test_both_texts_are_readable_and_equal_words_keep_their_times(
        self, signed: Client, interview: Interview, owner: User
    ) -> None:
        correct(answer=answer_of(interview), text="I looked at the ledger first, then I mended it.", by=owner)
        html = shown(page(signed, interview))
        assert "Corrected by Ana on" in words(html)
        assert "ledger" in html
        assert re.search(r'<span data-at="2.50">first</span>', html)
        assert not re.search(r"data-at=[^>]*>ledger", html)
        assert "<del>wheel </del><ins>ledger </ins>" in html

    def test_a_candidates_correction_says_so(self, signed: Client, interview: Interview) -> None:
        text = "I looked at the ledger first, then I mended it."
        correct_own(interview=interview, position=FIRST, text=text, base=1, by=interview.candidate)
        read = words(shown(page(signed, interview)))
        assert "Corrected by the candidate on" in read
        assert "As it was heard" in read

    def test_a_quote_from_before_a_correction_still_plays(self, signed: Client, spec: JobSpec, owner: User) -> None:
        interview = make_spoken(spec, alone=True)
        make_evaluation(interview)
        correct(answer=answer_of(interview, 5), text="I looked at the ledger first, then I mended it.", by=owner)
        html = page(signed, interview)
        assert "Question 5</a>, before it was corrected" in html
        assert f'#t=0.00" data-play="sound-{recording_of(interview, 5).pk}"' in html


class TestWhatIsUnderWay:
    @pytest.fixture
    def waiting(self, spec: JobSpec) -> Interview:
        return make_spoken(spec, written=False)

    def test_being_written_down_is_told_and_asked_for(self, signed: Client, waiting: Interview) -> None:
        html = page(signed, waiting)
        assert "Being written down… 4 spoken answers still to be written down." in words(html)
        assert "The recording is being prepared." in words(shown(html))
        address = reverse("scoring:answer", args=[waiting.pk, FIRST])
        assert f'hx-get="{address}"' in shown(html)
        assert signed.get(address, headers=HTMX).status_code == 204
        assert signed.get(url(waiting), headers=HTMX).status_code == 204

    def test_the_answer_comes_by_itself_and_the_page_when_all_is_there(self, signed: Client, waiting: Interview) -> None:
        write_down(waiting)
        fragment = signed.get(reverse("scoring:answer", args=[waiting.pk, FIRST]), headers=HTMX)
        assert fragment.text.lstrip().startswith('<article class="answer" id="answer-4">')
        assert "<audio" in fragment.text
        assert signed.get(url(waiting), headers=HTMX).status_code == 204  # it is being graded
        make_evaluation(waiting)
        assert signed.get(url(waiting), headers=HTMX)["HX-Redirect"] == url(waiting)

    def test_the_address_of_an_answer_leads_to_its_place(self, signed: Client, waiting: Interview) -> None:
        address = reverse("scoring:answer", args=[waiting.pk, FIRST])
        assert signed.get(address)["Location"] == f"{url(waiting)}#answer-4"
        assert signed.get(reverse("scoring:answer", args=[waiting.pk, 99]), headers=HTMX).status_code == 404

    def test_what_is_not_handed_in_is_shown_to_nobody(self, signed: Client, spec: JobSpec) -> None:
        running = make_interview(spec)
        speak(running, go_to_part_two(running))
        write_down(running)
        html = page(signed, running)
        assert "mended" not in html
        assert "<audio" not in html
        assert "recordings/delete" not in html
        assert signed.get(reverse("scoring:answer", args=[running.pk, FIRST]), headers=HTMX).status_code == 404

    def test_what_has_stopped_shows_why_and_can_be_tried_again(self, signed: Client, spec: JobSpec) -> None:
        html = page(signed, make_spoken(spec, ["", SAID]))
        read = words(html)
        assert "Not written down Question 4 : the words could not be written down." in read
        assert "This recording could not be read as sound." in words(shown(html))
        assert "Try again" in words(shown(html))
        assert "<audio" in shown(html)
        assert "Grading has stopped" not in read

    def test_where_nothing_listens_a_person_can_write_it_down(
        self, signed: Client, waiting: Interview, settings: Settings
    ) -> None:
        settings.LISTENING_ENGINE = ""
        work = Transcription.objects.get(take__answer=answer_of(waiting))
        assert "Write it down yourself" not in page(signed, waiting)
        assert not transcribe(transcription_id=work.pk)
        html = shown(page(signed, waiting))
        assert "Nothing is set up that writes recordings down." in words(html)
        assert f'href="{reverse("interviews:correct", args=[answer_of(waiting).pk])}">Write it down yourself' in html

    def test_what_is_no_file_yet_can_be_deleted_too(self, signed: Client, waiting: Interview, owner: User) -> None:
        address = reverse("interviews:delete_recordings", args=[waiting.pk])
        assert address in page(signed, waiting)
        signed.post(address)
        html = page(signed, waiting)
        assert address not in html
        assert "Not scored: The recording was deleted before it was written down" in words(html)

    def test_an_excluded_answer_keeps_nobody_waiting(self, signed: Client, spec: JobSpec, owner: User) -> None:
        interview = make_spoken(spec, ["", SAID])
        endings.mark_technical(answer=answer_of(interview), reason="The microphone was broken.", by=owner)
        read = words(page(signed, interview))
        assert "Not scored: The microphone was broken." in read
        assert "Not written down" not in read


class TestWhatIsGone:
    def test_deleted_recordings_leave_their_words(
        self,
        signed: Client,
        interview: Interview,
        owner: User,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        assert reverse("interviews:delete_recordings", args=[interview.pk]) in page(signed, interview)
        with django_capture_on_commit_callbacks(execute=True):
            delete_recordings(interview=interview, by=owner)
        html = page(signed, interview)
        assert f"Recording deleted on {timezone.now():%-d %b %Y}. Its words stay." in words(shown(html))
        assert "<audio" not in html
        assert 'data-sound="' not in html
        assert "mended" in shown(html)
        assert "recordings/delete" not in html

    def test_a_recording_that_should_be_there_is_missed(self, signed: Client, interview: Interview) -> None:
        Recording.objects.filter(answer=answer_of(interview)).update(playable="")
        read = words(shown(page(signed, interview)))
        assert "Recording missing There should be a recording here, and there is none." in read

    def test_nothing_is_left_of_who_was_erased(self, signed: Client, interview: Interview) -> None:
        make_evaluation(interview)
        erase_candidate(candidate=interview.candidate, by=None)
        html = page(signed, interview)
        for gone in ("mended", "<audio", "data-at", "data-play", "recordings/delete"):
            assert gone not in html, gone

    def test_nothing_is_left_to_hear_of_who_withdrew_but_it_can_be_deleted(self, signed: Client, interview: Interview) -> None:
        endings.withdraw(interview=interview, by=interview.candidate)
        html = page(signed, interview)
        for gone in ("mended", "<audio", "data-at"):
            assert gone not in html, gone


def test_how_it_was_recorded_is_nobodys_who_rates(signed: Client, spec: JobSpec) -> None:
    """Not how often somebody began anew or asked for time: this page is the same as that of who did neither."""

    def told(takes: int, more_time: int) -> str:
        interview = make_interview(spec)
        first = go_to_part_two(interview)
        for _ in range(more_time):
            ask_more_time(interview=interview, position=first, by=interview.candidate)
        for _ in range(takes - 1):
            record(interview, first)
        for position in range(first, first + 4):
            speak(interview, position)
        write_down(submit(interview=interview, left_unanswered=[], by=interview.candidate))
        Interview.objects.filter(pk=interview.pk).update(begun_at=timezone.now() - timedelta(hours=takes))
        html = page(signed, interview).partition("<main")[2]
        return words(re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", html)).replace(interview.candidate.shown_name, "")

    assert told(1, 0) == told(3, 2)


@pytest.mark.parametrize("spoken", [1, 4])
def test_a_report_with_voices_costs_two_queries_more(
    signed: Client, spec: JobSpec, spoken: int, django_assert_num_queries: Any
) -> None:
    typed = dict.fromkeys(range(FIRST + spoken, FIRST + 4), "I typed it.")
    interview = make_spoken(spec, typed=typed)
    make_evaluation(interview)
    page(signed, interview)  # what is sealed is read once a process
    with django_assert_num_queries(10):
        page(signed, interview)


def test_heard_words_are_escaped(signed: Client, spec: JobSpec) -> None:
    html = page(signed, make_spoken(spec, ['<script>alert(1)</script> & "me"']))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
