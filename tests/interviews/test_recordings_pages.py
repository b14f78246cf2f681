"""Members' pages of recordings: who hears what, in parts; corrections that lose nothing; deletion; prompts as Cal says them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from interviews.choices import RevisionKind
from interviews.models import Answer, Interview, Recording, SpokenPrompt, Transcription
from interviews.operations import endings
from interviews.operations.correcting import correct_own
from interviews.operations.purging import erase_candidate, hold_candidate
from interviews.operations.recordings import delete_recordings
from jobspecs.choices import Role
from jobspecs.models import JobSpec, Question, User
from tests.factories import UserFactory, make_member, make_spec
from tests.factories.spoken import make_spoken

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
FIRST = 4
HEARD = "I looked at the wheel first, then I mended it."


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
def interview(spec: JobSpec) -> Interview:
    return make_spoken(spec, typed=dict.fromkeys(range(FIRST + 1, 8), "I typed it."))


@pytest.fixture
def signed(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


@pytest.fixture
def answer(interview: Interview) -> Answer:
    return Answer.objects.get(asked__interview=interview, asked__position=FIRST)


@pytest.fixture
def recording(answer: Answer) -> Recording:
    return answer.recordings.get()


def url(name: str, row: Answer | Recording | Interview | Transcription | Question) -> str:
    return reverse(f"interviews:{name}", args=[row.pk])


class TestTheSound:
    def test_comes_in_the_parts_that_a_player_asks_for(self, signed: Client, recording: Recording) -> None:
        whole = signed.get(url("recording", recording))
        data = b"".join(whole)
        assert (whole.status_code, len(data)) == (200, recording.playable.size)
        assert data[:4] == bytes.fromhex("1a45dfa3")  # WebM, made by us
        part = signed.get(url("recording", recording), headers={"Range": "bytes=10-19"})
        assert (part.status_code, b"".join(part)) == (206, data[10:20])
        assert part["Content-Range"] == f"bytes 10-19/{len(data)}"
        assert signed.get(url("recording", recording), headers={"Range": f"bytes={len(data)}-"}).status_code == 416

    def test_is_for_no_cache_and_no_guess_and_says_no_name(self, signed: Client, recording: Recording) -> None:
        for query, way in (("", "inline"), ("?download", "attachment")):
            response = signed.get(url("recording", recording) + query)
            b"".join(response)
            assert response["Content-Disposition"] == f'{way}; filename="answer-4.webm"'
            assert "no-store" in response["Cache-Control"]
            assert response["X-Content-Type-Options"] == "nosniff"
            assert response["Content-Type"].startswith("audio/webm")

    def test_is_heard_by_reviewers_and_by_nobody_of_another_spec(
        self, client: Client, spec: JobSpec, recording: Recording
    ) -> None:
        client.force_login(make_member(spec, Role.REVIEWER))
        heard = client.get(url("recording", recording))
        assert (heard.status_code, len(b"".join(heard))) == (200, recording.playable.size)
        for stranger in (UserFactory.create(), make_member(make_spec(), Role.OWNER), UserFactory.create(is_staff=True)):
            client.force_login(stranger)
            assert client.get(url("recording", recording)).status_code == 404

    def test_that_was_deleted_or_erased_is_gone(
        self,
        signed: Client,
        owner: User,
        interview: Interview,
        recording: Recording,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        name = recording.playable.name
        with django_capture_on_commit_callbacks(execute=True):
            delete_recordings(interview=interview, by=owner)
        gone = signed.get(url("recording", recording))
        assert (gone.status_code, "Recording deleted" in gone.text) == (410, True)
        assert not default_storage.exists(str(name))
        erase_candidate(candidate=interview.candidate, by=owner)
        assert signed.get(url("recording", recording)).status_code == 410

    def test_that_is_missing_in_the_storage_says_so(self, signed: Client, recording: Recording) -> None:
        default_storage.delete(str(recording.playable.name))
        missing = signed.get(url("recording", recording))
        assert (missing.status_code, "Recording missing" in missing.text) == (404, True)

    def test_of_who_withdrew_is_nobodys(self, signed: Client, interview: Interview, recording: Recording) -> None:
        endings.withdraw(interview=interview, by=interview.candidate)
        assert signed.get(url("recording", recording)).status_code == 404


class TestCorrecting:
    def test_keeps_both_texts_and_who_it_was(self, signed: Client, owner: User, answer: Answer) -> None:
        page = signed.get(url("correct", answer)).text
        assert HEARD in page
        assert '<input type="hidden" name="base" value="1"' in page
        response = signed.post(url("correct", answer), {"text": "I looked at the hub first.", "base": "1"})
        assert response["Location"].endswith(f"/interviews/{answer.asked.interview_id}/#answer-4")
        texts = list(answer.revisions.order_by("number").values_list("kind", "text", "created_by"))
        assert texts == [
            (RevisionKind.TRANSCRIBED, HEARD, None),
            (RevisionKind.CORRECTED_BY_RECRUITER, "I looked at the hub first.", owner.pk),
        ]

    def test_an_empty_text_is_refused_in_words(self, signed: Client, answer: Answer) -> None:
        assert "Write down what was said." in signed.post(url("correct", answer), {"text": " ", "base": "1"}).text
        assert answer.revisions.count() == 1

    def test_what_was_typed_survives_a_save_in_between(self, signed: Client, interview: Interview, answer: Answer) -> None:
        theirs = "I looked at the hub first, then I mended it."
        correct_own(interview=interview, position=FIRST, text=theirs, base=1, by=interview.candidate)
        page = signed.post(url("correct", answer), {"text": "I looked at the spoke.", "base": "1"})
        assert "Somebody has corrected these words meanwhile" in page.text
        assert theirs in page.text
        assert "I looked at the spoke.</textarea>" in page.text
        assert answer.revisions.count() == 2
        base = re.search(r'name="base" value="(\d+)"', page.text)
        assert base
        signed.post(url("correct", answer), {"text": "I looked at the spoke.", "base": base[1]})
        answer.refresh_from_db()
        assert answer.current_revision
        assert answer.current_revision.text == "I looked at the spoke."

    def test_is_for_spoken_answers_of_ones_spec_alone(self, signed: Client, interview: Interview, answer: Answer) -> None:
        typed = interview.asked.get(position=1).answer
        assert signed.get(url("correct", typed)).status_code == 404
        signed.force_login(make_member(answer.asked.interview.job_spec, Role.REVIEWER))
        assert signed.get(url("correct", answer)).status_code == 403
        assert signed.post(url("confirm", answer), {"base": "1"}).status_code == 403

    def test_words_are_confirmed_as_they_were_on_the_page(self, signed: Client, owner: User, answer: Answer) -> None:
        transcript = answer.recordings.get().transcript
        type(transcript).objects.update(doubt="unsure")
        assert "changed meanwhile" in signed.post(url("confirm", answer), {"base": "7"}, follow=True).text
        transcript.refresh_from_db()
        assert transcript.needs_listener
        assert "the words are right" in signed.post(url("confirm", answer), {"base": "1"}, follow=True).text
        transcript.refresh_from_db()
        assert (transcript.needs_listener, transcript.checked_by) == (False, owner)

    def test_what_stopped_is_tried_again_once(self, signed: Client, spec: JobSpec) -> None:
        make_spoken(spec, [""], typed=dict.fromkeys(range(FIRST + 1, 8), "I typed it."))
        work = Transcription.objects.get(state="failed")
        assert signed.post(url("retry_transcription", work)).status_code == 302
        work.refresh_from_db()
        assert work.state == "queued"
        assert "nothing to try again" in signed.post(url("retry_transcription", work), follow=True).text


class TestDeleting:
    def test_asks_says_what_stays_and_deletes(self, signed: Client, owner: User, interview: Interview, answer: Answer) -> None:
        page = signed.get(url("delete_recordings", interview)).text
        assert "1 spoken answer: nobody can listen to it any more." in page
        assert "will never be" not in page
        done = signed.post(url("delete_recordings", interview), follow=True).text
        assert "The recordings are deleted. The words and scores stay." in done
        assert answer.recordings.get().delete_wanted_at
        assert "mended" in done

    def test_of_what_is_not_written_down_says_what_is_lost(self, signed: Client, spec: JobSpec) -> None:
        interview = make_spoken(spec, written=False, typed=dict.fromkeys(range(FIRST + 1, 8), "I typed it."))
        assert "1 of them is not written down yet and will never be:" in signed.get(url("delete_recordings", interview)).text

    def test_on_legal_hold_deletes_nothing(self, signed: Client, owner: User, interview: Interview, answer: Answer) -> None:
        hold_candidate(candidate=interview.candidate, reason="A court asked.", by=owner)
        assert "On legal hold: A court asked." in signed.post(url("delete_recordings", interview), follow=True).text
        assert answer.recordings.get().delete_wanted_at is None


class TestHearingAPrompt:
    @pytest.fixture(autouse=True)
    def spoken(self, settings: Settings) -> None:
        settings.ROUND_02 = "spoken"

    @pytest.fixture
    def prompt(self, spec: JobSpec) -> Question:
        return spec.rounds.get(position=2).questions.earliest("position")

    def test_each_prompt_of_the_page_leads_to_it_and_no_question_does(self, signed: Client, spec: JobSpec) -> None:
        page = signed.get(reverse("jobspecs:spec", args=[spec.pk])).text
        linked = re.findall(r'<a href="(/questions/[^"]+/hear/)"', page)
        prompts = spec.rounds.get(position=2).questions.order_by("position")
        assert linked == [url("hear", question) for question in prompts]
        assert "Candidates speak their answers, or type them if they rather would." in page

    def test_where_round_02_is_typed_the_page_says_so(self, signed: Client, spec: JobSpec, settings: Settings) -> None:
        settings.ROUND_02 = "typed"
        page = signed.get(reverse("jobspecs:spec", args=[spec.pk])).text
        assert "Typed here: this installation takes no spoken answers." in page
        assert "/hear/" not in page

    def test_says_how_far_it_is(self, signed: Client, prompt: Question, settings: Settings) -> None:
        settings.SPEAKING_ENGINE = ""
        assert "browser reads it aloud" in signed.get(url("hear", prompt), headers=HTMX).text
        assert prompt.current_revision
        said = SpokenPrompt.objects.create(revision=prompt.current_revision)
        assert "Cal is learning to say it" in signed.get(url("hear", prompt), headers=HTMX).text
        SpokenPrompt.objects.update(state="failed", error="No voice.")
        assert "Cal could not say it: No voice." in signed.get(url("hear", prompt), headers=HTMX).text
        said.file.save("prompts/x.mp3", ContentFile(b"ID3 sound"))
        SpokenPrompt.objects.update(state="done", media_type="audio/mpeg")
        assert f'src="{url("prompt_audio", prompt)}"' in signed.get(url("hear", prompt)).text
        sound = signed.get(url("prompt_audio", prompt), headers={"Range": "bytes=0-2"})
        assert (sound.status_code, sound["Content-Type"], b"".join(sound)) == (206, "audio/mpeg", b"ID3")

    def test_only_prompts_are_spoken_and_only_for_members(self, signed: Client, spec: JobSpec, prompt: Question) -> None:
        written = spec.rounds.get(position=1).questions.earliest("position")
        assert signed.get(url("hear", written)).status_code == 404
        signed.force_login(make_member(make_spec(), Role.OWNER))
        assert signed.get(url("hear", prompt)).status_code == 404
