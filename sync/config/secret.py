"""A secret by the name of the variable or of the file that holds it, since none stands in the config.

Decides where it is looked for, and shows it in no error and no `repr`. What can be one, and what is said where there is
none, whoever needs it knows.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from mappings.causes import Cause, cause_of, unreadable_said
from mappings.errors import FileUnreadable
from mappings.language import gettext as _
from mappings.regular_files import read_regular
from mappings.system_words import said_by_system

_SIZE = 1_000_000  # bytes of a key or of certificates that are read


@dataclass(frozen=True)
class Secret:
    """What stands in a variable or a file, empty where nothing does; `place` names where it was looked for."""

    place: str
    text: str = field(repr=False)


def read_secret(folder: str, *, variable: str | None, file: str | None) -> Secret:
    """The secret of a variable, or of a file below a folder. Raises `FileUnreadable` where the file cannot be read."""
    if file is None:
        return Secret(f"${variable}", os.environ.get(variable or "", "").strip())
    return Secret(file, _contents(Path(folder, file)).strip())


def readable(folder: str, file: str) -> str:
    """The path of a file below a folder, such as that of an authority; raises `FileUnreadable` likewise."""
    path = Path(folder, file)
    _contents(path)
    return str(path)


def _contents(path: Path) -> str:
    try:
        return read_regular(path, _SIZE).decode(errors="replace")
    except OSError as error:
        reason = said_by_system(error)
        hint = _("check that the file exists and may be read")
        cause = Cause.OTHER if isinstance(error, FileNotFoundError) else cause_of(error)
        said = unreadable_said(cause, "secret-unreadable", reason, reason, hint)
        raise FileUnreadable(said.code, said.message, hint=said.hint, place=str(path), cause=cause) from None
