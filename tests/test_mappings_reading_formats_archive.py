"""Office files that were made to do harm, or are damaged: refused at once, in one line, without unpacking them."""

from __future__ import annotations

import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.errors import DocumentError
from mappings.reading.formats import archive as archive_module
from mappings.reading.formats.archive import ENTRY_LIMIT, Archive
from mappings.reading.formats.opendocument import read_opendocument
from mappings.reading.formats.spreadsheet import read_spreadsheet
from mappings.reading.formats.word import read_word
from mappings.reading.refusals import leads_outside
from tests.examples.plan_files import (
    WORD,
    archive,
    opendocument_file,
    relations,
    spreadsheet_file,
    word_file,
    word_parts,
)

READERS = {".docx": read_word, ".xlsx": read_spreadsheet, ".odt": read_opendocument}
SOUND = {".docx": word_file(), ".xlsx": spreadsheet_file(), ".odt": opendocument_file()}

LAUGHS = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
TYPES = {
    "laughs": f'<!DOCTYPE x [<!ENTITY a "ha">{LAUGHS}]>',
    "outside entity": '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>',
    "outside type": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    "plain": "<!DOCTYPE x>",
}


def _code(call: object, *arguments: object) -> str:
    with pytest.raises(DocumentError) as refused:
        call(*arguments)  # type: ignore[operator]
    assert refused.value.message
    assert refused.value.hint
    return refused.value.code


@pytest.mark.parametrize("suffix", READERS)
@pytest.mark.parametrize("end", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short(suffix: str, end: float) -> None:
    """Whatever part of it arrived, it is told as damaged."""
    data = SOUND[suffix]
    assert _code(READERS[suffix], data[: int(len(data) * end)]) == "document-broken"


@pytest.mark.parametrize("suffix", READERS)
@pytest.mark.parametrize(
    "data", [b"x" * 1000, b"PK\x03\x04" + b"\xff" * 500, b"%PDF-1.4", b"{\\rtf1 x}", b"<html><table>"]
)
def test_a_file_of_another_kind(suffix: str, data: bytes) -> None:
    """What is no archive is not what its ending says."""
    assert _code(READERS[suffix], data) == "document-broken"


@pytest.mark.parametrize("suffix", READERS)
def test_the_old_form_and_passwords(suffix: str) -> None:
    """A file of the old binary form looks like one under a password; both are told as such."""
    assert _code(READERS[suffix], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == "document-locked"


@pytest.mark.parametrize("suffix", READERS)
def test_an_archive_of_something_else(suffix: str) -> None:
    """A sound archive may hold anything."""
    assert _code(READERS[suffix], archive({"photo.jpg": b"x"})) == "document-broken"


def test_damage_within_an_entry() -> None:
    """Bytes that changed on the way are noticed, wherever they stand."""
    data = bytearray(word_parts("<w:p/>" * 50, styles="<a/>"))
    place = data.index(b"word/document.xml", 40) + 60
    data[place : place + 20] = b"\x55" * 20
    assert _code(read_word, bytes(data)) == "document-broken"


def test_an_encrypted_entry() -> None:
    """An entry under a password is not asked for one."""
    data = bytearray(archive({"a.xml": "<a/>"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert _code(Archive, bytes(data)) == "document-locked"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_offices_do_not_use(method: int) -> None:
    """Their memory cannot be bounded, and no office program writes them."""
    assert _code(Archive, archive({"a.xml": "<a/>"}, method)) == "document-broken"


def test_an_entry_that_packs_too_well() -> None:
    """A bomb is known by its ratio, in any entry and before any is unpacked."""
    assert _code(Archive, archive({"pictures/a.bin": b"\0" * 2_000_000})) == "document-unsafe"


def test_small_entries_may_pack_as_they_like() -> None:
    """An almost empty sheet packs very well and does no harm."""
    assert Archive(archive({"a.xml": "<a/>" + " " * 900_000})).has("a.xml")


def test_many_small_entries_that_pack_too_well() -> None:
    """All together they may not either."""
    assert _code(Archive, archive({f"{number}.bin": b"\0" * 900_000 for number in range(40)})) == "document-unsafe"


def test_an_archive_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """What unpacks to more than the limit is refused, however badly it packs."""
    monkeypatch.setattr(archive_module, "SIZE_LIMIT", 2_000)
    assert Archive(archive({"a.bin": bytes(2_000)})).has("a.bin")
    assert _code(Archive, archive({"a.bin": bytes(1_000), "b.bin": bytes(1_001)})) == "document-unsafe"


def test_an_archive_of_too_many_entries() -> None:
    """They are counted before the directory is read into memory."""
    assert _code(Archive, archive({f"{number}": b"" for number in range(ENTRY_LIMIT + 1)})) == "document-unsafe"


def test_entries_that_overlap() -> None:
    """Many entries that share one packed content are a bomb whose ratio looks harmless."""
    data = archive({"a.bin": bytes(range(256)), "b.bin": bytes(range(256))})
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 1)
    assert (
        _code(Archive, data[: second + 42] + data[first + 42 : first + 46] + data[second + 46 :]) == "document-unsafe"
    )


def test_a_header_that_lies() -> None:
    """No more is unpacked than the directory says, and that it lies is noticed."""
    data = bytearray(word_parts("<w:p/>" * 100_000))
    entry = data.rindex(b"PK\x01\x02")
    for place in (entry + 24, data.rindex(b"PK\x03\x04", 0, entry) + 22):
        data[place : place + 4] = struct.pack("<I", 200)
    assert _code(read_word, bytes(data)) == "document-broken"


def test_an_archive_within_is_left_alone() -> None:
    """What a document carries along is never opened."""
    bomb = archive({"a": b"\0" * 10_000_000})
    assert Archive(archive({"word/embeddings/a.docx": bomb, "a.xml": "<a/>"})).has("a.xml")


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "docProps/core.xml", "_rels/.rels"])
@pytest.mark.parametrize("declared", TYPES.values(), ids=TYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type(name: str, declared: str, encoding: str) -> None:
    """No part may declare one, be it read or not: entities are how files are stolen and memory is filled."""
    part = f'<?xml version="1.0" encoding="{encoding}"?><!-- x -->{declared}<x>&amp;</x>'.encode(encoding)
    parts: dict[str, bytes | str] = {
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": WORD.format("<w:p/>"),
    }
    assert _code(read_word, archive(parts | {name: part})) == "document-unsafe"


def test_a_document_type_in_a_part_of_another_ending() -> None:
    """Whatever a part is called, it is looked at before it is read."""
    parts: dict[str, bytes | str] = {
        "_rels/.rels": relations(("officeDocument", "word/document.bin")),
        "word/document.bin": TYPES["laughs"] + WORD.format("<w:p/>"),
    }
    assert _code(read_word, archive(parts)) == "document-unsafe"


@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "oleObject", "frame", "externalLinkPath"])
@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:9/x", "HTTPS://x.test/y", "\\\\server\\share\\x", "file://server/x", "ftp://x", "//x/y"],
)
def test_a_part_that_lies_elsewhere(kind: str, target: str) -> None:
    """A document that would have its reader fetch something is refused, and nothing is fetched."""
    links = relations((kind, target), outside=True)
    parts: dict[str, bytes | str] = {
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": WORD.format("<w:p/>"),
        "word/_rels/settings.xml.rels": links,
    }
    assert _code(read_word, archive(parts)) == "document-outside-link"


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://www.consultant.ru/document"),
        ("attachedTemplate", "file:///C:\\Users\\Clerk\\Normal.dotm"),
        ("attachedTemplate", "C:\\Templates\\Plan.dotx"),
        ("image", "../media/image1.png"),
    ],
)
def test_links_that_fetch_nothing(kind: str, target: str) -> None:
    """A link to click on, and the template on the clerk's own machine, stand in many sound documents."""
    links = relations((kind, target), outside=True)
    assert Archive(archive({"word/_rels/document.xml.rels": links})).relations("word/document.xml") == []
    assert leads_outside(target) is (kind == "hyperlink")


def test_links_within() -> None:
    """They are told by the folder of the part they stand in, or by the archive's root."""
    links = relations(("a", "x.xml"), ("b", "../y.xml"), ("c", "/z.xml"))
    opened = Archive(archive({"word/_rels/document.xml.rels": links}))
    assert [(one.id, one.kind, one.target) for one in opened.relations("word/document.xml")] == [
        ("r1", "a", "word/x.xml"),
        ("r2", "b", "y.xml"),
        ("r3", "c", "z.xml"),
    ]
    assert opened.relations("word/other.xml") == []


def test_more_nodes_than_memory_bears(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row of a million empty elements packs into little and would fill the memory as a tree."""
    monkeypatch.setattr(archive_module, "NODE_LIMIT", 10_000)
    row = "<w:tr><w:tc><w:p/></w:tc></w:tr>"
    assert len(read_word(word_parts(f"<w:tbl>{row * 2_000}</w:tbl>")).rows) == 2_000
    assert _code(read_word, word_parts(f"<w:p>{'<w:r/>' * 12_000}</w:p>")) == "document-too-large"


def test_elements_are_forgotten_as_they_are_read() -> None:
    """What was handed back is gone, and so is all before it."""
    elements = Archive(archive({"a.xml": "<a><x/><b><c/></b><b/><d/></a>"})).elements("a.xml", "b", "d")
    for event, element in elements:
        if event == "end":
            elements.forget(element)
            parent = element.getparent()
            assert parent is not None
            assert [one.tag for one in parent if one.tag != element.tag] in ([], ["b"], ["d"])
    assert list(Archive(archive({"a.xml": "<a/>"})).elements("b.xml", "b")) == []


@given(st.sampled_from(sorted(SOUND)), st.data())
def test_a_sound_file_with_any_bytes_changed(suffix: str, data: st.DataObject) -> None:
    """A file damaged anywhere is read or refused; it never fails in another way."""
    content = bytearray(SOUND[suffix])
    for _change in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        READERS[suffix](bytes(content))
    except DocumentError as error:
        assert error.hint


# A small process between this one and the one measured: what is counted for a process begins with its parent's memory.
MEASURED = """
import resource, subprocess, sys
run = subprocess.run([sys.executable, "-c", "from sync.cli import main; main()", "read", sys.argv[1]])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(run.returncode, used.ru_maxrss, used.ru_utime + used.ru_stime)
"""


def _bomb() -> bytes:
    """Four entries of 75 MB each, packed to 300 KB in all."""
    return archive({f"word/{number}.xml": b" " * 75_000_000 for number in range(4)})


def _crowd() -> bytes:
    """As much as the limits let through: rows without end, each small."""
    rows = "<w:tr><w:tc><w:p/></w:tc></w:tr>" * 300_000
    noise = "".join(chr(0x4E00 + number % 20_000) for number in range(0, 7_000_000, 37))
    return word_parts(f"<w:tbl>{rows}</w:tbl><w:p><w:r><w:t>{noise}</w:t></w:r></w:p>")


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        (".docx", _bomb()),
        (".xlsx", _bomb()),
        (".docx", _crowd()),
        (".html", b"<table>" + b"<td>" * 2_000_000),
        (".html", b"<p " + b"a=b " * 2_000_000),
        (".csv", b";" * 5_000_000),
        (".md", b"|" * 5_000_000),
        (".txt", b"a\t\n" * 2_000_000),
        (".txt", b"\t" * 20_000_001),
        (".pdf", b"%PDF-1.4\n" + zlib.compress(b"x" * 50_000_000)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_refusal_takes_little_time_and_memory(tmp_path: Path, suffix: str, data: bytes) -> None:
    """One line, exit code 78, at most 150 MB, and about a second, whatever the file; the machine may be busy."""
    path = tmp_path / f"plan{suffix}"
    path.write_bytes(data)
    done = subprocess.run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True)
    code, memory, seconds = done.stdout.split()
    assert code == "78"
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert int(memory) < 150_000
    assert float(seconds) < 4
