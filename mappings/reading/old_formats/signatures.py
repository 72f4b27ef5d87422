"""Files of the old formats of Word and Excel, and files whose ending belies them: told by what they hold.

Decides what such a file is. It reads nothing of a plan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mappings.reading.refusals import locked


@dataclass(frozen=True)
class OldFormat:
    """An old format: its usual ending, that of the present format in its place, and LibreOffice's name of it."""

    suffix: str
    present: str
    filter: str


_WORD = OldFormat(".doc", ".docx", "MS Word 97")
_EXCEL = OldFormat(".xls", ".xlsx", "MS Excel 97")
_EXCEL_95 = OldFormat(".xls", ".xlsx", "MS Excel 95")
_RICH_TEXT = OldFormat(".rtf", ".docx", "Rich Text Format")
_XML_OF_2003 = {
    b"Word": OldFormat(".doc", ".docx", "MS Word 2003 XML"),
    b"Excel": OldFormat(".xls", ".xlsx", "MS Excel 2003 XML"),
}

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_WITHIN = "EncryptedPackage".encode("utf-16-le")  # a stream: a file of the present form behind a password
_STREAMS = tuple(
    (f"{name}\0".encode("utf-16-le"), old)
    for name, old in (("WordDocument", _WORD), ("Workbook", _EXCEL), ("Book", _EXCEL_95))
)
_ENTRY = 128  # bytes of an entry of a compound file's directory; its name stands first
_SECTOR_SHIFT, _DIRECTORY, _CLASS = slice(30, 32), slice(48, 52), slice(80, 84)
_EXCEL_CLASSES = (0x00020810, 0x00020820)

_RICH_TEXT_MARK = re.compile(rb"\s{0,16}\{\\rtf")
_PROGRAM = re.compile(rb"<\?mso-application\s+progid=\"(Word|Excel)\.")

_HEAD = 2_048  # bytes in which a file says what it is
_PARTS = ((b"word/document", ".docx"), (b"xl/workbook", ".xlsx"), (b"opendocument.text", ".odt"))
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|table)\b", re.IGNORECASE)


def old_format(data: bytes) -> OldFormat | None:
    """The old format whose bytes these are, whatever the file's ending; raises `DocumentError` where it is locked."""
    if data.startswith(_COMPOUND):
        found = _of_compound(data)
        if found is None or _LOCKED_WITHIN in data:
            raise locked()
        return found
    if _RICH_TEXT_MARK.match(data):
        return _RICH_TEXT
    program = _PROGRAM.search(data, 0, _HEAD)
    return _XML_OF_2003[program[1]] if program else None


def true_ending(data: bytes) -> str | None:
    """The ending that a file should have by what it holds; None where that is not certain."""
    if data.startswith(b"PK\x03\x04"):
        return next((suffix for part, suffix in _PARTS if part in data), None)
    if data.startswith(b"%PDF-"):
        return ".pdf"
    return ".html" if _PAGE.search(data, 0, _HEAD) else None


def _of_compound(data: bytes) -> OldFormat | None:
    """What a compound file is: a workbook may have a text within it, and a text a workbook."""
    there = [old for name, old in _STREAMS if _has_entry(data, name)]
    if _root_class(data) in _EXCEL_CLASSES:
        there.sort(key=lambda old: old.suffix != _EXCEL.suffix)
    return there[0] if there else None


def _has_entry(data: bytes, name: bytes) -> bool:
    at = data.find(name)
    while at >= 0 and at % _ENTRY:
        at = data.find(name, at + 1)
    return at >= 0


def _root_class(data: bytes) -> int:
    """The first number of the class that the root of a compound file has: the program that it was made with."""
    shift, sector = (int.from_bytes(data[part], "little") for part in (_SECTOR_SHIFT, _DIRECTORY))
    root = (sector + 1) << min(shift, 12)
    return int.from_bytes(data[root:][_CLASS], "little") if root < len(data) else 0
