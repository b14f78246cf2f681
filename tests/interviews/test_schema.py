"""What points at something points at its own: the database refuses the rest, each by the name of its rule."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from interviews.models import (
    Answer,
    AnswerRevision,
    Asked,
    Interview,
    Piece,
    Recording,
    SpokenPrompt,
    Take,
    Transcript,
    Transcription,
)
from interviews.operations.transcribing import transcribe
from jobspecs.models import Rubric
from tests.factories import make_spec
from tests.factories.interviews import CONSENT, CandidateFactory, make_interview, make_invitation
from tests.factories.voices import go_to_part_two, speak
from tests.interviews.voice_engines import scripted
from tests.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview() -> Interview:
    return make_interview(answers={1: "I planned the week."})


def test_an_answers_text(interview: Interview) -> None:
    given, other = Answer.objects.filter(asked__interview=interview).order_by("asked__position")[:2]
    text = given.current_revision
    Answer.objects.filter(pk=given.pk).update(current_revision=None)
    refused("answer_current_revision_of_it", lambda: Answer.objects.filter(pk=other.pk).update(current_revision=text))
    assert AnswerRevision.objects.get() == text


def test_an_interviews_candidate(interview: Interview) -> None:
    other = CandidateFactory.create()
    refused("interview_of_its_invitation", lambda: Interview.objects.filter(pk=interview.pk).update(candidate=other))


def test_an_interviews_spec() -> None:
    invitation, other = make_invitation(), make_spec()
    rubric = Rubric.objects.get(job_spec=other)
    refused(
        "interview_of_its_invitation",
        lambda: Interview.objects.create(
            invitation=invitation, job_spec=other, candidate=invitation.candidate, rubric=rubric, consent_hash=CONSENT
        ),
    )


def test_an_interviews_rubric(interview: Interview) -> None:
    foreign = Rubric.objects.get(job_spec=make_spec())
    refused("interview_rubric_of_its_spec", lambda: Interview.objects.filter(pk=interview.pk).update(rubric=foreign))


def test_the_wording_of_what_was_asked(interview: Interview) -> None:
    one, other = Asked.objects.filter(interview=interview)[:2]
    refused(
        "asked_wording_of_its_question",
        lambda: Asked.objects.create(
            interview=interview,
            revision=one.revision,
            question=other.question,
            competency=other.competency,
            round_position=1,
            position=90,
        ),
    )


class TestVoices:
    """What is said belongs to its own answer, and a row says whether its files are there."""

    @pytest.fixture
    def spoken(self, tmp_path: Path, settings: Any) -> Interview:
        settings.MEDIA_ROOT = tmp_path
        made = make_interview()
        position = go_to_part_two(made)
        for number in (position, position + 1):
            speak(made, number)
        with scripted():
            for work in Transcription.objects.all():
                transcribe(transcription_id=work.pk)
        return made

    def test_one_take_is_kept(self, interview: Interview) -> None:
        answer = Answer.objects.filter(asked__interview=interview)[0]
        Take.objects.create(answer=answer, number=1, ended_at=Now(), kept_at=Now())
        refused("take_one_kept_per_answer", lambda: Take.objects.create(answer=answer, number=2, ended_at=Now(), kept_at=Now()))
        refused("take_kept_once_ended", lambda: Take.objects.filter(number=1).update(ended_at=None))
        refused("take_number_unique", lambda: Take.objects.create(answer=answer, number=1))
        refused("take_number_from_one", lambda: Take.objects.create(answer=answer, number=0))

    def test_a_piece_has_one_name_a_checksum_and_bytes(self, interview: Interview) -> None:
        take = Take.objects.create(answer=Answer.objects.filter(asked__interview=interview)[0], number=1)

        def piece(**changes: Any) -> Piece:
            given = {"segment": 0, "sequence": 0, "media_type": "audio/webm", "data": b"x", "size": 1, "sha256": "ab" * 32}
            return Piece.objects.create(take=take, **(given | changes))

        piece()
        refused("piece_once", piece)
        refused("piece_hash_is_sha256", lambda: piece(sequence=1, sha256="ab"))
        refused("piece_has_bytes", lambda: piece(sequence=1, size=0))

    def test_a_recording_has_files_until_it_is_deleted(self, spoken: Interview) -> None:
        rows = Recording.objects.all()
        refused("recording_has_file_until_deleted", lambda: rows.update(file=""))
        refused("recording_has_file_until_deleted", lambda: rows.update(deleted_at=Now()))
        early = timezone.now() - timedelta(days=1)
        refused("recording_deleted_after_kept", lambda: rows.update(deleted_at=early, file="", playable=""))

    def test_a_transcript_was_heard_in_its_own_recording(self, spoken: Interview) -> None:
        one, other = Transcript.objects.all()
        recording = other.recording
        other.delete()
        refused("transcript_of_one_answer", lambda: Transcript.objects.filter(pk=one.pk).update(recording=recording))
        refused("transcript_checked_by_somebody", lambda: Transcript.objects.filter(pk=one.pk).update(checked_at=Now()))
        refused("transcript_known_doubt", lambda: Transcript.objects.filter(pk=one.pk).update(doubt="accent"))

    def test_a_prompt_that_is_spoken_has_a_file(self) -> None:
        with scripted():
            make_spec()
        refused("spokenprompt_done_has_file", lambda: SpokenPrompt.objects.update(state="done"))

    def test_more_time_is_given_twice(self, interview: Interview) -> None:
        refused("answer_more_time_at_most_twice", lambda: Answer.objects.update(more_time=3))

    def test_consent_is_a_hash(self, interview: Interview) -> None:
        refused("interview_recording_consent_is_sha256", lambda: Interview.objects.update(recording_consent_hash="yes"))
