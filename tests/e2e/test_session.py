"""Eight people in eight browsers hold a session and judge it, one of them through wifi that fails."""

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
from tests.e2e.wifi import Wifi
from tests.live.test_browser_client import FLAGS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

SLOW = 20_000  # ms for something that crosses the server


@pytest.fixture
def demo(serve: Callable[..., Served], tmp_path: Path) -> Served:
    """The demo's data, served."""
    environment = os.environ | {"DATA_DIR": str(tmp_path), "DEMO": "1"}
    subprocess.run([sys.executable, "manage.py", "demo", "--build-only"], cwd=ROOT, env=environment, check=True)
    return serve(DEMO="1")


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield opened
        opened.close()


def planned(demo: Served, *, judges: int) -> dict[str, dict[str, str]]:
    """The cast of a new planned session in the hall, by seat."""
    while True:
        request = urllib.request.Request(
            f"{demo.url}/demo/reset?judges={judges}", method="POST", headers={"Accept": "application/json"}
        )
        with urllib.request.urlopen(request) as answer:
            cast: list[dict[str, str]] = json.load(answer)
        with urllib.request.urlopen(f"{demo.url}{cast[0]['page']}screen/") as page:
            if '"setting": "hall"' in page.read().decode():
                return {entry["seat"]: entry for entry in cast}


class Person:
    """Somebody with a browser of their own, in English, on the page of the session."""

    def __init__(self, browser: Browser, url: str, part: dict[str, str], width: int = 1366, height: int = 900) -> None:
        context = browser.new_context(
            locale="en", extra_http_headers={"Accept-Language": "en"}, viewport={"width": width, "height": height}
        )
        self.page: Page = context.new_page()
        self.page.set_default_timeout(SLOW)
        expect.set_options(timeout=SLOW)
        self.page.goto(url + part["sign_in"])
        self.page.goto(url + part["page"])
        expect(self.page.locator("#strip")).not_to_be_empty()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def sure(self, name: str) -> None:
        """Say yes to the question that repeats what is about to happen."""
        self.page.locator("dialog.confirm").get_by_role("button", name=name).click()

    def tab(self, name: str) -> None:
        self.page.locator(".tabs__tab:visible", has_text=name).first.click()

    def build(self, pane: str, *, option: int) -> None:
        """Fill the package with one lawful option of every issue that is still open: the first, or the last (-1)."""
        for select in self.page.locator(f"#pane-{pane} select").all():
            lawful = [
                each.get_attribute("value")
                for each in select.locator("option").all()
                if each.get_attribute("value") and "minimum" not in (each.text_content() or "")
            ]
            select.select_option(lawful[option])

    def score(self, part: str, *, value: int) -> None:
        """Give every score of one part of the ballot, each another one."""
        chosen = self.page.locator(".parts:not(.parts--filter) button", has_text=part)
        chosen.click()
        expect(chosen).to_have_attribute("aria-pressed", "true")
        cells = self.page.locator("fieldset.cell")
        for number in range(cells.count()):
            cells.nth(number).locator("label").nth((value + number) % 11).click()


def test_no_page_of_a_session_stands_in_anybodys_way(demo: Served, browser: Browser) -> None:
    """axe-core, on the room of every role on a phone and a desk's screen, and on the big screen."""
    cast = planned(demo, judges=2)
    found = []
    for seat in ("workers-chief", "employer-2", "host", "timekeeper", "recorder", "judge-1", "head-judge", "spectator"):
        for width, height in ((375, 812), (1920, 1080)):
            person = Person(browser, demo.url, cast[seat], width, height)
            found += [f"{seat} {width}: {each}" for each in serious(person.page)]
            person.page.context.close()
    screen = Person(browser, demo.url, cast["spectator"], 1920, 1080)
    screen.page.goto(f"{demo.url}{cast['spectator']['page']}screen/")
    expect(screen.page.locator("#screen")).not_to_be_empty()
    found += [f"screen: {each}" for each in serious(screen.page)]

    assert found == []


def serious(page: Page) -> list[str]:
    """What axe-core calls serious or critical on this page."""
    violations = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['help']}" for each in violations if each["impact"] in ("serious", "critical")]


def test_eight_people_play_a_session_to_its_published_result(demo: Served, browser: Browser) -> None:
    cast = planned(demo, judges=2)
    wifi = Wifi(demo.port)
    host, recorder = Person(browser, demo.url, cast["host"]), Person(browser, demo.url, cast["recorder"])
    workers = Person(browser, demo.url, cast["workers-chief"])
    employer = Person(browser, demo.url, cast["employer-chief"])
    spectator = Person(browser, demo.url, cast["spectator"], 375, 812)

    host.press("Open the session")
    host.sure("Open")
    for _ in range(3):
        expect(host.page.get_by_role("button", name="Next:")).to_be_enabled()
        number = host.page.locator("#strip").inner_text()
        host.press("Next:")
        expect(host.page.locator("#strip")).not_to_have_text(number)

    # The employer's offer is written down by the recorder as it was spoken, and confirmed with one tap.
    recorder.page.locator("#pane-spoken").get_by_text("Employer").first.click()
    recorder.build("spoken", option=-1)
    recorder.press("Send to the chief")
    recorder.sure("Yes, send")
    employer.press("Yes, this is our offer")
    workers.press("Accept")
    workers.sure("Yes, we accept")
    workers.tab("Agenda")
    expect(spectator.page.locator("body")).to_contain_text("agreed", ignore_case=True)

    # Two judges score meanwhile, one of them through wifi that goes away in the middle.
    panel = f"/judging/{cast['judge-1']['ws'].split('/')[3]}/"
    steady = Person(browser, demo.url, cast["judge-1"], 1024, 768)
    steady.page.goto(demo.url + panel)
    steady.score("Teams", value=7)
    steady.score("Each person", value=7)
    shaky = Person(browser, wifi.url, cast["judge-2"], 820, 1180)
    shaky.page.goto(wifi.url + panel)
    shaky.score("Teams", value=5)
    wifi.cut()
    expect(shaky.page.locator(".live-fact--bad").first).to_be_visible()
    shaky.score("Each person", value=5)
    wifi.mend()
    expect(shaky.page.locator(".live-fact--good")).to_have_count(2, timeout=60_000)

    for chief in (workers, employer):
        chief.tab("Agenda")
        chief.press("Sign the agreement")
        chief.sure("I sign")
    expect(spectator.page.locator("#strip")).to_contain_text("Agreed", ignore_case=True)

    for judge in (steady, shaky):
        judge.press("Hand in")
        judge.sure("Yes, hand it in")
        expect(judge.page.locator("body")).to_contain_text("Receipt", ignore_case=True)
    head = Person(browser, demo.url, cast["head-judge"])
    head.page.goto(demo.url + panel)
    head.press("Compute the result")
    for seat, act, yes in (
        ("host", "Confirm the result", "Yes, I confirm it"),
        ("organiser", "Publish the result", "Yes, publish it"),
    ):
        official = Person(browser, demo.url, cast[seat])
        official.page.goto(demo.url + panel)
        official.press(act)
        official.sure(yes)
    expect(official.page.locator("body")).to_contain_text("Published")
    result = spectator.page
    result.goto(f"{demo.url}{panel}result/")
    expect(result.locator("h1")).to_contain_text("Result")
    expect(result.locator(".working-table")).to_have_count(10)
    wifi.end()
