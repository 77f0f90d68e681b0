"""The debrief in a browser: drawings that answer, layers that can be put away, and a page for everybody."""

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
    """The demo's data, served: one session is played, published and released."""
    environment = os.environ | {"DATA_DIR": str(tmp_path), "DEMO": "1"}
    subprocess.run([sys.executable, "manage.py", "demo", "--build-only"], cwd=ROOT, env=environment, check=True)
    return serve(DEMO="1")


def opened(browser: Browser, demo: Served, width: int) -> Page:
    """The chief of the session that was played, who comes from the table to its debrief."""
    context = browser.new_context(
        locale="en", extra_http_headers={"Accept-Language": "en"}, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.goto(f"{demo.url}/demo/")
    page.locator("section[aria-labelledby=over] .demo__seat--chief a").first.click()
    page.get_by_role("link", name="To the debrief").click()
    expect(page.get_by_role("heading", name="Debrief")).to_be_visible()
    # The plot answers once its script has run, which is after the heading is there.
    page.wait_for_load_state("load")
    return page


def test_a_chief_touches_an_offer_reads_it_and_sees_it_in_the_replay(demo: Served, browser: Browser) -> None:
    page = opened(browser, demo, 1440)
    dance = page.locator("section[aria-labelledby=dance] .plot")
    first = dance.locator("[data-layer=offers-workers] .plot__mark").first
    first.focus()
    expect(dance.locator(".plot__says")).to_contain_text("offer 1")

    dance.get_by_label("Employer’s offers").uncheck()
    expect(dance.locator("[data-layer=offers-employer] .plot__mark").first).to_be_hidden()
    dance.get_by_label("Employer’s offers").check()
    expect(dance.locator("[data-layer=offers-employer] .plot__mark").first).to_be_visible()

    first.focus()
    dance.get_by_role("link", name="See it in the replay").click()
    expect(page.locator(".deck__time b")).not_to_have_text("0:00")
    expect(page.locator("#pane-table .offer").first).to_be_visible()


@pytest.mark.parametrize("width", [375, 1920])
def test_the_page_is_for_everybody_on_a_phone_and_on_a_big_screen(demo: Served, browser: Browser, width: int) -> None:
    page = opened(browser, demo, width)
    for details in page.locator(".debrief__table").all():
        details.locator("summary").first.click()
    expect(page.get_by_role("heading", name="All measures")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") == width
    serious = [
        (found["id"], [node["target"] for node in found["nodes"]][:3])
        for found in Axe().run(page).response["violations"]
        if found["impact"] in ("serious", "critical")
    ]
    assert serious == []
