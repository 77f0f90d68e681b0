"""An organiser sets a contest up and takes teams in, in a browser."""

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


def organiser(browser: Browser, demo: Served, width: int) -> Page:
    with urllib.request.urlopen(f"{demo.url}/demo/cast.json") as answer:
        sign_in = next(role["sign_in"] for role in json.load(answer) if role["role"] == "organiser")
    context = browser.new_context(
        locale="en", extra_http_headers={"Accept-Language": "en"}, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    expect.set_options(timeout=30_000)
    page.goto(f"{demo.url}{sign_in}")
    return page


def violations(page: Page) -> list[str]:
    return [str(each["id"]) for each in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("width", [390, 1400])
def test_an_organiser_sets_a_contest_up_and_takes_teams_from_a_spreadsheet(
    demo: Served, browser: Browser, tmp_path: Path, width: int
) -> None:
    page = organiser(browser, demo, width)
    page.goto(f"{demo.url}/contests/new/")
    page.get_by_label("Three phases").check()
    page.locator("[name=title]").fill("第二届集体协商竞赛")
    page.locator("[name=slug]").fill("second")
    page.locator("[name=starts_on]").fill("2026-12-01")
    page.get_by_role("button", name="Create the contest").click()

    day = page.locator("#outlook")
    expect(day).to_contain_text("14 matches in")
    page.locator("[name=expected_teams]").fill("24")
    expect(day).to_contain_text("18 matches in")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[name=expected_teams]")).to_have_value("24")
    page.get_by_role("button", name="Open for teams").click()

    page.goto(f"{demo.url}/contests/second/teams/")
    roles = ("领队", "首席协商代表", "协商代表", "协商代表", "协商代表")
    lines = [f"西安一队,西安市总工会,{role},队员{n},西安重型机械厂" for n, role in enumerate(roles)]
    sheet = tmp_path / "teams.csv"
    sheet.write_bytes("\n".join(["代表队,选送单位,角色,姓名,工作单位", *lines]).encode("gbk"))
    page.locator("input[type=file]").set_input_files(sheet)
    page.get_by_role("button", name="Look through the file").click()
    page.get_by_role("button", name="Register these teams").click()
    page.get_by_role("button", name="Approve").click()
    expect(page.locator(".badge--good")).to_have_text("takes part")
    assert violations(page) == []

    page.goto(f"{demo.url}/contests/second/")
    expect(page.get_by_text("西安一队")).to_be_visible()
    assert violations(page) == []
