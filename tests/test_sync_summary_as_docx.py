"""The summary as a Word document: whole tables on A4 that lies, and no text of others acts."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as Page
from docx.enum.section import WD_ORIENTATION
from docx.oxml.ns import qn
from hypothesis import given, settings

from mappings.wording import clean
from sync.summary import Summary
from sync.summary.as_docx import render
from sync.summary.public import public
from tests.examples.plan_values import measure, plan
from tests.examples.summary_values import TEXTS, URLS, empty, foreign, summary_of


def read(summary: Summary) -> Page:
    """The document as a program opens it."""
    return Document(io.BytesIO(render(summary)))


def indicators_of(page: Page) -> list[list[str]]:
    """The rows of the table of all measures with their indicators."""
    tables = [[[cell.text for cell in row.cells] for row in one.rows] for one in page.tables]
    (found,) = [rows for rows in tables if "Plan" in rows[0]]
    return found


def test_it_opens_with_how_the_plan_stands() -> None:
    """The title, the headline and the day before any table."""
    texts = [one.text for one in read(summary_of()).paragraphs]
    assert texts[:3] == [
        "Indicator summary",
        "План развития библиотек",
        "2 of 3 deadlines that have fallen due are done (66.7%).",
    ]
    assert texts[4].startswith("The deadlines as they stood on 2026-11-30. As the tracker stood on 2026-11-30")
    assert texts[5:11] == ["By year", "By section", "By executor", "Overdue", "At risk", "Nothing is at risk."]


def test_every_measure_has_plan_and_fact_in_words() -> None:
    """Where a figure is asked for and none came, that is said; where the time has not come, nothing is."""
    head, *rows = indicators_of(read(summary_of()))
    assert head == ["No.", "Measure", "Indicator", "Unit", "Plan", "Fact", "Attainment", "State", "Remarks"]
    found = {row[0]: row for row in rows}
    assert found["I.1"][3:8] == ["документ", "at least 9", "2.5", "27.8%", "At risk"]
    assert found["I.2"][3:6] == ["%", "at least 80%", "84.5%"]
    assert found["II.1"][4:8] == ["—", "—", "—", "Not due yet"]


def test_the_sheets_lie_and_rows_stay_whole() -> None:
    """The heading of a table comes again on each page, and no row is broken."""
    page = read(summary_of())
    (sheet,) = page.sections
    assert sheet.orientation == WD_ORIENTATION.LANDSCAPE
    assert sheet.page_width is not None
    assert round(sheet.page_width.mm) == 297
    for table in page.tables:
        marks = [row._tr.trPr for row in table.rows]
        assert all(one is not None and one.find(qn("w:cantSplit")) is not None for one in marks)
        assert [one.find(qn("w:tblHeader")) is not None for one in marks if one is not None][:2] == [True, False]


def test_no_table_is_wider_than_the_page() -> None:
    """However many states there are: what is written in one piece is pressed together then."""
    for table in read(summary_of()).tables:
        widths = [cell.width.mm for cell in table.rows[0].cells if cell.width]
        assert len(widths) == len(table.columns)
        assert sum(widths) <= 267.5
        assert min(widths) > 8


def test_an_empty_plan_says_so() -> None:
    """A document of sentences, without tables."""
    page = read(empty())
    texts = [one.text for one in page.paragraphs]
    assert "The plan has no deadlines." in texts
    assert "The plan has no measures." in texts
    assert page.tables == []


def test_for_everybody_it_names_nobody() -> None:
    """And says what is left out."""
    page = read(public(summary_of()))
    texts = [one.text for one in page.paragraphs] + [cell.text for one in page.tables for cell in one._cells]
    assert not any("Петрова" in text for text in texts)
    assert any(text.startswith("For everybody") for text in texts)


def test_a_title_of_pages_is_cut() -> None:
    """A row higher than a page would be cut off where nobody sees it; the title of the file is short."""
    given = plan(measure("I.1", title="Слово " * 1000, group=None), title="План " * 1000)
    page = read(summary_of(given))
    row = indicators_of(page)[1]
    assert 600 < len(row[1]) < 3000
    assert row[1].endswith("…")
    assert page.paragraphs[1].text.endswith("План…")
    assert len(page.core_properties.title) <= 255


@settings(deadline=None, max_examples=25)
@given(TEXTS, URLS)
def test_no_text_of_others_acts(text: str, url: str | None) -> None:
    """It is read back in its words; no field is there but that of the page's number, and no link."""
    page = read(foreign(text, url))
    assert page.paragraphs[1].text == clean(text)
    assert indicators_of(page)[1][0] == "I.1"
    if clean(text):
        assert indicators_of(page)[1][1] == clean(text)
    body = page.element.body
    for name in ("w:fldSimple", "w:instrText", "w:fldChar", "w:hyperlink"):
        assert list(body.iter(qn(name))) == []
    fields = [one.get(qn("w:instr")) for one in page.sections[0].header._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE"]
    assert not [one for one in page.part.rels.values() if one.is_external]
