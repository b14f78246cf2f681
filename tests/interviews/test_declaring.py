"""Must-haves, asked before Part 1: read by a person, never scored, changed until a question is begun."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interviews.models import Declaration, Interview, Invitation
from interviews.operations.answering import Save, save_draft
from interviews.operations.declaring import AlreadyBegun, Said, declare
from interviews.queries.declarations import declared_of, must_haves_of
from jobspecs.models import JobSpec
from jobspecs.operations.versions import MustHaveLine, replace_must_haves
from scoring.queries.material import material_of
from tests.factories import make_spec
from tests.factories.interviews import make_interview, make_invitation
from tests.interviews.visitor import Browser

pytestmark = pytest.mark.django_db
YEARS, WELD = "Two years in a workshop", "Can weld"


@pytest.fixture(autouse=True)
def forget_limits() -> None:
    cache.clear()


@pytest.fixture
def browser() -> Browser:
    return Browser(make_invitation())


def begin(browser: Browser) -> str:
    """Agree; where that leads."""
    words = re.search(r'name="words" value="([0-9a-f]{64})"', browser.get().text)
    assert words
    return browser.at(browser.post("begin/", {"agree": "on", "words": words[1]}))


def said() -> dict[str, tuple[str, str]]:
    return {text: (row.said, row.line) for text, row in declared_of(Interview.objects.get()).items()}


class TestThePage:
    def test_comes_after_consent_and_says_that_it_is_not_scored(self, browser: Browser) -> None:
        assert begin(browser) == "before/"
        page = browser.get("before/").text
        for words in ("Before Part 1: what the job asks for", "A person reads this. It is not scored.", YEARS, WELD):
            assert words in page
        assert page.count('type="radio"') == 8
        assert "No answer" in page

    def test_is_announced_on_the_first_page(self, browser: Browser) -> None:
        assert "you are shown 2 things that the job asks for" in browser.get().text

    def test_keeps_what_is_said_and_goes_on(self, browser: Browser) -> None:
        begin(browser)
        page = browser.declare(said="partly", line="  One year, and a season.  ")
        assert browser.at(page) == "1/"
        assert said() == {YEARS: ("partly", "One year, and a season.")}
        assert Interview.objects.get().declared_at is not None

    def test_needs_no_answer(self, browser: Browser) -> None:
        begin(browser)
        assert browser.at(browser.declare()) == "1/"
        assert said() == {}

    def test_can_be_changed_until_a_question_is_begun(self, browser: Browser) -> None:
        begin(browser)
        page = browser.declare(said="yes")
        assert "Change what you said about what the job asks for" in page.text
        assert re.search(r'value="yes"[^>]* checked', browser.get("before/").text)
        browser.declare(said="no", line="Not yet.")
        assert said() == {YEARS: ("no", "Not yet.")}
        browser.declare(said="")
        assert said() == {}
        browser.declare(said="yes")
        browser.post("1/save/", {"text": "I plan", "page": "a", "base": "0", "turn": "1"})
        assert browser.at(browser.get("before/")) == "1/"
        assert "Change what you said" not in browser.get("1/").text
        assert browser.at(browser.post("before/", {"said": "no"})) == "1/"
        assert said() == {YEARS: ("yes", "")}

    def test_words_without_a_choice_are_asked_about_and_stay(self, browser: Browser) -> None:
        begin(browser)
        page = browser.declare(line="It depends.")
        assert browser.at(page) == "before/"
        assert 'value="It depends."' in page.text
        assert "Choose yes, partly or no for these words" in page.text
        assert Interview.objects.get().declared_at is None

    def test_a_line_that_is_too_long_stays_on_the_page(self, browser: Browser) -> None:
        begin(browser)
        page = browser.declare(said="yes", line="y" * 301)
        assert "y" * 301 in page.text
        assert "at most 300" in page.text
        assert not Declaration.objects.exists()

    def test_each_choice_is_saved_at_once(self, browser: Browser) -> None:
        begin(browser)
        names = re.findall(r'name="said-([0-9a-f]{16})" value="yes"', browser.get("before/").text)
        page = browser.post("before/", {f"said-{names[1]}": "yes"}, HTTP_HX_REQUEST="true")
        assert 'data-state="saved"' in page.text
        assert said() == {WELD: ("yes", "")}
        wrong = {f"said-{names[1]}": "no", f"said-{names[0]}": "", f"line-{names[0]}": "so so"}
        assert "A line is not saved yet" in browser.post("before/", wrong, HTTP_HX_REQUEST="true").text
        assert said() == {WELD: ("no", "")}
        assert Interview.objects.get().declared_at is None

    def test_a_version_saved_meanwhile_is_shown_with_what_was_said(self, browser: Browser) -> None:
        begin(browser)
        page = browser.get("before/").text
        lines = re.search(r'name="lines" value="([0-9a-f]{64})"', page)
        names = re.findall(r'name="said-([0-9a-f]{16})" value="yes"', page)
        assert lines
        spec = JobSpec.objects.get()
        lines_now = [MustHaveLine("required", YEARS), MustHaveLine("required", "A driving licence")]
        replace_must_haves(job_spec=spec, base=1, must_haves=lines_now, reason="", by=spec.created_by)
        sent = {"lines": lines[1], f"said-{names[0]}": "yes", f"line-{names[0]}": "Three.", f"said-{names[1]}": "no"}
        again = browser.post("before/", sent)
        assert browser.at(again) == "before/"
        assert "These lines were changed while you were reading" in again.text
        assert "A driving licence" in again.text
        assert 'value="Three."' in again.text
        assert browser.at(browser.declare(said="yes", line="Three.")) == "1/"
        assert said() == {YEARS: ("yes", "Three.")}

    @pytest.mark.parametrize("sent", [{}, {"lines": "x"}, {"lines": "x" * 5000, "said-1": "yes"}])
    def test_odd_forms_change_nothing(self, browser: Browser, sent: dict[str, str]) -> None:
        begin(browser)
        browser.declare(said="yes", line="Three.")
        assert browser.at(browser.post("before/", sent)) == "before/"
        assert said() == {YEARS: ("yes", "Three.")}

    def test_nobody_gets_past_it_by_the_address_of_a_question(self, browser: Browser) -> None:
        begin(browser)
        assert browser.at(browser.get("1/")) == "before/"
        assert browser.at(browser.get()) == "before/"


class TestWhoIsNotAsked:
    def test_nobody_where_the_spec_has_none(self) -> None:
        browser = Browser(make_invitation(make_spec(must_haves=[])))
        assert begin(browser) == "1/"
        assert "the job asks for" not in browser.get("1/").text
        assert browser.at(browser.get("before/")) == "1/"

    def test_who_had_begun_before_there_was_such_a_page(self) -> None:
        interview = make_interview(answers={1: "one"})
        Interview.objects.update(declared_at=None)
        assert Browser(interview.invitation).at(Browser(interview.invitation).get()) == "2/"
        save_draft(interview=interview, position=2, save=Save("half"), by=interview.candidate)
        assert Browser(interview.invitation).at(Browser(interview.invitation).get("2/")) == "2/"

    def test_before_consent_there_is_nothing_to_say(self, browser: Browser) -> None:
        assert browser.at(browser.get("before/")) == ""
        assert not Invitation.objects.filter(interview__isnull=False).exists()


class TestWhatIsKept:
    def test_a_line_that_stands_twice_is_asked_once(self) -> None:
        spec = make_spec(must_haves=[MustHaveLine("required", YEARS), MustHaveLine("preferred", YEARS)])
        assert [line.kind for line in must_haves_of(spec)] == ["required"]

    def test_nothing_can_be_declared_once_a_question_is_begun(self) -> None:
        interview = make_interview(answers={1: "one"})
        line = must_haves_of(interview.job_spec)[0]
        with pytest.raises(AlreadyBegun):
            declare(interview=interview, said={line: Said("yes")}, go_on=True, by=interview.candidate)  # type: ignore[arg-type]

    def test_the_grader_reads_the_same_whatever_is_declared(self, browser: Browser) -> None:
        begin(browser)
        browser.declare()
        browser.answer(1, "I plan the day.")
        silent = material_of(Interview.objects.get())
        line = must_haves_of(JobSpec.objects.get())[0]
        Declaration.objects.create(interview=Interview.objects.get(), must_have=line, said="no", line="I plan nothing at all.")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            declared = material_of(Interview.objects.get())
        assert declared == silent
        assert declared.input_hash == silent.input_hash
        assert not [query for query in queries.captured_queries if "declaration" in query["sql"]]
