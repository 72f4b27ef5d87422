"""Files of old formats, and files whose ending belies them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.errors import DocumentError
from mappings.reading import read_plan
from mappings.reading.superseded import refuse_superseded, true_ending
from tests.examples.plan_documents import SECTION, document, row

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
WORD_2003 = b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>'


def _stream(name: str) -> bytes:
    return COMPOUND + name.encode("utf-16-le") + b"\0" * 64


def _refused(path: Path, data: bytes) -> DocumentError:
    path.write_bytes(data)
    with pytest.raises(DocumentError) as refused:
        read_plan(path)
    assert str(path) in refused.value.place
    return refused.value


@pytest.mark.parametrize("name", ["plan.doc", "plan.docx", "plan.txt", "plan"])
@pytest.mark.parametrize(
    ("data", "old", "present"),
    [
        (_stream("WordDocument"), ".doc", ".docx"),
        (_stream("Workbook"), ".xls", ".xlsx"),
        (_stream("Book"), ".xls", ".xlsx"),
        (b"{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'eb\\'e0\\'ed}", ".rtf", ".docx"),
        (WORD_2003, ".doc", ".docx"),
        (WORD_2003.replace(b"Word.", b"Excel."), ".xls", ".xlsx"),
    ],
)
def test_an_old_format_is_known_by_what_it_holds(
    tmp_path: Path, name: str, data: bytes, old: str, present: str
) -> None:
    """Whatever its name, the file is refused with its format, and with the one to save it in."""
    error = _refused(tmp_path / name, data)
    assert error.code == "document-old-format"
    assert old in error.message.split()
    assert present in error.hint.split()


@pytest.mark.parametrize("data", [COMPOUND, _stream("WordDocument") + _stream("EncryptedPackage")])
def test_what_is_locked_is_not_taken_for_old(tmp_path: Path, data: bytes) -> None:
    """A file of the present form behind a password lies in an old container; it is told as locked."""
    assert _refused(tmp_path / "plan.docx", data).code == "document-locked"


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (b"PK\x03\x04..[Content_Types].xml..word/document.xml", ".docx"),
        (b"PK\x03\x04..xl/workbook.xml", ".xlsx"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text", ".odt"),
        (b"PK\x03\x04photo.jpg", None),
        (b"%PDF-1.7", ".pdf"),
        (b"\r\n<!DOCTYPE html>\n<title>Plan</title>", ".html"),
        (b"<table><tr><td>1", ".html"),
        ("Мероприятие\tСрок".encode(), None),
    ],
)
def test_a_wrong_ending_is_told_with_the_true_one(tmp_path: Path, data: bytes, ending: str | None) -> None:
    """A page saved as `.xls` is one of the usual cases: its hint names `.html`; else the known formats."""
    assert true_ending(data) == ending
    error = _refused(tmp_path / "plan.xls", data)
    assert error.code == "document-format"
    assert (ending or ".csv, .docx") in error.hint


def test_a_sound_plan_is_no_old_format() -> None:
    """A text that speaks of such files is a text."""
    refuse_superseded(document(SECTION, row("1.1.", "Перевод {\\rtf в .docx, Workbook")).encode())
