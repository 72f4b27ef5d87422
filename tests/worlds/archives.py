"""Backups as tests look at them: small ones, all of their parts at once."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sync.archive.manifest import Manifest
from sync.archive.packing import pack
from sync.archive.unpacking import opened_archive


def packed(manifest: Manifest, contents: Mapping[str, bytes]) -> bytes:
    """An archive with these parts."""
    into = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        copies = {path: Path(folder, str(number)) for number, path in enumerate(contents)}
        for path, copy in copies.items():
            copy.write_bytes(contents[path])
        pack(manifest, copies, into)
    return into.getvalue()


def content_of(file: Path) -> tuple[Manifest, dict[str, bytes]]:
    """What stands in an archive that is right: its manifest, and the bytes of its parts by their paths."""
    contents = {}
    with opened_archive(file) as archive:
        for part in archive.manifest.parts:
            into = io.BytesIO()
            archive.copy(part, into)
            contents[part.path] = into.getvalue()
        return archive.manifest, contents
