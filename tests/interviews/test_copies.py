"""A candidate's own copy: the answers, and what was declared about must-haves, on the page and as a file."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from interviews.choices import Declared
from interviews.models import Interview
from interviews.operations.answering import submit
from interviews.operations.declaring import Said, declare
from interviews.queries.declarations import must_haves_of
from tests.factories.interviews import make_interview
from tests.interviews.visitor import Browser
from tests.jobspecs.pages import text_of

pytestmark = pytest.mark.django_db
LINE = "One year, and a season."


@pytest.fixture(autouse=True)
def forget_limits() -> None:
    cache.clear()


def handed_in(*said: Said | None) -> Interview:
    """One who declared this about the must-haves, one after the other, and left every question unanswered."""
    interview = make_interview()
    lines = must_haves_of(interview.job_spec)
    declare(interview=interview, said=dict(zip(lines, said, strict=False)), go_on=True, by=interview.candidate)
    everything = range(1, interview.asked.count() + 1)
    return submit(interview=interview, left_unanswered=everything, by=interview.candidate)


def test_page_and_file_hold_what_was_declared() -> None:
    interview = handed_in(Said(Declared.PARTLY, LINE), Said(Declared.NO))
    browser = Browser(interview.invitation)
    page, file = text_of(browser.get("done/copy/")), browser.get("done/my-answers.txt").content.decode()
    assert f"Two years in a workshop Partly · {LINE} Can weld No 1. " in page
    assert f"- Two years in a workshop\n  Partly · {LINE}\n\n- Can weld\n  No\n\n\n1. " in file


def test_a_line_without_an_answer_is_left_out() -> None:
    browser = Browser(handed_in(None, Said(Declared.YES)).invitation)
    page, file = text_of(browser.get("done/copy/")), browser.get("done/my-answers.txt").content.decode()
    for copy in (page, file):
        assert "Two years in a workshop" not in copy
        assert "Can weld" in copy


def test_who_declared_nothing_reads_nothing_of_it() -> None:
    browser = Browser(handed_in().invitation)
    for path in ("done/copy/", "done/my-answers.txt"):
        assert "What the job asks for" not in browser.get(path).content.decode()
