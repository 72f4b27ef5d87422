"""A backup: all that a plan consists of on this machine, in one archive that was read back before it has its name.

Databases are copied while others work on them, the ledger first: a tracker that is further than the ledger is what a
run that was killed leaves, and the next one knows how to go on from there.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from mappings.errors import VekhaError
from mappings.language import gettext as _
from mappings.mapping.model import load_mapping
from mappings.operator_files.strict_yaml import KeyPath
from mappings.regular_files import refuse_irregular
from mappings.whole_files import PRIVATE, drafted, workroom
from sync.archive.databases import copy_ledger, copy_tracker
from sync.archive.manifest import (
    LARGEST,
    MANIFEST,
    SUFFIX,
    Kind,
    Manifest,
    Part,
    Schemas,
    name_of,
    part_of,
    place_in,
)
from sync.archive.packing import pack
from sync.archive.unpacking import opened_archive, too_large
from sync.config.paths import NamedFile, is_secret, refuse_taken
from sync.errors import ArchiveRefused, Purpose
from sync.files import is_foreign, read_file, writing
from sync.ledger.failures import storing
from sync.runs.embedded_store import embedded_file
from sync.trackers.embedded.settings import TRACKER

if TYPE_CHECKING:
    from sync.config.settings import Config

_KINDS: dict[KeyPath, Kind] = {
    (): Kind.CONFIG,
    ("plan", "file"): Kind.PLAN,
    ("plan", "mapping"): Kind.MAPPING,
    ("summary", "report_template"): Kind.TEMPLATE,
    ("alerts", "templates"): Kind.TEMPLATE,
    ("alerts", "calendar"): Kind.CALENDAR,
}
_ENOUGH_OF_BOTH = frozenset({("alerts", "templates")})  # of these some may be missing
_ARCHIVE = (MANIFEST.encode(),)  # its name stands at the beginning


@dataclass(frozen=True)
class Backup:
    """An archive that was written, and what it says of itself."""

    file: Path
    size: int
    manifest: Manifest


def back_up(config: Config, output: Path | None, *, with_keys: bool, now: datetime) -> Backup:
    """Write an archive to a file, which ends in `.zip`, or into a folder under a name of its own.

    Where no place is named, into this folder. A folder that is not there is made.

    Raises `ConfigError` where the file is one of the plan's own, `ArchiveRefused` where it is another's, and what
    reading any part raises; nothing is left there then.
    """
    file = _named(output, config.plan.key, now.astimezone(UTC))
    refuse_taken(file, config.files, by="--output")
    if is_foreign(file, _ARCHIVE):
        message, hint = _("the file is there and is no backup; it stays as it is"), _("name another file")
        raise ArchiveRefused("backup-taken", message, place=str(file), hint=hint)
    target = Path(os.path.realpath(file))
    with ExitStack() as held:
        with writing(file, "backup-unwritable"):
            refuse_irregular(target)
            room = held.enter_context(workroom(target.parent))
        gathered = _Gathered(config, room, file)
        gathered.databases()
        gathered.files(with_keys=with_keys)
        manifest = gathered.manifest(now.astimezone(UTC))
        if sum(part.size for part in manifest.parts) > LARGEST:
            raise too_large(file)
        fill = partial(pack, manifest, gathered.copies)
        with writing(file, "backup-unwritable"), drafted(target, fill, PRIVATE) as draft:
            _read_back(draft, manifest)
            size = draft.stat().st_size
            draft.replace(target)
    return Backup(file, size, manifest)


def _named(output: Path | None, plan: str, now: datetime) -> Path:
    if output is None:
        return Path(name_of(plan, now))
    is_folder = output.is_dir() or not (output.exists() or output.suffix.lower() == SUFFIX)
    return output / name_of(plan, now) if is_folder else output


def _read_back(draft: Path, manifest: Manifest) -> None:
    """Raise `OSError` where what was written is not what was meant."""
    try:
        with opened_archive(draft) as archive:
            is_right = archive.manifest == manifest
    except ArchiveRefused:
        is_right = False
    if not is_right:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(draft))


class _Gathered:
    """What goes into the archive `target`, copied into a room: the copies by their paths in the archive."""

    def __init__(self, config: Config, room: Path, target: Path) -> None:
        self._config = config
        self._room = room
        self._target = target
        self._parts: dict[str, Part] = {}
        self._schemas = Schemas()
        self._left_out: list[str] = []
        self.copies: dict[str, Path] = {}

    def databases(self) -> None:
        """Copy ledger and embedded tracker, where they are there."""
        path, copy = self._config.ledger_path, self._room / Kind.LEDGER
        ledger = copy_ledger(path, copy, self._unwritable)
        if ledger is not None:
            self._add(path, Kind.LEDGER, copy)
        file, copy = embedded_file(self._config), self._room / Kind.TRACKER
        tracker = copy_tracker(file, copy, Purpose(TRACKER, "backup"), self._unwritable) if file is not None else None
        if file is not None and tracker is not None:
            self._add(file.path, Kind.TRACKER, copy)
        self._schemas = Schemas(ledger=ledger, tracker=tracker)

    def files(self, *, with_keys: bool) -> None:
        """Read all other files, keys only where they are asked for."""
        for number, (one, kind) in enumerate(self._listed()):
            if kind is Kind.KEY and not (with_keys and one.path.exists()):
                self._left_out.append(str(_plain(one.path)))
            elif one.setting not in _ENOUGH_OF_BOTH or one.path.exists():
                data, copy = read_file(one.path, LARGEST + 1, "backup-part-unreadable"), self._room / str(number)
                with writing(self._target, "backup-unwritable"):
                    copy.write_bytes(data)
                self._add(one.path, kind, copy)

    def manifest(self, now: datetime) -> Manifest:
        """What the archive says of itself."""
        return Manifest(
            version=version("vekha"),
            plan=self._config.plan.key,
            made_at=now,
            schemas=self._schemas,
            parts=tuple(self._parts.values()),
            left_out=tuple(dict.fromkeys(self._left_out)),
        )

    def _listed(self) -> Iterator[tuple[NamedFile, Kind]]:
        for one in self._config.files:
            if is_secret(one):
                yield one, Kind.KEY
            elif one.setting in _KINDS:
                yield one, _KINDS[one.setting]
            elif one.setting[-1] == "ca_file":
                yield one, Kind.CERTIFICATE
        named = self._config.plan.mapping
        template = load_mapping(self._config.resolve(named)).template_path if named else None
        if template is not None:
            yield NamedFile(("template",), template), Kind.TEMPLATE

    def _add(self, path: Path, kind: Kind, copy: Path) -> None:
        stood = _plain(path)
        place = place_in(_plain(self._config.folder), stood)
        with writing(self._target, "backup-unwritable"), copy.open("rb") as file:
            self._parts[place] = part_of(place, str(stood), kind, file)
        self.copies[place] = copy

    def _unwritable(self, error: sqlite3.Error) -> Exception:
        """The error of an archive for whose copies there is no place."""
        try:
            with storing(self._target, "backup-unwritable"):
                raise error
        except VekhaError as told:
            return told


def _plain(path: Path) -> Path:
    """A path from the root, without the `..` in it; links are not followed."""
    return Path(os.path.normpath(path.absolute()))
