"""The report: levels before scores, words as they were said, what stayed open, what people say."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from interviews.models import Interview
from interviews.operations import endings
from interviews.operations.purging import erase_candidate
from jobspecs.choices import Role
from jobspecs.models import JobSpec
from scoring.choices import Outcome
from scoring.models import Decision, GradingOrder, HumanRating
from scoring.operations import judging
from scoring.operations.judging import RatingGiven
from tests.factories import UserFactory, make_member, make_spec
from tests.factories.scoring import completed, make_evaluation
from tests.scoring.test_views_live import words

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SAID = "I wrote <script>alert('x')</script> & \"mended\" the 🚲 — twice."


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


@pytest.fixture
def interview(spec: JobSpec) -> Interview:
    return completed(spec, {1: SAID})


def url(interview: Interview, name: str = "report") -> str:
    return reverse(f"scoring:{name}", args=[interview.pk])


def page(client: Client, interview: Interview) -> str:
    answer = client.get(url(interview))
    assert answer.status_code == 200
    return answer.content.decode()


def test_level_comes_first_then_score_weight_reason_and_confidence(signed: Client, interview: Interview) -> None:
    make_evaluation(interview, {"planning": 80})
    read = words(page(signed, interview))
    assert "Planning weight 0.50 Level 4 · Strong 80 confidence high As scripted: 80." in read


def test_the_total_says_what_it_rests_on(signed: Client, interview: Interview) -> None:
    make_evaluation(interview, {"planning": 80, "listening": 60, "repairing": None})
    read = words(page(signed, interview))
    assert "73 based on 80 % of the weights · 58–78 if the rest were scored" in read  # 58 / 0.80 = 72.5
    assert "Graded from words only. Not validated against performance in this job." in read


def test_without_enough_there_is_no_total(signed: Client, interview: Interview) -> None:
    make_evaluation(interview, {"planning": None, "listening": 60, "repairing": None})
    assert "No total based on 30 % of the weights" in words(page(signed, interview))


def test_quotes_are_verbatim_and_escaped_and_lead_to_their_place(signed: Client, interview: Interview) -> None:
    make_evaluation(interview)
    html = page(signed, interview)
    assert "<script>alert('x')" not in html
    escaped = "I wrote &lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &quot;mended&quot; the 🚲 — twice."
    assert f'<blockquote class="pre">{escaped}</blockquote>' in html
    assert f'<mark class="quote" id="a1-q1">{escaped}</mark>' in html
    assert '<a href="#a1-q1">Question 1</a>' in html


def test_every_jump_has_its_place(signed: Client, interview: Interview) -> None:
    make_evaluation(interview)
    html = page(signed, interview)
    jumps = set(re.findall(r'href="#(a\d[^"]*)"', html))
    assert jumps
    ids = re.findall(r'id="([^"]+)"', html)
    assert jumps <= set(ids)
    assert len(ids) == len(set(ids))


def test_a_missing_score_shows_why_and_never_a_zero(signed: Client, interview: Interview) -> None:
    make_evaluation(interview, {"listening": None})
    read = words(page(signed, interview))
    assert "Listening weight 0.30 No score · Could not be read. Only noise." in read


def test_what_stayed_open_is_to_be_asked_in_person(signed: Client, interview: Interview) -> None:
    make_evaluation(interview, {"planning": 80, "listening": None, "repairing": 30})
    read = words(page(signed, interview))
    assert "No score (could not be read) on Listening. “What was your own part?”" in read
    assert "Weak evidence on Repairing." in read
    assert "on Planning." not in read


def test_left_unanswered_is_asked_as_no_evidence(signed: Client, spec: JobSpec) -> None:
    interview = completed(spec, {2: "", 5: ""})
    make_evaluation(interview)
    read = words(page(signed, interview))
    assert "No evidence on Listening." in read
    assert "Level 1 · No evidence 0" in read


def test_all_answers_are_there_in_the_wording_that_was_asked(signed: Client, interview: Interview) -> None:
    read = words(page(signed, interview))
    for asked in interview.asked.select_related("revision"):
        assert f"{asked.position}. {asked.revision.text}" in read
    assert "In case 7 I looked first, then mended it." in read
    assert "required Two years in a workshop" in read


def test_an_excluded_answer_says_so(signed: Client, interview: Interview) -> None:
    answer = interview.asked.get(position=2).answer
    endings.mark_technical(answer=answer, reason="The recording was lost.", by=interview.invitation.invited_by)
    assert "Not scored: The recording was lost." in words(page(signed, interview))


def test_the_engine_is_named(signed: Client, interview: Interview) -> None:
    make_evaluation(interview)
    assert "Engine scripted 1 · m1" in words(page(signed, interview))


def test_while_it_is_graded_the_page_asks_for_news(signed: Client, interview: Interview) -> None:
    assert "Grading…" in words(page(signed, interview))
    assert f'hx-get="{url(interview)}"' in page(signed, interview)
    assert signed.get(url(interview), headers=HTMX).status_code == 204
    make_evaluation(interview)
    answer = signed.get(url(interview), headers=HTMX)
    assert answer["HX-Redirect"] == url(interview)
    assert "Grading…" not in words(page(signed, interview))


def test_a_grading_that_stopped_shows_its_reason_and_can_be_tried_again(signed: Client, interview: Interview) -> None:
    GradingOrder.objects.update(state="failed", error="The grading engine failed (ValueError).")
    read = words(page(signed, interview))
    assert "Grading has stopped The grading engine failed (ValueError). Try again" in read
    assert signed.post(url(interview, "grade_again")).status_code == 302
    assert "Grading…" in words(page(signed, interview))


def test_a_provider_that_is_away_is_told(signed: Client, interview: Interview) -> None:
    GradingOrder.objects.update(error="The provider does not answer.")
    assert "Grading waits The provider does not answer. It goes on by itself. Next try at" in words(page(signed, interview))


def test_in_progress_withdrawn_and_erased_each_say_so(signed: Client, spec: JobSpec, interview: Interview) -> None:
    running = completed(spec, submit=False)
    read = words(page(signed, running))
    assert "The candidate is still answering." in read
    assert "mended" not in read
    endings.withdraw(interview=running, by=running.candidate)
    assert "This interview was withdrawn" in words(page(signed, running))
    make_evaluation(interview, {"planning": 80})
    erase_candidate(candidate=interview.candidate, by=None)
    html = page(signed, interview)
    read = words(html)
    assert "Erased candidate" in read
    assert "Level 4 · Strong 80" in read
    assert "mended" not in read
    assert "<form" not in html.partition("<main")[2]


def test_a_withdrawn_interview_shows_nothing_to_decide_by(
    signed: Client, owner: Any, spec: JobSpec, interview: Interview
) -> None:
    evaluation = make_evaluation(interview, {"planning": 80, "listening": 60, "repairing": 40})
    judging.decide(interview=interview, outcome=Outcome.HOLD, reason="Later", seen=evaluation.pk, by=owner)
    assert "saw 66 under" in words(page(signed, interview))
    endings.withdraw(interview=interview, by=interview.candidate)
    html = page(signed, interview)
    read = words(html)
    assert "Its answers are not scored, nobody decides by them" in read
    assert "Later" in read  # what was decided stays history
    for gone in ("saw 66", "Level 4", "Score out of 100", "Ask in person", "mended", "scored under", "Your own rating"):
        assert gone not in read, gone
    assert reverse("scoring:decide", args=[interview.pk]) not in html
    erase_candidate(candidate=interview.candidate, by=None)
    assert "What stays are the scores" not in words(page(signed, interview))


def test_owners_and_nobody_else_find_the_way_to_erase(client: Client, spec: JobSpec, interview: Interview) -> None:
    way = reverse("interviews:erase", args=[interview.invitation_id])
    for role in Role:
        client.force_login(make_member(spec, role))
        page = client.get(reverse("scoring:report", args=[interview.pk])).content.decode()
        assert (way in page) == (role == Role.OWNER), role


def test_a_decision_is_recorded_with_what_was_seen(signed: Client, interview: Interview, owner: Any) -> None:
    evaluation = make_evaluation(interview)
    assert f'name="seen" value="{evaluation.pk}"' in page(signed, interview)
    answer = signed.post(url(interview, "decide"), {"outcome": "advance", "reason": "Knows chains.", "seen": evaluation.pk})
    assert answer.status_code == 302
    assert Decision.objects.get().evaluation == evaluation
    read = words(page(signed, interview))
    assert f"Advance {owner.name}" in read
    assert "saw 50 under v1" in read
    assert "Knows chains." in read


def test_pressing_twice_decides_once_and_says_so(signed: Client, interview: Interview) -> None:
    evaluation = make_evaluation(interview)
    given = {"outcome": "advance", "reason": "Knows chains.", "seen": evaluation.pk, "newest": ""}
    assert signed.post(url(interview, "decide"), given).status_code == 302
    html = signed.post(url(interview, "decide"), given).content.decode()
    assert "A decision was recorded while you were reading." in words(html)
    made = Decision.objects.get()
    assert f'name="newest" value="{made.pk}"' in html
    assert signed.post(url(interview, "decide"), given | {"newest": str(made.pk)}).status_code == 302


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"outcome": "advance", "reason": " "}, "Say why, in a sentence."),
        ({"outcome": "", "reason": "So."}, "Choose Advance, Hold or Decline."),
        ({"outcome": "hire", "reason": "So."}, "Select a valid choice."),
    ],
)
def test_half_a_decision_is_not_recorded_and_nothing_typed_is_lost(
    signed: Client, interview: Interview, given: dict[str, str], told: str
) -> None:
    answer = signed.post(url(interview, "decide"), given)
    assert answer.status_code == 200
    assert told in words(answer.content.decode())
    assert given["reason"].strip() in answer.content.decode()
    assert Decision.objects.count() == 0


def test_a_decision_on_an_older_result_is_asked_again_with_the_new_one(signed: Client, interview: Interview) -> None:
    old = make_evaluation(interview)
    new = make_evaluation(interview, {"planning": 10})
    given = {"outcome": "advance", "reason": "Knows chains.", "seen": old.pk}
    html = signed.post(url(interview, "decide"), given).content.decode()
    assert "A newer evaluation came in while you were reading." in words(html)
    assert "Knows chains." in html
    assert f'name="seen" value="{new.pk}"' in html
    assert Decision.objects.count() == 0


def test_ones_own_rating_stands_beside_the_engines(signed: Client, interview: Interview, owner: Any) -> None:
    make_evaluation(interview, {"planning": 80})
    key = interview.rubric.rows.get(competency__key="planning").competency_id
    judging.rate(interview=interview, ratings={key: RatingGiven(2, "vague")}, by=UserFactory.create(name="Bea"))
    signed.post(url(interview, "rate"), {"level-planning": "5", "note-planning": "clear to me"})
    assert HumanRating.objects.filter(rater=owner).get().note == "clear to me"
    html = page(signed, interview)
    assert re.search(r'<input type="radio" name="level-planning" value="5"[^>]* checked>', html)
    read = words(html)
    assert "Planning 4 5 Bea: 2 · vague" in read
    assert "You: level 5 · Outstanding Bea: level 2 blind" in read  # the owner had seen the score, Bea had not


def test_a_note_without_a_level_is_told(signed: Client, interview: Interview) -> None:
    answer = signed.post(url(interview, "rate"), {"note-planning": "clear to me"})
    assert answer.status_code == 200
    assert "Choose a level for this note." in words(answer.content.decode())
    assert HumanRating.objects.count() == 0


@pytest.mark.parametrize("gradings", [1, 3])
def test_a_report_costs_the_same_whatever_is_on_it(
    signed: Client, interview: Interview, owner: Any, gradings: int, django_assert_max_num_queries: Any
) -> None:
    key = interview.rubric.rows.get(competency__key="planning").competency_id
    for number in range(gradings):
        evaluation = make_evaluation(interview)
        judging.decide(interview=interview, outcome=Outcome.HOLD, reason=f"{number}", seen=evaluation.pk, by=UserFactory.create())
        judging.rate(interview=interview, ratings={key: RatingGiven(number + 1)}, by=UserFactory.create())
    page(signed, interview)  # what is sealed is read once a process
    with django_assert_max_num_queries(12):
        # session, user, interview, spec, what there is, order, asked, evidence, scores, ratings, decisions, earlier gradings
        page(signed, interview)
