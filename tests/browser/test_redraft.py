"""Draft again in a real browser: watched, weighed while one ticks, taken; without script, by keyboard, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from jobspecs.models import JobSpec, Question, Redraft, User
from jobspecs.operations import questions as question_operations
from jobspecs.operations.redrafts import run_redraft
from jobspecs.operations.specs import rename_spec
from jobspecs.operations.versions import CompetencyWording, MustHaveLine
from tests.browser.looks import violations_in_both_schemes
from tests.factories import UserFactory, make_spec, spec_content
from tests.factories.redrafts import make_redraft, whole_draft
from tests.jobspecs import engines

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[User, str], None]
TEXT = "We look for a ferry captain who steers the night ferry in every weather and reads the sea. " * 4
BETTER = CompetencyWording("planning", "Planning", "Plans the day with care.", "plan the repairs.", ["1", "2", "3", "4", "5"])
WEIGHTS = {"planning": "0.40", "listening": "0.25", "repairing": "0.20", "welding": "0.15"}


@pytest.fixture(autouse=True)
def _quick_engines(settings: Settings) -> None:
    settings.DRAFTING_ENGINE, settings.QUESTION_ENGINE = engines.DRAFTING, engines.QUESTIONS


@pytest.fixture
def ana(db: None) -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def spec(ana: User) -> JobSpec:
    """A spec that Ana has renamed, with a question in her words."""
    made = make_spec(by=ana, description=TEXT, drafted_with="offline")
    rename_spec(job_spec=made, title="Wheel Mechanic", level="mid", by=ana)
    question = Question.objects.get(round__job_spec=made, round__position=1, position=1)
    question_operations.reword_question(question=question, base=1, text="In Ana's words?", probes=[], competency=None, by=ana)
    return made


@pytest.fixture
def signed(page: Page, ana: User, sign_in: SignIn, live_server: LiveServer) -> Page:
    sign_in(ana, live_server.url)
    return page


def waiting(spec: JobSpec) -> Redraft:
    """A new draft that says otherwise nearly everywhere."""
    content = spec_content(
        weights=WEIGHTS,
        title="Bicycle Technician",
        level="senior",
        must_haves=[MustHaveLine("required", "Three years in a workshop"), MustHaveLine("preferred", "Can weld")],
    )
    object.__setattr__(content, "wordings", [BETTER, *content.wordings[1:]])
    return make_redraft(spec, draft=whole_draft(content, notes=("One weight was mended.",)))


def weighed(page: Page, name: str) -> str:
    """The weight that a competency would have."""
    return page.locator("#redraft-weights tr", has_text=name).locator("td").last.inner_text()


def test_a_spec_is_drafted_again_and_part_of_it_taken(signed: Page, spec: JobSpec, live_server: LiveServer) -> None:
    said: list[str] = []
    signed.on("console", lambda message: said.append(message.text))
    signed.goto(f"{live_server.url}/specs/{spec.pk}/")
    signed.get_by_role("button", name="Draft again").click()
    expect(signed.get_by_role("heading", name="Drafting again")).to_be_visible()
    Redraft.objects.update(step="weights", found={"competencies": ["Steering", "Weather"]})
    expect(signed.locator("#redraft")).to_contain_text("2 competencies")  # polled: nobody has reloaded
    run_redraft(Redraft.objects.get().pk)
    expect(signed.get_by_role("heading", name="What would change")).to_be_visible()

    Redraft.objects.update(proposal=waiting_proposal(spec))
    signed.reload()
    title = signed.get_by_role("checkbox", name=re.compile("Title: Bicycle Technician instead"))
    expect(title).not_to_be_checked()
    expect(signed.get_by_role("checkbox", name=re.compile("Reword Planning"))).to_be_checked()
    assert weighed(signed, "Welding") == "0.15"
    signed.get_by_role("checkbox", name=re.compile("Add Welding")).uncheck()
    expect(signed.locator("#redraft-weights tr", has_text="Welding").locator("td").last).to_have_text("—")
    expect(signed.get_by_role("checkbox", name=re.compile("Add Welding"))).to_be_focused()
    signed.get_by_label("Wording only").check()
    signed.get_by_label("Why").fill("It reads better.")
    signed.get_by_role("button", name="Take what is ticked").click()
    expect(signed.locator(".toast")).to_contain_text("Saved as v2-")
    expect(signed.get_by_role("heading", name="Wheel Mechanic")).to_be_visible()
    expect(signed.locator("#competencies")).to_contain_text("Plans the day with care.")
    expect(signed.locator("#competencies")).not_to_contain_text("Welding")
    expect(signed.locator("#round-1")).to_contain_text("In Ana's words?")
    signed.get_by_role("link", name="History").click()
    expect(signed.locator(".history li").first).to_contain_text("Drafted again: It reads better.")
    assert [words for words in said if not words.startswith("htmx:")] == []  # it notes the requests that a new page overtakes


def waiting_proposal(spec: JobSpec) -> Any:
    """What `waiting` proposes, to stand in for what the quick engines found."""
    Redraft.objects.update(closed_at="2026-01-01T00:00:00Z", closed_by=spec.created_by)
    made = waiting(spec)
    proposal = made.proposal
    made.delete()
    Redraft.objects.update(closed_at=None, closed_by=None)
    return proposal


def test_a_draft_is_put_aside_and_the_button_is_back(signed: Page, spec: JobSpec, live_server: LiveServer) -> None:
    waiting(spec)
    signed.goto(f"{live_server.url}/specs/{spec.pk}/")
    expect(signed.get_by_text("A new draft is waiting")).to_be_visible()
    expect(signed.get_by_role("button", name="Draft again")).to_have_count(0)
    signed.get_by_role("link", name="Look at it").click()
    signed.get_by_role("button", name="Put aside").click()
    expect(signed.locator(".toast")).to_contain_text("The new draft is put aside.")
    expect(signed.get_by_role("button", name="Draft again")).to_be_visible()
    assert spec.versions.count() == 1


def test_everything_can_be_done_by_keyboard(signed: Page, spec: JobSpec, live_server: LiveServer) -> None:
    waiting(spec)
    signed.goto(f"{live_server.url}/specs/{spec.pk}/redraft/")
    welding = signed.get_by_role("checkbox", name=re.compile("Add Welding"))
    for _ in range(40):
        if welding.evaluate("box => box === document.activeElement"):
            break
        signed.keyboard.press("Tab")
    expect(welding).to_be_focused()
    signed.keyboard.press("Space")
    expect(welding).not_to_be_checked()
    expect(signed.locator("#redraft-weights tr", has_text="Welding").locator("td").last).to_have_text("—")
    signed.get_by_role("button", name="Take what is ticked").focus()
    signed.keyboard.press("Enter")
    expect(signed.locator(".toast")).to_contain_text("Saved as v2-")


def test_everything_can_be_done_without_script(
    browser: Browser, context: BrowserContext, ana: User, spec: JobSpec, sign_in: SignIn, live_server: LiveServer
) -> None:
    sign_in(ana, live_server.url)
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = plain.new_page()
    page.goto(f"{live_server.url}/specs/{spec.pk}/")
    page.get_by_role("button", name="Draft again").click()
    expect(page.get_by_role("heading", name="Drafting again")).to_be_visible()
    page.get_by_role("button", name="Put aside").click()
    waiting(spec)
    page.goto(f"{live_server.url}/specs/{spec.pk}/redraft/")
    page.get_by_role("checkbox", name=re.compile("Add Welding")).uncheck()
    assert weighed(page, "Welding") == "0.15"
    page.get_by_role("button", name="Work out the weights").click()
    assert weighed(page, "Welding") == "—"
    expect(page.get_by_role("checkbox", name=re.compile("Add Welding"))).not_to_be_checked()
    page.get_by_text("Kept as you have it").first.click()
    page.get_by_role("button", name="Take what is ticked").click()
    expect(page.locator(".toast")).to_contain_text("Saved as v2-")
    plain.close()


def test_axe_finds_nothing_and_a_phone_shows_all_of_it(
    browser: Browser, context: BrowserContext, ana: User, spec: JobSpec, sign_in: SignIn, live_server: LiveServer
) -> None:
    sign_in(ana, live_server.url)
    seeing = browser.new_context(
        viewport={"width": 390, "height": 800},
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
        storage_state=context.storage_state(),
    )
    page = seeing.new_page()
    waiting(spec)
    found = {}
    for state, address in [("done", "redraft/"), ("done", ""), ("queued", "redraft/"), ("failed", "redraft/"), ("failed", "")]:
        Redraft.objects.update(state=state, error="No work is named in it." if state == "failed" else "")
        page.goto(f"{live_server.url}/specs/{spec.pk}/{address}")
        page.evaluate("document.querySelectorAll('main details').forEach((fold) => (fold.open = true))")
        found[state, address] = violations_in_both_schemes(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (state, address)
    Redraft.objects.update(state="done", error="")
    page.goto(f"{live_server.url}/specs/{spec.pk}/redraft/")
    small = "main :is(.choice, summary, button, a.button)"
    heights = page.locator(small).evaluate_all("all => all.filter(e => e.offsetParent).map(e => [e.textContent, e.offsetHeight])")
    seeing.close()
    assert [what for said in found.values() for what in said] == []
    assert len(heights) > 10
    assert [one for one in heights if one[1] < 44] == []
