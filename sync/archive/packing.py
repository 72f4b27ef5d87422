"""Puts a manifest and the parts that it lists into the bytes of an archive."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Mapping
from datetime import datetime

from mappings.whole_files import PRIVATE
from sync.archive.manifest import MANIFEST, Manifest

PARTS = "files/"  # below it stand the parts


def pack(manifest: Manifest, contents: Mapping[str, bytes]) -> bytes:
    """The archive; `contents` are the bytes of each part by its path. The manifest stands first."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        text = manifest.model_dump_json(indent=2)
        archive.writestr(_entry(MANIFEST, manifest.made_at), text, zipfile.ZIP_DEFLATED)
        for part in manifest.parts:
            archive.writestr(_entry(PARTS + part.path, manifest.made_at), contents[part.path], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _entry(name: str, moment: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
    entry.external_attr = (stat.S_IFREG | PRIVATE) << 16
    return entry
