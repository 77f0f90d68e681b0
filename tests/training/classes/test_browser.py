"""Attendance in a real browser the size of a phone: the code on the wall, and a scanner without a network."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from people.models import User
from tests.live.test_browser_client import FLAGS
from tests.training.classes.house import class_of, lesson_now, nominated, signed_in, trainer
from training.classes.engine import codes
from training.classes.models import Attendance, FailedScan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield opened
        opened.close()


def phone(browser: Browser, live_server: Any, user: User) -> BrowserContext:
    context = browser.new_context(locale="en", viewport={"width": 375, "height": 812})
    key = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    return context


def sound(page: Page) -> None:
    """Nothing sticks out at the side, and nothing serious bars anybody from using it."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []


def test_a_trainee_signs_with_the_digits_and_the_teacher_sees_it(browser: Browser, live_server: Any) -> None:
    made = class_of()
    row = nominated(made, 1, 1)[0]
    lesson = lesson_now(made)
    base = f"{live_server.url}/training/classes/{made.slug}/sessions/{lesson.pk}/"
    wall = phone(browser, live_server, trainer()).new_page()
    wall.goto(f"{base}screen/")
    sound(wall)
    trainee = phone(browser, live_server, row.person).new_page()
    trainee.goto(f"{base}sign/")
    sound(trainee)
    trainee.locator("#typed").fill(wall.locator(".class-screen__digits").inner_text())
    trainee.locator("main button[type=submit]").click()

    expect(trainee.locator(".notice--success")).to_be_visible()
    expect(wall.locator(".class-screen__count")).to_contain_text("1", timeout=15_000)
    wall.goto(f"{base}presence/")
    sound(wall)


def test_what_is_scanned_without_a_network_is_sent_when_there_is_one(browser: Browser, live_server: Any) -> None:
    made = class_of()
    one, two = nominated(made, 1, 2)
    lesson = lesson_now(made)
    context = phone(browser, live_server, trainer())
    page = context.new_page()
    page.goto(f"{live_server.url}/training/classes/{made.slug}/sessions/{lesson.pk}/scanner/")
    sound(page)
    context.set_offline(True)
    for code in (codes.personal(made.secret, one.pk), codes.personal(made.secret, two.pk), "P1-FORGED"):
        page.locator("#code").fill(code)
        page.locator("#code").press("Enter")
    expect(page.locator("#scans li")).to_have_count(3)
    expect(page.locator("#scans")).to_contain_text(one.person.name)
    assert not Attendance.objects.exists()

    with page.expect_response("**/scans/"):
        context.set_offline(False)
        page.locator("#send").click()

    expect(page.locator("#said")).to_be_visible()
    assert Attendance.objects.count() == 2
    assert list(FailedScan.objects.values_list("why", flat=True)) == ["wrong"]
    page.locator("#send").click()
    page.reload()
    expect(page.locator("#scans li")).to_have_count(3)
    assert Attendance.objects.count() == 2
