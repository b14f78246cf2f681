"""What a candidate corrects in a transcript is always shown to who reads it: quietly where it is little, flagged where much."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from interviews.choices import Doubt
from interviews.models import Answer, Interview, Transcript
from interviews.operations.correcting import confirm, correct_own
from interviews.texts import words_changed_in
from jobspecs.models import User
from scoring.queries.report import report_of
from tests.factories import UserFactory, make_spec
from tests.factories.scoring import make_evaluation
from tests.factories.spoken import SAID, make_spoken
from tests.jobspecs.pages import signed_in, text_of

pytestmark = pytest.mark.django_db
FIRST = 4  # the position of the first prompt
ONE_WORD = SAID.replace("wheel", "gears")
ANOTHER = "Another story of which nobody has ever heard a single word before."


@pytest.fixture(autouse=True)
def storage(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def owner() -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def interview(owner: User) -> Interview:
    """Spoken answers that were heard as SAID, and nothing else: what is spoken is the evidence."""
    return make_spoken(make_spec(by=owner), alone=True)


def change(interview: Interview, text: str) -> None:
    correct_own(interview=interview, position=FIRST, text=text, base=1, by=interview.candidate)


def report(interview: Interview, owner: User) -> str:
    return text_of(signed_in(owner).get(reverse("scoring:report", args=[interview.pk])))


def test_one_word_is_a_quiet_note_with_what_was_heard(interview: Interview, owner: User) -> None:
    change(interview, ONE_WORD)
    page = report(interview, owner)
    assert "Corrected by the candidate on" in page and "1 of 10 words." in page
    assert "As it was heard, and what the candidate changed" in page
    assert not Transcript.objects.exclude(doubt="").exists()


def test_the_note_is_printed_too(interview: Interview, owner: User) -> None:
    change(interview, ONE_WORD)
    page = signed_in(owner).get(reverse("scoring:report", args=[interview.pk])).text
    assert '<p class="small muted">Corrected by the candidate on' in page


def test_many_words_are_flagged_and_stay_shown_once_somebody_has_listened(interview: Interview, owner: User) -> None:
    change(interview, ANOTHER)
    assert Transcript.objects.filter(doubt=Doubt.REWRITTEN).count() == 1
    assert "The candidate changed many words" in report(interview, owner)
    confirm(answer=Answer.objects.get(asked__interview=interview, asked__position=FIRST), by=owner)
    page = report(interview, owner)
    assert "needs a listener" not in page
    assert "Corrected by the candidate on" in page and "12 of 10 words." in page


def test_a_quote_says_that_its_words_were_corrected(interview: Interview, owner: User) -> None:
    change(interview, ONE_WORD)
    make_evaluation(interview)
    interview = Interview.objects.select_related("candidate", "rubric").get(pk=interview.pk)
    shown = report_of(interview, reader=owner.pk)
    told = {quote.position: quote.is_candidates for finding in shown.findings for quote in finding.quotes}
    assert told[FIRST] is True
    assert all(not corrected for position, corrected in told.items() if position != FIRST)
    assert report(interview, owner).count("in words that the candidate corrected") == 1


def test_a_span_beside_the_change_is_as_it_was_heard(interview: Interview, owner: User) -> None:
    change(interview, ONE_WORD)
    interview = Interview.objects.select_related("candidate", "rubric").get(pk=interview.pk)
    answer = next(one for one in report_of(interview, reader=owner.pk).answers if one.asked.position == FIRST)
    assert answer.spoken is not None and answer.revision_id is not None
    at = ONE_WORD.index("gears")
    assert answer.spoken.is_candidates_at(answer.revision_id, at, at + 5)
    assert not answer.spoken.is_candidates_at(answer.revision_id, 0, at)
    assert not answer.spoken.is_candidates_at(answer.revision_id, at + 6, len(ONE_WORD))


@pytest.mark.parametrize(
    ("before", "after", "counted"),
    [
        ("a b c", "a b c", (0, 3)),
        ("a b c", "A, b c!", (0, 3)),
        ("a b c", "a x c", (1, 3)),
        ("a b", "a b c d", (2, 2)),
        ("", "a", (1, 0)),
    ],
)
def test_words_are_counted_without_signs_and_capitals(before: str, after: str, counted: tuple[int, int]) -> None:
    assert words_changed_in(before, after) == counted
