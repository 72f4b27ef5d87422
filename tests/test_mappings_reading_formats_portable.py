"""PDF files: ruled tables over several pages, pages without a text, and files made to take memory and time."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from mappings.apart.limits import READY, TooSlow, bound, take_back
from mappings.errors import DocumentError, ProcessFailed
from mappings.plan import Place
from mappings.reading import read_plan
from mappings.reading.formats import portable, portable_pages, portable_process
from mappings.reading.formats.portable import read_portable
from mappings.reading.formats.portable_pages import Refused
from mappings.reading.table.rows import Table
from tests.examples.plan_files import HEADER, ROWS, TITLE, portable_plan
from tests.standins.portable_writer import Page, assembled, file_of, portable_file, stream

Captured = pytest.CaptureFixture[bytes]
ONE = ("1.1.", "Ремонт", "Отдел", "2025", "1 здание")
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X %d 0 R >> >> "
IMAGE = b"/Type /XObject /Subtype /Image /Width 9 /Height 9 /ColorSpace /DeviceGray /BitsPerComponent 8 "


def _blocks(*pages: Page) -> list[dict[str, Any]]:
    return portable_pages.blocks(portable_file(pages), lambda: None)


def _texts(*pages: Page) -> list[str]:
    return [block["text"] for block in _blocks(*pages) if "text" in block]


def _rows(*rows: Sequence[str | None]) -> list[list[tuple[str, int, int]]]:
    (block,) = [block for block in _blocks([list(rows)]) if "rows" in block]
    return list(block["rows"])


def _reason(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        portable_pages.blocks(data, lambda: None)
    return refused.value.reason


def _one_page(contents: bytes) -> bytes:
    """A file whose page has this object for its contents."""
    return file_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
            contents,
        ]
    )


def test_a_plan_of_two_pages(tmp_path: Path) -> None:
    """The header on every page is one, and a row that the page's end cuts comes in two parts that are joined later."""
    table = read_portable(portable_plan())
    assert table.heading == (TITLE,)
    assert table.rows[0].cells == HEADER
    assert table.rows[-2].cells == ("1.10.", "Закупка", *ROWS[-1][2:4], "Приобретено")
    assert table.rows[-1].cells == ("", "книг", "", "", "100 книг")
    assert table.rows[-1].place == Place(table=2, row=2, page=2)
    path = tmp_path / "plan.pdf"
    path.write_bytes(portable_plan())
    assert read_plan(path).measures[-1].title == "Закупка книг"


def test_cells_merged_across() -> None:
    """A cell covers the columns whose ruling it interrupts; lines within a cell are parted by blanks."""
    rows = _rows(("I. РАЗВИТИЕ", None, None), ("1.1.", "Ремонт\nздания", ""))
    assert rows == [[("I. РАЗВИТИЕ", 3, 1)], [("1.1.", 1, 1), ("Ремонт здания", 1, 1), ("", 1, 1)]]


def test_cells_merged_down() -> None:
    """A cell covers the rows whose ruling stops at its edge; a gap in the ruling is an empty cell."""
    lines = [
        *((x, 500, x, 440) for x in (100, 200, 300)),
        (100, 500, 300, 500),
        (200, 470, 300, 470),
        (100, 440, 300, 440),
        (300, 470, 400, 470), (300, 440, 400, 440), (400, 470, 400, 440),
    ]  # fmt: skip
    words = ((110, 480, "a"), (210, 480, "b"), (210, 450, "c"), (310, 450, "d"))
    drawn = [b"%d %d m %d %d l S" % line for line in lines]
    drawn += [b"BT /F1 8 Tf %d %d Td (%s) Tj ET" % (x, y, text.encode()) for x, y, text in words]
    (block,) = portable_pages.blocks(assembled([b"\n".join(drawn)]), lambda: None)
    assert block["rows"] == [[("a", 1, 2), ("b", 1, 1), ("", 1, 1)], [("c", 1, 1), ("d", 1, 1)]]


def test_hyphens_at_the_end_of_a_line() -> None:
    """One that is printed stays, since it may belong to the word; one that the program put there does not."""
    assert _rows(("социально-\nкультурный", "библио\u00ad\nтечный", "2021 -\n2030"), ("а", "б", "в"))[0] == [
        ("социально-культурный", 1, 1),
        ("библиотечный", 1, 1),
        ("2021 - 2030", 1, 1),
    ]


def test_lines_of_text() -> None:
    """Above the first table each line is one; below, lines that touch are a paragraph. Page numbers are nothing."""
    table = [HEADER, ONE]
    assert _texts(["План", "развития", table, "II. ДЕЛА"], ["- 2 -", table]) == ["План", "развития", "II. ДЕЛА"]
    touching = b"BT /F1 8 Tf 10 300 Td (II. A) Tj 0 -10 Td (long name) Tj 0 -30 Td (apart) Tj ET"
    drawn = b"0 500 m 100 500 l 100 400 l 0 400 l 0 500 l S 0 450 m 100 450 l S " + touching
    blocks = portable_pages.blocks(assembled([drawn]), lambda: None)
    assert [block["text"] for block in blocks if "text" in block] == ["II. A long name", "apart"]


def test_running_lines() -> None:
    """What stands on most pages is told once: the first time, where it may be the title."""
    pages = [["План на 2025 год", f"Страница {number} из 3", [HEADER, ONE]] for number in (1, 2, 3)]
    assert _texts(*pages) == ["План на 2025 год", "Страница 1 из 3"]


def _image() -> bytes:
    return assembled(
        [b"q 800 0 0 500 0 0 cm /X Do Q"], resources=b"/XObject << /X 6 0 R >>", more=[stream(b"\xff" * 81, IMAGE)]
    )


def _letterless() -> bytes:
    """A text whose signs stand for no letters that anybody could know."""
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [<< /Type /Font "
        b"/Subtype /CIDFontType2 /BaseFont /A "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        b"/FontDescriptor << /Type /FontDescriptor /FontName /A /FontBBox [0 0 9 9] >> >>] >>"
    )
    return assembled([b"BT /F2 8 Tf 10 10 Td <00010002> Tj ET"], resources=b"/Font << /F2 6 0 R >>", more=[font])


@pytest.mark.parametrize("data", [_image(), _letterless(), assembled([b""]), portable_file([["  "]])], ids=range(4))
def test_pages_without_a_text(data: bytes) -> None:
    """Pictures of a plan, empty pages, and signs without letters hold no text."""
    assert _reason(data) == "no-text"
    with pytest.raises(DocumentError) as refused:
        read_portable(data)
    assert refused.value.code == "document-no-text"
    assert refused.value.hint


def _locked() -> bytes:
    entries = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -1 /O <%s> /U <%s> >> /ID [<00> <00>] " % (
        b"11" * 32,
        b"22" * 32,
    )
    return file_of([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"], entries)


def test_a_password() -> None:
    """A file that does not open without one is told as locked."""
    assert _reason(_locked()) == "locked"
    with pytest.raises(DocumentError) as refused:
        read_portable(_locked())
    assert refused.value.code == "document-locked"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n", b"x" * 2000 + b"%PDF-1.4", portable_plan()[:900], b"PK\x03\x04"])
def test_what_is_no_sound_file(data: bytes) -> None:
    """Damaged files and files of another kind are told as such."""
    with pytest.raises(DocumentError) as refused:
        read_portable(data)
    assert refused.value.code == "document-broken"


def _forms() -> bytes:
    """Thirty forms, each of which draws the next one twice."""
    forms = [stream(b"/X Do /X Do ", FORM % number) for number in range(7, 37)]
    return assembled([b"/X Do"], resources=b"/XObject << /X 6 0 R >>", more=forms)


def _thrice_packed() -> bytes:
    data = b" " * 200_000_000
    for _time in range(3):
        data = zlib.compress(data, 9)
    filters = b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"
    return _one_page(b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), filters, data))


HOSTILE = {
    "a stream that unpacks without end": assembled([b" " * 400_000_000], packed=True),
    "a stream packed three times": _thrice_packed(),
    "instructions without end": assembled([b"0 0 m 1 1 l S\n" * 100_000], packed=True),
    "signs without end": assembled([b"BT /F1 8 Tf (" + b"a" * 30_000 + b") Tj ET"]),
    "lines without end": assembled([b"0 0 m 1 1 l S " * 6_000]),
    "a ruling without end": assembled([b" ".join(b"%d %d 1 1 re S" % (n % 99 * 8, n // 99 * 8) for n in range(1_500))]),
    "forms within forms": _forms(),
    "pages without end": assembled([b""] * 501),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_files_made_to_do_harm(data: bytes) -> None:
    """Each is refused, whatever it would take to read it."""
    with pytest.raises(DocumentError) as refused:
        read_portable(data)
    assert refused.value.code == "document-too-large"


@pytest.mark.parametrize("name", ["instructions", "signs", "lines", "a ruling", "forms", "pages"])
def test_limits_are_counted_and_not_waited_for(name: str) -> None:
    """What a page draws is counted as it is drawn, without any process or clock."""
    data = next(data for key, data in HOSTILE.items() if key.startswith(name))
    assert _reason(data) == "too-large"


def test_pages_in_a_circle() -> None:
    """A tree of pages that leads back to itself has no pages."""
    assert _reason(file_of([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] >>"])) == "no-text"


def test_what_the_process_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks, or in one word why there are none."""
    monkeypatch.setattr(portable_process, "give", lambda _seconds: None)  # else this process would be ended
    assert portable_process.answer_to(portable_plan())["blocks"][0] == {"text": TITLE, "page": 1, "table": 1}
    assert portable_process.answer_to(_image()) == {"refused": "no-text"}
    assert portable_process.answer_to(b"%PDF-1.4") == {"refused": "broken"}


@pytest.mark.parametrize(
    ("raised", "reason"),
    [
        (TooSlow(), "too-large"),
        (MemoryError(), "too-large"),
        (RecursionError(), "broken"),
        (KeyError("x"), "broken"),
    ],
)
def test_whatever_a_library_raises(monkeypatch: pytest.MonkeyPatch, raised: BaseException, reason: str) -> None:
    """Time, memory and damage end in an answer and never in a traceback."""

    def fail(_data: bytes, _begin: object) -> list[object]:
        raise raised

    monkeypatch.setattr(portable_pages, "blocks", fail)
    monkeypatch.setattr(portable_process, "give", lambda _seconds: None)
    assert portable_process.answer_to(b"") == {"refused": reason}


@pytest.fixture
def clock() -> Iterator[None]:
    """The process's own limits, taken back afterwards."""
    before = signal.getsignal(signal.SIGPROF)
    yield
    take_back()
    signal.signal(signal.SIGPROF, before)


@pytest.mark.usefixtures("clock")
def test_a_page_has_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of a page is bounded by a clock of computing time."""
    monkeypatch.setattr(resource, "setrlimit", lambda *_limit: None)
    monkeypatch.setattr(portable_process, "PAGE_SECONDS", 0.01)
    bound(portable_process.MEMORY)
    portable_process.wind_up()
    with pytest.raises(TooSlow):
        while True:
            pass


@pytest.mark.usefixtures("clock")
def test_the_process_reads_and_prints(monkeypatch: pytest.MonkeyPatch, capfdbinary: Captured) -> None:
    """Bytes come in, one JSON object goes out."""
    reading, writing = os.pipe()
    os.write(writing, b"%PDF-1.4")
    os.close(writing)
    monkeypatch.setattr(resource, "setrlimit", lambda *_limit: None)
    monkeypatch.setattr(portable_process, "give", lambda _seconds: None)
    with os.fdopen(reading) as source:
        monkeypatch.setattr(sys, "stdin", source)
        portable_process.main()
    sys.stdout.flush()
    assert json.loads(capfdbinary.readouterr().out.removeprefix(READY)) == {"refused": "broken"}


@pytest.mark.parametrize("output", [b"", b"{", b"[]", b"\xff"])
def test_a_process_that_dies(monkeypatch: pytest.MonkeyPatch, output: bytes) -> None:
    """It was stopped by its limits, in whatever it was doing, or ended since it hung."""
    monkeypatch.setattr(portable, "run", lambda *_arguments, **_options: output)
    with pytest.raises(DocumentError) as refused:
        read_portable(portable_plan())
    assert refused.value.code == "document-too-large"


def test_a_process_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not waited for without end, and the file is not blamed where it never came to read it."""
    monkeypatch.setattr(portable, "WAIT", 0.001)
    with pytest.raises(ProcessFailed):
        read_portable(portable_plan())


def test_the_process_is_this_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It finds its own modules from any folder, and takes none from there."""
    (tmp_path / "json.py").write_text("raise SystemExit('taken from the folder')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    table: Table = read_portable(portable_plan())
    assert len(table.rows) == 7
