"""Tables on a Word page: their cells say what was given, and do nothing."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from sync.office import Box, as_bytes, draw, lay, new_page

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)


def test_a_cell_has_its_colours_its_side_and_its_words() -> None:
    """Markup in a text is text."""
    page = new_page("Report", now=NOW)
    assert lay(page) == 267
    box = Box("<w:br/> & ]]> \x0b", ground="FCE8E6", ink="98211C", right=True)
    draw(page, ("State",), [[box]], [40.0], size=9)
    (table,) = Document(io.BytesIO(as_bytes(page))).tables
    cell = table.rows[1].cells[0]
    assert cell.text == "<w:br/> & ]]>"
    xml = etree.tostring(cell._tc).decode()
    assert 'w:fill="FCE8E6"' in xml
    assert 'w:color w:val="98211C"' in xml
    assert 'w:jc w:val="right"' in xml
    assert 'w:sz w:val="18"' in xml


def test_no_text_is_cut() -> None:
    """A paper to be signed says all that it was given."""
    page = new_page("Report", now=NOW)
    text = "слово " * 2000
    draw(page, ("Measure",), [[Box(text)]], [40.0])
    assert page.tables[0].rows[1].cells[0].text == text.strip()


def test_what_a_table_says_of_itself_is_in_the_order_that_word_asks_for() -> None:
    """It refuses a file in which the margins of cells come after the look of the table."""
    page = new_page("Report", now=NOW)
    draw(page, ("State",), [], [40.0])
    (table,) = page.tables
    names = [etree.QName(one).localname for one in table._tbl.tblPr]
    assert names.index("tblLayout") < names.index("tblCellMar") < names.index("tblLook")
    assert table.rows[0]._tr.trPr is not None
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
