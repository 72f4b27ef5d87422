"""A real LibreOffice turns files of old formats into what is read: word for word, and whatever such a file tries."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import openpyxl
import pytest

from mappings.errors import DocumentError
from mappings.plan import Measure, Place, Plan
from mappings.reading import read_document, read_plan
from mappings.reading.old_formats import converting
from mappings.reading.old_formats.signatures import old_format
from tests.live.office import LiveOffice

pytestmark = pytest.mark.live_office

MEGION = Path(__file__).parents[2] / "mappings" / "megion-2021-2030" / "plan.txt"
_SPACES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"))
)
FLAT = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document{_SPACES}'
    ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3"'
    ' office:mimetype="application/vnd.oasis.opendocument.text">'
    "<office:body><office:text>{}</office:text></office:body></office:document>"
)
LINKED = (
    '<text:p><draw:frame svg:width="2cm" svg:height="2cm" text:anchor-type="as-char">'
    '<draw:image xlink:href="{address}/picture.png" xlink:type="simple"/></draw:frame></text:p>'
)


@pytest.fixture(autouse=True)
def temporary(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A folder for all that is temporary, which must be as empty when a test is done as it was before."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def _rows() -> list[tuple[str, ...]]:
    """The title of the bundled plan, and its rows."""
    table = read_document(MEGION).table
    return [(" ".join(table.heading),), *(row.cells for row in table.rows)]


def _flat(folder: Path, body: str) -> Path:
    path = folder / "plan.fodt"
    path.write_text(FLAT.format(body), encoding="utf-8")
    return path


def _as_text(folder: Path) -> Path:
    """The bundled plan as a document of LibreOffice's Writer."""
    (title,), *rows = _rows()
    cells = (
        "".join(f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in row) for row in rows
    )
    lines = "".join(f"<table:table-row>{line}</table:table-row>" for line in cells)
    columns = f'<table:table-column table:number-columns-repeated="{max(map(len, rows))}"/>'
    return _flat(folder, f"<text:p>{escape(title)}</text:p><table:table>{columns}{lines}</table:table>")


def _as_workbook(folder: Path) -> Path:
    """The bundled plan as a workbook."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in _rows():
        sheet.append(row)
    workbook.save(folder / "plan.xlsx")
    return folder / "plan.xlsx"


def _measures(plan: Plan) -> list[Measure]:
    return [replace(measure, place=Place()) for measure in plan.measures]


@pytest.mark.parametrize(
    ("suffix", "form"),
    [
        (".doc", "MS Word 97"),
        (".dot", "MS Word 97 Vorlage"),
        (".rtf", "Rich Text Format"),
        (".xml", "MS Word 2003 XML"),
        (".xls", "MS Excel 97"),
        (".xlt", "MS Excel 97 Vorlage/Template"),
    ],
)
def test_the_megion_plan(live_office: LiveOffice, tmp_path: Path, suffix: str, form: str) -> None:
    """Each of the 64 measures is the same, word for word, and so is every finding but that of the conversion."""
    given = _as_workbook(tmp_path) if suffix.startswith(".xl") else _as_text(tmp_path)
    plan, text = read_plan(live_office.saved_as(given, suffix, form)), read_plan(MEGION)
    assert len(plan.measures) == 64
    assert _measures(plan) == _measures(text)
    assert (plan.title, plan.start_year, plan.end_year) == (text.title, text.start_year, text.end_year)
    told, expected = (sorted((one.code, one.measure or "") for one in each.findings) for each in (plan, text))
    assert told == sorted([*expected, ("document-converted", "")])


class _Asked(BaseHTTPRequestHandler):
    """Notes what is asked for, and gives nothing."""

    def _note(self) -> None:
        assert isinstance(self.server, _Server)
        self.server.asked.append(self.path)
        self.send_error(404)

    do_GET = do_HEAD = do_OPTIONS = do_PROPFIND = _note  # noqa: N815 - names of the standard library's

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def _served() -> Iterator[_Server]:
    with _Server() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def test_nothing_is_fetched(live_office: LiveOffice, tmp_path: Path) -> None:
    """A picture that lies on another machine is asked for by LibreOffice, and not while it works for us."""
    with _served() as server:
        given = live_office.saved_as(_flat(tmp_path, LINKED.format(address=server.address)), ".doc", "MS Word 97")
        assert "/picture.png" in server.asked
        server.asked.clear()
        with pytest.raises(DocumentError) as refused:
            read_plan(given)
        assert refused.value.code == "document-outside-link"
        assert server.asked == []


def test_nothing_is_fetched_where_the_network_stays(
    monkeypatch: pytest.MonkeyPatch, live_office: LiveOffice, tmp_path: Path
) -> None:
    """Where an account may not leave its networks, the profile alone keeps LibreOffice from asking."""
    monkeypatch.setattr("mappings.apart.programs._PROCESS", "tests.live.networked_process")
    with _served() as server:
        given = live_office.saved_as(_flat(tmp_path, LINKED.format(address=server.address)), ".doc", "MS Word 97")
        server.asked.clear()
        with pytest.raises(DocumentError) as refused:
            read_plan(given)
        assert refused.value.code == "document-outside-link"
        assert server.asked == []


def test_no_file_beside_it_is_taken_in(live_office: LiveOffice, tmp_path: Path) -> None:
    """A file of this machine that a field or a section names is not put into the plan."""
    secret = tmp_path / "secret.txt"
    secret.write_text("Секрет", encoding="utf-8")
    linked = f'<text:section-source xlink:href="{secret.as_uri()}"/>'
    body = f'<text:section text:name="A">{linked}<text:p>Старое</text:p></text:section>'
    field = rf'{{\field{{\*\fldinst INCLUDETEXT "{secret}"}}{{\fldrslt x}}}}'
    rich = tmp_path / "plan.rtf"
    rich.write_text(r"{\rtf1\ansi{\*\template " + str(secret) + "}" + field + r"\par}", encoding="ascii")
    for path in (rich, live_office.saved_as(_flat(tmp_path, body), ".doc", "MS Word 97")):
        data = path.read_bytes()
        old = old_format(data)
        assert old is not None
        made = tmp_path / "made.docx"
        made.write_bytes(converting.converted(data, old))
        rows = live_office.saved_as(made, ".txt", "Text (encoded)").read_text(encoding="utf-8", errors="replace")
        assert "Секрет" not in rows


def test_one_that_keeps_it_busy(monkeypatch: pytest.MonkeyPatch, live_office: LiveOffice, tmp_path: Path) -> None:
    """A file over which LibreOffice goes on without end is given up after a while."""
    monkeypatch.setattr(converting, "WAIT", 10)
    path = tmp_path / "plan.rtf"
    path.write_bytes(b"{\\rtf1 \\bin999999999 x")
    assert live_office.program
    with pytest.raises(DocumentError) as refused:
        read_plan(path)
    assert refused.value.code == "document-conversion"


@pytest.mark.parametrize(
    "data",
    [
        b"{\\rtf1" + b"{" * 100_000,
        b"{\\rtf1 \\u-1?\\cell\\row\\trowd\\cellx-5 " + bytes(range(256)) * 100,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "WordDocument".encode("utf-16-le") + b"\0" * 9_000,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 504 + "Workbook".encode("utf-16-le") + b"\0" * 9_000,
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>'
        b'<?mso-application progid="Word.Document"?><a>&b;</a>',
    ],
    ids=["braces", "wrong figures", "an empty text", "an empty workbook", "an entity"],
)
def test_what_is_something_else(live_office: LiveOffice, tmp_path: Path, data: bytes) -> None:
    """A file that only begins like one of an old format is refused in one line."""
    path = tmp_path / "plan.doc"
    path.write_bytes(data)
    assert live_office.program
    with pytest.raises(DocumentError) as refused:
        read_plan(path)
    assert refused.value.code in {"document-conversion", "document-no-table", "document-broken"}
    assert "\n" not in refused.value.message
