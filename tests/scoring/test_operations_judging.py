"""What people say: decisions and ratings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from interviews.models import Interview
from interviews.operations import endings
from interviews.operations.purging import erase_candidate
from scoring.choices import Outcome
from scoring.models import CompetencyScore, CurrentEvaluation, Decision, Disclosure, Evidence, GradingOrder, HumanRating
from scoring.operations import judging
from scoring.operations.judging import RatingGiven
from scoring.operations.orders import hold_back
from scoring.operations.purging import purge_words
from scoring.queries.sight import sees_scores
from tests.factories import UserFactory, make_spec, show_scores
from tests.factories.scoring import completed, make_evaluation

pytestmark = pytest.mark.django_db
WORDS = "I told Rosalind to oil the chain"


@pytest.fixture
def interview() -> Interview:
    return completed(make_spec(), {1: WORDS})


def competency(interview: Interview, key: str) -> UUID:
    found: UUID = interview.rubric.rows.get(competency__key=key).competency_id
    return found


def test_a_decision_keeps_what_was_seen_and_can_differ_from_the_score(interview: Interview) -> None:
    evaluation = make_evaluation(interview, {"planning": 100, "listening": 100, "repairing": 100})
    by = UserFactory.create()
    made = judging.decide(interview=interview, outcome=Outcome.DECLINE, reason="No permit.", seen=evaluation.pk, by=by)
    assert (made.outcome, made.reason, made.evaluation, made.decided_by) == ("decline", "No permit.", evaluation, by)


def test_a_new_decision_is_a_new_row(interview: Interview) -> None:
    for outcome in (Outcome.HOLD, Outcome.ADVANCE):
        judging.decide(interview=interview, outcome=outcome, reason="So.", seen=None, by=UserFactory.create())
    assert [d.outcome for d in interview.decisions.order_by("decided_at")] == ["hold", "advance"]


def test_a_decision_on_what_is_no_longer_the_result_is_refused(interview: Interview) -> None:
    seen = make_evaluation(interview)
    make_evaluation(interview, {"planning": 0})
    with pytest.raises(judging.EvaluationChanged):
        judging.decide(interview=interview, outcome=Outcome.ADVANCE, reason="So.", seen=seen.pk, by=UserFactory.create())
    assert Decision.objects.count() == 0


def test_nothing_is_decided_before_the_interview_is_completed_or_after_it_is_withdrawn(interview: Interview) -> None:
    running = completed(make_spec(), submit=False)
    endings.withdraw(interview=interview, by=interview.candidate)
    for given in (running, interview):
        with pytest.raises(judging.NotCompleted):
            judging.decide(interview=given, outcome=Outcome.HOLD, reason="So.", seen=None, by=UserFactory.create())
        with pytest.raises(judging.NotCompleted):
            judging.rate(interview=given, ratings={}, by=UserFactory.create())


def test_a_rating_says_whether_the_score_had_been_shown(interview: Interview) -> None:
    by, key = UserFactory.create(), competency(interview, "planning")
    make_evaluation(interview)
    judging.rate(interview=interview, ratings={key: RatingGiven(4)}, by=by)
    show_scores(interview.job_spec, by, interview=interview)
    judging.rate(interview=interview, ratings={key: RatingGiven(3, "on reflection")}, by=by)
    found = HumanRating.objects.order_by("created_at").values_list("level", "note", "saw_the_score")
    assert list(found) == [(4, "", False), (3, "on reflection", True)]


def test_a_score_that_is_held_back_by_now_was_seen_all_the_same(interview: Interview) -> None:
    by = interview.invitation.invited_by
    make_evaluation(interview)
    hold_back(interview=interview)
    judging.rate(interview=interview, ratings={competency(interview, "planning"): RatingGiven(4)}, by=by)
    assert HumanRating.objects.get().saw_the_score


def test_where_there_is_no_score_none_was_seen(interview: Interview) -> None:
    by = interview.invitation.invited_by
    assert sees_scores(by.pk, interview)
    judging.rate(interview=interview, ratings={competency(interview, "planning"): RatingGiven(4)}, by=by)
    assert not HumanRating.objects.get().saw_the_score


def test_scores_are_shown_once_every_competency_is_rated(interview: Interview) -> None:
    by = UserFactory.create()
    for done, key in enumerate(("planning", "listening", "repairing"), start=1):
        judging.rate(interview=interview, ratings={competency(interview, key): RatingGiven(4)}, by=by)
        assert sees_scores(by.pk, interview) == (done == 3)
    shown = Disclosure.objects.get(user=by)
    assert (shown.what, shown.interview, shown.job_spec) == ("rated", interview, interview.job_spec)
    assert not sees_scores(by.pk, completed(interview.job_spec))
    judging.rate(interview=interview, ratings={competency(interview, "planning"): RatingGiven(2)}, by=by)
    assert Disclosure.objects.filter(user=by).count() == 1


def test_what_nobody_can_rate_holds_nothing_back(interview: Interview) -> None:
    by = UserFactory.create()
    for asked in interview.asked.filter(competency__key="repairing"):
        endings.mark_technical(answer=asked.answer, reason="No sound.", by=interview.invitation.invited_by)
    ratings = {competency(interview, key): RatingGiven(3) for key in ("planning", "listening")}
    judging.rate(interview=interview, ratings=ratings, by=by)
    assert sees_scores(by.pk, interview)


def test_who_rates_nothing_is_shown_nothing(interview: Interview) -> None:
    by = UserFactory.create()
    for asked in interview.asked.all():
        endings.mark_technical(answer=asked.answer, reason="No sound.", by=interview.invitation.invited_by)
    assert judging.rate(interview=interview, ratings={}, by=by) == 0
    assert not sees_scores(by.pk, interview)


def test_who_is_blind_decides_without_the_score_and_that_is_recorded(interview: Interview) -> None:
    make_evaluation(interview)
    made = judging.decide(interview=interview, outcome=Outcome.HOLD, reason="So.", seen=None, by=UserFactory.create())
    assert made.evaluation is None
    with pytest.raises(judging.EvaluationChanged):
        judging.decide(interview=interview, outcome=Outcome.HOLD, reason="So.", seen=None, by=interview.invitation.invited_by)


def test_the_same_rating_again_is_not_written_again(interview: Interview) -> None:
    by, ratings = UserFactory.create(), {competency(interview, "planning"): RatingGiven(4, "clear")}
    assert judging.rate(interview=interview, ratings=ratings, by=by) == 1
    assert judging.rate(interview=interview, ratings=ratings, by=by) == 0


def test_a_competency_of_another_spec_is_not_rated(interview: Interview) -> None:
    other = competency(completed(make_spec()), "planning")
    assert judging.rate(interview=interview, ratings={other: RatingGiven(4)}, by=UserFactory.create()) == 0


def everything_said(interview: Interview) -> None:
    evaluation = make_evaluation(interview)
    by = UserFactory.create()
    judging.decide(interview=interview, outcome=Outcome.HOLD, reason=WORDS, seen=evaluation.pk, by=by)
    judging.rate(interview=interview, ratings={competency(interview, "planning"): RatingGiven(4, WORDS)}, by=by)
    GradingOrder.objects.filter(interview=interview).update(error=WORDS)


def words_left() -> list[str]:
    """Tables of scoring that still hold the words, as text, in whatever column."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'scoring%'")
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{WORDS}%"])
            found += [table] * bool(cursor.fetchone()[0])
    return found


def test_erasing_a_candidate_leaves_scores_and_no_words(interview: Interview) -> None:
    other = completed(make_spec(), {1: "Untouched."})
    make_evaluation(other)
    everything_said(interview)
    before = Evidence.objects.count()
    assert len(words_left()) == 3  # it could leak: a note, a reason, an error
    erase_candidate(candidate=interview.candidate, by=None)
    assert words_left() == []
    assert Evidence.objects.filter(score__grading__interview=interview).count() == 0
    assert 0 < Evidence.objects.count() < before
    scores = CompetencyScore.objects.filter(grading__interview=interview)
    assert set(scores.values_list("score", "reason")) == {(50, "")}
    assert CurrentEvaluation.objects.filter(interview=interview).exists()
    assert CompetencyScore.objects.filter(grading__interview=other).exclude(reason="").count() == 3


def test_erasing_takes_back_what_is_ordered(interview: Interview) -> None:
    erase_candidate(candidate=interview.candidate, by=None)
    assert interview.grading_orders.get().state == "cancelled"


def test_words_are_purged_by_a_purge_alone(interview: Interview) -> None:
    everything_said(interview)
    with pytest.raises(IntegrityError), transaction.atomic():
        purge_words(interview_ids=[interview.pk])
    assert Evidence.objects.exists()


def test_erased_words_cannot_be_judged_any_more(interview: Interview) -> None:
    erase_candidate(candidate=interview.candidate, by=None)
    with pytest.raises(judging.NotCompleted, match="erased"):
        judging.decide(interview=interview, outcome=Outcome.HOLD, reason="So.", seen=None, by=UserFactory.create())


def test_a_decision_from_a_page_that_showed_another_one_is_refused(interview: Interview) -> None:
    """Two decide at once, or one presses twice: the second is told, and takes nobody's place in silence."""
    given: dict[str, Any] = {"interview": interview, "reason": "A good talk.", "seen": None, "by": UserFactory.create()}
    first = judging.decide(outcome=Outcome.ADVANCE, newest="", **given)
    with pytest.raises(judging.DecidedMeanwhile):
        judging.decide(outcome=Outcome.DECLINE, newest="", **given)
    assert interview.decisions.get() == first
    judging.decide(outcome=Outcome.DECLINE, newest=str(first.pk), **given)
    assert interview.decisions.count() == 2
