"""The shapes that a parameter may have, in a query (all text) and in a JSON body. They know no operation."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

Shape = Callable[[Any], Any]
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")


class Misshapen(Exception):
    """The value is not of the shape."""


def text(value: Any) -> str:
    """Text."""
    if not isinstance(value, str):
        raise Misshapen
    return value


def number(value: Any) -> int:
    """A whole number in a body; `true` is none."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise Misshapen
    return value


def truth(value: Any) -> bool:
    """A boolean in a body."""
    if not isinstance(value, bool):
        raise Misshapen
    return value


def text_or_number(value: Any) -> str:
    """What may be given either way, as text."""
    return str(number(value)) if isinstance(value, int) else text(value)


def time(value: Any) -> datetime:
    """An ISO 8601 time with its zone."""
    if _TIME.fullmatch(text(value)) is None:
        raise Misshapen
    return datetime.fromisoformat(value)


def one_of(*allowed: str) -> Shape:
    """One of some words."""

    def shape(value: Any) -> str:
        if text(value) not in allowed:
            raise Misshapen
        return str(value)

    return shape


def many(item: Shape) -> Shape:
    """A list in a body."""

    def shape(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise Misshapen
        return [item(one) for one in value]

    return shape


def at_most(length: int) -> Shape:
    """Text of limited length."""

    def shape(value: Any) -> str:
        if len(text(value)) > length:
            raise Misshapen
        return str(value)

    return shape


def maybe(item: Shape) -> Shape:
    """Or null."""
    return lambda value: None if value is None else item(value)


def digits(value: Any) -> int:
    """A whole number in a query or a path."""
    if re.fullmatch(r"\d+", text(value)) is None:
        raise Misshapen
    return int(value)


def said(value: Any) -> bool:
    """A boolean in a query."""
    if value not in ("true", "false"):
        raise Misshapen
    return bool(value == "true")


def words(value: Any) -> list[str]:
    """Names parted by commas (lib/api/validations/types/comma_separated_to_array.rb)."""
    return [part.strip() for part in text(value).split(",") if part.strip()]


class ListOf:
    """A list in a query: its name with `[]`, repeated (doc/api/rest/_index.md, «Array and hash types»)."""

    def __init__(self, item: Shape) -> None:
        self.item = item
