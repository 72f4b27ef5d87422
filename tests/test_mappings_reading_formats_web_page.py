"""Web pages: spans, layouts, struck-out and hidden text, and pages that are not well made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from mappings.errors import DocumentError
from mappings.plan import Place
from mappings.reading.formats.web_page import DEPTH_LIMIT, ELEMENT_LIMIT, TAG_LIMIT, read_web_page
from mappings.reading.table.rows import Row, Table

HEADER = "<tr><th>№<th>Мероприятие<th>Исполнитель<th>Срок"


def _read(body: str) -> Table:
    return read_web_page(body.encode())


def _rows(rows: str) -> list[Row]:
    return list(_read(f"<table>{HEADER}{rows}</table>").rows[1:])


def _cells(rows: str) -> list[tuple[str, ...]]:
    return [row.cells for row in _rows(rows)]


def test_cells_merged_across_and_down() -> None:
    """`colspan` and `rowspan`; nought rows reach to the table's end."""
    rows = (
        "<tr><td colspan=4>I. РАЗВИТИЕ<tr><td>1.1.<td>Ремонт<td rowspan=2>Отдел<td>2025<tr><td>1.2.<td>Закупка<td>2026"
    )
    expected = [("I. РАЗВИТИЕ", "", "", ""), ("1.1.", "Ремонт", "Отдел", "2025"), ("1.2.", "Закупка", "Отдел", "2026")]
    assert _cells(rows) == expected
    assert _cells(rows.replace("rowspan=2", 'rowspan="0"')) == expected
    assert _cells("<tr><td colspan=x>1.<td rowspan=-1>а<td colspan=''>б<td colspan=²>в") == [("1.", "а", "б", "в")]


def test_paragraphs_above_the_table() -> None:
    """Each line of the page is one, a caption too; breaks within are blanks, and the page's own title is none."""
    page = "<title>х</title><h1>План<br>развития</h1>на 2025 год<div>город</div><table><caption>Таблица 1</caption>"
    assert _read(f"{page}{HEADER}</table>").heading == ("План развития", "на 2025 год", "город", "Таблица 1")


def test_places() -> None:
    """Tables are counted as they begin, rows within their table."""
    table = _read(
        f"<table><tr><td>УТВЕРЖДАЮ</table><table><thead>{HEADER}</thead><tbody><tr><td>1.<td>а<td>б<td>в</table>"
    )
    assert [row.place for row in table.rows] == [Place(table=2, row=1), Place(table=2, row=2)]


def test_lines_within_a_cell() -> None:
    """Paragraphs, lists and breaks within a cell are parted by blanks; bold letters within a word are not."""
    cell = "<p>а</p><p>б<b>в</b></p><ul><li>г<li>д</ul>е<br>ж&nbsp;з<wbr>и&shy;к"
    assert _cells(f"<tr><td>1.<td>{cell}<td>б<td>в")[0][1] == "а бв г д е ж зик"


@pytest.mark.parametrize(
    "mark",
    ["<s>{}</s>", "<del>{}</del>", "<strike>{}</strike>", "<span style='text-decoration:line-through'>{}</span>"],
)
def test_struck_out_text(mark: str) -> None:
    """It is left out and told; what touches is one, also across the marks within."""
    row = _rows(f"<tr><td>1.<td>а<td>б<td>{mark.format('20<b>24</b>')} 2025 {mark.format('года')}")[0]
    assert row.cells[3] == "2025"
    assert row.doubts == (("text-struck", "2024"), ("text-struck", "года"))
    assert _read(f"<p>План {mark.format('старый')}</p>").heading == ("План",)


def test_what_is_not_seen() -> None:
    """Scripts, styles, comments and what is hidden are not part of the page as it is read."""
    unseen = "<script>x<y</script><style>z</style><!-- c --><span hidden>д</span><?x y?>"
    cell = f"а{unseen}<b style='display: none'>е<i>ж</i></b>з"
    assert _cells(f"<tr><td>1.<td>{cell}<td>б<td>в<tr hidden><td>2.<td>а<td>б<td>в") == [("1.", "аз", "б", "в")]


def test_a_table_within_a_cell() -> None:
    """In the plan's cell it is text; the plan itself may stand in the cell of a layout, and be found there."""
    assert _cells("<tr><td>1.<td>Куплено<table><tr><td>книг<td>100</table><td>б<td>в")[0][1] == "Куплено книг 100"
    table = _read(f"<table><tr><td>План<table>{HEADER}<tr><td>1.<td>а<td>б<td>в</table></td></tr></table>")
    assert (table.heading, table.rows[1].cells) == (("План",), ("1.", "а", "б", "в"))


@pytest.mark.parametrize(
    "page",
    [
        "<table>{0}<tr><td>1.<td>а<td>б<td>в",
        "{0}<tr><td>1.<td>а<td>б<td>в</table></table></div>",
        "<table><div>{0}</div></b><tr><td>1.</i><td><b>а</td><td>б</b><td>в</table>",
        "<table>{0}<td>1.<td>а<td>б<td>в</table>",
    ],
)
def test_pages_that_are_not_well_made(page: str) -> None:
    """Ends that are missing or too many are put right as a browser does."""
    page = page if page.startswith("<table>") else f"<table>{page}"
    cells = [cell for row in _read(page.format(HEADER)).rows for cell in row.cells]
    assert [cell for cell in cells if cell][-4:] == ["1.", "а", "б", "в"]


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("cp1251", "<meta charset='windows-1251'>"),
        ("koi8-r", '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">'),
        ("utf-8", "<meta charset=utf-8>"),
        ("utf-8", "<meta charset=ascii>"),
        ("utf-8", "<meta charset=nonsense>"),
        ("cp1251", ""),
        ("utf-16", "<meta charset=utf-16>"),
        ("utf-16", ""),
    ],
)
def test_encodings(encoding: str, head: str) -> None:
    """The one that the page names is taken where it fits, else it is found."""
    page = f"<html><head>{head}</head><p>План мероприятий города Мегиона на 2021 год</p>"
    assert read_web_page(page.encode(encoding)).heading == ("План мероприятий города Мегиона на 2021 год",)


def test_a_document_type_of_its_own() -> None:
    """A page's usual one is nothing; one with declarations of its own is refused."""
    assert _read('<!DOCTYPE html PUBLIC "-//W3C//DTD"><p>План').heading == ("План",)
    with pytest.raises(DocumentError) as refused:
        _read('<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]><p>&a;')
    assert refused.value.code == "document-unsafe"


@pytest.mark.parametrize(
    "page",
    [
        "<b></b>" * (ELEMENT_LIMIT + 1),
        "<div>" * (DEPTH_LIMIT + 2),
        f"<p {'a=b ' * (TAG_LIMIT // 4 + 100_000)}>",
        "<table>" + "<tr>" * 20_001,
        "<table><tr>" + "<td>" * 100_001,
    ],
)
def test_more_than_any_plan(page: str) -> None:
    """Elements, their depth, the length of a tag, rows and cells are counted as they come."""
    with pytest.raises(DocumentError) as refused:
        _read(page)
    assert refused.value.code == "document-too-large"


def test_a_page_that_the_parser_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read before stays."""

    class Parser(etree.HTMLParser):
        def close(self) -> etree._Element:
            raise etree.LxmlError("no more")

    monkeypatch.setattr(etree, "HTMLParser", Parser)
    assert _read("<p>План</p><table><tr><td>а</td>").rows[0].cells == ("а",)


def test_a_page_without_anything() -> None:
    """Blanks or a comment alone are no page, and no fault either."""
    assert _read("<!-- x -->") == Table((), ())
    assert _read("\u00a0") == Table((), ())


@given(
    st.lists(
        st.sampled_from(
            [
                "<table>",
                "</table>",
                "<tr>",
                "<td rowspan=3>",
                "</td>",
                "<s>",
                "</s>",
                "<p>",
                "а",
                "<br>",
                "<div hidden>",
                "</div>",
                "<caption>",
            ]
        )
    )
)
def test_any_elements_are_rows(pieces: list[str]) -> None:
    """However they are put together, the page is read."""
    _read("".join(pieces) + " ")


@given(st.one_of(st.binary(min_size=1), st.text(min_size=1).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_are_rows_or_a_document_error(data: bytes) -> None:
    """No content whatever makes the reader fail in another way."""
    try:
        read_web_page(data)
    except DocumentError as error:
        assert error.hint
