"""Practising alone in a browser: against an opponent that thinks in the serving process, to a signed agreement."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import ROOT, Served
from tests.live.test_browser_client import FLAGS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SOON = 60_000


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
    return serve(DEMO="1", PRACTICE_PACE="0.1")


def signed_in(browser: Browser, demo: Served, seat: str, width: int) -> Page:
    with urllib.request.urlopen(f"{demo.url}/demo/cast.json") as answer:
        cast = json.load(answer)
    context = browser.new_context(
        locale="en", extra_http_headers={"Accept-Language": "en"}, viewport={"width": width, "height": 812}
    )
    page = context.new_page()
    page.set_default_timeout(SOON)
    expect.set_options(timeout=SOON)
    page.goto(demo.url + next(part["sign_in"] for part in cast if part["seat"] == seat))
    return page


def tab(page: Page, name: str) -> None:
    page.locator(".tabs__tab:visible", has_text=name).first.click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).locator("visible=true").first.click()


def serious(page: Page) -> list[tuple[str, list[str]]]:
    return [
        (found["id"], [node["target"] for node in found["nodes"]][:3])
        for found in Axe().run(page).response["violations"]
        if found["impact"] in ("serious", "critical")
    ]


def begin(page: Page, demo: Served, *, level: str) -> None:
    page.goto(f"{demo.url}/practice/")
    page.get_by_label("Level").select_option(level)
    press(page, "Start to practise")
    expect(page.locator("#strip")).not_to_be_empty()


def to_the_first_offer(page: Page) -> None:
    """The workers' chief speaks first and gives the floor back; the opponent answers; then packages come."""
    press(page, "Yield the floor")
    expect(page.locator(".offer--employer").first).to_be_visible()


def agree(page: Page) -> None:
    press(page, "Accept")
    page.locator("dialog.confirm").get_by_role("button", name="Yes, we accept").click()
    tab(page, "Agenda")
    press(page, "Sign the agreement")
    page.locator("dialog.confirm").get_by_role("button", name="I sign").click()
    expect(page.locator("#standing")).to_contain_text("The session is over.")


def test_somebody_practises_on_a_phone_to_a_signed_agreement_and_learns_what_to_try_next(
    demo: Served, browser: Browser
) -> None:
    page = signed_in(browser, demo, "workers-chief", 375)
    begin(page, demo, level="1")
    to_the_first_offer(page)
    tab(page, "Hints")
    press(page, "Show hints")
    expect(page.locator("#pane-hints")).to_contain_text("against your reservation")
    assert serious(page) == []
    tab(page, "Table")

    agree(page)
    tab(page, "Hints")
    page.get_by_role("link", name="What it came to, and what to try next").click()

    expect(page.get_by_role("heading", name="Goals for next time")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("%")
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert serious(page) == []

    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", name="Debrief", exact=True)).to_be_visible()
    expect(page.locator("section[aria-labelledby=dance] .plot__mark").first).to_be_visible()


def test_a_replay_goes_on_as_practice_from_the_moment_that_is_shown(demo: Served, browser: Browser) -> None:
    page = signed_in(browser, demo, "workers-chief", 1440)
    begin(page, demo, level="1")
    to_the_first_offer(page)
    agree(page)
    page.get_by_role("link", name="To the replay").click()
    expect(page.locator(".deck__play")).to_be_visible()
    page.keyboard.press("Home")
    page.keyboard.press("]")
    expect(page.locator("#pane-table .offer")).to_have_count(1)

    press(page, "Practise from here")

    expect(page.locator("#status")).not_to_be_empty()
    expect(page.locator("#pane-table .offer--tabled").first).to_be_visible()
    assert "/replay/" not in page.url
