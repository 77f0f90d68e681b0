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


def organiser(browser: Browser, demo: Served, width: int, *, last: bool = False) -> Page:
    """The organiser of the first of the day's rooms, or of the last."""
    with urllib.request.urlopen(f"{demo.url}/demo/cast.json") as answer:
        offered = [role["sign_in"] for role in json.load(answer) if role["role"] == "organiser"]
    sign_in = offered[-1 if last else 0]
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


def test_two_officials_bring_the_standings_of_the_demos_contest_before_everybody(
    demo: Served, browser: Browser
) -> None:
    page = organiser(browser, demo, 1400)
    page.goto(f"{demo.url}/contests/shaanxi/marks/")
    page.get_by_role("textbox").first.fill("99.5")
    page.get_by_role("button", name="Save").click()
    page.goto(f"{demo.url}/contests/shaanxi/standings/")
    assert violations(page) == []
    page.get_by_role("button", name="Write this down as a version").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Somebody else than who computed them")).to_be_visible()

    second = organiser(browser, demo, 390, last=True)
    second.goto(f"{demo.url}/contests/shaanxi/standings/")
    second.get_by_role("button", name="Confirm").click()
    second.get_by_role("button", name="Publish").click()
    expect(second.get_by_text("Published, version 1")).to_be_visible()

    visitor = browser.new_page()
    visitor.goto(f"{demo.url}/contests/shaanxi/standings/")
    expect(visitor.locator("tbody tr")).to_have_count(16)
    visitor.goto(f"{demo.url}/contests/shaanxi/matches/")
    expect(visitor.locator(".session-row")).to_have_count(8)
    assert violations(visitor) == []
