"""A Word page as offices want it takes any table, and shares its width between the columns."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from docx import Document

from sync.office import as_bytes, new_page, paragraph, table

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)


def test_narrow_columns_leave_their_room_to_the_others() -> None:
    """A column that is named narrow takes 22 mm; the others share what is left of the text's 180 mm."""
    page = new_page("Report", now=NOW)
    paragraph(page, "Above", bold=True)
    table(page, ("No.", "Measure", "Figure"), [("I.1", "Зал", "3")], narrow={"No."})
    read = Document(io.BytesIO(as_bytes(page)))
    cells = read.tables[0].rows[1].cells
    assert [cell.text for cell in cells] == ["I.1", "Зал", "3"]
    assert [round(cell.width.mm) for cell in cells if cell.width] == [22, 79, 79]
    assert read.core_properties.title == "Report"
    assert read.paragraphs[0].text == "Above"
