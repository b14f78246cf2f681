"""Something went wrong with an answer: taken out of the score and back in, or given again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.cache import cache
from django.utils import timezone

from interviews.models import Answer, Asked, Exclusion, Interview, Mail, Retake
from interviews.operations.answering import TooManyWords, Unanswered
from interviews.operations.endings import withdraw
from interviews.operations.excluding import NotExcludable, exclude, include_again
from interviews.operations.mails import send_mail
from interviews.operations.retakes import NotOffered, RetakeOver, answer_again, cancel_retake, offer_retake
from jobspecs.models import User
from scoring.models import GradingOrder
from scoring.queries.material import material_of
from scoring.queries.unheard import why_unheard
from tests.factories import UserFactory, make_spec
from tests.factories.interviews import make_interview
from tests.factories.scoring import completed, spoken, write_down
from tests.interviews.visitor import Browser

pytestmark = pytest.mark.django_db
NEW = "I took the wheel out, found the broken spoke and laced it anew."


@pytest.fixture(autouse=True)
def forget_limits() -> None:
    cache.clear()


@pytest.fixture
def owner() -> User:
    user: User = UserFactory.create(name="Olga Owner")
    return user


@pytest.fixture
def interview(owner: User) -> Interview:
    return completed(make_spec(by=owner))


def asked(interview: Interview, position: int = 2) -> Asked:
    return interview.asked.select_related("answer").get(position=position)


def given(interview: Interview, position: int = 2) -> tuple[str | None, str]:
    found = {answer.ref: answer for answer in material_of(interview).answers}[str(position)]
    return found.text, found.missing


def orders(interview: Interview) -> int:
    return GradingOrder.objects.filter(interview=interview).count()


class TestExcluding:
    def test_leaves_the_answer_out_and_has_it_graded_anew(self, interview: Interview, owner: User) -> None:
        GradingOrder.objects.all().delete()
        exclusion = exclude(answer=asked(interview).answer, reason=" No \n sound. ", by=owner)
        assert given(interview) == (None, "technical")
        assert (exclusion.reason, exclusion.excluded_by, exclusion.lifted_at) == ("No sound.", owner, None)
        assert asked(interview).answer.current_revision is not None
        assert orders(interview) == 1

    def test_back_in_is_as_before(self, interview: Interview, owner: User) -> None:
        before = material_of(interview).input_hash
        exclude(answer=asked(interview).answer, reason="No sound.", by=owner)
        other = UserFactory.create()
        include_again(answer=asked(interview).answer, by=other)
        assert material_of(interview).input_hash == before
        assert (Exclusion.objects.get().excluded_by, Exclusion.objects.get().lifted_by) == (owner, other)
        exclude(answer=asked(interview).answer, reason="Again no sound.", by=owner)
        assert Exclusion.objects.count() == 2

    @pytest.mark.parametrize("reason", ["", "  \n "])
    def test_takes_a_reason(self, interview: Interview, owner: User, reason: str) -> None:
        with pytest.raises(NotExcludable, match="Say what went wrong"):
            exclude(answer=asked(interview).answer, reason=reason, by=owner)

    def test_twice_is_refused_and_so_is_back_in_of_what_counts(self, interview: Interview, owner: User) -> None:
        with pytest.raises(NotExcludable, match="not excluded"):
            include_again(answer=asked(interview).answer, by=owner)
        exclude(answer=asked(interview).answer, reason="No sound.", by=owner)
        with pytest.raises(NotExcludable, match="already"):
            exclude(answer=asked(interview).answer, reason="No sound.", by=owner)

    def test_is_for_what_is_handed_in(self, owner: User) -> None:
        running = make_interview(make_spec(by=owner), answers={1: "one", 2: "two"})
        withdrawn = completed(make_spec(by=owner))
        withdraw(interview=withdrawn, by=owner)
        for other in (running, withdrawn):
            with pytest.raises(NotExcludable, match="handed in"):
                exclude(answer=asked(other).answer, reason="No sound.", by=owner)
            with pytest.raises(NotOffered, match="handed in"):
                offer_retake(asked=asked(other), reason="No sound.", by=owner)


class TestAnsweringAgain:
    def offer(self, interview: Interview, owner: User, position: int = 2) -> Retake:
        return offer_retake(asked=asked(interview, position), reason="The page lost your words.", by=owner)

    def test_counts_from_then_on_and_keeps_the_earlier(self, interview: Interview, owner: User) -> None:
        before = given(interview)[0]
        exclude(answer=asked(interview).answer, reason="No sound.", by=owner)
        retake = self.offer(interview, owner)
        GradingOrder.objects.all().delete()
        answer_again(retake=retake, text=NEW, by=interview.candidate)
        assert given(interview) == (NEW, "")
        texts = asked(interview).answer.revisions.order_by("number").values_list("text", flat=True)
        assert list(texts) == [before, NEW]
        assert Exclusion.objects.get().lifted_at is not None
        assert orders(interview) == 1

    def test_is_open_as_long_as_an_invitation(self, interview: Interview, owner: User) -> None:
        retake = self.offer(interview, owner)
        assert timedelta(days=13) < retake.expires_at - timezone.now() <= timedelta(days=14)
        with pytest.raises(NotOffered, match="already invited"):
            self.offer(interview, owner)
        Retake.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        with pytest.raises(RetakeOver):
            answer_again(retake=retake, text=NEW, by=interview.candidate)
        assert self.offer(interview, owner).pk != retake.pk

    def test_once(self, interview: Interview, owner: User) -> None:
        retake = self.offer(interview, owner)
        answer_again(retake=retake, text=NEW, by=interview.candidate)
        with pytest.raises(RetakeOver):
            answer_again(retake=retake, text="Better still.", by=interview.candidate)
        assert not cancel_retake(retake=retake, by=owner)

    def test_not_after_it_was_cancelled_or_the_interview_withdrawn(self, interview: Interview, owner: User) -> None:
        first, second = self.offer(interview, owner), self.offer(interview, owner, 3)
        assert cancel_retake(retake=first, by=owner)
        withdraw(interview=interview, by=interview.candidate)
        for retake in (first, second):
            with pytest.raises(RetakeOver):
                answer_again(retake=retake, text=NEW, by=interview.candidate)

    def test_is_no_way_to_say_nothing_or_too_much(self, interview: Interview, owner: User) -> None:
        retake = self.offer(interview, owner)
        with pytest.raises(Unanswered):
            answer_again(retake=retake, text=" \n", by=interview.candidate)
        with pytest.raises(TooManyWords):
            answer_again(retake=retake, text="word " * 612, by=interview.candidate)
        assert given(interview)[0] != ""

    def test_takes_the_place_of_what_was_spoken(self, owner: User) -> None:
        """Also of what is in doubt, or is written down only later: nobody has to listen to what does not count."""
        interview = spoken(make_spec(by=owner), prompts=(4, 5))
        write_down(interview, 4, "so so", unsure=("so",))
        for position in (4, 5):
            answer_again(retake=self.offer(interview, owner, position), text=NEW, by=interview.candidate)
        write_down(interview, 5, "um um", unsure=("um",))
        assert [given(interview, position)[0] for position in (4, 5)] == [NEW, NEW]
        assert why_unheard(interview) == ""
        page = Browser(interview.invitation).get("done/").text
        assert "What we heard" not in page
        assert "Your new answer has arrived" in page


class TestTheMail:
    @pytest.fixture(autouse=True)
    def set_up(self, settings: Any) -> None:
        settings.EMAIL_IS_SET_UP = True

    def test_tells_the_reason_and_leads_to_the_question(self, interview: Interview, owner: User) -> None:
        offer_retake(asked=asked(interview), reason="The page lost your words.", by=owner)
        waiting = Mail.objects.get(kind="retake")
        send_mail(mail_id=waiting.pk)
        sent = outbox.outbox[-1]
        assert sent.to == [interview.candidate.email]
        assert "The page lost your words." in sent.body
        link = next(line for line in sent.body.splitlines() if "/i/" in line)
        browser = Browser(interview.invitation)
        assert link.endswith(f"{browser.base}again/2/")

    def test_is_called_back(self, interview: Interview, owner: User) -> None:
        retake = offer_retake(asked=asked(interview), reason="The page lost your words.", by=owner)
        cancel_retake(retake=retake, by=owner)
        assert Mail.objects.get(kind="retake").state == "cancelled"


class TestTheCandidatesPage:
    @pytest.fixture
    def browser(self, interview: Interview, owner: User) -> Browser:
        offer_retake(asked=asked(interview, 4), reason="The page lost your words.", by=owner)
        return Browser(interview.invitation)

    def test_the_last_page_leads_there(self, browser: Browser) -> None:
        page = browser.get()
        assert browser.at(page) == "done/"
        assert "You are asked to answer one question again" in page.text
        assert f'href="{browser.base}again/4/"' in page.text

    def test_says_what_went_wrong_and_that_it_is_typed(self, browser: Browser) -> None:
        page = browser.get("again/4/").text
        assert "The page lost your words." in page
        assert "You answer by typing here, also where you spoke before." in page

    def test_takes_the_answer_and_thanks(self, browser: Browser, interview: Interview) -> None:
        page = browser.post("again/4/", {"text": NEW})
        assert browser.at(page) == "done/"
        assert "Your new answer has arrived" in page.text
        assert given(interview, 4)[0] == NEW
        assert browser.at(browser.post("again/4/", {"text": "Better."})) == "done/"
        assert given(interview, 4)[0] == NEW

    @pytest.mark.parametrize(("text", "told"), [(" ", "not written anything"), ("word " * 612, "words too many")])
    def test_refuses_in_words_and_keeps_what_was_typed(self, browser: Browser, text: str, told: str) -> None:
        page = browser.post("again/4/", {"text": text})
        assert told in page.text
        assert f"{text}</textarea>" in page.text

    @pytest.mark.parametrize("path", ["again/1/", "again/99/"])
    def test_is_for_that_question_alone(self, browser: Browser, path: str) -> None:
        assert browser.at(browser.get(path)) == "done/"
        assert browser.at(browser.post(path, {"text": NEW})) == "done/"
        assert not Answer.objects.filter(current_revision__text=NEW).exists()

    def test_is_not_for_a_running_interview(self) -> None:
        running = Browser(make_interview().invitation)
        page: Any = running.get("again/1/")
        assert running.at(page) == "1/"
