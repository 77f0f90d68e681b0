"""An organisation's own questions: previewed, versioned, read by a person before any exam holds them."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from people.models import Organization, User
from tests.training.certification.house import trainer
from tests.training.classes.house import city, province_of, signed_in
from tests.training.exams.house import exam
from training.bank.formats.held import Defaults
from training.exams.drawing import paper_for
from training.questions import keeping
from training.questions.models import Entry
from training.refusals import Refusal

pytestmark = pytest.mark.django_db
HERE = "/training/questions/"
GIFT = "::own-one::要约由哪一方发出？{=任何一方 ~只能工会 ~只能企业}\n\n::own-two::对方应书面答复。{T}\n"


def brought_in(text: str = GIFT, owner: Organization | None = None) -> int:
    owner = owner or province_of()
    found = keeping.preview(owner, text.encode(), ".gift", Defaults())
    assert found.wrong == []
    return keeping.write(owner, found.as_json(), by=trainer())


def test_a_preview_writes_nothing_and_bringing_in_again_doubles_nothing() -> None:
    first = keeping.preview(province_of(), GIFT.encode(), ".gift", Defaults())
    assert ([each.id for each in first.fresh], Entry.objects.count()) == (["own-one", "own-two"], 0)
    assert brought_in() == 2
    again = keeping.preview(province_of(), GIFT.encode(), ".gift", Defaults())
    assert (again.fresh, again.changed, len(again.same)) == ([], [], 2)
    assert brought_in() == 0
    assert brought_in(GIFT.replace("哪一方", "哪方")) == 1

    assert list(Entry.objects.filter(name="own-one").values_list("number", flat=True)) == [2, 1]
    assert Entry.objects.current().count() == 2


def test_no_paper_holds_a_question_before_somebody_has_read_it() -> None:
    brought_in()
    parts = [{"title": {}, "types": ["judge"], "count": 1, "points": 1}]
    blueprint = {"title": {"zh": "x", "en": "x"}, "minutes": 10, "parts": parts}
    held = exam(blueprint=blueprint)
    entry = Entry.objects.get(name="own-two")

    def in_bank() -> bool:
        return next(each for each in keeping.bank_of(held.organization) if each.id == "own-two").usable(entry.at.date())

    assert not in_bank()
    with pytest.raises(Refusal):
        keeping.read(entry, by=trainer())  # it names no article
    keeping.read(entry, by=trainer(), basis="集体合同规定 第三十二条")
    with pytest.raises(Refusal):
        keeping.read(entry, by=trainer(), basis="再读")
    assert in_bank()
    assert paper_for(held, 1, 1)
    assert Entry.objects.get(pk=entry.pk).read_by == trainer()


def test_a_new_version_has_to_be_read_again_and_a_retired_question_is_in_no_new_paper() -> None:
    brought_in()
    entry = Entry.objects.get(name="own-two")
    keeping.read(entry, by=trainer(), basis="第三十二条")
    brought_in(GIFT.replace("{T}", "{F}"))
    newest = Entry.objects.current().get(name="own-two")
    assert newest.read_at is None
    keeping.retire(newest)

    assert "own-two" not in {each.id for each in keeping.bank_of(province_of())}


def test_a_unit_draws_from_its_own_questions_and_those_above_and_from_nobody_elses() -> None:
    brought_in()
    brought_in("::of-city::本市规定。{T}\n", city(1))

    assert {"own-one", "of-city"} <= {each.id for each in keeping.bank_of(city(1))}
    assert "of-city" not in {each.id for each in keeping.bank_of(province_of())}
    assert "of-city" not in {each.id for each in keeping.bank_of(city(2))}


def upload(client: Client, content: bytes, name: str) -> Any:
    told = {"organization": province_of().pk, "language": "zh", "file": SimpleUploadedFile(name, content)}
    return client.post(f"{HERE}import/", told)


def test_from_a_file_to_the_bank_and_back_on_pages() -> None:
    client = signed_in(trainer())
    shown = upload(client, GIFT.encode(), "题库.gift")
    assert shown.status_code == 200
    assert not Entry.objects.exists()
    client.post(f"{HERE}import/take/", {"token": shown.context["token"]})
    assert Entry.objects.count() == 2
    entry = Entry.objects.get(name="own-one")
    assert client.get(f"{HERE}{entry.pk}/").status_code == 200
    client.post(f"{HERE}{entry.pk}/decide/", {"decision": "read", "basis": "第三十二条"})
    entry.refresh_from_db()
    assert entry.read_at is not None
    assert client.get(HERE).status_code == 200
    for name in ("yaml", "gift", "moodle", "qti", "csv"):
        answer = client.get(f"{HERE}export/{name}/")
        assert answer.status_code == 200
        assert answer.content
    client.post(f"{HERE}{entry.pk}/decide/", {"decision": "retire"})
    assert Entry.objects.current().count() == 1


BAD = [
    ("a.gift", "问{=甲 =乙 ~丙}".encode()),
    ("a.gift", "问<script>x</script>{T}".encode()),
    ("a.xml", b"<!DOCTYPE q [<!ENTITY a 'x'>]><quiz>&a;</quiz>"),
    ("a.zip", b"PK broken"),
    ("a.exe", b"MZ"),
    ("a.yaml", b"- [1"),
    ("a.csv", b"a,b\n1,2\n"),
]


@pytest.mark.parametrize(("name", "content"), BAD)
def test_a_bad_file_is_told_with_its_faults_and_brings_nothing(name: str, content: bytes) -> None:
    answer = upload(signed_in(trainer()), content, name)

    assert answer.status_code == 422
    assert answer.context["token"] == ""
    assert not Entry.objects.exists()


def test_an_id_of_the_platforms_bank_is_taken() -> None:
    name = keeping.library()[0].id
    found = keeping.preview(province_of(), f"::{name}::x{{T}}\n".encode(), ".gift", Defaults())

    assert [each.code for each in found.wrong] == ["duplicate-id"]


def test_a_preview_of_somebody_else_is_not_taken() -> None:
    shown = upload(signed_in(trainer()), GIFT.encode(), "a.gift")
    stranger = User.objects.create(username="stranger", name="路人")
    signed_in(stranger).post(f"{HERE}import/take/", {"token": shown.context["token"]})
    signed_in(trainer()).post(f"{HERE}import/take/", {"token": shown.context["token"] + "x"})

    assert not Entry.objects.exists()
