"""A plan read with a document of changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.amendment.by_document import Amended, amend
from mappings.errors import DocumentError
from mappings.plan import Measure, Place
from mappings.reading import Document, plan_of
from mappings.reading.formats.markdown import read_markdown
from mappings.reading.formats.text import read_text
from mappings.reading.table.rows import Row, Table
from tests.examples.plan_documents import GROUP, HEADER, SECTION, document, row

PLAN = (
    SECTION,
    GROUP,
    row("1.1.", "Уборка дворов", timing="2024"),
    row("1.2.", "Уборка скверов", timing="2025", executor="Отдел парков"),
    "\tи садов\t\t\t\t",
    row("1.10.", "Уборка улиц"),
    "II. ЧТЕНИЕ",
    "2.\tВстречи\t\t\t\t",
    row("2.1.", "Встречи с читателями"),
    row("2.1.1.", "Вечера"),
    row("1.1.", "Чтения", timing="2026"),
)


def _amended(*changes: str) -> Amended:
    """The plan with these sentences and rows."""
    table = read_text(document(*PLAN).encode())
    lines = (Row(tuple(line.split("\t")), Place(line=at)) for at, line in enumerate(changes, start=1))
    return amend(Document(table, plan_of(table)), Table(("Изменения, которые вносятся в план",), tuple(lines)))


def _measures(amended: Amended) -> dict[str, Measure]:
    return {one.key: one for one in amended.document.plan.measures}


def _left(amended: Amended) -> list[tuple[str, int]]:
    """What could not be applied, and where it stands in the document of changes."""
    found = [one for one in amended.document.plan.findings if one.code == "change-unapplied"]
    assert len(found) == amended.left
    return [(str(dict(one.details)["text"]), one.place.line) for one in found]


def test_rows_are_exchanged() -> None:
    """The new row stands in the old one's place, and what went on with the old one is gone."""
    amended = _amended("Строку 1.2 изложить в следующей редакции:", row("1.2.", "Посадка", timing="2027"))
    one = _measures(amended)["I.1.2"]
    assert (one.title, one.timing_text, one.place) == ("Посадка", "2027", Place(line=7))
    assert list(_measures(amended)) == list(_measures(_amended("Строку 7 исключить.")))
    assert (amended.applied, amended.left) == (1, 0)


def test_rows_under_a_header_of_their_own() -> None:
    """Their cells go to the plan's columns by what the headers say."""
    header = "№\tСрок\tНаименование мероприятия"
    amended = _amended("Строку 1.2 изложить в следующей редакции:", header, "1.2\t2028\tПосадка")
    one = _measures(amended)["I.1.2"]
    assert (one.title, one.timing_text, one.executors) == ("Посадка", "2028", ())


@pytest.mark.parametrize(
    ("sentence", "number", "order"),
    [
        ("Раздел I дополнить строкой 1.3 следующего содержания:", "1.3", ["I.1.1", "I.1.2", "I.1.3", "I.1.10"]),
        ("Раздел I дополнить строкой 1.11 следующего содержания:", "1.11", ["I.1.1", "I.1.2", "I.1.10", "I.1.11"]),
        ("После строки 1.2 дополнить строкой 1.4:", "1.4", ["I.1.1", "I.1.2", "I.1.4", "I.1.10"]),
        ("Раздел II дополнить строкой 2.2:", "2.2", ["I.1.1", "I.1.2", "I.1.10", "II.2.1", "II.2.1.1", "II.2.2"]),
    ],
)
def test_rows_are_added(sentence: str, number: str, order: list[str]) -> None:
    """After the row that is named, or after the nearest smaller number; numbers count, not their letters."""
    amended = _amended(sentence, row(number, "Новое"))
    assert list(_measures(amended))[: len(order)] == order
    assert _measures(amended)[next(key for key in order if key.endswith(f".{number}"))].title == "Новое"


def test_several_rows_are_added_in_their_order() -> None:
    """One sentence may bring more than one."""
    amended = _amended("Раздел I дополнить строками 1.3, 1.4:", row("1.3", "Третье"), row("1.4", "Четвёртое"))
    assert list(_measures(amended))[:5] == ["I.1.1", "I.1.2", "I.1.3", "I.1.4", "I.1.10"]


def test_rows_are_dropped() -> None:
    """With what goes on with them."""
    amended = _amended("Пункты 1.2 и 1.10 исключить.")
    assert list(_measures(amended)) == ["I.1.1", "II.2.1", "II.2.1.1", "II.1.1"]
    assert "садов" not in str(amended.document.table)


@pytest.mark.parametrize(
    ("sentence", "timing", "executors"),
    [
        ("В строке 1.2 цифры «2025» заменить цифрами «2029».", "2029", ("Отдел парков",)),
        ("В строке 1.2 слова «Отдел парков» заменить словами «Комитет».", "2025", ("Комитет",)),
        ("В строке 1.2 графу «Сроки» изложить в следующей редакции: «2030».", "2030", ("Отдел парков",)),
        ("В строке 1.2 графу 4 изложить в следующей редакции: «Комитет».", "2025", ("Комитет",)),
        ("В графе «Исполнитель» строки 1.2 слово «парков» заменить словом «садов».", "2025", ("Отдел садов",)),
    ],
)
def test_words_are_changed(sentence: str, timing: str, executors: tuple[str, ...]) -> None:
    """In the row, or in one column of it."""
    one = _measures(_amended(sentence))["I.1.2"]
    assert (one.timing_text, one.executors) == (timing, executors)


@pytest.mark.parametrize(
    "changes",
    [
        ("Строку 1.1 исключить.",),  # it stands in two sections
        ("Строку 9.9 исключить.",),
        ("Строки 1.2, 9.9 исключить.",),  # not the half of it either
        ("Строку 2.1 исключить.",),  # another stands below it
        ("Строку 1.2 изложить в следующей редакции:",),
        ("Строку 1.2 изложить в следующей редакции:", row("1.3.")),
        ("Строку 1.2 изложить в следующей редакции:", "1.2.\tПосадка\t2027"),
        ("Строку 1.2 изложить в следующей редакции:", "№\tМероприятие\tСроки\tНачало", "1.2.\tПосадка\t2027\t2026"),
        ("Дополнить строкой 1.3:", row("1.3.", "Третья")),  # both sections have such numbers
        ("Раздел I дополнить строкой 1.2:", row("1.2.", "Вторая")),
        ("Дополнить строкой 7.1:", row("7.1.", "Ничья")),
        ("Дополнить строкой 1.3:", "\tбез номера\t\t\t2027\t"),
        ("В строке 1.2 слова «нет таких» заменить словами «есть».",),
        ("В графе «Сроки» строки 1.2 слова «Отдел» заменить словами «Комитет».",),
        ("В строке 1.2 графу «Куратор» изложить в следующей редакции: «Комитет».",),
        ("В строке 1.2 графу 77 изложить в следующей редакции: «Комитет».",),
        ("Слова «Отдел» заменить словами «Комитет».",),
        ("Заменить по тексту наименование комитета.",),
        ("Строку 1.2 исключить.", row("1.2.")),  # whose row that is, is not said
        ("Раздел IX дополнить строкой 1.3:", row("1.3.")),
    ],
)
def test_what_cannot_be_placed_is_told_and_left(changes: tuple[str, ...]) -> None:
    """The plan stays as it was, to its last row; the finding names the sentence and where it stands."""
    table = read_text(document(*PLAN).encode())
    amended = _amended("Пункт 1.10 исключить.", *changes)
    assert (amended.applied, amended.left) == (1, 1)
    assert _left(amended) == [(changes[0], 2)]
    kept = [one for one in table.rows if one.cells[0] != "1.10."]
    assert amended.document.table.rows == tuple(kept)


def test_a_section_tells_equal_numbers_apart() -> None:
    """The number stands in two sections: the one that is named counts."""
    measures = _measures(_amended("В разделе II строку 1.1 исключить."))
    assert "I.1.1" in measures
    assert "II.1.1" not in measures


def test_a_plan_without_numbers_cannot_be_changed_by_them() -> None:
    """Numbers that follow from places are not those of the document of changes."""
    table = read_text(document("Уборка\t2025", "Посадка\t2026", header="Мероприятие\tСрок").encode())
    changes = read_text("а\tб\nИзменения в план\nСтроку 2 исключить.".encode())
    amended = amend(Document(table, plan_of(table)), changes)
    assert (amended.applied, len(amended.document.plan.measures)) == (0, 2)


def test_a_document_that_asks_for_nothing_is_refused() -> None:
    """Then it is the wrong file."""
    with pytest.raises(DocumentError) as refused:
        _amended("Глава города", "Глава города\tИванов")
    assert refused.value.code == "document-no-changes"


@given(st.lists(st.sampled_from(["1.2", "1.10", "2.1.1", "9.9", "2.1"]), min_size=1, max_size=6))
def test_each_change_is_applied_or_told(numbers: list[str]) -> None:
    """Their numbers add up, and a row is gone if and only if its change was applied."""
    amended = _amended(*(f"Строку {number} исключить." for number in numbers))
    assert amended.applied + amended.left == len(numbers)
    gone = {one.number for one in _measures(_amended("Строку 7 исключить.")).values()}
    gone -= {one.number for one in _measures(amended).values()}
    assert len(gone) == amended.applied


def test_the_header_is_no_row() -> None:
    """A document of changes may repeat the plan's own header."""
    amended = _amended("Строку 1.2 изложить в следующей редакции:", HEADER, row("1.2.", "Посадка"))
    assert _measures(amended)["I.1.2"].title == "Посадка"


def test_what_stands_below_the_last_table_counts() -> None:
    """A document's tables have headers of their own; the sentences below the last one are changes like the others."""
    table = read_text(document(*PLAN).encode())
    rows = _piped(HEADER), _piped(row("1.2", "Посадка"))
    text = "\n".join(["Строку 1.2 изложить в следующей редакции:", "", *rows, "", "Строку 1.10 исключить."])
    amended = amend(Document(table, plan_of(table)), read_markdown(text.encode()))
    assert (amended.applied, amended.left) == (2, 0)
    assert _measures(amended)["I.1.2"].title == "Посадка"


def _piped(line: str) -> str:
    return f"| {line.replace(chr(9), ' | ')} |"
