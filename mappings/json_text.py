"""Data as JSON that any program reads, and that does no harm where it is printed on a terminal."""

from __future__ import annotations

import json
import unicodedata
from decimal import Decimal
from typing import Any

_ESCAPED = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # what steers a terminal or cannot be seen, and halves of a pair


def json_text(data: Any, *, indent: int | None = 2) -> str:
    """The data as JSON without a last line break: letters as they are, signs that cannot be seen by number.

    Without an `indent` it is one line.
    """
    lines = json.dumps(data, ensure_ascii=False, indent=indent).split("\n")
    return "\n".join(line if line.isprintable() else "".join(map(_sign, line)) for line in lines)


def json_number(value: Decimal | None) -> int | float | None:
    """A number as JSON has it: whole ones without a point; what is not known is null."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _sign(char: str) -> str:
    return json.dumps(char)[1:-1] if unicodedata.category(char) in _ESCAPED else char
