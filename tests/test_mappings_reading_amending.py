"""Documents that change a plan: how they are known, and what their sentences ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.errors import DocumentError
from mappings.plan import Place
from mappings.reading import read_plan
from mappings.reading.amending import Asked, instructions, is_amending
from mappings.reading.formats.text import read_text
from mappings.reading.table.rows import Row, Table
from tests.examples.plan_documents import GROUP, SECTION, document, row

TITLE = "Изменения, которые вносятся в план мероприятий по развитию библиотек"
RESOLUTION = "О внесении изменений в постановление от 01.02.2024 № 15"


def _table(*texts: str, heading: tuple[str, ...] = ()) -> Table:
    """Paragraphs below some heading; a text with tabs is a table's row."""
    rows = (Row(tuple(text.split("\t")), Place(line=line)) for line, text in enumerate(texts, start=1))
    return Table(heading, tuple(rows))


@pytest.mark.parametrize(
    ("text", "asked", "numbers", "section", "after"),
    [
        ("1. Строку 1.2 изложить в следующей редакции:", Asked.EXCHANGE, ("1.2",), "", ""),
        ("В разделе II пункты 3 и 4.1 изложить в новой редакции:", Asked.EXCHANGE, ("3", "4.1"), "II", ""),
        ("Позицию с порядковым номером 7 изложить в следующей редакции:", Asked.EXCHANGE, ("7",), "", ""),
        ("Дополнить строкой 1.5 следующего содержания:", Asked.ADD, ("1.5",), "", ""),
        ("Раздел 3 дополнить пунктами 3.4 – 3.6 следующего содержания:", Asked.ADD, ("3.4", "3.5", "3.6"), "3", ""),
        ("После строки 1.2 дополнить строкой 1.3 следующего содержания:", Asked.ADD, ("1.3",), "", "1.2"),
        ("Таблицу дополнить новой строкой:", Asked.ADD, (), "", ""),
        ("Пункт 2.5 исключить.", Asked.DROP, ("2.5",), "", ""),
        ("Строки 2.5, 2.7 признать утратившими силу.", Asked.DROP, ("2.5", "2.7"), "", ""),
        ("Мероприятие № 12 исключить", Asked.DROP, ("12",), "", ""),
        ("Заменить по тексту наименование комитета.", Asked.UNCLEAR, (), "", ""),
        ("Row 1.2 shall read as follows:", Asked.EXCHANGE, ("1.2",), "", ""),
        ("Add item 4 as follows:", Asked.ADD, ("4",), "", ""),
        ("After row 1.2 insert the row 1.3:", Asked.ADD, ("1.3",), "", "1.2"),
        ("Rows 5.1 and 5.2 of section III are deleted.", Asked.DROP, ("5.1", "5.2"), "III", ""),
    ],
)
def test_a_sentence_says_what_is_to_be_done(
    text: str, asked: Asked, numbers: tuple[str, ...], section: str, after: str
) -> None:
    """With which rows, of which section, and below which."""
    (one,) = instructions(_table(text))
    assert (one.asked, one.numbers, one.section, one.after) == (asked, numbers, section, after)
    assert (one.text, one.place) == (text, Place(line=1))


@pytest.mark.parametrize(
    ("text", "column", "old", "new"),
    [
        ("В строке 3 слова «2024 год» заменить словами «2025 год».", "", "2024 год", "2025 год"),
        ('В пункте 3 цифры "15" заменить цифрами "20";', "", "15", "20"),
        ("В строке 3 заменить слова «май» на слова «июнь».", "", "май", "июнь"),
        ("В строке 3 слова «и музеями» исключить.", "", "и музеями", ""),
        ("В строке 3 слова «МБУ «ЦБС»» заменить словами «МБУ «Библиотека»».", "", "МБУ «ЦБС»", "МБУ «Библиотека»"),
        ("В графе «Срок» строки 3 слова «май» заменить словами «июнь».", "Срок", "май", "июнь"),
        ("В строке 3 графу 5 изложить в следующей редакции: «2027 год».", "5", "", "2027 год"),
        ("In row 3 replace the words “May” with “June”.", "", "May", "June"),
        ("In row 3 the words “May” are replaced by the words “June”.", "", "May", "June"),
    ],
)
def test_a_sentence_may_change_words(text: str, column: str, old: str, new: str) -> None:
    """The words it takes out, those it puts in, and the column where it names one."""
    (one,) = instructions(_table(text))
    assert one.asked is (Asked.REWORD if old else Asked.EXCHANGE)
    assert (one.numbers, one.column, one.old, one.new) == (("3",), column, old, new)


def test_what_words_stand_for_is_no_row() -> None:
    """A number within quotation marks names no row."""
    (one,) = instructions(_table("В строке 3 слова «пункт 7» заменить словами «пункт 8»."))
    assert one.numbers == ("3",)


def test_a_line_with_a_colon_speaks_for_those_below_it() -> None:
    """«В разделе II:» holds for what follows, until the next number."""
    table = _table("1. В разделе II:", "строку 2.1 исключить;", "строку 2.2 исключить.", "2. Строку 5 исключить.")
    assert [(one.section, one.numbers) for one in instructions(table)] == [
        *[("II", ("2.1",)), ("II", ("2.2",))],
        ("", ("5",)),
    ]


def test_sentences_of_one_paragraph_are_told_apart() -> None:
    """A text's paragraphs run several sentences together; each begins with its number."""
    table = _table(heading=("1. Строку 1 исключить. 2. Строку 2.1 исключить; 3) строку 4 исключить.",))
    assert [one.numbers for one in instructions(table)] == [("1",), ("2.1",), ("4",)]


def test_rows_belong_to_the_sentence_above_them() -> None:
    """A table below a sentence is what it puts in; a table of another shape without numbers holds signatures."""
    table = _table("а\tб", "Строку 1 изложить в следующей редакции:", "1\tУборка", "\tдворов", "Строку 2 исключить.")
    first, second = instructions(table)
    assert [one.cells for one in first.rows] == [("1", "Уборка"), ("", "дворов")]
    assert second.rows == ()
    (one,) = instructions(_table("Дополнить строкой 1:", "1\tУборка\t2025", "Глава города\tИванов"))
    assert [row.cells[0] for row in one.rows] == ["1"]


def test_a_numbered_row_below_no_sentence_is_unclear() -> None:
    """It stands for something, and is never passed over in silence."""
    (one,) = instructions(_table("1\tУборка\t2025"))
    assert (one.asked, one.text) == (Asked.UNCLEAR, "1 Уборка 2025")


@pytest.mark.parametrize(
    "table",
    [
        _table("1. Строку 1 исключить.", heading=(TITLE,)),
        _table("Было\tСтало", "2024\t2025", heading=("Перечень изменений, вносимых в план",)),
        _table(TITLE.upper(), "1. Строку 1 исключить."),
        _table("1. Строку 1 исключить.", heading=(RESOLUTION,)),
        _table("1. Строку 1 исключить.", "2. Строку 2 изложить в следующей редакции:", "2\tУборка\t2025"),
        _table("Row 1 is deleted.", heading=("Amendments to the action plan",)),
        _table("Приложение к постановлению администрации", f"Приложение № 1 {TITLE}", "Строку 1 исключить."),
    ],
)
def test_a_document_of_changes_is_known(table: Table) -> None:
    """By its title, by a resolution's and one change of a row, or by several changes of rows."""
    assert is_amending(table)


@pytest.mark.parametrize(
    "table",
    [
        read_text(
            document(SECTION, GROUP, row("1.1.", "Исключить дублирование"), row("1.2.", "Дополнить строкой 5")).encode()
        ),
        _table("План изложить в новой редакции:", "1\tУборка\t2025", heading=(TITLE,)),
        _table("1\tУборка\t2025", heading=(RESOLUTION, "План мероприятий")),
        _table("1\tУборка\t2025", "Пункт 5 исключить.", heading=("План мероприятий",)),
        _table("Изменения климата", "1\tПосадка деревьев\t2025"),
    ],
)
def test_a_plan_is_none(table: Table) -> None:
    """Nor is one worded anew as a whole, one that a resolution brings, or one with a note below it."""
    assert not is_amending(table)


@pytest.mark.parametrize("title", [TITLE, "Amendments to the action plan of the library"])
def test_read_alone_it_is_refused(tmp_path: Path, title: str) -> None:
    """It is never taken for the whole plan, though it has a table of measures; the way on is named."""
    path = tmp_path / "changes.txt"
    text = document("1. Строку 1.1 изложить в следующей редакции:", row("1.1."), title=title)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as refused:
        read_plan(path)
    assert (refused.value.code, refused.value.place) == ("document-amending", str(path))
    assert "--amended-by" in refused.value.hint


def test_too_many_changes_are_refused() -> None:
    """No document of changes has thousands of them."""
    with pytest.raises(DocumentError) as refused:
        instructions(_table(*["Строку 1 исключить."] * 1001))
    assert refused.value.code == "document-too-large"
