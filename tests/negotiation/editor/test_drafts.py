"""Designing a scenario through its doors: who may, what a save keeps, what publishing makes, what a file brings."""

import io
import json
import random
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from negotiation.editor.differences import differences
from negotiation.editor.difficulty import estimate
from negotiation.editor.drafts import skeleton, text_of
from negotiation.editor.looking import look
from negotiation.models import Draft, Scenario, ScenarioVersion, Seat, Session
from negotiation.scenario_yaml import read, written
from negotiation.scenarios import check, library, load
from people.models import Office, Organization, User
from tests.negotiation.scenarios.sample import SMALL

pytestmark = pytest.mark.django_db(transaction=True)


def organization(name: str = "宝鸡市总工会", parent: Organization | None = None) -> Organization:
    return Organization.objects.create(name=name, kind=Organization.Kind.CITY, parent=parent)


def designer(where: Organization, name: str = "trainer", kind: Office.Kind = Office.Kind.TRAINER) -> User:
    user = User.objects.create(username=name, name=name)
    Office.objects.create(user=user, organization=where, kind=kind)
    return user


def client_of(user: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def begun(client: Client) -> Draft:
    """A draft that was begun from the first case of the library."""
    version = load(library()[0].read_bytes())
    answer = client.post(reverse("editor:copy", args=[version.pk]))
    return Draft.objects.get(pk=int(answer["Location"].rstrip("/").split("/")[-1]))


def saved(client: Client, draft: Draft, content: Any, revision: int | None = None) -> Any:
    body = json.dumps({"revision": draft.revision if revision is None else revision, "content": content})
    return client.post(reverse("editor:save", args=[draft.pk]), body, content_type="application/json")


def test_the_skeleton_is_a_scenario_that_can_be_published_at_once() -> None:
    report = check(text_of(skeleton()))

    assert [fault.code for fault in report.errors] == []


@pytest.mark.parametrize("path", library(), ids=lambda path: path.stem)
def test_a_file_that_was_written_is_the_one_that_was_read(path: Any) -> None:
    content = json.loads(load(path.read_bytes()).content)
    tree, faults = read(written(content).encode())

    assert faults == []
    assert tree is not None
    assert tree.plain() == content


def test_only_whoever_designs_gets_in_and_only_to_their_own_drafts() -> None:
    city, other = organization(), organization("咸阳市总工会")
    draft = begun(client_of(designer(city)))
    elsewhere, nobody = client_of(designer(other, "far")), client_of(User.objects.create(username="nobody"))

    for name in ("draft", "draft_file", "draft_changes", "difficulty"):
        assert elsewhere.get(reverse(f"editor:{name}", args=[draft.pk])).status_code == 404
        assert nobody.get(reverse(f"editor:{name}", args=[draft.pk])).status_code == 403
    for name in ("save", "publish", "delete", "pack", "take_pack"):
        assert elsewhere.post(reverse(f"editor:{name}", args=[draft.pk])).status_code == 404
        assert nobody.post(reverse(f"editor:{name}", args=[draft.pk])).status_code == 403
    assert nobody.get(reverse("editor:scenarios")).status_code == 403
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_a_save_keeps_what_was_typed_and_says_what_it_makes_possible() -> None:
    client = client_of(designer(organization()))
    draft = begun(client)
    content = draft.content
    content["parties"]["workers"]["reservation"] = 99
    content["parties"]["workers"]["target"] = 100
    answer = saved(client, draft, content).json()

    assert answer["revision"] == 2
    assert Draft.objects.get(pk=draft.pk).content == content
    assert "zone-empty" in {fault["code"] for fault in answer["looked"]["faults"]} or not answer["looked"]["ready"]
    assert answer["looked"]["figures"]["frontier"]


def test_the_second_of_two_is_told_and_nothing_is_overwritten() -> None:
    city = organization()
    one, two = client_of(designer(city, "one")), client_of(designer(city, "two"))
    draft = begun(one)
    mine, theirs = json.loads(json.dumps(draft.content)), json.loads(json.dumps(draft.content))
    mine["title"]["en"], theirs["title"]["en"] = "Mine", "Theirs"
    assert saved(one, draft, mine).status_code == 200
    refused = saved(two, draft, theirs)

    assert refused.status_code == 409
    assert "one has changed the same places meanwhile" in refused.json()["message"]
    assert refused.json()["content"]["title"]["en"] == "Mine"
    assert Draft.objects.get(pk=draft.pk).content["title"]["en"] == "Mine"
    assert saved(two, draft, theirs, refused.json()["revision"]).status_code == 200


NO_DOCUMENTS = [
    "",
    "[]",
    "{",
    '{"revision": "x", "content": {}}',
    '{"revision": 1, "content": 3}',
    '{"revision": 1, "content": {"id": "a\\u0000b"}}',
    '{"revision": 1, "content": {"id": "a\\ud800b"}}',
    "[" * 9999,
]


@pytest.mark.parametrize("body", NO_DOCUMENTS)
def test_what_is_no_document_changes_nothing(body: str) -> None:
    client = client_of(designer(organization()))
    draft = begun(client)
    answer = client.post(reverse("editor:save", args=[draft.pk]), body, content_type="application/json")

    assert answer.status_code == 422
    assert Draft.objects.get(pk=draft.pk).revision == 1


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"issues": 3},
        {"issues": [{"options": [{}]}]},
        {"schema": "cb-scenario/2", "parties": []},
        {"title": "x", "issues": [None]},
    ],
)
def test_a_draft_full_of_holes_is_looked_at_without_an_accident(content: dict[str, Any]) -> None:
    client = client_of(designer(organization()))
    draft = begun(client)
    answer = saved(client, draft, content)

    assert answer.status_code == 200
    assert not answer.json()["looked"]["ready"]
    assert client.get(reverse("editor:draft", args=[draft.pk])).status_code == 200
    assert client.get(reverse("editor:draft_file", args=[draft.pk])).status_code == 200
    assert client.get(reverse("editor:draft_changes", args=[draft.pk])).status_code == 200
    assert client.get(reverse("editor:scenarios")).status_code == 200


def test_publishing_makes_the_next_version_of_ones_own_and_leaves_the_library_alone() -> None:
    city = organization()
    client = client_of(designer(city))
    draft = begun(client)
    client.post(reverse("editor:publish", args=[draft.pk]))
    changed = draft.content | {"title": {"zh": "改过", "en": "Changed"}}
    saved(client, draft, changed)
    client.post(reverse("editor:publish", args=[draft.pk]))
    own = Scenario.objects.get(owner=city)

    assert list(own.versions.order_by("number").values_list("number", "title_en"))[1] == (2, "Changed")
    assert Scenario.objects.in_library().get().versions.count() == 1
    page = client.get(reverse("editor:version_changes", args=[own.versions.get(number=2).pk])).content.decode()
    assert "→ Changed" in page


def test_a_draft_with_errors_stays_a_draft() -> None:
    client = client_of(designer(organization()))
    draft = begun(client)
    saved(client, draft, draft.content | {"difficulty": 9})
    page = client.post(reverse("editor:publish", args=[draft.pk]), follow=True).content.decode()

    assert "It is not published: 1 errors are left" in page
    assert ScenarioVersion.objects.filter(scenario__owner__isnull=False).count() == 0
    assert client.get(reverse("editor:difficulty", args=[draft.pk])).status_code == 409


def test_a_file_begins_a_draft_with_its_faults_and_one_that_cannot_be_read_says_where() -> None:
    city = organization()
    client = client_of(designer(city))
    faulty = SimpleUploadedFile("case.yaml", SMALL.replace("difficulty: 1", "difficulty: 7").encode())
    answer = client.post(reverse("editor:from_file"), {"owner": city.pk, "file": faulty})
    draft = Draft.objects.get()
    broken = SimpleUploadedFile("broken.yaml", b"schema: [\n")
    refused = client.post(reverse("editor:from_file"), {"owner": city.pk, "file": broken})

    assert answer["Location"] == reverse("editor:draft", args=[draft.pk])
    assert not look(draft.content)["ready"]
    assert refused.status_code == 422
    assert "broken.yaml:2:1: error[yaml-syntax]" in refused.content.decode()
    assert Draft.objects.count() == 1
    for escape in ("\\0", "\\uD800"):
        odd = SimpleUploadedFile("odd.yaml", SMALL.replace("licence: test", f'licence: "te{escape}st"').encode())
        assert client.post(reverse("editor:from_file"), {"owner": city.pk, "file": odd}).status_code == 422


def test_what_is_shared_may_be_used_and_copied_and_is_never_changed() -> None:
    city, other = organization(), organization("咸阳市总工会")
    mine, theirs = client_of(designer(city)), client_of(designer(other, "far"))
    draft = begun(mine)
    mine.post(reverse("editor:publish", args=[draft.pk]))
    scenario = Scenario.objects.get(owner=city)
    version = scenario.versions.get()
    assert theirs.post(reverse("editor:copy", args=[version.pk])).status_code == 404
    mine.post(reverse("editor:share", args=[scenario.pk]), {"shared_with": [other.pk]})

    assert theirs.post(reverse("editor:copy", args=[version.pk])).status_code == 302
    assert Draft.objects.get(owner=other).content["id"] != version.scenario.slug
    assert theirs.post(reverse("editor:share", args=[scenario.pk]), {"shared_with": []}).status_code == 404
    assert scenario in Scenario.objects.usable_by(other)
    planner = designer(organization("汉中市总工会"), "planner", Office.Kind.ORGANISER)
    offered = client_of(planner).get(reverse("negotiation:plan")).context["form"].fields["scenario"].queryset
    assert version not in offered


def spreadsheet(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("资料")
    for number, row in enumerate((("键", "名称（中文）", "名称（英文）", "单位", "谁能看", "数值"), *rows)):
        sheet.write_row(number, 0, row)
    book.close()
    return SimpleUploadedFile("pack.xlsx", out.getvalue())


def test_a_spreadsheet_is_shown_first_and_written_when_confirmed_and_again_changes_nothing() -> None:
    client = client_of(designer(organization()))
    draft = begun(client)
    before = len(draft.content["data"])
    sheet = spreadsheet(
        ("profit_x", "利润", "Profit", "万元", "企业方", "1,250.5"), ("turnover_x", "离职率", "", "", "", "高")
    )
    shown = client.post(reverse("editor:pack", args=[draft.pk]), {"file": sheet})
    assert shown.status_code == 200
    assert len(Draft.objects.get(pk=draft.pk).content["data"]) == before

    for _time in range(2):
        client.post(reverse("editor:take_pack", args=[draft.pk]), {"kept": shown.context["kept"]})
    data = Draft.objects.get(pk=draft.pk).content["data"]
    assert len(data) == before + 2
    assert data[-2] | {"unit": None} == {
        "key": "profit_x",
        "label": {"zh": "利润", "en": "Profit"},
        "audience": "employer",
        "number": 1250.5,
        "unit": None,
    }
    assert data[-1]["text"] == {"zh": "高", "en": "高"}


def test_a_spreadsheet_with_faults_names_each_place_and_brings_nothing() -> None:
    client = client_of(designer(organization()))
    draft = begun(client)
    sheet = spreadsheet(
        ("Bad Key", "利润", "", "", "大家", "1"), ("ok", "", "", "", "", ""), ("ok", "x", "", "", "", "2")
    )
    shown = client.post(reverse("editor:pack", args=[draft.pk]), {"file": sheet})
    page = shown.content.decode()

    assert shown.status_code == 422
    for place in ("A2", "E2", "B3", "F3", "A4"):
        assert f"资料 {place}:" in page
    for wrong, status in (({"file": SimpleUploadedFile("x.xlsx", b"not a sheet")}, 422), ({}, 302)):
        assert client.post(reverse("editor:pack", args=[draft.pk]), wrong).status_code == status
    for altered in ("§", "", shown.context["kept"][:-3]):
        taken = client.post(reverse("editor:take_pack", args=[draft.pk]), {"kept": altered}, follow=True)
        assert "This is not what was shown" in taken.content.decode()
    assert Draft.objects.get(pk=draft.pk).revision == 1


def test_the_list_costs_the_same_however_many_drafts_and_scenarios(django_assert_num_queries: Any) -> None:
    city = organization()
    client = client_of(designer(city))
    cost = 0
    for number in (1, 2, 3):
        draft = begun(client)
        saved(client, draft, draft.content | {"id": f"case-{number}"})
        client.post(reverse("editor:publish", args=[draft.pk]))
        if number == 1:
            with CaptureQueriesContext(connection) as of_one:
                client.get(reverse("editor:scenarios"))
            cost = len(of_one)

    with django_assert_num_queries(cost):
        page = client.get(reverse("editor:scenarios")).content.decode()
    assert page.count(reverse("editor:scenarios") + "drafts/") >= 3


def test_the_template_brings_an_entry_of_every_kind_without_a_fault() -> None:
    client = client_of(designer(organization()))
    draft = begun(client)
    template = client.get(reverse("editor:pack_template"))
    file = SimpleUploadedFile("data-pack.xlsx", template.content)
    shown = client.post(reverse("editor:pack", args=[draft.pk]), {"file": file})
    assert (shown.status_code, shown.context["read"].faults) == (200, [])
    client.post(reverse("editor:take_pack", args=[draft.pk]), {"kept": shown.context["kept"]})
    draft.refresh_from_db()
    brought = {entry["key"]: entry for entry in draft.content["data"]}

    assert brought["payroll"]["number"] == 4378.5
    assert brought["pay_by_year"]["series"]["x"] == [2023, 2024, 2025]
    assert brought["pay_by_year"]["series"]["lines"][1]["values"] == [5300, 5500, 5720]
    assert brought["grades"]["table"]["rows"][1] == [{"zh": "技工", "en": "技工"}, 140, 6900]
    assert [fault for fault in check(text_of(draft.content)).errors if fault.path.startswith("data")] == []


def test_a_spreadsheet_is_refused_for_what_it_holds_and_never_for_its_bytes() -> None:
    client = client_of(designer(organization()))
    draft = begun(client)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("资料")
        sheet.write_row(0, 0, ("键", "名称（中文）", "数值"))
        sheet.write_row(1, 0, ("payroll_x", "工资总额", "12"))
        noise = random.Random(7)
        for row in range(2, 6_000):
            sheet.write(row, 5, "".join(noise.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=600)))
    assert len(out.getvalue()) > 2 * 1024 * 1024
    file = SimpleUploadedFile("large.xlsx", out.getvalue())
    shown = client.post(reverse("editor:pack", args=[draft.pk]), {"file": file})
    faults = {fault.code for fault in shown.context["read"].faults}
    assert faults == {
        "key",
        "label",
        "value",
        "twice",
        "too_many",
        "too_large",
    }  # rows beyond the first have nothing but noise

    rows = "".join(f"text_{number},说明,{'长' * 4_900}\n" for number in range(150))
    long = SimpleUploadedFile("long.csv", f"键,名称,数值\n{rows}".encode())
    shown = client.post(reverse("editor:pack", args=[draft.pk]), {"file": long})
    assert (shown.status_code, [fault.code for fault in shown.context["read"].faults]) == (422, ["too_large"])


def test_a_document_beyond_what_a_file_may_hold_is_refused_in_words() -> None:
    client = client_of(designer(organization()))
    draft = begun(client)
    for size in (1_100_000, 3_000_000):
        content = draft.content | {"background": {"zh": "长" * (size // 3), "en": "x"}}
        body = json.dumps({"revision": 1, "content": content}, ensure_ascii=False)
        answer = client.post(reverse("editor:save", args=[draft.pk]), body, content_type="application/json")
        assert answer.status_code == (422 if size < 2_000_000 else 413)
        assert answer.json()["message"]
    assert Draft.objects.get(pk=draft.pk).revision == 1


def test_what_is_shared_with_everybody_may_be_used_by_everybody_who_designs() -> None:
    city, other = organization(), organization("咸阳市总工会")
    mine, theirs = client_of(designer(city)), client_of(designer(other, "far"))
    draft = begun(mine)
    mine.post(reverse("editor:publish", args=[draft.pk]))
    scenario = Scenario.objects.get(owner=city)
    version = scenario.versions.get()
    assert theirs.post(reverse("editor:copy", args=[version.pk])).status_code == 404
    mine.post(reverse("editor:share", args=[scenario.pk]), {"open": "on"})

    assert theirs.post(reverse("editor:copy", args=[version.pk])).status_code == 302
    mine.post(reverse("editor:share", args=[scenario.pk]), {})
    assert theirs.post(reverse("editor:copy", args=[version.pk])).status_code == 404


@pytest.mark.parametrize(("status", "opens"), [("planned", False), ("open", False), ("agreed", True)])
def test_a_case_is_closed_to_a_designer_until_they_have_bargained_over_it(status: str, opens: bool) -> None:
    city = organization()
    trainer = designer(city)
    client = client_of(trainer)
    draft = begun(client)
    version = draft.base
    assert version is not None
    session = Session.objects.create(
        title="模拟", organization=city, scenario=version, starts_at=timezone.now(), set_up={}, status=status
    )
    Seat.objects.create(session=session, key="w1", role="chief", side="workers", person=trainer)
    watching = designer(city, "host")
    Seat.objects.create(session=session, key="host", role="host", side="", person=watching)

    for page in (("draft", draft.pk), ("draft_file", draft.pk), ("version_file", version.pk)):
        answer = client.get(reverse(f"editor:{page[0]}", args=[page[1]]))
        assert answer.status_code == (200 if opens else 403)
        assert opens or "when that session is over" in answer.content.decode()
        assert client_of(watching).get(reverse(f"editor:{page[0]}", args=[page[1]])).status_code == 200
    assert ("when your session is over" in client.get(reverse("editor:scenarios")).content.decode()) is not opens


def test_differences_are_told_by_subject() -> None:
    before = skeleton()
    after = json.loads(json.dumps(before))
    after["issues"][0]["options"][1]["points"]["employer"] = 25
    after["issues"][1]["options"].append({"id": "D", "text": {"zh": "无", "en": "None"}, "points": {}})
    del after["parties"]["workers"]["seats"][2]
    with translation.override("en"):
        found = dict(differences(before, after))

    assert found == {
        "issues “Pay increase” (pay) · options “Middle” (B) · points · employer": "30 → 25",
        "issues “Annual leave” (leave) · options “None” (D)": "added",
        next(key for key in found if "workers-3" in key): "removed",
    }
    assert differences(before, before) == []


def test_difficulty_comes_from_play_and_is_the_same_again() -> None:
    scenario = load(library()[0].read_bytes()).compiled()
    found = estimate(scenario)

    assert found == estimate(scenario)
    assert found.level in (1, 2, 3)
    assert found.meetings == 12
    assert 0 <= found.short < 1
