"""Reads an archive and believes nothing of it: its parts are listed, lead nowhere else, and are what was put in.

Everything is checked before anything of it is given out. What its databases hold is not its affair.
"""

from __future__ import annotations

import io
import json
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from mappings.language import gettext as _
from sync.archive.manifest import FORMAT, LARGEST, MANIFEST, MOST_PARTS, Manifest, stays_within
from sync.archive.packing import PARTS
from sync.errors import ArchiveRefused
from sync.files import read_file

_BEGINNING = b"PK\x03\x04"
_END = b"PK\x05\x06"
_END_SIZE = 22  # bytes of the record at the end, which has no comment in ours
_LARGER_END = b"PK\x06\x07"  # of an archive of more than 4 GB
_LARGER_SIZE = 20
_LIST_SIZE = 1_000_000  # bytes of the list of entries, and of the manifest
_ENCRYPTED = 1
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True)
class Archive:
    """An archive that was found right: its manifest, and the bytes of each part by its path."""

    manifest: Manifest
    contents: Mapping[str, bytes]


def read_archive(path: Path) -> Archive:
    """Read and check an archive. Raises `FileUnreadable` or `ArchiveRefused`."""
    data = read_file(path, LARGEST + 1, "archive-unreadable")
    if len(data) > LARGEST:
        raise too_large(path)
    if not data.startswith(_BEGINNING):
        raise _foreign(path)
    if not _ends_well(data):
        raise torn(path)
    with _torn_where_unreadable(path), zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        _check_entries(entries, path)
        manifest = _manifest(archive, path)
        if {PARTS + part.path for part in manifest.parts} != {one.filename for one in entries} - {MANIFEST}:
            raise _unsafe(path, _("what it holds is not what its manifest lists"))
        contents: dict[str, bytes] = {}
        for part in manifest.parts:
            with archive.open(PARTS + part.path) as file:
                content = file.read(part.size + 1)
            if not part.fits(content):
                raise torn(path)
            contents[part.path] = content
    return Archive(manifest, contents)


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
def _torn_where_unreadable(path: Path) -> Iterator[None]:
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


def _ends_well(data: bytes) -> bool:
    """Whether the list of entries is there, and of a size that ours can have: it would be read whole."""
    end = data[-_END_SIZE:]
    larger = data[-_END_SIZE - _LARGER_SIZE : -_END_SIZE].startswith(_LARGER_END)
    return end.startswith(_END) and not larger and int.from_bytes(end[12:16], "little") <= _LIST_SIZE


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
