"""From the invitation to the certificate on a phone, and a trainer's way from the scheme to the ZIP."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from people.models import User
from tests.live.test_browser_client import FLAGS
from tests.training.classes.house import city, city_officer, class_of, lesson_now, nominated, people, signed_in, trainer
from tests.training.exams.house import CLOSED
from training.certification import designing, ledger
from training.certification.models import Certificate
from training.classes import attending, enrolling
from training.classes.engine import codes
from training.classes.models import Class, Enrolment, Lesson
from training.credentials import batches
from training.credentials.models import Batch
from training.exams import outcomes, setting, sitting
from training.exams.drawing import questions_of
from training.exams.models import Attempt, Exam
from training.questions.keeping import library

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


def seated(browser: Browser, live_server: Any, user: User, width: int, height: int) -> BrowserContext:
    context = browser.new_context(locale="en", viewport={"width": width, "height": height})
    key = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    return context


def sound(page: Page) -> None:
    """Nothing sticks out at the side, and nothing serious bars anybody from using it."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")] == []


def exam_of(held: Class) -> Exam:
    now = timezone.now()
    return setting.create(
        organization=held.organization,
        class_of=held,
        code=f"{held.slug}-theory",
        subject="bargaining-theory",
        title="结业考试",
        title_en="Final exam",
        opens_at=now - timedelta(minutes=5),
        closes_at=now + timedelta(hours=2),
        blueprint=CLOSED,
    )


def give(page: Page, attempt: Attempt, name: str) -> None:
    """Choose the right answer of a question as a thumb would."""
    question = questions_of(attempt)[name]
    value = question["key"] if question["type"] == "single" else str(question["key"]).lower()
    page.locator(f"[data-item='{name}'] input[value='{value}']").check()


def test_a_trainees_way_from_the_invitation_to_a_certificate_on_a_phone(browser: Browser, live_server: Any) -> None:
    held = class_of(capacity=5)
    base = f"{live_server.url}/training"
    person = people(1, city(1), "欧阳明月")[0]
    page = seated(browser, live_server, person, 390, 844).new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.accept()))

    # Asked for, endorsed, approved.
    page.goto(f"{base}/classes/{held.slug}/")
    sound(page)
    page.locator(f"form[action$='/{held.slug}/apply/'] button").click()
    rows = list(Enrolment.objects.filter(class_of=held))
    enrolling.decide(rows, "endorse", by=city_officer(1))
    enrolling.decide(list(Enrolment.objects.filter(class_of=held)), "approve", by=trainer())
    page.reload()
    expect(page.locator(".class-mine .badge--good")).to_be_visible()

    # Signed in with the digits on the wall; the class is over, and completed.
    lesson = lesson_now(held)
    page.goto(f"{base}/classes/{held.slug}/sessions/{lesson.pk}/sign/")
    page.locator("#typed").fill(codes.digits(held.secret, lesson.pk, "in", timezone.now().timestamp()))
    page.locator("main button[type=submit]").click()
    expect(page.locator(".notice--success")).to_be_visible()
    Lesson.objects.filter(class_of=held).exclude(pk=lesson.pk).update(cancelled=True)
    past = timezone.now() - timedelta(hours=4)
    Lesson.objects.filter(pk=lesson.pk).update(starts_at=past, ends_at=past + timedelta(hours=3))
    lesson.refresh_from_db()
    attending.decide(lesson, Enrolment.objects.filter(class_of=held), by=trainer(), minutes=180, reason="全程在场")
    attending.finish(held, by=trainer())
    ledger.credit(held, by=trainer())

    # The exam: the network is cut in the middle, and nothing is lost.
    exam = exam_of(held)
    page.goto(f"{base}/exams/{exam.code}/")
    sound(page)
    page.get_by_role("button", name="Begin now").click()
    expect(page.locator("#exam-state")).to_have_text("Everything is saved.")
    sound(page)
    attempt = exam.sat.get()
    names = list(questions_of(attempt))
    give(page, attempt, names[0])
    expect(page.locator("#exam-count")).to_have_text("1 of 6 answered")
    page.context.set_offline(True)
    for name in names[1:5]:
        give(page, attempt, name)
    expect(page.locator("#exam-state")).to_contain_text("Not saved yet")
    with page.expect_response("**/answers/"):
        page.context.set_offline(False)
    expect(page.locator("#exam-state")).to_have_text("Everything is saved.")
    assert set(outcomes.answers_of([attempt])[attempt.pk]) == set(names[:5])
    page.reload()
    expect(page.locator("#exam-count")).to_have_text("5 of 6 answered")
    give(page, attempt, names[5])
    expect(page.locator("#exam-state")).to_have_text("Everything is saved.")
    page.locator("#exam-hand-in").click()
    expect(page.locator(".notice--success, .alert-success").first).to_be_visible()
    assert dialogs == ["Hand in for good? You cannot change anything afterwards."]
    outcomes.release(exam, by=trainer())

    # The certificate, made in the background; its page says that it holds, and compares the name.
    scheme = designing.begin("class-completion", held.organization, by=trainer())
    batches.ask(
        scheme, "completed", [person], by=trainer(), passed_on=timezone.localdate(), title="结业", class_of=held
    )
    call_command("db_worker", batch=True, startup_delay=False, queue_name="*", verbosity=0)
    assert not Batch.objects.get().items.exclude(fault="").values_list("fault", flat=True)
    page.goto(f"{base}/records/")
    sound(page)
    page.locator("a[href*='/certification/certificates/']").click()
    sound(page)
    certificate = Certificate.objects.get(person=person)
    assert page.request.get(page.get_by_role("link", name="Certificate as PDF").evaluate("each => each.href")).ok
    page.goto(f"{live_server.url}/v/{certificate.number}/")
    sound(page)
    expect(page.locator("[role=status]")).to_contain_text("This certificate holds.")
    page.locator("#id_name").fill(person.name)
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("Yes: this is the name on the certificate.")).to_be_visible()


def test_a_second_device_takes_the_pen_and_the_first_is_told(browser: Browser, live_server: Any) -> None:
    held = class_of()
    person = nominated(held, 1, 1)[0].person
    exam = exam_of(held)
    phone = seated(browser, live_server, person, 390, 844).new_page()
    tablet = seated(browser, live_server, person, 820, 1180).new_page()
    phone.goto(f"{live_server.url}/training/exams/{exam.code}/")
    phone.get_by_role("button", name="Begin now").click()
    attempt = exam.sat.get()
    first, second = list(questions_of(attempt))[:2]
    give(phone, attempt, first)
    expect(phone.locator("#exam-state")).to_have_text("Everything is saved.")
    tablet.goto(phone.url)
    expect(tablet.locator("#exam-count")).to_have_text("1 of 6 answered")
    give(phone, attempt, second)

    expect(phone.locator("#exam-state")).to_contain_text("another device")
    expect(phone.locator("fieldset input").first).to_be_disabled()


def test_a_trainers_way_from_the_scheme_to_the_zip(browser: Browser, live_server: Any) -> None:
    held = class_of(capacity=10)
    base = f"{live_server.url}/training"
    rows = nominated(held, 1, 3)
    boss = trainer()
    page = seated(browser, live_server, boss, 1280, 900).new_page()

    # A scheme from a pattern, with one need changed and put in force.
    page.goto(f"{base}/certification/new/")
    sound(page)
    page.locator("input[value='dispute-mediator']").check()
    page.locator("main input[type=submit]").click()
    page.get_by_role("link", name="Write the next version").click()
    sound(page)
    for _each in range(2):  # the exam and the appointment are not asked for here
        page.locator("section.class-mine .session-row").nth(1).get_by_role("button", name="Take out").click()
    page.locator("#id_reason").fill("本市试点")
    page.get_by_role("button", name="Put in force").click()
    expect(page.get_by_text("Version 2 is in force")).to_be_visible()
    sound(page)

    # Hours by hand for two of three; then the class’s certificates.
    for row in rows[:2]:
        page.goto(f"{base}/certification/people/{row.person.uuid}/hours/")
        page.locator("#id_kind").select_option("lecture")
        page.locator("#id_hours").fill("16")
        page.locator("#id_what").fill("调解实务")
        page.locator("main input[type=submit]").click()
        expect(page.get_by_text("16 class hours in all")).to_be_visible()
    page.goto(f"{base}/credentials/batches/new/")
    page.locator("#id_class_of").select_option(label=str(held))
    page.locator("#id_grade").select_option(value="dispute-mediator/mediator")
    page.get_by_role("button", name="Show who meets what it needs").click()
    sound(page)
    expect(page.locator("input[name=chosen]:checked")).to_have_count(2)
    expect(page.get_by_text("missing: 16 class hours")).to_be_visible()
    page.get_by_role("button", name="Have the certificates made").click()
    expect(page.get_by_text("0 of 2 made")).to_be_visible()
    call_command("db_worker", batch=True, startup_delay=False, queue_name="*", verbosity=0)
    expect(page.get_by_text("2 of 2 made")).to_be_visible(timeout=10_000)  # it looks again by itself
    sound(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="All documents as one ZIP").click()
    packed = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    assert len(packed.namelist()) == 2

    # One is revoked; its public page says when and why.
    first = Certificate.objects.order_by("pk")[0]
    page.goto(f"{base}/certification/certificates/{first.number}/")
    page.locator("#reason").fill("材料不实")
    page.get_by_role("button", name="Revoke for ever").click()
    page.get_by_role("link", name="What everybody sees").click()
    expect(page.locator("[role=status]")).to_contain_text("材料不实")
    for path in ("dashboard/", "certificates/", "reminders/", "evidence/"):
        page.goto(f"{base}/certification/{path}")
        sound(page)

    # An exam set on a page, watched, and given more time.
    page.goto(f"{base}/exams/new/")
    now = timezone.localtime()
    fields = {
        "code": "spring",
        "subject": "mediation-theory",
        "title": "调解理论",
        "opens_at": f"{now - timedelta(minutes=1):%Y-%m-%dT%H:%M}",
        "closes_at": f"{now + timedelta(hours=1):%Y-%m-%dT%H:%M}",
    }
    for name, value in fields.items():
        page.locator(f"#id_{name}").fill(value)
    page.locator("#id_class_of").select_option(label=str(held))
    library()
    page.locator("main input[type=submit]").click()
    expect(page.get_by_text("The exam is set.")).to_be_visible()
    sound(page)
    attempt = sitting.begin(Exam.objects.get(code="spring"), rows[0].person)
    page.reload()
    page.locator("#extend_reason").fill("停电十分钟")
    page.get_by_role("button", name="More time for all who write").click()
    expect(page.get_by_text("1 person has more time.")).to_be_visible()
    before, attempt = attempt.deadline_at, Attempt.objects.get(pk=attempt.pk)
    assert attempt.deadline_at == before + timedelta(minutes=10)
