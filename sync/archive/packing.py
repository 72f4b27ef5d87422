"""Writes a manifest and the parts that it lists into an archive, a piece at a time."""

from __future__ import annotations

import shutil
import stat
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from mappings.whole_files import PRIVATE
from sync.archive.manifest import MANIFEST, Manifest

PARTS = "files/"  # below it stand the parts


def pack(manifest: Manifest, copies: Mapping[str, Path], into: BinaryIO) -> None:
    """Write the archive; `copies` are the files of the parts by their paths. The manifest stands first.

    Raises `OSError`.
    """
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr(_entry(MANIFEST, manifest.made_at), manifest.model_dump_json(indent=2))
        for part in manifest.parts:
            entry = _entry(PARTS + part.path, manifest.made_at)
            with copies[part.path].open("rb") as copy, archive.open(entry, "w") as packed:
                shutil.copyfileobj(copy, packed)


def _entry(name: str, moment: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (stat.S_IFREG | PRIVATE) << 16
    return entry
