"""The pages behind a candidate's link, as a browser without JavaScript sees them, and what they keep secret."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from interviews.models import Answer, AnswerRevision, Interview, Invitation
from interviews.operations.answering import text_of
from interviews.operations.endings import withdraw
from interviews.operations.invitations import cancel_invitation, renew_link
from interviews.operations.purging import erase_candidate
from jobspecs.models import JobSpec, Organisation, Question
from tests.factories import make_spec
from tests.factories.interviews import make_interview, make_invitation
from tests.interviews.visitor import Browser

pytestmark = pytest.mark.django_db
ANSWERED = {n: f"I mended bicycle {n}." for n in range(1, 8)}


@pytest.fixture(autouse=True)
def forget_limits() -> None:
    cache.clear()


@pytest.fixture
def browser() -> Browser:
    return Browser(make_invitation())


class TestWelcome:
    def test_a_language_without_pages_is_not_claimed(self, browser: Browser) -> None:
        JobSpec.objects.update(language="de")
        page = browser.get()
        assert '<html lang="en">' in page.text
        assert re.search(r"Open until \d+ [A-Z][a-z]+ \d{4}\.", page.text)

    def test_says_what_is_agreed_to(self, browser: Browser) -> None:
        text = browser.get().text
        for words in (
            "Bicycle Mechanic",
            "You are asked 7 questions.",
            "Allow up to 45 minutes.",
            "A program reads your words and suggests a score; a person at Northlight Works decides.",
            "Your answers are kept for 180 days",
            "ida@example.org",
            "Write to Ida: we talk on the phone instead.",
            "3 written questions",
            "Cal, a program, asks you about 4 things",
        ):
            assert words in text

    def test_opening_is_remembered(self, browser: Browser) -> None:
        browser.get()
        first = Invitation.objects.get().opened_at
        browser.get()
        assert first is not None
        assert Invitation.objects.get().opened_at == first

    def test_without_the_tick_nothing_begins(self, browser: Browser) -> None:
        page = browser.post("begin/", {"words": "0" * 64})
        assert "Please tick the box" in page.text
        assert not Interview.objects.exists()

    def test_words_that_changed_meanwhile_are_shown_again(self, browser: Browser) -> None:
        browser.get()
        page = browser.post("begin/", {"agree": "on", "words": "0" * 64})
        assert "changed while you were reading" in page.text
        assert not Interview.objects.exists()

    def test_consent_is_kept_as_a_hash_of_what_was_shown(self, browser: Browser) -> None:
        words = re.search(r'name="words" value="([0-9a-f]{64})"', browser.get().text)
        browser.begin()
        assert words
        assert Interview.objects.get().consent_hash == words[1]
        Organisation.objects.update(name="Another")
        assert Browser(make_invitation(make_spec())).get().text.count(words[1]) == 0

    def test_begins_at_the_first_question(self, browser: Browser) -> None:
        page = browser.begin()
        assert browser.at(page) == "1/"
        assert "Part 1 · Question 1 of 3" in page.text

    def test_without_questions_says_that_it_is_not_ready(self, browser: Browser) -> None:
        words = re.search(r'name="words" value="([0-9a-f]{64})"', browser.get().text)
        Question.objects.update(position=None, retired_at=timezone.now())
        assert words
        page = browser.post("begin/", {"agree": "on", "words": words[1]})
        assert "not ready yet" in page.text


class TestTheWholeWay:
    def test_from_begin_to_thanks(self, browser: Browser) -> None:
        browser.begin()
        places = [browser.at(browser.answer(n, ANSWERED[n])) for n in range(1, 8)]
        assert places == ["2/", "3/", "part-2/", "5/", "6/", "7/", "review/"]
        page = browser.get()
        assert browser.at(page) == "review/"
        assert "All questions are answered" in page.text
        page = browser.post("submit/")
        assert browser.at(page) == "done/"
        assert "Thank you" in page.text
        assert Interview.objects.get().state == "submitted"

    def test_goes_on_in_another_browser_with_the_words(self, browser: Browser) -> None:
        browser.begin()
        browser.answer(1, ANSWERED[1])
        browser.post("2/save/", {"text": "half a sen", "page": "a", "base": "0", "turn": "1"})
        other = Browser(Invitation.objects.get())
        page = other.get()
        assert other.at(page) == "2/"
        assert "half a sen</textarea>" in page.text
        assert ANSWERED[1] in other.get("1/").text

    def test_text_comes_back_letter_for_letter(self, browser: Browser) -> None:
        browser.begin()
        text = '\n\n first <b> line & "quotes"\n  second </textarea>'
        browser.post("1/save/", {"text": text, "page": "a", "base": "0", "turn": "1"})
        assert Answer.objects.get(asked__position=1).draft == text
        page = browser.get("1/").text
        assert "\n\n\n first &lt;b&gt; line" in page  # the first line break after the tag is swallowed by browsers
        assert "<b>" not in page

    def test_back_keeps_what_was_written(self, browser: Browser) -> None:
        browser.begin()
        browser.answer(1, ANSWERED[1])
        assert browser.at(browser.answer(2, "half", go="back")) == "1/"
        assert "half</textarea>" in browser.get("2/").text

    def test_nobody_gets_ahead(self, browser: Browser) -> None:
        browser.begin()
        for path in ("3/", "7/", "99/", "review/", "part-2/"):
            assert browser.at(browser.get(path)) == "1/"

    def test_what_cal_has_heard_is_not_shown_again(self, browser: Browser) -> None:
        browser.begin()
        for n in range(1, 5):
            browser.answer(n, ANSWERED[n])
        assert browser.at(browser.get("4/")) == "5/"
        assert browser.at(browser.post("4/", {"text": "better", "go": "next"})) == "5/"
        assert text_of(Answer.objects.get(asked__position=4)) == ANSWERED[4]

    def test_cal_is_introduced_and_asks_by_name(self, browser: Browser) -> None:
        browser.begin()
        for n in range(1, 4):
            page = browser.answer(n, ANSWERED[n])
        assert "Cal is a program that asks about your work. It has 4 prompts" in page.text
        page = browser.get("4/")
        assert "Cal asks" in page.text
        assert "What was your own part?" in page.text

    def test_leaving_one_empty_is_asked_about_and_listed(self, browser: Browser) -> None:
        browser.begin()
        page = browser.answer(1, "  ")
        assert browser.at(page) == "1/"
        assert "counts as no evidence" in page.text
        assert browser.at(browser.answer(1, "", go="skip")) == "2/"
        for n in range(2, 8):
            page = browser.answer(n, ANSWERED[n])
        assert "1 question is left unanswered" in page.text
        assert 'name="unanswered" value="1"' in page.text
        page = browser.post("submit/")  # without having been told
        assert browser.at(page) == "submit/"
        assert Interview.objects.get().state == "in_progress"
        assert browser.at(browser.post("submit/", {"unanswered": "1"})) == "done/"

    def test_an_answer_can_be_changed_from_the_review(self, browser: Browser) -> None:
        browser.begin()
        for n in range(1, 8):
            browser.answer(n, ANSWERED[n])
        assert browser.at(browser.answer(2, "Better.")) == "review/"
        assert text_of(Answer.objects.get(asked__position=2)) == "Better."

    def test_too_many_words_are_kept_and_explained(self, browser: Browser) -> None:
        browser.begin()
        page = browser.answer(1, "word " * 612)
        assert "12 words too many" in page.text
        assert "has 612 words and is saved" in page.text
        assert "word word" in browser.get("1/").text

    def test_a_megabyte_is_refused_and_still_there(self, browser: Browser) -> None:
        browser.begin()
        page = browser.answer(1, "y" * 1_000_000)
        assert "too long to be saved" in page.text
        assert page.text.count("y" * 1_000_000) == 1
        assert Answer.objects.get(asked__position=1).draft == ""

    def test_more_than_any_text_is_answered_kindly(self, browser: Browser) -> None:
        browser.begin()
        page = browser.post("1/", {"text": "y" * 6_000_000, "go": "next"})
        assert page.status_code == 413
        assert "your text is still there" in page.text

    def test_a_question_of_nobody_elses_interview(self, browser: Browser) -> None:
        other = make_interview(make_spec(), answers={1: "secret of another"})
        browser.begin()
        assert "secret of another" not in browser.get("1/").text
        assert other.pk != Interview.objects.get(invitation__candidate__email=browser_email(browser)).pk


def browser_email(browser: Browser) -> str:
    from interviews.links import read_token

    return Invitation.objects.get(pk=read_token(browser.base.split("/")[2])[0]).candidate.email


class TestSaving:
    def test_answers_with_the_time(self, browser: Browser) -> None:
        browser.begin()
        page = browser.post("1/save/", {"text": "one", "page": "a", "base": "0", "turn": "1"})
        assert re.search(r'data-state="saved">Saved <time datetime="[^"]+" data-clock>\d\d:\d\d UTC</time>', page.text)

    def test_a_second_tab_is_told_and_shows_the_other_words(self, browser: Browser) -> None:
        browser.begin()
        desk, phone = browser.fields(browser.get("1/")), browser.fields(browser.get("1/"))
        browser.post("1/save/", {"text": "from the phone", **phone})
        page = browser.post("1/save/", {"text": "from the desk", **desk})
        assert "changed in another tab" in page.text
        assert "from the phone" in page.text
        assert Answer.objects.get(asked__position=1).draft == "from the phone"
        page = browser.post("1/", {"text": "from the desk", "go": "next", **desk})
        assert "from the desk</textarea>" in page.text
        page = browser.post("1/", {"text": "from the desk", "go": "keep", **desk})
        assert browser.at(page) == "1/"
        assert Answer.objects.get(asked__position=1).draft == "from the desk"

    @pytest.mark.parametrize("fields", [{}, {"base": "-1", "turn": "abc"}, {"base": "9" * 30, "page": "x" * 400}])
    def test_odd_fields_neither_fail_nor_overwrite(self, browser: Browser, fields: dict[str, str]) -> None:
        browser.begin()
        browser.post("1/save/", {"text": "mine", "page": "a", "base": "0", "turn": "1"})
        page = browser.post("1/save/", {"text": "other", **fields})
        assert page.status_code == 200
        assert Answer.objects.get(asked__position=1).draft == "mine"

    def test_a_letter_that_no_database_takes_is_left_out(self, browser: Browser) -> None:
        browser.begin()
        browser.post("1/save/", {"text": "a\x00b", "page": "a", "base": "0", "turn": "1"})
        assert Answer.objects.get(asked__position=1).draft == "ab"

    @pytest.mark.parametrize("position", [88, 99_999, 10**20])
    def test_a_question_that_is_not_there_sends_back(self, browser: Browser, position: int) -> None:
        browser.begin()
        response = browser.post(f"{position}/save/", {"text": "x"}, HTTP_HX_REQUEST="true")
        assert response["HX-Redirect"] == browser.base

    def test_after_the_end_the_whole_page_gives_way(self) -> None:
        interview = make_interview(submitted=True)
        browser = Browser(interview.invitation)
        response = browser.post("1/save/", {"text": "late"}, HTTP_HX_REQUEST="true")
        assert response["HX-Redirect"] == browser.base
        assert not AnswerRevision.objects.exists()


class TestStates:
    def test_forged(self, browser: Browser) -> None:
        page = Client().get(browser.base.replace(".", ".A"))
        assert page.status_code == 404
        assert "This link does not work" in page.text
        assert "ida@example.org" in page.text

    def test_renewed(self) -> None:
        invitation = make_invitation()
        browser = Browser(invitation)
        renew_link(invitation=invitation, by=invitation.invited_by)
        page = browser.get()
        assert page.status_code == 410
        assert "There is a newer link" in page.text
        assert Browser(Invitation.objects.get()).get().status_code == 200

    def test_cancelled(self) -> None:
        invitation = make_invitation()
        cancel_invitation(invitation=invitation, by=invitation.invited_by)
        page = Browser(invitation).get()
        assert page.status_code == 410
        assert "This invitation is closed" in page.text

    def test_expired_says_that_words_are_kept(self) -> None:
        interview = make_interview(answers={1: "one"})
        Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        page = Browser(interview.invitation).get("2/")
        assert page.status_code == 410
        assert "The time for this interview is over" in page.text
        assert "What you have written is kept." in page.text

    def test_withdrawn(self) -> None:
        interview = make_interview()
        withdraw(interview=interview, by=interview.candidate)
        assert "This interview was withdrawn" in Browser(interview.invitation).get("1/").text

    @pytest.mark.parametrize("path", ["", "1/", "review/", "part-2/", "done/"])
    def test_finished(self, path: str) -> None:
        browser = Browser(make_interview(submitted=True).invitation)
        page = browser.get(path)
        assert browser.at(page) == "done/"
        assert "Your answers have arrived" in page.text

    def test_finished_stays_readable_after_the_link_expired(self) -> None:
        interview = make_interview(submitted=True)
        Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
        assert "Your answers have arrived" in Browser(interview.invitation).get().text

    def test_erased(self) -> None:
        interview = make_interview(submitted=True)
        erase_candidate(candidate=interview.candidate, by=None)
        page = Browser(interview.invitation).get()
        assert page.status_code == 410
        assert "Your data is deleted" in page.text

    def test_done_before_the_end_leads_back(self, browser: Browser) -> None:
        browser.begin()
        assert browser.at(browser.get("done/")) == "1/"


class TestWithdraw:
    def test_asks_and_then_ends(self) -> None:
        interview = make_interview(answers={1: "one"})
        browser = Browser(interview.invitation)
        assert "Withdraw from this interview?" in browser.get("withdraw/").text
        assert "was withdrawn" in browser.post("withdraw/").text
        interview.refresh_from_db()
        assert interview.state == "withdrawn"

    def test_before_beginning_closes_the_invitation(self, browser: Browser) -> None:
        assert "another way to take part" in browser.get("withdraw/").text
        assert browser.post("withdraw/").status_code == 410
        assert Invitation.objects.get().cancelled_at is not None


def test_a_question_costs_the_same_number_of_queries_at_any_length(django_assert_num_queries: Any) -> None:
    for text in ("short", "word " * 500):
        interview = make_interview(make_spec(), answers={1: text})
        browser = Browser(interview.invitation)
        with django_assert_num_queries(4):
            browser.client.get(browser.base + "2/")
