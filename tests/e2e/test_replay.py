"""The replay in a browser: once it has its film, no way of moving through it asks the server for anything."""

import os
import re
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
    """The demo's data, served: one session is played to its published result."""
    environment = os.environ | {"DATA_DIR": str(tmp_path), "DEMO": "1"}
    subprocess.run([sys.executable, "manage.py", "demo", "--build-only"], cwd=ROOT, env=environment, check=True)
    return serve(DEMO="1")


def opened(browser: Browser, width: int) -> Page:
    context = browser.new_context(
        locale="en", extra_http_headers={"Accept-Language": "en"}, viewport={"width": width, "height": 900}
    )
    return context.new_page()


def go_to_replay(page: Page, demo: Served) -> None:
    page.goto(f"{demo.url}/sessions/")
    page.locator(".session-row--agreed a").first.click()
    page.get_by_role("link", name="To the replay").click()
    expect(page.locator(".deck__play")).to_be_visible()


def test_scrubbing_jumping_and_playing_ask_the_server_for_nothing(demo: Served, browser: Browser) -> None:
    page = opened(browser, 1920)
    go_to_replay(page, demo)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    time, offers = page.locator(".deck__time b"), page.locator("#pane-table .offer")

    expect(time).to_have_text("0:00")
    expect(offers).to_have_count(0)
    bar = page.locator(".deck__range").bounding_box()
    assert bar is not None
    for share in (0.9, 0.2, 0.97, 0.5, 0.99):
        page.mouse.click(bar["x"] + bar["width"] * share, bar["y"] + bar["height"] / 2)
    page.get_by_role("button", name="Offer before").click()
    page.keyboard.press("Home")
    expect(offers).to_have_count(0)
    page.keyboard.press("]")
    expect(offers).to_have_count(1)
    page.locator(".moment--offer-tabled").last.click()
    expect(offers.nth(3)).to_be_visible()
    whole = offers.count()
    page.get_by_role("combobox", name="Speed").select_option("32")
    page.keyboard.press("Home")
    page.get_by_role("button", name="Play").click()
    expect(time).not_to_have_text("0:00")
    page.get_by_role("button", name="Pause").click()
    for tab in ("Record", "Case", "Agenda"):
        page.locator(".tabs__tab:visible", has_text=tab).click()
    page.keyboard.press("End")
    page.get_by_role("button", name="Link to this moment").click()
    page.wait_for_url(re.compile("#t=[0-9]+$"))

    assert whole > 3
    # The browser itself looks at the tab's icon again when the address is another one.
    assert [url for url in asked if not url.endswith("/icons/mark.svg")] == []


def test_a_link_to_a_moment_opens_there_and_the_page_is_for_everybody(demo: Served, browser: Browser) -> None:
    page = opened(browser, 375)
    go_to_replay(page, demo)
    page.keyboard.press("]")
    page.keyboard.press("]")
    page.get_by_role("button", name="Link to this moment").click()
    page.wait_for_url(re.compile("#t=[0-9]+$"))
    at = page.locator(".deck__time b").inner_text()

    again = opened(browser, 375)
    again.goto(page.url)

    expect(again.locator(".deck__time b")).to_have_text(at)
    assert again.evaluate("document.documentElement.scrollWidth") == 375
    serious = [
        (found["id"], [node["target"] for node in found["nodes"]][:3])
        for found in Axe().run(again).response["violations"]
        if found["impact"] in ("serious", "critical")
    ]
    assert serious == []
