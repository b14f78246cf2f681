"""An answer out of the score, and back in: before and after, for whoever sees scores."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, override_settings

from interviews.models import Exclusion, Interview, Retake
from interviews.operations.excluding import exclude
from interviews.operations.retakes import answer_again
from jobspecs.choices import Role
from jobspecs.models import User
from scoring.models import Evaluation, Grading, GradingOrder
from scoring.operations.grading import grade
from scoring.queries.without import preview_of
from tests.bench.pages import InTemplates
from tests.factories import UserFactory, make_member, make_spec
from tests.factories.scoring import completed, make_evaluation

pytestmark = pytest.mark.django_db
TEXT = "In March 2023 I rebuilt 14 wheels in two days because the supplier failed; I planned each step and no rider waited."


@pytest.fixture
def owner() -> User:
    user: User = UserFactory.create(name="Olga Owner")
    return user


def graded(interview: Interview) -> Interview:
    """By the offline engine."""
    order = GradingOrder.objects.filter(interview=interview).latest("queued_at")
    assert grade(order_id=order.pk), GradingOrder.objects.get(pk=order.pk).error
    return Interview.objects.get(pk=interview.pk)


@pytest.fixture
def interview(owner: User) -> Interview:
    return graded(completed(make_spec(by=owner), {1: TEXT, 4: TEXT, 7: TEXT}))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(interview: Interview, what: str, position: int = 2) -> str:
    return f"/interviews/{interview.pk}/answers/{position}/{what}/"


def total(interview: Interview) -> Any:
    return Evaluation.objects.get(current_for__interview=interview)


class TestPreview:
    @pytest.mark.parametrize("position", [1, 2, 3, 6])
    def test_is_what_grading_makes_of_it_and_stores_nothing(self, interview: Interview, owner: User, position: int) -> None:
        asked = interview.asked.select_related("answer__current_revision").get(position=position)
        gradings = Grading.objects.count()
        out = preview_of(asked, counts=False)
        assert Grading.objects.count() == gradings
        assert out.before is not None
        assert out.before.value == total(interview).total
        before = total(interview)
        exclude(answer=asked.answer, reason="No sound.", by=owner)
        after = total(graded(interview))
        assert out.after is not None
        assert (out.after.value, out.after.coverage, out.after.lower, out.after.upper) == (
            after.total,
            after.coverage,
            after.lower,
            after.upper,
        )
        back = preview_of(asked, counts=True)
        assert back.before is not None
        assert back.before.value == after.total
        assert back.after is not None
        assert back.after.value == before.total

    def test_says_it_in_words(self, owner: User) -> None:
        spec = make_spec(by=owner)
        interview = graded(completed(spec, {1: TEXT, 4: TEXT, 7: TEXT}))
        for position in (4, 7):
            exclude(answer=interview.asked.get(position=position).answer, reason="No sound.", by=owner)
        interview = graded(interview)
        preview = preview_of(interview.asked.select_related("answer__current_revision").get(position=1), counts=False)
        assert preview.before is not None
        assert preview.in_words.startswith("Total ")
        assert " of the weights (was " in preview.in_words

    def test_of_a_model_comes_later(self, interview: Interview) -> None:
        asked = interview.asked.select_related("answer__current_revision").get(position=1)
        scripted = {"scripted": "tests.factories.scoring.ScriptedEngine"}
        with override_settings(GRADING_ENGINES=scripted, GRADING_ENGINE="scripted"):
            preview = preview_of(asked, counts=False)
        assert preview.after is None
        assert "the result will come" in preview.why_not
        assert preview.in_words == ""


class TestThePages:
    def test_offer_the_kinder_way_first(self, interview: Interview, owner: User) -> None:
        page = client_of(owner).get(address(interview, "wrong")).text
        assert page.index("Invite to answer again") < page.index("Exclude this answer")
        assert "Total " in page
        report = client_of(owner).get(f"/interviews/{interview.pk}/").text
        assert report.count("Something went wrong with this answer") == 7

    def test_exclude_and_take_back_in(self, interview: Interview, owner: User) -> None:
        client = client_of(owner)
        client.post(address(interview, "exclude"), {"exclude-reason": "The recording is only noise."})
        report = client.get(f"/interviews/{interview.pk}/").text
        assert "Excluded from the score</strong> by Olga Owner" in report
        assert "The recording is only noise." in report
        interview = graded(interview)
        page = client.get(address(interview, "wrong")).text
        assert "If it counts again" in page
        assert "That grading is kept." in page
        client.post(address(interview, "include"))
        assert Exclusion.objects.get().lifted_by == owner
        assert "Taken back in by Olga Owner" in client.get(f"/interviews/{interview.pk}/").text

    def test_without_a_reason_nothing_happens(self, interview: Interview, owner: User) -> None:
        client = client_of(owner)
        assert "Say what went wrong" in client.post(address(interview, "exclude"), {"exclude-reason": " "}).text
        assert "the candidate reads it" in client.post(address(interview, "again"), {"retake-reason": ""}).text
        long = client.post(address(interview, "exclude"), {"exclude-reason": "y" * 201}).text
        assert "y" * 201 in long
        assert not Exclusion.objects.exists()
        assert not Retake.objects.exists()

    def test_invite_again_shows_the_link_and_can_be_cancelled(self, interview: Interview, owner: User) -> None:
        client = client_of(owner)
        page = client.post(address(interview, "again"), {"retake-reason": "The page lost words."}, follow=True).text
        assert "/again/2/" in page
        assert "copy the link" in page
        report = client.get(f"/interviews/{interview.pk}/").text
        assert "Invited to answer again</strong> by Olga Owner, open until" in report
        assert "Cancelled." in client.post(address(interview, "again/cancel"), follow=True).text
        assert "nothing to cancel" in client.post(address(interview, "again/cancel"), follow=True).text

    def test_the_report_keeps_the_earlier_answer_in_view(self, interview: Interview, owner: User) -> None:
        client = client_of(owner)
        client.post(address(interview, "again"), {"retake-reason": "The page lost words."})
        answer_again(retake=Retake.objects.get(), text=TEXT, by=interview.candidate)
        inside = InTemplates()
        with inside.watching():
            report = client.get(f"/interviews/{interview.pk}/").text
        assert inside.count == 0, "what the page says is read before it is written"
        assert "Answered again in writing" in report
        assert "Earlier answer" in report
        assert "In case 2 I looked first, then mended it." in report


class TestWhoIsBlind:
    def test_sees_no_number(self, owner: User) -> None:
        interview = graded(completed(make_spec(by=owner, blind=True), {1: TEXT, 4: TEXT, 7: TEXT}))
        client = client_of(owner)
        page = client.get(address(interview, "wrong")).text
        assert "You have not been shown the scores" in page
        client.post(address(interview, "exclude"), {"exclude-reason": "No sound."})
        again = client.get(address(graded(interview), "wrong")).text
        for text in (page, again):
            assert "Total " not in text
            assert "→" not in text
            assert "out of 100" not in text
            assert "of the weights" not in text

    def test_a_reviewer_gets_no_way_in(self, interview: Interview) -> None:
        client = client_of(make_member(interview.job_spec, Role.REVIEWER))
        assert client.get(address(interview, "wrong")).status_code == 403
        assert "Something went wrong with this answer" not in client.get(f"/interviews/{interview.pk}/").text


def test_make_evaluation_is_of_another_engine(owner: User) -> None:
    """What a model has graded keeps its total as "before" while "after" is still to come."""
    interview = completed(make_spec(by=owner))
    evaluation = make_evaluation(interview, {"planning": 70, "listening": 60, "repairing": 80})
    asked = interview.asked.select_related("answer__current_revision").get(position=1)
    scripted = {"scripted": "tests.factories.scoring.ScriptedEngine"}
    with override_settings(GRADING_ENGINES=scripted, GRADING_ENGINE="scripted"):
        preview = preview_of(asked, counts=False)
    assert preview.before is not None
    assert preview.before.value == evaluation.total
