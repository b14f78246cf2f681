"""Who has not rated yet sees no score, level, reason, quote, rank or opinion of others: on any page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from interviews.models import Interview
from jobspecs.choices import Role
from jobspecs.models import JobSpec, User
from scoring.choices import Outcome
from scoring.models import Decision, Disclosure, HumanRating
from scoring.operations import judging
from scoring.operations.judging import RatingGiven
from tests.factories import UserFactory, make_member, make_spec, show_scores
from tests.factories.scoring import completed, make_evaluation
from tests.scoring.test_views_candidates import graded, listed, somebody
from tests.scoring.test_views_live import words

pytestmark = pytest.mark.django_db
SCORES = {"planning": 83, "listening": 84, "repairing": 31}
LEVELS = {"level-planning": "4", "level-listening": "3", "level-repairing": "2"}
QUOTED = "I oiled the chain before anybody asked."
GIVEN_AWAY = ("83", "84", "31", "Level 4", "As scripted", "confidence", "Ask in person", "Bea", "Because of the chain")


@pytest.fixture
def owner() -> Any:
    return UserFactory.create()


@pytest.fixture
def spec(owner: Any) -> JobSpec:
    return make_spec(by=owner, blind=True)


@pytest.fixture
def interview(spec: JobSpec) -> Interview:
    """Graded, rated and decided on by Bea."""
    interview = completed(spec, {1: QUOTED}, candidate=somebody("Ana"))
    evaluation = make_evaluation(interview, SCORES)
    bea = make_member(spec, Role.EDITOR, name="Bea")
    key = interview.rubric.rows.get(competency__key="planning").competency_id
    judging.rate(interview=interview, ratings={key: RatingGiven(5, "Bea's own note")}, by=bea)
    cy = make_member(spec, Role.EDITOR, name="Cy")
    judging.decide(interview=interview, outcome=Outcome.HOLD, reason="Because of the chain", seen=evaluation.pk, by=cy)
    return interview


@pytest.fixture
def signed(client: Client, owner: Any) -> Client:
    client.force_login(owner)
    return client


def url(interview: Interview, name: str = "report") -> str:
    return reverse(f"scoring:{name}", args=[interview.pk])


def page(client: Client, interview: Interview) -> str:
    answer = client.get(url(interview))
    assert answer.status_code == 200
    return answer.content.decode()


def body(html: str) -> str:
    """What a person reads, but for when things happened: a day or a minute can be any of the scores."""
    return re.sub(r"\d+ \w{3} \d{4}(, \d\d:\d\d)?", "", words(html.partition("<main")[2]))


def test_a_report_shows_answers_and_the_form_and_nothing_of_the_scores(signed: Client, interview: Interview) -> None:
    html = page(signed, interview)
    read = body(html)
    assert "Rate first" in read
    assert "The program's scores show once you have rated" in read
    assert QUOTED in read
    assert "<mark" not in html
    assert "planning at level 5" in read  # the anchors, to rate by
    assert "Two years in a workshop" in read
    assert "Hold Cy" in read  # that it was decided is no secret, why is
    for told in GIVEN_AWAY:
        assert told not in read, told
    assert str(interview.current_evaluation.evaluation_id) not in html


def test_the_same_report_shows_all_of_it_to_who_has_rated(signed: Client, interview: Interview) -> None:
    """What would leak above is there."""
    assert signed.post(url(interview, "rate"), LEVELS).status_code == 302
    assert not HumanRating.objects.filter(rater__name="Bea", saw_the_score=False).exists()
    read = body(page(signed, interview))
    assert "Rate first" not in read
    for told in GIVEN_AWAY:
        assert told in read, told
    assert "You: level 3 · Adequate blind" in read
    assert Disclosure.objects.filter(what="rated", interview=interview).count() == 1


def test_half_a_rating_shows_nothing_and_says_what_is_left(signed: Client, interview: Interview) -> None:
    signed.post(url(interview, "rate"), {"level-planning": "4"})
    read = body(page(signed, interview))
    assert "still to rate: Listening, Repairing" in read
    assert "As scripted" not in read


def test_scores_can_be_shown_without_rating_and_it_is_noted(signed: Client, owner: User, interview: Interview) -> None:
    assert "A rating that you give later does not count as blind." in body(page(signed, interview))
    answer = signed.post(url(interview, "show_scores"), follow=True)
    assert "As scripted: 83." in words(answer.content.decode())
    shown = Disclosure.objects.get(user=owner)
    assert (shown.what, shown.interview, shown.job_spec) == ("scores", interview, interview.job_spec)
    signed.post(url(interview, "rate"), LEVELS)
    assert set(HumanRating.objects.filter(rater=owner).values_list("saw_the_score", flat=True)) == {True}


def test_a_refused_rating_shows_no_score_either(signed: Client, interview: Interview) -> None:
    read = body(signed.post(url(interview, "rate"), {"note-planning": "clear"}).content.decode())
    assert "Choose a level for this note." in read
    assert "As scripted" not in read


def test_one_answer_fetched_alone_marks_no_quotes(signed: Client, interview: Interview) -> None:
    address = reverse("scoring:answer", args=[interview.pk, 1])
    assert "<mark" not in signed.get(address, headers={"HX-Request": "true"}).content.decode()
    show_scores(interview.job_spec, interview.job_spec.memberships.get(role="owner").user)
    assert "<mark" in signed.get(address, headers={"HX-Request": "true"}).content.decode()


def test_who_is_blind_decides_without_a_score(signed: Client, owner: User, interview: Interview) -> None:
    signed.post(url(interview, "decide"), {"outcome": "advance", "reason": "A good talk.", "seen": ""})
    assert Decision.objects.get(decided_by=owner).evaluation is None
    assert "had seen no score" in body(page(signed, interview))


def test_a_page_from_before_the_scores_were_shown_is_asked_again(signed: Client, owner: User, interview: Interview) -> None:
    show_scores(interview.job_spec, owner)
    answer = signed.post(url(interview, "decide"), {"outcome": "advance", "reason": "A good talk.", "seen": ""})
    assert "A newer evaluation came in while you were reading." in body(answer.content.decode())


def test_a_candidate_who_is_hidden_has_no_score_no_rank_and_no_place_by_score(signed: Client, owner: User, spec: JobSpec) -> None:
    first, best, last = (graded(spec, name, score) for name, score in (("Ana", 71), ("Bo", 93), ("Cem", 12)))
    read, rows = listed(signed, spec)
    assert [row.split()[0] for row in rows] == ["Cem", "Bo", "Ana"]  # the newest first
    for told in ("71", "93", "12"):
        assert told not in " ".join(rows), told
    assert all("shows once you have rated" in row for row in rows)
    assert "I do not rate here: show all scores" in read
    for rated in (first, last):
        show_scores(spec, owner, interview=rated)
    _, rows = listed(signed, spec)
    assert [row.split()[:2] for row in rows] == [["1", "Ana"], ["2", "Cem"], ["Bo", "bo@example.com"]]
    show_scores(spec, owner, interview=best)
    read, rows = listed(signed, spec)
    assert [row.split()[:2] for row in rows] == [["1", "Bo"], ["2", "Ana"], ["3", "Cem"]]
    assert "I do not rate here" not in read


def test_the_row_of_a_hidden_candidate_tells_nothing_either(signed: Client, spec: JobSpec) -> None:
    interview = graded(spec, "Ana", 71)
    address = reverse("scoring:row", args=[interview.invitation_id])
    row = words(signed.get(address).content.decode())
    assert "shows once you have rated" in row
    assert "71" not in row


def test_what_was_rendered_for_who_sees_the_scores_is_shown_to_nobody_else(owner: User, spec: JobSpec) -> None:
    """Lines and findings are kept as they were rendered: the same person is shown differently to two members, in turns."""
    interview = graded(spec, "Ana", 71)
    show_scores(spec, owner, interview=interview)
    seeing, blind = Client(), Client()
    seeing.force_login(owner)
    blind.force_login(make_member(spec, Role.EDITOR, blind=True))
    for _ in range(2):
        assert "71" in listed(seeing, spec)[1][0]
        assert "shows once you have rated" in listed(blind, spec)[1][0]
        assert "71" not in listed(blind, spec)[1][0]
        assert "As scripted: 71." in page(seeing, interview)
        assert "71" not in body(page(blind, interview))


def test_why_somebody_is_not_ranked_is_hidden_with_the_score(signed: Client, spec: JobSpec) -> None:
    make_evaluation(completed(spec, candidate=somebody("Ana")), {"planning": None})
    assert "% of the weights" not in listed(signed, spec)[1][0]


def test_who_does_not_rate_here_is_shown_all_after_being_asked(signed: Client, owner: User, spec: JobSpec) -> None:
    interview = graded(spec, "Ana", 71)
    address = reverse("scoring:show_all_scores", args=[spec.pk])
    assert "whatever you rate in this job spec later does not count as blind" in words(signed.get(address).content.decode())
    assert not Disclosure.objects.filter(user=owner).exists()
    assert signed.post(address)["Location"] == reverse("scoring:candidates", args=[spec.pk])
    assert Disclosure.objects.get(user=owner).interview is None
    assert "71" in listed(signed, spec)[1][0]
    assert "Level 4" in body(page(signed, interview))


def test_an_earlier_grading_is_read_by_who_sees_the_scores_alone(signed: Client, owner: User, interview: Interview) -> None:
    first = interview.gradings.get()
    make_evaluation(interview, {"planning": 11})
    address = reverse("scoring:grading", args=[first.pk])
    assert signed.get(address)["Location"] == url(interview)
    assert address not in page(signed, interview)
    show_scores(interview.job_spec, owner)
    assert address in page(signed, interview)
    read = body(signed.get(address).content.decode())
    assert "This does not count any more." in read
    assert "Planning weight 0.50 Level 4 · Strong 83 confidence high As scripted: 83." in read
    assert QUOTED in read
