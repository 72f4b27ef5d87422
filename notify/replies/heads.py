"""The head of a mail, or of one of its parts: its fields, and the addresses, names and days that stand in them.

A field is read as it is written: nothing that its names are encoded in can turn into an address. Whatever the bytes
are, nothing raises, and the time grows with their length alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from mappings.addresses import is_address
from mappings.wording import clean

_FIELD = re.compile(rb"([!-9;-~]++)[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)\n?")
_ENVELOPE = re.compile(rb">?From [^\n]*+\n")  # as mail folders have it before the head
_EMPTY_LINE = re.compile(rb"\r?\n")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_PARAMETER = re.compile(r';\s*+([\w!#$&+^`{}~.*-]++)\s*+=\s*+(?:"((?:[^"\\]++|\\.)*+)"?|([^\s;"]*+))', re.ASCII)
_ESCAPED = re.compile(r"\\(.)")
_LONGEST_TYPE = 4_000  # characters of a field with parameters
_LONGEST_DATE = 100
_LONGEST_ID = 998  # characters, as long as a line may be
_LONGEST_ADDRESS = 320
_MOST_REFERRED = 200
_SIGNS = re.compile(r'\\.|["()]', re.DOTALL)  # what steers where an address may stand
_BETWEEN = re.compile(r'[\s<>,;:"()]+')
_BRACKETED = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True)
class Head:
    """The fields of a head, each unfolded, by their names in small letters and in their order."""

    fields: Mapping[str, tuple[str, ...]]

    def all(self, *names: str) -> Iterator[str]:
        """Every value of the fields of these names."""
        for name in names:
            yield from self.fields.get(name, ())

    def first(self, name: str) -> str:
        """The first value of a field; empty where there is none."""
        return next(self.all(name), "")


@dataclass(frozen=True)
class Typed:
    """A field such as Content-Type: what it says, and its parameters by name, all but their values in small letters."""

    kind: str
    parameters: Mapping[str, str]


def head_of(data: bytes, start: int, end: int) -> tuple[Head, int]:
    """The head that stands between two places, and where the body below it begins.

    A head ends with the first line that is no field, as it does for the servers that took the mail: what stands below
    was not looked at by them.
    """
    fields: dict[str, list[str]] = {}
    envelope = _ENVELOPE.match(data, start, end)
    at = envelope.end() if envelope else start
    while field := _FIELD.match(data, at, end):
        value = _FOLD.sub(b"", field[2]).decode("utf-8", "surrogateescape").strip()
        fields.setdefault(field[1].decode().lower(), []).append(value)
        at = field.end()
    empty = _EMPTY_LINE.match(data, at, end)
    return Head({name: tuple(values) for name, values in fields.items()}), empty.end() if empty else at


def typed(value: str) -> Typed:
    """A field with parameters."""
    value = value[:_LONGEST_TYPE]
    parameters: dict[str, str] = {}
    for match in _PARAMETER.finditer(value):
        said = match[3] if match[2] is None else _ESCAPED.sub(r"\1", match[2])
        parameters.setdefault(match[1].lower(), said)
    return Typed(value.partition(";")[0].strip().lower(), parameters)


def addresses(values: Iterable[str]) -> tuple[str, ...]:
    """The addresses that stand in fields, each once; those within a name in quotes or a remark are none."""
    words = dict.fromkeys(word for value in values for word in _BETWEEN.split(_outside(value)) if "@" in word)
    return tuple(word for word in words if len(word) <= _LONGEST_ADDRESS and is_address(word))


def _outside(value: str) -> str:
    """A field without its quoted names and remarks; as it is where one of them has no end."""
    kept: list[str] = []
    at, depth, quoted = 0, 0, False
    for sign in _SIGNS.finditer(value):
        if not depth and not quoted:
            kept.append(value[at : sign.start()])
        at = sign.end()
        if sign.group() == '"' and not depth:
            quoted = not quoted
        elif sign.group() == "(" and not quoted:
            depth += 1
        elif sign.group() == ")" and not quoted:
            depth = max(0, depth - 1)
    return value if depth or quoted else " ".join([*kept, value[at:]])


def message_id(value: str) -> str:
    """A Message-ID in its brackets, without blanks; empty where there is none."""
    return next(message_ids([value]), "")


def message_ids(values: Iterable[str]) -> Iterator[str]:
    """The Message-IDs in fields, in their order, as many as a thread may have."""
    for value in values:
        named = _BRACKETED.findall(value) or [word for word in value.split() if "@" in word]
        for one in named[-_MOST_REFERRED:]:
            bare = "".join(clean(one).split())
            if bare and len(bare) <= _LONGEST_ID:
                yield f"<{bare}>"


def moment(value: str) -> datetime | None:
    """The aware moment that a Date field names; None where it names none."""
    try:
        when = parsedate_to_datetime(value[:_LONGEST_DATE])
        when = when.replace(tzinfo=UTC) if when.tzinfo is None else when
        when.astimezone(UTC)  # raises where it lies outside of all calendars
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return when
