"""Who decided without having seen a score finds the way to tell the outcome, and reads no letter that could tell of one."""

from __future__ import annotations

from html import unescape

import pytest
from django.urls import reverse

from interviews.models import Interview
from interviews.operations.letters import send_outcome
from jobspecs.choices import Role
from jobspecs.models import User
from scoring.choices import Outcome
from scoring.operations import judging
from scoring.operations.evaluating import evaluation_of
from tests.factories import UserFactory, make_member, make_spec
from tests.factories.scoring import completed, make_evaluation
from tests.jobspecs.pages import signed_in, text_of

pytestmark = pytest.mark.django_db
SAYS = "We liked how the 83 came about."


@pytest.fixture
def owner() -> User:
    return UserFactory.create(name="Ida Owner")


@pytest.fixture
def interview(owner: User) -> Interview:
    """Graded and decided on by the owner, who has not been shown the score."""
    done = completed(make_spec(by=owner, blind=True))
    make_evaluation(done, {"planning": 83})
    judging.decide(interview=done, outcome=Outcome.HOLD, reason="", seen=evaluation_of(done.pk), by=owner)
    return done


def report(interview: Interview, reader: User) -> str:
    response = signed_in(reader).get(reverse("scoring:report", args=[interview.pk]))
    assert response.status_code == 200
    return unescape(response.content.decode())


def outcome(interview: Interview) -> str:
    return f'href="{reverse("scoring:outcome", args=[interview.pk])}"'


def test_who_decided_blind_is_led_to_tell_the_outcome(interview: Interview, owner: User) -> None:
    page = report(interview, owner)
    assert outcome(interview) in page
    assert "Rate first" in page
    assert "83" not in text_of(signed_in(owner).get(reverse("scoring:report", args=[interview.pk])))


def test_a_letter_is_not_read_before_the_score(interview: Interview, owner: User) -> None:
    send_outcome(interview=interview, text=SAYS, explains=True, seen=None, by=owner)
    page = report(interview, owner)
    assert "Write about the outcome again" in page
    assert "What it says shows once you have rated." in page
    assert SAYS not in page
    assert "with the explanation" not in page


def test_a_reviewer_who_is_blind_gets_no_empty_panel(interview: Interview) -> None:
    reviewer = make_member(interview.job_spec, Role.REVIEWER, name="Rea", blind=True)
    page = report(interview, reviewer)
    assert outcome(interview) not in page
    assert 'id="letters"' not in page
