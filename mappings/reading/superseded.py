"""Files of the old formats of Word and Excel, and files whose ending belies them: told by what they hold.

Decides what such a file is and what its owner can do. It reads nothing of a plan.
"""

from __future__ import annotations

import re

from mappings.errors import DocumentError
from mappings.language import gettext as _
from mappings.reading.refusals import locked

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_WITHIN = "EncryptedPackage".encode("utf-16-le")  # a stream: a file of the present form behind a password
_STREAMS = (
    ("WordDocument".encode("utf-16-le"), ".doc"),
    ("Workbook".encode("utf-16-le"), ".xls"),
    ("Book".encode("utf-16-le"), ".xls"),
)
_RICH_TEXT = re.compile(rb"\s{0,16}\{\\rtf")
_XML_OF_2003 = re.compile(rb"<\?mso-application\s+progid=\"(Word|Excel)\.")
_SPREADSHEET = ".xls"
_PRESENT = {".doc": ".docx", ".rtf": ".docx", ".xls": ".xlsx"}

_HEAD = 2_048  # bytes in which a file says what it is
_PARTS = ((b"word/document", ".docx"), (b"xl/workbook", ".xlsx"), (b"opendocument.text", ".odt"))
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|table)\b", re.IGNORECASE)


def refuse_superseded(data: bytes) -> None:
    """Raise `DocumentError` where these are the bytes of an old format, whatever the file's ending."""
    old = _old_format(data)
    if old is None:
        return
    present = _PRESENT[old]
    raise DocumentError(
        "document-old-format",
        _("the file is in the old format {suffix}").format(suffix=old),
        hint=_("open it in Word, Excel or LibreOffice and save it as {suffix}").format(suffix=present),
    )


def true_ending(data: bytes) -> str | None:
    """The ending that a file should have by what it holds; None where that is not certain."""
    if data.startswith(b"PK\x03\x04"):
        return next((suffix for part, suffix in _PARTS if part in data), None)
    if data.startswith(b"%PDF-"):
        return ".pdf"
    return ".html" if _PAGE.search(data, 0, _HEAD) else None


def _old_format(data: bytes) -> str | None:
    if data.startswith(_COMPOUND):
        found = next((suffix for stream, suffix in _STREAMS if stream in data), None)
        if found is None or _LOCKED_WITHIN in data:
            raise locked()
        return found
    if _RICH_TEXT.match(data):
        return ".rtf"
    program = _XML_OF_2003.search(data, 0, _HEAD)
    if program is None:
        return None
    return _SPREADSHEET if program[1] == b"Excel" else ".doc"
