"""What is said around the questions, in Chromium: must-haves, oneself, an answer that went wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from interviews.models import Declaration, SelfIdentification
from interviews.operations.retakes import offer_retake
from jobspecs.models import JobSpec, User
from scoring.models import GradingOrder
from scoring.operations.grading import grade
from tests.browser.test_candidate import Phones, address, faults_in_both_schemes, is_not_wider_than_the_phone, phones, picture
from tests.factories import UserFactory, make_spec
from tests.factories.interviews import make_invitation
from tests.factories.scoring import completed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["phones"]  # a fixture


def looked_at(page: Page, name: str) -> None:
    """Nothing that axe-core finds in light or in dark, nothing that is wider than the page; pictures for people."""
    picture(page, name)
    assert faults_in_both_schemes(page) == ""
    picture(page, f"{name}-dark")
    page.emulate_media(color_scheme="light")
    assert is_not_wider_than_the_phone(page)


def test_must_haves_on_a_phone(live_server: Any, phones: Phones) -> None:
    complaints: list[str] = []
    page = phones()
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    link = address(live_server, make_invitation())
    page.goto(link)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("group", name="Two years in a workshop").get_by_label("Partly").check()
    expect(page.locator("#saved")).to_contain_text("Saved")
    page.get_by_label("Anything to add").nth(1).fill("A little.")
    page.get_by_role("button", name="Go on to Part 1").click()
    expect(page.get_by_text("Choose yes, partly or no for these words")).to_be_visible()
    looked_at(page, "declare")
    page.close()

    page = phones()  # what was chosen is there in another browser
    page.goto(link)
    expect(page.get_by_role("group", name="Two years in a workshop").get_by_label("Partly")).to_be_checked()
    assert Declaration.objects.get().said == "partly"
    page.get_by_label("Anything to add").first.fill("In my uncle's shop.")
    expect(page.locator("#saved")).to_contain_text("Saved")  # and the field was not left
    assert Declaration.objects.get().line == "In my uncle's shop."
    assert not complaints


def test_an_answer_that_went_wrong(live_server: Any, phones: Phones, page: Page, sign_in: Callable[[User, str], None]) -> None:
    owner = UserFactory.create(name="Olga Owner")
    interview = completed(make_spec(by=owner))
    JobSpec.objects.update(asks_self_identification=True)
    assert grade(order_id=GradingOrder.objects.get().pk)
    sign_in(owner, live_server.url)
    page.goto(f"{live_server.url}/interviews/{interview.pk}/")
    page.get_by_role("link", name="Something went wrong with this answer to question 2").click()
    expect(page.get_by_text("Total ")).to_be_visible()
    looked_at(page, "wrong")
    page.get_by_role("button", name="Exclude this answer").click()
    expect(page.get_by_label("What went wrong")).to_be_focused()
    page.get_by_label("What went wrong").fill("The page lost the second half.")
    page.get_by_role("button", name="Exclude this answer").click()
    expect(page.locator("#answer-2").get_by_text("Excluded from the score")).to_be_visible()
    picture(page, "report-excluded")

    offer_retake(asked=interview.asked.get(position=2), reason="The page lost your words.", by=owner)
    phone = phones()
    phone.goto(address(live_server, interview.invitation))
    phone.get_by_text("Say something about me").click()
    looked_at(phone, "done")
    phone.get_by_label("Female").check()
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("What you said is not shown again")).to_be_visible()
    assert SelfIdentification.objects.get().sex == "female"
    phone.get_by_role("link", name="Answer again").click()
    phone.locator("#answer").fill("I listened first, and then")
    looked_at(phone, "again")
    phone.reload()  # by mistake: what was typed is kept on the device
    phone.get_by_role("button", name="Put them in").click()
    expect(phone.locator("#answer")).to_have_value("I listened first, and then")
    phone.get_by_role("button", name="Hand in this answer").click()
    expect(phone.get_by_text("Your new answer has arrived")).to_be_visible()
    page.goto(f"{live_server.url}/interviews/{interview.pk}/")
    page.get_by_text("Earlier answer").click()
    picture(page, "report-again")
