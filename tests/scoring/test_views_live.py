"""The Live performance panel: labels to the letter, versions apart, cheap to poll."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jobspecs.choices import Role
from jobspecs.models import JobSpec, Question
from jobspecs.operations.questions import retire_question
from scoring.choices import Shown
from scoring.operations.disclosing import disclose
from scoring.operations.evaluating import evaluate_all_under_current
from scoring.operations.rollups import recompute_rollup
from tests.factories import UserFactory, make_member, make_spec
from tests.factories.interviews import make_interview
from tests.factories.scoring import change_weights, completed, make_evaluation
from tests.scoring.test_operations_evaluating import OTHER, reword

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
KEYS = ("planning", "listening", "repairing")


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
    read = [q["sql"] for q in queries.captured_queries]
    aggregated = [sql for sql in read if "interviews_" in sql and not ("EXISTS" in sql and "scoring_disclosure" in sql)]
    assert not aggregated  # interviews are looked at for one thing alone: is any of them hidden from this member?


def rated_blind(spec: JobSpec) -> Any:
    """A member of the spec who was shown nothing."""
    return make_member(spec, Role.REVIEWER, blind=True)


def test_who_is_to_rate_first_sees_no_average_of_fewer_than_five(client: Client, spec: JobSpec) -> None:
    client.force_login(rated_blind(spec))
    for score in (10, 40, 60, 80):
        make_evaluation(completed(spec), dict.fromkeys(KEYS, score))
    read = words(panel(client, spec))
    assert "Avg score — out of 100 · n=4 Rate first: shown from 5 on" in read
    assert "Planning weight 0.50 — n=4" in read
    assert "interval" not in read
    make_evaluation(completed(spec), dict.fromkeys(KEYS, 60))
    read = words(panel(client, spec))
    assert "Avg score 50 out of 100 · n=5 To the nearest five until you have rated" in read
    assert "Rate first" not in read


def test_a_sixth_score_is_not_the_difference_between_two_looks(client: Client, spec: JobSpec) -> None:
    """Neither from the words nor from what the bars are drawn by: the mean to a tenth would tell it to a point."""
    client.force_login(rated_blind(spec))
    for score in (13, 37, 59, 61, 83):
        make_evaluation(completed(spec), dict.fromkeys(KEYS, score))
    html = panel(client, spec)
    assert set(re.findall(r'<rect class="bar-fill"[^>]* width="([^"]+)"', html)) == {"50.0"}  # 50.6
    assert "bar-interval" not in html
    assert "How many scored" not in html
    make_evaluation(completed(spec), dict.fromkeys(KEYS, 72))
    again = panel(client, spec)
    assert set(re.findall(r'<rect class="bar-fill"[^>]* width="([^"]+)"', again)) == {"55.0"}  # 54.2
    assert "How many scored" not in again


def test_who_knows_all_but_one_is_told_no_average(client: Client, spec: JobSpec) -> None:
    """Eight of nine are known: the ninth is nine times the mean without them."""
    member = rated_blind(spec)
    client.force_login(member)
    for score in (20, 30, 40, 50, 60, 70, 80, 90):
        interview = completed(spec)
        make_evaluation(interview, dict.fromkeys(KEYS, score))
        disclose(user=member, job_spec=spec, interview=interview, what=Shown.SCORES)
    assert "Avg score 55 out of 100 · n=8 95 % interval" in words(panel(client, spec))
    make_evaluation(completed(spec), dict.fromkeys(KEYS, 10))
    read = words(panel(client, spec))
    assert "Avg score — out of 100 · n=9 Rate first" in read
    assert "Planning weight 0.50 — n=9" in read


def test_other_versions_give_no_single_score_away_either(client: Client, spec: JobSpec) -> None:
    client.force_login(rated_blind(spec))
    make_evaluation(completed(spec), {"planning": 83})
    reword(spec, meaning_changed=True)
    read = words(panel(client, spec))
    assert "1 more under v1: —, other competencies" in read
    assert "83" not in read


def test_the_panel_changes_once_the_scores_were_shown(client: Client, spec: JobSpec) -> None:
    member = rated_blind(spec)
    client.force_login(member)
    make_evaluation(completed(spec), {"planning": 83})
    url = re.search(r'hx-get="([^"]+)"', panel(client, spec))
    assert url is not None
    assert client.get(url[1], headers=HTMX).status_code == 204
    disclose(user=member, job_spec=spec, what=Shown.SCORES)
    answer = client.get(url[1], headers=HTMX)
    assert answer.status_code == 200
    assert "Planning weight 0.50 83 n=1" in words(answer.content.decode())


def test_a_distribution_is_drawn_and_told_from_five_on(client: Client, spec: JobSpec, owner: Any) -> None:
    client.force_login(owner)
    for score in (20, 40, 40, 60):
        make_evaluation(completed(spec), dict.fromkeys(KEYS, score))
    assert '<svg class="dist"' not in panel(client, spec)
    make_evaluation(completed(spec), {"planning": 100, "listening": 100, "repairing": None})
    html = panel(client, spec)
    told = re.findall(r'aria-label="How many scored ([^"]+)"', html)
    assert told == ["0–19: 0, 20–39: 1, 40–59: 2, 60–79: 1, 80–100: 1"] * 3  # total, planning, listening; repairing has four


def test_a_weight_that_decides_little_and_one_that_rests_on_one_question_are_said(
    client: Client, spec: JobSpec, owner: Any
) -> None:
    client.force_login(owner)
    _one, *more = Question.objects.filter(round__job_spec=spec, competency__key="listening").order_by("pk")
    for question in more:
        retire_question(question=question, by=owner)
    for at in range(9):
        make_evaluation(completed(spec), {"planning": 50, "listening": 10 * at, "repairing": 100 - 5 * at})
    read = words(panel(client, spec))
    assert "shown from 10 interviews with every score under this version; 9 so far" in read
    assert "decides" not in read.replace("What each weight decides", "")
    make_evaluation(completed(spec), {"planning": 50, "listening": 90, "repairing": 55})
    read = words(panel(client, spec))
    # total = 25 + 3k + 20 − k, so that listening gives 3/2 of the spread and repairing −1/2
    assert "Planning weight 0.50 · decides 0 % 50 n=10 Decides less than half of its weight" in read
    assert "Listening weight 0.30 · decides 150 % 45 n=10 Rests on one question: add another ." in read
    assert "Repairing weight 0.20 · decides -50 % 78 n=10 Decides less than half" in read
