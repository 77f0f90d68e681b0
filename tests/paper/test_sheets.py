"""Spreadsheets that people hand in are read, or refused with the place and what to do."""

import io
import zipfile
from contextlib import suppress
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from paper.sheets import Fault, Unreadable, letters, read, records

COLUMNS = {"name": ["姓名", "Name"], "role": ["角色", "Role"], "note": ["备注", "Note"]}
PEOPLE = "姓名,角色\n张工,首席协商代表\n李工,协商代表\n"


def book(fill: "object" = None, **options: object) -> bytes:
    """An XLSX with the sheet 名单 that ``fill(workbook, sheet)`` writes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as workbook:
        sheet = workbook.add_worksheet("名单")
        fill(workbook, sheet)  # type: ignore[operator]
    return buffer.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(content)
    return caught.value.code


def faults(content: bytes) -> list[tuple[str, str, str]]:
    return [(fault.sheet, fault.place, fault.code) for sheet in read(content) for fault in sheet.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_a_list_saved_by_any_program_in_use_reads_the_same(encoding: str) -> None:
    (sheet,) = read(PEOPLE.encode(encoding))
    assert sheet.rows == (("姓名", "角色"), ("张工", "首席协商代表"), ("李工", "协商代表"))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_columns_may_be_parted_by_comma_semicolon_or_tab(separator: str) -> None:
    (sheet,) = read(PEOPLE.replace(",", separator).encode())
    assert sheet.rows[1] == ("张工", "首席协商代表")


def test_numbers_dates_and_truths_come_as_people_read_them() -> None:
    def fill(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_row(0, 0, ["张工", 3, 2.5, True])
        sheet.write_datetime(0, 4, date(2026, 11, 24), workbook.add_format({"num_format": "yyyy-mm-dd"}))

    (sheet,) = read(book(fill))
    assert sheet.rows == (("张工", "3", "2.5", "TRUE", "2026-11-24"),)


def test_formulas_and_merged_cells_and_errors_are_named_by_sheet_and_cell() -> None:
    def fill(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write(0, 0, "姓名")
        sheet.write_formula(1, 1, "=1+1", value=2)
        sheet.merge_range(2, 0, 3, 0, "张工")
        sheet.write(4, 2, "#N/A")

    assert faults(book(fill)) == [("名单", "B2", "formula"), ("名单", "A3", "merged"), ("名单", "C5", "error_value")]


def test_what_a_text_file_would_have_calculated_is_named_too() -> None:
    assert faults("姓名\n=cmd|'/c calc'!A1\n".encode()) == [("", "A2", "formula")]


def test_a_header_is_found_under_a_title_in_any_order_and_with_stars() -> None:
    content = "第一届集体协商竞赛报名表,,\n角色,电话,姓名*\n首席协商代表,1,张工\n,,\n协商代表,2,李工\n"
    found = records(read(content.encode())[0], COLUMNS, required=["name", "role"])
    assert [(each.row, each.values["name"], each.values["role"]) for each in found] == [
        (3, "张工", "首席协商代表"),
        (5, "李工", "协商代表"),
    ]
    assert found.unknown == ("电话",)
    assert found.rows[1].fault("name", "twice", "").place == "C5"


def test_a_missing_column_is_named_and_no_row_is_taken() -> None:
    found = records(read(PEOPLE.encode())[0], COLUMNS, required=["name", "note"])
    assert not found.rows
    assert [(fault.code, "备注" in fault.message) for fault in found.faults] == [("no_header", True)]


def test_a_column_that_is_there_twice_is_named_where_it_is_for_the_second_time() -> None:
    found = records(read("姓名,角色,Name\n张工,x,y\n".encode())[0], COLUMNS, required=["name"])
    assert [(fault.place, fault.code) for fault in found.faults] == [("C1", "column_twice")]
    assert found.rows[0].values["name"] == "张工"


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b" " * 101 * 1024 * 1024)
    return buffer.getvalue()


def entities() -> bytes:
    """A workbook whose list of sheets grows a billion times when it is read."""
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    xml = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "lol">{lol}]><w>&l9;</w>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("xl/workbook.xml", xml)
        package.writestr("xl/_rels/workbook.xml.rels", xml)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b",,\n", "empty"),
        (b"x" * (10 * 1024 * 1024 + 1), "too_large"),
        (b"\x00\x01\x02", "unknown"),
        (b"%PDF-1.7\n\x00", "unknown"),
        (b"PK\x03\x04 this is no package", "broken"),
        (b"\xd0\xcf\x11\xe0 nor is this", "unknown"),
        (b"\xff\xfe\x00\xd8x", "encoding"),
        (b"\x81", "encoding"),
        ("姓名\n".encode() * 20_001, "too_many_rows"),
        (b"," * 300 + b"x", "too_many_rows"),
        (b'a,"b\n', "broken"),
        (bomb(), "explodes"),
        (entities(), "broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_is_refused_whole_with_its_reason(content: bytes, code: str) -> None:
    assert refused(content) == code


def test_a_hundred_thousand_rows_are_refused_and_not_read() -> None:
    def fill(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        for row in range(100_000):
            sheet.write_string(row, 0, "张工")

    assert refused(book(fill, constant_memory=True)) == "too_many_rows"


def test_a_cell_as_long_as_a_book_is_named_and_cut() -> None:
    (sheet,) = read(("姓名\n" + "长" * 5_001).encode())
    assert [(fault.place, fault.code) for fault in sheet.faults] == [("A2", "too_long")]
    assert len(sheet.rows[1][0]) == 5_000


@pytest.mark.parametrize(("column", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_columns_are_called_as_spreadsheets_call_them(column: int, name: str) -> None:
    assert letters(column) == name
    assert Fault("", 7, column, "", "").place == f"{name}7"


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=1, max_size=300))
def test_whatever_bytes_come_the_answer_is_sheets_or_a_refusal(content: bytes) -> None:
    with suppress(Unreadable):
        assert all(sheet.rows for sheet in read(content))
