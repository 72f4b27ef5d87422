"""One small plan in every format, as clerks' programs save it; and where the samples are."""

from __future__ import annotations

import csv
import os
import zipfile
from collections.abc import Callable, Sequence
from html import escape
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from tests.standins.portable_writer import portable_file

TITLE = "План мероприятий на 2021 – 2030 годы"
HEADER = ("№ п/п", "Мероприятие", "Исполнитель", "Срок", "Результат")
# A cell of several columns is followed by None for each one it covers.
ROWS: tuple[tuple[str | None, ...], ...] = (
    ("I. РАЗВИТИЕ БИБЛИОТЕК", None, None, None, None),
    ("1.", "Сохранение сети", None, None, None),
    ("1.1.", "Ежегодный мониторинг сети", "МБУ «Библиотека»", "2021 – 2023", "Создана точка доступа"),
    ("1.2.", "Ремонт здания", "Отдел культуры", "2025", "Отремонтировано 2 здания"),
    ("1.10.", "Закупка книг", "МБУ «Библиотека»", "2022, 2025", "Приобретено 100 книг"),
)

WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = {
    "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing", "manifest": "manifest"
}  # fmt: skip
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _text(rows: Sequence[Sequence[str | None]], separator: str) -> str:
    return "".join(separator.join(cell or "" for cell in row) + "\n" for row in rows)


def text_file() -> bytes:
    """The plan as text with tabs."""
    return f"**{TITLE}**\n\n{_text((HEADER, *ROWS), chr(9))}".encode()


def separated_file(separator: str = ";", encoding: str = "cp1251") -> bytes:
    """The plan as a table with separators, as a spreadsheet saves it."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow([TITLE, *[""] * 4])
    writer.writerows([cell or "" for cell in row] for row in (HEADER, *ROWS))
    return out.getvalue().encode(encoding, "replace")


def markdown_file() -> bytes:
    """The plan as a Markdown table."""
    first, *rest = [f"| {' | '.join(cell or '' for cell in row)} |" for row in (HEADER, *ROWS)]
    return "\n".join([f"# {TITLE}", "", first, "|---" * 5 + "|", *rest, ""]).encode()


def web_page_file() -> bytes:
    """The plan as a web page."""
    rows = "".join(f"<tr>{''.join(_web_cell(row, index) for index in range(5))}</tr>" for row in (HEADER, *ROWS))
    return f"<html><head><meta charset=utf-8></head><body><p><b>{TITLE}</b></p><table>{rows}</table>".encode()


def _web_cell(row: Sequence[str | None], index: int) -> str:
    text = row[index]
    return "" if text is None else f"<td colspan={_across(row, index)}>{escape(text)}</td>"


def _across(row: Sequence[str | None], index: int) -> int:
    """The columns that a cell covers."""
    return next((end for end, cell in enumerate(row[index + 1 :], start=1) if cell is not None), len(row) - index)


def word_file(change: Callable[[Any], None] = lambda _document: None) -> bytes:
    """The plan as a Word document, which `change` may alter before it is saved."""
    document = docx.Document()
    document.add_paragraph(TITLE)
    table = document.add_table(0, 5)
    for row in (HEADER, *ROWS):
        cells = table.add_row().cells
        for index, text in enumerate(row):
            if text is not None:
                cells[index].merge(cells[index + _across(row, index) - 1]).text = text
    change(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def spreadsheet_file(change: Callable[[Any], None] = lambda _workbook: None) -> bytes:
    """The plan as an Excel workbook, which `change` may alter before it is saved."""
    workbook = openpyxl.Workbook()
    sheet: Any = workbook.active
    sheet.append([TITLE])
    for number, row in enumerate((HEADER, *ROWS), start=2):
        sheet.append([cell or None for cell in row])
        for index, text in enumerate(row):
            if text is not None and _across(row, index) > 1:
                sheet.merge_cells(start_row=number, start_column=index + 1, end_row=number, end_column=5)
    change(workbook)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def opendocument_file(body: str = "", styles: str = "", **parts: str) -> bytes:
    """The plan as an OpenDocument text; another body and automatic styles may be given, and further parts."""
    names = " ".join(f'xmlns:{name}="{_OASIS}{full}:1.0"' for name, full in _SPACES.items())
    content = (
        f'<office:document-content {names} xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body or _opendocument_body()}</office:text></office:body>"
        "</office:document-content>"
    )
    others = {name.replace("__", "/") + ".xml": part for name, part in parts.items()}
    return archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **others})


def _opendocument_body() -> str:
    rows = "".join(
        f"<table:table-row>{''.join(_opendocument_cell(row, index) for index in range(5))}</table:table-row>"
        for row in (HEADER, *ROWS)
    )
    return f"<text:p>{TITLE}</text:p><table:table>{rows}</table:table>"


def _opendocument_cell(row: Sequence[str | None], index: int) -> str:
    text = row[index]
    if text is None:
        return "<table:covered-table-cell/>"
    spanned = f'table:number-columns-spanned="{_across(row, index)}"'
    return f"<table:table-cell {spanned}><text:p>{escape(text)}</text:p></table:table-cell>"


def portable_plan() -> bytes:
    """The plan as a PDF file of two pages, the header on both and a row cut by the page's end."""
    *before, cut = ROWS
    above = (cut[0], "Закупка", cut[2], cut[3], "Приобретено")
    below = ("", "книг", "", "", "100 книг")
    return portable_file([[TITLE, [HEADER, *before, above]], [[HEADER, below]]])


FILES: dict[str, Callable[[], bytes]] = {
    ".csv": separated_file,
    ".docx": word_file,
    ".htm": web_page_file,
    ".html": web_page_file,
    ".md": markdown_file,
    ".odt": opendocument_file,
    ".pdf": portable_plan,
    ".tsv": lambda: separated_file("\t", "utf-16"),
    ".txt": text_file,
    ".xlsx": spreadsheet_file,
}


def archive(parts: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive of these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def relations(*links: tuple[str, str], outside: bool = False) -> str:
    """A part that lists links: their kinds and targets, with the ids r1, r2 and so on."""
    mode = ' TargetMode="External"' if outside else ""
    items = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{escape(target)}"{mode}/>'
        for number, (kind, target) in enumerate(links, start=1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{items}</Relationships>'


def word_parts(body: str, **parts: str) -> bytes:
    """A Word document of this body; further parts by their names in the folder `word`, such as `numbering`."""
    return archive(
        {
            "_rels/.rels": relations(("officeDocument", "word/document.xml")),
            "word/_rels/document.xml.rels": relations(*((name, f"{name}.xml") for name in parts)),
            "word/document.xml": WORD.format(body),
            **{f"word/{name}.xml": content for name, content in parts.items()},
        }
    )


def sample(suffix: str) -> Path:
    """The Megion plan in a format."""
    return beside(f"megion-2021-2030{suffix}")


def beside(name: str) -> Path:
    """A sample plan. They stand beside the repository, or in the folder that VEKHA_PLANS names."""
    folder = Path(os.environ.get("VEKHA_PLANS", Path(__file__).parents[3] / "shared" / "plans"))
    path = folder / name
    if not path.exists():
        pytest.skip("the sample plans are not here: name their folder in VEKHA_PLANS")
    return path
