"""A judge at the real server while it is killed: what was pressed is on the ballot, once each."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.conftest import ROOT, Served
from tests.live.test_browser_client import FLAGS

pytestmark = pytest.mark.browser


def seat_of_a_judge(served: Served) -> dict[str, str]:
    """A judge of a session that has not begun, whose ballot is empty."""
    with urllib.request.urlopen(f"{served.url}/demo/cast.json") as answer:
        cast: list[dict[str, str]] = json.load(answer)
    return [entry for entry in cast if entry["role"] == "judge"][-1]


def test_a_judge_goes_on_while_the_server_is_killed_and_loses_nothing(
    serve: Callable[..., Served], tmp_path: Path
) -> None:
    environment = os.environ | {"DATA_DIR": str(tmp_path), "DEMO": "1"}
    subprocess.run([sys.executable, "manage.py", "demo", "--build-only"], cwd=ROOT, env=environment, check=True)
    served = serve(DEMO="1")
    judge = seat_of_a_judge(served)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_context(locale="en", extra_http_headers={"Accept-Language": "en"}).new_page()
        page.goto(served.url + judge["sign_in"])
        page.goto(f"{served.url}/judging/{judge['ws'].split('/')[3]}/")
        cells = page.locator("fieldset.cell")
        expect(cells.first).to_be_visible()
        for number in range(cells.count()):
            if number == 5:
                served.end(signal.SIGKILL)
                expect(page.locator(".live-fact--bad").first).to_be_visible()
            if number == 10:
                served.start()
            cells.nth(number).locator("label").nth(number % 11).click()
        expect(page.locator(".live-fact--good")).to_have_count(2, timeout=30_000)

        page.reload()
        expect(cells.first).to_be_visible()
        kept = [cells.nth(n).locator("input:checked").input_value() for n in range(cells.count())]
        assert kept == [str(number % 11) for number in range(cells.count())]
        browser.close()
