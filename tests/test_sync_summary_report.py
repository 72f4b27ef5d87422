"""The yearly report as a town hands it in: what stands in the Word document and the workbook, and whose template."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from mappings import language
from mappings.errors import ConfigError
from mappings.progress import Report
from mappings.yearly_report import YearReport, report_of
from mappings.yearly_report.differences import differences
from sync.config.loading import load_config
from sync.runs.health import diagnose
from sync.summary.report import Closing, Handed, render_report
from sync.summary.report.context import context_of
from sync.summary.report.default_template import default_template
from sync.summary.report.filling import BrokenTemplate, fill
from sync.summary.report.own_template import LIMIT
from tests.worlds.megion_reports import basis, five_years, line
from tests.worlds.sync_world import CONFIG, World

HANDED_AT = datetime(2026, 1, 20, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    """Towns hand it in in Russian."""
    spoken = language.active()
    language.use("ru")
    yield
    language.use(spoken)


@pytest.fixture(scope="module")
def report() -> YearReport:
    """The report of 2025 on the plan of Megion."""
    return report_of(basis(five_years(), 2025), thresholds={"высокая": Decimal("0.9")})


@pytest.fixture(scope="module")
def changed(report: YearReport) -> Handed:
    """The same handed in, and a figure corrected since."""
    reports = five_years()
    known = reports["I.3.4/2025"]
    reports["I.3.4/2025"] = replace(known, lines=(*known.lines, line("6", year=2025)))
    now = report_of(basis(reports, 2025))
    return Handed(report, Closing(HANDED_AT, "Петрова А. А.", "ab" * 32, differences(report, now, {})))


def document(data: bytes) -> tuple[str, list[list[list[str]]]]:
    """The text of a document outside its tables, and the tables."""
    read = Document(BytesIO(data))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in read.tables]
    return "\n".join(line.text for line in read.paragraphs), tables


def with_word(text: str, **loop: str) -> bytes:
    """A template of one paragraph, and of one table row for each indicator where `row` says what stands in it."""
    page = Document()
    page.add_paragraph(text)
    if loop:
        table = page.add_table(rows=0, cols=1)
        for cell in ("{%tr for part in indicators %}", "{%tr for row in part.rows %}", loop["row"]):
            table.add_row().cells[0].text = cell
        for _number in range(2):
            table.add_row().cells[0].text = "{%tr endfor %}"
    data = BytesIO()
    page.save(data)
    return data.getvalue()


def test_the_document_has_what_the_form_asks_for(report: YearReport) -> None:
    """Approval, title, tally, the tables with every row, whoever has drawn it up and a telephone."""
    text, (tally, indicators, measures, kept) = document(render_report(Handed(report), "docx"))
    for words in ("УТВЕРЖДАЮ", "ОТЧЁТ ЗА 2025 ГОД", "Составил", "Контактный телефон", "0,957", "Оценка: высокая"):
        assert words in text
    assert [row[1:] for row in tally[1:]] == [
        ["13", "23,2"],
        ["5", ""],
        ["2", "3,6"],
        ["41", "73,2"],
        ["38", ""],
        ["56", "100"],
        ["2", ""],
    ]
    by_number = {row[0]: row[2:8] for row in indicators[1:]}
    assert by_number["1.1"] == ["справка", "4", "4 (расчётно)", "5", "+1", "125"]
    assert by_number["2.2"] == ["%", "78 (2022)", "80", "84,5", "+4,5", "105,6"]
    assert by_number["6.1"] == ["%", "83,3", "100 (к 2030 году)", "83,3", "—", "83,3"]
    assert by_number["7.1"] == ["%", "−2", "3", "3", "0", "100"]
    assert by_number["5.3"] == ["—", "—", "—", "—", "—", "—"]
    assert by_number["7.2"] == ["да / нет", "нет", "да (к 2030 году)", "нет", "—", "—"]
    assert next(row for row in measures if row[0] == "3.4")[3:8] == [
        "31.12.2025",
        "20.12.2025",
        "Оцифровано не менее 4 документов ежегодно",
        "4 (документ)",
        "выполнено",
    ]
    assert kept[1] == ["МБУ «Централизованная библиотечная система»", "10", "10", "100", "—", "0", "0", "0"]
    assert len(kept) == 3
    assert "сдан" not in text.casefold()


def test_a_table_repeats_its_headings_and_keeps_its_rows_whole(report: YearReport) -> None:
    """On each page the headings come again; no row is broken over two pages; the sheets of tables lie."""
    read = Document(BytesIO(render_report(Handed(report), "docx")))
    for table in read.tables:
        assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader")
        assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in table.rows)
    assert [(one.page_width or 0) > (one.page_height or 0) for one in read.sections] == [False, True]


def test_what_was_changed_stands_beside_the_closed_report(changed: Handed) -> None:
    """The closed figures are printed, and after them who closed it, the checksum, and both values of the correction."""
    text, tables = document(render_report(changed, "docx"))
    assert "Отчёт сдан 20.01.2026, 09:30" in text
    assert "Петрова А. А." in text
    assert "ab" * 32 in text
    assert "Изменено после сдачи отчёта" in text
    assert next(row for row in tables[1] if row[0] == "3.4")[5] == "4"
    assert [row[0] for row in tables[4][1:]] == ["3.4"]
    assert tables[4][1][2:] == ["факт", "4", "6"]


def test_the_workbook_holds_numbers_as_numbers(changed: Handed) -> None:
    """Each table has a sheet; a figure can be reckoned with, marks stand in its format alone."""
    book = load_workbook(BytesIO(render_report(changed, "xlsx")))
    assert book.sheetnames == [
        "Итоги",
        "Показатели",
        "Мероприятия",
        "Исполнительская дисциплина",
        "Изменено после сдачи",
    ]
    assert [cell.value for cell in book["Исполнительская дисциплина"][2]][1:] == [10, 10, 100, "—", 0, 0, 0]
    rows = {row[0].value: row for row in book["Показатели"].iter_rows(min_row=2)}
    assert [cell.value for cell in rows["1.1"][3:8]] == [4, 4, 5, 1, 125]
    assert rows["1.1"][4].number_format == 'General" (расчётно)"'
    assert [cell.value for cell in rows["2.2"][3:8]] == [78, 80, 84.5, 4.5, 105.6]
    assert rows["2.2"][3].number_format == 'General" (2022)"'
    assert [cell.value for cell in rows["7.2"][3:8]] == ["нет", "да (к 2030 году)", "нет", "—", "—"]
    assert book["Показатели"].page_setup.orientation == "landscape"
    words = " ".join(str(cell.value) for row in book["Итоги"].iter_rows() for cell in row if cell.value)
    assert all(one in words for one in ("УТВЕРЖДАЮ", "ОТЧЁТ ЗА 2025 ГОД", "0,957", "Контактный телефон"))


def test_word_and_workbook_say_the_same_of_every_indicator(report: YearReport) -> None:
    """Numbers, names, units and explanations are equal cell by cell, figures as numbers."""
    _text, tables = document(render_report(Handed(report), "docx"))
    sheet = load_workbook(BytesIO(render_report(Handed(report), "xlsx")))["Показатели"]
    shown = [row for row in tables[1][1:] if row[0] != row[1]]  # those that are no title of a section
    book = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2) if row[1].value is not None]
    assert len(shown) == len(book) == len(report.indicators)
    for word, cells in zip(shown, book, strict=True):
        assert [word[0], word[1], word[2], word[8]] == [cells[0], cells[1], cells[2], cells[8] or ""]
        for text, value in zip(word[3:8], cells[3:8], strict=True):
            number = text.split(" ")[0].lstrip("+").replace("−", "-").replace(",", ".")
            assert text == value if isinstance(value, str) else Decimal(number) == Decimal(str(value))


HOSTILE = "{{ 7 * 7 }} {% for x in y %} <w:p>&amp;</w:p> =1+1 \x00\x0b ]]>"


def test_text_of_the_staff_is_text_and_nothing_else(report: YearReport) -> None:
    """Braces are never evaluated, XML is escaped, and a formula stays a text, in the document and in the workbook."""
    indicators = tuple(replace(row, reason=HOSTILE, title=HOSTILE) for row in report.indicators[:2])
    measures = tuple(replace(row, reason=HOSTILE, executors=("=1+1",)) for row in report.measures[:2])
    hostile = Handed(replace(report, indicators=indicators, measures=measures))
    shown = "{{ 7 * 7 }} {% for x in y %} <w:p>&amp;</w:p> =1+1 ]]>"
    _text, tables = document(render_report(hostile, "docx"))
    assert tables[1][2][8].startswith(shown)
    assert tables[1][2][1].startswith(shown)
    assert tables[2][2][8] == shown
    book = load_workbook(BytesIO(render_report(hostile, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert "'=1+1" in {cell.value for cell in cells}
    own = fill(with_word("{{ title }}", row="{{ row.explanation }}"), context_of(hostile))
    assert document(own)[1][0][0][0].startswith(shown)


def test_an_operators_own_template_is_used(report: YearReport, tmp_path: Path) -> None:
    """What the operator has put in Word's file is what comes out, in a process of its own."""
    own = tmp_path / "own.docx"
    own.write_bytes(with_word("Отчёт города за {{ year }} год: {{ degree }}", row="{{ row.no }} = {{ row.fact }}"))
    text, (table,) = document(render_report(Handed(report), "docx", template=own))
    assert text.startswith("Отчёт города за 2025 год: Степень")
    assert table[0] == ["1.1 = 5"]
    assert len(table) == len(report.indicators)


def test_the_bundled_template_can_be_taken_as_ones_own(changed: Handed, tmp_path: Path) -> None:
    """Written out and named in the config it makes the very document that it makes unasked."""
    own = tmp_path / "own.docx"
    own.write_bytes(default_template(now=datetime.combine(date(2026, 1, 1), time())))
    assert document(render_report(changed, "docx", template=own)) == document(render_report(changed, "docx"))


@pytest.mark.parametrize(
    ("text", "paragraph", "reason"),
    [
        ("За {{ yaer }} год", "За {{ yaer }} год", "'yaer' is undefined"),
        ("{% for row in rows %}{{ row }}", "{% for row in rows %}{{ row }}", "endfor"),
        ("{{ title.__class__.__mro__ }}", "__mro__", "unsafe"),
        ("{{ year | lower_case }}", "lower_case", "lower_case"),
        ("{{ cycler.__init__.__globals__.os.system('true') }}", "system", "unsafe"),
        ("{% for n in range(10000000) %}x{% endfor %}", "range", "too big"),
        ("{{ 'x' * 10 ** 9 }}", "10 ** 9", "**"),
    ],
)
def test_a_broken_template_is_told_with_its_paragraph(
    report: YearReport, tmp_path: Path, text: str, paragraph: str, reason: str
) -> None:
    """The file, the paragraph and the reason are told; nothing of it is executed."""
    own = tmp_path / "own.docx"
    own.write_bytes(with_word(text))
    with pytest.raises(ConfigError) as broken:
        render_report(Handed(report), "docx", template=own)
    assert broken.value.code == "report-template-broken"
    assert str(own) in broken.value.place
    assert paragraph in broken.value.place
    assert reason.casefold() in broken.value.message.casefold()


def test_an_endless_template_is_ended(report: YearReport, tmp_path: Path) -> None:
    """A loop within loops uses up its time and is told; the run goes on to say so."""
    own = tmp_path / "own.docx"
    loops = "{% for n in range(99999) %}"
    own.write_bytes(with_word(f"{loops * 3}{{% endfor %}}{{% endfor %}}{{% endfor %}}"))
    with pytest.raises(ConfigError) as broken:
        render_report(Handed(report), "docx", template=own)
    assert broken.value.code == "report-template-broken"


@pytest.mark.parametrize("content", [b"", b"{{ year }}", b"PK\x03\x04", None, b"x" * (LIMIT + 1)])
def test_what_is_no_document_is_told(report: YearReport, tmp_path: Path, content: bytes | None) -> None:
    """A text, a torn archive, a file too large and a missing one are no template."""
    own = tmp_path / "own.docx"
    if content is not None:
        own.write_bytes(content)
    with pytest.raises(ConfigError) as broken:
        render_report(Handed(report), "docx", template=own)
    assert (broken.value.code, broken.value.place) == ("report-template-broken", str(own))


def test_a_fault_in_the_running_head_is_told_too(report: YearReport) -> None:
    """Headers and footers are filled in like the body."""
    page = Document()
    page.sections[0].header.paragraphs[0].text = "{{ nobody }}"
    data = BytesIO()
    page.save(data)
    with pytest.raises(BrokenTemplate) as broken:
        fill(data.getvalue(), context_of(Handed(report)))
    assert broken.value.paragraph == "{{ nobody }}"


def test_check_tries_the_template_beforehand(tmp_path: Path) -> None:
    """`vekha check` tells a broken template, on a report that has everything, and praises one that works."""
    town = World(tmp_path)
    settings = "summary: {path: summary.html, report_template: own.docx}"
    (tmp_path / "config.yaml").write_text(CONFIG.replace("summary: {path: summary.html}", settings), encoding="utf-8")

    def codes() -> set[str]:
        return {one.code for one in diagnose(town.inputs())}

    assert load_config(tmp_path / "config.yaml").report_template_path == tmp_path / "own.docx"
    (tmp_path / "own.docx").write_bytes(with_word("{% for one in changes %}{{ one.gone }}{% endfor %}"))
    assert "report-template-broken" in codes()
    (tmp_path / "own.docx").write_bytes(with_word("{% for one in changes %}{{ one.now }}{% endfor %}"))
    found = codes()
    assert "report" in found
    assert "report-template-broken" not in found


def test_the_json_has_every_value_of_the_rows(changed: Handed) -> None:
    """Each row comes with its figures and sources; what was changed since is told by key and part."""
    told: Any = json.loads(render_report(changed, "json"))
    assert len(told["indicators"]) == len(changed.report.indicators)
    assert told["tally"]["reached"] == 13
    assert [(one["key"], one["what"], one["before"], one["now"]) for one in told["closed"]["changes"]] == [
        ("I.3.4", "fact", "4", "6")
    ]


def test_a_report_of_nothing_can_be_printed() -> None:
    """Before anything was reported the forms hold the plan, dashes and no degree."""
    empty: dict[str, Report] = {}
    handed = Handed(report_of(basis(empty, 2030)))
    text, tables = document(render_report(handed, "docx"))
    assert "Итоги" in text
    assert len(tables) == 3
    assert load_workbook(BytesIO(render_report(handed, "xlsx"))).sheetnames == ["Итоги", "Показатели", "Мероприятия"]
