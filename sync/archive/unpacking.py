"""Reads an archive and believes nothing of it: its parts are listed, lead nowhere else, and are what was put in.

Everything is checked before anything of it is given out, a piece at a time. What its databases hold is not its affair.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from mappings.language import gettext as _
from mappings.regular_files import opened_regular
from sync.archive.manifest import FORMAT, LARGEST, MANIFEST, MOST_PARTS, Manifest, Part, stays_within
from sync.archive.packing import PARTS
from sync.errors import ArchiveRefused
from sync.files import reading

_BEGINNING = b"PK\x03\x04"
_END = b"PK\x05\x06"
_END_SIZE = 22  # bytes of the record at the end, which has no comment in ours
_LARGER_END = b"PK\x06\x07"  # of an archive of more than 4 GB
_LARGER_SIZE = 20
_LIST_SIZE = 1_000_000  # bytes of the list of entries, and of the manifest
_PIECE = 1_000_000  # bytes that are held at once
_ENCRYPTED = 1
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """An archive that was found right, open for reading: its manifest, and its parts to be copied."""

    def __init__(self, path: Path, packed: zipfile.ZipFile) -> None:
        self.path = path
        self._packed = packed
        with _told(path):
            entries = packed.infolist()
            _check_entries(entries, path)
            self.manifest = _manifest(packed, path)
        if {PARTS + part.path for part in self.manifest.parts} != {one.filename for one in entries} - {MANIFEST}:
            raise _unsafe(path, _("what it holds is not what its manifest lists"))
        for part in self.manifest.parts:
            for _piece in self._pieces(part):
                pass

    def copy(self, part: Part, into: BinaryIO) -> None:
        """Write a part into an open file.

        Raises `OSError` of that file, and `ArchiveRefused` or `FileUnreadable` where the archive is not what it was.
        """
        for piece in self._pieces(part):
            into.write(piece)

    def _pieces(self, part: Part) -> Iterator[bytes]:
        """The bytes of a part; after the last of them it is known whether they are what was put in."""
        left, checksum = part.size, hashlib.sha256()
        with _told(self.path), self._packed.open(PARTS + part.path) as file:
            while piece := file.read(min(left + 1, _PIECE)):
                left -= len(piece)
                if left < 0:
                    break
                checksum.update(piece)
                yield piece
        if left or checksum.hexdigest() != part.sha256:
            raise torn(self.path)


@contextmanager
def opened_archive(path: Path) -> Iterator[Archive]:
    """Check an archive, all of it, and hold it open. Raises `FileUnreadable` or `ArchiveRefused`."""
    with ExitStack() as held:
        with _told(path):
            file = held.enter_context(opened_regular(path))
            _check_ends(file, path)
            packed = held.enter_context(zipfile.ZipFile(file))
        yield Archive(path, packed)


def torn(path: Path) -> ArchiveRefused:
    """The error of an archive that is not as it was written."""
    hint = _("take another backup: this one was cut off or changed on its way")
    return ArchiveRefused("archive-torn", _("the backup is damaged"), place=str(path), hint=hint)


def newer(path: Path) -> ArchiveRefused:
    """The error of an archive of a later version than this."""
    message = _("the backup was made by a newer version of Vekha")
    return ArchiveRefused("archive-newer", message, place=str(path), hint=_("install that version first"))


def too_large(path: Path) -> ArchiveRefused:
    """The error of an archive with more in it than a plan consists of."""
    message = _("the backup holds more than a plan can consist of: {parts} files or {size} bytes")
    message = message.format(parts=MOST_PARTS, size=LARGEST)
    return ArchiveRefused("archive-too-large", message, place=str(path), hint=_("check that it is a backup of Vekha"))


def _foreign(path: Path) -> ArchiveRefused:
    hint = _("name a file that `vekha backup` has written")
    return ArchiveRefused("archive-foreign", _("it is no backup of Vekha"), place=str(path), hint=hint)


def _unsafe(path: Path, message: str) -> ArchiveRefused:
    hint = _("it was not made by `vekha backup`, or was changed since; nothing of it was written")
    return ArchiveRefused("archive-unsafe", message, place=str(path), hint=hint)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn the failures of reading an archive into `ArchiveRefused` and `FileUnreadable`."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        ValueError,
        KeyError,
        OverflowError,
        struct.error,
    ):
        raise torn(path) from None
    except OSError as error:
        if error.errno == errno.EINVAL:  # it names a place that lies before its own beginning
            raise torn(path) from None
        with reading(path, "archive-unreadable"):
            raise


def _check_ends(file: BinaryIO, path: Path) -> None:
    """Refuse what does not begin and end as ours does: the list of entries at the end would be read whole."""
    size = os.fstat(file.fileno()).st_size
    if size > LARGEST:
        raise too_large(path)
    if file.read(len(_BEGINNING)) != _BEGINNING:
        raise _foreign(path)
    file.seek(max(0, size - _END_SIZE - _LARGER_SIZE))
    tail = file.read(_END_SIZE + _LARGER_SIZE)
    end, before = tail[-_END_SIZE:], tail[:-_END_SIZE]
    if not end.startswith(_END) or before.startswith(_LARGER_END) or int.from_bytes(end[12:16], "little") > _LIST_SIZE:
        raise torn(path)


def _check_entries(entries: list[zipfile.ZipInfo], path: Path) -> None:
    """Refuse what is more than a plan, or no plain file below the folder of the parts."""
    if len(entries) > MOST_PARTS + 1 or sum(one.file_size for one in entries) > LARGEST:
        raise too_large(path)
    if len({one.filename for one in entries}) < len(entries):
        raise _unsafe(path, _("it holds one file twice"))
    for one in entries:
        name = one.orig_filename
        if name != MANIFEST and not (name.startswith(PARTS) and stays_within(name)):
            raise _unsafe(path, _("a path in it leads out of the folder"))
        if stat.S_IFMT(one.external_attr >> 16) not in (0, stat.S_IFREG) or one.flag_bits & _ENCRYPTED:
            raise _unsafe(path, _("it holds a link, or something else that is no plain file"))
        if one.compress_type not in _PACKINGS:
            raise torn(path)


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    if MANIFEST not in archive.namelist():
        raise _foreign(path)
    with archive.open(MANIFEST) as file:
        text = file.read(_LIST_SIZE)
    try:
        told = json.loads(text)
    except RecursionError:
        told = None
    written = told.get("format") if isinstance(told, dict) else None
    if isinstance(written, int) and written > FORMAT:
        raise newer(path)
    try:
        return Manifest.model_validate(told)
    except ValidationError:
        raise _unsafe(path, _("its manifest is not one that Vekha writes")) from None
