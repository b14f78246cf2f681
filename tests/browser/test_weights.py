"""The weights as a hand moves them, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from jobspecs.models import JobSpec, User
from jobspecs.operations.versions import replace_weights, weights_of
from tests.factories import UserFactory, make_spec

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[User, str], None]


@pytest.fixture
def ana(db: None) -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def spec(ana: User) -> JobSpec:
    return make_spec(by=ana)


@pytest.fixture
def opened(page: Page, spec: JobSpec, ana: User, sign_in: SignIn, live_server: LiveServer) -> Page:
    """The page of the spec, by its owner."""
    sign_in(ana, live_server.url)
    page.goto(f"{live_server.url}/specs/{spec.pk}/")
    return page


@pytest.fixture
def browser_without_script(
    browser: Browser, context: BrowserContext, ana: User, sign_in: SignIn, live_server: LiveServer
) -> Iterator[BrowserContext]:
    sign_in(ana, live_server.url)
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    yield plain
    plain.close()


def slider(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=f"{name}, slider")


def number(page: Page, key: str) -> Locator:
    return page.locator(f"#w-{key}")


def total(page: Page) -> Locator:
    return page.locator("#balance .balance-total")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(f"^{name}")).click()


def weights(spec: JobSpec) -> list[str]:
    spec.refresh_from_db()
    assert spec.current_version is not None
    return [str(given.value) for given in weights_of(spec.current_version).values()]


def test_dragging_a_slider_updates_the_balance_while_the_hand_is_down(opened: Page) -> None:
    expect(total(opened)).to_have_text("Total weight: 1.00 ✓ balanced")
    handle = slider(opened, "Planning")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box is not None
    opened.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    opened.mouse.down()
    for step in range(1, 11):
        opened.mouse.move(box["x"] + box["width"] * (0.5 + step * 0.02), box["y"] + box["height"] / 2)
    expect(total(opened)).to_contain_text("too much")
    expect(opened.locator("#save-weights")).to_be_disabled()
    typed = Decimal(number(opened, "planning").input_value())
    assert Decimal("0.60") < typed < Decimal("0.80")
    expect(total(opened)).to_have_text(f"Total weight: {typed + Decimal('0.50')} · {typed - Decimal('0.50')} too much")
    expect(opened.locator("#w-planning ~ output, output:has(~ #w-planning)")).to_have_text(f"{int(typed * 100)}%")
    expect(opened.locator("#share-planning")).to_have_attribute("width", str(int(typed * 100)))
    expect(opened.locator("#share-listening")).to_have_attribute("x", str(int(typed * 100)))
    opened.mouse.up()


def test_arrow_keys_move_a_weight_by_a_cent_and_the_last_press_counts(opened: Page) -> None:
    slider(opened, "Listening").focus()
    for _ in range(5):
        opened.keyboard.press("ArrowLeft")
    expect(number(opened, "listening")).to_have_value("0.25")
    expect(total(opened)).to_have_text("Total weight: 0.95 · 0.05 left to give")
    for _ in range(5):
        opened.keyboard.press("ArrowRight")
    expect(total(opened)).to_have_text("Total weight: 1.00 ✓ balanced")
    expect(opened.locator("#save-weights")).to_be_enabled()


def test_a_typed_percent_is_written_out_as_a_weight(opened: Page) -> None:
    number(opened, "planning").fill("35")
    opened.keyboard.press("Tab")
    expect(number(opened, "planning")).to_have_value("0.35")
    expect(slider(opened, "Planning")).to_have_value("0.35")
    expect(total(opened)).to_have_text("Total weight: 0.85 · 0.15 left to give")


def test_the_rest_is_shared_and_a_locked_weight_stays(opened: Page, spec: JobSpec) -> None:
    number(opened, "planning").fill("0.35")
    opened.get_by_label("Lock Planning").check(force=True)
    press(opened, "Share the rest")
    expect(total(opened)).to_have_text("Total weight: 1.00 ✓ balanced")
    expect(number(opened, "planning")).to_have_value("0.35")
    expect(number(opened, "listening")).to_have_value("0.39")
    expect(number(opened, "repairing")).to_have_value("0.26")
    expect(opened.get_by_label("Lock Planning")).to_be_checked()
    assert weights(spec) == ["0.50", "0.30", "0.20"]


def test_saving_with_a_reason_shows_the_new_version(opened: Page, spec: JobSpec) -> None:
    number(opened, "planning").fill("0.40")
    expect(total(opened)).to_contain_text("0.10 left to give")
    number(opened, "listening").fill("0.40")
    expect(total(opened)).to_contain_text("balanced")
    opened.locator("#weights-reason").fill("Riders want to be heard")
    expect(opened.locator("#save-weights")).to_be_enabled()
    press(opened, "Save weights")
    expect(opened.locator(".page-sub")).to_contain_text("version v2-")
    expect(opened.locator(".toast")).to_contain_text("Past evaluations keep their weights.")
    expect(number(opened, "planning")).to_have_value("0.40")
    expect(opened.locator("#weights-reason")).to_have_value("")
    assert weights(spec) == ["0.40", "0.40", "0.20"]


def test_the_server_refuses_what_the_page_did_not(opened: Page, spec: JobSpec) -> None:
    number(opened, "planning").fill("0.45")
    expect(total(opened)).to_contain_text("0.05 left to give")
    expect(opened.locator("#save-weights")).to_be_disabled()
    # Whatever the page does about its button, from here on it does not.
    opened.locator("#save-weights").evaluate("button => { delete button.dataset.needs; button.disabled = false; }")
    opened.locator("#save-weights").click()
    expect(opened.get_by_role("alert")).to_contain_text("Give the 0.05 that is left to one of them")
    expect(number(opened, "planning")).to_have_value("0.45")
    assert weights(spec) == ["0.50", "0.30", "0.20"]


def test_somebody_elses_save_is_shown_beside_what_was_typed(opened: Page, spec: JobSpec) -> None:
    number(opened, "planning").fill("0.40")
    expect(total(opened)).to_contain_text("0.10 left to give")  # else the button would still stand as it did at first
    number(opened, "listening").fill("0.40")
    expect(total(opened)).to_contain_text("balanced")
    theirs = {"planning": Decimal("0.60"), "listening": Decimal("0.20"), "repairing": Decimal("0.20")}
    replace_weights(job_spec=spec, base=1, weights=theirs, reason="Planning is the job", by=UserFactory.create(name="Ben"))
    expect(opened.locator("#save-weights")).to_be_enabled()
    press(opened, "Save weights")
    expect(opened.get_by_role("alert")).to_contain_text("Ben saved v2-")
    expect(opened.locator(".weights-compared").get_by_role("row", name=re.compile("^Planning"))).to_contain_text("0.60")
    expect(number(opened, "planning")).to_have_value("0.40")
    press(opened, "Save weights")
    expect(opened.locator(".page-sub")).to_contain_text("version v3-")
    assert weights(spec) == ["0.40", "0.40", "0.20"]


def test_weights_that_are_not_saved_survive_the_save_of_another_panel(opened: Page, spec: JobSpec) -> None:
    number(opened, "planning").fill("0.45")
    opened.get_by_title("Make it required").click()
    expect(opened.locator(".page-sub")).to_contain_text("version v2-")
    expect(number(opened, "planning")).to_have_value("0.45")
    expect(total(opened)).to_have_text("Total weight: 0.95 · 0.05 left to give")


def test_a_competency_is_moved_by_keyboard_and_keeps_the_focus(opened: Page) -> None:
    opened.get_by_role("button", name="Move Repairing up").focus()
    opened.keyboard.press("Enter")
    expect(opened.locator("#competencies tbody th").nth(1)).to_have_text("Repairing")
    expect(opened.get_by_role("button", name="Move Repairing up")).to_be_focused()
    opened.keyboard.press("Enter")
    expect(opened.locator("#competencies tbody th").first).to_have_text("Repairing")


def test_a_press_before_the_page_listens_is_not_lost(opened: Page) -> None:
    opened.get_by_role("button", name="Move Repairing up").evaluate("button => button.form.requestSubmit(button)")
    expect(opened.locator("#competencies tbody th").nth(1)).to_have_text("Repairing")
    opened.get_by_role("button", name="Remove Can weld").evaluate("button => button.form.requestSubmit(button)")
    expect(opened.locator("#competencies")).to_be_visible()
    expect(opened.locator("#must-haves")).not_to_contain_text("Can weld")


def test_a_must_have_is_edited_in_its_place(opened: Page) -> None:
    opened.get_by_role("link", name="Edit Can weld").click()
    opened.get_by_label("Must-have", exact=True).fill("Can weld steel")
    opened.locator("#must-haves").get_by_role("button", name="Save").click()
    expect(opened.locator("#must-haves")).to_contain_text("Can weld steel")
    expect(opened.locator("#must-haves form.form")).to_have_count(0)


def test_a_new_competency_shows_its_effect_while_its_weight_is_typed(opened: Page) -> None:
    opened.locator("#competencies").get_by_role("link", name="Add").click()
    weight = opened.locator("#competency-weight")
    weight.wait_for()
    opened.wait_for_timeout(200)  # the form listens a moment after it appears; nobody types sooner
    weight.fill("0.20")
    expect(opened.locator("#effect")).to_contain_text("Planning 0.50 → 0.40")


def test_without_script_the_weights_are_shared_and_saved(
    browser_without_script: BrowserContext, spec: JobSpec, live_server: LiveServer
) -> None:
    page = browser_without_script.new_page()
    page.goto(f"{live_server.url}/specs/{spec.pk}/")
    expect(slider(page, "Planning")).to_be_hidden()
    number(page, "planning").fill("0.35")
    page.get_by_label("Lock Planning").check(force=True)
    press(page, "Share the rest")
    expect(number(page, "listening")).to_have_value("0.39")
    press(page, "Save weights")
    expect(page.locator(".page-sub")).to_contain_text("version v2-")
    assert weights(spec) == ["0.35", "0.39", "0.26"]
