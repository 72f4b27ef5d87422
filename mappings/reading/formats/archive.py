"""Office files: ZIP archives of XML parts, looked over before anything in them is unpacked.

Decides what is safe to open. Archives within the archive, programs and pictures are never opened, and no link of the
document is ever followed.
"""

from __future__ import annotations

import posixpath
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from mappings.language import gettext as _
from mappings.reading.refusals import broken, leads_outside, locked, outside_link, too_large, unsafe

ENTRY_LIMIT = 2_000
SIZE_LIMIT = 50_000_000  # bytes unpacked, all entries together
RATIO_LIMIT = 100  # XML seldom packs better than 30 to 1
NODE_LIMIT = 400_000  # signs of nodes in one row or paragraph: some 60 MB as a tree

_SMALL = 1_000_000  # bytes; an entry that unpacks to no more may pack as well as it likes
_LOCAL_HEADER = 30  # bytes
_ENCRYPTED = 0x1
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 65_536
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DAMAGE = (etree.XMLSyntaxError, BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)


@dataclass(frozen=True)
class Relation:
    """A link from one part to another: its id, the last word of its kind, and where it leads."""

    id: str
    kind: str
    target: str


class Archive:
    """An office file that was looked over. Raises `DocumentError` where it is damaged or not safe to open."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(_OLD_OFFICE):
            raise locked()
        if data.count(b"PK\x01\x02") > ENTRY_LIMIT:  # before the directory itself is built in memory
            raise unsafe(_("the archive has more than {limit} entries").format(limit=ENTRY_LIMIT))
        try:
            self._zip = ZipFile(BytesIO(data))
        except _DAMAGE:
            raise broken() from None
        self._names = frozenset(self._zip.namelist())
        _check_directory(self._zip.infolist(), len(data))
        for name in sorted(self._names):
            if name.lower().endswith((".xml", ".rels")):
                self._check_prologue(name)
        for name in sorted(self._names):
            if name.lower().endswith(".rels"):
                self._check_links(name)

    def has(self, name: str) -> bool:
        """Whether the archive has this part."""
        return name in self._names

    def relations(self, name: str) -> list[Relation]:
        """The links of a part to others of the archive; those of the archive itself have the name ""."""
        folder, _slash, file = name.rpartition("/")
        return [
            Relation(one.get("Id", ""), one.get("Type", "").rpartition("/")[2], _within(folder, one.get("Target", "")))
            for one in self._relations(f"{folder}/_rels/{file}.rels".lstrip("/"))
            if one.get("TargetMode") != "External"
        ]

    def elements(self, name: str, *tags: str) -> Elements:
        """The elements of these tags in a part, one after the other; a part that is missing has none."""
        if name not in self._names:
            return Elements(BytesIO(b"<none/>"), tags)
        self._check_prologue(name)
        return Elements(self._open(name), tags)

    def _relations(self, name: str) -> Iterator[etree._Element]:
        elements = self.elements(name, _RELATION)
        for event, element in elements:
            if event == "end":
                yield element
                elements.forget(element)

    def _open(self, name: str) -> IO[bytes]:
        try:
            return self._zip.open(name)
        except _DAMAGE:
            raise broken() from None

    def _check_prologue(self, name: str) -> None:
        """Raise `DocumentError` where a part declares a document type: that is where entities come from."""
        prologue = _Prologue()
        parser = etree.XMLParser(target=cast("Any", prologue), resolve_entities=False)
        source = self._open(name)
        try:
            while not prologue.over and (chunk := source.read(_CHUNK)):
                parser.feed(chunk)
        except _Over:
            pass
        except _DAMAGE:
            raise broken() from None
        if prologue.declared:
            raise unsafe(_("{part} declares a document type").format(part=name))

    def _check_links(self, name: str) -> None:
        for one in self._relations(name):
            kind, target = one.get("Type", ""), one.get("Target", "")
            if one.get("TargetMode") == "External" and not kind.endswith("/hyperlink") and leads_outside(target):
                raise outside_link(target)


class Elements:
    """A part's elements as they begin ("start") and end ("end"), read bit by bit.

    An element that ended is whole. It stays in memory until it, or one that follows, is handed to `forget`; where
    too much piles up the document is refused.
    """

    def __init__(self, source: IO[bytes], tags: tuple[str, ...]) -> None:
        self._source = _Metered(source)
        self._parser = etree.iterparse(
            self._source,
            events=("start", "end"),
            tag=tags,
            resolve_entities=False,
            remove_comments=True,
            remove_pis=True,
        )

    def __iter__(self) -> Iterator[tuple[str, etree._Element]]:
        return self

    def __next__(self) -> tuple[str, etree._Element]:
        try:
            return next(self._parser)
        except _DAMAGE:
            raise broken() from None

    def forget(self, element: etree._Element) -> None:
        """Free the memory of an element that ended and of all before it."""
        element.clear()
        for one in (element, *element.iterancestors()):
            parent = one.getparent()
            while parent is not None and one.getprevious() is not None:
                del parent[0]
        self._source.forget()


class _Metered:
    """A part as it is read, and the nodes that its tree holds so far, by the signs that begin one."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._nodes = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes; raises `DocumentError` where too many nodes have piled up."""
        data = self._source.read(_CHUNK if size < 0 else size)
        self._nodes += data.count(b"<") + data.count(b"=")
        if self._nodes > NODE_LIMIT:
            raise too_large(_("one row or paragraph is larger than any plan's"))
        return data

    def forget(self) -> None:
        """Count anew: what was read is no longer in memory."""
        self._nodes = 0


class _Over(Exception):
    """The first element began."""


class _Prologue:
    """Watches the part of an XML document before its first element."""

    def __init__(self) -> None:
        self.declared = self.over = False

    def doctype(self, name: str | None, public: str | None, system: str | None) -> None:  # noqa: ARG002
        """A document type is declared."""
        self.declared = True
        raise _Over

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:  # noqa: ARG002
        """The first element begins."""
        self.over = True
        raise _Over

    def end(self, tag: str) -> None:
        """No element ends before the first began."""

    def data(self, data: str) -> None:
        """No text stands before the first element."""

    def close(self) -> None:
        """Nothing is built."""


def _within(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _check_directory(entries: list[ZipInfo], size: int) -> None:
    """Raise `DocumentError` where the directory says that unpacking would harm, or where it cannot be true."""
    unpacked = 0
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise locked()
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise broken()
        unpacked += entry.file_size
        if entry.file_size > max(_SMALL, RATIO_LIMIT * entry.compress_size):
            raise unsafe(
                _("an entry of the archive unpacks to more than {limit} times its size").format(limit=RATIO_LIMIT)
            )
    if unpacked > SIZE_LIMIT:
        raise unsafe(_("the archive unpacks to more than {limit} MB").format(limit=SIZE_LIMIT // 1_000_000))
    if unpacked > max(_SMALL, RATIO_LIMIT * size):
        raise unsafe(_("the archive unpacks to more than {limit} times its size").format(limit=RATIO_LIMIT))
    places = sorted((entry.header_offset, entry.compress_size) for entry in entries)
    for (offset, packed), (following, _packed) in pairwise(places):
        if offset + _LOCAL_HEADER + packed > following:
            raise unsafe(_("entries of the archive overlap"))
