"""Excel workbooks: merged cells, numbers that became dates, what is hidden, and several sheets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from mappings.errors import DocumentError
from mappings.plan import Place
from mappings.reading import read_plan
from mappings.reading.formats.spreadsheet import read_spreadsheet
from mappings.reading.table.rows import CELL_LIMIT, WIDTH_LIMIT, Row, Table
from tests.examples.plan_files import HEADER as PLAN_HEADER
from tests.examples.plan_files import TITLE, archive, relations

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
IDS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
HEADER = ("№", "Мероприятие", "Исполнитель", "Срок")


def _saved(fill: Callable[[Any], None]) -> bytes:
    workbook = openpyxl.Workbook()
    fill(workbook)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _sheet(change: Callable[[Any], None]) -> Table:
    """What is read from a workbook with the plan's header and what `change` adds to the sheet."""

    def fill(workbook: Any) -> None:
        sheet = workbook.active
        sheet.append(HEADER)
        change(sheet)

    return read_spreadsheet(_saved(fill))


def _raw(sheet: str, strings: str = "", workbook: str = "", styles: str = "") -> Table:
    """What is read from a sheet written by hand."""
    parts: dict[str, bytes | str] = {
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "sheet.xml"), ("sharedStrings", "strings.xml"), ("styles", "styles.xml")
        ),
        "xl/workbook.xml": f'<workbook {MAIN} {IDS}>{workbook}<sheets><sheet name="А" r:id="r1"/></sheets></workbook>',
        "xl/sheet.xml": f"<worksheet {MAIN}>{sheet}</worksheet>",
        "xl/strings.xml": f"<sst {MAIN}>{strings}</sst>",
        "xl/styles.xml": f"<styleSheet {MAIN}>{styles}</styleSheet>",
    }
    return read_spreadsheet(archive(parts))


def _cell(value: object, code: str = "General") -> Row:
    """The row of a plan in which number and timing hold the same value."""

    def add(sheet: Any) -> None:
        sheet.append([value, "Ремонт", "Отдел", value])
        for column in (1, 4):
            sheet.cell(2, column).number_format = code

    return _sheet(add).rows[1]


@pytest.mark.parametrize(
    ("value", "code", "number", "text"),
    [
        (date(2026, 4, 15), "d-mmm", "15.4", "15 апреля"),
        (date(2026, 4, 15), "dd\\.mmm", "15.4", "15 апреля"),
        (date(2026, 10, 1), "d-mmm", "1.10", "1 октября"),
        (date(2001, 6, 15), "dd/mm/yyyy", "15.6.1", "15.06.2001"),
        (date(2025, 4, 25), "mm-dd-yy", "25.4.25", "25.04.2025"),
        (date(2025, 4, 1), '[$-419]mmmm\\ yyyy" г.";@', "4.25", "апрель 2025"),
        (date(1935, 2, 1), "mmm-yy", "2.35", "февраль 1935"),
        (date(2025, 1, 1), "yyyy", "2025", "2025"),
        (date(2025, 3, 1), "mmmm", "март", "март"),
        (time(10, 30), "h:mm", "10:30", "10:30"),
        (45717.4375, "h:mm", "10:30", "10:30"),
        (0.5, "h:mm", "12:00", "12:00"),
        (1.1, "General", "1.1", "1.1"),
        (1.1, "0.00", "1.10", "1.10"),
        (1.1, "0.0#", "1.1", "1.1"),
        (1.1, "#,##0.00", "1.10", "1.10"),
        (2030, "General", "2030", "2030"),
        (2030, '0" год"', "2030", "2030"),
        (0.85, "0%", "85", "85%"),
        (0.855, "0.0%", "85.5", "85.5%"),
        (0.1 + 0.2, "General", "0.3", "0.3"),
        (15, "@", "15", "15"),
        (1e20, "General", "100000000000000000000", "100000000000000000000"),
        (True, "General", "1", "1"),
        ("1.10", "@", "1.10", "1.10"),
        ("#REF!", "General", "#REF!", "#REF!"),
    ],
)
def test_values(value: object, code: str, number: str, text: str) -> None:
    """A number's column shows what was typed, any other what the number format shows."""
    row = _cell(value, code)
    assert (row.cells[0], row.cells[3]) == (number, text)


def test_a_number_that_became_a_date_is_told() -> None:
    """It was mended by a guess."""
    assert _cell(date(2026, 4, 15), "d-mmm").doubts == (("number-was-date", "15.4"),)
    assert _cell(1.1).doubts == ()


def test_an_english_workbook() -> None:
    """Its months are named in English."""

    def fill(workbook: Any) -> None:
        sheet = workbook.active
        sheet.append(["No.", "Measure", "Responsible", "Deadline"])
        sheet.append(["1", "Repair", "Board", date(2026, 4, 15)])
        sheet.append(["2", "Repair", "Board", date(2026, 4, 15)])
        sheet["D2"].number_format, sheet["D3"].number_format = "d-mmm", "mmm-yy"

    rows = read_spreadsheet(_saved(fill)).rows
    assert [row.cells[3] for row in rows[1:]] == ["15 April", "April 2026"]


def test_days_counted_from_1904() -> None:
    """Workbooks of old Macintosh computers count days from another one."""
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    cells = '<sheetData><row r="1"><c r="A1" s="1"><v>44000</v></c></row></sheetData>'
    assert _raw(cells, styles=styles).rows[0].cells == ("18.06.2020",)
    assert _raw(cells, styles=styles, workbook='<workbookPr date1904="1"/>').rows[0].cells == ("19.06.2024",)


def test_cells_that_are_not_sound() -> None:
    """A value that is no number, a text that is not there and a style that is not there leave what can be read."""
    styles = '<numFmts><numFmt numFmtId="200" formatCode="d-mmm"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs>'
    cells = (
        '<sheetData><row><c s="0"><v>x</v></c><c t="s"><v>9</v></c><c s="7"><v>5</v></c><c s="0"><v>1e300</v></c>'
        '<c t="inlineStr"/><c t="s"><v>x</v></c><c t="d"><v>2025-04-15T00:00:00</v></c><c s="0"><v>nan</v></c>'
        "</row></sheetData>"
    )
    assert _raw(cells, styles=styles).rows[0].cells == ("x", "", "5", "1e300", "", "", "2025-04-15", "nan")


def test_merged_cells() -> None:
    """Across they are one cell, down they say the same in every row."""

    def add(sheet: Any) -> None:
        sheet.append(["I. РАЗВИТИЕ"])
        sheet.append(["1.1.", "Ремонт", "Отдел", "2025"])
        sheet.append(["1.2.", "Закупка", None, "2026"])
        sheet.merge_cells("A2:D2")
        sheet.merge_cells("C3:C4")

    rows = _sheet(add).rows[1:]
    assert [row.cells for row in rows] == [
        ("I. РАЗВИТИЕ", "", "", ""),
        ("1.1.", "Ремонт", "Отдел", "2025"),
        ("1.2.", "Закупка", "Отдел", "2026"),
    ]
    assert rows[2].carried == frozenset({2})


def test_merged_cells_and_rows_that_say_nothing() -> None:
    """A row without a text is left out, and a merged cell reaches past it."""

    def add(sheet: Any) -> None:
        sheet.append(["1.1.", "Ремонт", "Отдел", "2025"])
        sheet.append([])
        sheet.append(["1.2.", "Закупка", None, "2026"])
        sheet.merge_cells("C2:C4")
        sheet.merge_cells("A8:D9")

    assert [row.cells[2] for row in _sheet(add).rows[1:]] == ["Отдел", "Отдел"]


@pytest.mark.parametrize("area", ["A1:XFD1048576", "D4:A1", "A1", "Лист1!A1:B2", ""])
def test_areas_that_are_not_sound(area: str) -> None:
    """An area as wide as the sheet is cut, one that is none is nothing."""
    cells = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    rows = _raw(f'{cells}<mergeCells><mergeCell ref="{area}"/></mergeCells>').rows
    assert rows[0].cells[0] == "1"
    assert len(rows[0].cells) <= WIDTH_LIMIT


def test_areas_without_end() -> None:
    """So many that going through them would take for ever are refused."""
    cells = "<sheetData>" + "<row><c><v>1</v></c></row>" * 500 + "</sheetData>"
    areas = '<mergeCell ref="A1:XFD1048576"/>' * (CELL_LIMIT // 500 // WIDTH_LIMIT + 1)
    with pytest.raises(DocumentError) as refused:
        _raw(f"{cells}<mergeCells>{areas}</mergeCells>")
    assert refused.value.code == "document-too-large"


@pytest.mark.parametrize(
    "sheet",
    [
        "<row><c><v>1</v></c></row>" * 20_001,
        "<row>" + "<c><v>1</v></c>" * (WIDTH_LIMIT + 1) + "</row>",
    ],
)
def test_sheets_larger_than_any_plan(sheet: str) -> None:
    """Rows and columns are counted as they are read."""
    with pytest.raises(DocumentError) as refused:
        _raw(f"<sheetData>{sheet}</sheetData>")
    assert refused.value.code == "document-too-large"


def test_more_texts_than_any_plan() -> None:
    """The list of texts is counted too, and an empty cell far right is nothing."""
    assert _raw('<sheetData><row><c r="XFD1"/><c r="A1"><v>1</v></c></row></sheetData>').rows[0].cells == ("1",)
    with pytest.raises(DocumentError) as refused:
        _raw("<sheetData/>", "".join(f"<si><t>{number}</t></si>" for number in range(CELL_LIMIT + 1)))
    assert refused.value.code == "document-too-large"


def test_hidden_rows() -> None:
    """They are left out, and the next row tells of them; hidden rows that say nothing are not worth telling."""

    def add(sheet: Any) -> None:
        for number in range(1, 5):
            sheet.append([f"1.{number}.", "Ремонт", "Отдел", "2025"])
        sheet.append([])
        for number in (3, 4, 6, 7):
            sheet.row_dimensions[number].hidden = True

    rows = _sheet(add).rows[1:]
    assert [row.cells[0] for row in rows] == ["1.1.", "1.4."]
    assert [row.doubts for row in rows] == [(), (("rows-hidden", "3, 4"),)]


def test_hidden_columns_and_sheets() -> None:
    """They are no part of the plan."""

    def add(sheet: Any) -> None:
        sheet.append(["1.1.", "Ремонт", "Отдел", "2025", "заметка"])
        sheet.column_dimensions["E"].hidden = True
        other = sheet.parent.create_sheet("Старое")
        other.append(HEADER)
        other.append(["1.1.", "Старое", "Отдел", "2020"])
        other.sheet_state = "hidden"

    assert [row.cells for row in _sheet(add).rows[1:]] == [("1.1.", "Ремонт", "Отдел", "2025")]


def test_several_sheets() -> None:
    """Each that has the plan's header is part of it; one without is not."""

    def add(sheet: Any) -> None:
        sheet.append(["1.1.", "Ремонт", "Отдел", "2025"])
        lists = sheet.parent.create_sheet("Список")
        lists.append(["Отдел", "Школа", "Музей", "Клуб"])
        other = sheet.parent.create_sheet("Часть 2")
        other.append(HEADER)
        other.append(["1.2.", "Закупка", "Школа", "2026"])

    rows = _sheet(add).rows
    assert [row.cells[0] for row in rows[1:]] == ["1.1.", "1.2."]
    assert rows[2].place == Place(table=3, row=2, sheet="Часть 2")


def test_struck_out_text() -> None:
    """A cell or a part of its text that was struck out is left out and told."""

    def add(sheet: Any) -> None:
        changed = CellRichText("до ", TextBlock(InlineFont(strike=True), "2024"), TextBlock(InlineFont(b=True), "2025"))
        sheet.append(["1.1.", "Ремонт", "Отдел", changed])
        sheet["C2"].font = Font(strike=True)

    row = _sheet(add).rows[1]
    assert row.cells == ("1.1.", "Ремонт", "", "до 2025")
    assert row.doubts == (("text-struck", "Отдел"), ("text-struck", "2024"))


def test_texts_in_the_cells_themselves() -> None:
    """Other programs write a text into its cell; how it is read aloud is no part of it."""
    cells = '<sheetData><row><c t="inlineStr"><is><t>а</t><rPh><t>x</t></rPh></is></c></row></sheetData>'
    assert _raw(cells).rows[0].cells == ("а",)


def test_a_formula_s_last_result() -> None:
    """No formula is worked out."""
    assert _raw('<sheetData><row><c t="str"><f>1+1</f><v>да</v></c></row></sheetData>').rows[0].cells == ("да",)


def test_numbers_of_a_whole_plan(tmp_path: Path) -> None:
    """A column of numbers typed as numbers: 1.10 after 1.9 is not 1.1 again."""

    def fill(workbook: Any) -> None:
        sheet = workbook.active
        sheet.append([TITLE])
        sheet.append(PLAN_HEADER)
        for number in range(1, 12):
            sheet.append([float(f"1.{number}"), "Ремонт", "Отдел", "2025", "1 здание"])

    path = tmp_path / "plan.xlsx"
    path.write_bytes(_saved(fill))
    assert [measure.number for measure in read_plan(path).measures] == [f"1.{number}" for number in range(1, 12)]


@pytest.mark.parametrize("digits", ["9" * 18, "9" * 5_000])
def test_numbers_longer_than_any(digits: str) -> None:
    """A style, a shared text or a font whose number Python itself refuses is none, and no fault of ours."""
    cells = f'<c r="A1" s="{digits}"><v>7</v></c><c r="B1" t="s"><v>{digits}</v></c>'
    styles = f'<cellXfs><xf fontId="{digits}" numFmtId="{digits}"/></cellXfs>'
    assert _raw(f'<sheetData><row r="1">{cells}</row></sheetData>', styles=styles).rows[0].cells[0] == "7"
