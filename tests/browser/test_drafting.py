"""From a pasted description to a spec whose questions are edited in place, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from jobspecs.models import Draft, JobSpec, Question, QuestionOrder, User
from jobspecs.operations import questions as operations
from jobspecs.operations.drafts import run_draft
from tests.browser.looks import violations, violations_in_both_schemes
from tests.factories import UserFactory, make_spec
from tests.jobspecs import engines

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[User, str], None]
TEXT = "We look for a ferry captain who steers the night ferry in every weather and reads the sea. " * 4


@pytest.fixture(autouse=True)
def _quick_engines(settings: Settings) -> None:
    settings.DRAFTING_ENGINE, settings.QUESTION_ENGINE = engines.DRAFTING, engines.QUESTIONS


@pytest.fixture
def ana(db: None) -> User:
    return UserFactory.create(name="Ana", is_staff=True, is_superuser=True)


@pytest.fixture
def signed(page: Page, ana: User, sign_in: SignIn, live_server: LiveServer) -> Page:
    sign_in(ana, live_server.url)
    return page


@pytest.fixture
def spec(ana: User) -> JobSpec:
    return make_spec(by=ana)


@pytest.fixture
def opened(signed: Page, spec: JobSpec, live_server: LiveServer) -> Page:
    """The page of a spec, by its owner."""
    signed.goto(f"{live_server.url}/specs/{spec.pk}/")
    return signed


def rows(page: Page, position: int = 1) -> Locator:
    return page.locator(f"#round-{position} > .rows > .row")


def test_a_pasted_description_becomes_a_spec(signed: Page, live_server: LiveServer) -> None:
    signed.goto(f"{live_server.url}/specs/new/")
    signed.get_by_label("Paste the job description").fill(TEXT)
    signed.get_by_role("button", name="Draft the job spec").click()
    expect(signed.get_by_role("heading", name="New job spec")).to_be_visible()
    draft = Draft.objects.get()
    Draft.objects.filter(pk=draft.pk).update(
        step="competencies", found={"reading": {"title": "Ferry Captain", "level": "senior"}}
    )
    expect(signed.get_by_role("heading", name="Ferry Captain")).to_be_visible()  # polled: nobody has reloaded
    run_draft(draft.pk)
    expect(signed).to_have_url(re.compile("/specs/[0-9a-f-]{36}/$"))
    expect(signed.get_by_role("heading", name="Ferry Captain")).to_be_visible()
    expect(signed.get_by_text("Published. Read the questions before you invite anybody.")).to_be_visible()
    expect(rows(signed)).to_have_count(3)
    expect(rows(signed, 2)).to_have_count(4)


def test_a_slow_page_says_once_that_it_is_published(signed: Page, live_server: LiveServer) -> None:
    """While the spec's page is under way, the page that waited for it must not ask again: each answer leads there and says so."""
    held: list[Route] = []
    leads: list[str] = []
    signed.goto(f"{live_server.url}/specs/new/")
    signed.get_by_label("Paste the job description").fill(TEXT)
    signed.get_by_role("button", name="Draft the job spec").click()
    expect(signed.get_by_role("heading", name="New job spec")).to_be_visible()
    signed.route(re.compile("/specs/[0-9a-f-]{36}/$"), lambda route: held.append(route))
    signed.on("response", lambda answer: leads.append(answer.url) if "hx-redirect" in answer.headers else None)
    run_draft(Draft.objects.get().pk)
    for _ in range(80):
        signed.wait_for_timeout(50)
        if held:
            break
    signed.wait_for_timeout(2500)  # two polls and a half
    held.pop().continue_()
    expect(signed.get_by_role("heading", name="Ferry Captain")).to_be_visible()
    expect(signed.get_by_text("Published. Read the questions before you invite anybody.")).to_have_count(1)
    assert len(leads) == 1


STEPS = {
    "Reading the description": "Ferry Captain · senior",
    "Competencies": "3 competencies",
    "Weights": "0.50 Steering",
    "Must-haves": "1 line",
    "Round 01": "3 questions",
    "Round 02": "4 prompts",
}


@contextmanager
def drafted_beside(draft: Draft) -> Iterator[None]:
    """Have it drafted in another thread, as a worker would."""

    def work() -> None:
        run_draft(draft.pk)
        connection.close()

    thread = Thread(target=work)
    thread.start()
    yield
    thread.join(timeout=engines.PATIENCE)
    assert not thread.is_alive()


def test_slow_steps_appear_as_they_finish_and_nothing_moves_meanwhile(
    signed: Page, ana: User, live_server: LiveServer, settings: Settings
) -> None:
    settings.DRAFTING_ENGINE, settings.QUESTION_ENGINE = f"{engines.HERE}.WaitingDrafting", f"{engines.HERE}.WaitingQuestions"
    draft = Draft.objects.create(description=TEXT, requested_by=ana)
    signed.goto(f"{live_server.url}/drafts/{draft.pk}/")
    with drafted_beside(draft):
        expect(signed.locator(".step.is-now")).to_contain_text("Reading the description under way …")
        signed.get_by_role("button", name="Discard").focus()
        signed.locator(".steps").evaluate("steps => steps.untouched = true")
        expect(signed.locator("[data-elapsed]")).to_have_text(re.compile(r"^\d s$"), timeout=6_000)
        assert signed.locator(".steps").evaluate("steps => steps.untouched")  # polled, and left alone
        for name, found in STEPS.items():
            step = signed.locator(".step").filter(has=signed.get_by_text(name, exact=True))
            expect(step).to_have_class("step is-now")
            engines.GATE.release()
            if name != "Round 02":  # after that it is published, and the page leads to the spec
                expect(step).to_contain_text(found, timeout=3_000)
                expect(signed.locator("#draft-said")).to_contain_text(f"{name}: ")
                expect(signed.get_by_role("button", name="Discard")).to_be_focused()
        expect(signed).to_have_url(re.compile("/specs/[0-9a-f-]{36}/$"))
    expect(signed.get_by_text("Drafted by quick.")).to_be_visible()


def test_a_draft_that_fails_is_told_and_asked_for_no_more(
    signed: Page, ana: User, live_server: LiveServer, settings: Settings
) -> None:
    settings.DRAFTING_ENGINE = f"{engines.HERE}.RefusesWeights"
    draft = Draft.objects.create(description=TEXT, requested_by=ana)
    signed.goto(f"{live_server.url}/drafts/{draft.pk}/")
    expect(signed.locator(".steps")).to_be_visible()
    run_draft(draft.pk)
    expect(signed.get_by_role("alert")).to_contain_text("No weights can be drawn from this text.")
    asked: list[str] = []
    signed.on("request", lambda request: asked.append(request.url))
    signed.get_by_label("Job description").fill("Typed while nothing asks. " * 10)
    signed.wait_for_timeout(1_500)
    assert asked == []


def test_a_question_is_edited_in_place_and_the_focus_stays_near(opened: Page) -> None:
    rows(opened).first.get_by_label("Edit question 1").click()
    field = opened.get_by_label("Wording")
    expect(field).to_be_focused()
    field.fill("In Ana's words?")
    rows(opened).first.get_by_role("button", name="Save").click()
    expect(rows(opened).first).to_contain_text("In Ana's words?")
    expect(opened.locator("#round-1-head")).to_contain_text("2 from the JD · 1 by Ana")
    expect(rows(opened).first.get_by_label("Edit question 1")).to_be_focused()


def test_what_is_typed_in_one_row_outlives_moving_another(opened: Page) -> None:
    rows(opened).first.get_by_label("Edit question 1").click()
    opened.get_by_label("Wording").fill("Half a thou")
    moved = rows(opened).nth(2).get_attribute("id")
    up = rows(opened).nth(2).get_by_label("Move question 3 up")
    up.click()
    expect(rows(opened).nth(1)).to_have_attribute("id", str(moved))
    expect(opened.get_by_label("Wording")).to_have_value("Half a thou")
    expect(opened.locator(f"#{moved}-up")).to_be_focused()


def test_a_question_is_written_anew_while_one_waits_and_undone(opened: Page) -> None:
    before = Question.objects.filter(round__position=1, position=1).values_list("current_revision__text", flat=True).get()
    rows(opened).first.get_by_label("Write question 1 anew").click()
    expect(rows(opened).first).to_contain_text("Writing it anew")
    expect(rows(opened).first).to_contain_text(before)
    operations.run_question_order(QuestionOrder.objects.get().pk)
    expect(rows(opened).first).not_to_contain_text(before)
    opened.get_by_role("button", name="Undo").click()
    expect(rows(opened).first).to_contain_text(before)
    expect(opened.locator(".toast")).to_have_count(0)


def test_removing_is_undone_with_one_press(opened: Page) -> None:
    rows(opened).nth(1).get_by_label("Remove question 2").click()
    expect(rows(opened)).to_have_count(2)
    opened.get_by_role("button", name="Undo").click()
    expect(rows(opened)).to_have_count(3)


def test_a_new_prompt_that_is_too_long_is_told_and_then_added(opened: Page) -> None:
    opened.get_by_role("link", name="Add a prompt").click()
    place = opened.locator("#round-2-add")
    place.get_by_label("Wording").fill("word " * 121)
    place.get_by_role("button", name="Add").click()
    expect(place).to_contain_text("121 words are too many")
    place.get_by_label("Wording").fill("What would you ask us?")
    place.get_by_role("button", name="Add").click()
    expect(rows(opened, 2).last).to_contain_text("What would you ask us?")
    expect(place.get_by_role("link", name="Add a prompt")).to_be_visible()


def test_the_list_is_searched_as_one_types_and_the_focus_stays(
    signed: Page, spec: JobSpec, ana: User, live_server: LiveServer
) -> None:
    make_spec(by=ana, title="Baker")
    signed.goto(live_server.url)
    expect(signed.locator(".table-link")).to_have_count(2)
    signed.get_by_label("Search titles").press_sequentially("bak")
    expect(signed.locator(".table-link")).to_have_text(["Baker"])
    expect(signed.get_by_label("Search titles")).to_be_focused()
    expect(signed).to_have_url(re.compile(r"\?q=bak"))


def test_everything_can_be_done_without_script(
    browser: Browser, context: BrowserContext, ana: User, spec: JobSpec, sign_in: SignIn, live_server: LiveServer
) -> None:
    sign_in(ana, live_server.url)
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = plain.new_page()
    page.goto(f"{live_server.url}/specs/{spec.pk}/")
    rows(page).first.get_by_role("link", name="Edit").click()
    page.get_by_label("Wording").fill("Without script?")
    page.get_by_role("button", name="Save").click()
    expect(rows(page).first).to_contain_text("Without script?")
    rows(page).first.get_by_role("link", name="Edit").click()
    page.get_by_role("button", name="Move down").click()
    expect(rows(page).nth(1)).to_contain_text("Without script?")
    rows(page).nth(1).get_by_role("link", name="Edit").click()
    page.get_by_role("button", name="Remove (past candidates keep it)").click()
    expect(rows(page)).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(rows(page)).to_have_count(3)
    page.goto(f"{live_server.url}/?q=bicycle")
    expect(page.locator(".table-link")).to_have_count(1)
    plain.close()


def test_axe_finds_nothing(page: Page, ana: User, spec: JobSpec, sign_in: SignIn, live_server: LiveServer) -> None:
    sign_in(ana, live_server.url)
    question = Question.objects.filter(round__position=1).earliest("position")
    stopped = Draft.objects.create(description=TEXT, requested_by=ana, state="failed", error="No work is named in it.")
    waiting = Draft.objects.create(description=TEXT, requested_by=ana)
    addresses = [
        "/",
        "/?q=nothing",
        "/specs/new/",
        f"/drafts/{stopped.pk}/",
        f"/drafts/{waiting.pk}/",
        "/people/",
        "/organisation/",
    ]
    addresses += [f"/specs/{spec.pk}/{part}" for part in ("", "members/", "questions/", "rounds/1/add/")]
    addresses += [f"/questions/{question.pk}/edit/", f"/questions/{question.pk}/wordings/", "/waiting/"]
    found = {}
    for address in addresses:
        page.goto(live_server.url + address)
        found[address] = violations_in_both_schemes(page)
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    planted = violations(page)
    assert [what for said in found.values() for what in said] == []
    assert len(planted) == 1  # it looks, and would see
