"""The spreadsheet that authors fill in for a data pack: every column, and one example of each kind of entry."""

import io

import xlsxwriter

from negotiation.editor.pack import COLUMNS

EXAMPLES = (
    ("payroll", "上年工资总额（情景值）", "Last year's payroll (scenario value)", "万元", "公开", 4378.5, "财务报表"),
    ("mood", "员工最关心的事", "What staff care about most", "", "职工方", "涨薪和年休假", "问卷"),
    ("pay_by_year", "各年月平均工资", "Average monthly pay by year", "元", "公开", "", "统计", "", "各年工资"),
    ("grades", "岗位人数与工资", "People and pay by grade", "", "企业方", "表格", "人事", "", "岗位"),
)
SHEETS = {
    "各年工资": (("", 2023, 2024, 2025), ("本企业", 5200, 5350, 5480), ("本市同行业", 5300, 5500, 5720)),
    "岗位": (("岗位", "人数", "月工资（元）"), ("普工", 320, 4600), ("技工", 140, 6900)),
}
WIDTHS = (16, 26, 34, 8, 10, 16, 14, 14, 14)


def workbook() -> bytes:
    """An XLSX file that ``pack`` reads without a fault."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        main = book.add_worksheet("资料")
        main.write_row(0, 0, [names[0] for names in COLUMNS.values()], bold)
        for number, row in enumerate(EXAMPLES, 1):
            main.write_row(number, 0, row)
        for column, width in enumerate(WIDTHS):
            main.set_column(column, column, width)
        main.freeze_panes(1, 0)
        for name, rows in SHEETS.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return out.getvalue()
