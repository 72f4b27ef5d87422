"""OpenDocument texts: spans and repeats, tracked deletions, struck-out text, and what stands beside the text."""

from __future__ import annotations

import pytest

from mappings.errors import DocumentError
from mappings.plan import Place
from mappings.reading.formats.opendocument import read_opendocument
from mappings.reading.table.rows import WIDTH_LIMIT, Row, Table
from tests.examples.plan_files import opendocument_file

STYLES = (
    '<style:style style:name="Old"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="Older"><style:text-properties style:text-line-through-type="single"/></style:style>'
    '<style:style style:name="New"><style:text-properties style:text-line-through-style="none"/></style:style>'
    '<style:style style:name="Plain"/>'
)


def _cell(content: str, attributes: str = "") -> str:
    body = content if content.startswith("<") else f"<text:p>{content}</text:p>"
    return f"<table:table-cell {attributes}>{body}</table:table-cell>"


def _row(*cells: str, attributes: str = "") -> str:
    content = "".join(one if one.startswith("<table:") else _cell(one) for one in cells)
    return f"<table:table-row {attributes}>{content}</table:table-row>"


HEADER = _row("№", "Мероприятие", "Исполнитель", "Срок")


def _read(body: str) -> Table:
    return read_opendocument(opendocument_file(body, STYLES))


def _rows(*rows: str) -> list[Row]:
    return list(_read(f"<table:table>{HEADER}{''.join(rows)}</table:table>").rows[1:])


def _cells(*rows: str) -> list[tuple[str, ...]]:
    return [row.cells for row in _rows(*rows)]


def _text(content: str) -> str:
    return " ".join(_read(f"<text:p>{content}</text:p>").heading)


def test_cells_merged_across_and_down() -> None:
    """A covered cell stands for what the cell that covers it says."""
    covered = "<table:covered-table-cell/>"
    rows = _cells(
        _row(_cell("I. РАЗВИТИЕ", 'table:number-columns-spanned="4"'), covered, covered, covered),
        _row("1.1.", "Ремонт", _cell("Отдел", 'table:number-rows-spanned="2"'), "2025"),
        _row("1.2.", "Закупка", covered, "2026"),
    )
    assert rows == [
        ("I. РАЗВИТИЕ", "", "", ""),
        ("1.1.", "Ремонт", "Отдел", "2025"),
        ("1.2.", "Закупка", "Отдел", "2026"),
    ]


def test_cells_and_rows_that_are_repeated() -> None:
    """A cell or a row may be written once and stand many times; an empty row stands once however often it is there."""
    twice = _row(
        "1.1.", _cell("да", 'table:number-columns-repeated="2"'), "2025", attributes='table:number-rows-repeated="2"'
    )
    empty = _row(_cell("", 'table:number-columns-repeated="16384"'), attributes='table:number-rows-repeated="1048576"')
    rows = _rows(twice, empty, _row("1.2.", "а", "б", "в"))
    assert [row.cells[:4] for row in rows] == [("1.1.", "да", "да", "2025")] * 2 + [("",) * 4, ("1.2.", "а", "б", "в")]
    assert [row.place.row for row in rows] == [2, 3, 4, 5]
    assert len(rows[2].cells) <= WIDTH_LIMIT


@pytest.mark.parametrize("attribute", ["number-rows-repeated", "number-columns-repeated"])
def test_repeats_without_end(attribute: str) -> None:
    """A text that is repeated a million times is no plan's."""
    cells = _cell("а", 'table:number-columns-repeated="1000000"') if "columns" in attribute else _cell("а")
    with pytest.raises(DocumentError) as refused:
        _rows(_row(cells, attributes='table:number-rows-repeated="1000000"'))
    assert refused.value.code == "document-too-large"


def test_header_rows_lists_and_sections() -> None:
    """Rows stand in groups, paragraphs in lists and sections; they are read all the same."""
    listed = _cell("<text:list><text:list-item><text:p>а</text:p></text:list-item></text:list><text:h>б</text:h>")
    rows = f"<table:table-row-group>{_row('1.', listed, 'в', 'г')}</table:table-row-group>"
    table = f"<table:table><table:table-header-rows>{HEADER}</table:table-header-rows>{rows}</table:table>"
    read = _read(f"<text:section><text:h>План</text:h><text:p/>{table}</text:section><text:p>Глава</text:p>")
    assert read.heading == ("План",)
    assert read.rows[1] == Row(("1.", "а б", "в", "г"), Place(table=1, row=2))


def test_a_table_within_a_cell() -> None:
    """In the plan's cell it is text; the plan itself may stand in the cell of a layout, and be found there."""
    inner = f"<text:p>Куплено</text:p><table:table>{_row('книг', '100')}</table:table>"
    assert _cells(_row("1.", _cell(inner), "б", "в"))[0][1] == "Куплено книг 100"
    deeper = f"<draw:frame/><table:table>{_row(_cell(inner))}</table:table>"
    assert _cells(_row("1.", _cell(deeper), "б", "в"))[0][1] == "Куплено"
    plan = f"<text:p>План</text:p><table:table>{HEADER}{_row('1.', 'а', 'б', 'в')}</table:table>"
    table = _read(f"<table:table>{_row(_cell(plan))}</table:table>")
    assert (table.heading, table.rows[1].cells) == (("План",), ("1.", "а", "б", "в"))


def test_hidden_rows() -> None:
    """They are no part of the plan."""
    assert _cells(_row("1.", "а", "б", "в", attributes='table:visibility="collapse"')) == []


def test_breaks_and_what_is_beside_the_text() -> None:
    """Breaks are blanks; notes, comments and frames are not part of a paragraph, links and spans are."""
    content = (
        "до<text:line-break/>конца<text:tab/>2025<text:s text:c='2'/>года"
        "<text:note><text:note-body><text:p>сноска</text:p></text:note-body></text:note>"
        "<office:annotation><text:p>заметка</text:p></office:annotation><draw:frame><text:p>рамка</text:p></draw:frame>"
        "<text:span>, <text:a xlink:href='https://x.test'>да</text:a></text:span><text:soft-page-break/>."
    )
    assert _text(content) == "до конца 2025 года, да."


def test_tracked_deletions() -> None:
    """What was deleted is kept apart in the file, and is no part of the text."""
    deleted = "<text:p>старое</text:p><table:table><table:table-row/></table:table>"
    changes = f"<text:tracked-changes>{deleted}</text:tracked-changes>"
    table = _read(f"{changes}<text:p>План<text:change text:change-id='a'/></text:p>")
    assert table == Table(("План",), ())


def test_struck_out_text() -> None:
    """It is left out and told, whichever way the style says it."""
    content = (
        '<text:p><text:span text:style-name="Old">20<text:s/>24</text:span> год'
        '<text:span text:style-name="New">!</text:span></text:p>'
        '<text:p text:style-name="Older">весь</text:p><text:p text:style-name="Plain">да</text:p>'
    )
    row = _rows(_row("1.", "а", "б", _cell(content)))[0]
    assert row.cells[3] == "год! да"
    assert row.doubts == (("text-struck", "20 24"), ("text-struck", "весь"))


@pytest.mark.parametrize(
    "element",
    [
        '<draw:frame><draw:image xlink:href="http://127.0.0.1:9/x.png"/></draw:frame>',
        '<draw:object xlink:href="//server/x"/>',
        '<text:section><text:section-source xlink:href="https://x.test/part.odt"/></text:section>',
    ],
)
def test_a_part_that_lies_elsewhere(element: str) -> None:
    """A picture or a section that would have to be fetched is refused; one in the file is not looked at."""
    with pytest.raises(DocumentError) as refused:
        _read(f"<text:p>{element}</text:p>")
    assert refused.value.code == "document-outside-link"
    assert _text('План<draw:frame><draw:image xlink:href="Pictures/1.png"/></draw:frame>') == "План"


def test_a_password() -> None:
    """The list of parts tells that they are encrypted."""
    entry = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    names = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    with pytest.raises(DocumentError) as refused:
        read_opendocument(
            opendocument_file(**{"META-INF__manifest": f"<manifest:manifest {names}>{entry}</manifest:manifest>"})
        )
    assert refused.value.code == "document-locked"
