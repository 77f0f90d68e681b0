"""The pictures of the README: a demo of its own, served on a spare port, looked at in Chinese by each role."""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.servers import Served  # noqa: E402

IMAGES = ROOT / "docs" / "images"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
#: What to take: name, seat of the session under way, width, height, and where to look if not at the room.
SHOTS = (
    ("room-team", "workers-chief", 1440, 900, ""),
    ("room-team-phone", "employer-chief", 390, 844, ""),
    ("room-host", "host", 1440, 900, ""),
    ("room-recorder", "recorder", 1440, 900, ""),
    ("room-judge", "judge-1", 1440, 900, ""),
    ("ballot", "judge-2", 820, 1180, "panel"),
    ("desk-head-judge", "head-judge", 1180, 820, "panel"),
    ("screen", "spectator", 1920, 1080, "screen/"),
    ("watch-phone", "spectator", 390, 844, ""),
)


def shoot(browser: Browser, url: str, part: dict[str, str], panel: str, shot: tuple[str, str, int, int, str]) -> None:
    """Sign the seat in, wait until its page has been drawn, and keep what is seen."""
    name, _, width, height, where = shot
    context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto(url + part["sign_in"])
    page.goto(f"{url}/judging/{panel}/" if where == "panel" else f"{url}{part['page']}{where}")
    page.wait_for_selector("fieldset.cell, .desk-part, .block, #screen *", state="visible", timeout=20_000)
    page.wait_for_timeout(1_500)  # fonts and the first tick of the clock: a picture, not a test
    page.screenshot(path=str(IMAGES / f"{name}.png"))
    context.close()


def after_the_session(browser: Browser, url: str) -> None:
    """The debrief and the replay of the session that was played, as the workers' chief sees them; and their phone."""
    for name, width, height, where in (
        ("debrief", 1280, 1500, "dance"),
        ("debrief-phone", 390, 1400, ""),
        ("replay", 1440, 900, "replay"),
    ):
        context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": height})
        page = context.new_page()
        page.goto(f"{url}/demo/")
        page.locator("section[aria-labelledby=over] .demo__seat--chief a").first.click()
        page.locator("#standing a[href^='/debrief/']").click()
        page.wait_for_selector(".plot svg")
        if where == "replay":
            page.locator(".debrief__ways a[href$='/replay/']").click()
            page.wait_for_selector(".deck__play")
            page.keyboard.press("End")
            page.keyboard.press("[")
        elif where:
            page.locator(f"#{where}").scroll_into_view_if_needed()
            page.evaluate("document.getElementById('dance').scrollIntoView()")
            page.locator("[data-layer=offers-workers] .plot__mark").nth(1).hover()
        page.wait_for_timeout(1_000)
        page.screenshot(path=str(IMAGES / f"{name}.png"))
        context.close()


def practising(browser: Browser, url: str, part: dict[str, str]) -> None:
    """Somebody practises on a phone: the opponent's first package, and what it is worth."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(url + part["sign_in"])
    page.goto(f"{url}/practice/")
    page.locator("#submit-id-submit").click()
    page.wait_for_selector("#pane-table .block")
    page.get_by_role("button", name="让出发言权").first.click()
    page.wait_for_selector(".offer--employer", timeout=120_000)
    page.screenshot(path=str(IMAGES / "practice-phone.png"))
    page.locator(".tabs__tab:visible", has_text="提示").first.click()
    page.get_by_role("button", name="显示提示").click()
    page.wait_for_timeout(1_500)
    page.screenshot(path=str(IMAGES / "practice-hints.png"))
    page.goto(f"{url}/practice/")
    page.screenshot(path=str(IMAGES / "practice.png"))
    context.close()


def designing(browser: Browser, url: str) -> None:
    """The trainer works on a case of the library."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.goto(f"{url}/demo/as-trainer/")
    page.goto(f"{url}/scenarios/")
    page.locator("form[action$='/copy/'] button").first.click()
    page.wait_for_selector(".part")
    page.locator("details.part details.part > summary").first.click()
    page.wait_for_timeout(1_500)
    page.screenshot(path=str(IMAGES / "editor.png"))
    context.close()


def organising(browser: Browser, url: str, part: dict[str, str]) -> None:
    """An organiser's pages of the demo's contest."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.goto(f"{url}{part['sign_in']}")
    for name, path in (
        ("contest-set-up", "set-up"),
        ("contest-standings", "standings"),
        ("contest-matches", "matches"),
        ("contest-run-sheet", "day"),
        ("contest-desk", "day/desk"),
        ("contest-board", "board"),
        ("contest-draw", "draw"),
    ):
        page.goto(f"{url}/contests/shaanxi/{path}/")
        page.wait_for_timeout(500)
        page.screenshot(path=str(IMAGES / f"{name}.png"))
    for name, path in (
        ("contest-allocation", "timetable"),
        ("contest-results", "standings"),
        ("contest-titles", "titles"),
        ("contest-reveal", "reveal"),
        ("contest-judges", "judges"),
        ("contest-balance", "judges/balance"),
        ("contest-narrow", "judges/narrow"),
    ):
        page.goto(f"{url}/contests/simulated/{path}/" + ("?step=99" if path == "reveal" else ""))
        page.screenshot(path=str(IMAGES / f"{name}.png"))
    context.close()


def training(browser: Browser, url: str) -> None:
    """What a trainer and a trainee of the demo's class see, and what everybody sees of a certificate."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{url}/demo/as-trainer/")
    for name, path in (
        ("training-dashboard", "certification/dashboard/"),
        ("training-scheme", "certification/schemes/bargaining-instructor/?passed_on=2026-11-27"),
        ("training-exam-run", "exams/theory-phase-2/run/"),
        ("training-coverage", "register/coverage/"),
        ("training-alliances", "register/alliances/"),
        ("training-people", "classes/cadres/people/"),
    ):
        page.goto(f"{url}/training/{path}")
        page.screenshot(path=str(IMAGES / f"{name}.png"))
    context.close()
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{url}/demo/as-trainee/")
    page.screenshot(path=str(IMAGES / "training-record-phone.png"))
    number = str(page.locator("a[href*='/certification/certificates/']").first.get_attribute("href")).split("/")[-2]
    page.goto(f"{url}/v/{number}/")
    page.screenshot(path=str(IMAGES / "certificate-check-phone.png"))
    page.goto(f"{url}/training/certification/schemes/bargaining-instructor/instructor/")
    page.screenshot(path=str(IMAGES / "training-missing-phone.png"))
    page.goto(f"{url}/training/exams/theory-phase-2/")
    page.locator("main form button").first.click()
    page.locator(".exam-choice").first.click()
    page.wait_for_timeout(1_000)  # until it says that it is saved: a picture, not a test
    page.screenshot(path=str(IMAGES / "exam-phone.png"))
    context.close()


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATA_DIR": folder, "DEMO": "1"}
        subprocess.run([sys.executable, "manage.py", "demo", "--build-only"], cwd=ROOT, env=environment, check=True)
        served = Served(Path(folder), DEMO="1", PRACTICE_PACE="0.2").start()
        try:
            with urllib.request.urlopen(f"{served.url}/demo/cast.json") as answer:
                cast: list[dict[str, str]] = json.load(answer)
            under_way = cast[-1]["session"]
            parts = {entry["seat"]: entry for entry in cast if entry["session"] == under_way}
            panel = parts["judge-1"]["ws"].split("/")[3]
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
                for shot in SHOTS:
                    shoot(browser, served.url, parts[shot[1]], panel, shot)
                after_the_session(browser, served.url)
                designing(browser, served.url)
                practising(browser, served.url, parts["workers-chief"])
                training(browser, served.url)
                # Last, for its sessions stand on the demo's page from then on.
                simulate = ["contest", "simulate", "--here", "--teams", "16", "--judges", "15", "--seed", "7"]
                subprocess.run([sys.executable, "manage.py", *simulate], cwd=ROOT, env=environment, check=True)
                organising(browser, served.url, parts["organiser"])
                browser.close()
        finally:
            served.end()


if __name__ == "__main__":
    main()
