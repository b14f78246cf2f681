"""What candidates ask for once they have handed in: kept once of each kind, told to the team, by the link alone."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone

from interviews.choices import MailKind, RequestKind
from interviews.models import CandidateRequest, Interview, Letter, Mail
from interviews.operations.endings import withdraw
from interviews.operations.letters import AlreadyAnswered, CannotWrite, LetterMeanwhile, reply, send_outcome
from interviews.operations.mails import send_mail
from interviews.operations.purging import erase_candidate
from interviews.operations.requests import AlreadyAsked, CannotAsk, ask
from interviews.queries.requests import open_requests, requests_of
from jobspecs.choices import Role
from jobspecs.models import User
from tests.factories import UserFactory, make_member, make_spec
from tests.factories.interviews import CandidateFactory, make_interview, make_invitation
from tests.interviews.visitor import Browser
from tests.jobspecs.pages import text_of

pytestmark = pytest.mark.django_db
LOOK = {"kind": "look_again", "text": "Please read my third answer again."}


@pytest.fixture(autouse=True)
def forget_limits() -> None:
    cache.clear()


@pytest.fixture
def owner() -> User:
    return UserFactory.create(name="Ida Owner", email="owner@example.com")


@pytest.fixture
def interview(owner: User) -> Interview:
    return make_interview(make_spec(by=owner), candidate=CandidateFactory.create(name="Ana Novak"), submitted=True)


@pytest.fixture
def browser(interview: Interview) -> Browser:
    return Browser(interview.invitation)


def html_of(message: Any) -> str:
    """The other form of a mail."""
    return str(message.alternatives[0][0])


def send_all() -> None:
    for mail in Mail.objects.filter(kind__in=[MailKind.REQUEST, MailKind.LETTER]):
        send_mail(mail_id=mail.pk)


class TestAsking:
    def test_the_last_page_leads_there(self, browser: Browser) -> None:
        assert f'href="{browser.base}ask/"' in browser.get("done/").text
        assert "Ask about your interview" in text_of(browser.get("ask/"))

    def test_a_wish_is_kept_and_shown(self, browser: Browser) -> None:
        page = browser.post("ask/", LOOK)
        assert browser.at(page) == "ask/"
        told = text_of(page)
        assert "You asked that a person looks again" in told
        assert "Please read my third answer again." in told
        assert "A person has not answered yet." in told
        assert CandidateRequest.objects.get().kind == RequestKind.LOOK_AGAIN

    def test_each_kind_is_open_once(self, browser: Browser, interview: Interview) -> None:
        browser.post("ask/", LOOK)
        again = browser.post("ask/", {"kind": "look_again", "text": "And the fourth."})
        assert "You have asked this already" in text_of(again)
        assert "And the fourth." in again.text, "what was typed stays"
        browser.post("ask/", {"kind": "explain"})
        assert CandidateRequest.objects.count() == 2
        with pytest.raises(AlreadyAsked):
            ask(interview=interview, kind=RequestKind.EXPLAIN, text="", by=interview.candidate)
        with pytest.raises(IntegrityError), transaction.atomic():
            CandidateRequest.objects.create(interview=interview, kind=RequestKind.EXPLAIN)

    def test_a_wrong_fact_is_named(self, browser: Browser) -> None:
        assert "Write which fact is wrong" in text_of(browser.post("ask/", {"kind": "correct", "text": "  "}))
        assert not CandidateRequest.objects.exists()

    @pytest.mark.parametrize(
        "data",
        [{}, {"kind": "raise"}, {"kind": "look_again", "text": "x" * 4001}, {"kind": "correct", "text": "\x00"}],
    )
    def test_what_no_form_of_ours_sends_is_answered_in_words(self, browser: Browser, data: dict[str, str]) -> None:
        page = browser.post("ask/", data)
        assert page.status_code == 200
        assert "field-error" in page.text
        assert not CandidateRequest.objects.exists()

    def test_words_stay_words(self, browser: Browser) -> None:
        page = browser.post("ask/", {"kind": "correct", "text": '"><script>alert(1)</script>\r\n{{ 7|add:7 }}'})
        assert "<script>alert" not in page.text
        assert CandidateRequest.objects.get().text == '"><script>alert(1)</script>\n{{ 7|add:7 }}'

    def test_ten_a_day_are_enough(self, browser: Browser, settings: Any, owner: User) -> None:
        settings.RATE_LIMITS = settings.RATE_LIMITS | {"candidate_request": (2, 86400)}
        for _ in range(2):
            browser.post("ask/", LOOK)
            CandidateRequest.objects.update(answered_at=timezone.now(), answered_by=owner)
        assert "Please wait until tomorrow" in text_of(browser.post("ask/", LOOK))

    def test_before_handing_in_there_is_nothing_to_ask(self) -> None:
        interview = make_interview()
        browser = Browser(interview.invitation)
        assert browser.at(browser.post("ask/", LOOK)) != "ask/"
        with pytest.raises(CannotAsk):
            ask(interview=interview, kind=RequestKind.EXPLAIN, text="", by=interview.candidate)
        assert not CandidateRequest.objects.exists()
        assert Browser(make_invitation()).get("ask/").status_code == 200

    def test_withdrawn_and_erased_see_what_became_of_it(self, browser: Browser, interview: Interview, owner: User) -> None:
        ask(interview=interview, kind=RequestKind.EXPLAIN, text="", by=interview.candidate)
        withdraw(interview=interview, by=interview.candidate)
        assert "This interview was withdrawn" in text_of(browser.post("ask/", LOOK))
        assert not open_requests().exists()
        erase_candidate(candidate=interview.candidate, by=owner)
        page = browser.get("ask/")
        assert page.status_code == 410
        assert "Your data is deleted" in text_of(page)

    def test_a_link_that_was_renewed_asks_nothing(self, browser: Browser, interview: Interview) -> None:
        type(interview.invitation).objects.update(link_number=2)
        assert browser.post("ask/", LOOK).status_code == 410
        assert not CandidateRequest.objects.exists()

    def test_link_and_words_stand_in_no_log(
        self, browser: Browser, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        with caplog.at_level(logging.DEBUG):
            page = browser.post("ask/", LOOK)
        logged = caplog.text + "".join(capfd.readouterr())
        assert "candidate:ask" in logged
        assert browser.base.split("/")[2] not in logged
        assert "third answer" not in logged
        assert (page["Referrer-Policy"], page["Cache-Control"]) == ("no-referrer", "no-store")

    def test_a_form_without_its_token_is_refused_kindly(self, interview: Interview) -> None:
        browser = Browser(interview.invitation, enforce_csrf_checks=True)
        assert browser.client.post(browser.base + "ask/", LOOK).status_code == 403
        assert not CandidateRequest.objects.exists()


class TestMails:
    @pytest.fixture(autouse=True)
    def set_up(self, settings: Any) -> None:
        settings.EMAIL_IS_SET_UP = True
        settings.SITE_URL = "https://jobs.example.org"

    def test_the_team_is_told_without_name_and_words(self, browser: Browser, interview: Interview) -> None:
        make_member(interview.job_spec, Role.REVIEWER, email="reviewer@example.com")
        browser.post("ask/", LOOK)
        send_all()
        [message] = outbox.outbox
        assert message.to == ["owner@example.com"]
        assert "asks that a person looks at their answers again" in message.body
        assert f"https://jobs.example.org/interviews/{interview.pk}/#requests" in message.body
        for secret in ("Novak", "third answer"):
            assert secret not in f"{message.subject} {message.body} {html_of(message)}"

    def test_what_is_answered_meanwhile_is_not_mailed(self, browser: Browser, owner: User) -> None:
        browser.post("ask/", LOOK)
        reply(request=CandidateRequest.objects.get(), text="We did.", explains=False, by=owner)
        send_all()
        assert [message.body.split("\n")[0] for message in outbox.outbox] == ["We did."]

    def test_a_letter_goes_to_its_candidate_word_for_word(self, interview: Interview, owner: User) -> None:
        letter = send_outcome(interview=interview, text="Dear Ana,\n\n<b>no</b>", explains=False, seen=None, by=owner)
        send_all()
        [message] = outbox.outbox
        assert message.to == [interview.candidate.email]
        assert message.subject == "About your interview: Bicycle Mechanic at Northlight Works"
        assert message.body.startswith("Dear Ana,\n\n<b>no</b>")
        assert f"https://jobs.example.org{Browser(interview.invitation).base}" in message.body
        assert "&lt;b&gt;no&lt;/b&gt;" in html_of(message)
        assert not Mail.objects.filter(letter=letter).exclude(state="done").exists()

    def test_a_letter_to_who_withdrew_or_was_erased_is_called_back(self, interview: Interview, owner: User) -> None:
        send_outcome(interview=interview, text="Dear Ana", explains=False, seen=None, by=owner)
        withdraw(interview=interview, by=interview.candidate)
        send_all()
        assert outbox.outbox == []
        assert Mail.objects.get(kind=MailKind.LETTER).state == "cancelled"


class TestLetters:
    def test_a_reply_closes_the_request_and_stands_on_the_page(self, browser: Browser, owner: User, interview: Interview) -> None:
        browser.post("ask/", LOOK)
        reply(request=CandidateRequest.objects.get(), text="I read it again.\nYou are right.", explains=False, by=owner)
        told = text_of(browser.get("ask/"))
        assert "The answer Ida Owner" in told
        assert "I read it again. You are right." in told
        assert "has not answered yet" not in told
        assert "How the result came about" not in told
        assert requests_of(interview).open == []
        browser.post("ask/", LOOK)
        assert CandidateRequest.objects.count() == 2, "once answered, it can be asked again"

    def test_the_last_page_says_that_there_is_a_letter(self, browser: Browser, owner: User, interview: Interview) -> None:
        assert "will get in touch with you" in text_of(browser.get("done/"))
        send_outcome(interview=interview, text="We would like to meet you.", explains=False, seen=None, by=owner)
        told = text_of(browser.get("done/"))
        assert "There is a letter for you" in told
        assert "will get in touch with you" not in told

    def test_an_answer_by_mail_is_promised_where_mail_is_set_up(self, browser: Browser, settings: Any) -> None:
        assert "answers you on this page: keep the link" in text_of(browser.get("ask/"))
        settings.EMAIL_IS_SET_UP = True
        assert "answers you by e-mail and on this page" in text_of(browser.get("ask/"))

    def test_a_request_is_answered_once(self, browser: Browser, owner: User) -> None:
        browser.post("ask/", LOOK)
        request = CandidateRequest.objects.get()
        reply(request=request, text="First.", explains=False, by=owner)
        with pytest.raises(AlreadyAnswered):
            reply(request=request, text="Second.", explains=False, by=owner)
        assert Letter.objects.count() == 1

    def test_the_second_of_two_outcomes_at_once_is_told(self, interview: Interview, owner: User) -> None:
        first = send_outcome(interview=interview, text="One.", explains=False, seen=None, by=owner)
        with pytest.raises(LetterMeanwhile):
            send_outcome(interview=interview, text="One.", explains=False, seen=None, by=owner)
        send_outcome(interview=interview, text="Two.", explains=False, seen=first.pk, by=owner)
        assert [shown.letter.text for shown in requests_of(interview).letters] == ["One.", "Two."]

    def test_nobody_is_written_to_who_withdrew(self, interview: Interview, owner: User) -> None:
        withdraw(interview=interview, by=interview.candidate)
        with pytest.raises(CannotWrite):
            send_outcome(interview=interview, text="One.", explains=False, seen=None, by=owner)
