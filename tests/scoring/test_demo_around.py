"""What is said around the demo's interviews: reports show declarations, agreement has a figure, somebody asks for something."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from interviews.models import CandidateRequest, Interview
from jobspecs.models import JobSpec, User
from scoring.demo.around import Around, DemoDeclared, DemoRequest, around_of, check_around
from scoring.demo.checks import ContentError
from scoring.demo.content import load_spec
from scoring.operations.demo import MANAGER
from scoring.queries.agreement import agreement_of
from tests.jobspecs.pages import signed_in, text_of


@pytest.mark.django_db
def test_the_demo_shows_what_is_declared_rated_and_asked(demo_database: None) -> None:
    spec, manager = JobSpec.objects.get(asks_self_identification=True), User.objects.get(email=MANAGER)
    interview = Interview.objects.get(job_spec=spec, candidate__name="Yuki Harrowgate")
    told = text_of(signed_in(manager).get(reverse("scoring:report", args=[interview.pk])))
    assert "I look after my father on Saturdays" in told
    found = agreement_of(spec, reader=manager.pk)
    assert (found.overall.n, found.raters, found.not_blind) == (40, 1, 0)
    assert found.overall.kappa is not None
    assert sorted(CandidateRequest.objects.values_list("kind", flat=True)) == ["explain", "look_again"]


FITS = [DemoDeclared("yes")] * 6


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"declared": {"Nobody": FITS}}, "who has begun declares"),
        ({"declared": {"Tobias Fennimoor": FITS[1:]}}, "each of 6 must-haves"),
        ({"rated": {"Tobias Fennimoor": [3, 3, 3, 3, 6]}}, "from 1 to 5"),
        ({"rated": {"Aoife Lindqvarn": [3] * 5}}, "a submitted interview"),
        ({"asked": [DemoRequest("Tobias Fennimoor", "explain", 41.0, "Why?")]}, "asks after that"),
    ],
)
def test_what_could_not_have_been_said_is_refused(wrong: dict[str, object], why: str) -> None:
    spec = load_spec("support_lead")
    assert around_of(spec).declared
    with pytest.raises(ContentError, match=why):
        check_around(spec, replace(Around({}, {}, ()), **wrong))  # type: ignore[arg-type]
