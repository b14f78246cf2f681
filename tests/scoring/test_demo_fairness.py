"""The demo's fairness page shows something: groups with figures, small ones hidden; and the demo says that it is invented."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from interviews.models import SelfIdentification
from jobspecs.models import JobSpec, User
from scoring.demo.checks import ContentError, check_spec
from scoring.demo.content import load_spec
from scoring.fairness.hiding import LEAST
from scoring.operations.demo import AUDITOR, MANAGER
from tests.jobspecs.pages import signed_in, text_of


@pytest.mark.django_db
def test_the_auditor_of_the_demo_sees_figures_and_what_is_hidden(demo_database: None) -> None:
    spec = JobSpec.objects.get(asks_self_identification=True)
    said = SelfIdentification.objects.filter(interview__job_spec=spec)
    assert said.count() == SelfIdentification.objects.count() == 17
    assert 0 < said.filter(race_ethnicity="black").count() < LEAST <= said.filter(race_ethnicity="asian").count()
    page = signed_in(User.objects.get(email=AUDITOR)).get(reverse("scoring:fairness", args=[spec.pk]))
    told = text_of(page)
    assert "(invented demo)" in told
    assert "are not asked at present" not in told
    for group in ("Female", "Male", "White", "Asian"):
        assert group in told
    assert "hidden" in told.partition("by subtraction")[2]
    rater = signed_in(User.objects.get(email=MANAGER))
    assert rater.get(reverse("scoring:fairness", args=[spec.pk])).status_code == 403


def test_nobody_says_what_they_were_not_asked() -> None:

    spec = load_spec("support_lead")
    with pytest.raises(ContentError, match="only who has submitted, and is asked"):
        check_spec(replace(spec, asks_self_identification=False))
