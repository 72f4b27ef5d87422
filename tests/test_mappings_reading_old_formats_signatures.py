"""Files of old formats, and files whose ending belies them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.errors import DocumentError
from mappings.reading import read_plan
from mappings.reading.old_formats.signatures import old_format, true_ending
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
    """Whatever its name, the file is refused with its format, and the one to save it in, where none can convert it."""
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
    assert old_format(document(SECTION, row("1.1.", "Перевод {\\rtf в .docx, Workbook")).encode()) is None


def _directory(program: int, *streams: str) -> bytes:
    """A compound file with a directory in its first sector: a root of a program's class, and these streams."""
    header = bytearray(COMPOUND)
    header[30:32], header[48:52] = (9).to_bytes(2, "little"), (0).to_bytes(4, "little")
    root = "Root Entry".encode("utf-16-le").ljust(80, b"\0") + program.to_bytes(4, "little")
    entries = (root, *(name.encode("utf-16-le") for name in streams))
    return bytes(header) + b"".join(one.ljust(128, b"\0") for one in entries)


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (_directory(0x00020906, "Workbook", "WordDocument"), ".doc"),
        (_directory(0x00020820, "WordDocument", "Workbook"), ".xls"),
        (_directory(0x00020810, "WordDocument", "Book"), ".xls"),
        (_directory(0, "Workbook", "WordDocument"), ".doc"),
        (_directory(0, "Workbook") + b"\0" + "WordDocument\0".encode("utf-16-le"), ".xls"),
    ],
)
def test_one_within_another(data: bytes, suffix: str) -> None:
    """A workbook in a text and a text in a workbook are told by the program of the root; a cell's text is no stream."""
    old = old_format(data)
    assert old is not None
    assert old.suffix == suffix


@given(st.binary(max_size=300).map(lambda tail: COMPOUND[:8] + tail))
def test_any_compound_file(data: bytes) -> None:
    """However it is damaged, it is of an old format or told as locked."""
    with suppress(DocumentError):
        old_format(data)
