"""Designing a scenario in a browser: what is typed is kept and drawn at once, and can be published."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from tests.conftest import ROOT, Served
from tests.live.test_browser_client import FLAGS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def demo(serve: Callable[..., Served], tmp_path: Path) -> Served:
    environment = os.environ | {"DATA_DIR": str(tmp_path), "DEMO": "1"}
    subprocess.run([sys.executable, "manage.py", "demo", "--build-only"], cwd=ROOT, env=environment, check=True)
    return serve(DEMO="1")


def begun(browser: Browser, demo: Served, width: int) -> Page:
    """The trainer's draft of the first case of the library."""
    context = browser.new_context(
        locale="en", extra_http_headers={"Accept-Language": "en"}, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    expect.set_options(timeout=30_000)
    page.goto(f"{demo.url}/demo/as-trainer/")
    page.goto(f"{demo.url}/scenarios/")
    page.get_by_role("button", name="Work on it").first.click()
    expect(page.locator(".part").first).to_be_visible()
    return page


def test_points_that_are_typed_are_kept_drawn_and_judged_and_the_scenario_is_published(
    demo: Served, browser: Browser
) -> None:
    page = begun(browser, demo, 1440)
    page.locator("details.part details.part > summary").first.click()
    points = page.locator(".option input[inputmode=decimal]").first
    frontier = page.locator("#looked polyline")
    before = frontier.get_attribute("points")
    was = points.input_value()
    points.fill("90")
    expect(page.locator("#looked .fault--error").first).to_be_visible()
    expect(page.locator("#saved")).to_have_text("Saved.")
    assert frontier.get_attribute("points") != before

    points.fill(was)
    expect(page.get_by_text("Nothing stands in the way of publishing")).to_be_visible()
    expect(page.locator("#saved")).to_have_text("Saved.")
    page.get_by_role("button", name="Let opponents play it").click()
    expect(page.locator("[aria-labelledby=hard]")).to_contain_text("of 3.")
    page.get_by_role("button", name="About").click()
    page.get_by_label("Title English").first.fill("Our own riders")
    expect(page.locator("#draft-title")).to_have_text("Our own riders")
    expect(page.locator("#saved")).to_have_text("Saved.")
    page.reload()
    expect(page.locator("#draft-title")).to_have_text("Our own riders")
    page.get_by_role("button", name="Publish").click()

    expect(page.get_by_role("row", name="Our own riders")).to_be_visible()


def title(page: Page, language: str, text: str) -> None:
    page.get_by_label(f"Title {language}").first.fill(text)


def two_at_once(browser: Browser, demo: Served) -> tuple[Page, Page]:
    """Two tabs on one draft, the part with its title open in both."""
    page = begun(browser, demo, 1280)
    other = page.context.new_page()
    other.goto(page.url)
    for each in (page, other):
        expect(each.locator(".part").first).to_be_visible()
        each.get_by_role("button", name="About").click()
    return page, other


def test_two_who_change_different_places_are_joined_without_a_question(demo: Served, browser: Browser) -> None:
    page, other = two_at_once(browser, demo)
    title(page, "English", "First")
    expect(page.locator("#saved")).to_have_text("Saved.")
    title(other, "中文", "第二人的标题")
    expect(other.locator("#saved")).to_have_text("Saved.")
    other.reload()

    other.get_by_role("button", name="About").click()
    assert other.get_by_label("Title English").first.input_value() == "First"
    assert other.get_by_label("Title 中文").first.input_value() == "第二人的标题"


def test_two_who_change_the_same_place_choose_and_nothing_else_is_lost(demo: Served, browser: Browser) -> None:
    page, other = two_at_once(browser, demo)
    title(page, "English", "First")
    page.get_by_label("Jurisdiction").first.fill("Theirs")
    expect(page.locator("#saved")).to_have_text("Saved.")
    title(other, "English", "Second")
    other.get_by_label("Jurisdiction").first.fill("Mine")
    asked = other.get_by_role("alert")
    expect(asked).to_contain_text("First")
    expect(asked).to_contain_text("Second")
    other.get_by_role("group", name="Jurisdiction").get_by_text("Theirs", exact=True).first.click()
    other.get_by_role("button", name="Go on with this choice").click()
    expect(other.locator("#saved")).to_have_text("Saved.")
    page.reload()

    expect(page.locator("#draft-title")).to_have_text("Second")
    page.get_by_role("button", name="About").click()
    assert page.get_by_label("Jurisdiction").first.input_value() == "Theirs"


def test_what_is_typed_while_a_save_travels_is_saved_too(demo: Served, browser: Browser) -> None:
    page = begun(browser, demo, 1280)
    page.get_by_role("button", name="About").click()
    held: list[Route] = []
    page.route("**/save/", lambda route: route.continue_() if held else held.append(route))
    page.clock.install()
    with page.expect_request("**/save/"):
        title(page, "English", "One")
        page.clock.fast_forward(1_000)
    title(page, "English", "One and two")
    page.clock.fast_forward(1_000)  # longer than the pause after a keystroke: its timer has fired in vain
    held[0].continue_()
    expect(page.locator("#saved")).to_have_text("Saved.")
    page.reload()

    expect(page.locator("#draft-title")).to_have_text("One and two")


def test_a_refused_or_cut_save_keeps_what_was_typed_and_leaving_warns(demo: Served, browser: Browser) -> None:
    page = begun(browser, demo, 1280)
    page.get_by_role("button", name="About").click()
    page.route("**/save/", lambda route: route.fulfill(status=422, json={"message": "Refused for a test."}))
    title(page, "English", "Kept here")
    expect(page.locator("#saved")).to_have_text("Refused for a test.")
    warned: list[str] = []
    page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.dismiss()))
    page.evaluate("location.assign('/scenarios/')")
    expect(page.locator("#draft-title")).to_have_text("Kept here")
    assert warned == ["beforeunload"]

    page.unroute("**/save/")
    page.route("**/difficulty/", lambda route: route.abort())
    page.route("**/save/", lambda route: route.abort())
    title(page, "English", "Kept here too")
    expect(page.locator("#saved")).to_contain_text("No connection")
    page.unroute("**/save/")
    expect(page.locator("#saved")).to_have_text("Saved.")  # by itself, when the line is back
    hard = page.get_by_role("button", name="Let opponents play it")
    hard.click()
    expect(page.locator("[aria-labelledby=hard]")).to_contain_text("could not be asked")
    page.unroute("**/difficulty/")
    hard.click()
    expect(page.locator("[aria-labelledby=hard]")).to_contain_text("of 3.")


def test_what_refers_to_another_part_is_chosen_by_what_it_is_called(demo: Served, browser: Browser) -> None:
    page = begun(browser, demo, 1280)
    page.locator("details.part details.part > summary").first.click()
    chosen = page.get_by_label("What stands if it is dropped").first
    second = chosen.locator("option").nth(2)
    words, name = second.inner_text(), second.get_attribute("value")
    chosen.select_option(value=name)
    expect(page.locator("#saved")).to_have_text("Saved.")

    assert words.endswith(f"({name})")
    assert len(words) > len(f"({name})")


@pytest.mark.parametrize("width", [375, 1440])
def test_the_editor_is_for_everybody(demo: Served, browser: Browser, width: int) -> None:
    page = begun(browser, demo, width)
    page.locator("details.part details.part > summary").first.click()
    expect(page.locator(".option").first).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") == width
    serious = [
        (found["id"], [node["target"] for node in found["nodes"]][:3])
        for found in Axe().run(page).response["violations"]
        if found["impact"] in ("serious", "critical")
    ]
    assert serious == []
