"""axe-core on every page, as it is with the demo in it: wide, phone, dark. WCAG 2.0 to 2.2, A and AA, and best practices.

Also what axe does not look at: no page scrolls sideways, none says anything on the console, and under the content
security policy nothing of a page is refused.
"""

from __future__ import annotations

import re
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from interviews.links import link_url
from interviews.models import Interview, Invitation
from jobspecs.models import Draft, JobSpec, Question, User
from tests.browser.looks import violations
from tests.databases import DEMO_PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OPTIONS: dict[str, Any] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,  # it would read style sheets anew, by means that the content security policy refuses
}
LOOKS: list[tuple[Literal["light", "dark"], int]] = [("light", 1280), ("dark", 390)]
# Links that lead nowhere (any more) say so by their status, and Chromium notes it.
EXPECTED_STATUS = re.compile(r"status of (404|410) ")


@pytest.fixture
def demo(demo_database: None, live_server: LiveServer) -> dict[str, list[str]]:
    """The demo, and the addresses of all its pages: of strangers, of members, of administrators."""
    return {"strangers": strangers(), "members": members(), "administrators": administrators()}


def strangers() -> list[str]:
    """Sign-in, and each kind of page that a candidate's link can lead to."""
    pages = ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/no/such/page/", "/i/forged/"]
    by_state = {
        "welcome": Invitation.objects.filter(interview=None, cancelled_at=None).order_by("-expires_at")[0],
        "expired": Invitation.objects.filter(interview=None).earliest("expires_at"),
        "running": Invitation.objects.filter(interview__state="in_progress").earliest("created_at"),
        "finished": Invitation.objects.filter(interview__state="submitted").earliest("created_at"),
        "withdrawn": Invitation.objects.filter(interview__state="withdrawn").earliest("created_at"),
    }
    for invitation in by_state.values():
        pages.append("/i/" + link_url(invitation).split("/i/", 1)[1])
    running = pages[-3]
    return [*pages, f"{running}1/", f"{running}review/", f"{running}withdraw/"]


def members() -> list[str]:
    """A recruiter's pages, of both specs."""
    pages = ["/", "/?q=nothing+like+it", "/specs/new/", "/accounts/password/change/", "/accounts/logout/"]
    for spec in JobSpec.objects.all():
        here = f"/specs/{spec.pk}/"
        pages += [here, f"{here}candidates/", f"{here}history/", f"{here}history/1/", f"{here}invite/", f"{here}members/"]
        pages += [f"{here}rename/", f"{here}archive/", f"{here}runs/", f"{here}competencies/add/", f"{here}must-haves/add/"]
    pages += [f"/interviews/{interview.pk}/" for interview in Interview.objects.order_by("begun_at")[:3]]
    pages += [f"/interviews/{pk}/" for pk in Interview.objects.filter(state="submitted").values_list("pk", flat=True)[:2]]
    question = Question.objects.filter(retired_at=None).earliest("created_at")
    pages += [f"/questions/{question.pk}/edit/", f"/questions/{question.pk}/wordings/"]
    draft = Draft.objects.create(
        description="We look for somebody.",
        requested_by=User.objects.get(email="manager@example.com"),
        state="failed",
        error="No.",
    )
    invitation = Invitation.objects.filter(interview__state="in_progress").earliest("created_at")
    pages += [
        f"/drafts/{draft.pk}/",
        *(f"/invitations/{invitation.pk}/{page}/" for page in ("link", "renew", "withdraw", "erase")),
    ]
    return pages


def administrators() -> list[str]:
    return ["/people/", "/organisation/"]


def look_at(page: Page, address: str) -> list[str]:
    """Everything that is wrong with one page in each of its looks, in words."""
    said: list[str] = []

    def listen(message: Any) -> None:
        if message.type in ("error", "warning") and not EXPECTED_STATUS.search(message.text):
            said.append(f"console: {message.text}")

    page.on("console", listen)
    page.goto(address)
    expect(page.locator(".htmx-request")).to_have_count(0)  # the panels that come later are there
    for scheme, width in LOOKS:  # without opening it again: only the style sheet tells them apart
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        wrong = violations(page, OPTIONS)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            wrong.append("scrolls sideways")
        said += [f"{scheme} {width}: {what}" for what in wrong]
    page.remove_listener("console", listen)
    return [f"{address}: {what}" for what in said]


def test_no_page_is_a_hindrance(demo: dict[str, list[str]], browser: Browser, live_server: LiveServer) -> None:
    wrong: list[str] = []
    for who, pages in demo.items():
        context = browser.new_context(reduced_motion="reduce")
        page = context.new_page()
        if who != "strangers":
            sign_in(page, live_server.url, "manager@example.com" if who == "members" else "admin@example.com")
        for address in pages:
            wrong += look_at(page, f"{live_server.url}{address}")
        context.close()
    assert wrong == []


def sign_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{url}/")
