"""The page of a drafted spec in a real browser: where a piece came from, why a weight is what it is, what is asked too little,
and where the focus is after a save.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from jobspecs.models import JobSpec, Question, User
from jobspecs.operations.questions import retire_question
from tests.browser.looks import violations_in_both_schemes
from tests.factories import UserFactory
from tests.factories.sources import make_sourced_spec

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[User, str], None]
LONG = "Much is said of us before it comes to the work itself.\n" * 120
WORKSHOP = "two years 👩🏽‍🔧 in a workshop"


@pytest.fixture
def ana(db: None) -> User:
    return UserFactory.create(name="Ana", is_staff=True, is_superuser=True)


@pytest.fixture
def spec(ana: User) -> JobSpec:
    return make_sourced_spec(by=ana, before=LONG)


@pytest.fixture
def opened(page: Page, ana: User, spec: JobSpec, sign_in: SignIn, live_server: LiveServer) -> Page:
    """The page of a spec, by its owner."""
    sign_in(ana, live_server.url)
    page.goto(f"{live_server.url}/specs/{spec.pk}/")
    return page


def panel(page: Page) -> Locator:
    return page.locator("#source-panel")


def must_have(page: Page) -> Locator:
    return page.get_by_role("link", name="Two years in a workshop", exact=True)


def role_clause(page: Page) -> Locator:
    return page.get_by_role("link", name="carry out planning in the workshop.", exact=True)


class TestWhereItComesFrom:
    def test_a_press_shows_the_sentence_and_escape_returns_to_the_piece(self, opened: Page) -> None:
        must_have(opened).click()
        expect(panel(opened).locator("mark")).to_have_text(WORKSHOP)
        expect(panel(opened).locator("mark")).to_be_in_viewport()
        expect(panel(opened).get_by_role("group", name="The description")).to_be_focused()
        expect(must_have(opened)).to_have_attribute("aria-current", "true")
        opened.keyboard.press("Escape")
        expect(panel(opened)).to_be_hidden()
        expect(must_have(opened)).to_be_focused()
        expect(must_have(opened)).not_to_have_attribute("aria-current", "true")

    def test_on_a_wide_screen_one_piece_after_the_other_is_looked_up(self, opened: Page) -> None:
        must_have(opened).click()
        expect(panel(opened).locator("mark")).to_have_text(WORKSHOP)
        role_clause(opened).click(position={"x": 5, "y": 5})
        expect(panel(opened).locator("mark")).to_have_count(2)
        expect(panel(opened)).to_contain_text("Planning, for this role")
        panel(opened).get_by_role("button", name="Close").click()
        expect(panel(opened)).to_be_hidden()
        expect(role_clause(opened)).to_be_focused()

    def test_each_of_several_places_is_one_press_away(self, opened: Page) -> None:
        opened.set_viewport_size({"width": 1280, "height": 300})
        role_clause(opened).click(position={"x": 5, "y": 5})
        address = opened.url
        for number, words in ((2, "order café\u0301 supplies <b>in time</b>"), (1, "plan the day’s repairs")):
            panel(opened).locator(".description-text").evaluate("text => text.parentElement.parentElement.scrollTo(0, 0)")
            panel(opened).get_by_role("link", name=str(number), exact=True).click()
            expect(panel(opened).get_by_text(words, exact=True)).to_be_in_viewport()
        assert opened.url == address

    def test_by_keyboard_alone(self, opened: Page) -> None:
        must_have(opened).focus()
        opened.keyboard.press("Enter")
        expect(panel(opened).get_by_role("group", name="The description")).to_be_focused()
        opened.keyboard.press("Shift+Tab")
        opened.keyboard.press("Shift+Tab")
        expect(panel(opened).get_by_role("button", name="Close")).to_be_focused()
        opened.keyboard.press("Enter")
        expect(must_have(opened)).to_be_focused()

    def test_on_a_phone_it_stands_alone_until_it_is_closed(self, opened: Page) -> None:
        opened.set_viewport_size({"width": 390, "height": 800})
        must_have(opened).click()
        expect(panel(opened).locator("mark")).to_be_in_viewport()
        assert panel(opened).evaluate("dialog => dialog.matches(':modal')")
        assert not opened.evaluate("document.documentElement.scrollWidth > innerWidth")
        opened.keyboard.press("Escape")
        expect(must_have(opened)).to_be_focused()

    def test_a_question_and_the_whole_description_have_it_too(self, opened: Page) -> None:
        opened.locator("#round-1").get_by_role("link", name="from the JD").click()
        expect(panel(opened).locator("mark")).to_have_text("plan the day’s repairs")
        opened.keyboard.press("Escape")
        opened.get_by_role("link", name="Description").click()
        expect(panel(opened)).to_contain_text("Much is said of us")
        expect(panel(opened).locator("mark")).to_have_count(0)
        expect(panel(opened)).to_contain_text("<script>alert(1)</script>")

    def test_it_still_works_after_a_save_has_renewed_the_page(self, opened: Page) -> None:
        opened.get_by_role("button", name="Move Can weld up").click()
        expect(opened.get_by_text("Saved as v2-")).to_be_visible()
        must_have(opened).click()
        expect(panel(opened).locator("mark")).to_have_text(WORKSHOP)

    def test_without_script_it_is_a_page_with_a_way_back(
        self, browser: Browser, context: BrowserContext, ana: User, spec: JobSpec, sign_in: SignIn, live_server: LiveServer
    ) -> None:
        sign_in(ana, live_server.url)
        plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
        page = plain.new_page()
        page.goto(f"{live_server.url}/specs/{spec.pk}/")
        must_have(page).click()
        expect(page.get_by_role("heading", name="Where this comes from")).to_be_attached()
        expect(page.locator("mark#source")).to_have_text(WORKSHOP)
        expect(page.locator("mark#source")).to_be_in_viewport()
        page.get_by_role("link", name=spec.title).click()
        expect(must_have(page)).to_be_in_viewport()
        plain.close()

    def test_axe_finds_nothing(self, page: Page, ana: User, spec: JobSpec, sign_in: SignIn, live_server: LiveServer) -> None:
        sign_in(ana, live_server.url)
        page.goto(f"{live_server.url}/specs/{spec.pk}/description/?piece=role-planning")
        alone = violations_in_both_schemes(page)
        page.goto(f"{live_server.url}/specs/{spec.pk}/")
        must_have(page).click()
        expect(panel(page).locator("mark")).to_be_visible()
        assert (alone, violations_in_both_schemes(page)) == ([], [])


class TestWhyAWeight:
    def test_is_shown_under_the_hand_and_goes_on_escape(self, opened: Page) -> None:
        reason, mark = opened.get_by_text("stressed in planning"), opened.get_by_label("Why Planning has this weight")
        expect(reason).to_be_hidden()
        mark.hover()
        expect(reason).to_be_visible()
        opened.keyboard.press("Escape")
        expect(reason).to_be_hidden()
        opened.get_by_role("heading", name="Must-haves").hover()
        mark.hover()
        expect(reason).to_be_visible()

    def test_is_shown_to_the_keyboard_and_goes_on_escape(self, opened: Page) -> None:
        reason, mark = opened.get_by_text("stressed in planning"), opened.get_by_label("Why Planning has this weight")
        mark.focus()
        expect(reason).to_be_visible()
        opened.keyboard.press("Escape")
        expect(reason).to_be_hidden()
        expect(mark).to_be_focused()


class TestWhatIsAskedTooLittle:
    @pytest.fixture
    def thin(self, opened: Page, spec: JobSpec, ana: User) -> Page:
        """One question about repairing is left, of six."""
        for question in Question.objects.filter(round__job_spec=spec, competency__key="repairing")[1:]:
            retire_question(question=question, by=ana)
        opened.reload()
        return opened

    def test_is_said_while_the_weights_move(self, thin: Page) -> None:
        told = thin.get_by_text("Repairing: 0.30 rests on one of 6 questions.")
        thin.locator("#w-listening").fill("0.20")
        expect(told).to_have_count(0)
        thin.locator("#w-repairing").fill("0.30")
        expect(told).to_be_visible()
        thin.locator("#w-repairing").fill("0.20")
        expect(told).to_have_count(0)

    def test_once_saved_leads_to_a_question_about_it(self, thin: Page) -> None:
        thin.locator("#w-listening").fill("0.20")
        expect(thin.locator("#balance")).to_contain_text("0.10 left to give")
        thin.locator("#w-repairing").fill("0.30")
        expect(thin.locator("#balance")).to_contain_text("Repairing: 0.30 rests on")
        thin.get_by_role("button", name="Save weights").click()
        expect(thin.locator("#questions-notice")).to_contain_text("Repairing: 0.30 rests on one of 6 questions.")
        thin.get_by_role("link", name="Add another", exact=True).click()
        form = thin.locator("#round-1-add")
        expect(form.get_by_label("Wording")).to_be_focused()
        expect(form.get_by_label("Measures")).to_have_value("repairing")
        form.get_by_label("Wording").fill("Which repair went wrong?")
        form.get_by_role("button", name="Add").click()
        expect(thin.locator("#questions-notice")).not_to_contain_text("rests on")


class TestFocus:
    def test_returns_to_the_competency_that_was_saved(self, opened: Page) -> None:
        opened.get_by_label("Edit Listening").click()
        name = opened.locator("#competencies").get_by_label("Name", exact=True)
        expect(name).to_be_focused()
        name.fill("Listening to riders")
        opened.get_by_label(re.compile("Only the wording|wording only", re.I)).check()
        name.press("Enter")
        expect(opened.get_by_text("Saved as v2-")).to_be_visible()
        expect(opened.get_by_label("Edit Listening to riders")).to_be_focused()

    def test_returns_to_the_must_have_that_was_saved(self, opened: Page) -> None:
        opened.get_by_label("Edit Can weld").click()
        opened.locator("#must-have-text").fill("Can weld steel")
        opened.locator("#must-haves").get_by_role("button", name="Save").click()
        expect(opened.get_by_label("Edit Can weld steel")).to_be_focused()

    def test_goes_to_the_neighbour_of_what_was_removed(self, opened: Page) -> None:
        opened.get_by_label("Remove Can weld").click()
        expect(opened.get_by_label("Edit Two years in a workshop")).to_be_focused()

    @pytest.mark.parametrize("what", ["Edit Listening", "Edit Can weld"])
    def test_returns_after_cancel(self, opened: Page, what: str) -> None:
        opened.get_by_label(what).click()
        opened.get_by_role("link", name="Cancel").click()
        expect(opened.get_by_label(what)).to_be_focused()

    def test_a_row_at_an_end_still_says_so_when_it_is_shown_anew(self, opened: Page) -> None:
        last = opened.locator("#round-1 ol.rows > li").last
        last.get_by_role("link", name="Edit question").click()
        opened.get_by_role("link", name="Cancel").click()
        expect(last.get_by_role("button", name=re.compile("Move question . down"))).to_have_attribute("aria-disabled", "true")
        expect(last.get_by_role("button", name=re.compile("Move question . up"))).not_to_have_attribute("aria-disabled", "true")


class TestWithoutScript:
    """The buttons beside the rows are made by a script; without it each row has a form with all of them."""

    @pytest.fixture
    def plain(
        self, browser: Browser, context: BrowserContext, ana: User, spec: JobSpec, sign_in: SignIn, live_server: LiveServer
    ) -> Iterator[Page]:
        sign_in(ana, live_server.url)
        without = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
        page = without.new_page()
        page.goto(f"{live_server.url}/specs/{spec.pk}/")
        yield page
        without.close()

    def test_a_competency_is_moved_and_its_removal_asked_for(self, plain: Page) -> None:
        rows = plain.locator("#competencies tbody tr")
        first = rows.first.locator("th").inner_text()
        rows.first.get_by_role("link", name="Edit").click()
        plain.get_by_role("button", name="Move down").click()
        expect(rows.nth(1).locator("th")).to_have_text(first)
        rows.nth(1).get_by_role("link", name="Edit").click()
        plain.locator("#competencies").get_by_role("link", name="Remove").click()
        expect(plain.get_by_role("heading", name=f"Remove {first}?")).to_be_visible()

    def test_a_must_have_is_moved_and_removed(self, plain: Page) -> None:
        rows = plain.locator(".must-haves > li")
        count, first = rows.count(), rows.first.locator(".kind + *").inner_text()
        for act, place in (("Move down", 0), ("Remove", 1)):
            rows.nth(place).get_by_role("link", name="Edit").click()
            plain.locator("#must-haves").get_by_role("button", name=act).click()
            expect(plain.get_by_text("Saved as v")).to_be_visible()
        expect(rows).to_have_count(count - 1)
        expect(plain.locator("#must-haves")).not_to_contain_text(first)

    def test_a_question_is_moved_written_anew_and_removed(self, plain: Page, spec: JobSpec) -> None:
        rows = plain.locator("#round-1 ol.rows > li")
        count, first = rows.count(), rows.first.locator("p").first.inner_text()
        rows.first.get_by_role("link", name="Edit").click()
        plain.get_by_role("button", name="Move down").click()
        expect(rows.nth(1)).to_contain_text(first)
        rows.nth(1).get_by_role("link", name="Edit").click()
        plain.get_by_role("button", name="Write anew").click()
        expect(rows.nth(1)).to_contain_text("Writing it anew")
        rows.nth(1).get_by_role("link", name="Edit").click()
        plain.get_by_role("button", name="Remove (past candidates keep it)").click()
        expect(rows).to_have_count(count - 1)

    def test_a_weight_is_typed(self, plain: Page) -> None:
        expect(plain.locator("weight-slider").first).to_be_hidden()
        expect(plain.locator("#w-listening")).to_be_editable()
