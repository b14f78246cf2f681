"""Letters of people: drafted, looked at once more, sent; and the explanation that a candidate reads by their link."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from interviews.choices import RequestKind
from interviews.models import CandidateRequest, Interview, Letter
from interviews.operations.endings import withdraw
from interviews.operations.requests import ask
from jobspecs.choices import Role
from jobspecs.models import JobSpec, User
from scoring.choices import Outcome
from scoring.operations.evaluating import evaluate_all_under_current, evaluation_of
from scoring.operations.judging import decide
from tests.factories import UserFactory, make_member, make_spec
from tests.factories.interviews import CandidateFactory
from tests.factories.scoring import change_weights, completed, make_evaluation
from tests.interviews.visitor import Browser
from tests.jobspecs.pages import HTMX, signed_in, text_of

pytestmark = pytest.mark.django_db
SAID = "I called both riders, then I mended the wheel and it held for a year."


@pytest.fixture(autouse=True)
def forget_limits() -> None:
    cache.clear()


@pytest.fixture
def ida() -> User:
    return UserFactory.create(name="Ida Owner")


@pytest.fixture
def spec(ida: User) -> JobSpec:
    return make_spec(by=ida)


@pytest.fixture
def interview(spec: JobSpec) -> Interview:
    done = completed(spec, {1: SAID}, candidate=CandidateFactory.create(name="Ana Novak"))
    make_evaluation(done, {"planning": 60, "listening": None, "repairing": 12})
    return done


@pytest.fixture
def client(ida: User) -> Client:
    return signed_in(ida)


def decided(interview: Interview, outcome: Outcome, by: User) -> None:
    decide(interview=interview, outcome=outcome, reason="Inner words.", seen=evaluation_of(interview.pk), by=by)


def form_of(page: Any) -> dict[str, str]:
    """What a browser would send again: the text and the hidden fields."""
    names = dict(re.findall(r'<input type="hidden" name="(decision|newest|text)" value="([^"]*)"', page.text))
    area = re.search(r'<textarea name="text"[^>]*>\s*(.*?)</textarea>', page.text, re.S)
    return names | ({"text": area[1].replace("&#x27;", "'")} if area else {})


class TestOutcome:
    @pytest.mark.parametrize(
        ("outcome", "words"),
        [
            (Outcome.ADVANCE, "We would like to go on with you"),
            (Outcome.HOLD, "We have not decided yet"),
            (Outcome.DECLINE, "A person made this decision, not a program."),
        ],
    )
    def test_is_drafted_from_the_decision(
        self, client: Client, interview: Interview, ida: User, outcome: Outcome, words: str
    ) -> None:
        decided(interview, outcome, ida)
        text = form_of(client.get(reverse("scoring:outcome", args=[interview.pk])))["text"]
        assert text.startswith("Dear Ana Novak,")
        assert words in text
        assert "Bicycle Mechanic" in text
        assert text.endswith("Ida Owner\nNorthlight Works")
        for secret in ("Inner words", "60", "12", "score"):
            assert secret not in text

    def test_there_is_none_before_a_decision(self, client: Client, interview: Interview) -> None:
        url = reverse("scoring:outcome", args=[interview.pk])
        for page in (client.get(url, follow=True), client.post(url, {"text": "No.", "do": "send"}, follow=True)):
            assert "Nobody has decided yet" in text_of(page)
        assert not Letter.objects.exists()

    def test_it_takes_a_second_press(self, client: Client, interview: Interview, ida: User) -> None:
        decided(interview, Outcome.ADVANCE, ida)
        url = reverse("scoring:outcome", args=[interview.pk])
        form = form_of(client.get(url)) | {"text": "Dear Ana,\nyes.", "do": "look"}
        looked = client.post(url, form)
        assert "Send this letter?" in text_of(looked)
        assert not Letter.objects.exists()
        changed = client.post(url, form | {"do": "change"})
        assert form_of(changed)["text"] == "Dear Ana,\nyes."
        told = text_of(client.post(url, form_of(looked) | {"do": "send"}, follow=True))
        assert "It stands on their page now. E-mail is not set up here." in told
        letter = Letter.objects.get()
        assert (letter.kind, letter.text, letter.sent_by, letter.explains) == ("outcome", "Dear Ana,\nyes.", ida, False)
        assert "Dear Ana, yes." in told

    def test_a_decision_meanwhile_is_told_and_nothing_is_lost(self, client: Client, interview: Interview, ida: User) -> None:
        decided(interview, Outcome.ADVANCE, ida)
        url = reverse("scoring:outcome", args=[interview.pk])
        form = form_of(client.get(url)) | {"text": "Dear Ana, yes.", "do": "send"}
        decided(interview, Outcome.DECLINE, ida)
        page = client.post(url, form)
        assert "Somebody decided anew meanwhile" in text_of(page)
        assert form_of(page)["text"] == "Dear Ana, yes."
        assert not Letter.objects.exists()
        client.post(url, form_of(page) | {"do": "send"})
        assert Letter.objects.count() == 1

    def test_pressed_twice_it_is_sent_once(self, client: Client, interview: Interview, ida: User) -> None:
        decided(interview, Outcome.ADVANCE, ida)
        url = reverse("scoring:outcome", args=[interview.pk])
        form = form_of(client.get(url)) | {"text": "Dear Ana, yes.", "do": "send"}
        client.post(url, form)
        assert "Another letter was sent meanwhile" in text_of(client.post(url, form))
        assert Letter.objects.count() == 1

    @pytest.mark.parametrize("data", [{}, {"text": " "}, {"text": "x" * 8001}, {"text": "\x00"}, {"text": "Dear […]"}])
    def test_what_cannot_be_sent_stays_in_the_form(
        self, client: Client, interview: Interview, ida: User, data: dict[str, str]
    ) -> None:
        decided(interview, Outcome.ADVANCE, ida)
        page = client.post(reverse("scoring:outcome", args=[interview.pk]), data | {"do": "send"})
        assert page.status_code == 200
        assert "field-error" in page.text
        assert not Letter.objects.exists()

    @pytest.mark.parametrize("key", ["x", "9" * 5000, "a\x00b"])
    def test_a_forged_key_of_a_decision_is_no_decision(self, client: Client, interview: Interview, ida: User, key: str) -> None:
        decided(interview, Outcome.ADVANCE, ida)
        data = {"text": "Dear Ana.", "decision": key, "newest": key, "do": "send"}
        assert client.post(reverse("scoring:outcome", args=[interview.pk]), data).status_code == 200
        assert not Letter.objects.exists()


class TestReply:
    @pytest.fixture
    def asked(self, interview: Interview) -> CandidateRequest:
        return ask(interview=interview, kind=RequestKind.LOOK_AGAIN, text="My third answer.", by=interview.candidate)

    def test_it_waits_on_the_panel_in_the_list_and_in_the_report(
        self, client: Client, spec: JobSpec, interview: Interview, asked: CandidateRequest
    ) -> None:
        told = text_of(client.get(reverse("scoring:waiting"), headers=HTMX))
        assert told == "1 to review · 1 asks for a look again Bicycle Mechanic : 1 to review · 1 asks for a look again"
        ask(interview=interview, kind=RequestKind.EXPLAIN, text="", by=interview.candidate)
        assert "1 asks for an explanation" in text_of(client.get(reverse("scoring:waiting"), headers=HTMX))
        completed(spec, candidate=CandidateFactory.create(name="Somebody Else"))
        listed = text_of(client.get(reverse("scoring:candidates", args=[spec.pk]), {"status": "asks"}))
        assert "Ana Novak" in listed
        assert "Somebody Else" not in listed
        report = client.get(reverse("scoring:report", args=[interview.pk]))
        assert "My third answer." in text_of(report)
        assert reverse("scoring:reply", args=[asked.pk]) in report.text
        withdraw(interview=interview, by=interview.candidate)
        assert "asks for" not in text_of(client.get(reverse("scoring:waiting"), headers=HTMX))

    def test_the_gap_of_the_draft_must_be_filled(self, client: Client, asked: CandidateRequest) -> None:
        url = reverse("scoring:reply", args=[asked.pk])
        form = form_of(client.get(url))
        assert "you asked us to look at your answers again" in form["text"]
        page = client.post(url, form | {"do": "send"})
        assert "Write in place of […]" in text_of(page)
        client.post(url, {"text": form["text"].replace("[…]", "I did."), "do": "send"})
        letter = Letter.objects.get()
        assert (letter.kind, letter.request) == ("reply", asked)
        assert "This is answered already" in text_of(client.get(url, follow=True))

    def test_a_reviewer_reads_and_does_not_answer(self, spec: JobSpec, interview: Interview, asked: CandidateRequest) -> None:
        reviewer = signed_in(make_member(spec, Role.REVIEWER))
        assert "Owners and editors answer." in text_of(reviewer.get(reverse("scoring:report", args=[interview.pk])))
        assert reviewer.post(reverse("scoring:reply", args=[asked.pk]), {"text": "x"}).status_code == 403


class TestExplanation:
    def explained(self, client: Client, interview: Interview, ida: User) -> str:
        decided(interview, Outcome.DECLINE, ida)
        url = reverse("scoring:outcome", args=[interview.pk])
        client.post(url, form_of(client.get(url)) | {"explains": "on", "do": "send"})
        page = Browser(interview.invitation).get("explanation/")
        assert page.status_code == 200
        assert (page["Referrer-Policy"], page["Cache-Control"]) == ("no-referrer", "no-store")
        return text_of(page)

    def test_it_says_in_plain_words_what_was_found(self, client: Client, interview: Interview, ida: User) -> None:
        told = self.explained(client, interview, ida)
        for words in (
            "Round 1, number 1: describe a case of planning.",
            "Does planning with care. It counts for 50 % of the whole.",
            "Level 3 of 5 An answer of this level shows: planning at level 3",
            f"It rests on these words of yours: {SAID}",
            "What was missing for level 4, which shows: planning at level 4",
            "No score. Your answer could not be read well enough to be judged. It does not count against you.",
            "Your voice, accent, pace, pauses and feelings; your style, spelling and grammar",
            "A person did: Ida Owner",
            "It rests on 70 % of the weights",
            "You can ask that a person looks again",
        ):
            assert words in told
        assert "Inner words" not in told

    def test_it_says_when_it_was_sent_and_that_the_result_changed_since(
        self, client: Client, interview: Interview, ida: User
    ) -> None:
        told = self.explained(client, interview, ida)
        assert "A person sent you this on" in told
        assert "has changed since" not in told
        change_weights(interview.job_spec, {"planning": "0.10", "listening": "0.10", "repairing": "0.80"})
        evaluate_all_under_current(job_spec=interview.job_spec, by=ida)
        told = text_of(Browser(interview.invitation).get("explanation/"))
        assert "The result has changed since: what you see here is the one of" in told
        assert "Your answers were read again since" not in told, "the same reading, with other weights"
        make_evaluation(interview, {"planning": 20})
        told = text_of(Browser(interview.invitation).get("explanation/"))
        assert "The result has changed since" in told
        assert "Your answers were read again since" in told

    def test_who_decided_without_a_score_decided_before_the_reading_or_after(
        self, client: Client, interview: Interview, ida: User
    ) -> None:
        decide(interview=interview, outcome=Outcome.DECLINE, reason="So.", seen=None, by=UserFactory.create(name="Bo"))
        url = reverse("scoring:explanation_preview", args=[interview.pk])
        assert "read again since" not in text_of(client.get(url))
        make_evaluation(interview, {"planning": 20})
        assert "read again since" in text_of(client.get(url))

    def test_nobody_else_is_in_it(self, client: Client, spec: JobSpec, interview: Interview, ida: User) -> None:
        other = completed(spec, {1: "Words of another."}, candidate=CandidateFactory.create(name="Ben Else"))
        make_evaluation(other, {"planning": 97, "listening": 98, "repairing": 99})
        told = self.explained(client, interview, ida)
        for secret in ("Ben Else", "Words of another", "97", "98", "99", "rank"):
            assert secret not in told

    def test_before_a_person_sends_it_there_is_none(self, client: Client, interview: Interview, ida: User) -> None:
        browser = Browser(interview.invitation)
        page = browser.get("explanation/")
        assert page.status_code == 404
        assert "Nobody has sent you an explanation yet" in text_of(page)
        decided(interview, Outcome.DECLINE, ida)
        url = reverse("scoring:outcome", args=[interview.pk])
        client.post(url, form_of(client.get(url)) | {"do": "send"})
        assert browser.get("explanation/").status_code == 404
        assert "planning at level" not in text_of(page)

    def test_once_withdrawn_it_is_gone(self, client: Client, interview: Interview, ida: User) -> None:
        self.explained(client, interview, ida)
        withdraw(interview=interview, by=interview.candidate)
        assert "This interview was withdrawn" in text_of(Browser(interview.invitation).get("explanation/"))

    def test_who_rates_blind_can_neither_see_nor_send_it(self, spec: JobSpec, interview: Interview, ida: User) -> None:
        editor = signed_in(make_member(spec, Role.EDITOR, blind=True))
        page = text_of(editor.get(reverse("scoring:explanation_preview", args=[interview.pk])))
        assert "you have not rated this candidate yet" in page
        assert "planning at level" not in page
        decided(interview, Outcome.HOLD, ida)
        url = reverse("scoring:outcome", args=[interview.pk])
        form = form_of(editor.get(url))
        editor.post(url, form | {"explains": "on", "do": "send"})
        assert Letter.objects.get().explains is False

    def test_a_member_reads_it_first(self, client: Client, interview: Interview) -> None:
        told = text_of(client.get(reverse("scoring:explanation_preview", args=[interview.pk])))
        assert "What the candidate would read" in told
        assert "planning at level 3" in told

    def test_where_nothing_is_graded_there_is_nothing_to_send(self, client: Client, spec: JobSpec, ida: User) -> None:
        bare = completed(spec)
        decided(bare, Outcome.HOLD, ida)
        url = reverse("scoring:outcome", args=[bare.pk])
        assert 'name="explains"' not in client.get(url).text
