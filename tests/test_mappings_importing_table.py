"""Tables of earlier reports as rows: the columns by their words, whatever the file."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from mappings.errors import DocumentError, FileUnreadable
from mappings.importing.table import ImportRow, read_rows
from mappings.plan import Place


def saved(folder: Path, text: str, name: str = "table.csv", encoding: str = "utf-8") -> Path:
    """A table with separators."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder: Path, rows: list[list[Any]]) -> Path:
    """An Excel table."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    data = BytesIO()
    book.save(data)
    path = folder / "table.xlsx"
    path.write_bytes(data.getvalue())
    return path


RUSSIAN = "Мероприятие;Название;Показатель №;Год или дата;Факт;Исполнено;Причина;Источник\n"


@pytest.mark.parametrize(
    "header",
    [
        RUSSIAN,
        "Measure;Title;Indicator number;Year or date;Figure;Closed on;Reason;Source\n",
        "№ п/п;Прочее;№ показателя;Отчётный год;Значение показателя;Дата исполнения;Причины отклонения;Основание\n",
    ],
)
def test_columns_are_found_by_their_words(tmp_path: Path, header: str) -> None:
    """Russian and English headings, in the words that offices use; other columns are left aside."""
    path = saved(tmp_path, header + "I.1.1;Мониторинг;1;2023;4;20.12.2023;Болезнь;отчёт за 2023 год\n")
    assert read_rows(path) == (
        ImportRow(Place(line=2), "I.1.1", "1", "2023", "4", "20.12.2023", "Болезнь", "отчёт за 2023 год"),
    )


def test_the_order_of_columns_and_words_above_them_do_not_matter(tmp_path: Path) -> None:
    """A title may stand above the header, and the columns in any order."""
    path = saved(tmp_path, "Отчёты прошлых лет;;\nФакт;Год;Мероприятие\n4;2023;I.1.1\n")
    assert read_rows(path) == (ImportRow(Place(line=3), "I.1.1", "", "2023", "4"),)


def test_a_row_that_reports_nothing_is_no_row(tmp_path: Path) -> None:
    """What was left empty in the template is not an import of anything."""
    path = saved(tmp_path, RUSSIAN + "I.1.1;Мониторинг;;2023;;;;отчёт\nI.1.1;Мониторинг;;2024;5;;;\n")
    assert [row.period for row in read_rows(path)] == ["2024"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251", "utf-16"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    """Spreadsheets save tables in the encodings of their day."""
    path = saved(tmp_path, RUSSIAN + "I.1.1;Мониторинг;;2023;4;;Болезнь;\n", encoding=encoding)
    assert read_rows(path)[0].reason == "Болезнь"


def test_numbers_and_days_of_a_workbook_are_read_as_they_are_shown(tmp_path: Path) -> None:
    """A number is the number, a day the day, whatever the program stores behind them."""
    path = workbook(
        tmp_path,
        [
            ["Мероприятие", "Год", "Факт", "Исполнено"],
            ["I.1.1", 2023, 4, date(2023, 12, 20)],
            ["I.1.1", 2024, 12.5, "20.12.2024"],
        ],
    )
    assert [(row.place.row, row.period, row.figure, row.closed) for row in read_rows(path)] == [
        (2, "2023", "4", "20.12.2023"),
        (3, "2024", "12.5", "20.12.2024"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("table.docx", "x", "import-format"),
        ("table.csv", "Название;Год\nМониторинг;2023\n", "import-no-table"),
        ("table.csv", "просто слова\n", "import-no-table"),
        ("table.csv", "  \n", "document-empty"),
        ("table.xlsx", "не книга", "document-broken"),
    ],
)
def test_what_is_no_such_table_is_told(tmp_path: Path, name: str, text: str, code: str) -> None:
    """The file is named, and what a table looks like."""
    with pytest.raises(DocumentError) as caught:
        read_rows(saved(tmp_path, text, name))
    assert caught.value.code == code
    assert str(tmp_path) in caught.value.place


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """The path is wrong, not the table."""
    with pytest.raises(FileUnreadable):
        read_rows(tmp_path / "table.csv")
