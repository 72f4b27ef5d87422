"""Markdown tables, and texts whose cells are parted by pipes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.errors import DocumentError
from mappings.plan import Place
from mappings.reading.formats.markdown import read_markdown
from mappings.reading.formats.text import read_text
from mappings.reading.table.rows import Row, Table

HEADER = "| № | Мероприятие | Исполнитель | Срок |\n|:--|---|:-:|--:|\n"


def _read(text: str) -> Table:
    return read_markdown(text.encode())


def _cells(rows: str) -> list[tuple[str, ...]]:
    return [row.cells for row in _read(HEADER + rows).rows[1:]]


def test_a_table_and_the_texts_around() -> None:
    """Headings and paragraphs stand above, a text between tables is a row of one cell, the line is the place."""
    table = _read(f"# План\n\nна 2025\nгод\n\n{HEADER}| 1. | а | б | в |\n\n## II. ДЕЛА\n| 2. | г | д | е |\n\nГлава\n")
    assert table.heading == ("План", "на 2025 год")
    assert [row.cells for row in table.rows[1:]] == [("1.", "а", "б", "в"), ("II. ДЕЛА",), ("2.", "г", "д", "е")]
    assert [row.place.line for row in table.rows] == [6, 8, 10, 11]


def test_rows_without_a_frame() -> None:
    """The pipes at a row's ends may be left out."""
    assert [row.cells for row in _read("№ | Мероприятие | Срок\n--|--|--\n1. | а | 2025").rows] == [
        ("№", "Мероприятие", "Срок"),
        ("1.", "а", "2025"),
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("**жирный** и *курсив*", "жирный и *курсив*"),
        ("*весь*", "весь"),
        ("_весь_", "весь"),
        ("`код` и __так__", "код и так"),
        ("а<br>б<br/>в", "а б в"),
        ("[закон](https://x.test/a) и ![знак](b.png)", "закон и знак"),
        (r"а \| б \* в", "а | б * в"),
        ("имя_файла", "имя_файла"),
        ("10 < 20 > 5", "10 < 20 > 5"),
        ("а ~~ б", "а ~~ б"),
    ],
)
def test_marks(cell: str, text: str) -> None:
    """What is printed is the text without them."""
    assert _cells(f"| 1. | {cell} | б | в |")[0][1] == text


@pytest.mark.parametrize("mark", ["~~{}~~", "<s>{}</s>", "<del>{}</del>"])
def test_struck_out_text(mark: str) -> None:
    """It is left out and told."""
    row = _read(f"{HEADER}| 1. | а | б | {mark.format('2024')} 2025 |").rows[1]
    assert row == Row(("1.", "а", "б", "2025"), Place(line=3), doubts=(("text-struck", "2024"),))


def test_text_files_with_pipes() -> None:
    """A plan copied as text may part its cells so, without a rule below the header; one tab makes it a text of tabs."""
    text = "План\n\nN п/п | Мероприятие | Срок |\n1. | Ремонт | 2025 |\n- филиал | сентябрь ||\n"
    table = read_text(text.encode())
    assert table.heading == ("План",)
    assert [row.cells for row in table.rows] == [
        ("N п/п", "Мероприятие", "Срок"),
        ("1.", "Ремонт", "2025"),
        ("- филиал", "сентябрь", ""),
    ]
    assert read_text("а | б\tв | г".encode()).rows[0].cells == ("а | б", "в | г")


def test_more_than_any_plan() -> None:
    """Pipes and rows are counted."""
    for text in ("|" * 100_002, "|а|\n" * 20_001):
        with pytest.raises(DocumentError) as refused:
            _read(text)
        assert refused.value.code == "document-too-large"


@given(st.text(alphabet="|-:~*_[]()<>/s\\ а\n#"))
def test_any_signs_are_rows(text: str) -> None:
    """However the marks are put together, the text is read."""
    _read(text + "а")
