"""Files that are put in place together or not at all, and never over one that is there.

Where a file is to be replaced, the earlier one is kept beside it under a name that ends in a number.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from mappings.errors import ConfigError, Problem
from mappings.language import gettext as _
from mappings.whole_files import PLAIN, make_folder
from sync.files import writing


@dataclass(frozen=True)
class NewFile:
    """A file to be made, with its rights, less what the umask takes away."""

    path: Path
    data: bytes = field(repr=False)
    rights: int = PLAIN


def refuse_existing(paths: Iterable[Path]) -> None:
    """Raise `ConfigError` with each of the files that is there already."""
    found = [path for path in paths if os.path.lexists(path)]
    if found:
        message = _("the file is there already, and nothing is written over it")
        hint = _("name another config with -c, in another folder; with --force the earlier files are kept beside")
        raise ConfigError([Problem("init-exists", str(path), message, hint) for path in found])


def put_new(files: Iterable[NewFile], *, replacing: bool = False) -> dict[Path, Path]:
    """Put the files in place, the last of them last; returns the earlier ones with where each is kept now.

    Raises `ConfigError` where one is there and is not to be replaced, `FileUnwritable` where one cannot be written;
    then everything is as it was before.
    """
    todo = list(files)
    if not replacing:
        refuse_existing(one.path for one in todo)
    kept: dict[Path, Path] = {}
    made: list[Path] = []
    try:
        for one in todo:
            with writing(one.path, "init-unwritable"):
                make_folder(one.path.parent)
                if replacing and os.path.lexists(one.path):
                    kept[one.path] = one.path.rename(_free_name(one.path))
                _make(one, made)
    except BaseException:
        _take_back(made, kept)
        raise
    return kept


def _make(one: NewFile, made: list[Path]) -> None:
    try:
        handle = os.open(one.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, one.rights)
    except FileExistsError:
        refuse_existing([one.path])
        raise
    made.append(one.path)
    with os.fdopen(handle, "wb") as file:
        file.write(one.data)
        file.flush()
        os.fsync(file.fileno())


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.{number}") for number in count(1))
    return next(name for name in names if not os.path.lexists(name))


def _take_back(made: Iterable[Path], kept: dict[Path, Path]) -> None:
    for path in made:
        with suppress(OSError):
            path.unlink()
    for path, name in kept.items():
        with suppress(OSError):
            name.rename(path)
