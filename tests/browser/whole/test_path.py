"""What the product is for, once through, in a real browser against real processes.

A manager finds the demo, pastes a description, watches it being drafted, moves weights, invites somebody; they take the
interview in a browser of their own; it is graded with quotes, and the live panel moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect

from scoring.demo.content import load_spec
from tests.browser.stack import PASSWORD, Stack
from tests.browser.visiting import begin

pytestmark = [pytest.mark.browser, pytest.mark.processes]

SEED_ID = "e08648f7-89b4-43e1-a447-313d10011b50"
DESCRIPTION = load_spec("payments").description
ANSWER = (
    "Last winter a 400 mm main burst at two in the morning. I closed three valves within 25 minutes because I had walked the "
    "chamber list the month before, called the hospital first, and split the crew so that one team dug while the other flushed. "
    "We had 90 percent of the homes back by six. Afterwards I wrote the review: the valve map was two years old, which cost us "
    "ten minutes, so I set up a monthly check, and the next burst took 12 minutes to close."
)


@pytest.fixture
def manager(browser: Browser, stack: Stack) -> Iterator[Page]:
    """The demo's manager, signed in as a person signs in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{stack.url}/")
    page.get_by_label("Email").fill("manager@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Job specs")).to_be_visible()
    yield page
    context.close()


def panel(page: Page, heading: str) -> str:
    """The text of the panel under a heading."""
    section = page.locator("section", has=page.get_by_role("heading", name=heading, exact=True)).last
    return re.sub(r"\s+", " ", section.inner_text())


def test_the_seed_spec_is_there(manager: Page, stack: Stack) -> None:
    manager.goto(f"{stack.url}/specs/{SEED_ID}/")
    expect(manager.get_by_role("heading", level=1)).to_have_text("Senior Backend Engineer — Payments Platform")
    words = re.sub(r"\s+", " ", manager.locator("main").inner_text())
    assert "senior · version v1-U_WN6k" in words
    assert SEED_ID in words
    competencies = panel(manager, "Competencies")
    for key, weight in {
        "distributed_systems_rigor": "0.35",
        "postgres_transactional_design": "0.25",
        "domain_ownership_and_reliability": "0.25",
        "payments_domain_expertise": "0.15",
    }.items():
        assert key in competencies
        assert weight in competencies
    assert "weights sum to 1.00" in competencies
    assert "Total weight: 1.00 ✓ balanced" in panel(manager, "Scoring Weights")
    assert "3 currently · candidate sees this many" in panel(manager, "Interview questions")
    assert "4 prompts · Cal walks through each in order during Round 02" in panel(manager, "Behavioral round (Round 02)")
    expect(manager.get_by_text("Aggregated from candidates who took this job spec.")).to_be_visible()
    expect(manager.get_by_text("0 of 1")).to_be_visible()  # the panel loads by itself, after the page
    live = panel(manager, "Live performance")
    for said in ("Interviews 1", "0 completed", "Avg score —", "out of 100", "Completion 0%", "0 of 1", "weight 0.35", "n=0"):
        assert said in live, live
    assert panel(manager, "Must-haves").count("required") == 4


def test_a_lively_spec_is_there(manager: Page) -> None:
    manager.get_by_role("link", name=re.compile("Customer Support Team Lead")).click()
    expect(manager.get_by_text(re.compile(r"more under v1: \d+"))).to_be_visible()
    manager.get_by_role("link", name="Candidates").first.click()
    expect(manager.get_by_role("link", name=re.compile("Okonjo-Bell"))).to_be_visible()
    expect(manager.get_by_text(re.compile("only 35 % of the weights"))).to_be_visible()
    assert manager.locator("tbody tr").count() >= 25


def test_from_a_description_to_a_score(manager: Page, browser: Browser, stack: Stack) -> None:
    spec_url = draft(manager, stack)
    move_weights(manager)
    link = invite(manager)
    take_the_interview(browser, link)
    read_the_report(manager, spec_url)
    manager.goto(spec_url)
    expect(manager.get_by_text("1 of 1")).to_be_visible(timeout=20_000)
    live = panel(manager, "Live performance")
    assert "Interviews 1" in live
    assert "1 completed" in live
    assert "n=1" in live
    assert re.search(r"Avg score \d", live), live


def draft(page: Page, stack: Stack) -> str:
    """Paste the description and wait for the spec. Returns its address."""
    page.goto(f"{stack.url}/specs/new/")
    page.locator("textarea").fill(DESCRIPTION)
    page.get_by_role("button", name="Draft the job spec").click()
    page.wait_for_url(re.compile(r"/specs/[0-9a-f-]{36}/$"), timeout=30_000)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Senior Backend Engineer")
    assert "Total weight: 1.00 ✓ balanced" in panel(page, "Scoring Weights")
    return page.url


def move_weights(page: Page) -> None:
    """Take five hundredths from the first, see Save refused, share the rest, save with a reason."""
    numbers = page.locator("#weights input[type=number], #weights input[inputmode=decimal]")
    first = numbers.first
    before = Decimal(first.input_value())
    first.fill(str(before - Decimal("0.05")))
    expect(page.locator("#balance")).to_contain_text("0.05 left to give")
    expect(page.get_by_role("button", name=re.compile("^Save weights"))).to_be_disabled()
    second = numbers.nth(1)
    second.fill(str(Decimal(second.input_value()) + Decimal("0.05")))
    expect(page.locator("#balance")).to_contain_text("balanced")
    page.locator("textarea[name=reason]").fill("The second matters more on call.")
    page.get_by_role("button", name=re.compile("^Save weights")).click()
    expect(page.locator("main")).to_contain_text("version v2-", timeout=10_000)


def invite(page: Page) -> str:
    """Invite one person. Returns the link, as it is shown to be copied: there is no mail server."""
    page.get_by_role("link", name="Invite").first.click()
    page.locator("textarea").fill("Rosa Feldmann, rosa.feldmann@example.org")
    page.get_by_role("button", name="Make private links").click()
    expect(page.get_by_text("Email is not set up. Copy the link")).to_be_visible()
    return page.locator("input[readonly]").first.input_value()


def take_the_interview(browser: Browser, link: str) -> None:
    """On a phone, in a browser that knows nobody; half of it in another one. Part 2 is typed (test_voice speaks)."""
    seven = re.compile(r"/i/[^/]+/(\d+)/")
    for answered in (range(1, 4), range(4, 8)):
        context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
        page = context.new_page()
        if answered[0] == 1:
            begin(page, link)
        else:
            page.goto(link)
        for position in answered:
            if not seven.search(page.url):  # the page between the parts
                page.get_by_role("link", name="I would rather type").first.click()
            page.wait_for_url(re.compile(rf"/i/[^/]+/{position}/"))
            page.locator("textarea").fill(f"{ANSWER} That was case number {position}.")
            page.get_by_role("button", name=re.compile("^(Next|To the overview)")).click()
            expect(page).not_to_have_url(re.compile(rf"/{position}/(\?|$)"))
        if answered[-1] == 7:
            page.get_by_role("button", name="Hand in").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("thank", re.I))
        context.close()


def read_the_report(page: Page, spec_url: str) -> None:
    """The grade is there within seconds, and hidden until it is asked for; each quote stands in the answer letter for letter."""
    for _ in range(20):
        page.goto(f"{spec_url}candidates/")
        name = page.get_by_role("link", name="Rosa Feldmann")
        if name.count() and "shows once you have rated" in page.locator("tbody").inner_text():
            break
        page.wait_for_timeout(1000)
    page.get_by_role("link", name="Rosa Feldmann").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rosa Feldmann")
    assert page.locator("blockquote").count() == 0
    page.get_by_role("button", name="Show the scores without rating").click()
    expect(page.get_by_role("heading", name="Score", exact=True)).to_be_visible()
    quotes = page.locator("blockquote").all_inner_texts()
    assert quotes
    for quote in quotes:
        said = quote.split("\n")[0].strip().strip('“”"')
        assert said in ANSWER or "That was case number" in said, said
