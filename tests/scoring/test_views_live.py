"""The Live performance panel: labels to the letter, versions apart, cheap to poll."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jobspecs.models import JobSpec
from scoring.operations.evaluating import evaluate_all_under_current
from scoring.operations.rollups import recompute_rollup
from tests.factories import UserFactory, make_spec
from tests.factories.interviews import make_interview
from tests.factories.scoring import change_weights, completed, make_evaluation
from tests.scoring.test_operations_evaluating import OTHER, reword

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def words(html: str) -> str:
    """What a person reads."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


@pytest.fixture
def owner() -> Any:
    return UserFactory.create()


@pytest.fixture
def spec(owner: Any) -> JobSpec:
    return make_spec(by=owner)


def panel(client: Client, spec: JobSpec, query: str = "") -> str:
    recompute_rollup(spec_id=spec.pk)
    answer = client.get(reverse("scoring:live", args=[spec.pk]) + query, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_seed_state(client: Client, spec: JobSpec, owner: Any) -> None:
    client.force_login(owner)
    make_interview(spec)
    read = words(panel(client, spec))
    assert "Live performance" in read
    assert "Aggregated from candidates who took this job spec." in read
    assert "Interviews 1 0 completed" in read
    assert "Avg score — out of 100" in read
    assert "Completion 0% 0 of 1 · 1 in progress" in read
    assert "Avg score per competency" in read
    assert "Planning weight 0.50 — n=0" in read


def test_nothing_at_all_is_zero_percent_of_zero(client: Client, spec: JobSpec, owner: Any) -> None:
    client.force_login(owner)
    assert "Completion 0% 0 of 0" in words(panel(client, spec))


def test_averages_and_their_interval_from_three_on(client: Client, spec: JobSpec, owner: Any) -> None:
    client.force_login(owner)
    for score in (40, 60):
        make_evaluation(completed(spec), dict.fromkeys(("planning", "listening", "repairing"), score))
    assert "95 % interval" not in words(panel(client, spec))
    make_evaluation(completed(spec), {"planning": 80, "listening": None, "repairing": 80})
    read = words(panel(client, spec))
    assert "Avg score 60 out of 100 · n=3 95 % interval 10–100" in read  # 60 ± 4.303 · 20/√3
    assert "Listening weight 0.30 50 n=2" in read  # the missing score is left out
    assert "Completion 100% 3 of 3" in read


def test_versions_stand_beside_each_other_and_one_click_brings_them_together(client: Client, spec: JobSpec, owner: Any) -> None:
    client.force_login(owner)
    for _ in range(4):
        make_evaluation(completed(spec), {"planning": 80, "listening": 40, "repairing": 60})
    change_weights(spec, OTHER)
    read = words(panel(client, spec))
    assert "Avg score — out of 100" in read
    assert "4 more under v1: 64" in read
    assert "Evaluate all under v2" in read
    client.post(reverse("scoring:evaluate_under_current", args=[spec.pk]))
    read = words(panel(client, spec))
    assert "Avg score 60 out of 100 · n=4" in read
    assert "more under" not in read
    assert "Evaluate all" not in read


def test_other_competencies_are_never_mixed_in(client: Client, spec: JobSpec, owner: Any) -> None:
    client.force_login(owner)
    make_evaluation(completed(spec), {"planning": 80})
    reword(spec, meaning_changed=True)
    read = words(panel(client, spec))
    assert "1 more under v1: 65, other competencies" in read
    tag = spec.versions.get(number=1).tag
    assert f"Planning weight 0.50 — n=0 1 more under an earlier rubric ({tag}): 80" in read
    assert "Evaluate all" not in read
    assert evaluate_all_under_current(job_spec=spec, by=owner) == 0


def test_it_says_what_the_score_is_not(client: Client, spec: JobSpec, owner: Any) -> None:
    client.force_login(owner)
    assert "words only. It is not validated against performance in this job" in words(panel(client, spec))


def test_whoever_has_it_as_it_is_gets_nothing_to_swap(client: Client, spec: JobSpec, owner: Any) -> None:
    client.force_login(owner)
    url = re.search(r'hx-get="([^"]+)"', panel(client, spec))
    assert url is not None
    assert 'hx-trigger="every 5s"' in panel(client, spec)
    assert client.get(url[1], headers=HTMX).status_code == 204
    make_interview(spec)
    recompute_rollup(spec_id=spec.pk)
    assert client.get(url[1], headers=HTMX).status_code == 200


def test_without_javascript_it_is_a_page(client: Client, spec: JobSpec, owner: Any) -> None:
    client.force_login(owner)
    answer = client.get(reverse("scoring:live", args=[spec.pk]))
    assert "<title>" in answer.content.decode()
    assert "Live performance" in words(answer.content.decode())


@pytest.mark.parametrize("interviews", [1, 3])
def test_it_is_read_from_rollups_in_five_queries(
    client: Client, spec: JobSpec, owner: Any, interviews: int, django_assert_num_queries: Any
) -> None:
    client.force_login(owner)
    for _ in range(interviews):
        make_evaluation(completed(spec))
    change_weights(spec, OTHER)
    url = reverse("scoring:live", args=[spec.pk])
    with django_assert_num_queries(5) as queries:  # session, user, spec, versions, competencies
        client.get(url, headers=HTMX)
    assert not [q for q in queries.captured_queries if "interviews_" in q["sql"] or "scoring_" in q["sql"]]
