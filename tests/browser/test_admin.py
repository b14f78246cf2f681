"""The administration in a real browser, under the content security policy of every other page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from interviews.models import Candidate, Invitation
from jobspecs.models import Membership, User
from tests.factories import make_spec
from tests.factories.interviews import make_interview, make_invitation
from tests.factories.scoring import completed, make_grading

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LISTS = ["jobspecs_jobspec", "interviews_candidate", "interviews_interview", "scoring_grading", "jobspecs_jobspecevent"]
SignIn = Callable[[User, str], None]


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains of: refused styles and scripts, errors of scripts, files that are not there."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.fixture
def site(page: Page, live_server: LiveServer, sign_in: SignIn) -> str:
    """The address of the administration, opened by somebody with all rights, with something in every list."""
    spec = make_spec()
    make_grading(completed(spec))
    make_interview(spec)
    make_invitation(spec)
    sign_in(User.objects.create_superuser("ada@example.com", "quite a secret"), live_server.url)
    return live_server.url


def goto(page: Page, site: str, name: str, *args: object) -> None:
    response = page.goto(site + reverse(f"admin:{name}", args=args))
    assert response is not None
    assert response.status == 200


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_the_policy(page: Page, site: str, complaints: list[str], scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
    spec = Membership.objects.earliest("created_at").job_spec_id
    candidate = Candidate.objects.earliest("created_at").pk
    goto(page, site, "index")
    for name in LISTS:
        goto(page, site, f"{name}_changelist")
        expect(page.locator("#result_list tbody tr").first).to_be_visible()
    goto(page, site, "jobspecs_jobspec_change", spec)
    goto(page, site, "interviews_candidate_change", candidate)
    page.get_by_role("link", name="Erase…").click()
    expect(page.get_by_role("heading", name="What stays")).to_be_visible()
    goto(page, site, "jobspecs_user_add")
    goto(page, site, "jobspecs_organisation_changelist")
    goto(page, site, "password_change")
    assert complaints == []


def test_dates_filters_and_search_narrow_a_list(page: Page, site: str, complaints: list[str]) -> None:
    goto(page, site, "interviews_interview_changelist")
    page.locator("#changelist-filter").get_by_role("link", name="In progress").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.locator(".toplinks a").first.click()  # the date hierarchy
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.locator("#searchbar").fill("nobody of this name")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(0)
    assert complaints == []


def test_an_action_runs_from_the_list(page: Page, site: str, complaints: list[str]) -> None:
    goto(page, site, "interviews_invitation_changelist")
    page.locator("#action-toggle").check()
    expect(page.locator(".action-counter")).to_contain_text("3 of 3 selected")
    page.locator("select[name=action]").select_option("cancel")
    page.get_by_role("button", name="Go").click()
    expect(page.locator(".messagelist")).to_contain_text("Cancelled: 1.")
    expect(page.locator(".messagelist")).to_contain_text("Withdraw it instead")
    assert Invitation.objects.filter(cancelled_at__isnull=False).count() == 1
    assert complaints == []


def test_a_role_is_given_by_typing_a_name(page: Page, site: str, complaints: list[str]) -> None:
    spec = Membership.objects.earliest("created_at").job_spec_id
    User.objects.create_user("zoe@example.com", name="Zoe")
    goto(page, site, "jobspecs_jobspec_change", spec)
    page.locator("#memberships-group .add-row a").click()
    page.locator("#memberships-group .select2-selection").first.click()
    page.locator(".select2-search__field").fill("zoe")
    page.locator(".select2-results__option", has_text="Zoe").click()
    page.locator("select[name$='-role']").first.select_option("editor")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Membership.objects.filter(user__email="zoe@example.com", role="editor").exists()
    assert complaints == []


def test_a_member_is_added_without_a_password(page: Page, site: str, complaints: list[str]) -> None:
    goto(page, site, "jobspecs_user_add")
    page.get_by_label("Email").fill("zoe@example.com")
    page.get_by_label("Disabled").check()
    expect(page.locator("#id_password1")).to_be_hidden()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Make them a link to set one")
    assert not User.objects.get(email="zoe@example.com").has_usable_password()
    assert complaints == []


def test_an_erasure_is_confirmed_by_keyboard(page: Page, site: str, complaints: list[str]) -> None:
    person = Candidate.objects.latest("created_at")
    goto(page, site, "interviews_candidate_changelist")
    page.locator(f"input[name=_selected_action][value='{person.pk}']").check()
    page.locator("select[name=action]").select_option("erase")
    page.get_by_role("button", name="Go").click()
    page.get_by_role("button", name="Erase 1 candidate").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Erased: 1.")
    person.refresh_from_db()
    assert person.erased_at
    assert complaints == []


def too_wide(page: Page) -> int:
    """Pixels that the page would have to be moved sideways."""
    over: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return over


def test_it_fits_a_phone(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    spec = Membership.objects.earliest("created_at").job_spec_id
    person = Candidate.objects.earliest("created_at").pk
    page.goto(f"{site}{reverse('admin:interviews_candidate_erase')}?id={person}")
    assert too_wide(page) <= 0
    for name, args in [
        ("index", []),
        ("interviews_candidate_changelist", []),
        ("jobspecs_user_add", []),
        ("jobspecs_jobspec_change", [spec]),
        ("interviews_candidate_change", [person]),
    ]:
        goto(page, site, name, *args)
        assert too_wide(page) <= 0, name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["erase", "hold"])
def test_our_own_pages_are_accessible(page: Page, site: str, name: str, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)  # before the page is opened: Django's links change their colour slowly
    person = Candidate.objects.earliest("created_at").pk
    page.goto(f"{site}{reverse(f'admin:interviews_candidate_{name}')}?id={person}")
    found = Axe().run(page, context="#content").response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
