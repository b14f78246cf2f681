"""A take of which no copy to play can be made is not at its end: whoever edits can have it tried again, excluded or not."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from interviews.models import Answer, Interview, Piece, Recording, Transcription
from interviews.operations.excluding import exclude
from interviews.operations.transcribing import transcribe
from interviews.sound.base import BadSound, Flaw
from jobspecs.choices import Role
from jobspecs.models import User
from tests.factories import UserFactory, make_member, make_spec
from tests.factories.spoken import SAID, make_spoken, write_down
from tests.jobspecs.pages import signed_in, text_of

pytestmark = pytest.mark.django_db
FIRST = 4  # the position of the first prompt


@pytest.fixture(autouse=True)
def storage(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def owner() -> User:
    return UserFactory.create()


@pytest.fixture
def interview(owner: User) -> Interview:
    """Its first prompt was spoken, and no copy could be made; all else was typed."""
    spec = make_spec(by=owner)
    made = make_spoken(spec, written=False, typed={5: "I asked first.", 6: "I looked first.", 7: "I wrote first."})
    broken = mock.patch("interviews.operations.transcribing.playable", side_effect=BadSound(Flaw.BROKEN))
    with broken:
        assert not transcribe(transcription_id=Transcription.objects.get().pk)
    assert Piece.objects.exists() and not Recording.objects.exists()
    return made


def retry() -> str:
    return reverse("interviews:retry_transcription", args=[Transcription.objects.get().pk])


def report(interview: Interview) -> str:
    return reverse("scoring:report", args=[interview.pk])


def test_it_says_what_can_be_done(interview: Interview, owner: User) -> None:
    page = signed_in(owner).get(report(interview))
    assert "could not be prepared for playing. What was recorded is kept." in text_of(page)
    assert "invite the candidate to answer this question again" in text_of(page)
    assert page.text.count(f'action="{retry()}"') == 1


def test_trying_again_makes_the_copy_and_the_words(interview: Interview, owner: User) -> None:
    signed_in(owner).post(retry())
    write_down(interview, SAID)
    assert Recording.objects.exclude(playable="").count() == 1
    page = text_of(signed_in(owner).get(report(interview)))
    assert SAID in page and "could not be prepared" not in page


def test_an_answer_that_was_excluded_can_be_tried_again_too(interview: Interview, owner: User) -> None:
    exclude(
        answer=Answer.objects.get(asked__interview=interview, asked__position=FIRST), reason="The microphone failed", by=owner
    )
    page = signed_in(owner).get(report(interview))
    assert "could not be prepared for playing" in text_of(page)
    assert page.text.count(f'action="{retry()}"') == 1


def test_a_reviewer_is_not_offered_it(interview: Interview) -> None:
    reviewer = make_member(interview.job_spec, Role.REVIEWER)
    page = signed_in(reviewer).get(report(interview))
    assert "could not be prepared for playing" in text_of(page)
    assert retry() not in page.text
