"""The Candidates tab: status, score, rank, actions, search; the same number of queries at any length."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from interviews.models import Candidate, Invitation, Transcription
from interviews.operations import endings
from interviews.operations.correcting import correct_own
from interviews.operations.purging import erase_candidate
from jobspecs.models import JobSpec
from scoring.choices import Outcome
from scoring.models import GradingOrder
from scoring.operations.judging import decide
from scoring.operations.orders import cancel_run, score_batch
from tests.factories import UserFactory, make_spec
from tests.factories.interviews import make_interview, make_invitation
from tests.factories.scoring import SPOKEN_TEXT, change_weights, completed, make_evaluation, spoken, write_down
from tests.scoring.test_operations_evaluating import OTHER
from tests.scoring.test_views_live import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Any:
    return UserFactory.create()


@pytest.fixture
def spec(owner: Any) -> JobSpec:
    return make_spec(by=owner)


@pytest.fixture
def signed(client: Client, owner: Any) -> Client:
    client.force_login(owner)
    return client


def somebody(name: str) -> Candidate:
    return Candidate(name=name, email=f"{name.lower()}@example.com")


def graded(spec: JobSpec, name: str, score: int | None, **more: Any) -> Any:
    keys = ("planning", "listening", "repairing")
    interview = completed(spec, candidate=somebody(name), **more)
    make_evaluation(interview, dict.fromkeys(keys, score))
    return interview


def listed(client: Client, spec: JobSpec, query: str = "") -> tuple[str, list[str]]:
    """The page as a person reads it, and each row."""
    answer = client.get(reverse("scoring:candidates", args=[spec.pk]) + query)
    assert answer.status_code == 200
    html = answer.content.decode()
    body = re.sub(r'<label class="compare-pick">.*?</label>', "", html.partition("<tbody>")[2].partition("</tbody>")[0])
    return words(html), [words("<tr " + row) for row in body.split("<tr ")[1:]]


def test_nobody_yet_is_told_how_it_begins(signed: Client, spec: JobSpec) -> None:
    read, rows = listed(signed, spec)
    assert rows == []
    assert "No candidates yet" in read
    assert "Invite" in read


def test_the_ranking_is_by_total_with_equal_ranks_for_equal_totals(signed: Client, spec: JobSpec) -> None:
    for name, score in (("Cem", 70), ("Ana", 90), ("Bo", 70), ("Dee", 10)):
        graded(spec, name, score)
    _, rows = listed(signed, spec)
    assert rows[0].startswith("1 Ana")
    assert [row.split()[0] for row in rows] == ["1", "2", "2", "4"]


def test_totals_that_look_the_same_rank_the_same(signed: Client, spec: JobSpec) -> None:
    for name, planning, listening in (("Ana", 81, 51), ("Bo", 80, 51), ("Cem", 80, 52)):  # 65.80, 65.30, 65.60
        make_evaluation(completed(spec, candidate=somebody(name)), {"planning": planning, "listening": listening})
    _, rows = listed(signed, spec)
    assert [row.split()[0:2] for row in rows] == [["1", "Ana"], ["1", "Cem"], ["3", "Bo"]]


def test_too_little_scored_is_listed_without_a_rank_and_with_the_reason(signed: Client, spec: JobSpec) -> None:
    graded(spec, "Ana", 50)
    interview = completed(spec, candidate=somebody("Bo"))
    make_evaluation(interview, {"planning": 100, "listening": None, "repairing": 100})
    half = completed(spec, candidate=somebody("Cem"))
    make_evaluation(half, {"planning": None, "listening": 100, "repairing": None})
    _, rows = listed(signed, spec)
    by_name = {name: row for row in rows for name in ("Ana", "Bo", "Cem") if name in row}
    assert "100 · based on 70 % of the weights not ranked: only 70 % of the weights scored" in by_name["Bo"]
    assert "No total not ranked: only 30 % of the weights scored" in by_name["Cem"]
    assert rows[0] == by_name["Ana"]
    assert by_name["Bo"].startswith("Bo")


def test_a_ranking_never_mixes_versions(signed: Client, spec: JobSpec) -> None:
    graded(spec, "Ana", 90)
    change_weights(spec, OTHER)
    graded(spec, "Bo", 40)
    _, rows = listed(signed, spec)
    assert rows[0].startswith("1 Bo")
    assert rows[1].startswith("Ana")
    assert "not ranked: scored under v1" in rows[1]
    answer = signed.post(reverse("scoring:evaluate_under_current", args=[spec.pk]), {"next": "candidates"})
    assert answer["Location"] == reverse("scoring:candidates", args=[spec.pk])
    read, rows = listed(signed, spec)
    assert [row.split()[:2] for row in rows] == [["1", "Ana"], ["2", "Bo"]]
    assert "Evaluate all under" not in read


def test_each_status_is_shown_with_what_can_be_done(signed: Client, spec: JobSpec) -> None:
    make_invitation(spec, candidate=somebody("Ana"))
    make_interview(spec, candidate=somebody("Bo"), answers={1: "So."})
    gone = graded(spec, "Cem", 50)
    endings.withdraw(interview=gone, by=gone.candidate)
    _, rows = listed(signed, spec)
    by_name = {row.split()[0]: row for row in rows}
    assert "Invited" in by_name["Ana"]
    assert "Cancel invitation" in by_name["Ana"]
    assert "In progress 1 of 7 answered" in by_name["Bo"]
    assert "Copy link Renew Withdraw" in by_name["Bo"]
    assert "Withdrawn" in by_name["Cem"]
    assert "not scored: withdrawn" in by_name["Cem"]
    assert "50" not in by_name["Cem"]  # the score from before: nobody decides by it any more


def test_grading_under_way_and_stopped_is_shown(signed: Client, spec: JobSpec) -> None:
    interview = completed(spec)
    assert "Grading…" in listed(signed, spec)[1][0]
    GradingOrder.objects.update(state="failed", error="The grading engine failed (ValueError).")
    row = listed(signed, spec)[1][0]
    assert "Stopped The grading engine failed (ValueError). Try again" in row
    answer = signed.post(reverse("scoring:grade_again", args=[interview.pk]), {"next": "candidates"})
    assert answer["Location"] == reverse("scoring:candidates", args=[spec.pk])
    assert "Grading…" in listed(signed, spec)[1][0]


def test_what_was_spoken_and_cannot_be_scored_yet_says_why(signed: Client, spec: JobSpec) -> None:
    graded(spec, "Ana", 60)
    bo, cem, dee = (spoken(spec, candidate=somebody(name)) for name in ("Bo", "Cem", "Dee"))
    write_down(bo, unsure=SPOKEN_TEXT.split()[::4])
    Transcription.objects.filter(take__answer__asked__interview=cem).update(state="failed", error="Not sound.")
    by_name = {row.split()[0]: row for row in listed(signed, spec)[1]}
    assert by_name["1"].startswith("1 Ana")
    told = "Needs a listener No score and no rank until somebody has checked the words. Listen"
    assert by_name["Bo"].startswith(f"Bo bo@example.com {told}")
    assert "Transcript stopped The recording is kept." in by_name["Cem"]
    assert "Being written down" in by_name["Dee"]
    assert not any(char.isdigit() for name in ("Bo", "Cem", "Dee") for char in by_name[name])
    assert [row.split()[0] for row in listed(signed, spec, "?status=to_hear")[1]] == ["Cem", "Bo"]
    assert signed.get(reverse("scoring:row", args=[dee.invitation_id])).status_code == 204
    assert signed.get(reverse("scoring:row", args=[bo.invitation_id])).status_code == 200


def test_doubt_takes_away_a_score_and_a_rank(signed: Client, spec: JobSpec) -> None:
    graded(spec, "Ana", 60)
    bo = spoken(spec, candidate=somebody("Bo"))
    write_down(bo)
    make_evaluation(bo, dict.fromkeys(("planning", "listening", "repairing"), 95))
    assert listed(signed, spec)[1][0].startswith("1 Bo")
    correct_own(interview=bo, position=4, text="Something else from its beginning to its end.", base=1, by=bo.candidate)
    first, second = listed(signed, spec)[1]
    assert first.startswith("1 Ana")
    assert second.startswith("Bo")
    assert "95" not in second
    assert [row.split()[1] for row in listed(signed, spec, "?status=to_review")[1]] == ["Ana"]


def test_whoever_has_not_begun_can_be_looked_up_and_so_erased(signed: Client, spec: JobSpec) -> None:
    invitation = make_invitation(spec, candidate=somebody("Ana"))
    details = f'href="{reverse("interviews:link", args=[invitation.pk])}">Details<'
    for ended in ({"cancelled_at": Now()}, {"cancelled_at": None, "expires_at": Now()}):
        Invitation.objects.update(**ended)
        assert details in signed.get(reverse("scoring:candidates", args=[spec.pk])).content.decode()


def test_a_regrading_that_was_taken_back_stops_nobody_who_is_graded(signed: Client, spec: JobSpec, owner: Any) -> None:
    graded(spec, "Ana", 90)
    completed(spec, candidate=somebody("Bo"))
    cancel_run(run=score_batch(job_spec=spec, by=owner, again=True), by=owner)
    ana, bo = listed(signed, spec)[1]
    assert ana.startswith("1 Ana ana@example.com Completed 90")
    assert "Stopped Taken back: the run was cancelled. Try again" in bo


def test_an_order_that_would_mix_versions_is_not_taken(signed: Client, spec: JobSpec) -> None:
    graded(spec, "Ana", 90)
    change_weights(spec, OTHER)
    graded(spec, "Bo", 40)
    for sort in ("score", "-score"):
        assert [row.split()[:2] for row in listed(signed, spec, f"?sort={sort}")[1]] == [["1", "Bo"], ["Ana", "ana@example.com"]]


def test_a_row_asks_for_news_while_it_is_graded_and_then_no_more(signed: Client, spec: JobSpec) -> None:
    interview = completed(spec)
    url = reverse("scoring:row", args=[interview.invitation_id])
    page = signed.get(reverse("scoring:candidates", args=[spec.pk])).content.decode()
    assert f'hx-get="{url}"' in page
    assert signed.get(url).status_code == 204
    make_evaluation(interview)
    answer = signed.get(url)
    assert answer.status_code == 200
    assert "hx-get" not in answer.content.decode()
    assert "50" in words(answer.content.decode())


def test_search_status_and_order(signed: Client, spec: JobSpec, owner: Any) -> None:
    first = graded(spec, "Ana", 90)
    graded(spec, "Bo", 60)
    make_invitation(spec, candidate=somebody("Cem"))
    decide(
        interview=first,
        outcome=Outcome.ADVANCE,
        reason="Yes.",
        seen=first.current_evaluation.evaluation_id,
        by=owner,
    )

    def names(query: str) -> list[str]:
        return [name for row in listed(signed, spec, query)[1] for name in ("Ana", "Bo", "Cem") if f"{name} " in row]

    assert names("?q=bo@") == ["Bo"]
    assert names("?status=invited") == ["Cem"]
    assert names("?status=to_review") == ["Bo"]
    assert names("?status=advance") == ["Ana"]
    assert names("?sort=-name") == ["Cem", "Bo", "Ana"]
    assert names("?status=nonsense&sort=nonsense") == ["Ana", "Bo", "Cem"]
    assert "Nobody found" in listed(signed, spec, "?q=zebra")[0]


def test_a_rank_is_the_same_in_a_filtered_list(signed: Client, spec: JobSpec) -> None:
    graded(spec, "Ana", 90)
    graded(spec, "Bo", 60)
    assert listed(signed, spec, "?q=bo")[1][0].startswith("2 Bo")


def test_an_erased_candidate_is_nameless_and_offers_nothing(signed: Client, spec: JobSpec) -> None:
    interview = graded(spec, "Rosalind", 60)
    erase_candidate(candidate=interview.candidate, by=None)
    read, rows = listed(signed, spec)
    assert "Erased candidate" in rows[0]
    assert "Rosalind" not in read
    assert "Withdraw" not in rows[0]


def test_a_name_is_escaped(signed: Client, spec: JobSpec) -> None:
    make_invitation(spec, candidate=Candidate(name="<script>alert(1)</script>", email="x@example.com"))
    html = signed.get(reverse("scoring:candidates", args=[spec.pk])).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_a_line_says_what_is_true_now(signed: Client, spec: JobSpec) -> None:
    interview = graded(spec, "Ana", 90)
    assert "Ana" in listed(signed, spec)[1][0]
    Candidate.objects.filter(pk=interview.candidate_id).update(name="Anna")
    assert listed(signed, spec)[1][0].startswith("1 Anna")
    make_evaluation(interview, {"planning": None})
    assert "not ranked" in listed(signed, spec)[1][0]


def test_the_form_in_a_line_has_a_token_of_its_own_request(signed: Client, spec: JobSpec) -> None:
    completed(spec)
    GradingOrder.objects.update(state="failed", error="The grading engine failed (ValueError).")
    address = reverse("scoring:candidates", args=[spec.pk])
    tokens = [re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', signed.get(address).content.decode()) for _ in range(2)]
    assert all(len(found) == 2 for found in tokens)  # the menu's and the line's
    assert tokens[0][1] != tokens[1][1]


def test_pages_of_twenty_five_keep_the_wish(signed: Client, spec: JobSpec) -> None:
    for number in range(26):
        make_invitation(spec, candidate=somebody(f"Person{number:02}"))
    html = signed.get(reverse("scoring:candidates", args=[spec.pk]) + "?sort=name&q=person").content.decode()
    assert "1–25 of 26" in words(html)
    assert "?q=person&amp;sort=name&amp;page=2" in html
    assert len(listed(signed, spec, "?sort=name&q=person&page=2")[1]) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_at_any_length(
    signed: Client, spec: JobSpec, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        graded(spec, f"Ana{number}", 50 + number)
    listed(signed, spec)  # what is sealed is read once a process
    with django_assert_max_num_queries(11):
        # session, user, spec, newest, count, keys, rows, their mails; what is near the top: the error, the totals, the highest
        listed(signed, spec)


def test_grading_many_says_who_waits_for_words(signed: Client, spec: JobSpec) -> None:
    url = reverse("scoring:runs", args=[spec.pk])
    assert "wait" not in words(signed.get(url).content.decode()).partition("New run")[2].partition("None yet")[0]
    for _ in range(2):
        spoken(spec)
    write_down(spoken(spec), unsure=SPOKEN_TEXT.split()[::4])
    assert "2 wait for a transcript, 1 needs a listener." in words(signed.get(url).content.decode())
