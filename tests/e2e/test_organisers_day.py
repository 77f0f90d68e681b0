"""An organiser's day in a browser: from a list of teams over lots, timetable and check-in to the board in the hall."""

import json
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Served
from tests.e2e.test_contest import browser, demo, organiser, violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
__all__ = ["browser", "demo"]

TEAMS = ("西安一队", "宝鸡一队", "延安队", "榆林队")
CITIES = ("西安市总工会", "宝鸡市总工会", "延安市总工会", "榆林市总工会")
ROLES = ("领队", "首席协商代表", "协商代表", "协商代表", "协商代表")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def fits(page: Page) -> None:
    """No serious fault for those who cannot see or point, and nothing sticks out of a phone."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


def sheet(folder: Path, name: str, lines: list[str]) -> Path:
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def registered(page: Page, url: str, folder: Path) -> None:
    """A contest of four teams, from a form and a spreadsheet."""
    page.goto(f"{url}/contests/new/")
    page.locator("[name=title]").fill("市级选拔赛")
    page.locator("[name=slug]").fill("selection")
    page.locator("[name=starts_on]").fill("2026-12-01")
    press(page, "Create the contest")
    press(page, "Open for teams")
    page.goto(f"{url}/contests/selection/teams/")
    lines = [
        f"{team},{city},{role},{team}{number},{city}"
        for team, city in zip(TEAMS, CITIES, strict=True)
        for number, role in enumerate(ROLES)
    ]
    file = sheet(folder, "teams.csv", ["代表队,选送单位,角色,姓名,工作单位", *lines])
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Look through the file")
    press(page, "Register these teams")
    for _team in TEAMS:
        press(page, "Approve")
    expect(page.locator(".badge--good")).to_have_count(4)


def drawn(page: Page, url: str) -> None:
    """Codes, then the first round: each committed to, then drawn."""
    page.goto(f"{url}/contests/selection/draw/")
    press(page, "Prepare the draw of the teams’ codes")
    press(page, "Draw now")
    page.get_by_role("button", name="Prepare the draw: ").click()
    page.locator("select[name$=scenario]").select_option(index=1)
    page.locator("input[name$=rooms]").fill("2")
    press(page, "Draw now")
    expect(page.locator(".contest-draw").last.locator("tbody tr")).to_have_count(2)
    fits(page)


def timed(page: Page, url: str, folder: Path) -> None:
    """Rooms, judges from a spreadsheet, a search, one judge dragged, and the whole of it put in force."""
    page.goto(f"{url}/contests/selection/timetable/")
    for room in ("第1会场", "第2会场"):
        page.locator("#rooms ~ form [name=name]").fill(room)
        press(page, "Add the room")
    lines = [f"评委{number},外省,{'是' if number % 2 else ''},{number}" for number in range(1, 9)]
    page.get_by_text("From a spreadsheet").click()
    page.locator("input[type=file]").set_input_files(
        sheet(folder, "judges.csv", ["姓名,城市,可任组长,评审次数", *lines])
    )
    press(page, "Take these judges")
    press(page, "Search")
    page.get_by_role("link", name="Show it").click(timeout=90_000)
    expect(page.locator(".timetable td[data-match]")).to_have_count(2)
    fits(page)

    judge = page.locator("[data-judge]").last
    name = judge.inner_text()
    target = page.locator("td[data-match]").first
    box, onto = judge.bounding_box(), target.bounding_box()
    assert box is not None
    assert onto is not None
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(onto["x"] + 20, onto["y"] + 10, steps=5)
    page.mouse.up()
    expect(page.locator("#breaks")).not_to_be_empty()
    press(page, "Save as the next version")
    expect(page.locator("td[data-match]").first).to_contain_text(name.split()[0])
    press(page, "Put in force: times, rooms and panels")
    expect(page.get_by_text("in force").first).to_be_visible()


def test_an_organiser_brings_four_teams_from_a_list_to_the_table(
    demo: Served, browser: Browser, tmp_path: Path
) -> None:
    page = organiser(browser, demo, 1400)
    url = demo.url
    registered(page, url, tmp_path)
    drawn(page, url)
    timed(page, url, tmp_path)

    page.goto(f"{url}/contests/selection/day/links/")
    page.get_by_label("评委1", exact=True).check()
    press(page, "Make new links; older ones of theirs end")
    address = page.locator(".day-sheet code").inner_text()

    phone = browser.new_context(locale="en", viewport={"width": 390, "height": 844}).new_page()
    phone.goto(address)
    fits(phone)
    press(phone, "That is me: come in")
    press(phone, "I am here")
    expect(phone.get_by_text("You are checked in.").first).to_be_visible()
    fits(phone)

    hall = browser.new_context(locale="en", viewport={"width": 1920, "height": 1080}).new_page()
    hall.goto(f"{url}/contests/selection/day/")
    page.goto(f"{url}/contests/selection/day/desk/")
    expect(page.get_by_text("Who is there (1)")).to_be_visible()
    page.locator("[name=text]").first.fill("开幕式九点开始")
    press(page, "Announce")
    page.locator("button[value=called]").first.click()
    fits(page)
    # The hall's page asks again by itself.
    expect(hall.get_by_text("开幕式九点开始")).to_be_visible(timeout=20_000)
    expect(hall.get_by_text("Please come now:")).to_be_visible()

    board = browser.new_context(locale="en", viewport={"width": 390, "height": 844}).new_page()
    board.goto(f"{url}/contests/selection/board/")
    expect(board.locator(".board__match")).to_have_count(2)
    fits(board)


@pytest.mark.parametrize("width", [390, 1400])
def test_every_page_of_the_demos_contest_can_be_read_by_everybody(demo: Served, browser: Browser, width: int) -> None:
    page = organiser(browser, demo, width)
    paths = "", "teams/", "draw/", "matches/", "standings/", "titles/", "set-up/parts/", "timetable/", "day/desk/"
    for path in (*paths, "day/links/", "judges/", "judges/balance/", "judges/calibration/", "papers/", "reveal/"):
        page.goto(f"{demo.url}/contests/shaanxi/{path}")
        faults = violations(page)
        assert (path, faults) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_board_shows_that_a_match_begins_without_being_loaded_again(demo: Served, browser: Browser) -> None:
    hall = browser.new_page()
    hall.goto(f"{demo.url}/contests/shaanxi/board/")
    planned = hall.locator(".board__match--planned")
    expect(planned).to_have_count(6)

    with urllib.request.urlopen(f"{demo.url}/demo/cast.json") as answer:
        hosts = [part for part in json.load(answer) if part["role"] == "host"]
    room = browser.new_context(locale="en").new_page()
    for part in hosts:
        room.goto(f"{demo.url}{part['sign_in']}")
        room.goto(f"{demo.url}{part['page']}")
        opening = room.get_by_role("button", name="Open the session")
        room.locator(".block").first.wait_for()
        if opening.is_visible():
            opening.click()
            room.get_by_role("dialog").get_by_role("button", name="Open", exact=True).click()
            break

    expect(planned).to_have_count(5)
