"""Documents: what comes in as data comes out as words, and what cannot be printed is an error."""

import threading
from typing import Any

import pytest

from paper.pdf import FONTS, MissingGlyph, PaperFault, render


def plain(title: str = "协商结果", **more: Any) -> dict[str, Any]:
    return {"title": title, "parts": [], **more}


def test_a_document_is_made_in_both_languages() -> None:
    made = {language: render("plain", plain(), language) for language in ("zh", "en")}

    assert all(document.startswith(b"%PDF-") for document in made.values())
    assert made["zh"] != made["en"]


def test_the_same_data_gives_the_same_bytes() -> None:
    assert render("plain", plain(), "zh") == render("plain", plain(), "zh")


def test_a_rare_name_prints_even_in_a_bold_title() -> None:
    assert render("plain", plain("㐂 龢 犇"), "zh")


@pytest.mark.parametrize("text", ["\U00020000", "😀", "قلم"])
def test_a_character_without_a_shape_is_named(text: str) -> None:
    with pytest.raises(MissingGlyph) as caught:
        render("plain", plain(f"王{text}"), "zh")

    assert caught.value.text in text


def test_data_is_never_read_as_an_instruction() -> None:
    hostile = '#panic("seen") *x* $ \\ `raw` <label> @ref // gone'

    assert render("plain", plain(hostile, parts=[{"kind": "text", "text": hostile}]), "en")


@pytest.mark.parametrize("template", ["no-such", "../pdf", "/etc/passwd", ""])
def test_only_templates_of_the_house_are_set(template: str) -> None:
    with pytest.raises(PaperFault):
        render(template, plain(), "zh")


def test_data_that_the_template_does_not_expect_is_a_fault() -> None:
    with pytest.raises(PaperFault):
        render("plain", {}, "zh")


def test_what_is_attached_travels_inside_the_file() -> None:
    without, with_it = render("plain", plain(), "zh"), render("plain", plain(), "zh", attachments={"result.json": "{}"})

    assert b"result.json" in with_it
    assert b"result.json" not in without


def test_tables_drawings_notes_and_lists_are_set() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9" stroke="#000"/></svg>'
    parts = [
        {"kind": "heading", "text": "一"},
        {"kind": "table", "head": ["a", "b"], "rows": [["1", "2"]]},
        {"kind": "drawing", "svg": svg, "says": "a line"},
        {"kind": "note", "text": "mind"},
        {"kind": "list", "items": ["x", "y"]},
    ]

    assert render("plain", plain(parts=parts), "en")


def test_many_threads_may_ask_at_once() -> None:
    made: list[bytes] = []
    threads = [threading.Thread(target=lambda: made.append(render("plain", plain(), "zh"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 8
    assert len(set(made)) == 1


def test_the_fonts_carry_their_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text().upper()
    assert {path.name for path in FONTS.glob("*.otf")} == {"XieshangSansSC-Regular.otf", "XieshangSansSC-Bold.otf"}
