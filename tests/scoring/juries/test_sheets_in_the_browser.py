"""A judge's sheets on a phone whose network comes and goes, and the pages of those who run the jury."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.scoring.contests.house import organiser_of
from tests.scoring.juries.test_juries import CRITERIA, page, seated
from tests.training.classes.test_browser import browser, phone, sound

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
__all__ = ["browser"]


def test_a_sheet_submitted_without_a_network_is_submitted_when_there_is_one(browser: Browser, live_server: Any) -> None:
    _contest, jury = seated(teams=1, judges=1)
    sheet = jury.sheets.select_related("judge__person").get()
    assert sheet.judge.person is not None
    context = phone(browser, live_server, sheet.judge.person)
    tablet = context.new_page()
    tablet.goto(live_server.url + page("mine", "documents"))
    sound(tablet)
    context.set_offline(True)
    for criterion in CRITERIA:
        tablet.locator(f"[name={criterion}]").fill("7")
    tablet.get_by_role("button", name="Submit").click()
    expect(tablet.locator(".jury-sheet__state--warn")).to_be_visible()
    sheet.refresh_from_db()
    assert sheet.submitted_at is None

    context.set_offline(False)

    expect(tablet.locator(".jury-sheet[data-submitted]")).to_be_visible(timeout=15_000)
    sheet.refresh_from_db()
    assert sheet.values == dict.fromkeys(CRITERIA, "7")
    assert sheet.submitted_at is not None
    context.close()


def test_what_was_typed_without_a_network_is_there_after_the_page_was_closed(
    browser: Browser, live_server: Any
) -> None:
    _contest, jury = seated(teams=1, judges=1)
    sheet = jury.sheets.select_related("judge__person").get()
    assert sheet.judge.person is not None
    context = phone(browser, live_server, sheet.judge.person)
    tablet = context.new_page()
    tablet.goto(live_server.url + page("mine", "documents"))
    context.set_offline(True)
    tablet.locator("[name=facts]").fill("9")
    expect(tablet.locator(".jury-sheet__state--warn")).to_be_visible()
    tablet.close()
    context.set_offline(False)

    again = context.new_page()
    again.goto(live_server.url + page("mine", "documents"))

    expect(again.locator("[name=facts]")).to_have_value("9")
    expect(again.locator(".jury-sheet__state")).to_have_text("Everything is saved.")
    sheet.refresh_from_db()
    assert sheet.values == {"facts": "9"}
    context.close()


def test_the_organiser_seats_a_jury_and_reads_its_marks_on_a_phone(browser: Browser, live_server: Any) -> None:
    seated(teams=2, judges=3)
    context = phone(browser, live_server, organiser_of("shaanxi"))
    tab = context.new_page()
    for address in (page("juries"), page("jury", "documents")):
        tab.goto(live_server.url + address)
        sound(tab)

    tab.get_by_label("评委2").uncheck()
    tab.locator("section form").get_by_role("button", name="Save").click()

    expect(tab.locator("thead th")).to_have_count(4)
    context.close()
