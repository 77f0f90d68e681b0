"""The ballot and the officials' desk in a browser, by the real rules of a panel."""

import hashlib
import json
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.e2e.panel_hall import PanelHall
from tests.live.test_browser_client import FLAGS

pytestmark = pytest.mark.browser

CELLS = [
    *(("law", side) for side in ("workers", "employer")),
    *(("facts", side) for side in ("workers", "employer")),
    *(("argument", seat) for seat in ("workers-chief", "workers-2", "employer-chief", "employer-2")),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def hall() -> Iterator[PanelHall]:
    with PanelHall() as hall:
        yield hall


@pytest.fixture
def tablet(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en", viewport={"width": 820, "height": 1180})
    context.set_default_timeout(10_000)
    yield context
    context.close()


def sit(tablet: BrowserContext, hall: PanelHall, seat: str = "judge-1") -> Page:
    page = tablet.new_page()
    page.goto(hall.address(seat=seat))
    expect(page.locator("#ballot")).to_contain_text("Connected")
    expect(page.get_by_text("Connecting to the panel…")).to_have_count(0)
    return page


def cell(page: Page, criterion: str, subject: str) -> Locator:
    part = "Each person" if criterion == "argument" else "Teams"
    page.locator(".parts:not(.parts--filter) button", has_text=part).click()
    return page.locator(f"#cell-{criterion}-{subject}")


def give(page: Page, criterion: str, subject: str, value: str) -> None:
    cell(page, criterion, subject).get_by_role("radio", name=value, exact=True).check(force=True)


def fill(page: Page, hall: PanelHall, judge: str = "judge-1", value: str = "7") -> None:
    for criterion, subject in CELLS:
        give(page, criterion, subject, value)
    hall.wait(lambda: len(hall.scores(judge)) == len(CELLS))
    expect(page.locator("#ballot")).to_contain_text("Everything is saved")


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Hand in the ballot").click()
    page.get_by_role("button", name="Yes, hand it in").click()
    expect(page.locator(".receipt")).to_be_visible()


# --- A judge --------------------------------------------------------------------------------------


def test_every_score_saves_itself_and_what_is_missing_is_named(hall: PanelHall, tablet: BrowserContext) -> None:
    page = sit(tablet, hall)
    give(page, "law", "workers", "8")
    expect(page.locator("#cell-law-workers")).to_contain_text("Saved")
    assert hall.scores() == {"law workers": "8"}

    expect(page.locator(".progress-line__words")).to_have_text("1 / 8")
    expect(page.locator(".closing")).to_contain_text("7 scores are missing")
    expect(page.locator(".missing li")).to_have_count(7)


def test_a_digit_on_the_keyboard_is_a_score_and_a_one_with_a_zero_is_ten(
    hall: PanelHall, tablet: BrowserContext
) -> None:
    page = sit(tablet, hall)
    page.locator("#cell-law-workers input").first.focus()
    page.keyboard.press("6")
    hall.wait(lambda: hall.scores() == {"law workers": "6"})
    page.keyboard.press("1")
    page.keyboard.press("0")
    hall.wait(lambda: hall.scores() == {"law workers": "10"})


def test_a_score_can_be_taken_back(hall: PanelHall, tablet: BrowserContext) -> None:
    page = sit(tablet, hall)
    give(page, "law", "workers", "8")
    hall.wait(hall.scores)
    page.locator("#cell-law-workers").get_by_role("button", name="Clear").click()

    hall.wait(lambda: not hall.scores())
    expect(page.locator("#cell-law-workers input:checked")).to_have_count(0)


def test_scores_given_offline_are_kept_and_arrive_once_each(hall: PanelHall, tablet: BrowserContext) -> None:
    page = sit(tablet, hall)
    tablet.set_offline(True)
    hall.cut()
    expect(page.locator("#ballot")).to_contain_text("Offline")
    give(page, "law", "workers", "5")
    give(page, "law", "workers", "6")
    give(page, "law", "employer", "4")
    expect(page.locator("#cell-law-workers")).to_contain_text("Kept on this device")
    expect(page.locator("#ballot")).to_contain_text("2 items are kept on this device")
    page.evaluate("() => stream.outbox.work")
    page.close(run_before_unload=False)

    tablet.set_offline(False)
    page = sit(tablet, hall)
    hall.wait(lambda: hall.scores() == {"law workers": "6", "law employer": "4"})
    expect(page.locator("#ballot")).to_contain_text("Everything is saved")
    assert len(hall.events) == 2


def test_a_note_says_when_and_is_not_disturbed_while_it_is_written(hall: PanelHall, tablet: BrowserContext) -> None:
    page = sit(tablet, hall)
    place = page.locator("#cell-law-workers")
    place.get_by_role("button", name="Add a note").click()
    place.get_by_role("textbox").press_sequentially("引用了第44条")
    give(page, "facts", "employer", "3")
    place.get_by_role("textbox").focus()
    place.get_by_role("textbox").press_sequentially("，很准")
    place.get_by_role("textbox").blur()

    noted = hall.wait(lambda: hall.panel.scores_of("judge-1").get("law", {}).get("workers", {}))
    hall.wait(lambda: "很准" in hall.panel.scores_of("judge-1")["law"]["workers"]["note"])
    assert noted["at"] > 1_600_000_000_000
    expect(place.get_by_role("textbox")).to_have_value("引用了第44条，很准")
    expect(place).to_contain_text("Refers to")


def test_the_receipt_proves_the_ballot_and_is_there_again_after_a_reload(
    hall: PanelHall, tablet: BrowserContext
) -> None:
    page = sit(tablet, hall)
    fill(page, hall)
    hand_in(page)
    receipt = page.evaluate("() => panel.receipt")
    scores = page.evaluate("() => panel.state.scores")

    canonical = json.dumps(scores, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert receipt["digest"] == hashlib.sha256((receipt["salt"] + canonical).encode()).hexdigest()
    expect(page.locator(".closing--in")).to_be_in_viewport()
    page.reload()
    expect(page.locator(".receipt__digest")).to_contain_text(receipt["digest"][:8])
    expect(page.locator(".receipt")).to_contain_text("Entries in the record")
    assert page.locator("fieldset.cell:enabled").count() == 0
    assert receipt["salt"] not in page.evaluate("() => JSON.stringify(localStorage)")


def test_a_ballot_is_not_handed_in_before_everything_is_saved(hall: PanelHall, tablet: BrowserContext) -> None:
    page = sit(tablet, hall)
    fill(page, hall)
    tablet.set_offline(True)
    hall.cut()
    expect(page.locator("#ballot")).to_contain_text("Offline")
    give(page, "law", "workers", "2")

    button = page.get_by_role("button", name="Hand in the ballot")
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(page.locator(".closing")).to_contain_text("Wait until everything is saved")


def test_a_returned_ballot_opens_again_with_the_reason(hall: PanelHall, tablet: BrowserContext) -> None:
    judge = sit(tablet, hall)
    fill(judge, hall)
    hand_in(judge)
    head = sit(tablet, hall, "head-judge")
    head.get_by_role("button", name="Give back…").click()
    back = head.get_by_role("button", name="Give the ballot back")
    expect(back).to_have_attribute("aria-disabled", "true")
    head.get_by_role("textbox").fill("Both teams are mixed up in law")
    back.click()

    expect(judge.locator(".notice--warn")).to_contain_text("Both teams are mixed up in law")
    give(judge, "law", "workers", "9")
    hall.wait(lambda: hall.scores()["law workers"] == "9")
    hand_in(judge)


def test_a_score_that_comes_after_the_ballot_went_in_is_shown_and_not_lost(
    hall: PanelHall, tablet: BrowserContext, browser: Browser
) -> None:
    page = sit(tablet, hall)
    fill(page, hall)
    first = hall.sockets[-1]
    tablet.set_offline(True)
    hall.drop(first)
    expect(page.locator("#ballot")).to_contain_text("Offline")
    give(page, "law", "workers", "1")
    page.evaluate("() => stream.outbox.work")
    phone = browser.new_context(locale="en")
    hand_in(sit(phone, hall))
    phone.close()
    tablet.set_offline(False)

    held = page.locator(".live-ask--held")
    expect(held).to_contain_text("refused: not_now")
    expect(held).to_contain_text(": 1")
    assert hall.scores()["law workers"] == "7"
    held.get_by_role("button", name="Remove").click()
    expect(page.locator("#cell-law-workers input:checked")).to_have_value("7")


# --- Officials and everybody ----------------------------------------------------------------------


def test_three_people_make_a_result_and_then_everybody_can_redo_it(hall: PanelHall, tablet: BrowserContext) -> None:
    judge = sit(tablet, hall)
    fill(judge, hall, value="7")
    head = sit(tablet, hall, "head-judge")
    expect(head.locator(".desk")).to_contain_text("Not in yet: Judge 1")
    hand_in(judge)

    timekeeper = sit(tablet, hall, "timekeeper")
    timekeeper.get_by_label("Team").select_option("employer")
    timekeeper.get_by_label("Rule").select_option("overrun")
    timekeeper.get_by_label("Points off").select_option("2")
    timekeeper.get_by_role("button", name="Propose", exact=True).click()
    head.get_by_role("button", name="Confirm", exact=True).click()
    head.get_by_role("button", name="Yes, it counts").click()
    expect(head.locator(".desk")).to_contain_text("Counts")
    head.get_by_role("button", name="Compute the result").click()
    expect(head.locator(".result-table").first).to_contain_text("68.00")

    watcher = sit(tablet, hall, "spectator")
    expect(watcher.locator("#ballot")).to_contain_text("The result has not been published yet")
    timekeeper.get_by_role("button", name="Confirm the result").click()
    timekeeper.get_by_role("button", name="Yes, I confirm it").click()
    organiser = sit(tablet, hall, "organiser")
    organiser.get_by_role("button", name="Publish the result").click()
    organiser.get_by_role("button", name="Yes, publish it").click()

    expect(watcher.locator(".result-table").first).to_contain_text("70.00")
    expect(watcher.locator(".working").first).to_contain_text("70 ÷ 1 = 70 − 2 (A) = 68.00")
    expect(judge.locator(".desk-part")).to_contain_text("Published")


def test_who_may_not_do_a_thing_has_no_button_for_it(hall: PanelHall, tablet: BrowserContext) -> None:
    with_buttons = {
        "judge-1": {"Hand in the ballot"},
        "head-judge": {"Compute the result"},
        "timekeeper": {"Propose"},
        "host": set(),
        "spectator": set(),
    }
    for seat, allowed in with_buttons.items():
        page = sit(tablet, hall, seat)
        shown = {
            name for names in with_buttons.values() for name in names if page.get_by_role("button", name=name).count()
        }
        assert (seat, shown) == (seat, allowed)
        page.close()


# --- Everybody's eyes and fingers -----------------------------------------------------------------


@pytest.mark.parametrize("width", [375, 820, 1920])
def test_it_fits_every_width_and_every_number_can_be_hit(hall: PanelHall, browser: Browser, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = sit(context, hall)
    boxes = page.eval_on_selector_all(
        ".number-key, .parts__one",
        "(all) => all.map((one) => one.getBoundingClientRect()).map((b) => [b.width, b.height])",
    )

    assert page.evaluate("() => document.documentElement.scrollWidth") == width
    assert min(min(box) for box in boxes) >= 44
    context.close()


@pytest.mark.parametrize("seat", ["judge-1", "head-judge", "timekeeper"])
def test_no_barrier_is_found_by_axe(hall: PanelHall, tablet: BrowserContext, seat: str) -> None:
    page = sit(tablet, hall, seat)
    found = Axe().run(page, context="#ballot").response["violations"]

    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []
