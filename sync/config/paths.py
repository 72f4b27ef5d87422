"""Which files a config names, and that no two of its settings name one: what one keeps another would write over.

Decides when two names are one file, and whether an option of the command line may name it. It writes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from mappings.errors import ConfigError, Problem
from mappings.language import gettext as _
from mappings.operator_files.strict_yaml import KeyPath

_NAMES = frozenset({"file", "mapping", "path", "report_template", "stamp"})  # the settings that name a file or a folder
_ENDING = "_file"  # and those that end so: what is read whole
_OPEN = frozenset({"ca_file"})  # of these, what is no secret
_MADE = frozenset({"key_file"})  # and what a command makes anew
SQLITE_BESIDE = ("-journal", "-wal", "-shm")  # what SQLite puts beside a database


@dataclass(frozen=True)
class NamedFile:
    """A file that a setting names, or one that is kept beside it. A `page` is written anew from the rest each time."""

    setting: KeyPath
    path: Path
    page: bool = False

    @property
    def name(self) -> str:
        """The setting as people find it."""
        return ".".join(map(str, self.setting)) or _("the config itself")


def named_in(data: Mapping[str, Any], folder: Path, at: KeyPath = ()) -> Iterator[NamedFile]:
    """The files that a block of settings names, and those of the blocks in it."""
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from named_in(value, folder, (*at, key))
        elif isinstance(value, str) and value and (key in _NAMES or key.endswith(_ENDING)):
            yield NamedFile((*at, key), folder / value)


def beside(one: NamedFile, plan_key: str) -> Iterator[NamedFile]:
    """The files that stand beside a ledger: SQLite's, its own lock and the plan's."""
    for ending in (*SQLITE_BESIDE, ".lock", f".{plan_key}.lock"):
        yield NamedFile(one.setting, one.path.with_name(f"{one.path.name}{ending}"))


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, by whatever spelling or link. A device such as /dev/null is nobody's."""
    if _is_device(one):
        return False
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there yet
        real, real_other = Path(os.path.realpath(one)), Path(os.path.realpath(other))
        if real == real_other:
            return True
        alike = str(real).casefold() == str(real_other).casefold()
        return alike and (_ignores_case(real) or _ignores_case(real_other))


def is_secret(one: NamedFile) -> bool:
    """Whether it is a key or a password; a certificate is none."""
    return _ends_as_file(one) and one.setting[-1] not in _OPEN


def named_twice(files: Iterable[NamedFile]) -> Iterator[tuple[NamedFile, NamedFile]]:
    """The pairs of settings that name one file; of two settings one pair. What is only read may serve both."""
    told: set[tuple[KeyPath, KeyPath]] = set()
    for one, other in combinations(files, 2):
        pair = (one.setting, other.setting)
        if one.setting == other.setting or pair in told or (_is_read_only(one) and _is_read_only(other)):
            continue
        if same_file(one.path, other.path):
            told.add(pair)
            yield one, other


def refuse_taken(path: Path, files: Iterable[NamedFile], *, by: str) -> None:
    """Raise `ConfigError` where something is to be written into a file that is not made anew from the rest.

    `by` says what names it: an option, or a setting of another file.
    """
    for one in files:
        if not one.page and same_file(path, one.path):
            message = _("{option} names the file of {setting}, which would be written over")
            hint = _("name another file")
            raise ConfigError([Problem("path-taken", str(path), message.format(option=by, setting=one.name), hint)])


def _is_read_only(one: NamedFile) -> bool:
    """Whether it is a key of somebody else's, a password or a certificate."""
    return _ends_as_file(one) and one.setting[-1] not in _MADE


def _ends_as_file(one: NamedFile) -> bool:
    return bool(one.setting) and str(one.setting[-1]).endswith(_ENDING)


def _ignores_case(path: Path) -> bool:
    """Whether names that differ in capitals alone are one here, as the nearest part of a path that is there says."""
    for one in (path, *path.parents):
        swapped = one.with_name(one.name.swapcase()) if one.name else one
        if swapped == one:
            continue
        try:
            if one.exists():
                return swapped.exists() and swapped.samefile(one)
        except OSError:
            return False
    return False


def _is_device(path: Path) -> bool:
    try:
        return path.exists() and not path.is_file() and not path.is_dir()
    except OSError:  # whoever opens it tells why
        return False
