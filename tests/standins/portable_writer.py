"""Writes small PDF files: ruled tables and lines of text in Cyrillic, as an office program prints them.

Every sign is half as wide as it is high, so that a cell's text can be laid out without a font.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

Cells = Sequence[str | None]
Page = Sequence[str | Sequence[Cells]]

_LEFT, _TOP, _WIDTH, _SIZE, _LEADING = 40.0, 560.0, 760.0, 8.0, 10.0
_CODES = [bytes([code]).decode("cp1251", "replace") for code in range(128, 256)]


def portable_file(pages: Sequence[Page], *, packed: bool = False) -> bytes:
    """A file of these pages. A text is a line, a list of rows is a ruled table; None is covered by the cell before."""
    contents = [_content(page) for page in pages]
    return assembled(contents, packed=packed)


def assembled(
    contents: Sequence[bytes], *, packed: bool = False, resources: bytes = b"", more: Sequence[bytes] = ()
) -> bytes:
    """A file of pages with these drawing instructions; objects from 4 on are the pages, then `more`."""
    differences = " ".join(f"/uni{ord(sign):04X}" for sign in _CODES)
    widths = " ".join(["500"] * 256)
    first = 4
    kids = " ".join(f"{first + 2 * index} 0 R" for index in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        (
            "<< /Type /Font /Subtype /Type1 /BaseFont /Office /FirstChar 0 /LastChar 255 "
            f"/Widths [{widths}] /Encoding << /BaseEncoding /WinAnsiEncoding /Differences [128 {differences}] >> "
            "/FontDescriptor << /Type /FontDescriptor /FontName /Office /Flags 32 /Ascent 800 /Descent -200 "
            "/CapHeight 700 /ItalicAngle 0 /StemV 80 /FontBBox [0 -200 1000 800] >> >>"
        ).encode(),
    ]
    for index, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> %s >> >>" % (first + 2 * index + 1, resources)
        )
        objects.append(stream(content, packed=packed))
    return file_of([*objects, *more])


def stream(content: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    """A stream object."""
    data = zlib.compress(content, 9) if packed else content
    filtered = b"/Filter /FlateDecode " if packed else b""
    return b"<< /Length %d %s%s>>\nstream\n%s\nendstream" % (len(data), filtered, entries, data)


def file_of(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A file of these objects, the first of them its catalogue."""
    out = b"%PDF-1.4\n"
    offsets = []
    for number, one in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return b"%sxref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (
        out, size, table, size, trailer, len(out),
    )  # fmt: skip


def _content(page: Page) -> bytes:
    drawn: list[bytes] = []
    y = _TOP
    for block in page:
        if isinstance(block, str):
            drawn.append(_words(_LEFT, y - _SIZE, block))
            y -= 2 * _LEADING
        else:
            y = _table(block, y, drawn) - _LEADING
    return b"\n".join(drawn)


def _table(rows: Sequence[Cells], y: float, drawn: list[bytes]) -> float:
    columns = max(map(len, rows))
    step = _WIDTH / columns
    drawn.append(_line(_LEFT, y, _LEFT + _WIDTH, y))
    for row in rows:
        height = _LEADING * max(len(cell.split("\n")) for cell in row if cell is not None) + 4
        for index, cell in enumerate(row):
            if cell is not None:
                x = _LEFT + index * step
                drawn.append(_line(x, y, x, y - height))
                lines = enumerate(cell.split("\n"), start=1)
                drawn += (_words(x + 2, y - number * _LEADING, text) for number, text in lines)
        y -= height
        drawn += (_line(_LEFT + _WIDTH, y + height, _LEFT + _WIDTH, y), _line(_LEFT, y, _LEFT + _WIDTH, y))
    return y


def _line(x: float, y: float, right: float, bottom: float) -> bytes:
    return b"%.1f %.1f m %.1f %.1f l S" % (x, y, right, bottom)


def _words(x: float, y: float, text: str) -> bytes:
    return b"BT /F1 %.1f Tf %.1f %.1f Td <%s> Tj ET" % (_SIZE, x, y, text.encode("cp1251", "replace").hex().encode())
