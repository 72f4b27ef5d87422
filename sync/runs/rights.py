"""Who may read what is not for everybody: keys and passwords, and the files that name people. It changes no right."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mappings.language import gettext as _
from mappings.plan import Severity
from sync.config.paths import is_secret
from sync.tracker import Diagnosis

if TYPE_CHECKING:
    from pathlib import Path

    from sync.config.settings import Config

_KEPT = (("ledger",), ("tracker", "path"))
_OTHERS = stat.S_IRWXO  # whoever has an account on the machine
_CHANGE = _OTHERS | stat.S_IWGRP  # of a key, whoever may put another in its place
_OWN_KEY = ("replies", "key_file")  # of which nobody else may know


def open_to_others(config: Config) -> Iterator[Diagnosis]:
    """The files of a config that others may read, or keys that others may change: a warning for each."""
    seen = set()
    for one in config.files:
        if one.setting in seen:
            continue  # what stands beside a file has the file's own rights
        seen.add(one.setting)
        if is_secret(one) and _rights(one.path) & (_OTHERS | stat.S_IRWXG if one.setting == _OWN_KEY else _CHANGE):
            text = _("{path}: others may read or change this key.")
            yield _warning("secret-readable", text, one.path)
        elif one.setting in _KEPT and _rights(one.path) & _OTHERS:
            text = _("{path}: others may read this file, and it names people.")
            yield _warning("file-readable", text, one.path)


def _warning(code: str, text: str, path: Path) -> Diagnosis:
    hint = _("take that right from them: chmod 600 {path}").format(path=path)
    return Diagnosis(code, Severity.WARNING, text.format(path=path), hint)


def _rights(path: Path) -> int:
    """The rights of a file, none where it is not there: whether it has to be is told elsewhere."""
    try:
        there = path.stat()
    except OSError:
        return 0
    return stat.S_IMODE(there.st_mode) if stat.S_ISREG(there.st_mode) else 0
