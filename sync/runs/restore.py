"""A backup put back: everything is checked first, nothing is written over, and either all of it stands or nothing.

It holds what runs hold meanwhile. How the plan stands afterwards is read from what was put back.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mappings.errors import VekhaError
from mappings.language import gettext as _
from mappings.whole_files import PLAIN, PRIVATE, drafted, workroom
from sync.archive.databases import is_newer
from sync.archive.manifest import DATABASES, PRIVATE_KINDS, Kind, Manifest, Part
from sync.archive.unpacking import Archive, newer, opened_archive, torn
from sync.config.loading import load_config
from sync.config.paths import SQLITE_BESIDE, is_secret
from sync.errors import ArchiveRefused, Purpose
from sync.files import writing
from sync.ledger.database import locked
from sync.ledger.failures import storing
from sync.ledger.store import Ledger
from sync.storage.copies import fault_of, renamed, unwritten
from sync.trackers.embedded.file import EmbeddedFile
from sync.trackers.embedded.settings import TRACKER

if TYPE_CHECKING:
    from sync.config.settings import Config
    from sync.memory import Run


@dataclass(frozen=True)
class Restored:
    """What was put back below a folder; `kept` are the files that stood there, under their new names."""

    folder: Path
    manifest: Manifest
    kept: tuple[Path, ...]

    def path_of(self, part: Part) -> Path:
        """Where a part stands now."""
        return self.folder / part.path

    @property
    def config_path(self) -> Path:
        """Where the config stands now."""
        return next(self.path_of(part) for part in self.manifest.parts if part.kind is Kind.CONFIG)


@dataclass(frozen=True)
class Standing:
    """How a plan stands after it was put back. `lacking` are files of keys that the config names and nobody put back.

    `embedded`: the tracker's file was put back too, so that it is no further than the ledger.
    """

    last_run: Run | None
    lacking: tuple[Path, ...]
    embedded: bool


def restore(file: Path, folder: Path, *, force: bool, now: datetime) -> Restored:
    """Put a backup back below a folder; with `force`, what stands there is kept under other names.

    Raises `FileUnreadable` or `ArchiveRefused`, `LedgerLocked` or `Transient` where a run or a person is at work there,
    and `FileUnwritable`; nothing has changed then.
    """
    with opened_archive(file) as archive:
        _check_databases(archive, folder)
        restored = Restored(folder, archive.manifest, ())
        config = _present(restored)
        _refuse_other_plan(config, archive.manifest)
        _refuse_standing(restored, force=force)
        with _held(restored, config, now=now):
            _refuse_standing(restored, force=force)
            kept = _put_back(archive, restored, f"before-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    return replace(restored, kept=kept)


def standing(restored: Restored) -> Standing:
    """How the plan stands now. Raises what reading config or ledger raises."""
    manifest = restored.manifest
    config = load_config(restored.config_path)
    run, ledger = None, manifest.only(Kind.LEDGER)
    if ledger is not None:
        with Ledger.copied(restored.path_of(ledger), manifest.plan) as copied:
            run = next(iter(copied.runs(last=1)), None)
    keys = dict.fromkeys(one.path for one in config.files if is_secret(one))
    lacking = tuple(path for path in keys if not path.exists())
    return Standing(run, lacking, manifest.only(Kind.TRACKER) is not None)


def _check_databases(archive: Archive, folder: Path) -> None:
    """Refuse a database that is damaged, or of a schema that this version does not know."""
    with ExitStack() as held:
        with writing(folder, "restore-unwritable"):
            room = held.enter_context(workroom(folder))
        for part in archive.manifest.parts:
            if part.kind not in DATABASES:
                continue
            copy = room / part.kind
            with writing(folder, "restore-unwritable"), copy.open("wb") as file:
                archive.copy(part, file)
            if fault_of(copy):
                raise torn(archive.path)
            if is_newer(part.kind, copy):
                raise newer(archive.path)


def _present(restored: Restored) -> Config | None:
    """The config that stands in the way, where one does and can be read."""
    try:
        return load_config(restored.config_path)
    except VekhaError:
        return None


def _refuse_other_plan(config: Config | None, manifest: Manifest) -> None:
    if config is not None and config.plan.key != manifest.plan:
        message = _("the plan here is {here}, the backup is of {there}")
        message = message.format(here=config.plan.key, there=manifest.plan)
        hint = _("name another folder with --into")
        raise ArchiveRefused("restore-other-plan", message, place=str(config.file), hint=hint)


def _refuse_standing(restored: Restored, *, force: bool) -> None:
    stand = [path for part in restored.manifest.parts for path in _in_the_way(part, restored.path_of(part))]
    if stand and not force:
        message = _("files are there already: {files}").format(files=", ".join(path.name for path in stand))
        hint = _("name an empty folder with --into, or --force, which keeps them under other names")
        raise ArchiveRefused("restore-exists", message, place=str(restored.folder), hint=hint)


def _in_the_way(part: Part, path: Path) -> Iterator[Path]:
    """What stands where a part goes. A journal that another database left would be played into the new one."""
    endings = ("", *SQLITE_BESIDE) if part.kind in DATABASES else ("",)
    yield from (one for one in (path.with_name(f"{path.name}{ending}") for ending in endings) if os.path.lexists(one))


@contextmanager
def _held(restored: Restored, config: Config | None, *, now: datetime) -> Iterator[None]:
    """While no run and no clerk is at work on what is here."""
    manifest = restored.manifest
    ledger, tracker = manifest.only(Kind.LEDGER), manifest.only(Kind.TRACKER)
    ledgers = {Path(os.path.realpath(restored.path_of(ledger)))} if ledger is not None else set()
    if config is not None:
        ledgers.add(Path(os.path.realpath(config.ledger_path)))
    with ExitStack() as held:
        for path in sorted(ledgers):
            held.enter_context(held.enter_context(locked(path, manifest.plan, now=now)).alone())
            held.enter_context(storing(path, "restore-unwritable"))
            held.enter_context(unwritten(path))
        if tracker is not None:
            file = EmbeddedFile(restored.path_of(tracker).absolute())
            held.enter_context(file.unwritten(Purpose(TRACKER, "restore")))
        yield


def _put_back(archive: Archive, restored: Restored, ending: str) -> tuple[Path, ...]:
    """Put all parts in their places, or none. Gives what stood there, under the name that has got the ending."""
    kept: list[Path] = []
    with ExitStack() as drafts, ExitStack() as back:
        placed: list[tuple[Part, Path, Path]] = []
        for part in archive.manifest.parts:
            path = restored.path_of(part)
            rights = PRIVATE if part.kind in PRIVATE_KINDS else PLAIN
            drafts.enter_context(writing(path, "restore-unwritable"))
            draft = drafts.enter_context(drafted(path, partial(archive.copy, part), rights))
            placed.append((part, path, draft))
        for part, path, draft in placed:
            with writing(path, "restore-unwritable"):
                if any(_in_the_way(part, path)):
                    aside = renamed(path, f"{path.name}.{ending}")
                    kept.append(aside)
                    back.callback(renamed, aside, path.name)
                draft.rename(path)
                back.callback(path.unlink)
        back.pop_all()
    return tuple(kept)
