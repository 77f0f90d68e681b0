"""Pages of classes: who may open them, what bad input is answered, and the whole way of a trainee."""

import json
from io import BytesIO
from typing import Any
from uuid import uuid4

import icalendar
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.models import User
from tests.training.classes.house import (
    city,
    city_officer,
    class_of,
    lesson_now,
    nominated,
    people,
    signed_in,
    statuses,
    trainer,
)
from training.classes.engine import codes
from training.classes.enrolling import nominate
from training.classes.models import CalendarKey, Class, Enrolment, Status
from training.classes.preparing import copy_to_next_phase, save_lesson

pytestmark = pytest.mark.django_db
HERE = "/training/classes/"


def workbook(rows: list[list[Any]]) -> SimpleUploadedFile:
    content = BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    for number, row in enumerate([["单位", "姓名", "账号", "同批"], *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    return SimpleUploadedFile("名单.xlsx", content.getvalue())


def test_from_application_to_presence_on_pages() -> None:
    made = class_of(shares={1: 2}, capacity=10)
    person = people(1, city(1))[0]
    trainee, unit, teacher = signed_in(person), signed_in(city_officer(1)), signed_in(trainer())
    page = f"{HERE}{made.slug}/"

    assert trainee.post(f"{page}apply/").status_code == 302
    row = Enrolment.objects.get()
    unit.post(f"{page}people/decide/", {"decision": "endorse", "chosen": row.pk})
    assert unit.post(f"{page}people/decide/", {"decision": "approve", "chosen": row.pk}).status_code == 403
    teacher.post(f"{page}people/decide/", {"decision": "approve", "chosen": row.pk})
    assert statuses([row]) == [Status.BOOKED]

    lesson = lesson_now(made)
    screen = teacher.get(f"{page}sessions/{lesson.pk}/screen/")
    digits = screen.context["digits"]
    assert trainee.get(f"{page}sessions/{lesson.pk}/screen/").status_code == 403
    answer = trainee.post(f"{page}sessions/{lesson.pk}/sign/", {"code": digits})
    assert answer.status_code == 200
    assert trainee.post(f"{page}sessions/{lesson.pk}/sign/", {"code": "123"}).status_code == 422
    shown = teacher.get(f"{page}sessions/{lesson.pk}/presence/")
    assert shown.context["absent"] == 0
    assert trainee.get(page).context["progress"].planned == 13
    assert teacher.get(f"{page}register/").status_code == 200
    assert trainee.get(f"{page}code/").status_code == 200


def test_the_page_behind_the_qr_may_be_pressed_a_little_later_by_the_same_person_only() -> None:
    made = class_of()
    one, two = nominated(made, 1, 2)
    lesson = lesson_now(made)
    page = f"{HERE}{made.slug}/sessions/{lesson.pk}/sign/"
    old = codes.token(made.secret, lesson.pk, "in", timezone.now().timestamp() - 45)
    fresh = codes.token(made.secret, lesson.pk, "in", timezone.now().timestamp())
    grant = signed_in(one.person).get(page, {"code": fresh}).context["grant"]

    assert signed_in(one.person).post(page, {"code": old, "grant": grant}).status_code == 422
    assert signed_in(two.person).post(page, {"code": old, "grant": grant}).status_code == 422
    assert signed_in(one.person).post(page, {"code": fresh, "grant": grant}).status_code == 200
    assert signed_in(two.person).post(page, {"code": fresh, "grant": "x" * 50}).status_code == 200


def test_nobody_knows_of_a_class_in_preparation_and_strangers_read_no_names() -> None:
    made = class_of(announced=False)
    stranger = signed_in(User.objects.create(username="stranger", name="路人"))
    assert stranger.get(f"{HERE}{made.slug}/").status_code == 404
    Class.objects.update(announced=True)
    row = nominated(made, 1, 1)[0]

    assert row.person.name not in stranger.get(f"{HERE}{made.slug}/").text
    for page in ("people/", "register/", "set-up/", "code/"):
        assert stranger.get(f"{HERE}{made.slug}/{page}").status_code == 403
    other = signed_in(city_officer(2)) if city(2) else None
    assert other is not None
    assert row.person.name not in other.get(f"{HERE}{made.slug}/people/").text
    other.post(f"{HERE}{made.slug}/people/decide/", {"decision": "cancel", "chosen": row.pk, "reason": "x"})
    assert statuses([row]) == [Status.BOOKED]


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("people/", {"accounts": "nobody\n\0", "unit": "x"}),
        ("people/", {}),
        ("set-up/course/", {}),
        ("set-up/course/", {"title": "x", "modules-TOTAL_FORMS": "many"}),
        ("set-up/", {"capacity": "-1", "revision": "x"}),
        ("sessions/new/", {"starts_at": "yesterday"}),
        ("set-up/copy/", {"slug": "new", "title": "x", "starts_on": "2027-01-01"}),
        ("people/sheet/", {}),
        ("people/sheet/", {"file": SimpleUploadedFile("x.xlsx", b"\x00\x01garbage")}),
    ],
)
def test_bad_input_is_answered_with_the_form(page: str, sent: dict[str, Any]) -> None:
    made = class_of()
    assert signed_in(trainer()).post(f"{HERE}{made.slug}/{page}", sent).status_code == 422
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("people/decide/", {"decision": "approve", "chosen": ["x", "9" * 30, "1"]}),
        ("set-up/share/", {"unit": "x", "places": "many"}),
        ("documents/", {"name": "x", "file": SimpleUploadedFile("x.pdf", b"MZ no pdf")}),
        ("people/sheet/take/", {"token": "forged"}),
        ("answer/", {"decision": "steal"}),
        ("register/finish/", {}),
    ],
)
def test_a_press_that_means_nothing_is_told_and_changes_nothing(page: str, sent: dict[str, Any]) -> None:
    made = class_of()
    answer = signed_in(trainer()).post(f"{HERE}{made.slug}/{page}", sent)
    assert answer.status_code in (302, 404)
    assert not Enrolment.objects.exists()
    assert not made.documents.exists()


def test_a_spreadsheet_is_looked_through_confirmed_and_skipped_the_second_time() -> None:
    made = class_of()
    known = people(1, city(1))[0]
    unit = signed_in(city_officer(1))
    rows = [["市总工会1", known.name, known.username, ""], ["市总工会1", "新学员", "new-1", "甲"]]

    wrong = [*rows, ["市总工会2", "外人", "new-2", ""], ["市总工会1", "别名", known.username, ""]]
    refused = unit.post(f"{HERE}{made.slug}/people/sheet/", {"file": workbook(wrong)})
    assert refused.status_code == 422
    assert [fault.place for fault in refused.context["found"].faults] == ["A4", "C5", "C5"]
    shown = unit.post(f"{HERE}{made.slug}/people/sheet/", {"file": workbook(rows)})
    assert shown.status_code == 200
    assert not Enrolment.objects.exists()
    unit.post(f"{HERE}{made.slug}/people/sheet/take/", {"token": shown.context["token"]})
    assert Enrolment.objects.count() == 2
    assert not User.objects.get(username="new-1").has_usable_password()
    unit.post(f"{HERE}{made.slug}/people/sheet/take/", {"token": shown.context["token"]})
    again = unit.post(f"{HERE}{made.slug}/people/sheet/", {"file": workbook(rows)})
    assert again.context["found"].fresh == []
    assert Enrolment.objects.count() == 2


def test_a_token_of_one_person_is_nothing_for_another() -> None:
    made = class_of()
    city(2)
    shown = signed_in(city_officer(2)).post(
        f"{HERE}{made.slug}/people/sheet/", {"file": workbook([["市总工会2", "甲", "a1", ""]])}
    )
    city(1)
    signed_in(city_officer(1)).post(f"{HERE}{made.slug}/people/sheet/take/", {"token": shown.context["token"]})
    assert not Enrolment.objects.exists()


def test_scans_come_in_as_json_and_nonsense_is_refused() -> None:
    made = class_of()
    row = nominated(made, 1, 1)[0]
    lesson = lesson_now(made)
    address = f"{HERE}{made.slug}/sessions/{lesson.pk}/scans/"
    teacher = signed_in(trainer())
    now = timezone.now().isoformat()
    good = {"id": str(uuid4()), "code": codes.personal(made.secret, row.pk), "way": "in", "at": now}

    def send(content: object) -> Any:
        return teacher.post(address, json.dumps(content), content_type="application/json")

    for nonsense in ([], {}, {"sent_at": now, "scans": [1]}, {"sent_at": "x", "scans": []}, "[" * 5000):
        assert send(nonsense).status_code == 400
    assert send({"sent_at": now, "scans": [good]}).json()["answers"] == [{"id": good["id"], "why": ""}]
    assert signed_in(row.person).post(address, "{}", content_type="application/json").status_code == 403


def test_calendars_have_secret_addresses_and_follow_changes() -> None:
    made = class_of()
    row = nominated(made, 1, 1)[0]
    client = signed_in(row.person)
    client.get(f"{HERE}mine/")
    key = CalendarKey.objects.get(person=row.person)
    lesson = made.lessons.first()
    assert lesson is not None
    lesson.place, lesson.bus = "陕西工运学院；3号楼", "1号车 07:40"
    save_lesson(lesson)

    feed = icalendar.Calendar.from_ical(Client().get(f"{HERE}calendar/{key.key}.ics").content)
    events = feed.walk("VEVENT")
    assert len(events) == 12
    first = next(each for each in events if each["UID"] == f"{lesson.uid}@xieshang")
    assert (int(first["SEQUENCE"]), str(first["LOCATION"])) == (1, "陕西工运学院；3号楼")
    assert first.decoded("DTSTART") == lesson.starts_at
    client.post(f"{HERE}calendar/renew/")
    assert Client().get(f"{HERE}calendar/{key.key}.ics").status_code == 404
    assert Client().get(f"{HERE}calendar/class/{made.feed_key}.ics").status_code == 200


def test_who_saves_second_is_told_and_keeps_what_they_typed() -> None:
    made = class_of()
    teacher = signed_in(trainer())
    form = teacher.get(f"{HERE}{made.slug}/set-up/").context["form"]
    sent = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
    sent |= {"starts_on": made.starts_on, "ends_on": made.ends_on, "sign_out": ""}
    assert teacher.post(f"{HERE}{made.slug}/set-up/", sent | {"capacity": 70}).status_code == 302
    second = teacher.post(f"{HERE}{made.slug}/set-up/", sent | {"capacity": 80, "place": "西安"})
    assert second.status_code == 409
    assert 'value="西安"' in second.text
    made.refresh_from_db()
    assert made.capacity == 70


def test_the_modules_of_a_course_are_changed_on_its_page() -> None:
    made = class_of()
    teacher = signed_in(trainer())
    page = f"{HERE}{made.slug}/set-up/course/"
    shown = teacher.get(page).context
    sent = {f"modules-{name}": value for name, value in shown["modules"].management_form.initial.items()}
    for form in (shown["form"], *shown["modules"]):
        sent |= {form.add_prefix(name): form[name].value() or "" for name in form.fields if name != "DELETE"}
    sent |= {"modules-0-hours": "10.5", "modules-5-number": "6", "modules-5-title": "复盘", "modules-5-hours": "2"}

    answer = teacher.post(page, sent)
    assert answer.status_code == 302
    assert [str(hours) for hours in made.course.modules.values_list("hours", flat=True)][::5] == ["10.5", "2.0"]


def test_a_place_in_another_class_on_the_same_days_is_told() -> None:
    made = class_of()
    row = nominated(made, 1, 1)[0]
    other = copy_to_next_phase(made, slug="parallel", title="平行班", starts_on=made.starts_on)
    Class.objects.filter(pk=other.pk).update(announced=True)
    nominate(other, [row.person], row.organization, by=trainer())

    shown = signed_in(trainer()).get(f"{HERE}parallel/people/").context["groups"][0]["rows"][0]
    assert str(made) in shown["clash"]


def test_a_document_is_for_those_in_the_class() -> None:
    made = class_of()
    row = nominated(made, 1, 1)[0]
    file = SimpleUploadedFile("讲义.pdf", b"%PDF-1.7 x")
    signed_in(trainer()).post(f"{HERE}{made.slug}/documents/", {"name": "讲义\r\nX: y", "file": file})
    page = f"{HERE}{made.slug}/documents/{made.documents.get().pk}/"
    assert signed_in(row.person).get(page).content == b"%PDF-1.7 x"
    assert signed_in(people(1, city(1))[0]).get(page).status_code == 403


def test_a_class_begins_with_each_pattern() -> None:
    made = class_of()
    teacher = signed_in(trainer())
    for name in ("cadres", "mutual-aid", "new-unions"):
        sent = {"pattern": name, "organization": made.organization.pk, "title": name, "slug": name}
        answer = teacher.post(f"{HERE}new/", sent | {"starts_on": "2027-03-01"})
        assert answer.status_code == 302
        assert Class.objects.get(slug=name).lessons.count() >= 6


@pytest.mark.parametrize("page", ["people/", "register/", "sessions/{pk}/presence/", "sessions/{pk}/scanner/"])
def test_a_page_takes_as_many_queries_for_many_people_as_for_few(page: str) -> None:
    made = class_of(capacity=500)
    lesson = lesson_now(made)
    teacher = signed_in(trainer())
    address = f"{HERE}{made.slug}/{page.format(pk=lesson.pk)}"
    counts = []
    for more in (16, 184):
        nominated(made, 1, more)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert teacher.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
