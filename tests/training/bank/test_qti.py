"""QTI 3 packages: the whole bank comes back equal, and nothing of a bad package is taken over."""

import io
import zipfile
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from training.bank import formats
from training.bank.formats import qti
from training.bank.formats.held import Defaults, canonical
from training.bank.reading import library, load

NAMESPACE = f"{{{qti.ITEM}}}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_whole_bank_comes_back_equal_but_for_what_people_mark(language: str) -> None:
    bank = load(library(), timezone.localdate()).questions
    content, lost = formats.write(bank, "qti", language)
    assert isinstance(content, bytes)
    found, faults = formats.read(content, "qti", Defaults(language))
    left_out = {fault.entry for fault in lost if fault.field == "type"}

    assert faults == []
    assert found == [canonical(each, language) for each in bank if each.id not in left_out]
    assert {each.type for each in bank if each.id in left_out} <= {"short", "case", "draft"}
    assert formats.write(bank, "qti", language)[0] == content


def test_items_have_the_elements_of_the_standard_in_its_order() -> None:
    bank = load(library(), timezone.localdate()).questions
    content = formats.write(bank, "qti", "zh")[0]
    assert isinstance(content, bytes)
    order = ["qti-response-declaration", "qti-outcome-declaration", "qti-item-body", "qti-response-processing"]
    order.append("qti-modal-feedback")
    package = zipfile.ZipFile(io.BytesIO(content))
    names = [name for name in package.namelist() if name.startswith("items/")]
    manifest = package.read("imsmanifest.xml").decode()
    for name in names:
        root = fromstring(package.read(name))
        assert root.tag == f"{NAMESPACE}qti-assessment-item"
        assert root.get("adaptive") == root.get("time-dependent") == "false"
        places = [order.index(child.tag.removeprefix(NAMESPACE)) for child in root]
        assert places == sorted(places)
        assert f'href="{name}"' in manifest
        declared = {each.get("identifier") for each in root.iter(f"{NAMESPACE}qti-response-declaration")}
        asked = {each.get("response-identifier") for each in root.iter() if each.get("response-identifier")}
        assert declared == asked


ITEM = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="q" xml:lang="zh">
<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
<qti-correct-response><qti-value>{key}</qti-value></qti-correct-response></qti-response-declaration>
<qti-item-body>{stem}<qti-choice-interaction response-identifier="RESPONSE" max-choices="1">
<qti-simple-choice identifier="X1">甲</qti-simple-choice><qti-simple-choice identifier="X2">乙</qti-simple-choice>
</qti-choice-interaction></qti-item-body></qti-assessment-item>"""
GOOD = ITEM.format(key="X2", stem="<div><p>哪一个<b>对</b>？</p></div>")


def package(**files: str | bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return content.getvalue()


def test_an_item_of_another_author_is_read_with_its_own_names() -> None:
    found, faults = formats.read(package(**{"a.xml": GOOD}), "qti", Defaults())

    assert faults == []
    assert found[0].text.zh == "哪一个对？"
    assert (found[0].type, found[0].key) == ("single", "B")


BOMB = '<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><q>&b;</q>'
BAD: list[tuple[dict[str, str | bytes], str]] = [
    ({"a.xml": ITEM.format(key="X9", stem="<p>a</p>")}, "wrong-key"),
    ({"a.xml": ITEM.format(key="X1", stem="<script>alert(1)</script>")}, "markup"),
    ({"a.xml": ITEM.format(key="X1", stem='<img src="a.png"/>')}, "attachment"),
    ({"a.xml": BOMB}, "syntax"),
    ({"a.xml": "<open>"}, "syntax"),
    ({"a.xml": "<qti-assessment-test/>"}, "unsupported"),
    ({"a.xml": GOOD.replace("choice-interaction", "hotspot-interaction")}, "unsupported"),
    ({"../a.xml": GOOD}, "syntax"),
    ({"/etc/a.xml": GOOD}, "syntax"),
    ({"a.xml": b" " * 2_000_000}, "too-large"),
    ({"a.xml": GOOD, "picture.png": b"\0" * 60_000_000}, "too-large"),
    ({"readme.txt": "nothing here"}, "unsupported"),
]


@pytest.mark.parametrize(("files", "code"), BAD)
def test_nothing_of_a_bad_package_is_taken_over(files: dict[str, str | bytes], code: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.zip"
    path.write_bytes(package(**files))
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("questions", "convert", str(path), str(tmp_path / "o.yaml"), stdout=out)

    assert code in out.getvalue()
    assert not (tmp_path / "o.yaml").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"no zip at all"])
def test_what_is_no_zip_is_told(content: bytes) -> None:
    found, faults = formats.read(content, "qti", Defaults())

    assert found == []
    assert [each.code for each in faults] == ["syntax"]


def test_a_bank_goes_out_and_comes_in_by_the_command(tmp_path: Path) -> None:
    call_command("questions", "convert", str(library()[0]), str(tmp_path / "a.zip"), stdout=io.StringIO())
    out = io.StringIO()
    call_command("questions", "convert", str(tmp_path / "a.zip"), str(tmp_path / "b.yaml"), "--preview", stdout=out)

    assert "type: single" in out.getvalue()
