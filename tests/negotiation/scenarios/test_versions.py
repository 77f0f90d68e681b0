"""Loading makes versions that never change; the same text is the same version, however it is written."""

import io
import json
import random
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError
from ruamel.yaml import YAML

from negotiation.models import Scenario, ScenarioVersion
from negotiation.scenario_compile import compile_scenario
from negotiation.scenarios import Faulty, canonical, check, digest, library, load, load_library
from people.models import Organization
from tests.negotiation.scenarios.sample import SMALL

pytestmark = pytest.mark.django_db


def test_loading_stores_the_first_version() -> None:
    version = load(SMALL.encode(), "small.yaml")
    assert (version.scenario.slug, version.number, version.frozen_at) == ("small-shop", 1, None)
    assert (version.title_zh, version.title_en) == ("小店", "Small shop")


def test_loading_the_same_text_again_changes_nothing() -> None:
    first, again = load(SMALL.encode()), load(SMALL.encode())
    assert (first.pk, ScenarioVersion.objects.count()) == (again.pk, 1)


def test_loading_a_changed_text_adds_a_version() -> None:
    load(SMALL.encode())
    changed = load(SMALL.replace("Small shop", "Little shop").encode())
    assert (changed.number, Scenario.objects.count()) == (2, 1)
    assert list(ScenarioVersion.objects.newest()) == [changed]


def test_loading_an_older_text_again_adds_nothing() -> None:
    first = load(SMALL.encode())
    load(SMALL.replace("Small shop", "Little shop").encode())
    assert load(SMALL.encode()) == first


def test_a_faulty_file_stores_nothing_and_says_why() -> None:
    with pytest.raises(Faulty, match=r"shop.yaml:7:13: error\[out-of-range\]"):
        load(SMALL.replace("difficulty: 1", "difficulty: 9").encode(), "shop.yaml")
    assert not Scenario.objects.exists()


def test_an_organisation_has_its_own_scenario_of_the_same_id() -> None:
    union = Organization.objects.create(name="总工会", kind="city")
    shop = Organization.objects.create(name="小店", kind="enterprise", parent=union)
    ours, librarys = load(SMALL.encode(), owner=union), load(SMALL.encode())
    assert ours.scenario != librarys.scenario
    assert list(Scenario.objects.in_library()) == [librarys.scenario]
    assert set(Scenario.objects.usable_by(shop)) == {ours.scenario, librarys.scenario}
    stranger = Organization.objects.create(name="别处", kind="city")
    assert set(Scenario.objects.usable_by(stranger)) == {librarys.scenario}


def test_the_library_loads_once_however_often_it_is_loaded() -> None:
    assert [v.pk for v in load_library()] == [v.pk for v in load_library()]
    assert ScenarioVersion.objects.count() == 3


@pytest.mark.parametrize(
    "change", [{"content": "{}"}, {"digest": "0" * 64}, {"number": 7}], ids=["content", "digest", "number"]
)
def test_the_database_refuses_to_change_a_version(change: dict[str, Any]) -> None:
    version = load(SMALL.encode())
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ScenarioVersion.objects.filter(pk=version.pk).update(**change)
    assert digest(json.loads(ScenarioVersion.objects.get().content)) == version.digest


def test_a_version_is_frozen_once_and_for_ever() -> None:
    version = load(SMALL.encode())
    version.freeze()
    first = version.frozen_at
    version.freeze()
    assert version.frozen_at == first == ScenarioVersion.objects.frozen().get().frozen_at
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ScenarioVersion.objects.filter(pk=version.pk).update(frozen_at=None)


def test_a_scenario_with_versions_cannot_be_deleted() -> None:
    version = load(SMALL.encode())
    with pytest.raises(ProtectedError):
        version.scenario.delete()


def test_what_is_stored_names_itself() -> None:
    for version in load_library():
        content = json.loads(version.content)
        assert digest(content) == version.digest
        assert canonical(content).decode() == version.content


def test_what_is_compiled_from_the_store_is_what_was_checked() -> None:
    for path in library():
        report = check(path.read_bytes())
        assert load(path.read_bytes()).compiled() == report.scenario


def test_a_version_is_compiled_once_a_process() -> None:
    version = load(SMALL.encode())
    assert version.compiled() is ScenarioVersion.objects.get(pk=version.pk).compiled()


def test_the_stored_text_loads_as_the_same_version() -> None:
    for version in load_library():
        assert load(version.content.encode()) == version


# --- The name of a version --------------------------------------------------------------------


def shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    return [shuffled(entry, chance) for entry in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", library(), ids=lambda path: path.stem)
@pytest.mark.parametrize("flow", [True, False], ids=["flow", "block"])
def test_key_order_comments_and_style_do_not_change_the_name(path: Any, flow: bool) -> None:
    report = check(path.read_bytes())
    assert report.content
    assert report.scenario
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style, writer.allow_unicode, writer.width = flow, True, 60
    text = io.StringIO()
    writer.dump(shuffled(report.content, random.Random(7)), text)
    again = check(("# another comment\r\n" + text.getvalue()).encode())
    assert again.scenario
    assert again.scenario.version == report.scenario.version


def test_one_character_changes_the_name() -> None:
    names = set()
    for text in (SMALL, SMALL.replace("It rains", "It rains."), SMALL.replace("number: 10", "number: 10.5")):
        report = check(text.encode())
        assert report.scenario
        names.add(report.scenario.version)
    assert len(names) == 3


def test_whole_numbers_are_the_same_with_and_without_a_point() -> None:
    one, other = check(SMALL.encode()), check(SMALL.replace("number: 10", "number: 10.0").encode())
    assert one.scenario == other.scenario


def test_a_key_given_as_nothing_is_a_key_left_out() -> None:
    one, other = check(SMALL.encode()), check(SMALL.replace("number: 10}", "number: 10, note: null}").encode())
    assert one.content == other.content


def test_compiling_plain_content_needs_no_reading() -> None:
    report = check(SMALL.encode())
    assert report.content
    assert report.scenario
    assert compile_scenario(report.content, report.scenario.version) == report.scenario
