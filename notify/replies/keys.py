"""The key file by which answers are signed: its form, who may read it, how it is made and rotated.

Each line holds an id and a secret; `#` begins a remark. The first key signs, the others still verify. No secret is
printed, logged or shown by a `repr`.
"""

from __future__ import annotations

import re
import secrets
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mappings.causes import Cause, cause_of, unreadable_said, unwritable_said
from mappings.errors import FileUnreadable, FileUnwritable
from mappings.language import gettext as _
from mappings.regular_files import read_regular
from mappings.whole_files import PRIVATE, put_whole

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"  # small base32: what every mail server lets through whole
ID_LENGTH = 2
KEPT = 2  # keys before the newest that a rotation leaves in the file

_SIZE = 100_000  # bytes of a key file that are read
_MADE = 32  # bytes of a secret that is made here
_LINE = re.compile(rf"(?P<id>[{LETTERS}]{{{ID_LENGTH}}})[ \t]+(?P<secret>[!-~]{{32,256}})")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_REMARK = "# The first key signs the addresses of answers, the others still verify. Made by: vekha replies --new-key"


@dataclass(frozen=True)
class Key:
    """A secret and the id by which a signed address names it."""

    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class KeyRing:
    """The keys of a file, at least one; no two have one id."""

    keys: tuple[Key, ...]

    @property
    def signing(self) -> Key:
        """The key that signs."""
        return self.keys[0]

    def named(self, key_id: str) -> Key | None:
        """The key of an id."""
        return next((key for key in self.keys if key.id == key_id), None)


def read_keys(path: Path) -> KeyRing:
    """The keys of a file.

    Raises `FileUnreadable`: `replies-key-missing`, `replies-key-open` where others than its owner have any right to it,
    `replies-key-damaged`, or why it cannot be read.
    """
    try:
        rights = path.stat().st_mode
        content = read_regular(path, _SIZE)
    except FileNotFoundError:
        message, hint = _("the key of the answers is not there"), _("make one: vekha replies --new-key")
        raise FileUnreadable("replies-key-missing", message, hint=hint, place=str(path)) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        hint = _("give the account that runs Vekha the right to read it")
        said = unreadable_said(cause_of(error), "replies-key-unreadable", reason, reason, hint)
        raise FileUnreadable(said.code, said.message, hint=said.hint, place=str(path), cause=cause_of(error)) from None
    if rights & _OTHERS:
        hint = _("chmod 600 {path}; if others may have read it, make a new key and take the old ones out")
        message = _("others may read or change the key of the answers")
        raise FileUnreadable("replies-key-open", message, hint=hint.format(path=path), place=str(path))
    return KeyRing(tuple(_keys(content, path)))


def new_key(path: Path) -> None:
    """Put a new key before those of a file, of which the newest `KEPT` stay; the file is made where it is not there.

    Raises as `read_keys` does, where a file is there, and `FileUnwritable`.
    """
    try:
        older = read_keys(path).keys[:KEPT]
    except FileUnreadable as error:
        if error.code != "replies-key-missing":
            raise
        older = ()
    key = Key(_fresh_id(older), secrets.token_hex(_MADE))
    lines = [_REMARK, *(f"{one.id} {one.secret}" for one in (key, *older))]
    try:
        put_whole(path, ("\n".join(lines) + "\n").encode("ascii"), PRIVATE)
    except OSError as error:
        cause = cause_of(error)
        said = unwritable_said(cause, "replies-key-unwritable", error.strerror or str(error))
        raise FileUnwritable(said.code, said.message, hint=said.hint, place=str(path), cause=cause) from None


def _keys(content: bytes, path: Path) -> Iterator[Key]:
    """The keys in the file's order; what stands in it is repeated in no error."""
    ids: set[str] = set()
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        found = _LINE.fullmatch(text)
        if found is None:
            raise _damaged(
                path, number, _("a key is two letters or digits 2 to 7, and a secret of 32 characters or more")
            )
        if found["id"] in ids:
            raise _damaged(path, number, _("a second key has the same id"))
        ids.add(found["id"])
        yield Key(found["id"], found["secret"])
    if not ids:
        raise _damaged(path, 0, _("there is no key in the file"))


def _damaged(path: Path, line: int, message: str) -> FileUnreadable:
    place = _("{file}, line {line}").format(file=path, line=line) if line else str(path)
    hint = _("fix the line, or take it out; `vekha replies --new-key` makes a key")
    return FileUnreadable("replies-key-damaged", message, hint=hint, place=place, cause=Cause.DAMAGED)


def _fresh_id(taken: Iterable[Key]) -> str:
    """An id that none of the keys has."""
    ids = {key.id for key in taken}
    while (made := "".join(secrets.choice(LETTERS) for _sign in range(ID_LENGTH))) in ids:
        pass
    return made
