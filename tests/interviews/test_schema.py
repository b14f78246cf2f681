"""What points at something points at its own: the database refuses the rest, each by the name of its rule."""

from __future__ import annotations

import pytest

from interviews.models import Answer, AnswerRevision, Asked, Interview
from jobspecs.models import Rubric
from tests.factories import make_spec
from tests.factories.interviews import CONSENT, CandidateFactory, make_interview, make_invitation
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
