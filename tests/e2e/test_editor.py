"""Designing a scenario in a browser: what is typed is kept and drawn at once, and can be published."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

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


def test_the_second_editor_sees_both_texts_and_chooses(demo: Served, browser: Browser) -> None:
    page = begun(browser, demo, 1280)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(".part").first).to_be_visible()
    for each, title in ((page, "First"), (other, "Second")):
        each.get_by_role("button", name="About").click()
        each.get_by_label("Title English").first.fill(title)
        expect(each.locator("#saved")).not_to_have_text("")
        if each is page:
            expect(page.locator("#saved")).to_have_text("Saved.")

    expect(other.get_by_role("alert")).to_contain_text("First → Second")
    other.get_by_role("button", name="Keep mine").click()
    expect(other.locator("#saved")).to_have_text("Saved.")
    page.reload()
    expect(page.locator("#draft-title")).to_have_text("Second")


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
