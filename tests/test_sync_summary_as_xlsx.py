"""The summary as a workbook: numbers are numbers, dates are dates, and no text of others acts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from lxml import etree
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from mappings import language
from mappings.links import web_link
from mappings.wording import clean
from sync.summary import Summary
from sync.summary.as_xlsx import render
from sync.summary.public import public
from tests.examples.plan_values import measure, plan
from tests.examples.summary_values import TEXTS, TRACKER, URLS, empty, foreign, summary_of
from tests.worlds.megion_reports import summary_of_2025

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LONGEST = 32_767  # UTF-16 units of a cell


def read(summary: Summary) -> Workbook:
    """The workbook as a program opens it."""
    return load_workbook(io.BytesIO(render(summary)))


def row_of(sheet: Worksheet, key: str) -> dict[str, Cell]:
    """The cells of the row with a key, by their headings."""
    heads = [str(cell.value) for cell in sheet[1]]
    (row,) = [row for row in sheet.iter_rows(min_row=2) if row[0].value == key]
    return dict(zip(heads, row, strict=True))  # type: ignore[arg-type]


def cells_of(book: Workbook) -> list[Cell]:
    """All cells that hold something."""
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_there_is_a_sheet_for_each_list() -> None:
    """The glance first, then what is looked things up in."""
    assert read(summary_of()).sheetnames == [
        "Summary",
        "Indicators",
        "Measures",
        "Deadlines",
        "Overdue",
        "At risk",
        "Due next",
        "Meeting deadlines",
        "Worth checking",
    ]


def test_the_first_sheet_says_how_the_plan_stands() -> None:
    """The title, the headline, then the tables that count."""
    sheet = read(summary_of())["Summary"]
    texts = [str(row[0].value or "") for row in sheet.iter_rows()]
    assert texts[:2] == ["План развития библиотек", "2 of 3 deadlines that have fallen due are done (66.7%)."]
    assert [text for text in texts if text.startswith("By ")] == ["By year", "By section", "By executor"]


def test_plan_fact_and_attainment_are_numbers() -> None:
    """They show as people write them and can be reckoned with."""
    sheet = read(summary_of())["Indicators"]
    total, share = row_of(sheet, "I.1"), row_of(sheet, "I.2")
    assert (total["Plan"].value, total["Plan"].number_format) == (9, '"at least "#,##0')
    assert (total["Fact"].value, total["Attainment"].value) == (2.5, 0.278)
    assert (share["Fact"].value, share["Fact"].number_format) == (0.845, "#,##0.0%")
    assert (total["Unit"].value, total["State"].value) == ("документ", "At risk")
    assert total["State"].fill.fgColor.rgb == "00FDF1D7"


def test_dates_are_dates() -> None:
    """In the order in which the language writes them."""
    deadline = row_of(read(summary_of())["Deadlines"], "I.1/2025")
    due = deadline["Due date"]
    assert isinstance(due.value, datetime)
    assert (due.value.date(), due.number_format) == (date(2025, 12, 31), "yyyy-mm-dd")
    assert (deadline["Days late"].value, deadline["Fact"].value) == (334, None)
    language.use("ru")
    assert row_of(read(summary_of())["Сроки"], "I.1/2025")["Срок"].number_format == "dd.mm.yyyy"


def test_a_list_can_be_filtered_and_printed() -> None:
    """Its heading stays in view and comes on every page of A4, which lies and is as wide as the columns."""
    sheet = read(summary_of())["Deadlines"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("B2", "A1:M7", "$1:$1")
    setup = sheet.page_setup
    assert (setup.orientation, str(setup.paperSize), setup.fitToWidth, setup.fitToHeight) == ("landscape", "9", None, 0)
    fitted = sheet.sheet_properties.pageSetUpPr
    assert fitted is not None
    assert fitted.fitToPage


def test_a_row_is_as_high_as_its_longest_text() -> None:
    """A title of many lines is seen whole by programs that measure nothing; no row passes what a sheet allows."""
    given = plan(measure("I.1", title="Библиотека " * 40, group=None), measure("I.2", title="Слово " * 800, group=None))
    sheet = read(summary_of(given))["Measures"]
    heights = [sheet.row_dimensions[row].height for row in (2, 3)]
    assert heights[0] == pytest.approx(9 * 12.8 + 2)
    assert heights[1] == 409


def test_only_issues_that_others_can_open_are_links() -> None:
    """No file, and no address of the machine itself."""
    sheet = read(summary_of())["Deadlines"]
    links = {str(cell.value): cell.hyperlink.target for (cell,) in sheet.iter_rows(max_col=1) if cell.hyperlink}
    assert links == {"I.1/2024": f"{TRACKER}1", "I.1/2025": f"{TRACKER}2"}


def test_an_empty_plan_has_its_sheets() -> None:
    """With headings and without rows, for people and programs that look for them."""
    book = read(empty())
    assert {"Indicators", "Measures", "Deadlines", "Overdue", "Worth checking"} <= set(book.sheetnames)
    assert {book[name].max_row for name in book.sheetnames[1:]} == {1}


def test_for_everybody_there_is_no_sheet_of_what_is_left_out() -> None:
    """An empty one would say that there is nothing."""
    names = read(public(summary_of())).sheetnames
    assert not {"Worth checking", "Meeting deadlines"} & set(names)


def test_a_text_is_no_longer_than_a_cell_takes() -> None:
    """Counted as the program counts: what lies beyond the first plane takes two."""
    title = "𝄞" * 20_000
    sheet = read(summary_of(plan(measure("I.1", title=title, group=None))))["Measures"]
    text = str(row_of(sheet, "I.1")["Measure"].value)
    assert len(text.encode("utf-16-le")) // 2 <= LONGEST
    assert text.startswith("𝄞" * 1000)


@settings(deadline=None, max_examples=25)
@given(TEXTS, URLS)
def test_no_text_of_others_acts(text: str, url: str | None) -> None:
    """It is read back in its words, as text, and no link is there but those to issues."""
    data = render(foreign(text, url))
    cells = cells_of(load_workbook(io.BytesIO(data)))
    assert not [cell for cell in cells if cell.data_type in ("f", "e")]
    assert {cell.hyperlink.target for cell in cells if cell.hyperlink} <= {web_link(url)}
    if clean(text):
        assert clean(text) in {cell.value for cell in cells}
    _check_parts(data, text)
    assert seen_by_another(data) == seen_by_openpyxl(data)


def seen_by_another(data: bytes) -> dict[str, list[list[object]]]:
    """The values of a workbook by sheet, as a reader that knows nothing of how it was written finds them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: _whole(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names}


def seen_by_openpyxl(data: bytes) -> dict[str, list[list[object]]]:
    """The same by the library that wrote it."""
    book = load_workbook(io.BytesIO(data))
    return {sheet.title: _whole(sheet.iter_rows(values_only=True)) for sheet in book}


def _whole(rows: Iterable[Iterable[object]]) -> list[list[object]]:
    """Rows without what is empty at their ends; a day is one, whether with a time or without."""
    found = []
    for row in rows:
        values = [value.date() if isinstance(value, datetime) else "" if value is None else value for value in row]
        while values and values[-1] == "":
            values.pop()
        found.append(values)
    while found and not found[-1]:
        found.pop()
    return found


def test_another_library_reads_the_same() -> None:
    """Every value of every sheet: the file keeps the rules of its format, and not one reader's habits."""
    data = render(summary_of_2025())
    assert "Indicators" in seen_by_another(data)
    assert seen_by_another(data) == seen_by_openpyxl(data)


def _check_parts(data: bytes, text: str) -> None:
    """The file as it is written: no formula, and what looks like one is marked as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                tree = etree.fromstring(archive.read(name))
                assert not list(tree.iter(f"{MAIN}f"))
                assert {cell.get("t") for cell in tree.iter(f"{MAIN}c")} <= {"inlineStr", "n"}
        styles = archive.read("xl/styles.xml")
    if clean(text).startswith(("=", "+", "-", "@")):
        assert b"quotePrefix" in styles
