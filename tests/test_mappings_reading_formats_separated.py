"""Tables with separators: encoding and separator are found, and what stands in quotation marks stays together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.errors import DocumentError
from mappings.plan import Place
from mappings.reading.formats.charsets import SINGLE_BYTE, readings
from mappings.reading.formats.separated import SEPARATORS, read_separated
from mappings.reading.table.rows import Row

HEADER = "N п/п;Мероприятие;Исполнитель;Срок"
PLAN = f"План;;;\n{HEADER}\n1.1.;Ремонт, закупка;Отдел;2025\n"
CAPITALS = "N;МЕРОПРИЯТИЕ;ИСПОЛНИТЕЛЬ;СРОК\n1;РЕМОНТ;ОТДЕЛ;2025\n"


def _cells(data: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in read_separated(data).rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", *SINGLE_BYTE])
@pytest.mark.parametrize("text", [PLAN, CAPITALS])
def test_encodings(encoding: str, text: str) -> None:
    """Every encoding that offices have used is told from the others, by the words of the header."""
    rows = _cells(text.encode(encoding))
    assert rows[0][1].lower() == "мероприятие"
    assert rows[1][3] == "2025"


@pytest.mark.parametrize("separator", SEPARATORS)
def test_separators(separator: str) -> None:
    """A comma within a text is none where cells are parted otherwise."""
    text = (
        PLAN.replace(";", separator)
        if separator != ","
        else PLAN.replace("Ремонт, закупка", '"Ремонт, закупка"').replace(";", ",")
    )
    assert _cells(text.encode())[1] == ("1.1.", "Ремонт, закупка", "Отдел", "2025")


def test_a_separator_that_is_declared() -> None:
    """Excel is told it in a first line, which is no part of the table."""
    assert _cells(f"sep=;\n{PLAN}".encode())[1][1] == "Ремонт, закупка"


def test_breaks_within_quotation_marks() -> None:
    """They belong to their field; the row is named by the line it begins in."""
    text = (
        f'{HEADER}\r\n1.1.;"Ремонт\r\n""нового"" здания";Отдел;"2022\n2025"\r\n\r\n;;;\r\n1.2.;Закупка;Отдел;2026\r\n'
    )
    rows = read_separated(text.encode("cp1251")).rows
    assert rows[1] == Row(("1.1.", 'Ремонт "нового" здания', "Отдел", "2022 2025"), Place(line=2))
    assert rows[2].place == Place(line=7)


def test_a_table_without_a_header() -> None:
    """The separator that makes the most even rows is taken, and the rows are given as they stand."""
    assert _cells("а;б,в;г\nд;е,ж;з\n".encode()) == [("а", "б,в", "г"), ("д", "е,ж", "з")]
    assert _cells("просто текст".encode("cp1251")) == [("просто текст",)]


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"\x89PNG\r\n\x1a\n\0\0\0", b"a" * 5000 + b"\0" + b"\xff", b"\xff\xfe\x00\xd8"]
)
def test_what_is_no_text(data: bytes) -> None:
    """Pictures and programs are told as such."""
    with pytest.raises(DocumentError) as refused:
        read_separated(data)
    assert refused.value.code == "document-encoding"


def test_no_encoding_at_all() -> None:
    """Bytes that stand for nothing in any encoding are no text; cp1251 lacks 0x98, the others take every byte."""
    assert list(readings(b"\x98\xff"))
    with pytest.raises(DocumentError):
        list(readings(b"\x98\xff\0"))


@pytest.mark.parametrize("data", [b'"' + b"a" * 140_000, b";" * 100_001, b"\n" * 200_001 + b"a"])
def test_more_than_any_plan(data: bytes) -> None:
    """A quotation mark that never ends, and separators and lines without end."""
    with pytest.raises(DocumentError) as refused:
        read_separated(data)
    assert refused.value.code in {"document-broken", "document-too-large"}


@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_bytes_are_rows_or_a_document_error(data: bytes) -> None:
    """No content whatever makes the reader fail in another way."""
    try:
        read_separated(data)
    except DocumentError as error:
        assert error.hint
